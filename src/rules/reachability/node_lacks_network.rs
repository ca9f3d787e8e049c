use crate::model::{Cluster, NetworkId, NodeId, Role};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{carries_cluster_traffic, is_down};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR114",
    name: "node-lacks-network",
    severity: Severity::Warning,
    summary: "A node has no adapter on a network that its peers have.",
    doc: "\
## What it checks

Whether nodes that are up have no adapter on a network with role 1 or 3 that nearly all other nodes have: one node in
three or four, at most a quarter of a larger cluster. Designs without switches, where every cluster-only network joins
two nodes, and the halves of a stretched cluster are no such case. A node whose adapter is alone on another network
is told with that network: a wrong mask, VLAN or address puts it there.

## Why it matters

The node takes part in everything that uses the network over another one: shared volume traffic and live migration
to it go over the client network or a slower one, and it has one path less than the others. The reason is one missing,
disabled or wrongly set adapter, and not the order of networks.

## Example

`N1` to `N3` have an adapter on `SMB2`, `N4` has none.

## What to do

Look on that node for the adapter that belongs to the network: disabled, unplugged, without address, with another
mask or VLAN. Cluster networks appear by themselves when the address is right.

## References

- [Requirements for failover clusters](https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[Need::Nodes, Need::Interfaces],
    assumes: &[],
    check,
};

/// Nodes that lack networks their peers have.
#[derive(Debug)]
struct LacksNetwork {
    nodes: Vec<NodeId>,
    networks: Vec<NetworkId>,
    /// Networks on which one of them is alone.
    alone_on: Vec<NetworkId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let up: BTreeSet<NodeId> =
        cluster.node_ids().filter(|&node| cluster.nodes[node].up != Some(false)).collect();
    let in_use = cluster.networks_by_id().filter(|(_, n)| carries_cluster_traffic(n) && !is_down(n));
    let on = |network: NetworkId| -> BTreeSet<NodeId> {
        context.interfaces_on(network).map(|interface| interface.node).collect()
    };
    let members: Vec<(NetworkId, BTreeSet<NodeId>)> = in_use.map(|(id, _)| (id, on(id))).collect();
    // Every pair has a network of its own, as without switches.
    let private = members.iter().filter(|(id, _)| cluster.networks[*id].role == Some(Role::Cluster));
    let is_switchless = up.len() > 2 && private.clone().all(|(_, nodes)| nodes.len() <= 2);
    let mut missing: BTreeMap<Vec<NodeId>, Vec<NetworkId>> = BTreeMap::new();
    for (network, nodes) in &members {
        let lacking: Vec<NodeId> = up.difference(nodes).copied().collect();
        let few = lacking.len() <= (up.len() / 4).max(1) && nodes.len() > lacking.len();
        let pairwise = is_switchless && cluster.networks[*network].role == Some(Role::Cluster);
        if !lacking.is_empty() && few && up.len() > 2 && !pairwise {
            missing.entry(lacking).or_default().push(*network);
        }
    }
    Ok(found(missing.into_iter().map(|(nodes, networks)| {
        let is_alone = |(_, on): &&(NetworkId, BTreeSet<NodeId>)| {
            on.len() == 1 && on.iter().all(|node| nodes.contains(node))
        };
        let alone_on = members.iter().filter(is_alone).map(|(network, _)| *network).collect();
        LacksNetwork { nodes, networks, alone_on }
    })))
}

impl Facts for LacksNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let nodes: Vec<&str> = self.nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
        let (networks, alone) =
            (words::networks(cluster, &self.networks), words::networks(cluster, &self.alone_on));
        let have = if nodes.len() == 1 { "has" } else { "have" };
        let there = match alone.is_empty() {
            true => String::new(),
            false => format!(
                ", and is alone on {}, where a wrong mask, VLAN or address may have put it",
                words::list(&alone)
            ),
        };
        let message = format!(
            "{} {have} no adapter on {}, which the other nodes have{there}",
            words::list(&nodes),
            words::list(&networks)
        );
        let advice = format!(
            "look on {} for the adapter that belongs to {}: disabled, unplugged, or with a wrong address, mask or VLAN",
            words::list(&nodes),
            words::list(&networks)
        );
        let all = self.networks.iter().chain(&self.alone_on);
        Hit::new(Target::node(&cluster.nodes[self.nodes[0]]), message, advice)
            .about(self.nodes.iter().map(|&node| Target::node(&cluster.nodes[node])))
            .about(all.map(|&n| Target::network(&cluster.networks[n])))
            .at_fault(self.nodes.iter().copied())
            .with("nodes", words::first(&nodes))
            .with("networks", words::first(&networks))
            .with("alone_on", words::first(&alone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    fn messages(cluster: &Cluster) -> Vec<String> {
        testing::check(&RULE, cluster).into_iter().map(|hit| hit.message).collect()
    }

    #[test]
    fn the_node_without_its_adapter_is_named() {
        let mut cluster = testing::cluster(&["N1", "N2", "N3", "N4"], &["LAN", "SMB1", "SMB2"]);
        assert!(messages(&cluster).is_empty());
        cluster.interfaces.retain(|i| (i.node.place(), i.network.place()) != (3, 2));
        assert_eq!(messages(&cluster), ["N4 has no adapter on SMB2, which the other nodes have"]);
        let lost = testing::network("Cluster Network 4", 9);
        cluster.networks.push(lost);
        let alone = testing::interface(&cluster, NodeId::at(3), NetworkId::at(3));
        cluster.interfaces.push(alone);
        assert!(messages(&cluster)[0].contains("and is alone on Cluster Network 4"));
        cluster.nodes[3].up = Some(false);
        assert!(messages(&cluster).is_empty());
    }

    #[test]
    fn sites_and_designs_without_switches_are_no_fault() {
        let mut sites = testing::cluster(&["A1", "A2", "B1", "B2"], &["Site A", "Site B", "SR"]);
        sites.interfaces.retain(|i| i.network.place() == 2 || i.node.place() / 2 == i.network.place());
        assert!(messages(&sites).is_empty());
        let mut ring = testing::cluster(&["A", "B", "C"], &["AB", "BC", "AC"]);
        let on = |network: usize, node: usize| [[0, 1], [1, 2], [0, 2]][network].contains(&node);
        ring.interfaces.retain(|i| on(i.network.place(), i.node.place()));
        assert!(messages(&ring).is_empty());
    }
}
