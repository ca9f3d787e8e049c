//! Findings as a SARIF log (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), which code scanners take.

use super::{Findings, name};
use clusterroute::api::Finding;
use clusterroute::rules::{Rule, Severity};
use serde_json::{Value, json};

/// One run about all clusters; `rules` are those that were asked.
pub(crate) fn log(answers: &Findings, rules: &[&'static Rule]) -> Value {
    let mut results = Vec::new();
    let mut notes = Vec::new();
    for entry in &answers.answers {
        let (cluster, answer) = (name(entry), &entry.answer);
        results.extend(answer.findings.iter().map(|finding| result(cluster, finding, rules)));
        notes.extend(answer.not_checked.iter().map(|one| {
            json!({
                "level": "note",
                "message": {"text": format!("{cluster}: {} was not checked: {}", one.rule, one.reason)},
                "associatedRule": {"id": one.rule},
            })
        }));
    }
    notes.extend(
        answers.errors.iter().map(|error| json!({"level": "error", "message": {"text": error.to_string()}})),
    );
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "clusterroute",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": answers.errors.is_empty(),
                "toolExecutionNotifications": notes,
            }],
            "results": results,
        }],
    })
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "helpUri": rule.reference,
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(cluster: &str, finding: &Finding, rules: &[&'static Rule]) -> Value {
    let places: Vec<Value> = finding
        .targets
        .iter()
        .map(|target| {
            let shown = target.shown.as_deref().unwrap_or(&target.name);
            json!({"name": shown, "kind": "resource", "fullyQualifiedName": format!("{cluster}/{}/{shown}", target.kind.word())})
        })
        .collect();
    let mut names: Vec<&str> = finding.targets.iter().map(|target| target.name.as_str()).collect();
    names.sort_unstable();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": format!("{cluster}: {}; {}", finding.message, finding.advice)},
        "locations": [{"logicalLocations": places}],
        // The same finding of the next run, whatever its values.
        "partialFingerprints": {"clusterroute/v1": format!("{cluster}/{}/{}", finding.rule, names.join("/"))},
        "properties": {"certainty": finding.certainty, "cluster": cluster},
    });
    if let Some(place) = rules.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = place.into();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
