//! Findings that somebody lives with: suppressed with a reason, known from a baseline, or not asked for.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use clusterroute::api;
use serde_json::{Value, json};

/// Two clusters of which the first has a network that is down.
fn captures() -> Value {
    let network = |name: &str, n: u32, role: u32, state: &str| {
        json!({
            "Name": name, "Id": format!("00000000-0000-4000-8000-{n:012}"), "Role": role, "State": state,
            "Metric": if role == 3 { 70_240 } else { 20_400 + n }, "AutoMetric": true, "Ipv4Addresses": [format!("10.0.{n}.0")],
            "Ipv4PrefixLengths": ["24"],
        })
    };
    let cluster = |name: &str, state: &str| {
        json!({
            "cluster": {"Name": name, "ClusterFunctionalLevel": 10},
            "nodes": [{"Name": "N1", "State": "Up"}, {"Name": "N2", "State": "Up"}],
            "networks": [network("LAN", 1, 3, "Up"), network("SMB1", 2, 1, state), network("SMB2", 3, 1, "Up")],
        })
    };
    json!([cluster("A", "Down"), cluster("B", "Up")])
}

fn ask(options: &Value) -> Value {
    let request = json!({"schema": 2, "input": {"captures": captures()}, "options": options});
    serde_json::from_slice(&api::recommend::ask(request.to_string().as_bytes()).json).unwrap()
}

fn rules(entry: &Value) -> Vec<&str> {
    entry["findings"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap()).collect()
}

fn suppression(entries: &str) -> Value {
    json!({"suppression": entries, "today": "2026-11-28"})
}

#[test]
fn a_suppressed_finding_is_counted_with_its_reason_and_its_end() {
    assert_eq!(rules(&ask(&json!({}))["answers"][0]), ["CR108"]);
    let text = "[[suppress]]\nrule = \"CR108\"\ntarget = \"smb*\"\nreason = \"switch ordered\"\nuntil = 2026-12-24\n";
    let answer = ask(&suppression(text));
    assert_eq!(rules(&answer["answers"][0]), [""; 0]);
    let suppressed = &answer["answers"][0]["suppressed"][0];
    assert_eq!(
        (&suppressed["reason"], &suppressed["until"]),
        (&json!("switch ordered"), &json!("2026-12-24"))
    );
    assert_eq!(answer["answers"][0]["summary"]["error"], 0);
}

#[test]
fn another_target_another_cluster_and_a_day_that_is_over_suppress_nothing() {
    for entry in ["target = \"LAN\"", "cluster = \"B*\"", "until = 2026-11-27"] {
        let text = format!("[[suppress]]\nrule = \"CR108\"\nreason = \"x\"\n{entry}\n");
        assert_eq!(rules(&ask(&suppression(&text))["answers"][0]), ["CR108"], "{entry}");
    }
    let over = ask(&suppression("[[suppress]]\nrule = \"CR108\"\nreason = \"x\"\nuntil = 2026-11-27\n"));
    assert_eq!(over["answers"][0]["stale_suppressions"][0]["state"], "expired");
    let unused = ask(&suppression("[[suppress]]\nrule = \"CR105\"\ncluster = \"A\"\nreason = \"x\"\n"));
    assert_eq!(unused["answers"][0]["stale_suppressions"][0]["state"], "unused");
    assert_eq!(unused["answers"][1]["stale_suppressions"], json!([]));
}

#[test]
fn a_baseline_leaves_what_is_new_and_tells_what_is_gone() {
    let mut before = ask(&json!({}));
    let again = ask(&json!({"baseline": before}));
    assert_eq!(again["answers"][0]["baseline"], json!({"known": 1, "gone": [], "untold": 0}));
    assert_eq!(rules(&again["answers"][0]), [""; 0]);
    before["answers"][0]["findings"][0]["targets"][0]["name"] = json!("SMB9");
    let changed = ask(&json!({"baseline": before}));
    assert_eq!(rules(&changed["answers"][0]), ["CR108"]);
    assert_eq!(changed["answers"][0]["baseline"]["gone"][0]["rule"], "CR108");
    let other = ask(&json!({"baseline": before, "rules": "CR3*"}));
    let untold = json!({"known": 0, "gone": [], "untold": 1});
    assert_eq!(other["answers"][0]["baseline"], untold, "what was not asked for is not called gone");
    let refused = ask(&json!({"baseline": {"networks": []}}));
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("expected an answer of recommend"));
}

#[test]
fn rules_and_severities_can_be_left_out_and_a_wrong_one_is_named() {
    let left = ask(&json!({"exclude_rules": ["network-down"]}));
    assert!(!rules(&left["answers"][0]).contains(&"CR108"));
    assert_eq!(rules(&ask(&json!({"severity": "warning"}))["answers"][0]), [""; 0]);
    assert_eq!(rules(&ask(&json!({"severity": ["error", "info"]}))["answers"][0]), ["CR108"]);
    let wrong = ask(&json!({"exclude_rules": "CR1O8"}));
    assert!(wrong["errors"][0]["message"].as_str().unwrap().contains("the nearest is CR108"));
    let broken = ask(&suppression("[[suppress]]\nrule = \"CR108\"\nreason = \"x\"\nuntil = \"soon\"\n"));
    assert_eq!(broken["errors"][0]["path"], "options.suppression");
    assert!(broken["errors"][0]["message"].as_str().unwrap().starts_with("line 4: expected a date"));
}
