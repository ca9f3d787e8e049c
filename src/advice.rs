//! From findings to advice: what follows is folded into its cause, and no change is printed that was not tried.

pub mod causes;
pub mod said;
pub mod trial;

pub use trial::{Move, Objection};

use crate::engine::change::undo;
use crate::engine::metric;
use crate::error::Error;
use crate::model::{Change, Cluster};
use crate::rules::{self, Finding, Skipped};
use std::cmp::Reverse;
use trial::Trial;

/// All that is advised for one cluster.
#[derive(Clone, Debug)]
pub struct Advice {
    /// Worst first: severity, then how much it is about, then rule.
    pub findings: Vec<Advised>,
    /// The changes that findings name, each once.
    pub changes: Vec<Tried>,
    /// The rules that did not run.
    pub skipped: Vec<Skipped>,
}

/// One finding, with what follows from it and what mends it.
#[derive(Clone, Debug)]
pub struct Advised {
    /// The finding.
    pub finding: Finding,
    /// What follows from it.
    pub explains: Vec<Finding>,
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
}

/// The advice for a cluster; `only` names rules, and is empty for all.
pub fn advise(cluster: &Cluster, only: &[String]) -> Result<Advice, Error> {
    let measure = metric::measure(cluster);
    let (findings, skipped) = rules::evaluate(cluster, &measure, only)?;
    let mut caused = causes::fold(findings);
    caused.sort_by_key(|caused| {
        let finding = &caused.finding;
        let damage = finding.hit.pairs.len().max(finding.hit.targets.len());
        (finding.severity, Reverse(damage), finding.rule)
    });
    let (mut advised, mut changes) = (Vec::with_capacity(caused.len()), Vec::new());
    let mut trial = None;
    for causes::Caused { finding, explains } in caused {
        let mut one = Advised { finding, explains, changes: Vec::new(), moves: Vec::new(), withheld: None };
        let wanted = std::mem::take(&mut one.finding.hit.changes);
        if !wanted.is_empty() {
            let trial = trial.get_or_insert_with(|| Trial::new(cluster));
            match trial.of(&wanted, &one.finding) {
                Ok(moves) => {
                    one.moves = moves;
                    one.changes =
                        wanted.into_iter().map(|change| place(cluster, &mut changes, change)).collect();
                }
                Err(objection) => one.withheld = Some((wanted, objection)),
            }
        }
        advised.push(one);
    }
    Ok(Advice { findings: advised, changes, skipped })
}

/// The place of a change among those that are printed; two findings may call for one.
fn place(cluster: &Cluster, changes: &mut Vec<Tried>, change: Change) -> usize {
    if let Some(known) = changes.iter().position(|tried| tried.change == change) {
        return known;
    }
    changes.push(Tried { undo: undo(cluster, &change), change });
    changes.len() - 1
}
