//! Every rule against requests as they come over the wire: `tests/fixtures/rules/<ID>/fires*.json` must give the
//! findings of `fires*.expected.json`, `quiet*.json` none, without being skipped.
//!
//! `UPDATE=1 cargo test --test golden` writes the expected files.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::answers;
use clusterroute::api;
use clusterroute::rules::{RULES, Rule};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules")
}

/// The requests of one rule whose names start with `kind`.
fn requests(rule: &Rule, kind: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder().join(rule.id)).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(kind) && name.ends_with(".json") && !name.ends_with(".expected.json")
    });
    paths.sort();
    assert!(!paths.is_empty(), "{} has no tests/fixtures/rules/{}/{kind}.json", rule.id, rule.id);
    paths
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The findings of the rule, with the changes that they name; one that follows from another cause stands with that.
fn folded(answer: &mut Value, rule: &Rule) -> Vec<Value> {
    let changes: Vec<Value> = serde_json::from_value(answer["changes"].take()).unwrap();
    let findings: Vec<Value> = serde_json::from_value(answer["findings"].take()).unwrap();
    let is_of_rule = |finding: &Value| finding["rule"] == rule.id;
    let explains =
        |finding: &Value| finding["explains"].as_array().unwrap().iter().any(|one| one["rule"] == rule.id);
    let mut of_rule: Vec<Value> =
        findings.into_iter().filter(|finding| is_of_rule(finding) || explains(finding)).collect();
    for finding in &mut of_rule {
        let ids: Vec<Value> = serde_json::from_value(finding["changes"].take()).unwrap();
        finding["changes"] = changes.iter().filter(|change| ids.contains(&change["id"])).cloned().collect();
    }
    of_rule
}

/// What the rule says: its findings, and whether it was skipped.
fn ask(rule: &Rule, request: &Value) -> (Vec<Value>, Vec<Value>) {
    let mut answer = answers(api::recommend::ask, request);
    assert_eq!(answer["errors"], serde_json::json!([]), "{}", rule.id);
    let mut answer = answer["answers"][0].take();
    let mut of_rule = |part: &str| {
        let mut items: Vec<Value> = serde_json::from_value(answer[part].take()).unwrap();
        items.retain(|item| item["rule"] == rule.id);
        items
    };
    let not_checked = of_rule("not_checked");
    let is_outside = answer["not_applicable"]["rules"].as_array().unwrap().iter().any(|id| id == rule.id);
    assert!(!is_outside, "{} does not apply to its own case", rule.id);
    (folded(&mut answer, rule), not_checked)
}

#[test]
fn every_rule_fires_as_expected() {
    for rule in RULES.iter() {
        for path in requests(rule, "fires") {
            let (findings, skipped) = ask(rule, &read(&path));
            assert!(skipped.is_empty(), "{}: {skipped:?}", path.display());
            assert!(!findings.is_empty(), "{}: {} does not fire", path.display(), rule.id);
            let mut text = serde_json::to_string_pretty(&findings).unwrap();
            text.push('\n');
            let expected = path.with_extension("expected.json");
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&expected, &text).unwrap();
            }
            let found = std::fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n");
            assert_eq!(text, found, "{}: run UPDATE=1 cargo test --test golden", expected.display());
        }
    }
}

#[test]
fn every_rule_is_quiet_where_it_should_be() {
    for rule in RULES.iter() {
        for path in requests(rule, "quiet") {
            let (findings, skipped) = ask(rule, &read(&path));
            assert!(
                findings.is_empty() && skipped.is_empty(),
                "{}: {findings:?} {skipped:?}",
                path.display()
            );
        }
    }
}

#[test]
fn every_folder_belongs_to_a_rule_and_every_expectation_to_a_request() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        assert!(known.contains(entry.file_name().to_str().unwrap()), "{}", entry.path().display());
        for file in std::fs::read_dir(entry.path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.to_string_lossy();
            let request = PathBuf::from(name.replace(".expected.json", ".json"));
            assert!(request.exists(), "{name} has no request");
        }
    }
}

#[test]
fn a_message_carries_actual_values_and_a_fix_says_what_to_do() {
    for rule in RULES.iter() {
        for path in requests(rule, "fires") {
            for finding in ask(rule, &read(&path)).0 {
                let message = finding["message"].as_str().unwrap();
                let values = finding["evidence"].as_object().unwrap().values().flat_map(texts);
                let names = finding["targets"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|target| target["name"].as_str().unwrap().to_owned());
                let named =
                    values.chain(names).filter(|text| !text.is_empty()).any(|text| message.contains(&text));
                assert!(named, "{}: {message:?} names no value of {finding}", rule.id);
                assert!(!message.ends_with('.') && !message.contains('\n'), "{}: {message:?}", rule.id);
                assert!(!finding["advice"].as_str().unwrap().is_empty(), "{}", rule.id);
                assert!(!finding["why"].as_str().unwrap().is_empty(), "{}", rule.id);
            }
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

#[test]
fn the_order_of_the_input_does_not_change_the_findings() {
    for rule in RULES.iter().filter(|rule| rule.id > "CR099") {
        for path in requests(rule, "fires") {
            let request = read(&path);
            let mut turned = request.clone();
            for section in turned["input"]["captures"][0].as_object_mut().unwrap().values_mut() {
                if let Some(objects) = section.as_array_mut() {
                    objects.reverse();
                }
            }
            assert_eq!(ask(rule, &request), ask(rule, &turned), "{}", path.display());
        }
    }
}
