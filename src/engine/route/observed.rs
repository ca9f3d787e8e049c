//! What hosts and cluster logs show of single pairs of nodes, looked up by pair: a cluster of 64 nodes has 4,032 of
//! them, and as many times as many rows.

use crate::model::{Cluster, NetworkId, NodeId};
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// What is shown, by pair.
pub(super) struct Observed {
    width: usize,
    /// By pair: the networks whose connections SMB uses from the first node to the second, as its rows have them.
    smb: Vec<Vec<NetworkId>>,
    /// By pair: the places of the routes to the second node that the log of the first shows.
    logged: Vec<Vec<usize>>,
}

impl Observed {
    pub(super) fn new(cluster: &Cluster) -> Self {
        let width = cluster.nodes.len();
        let mut logged = Vec::new();
        if let Some(routes) = &cluster.netft_routes {
            logged.resize(width * width, Vec::new());
            for (place, route) in routes.iter().enumerate() {
                logged[route.local.node.place() * width + route.remote.node.place()].push(place);
            }
        }
        Self { width, smb: smb(cluster), logged }
    }

    /// The networks that SMB uses for shared volumes from one node to another, as often as it has rows for them.
    pub(super) fn smb(&self, from: NodeId, to: NodeId) -> &[NetworkId] {
        of_pair(&self.smb, self.width, from, to)
    }

    /// The places of the routes to `remote` that the log of `local` shows.
    pub(super) fn logged(&self, local: NodeId, remote: NodeId) -> &[usize] {
        of_pair(&self.logged, self.width, local, remote)
    }
}

fn of_pair<T>(all: &[Vec<T>], width: usize, a: NodeId, b: NodeId) -> &[T] {
    all.get(a.place() * width + b.place()).map_or(&[], Vec::as_slice)
}

fn smb(cluster: &Cluster) -> Vec<Vec<NetworkId>> {
    let hosts = || cluster.hosts.iter().flatten();
    if hosts().all(|host| host.smb_csv.is_none()) {
        return Vec::new();
    }
    let width = cluster.nodes.len();
    let mut by_pair = vec![Vec::new(); width * width];
    // Of several interfaces of a node with one address the first counts.
    let mut network_of: HashMap<(NodeId, IpAddr), NetworkId> = HashMap::new();
    let mut nodes_with: HashMap<IpAddr, Vec<NodeId>> = HashMap::new();
    for interface in &cluster.interfaces {
        for address in &interface.addresses {
            network_of.entry((interface.node, *address)).or_insert_with(|| {
                nodes_with.entry(*address).or_default().push(interface.node);
                interface.network
            });
        }
    }
    // The first entry about a node counts, as it does for `Cluster::host`.
    let mut seen = HashSet::new();
    for host in hosts().filter(|host| seen.insert(host.node)) {
        for row in host.smb_csv.iter().flatten().filter(|row| row.selected) {
            let Some(network) = network_of.get(&(host.node, row.client)) else { continue };
            for node in nodes_with.get(&row.server).into_iter().flatten() {
                by_pair[host.node.place() * width + node.place()].push(*network);
            }
        }
    }
    by_pair
}
