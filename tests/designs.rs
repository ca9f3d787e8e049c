//! Designs as Microsoft's pages describe them get no warning, and `docs/rules/designs.md` says which rule fires where.
//!
//! `UPDATE=1 cargo test --test designs` writes the page.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;
#[path = "support/published.rs"]
mod published;

use asking::answers;
use clusterroute::api;
use clusterroute::rules::RULES;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// How many informations a design may get.
const MOST_INFOS: usize = 2;

const PAGE: &str = "docs/rules/designs.md";

/// What the page and the tests look at.
struct Group {
    title: &'static str,
    about: &'static str,
    clusters: Vec<Advised>,
}

/// A cluster with its findings.
struct Advised {
    name: String,
    /// From the page to what was asked about.
    link: String,
    windows: String,
    findings: Vec<Found>,
}

struct Found {
    rule: String,
    severity: String,
    message: String,
    /// The rules of what follows from it.
    explains: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// The findings about the only cluster of an input.
fn advised(name: &str, file: &str, input: &Value) -> Advised {
    let answer = answers(api::recommend::ask, &json!({"schema": 2, "input": input}));
    assert_eq!(answer["errors"], json!([]), "{name}");
    let [entry] = list(&answer["answers"]) else { panic!("{name} is not one cluster") };
    let findings = list(&entry["findings"]).iter().map(|finding| Found {
        rule: text(&finding["rule"]),
        severity: text(&finding["severity"]),
        message: text(&finding["message"]),
        explains: list(&finding["explains"]).iter().map(|one| text(&one["rule"])).collect(),
    });
    Advised {
        name: name.to_owned(),
        link: format!("../../{file}"),
        windows: entry["windows"]["version"].as_str().unwrap_or("not known").to_owned(),
        findings: findings.collect(),
    }
}

/// Every file or folder of a folder of fixtures.
fn of_folder(folder: &str) -> Vec<Advised> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.ends_with("cases.json"));
    paths.sort();
    let one = |path: &PathBuf| {
        let file = path.file_name().unwrap().to_string_lossy();
        advised(
            &path.file_stem().unwrap().to_string_lossy(),
            &format!("{folder}/{file}"),
            &json!({"paths": [path]}),
        )
    };
    paths.iter().map(one).collect()
}

fn designs() -> Vec<Advised> {
    of_folder("tests/fixtures/designs")
}

fn groups() -> [Group; 4] {
    let published = published::clusters();
    let published = published.iter().map(|cluster| {
        let input = json!({"captures": [published::capture(cluster)]});
        advised(cluster["id"].as_str().unwrap(), "tests/fixtures/real-clusters.json", &input)
    });
    [
        Group {
            title: "Designs",
            about: "Clusters built as Microsoft's pages describe them: nothing to warn of.",
            clusters: designs(),
        },
        Group {
            title: "Cases",
            about: "Designs (D), published clusters made whole (P) and traps (T), each with what it has to be told in\n\
                    [cases.json](../../tests/fixtures/cases/cases.json).",
            clusters: of_folder("tests/fixtures/cases"),
        },
        Group {
            title: "Captures",
            about: "Made-up clusters in files as PowerShell writes them.",
            clusters: of_folder("tests/fixtures/captures"),
        },
        Group {
            title: "Published clusters",
            about: "Networks that somebody has published; most of these tell little else.",
            clusters: published.collect(),
        },
    ]
}

fn said(found: &[Found]) -> String {
    found.iter().map(|one| format!("\n  {} {} {}", one.severity, one.rule, one.message)).collect()
}

#[test]
fn no_design_gets_a_warning_or_an_error() {
    let designs = designs();
    assert!(designs.len() >= 20, "only {} designs", designs.len());
    for Advised { name, findings, .. } in designs {
        let is_quiet = findings.iter().all(|found| found.severity == "info");
        assert!(is_quiet && findings.len() <= MOST_INFOS, "{name}:{}", said(&findings));
    }
}

#[test]
fn sixteen_nodes_and_thirty_two_volumes_are_two_lines_at_most() {
    let file = "tests/fixtures/cases/D20-S2D-16N-32VOL.json";
    let Advised { findings, .. } = advised("D20", file, &json!({"paths": [root().join(file)]}));
    let is_quiet = findings.iter().all(|found| found.severity == "info" && !found.message.contains('\n'));
    assert!(is_quiet && findings.len() <= MOST_INFOS, "{}", said(&findings));
}

/// Quiet is worth something only where it ends as soon as something breaks: a network in cluster use that is down, or an
/// adapter that is gone.
#[test]
fn no_broken_design_is_quiet() {
    for entry in std::fs::read_dir(root().join("tests/fixtures/designs")).unwrap() {
        let path = entry.unwrap().path();
        let design: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let whole = &design["capture"];
        let in_use: Vec<&Value> = list(&whole["networks"]).iter().filter(|one| one["Role"] != 0).collect();
        let mut broken = Vec::new();
        for (place, network) in
            list(&whole["networks"]).iter().enumerate().filter(|(_, one)| in_use.contains(one))
        {
            let mut capture = whole.clone();
            capture["networks"][place]["State"] = json!("Down");
            broken.push((format!("{} is down", network["Name"]), capture));
        }
        let is_in_use = |one: &Value| in_use.iter().any(|network| network["Name"] == one["Network"]);
        let has_peers = list(&whole["nodes"]).len() > 1;
        let interfaces = list(&whole["interfaces"]).iter().enumerate();
        for (place, interface) in interfaces.filter(|(_, one)| has_peers && is_in_use(one)) {
            let mut capture = whole.clone();
            capture["interfaces"].as_array_mut().unwrap().remove(place);
            broken.push((format!("{} is gone", interface["Name"]), capture));
        }
        assert!(!broken.is_empty(), "{}", path.display());
        for (what, capture) in broken {
            let Advised { findings, .. } = advised(&what, "", &json!({"captures": [capture]}));
            let is_loud = findings.iter().any(|found| found.severity != "info");
            assert!(is_loud, "{}: {what}:{}", path.display(), said(&findings));
        }
    }
}

/// The page of a rule, from the page of designs.
fn rule_link(id: &str) -> String {
    let rule = RULES.iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("there is no rule {id}"));
    format!("[{id}]({id}-{}.md)", rule.name)
}

fn cell(findings: &[Found], severity: &str) -> String {
    let mut rules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for found in findings.iter().filter(|found| found.severity == severity) {
        let explained = rules.entry(&found.rule).or_default();
        explained.extend(found.explains.iter().map(String::as_str));
    }
    let rules = rules.into_iter().map(|(rule, mut explained)| {
        explained.sort_unstable();
        explained.dedup();
        let explained: Vec<String> = explained.into_iter().map(rule_link).collect();
        match explained.is_empty() {
            true => rule_link(rule),
            false => format!("{} (explains {})", rule_link(rule), explained.join(", ")),
        }
    });
    rules.collect::<Vec<_>>().join(", ")
}

/// Where a rule fires in a group: the clusters, each with the severity where it is not the rule's own.
fn fires_on(rule: &str, own: &str, group: &Group) -> String {
    let mut names = Vec::new();
    for Advised { name, link, findings, .. } in &group.clusters {
        let fires = findings.iter().find(|found| found.rule == rule);
        let follows = findings.iter().find(|found| found.explains.iter().any(|one| one == rule));
        let note = match (fires, follows) {
            (Some(found), _) if found.severity == own => String::new(),
            (Some(found), _) => format!(" ({})", found.severity),
            (None, Some(cause)) => format!(" (explained by {})", cause.rule),
            (None, None) => continue,
        };
        names.push(format!("[{name}]({link}){note}"));
    }
    names.join(", ")
}

fn page(groups: &[Group]) -> String {
    let mut page = "# Which rule fires where\n\n\
        The findings about every cluster of the tests that is built as a whole, first by cluster, then by rule. The page\n\
        is written from the answers: `UPDATE=1 cargo test --test designs`. What follows from another finding is shown\n\
        with that, as in an answer.\n"
        .to_owned();
    for Group { title, about, clusters } in groups {
        write!(page, "\n## {title}\n\n{about}\n\n| Cluster | Windows | Errors | Warnings | Informations |\n")
            .unwrap();
        page.push_str("|---|---|---|---|---|\n");
        for Advised { name, link, windows, findings } in clusters {
            let [errors, warnings, infos] =
                ["error", "warning", "info"].map(|severity| cell(findings, severity));
            writeln!(page, "| [{name}]({link}) | {windows} | {errors} | {warnings} | {infos} |").unwrap();
        }
    }
    page.push_str("\n## By rule\n\n| Rule | Severity |");
    groups.iter().for_each(|group| write!(page, " {} |", group.title).unwrap());
    page.push_str("\n|---|---|---|---|---|---|\n");
    let mut nowhere = Vec::new();
    for rule in RULES.iter() {
        let own = rule.severity.word();
        let where_it_fires: Vec<String> = groups.iter().map(|group| fires_on(rule.id, own, group)).collect();
        match where_it_fires.iter().all(String::is_empty) {
            true => nowhere.push(rule_link(rule.id)),
            false => {
                writeln!(page, "| {} | {own} | {} |", rule_link(rule.id), where_it_fires.join(" | "))
                    .unwrap();
            }
        }
    }
    writeln!(page, "\nOn none of these clusters: {}.", nowhere.join(", ")).unwrap();
    page
}

#[test]
fn the_page_of_designs_is_up_to_date() {
    let text = page(&groups());
    let path = root().join(PAGE);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    // A checkout on Windows may have other line ends.
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(text == found, "{PAGE} differs: run UPDATE=1 cargo test --test designs\n--- now\n{text}");
}
