//! The contract: which questions there are, and the form that every request and every answer has.
//!
//! A request is `{"schema":2,"input":{..},"options":{..}}`, an answer always
//! `{"schema":2,"question":"resolve","answers":[..],"errors":[..]}`: one entry for each cluster of the input, in its
//! order, and one error for each file, capture or cluster that could not be answered. C, the PowerShell module and the
//! program ask here and nowhere else; each question is a file of its own.

mod accepted;
mod answers;
#[cfg(feature = "json-schema")]
pub mod contract;
mod entry;
mod findings;
#[cfg(test)]
mod growth_tests;
mod input;
mod json;
mod named;
mod newest;
mod options;
mod refusal;
mod request;
mod wanted;

pub mod attribute;
pub mod compare;
pub mod estimate;
pub mod failures;
pub mod measure;
pub mod needs;
pub mod plan;
pub mod read_capture;
pub mod recommend;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod schema;

pub use crate::advice::StaleState;
pub use crate::words::Commands;
pub use accepted::{Gone, Since, StaleSuppression, Suppressed};
pub use answers::{Answers, Reply};
pub use entry::{Entry, Head, NotRead, ReadAs, Source, Subject, Tail, WindowsFacts};
pub use findings::{Assumes, ChangeOffered, Explained, Finding, NotApplicable, NotChecked, Withheld};
pub use input::Input;
pub use options::{WhatIf, windows_version};

/// The number of the request and answer format.
pub const SCHEMA: u32 = 2;

/// Request bytes to answer bytes.
pub type Ask = fn(&[u8]) -> Reply;

/// One question of the contract.
pub struct Question {
    /// As it stands in answers; the C function is `clusterroute_` and this name.
    pub name: &'static str,
    /// Request bytes to answer bytes.
    pub ask: Ask,
    /// The names of its options.
    pub options: &'static [&'static str],
    /// Its requests and answers, in JSON Schema.
    #[cfg(feature = "json-schema")]
    pub contract: fn() -> contract::Contract,
}

/// A row of the table, from the file of the question.
macro_rules! question {
    ($file:ident) => {
        Question {
            name: $file::NAME,
            ask: $file::ask,
            options: $file::OPTIONS,
            #[cfg(feature = "json-schema")]
            contract: $file::contract,
        }
    };
}

/// Every question, in the order of the C header.
pub static QUESTIONS: &[Question] = &[
    question!(read_capture),
    question!(measure),
    question!(resolve),
    question!(recommend),
    question!(plan),
    question!(needs),
    question!(failures),
    question!(compare),
    question!(estimate),
    question!(attribute),
    question!(report),
    question!(rules),
    question!(schema),
];
