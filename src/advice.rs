//! From findings to advice: what follows is folded into its cause, and no change is printed that was not tried.

pub mod baseline;
pub mod causes;
pub mod date;
pub mod needs;
pub mod plan;
pub mod said;
pub mod suppression;
pub mod trial;

pub use baseline::{Baseline, EarlierFinding};
pub use suppression::{StaleState, Suppression, Suppressions};
pub use trial::{Move, Objection, Passed};

use crate::engine::change::undo;
use crate::engine::metric;
use crate::error::Error;
use crate::model::{Change, Cluster, Subject};
use crate::rules::{self, Finding, Rule, Severity, SkipKind, Skipped};
use crate::steps::step;
use std::cmp::Reverse;
use std::collections::HashMap;
use trial::Trial;

/// Which advice is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Rules by id or name, with `*` and `?`; empty for all.
    pub rules: Vec<String>,
    /// Rules that are left out, likewise.
    pub exclude_rules: Vec<String>,
    /// Severities; empty for all.
    pub severity: Vec<Severity>,
    /// What somebody lives with.
    pub suppressions: Suppressions,
    /// What is known already.
    pub baseline: Option<Baseline>,
    /// Whether what the baseline knows is told all the same.
    pub tells_known: bool,
    /// Whether other clusters are asked about as well.
    pub several: bool,
}

impl Wanted {
    /// The rules that are asked for.
    pub fn asked(&self) -> Vec<&'static Rule> {
        rules::chosen(&self.rules, &self.exclude_rules).unwrap_or_default()
    }

    /// Whether findings of this severity are asked for.
    pub fn tells(&self, severity: Severity) -> bool {
        self.severity.is_empty() || self.severity.contains(&severity)
    }
}

/// A finding that is not told, and by which entry.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// The entry.
    pub by: Suppression,
}

/// What a baseline knows, and what is gone since.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// How many findings are known from it.
    pub known: usize,
    /// Its findings that are there no more.
    pub gone: Vec<EarlierFinding>,
    /// How many of its findings are of rules that were not asked for or lack a fact: nobody knows whether they are gone.
    pub untold: usize,
}

/// All that is advised for one cluster.
#[derive(Clone, Debug)]
pub struct Advice {
    /// Worst first: severity, then how much it is about, then rule.
    pub findings: Vec<Advised>,
    /// The changes that findings name, each once.
    pub changes: Vec<Tried>,
    /// The rules that did not run.
    pub skipped: Vec<Skipped>,
    /// What somebody lives with.
    pub suppressed: Vec<Suppressed>,
    /// Entries of the suppression file that deserve a look.
    pub stale: Vec<(Suppression, StaleState)>,
    /// What the baseline knows; `None` without one.
    pub since: Option<Since>,
}

impl Advice {
    /// How many findings the baseline does not know; `None` without one.
    pub fn new_since(&self) -> Option<usize> {
        self.since.as_ref().map(|_| self.findings.iter().filter(|one| !one.is_known).count())
    }
}

/// One finding, with what follows from it and what mends it.
#[derive(Clone, Debug)]
pub struct Advised {
    /// The finding.
    pub finding: Finding,
    /// What follows from it.
    pub explains: Vec<Finding>,
    /// Whether the baseline knows it.
    pub is_known: bool,
    /// The changes that mend it, by their place in [`Advice::changes`].
    pub changes: Vec<usize>,
    /// What moves when all of them are made.
    pub moves: Vec<Move>,
    /// Changes that would seem to mend it, and why they are not printed.
    pub withheld: Option<(Vec<Change>, Objection)>,
}

/// A change that passed its trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The change.
    pub change: Change,
    /// The way back; `None` where the capture does not hold the old value.
    pub undo: Option<Change>,
    /// What it moves, after the changes of its finding before it.
    pub moves: Vec<Move>,
}

/// The advice for a cluster.
pub fn advise(cluster: &Cluster, wanted: &Wanted) -> Result<Advice, Error> {
    let measure = metric::measure(cluster);
    let (findings, skipped) = rules::evaluate(cluster, &measure, &wanted.rules, &wanted.exclude_rules)?;
    let mut caused = causes::fold(findings);
    caused.sort_by_key(|caused| {
        let finding = &caused.finding;
        let damage = finding.hit.pairs.len().max(finding.hit.targets.len());
        (finding.severity, Reverse(damage), finding.rule)
    });
    let earlier = wanted.baseline.as_ref().map(|baseline| baseline.of(cluster.name.as_deref()));
    let is_known = |finding: &Finding| earlier.is_some_and(|all| all.iter().any(|one| one.is(finding)));
    let since = earlier.map(|all| since(all, &caused, &is_known, &checked(wanted, &skipped)));
    caused.retain(|one| wanted.tells_known || !is_known(&one.finding));
    let (suppressed, stale) = suppressed(cluster, wanted, &mut caused);
    caused.retain(|one| wanted.tells(one.finding.severity));
    let (mut advised, mut changes) = (Vec::with_capacity(caused.len()), Changes::default());
    let mut trial = None;
    for causes::Caused { finding, explains } in caused {
        let is_known = is_known(&finding);
        let (changes_of, moves) = (Vec::new(), Vec::new());
        let mut one = Advised { finding, explains, is_known, changes: changes_of, moves, withheld: None };
        let wanted = std::mem::take(&mut one.finding.hit.changes);
        if !wanted.is_empty() {
            let trial = trial.get_or_insert_with(|| Trial::new(cluster));
            match trial.of(&wanted, &one.finding) {
                Ok(passed) => {
                    one.moves = passed.moves;
                    let tried = wanted.into_iter().zip(passed.steps);
                    let place = |(change, moves)| changes.place(cluster, change, moves);
                    one.changes = tried.map(place).collect();
                }
                Err(objection) => one.withheld = Some((wanted, objection)),
            }
        }
        advised.push(one);
    }
    Ok(Advice { findings: advised, changes: changes.all, skipped, suppressed, stale, since })
}

/// The rules that were asked for and lack no fact.
fn checked(wanted: &Wanted, skipped: &[Skipped]) -> Vec<&'static str> {
    let lacking = |rule: &str| skipped.iter().any(|one| one.rule == rule && one.kind == SkipKind::LacksFacts);
    wanted.asked().into_iter().map(|rule| rule.id).filter(|rule| !lacking(rule)).collect()
}

/// What became of the findings of the baseline.
fn since(
    earlier: &[EarlierFinding],
    caused: &[causes::Caused],
    is_known: &dyn Fn(&Finding) -> bool,
    checked: &[&str],
) -> Since {
    let is_there = |one: &EarlierFinding| {
        let mut all = caused.iter().flat_map(|now| std::iter::once(&now.finding).chain(&now.explains));
        all.any(|finding| one.is(finding))
    };
    let missing = earlier.iter().filter(|one| !is_there(one));
    let (gone, untold): (Vec<_>, Vec<_>) = missing.partition(|one| checked.contains(&one.rule.as_str()));
    let known = caused.iter().filter(|one| is_known(&one.finding)).count();
    Since { known, gone: gone.into_iter().cloned().collect(), untold: untold.len() }
}

/// Takes out what somebody lives with.
fn suppressed(
    cluster: &Cluster,
    wanted: &Wanted,
    caused: &mut Vec<causes::Caused>,
) -> (Vec<Suppressed>, Vec<(Suppression, StaleState)>) {
    let (name, of) = (cluster.name.as_deref(), &wanted.suppressions);
    let mut used = vec![false; of.entries.len()];
    let mut suppressed = Vec::new();
    caused.retain(|one| match of.of(name, &one.finding) {
        Some(place) => {
            used[place] = true;
            suppressed.push(Suppressed { finding: one.finding.clone(), by: of.entries[place].clone() });
            false
        }
        None => true,
    });
    let stale = of.stale(name, &used, wanted.several).into_iter();
    (suppressed, stale.map(|(entry, why)| (entry.clone(), why)).collect())
}

/// The changes that are printed, each once: two findings may call for one.
#[derive(Default)]
struct Changes {
    all: Vec<Tried>,
    /// The places of those that change one and the same thing.
    of_subject: HashMap<Subject, Vec<usize>>,
}

impl Changes {
    fn place(&mut self, cluster: &Cluster, change: Change, moves: Vec<Move>) -> usize {
        let places = self.of_subject.entry(change.subject()).or_default();
        step(places.len());
        if let Some(known) = places.iter().find(|place| self.all[**place].change == change) {
            return *known;
        }
        places.push(self.all.len());
        self.all.push(Tried { undo: undo(cluster, &change), change, moves });
        self.all.len() - 1
    }
}
