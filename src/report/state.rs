//! Who reaches whom over what: every route of a cluster, by kind of traffic and pair of nodes.

use crate::engine::change::unobserved;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::Reach;
use crate::engine::route::{self, Filter, Route, Traffic};
use crate::model::{Cluster, NetworkId, NetworkState, NodeId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The kinds of traffic, in the order of the page.
pub(super) const KINDS: [Traffic; 3] = [Traffic::Cluster, Traffic::Csv, Traffic::LiveMigration];

/// What two nodes use, and what would take over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Way {
    /// The networks in use now.
    pub now: Vec<NetworkId>,
    /// The others, in the order in which they take over.
    pub then: Vec<NetworkId>,
    /// `false`: one or more of `now`, nobody knows which.
    pub determined: bool,
    /// `now` are the two ends of one path.
    pub routed: bool,
}

/// Two ends; `None` stands for every node.
pub(crate) type Ends = (Option<NodeId>, Option<NodeId>);

/// The traffic of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    /// By from and to, for CSV towards the coordinator: the place of its way, and of its route.
    pub pairs: BTreeMap<Ends, (usize, usize)>,
    /// The ways that there are.
    pub ways: Vec<Way>,
}

/// Every route of a cluster whose nodes are up.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// In the order of the engine.
    pub routes: Vec<Route>,
    /// By place in [`KINDS`].
    pub flows: [Flow; 3],
}

/// What most pairs do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Usual {
    /// Their way.
    pub way: Way,
    /// The route of one of them.
    pub route: usize,
    /// How many pairs use the same networks now.
    pub count: usize,
    /// Of how many.
    pub total: usize,
    /// Whether every pair has this way.
    pub is_only: bool,
}

impl Usual {
    /// No network is that of more than half of the pairs.
    pub(crate) fn is_per_pair(&self) -> bool {
        self.total > 2 && self.count * 2 <= self.total
    }
}

impl State {
    /// As the cluster is.
    pub(crate) fn of(cluster: &Cluster) -> Self {
        let reach = Reach::new(cluster);
        let routes = route::resolve(&reach, &MigrationOrder::new(&reach), &Filter::default()).routes;
        let mut flows: [Flow; 3] = Default::default();
        let mut known: [HashMap<Way, usize>; 3] = Default::default();
        let is_up = |node: Option<NodeId>| node.is_none_or(|node| cluster.nodes[node].up != Some(false));
        for (place, route) in routes.iter().enumerate() {
            if route.local || !is_up(route.from) || !is_up(route.to) {
                continue;
            }
            let kind = KINDS.iter().position(|kind| *kind == route.traffic).unwrap_or_default();
            let (flow, known) = (&mut flows[kind], &mut known[kind]);
            // Of several volumes with one coordinator the first that is reached over a network stands for all: the way is
            // that of the nodes.
            if flow
                .way((route.from, route.to))
                .is_some_and(|way| !way.now.is_empty() || route.networks.is_empty())
            {
                continue;
            }
            let way = Way {
                now: route.networks.clone(),
                then: route.failover.clone(),
                determined: route.determined,
                routed: route.routed,
            };
            let way = *known.entry(way).or_insert_with_key(|way| {
                flow.ways.push(way.clone());
                flow.ways.len() - 1
            });
            flow.pairs.insert((route.from, route.to), (way, place));
        }
        Self { routes, flows }
    }

    /// The fewest ways between two nodes: the networks of a cluster route, now and in reserve.
    pub(crate) fn ways(&self) -> usize {
        self.flows[0].ways.iter().map(ways).min().unwrap_or_default()
    }
}

fn ways(way: &Way) -> usize {
    match way.routed {
        true => usize::from(!way.now.is_empty()),
        false => way.now.len() + way.then.len(),
    }
}

impl Flow {
    /// The way of two ends.
    pub(crate) fn way(&self, ends: Ends) -> Option<&Way> {
        self.pairs.get(&ends).map(|(way, _)| &self.ways[*way])
    }

    /// Every pair and its way.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Ends, &Way)> {
        self.pairs.iter().map(|(ends, (way, _))| (*ends, &self.ways[*way]))
    }

    /// What most pairs do; `None` without a pair.
    pub(crate) fn usual(&self) -> Option<Usual> {
        let mut counts = vec![0; self.ways.len()];
        for (way, _) in self.pairs.values() {
            counts[*way] += 1;
        }
        let set = |way: &Way| {
            let mut now = way.now.clone();
            now.sort_unstable();
            (now, way.determined)
        };
        let mut of_set: BTreeMap<_, usize> = BTreeMap::new();
        for (way, count) in self.ways.iter().zip(&counts) {
            *of_set.entry(set(way)).or_default() += count;
        }
        let most = of_set.values().copied().max()?;
        let chosen = of_set.into_iter().find(|(_, count)| *count == most)?.0;
        let candidates = (0..self.ways.len()).filter(|&place| set(&self.ways[place]) == chosen);
        let place = candidates.min_by_key(|&place| (std::cmp::Reverse(counts[place]), &self.ways[place]))?;
        let route = self.pairs.values().find(|(way, _)| *way == place)?.1;
        let total = self.pairs.len();
        let is_only = counts[place] == total;
        Some(Usual { way: self.ways[place].clone(), route, count: most, total, is_only })
    }
}

/// How many pairs of nodes these are, whatever the direction; for CSV, how many paths.
pub(super) fn counted(kind: Traffic, ends: impl Iterator<Item = Ends>) -> usize {
    if kind == Traffic::Csv {
        return ends.count();
    }
    ends.map(|(a, b)| if a <= b { (a, b) } else { (b, a) }).collect::<HashSet<_>>().len()
}

/// The same cluster without networks or a node; what was observed of its routes holds no more.
pub(super) fn without(cluster: &Cluster, networks: &[NetworkId], node: Option<NodeId>) -> Cluster {
    let mut left = unobserved(cluster);
    left.volume_states.clone_from(&cluster.volume_states);
    for &network in networks {
        left.networks[network].state = NetworkState::Down;
    }
    if let Some(node) = node {
        left.nodes[node].up = Some(false);
    }
    left
}
