//! What every target does with what it is given: reads it as a file of somebody else, or asks it as a request, and
//! asks every question of what was in it. Nothing may panic, hang or grow without bound, and what was read must read
//! back as the same when it is written.

pub mod clixml;
pub mod request;
pub mod zip;

use clusterroute::api::{self, Question, Subject, WhatIf};
use clusterroute::capture::formats::json;
use clusterroute::capture::{Sections, files, sort};
use clusterroute::error::{Code, Error};
use clusterroute::parallel::Work;
use clusterroute::visible::is_hidden;
use serde_json::Value;

/// Bytes of what is made from a description: as much as the other targets get.
const SIZE: usize = 1 << 20;

/// Reads the bytes of a file, whatever they are.
pub fn file(name: &str, bytes: &[u8]) {
    let work = Work::default();
    let reading = match files::read_bytes(name, bytes, &work) {
        Ok(reading) => reading,
        Err(error) => return assert_is_told(&error, &[Code::UnreadableFile, Code::TooLarge]),
    };
    for capture in sort::sort(reading).captures {
        assert_written_reads_the_same(&capture.sections);
        let subject = match Subject::new(&capture, &WhatIf::default()) {
            Ok(subject) => subject,
            Err(error) => {
                assert_is_told(&error, &[Code::InvalidCapture, Code::TooLarge]);
                continue;
            }
        };
        told(api::attribute::answer(&subject, &Default::default()));
        api::measure::answer(&subject);
        told(api::resolve::answer(&subject, &Default::default()));
        told(api::recommend::answer(&subject, &Default::default()));
        told(api::needs::answer(&subject));
    }
}

/// Only what is too long may go without an answer.
fn told<A>(answer: Result<A, Error>) {
    if let Err(error) = answer {
        assert_is_told(&error, &[Code::TooLarge]);
    }
}

fn assert_is_told(error: &Error, codes: &[Code]) {
    assert!(codes.contains(&error.code), "{error}");
    assert_is_short_and_visible(&error.message);
}

fn assert_is_short_and_visible(message: &str) {
    assert!(!message.is_empty() && message.chars().count() < 4100, "{message}");
    assert_is_visible(message);
}

fn assert_is_visible(text: &str) {
    assert!(!text.contains(is_hidden), "{text:?}");
}

fn assert_written_reads_the_same(sections: &Sections<'_>) {
    let written = serde_json::to_string(sections).expect("sections are JSON");
    let again = json::capture(&written).expect("JSON is read back").into_sections();
    assert_eq!(&again, sections, "{written}");
}

/// Asks a question, and gives its answer, which has the form of every answer.
pub fn ask(question: &Question, request: &[u8]) -> Value {
    let reply = (question.ask)(request);
    let answer: Value = serde_json::from_slice(&reply.json).expect("an answer is JSON");
    assert_eq!(answer["schema"], 2);
    assert_eq!(answer["question"], question.name);
    let answers = answer["answers"].as_array().expect("a list of answers");
    let errors = answer["errors"].as_array().expect("a list of errors");
    for error in errors {
        // An internal error is a defect, and no pointer is null here.
        let code = error["code"].as_str().expect("a code");
        let codes = ["invalid_request", "invalid_capture", "unreadable_file", "too_large", "unknown_name"];
        assert!(codes.contains(&code), "{error}");
        assert_is_short_and_visible(error["message"].as_str().expect("a message"));
    }
    let failed = reply.failed.map(|code| serde_json::to_value(code).expect("a code is a word"));
    match errors.first() {
        Some(first) if answers.is_empty() => assert_eq!(failed.as_ref(), Some(&first["code"])),
        _ => assert_eq!(failed, None),
    }
    answers.iter().for_each(assert_sentences_are_visible);
    answer
}

/// What is said, and what goes to a shell, holds nothing that acts there; what was read is left as it is.
fn assert_sentences_are_visible(value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(assert_sentences_are_visible),
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), field) {
                    ("capture" | "evidence", _) => {}
                    ("message" | "why" | "advice" | "no_commands", Value::String(text)) => {
                        assert_is_visible(text);
                    }
                    ("commands", Value::Object(commands)) => {
                        commands.values().filter_map(Value::as_str).for_each(assert_is_visible);
                    }
                    _ => assert_sentences_are_visible(field),
                }
            }
        }
        _ => {}
    }
}
