//! Which findings are new, gone, or of another severity. A rule that could not be checked on one side says nothing about
//! what changed: its findings are told apart.

use crate::advice::causes;
use crate::engine::metric;
use crate::model::Cluster;
use crate::rules::{self, Context, Finding, Severity, SkipKind};
use std::collections::{BTreeMap, BTreeSet};

/// What became of the findings.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Those that only the later capture has, of rules that were checked before as well.
    pub new: Vec<Finding>,
    /// Those that only the earlier capture has, of rules that are still checked.
    pub gone: Vec<Finding>,
    /// Those of the later capture that had another severity, and which.
    pub changed: Vec<ChangedFinding>,
    /// How many are as they were.
    pub unchanged: usize,
    /// Those of the later capture whose rule the earlier one could not be checked for.
    pub not_checked_before: Vec<Finding>,
    /// Those of the earlier capture whose rule the later one cannot be checked for.
    pub not_checked_after: Vec<Finding>,
}

/// A finding with another severity.
#[derive(Clone, Debug)]
pub struct ChangedFinding {
    /// The finding as it is.
    pub finding: Finding,
    /// What it was.
    pub was: Severity,
}

/// What two findings have to share to be one: the rule, and what they are about.
type Key = (&'static str, Vec<String>);

/// One capture's findings.
struct Side {
    /// Those that are told: what follows from another one is left out.
    told: Vec<Finding>,
    /// All of them, and their severity.
    all: BTreeMap<Key, Severity>,
    not_checked: BTreeSet<&'static str>,
}

impl Findings {
    /// Whether an error or a warning is new, or a finding is changed.
    pub(super) fn is_worse(&self) -> bool {
        self.new.iter().any(counts) || self.changed.iter().any(|one| one.finding.severity < one.was)
    }

    /// Whether an error or a warning is gone, or a finding is less severe.
    pub(super) fn is_better(&self) -> bool {
        self.gone.iter().any(counts) || self.changed.iter().any(|one| one.finding.severity > one.was)
    }
}

fn counts(finding: &Finding) -> bool {
    finding.severity <= Severity::Warning
}

impl Side {
    fn of(cluster: &Cluster) -> Self {
        let measure = metric::measure(cluster);
        let (findings, skipped) = rules::run(&Context::new(cluster, &measure));
        let lacking = skipped.iter().filter(|skip| skip.kind == SkipKind::LacksFacts);
        let not_checked = lacking.map(|skip| skip.rule).collect();
        let all = findings.iter().map(|finding| (key(finding), finding.severity)).collect();
        let mut told: Vec<Finding> = causes::fold(findings).into_iter().map(|one| one.finding).collect();
        told.sort_by_cached_key(|finding| (finding.severity, key(finding)));
        Self { told, all, not_checked }
    }
}

fn key(finding: &Finding) -> Key {
    let mut names: Vec<String> = finding.hit.targets.iter().map(|target| target.name.clone()).collect();
    names.sort_unstable();
    (finding.rule, names)
}

/// Compares the findings of two captures of one cluster, or of one as it is and as it would be.
pub fn findings(before: &Cluster, after: &Cluster) -> Findings {
    let (before, after) = (Side::of(before), Side::of(after));
    let mut found = Findings::default();
    for finding in after.told {
        match before.all.get(&key(&finding)) {
            Some(was) if *was != finding.severity => {
                found.changed.push(ChangedFinding { was: *was, finding })
            }
            Some(_) => found.unchanged += 1,
            None if before.not_checked.contains(finding.rule) => found.not_checked_before.push(finding),
            None => found.new.push(finding),
        }
    }
    for finding in before.told {
        match after.all.contains_key(&key(&finding)) {
            true => {}
            false if after.not_checked.contains(finding.rule) => found.not_checked_after.push(finding),
            false => found.gone.push(finding),
        }
    }
    found
}
