use crate::model::{Cluster, NetworkId, NodeId};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{carries_cluster_traffic, is_down};
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR115",
    name: "one-node-network",
    severity: Severity::Warning,
    summary: "A cluster network has adapters of one node only.",
    doc: "\
## What it checks

Whether a network with role 1 or 3 has interfaces of a single node, in a cluster of several. Subnets of sites or of
an availability group, each of which has one node by design, are left out: networks with role 3 where every node is
alone on one.

## Why it matters

Such a network joins nobody. It usually appears when an adapter got a wrong address, mask or VLAN, or when one was
added on one node only, and then the network that it should be on lacks that node.

## Example

`Cluster Network 4` has one interface, of `N2`.

## What to do

Compare the address and mask of that adapter with those of its peers; give the network role 0 if the adapter is not
meant for the cluster.

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

/// A network on which one node is alone.
#[derive(Debug)]
struct OneNode {
    network: NetworkId,
    node: NodeId,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let in_use = cluster.networks_by_id().filter(|(_, n)| carries_cluster_traffic(n) && !is_down(n));
    let alone = in_use.filter_map(|(network, _)| {
        let nodes: BTreeSet<NodeId> =
            context.interfaces_on(network).map(|interface| interface.node).collect();
        let mut nodes = nodes.into_iter();
        Some(OneNode { network, node: nodes.next().filter(|_| nodes.next().is_none())? })
    });
    let alone: Vec<OneNode> = alone.collect();
    // Each node in a subnet of its own: an availability group over subnets, or one node per site.
    let nodes: BTreeSet<NodeId> = alone.iter().map(|one| one.node).collect();
    let by_design = nodes.len() == cluster.nodes.len();
    Ok(found(alone.into_iter().filter(|_| !by_design)))
}

impl Facts for OneNode {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (network, node) = (&cluster.networks[self.network], &cluster.nodes[self.node]);
        let message = format!("{} joins nobody: only {} has an adapter on it", network.name, node.name);
        let advice = format!(
            "compare address, mask and VLAN of that adapter of {} with those of its peers; role 0 if it is not meant \
             for the cluster",
            node.name
        );
        Hit::new(Target::network(network), message, advice)
            .about([Target::node(node)])
            .at_fault([self.node])
            .with("node", node.name.as_str())
            .with("role", network.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn one_adapter_alone_is_reported_and_a_subnet_per_node_is_not() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "Lost"]);
        cluster.interfaces.retain(|i| i.network.place() == 0 || i.node.place() == 1);
        assert_eq!(testing::targets(&RULE, &cluster), ["Lost"]);
        let mut group = testing::cluster(&["N1", "N2"], &["Subnet 1", "Subnet 2"]);
        group.interfaces.retain(|i| i.network.place() == i.node.place());
        assert!(testing::check(&RULE, &group).is_empty());
    }
}
