//! Which interfaces fail together, because they share an adapter, a team or a virtual switch, and what of that was not
//! captured.

use super::compare::bit;
use crate::engine::route::reach::{Ends, Reach};
use crate::model::{Cluster, Host, Interface, InterfaceSource, NetworkId, NodeId, SwitchKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// What several interfaces lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SharedKind {
    /// A virtual switch.
    Switch,
    /// A team.
    Team,
    /// One adapter.
    Adapter,
}

/// What several interfaces lie on, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// What it is.
    pub kind: SharedKind,
    /// Its name, of an adapter its id; of networks that share something on every node, that of the first node.
    pub name: String,
}

/// What could be shared and was not captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Of these nodes nothing tells which adapter an interface is.
    Adapters(Vec<NodeId>),
    /// The teams of these nodes.
    Teams(Vec<NodeId>),
    /// The virtual switches of these nodes.
    Switches(Vec<NodeId>),
    /// These nodes have several virtual switches, and nothing tells on which an interface is.
    SwitchOfInterface(Vec<NodeId>),
    /// No capture has the physical switches.
    PhysicalSwitches,
    /// The class or speed of these networks: whether CSV traffic gets slower cannot be told.
    Links(Vec<NetworkId>),
}

/// The interfaces of a node as they fail: a bit for each network, and what those that fail together share.
pub(super) type Groups = Vec<(u128, Option<Shared>)>;

/// The groups of a node's interfaces that work.
pub(super) fn of_node(reach: &Reach<'_>, node: NodeId) -> Groups {
    let cluster = reach.cluster;
    let mut of_network: BTreeMap<NetworkId, Vec<Vec<Shared>>> = BTreeMap::new();
    for interface in cluster.interfaces.iter().filter(|interface| interface.node == node) {
        of_network.entry(interface.network).or_default().push(lies_on(cluster.host(node), interface));
    }
    let mut groups: Groups =
        cluster.network_ids().filter(|n| reach.works_at(*n, node)).map(|n| (bit(n), None)).collect();
    let working = groups.iter().fold(0, |bits, (bit, _)| bits | bit);
    // What all adapters of the node on a network lie on takes the network with it.
    let mut on: BTreeMap<Shared, u128> = BTreeMap::new();
    for (network, interfaces) in of_network {
        let Some((first, others)) = interfaces.split_first() else { continue };
        for shared in first.iter().filter(|shared| others.iter().all(|other| other.contains(shared))) {
            *on.entry(shared.clone()).or_default() |= bit(network) & working;
        }
    }
    for (shared, bits) in on.into_iter().filter(|(_, bits)| bits.count_ones() > 1) {
        let (joined, mut rest): (Groups, Groups) =
            groups.into_iter().partition(|(other, _)| other & bits != 0);
        let all = joined.iter().fold(0, |all, (bits, _)| all | bits);
        let why = joined.into_iter().find_map(|(_, why)| why).unwrap_or(shared);
        rest.push((all, Some(why)));
        rest.sort_by_key(|(bits, _)| bits.trailing_zeros());
        groups = rest;
    }
    groups
}

/// Networks that share something on every node that is on one of them.
pub(super) fn of_networks(nodes: &[Groups]) -> Groups {
    let mut found = Groups::new();
    for (bits, shared) in nodes.iter().flatten().filter(|(_, shared)| shared.is_some()) {
        let is_new = found.iter().all(|(known, _)| known != bits);
        if is_new && nodes.iter().flatten().all(|(other, _)| other & bits == 0 || other == bits) {
            found.push((*bits, shared.clone()));
        }
    }
    found
}

/// All that an interface lies on.
fn lies_on(host: Option<&Host>, interface: &Interface) -> Vec<Shared> {
    let shared = |kind, name: &str| Shared { kind, name: name.to_owned() };
    let mut on = Vec::new();
    if let Some(id) = &interface.adapter_id {
        // By id, since two adapters of a node may have one description.
        on.push(shared(SharedKind::Adapter, id));
    }
    let Some(host) = host else { return on };
    let name = connection(interface);
    let is_name = |text: &String| name.is_some_and(|name| name.eq_ignore_ascii_case(text));
    for team in host.lbfo_teams.iter().flatten() {
        let mut names = team.nics.iter().flatten().chain(team.members.iter().flatten());
        if names.any(is_name) {
            on.push(shared(SharedKind::Team, team.name.as_deref().or(name).unwrap_or_default()));
        }
    }
    on.extend(switch_of(host, interface).map(|name| shared(SharedKind::Switch, name)));
    on
}

/// The virtual switch that an interface of the host is on, or that lies on the interface's adapter.
fn switch_of<'h>(host: &'h Host, interface: &Interface) -> Option<&'h str> {
    let external = || {
        let switches = host.switches.iter().flatten();
        switches.filter(|switch| !matches!(switch.kind, Some(SwitchKind::Internal | SwitchKind::Private)))
    };
    if !is_virtual(interface) {
        let mut below =
            external().filter(|switch| switch.adapter.is_some() && switch.adapter == interface.adapter);
        return below.next().and_then(|switch| switch.name.as_deref());
    }
    let inner = connection(interface).and_then(|name| name.strip_prefix("vEthernet (")?.strip_suffix(')'));
    let mut all = host.switches.iter().flatten().filter_map(|switch| Some((switch, switch.name.as_deref()?)));
    if let Some((switch, name)) = all.find(|(_, name)| Some(*name) == inner) {
        let leads_nowhere = matches!(switch.kind, Some(SwitchKind::Internal | SwitchKind::Private));
        return (!leads_nowhere).then_some(name);
    }
    let mut external = external();
    let only = external.next()?;
    if external.next().is_some() { None } else { only.name.as_deref() }
}

/// Whether the interface belongs to a virtual adapter of the host.
fn is_virtual(interface: &Interface) -> bool {
    let is_named = connection(interface).is_some_and(|name| name.starts_with("vEthernet ("));
    let says = |adapter: &String| adapter.starts_with("Hyper-V Virtual Ethernet");
    is_named || interface.adapter.as_ref().is_some_and(says)
}

/// The connection in `node - connection`.
fn connection(interface: &Interface) -> Option<&str> {
    interface.name.split_once(" - ").map(|(_, connection)| connection)
}

/// What could be shared and was not captured.
pub fn unknown(cluster: &Cluster) -> Vec<Unknown> {
    let nodes: Vec<NodeId> =
        cluster.node_ids().filter(|node| cluster.nodes[*node].up != Some(false)).collect();
    let those = |lacks: &dyn Fn(NodeId) -> bool| -> Vec<NodeId> {
        nodes.iter().copied().filter(|node| lacks(*node)).collect()
    };
    let mut of_node: BTreeMap<NodeId, Vec<&Interface>> = BTreeMap::new();
    for interface in &cluster.interfaces {
        of_node.entry(interface.node).or_default().push(interface);
    }
    let interfaces = |node: NodeId| of_node.get(&node).into_iter().flatten().copied();
    let no_adapter = |node: NodeId| {
        cluster.interface_source == InterfaceSource::Assumed
            || interfaces(node).any(|interface| interface.adapter_id.is_none())
    };
    let is_unclear = |node: NodeId| {
        let Some(host) = cluster.host(node).filter(|host| host.switches.is_some()) else { return false };
        let has_several =
            host.switches.iter().flatten().filter(|s| s.kind == Some(SwitchKind::External)).count() > 1;
        has_several && interfaces(node).any(|one| is_virtual(one) && switch_of(host, one).is_none())
    };
    let lists = [
        Unknown::Adapters(those(&no_adapter)),
        Unknown::Teams(those(&|node| cluster.host(node).is_none_or(|host| host.lbfo_teams.is_none()))),
        Unknown::Switches(those(&|node| cluster.host(node).is_none_or(|host| host.switches.is_none()))),
        Unknown::SwitchOfInterface(those(&is_unclear)),
        Unknown::Links(links_unknown(cluster)),
    ];
    let is_some = |unknown: &Unknown| match unknown {
        Unknown::Adapters(nodes)
        | Unknown::Teams(nodes)
        | Unknown::Switches(nodes)
        | Unknown::SwitchOfInterface(nodes) => !nodes.is_empty(),
        Unknown::Links(networks) => !networks.is_empty(),
        Unknown::PhysicalSwitches => true,
    };
    lists.into_iter().filter(is_some).chain([Unknown::PhysicalSwitches]).collect()
}

/// Networks that the cluster may use and whose class or speed nothing tells between some two nodes.
fn links_unknown(cluster: &Cluster) -> Vec<NetworkId> {
    let reach = Reach::new(cluster);
    let ends: Vec<(NodeId, NodeId)> = cluster.node_ids().zip(cluster.node_ids().skip(1)).collect();
    let is_unknown = |network: &NetworkId| {
        let mut pairs = ends.iter().map(|(a, b)| Ends::Pair(*a, *b));
        reach.is_cluster_network(*network)
            && pairs.any(|ends| reach.works(*network, ends) && reach.link(*network, ends).is_none())
    };
    cluster.network_ids().filter(is_unknown).collect()
}
