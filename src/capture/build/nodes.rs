//! The nodes of the cluster, in order of name.

use crate::capture::found::UNKNOWN_NODE;
use crate::capture::typed::{Host, Interface, Node as Said, State, Volume};
use crate::model::{Node, Problem, Unusable};
use crate::names::{folded, same};
use crate::schema::Section;
use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

/// The nodes that any section names. Only `Get-ClusterNode` and the hosts know more than a name. Where it lists the
/// nodes, what else is named as one, and is on no network either, is a problem and no node.
pub(super) fn all(
    nodes: &[Said],
    interfaces: Option<&[Interface]>,
    volumes: Option<&[Volume]>,
    states: Option<&[State]>,
    hosts: Option<&[Host]>,
) -> (Vec<Node>, Vec<Problem>) {
    let mut found = Found::default();
    nodes.iter().for_each(|node| found.add(&node.name, node.up, node.build));
    let of_interfaces = interfaces.into_iter().flatten().filter_map(|interface| interface.node.as_deref());
    of_interfaces.for_each(|name| found.add(name, None, None));
    let (unknown, named): (Vec<_>, Vec<_>) =
        named(volumes, states, hosts).into_iter().partition(Named::is_unknown);
    // One listed node may be the one that was asked for, and not all there are.
    let is_whole = nodes.len() > 1;
    let mut strangers = match is_whole {
        true => strangers(&named, &found),
        false => {
            named.iter().for_each(|named| found.add(named.name, None, None));
            Vec::new()
        }
    };
    // A computer that nothing names is one of those that are named, or the only one.
    match found.0.is_empty() {
        true => unknown.iter().for_each(|named| found.add(named.name, None, None)),
        false => strangers.extend(self::strangers(&unknown, &found)),
    }
    for host in hosts.into_iter().flatten() {
        if found.knows(&host.node) {
            found.add(&host.node, None, host.build);
        }
    }
    (found.0.into_values().collect(), strangers)
}

/// Calls a host by its node where the text does not name it: by the addresses that both have.
pub(super) fn name_unknown(hosts: &mut [Host], interfaces: Option<&[Interface]>) {
    for host in hosts.iter_mut().filter(|host| host.node == UNKNOWN_NODE) {
        let own: HashSet<IpAddr> = host.addresses.iter().map(|address| address.ip).collect();
        let connections = host.smb_csv.iter().flatten().map(|connection| connection.client);
        let own: HashSet<IpAddr> = own.into_iter().chain(connections).filter(|ip| !is_local(*ip)).collect();
        let has_it = |interface: &&Interface| interface.addresses.iter().any(|address| own.contains(address));
        let mut nodes = interfaces.into_iter().flatten().filter(has_it).filter_map(|one| one.node.as_deref());
        if let Some(first) = nodes.next().filter(|first| nodes.all(|other| same(first, other))) {
            first.clone_into(&mut host.node);
        }
    }
}

/// Addresses that every computer has.
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
    }
}

/// Nodes by name without case.
#[derive(Default)]
struct Found(BTreeMap<String, Node>);

impl Found {
    fn add(&mut self, name: &str, up: Option<bool>, build: Option<u32>) {
        let new = || Node { name: name.to_owned(), ..Node::default() };
        let node = self.0.entry(folded(name)).or_insert_with(new);
        node.up = node.up.or(up);
        node.build = node.build.or(build);
    }

    fn knows(&self, name: &str) -> bool {
        self.0.contains_key(&folded(name))
    }
}

/// A name of a node where the cluster's own lists of nodes are not.
struct Named<'a> {
    name: &'a str,
    section: Section,
    index: usize,
    property: &'static str,
}

impl Named<'_> {
    /// Whether the text does not say which computer it is.
    fn is_unknown(&self) -> bool {
        self.name == UNKNOWN_NODE
    }
}

fn named<'a>(
    volumes: Option<&'a [Volume]>,
    states: Option<&'a [State]>,
    hosts: Option<&'a [Host]>,
) -> Vec<Named<'a>> {
    let owner = |(index, volume): (usize, &'a Volume)| {
        let name = volume.owner.as_deref()?;
        Some(Named { name, section: Section::SharedVolumes, index, property: "OwnerNode" })
    };
    let state = |state: &'a State| {
        let name = state.node.as_deref()?;
        Some(Named { name, section: Section::SharedVolumeStates, index: state.index, property: "Node" })
    };
    let host = |host: &'a Host| Named {
        name: &host.node,
        section: Section::Hosts,
        index: host.index,
        property: "node",
    };
    let owners = volumes.into_iter().flatten().enumerate().filter_map(owner);
    let of_states = states.into_iter().flatten().filter_map(state);
    owners.chain(of_states).chain(hosts.into_iter().flatten().map(host)).collect()
}

/// The names that are of no node, each once per section.
fn strangers(named: &[Named<'_>], found: &Found) -> Vec<Problem> {
    let mut seen = HashSet::new();
    let strange = named.iter().filter(|named| !found.knows(named.name));
    let once = strange.filter(|named| seen.insert((named.section as usize, folded(named.name))));
    let problem = |named: &Named<'_>| Problem {
        network: None,
        place: format!("capture.{}[{}].{}", named.section.name(), named.index, named.property),
        what: Unusable::NotANode { name: named.name.to_owned() },
    };
    once.map(problem).collect()
}

#[cfg(test)]
mod tests {
    use crate::capture::build::tests::built_of;

    #[test]
    fn what_is_no_node_is_told_and_gets_no_routes() {
        let cluster = built_of(
            r#"{"nodes":[{"Name":"N1"},{"Name":"N2"}],"networks":[{"Name":"A","Role":1,"Metric":1}],
                "shared_volumes":[{"Name":"V","OwnerNode":"N9"},{"Name":"W"}],
                "shared_volume_states":[{"Name":"V","Node":"N8","StateInfo":"Direct"}],
                "hosts":[{"node":"OTHER","vm_host":{"UseAnyNetworkForMigration":true}}]}"#,
        );
        assert_eq!(cluster.nodes.len(), 2);
        let mut places: Vec<&str> = cluster.problems.iter().map(|problem| problem.place.as_str()).collect();
        places.sort_unstable();
        assert_eq!(
            places,
            [
                "capture.hosts[0].node",
                "capture.shared_volume_states[0].Node",
                "capture.shared_volumes[0].OwnerNode",
                "capture.shared_volumes[1].OwnerNode"
            ]
        );
    }

    #[test]
    fn without_a_list_of_nodes_every_name_is_one() {
        let cluster = built_of(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":1}],
                "shared_volumes":[{"Name":"V","OwnerNode":"N9"}]}"#,
        );
        assert_eq!((cluster.nodes.len(), cluster.problems.len()), (1, 0));
    }
}
