//! The picture as data: networks are lanes, nodes are columns, kinds of traffic are rails on lanes and stations on a
//! board. Nothing here knows how it is drawn.

mod columns;

pub(crate) use columns::Column;

use super::state::{KINDS, State, Usual, counted};
use super::text::letter;
use crate::engine::metric::Measure;
use crate::engine::route::{Certainty, Traffic};
use crate::model::{Cluster, Interface, InterfaceSource, InterfaceState, NetworkId, NodeId, Role};
use std::collections::BTreeMap;

/// Lanes that are drawn; of more, those that carry something come first.
const MAX_LANES: usize = 16;

/// Lanes of networks that carry nothing that are drawn when there are many.
const IDLE_LANES: usize = 2;

/// Which network carries what, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// The networks, the one that NetFT prefers first.
    pub lanes: Vec<Lane>,
    /// Networks that have no lane.
    pub hidden: usize,
    /// The nodes, alike ones together.
    pub columns: Vec<Column>,
    /// The kinds of traffic of which something is known.
    pub kinds: Vec<Kind>,
}

/// A network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    /// Which.
    pub network: NetworkId,
    /// What the page calls it.
    pub letter: String,
    /// It has role None, and nothing uses it.
    pub is_idle: bool,
    /// The interfaces, by column.
    pub marks: Vec<Mark>,
}

/// The interfaces of a column on a lane: the worst of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mark {
    /// Works, or is taken to.
    Up,
    /// There is none.
    Missing,
    /// The cluster calls it unavailable.
    Unavailable,
    /// It does not reach every other.
    Unreachable,
    /// It reaches nobody.
    Failed,
    /// The node is down.
    Down,
}

/// A kind of traffic.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kind {
    /// Which.
    pub traffic: Traffic,
    /// What most pairs do.
    pub usual: Usual,
    /// How sure that is.
    pub certainty: Certainty,
    /// Where it runs now, by lane.
    pub rails: Vec<Option<Rail>>,
    /// What happens when, by lane.
    pub stations: Vec<Station>,
}

/// Where a kind of traffic runs on a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rail {
    /// Most pairs use it: the rail ends at the station.
    pub is_usual: bool,
    /// By column: whether at least half of its pairs use it.
    pub stops: Vec<bool>,
    /// The first and the last column that use it at all.
    pub from_to: (usize, usize),
    /// The pairs, or for CSV the paths, that use it.
    pub count: usize,
}

/// When a kind of traffic uses a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Station {
    /// Never, or it is not known.
    None,
    /// Now.
    Now,
    /// Perhaps now: one or more of these.
    Perhaps,
    /// As the second, third, .. to take over.
    Later(usize),
    /// The same, and only because nothing else is left: it is open to clients.
    LastResort(usize),
    /// Never, though the cluster uses it.
    Excluded,
    /// Some pairs use it, and no order holds for most.
    Some,
}

/// What the cluster prefers first: rank, then metric, then name.
pub(super) fn order(cluster: &Cluster, measure: &Measure) -> Vec<NetworkId> {
    let mut order: Vec<NetworkId> = cluster.network_ids().collect();
    let rank = |network: NetworkId| measure.networks.get(network.place()).and_then(|one| one.rank);
    order.sort_by_key(|&n| {
        let network = &cluster.networks[n];
        (rank(n).is_none(), rank(n), network.metric.unwrap_or(u32::MAX), network.name.clone(), n)
    });
    order
}

impl Picture {
    /// The picture of a cluster in at most so many columns.
    pub(crate) fn new(cluster: &Cluster, order: &[NetworkId], state: &State, most: usize) -> Self {
        let interfaces = Interfaces::of(cluster);
        let columns = columns::columns(cluster, &interfaces, state, most);
        let is_used = |n: &NetworkId| {
            state
                .flows
                .iter()
                .flat_map(|flow| &flow.ways)
                .any(|way| way.now.contains(n) || way.then.contains(n))
        };
        let is_idle = |n: &NetworkId| cluster.networks[*n].role == Some(Role::None) && !is_used(n);
        let shown = shown(order, is_used);
        let hidden = order.len() - shown.len();
        let lanes = shown.into_iter().map(|place| {
            let network = order[place];
            let mark = |column: &Column| mark(cluster, &interfaces, column, network);
            let marks = columns.iter().map(mark).collect();
            Lane { network, letter: letter(place), is_idle: is_idle(&network), marks }
        });
        let lanes: Vec<Lane> = lanes.collect();
        let kinds = KINDS.iter().enumerate().filter_map(|(place, &traffic)| {
            let usual = state.flows[place].usual()?;
            let certainty = state.routes[usual.route].certainty;
            let rails = rails(traffic, &usual, state, place, &lanes, &columns);
            let stations =
                lanes.iter().map(|lane| station(cluster, traffic, &usual, state, place, lane)).collect();
            Some(Kind { traffic, usual, certainty, rails, stations })
        });
        let kinds = kinds.collect();
        Picture { lanes, hidden, columns, kinds }
    }
}

/// The places of the networks that get a lane.
fn shown(order: &[NetworkId], is_used: impl Fn(&NetworkId) -> bool) -> Vec<usize> {
    if order.len() <= MAX_LANES {
        return (0..order.len()).collect();
    }
    let used = (0..order.len()).filter(|&place| is_used(&order[place])).take(MAX_LANES);
    let idle = (0..order.len()).filter(|&place| !is_used(&order[place])).take(IDLE_LANES);
    let mut shown: Vec<usize> = used.chain(idle).collect();
    shown.sort_unstable();
    shown
}

/// The worst state of the interfaces of each node on each network.
pub(super) struct Interfaces {
    states: BTreeMap<(NodeId, NetworkId), InterfaceState>,
    is_known: bool,
}

impl Interfaces {
    pub(super) fn of(cluster: &Cluster) -> Self {
        let mut states: BTreeMap<_, InterfaceState> = BTreeMap::new();
        for Interface { node, network, state, .. } in &cluster.interfaces {
            // Of several, one that works is enough for the node to be on the network.
            let known = states.entry((*node, *network)).or_insert(*state);
            if *known != InterfaceState::Up && *state == InterfaceState::Up {
                *known = *state;
            }
        }
        Self { states, is_known: cluster.interface_source != InterfaceSource::Assumed }
    }

    /// One node's interface; one that is not known is taken to work.
    pub(super) fn mark(&self, node: NodeId, network: NetworkId) -> Mark {
        match self.states.get(&(node, network)) {
            None if self.is_known => Mark::Missing,
            None | Some(InterfaceState::Up | InterfaceState::Unknown) => Mark::Up,
            Some(InterfaceState::Failed) => Mark::Failed,
            Some(InterfaceState::Unreachable) => Mark::Unreachable,
            Some(InterfaceState::Unavailable) => Mark::Unavailable,
        }
    }
}

fn mark(cluster: &Cluster, interfaces: &Interfaces, column: &Column, network: NetworkId) -> Mark {
    if column.nodes.is_empty() {
        return Mark::Up;
    }
    let of = |node: &NodeId| match cluster.nodes[*node].up {
        Some(false) => Mark::Down,
        _ => interfaces.mark(*node, network),
    };
    column.nodes.iter().map(of).max().unwrap_or(Mark::Up)
}

fn rails(
    traffic: Traffic,
    usual: &Usual,
    state: &State,
    kind: usize,
    lanes: &[Lane],
    columns: &[Column],
) -> Vec<Option<Rail>> {
    let flow = &state.flows[kind];
    let column_of = |node: Option<NodeId>| match node {
        None => Some(0),
        Some(node) => columns.iter().position(|column| column.nodes.contains(&node)),
    };
    let of_node: BTreeMap<Option<NodeId>, usize> =
        flow.pairs.keys().flat_map(|(a, b)| [*a, *b]).filter_map(|n| Some((n, column_of(n)?))).collect();
    let touched = |(a, b): &(Option<NodeId>, Option<NodeId>)| {
        let (a, b) = (of_node.get(a).copied(), of_node.get(b).copied());
        [a, b.filter(|b| Some(*b) != a)].into_iter().flatten()
    };
    let mut total = vec![0_usize; columns.len()];
    flow.pairs.keys().flat_map(&touched).for_each(|column| total[column] += 1);
    let rail = |lane: &Lane| {
        let mut uses = vec![0_usize; columns.len()];
        let mut ends = Vec::new();
        for (pair, _) in flow.each().filter(|(_, way)| way.now.contains(&lane.network)) {
            touched(&pair).for_each(|column| uses[column] += 1);
            ends.push(pair);
        }
        let is_usual = !usual.is_per_pair() && usual.way.now.contains(&lane.network);
        let first = uses.iter().position(|count| *count > 0)?;
        let last = uses.iter().rposition(|count| *count > 0)?;
        let stops: Vec<bool> = uses
            .iter()
            .zip(&total)
            .map(|(&uses, &total)| uses > 0 && (usual.is_per_pair() || uses * 2 >= total))
            .collect();
        // What no column uses for half of its pairs is told in the table alone.
        let is_drawn = is_usual || stops.contains(&true);
        let count = counted(traffic, ends.into_iter());
        is_drawn.then_some(Rail { is_usual, stops, from_to: (first, last), count })
    };
    lanes.iter().map(rail).collect()
}

fn station(
    cluster: &Cluster,
    traffic: Traffic,
    usual: &Usual,
    state: &State,
    kind: usize,
    lane: &Lane,
) -> Station {
    let network = lane.network;
    let ways = &state.flows[kind].ways;
    if usual.is_per_pair() {
        let is_used = ways.iter().any(|way| way.now.contains(&network));
        return if is_used { Station::Some } else { Station::None };
    }
    let later = usual.way.then.iter().position(|n| *n == network).map(|place| place + 2);
    let is_open = cluster.networks[network].role == Some(Role::ClusterAndClient);
    let carries = cluster.networks[network].role.is_some_and(Role::carries_cluster_traffic);
    match later {
        _ if usual.way.now.contains(&network) && usual.way.determined => Station::Now,
        _ if usual.way.now.contains(&network) => Station::Perhaps,
        Some(place) if traffic == Traffic::Csv && is_open => Station::LastResort(place),
        Some(place) => Station::Later(place),
        None if traffic == Traffic::LiveMigration
            && carries
            && !ways.iter().any(|way| way.now.contains(&network) || way.then.contains(&network)) =>
        {
            Station::Excluded
        }
        None => Station::None,
    }
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
