//! Adds up what each failure does. A failure touches the pairs of one node, or all pairs where a network is lost; two
//! failures do what each does alone, but for the pairs that both touch. So only those are looked at again.

use super::compare::bit;
use super::elements::{Element, What, elements};
use super::outcome::{Counts, Key};
use super::pairs::Pairs;
use crate::engine::change::unobserved;
use crate::engine::route::reach::Reach;
use crate::model::{Cluster, NetworkId, Node, NodeId};
use std::collections::HashMap;

/// What fails, and what that does.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// The place of the element that fails.
    pub first: usize,
    /// The place of another that fails as well.
    pub second: Option<usize>,
    /// What changes.
    pub counts: Counts,
    /// Both together do something that neither does alone.
    pub more_than_alone: bool,
}

/// A cluster, and everything in it that can fail.
pub struct Analysis<'a> {
    pub(super) pairs: Pairs<'a>,
    /// What can fail.
    pub elements: Vec<Element>,
    /// The nodes that are up.
    pub(super) nodes: Vec<NodeId>,
    /// By node: the volumes that it coordinates; 1 where volumes were not captured, for any that it may.
    weight: Vec<i32>,
    has_volumes: bool,
    /// By the networks lost everywhere: what that does.
    everywhere: HashMap<u128, Counts>,
}

/// The cluster that failures are compared with: nobody has seen a route of it. Where no nodes are known two nameless
/// ones stand for all of them.
pub fn undamaged(cluster: &Cluster) -> Cluster {
    let mut undamaged = unobserved(cluster);
    if undamaged.nodes.is_empty() {
        undamaged.nodes = vec![Node::default(); 2];
        undamaged.volumes = None;
    }
    undamaged
}

impl<'a> Analysis<'a> {
    /// Of a cluster that [`undamaged`] made.
    pub fn new(cluster: &'a Cluster) -> Self {
        let has_nodes = has_nodes(cluster);
        let mut weight = vec![i32::from(cluster.volumes.is_none()); cluster.nodes.len()];
        for owner in cluster.volumes.iter().flatten().filter_map(|volume| volume.owner) {
            weight[owner.place()] += 1;
        }
        if !has_nodes {
            weight[1] = 0;
        }
        Self {
            elements: elements(&Reach::new(cluster), has_nodes),
            pairs: Pairs::new(cluster),
            nodes: cluster.node_ids().filter(|node| cluster.nodes[*node].up != Some(false)).collect(),
            weight,
            has_volumes: cluster.volumes.is_some(),
            everywhere: HashMap::new(),
        }
    }

    /// The cluster.
    pub fn cluster(&self) -> &'a Cluster {
        self.pairs.cluster()
    }

    /// How many failures there are at most: of one element, or of one and of two.
    pub fn most(&self, depth: u32) -> usize {
        let single = self.elements.len();
        if depth < 2 { single } else { single + single * single.saturating_sub(1) / 2 }
    }

    /// Gives every failure of one element, and at depth 2 of every two. Two of which one is part of the other are the
    /// other alone, and where no node is left there is nothing to compare.
    pub fn each(&mut self, depth: u32, give: &mut dyn FnMut(Failure)) {
        let whats: Vec<What> = self.elements.iter().map(|element| element.what).collect();
        let alone: Vec<Option<Counts>> = whats.iter().map(|what| self.alone(*what)).collect();
        for (first, counts) in alone.iter().enumerate() {
            if let Some(counts) = *counts {
                give(Failure { first, second: None, counts, more_than_alone: false });
            }
        }
        if depth < 2 {
            return;
        }
        for (first, &one) in whats.iter().enumerate() {
            for (second, &other) in whats.iter().enumerate().skip(first + 1) {
                if one.overlaps(other) {
                    continue;
                }
                let (Some(of_one), Some(of_other)) = (alone[first], alone[second]) else { continue };
                let Some(counts) = self.both(one, &of_one, other, &of_other) else { continue };
                let more_than_alone = counts.exceeds(&of_one, &of_other);
                give(Failure { first, second: Some(second), counts, more_than_alone });
            }
        }
    }

    /// What happens when these networks fail together, everywhere.
    pub fn networks(&mut self, networks: &[NetworkId]) -> Counts {
        self.everywhere(networks.iter().fold(0, |bits, network| bits | bit(*network)))
    }

    /// What one loss does; `None` where no node is left.
    fn alone(&mut self, what: What) -> Option<Counts> {
        match what {
            What::Networks(networks) => Some(self.everywhere(networks)),
            What::Node(node) => (self.nodes.len() > 1).then(|| self.moves(&[node])),
            What::Interfaces(node, networks) => Some(self.at(node, networks, 0)),
        }
    }

    /// What two losses do, none of them part of the other.
    fn both(&mut self, one: What, of_one: &Counts, other: What, of_other: &Counts) -> Option<Counts> {
        use What::{Interfaces, Networks, Node};
        Some(match (one, other) {
            (Networks(a), Networks(b)) => self.everywhere(a | b),
            (Networks(lost), Interfaces(node, more)) | (Interfaces(node, more), Networks(lost)) => {
                self.everywhere(lost).and(&self.at(node, more, lost))
            }
            (Networks(lost), Node(node)) | (Node(node), Networks(lost)) => {
                let mut counts = self.everywhere(lost).and(&self.moves(&[node]));
                for other in self.others(node) {
                    self.add(&mut counts, -1, (node, other), [lost; 2]);
                }
                counts
            }
            (Node(a), Node(b)) if self.nodes.len() > 2 => self.moves(&[a, b]),
            (Node(_), Node(_)) => return None,
            (Node(gone), Interfaces(node, lost)) | (Interfaces(node, lost), Node(gone)) => {
                let mut counts = of_one.and(of_other);
                self.add(&mut counts, -1, (node, gone), [lost, 0]);
                counts
            }
            (Interfaces(a, lost), Interfaces(b, more)) if a == b => self.at(a, lost | more, 0),
            (Interfaces(a, of_a), Interfaces(b, of_b)) => {
                let mut counts = of_one.and(of_other);
                self.add(&mut counts, -1, (a, b), [of_a, 0]);
                self.add(&mut counts, -1, (a, b), [0, of_b]);
                self.add(&mut counts, 1, (a, b), [of_a, of_b]);
                counts
            }
        })
    }

    /// What happens when networks are lost at all nodes.
    fn everywhere(&mut self, networks: u128) -> Counts {
        if let Some(known) = self.everywhere.get(&networks) {
            return *known;
        }
        let mut counts = Counts::default();
        let nodes = self.nodes.clone();
        for (place, &a) in nodes.iter().enumerate() {
            for &b in &nodes[place + 1..] {
                self.add(&mut counts, 1, (a, b), [networks; 2]);
            }
        }
        self.everywhere.insert(networks, counts);
        counts
    }

    /// What happens more when networks are lost at a node, on top of those that are lost everywhere.
    fn at(&mut self, node: NodeId, networks: u128, everywhere: u128) -> Counts {
        let mut counts = Counts::default();
        for other in self.others(node) {
            self.add(&mut counts, 1, (node, other), [networks | everywhere, everywhere]);
            if everywhere != 0 {
                self.add(&mut counts, -1, (node, other), [everywhere; 2]);
            }
        }
        counts
    }

    /// What happens because nodes are gone: others coordinate their volumes. Their own pairs and paths are left out.
    fn moves(&self, nodes: &[NodeId]) -> Counts {
        let mut counts = Counts::default();
        if self.has_volumes {
            counts.add(Key::CoordinatorMoves, nodes.iter().map(|node| self.weight[node.place()]).sum());
        }
        counts
    }

    fn others(&self, node: NodeId) -> Vec<NodeId> {
        self.nodes.iter().copied().filter(|other| *other != node).collect()
    }

    /// Adds what is worse between two nodes, `times` times.
    fn add(&mut self, counts: &mut Counts, times: i32, (a, b): (NodeId, NodeId), lost: [u128; 2]) {
        let worse = self.pairs.worse(a, b, lost);
        for key in [worse.cluster, worse.migration].into_iter().flatten() {
            counts.add(key, times);
        }
        if let Some(key) = worse.csv {
            // The volumes of one are reached from the other.
            counts.add(key, times * (self.weight[a.place()] + self.weight[b.place()]));
        }
    }
}

/// Whether nodes are known: two nameless ones only stand for them.
pub(super) fn has_nodes(cluster: &Cluster) -> bool {
    cluster.nodes.iter().any(|node| !node.name.is_empty())
}
