use crate::model::{Cluster, InterfaceState, Network, NetworkId, NetworkState, NodeId};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::{controller_networks, is_disabled};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR103",
    name: "partitioned-network",
    severity: Severity::Warning,
    summary: "A cluster network is partitioned: at least two nodes cannot reach each other over it.",
    doc: "\
## What it checks

Whether the state of a network with role 1, 2 or 3 is `Partitioned`. A network of management
controllers is left to CR104, which knows the cause.

## Why it matters

For the nodes that do not reach each other the network is no path, so they have one spare less than it seems.
A network whose adapters never reach another node, such as one per node of a storage fabric, is partitioned
for ever and hides real faults.

## Example

`SAN1  Partitioned  30240  Cluster`: every node has its own link to the storage, and none leads to another
node (event 1129).

## What to do

If the network is not meant to join the nodes, give it role 0. Else compare VLAN, switch port, subnet mask
and firewall of the interfaces that are not Up.

## References

- [Network states](https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_network_state)
- [A partitioned SAN network](http://www.youdidwhatwithtsql.com/cluster-network-san1-is-partitioned/1288)
",
    reference: "https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_network_state",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// A network over which at least two nodes cannot reach each other.
#[derive(Debug)]
struct Partitioned {
    network: NetworkId,
    /// The nodes whose interfaces are not Up.
    cut_off: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let is_partitioned =
        |network: &Network| network.state == NetworkState::Partitioned && !is_disabled(network);
    let networks = cluster.networks_by_id().filter(|(_, network)| is_partitioned(network));
    let networks: Vec<NetworkId> = networks.map(|(id, _)| id).collect();
    if networks.is_empty() {
        return Ok(Vec::new());
    }
    let bmc = controller_networks(cluster);
    let networks = networks.into_iter().filter(|network| !bmc.contains_key(network));
    Ok(found(networks.map(|network| Partitioned { network, cut_off: cut_off(context, network) })))
}

fn cut_off(context: &Context<'_>, network: NetworkId) -> Vec<NodeId> {
    let is_cut_off = |state| matches!(state, InterfaceState::Failed | InterfaceState::Unreachable);
    let interfaces = context.interfaces_on(network).filter(|interface| is_cut_off(interface.state));
    let mut nodes: Vec<NodeId> = interfaces.map(|interface| interface.node).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

impl Facts for Partitioned {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let mut message =
            format!("{} is Partitioned: at least two nodes cannot reach each other over it", network.name);
        let nodes: Vec<&str> = self.cut_off.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
        if !nodes.is_empty() {
            message += &format!("; the interfaces of {} are not Up", words::list(&nodes));
        }
        let fix = format!(
            "give {} role 0 if it is not meant to join the nodes, \
             else check VLAN, switch port, subnet mask and firewall of its interfaces",
            network.name
        );
        Hit::new(Target::network(network), message, fix)
            .with("state", "partitioned")
            .with("role", network.role)
            .observed()
            .about(self.cut_off.iter().map(|&node| Target::node(&cluster.nodes[node])))
            .at_fault(self.cut_off.iter().copied())
            .with("nodes", words::first(&nodes))
            .with("node_count", nodes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn a_partitioned_network_is_reported_with_the_interfaces_that_are_cut_off() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SAN1", "SAN2"]);
        cluster.networks[1].state = NetworkState::Partitioned;
        cluster.networks[2].state = NetworkState::Partitioned;
        cluster.networks[2].role = Some(Role::None);
        cluster.interfaces[3].state = InterfaceState::Unreachable;
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "SAN1 is Partitioned: at least two nodes cannot reach each other over it; the interfaces of N2 are not Up"
        );
    }

    #[test]
    fn a_bmc_network_is_left_to_its_own_rule() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Cluster Network 1"]);
        cluster.networks[0].state = NetworkState::Partitioned;
        cluster.interfaces[0].adapter = Some("Remote NDIS Compatible Device".to_owned());
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
