//! "What should change": the findings of the rules, and the rules that could not run.

use super::answers::{Answers, Reply, ask_each};
use super::entry::{Entry, Subject};
use super::findings::{self, ChangeOffered, Finding, NotApplicable, NotChecked};
use super::input::Input;
use super::options::{WhatIf, WireWhatIf, one_or_many};
use super::request::Request;
use crate::advice;
use crate::error::Error;
use crate::parallel::Work;
use crate::rules::{self, Severity};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "recommend";

/// The names of its options.
pub const OPTIONS: &[&str] = &["windows_version", "without", "set", "rules"];

/// Which rules are asked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// Rules by id or name; empty for all.
    pub rules: Vec<String>,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// Rules by id or name; empty for all.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    rules: Vec<String>,
}

/// The advice for one cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// How many findings of each severity.
    pub summary: Summary,
    /// Sorted by severity, by how much they are about, and by rule.
    pub findings: Vec<Finding>,
    /// The changes that the findings name; each was tried on the model.
    pub changes: Vec<ChangeOffered>,
    /// The rules that say nothing about such a cluster.
    pub not_applicable: NotApplicable,
    /// The rules that lack a fact.
    pub not_checked: Vec<NotChecked>,
}

/// How many findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Informations.
    pub info: usize,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let read = || -> Result<_, Error> {
        let request = Request::read(request)?;
        let WireOptions { what_if, rules } = request.options(OPTIONS)?;
        let options = Options { what_if: what_if.try_into()?, rules };
        options.check()?;
        Ok((request.input()?, options))
    };
    let mut answers = Answers::new(NAME);
    match read() {
        Ok((input, options)) => {
            let mut give = |entry| answers.answers.push(entry);
            answers.errors = each(&input, &options, &Work::default(), &mut give);
        }
        Err(error) => answers = Answers::failed(NAME, error),
    }
    answers.reply()
}

impl Options {
    /// A rule that does not exist fails once, and not in every cluster.
    pub fn check(&self) -> Result<(), Error> {
        self.rules.iter().try_for_each(|name| rules::find(name).map(drop))
    }
}

/// Gives the answer of each cluster in the input; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(&options.what_if, work);
    errors.extend(ask_each(&subjects, work, |subject| answer(subject, options), give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    let cluster = &subject.cluster;
    let advice = advice::advise(cluster, &options.rules)?;
    let findings = findings::findings(cluster, &advice);
    let mut summary = Summary::default();
    for finding in &findings {
        match finding.severity {
            Severity::Error => summary.error += 1,
            Severity::Warning => summary.warning += 1,
            Severity::Info => summary.info += 1,
        }
    }
    Ok(subject.entry(Answer {
        summary,
        findings,
        changes: findings::changes(cluster, &advice),
        not_applicable: findings::not_applicable(&advice.skipped),
        not_checked: findings::not_checked(&advice.skipped),
    }))
}
