//! One cause, one finding: what merely follows from a stronger finding is folded into it.

use crate::model::NodeId;
use crate::rules::{Evidence, Finding, Target, TargetKind};
use crate::steps::step;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    let causes = causes(&findings);
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

/// What a finding may be tied by, looked up once.
struct Told<'f> {
    finding: &'f Finding,
    /// The nodes on which it found something broken or missing.
    broken: BTreeSet<NodeId>,
    networks: BTreeSet<Named<'f>>,
}

impl<'f> Told<'f> {
    fn new(finding: &'f Finding) -> Self {
        let broken = finding.hit.at_fault.iter().copied().collect();
        Self { finding, broken, networks: networks(finding) }
    }
}

/// A network by id and name.
type Named<'f> = (Option<&'f str>, &'f str);

/// By place: the first finding that each follows from, if any. Only findings of rules that may be the cause are looked
/// at, and where a tie needs a network, only those about it.
fn causes(findings: &[Finding]) -> Vec<Option<usize>> {
    let told: Vec<Told<'_>> = findings.iter().map(Told::new).collect();
    let mut by_rule: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_target: BTreeMap<(&str, &Target), Vec<usize>> = BTreeMap::new();
    // One of those of a rule that are about the same nodes is enough.
    let mut by_broken: HashMap<&str, BTreeMap<&BTreeSet<NodeId>, usize>> = HashMap::new();
    let mut by_network: HashMap<(&str, Named<'_>), Vec<usize>> = HashMap::new();
    for (place, told) in told.iter().enumerate() {
        by_rule.entry(told.finding.rule).or_default().push(place);
        by_target.entry((told.finding.rule, told.finding.target())).or_default().push(place);
        by_broken.entry(told.finding.rule).or_default().entry(&told.broken).or_insert(place);
        for network in &told.networks {
            by_network.entry((told.finding.rule, *network)).or_default().push(place);
        }
    }
    let cause_of = |(place, follows): (usize, &Told<'_>)| {
        let rules = CAUSES.iter().filter(|(_, weaker, _)| weaker.contains(&follows.finding.rule));
        let first = |&(rule, _, tie): &(&'static str, _, Tie)| {
            let known = match tie {
                Tie::Networks => by_network.get(&(rule, *follows.networks.first()?)),
                Tie::First => by_target.get(&(rule, follows.finding.target())),
                Tie::Pairs => {
                    let places = by_broken.get(rule)?.values().copied();
                    return places.filter(|&other| is_tied(tie, &told[other], follows)).min();
                }
                Tie::Parameter | Tie::Cluster => by_rule.get(rule),
            };
            let mut known = known?.iter().copied();
            known.find(|&other| other != place && is_tied(tie, &told[other], follows))
        };
        rules.filter_map(first).min()
    };
    told.iter().enumerate().map(cause_of).collect()
}

fn is_tied(tie: Tie, cause: &Told<'_>, follows: &Told<'_>) -> bool {
    step(1);
    match tie {
        Tie::Cluster => true,
        Tie::First => cause.finding.target() == follows.finding.target(),
        Tie::Parameter => {
            let of = parameter(cause.finding);
            of.is_some() && of == parameter(follows.finding)
        }
        Tie::Networks => !follows.networks.is_empty() && follows.networks.is_subset(&cause.networks),
        Tie::Pairs => {
            let broken = &cause.broken;
            let (pairs, nodes) = (&follows.finding.hit.pairs, &follows.finding.hit.at_fault);
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

fn networks(finding: &Finding) -> BTreeSet<Named<'_>> {
    let targets = finding.hit.targets.iter().filter(|target| target.kind == TargetKind::Network);
    targets.map(|target| (target.id.as_deref(), target.name.as_str())).collect()
}
