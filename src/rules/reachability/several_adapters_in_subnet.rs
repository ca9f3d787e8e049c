use crate::model::{Cluster, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::carries_cluster_traffic;
use crate::words;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR113",
    name: "several-adapters-in-subnet",
    severity: Severity::Warning,
    summary: "A node has several adapters in one subnet, and this Windows uses one of them.",
    doc: "\
## What it checks

Whether a node has more than one adapter on the same network with role 1 or 3, on Windows Server 2012 R2 and earlier.

## Why it matters

Before Windows Server 2016 the cluster uses one adapter per node and subnet. The second adapter in the same subnet
carries nothing of the cluster and is no spare either: when the first fails, the network fails for that node.

## Example

Both storage adapters of `N1` have addresses in 10.15.1.0/24; shared volume traffic uses one of them.

## What to do

Give the second adapter a subnet (and VLAN) of its own, so that it becomes a second cluster network, or team the two.

## References

- [SMB Multichannel in clusters](https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel",
    since: "0.2.0",
    versions: Versions::until(WindowsVersion::V2012R2),
    needs: &[Need::Interfaces],
    assumes: &[],
    check,
};

/// A network on which nodes have several adapters.
#[derive(Debug)]
struct SeveralAdapters {
    network: NetworkId,
    nodes: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id();
    let in_use = networks.filter(|(_, network)| carries_cluster_traffic(network));
    Ok(found(in_use.filter_map(|(network, _)| {
        let mut count: BTreeMap<NodeId, usize> = BTreeMap::new();
        context.interfaces_on(network).for_each(|interface| *count.entry(interface.node).or_default() += 1);
        let nodes: Vec<NodeId> = count.into_iter().filter(|(_, n)| *n > 1).map(|(node, _)| node).collect();
        (!nodes.is_empty()).then_some(SeveralAdapters { network, nodes })
    })))
}

impl Facts for SeveralAdapters {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let nodes: Vec<&str> = self.nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
        let have = if nodes.len() == 1 { "has" } else { "have" };
        let message = format!(
            "{} {have} several adapters in the same subnet, on {}: before Windows Server 2016 the cluster uses one \
             of them",
            words::list(&nodes),
            network.name
        );
        let advice =
            format!("give the second adapter on {} a subnet of its own, or team the two", network.name);
        Hit::new(Target::network(network), message, advice)
            .about(self.nodes.iter().map(|&node| Target::node(&cluster.nodes[node])))
            .with("nodes", words::first(&nodes))
            .with("network", network.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn a_second_adapter_of_a_node_counts_and_other_nodes_do_not() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B"]);
        assert!(testing::check(&RULE, &cluster).is_empty());
        let second = testing::interface(&cluster, NodeId::at(1), NetworkId::at(1));
        cluster.interfaces.push(second);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert!(
            hit.message.starts_with("N2 has several adapters in the same subnet, on B"),
            "{}",
            hit.message
        );
    }
}
