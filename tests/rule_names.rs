//! Rules by id, name, pattern, severity and tag, and what one costs that there is not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod asking;
}

use clusterroute::api::{recommend, rules};
use clusterroute::error::Code;
use clusterroute::rules::{RULES, Severity};
use serde_json::{Value, json};
use support::asking::answers;

/// The ids of the rules that are answered, and the places and messages of the errors.
fn rules_of(options: Value) -> (Vec<String>, Vec<String>) {
    let answer = answers(rules::ask, &json!({"schema": 2, "options": options}));
    let entries = answer["answers"].as_array().unwrap().iter();
    let ids = entries.flat_map(|entry| entry["rules"].as_array().unwrap());
    (ids.map(|rule| rule["id"].as_str().unwrap().to_owned()).collect(), errors(&answer))
}

fn errors(answer: &Value) -> Vec<String> {
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or("-").to_owned();
    let errors = answer["errors"].as_array().unwrap().iter();
    errors.map(|error| format!("{}: {}", text(error, "path"), text(error, "message"))).collect()
}

fn ids(is_it: impl Fn(&clusterroute::rules::Rule) -> bool) -> Vec<&'static str> {
    RULES.iter().filter(|rule| is_it(rule)).map(|rule| rule.id).collect()
}

#[test]
fn rules_are_described_by_patterns() {
    let (found, errors) = rules_of(json!({"rules": "cr3*"}));
    assert_eq!(
        (found, errors.len()),
        (ids(|rule| rule.id.starts_with("CR3")).iter().map(|id| (*id).to_owned()).collect(), 0)
    );
    let (found, _) = rules_of(json!({"rules": ["*migration*", "CR302", "CR4*"]}));
    let migration = ids(|rule| rule.name.contains("migration"));
    assert!(found.starts_with(&migration.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()), "{found:?}");
    assert_eq!(found[migration.len()], "CR302", "in the order in which they are asked for");
    let mut once = found.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), found.len(), "each once");
}

#[test]
fn one_that_does_not_exist_costs_the_others_nothing() {
    let (found, errors) = rules_of(json!({"rules": ["CR302", "CR9?9", "CR1O4", "bmc-network"]}));
    assert_eq!(found, ["CR302", "CR104"]);
    assert_eq!(errors.len(), 2);
    assert!(errors[0].starts_with("options.rules: no rule fits `CR9?9`, the nearest is CR"), "{errors:?}");
    assert_eq!(errors[1], "options.rules: no rule is called `CR1O4`, the nearest is CR104 (bmc-network)");
    let reply = rules::ask(br#"{"schema":2,"options":{"rules":["CR999","nothing*"]}}"#);
    assert_eq!(reply.failed, Some(Code::UnknownName));
    let answer: Value = serde_json::from_slice(&reply.json).unwrap();
    assert_eq!((answer["answers"].clone(), answer["errors"].as_array().unwrap().len()), (json!([]), 2));
}

#[test]
fn rules_have_a_severity_and_a_tag() {
    let (found, _) = rules_of(json!({"severity": "error"}));
    assert_eq!(found, ids(|rule| rule.severity == Severity::Error));
    let (found, _) = rules_of(json!({"tag": ["CSV", "migr*"]}));
    assert_eq!(found, ids(|rule| rule.id.starts_with("CR3") || rule.id.starts_with("CR4")));
    let (found, errors) =
        rules_of(json!({"tag": ["csv", "migrations"], "severity": ["error", "warning"], "rules": "*csv*"}));
    assert_eq!(
        found,
        ids(|rule| rule.name.contains("csv")
            && rule.id.starts_with("CR3")
            && rule.severity != Severity::Info)
    );
    assert_eq!(
        errors,
        [
            "options.tag: no rule has the tag `migrations`, the nearest is migration; the tags are data, reachability, metrics, csv, migration, adapters, properties"
        ]
    );
    // All that is asked for exists, and nothing is all of it.
    assert_eq!(rules_of(json!({"rules": "CR302", "tag": "metrics"})), (Vec::new(), Vec::new()));
    let answer = answers(rules::ask, &json!({"schema": 2, "options": {"rules": "CR302"}}));
    assert_eq!(answer["answers"][0]["rules"][0]["tag"], "csv");
}

/// What is found in a capture that has findings of several groups.
fn found_by(options: Value) -> (Vec<String>, Value) {
    let input = json!({"paths": ["tests/fixtures/captures/azlocal-23h2-switchless"]});
    let answer = answers(recommend::ask, &json!({"schema": 2, "input": input, "options": options}));
    let findings = answer["answers"][0]["findings"].as_array().cloned().unwrap_or_default();
    (findings.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect(), answer)
}

#[test]
fn advice_takes_patterns() {
    let (all, _) = found_by(json!({}));
    assert!(
        all.iter().any(|id| id.starts_with("CR3")) && all.iter().any(|id| !id.starts_with("CR3")),
        "{all:?}"
    );
    let (csv, _) = found_by(json!({"rules": "cr3*"}));
    assert!(!csv.is_empty() && csv.iter().all(|id| id.starts_with("CR3")), "{csv:?}");
    let (rest, answer) = found_by(json!({"exclude_rules": ["CR3*"]}));
    assert!(!rest.is_empty() && rest.iter().all(|id| !id.starts_with("CR3")), "{rest:?}");
    assert_eq!(answer["errors"], json!([]));
    assert!(found_by(json!({"rules": "CR3*", "exclude_rules": "*"})).0.is_empty());
}

/// An answer without a rule that was asked for would look like health; one with a rule that was not wanted does not.
#[test]
fn advice_without_a_wanted_rule_is_none() {
    let (_, answer) = found_by(json!({"rules": ["CR302", "CR1O4", "nothing*"]}));
    assert_eq!(answer["answers"], json!([]));
    let [error] = &errors(&answer)[..] else { panic!("{answer}") };
    assert!(
        error.starts_with("options.rules: no rule is called `CR1O4`, the nearest is CR104 (bmc-network); no rule fits `nothing*`"),
        "{error}"
    );
    let (found, answer) = found_by(json!({"exclude_rules": ["CR301", "CR1O4"]}));
    assert!(!found.is_empty() && !found.contains(&"CR301".to_owned()), "{found:?}");
    assert_eq!(
        errors(&answer),
        ["options.exclude_rules: no rule is called `CR1O4`, the nearest is CR104 (bmc-network)"]
    );
}
