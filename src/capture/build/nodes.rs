//! The nodes that any section names, in order of name.

use crate::capture::typed::{Host, Interface, Node as Said, State, Volume};
use crate::model::Node;
use std::collections::BTreeMap;

/// Only `Get-ClusterNode` and the hosts know more than a name.
pub(super) fn all(
    nodes: &[Said],
    interfaces: Option<&[Interface]>,
    volumes: Option<&[Volume]>,
    states: Option<&[State]>,
    hosts: Option<&[Host]>,
) -> Vec<Node> {
    let mut found: BTreeMap<String, Node> = BTreeMap::new();
    let mut add = |name: &str, up: Option<bool>, build: Option<u32>| {
        let new = || Node { name: name.to_owned(), ..Node::default() };
        let node = found.entry(name.to_lowercase()).or_insert_with(new);
        node.up = node.up.or(up);
        node.build = node.build.or(build);
    };
    nodes.iter().for_each(|node| add(&node.name, node.up, node.build));
    let of_interfaces = interfaces.into_iter().flatten().filter_map(|interface| interface.node.as_deref());
    of_interfaces.for_each(|name| add(name, None, None));
    let of_volumes = volumes.into_iter().flatten().filter_map(|volume| volume.owner.as_deref());
    of_volumes.for_each(|name| add(name, None, None));
    let of_states = states.into_iter().flatten().filter_map(|state| state.node.as_deref());
    of_states.for_each(|name| add(name, None, None));
    hosts.into_iter().flatten().for_each(|host| add(&host.node, None, host.build));
    found.into_values().collect()
}
