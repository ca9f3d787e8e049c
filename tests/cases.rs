//! Designs and traps, judged by people who do this job: what the advice must say of each, and what it must never say.
//!
//! `tests/fixtures/cases/cases.json` has one line for each capture beside it:
//!
//! - `quiet`: the highest severity allowed; `most`: at most so many findings;
//! - `expect`: each needs a finding of at least `min` whose text matches `text` and holds `target`;
//! - `forbid`: no finding may match all of `text`, `command` (in what it tells to do), `rule`, `severity` and `target`.
//!
//! The text of a finding is all that it says: rule, message, reason, advice, changes, evidence and targets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::answers;
use clusterroute::api;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is asked of the advice for one cluster.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    quiet: Option<String>,
    most: Option<usize>,
    #[serde(default)]
    expect: Vec<Expected>,
    #[serde(default)]
    forbid: Vec<Forbidden>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    text: String,
    min: String,
    target: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forbidden {
    text: Option<String>,
    command: Option<String>,
    rule: Option<String>,
    severity: Option<String>,
    target: Option<String>,
}

/// A finding as it is judged.
struct Said {
    rule: String,
    name: String,
    severity: String,
    message: String,
    targets: Vec<String>,
    /// All that it says.
    text: String,
    /// What it tells to do.
    advice: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases")
}

fn cases() -> BTreeMap<String, Case> {
    serde_json::from_slice(&std::fs::read(folder().join("cases.json")).unwrap()).unwrap()
}

fn rank(severity: &str) -> usize {
    let known = ["info", "warning", "error"].iter().position(|one| *one == severity);
    known.unwrap_or_else(|| panic!("there is no severity {severity}"))
}

/// The findings about the clusters of a file.
fn findings(file: &Path) -> Vec<Said> {
    let request = json!({"schema": 2, "input": {"paths": [file]}});
    let answer = answers(api::recommend::ask, &request);
    assert_eq!(answer["errors"], json!([]), "{}", file.display());
    let entries = answer["answers"].as_array().unwrap();
    entries.iter().flat_map(|entry| list(&entry["findings"]).iter().map(|one| said(entry, one))).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn said(entry: &Value, finding: &Value) -> Said {
    let text = |key: &str| finding[key].as_str().unwrap().to_owned();
    let names_change = |change: &&Value| list(&finding["changes"]).contains(&change["id"]);
    let changes: Vec<&Value> = list(&entry["changes"]).iter().filter(names_change).collect();
    let advice = json!([finding["advice"], changes]);
    let targets = list(&finding["targets"]).iter();
    let rest = json!([advice, finding["evidence"], finding["targets"]]);
    Said {
        text: format!("{} {} {} {} {rest}", text("rule"), text("name"), text("message"), text("why")),
        advice: advice.to_string(),
        targets: targets.map(|target| target["name"].as_str().unwrap().to_owned()).collect(),
        rule: text("rule"),
        name: text("name"),
        severity: text("severity"),
        message: text("message"),
    }
}

fn in_any_case(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).case_insensitive(true).build().unwrap()
}

impl Expected {
    fn is_met(&self, said: &Said) -> bool {
        in_any_case(&self.text).is_match(&said.text)
            && rank(&said.severity) >= rank(&self.min)
            && said.text.contains(&self.target)
    }
}

impl Forbidden {
    fn is_met(&self, said: &Said) -> bool {
        self.text.as_ref().is_none_or(|text| in_any_case(text).is_match(&said.text))
            && self.command.as_ref().is_none_or(|command| Regex::new(command).unwrap().is_match(&said.advice))
            && self.rule.as_ref().is_none_or(|rule| said.name.contains(rule))
            && self.severity.as_ref().is_none_or(|severity| *severity == said.severity)
            && self.target.as_ref().is_none_or(|target| said.targets.iter().any(|name| name.contains(target)))
    }
}

/// What is wrong with the advice.
fn judge(case: &Case, findings: &[Said]) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(quiet) = &case.quiet {
        let loud = findings.iter().filter(|said| rank(&said.severity) > rank(quiet));
        wrong.extend(loud.map(|said| format!("not quiet: {} {} {}", said.severity, said.rule, said.message)));
    }
    if let Some(most) = case.most.filter(|most| findings.len() > *most) {
        wrong.push(format!("{} findings, at most {most}", findings.len()));
    }
    let missed = case.expect.iter().filter(|expected| !findings.iter().any(|said| expected.is_met(said)));
    wrong.extend(missed.map(|one| format!("missed: {} /{}/ {}", one.min, one.text, one.target)));
    for forbidden in &case.forbid {
        if let Some(said) = findings.iter().find(|said| forbidden.is_met(said)) {
            wrong.push(format!("says {} {}, which is {forbidden:?}", said.rule, said.message));
        }
    }
    wrong
}

#[test]
fn every_case_gets_the_advice_it_should() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let found = judge(&case, &findings(&folder().join(&name)));
        wrong.extend(found.into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_has_its_capture_and_every_capture_its_case() {
    let entries = std::fs::read_dir(folder()).unwrap();
    let files = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.filter(|name| name != "cases.json").collect();
    files.sort();
    assert_eq!(files, cases().into_keys().collect::<Vec<_>>());
}

/// A judge that finds nothing wrong with anything would pass every case.
#[test]
fn the_judge_sees_each_kind_of_wrong_advice() {
    let findings = findings(&folder().join("T31-SAN-2N-LOST.json"));
    assert!(!findings.is_empty());
    for wrong in [
        json!({"quiet": "warning"}),
        json!({"most": 0}),
        json!({"expect": [{"text": "no such words", "min": "info", "target": ""}]}),
        json!({"expect": [{"text": "N2", "min": "info", "target": "no such target"}]}),
        json!({"forbid": [{"text": "cluster disk 1"}]}),
        json!({"forbid": [{"rule": "lost-direct-path", "severity": "error", "target": "Cluster Disk"}]}),
    ] {
        let case: Case = serde_json::from_value(wrong.clone()).unwrap();
        assert_eq!(judge(&case, &findings).len(), 1, "{wrong}");
    }
    for right in [
        json!({"quiet": "error", "most": findings.len()}),
        json!({"expect": [{"text": "N2", "min": "error", "target": "Cluster Disk 1"}]}),
        json!({"forbid": [{"text": "cluster disk 1", "rule": "no-such-rule"}, {"command": "cluster disk 1 "}]}),
    ] {
        let case: Case = serde_json::from_value(right.clone()).unwrap();
        assert_eq!(judge(&case, &findings), [""; 0], "{right}");
    }
}
