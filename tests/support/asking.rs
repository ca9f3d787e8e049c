//! Asking one question about one capture, as a caller of the library does.

#![allow(dead_code, reason = "every suite uses its own part")]

use clusterroute::api::Reply;
use clusterroute::capture::Capture;
use clusterroute::capture::sort::{self, Piped};
use clusterroute::error::Error;
use clusterroute::parallel::Work;
use serde_json::{Value, json};
use std::path::PathBuf;

/// A question of the contract.
pub(crate) type Question = fn(&[u8]) -> Reply;

/// The answer to a request.
pub(crate) fn answers(question: Question, request: &Value) -> Value {
    serde_json::from_slice(&question(request.to_string().as_bytes()).json).unwrap()
}

/// The only entry of the answer about a capture, or why there is none.
pub(crate) fn try_ask(question: Question, capture: &Value, options: &Value) -> Result<Value, String> {
    let mut answer =
        answers(question, &json!({"schema": 2, "input": {"captures": [capture]}, "options": options}));
    match answer["errors"].as_array().unwrap().first() {
        Some(error) => {
            Err(format!("{}: {}", error["path"].as_str().unwrap_or("-"), error["message"].as_str().unwrap()))
        }
        None => Ok(answer["answers"][0].take()),
    }
}

/// The only entry of the answer about a capture.
pub(crate) fn ask(question: Question, capture: &Value, options: &Value) -> Value {
    try_ask(question, capture, options).unwrap_or_else(|error| panic!("{error}"))
}

/// The captures of files and folders, or the first error.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Capture>, Error> {
    let sort::Sorted { captures, errors } = sort::captures(paths, false, Piped::default(), &Work::default());
    errors.into_iter().next().map_or(Ok(captures), Err)
}

/// Places such as `capture.networks[3]` name a position in the input, which did change: the number goes.
pub(crate) fn without_places(text: &str) -> String {
    let mut pieces = text.split("capture.");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let name = piece.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(piece.len());
        let rest = piece[name..].trim_start_matches('[').trim_start_matches(|c: char| c.is_ascii_digit());
        kept.push_str(&piece[..name]);
        kept.push_str(rest);
    }
    kept
}
