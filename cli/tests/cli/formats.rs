//! Answers for other programs, into files, and for screens of any width.

use super::{answer, capture, run};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const BOTH: [&str; 2] = ["hyperv-2012r2-san", "s2d-2019-rdma"];

fn asked(format: &str) -> String {
    let [one, other] = BOTH.map(capture);
    answer(&["recommend", "--format", format, &one, &other])
}

fn findings() -> Vec<Value> {
    let json: Value = serde_json::from_str(&asked("json")).expect("answers are JSON");
    let answers = json["answers"].as_array().expect("a list").clone();
    answers.iter().flat_map(|entry| entry["findings"].as_array().expect("a list").clone()).collect()
}

#[test]
fn csv_has_a_row_for_each_finding_and_route() {
    let text = asked("csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().expect("titles").clone();
    assert_eq!(
        columns.iter().take(5).collect::<Vec<_>>(),
        ["cluster", "rule", "name", "severity", "certainty"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let found = findings();
    assert_eq!(rows.len(), found.len());
    assert_eq!(&rows[0][1], found[0]["rule"].as_str().expect("an id"));
    let routes = answer(&["resolve", "--format", "csv", &capture("s2d-2019-rdma")]);
    assert!(routes.starts_with("cluster,traffic,volume,from,to,mode,"), "{routes}");
    assert!(routes.contains(",SMB1; SMB2,"), "{routes}");
}

#[test]
fn sarif_has_every_finding_and_every_rule_that_was_asked() {
    let log: Value = serde_json::from_str(&asked("sarif")).expect("SARIF is JSON");
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    let (results, rules) = (run["results"].as_array().expect("a list"), &run["tool"]["driver"]["rules"]);
    let found = findings();
    assert_eq!(results.len(), found.len());
    for (result, finding) in results.iter().zip(&found) {
        assert_eq!(result["ruleId"], finding["rule"]);
        let place = result["ruleIndex"].as_u64().expect("a place") as usize;
        assert_eq!(rules[place]["id"], finding["rule"]);
        let level = if finding["severity"] == "info" {
            "note"
        } else {
            finding["severity"].as_str().expect("a word")
        };
        assert_eq!(result["level"], level);
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let broken = run_with("sarif", &[&capture(BOTH[0]), "no/such.zip"]);
    let log: Value = serde_json::from_str(&broken).expect("SARIF is JSON");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(broken.contains("no/such.zip"));
}

fn run_with(format: &str, paths: &[&str]) -> String {
    let output = run(&[&["recommend", "--format", format], paths].concat());
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn junit_has_a_case_for_each_rule_that_applies() {
    let text = run_with("junit", &[&capture(BOTH[0]), "no/such.zip"]);
    let mut reader = Reader::from_str(&text);
    let (mut cases, mut failures, mut skipped, mut errors, mut tests) = (0, 0, 0, 0, 0);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testcase" => cases += 1,
                "failure" => failures += 1,
                "skipped" => skipped += 1,
                "error" => errors += 1,
                "testsuite" => {
                    let count =
                        tag.attributes().flatten().find(|one| one.key.as_ref() == "tests").expect("a count");
                    tests += count.value.parse::<usize>().expect("a number");
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((cases, errors), (tests, 1), "{text}");
    assert!(failures >= 1 && skipped >= 10, "{text}");
}

#[test]
fn github_annotates_each_finding() {
    let lines = asked("github");
    let count = lines.lines().filter(|line| !line.starts_with("::notice title=not checked")).count();
    assert_eq!(count, findings().len());
    assert!(lines.lines().all(|line| line.starts_with("::")), "{lines}");
    assert!(lines.contains("::warning title=CR302 "), "{lines}");
}

#[test]
fn markdown_has_tables_and_code() {
    let text = answer(&["recommend", "--format", "markdown", &capture(BOTH[0])]);
    assert!(text.starts_with("# Recommendations of cluster HYPERV-2012R2-SAN\n"), "{text}");
    assert!(text.contains("\n```\n") && text.contains("\n- Do: "), "{text}");
    let text = answer(&["measure", "--format", "markdown", &capture(BOTH[0])]);
    assert!(text.contains("| --- |"), "{text}");
}

#[test]
fn only_findings_have_the_forms_of_findings() {
    for format in ["sarif", "junit", "github"] {
        let output = run(&["resolve", "--format", format, &capture(BOTH[0])]);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains("only recommend has findings"));
    }
}

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder of tests can be written");
    folder
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = scratch("output");
    let file = folder.join("answer.json");
    let path = file.to_str().expect("UTF-8");
    let printed = answer(&["resolve", "--format", "json", &capture(BOTH[0])]);
    assert_eq!(answer(&["resolve", "--format", "json", "--output", path, &capture(BOTH[0])]), "");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), printed);
    // A page without colours, over the older file.
    answer(&["measure", "-o", path, &capture(BOTH[0])]);
    let page = fs::read_to_string(&file).expect("it is there");
    assert_eq!(page, answer(&["measure", &capture(BOTH[0])]));
    // Nothing to write: the older file stays, and nothing else is left.
    let output = run(&["measure", "-o", path, "no/such.xml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&file).expect("it is there"), page);
    let nowhere = folder.join("no/such/answer.txt");
    let output = run(&["measure", "-o", nowhere.to_str().expect("UTF-8"), &capture(BOTH[0])]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("answer.txt"));
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
}

#[test]
fn a_page_fits_every_width() {
    for width in [40, 60, 80, 100, 200] {
        for command in ["measure", "resolve", "recommend", "needs", "failures"] {
            let page = answer(&[command, "--width", &width.to_string(), &capture(BOTH[1])]);
            for line in page.lines() {
                let is_to_copy =
                    line.starts_with("    ") && !line.starts_with("     ") || line.contains("://");
                assert!(line.chars().count() <= width || is_to_copy, "{command} at {width}: {line}");
            }
        }
    }
    let output = run(&["measure", "--width", "7", &capture(BOTH[0])]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn several_clusters_end_in_one_table_with_totals() {
    let page = asked("table");
    let fleet = page.split("\n2 clusters\n").nth(1).expect("a table of the clusters");
    assert!(fleet.contains("HYPERV-2012R2-SAN") && fleet.contains("S2D-2019-RDMA"), "{fleet}");
    assert!(fleet.ends_with("1 of 2 clusters without either\n"), "{fleet}");
    assert!(!answer(&["recommend", &capture(BOTH[0])]).contains("1 cluster\n"));
}

#[test]
fn words_are_taken_as_people_type_them() {
    let path = capture(BOTH[0]);
    let one = answer(&["resolve", "--traffic", "live_migration", &path]);
    for word in ["live-migration", "migration", "LIVE_MIGRATION"] {
        assert_eq!(answer(&["resolve", "--traffic", word, &path]), one, "{word}");
    }
    assert!(answer(&["resolve", "--traffic", "CSV,cluster", &path]).contains("CSV: Cluster Shared Volumes"));
    assert!(answer(&["help", "resolve"]).contains("--traffic"));
}
