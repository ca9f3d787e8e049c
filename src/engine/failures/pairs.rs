//! What a loss changes between two nodes. Nodes that look alike share the answer, and so do losses that leave the same
//! networks: in a healthy cluster of 64 nodes a few hundred choices answer all of it.

use super::compare::{bit, compare, used};
use super::outcome::Key;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::{Ends, Lost, Reach};
use crate::engine::route::{Choice, Traffic, between, groups};
use crate::model::{Cluster, NetworkId, NodeId};
use crate::steps::step;
use std::collections::HashMap;

/// All pairs of nodes.
pub(super) struct Pairs<'a> {
    reach: Reach<'a>,
    order: MigrationOrder,
    width: usize,
    /// By pair: the place of its kind.
    kind_of: Vec<usize>,
    kinds: Vec<Kind>,
    /// By kind and the networks lost at both ends.
    known: HashMap<(usize, u128, u128), Worse>,
}

/// One kind of traffic, one way: from the second node to the first where that may be chosen differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) traffic: Traffic,
    pub(super) is_back: bool,
}

/// Pairs whose ends look alike.
struct Kind {
    /// What is chosen in the undamaged cluster, and the networks of it.
    undamaged: Vec<(Way, Choice, u128)>,
    used: u128,
    /// The networks that work between the ends, those of them that the cluster may use, and those that work at each end.
    shared: u128,
    shared_cluster: u128,
    works: [u128; 2],
}

/// What is worse between two nodes, at most one thing for each kind of traffic: the worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Worse {
    pub(super) cluster: Option<Key>,
    pub(super) csv: Option<Key>,
    pub(super) migration: Option<Key>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(cluster: &'a Cluster) -> Self {
        let reach = Reach::new(cluster);
        let order = MigrationOrder::new(&reach);
        let group = groups(&reach);
        let width = cluster.nodes.len();
        let (kind_of, kinds, known) = (vec![0; width * width], Vec::new(), HashMap::new());
        let mut pairs = Self { reach, order, width, kind_of, kinds, known };
        let mut places = HashMap::new();
        for a in cluster.node_ids() {
            for b in cluster.node_ids().skip(a.place() + 1) {
                let groups = (group[a.place()], group[b.place()]);
                let place = *places.entry(groups).or_insert_with(|| {
                    let kind = pairs.kind(a, b);
                    pairs.kinds.push(kind);
                    pairs.kinds.len() - 1
                });
                pairs.kind_of[a.place() * width + b.place()] = place;
            }
        }
        pairs
    }

    pub(super) fn cluster(&self) -> &'a Cluster {
        self.reach.cluster
    }

    fn kind(&mut self, a: NodeId, b: NodeId) -> Kind {
        let performance = |node| self.reach.cluster.host(node).and_then(|host| host.performance);
        let mut ways = [Traffic::Cluster, Traffic::Csv, Traffic::LiveMigration]
            .map(|traffic| Way { traffic, is_back: false })
            .to_vec();
        if performance(a) != performance(b) {
            ways.push(Way { traffic: Traffic::LiveMigration, is_back: true });
        }
        let undamaged = ways.into_iter().map(|way| {
            let choice = self.choice(way, (a, b), [0, 0]);
            let used = used(&choice);
            (way, choice, used)
        });
        let undamaged: Vec<_> = undamaged.collect();
        let reach = &self.reach;
        let all = |fits: &dyn Fn(NetworkId) -> bool| {
            let networks = reach.cluster.network_ids().filter(|network| fits(*network));
            networks.fold(0, |bits, network| bits | bit(network))
        };
        let shared = all(&|network| reach.works(network, Ends::Pair(a, b)));
        Kind {
            used: undamaged.iter().fold(0, |all, (_, _, used)| all | used),
            undamaged,
            shared,
            shared_cluster: shared & all(&|network| reach.is_cluster_network(network)),
            works: [a, b].map(|node| all(&|network| reach.works_at(network, node))),
        }
    }

    /// What is chosen between two nodes when networks are lost at each.
    pub(super) fn choice(&mut self, way: Way, (a, b): (NodeId, NodeId), lost: [u128; 2]) -> Choice {
        self.reach.lose([Lost { node: a, networks: lost[0] }, Lost { node: b, networks: lost[1] }]);
        let (from, to) = if way.is_back { (b, a) } else { (a, b) };
        let choice = between(&self.reach, &self.order, way.traffic, Ends::Pair(from, to));
        self.reach.lose([Lost::default(); 2]);
        choice
    }

    /// The first way between two nodes that is worse in that manner when networks are lost at each.
    pub(super) fn way(&mut self, (a, b): (NodeId, NodeId), lost: [u128; 2], key: Key) -> Option<Way> {
        let place = self.kind_of[a.place() * self.width + b.place()];
        let ways: Vec<Way> = self.kinds[place].undamaged.iter().map(|(way, ..)| *way).collect();
        ways.into_iter()
            .enumerate()
            .find(|(at, _)| self.worse_way(place, *at, (a, b), lost) == Some(key))
            .map(|(_, way)| way)
    }

    /// What is worse one way.
    fn worse_way(&mut self, place: usize, at: usize, ends: (NodeId, NodeId), lost: [u128; 2]) -> Option<Key> {
        let (way, _, used) = self.kinds[place].undamaged[at];
        if used & (lost[0] | lost[1]) == 0 {
            return None;
        }
        let after = self.choice(way, ends, lost);
        compare(&self.reach, way.traffic, ends, &self.kinds[place].undamaged[at].1, &after)
    }

    /// What is worse between two nodes when networks are lost at each.
    pub(super) fn worse(&mut self, a: NodeId, b: NodeId, lost: [u128; 2]) -> Worse {
        if a > b {
            return self.worse(b, a, [lost[1], lost[0]]);
        }
        step(1);
        let place = self.kind_of[a.place() * self.width + b.place()];
        let kind = &self.kinds[place];
        let union = lost[0] | lost[1];
        if kind.used & union == 0 {
            return Worse::default();
        }
        // As long as a common network is left, only common networks matter, and not at which end one is lost.
        let is_joined = kind.shared_cluster & !union != 0
            && self.reach.cluster.settings.plumb_all_cross_subnet_routes != Some(1);
        let at = match is_joined {
            true => [union & kind.shared; 2],
            false => [lost[0] & kind.works[0], lost[1] & kind.works[1]],
        };
        if let Some(known) = self.known.get(&(place, at[0], at[1])) {
            return *known;
        }
        let mut worse = Worse::default();
        for way in 0..self.kinds[place].undamaged.len() {
            let Some(key) = self.worse_way(place, way, (a, b), at) else { continue };
            let worst = match self.kinds[place].undamaged[way].0.traffic {
                Traffic::Cluster => &mut worse.cluster,
                Traffic::Csv => &mut worse.csv,
                Traffic::LiveMigration => &mut worse.migration,
            };
            // The worst comes first in the order of keys.
            *worst = Some(worst.map_or(key, |worst| worst.min(key)));
        }
        self.known.insert((place, at[0], at[1]), worse);
        worse
    }
}
