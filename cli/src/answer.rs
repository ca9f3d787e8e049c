//! From a command to the bytes of its answer.

use crate::args::{Command, Files, Format};
use crate::page;
use crate::run::Output;
use clusterroute::api::{self, CaptureAnswer, Options, Subject};
use clusterroute::capture::{self, Capture, Source};
use clusterroute::error::{Code, Error};
use clusterroute::parallel::Work;
use clusterroute::rules::Severity;
use serde::Serialize;

/// Answers every command but the one that needs no library.
pub(crate) fn answer(command: &Command, format: Format, work: &Work) -> Result<Output, Error> {
    let (bytes, failed) = match command {
        Command::Capture(files) => contents(files, work).print(format, page::capture)?,
        Command::Measure { files, what_if } => {
            let question = |subject: &Subject, _: &Options| Ok(api::answer_measure(subject));
            ask(files, &what_if.options(), work, question).print(format, page::measure)?
        }
        Command::Resolve { files, traffic, from, to, volume, what_if } => {
            let options = Options {
                traffic: traffic.iter().map(|name| (*name).into()).collect(),
                from: from.clone(),
                to: to.clone(),
                volume: volume.clone(),
                ..what_if.options()
            };
            ask(files, &options, work, api::answer_resolve).print(format, page::resolve)?
        }
        Command::Recommend { files, fail_on, rules, what_if } => {
            let options = Options { rules: rules.clone(), ..what_if.options() };
            return recommend(files, fail_on.map(Severity::from), &options, format, work);
        }
        Command::Rules { id } => (rules(id.as_deref(), format)?, Vec::new()),
        Command::Completions { .. } => Default::default(),
    };
    Ok(Output { bytes, text: format == Format::Table, found: false, failed })
}

fn recommend(
    files: &Files,
    fail_on: Option<Severity>,
    options: &Options,
    format: Format,
    work: &Work,
) -> Result<Output, Error> {
    // A rule that does not exist fails once, not in every cluster.
    let asked = api::answer_rules(options)?.rules.len();
    let answers = ask(files, options, work, api::answer_recommend);
    // Severities are ordered from the worst.
    let mut findings = answers.given.iter().flat_map(|answer| &answer.findings);
    let found = fail_on.is_some_and(|least| findings.any(|finding| finding.severity <= least));
    let (bytes, failed) = answers.print(format, |answer| page::recommend(answer, asked))?;
    Ok(Output { bytes, text: format == Format::Table, found, failed })
}

fn rules(id: Option<&str>, format: Format) -> Result<Vec<u8>, Error> {
    let options = Options { rules: id.map(str::to_owned).into_iter().collect(), ..Options::default() };
    let answer = api::answer_rules(&options)?;
    match (format, id, answer.rules.as_slice()) {
        (Format::Json, ..) => json(&answer),
        (Format::Table, Some(_), [rule]) => Ok(page::rule(rule).into_bytes()),
        (Format::Table, ..) => Ok(page::rules(&answer).into_bytes()),
    }
}

/// The answers of those clusters that gave one, in the order of the input, and why the others did not.
struct Answers<A> {
    given: Vec<A>,
    failed: Vec<Error>,
}

impl<A: Serialize> Answers<A> {
    fn of(answers: impl IntoIterator<Item = Result<A, Error>>, mut failed: Vec<Error>) -> Self {
        let mut given = Vec::new();
        for answer in answers {
            match answer {
                Ok(answer) => given.push(answer),
                Err(error) => failed.push(error),
            }
        }
        Self { given, failed }
    }

    /// One answer as it is, several as an array or one after another; without an answer nothing.
    fn print(self, format: Format, table: impl Fn(&A) -> String) -> Result<(Vec<u8>, Vec<Error>), Error> {
        let bytes = match (format, self.given.as_slice()) {
            (_, []) => Vec::new(),
            (Format::Json, [answer]) => json(answer)?,
            (Format::Json, answers) => json(&answers)?,
            (Format::Table, answers) => {
                let pages: Vec<String> = answers.iter().map(table).collect();
                pages.join("\n\n").into_bytes()
            }
        };
        Ok((bytes, self.failed))
    }
}

/// What the files hold.
fn contents(files: &Files, work: &Work) -> Answers<CaptureAnswer> {
    let (captures, failed) = capture::read_each(&files.paths, work);
    let several = captures.len() > 1;
    let one = |capture: Capture| {
        let sources = capture.sources.clone();
        api::answer_capture(capture).map_err(|error| located(error, &sources, several))
    };
    Answers::of(captures.into_iter().map(one), failed)
}

/// Asks one question of every cluster in the files.
fn ask<A: Serialize + Send>(
    files: &Files,
    options: &Options,
    work: &Work,
    question: impl Fn(&Subject, &Options) -> Result<A, Error> + Sync,
) -> Answers<A> {
    let (captures, failed) = capture::read_each(&files.paths, work);
    let one = |(): &mut (), capture: &Capture| {
        let answer = api::subject(capture, options).and_then(|subject| question(&subject, options));
        answer.map_err(|error| located(error, &capture.sources, captures.len() > 1))
    };
    Answers::of(work.map(&captures, || (), one), failed)
}

/// Names the files of the section that an error was found in; of several captures, the one that it is about.
fn located(error: Error, sources: &[Source], several: bool) -> Error {
    let place = error.path.clone().unwrap_or_default();
    let section = place.strip_prefix("capture.").and_then(|rest| rest.split(['[', '.']).next());
    let of_section = sources.iter().filter(|source| Some(source.section.name()) == section);
    let files: Vec<&str> = of_section.map(|source| source.file.as_str()).collect();
    let file = match (files.as_slice(), sources) {
        ([], [first, ..]) if several => first.file.clone(),
        ([], _) => return error,
        _ => files.join(", "),
    };
    if place.is_empty() { error.at(file) } else { error.at(format!("{file}: {place}")) }
}

fn json<A: Serialize>(answer: &A) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec(answer).map_err(|error| {
        Error::new(Code::Internal, format!("the answer cannot be written as JSON: {error}"))
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
