//! From a command to the bytes of its answer.

use super::Output;
use super::args::{Command, Files, Format, WhatIf};
use clusterroute::api::{self, Options, Subject};
use clusterroute::capture::{self, Capture};
use clusterroute::error::{Code, Error};
use clusterroute::report;
use clusterroute::rules::Severity;
use serde::Serialize;

/// Answers every command but the one that needs no library.
pub(super) fn answer(command: &Command, format: Format) -> Result<Output, Error> {
    let bytes = match command {
        Command::Capture(files) => each(&api::read_files(&files.paths)?, format, report::capture)?,
        Command::Measure { files, what_if } => {
            let answers = ask(files, &what_if.options(), |subject, _| Ok(api::answer_measure(subject)))?;
            each(&answers, format, report::measure)?
        }
        Command::Resolve { files, traffic, from, to, volume, what_if } => {
            let options = Options {
                traffic: traffic.iter().map(|name| (*name).into()).collect(),
                from: from.clone(),
                to: to.clone(),
                volume: volume.clone(),
                ..what_if.options()
            };
            each(&ask(files, &options, api::answer_resolve)?, format, report::resolve)?
        }
        Command::Recommend { files, fail_on, rules, what_if } => {
            return recommend(files, fail_on.map(Severity::from), rules, what_if, format);
        }
        Command::Rules { id } => rules(id.as_deref(), format)?,
        Command::Completions { .. } => Vec::new(),
    };
    Ok(Output { bytes, text: format == Format::Table, found: false })
}

fn recommend(
    files: &Files,
    fail_on: Option<Severity>,
    rules: &[String],
    what_if: &WhatIf,
    format: Format,
) -> Result<Output, Error> {
    let options = Options { rules: rules.to_vec(), ..what_if.options() };
    let answers = ask(files, &options, api::answer_recommend)?;
    let asked = api::answer_rules(&options)?.rules.len();
    let bytes = each(&answers, format, |answer| report::recommend(answer, asked))?;
    // Severities are ordered from the worst.
    let mut findings = answers.iter().flat_map(|answer| &answer.findings);
    let found = fail_on.is_some_and(|least| findings.any(|finding| finding.severity <= least));
    Ok(Output { bytes, text: format == Format::Table, found })
}

fn rules(id: Option<&str>, format: Format) -> Result<Vec<u8>, Error> {
    let options = Options { rules: id.map(str::to_owned).into_iter().collect(), ..Options::default() };
    let answer = api::answer_rules(&options)?;
    match (format, id, answer.rules.as_slice()) {
        (Format::Json, ..) => json(&answer),
        (Format::Table, Some(_), [rule]) => Ok(report::rule(rule).into_bytes()),
        (Format::Table, ..) => Ok(report::rules(&answer).into_bytes()),
    }
}

/// Asks one question of every cluster in the files.
fn ask<A>(
    files: &Files,
    options: &Options,
    question: impl Fn(&Subject, &Options) -> Result<A, Error>,
) -> Result<Vec<A>, Error> {
    let captures = capture::read(&files.paths)?;
    let subject = |capture| api::subject(capture, options).map_err(|error| in_file(error, capture));
    captures.iter().map(|capture| question(&subject(capture)?, options)).collect()
}

/// Names the file of the section that an error was found in.
fn in_file(error: Error, capture: &Capture) -> Error {
    let Some(place) = error.path.clone() else { return error };
    let section = place.strip_prefix("capture.").and_then(|rest| rest.split(['[', '.']).next());
    let sources = capture.sources.iter().filter(|source| Some(source.section.name()) == section);
    let files: Vec<&str> = sources.map(|source| source.file.as_str()).collect();
    if files.is_empty() { error } else { error.at(format!("{}: {place}", files.join(", "))) }
}

/// One answer as it is, several as an array or one after another.
fn each<A: Serialize>(answers: &[A], format: Format, table: impl Fn(&A) -> String) -> Result<Vec<u8>, Error> {
    match (format, answers) {
        (Format::Json, [answer]) => json(answer),
        (Format::Json, answers) => json(&answers),
        (Format::Table, answers) => {
            let pages: Vec<String> = answers.iter().map(table).collect();
            Ok(pages.join("\n\n").into_bytes())
        }
    }
}

fn json<A: Serialize>(answer: &A) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec(answer).map_err(|error| {
        Error::new(Code::Internal, format!("the answer cannot be written as JSON: {error}"))
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
