//! Whom a name means.

use crate::model::{Network, NetworkId, Node, NodeId};
use crate::names::folded;
use std::collections::HashMap;

/// Networks and nodes by name, without case; of two namesakes the first node, and the last network.
pub(super) struct Names {
    networks: HashMap<String, NetworkId>,
    network_ids: HashMap<String, NetworkId>,
    nodes: HashMap<String, NodeId>,
}

impl Names {
    pub(super) fn new(networks: &[Network], nodes: &[Node]) -> Self {
        let by_id = || networks.iter().zip(NetworkId::all(networks.len()));
        let mut of_nodes = HashMap::with_capacity(nodes.len());
        for (node, id) in nodes.iter().zip(NodeId::all(nodes.len())) {
            of_nodes.entry(folded(&node.name)).or_insert(id);
        }
        Self {
            networks: by_id().map(|(network, id)| (folded(&network.name), id)).collect(),
            network_ids: by_id().filter_map(|(network, id)| Some((network.id.clone()?, id))).collect(),
            nodes: of_nodes,
        }
    }

    pub(super) fn node(&self, name: &str) -> Option<NodeId> {
        self.nodes.get(&folded(name)).copied()
    }

    /// The network of that id, else of that name.
    pub(super) fn network(&self, id: Option<&str>, name: Option<&str>) -> Option<NetworkId> {
        let by_id = id.and_then(|id| self.network_ids.get(id));
        by_id.or_else(|| self.networks.get(&folded(name?))).copied()
    }
}
