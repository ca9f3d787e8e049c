//! Changes one after the other, of several findings: after each of them the cluster must be one that nobody minds to
//! be left with, forwards and backwards.

use super::{Key, Move, Objection, State, Trial, Way, key, moves, no_path_is_lost};
use crate::engine::change::{apply, undo};
use crate::model::{Change, Cluster, Subject};
use crate::rules::{Finding, Severity};
use crate::words;

/// One change that passed, at its place in the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The change.
    pub change: Change,
    /// The way back to the cluster before it.
    pub undo: Change,
    /// What it moves, after those before it.
    pub moves: Vec<Move>,
}

/// What has passed so far, and the cluster that it gives.
pub struct Chain<'t> {
    trial: &'t Trial,
    now: Cluster,
    state: State,
    findings: Vec<Finding>,
    links: Vec<Link>,
    /// The findings that are mended, and have to stay so.
    mended: Vec<Finding>,
}

/// The cluster with some of the changes of a finding made; no state yet before the first.
struct Next {
    now: Cluster,
    state: Option<State>,
    findings: Vec<Finding>,
    links: Vec<Link>,
}

impl<'t> Chain<'t> {
    /// Nothing is changed yet.
    pub fn new(trial: &'t Trial) -> Self {
        let now = trial.plain.clone();
        let (state, findings) = State::of(&now);
        Self { trial, now, state, findings, links: Vec::new(), mended: Vec::new() }
    }

    /// What has passed, in order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Adds the changes that mend a finding, all or none of them; gives their places.
    pub fn add(&mut self, changes: &[Change], mends: &Finding) -> Result<Vec<usize>, Objection> {
        let is_new = |change: &&Change| self.links.iter().all(|link| link.change != **change);
        let new: Vec<&Change> = changes.iter().filter(is_new).collect();
        if !new.is_empty() && !has(&self.findings, mends) {
            return Err(Objection::NotNeeded);
        }
        self.trial.pay(2 * new.len())?;
        let mut next = Next { now: self.now.clone(), state: None, findings: Vec::new(), links: Vec::new() };
        for change in new {
            self.advance(&mut next, change)?;
        }
        let findings = if next.state.is_some() { &next.findings } else { &self.findings };
        if has(findings, mends) {
            return Err(Objection::Remains);
        }
        self.go_on(next);
        self.mended.push(mends.clone());
        let place = |change: &Change| self.links.iter().position(|link| link.change == *change);
        Ok(changes.iter().filter_map(place).collect())
    }

    /// Adds a change of a plan that was made before.
    pub fn follow(&mut self, change: &Change) -> Result<(), Objection> {
        self.trial.pay(2)?;
        let mut next = Next { now: self.now.clone(), state: None, findings: Vec::new(), links: Vec::new() };
        self.advance(&mut next, change)?;
        self.go_on(next);
        Ok(())
    }

    fn go_on(&mut self, mut next: Next) {
        if let Some(state) = next.state {
            (self.now, self.state, self.findings) = (next.now, state, next.findings);
        }
        self.links.append(&mut next.links);
    }

    /// One change made, looked at, and taken back.
    fn advance(&self, next: &mut Next, change: &Change) -> Result<(), Objection> {
        let mut links = self.links.iter().chain(&next.links);
        if links.any(|link| value_of(&link.change) == value_of(change)) {
            return Err(Objection::SameValue);
        }
        let undo = way_back(&next.now, change)?;
        let before = next.state.as_ref().unwrap_or(&self.state);
        apply(&mut next.now, change);
        let (state, findings) = State::of(&next.now);
        no_path_is_lost(&before.ways, &state.ways)?;
        self.trial.nothing_gets_worse(&next.now, &state.ways)?;
        self.nothing_appears(&findings)?;
        let mut back = next.now.clone();
        apply(&mut back, &undo);
        if !State::of(&back).0.is_like(before) {
            return Err(Objection::NoWayBack);
        }
        next.links.push(Link { change: change.clone(), undo, moves: moves(&before.ways, &state.ways) });
        (next.state, next.findings) = (Some(state), findings);
        Ok(())
    }

    /// No error or warning that was not there before the first step, and none again that is mended.
    fn nothing_appears(&self, findings: &[Finding]) -> Result<(), Objection> {
        let is_new = |finding: &&Finding| {
            finding.severity <= Severity::Warning && !self.trial.before.findings.contains(&key(finding))
                || has(&self.mended, finding)
        };
        match findings.iter().find(is_new) {
            Some(new) => Err(Objection::Appears { rule: new.rule, message: new.hit.message.clone() }),
            None => Ok(()),
        }
    }
}

/// The change that takes another one back to exactly what was there, where both can be written and compared.
fn way_back(cluster: &Cluster, change: &Change) -> Result<Change, Objection> {
    let undo = undo(cluster, change).ok_or(Objection::OldUnknown)?;
    let old = words::held(cluster, change).ok_or(Objection::OldUnknown)?;
    let new = words::wanted(cluster, change).ok_or(Objection::OldUnknown)?;
    if old == new || words::wanted(cluster, &undo) != Some(old) {
        return Err(Objection::OldUnknown);
    }
    match words::commands(cluster, change, Some(&undo)) {
        Ok(_) => Ok(undo),
        Err(why) => Err(Objection::Unsafe(why)),
    }
}

impl State {
    fn is_like(&self, other: &Self) -> bool {
        let same = |(a, b): (&(Key, Way), &(Key, Way))| a.0 == b.0 && a.1.is_like(&b.1);
        self.findings == other.findings
            && self.ways.len() == other.ways.len()
            && self.ways.iter().zip(&other.ways).all(same)
    }
}

/// Whether a finding is among others: of the same rule, about the same before all.
fn has(findings: &[Finding], finding: &Finding) -> bool {
    let is_it = |other: &Finding| other.rule == finding.rule && other.target() == finding.target();
    findings.iter().any(is_it)
}

/// What a change writes: where two write the same value, the second undoes the first.
fn value_of(change: &Change) -> (Subject, &'static str, String) {
    let (name, more) = match change {
        Change::Metric { .. } | Change::AutoMetric { .. } => ("Metric", String::new()),
        Change::MigrationSubnet { subnet, .. } => (words::property(change), subnet.to_string()),
        other => (words::property(other), String::new()),
    };
    (change.subject(), name, more)
}
