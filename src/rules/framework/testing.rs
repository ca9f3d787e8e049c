//! Clusters for the tests of the rules, and the call of one rule.

use super::{Context, Hit, Rule, Skip};
use crate::engine::metric::measure;
use crate::model::{
    Cluster, Interface, InterfaceSource, InterfaceState, Network, NetworkId, NetworkState, Node, NodeId,
    Role, WindowsVersion,
};

/// A Windows Server 2022 cluster: every node is up and has an interface on every network; every network is
/// up, role 1, subnet 10.0.i.0/24, automatic metrics 20401, 20402, ...; tests change what they are about.
pub(crate) fn cluster(nodes: &[&str], networks: &[&str]) -> Cluster {
    let mut cluster = Cluster { interface_source: InterfaceSource::Listed, ..Cluster::default() };
    cluster.name = Some("CLUSTER".to_owned());
    cluster.windows.version = Some(WindowsVersion::V2022);
    cluster.nodes = nodes.iter().map(|name| node(name)).collect();
    cluster.networks = networks.iter().enumerate().map(|(i, name)| network(name, i)).collect();
    for network in cluster.network_ids() {
        for node in cluster.node_ids() {
            let interface = interface(&cluster, node, network);
            cluster.interfaces.push(interface);
        }
    }
    cluster
}

/// A node that is up.
pub(crate) fn node(name: &str) -> Node {
    Node { name: name.to_owned(), up: Some(true), build: None }
}

/// A cluster-only network that is up; `index` decides its id, subnet and metric.
pub(crate) fn network(name: &str, index: usize) -> Network {
    Network {
        role_by_metric: false,
        id: Some(format!("00000000-0000-0000-0000-{index:012}")),
        name: name.to_owned(),
        role: Some(Role::Cluster),
        state: NetworkState::Up,
        metric: u32::try_from(20_401 + index).ok(),
        auto_metric: Some(true),
        prefixes: vec![format!("10.{}.{}.0/24", index / 256, index % 256).parse().unwrap()],
        addresses_known: true,
        link: None,
    }
}

/// An interface that is up, by the indexes of its node and network.
pub(crate) fn interface(cluster: &Cluster, node: NodeId, network: NetworkId) -> Interface {
    Interface {
        state: InterfaceState::Up,
        addresses: vec![
            format!("10.{}.{}.{}", network.place() / 256, network.place() % 256, node.place() + 1)
                .parse()
                .unwrap(),
        ],
        adapter: Some("Ethernet Adapter".to_owned()),
        dhcp: Some(false),
        ..Interface::unknown(
            format!("{} - {}", cluster.nodes[node].name, cluster.networks[network].name),
            node,
            network,
        )
    }
}

/// What a rule says of a cluster that meets its needs.
pub(crate) fn try_check(rule: &Rule, cluster: &Cluster) -> Result<Vec<Hit>, Skip> {
    let measure = measure(cluster);
    let found = (rule.check)(&Context::new(cluster, &measure))?;
    Ok(found.iter().map(|facts| facts.say(cluster)).collect())
}

/// The hits of a rule that has all it needs.
pub(crate) fn check(rule: &Rule, cluster: &Cluster) -> Vec<Hit> {
    try_check(rule, cluster).unwrap()
}

/// The names of the targets a rule reports, in order of name.
pub(crate) fn targets(rule: &Rule, cluster: &Cluster) -> Vec<String> {
    let mut names: Vec<_> =
        check(rule, cluster).into_iter().map(|mut hit| hit.targets.remove(0).name).collect();
    names.sort();
    names
}
