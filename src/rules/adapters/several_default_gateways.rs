use crate::model::{Cluster, NetworkId, NodeId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR507",
    name: "several-default-gateways",
    severity: Severity::Warning,
    summary: "A node has a default gateway on more than one cluster network.",
    doc: "\
## What it checks

Whether the adapters of a node on several cluster networks have a default route with a gateway each.

## Why it matters

A node uses one default gateway at a time. Which one follows from metrics of interfaces and from which answered last, so
clients, domain controllers and witness may be reached over a storage or cluster network today and not at all tomorrow.
A cluster also takes a network with a gateway for one that is open to clients when it finds the network.

## Example

On N2 `Management` has the gateway 10.0.0.1 and `Cluster` a forgotten 10.0.1.1.

## What to do

Leave the gateway on the management network and take it off the others. What has to be reached over another network gets
a persistent route that is bound to its interface.

## References

- [Default gateway configuration for multihomed computers](https://support.microsoft.com/en-us/kb/157025)
- [Active route is removed](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/active-route-removed)
",
    reference: "https://support.microsoft.com/en-us/kb/157025",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::DefaultGateways],
    assumes: &[],
    check,
};

/// Nodes with default gateways on these networks.
#[derive(Debug)]
struct SeveralGateways {
    networks: Vec<NetworkId>,
    nodes: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let mut of_node: BTreeMap<NodeId, BTreeSet<NetworkId>> = BTreeMap::new();
    for interface in context.cluster.interfaces.iter().filter(|one| one.default_gateway == Some(true)) {
        of_node.entry(interface.node).or_default().insert(interface.network);
    }
    let mut alike: BTreeMap<BTreeSet<NetworkId>, Vec<NodeId>> = BTreeMap::new();
    for (node, networks) in of_node.into_iter().filter(|(_, networks)| networks.len() > 1) {
        alike.entry(networks).or_default().push(node);
    }
    Ok(found(
        alike
            .into_iter()
            .map(|(networks, nodes)| SeveralGateways { networks: networks.into_iter().collect(), nodes }),
    ))
}

impl Facts for SeveralGateways {
    fn say(&self, cluster: &Cluster) -> Hit {
        let nodes = sides::nodes(cluster, &self.nodes);
        let (has, uses) = if self.nodes.len() == 1 { ("has", "uses") } else { ("have", "use") };
        let networks = sides::networks(cluster, &self.networks);
        let message = format!("{nodes} {has} a default gateway on {networks} each, and {uses} one at a time");
        let is_private = |n: &&NetworkId| cluster.networks[**n].role != Some(Role::ClusterAndClient);
        let private: Vec<NetworkId> = self.networks.iter().filter(is_private).copied().collect();
        let advice = match private.is_empty() || private.len() == self.networks.len() {
            true => format!("leave one default gateway on {nodes}, that of the management network"),
            false => format!(
                "take the default gateway off the adapters of {} on {nodes}, and give what has to be reached there a \
                 persistent route of its own",
                sides::networks(cluster, &private)
            ),
        };
        Hit::new(Target::node(&cluster.nodes[self.nodes[0]]), message, advice)
            .about(self.nodes.iter().map(|&node| Target::node(&cluster.nodes[node])))
            .about(self.networks.iter().map(|&network| Target::network(&cluster.networks[network])))
            .at_fault(self.nodes.iter().copied())
            .with("nodes", words::first(&sides::names(cluster, &self.nodes)))
            .with("networks", words::first(&words::networks(cluster, &self.networks)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn nodes_with_the_same_gateways_are_one_finding() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Management", "Cluster"]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        for interface in &mut cluster.interfaces {
            interface.default_gateway = Some(interface.network.place() == 0);
        }
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.interfaces[3].default_gateway = Some(true);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(
            hit.message,
            "N2 has a default gateway on networks Management and Cluster each, and uses one at a time"
        );
        assert!(hit.advice.starts_with("take the default gateway off the adapters of network Cluster on N2"));
        cluster.interfaces[2].default_gateway = Some(true);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.starts_with("N1 and N2 have a default gateway"), "{}", hits[0].message);
    }
}
