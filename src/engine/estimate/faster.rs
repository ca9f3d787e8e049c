//! What a faster network would bring, and which one first: each network made faster alone, with the metrics, routes and
//! lists that follow, and what redirected I/O and live migration get then.

use super::ability::{Ability, between};
use super::drain;
use super::efficiency::of_csv;
use super::range::{Range, Unit};
use crate::engine::change;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::{Ends, PairLink, Reach};
use crate::engine::route::{self, Filter, Route, Traffic};
use crate::model::{Change, Cluster, LinkClass, NetworkId, NodeId, Role};
use std::collections::BTreeSet;

/// How fast networks are made, and which node is drained to see what it brings.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Gbit/s.
    pub gbps: f64,
    /// What the new adapters can do; as the old ones where it is not told.
    pub class: Option<LinkClass>,
    /// The node that is drained, and how.
    pub drain: drain::Asked,
}

/// What each network would bring, the most first.
#[derive(Clone, Debug)]
pub struct Faster {
    /// As it is.
    pub now: Numbers,
    /// Each network made faster.
    pub tried: Vec<Tried>,
    /// What is missing.
    pub unknown: Vec<Unknown>,
}

/// What is missing for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Class or speed of these networks, which carry something.
    Speeds(Vec<NetworkId>),
    /// The node to drain.
    NoNode,
    /// Its guests.
    Guests,
}

/// What redirected I/O and live migration get.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Redirected I/O of one node, over its way to a coordinator, from the slowest to the fastest.
    pub redirect: Option<Range>,
    /// Live migration from one node, the same.
    pub migration: Option<Range>,
    /// How long draining the node takes, where it and its guests are known.
    pub drain: Option<Range>,
    /// What of it is not known, or taken for granted.
    pub doubts: Vec<drain::Doubt>,
    /// The networks of redirected I/O.
    pub redirect_networks: BTreeSet<NetworkId>,
    /// The networks of live migration.
    pub migration_networks: BTreeSet<NetworkId>,
}

/// One network made faster.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The network.
    pub network: NetworkId,
    /// What it carries now.
    pub carries: Vec<Carries>,
    /// It is as fast already.
    pub already: bool,
    /// Neither redirected I/O nor live migration uses it, now or then, and they stay where they are.
    pub is_aside: bool,
    /// What there is then.
    pub then: Numbers,
    /// How many times as much redirected I/O gets; 1 where it gets no more.
    pub redirect: Option<Range>,
    /// The same for live migration.
    pub migration: Option<Range>,
}

/// What a network carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Carries {
    /// I/O of shared volumes, redirected or for metadata.
    Csv,
    /// Live migration.
    LiveMigration,
    /// Messages of the cluster.
    ClusterMessages,
    /// Heartbeats.
    Heartbeats,
    /// Clients.
    Clients,
    /// Nothing of the cluster: what it is for is not in the numbers.
    NotOfTheCluster,
}

/// Tries every network.
pub fn faster(cluster: &Cluster, asked: &Asked) -> Faster {
    let cluster = &change::unobserved(cluster);
    let now = numbers(cluster, asked);
    let messages = networks_of(cluster, Traffic::Cluster);
    let one = |network: NetworkId| {
        let already = is_as_fast(cluster, network, asked);
        let then = if already { now.clone() } else { numbers(&made_faster(cluster, network, asked), asked) };
        let networks =
            |numbers: &Numbers| (numbers.redirect_networks.clone(), numbers.migration_networks.clone());
        let uses = |numbers: &Numbers| {
            numbers.redirect_networks.contains(&network) || numbers.migration_networks.contains(&network)
        };
        Tried {
            network,
            is_aside: networks(&now) == networks(&then) && !uses(&now),
            carries: carries(cluster, network, &now, &messages),
            already,
            redirect: then.redirect_beside(&now),
            migration: then.migration_beside(&now),
            then,
        }
    };
    let mut tried: Vec<Tried> = cluster.network_ids().map(one).collect();
    // Equal ones keep the order of the networks.
    tried.sort_by(|a, b| b.gain().total_cmp(&a.gain()));
    Faster { unknown: unknown(cluster, asked, &now), now, tried }
}

fn unknown(cluster: &Cluster, asked: &Asked, now: &Numbers) -> Vec<Unknown> {
    let reach = Reach::new(cluster);
    let mut unknown = Vec::new();
    let is_known = |network: NetworkId| {
        let on: Vec<NodeId> = cluster.node_ids().filter(|&node| reach.is_on(network, node)).collect();
        let ends = on.iter().map(|&node| Ends::Pair(node, node));
        let knows = |ends| Ability::of(&reach, network, ends).is_some_and(|link| link.fast.gbps > 0.0);
        if on.is_empty() { knows(Ends::WholeCluster) } else { ends.into_iter().all(knows) }
    };
    let used = now.redirect_networks.union(&now.migration_networks).copied();
    let slow: Vec<NetworkId> = used.filter(|&network| !is_known(network)).collect();
    if !slow.is_empty() {
        unknown.push(Unknown::Speeds(slow));
    }
    let is_told = !asked.drain.guests.is_empty();
    match asked.drain.node {
        None if !is_told || !cluster.nodes.is_empty() => unknown.push(Unknown::NoNode),
        Some(node) if !is_told && cluster.host(node).is_none_or(|host| host.guests.is_none()) => {
            unknown.push(Unknown::Guests);
        }
        _ => {}
    }
    unknown
}

impl Numbers {
    /// How many times as much redirected I/O gets as it does there.
    pub fn redirect_beside(&self, before: &Numbers) -> Option<Range> {
        times(before.redirect.as_ref(), self.redirect.as_ref())
    }

    /// The same for live migration.
    pub fn migration_beside(&self, before: &Numbers) -> Option<Range> {
        times(before.migration.as_ref(), self.migration.as_ref())
    }
}

impl Tried {
    /// Whether anything gets more through; `None` where a number is missing.
    pub fn gains(&self) -> Option<bool> {
        if self.already || self.is_aside {
            return Some(false);
        }
        // What no network carries gets no more through.
        let more = |times: &Option<Range>, networks: &BTreeSet<NetworkId>| match times {
            Some(times) => Some(times.high > 1.01),
            None => networks.is_empty().then_some(false),
        };
        let redirect = more(&self.redirect, &self.then.redirect_networks);
        match (redirect, more(&self.migration, &self.then.migration_networks)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// What it brings: of both kinds of traffic together, in the middle of their ranges.
    pub fn gain(&self) -> f64 {
        let middle =
            |times: &Option<Range>| times.as_ref().map_or(1.0, |range| (range.low * range.high).sqrt());
        middle(&self.redirect) * middle(&self.migration)
    }
}

fn made_faster(cluster: &Cluster, network: NetworkId, asked: &Asked) -> Cluster {
    let mut changed = cluster.clone();
    change::apply(&mut changed, &Change::Speed { network, gbps: asked.gbps });
    if let Some(class) = asked.class {
        change::apply(&mut changed, &Change::Class { network, class });
    }
    changed
}

/// Whether every end of the network has that speed and class.
fn is_as_fast(cluster: &Cluster, network: NetworkId, asked: &Asked) -> bool {
    let reach = Reach::new(cluster);
    let is_enough =
        |link: PairLink| link.gbps >= asked.gbps && asked.class.is_none_or(|class| link.class >= class);
    let link = |ends| reach.link(network, ends);
    let on: Vec<NodeId> = cluster.node_ids().filter(|&node| reach.is_on(network, node)).collect();
    match on.is_empty() {
        true => link(Ends::WholeCluster).is_some_and(is_enough),
        false => on.into_iter().all(|node| link(Ends::Pair(node, node)).is_some_and(is_enough)),
    }
}

fn routes(reach: &Reach<'_>, traffic: Traffic) -> Vec<Route> {
    let filter = Filter { traffic: vec![traffic], ..Filter::default() };
    let routes = route::resolve(reach, &MigrationOrder::new(reach), &filter).routes;
    routes.into_iter().filter(|route| !route.local).collect()
}

fn networks_of(cluster: &Cluster, traffic: Traffic) -> BTreeSet<NetworkId> {
    let routes = routes(&Reach::new(cluster), traffic);
    routes.iter().flat_map(|route| route.networks.iter().copied()).collect()
}

/// What a cluster gets through as it is.
pub fn numbers(cluster: &Cluster, asked: &Asked) -> Numbers {
    let reach = Reach::new(cluster);
    let csv: Vec<Route> =
        routes(&reach, Traffic::Csv).into_iter().filter(|r| !r.networks.is_empty()).collect();
    let rates: Option<Vec<Range>> = csv.iter().map(|route| of_route(&reach, route)).collect();
    let (ways, drain, doubts) = drain::ways_of(cluster, &asked.drain);
    Numbers {
        redirect: rates.as_deref().and_then(between),
        migration: drain::slowest_and_fastest(&ways),
        drain,
        doubts,
        redirect_networks: csv.iter().flat_map(|route| route.networks.iter().copied()).collect(),
        migration_networks: ways.iter().flat_map(|way| way.networks.iter().copied()).collect(),
    }
}

/// What one way of redirected I/O gets through.
fn of_route(reach: &Reach<'_>, route: &Route) -> Option<Range> {
    let ends = Ends::from(route.ends());
    let of = |network: &NetworkId| of_csv(reach, route.mechanism, *network, ends);
    let rates: Vec<Range> = route.networks.iter().map(of).collect::<Option<_>>()?;
    if route.routed || !route.determined {
        return between(&rates);
    }
    let factors = rates.iter().flat_map(|rate| rate.factors.iter().cloned()).collect();
    let (low, high) = (rates.iter().map(|rate| rate.low).sum(), rates.iter().map(|rate| rate.high).sum());
    Some(Range::new(low, high, Unit::BytesPerSecond, factors))
}

fn times(before: Option<&Range>, after: Option<&Range>) -> Option<Range> {
    let (before, after) = (before?, after?);
    Some(Range::new(after.low / before.low, after.high / before.high, Unit::Times, Vec::new()))
}

fn carries(
    cluster: &Cluster,
    network: NetworkId,
    now: &Numbers,
    messages: &BTreeSet<NetworkId>,
) -> Vec<Carries> {
    let role = cluster.networks[network].role;
    let is_of_cluster = role.is_some_and(Role::carries_cluster_traffic);
    let candidates = [
        (Carries::Csv, now.redirect_networks.contains(&network)),
        (Carries::LiveMigration, now.migration_networks.contains(&network)),
        (Carries::ClusterMessages, messages.contains(&network)),
        (Carries::Heartbeats, is_of_cluster),
        (Carries::Clients, role == Some(Role::ClusterAndClient)),
    ];
    let all: Vec<Carries> = candidates.into_iter().filter(|(_, does)| *does).map(|(what, _)| what).collect();
    if all.is_empty() { vec![Carries::NotOfTheCluster] } else { all }
}
