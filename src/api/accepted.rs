//! What an answer does not tell again: suppressed and known findings.

use crate::advice::{self, Advice, EarlierFinding, StaleState};
use crate::rules::{Severity, Target};
use serde::Serialize;

/// A finding that the suppression file takes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Suppressed {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub targets: Vec<Target>,
    /// One sentence.
    pub message: String,
    /// Why somebody lives with it.
    pub reason: String,
    /// The last day; null for ever.
    pub until: Option<String>,
}

/// An entry of the suppression file that deserves a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct StaleSuppression {
    /// The rule's id.
    pub rule: &'static str,
    /// The pattern of its targets; null for all.
    pub target: Option<String>,
    /// The pattern of its clusters; null for all.
    pub cluster: Option<String>,
    /// Its reason.
    pub reason: String,
    /// Its last day; null for ever.
    pub until: Option<String>,
    /// `expired`: the last day is over; `unused`: it fits no finding.
    pub state: StaleState,
}

/// What a baseline knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Since {
    /// How many findings are known from it.
    pub known: usize,
    /// Its findings that are there no more.
    pub gone: Vec<Gone>,
    /// How many of its findings are of rules that were not asked for or lack a fact: nobody knows whether they are gone.
    pub untold: usize,
}

/// A finding of the baseline that is there no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Gone {
    /// The rule's id.
    pub rule: String,
    /// The rule's name.
    pub name: String,
    /// What was said.
    pub message: String,
}

pub(super) fn suppressed(advice: &Advice) -> Vec<Suppressed> {
    let of = |one: &advice::Suppressed| Suppressed {
        rule: one.finding.rule,
        name: one.finding.name,
        severity: one.finding.severity,
        targets: one.finding.hit.targets.clone(),
        message: one.finding.hit.message.clone(),
        reason: one.by.reason.clone(),
        until: one.by.until.map(|day| day.to_string()),
    };
    advice.suppressed.iter().map(of).collect()
}

pub(super) fn stale(advice: &Advice) -> Vec<StaleSuppression> {
    let of = |(entry, why): &(advice::Suppression, StaleState)| StaleSuppression {
        rule: entry.rule,
        target: entry.target.clone(),
        cluster: entry.cluster.clone(),
        reason: entry.reason.clone(),
        until: entry.until.map(|day| day.to_string()),
        state: *why,
    };
    advice.stale.iter().map(of).collect()
}

pub(super) fn since(advice: &Advice) -> Option<Since> {
    let gone = |one: &EarlierFinding| Gone {
        rule: one.rule.clone(),
        name: one.name.clone(),
        message: one.message.clone(),
    };
    let since = advice.since.as_ref()?;
    Some(Since { known: since.known, gone: since.gone.iter().map(gone).collect(), untold: since.untold })
}
