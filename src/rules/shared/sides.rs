//! In what nodes differ that should be alike: which nodes are on which side.

use crate::model::{Cluster, Interface, InterfaceState, Link, LinkSource, NetworkId, NodeId};
use crate::rules::framework::{Context, Target};
use crate::rules::shared::predicates::carries_cluster_traffic;
use crate::words;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The nodes by a value of theirs: most nodes first, and of as many the higher value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) struct Sides<V>(pub(in crate::rules) Vec<(V, Vec<NodeId>)>);

impl<V: Ord> Sides<V> {
    /// The sides of nodes whose value is known.
    pub(in crate::rules) fn of(values: impl IntoIterator<Item = (NodeId, V)>) -> Self {
        let mut sides: BTreeMap<V, Vec<NodeId>> = BTreeMap::new();
        for (node, value) in values {
            sides.entry(value).or_default().push(node);
        }
        let mut sides: Vec<_> = sides.into_iter().rev().collect();
        sides.iter_mut().for_each(|(_, nodes)| nodes.sort_unstable());
        sides.sort_by_key(|(_, nodes)| Reverse(nodes.len()));
        Self(sides)
    }

    /// Whether there is more than one.
    pub(in crate::rules) fn differ(&self) -> bool {
        self.0.len() > 1
    }

    /// The nodes that are not with the most; of two nodes that differ, the one with the lower value.
    pub(in crate::rules) fn odd(&self) -> Vec<NodeId> {
        let mut odd: Vec<NodeId> = self.0.iter().skip(1).flat_map(|(_, nodes)| nodes).copied().collect();
        odd.sort_unstable();
        odd
    }

    /// The value that more nodes have than all others together.
    pub(in crate::rules) fn majority(&self) -> Option<&V> {
        let (value, nodes) = self.0.first()?;
        (nodes.len() > self.odd().len()).then_some(value)
    }

    /// `the performance option is SMB on N1 and Compression on N2`, where it differs.
    pub(in crate::rules) fn said(
        &self,
        cluster: &Cluster,
        what: &str,
        word: impl Fn(&V) -> String,
    ) -> Option<String> {
        let side = |(value, on): &(V, Vec<NodeId>)| format!("{} on {}", word(value), nodes(cluster, on));
        let all: Vec<String> = self.0.iter().map(side).collect();
        self.differ().then(|| format!("{what} {}", words::list(&all)))
    }
}

/// Networks on which the nodes differ in one and the same way: one cause.
#[derive(Debug)]
pub(in crate::rules) struct Split<V> {
    /// The networks.
    pub(in crate::rules) networks: Vec<NetworkId>,
    /// The nodes by what their adapters there have.
    pub(in crate::rules) sides: Sides<V>,
}

/// Where adapters that work differ on networks of role 1 or 3. A node whose own adapters differ is left out, as is one
/// of which the value is not known.
pub(in crate::rules) fn splits<V: Ord + Clone>(
    context: &Context<'_>,
    value: impl Fn(&Interface) -> Option<V>,
) -> Vec<Split<V>> {
    let cluster = context.cluster;
    let mut alike: BTreeMap<Sides<V>, Vec<NetworkId>> = BTreeMap::new();
    for (id, _) in cluster.networks_by_id().filter(|(_, network)| carries_cluster_traffic(network)) {
        let mut of_nodes: BTreeMap<NodeId, Vec<V>> = BTreeMap::new();
        for interface in context.interfaces_on(id).filter(|interface| works(cluster, interface)) {
            of_nodes.entry(interface.node).or_default().extend(value(interface));
        }
        let agreed = of_nodes.into_iter().filter_map(|(node, values)| {
            let first = values.first()?.clone();
            values.iter().all(|value| *value == first).then_some((node, first))
        });
        let sides = Sides::of(agreed);
        if sides.differ() {
            alike.entry(sides).or_default().push(id);
        }
    }
    alike.into_iter().map(|(sides, networks)| Split { networks, sides }).collect()
}

/// The same for what is told of links. Where SMB tells it of some nodes and their adapters of others nothing is compared:
/// an adapter can have RDMA on that SMB does not use.
pub(in crate::rules) fn splits_of_links<V: Ord + Clone>(
    context: &Context<'_>,
    value: impl Fn(&Interface, Link) -> Option<V>,
) -> Vec<Split<V>> {
    let mut sources: BTreeMap<NetworkId, LinkSource> = BTreeMap::new();
    let mut unlike: BTreeSet<NetworkId> = BTreeSet::new();
    for interface in &context.cluster.interfaces {
        let Some(link) = interface.link else { continue };
        if *sources.entry(interface.network).or_insert(link.source) != link.source {
            unlike.insert(interface.network);
        }
    }
    splits(context, |interface| {
        let link = interface.link.filter(|_| !unlike.contains(&interface.network))?;
        value(interface, link)
    })
}

/// An adapter without a link has no speed to compare, and so on.
fn works(cluster: &Cluster, interface: &Interface) -> bool {
    let is_lost = matches!(interface.state, InterfaceState::Failed | InterfaceState::Unavailable);
    !is_lost && cluster.nodes[interface.node].up != Some(false)
}

/// `network A`, `networks A and B`.
pub(in crate::rules) fn networks(cluster: &Cluster, networks: &[NetworkId]) -> String {
    let noun = if networks.len() == 1 { "network" } else { "networks" };
    format!("{noun} {}", words::list(&words::networks(cluster, networks)))
}

/// `N1`, `N1 and N2`.
pub(in crate::rules) fn nodes(cluster: &Cluster, nodes: &[NodeId]) -> String {
    words::list(&names(cluster, nodes))
}

/// The names of nodes, in the order given.
pub(in crate::rules) fn names<'c>(cluster: &'c Cluster, nodes: &[NodeId]) -> Vec<&'c str> {
    nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect()
}

/// The networks and then the nodes, as targets.
pub(in crate::rules) fn targets(cluster: &Cluster, networks: &[NetworkId], nodes: &[NodeId]) -> Vec<Target> {
    let networks = networks.iter().map(|&network| Target::network(&cluster.networks[network]));
    networks.chain(nodes.iter().map(|&node| Target::node(&cluster.nodes[node]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_ones_are_the_fewer_or_else_those_with_less() {
        let node = NodeId::at;
        let sides = Sides::of([(node(0), 1), (node(1), 10), (node(2), 1)]);
        assert_eq!((sides.odd(), sides.majority()), (vec![node(1)], Some(&1)));
        let even = Sides::of([(node(0), 1), (node(1), 10)]);
        assert_eq!((even.odd(), even.majority(), even.differ()), (vec![node(0)], None, true));
        assert!(!Sides::of([(node(0), 1), (node(1), 1)]).differ());
    }
}
