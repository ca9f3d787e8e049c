//! Failures with equal outcomes are one case, and cases are ranked by damage.

use super::count::{Analysis, Failure};
use super::elements::What;
use super::outcome::{Counts, Damage};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Failures with equal outcomes.
#[derive(Clone, Debug)]
pub struct Case {
    /// The first of them: the places of what fails.
    pub lost: Vec<usize>,
    /// What changes.
    pub counts: Counts,
    /// Two failures together do something that neither does alone.
    pub more_than_alone: bool,
    /// How many failures have this outcome.
    pub alike: usize,
    /// Those of them that are named, the first among them: all of single failures, and a few of two.
    pub named: Vec<Vec<usize>>,
}

/// The cases of a cluster.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// Single failures before double ones; of those first what neither failure does alone; the worst first.
    pub cases: Vec<Case>,
    /// How many failures of one element were tried, and of two.
    pub tried: [usize; 2],
    /// Failures whose case found no place.
    pub left_out: usize,
    /// Double failures that do no more than both do alone.
    pub no_more: usize,
}

/// Double failures that are named in a case.
const NAMED: usize = 20;

/// What makes two failures one case; in the order of the cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_double: bool,
    is_no_more: bool,
    damage: Reverse<(Damage, i32, i32, i32)>,
    counts: Reverse<Counts>,
    kinds: [(u8, u32); 2],
}

/// Tries every failure and folds what comes out into at most so many cases.
pub fn fold(analysis: &mut Analysis<'_>, depth: u32, most: usize) -> Folded {
    let kinds: Vec<(u8, u32)> = analysis.elements.iter().map(|element| kind(element.what)).collect();
    let mut found = Folded::default();
    let mut cases: BTreeMap<Rank, Case> = BTreeMap::new();
    let mut beyond: Option<Rank> = None;
    analysis.each(depth, &mut |failure| {
        found.tried[usize::from(failure.second.is_some())] += 1;
        found.no_more += usize::from(failure.second.is_some() && !failure.more_than_alone);
        let rank = rank(&failure, &kinds);
        // What has found no place once finds none later.
        if beyond.is_some_and(|beyond| rank >= beyond) {
            found.left_out += 1;
            return;
        }
        let lost: Vec<usize> = [failure.first].into_iter().chain(failure.second).collect();
        let case = cases.entry(rank).or_insert_with(|| Case {
            lost: lost.clone(),
            counts: failure.counts,
            more_than_alone: failure.more_than_alone,
            alike: 0,
            named: Vec::new(),
        });
        case.alike += 1;
        if failure.second.is_none() || case.named.len() < NAMED {
            case.named.push(lost);
        }
        if cases.len() > most
            && let Some((rank, case)) = cases.pop_last()
        {
            found.left_out += case.alike;
            beyond = Some(rank);
        }
    });
    found.cases = cases.into_values().collect();
    found
}

fn rank(failure: &Failure, kinds: &[(u8, u32)]) -> Rank {
    let counts = failure.counts;
    let second = failure.second.map_or((0, 0), |second| kinds[second]);
    let mut kinds = [kinds[failure.first], second];
    kinds.sort_unstable();
    Rank {
        is_double: failure.second.is_some(),
        is_no_more: failure.second.is_some() && !failure.more_than_alone,
        damage: Reverse((
            counts.worst(),
            counts.total(Damage::Error),
            counts.total(Damage::Warning),
            counts.total(Damage::Info),
        )),
        counts: Reverse(counts),
        kinds,
    }
}

/// What kind of thing is lost, and of networks and interfaces how many together.
fn kind(what: What) -> (u8, u32) {
    match what {
        What::Networks(bits) => (1, bits.count_ones()),
        What::Node(_) => (2, 0),
        What::Interfaces(_, bits) => (3, bits.count_ones()),
    }
}
