//! `docs/contract` says in JSON Schema what every request and every answer looks like. It is generated from the types
//! of `src/api`, and the answers that are really given validate against it.
//!
//! `UPDATE=1 cargo test --test schemas` writes the files, and the pages that say the same in prose.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/contract_pages.rs"]
mod contract_pages;

use clusterroute::api::contract::Contract;
use clusterroute::api::{QUESTIONS, Question, schema};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/contract")
}

fn validator(file: &str) -> Validator {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_valid(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert_eq!(errors, [""; 0], "{what}");
}

/// The answer to a request, which validates.
fn asked(question: &Question, request: &Value) -> Value {
    let answer: Value = serde_json::from_slice(&(question.ask)(request.to_string().as_bytes()).json).unwrap();
    let what = format!("{} {}", question.name, request.to_string().chars().take(200).collect::<String>());
    assert_valid(&validator(&format!("{}.answer.schema.json", question.name)), &answer, &what);
    answer
}

fn is_about_clusters(question: &Question) -> bool {
    !matches!(question.name, "rules" | "schema")
}

#[test]
fn the_files_are_what_the_types_say() {
    let contracts: Vec<Contract> = QUESTIONS.iter().map(|question| (question.contract)()).collect();
    let sections = serde_json::to_value(schema::answer()).unwrap();
    let mut files = contract_pages::pages(&contracts, &sections);
    for contract in &contracts {
        for (part, schema) in [("request", &contract.request), ("answer", &contract.answer)] {
            let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
            files.insert(format!("{}.{part}.schema.json", contract.question), text);
        }
    }
    let mut wanted = BTreeSet::new();
    for (name, text) in files {
        let path = folder().join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(found, text, "{}: run UPDATE=1 cargo test --test schemas", path.display());
        wanted.insert(path);
    }
    let there: BTreeSet<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(there, wanted);
}

#[test]
fn every_answer_about_a_captured_cluster_validates() {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(captures).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report/hyperv-2022.htm"));
    paths.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cluster-log/HV11_cluster.log"));
    paths.push(PathBuf::from("no/such/file"));
    for question in QUESTIONS.iter().filter(|question| is_about_clusters(question)) {
        let mut request = json!({"schema": 2, "input": {"paths": paths}});
        let mut errors = 1;
        if question.name == "compare" {
            // The file that is not there is on both sides.
            request["before"] = request["input"].clone();
            errors = 2;
        }
        if question.name == "estimate" {
            estimates_validate(question, &request);
            continue;
        }
        assert_valid(&validator(&format!("{}.request.schema.json", question.name)), &request, question.name);
        let answer = asked(question, &request);
        // The file that is not there has none, and the log is one of the captured clusters.
        assert_eq!(answer["answers"].as_array().unwrap().len(), paths.len() - 2, "{}", question.name);
        assert_eq!(answer["errors"].as_array().unwrap().len(), errors, "{}", question.name);
    }
}

/// The question with several kinds: of a drain every cluster is asked for a node of its own.
fn estimates_validate(question: &Question, about: &Value) {
    let requests = validator("estimate.request.schema.json");
    let paths = about["input"]["paths"].as_array().unwrap();
    let all = |options: Value| (options, about["input"].clone(), paths.len() - 2);
    let mut cases = vec![
        all(json!({"what": "redirect", "io": "*/*=1MB/s"})),
        all(json!({"what": "faster", "speed": 25, "vm": "VM=64GB"})),
    ];
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/6");
    for (node, file) in
        [("LAB1", "lab-2012.json"), ("HV1", "compression-2022.json"), ("S2D1", "smb-s2d-2022.json")]
    {
        let input = json!({"paths": [stories.join(file)]});
        cases.push((json!({"what": "drain", "node": node, "set": "speed:Management=25"}), input, 1));
    }
    for (options, input, count) in cases {
        let request = json!({"schema": 2, "input": input, "options": options});
        assert_valid(&requests, &request, question.name);
        let answer = asked(question, &request);
        assert_eq!(answer["answers"].as_array().unwrap().len(), count, "{request}: {}", answer["errors"]);
    }
}

/// Expected findings hold their changes whole; in an answer they name them.
fn as_in_an_answer(mut findings: Value) -> (Value, Vec<Value>) {
    let mut changes = Vec::new();
    for finding in findings.as_array_mut().unwrap() {
        for change in finding["changes"].as_array_mut().unwrap() {
            let id = change["id"].clone();
            changes.push(std::mem::replace(change, id));
        }
    }
    (findings, changes)
}

#[test]
fn every_case_of_a_rule_validates() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules");
    let recommend = QUESTIONS.iter().find(|question| question.name == "recommend").unwrap();
    let (request_schema, answer_schema) =
        (validator("recommend.request.schema.json"), validator("recommend.answer.schema.json"));
    let mut count = 0;
    for rule in fs::read_dir(rules).unwrap() {
        for case in fs::read_dir(rule.unwrap().path()).unwrap() {
            let path = case.unwrap().path();
            let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            if path.to_string_lossy().ends_with(".expected.json") {
                let (findings, changes) = as_in_an_answer(value);
                let answer = json!({"schema": 2, "question": "recommend", "errors": [], "answers": [{
                    "cluster": null, "name": null, "captured_at": null, "what_if": [], "assumptions": [],
                    "windows": {"version": null, "because": "", "certainty": "assumed"},
                    "summary": {"error": 0, "warning": 0, "info": 0}, "findings": findings, "changes": changes,
                    "not_applicable": {"count": 0, "rules": []}, "not_checked": [], "suppressed": [],
                    "stale_suppressions": [], "baseline": null, "before": null,
                    "sources": [], "read_as": [], "not_read": [],
                }]});
                assert_valid(&answer_schema, &answer, &path.display().to_string());
            } else {
                assert_valid(&request_schema, &value, &path.display().to_string());
                asked(recommend, &value);
                count += 1;
            }
        }
    }
    assert!(count > 90, "{count}");
}

#[test]
fn questions_without_input_and_requests_that_fail_validate() {
    for question in QUESTIONS {
        for request in [json!({"schema": 2}), json!({"schema": 3}), json!({"schema": 2, "options": {"x": 1}})]
        {
            asked(question, &request);
        }
    }
}

#[test]
fn what_no_question_takes_is_no_request() {
    let request = validator("resolve.request.schema.json");
    for wrong in [
        json!({"schema": 1, "input": {"paths": ["x"]}}),
        json!({"schema": 2, "input": {"files": ["x"]}}),
        json!({"schema": 2, "input": {"paths": ["x"]}, "options": {"rules": ["CR101"]}}),
        json!({"schema": 2, "input": {"paths": ["x"]}, "options": {"traffic": ["backup"]}}),
        json!({"schema": 2, "capture": {}}),
    ] {
        assert!(!request.is_valid(&wrong), "{wrong}");
    }
}
