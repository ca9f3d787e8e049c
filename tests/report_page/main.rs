//! The page to hand over: what it says, that it is whole, safe, small and always the same, and how a browser shows it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accepted;
#[path = "../support/asking.rs"]
mod asking;
mod colours;
mod made;
mod markup;
mod names;
mod says;
mod size;

use asking::ask;
use clusterroute::api::report;
use serde_json::{Value, json};
use std::path::PathBuf;

/// The page of a capture.
fn page(capture: &Value) -> String {
    let answer = ask(report::ask, capture, &json!({"generated": "2026-11-28 07:30 UTC"}));
    answer["html"].as_str().unwrap().to_owned()
}

/// The page of files.
fn page_of(path: &str) -> String {
    let request = json!({"schema": 2, "input": {"paths": [root().join(path)]}});
    let answer = asking::answers(report::ask, &request);
    answer["answers"][0]["html"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The picture alone.
fn picture(capture: &Value) -> String {
    ask(report::ask, capture, &json!({"picture": true}))["svg"].as_str().unwrap().to_owned()
}

/// The page over all clusters, and those of each.
fn fleet(captures: &[Value]) -> Vec<(String, String)> {
    let request = json!({"schema": 2, "input": {"captures": captures}, "options": {"index": true}});
    let answer = asking::answers(report::ask, &request);
    assert_eq!(answer["errors"], json!([]));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let answers = answer["answers"].as_array().unwrap().iter();
    answers.map(|one| (text(&one["file"]), text(&one["html"]))).collect()
}

/// Pages of every kind.
fn pages() -> Vec<(&'static str, String)> {
    let clusters = [made::six_groups(), made::named("A"), made::networks_alone()];
    let index = fleet(&clusters).pop().unwrap().1;
    vec![
        ("small", page_of("samples/hyperv-2012r2-san")),
        ("six groups", page(&made::six_groups())),
        ("all differ", page(&made::all_differ())),
        ("networks alone", page(&made::networks_alone())),
        ("fleet", index),
    ]
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
