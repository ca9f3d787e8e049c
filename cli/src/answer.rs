//! From a command to its answer: each cluster's as soon as it is known.

use crate::args::{Cli, Command, Files, Format};
use crate::formats;
use crate::gate::Gate;
use crate::output::{Output, write_folder};
use crate::page::{self, Look, Page};
use crate::paths;
use crate::report;
use crate::wanted;
use clusterroute::api::{
    self, Answers, Entry, Input, attribute, compare, estimate, failures, measure, needs, plan, read_capture,
    recommend, resolve, rules, schema,
};
use clusterroute::compare::Verdict;
use clusterroute::error::{Code, Error};
use clusterroute::parallel::Work;
use clusterroute::rules::{Rule, Severity, chosen};
use serde::Serialize;
use std::path::{Path, PathBuf};

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
pub(crate) fn answer(cli: &Cli, look: Look, work: &Work, output: &mut Output<'_, '_>) -> Outcome {
    let (command, format) = (&cli.command, cli.format);
    let mut ask = Ask { format, look, output };
    if format.is_of_findings() && !matches!(command, Command::Recommend { .. }) {
        let message = "expected --format table, json, markdown or csv, since only recommend has findings for the others";
        return vec![Error::new(Code::InvalidRequest, message)].into();
    }
    if format == Format::Script && !matches!(command, Command::Plan { verify: None, .. }) {
        let message = "expected another --format than script, which a plan is written in";
        return vec![Error::new(Code::InvalidRequest, message)].into();
    }
    if format == Format::Csv && matches!(command, Command::Plan { .. }) {
        let message = "expected --format table, json, markdown or script, since a plan is more than one list";
        return vec![Error::new(Code::InvalidRequest, message)].into();
    }
    match command {
        Command::Capture { files, anonymize } => {
            let options = read_capture::Options { anonymize: *anonymize };
            // What is made for others is made to be read again.
            let format = if *anonymize { Format::Json } else { ask.format };
            Ask { format, ..ask }
                .each((read_capture::NAME, "sources"), page::capture, |give| {
                    read_capture::each(&input(files), &options, work, give)
                })
                .into()
        }
        Command::Measure { files, network, what_if } => {
            let options = measure::Options { what_if: what_if.options(), network: network.clone() };
            ask.each((measure::NAME, "networks"), page::measure, |give| {
                measure::each(&input(files), &options, work, give)
            })
            .into()
        }
        Command::Resolve { files, traffic, from, to, volume, network, all, what_if } => {
            let options = resolve::Options {
                what_if: what_if.options(),
                traffic: traffic.iter().map(|name| (*name).into()).collect(),
                from: from.clone(),
                to: to.clone(),
                volume: volume.clone(),
                network: network.clone(),
            };
            let page = |entry: &Entry<resolve::Answer>| page::resolve(entry, *all);
            ask.each((resolve::NAME, "routes"), page, |give| {
                resolve::each(&input(files), &options, work, give)
            })
            .into()
        }
        Command::Recommend { files, gate, wanted: args, what_if } => match wanted::wanted(args) {
            Ok(wanted) => {
                let options = recommend::Options { what_if: what_if.options(), wanted };
                recommend(files, &gate.gate(), &options, args.show_suppressed, work, ask)
            }
            Err(error) => ask.fail::<Entry<recommend::Answer>>(recommend::NAME, error).into(),
        },
        Command::Plan { files, verify, chosen, windows_version } => {
            let what_if = api::WhatIf { windows_version: *windows_version, ..api::WhatIf::default() };
            let verify = verify.as_deref().map(wanted::plan).transpose();
            let options = verify.and_then(|verify| {
                let scripts = ask.format == Format::Script;
                let wanted = wanted::chosen(chosen)?;
                let options = plan::Options { what_if, wanted, scripts, verify, run: false };
                options.check().map(|()| options)
            });
            match options {
                Ok(options) if options.scripts => {
                    scripts(files, &options, work, cli.output.as_deref()).into()
                }
                Ok(options) => planned(files, &options, work, ask),
                Err(error) => ask.fail::<Entry<plan::Answer>>(plan::NAME, error).into(),
            }
        }
        Command::Needs { files, what_if } => {
            let options = what_if.options();
            ask.each((needs::NAME, "needs"), page::needs, |give| {
                needs::each(&input(files), &options, work, give)
            })
            .into()
        }
        Command::Failures { files, depth, limit, what_if } => {
            let options = failures::Options { what_if: what_if.options(), depth: *depth, limit: *limit };
            ask.each((failures::NAME, "cases"), page::failures, |give| {
                failures::each(&input(files), &options, work, give)
            })
            .into()
        }
        Command::Compare { before, after, windows_version, verify, .. } => {
            let what_if = api::WhatIf { windows_version: *windows_version, ..api::WhatIf::default() };
            let verify = verify.as_deref().map(wanted::plan).transpose();
            let options = verify.and_then(|verify| {
                let options = compare::Options { what_if, verify };
                options.check().map(|()| options)
            });
            let options = match options {
                Ok(options) => options,
                Err(error) => return ask.fail::<Entry<compare::Answer>>(compare::NAME, error).into(),
            };
            let [before, after] = [before, after].map(|path| from(std::slice::from_ref(path)));
            let mut found = false;
            let errors = ask.each((compare::NAME, "moved"), page::compare, |give| {
                let mut give = |entry: Entry<compare::Answer>| {
                    found |= matches!(entry.answer.verdict, Verdict::Worse | Verdict::Mixed);
                    give(entry);
                };
                compare::each(&before, &after, &options, work, &mut give)
            });
            Outcome { found, errors }
        }
        Command::Estimate { what } => ask
            .each((estimate::NAME, what.list()), page::estimate, |give| {
                estimate::each(&input(what.files()), &what.options(), work, give)
            })
            .into(),
        Command::Attribute { files, volume, storage, disk, intervals, what_if } => {
            let options = attribute::Options {
                what_if: what_if.options(),
                volume: volume.clone(),
                storage: storage.clone(),
                disk: disk.clone(),
                intervals: *intervals,
            };
            ask.each((attribute::NAME, "io"), page::attribute, |give| {
                attribute::each(&input(files), &options, work, give)
            })
            .into()
        }
        Command::Report { files, picture, force, generated, wanted: args, what_if } => {
            let wanted = match wanted::told(args) {
                Ok(wanted) => wanted,
                Err(error) => return ask.fail::<Entry<api::report::Answer>>(api::report::NAME, error).into(),
            };
            let place = match (format, &cli.output) {
                (Format::Table, Some(path)) => Some(report::Place { path, force: *force }),
                _ => None,
            };
            let mut options = api::report::Options {
                what_if: what_if.options(),
                wanted,
                generated: generated.clone(),
                picture: *picture,
                index: false,
            };
            if place.is_some() {
                options.generated.get_or_insert_with(report::now);
                options.index = !picture;
            }
            if let Err(error) = options.check() {
                return ask.fail::<Entry<api::report::Answer>>(api::report::NAME, error).into();
            }
            match place {
                Some(place) => report::write(&input(files), &options, work, &place, ask.output).into(),
                None if format == Format::Json => ask
                    .each(
                        (api::report::NAME, ""),
                        |_: &Entry<api::report::Answer>| Page::default(),
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
            ask.each((rules::NAME, "rules"), page, |give| rules::answer(&options, give)).into()
        }
        Command::Schema => ask
            .each((schema::NAME, "sections"), page::schema, |give| {
                give(schema::answer());
                Vec::new()
            })
            .into(),
        Command::Completions { .. } => Outcome::default(),
    }
}

fn planned(files: &Files, options: &plan::Options, work: &Work, mut ask: Ask<'_, '_, '_>) -> Outcome {
    let mut found = false;
    let errors = ask.each((plan::NAME, "steps"), page::plan, |give| {
        let mut give = |entry: Entry<plan::Answer>| {
            let verified = entry.answer.verified.as_ref();
            found |= verified.is_some_and(|verified| verified.verdict == plan::Verdict::Outdated);
            give(entry);
        };
        plan::each(&input(files), options, work, &mut give)
    });
    Outcome { found, errors }
}

/// Writes both scripts of the one cluster into a folder.
fn scripts(files: &Files, options: &plan::Options, work: &Work, folder: Option<&Path>) -> Vec<Error> {
    let invalid = |message: String| vec![Error::new(Code::InvalidRequest, message)];
    let Some(folder) = folder else {
        return invalid("expected --output with a folder for apply.ps1 and undo.ps1, found none".to_owned());
    };
    let mut entries = Vec::new();
    let errors = plan::each(&input(files), options, work, &mut |entry| entries.push(entry));
    if !errors.is_empty() {
        return errors;
    }
    let name = |entry: &Entry<plan::Answer>| entry.head.name.clone().unwrap_or_else(|| "cluster".to_owned());
    let [entry] = entries.as_slice() else {
        let names: Vec<String> = entries.iter().map(name).collect();
        return invalid(format!("expected one cluster for --format script, found {}", names.join(", ")));
    };
    let Some(scripts) = &entry.answer.scripts else {
        return invalid(format!(
            "expected a plan with steps, found none for {}: nothing is written",
            name(entry)
        ));
    };
    let written = write_folder(folder, &[("apply.ps1", &scripts.apply), ("undo.ps1", &scripts.undo)]);
    let fail = |error| Error::new(Code::UnreadableFile, format!("the scripts cannot be written: {error}"));
    written.map_err(fail).err().into_iter().collect()
}

fn recommend(
    files: &Files,
    gate: &Gate,
    options: &recommend::Options,
    show_suppressed: bool,
    work: &Work,
    mut ask: Ask<'_, '_, '_>,
) -> Outcome {
    let rules = chosen(&options.wanted.rules, &options.wanted.exclude_rules).unwrap_or_default();
    let all =
        |give: &mut dyn FnMut(Entry<recommend::Answer>)| match options.check().and_then(|()| gate.check()) {
            Ok(()) => recommend::each(&input(files), options, work, give),
            // A rule that does not exist fails once, not in every cluster.
            Err(error) => vec![error],
        };
    let (mut found, mut missing, mut fleet) = (false, Vec::new(), Vec::new());
    let mut seen = |entry: &Entry<recommend::Answer>| {
        found |= gate.is_found(&entry.answer);
        missing.extend(gate.missing(entry, rules.len()));
        fleet.push(page::Row::of(entry));
    };
    if ask.format.is_of_findings() {
        let mut answers = Answers::new(recommend::NAME);
        answers.errors = all(&mut |entry| {
            seen(&entry);
            answers.answers.push(entry);
        });
        answers.errors.extend(missing);
        return Outcome { errors: ask.findings(answers, &rules), found };
    }
    let page = |entry: &Entry<recommend::Answer>| page::recommend(entry, rules.len(), show_suppressed);
    let mut errors = ask.each((recommend::NAME, "findings"), page, |give| {
        all(&mut |entry| {
            seen(&entry);
            give(entry);
        })
    });
    if fleet.len() > 1 && matches!(ask.format, Format::Table | Format::Markdown) {
        ask.page(&page::fleet(fleet));
    }
    errors.extend(missing);
    Outcome { found, errors }
}

fn input(files: &Files) -> Input<'static> {
    from(&files.paths)
}

fn from(paths: &[PathBuf]) -> Input<'static> {
    Input { paths: paths::expanded(paths), standard_input: true, ..Input::default() }
}

/// How answers are printed, and where.
struct Ask<'o, 'b, 's> {
    format: Format,
    look: Look,
    output: &'o mut Output<'b, 's>,
}

impl Ask<'_, '_, '_> {
    /// Answers with an error alone.
    fn fail<A: Serialize>(mut self, question: &'static str, error: Error) -> Vec<Error> {
        self.each((question, ""), |_: &A| Page::default(), |_| vec![error])
    }

    /// Prints what a question gives: a page for each answer at once, or all of them for a program when they are there; as
    /// CSV their `list`.
    fn each<A: Serialize>(
        &mut self,
        (question, list): (&'static str, &str),
        page: impl Fn(&A) -> Page,
        ask: impl FnOnce(&mut dyn FnMut(A)) -> Vec<Error>,
    ) -> Vec<Error> {
        if matches!(self.format, Format::Table | Format::Markdown) {
            return ask(&mut |answer| self.page(&page(&answer)));
        }
        let mut answers = Answers::new(question);
        answers.errors = ask(&mut |answer| answers.answers.push(answer));
        self.all(answers, list)
    }

    /// Prints a page.
    fn page(&mut self, page: &Page) {
        let look = if self.format == Format::Markdown { Look::Markdown } else { self.look };
        self.output.page(&page.print(look));
    }

    /// Prints the findings of all clusters in one of the forms that have nothing else.
    fn findings(&mut self, answers: formats::Findings, rules: &[&'static Rule]) -> Vec<Error> {
        let made = match self.format {
            Format::Junit => formats::suites(&answers, rules),
            Format::Github => Ok(formats::annotations(&answers).into_bytes()),
            _ => Ok(format!("{:#}\n", formats::log(&answers, rules)).into_bytes()),
        };
        match made {
            Ok(bytes) => self.output.bytes(&bytes),
            Err(error) => {
                return vec![Error::new(Code::Internal, format!("the report cannot be made: {error}"))];
            }
        }
        answers.errors
    }

    /// Prints all answers at once, for a program.
    fn all<A: Serialize>(&mut self, answers: Answers<A>, list: &str) -> Vec<Error> {
        let api::Reply { mut json, .. } = answers.reply();
        match self.format {
            Format::Csv => match formats::rows(&String::from_utf8_lossy(&json), list) {
                Ok(csv) => self.output.bytes(&csv),
                Err(error) => {
                    return vec![Error::new(Code::Internal, format!("no CSV can be made: {error}"))];
                }
            },
            _ => {
                json.push(b'\n');
                self.output.bytes(&json);
            }
        }
        answers.errors
    }
}
