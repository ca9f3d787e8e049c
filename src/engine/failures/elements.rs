//! What can fail: every network, every node, and every interface with those that share its adapter.

use super::compare::bit;
use super::shared::{Shared, of_networks, of_node};
use crate::engine::route::reach::Reach;
use crate::model::{NetworkId, NetworkState, NodeId};

/// One thing that fails as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// What is lost.
    pub what: What,
    /// Why several things fail together.
    pub shared: Option<Shared>,
}

/// What is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Networks, everywhere; a bit each.
    Networks(u128),
    /// A node.
    Node(NodeId),
    /// The interfaces of a node on these networks.
    Interfaces(NodeId, u128),
}

impl What {
    /// The networks that are lost, everywhere or at the node.
    pub fn networks(self) -> impl Iterator<Item = NetworkId> {
        let bits = match self {
            What::Networks(bits) | What::Interfaces(_, bits) => bits,
            What::Node(_) => 0,
        };
        NetworkId::all(super::MAX_NETWORKS).filter(move |network| bits & bit(*network) != 0)
    }

    /// Whether the loss of one is part of the loss of the other.
    pub(super) fn overlaps(self, other: What) -> bool {
        match (self, other) {
            (What::Node(a), What::Interfaces(b, _)) | (What::Interfaces(a, _), What::Node(b)) => a == b,
            (What::Networks(a), What::Networks(b)) => a & b == a || a & b == b,
            (What::Networks(all), What::Interfaces(_, some))
            | (What::Interfaces(_, some), What::Networks(all)) => all & some == some,
            _ => false,
        }
    }
}

/// Everything that works and can fail: networks, nodes, interfaces, in that order. Networks that share an adapter on
/// every node fail alone, as a VLAN does, and together, as the adapter does.
pub(super) fn elements(reach: &Reach<'_>, has_nodes: bool) -> Vec<Element> {
    let cluster = reach.cluster;
    let alone = |what| Element { what, shared: None };
    let nodes: Vec<NodeId> =
        cluster.node_ids().filter(|node| has_nodes && cluster.nodes[*node].up != Some(false)).collect();
    let works = |network: &NetworkId| {
        !matches!(cluster.networks[*network].state, NetworkState::Down | NetworkState::Unavailable)
    };
    let mut elements: Vec<Element> =
        cluster.network_ids().filter(works).map(|network| alone(What::Networks(bit(network)))).collect();
    let of_nodes: Vec<_> = nodes.iter().map(|&node| of_node(reach, node)).collect();
    let together = of_networks(&of_nodes).into_iter();
    elements.extend(together.map(|(bits, shared)| Element { what: What::Networks(bits), shared }));
    elements.extend(nodes.iter().map(|&node| alone(What::Node(node))));
    for (node, groups) in nodes.iter().zip(of_nodes) {
        let interface = |(bits, shared)| Element { what: What::Interfaces(*node, bits), shared };
        elements.extend(groups.into_iter().map(interface));
    }
    elements
}
