//! The ways that guests take, how fast each is, and what is left when a network fails.

use super::{Asked, Failure, Way};
use crate::engine::change;
use crate::engine::estimate::ability::{Ability, between};
use crate::engine::estimate::migration::{self, AtOnce, Guests};
use crate::engine::estimate::range::{Range, Unit};
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::{Ends, PairLink, Reach};
use crate::engine::route::{self, Filter, Traffic};
use crate::model::{Cluster, MigrationPerformance, NetworkId, NetworkState};
use std::collections::BTreeSet;

/// What the ways are asked with.
pub(super) struct How<'a> {
    pub(super) asked: &'a Asked,
    pub(super) option: MigrationPerformance,
    pub(super) at_once: AtOnce,
    pub(super) limit: Option<u64>,
    pub(super) all: Guests,
}

impl How<'_> {
    /// The ways to every other node that is up, alike ones once.
    pub(super) fn ways(&self, cluster: &Cluster) -> Vec<Way> {
        let reach = Reach::new(cluster);
        let order = MigrationOrder::new(&reach);
        let from = self.asked.node.into_iter().collect();
        let filter = Filter { traffic: vec![Traffic::LiveMigration], from, ..Filter::default() };
        let mut ways: Vec<Way> = Vec::new();
        for route in route::resolve(&reach, &order, &filter).routes {
            if route.to.is_some_and(|to| cluster.nodes[to].up == Some(false)) {
                continue;
            }
            let ends = Ends::from(route.ends());
            let links: Option<Vec<Ability>> =
                route.networks.iter().map(|&n| Ability::of(&reach, n, ends)).collect();
            let slowest = |links: &Vec<Ability>| {
                links.iter().map(|link| link.fast.gbps).min_by(f64::total_cmp).filter(|gbps| *gbps > 0.0)
            };
            let way = Way {
                to: route.to.into_iter().collect(),
                networks: route.networks.clone(),
                then: route.failover.clone(),
                determined: route.determined,
                certainty: route.certainty,
                because: route.reasons().cloned().collect(),
                rate: links.as_ref().and_then(|links| self.rate(links, route.determined)),
                gbps: links.as_ref().and_then(slowest),
            };
            let is_alike = |other: &&mut Way| {
                (&other.networks, &other.then, &other.rate) == (&way.networks, &way.then, &way.rate)
                    && other.certainty == way.certainty
            };
            match ways.iter_mut().find(is_alike) {
                Some(other) => other.to.extend(way.to),
                None => ways.push(way),
            }
        }
        ways
    }

    /// Where it is not known which network carries a migration, it is between the slowest and the fastest of them; where
    /// a class is not known, between those of the worst and the best that may be.
    fn rate(&self, links: &[Ability], determined: bool) -> Option<Range> {
        let slow: Vec<PairLink> = links.iter().map(|link| link.slow).collect();
        let fast: Vec<PairLink> = links.iter().map(|link| link.fast).collect();
        let of = |links: &[PairLink]| {
            migration::rate(links, self.option, self.at_once, self.all.count, self.limit)
        };
        let rates: Vec<Range> = match determined || links.len() < 2 {
            true => [of(&slow), of(&fast)].into_iter().collect::<Option<_>>()?,
            false => slow.iter().chain(&fast).map(|link| of(&[*link])).collect::<Option<_>>()?,
        };
        between(&rates)
    }

    pub(super) fn duration(&self, ways: &[Way]) -> Option<Range> {
        if self.all.count == 0 || ways.iter().any(|way| way.networks.is_empty()) {
            return None;
        }
        let rate = slowest_and_fastest(ways)?;
        Some(migration::duration(self.all, &rate, self.option, self.at_once))
    }

    /// Takes each network in use away, alone.
    pub(super) fn failures(&self, cluster: &Cluster, ways: &[Way]) -> Vec<Failure> {
        let used: BTreeSet<NetworkId> = ways.iter().flat_map(|way| way.networks.iter().copied()).collect();
        let before = self.duration(ways);
        let without = |network: NetworkId| {
            let mut cluster = change::unobserved(cluster);
            cluster.networks[network].state = NetworkState::Down;
            let ways = self.ways(&cluster);
            let duration = self.duration(&ways);
            let slower = before.as_ref().zip(duration.as_ref()).map(|(before, after)| {
                Range::new(after.low / before.low, after.high / before.high, Unit::Times, Vec::new())
            });
            Failure { network, ways, duration, slower }
        };
        used.into_iter().map(without).collect()
    }
}

/// All guests over the slowest way at least; at most some over each.
pub(in crate::engine::estimate) fn slowest_and_fastest(ways: &[Way]) -> Option<Range> {
    let rates: Vec<Range> = ways
        .iter()
        .filter(|way| !way.networks.is_empty())
        .map(|way| way.rate.clone())
        .collect::<Option<_>>()?;
    let mut whole = between(&rates)?;
    // Ways that share no network add up; the others share what there is.
    let used: Vec<NetworkId> = ways.iter().flat_map(|way| way.networks.iter().copied()).collect();
    let distinct: BTreeSet<NetworkId> = used.iter().copied().collect();
    if distinct.len() == used.len() && rates.len() > 1 {
        whole.high = rates.iter().map(|rate| rate.high).sum();
    }
    Some(whole)
}
