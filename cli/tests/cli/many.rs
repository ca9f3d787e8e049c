//! Many captures at once: the order and the bytes of the answers, and what one that fails costs.

use super::{CLUSTERS, answer, capture, root, run};
use std::fs;
use std::path::{Path, PathBuf};

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn diagnostic(cluster: &str) -> String {
    format!("tests/fixtures/sddc/{cluster}")
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let paths: Vec<String> =
        CLUSTERS.iter().rev().flat_map(|name| [capture(name), diagnostic(name)]).collect();
    for command in ["capture", "measure", "resolve", "recommend"] {
        for format in ["table", "json"] {
            let on = |threads: &str| {
                let options = [command, "--format", format, "--threads", threads];
                answer(&options.into_iter().chain(paths.iter().map(String::as_str)).collect::<Vec<_>>())
            };
            let one = on("1");
            assert_eq!(on("2"), one, "{command} {format}");
            assert_eq!(on("64"), one, "{command} {format}");
            let places = CLUSTERS.iter().rev().map(|name| one.find(&name.to_uppercase()));
            let places: Vec<usize> = places.map(|place| place.expect("every cluster is answered")).collect();
            assert!(places.is_sorted(), "{command} {format}: in the order of the input: {places:?}");
        }
    }
}

#[test]
fn a_folder_or_zip_that_cannot_be_read_costs_no_other_its_answer() {
    let folder = scratch("damaged");
    let damaged = folder.join("HealthTest-damaged.zip");
    fs::write(&damaged, b"PK\x03\x04 cut off").expect("the file can be written");
    let empty = folder.join("empty");
    fs::create_dir(&empty).expect("the folder can be made");
    let (damaged, empty) = (damaged.display().to_string(), empty.display().to_string());
    let (first, second) = (diagnostic(CLUSTERS[0]), capture(CLUSTERS[1]));
    for command in ["capture", "measure", "resolve", "recommend"] {
        let output = run(&[command, &first, &damaged, &second, &empty, "no/such.zip"]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), answer(&[command, &first, &second]));
        let errors: Vec<&str> = stderr.lines().collect();
        assert_eq!(errors.len(), 3, "{stderr}");
        for (error, path) in errors.iter().zip([damaged.as_str(), &empty, "no/such.zip"]) {
            assert!(error.starts_with(&format!("error: {path}: ")), "{error}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_costs_what_it_would_have_given() {
    let output = run(&["measure", &diagnostic(CLUSTERS[0]), "LICENSE", "no/such.xml"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stdout), answer(&["measure", &diagnostic(CLUSTERS[0])]));
    assert!(stderr.contains("LICENSE: ") && stderr.contains("no/such.xml: "), "{stderr}");
}

#[test]
fn without_an_answer_there_are_only_errors() {
    for format in ["table", "json"] {
        let output = run(&["measure", "--format", format, "no/such.zip", "no/other.zip"]);
        assert_eq!(output.status.code(), Some(2));
        let frame = "{\"schema\":2,\"question\":\"measure\",\"answers\":[],\"errors\":[{\"code\":\"unreadable_file\",";
        let expected = if format == "json" { frame } else { "" };
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(stdout.starts_with(expected) && stdout.is_empty() == expected.is_empty(), "{stdout}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 2);
    }
}

#[test]
fn a_question_that_one_cluster_cannot_answer_names_its_capture() {
    let (san, s2d) = (capture("hyperv-2012r2-san"), capture("s2d-2019-rdma"));
    let output = run(&["measure", "--set", "role:iSCSI A=1", &san, &s2d]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        answer(&["measure", "--set", "role:iSCSI A=1", &san]),
        "{stderr}"
    );
    assert!(
        stderr.starts_with("error: S2D-2019-RDMA: --set[0]: ") && stderr.lines().count() == 1,
        "{stderr}"
    );
}

#[test]
fn a_finding_does_not_hide_a_failure() {
    let san = capture("hyperv-2012r2-san");
    let output = run(&["recommend", "--fail-on", "warning", &san, "no/such.zip"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stdout.is_empty());
}

#[test]
fn a_folder_of_captures_is_read_in_the_order_of_their_names() {
    let folder = scratch("folder");
    for cluster in ["hyperv-2012r2-san", "azlocal-23h2-bmc"] {
        let inner = folder.join(cluster);
        fs::create_dir(&inner).expect("the folder can be made");
        for entry in fs::read_dir(root().join(diagnostic(cluster))).expect("the fixture exists") {
            let path = entry.expect("the fixture exists").path();
            if path.is_file() {
                fs::copy(&path, inner.join(path.file_name().expect("a file"))).expect("it can be copied");
            }
        }
    }
    let folder = folder.display().to_string();
    let one = answer(&["measure", "--threads", "1", &folder]);
    assert_eq!(answer(&["measure", "--threads", "2", &folder]), one);
    assert!(one.find("AZLOCAL-23H2-BMC") < one.find("HYPERV-2012R2-SAN"), "{one}");
}

#[test]
fn a_capture_without_names_is_written_and_read_again() {
    let path = scratch("anonymize").join("capture.json");
    let files: Vec<String> = CLUSTERS.iter().map(|name| capture(name)).collect();
    let asked: Vec<&str> =
        ["capture", "--anonymize"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let written = answer(&asked);
    let again: Vec<&str> = asked.iter().copied().chain(["--format", "json"]).collect();
    assert_eq!(written, answer(&again));
    fs::write(&path, &written).expect("the file can be written");
    let routes = answer(&["resolve", "--format", "json", &path.display().to_string()]);
    let answers: serde_json::Value = serde_json::from_str(&routes).expect("an answer is JSON");
    let answers = answers["answers"].as_array().expect("there are answers");
    assert_eq!(answers.len(), CLUSTERS.len());
    assert!(answers.iter().all(|one| one["routes"].as_array().is_some_and(|routes| routes.len() > 5)));
    assert!(CLUSTERS.iter().all(|name| !routes.contains(&name.to_uppercase())));
}
