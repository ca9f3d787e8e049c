//! From a command to its answer: each cluster's as soon as it is known.

use crate::args::{Command, Files, Format};
use crate::output::Output;
use crate::page;
use crate::report;
use crate::wanted;
use clusterroute::api::{
    self, Answers, Entry, Input, compare, failures, measure, needs, read_capture, recommend, resolve, rules,
    schema,
};
use clusterroute::compare::Verdict;
use clusterroute::error::Error;
use clusterroute::parallel::Work;
use clusterroute::rules::{Severity, chosen};
use serde::Serialize;
use std::path::PathBuf;

/// What became of a question, besides its answers.
#[derive(Default)]
pub(crate) struct Outcome {
    /// A finding reached `--fail-on`.
    pub(crate) found: bool,
    /// What could not be answered.
    pub(crate) errors: Vec<Error>,
}

impl From<Vec<Error>> for Outcome {
    fn from(errors: Vec<Error>) -> Self {
        Self { found: false, errors }
    }
}

/// Answers every command but the one that needs no library.
pub(crate) fn answer(command: &Command, format: Format, work: &Work, output: &mut Output<'_, '_>) -> Outcome {
    let ask = Ask { format, output };
    match command {
        Command::Capture { files, anonymize } => {
            let options = read_capture::Options { anonymize: *anonymize };
            // What is made for others is made to be read again.
            let format = if *anonymize { Format::Json } else { ask.format };
            Ask { format, ..ask }
                .each(read_capture::NAME, page::capture, |give| {
                    read_capture::each(&input(files), &options, work, give)
                })
                .into()
        }
        Command::Measure { files, network, what_if } => {
            let options = measure::Options { what_if: what_if.options(), network: network.clone() };
            ask.each(measure::NAME, page::measure, |give| measure::each(&input(files), &options, work, give))
                .into()
        }
        Command::Resolve { files, traffic, from, to, volume, network, what_if } => {
            let options = resolve::Options {
                what_if: what_if.options(),
                traffic: traffic.iter().map(|name| (*name).into()).collect(),
                from: from.clone(),
                to: to.clone(),
                volume: volume.clone(),
                network: network.clone(),
            };
            ask.each(resolve::NAME, page::resolve, |give| resolve::each(&input(files), &options, work, give))
                .into()
        }
        Command::Recommend { files, fail_on, wanted: args, what_if } => match wanted::wanted(args) {
            Ok(wanted) => {
                let options = recommend::Options { what_if: what_if.options(), wanted };
                recommend(files, fail_on.map(Severity::from), &options, args.show_suppressed, work, ask)
            }
            Err(error) => ask.fail::<Entry<recommend::Answer>>(recommend::NAME, error).into(),
        },
        Command::Needs { files, what_if } => {
            let options = what_if.options();
            ask.each(needs::NAME, page::needs, |give| needs::each(&input(files), &options, work, give)).into()
        }
        Command::Failures { files, depth, limit, what_if } => {
            let options = failures::Options { what_if: what_if.options(), depth: *depth, limit: *limit };
            ask.each(failures::NAME, page::failures, |give| {
                failures::each(&input(files), &options, work, give)
            })
            .into()
        }
        Command::Compare { before, after, windows_version, .. } => {
            let what_if = api::WhatIf { windows_version: *windows_version, ..api::WhatIf::default() };
            let [before, after] = [before, after].map(|path| paths(vec![path.clone()]));
            let mut found = false;
            let errors = ask.each(compare::NAME, page::compare, |give| {
                let mut give = |entry: Entry<compare::Answer>| {
                    found |= matches!(entry.answer.verdict, Verdict::Worse | Verdict::Mixed);
                    give(entry);
                };
                compare::each(&before, &after, &what_if, work, &mut give)
            });
            Outcome { found, errors }
        }
        Command::Report { files, output, picture, force, generated, what_if } => {
            let place = match (format, output) {
                (Format::Table, Some(path)) => Some(report::Place { path, force: *force }),
                _ => None,
            };
            let mut options = api::report::Options {
                what_if: what_if.options(),
                generated: generated.clone(),
                picture: *picture,
                index: false,
            };
            if place.is_some() {
                options.generated.get_or_insert_with(report::now);
                options.index = !picture;
            }
            match place {
                Some(place) => report::write(&input(files), &options, work, &place, ask.output).into(),
                None if format == Format::Json => ask
                    .each(
                        api::report::NAME,
                        |_: &Entry<api::report::Answer>| String::new(),
                        |give| api::report::each(&input(files), &options, work, give),
                    )
                    .into(),
                None => vec![report::no_place()].into(),
            }
        }
        Command::Rules { ids, severity, tag } => {
            let severity = severity.iter().copied().map(Severity::from).collect();
            let options = rules::Options { rules: ids.clone(), severity, tag: tag.clone() };
            let page = |answer: &rules::Answer| match (ids.as_slice(), answer.rules.as_slice()) {
                ([_], [rule]) => page::rule(rule),
                _ => page::rules(answer),
            };
            ask.each(rules::NAME, page, |give| rules::answer(&options, give)).into()
        }
        Command::Schema => ask
            .each(schema::NAME, page::schema, |give| {
                give(schema::answer());
                Vec::new()
            })
            .into(),
        Command::Completions { .. } => Outcome::default(),
    }
}

fn recommend(
    files: &Files,
    fail_on: Option<Severity>,
    options: &recommend::Options,
    show_suppressed: bool,
    work: &Work,
    ask: Ask<'_, '_, '_>,
) -> Outcome {
    let asked = chosen(&options.wanted.rules, &options.wanted.exclude_rules).map_or(0, |rules| rules.len());
    let mut found = false;
    let page = |entry: &Entry<recommend::Answer>| page::recommend(entry, asked, show_suppressed);
    let errors = ask.each(recommend::NAME, page, |give| {
        // A rule that does not exist fails once, not in every cluster.
        if let Err(error) = options.check() {
            return vec![error];
        }
        let mut give = |entry: Entry<recommend::Answer>| {
            // Severities are ordered from the worst.
            let mut findings = entry.answer.findings.iter();
            found |= fail_on.is_some_and(|least| findings.any(|finding| finding.severity <= least));
            give(entry);
        };
        recommend::each(&input(files), options, work, &mut give)
    });
    Outcome { found, errors }
}

fn input(files: &Files) -> Input<'static> {
    paths(files.paths.clone())
}

fn paths(paths: Vec<PathBuf>) -> Input<'static> {
    Input { paths, standard_input: true, ..Input::default() }
}

/// How answers are printed, and where.
struct Ask<'o, 'b, 's> {
    format: Format,
    output: &'o mut Output<'b, 's>,
}

impl Ask<'_, '_, '_> {
    /// Answers with an error alone.
    fn fail<A: Serialize>(self, question: &'static str, error: Error) -> Vec<Error> {
        self.each(question, |_: &A| String::new(), |_| vec![error])
    }

    /// Prints what a question gives: a page for each answer at once, or the JSON of all when they are there.
    fn each<A: Serialize>(
        self,
        question: &'static str,
        page: impl Fn(&A) -> String,
        ask: impl FnOnce(&mut dyn FnMut(A)) -> Vec<Error>,
    ) -> Vec<Error> {
        match self.format {
            Format::Table => ask(&mut |answer| self.output.page(&page(&answer))),
            Format::Json => {
                let mut answers = Answers::new(question);
                let errors = ask(&mut |answer| answers.answers.push(answer));
                answers.errors = errors;
                let api::Reply { mut json, .. } = answers.reply();
                json.push(b'\n');
                self.output.bytes(&json);
                answers.errors
            }
        }
    }
}
