//! What people really hand over: outputs as they are pasted, quoted, cut, exported and collected. Each test is about a
//! kind of text, and says what the answer must be.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/asking.rs"]
mod asking;
mod exports;
mod pastes;
mod refusals;
mod tables;

use asking::{Question, answers};
use clusterroute::api;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// A folder of these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("field").join(name);
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    for (name, content) in files {
        fs::write(folder.join(name), content).unwrap();
    }
    folder
}

/// The answer to a question about the files of a folder of that name.
fn asked(question: Question, name: &str, files: &[(&str, &str)], options: &Value) -> Value {
    let folder = folder(name, files);
    answers(question, &json!({"schema": 2, "input": {"paths": [folder]}, "options": options}))
}

/// The only entry of an answer.
fn only(answer: &Value) -> Value {
    assert_eq!(answer["errors"], json!([]), "{answer:#}");
    let entries = answer["answers"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{answer:#}");
    entries[0].clone()
}

/// The only entry about one text.
fn of(question: Question, name: &str, text: &str) -> Value {
    only(&asked(question, name, &[("paste.txt", text)], &json!({})))
}

/// The errors of a text that is not read.
fn refused(name: &str, file: &str, text: &str) -> String {
    let path = folder(name, &[(file, text)]).join(file);
    let answer = answers(api::measure::ask, &json!({"schema": 2, "input": {"paths": [path]}}));
    assert_eq!(answer["answers"], json!([]), "{answer:#}");
    answer["errors"].as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap()).collect()
}

/// The networks of an answer to `measure`: name, role, metric and verdict.
fn networks(measured: &Value) -> Vec<String> {
    let shown = |network: &Value| {
        let word = |key: &str| network[key].as_str().unwrap_or("?").to_owned();
        let metric = network["metric"].as_u64().map_or("?".to_owned(), |metric| metric.to_string());
        format!("{} {} {metric} {}", word("name"), word("role"), word("verdict"))
    };
    let mut all: Vec<String> = measured["networks"].as_array().unwrap().iter().map(shown).collect();
    all.sort_unstable();
    all
}

/// The networks of the routes of a kind of traffic, each way once: those in use, and those that wait.
fn ways(resolved: &Value, traffic: &str) -> Vec<String> {
    let names = |list: &Value| -> String {
        let names: Vec<&str> =
            list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        names.join(" + ")
    };
    let routes = resolved["routes"].as_array().unwrap().iter();
    let of = routes.filter(|route| route["traffic"] == traffic && route["local"] != true);
    let mut ways: Vec<String> = of
        .map(|route| {
            format!(
                "{}, then {}: {}",
                names(&route["networks"]),
                names(&route["failover"]),
                route["certainty"].as_str().unwrap()
            )
        })
        .collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}

/// How the answer says that something was read, where that is not as usual.
fn read_as(entry: &Value) -> String {
    let notes = entry["read_as"].as_array().unwrap().iter();
    notes.map(|note| note["how"].as_str().unwrap()).collect::<Vec<_>>().join("; ")
}

/// What the answer says was not read.
fn notes(entry: &Value) -> String {
    let notes = entry["not_read"].as_array().unwrap().iter();
    notes.map(|note| note["reason"].as_str().unwrap()).collect::<Vec<_>>().join("; ")
}
