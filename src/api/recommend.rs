//! "What should change": the findings of the rules, and the rules that could not run.

use super::accepted::{self, Since, StaleSuppression, Suppressed};
use super::answers::{Reply, ask_each, ask_of_clusters};
use super::compare::{Compared, compared};
use super::entry::{Entry, Subject};
use super::findings::{self, ChangeOffered, Finding, NotApplicable, NotChecked};
use super::input::Input;
use super::options::{WhatIf, WireWhatIf};
use super::request::Request;
use super::wanted::{self, WireWantedSince};
use crate::advice::{self, Wanted};
use crate::compare;
use crate::error::Error;
use crate::model::Cluster;
use crate::parallel::Work;
use crate::rules::{self, Severity};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "recommend";

/// The names of its options.
pub const OPTIONS: &[&str] = &[
    "windows_version",
    "without",
    "set",
    "rules",
    "exclude_rules",
    "severity",
    "suppression",
    "today",
    "baseline",
];

/// Which rules are asked, and what is not told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// What is wanted.
    pub wanted: Wanted,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    #[serde(flatten)]
    wanted: WireWantedSince,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        Ok(Self { what_if: wire.what_if.try_into()?, wanted: wire.wanted.try_into()? })
    }
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
    /// Findings that the suppression file takes out.
    pub suppressed: Vec<Suppressed>,
    /// Entries of the suppression file that are over, or fit nothing here.
    pub stale_suppressions: Vec<StaleSuppression>,
    /// What the baseline takes out, since it is known; null without one.
    pub baseline: Option<Since>,
    /// Under a what-if question: what is new and what is gone against the cluster as it is; null without one.
    pub before: Option<Before>,
}

/// The findings against those of the cluster as it is, of the rules and severities that are asked for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Before {
    /// Those that the cluster as it is does not have.
    pub new: Vec<Compared>,
    /// Those that only the cluster as it is has.
    pub gone: Vec<Compared>,
    /// Those with another severity than in the cluster as it is.
    pub changed: Vec<Compared>,
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
    let options = |request: &Request<'_>| {
        let options: Options = request.options::<WireOptions>(OPTIONS)?.try_into()?;
        options.check()?;
        Ok(options)
    };
    ask_of_clusters(NAME, request, options, each)
}

impl Options {
    /// Wanted rules that do not exist fail once, and not in every cluster: without them silence would look like health.
    pub fn check(&self) -> Result<(), Error> {
        wanted::check(&self.wanted)
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
    let mut options = options.clone();
    options.wanted.several = subjects.len() > 1;
    errors.extend(ask_each(&subjects, work, |subject| answer(subject, &options), give));
    errors.extend(wanted::left_out_in_vain(&options.wanted));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    let cluster = &subject.cluster;
    let advice = advice::advise(cluster, &options.wanted)?;
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
        suppressed: accepted::suppressed(&advice),
        stale_suppressions: accepted::stale(&advice),
        baseline: accepted::since(&advice),
        before: subject
            .before
            .as_ref()
            .map(|before| against(before, cluster, &options.wanted))
            .transpose()?,
    }))
}

/// What a what-if question changes among the findings that are asked for.
fn against(before: &Cluster, cluster: &Cluster, wanted: &Wanted) -> Result<Before, Error> {
    let rules = rules::chosen(&wanted.rules, &wanted.exclude_rules)?;
    let is_wanted = |finding: &rules::Finding| {
        rules.iter().any(|rule| rule.id == finding.rule) && wanted.tells(finding.severity)
    };
    let found = compare::findings(before, cluster);
    let all = |findings: &[rules::Finding]| {
        findings.iter().filter(|one| is_wanted(one)).map(|one| compared(one, None)).collect()
    };
    let changed = found.changed.iter().filter(|one| is_wanted(&one.finding));
    Ok(Before {
        new: all(&found.new),
        gone: all(&found.gone),
        changed: changed.map(|one| compared(&one.finding, Some(one.was))).collect(),
    })
}
