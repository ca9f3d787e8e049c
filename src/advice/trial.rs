//! Every change is tried before it is printed: it is made on the model, and everything is asked again.

use crate::engine::change::{apply, unobserved};
use crate::engine::metric;
use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{Choice, Route, Traffic};
use crate::model::{Change, Cluster, LinkClass, NetworkId, NodeId, Role, VolumeId};
use crate::rules::{self, Context, Finding, Severity, Target};
use crate::steps::step;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

pub mod chain;

/// What moves to other networks: one kind of traffic, the networks before and after, and between whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The kind of traffic.
    pub traffic: Traffic,
    /// The networks before.
    pub before: Vec<NetworkId>,
    /// The networks after.
    pub after: Vec<NetworkId>,
    /// The pairs of nodes; empty for the whole cluster.
    pub pairs: Vec<(NodeId, NodeId)>,
}

/// Why a change is not printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// What it should mend would still be there.
    Remains,
    /// Another error or warning would appear.
    Appears {
        /// The rule.
        rule: &'static str,
        /// Its message.
        message: String,
    },
    /// These nodes would have no way to each other any more.
    NoPath(Traffic, NodeId, NodeId),
    /// Traffic that used other networks would go over one that is open to clients.
    OnClient(Traffic, NetworkId),
    /// Traffic would go over a slower network.
    Slower(Traffic, NetworkId),
    /// Which network the traffic would use cannot be told.
    Untold(Traffic),
    /// Too much was tried already.
    Untried,
    /// The value that it would replace is not captured, or not wholly.
    OldUnknown,
    /// Taking it back would not give the cluster back.
    NoWayBack,
    /// Another step of the same plan sets the same value.
    SameValue,
    /// The steps before it mend the finding already.
    NotNeeded,
    /// It is made while this step before it is not.
    OutOfOrder(String),
    /// A name makes its command unsafe.
    Unsafe(String),
}

/// What moves when changes that passed are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// When all of them are made.
    pub moves: Vec<Move>,
    /// By each of them, after those before it.
    pub steps: Vec<Vec<Move>>,
}

/// One cluster with its routes and findings, against which changes are tried.
pub struct Trial {
    /// The cluster without what was observed of its routes.
    plain: Cluster,
    before: State,
    /// Routes that may still be worked out.
    left: Cell<usize>,
}

/// Routes that are worked out to try all changes of one cluster. A full one, of 64 nodes, 64 volumes and 16 networks, has
/// 10,000, so a change for each of its volumes can be tried.
const MAX_ROUTES_TRIED: usize = 1 << 20;

/// What is compared before and after.
struct State {
    ways: Ways,
    findings: BTreeSet<(&'static str, Vec<Target>)>,
}

/// Every route that crosses a network, each once and in order, so that one input has one objection.
type Ways = Vec<(Key, Way)>;

/// One route by what it is for: traffic, volume, ends.
type Key = (Traffic, Option<VolumeId>, Option<(NodeId, NodeId)>);

/// Pairs of nodes, the one that comes first before the other.
type Pairs = BTreeSet<(NodeId, NodeId)>;

/// Traffic that changes its networks: before and after.
type Shift<'s> = (Traffic, &'s [NetworkId], &'s [NetworkId]);

#[derive(Clone)]
struct Way {
    choice: Arc<Choice>,
    /// The slowest of its networks, where all are known.
    slowest: Option<(LinkClass, f64)>,
}

impl Way {
    fn networks(&self) -> &[NetworkId] {
        &self.choice.networks
    }

    /// The choice that it shares with routes between nodes that look alike.
    fn id(&self) -> *const Choice {
        Arc::as_ptr(&self.choice)
    }

    fn is_like(&self, other: &Self) -> bool {
        let of = |way: &Self| (way.choice.determined, way.slowest);
        of(self) == of(other) && self.networks() == other.networks()
    }
}

impl Trial {
    /// Prepares the cluster as it is.
    pub fn new(cluster: &Cluster) -> Self {
        let plain = unobserved(cluster);
        let before = State::of(&plain).0;
        Self { plain, before, left: Cell::new(MAX_ROUTES_TRIED) }
    }

    /// Takes what trying so many changes costs from what is left.
    fn pay(&self, changes: usize) -> Result<(), Objection> {
        let cost = changes * (self.before.ways.len() + 1);
        let left = self.left.get().checked_sub(cost).ok_or(Objection::Untried)?;
        self.left.set(left);
        Ok(())
    }

    /// Makes the changes, one after the other: what moves, or why they are not to be made. `settles` is the finding
    /// that must be gone.
    pub fn of(&self, changes: &[Change], settles: &Finding) -> Result<Passed, Objection> {
        self.pay(changes.len())?;
        let mut changed = self.plain.clone();
        let mut steps = Vec::with_capacity(changes.len());
        let mut half_way: Option<Vec<(Key, Way)>> = None;
        for (place, change) in changes.iter().enumerate() {
            apply(&mut changed, change);
            let is_last = place + 1 == changes.len();
            // Who stops half way must not have lost a path.
            if !is_last {
                let ways = ways(&changed, &Reach::new(&changed));
                no_path_is_lost(&self.before.ways, &ways)?;
                steps.push(moves(half_way.as_ref().unwrap_or(&self.before.ways), &ways));
                half_way = Some(ways);
            }
        }
        let (after, findings) = State::of(&changed);
        steps.push(moves(half_way.as_ref().unwrap_or(&self.before.ways), &after.ways));
        no_path_is_lost(&self.before.ways, &after.ways)?;
        self.nothing_gets_worse(&changed, &after.ways)?;
        let still = |finding: &&Finding| finding.rule == settles.rule && finding.target() == settles.target();
        if findings.iter().any(|finding| still(&finding)) {
            return Err(Objection::Remains);
        }
        let is_new = |finding: &&Finding| {
            finding.severity <= Severity::Warning && !self.before.findings.contains(&key(finding))
        };
        if let Some(new) = findings.iter().find(is_new) {
            return Err(Objection::Appears { rule: new.rule, message: new.hit.message.clone() });
        }
        Ok(Passed { moves: moves(&self.before.ways, &after.ways), steps })
    }

    fn nothing_gets_worse(&self, changed: &Cluster, after: &[(Key, Way)]) -> Result<(), Objection> {
        // Routes that share a choice before and after get worse alike.
        let mut seen = HashSet::new();
        for (key, before, now) in both(&self.before.ways, after) {
            let Some(now) = now else { continue };
            if !seen.insert((key.0, before.id(), now.id())) || now.is_like(before) {
                continue;
            }
            if before.choice.determined && !now.choice.determined {
                return Err(Objection::Untold(key.0));
            }
            let is_client = |n: &&NetworkId| changed.networks[**n].role == Some(Role::ClusterAndClient);
            let was_client = before
                .networks()
                .iter()
                .any(|&n| self.plain.networks[n].role == Some(Role::ClusterAndClient));
            if let Some(&client) = now.networks().iter().find(is_client)
                && !was_client
                && !before.networks().contains(&client)
            {
                return Err(Objection::OnClient(key.0, client));
            }
            if key.0 != Traffic::Cluster
                && let (Some(was), Some(is)) = (before.slowest, now.slowest)
                && is < was
                && let Some(&network) = now.networks().first()
            {
                return Err(Objection::Slower(key.0, network));
            }
        }
        Ok(())
    }
}

fn no_path_is_lost(before: &[(Key, Way)], after: &[(Key, Way)]) -> Result<(), Objection> {
    for (key, way, now) in both(before, after) {
        let is_lost = now.is_none_or(|now| now.networks().is_empty());
        if !way.networks().is_empty()
            && is_lost
            && let Some((a, b)) = key.2
        {
            return Err(Objection::NoPath(key.0, a, b));
        }
        if !way.networks().is_empty() && is_lost {
            return Err(Objection::Untold(key.0));
        }
    }
    Ok(())
}

/// What goes over other networks after than before.
fn moves(before: &[(Key, Way)], after: &[(Key, Way)]) -> Vec<Move> {
    // Of the routes that share a choice before and after, the networks are compared once.
    let mut shared: HashMap<_, Option<(Shift<'_>, Pairs)>> = HashMap::new();
    for (key, before, now) in both(before, after) {
        let Some(now) = now else { continue };
        let shift = || (key.0, before.networks(), now.networks());
        let is_moved = || now.networks() != before.networks();
        let moved = shared.entry((key.0, before.id(), now.id()));
        let moved = moved.or_insert_with(|| is_moved().then(|| (shift(), BTreeSet::new())));
        if let Some((_, pairs)) = moved {
            pairs.extend(key.2.map(|(a, b)| (a.min(b), a.max(b))));
        }
    }
    let mut moves: BTreeMap<Shift<'_>, Pairs> = BTreeMap::new();
    for (shift, pairs) in shared.into_values().flatten() {
        moves.entry(shift).or_default().extend(pairs);
    }
    let of = |((traffic, before, after), pairs): (Shift<'_>, BTreeSet<_>)| Move {
        traffic,
        before: before.to_vec(),
        after: after.to_vec(),
        pairs: pairs.into_iter().collect(),
    };
    moves.into_iter().map(of).collect()
}

impl State {
    fn of(cluster: &Cluster) -> (Self, Vec<Finding>) {
        let measure = metric::measure(cluster);
        let context = Context::new(cluster, &measure);
        let findings = rules::findings(&context);
        let state = Self {
            ways: ways_of(context.routes(), context.reach()),
            findings: findings.iter().map(key).collect(),
        };
        (state, findings)
    }
}

fn ways(cluster: &Cluster, reach: &Reach<'_>) -> Ways {
    use crate::engine::route::{Filter, migration::MigrationOrder, resolve};
    debug_assert!(std::ptr::eq(cluster, reach.cluster));
    let routes = resolve(reach, &MigrationOrder::new(reach), &Filter::default()).routes;
    ways_of(&routes, reach)
}

fn ways_of(routes: &[Route], reach: &Reach<'_>) -> Ways {
    // Pairs of nodes that look alike share a choice, and what their networks can do.
    let mut known: HashMap<*const Choice, Option<(LinkClass, f64)>> = HashMap::new();
    let mut way = |route: &Route| {
        let choice = route.choice();
        let slowest = || {
            let ends = Ends::from(route.ends());
            let links: Option<Vec<_>> = choice.networks.iter().map(|&n| reach.link(n, ends)).collect();
            let links = links.unwrap_or_default().into_iter().map(|link| (link.class, link.gbps));
            links.min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal))
        };
        let slowest = *known.entry(Arc::as_ptr(choice)).or_insert_with(slowest);
        Way { choice: choice.clone(), slowest }
    };
    let counted = routes.iter().filter(|route| !route.local);
    let mut ways: Ways =
        counted.map(|route| ((route.traffic, route.volume, route.ends()), way(route))).collect();
    ways.sort_by_key(|(key, _)| *key);
    // Without a coordinator the routes of a volume have no ends to tell them apart.
    ways.dedup_by_key(|(key, _)| *key);
    ways
}

/// Every route before a change, with the one that it is after it; both lists are in order.
fn both<'w>(
    before: &'w [(Key, Way)],
    after: &'w [(Key, Way)],
) -> impl Iterator<Item = (&'w Key, &'w Way, Option<&'w Way>)> {
    let mut after = after.iter().peekable();
    before.iter().map(move |(key, way)| {
        step(1);
        while after.next_if(|(other, _)| other < key).is_some() {}
        (key, way, after.peek().copied().filter(|(other, _)| other == key).map(|(_, now)| now))
    })
}

fn key(finding: &Finding) -> (&'static str, Vec<Target>) {
    let mut targets = finding.hit.targets.clone();
    targets.sort();
    (finding.rule, targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_has_a_limit() {
        let trial = Trial::new(&Cluster::default());
        let cost = trial.before.ways.len() + 1;
        assert_eq!(trial.pay(MAX_ROUTES_TRIED / cost), Ok(()));
        assert_eq!(trial.pay(1), Err(Objection::Untried));
    }
}
