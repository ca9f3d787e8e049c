//! One cause, one finding: what merely follows from a stronger finding is folded into it.

use crate::rules::{Evidence, Finding, TargetKind};
use std::collections::BTreeSet;

/// How two findings have to belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tie {
    /// Every network of the one that follows is a network of the other.
    Networks,
    /// Every pair of the one that follows has a node on which the other found something broken or missing.
    Pairs,
    /// They are about one parameter, such as a live migration list.
    Parameter,
    /// They are about the same before all.
    First,
    /// They are of one cluster.
    Cluster,
}

/// What follows from what: the stronger finding, what it explains, and how they belong together.
const CAUSES: &[(&str, &[&str], Tie)] = &[
    ("CR104", &["CR103", "CR105", "CR106", "CR108", "CR109", "CR115"], Tie::Networks),
    ("CR110", &["CR106", "CR115"], Tie::Networks),
    ("CR105", &["CR115"], Tie::Networks),
    ("CR105", &["CR114", "CR101", "CR301", "CR401", "CR405"], Tie::Pairs),
    ("CR106", &["CR115"], Tie::Networks),
    ("CR108", &["CR103", "CR109"], Tie::Networks),
    ("CR108", &["CR101", "CR301", "CR401", "CR405", "CR409", "CR411"], Tie::Pairs),
    ("CR109", &["CR101", "CR301", "CR401", "CR405", "CR409", "CR411"], Tie::Pairs),
    ("CR103", &["CR101", "CR301", "CR401", "CR405", "CR409", "CR411"], Tie::Pairs),
    ("CR114", &["CR101", "CR301", "CR401", "CR405", "CR411"], Tie::Pairs),
    ("CR114", &["CR115"], Tie::Pairs),
    ("CR101", &["CR301"], Tie::Networks),
    ("CR112", &["CR101", "CR301", "CR406"], Tie::Pairs),
    ("CR116", &["CR101", "CR301"], Tie::Networks),
    ("CR203", &["CR201"], Tie::Networks),
    ("CR204", &["CR201"], Tie::Networks),
    ("CR310", &["CR301", "CR401", "CR409"], Tie::Networks),
    ("CR314", &["CR201", "CR402"], Tie::Cluster),
    ("CR404", &["CR006"], Tie::Parameter),
    ("CR403", &["CR401", "CR406", "CR409", "CR411"], Tie::Cluster),
    ("CR405", &["CR401"], Tie::Networks),
    ("CR411", &["CR401"], Tie::First),
    ("CR501", &["CR205", "CR308"], Tie::Networks),
    ("CR503", &["CR205", "CR308"], Tie::Networks),
    ("CR504", &["CR205", "CR308"], Tie::Networks),
    ("CR505", &["CR308"], Tie::Pairs),
    ("CR509", &["CR103", "CR105", "CR106", "CR108", "CR109", "CR115"], Tie::Networks),
];

/// A finding with those that follow from it.
#[derive(Clone, Debug)]
pub struct Caused {
    /// The finding.
    pub finding: Finding,
    /// What follows from it.
    pub explains: Vec<Finding>,
}

/// Folds what follows into its cause; the order of the others stays.
pub fn fold(findings: Vec<Finding>) -> Vec<Caused> {
    let cause_of = |place: usize| {
        let follows = &findings[place];
        let explains =
            |(other, cause): (usize, &Finding)| (other != place && is_cause(cause, follows)).then_some(other);
        findings.iter().enumerate().find_map(explains)
    };
    let causes: Vec<Option<usize>> = (0..findings.len()).map(cause_of).collect();
    // What follows from something that follows itself belongs to the first cause.
    let root = |place: usize| {
        let mut at = place;
        for _ in 0..CAUSES.len() {
            match causes[at] {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    };
    let roots: Vec<usize> = (0..findings.len()).map(root).collect();
    let mut caused: Vec<Option<Caused>> = Vec::with_capacity(findings.len());
    let mut following = Vec::new();
    for (place, finding) in findings.into_iter().enumerate() {
        match roots[place] == place {
            true => caused.push(Some(Caused { finding, explains: Vec::new() })),
            false => {
                caused.push(None);
                following.push((roots[place], finding));
            }
        }
    }
    for (root, finding) in following {
        if let Some(caused) = &mut caused[root] {
            caused.explains.push(finding);
        }
    }
    caused.into_iter().flatten().collect()
}

fn is_cause(cause: &Finding, follows: &Finding) -> bool {
    let ties =
        CAUSES.iter().filter(|(rule, weaker, _)| *rule == cause.rule && weaker.contains(&follows.rule));
    ties.into_iter().any(|(.., tie)| is_tied(*tie, cause, follows))
}

fn is_tied(tie: Tie, cause: &Finding, follows: &Finding) -> bool {
    match tie {
        Tie::Cluster => true,
        Tie::First => cause.target() == follows.target(),
        Tie::Parameter => parameter(cause).is_some() && parameter(cause) == parameter(follows),
        Tie::Networks => {
            let (of_cause, of_follows) = (networks(cause), networks(follows));
            !of_follows.is_empty() && of_follows.is_subset(&of_cause)
        }
        Tie::Pairs => {
            let broken = &cause.hit.at_fault;
            let (pairs, nodes) = (&follows.hit.pairs, &follows.hit.at_fault);
            let touches = pairs.iter().all(|(a, b)| broken.contains(a) || broken.contains(b));
            match pairs.is_empty() {
                true => !nodes.is_empty() && nodes.iter().all(|node| broken.contains(node)),
                false => touches,
            }
        }
    }
}

fn parameter(finding: &Finding) -> Option<&Evidence> {
    finding.hit.evidence.iter().find(|(name, _)| *name == "parameter").map(|(_, value)| value)
}

fn networks(finding: &Finding) -> BTreeSet<(Option<&str>, &str)> {
    let targets = finding.hit.targets.iter().filter(|target| target.kind == TargetKind::Network);
    targets.map(|target| (target.id.as_deref(), target.name.as_str())).collect()
}
