use crate::model::{Cluster, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::carries_cluster_traffic;
use crate::words;
use ipnet::IpNet;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR116",
    name: "merged-storage-networks",
    severity: Severity::Warning,
    summary: "Two networks of all nodes became one cluster network.",
    doc: "\
## What it checks

Whether a cluster network with role 1 or 3 holds several IPv4 subnets, in each of which every node of the network has an
adapter of its own. An adapter with addresses in several subnets is none of these.

## Why it matters

Adapters that once shared a subnet, IPv4 or IPv6, stay in one cluster network. NetFT and live migration see one network
where there are two: a migration does not use both links side by side, and one that fails is not a network that fails.
Updates of Azure Local refuse to start.

## Example

`Storage` holds 10.71.1.0/24 and 10.71.2.0/24, since both adapters got an address by DHCP before they had their own.

## What to do

See that the adapters share no subnet and no IPv6 prefix, then let the cluster find the networks anew as the guide below
says. The ids of networks change: set the lists of live migration again afterwards.

## References

- [Merged storage networks block updates](https://github.com/Azure/AzureLocal-Supportability/blob/main/TSG/Networking/Host-Network/Troubleshoot-ClusterNetworks-MergedStorageNetworksBlockUpdate.md)
- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
",
    reference: "https://github.com/Azure/AzureLocal-Supportability/blob/main/TSG/Networking/Host-Network/Troubleshoot-ClusterNetworks-MergedStorageNetworksBlockUpdate.md",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2016),
    needs: &[Need::Nodes, Need::Addresses, Need::Interfaces],
    assumes: &[],
    check,
};

/// A network with subnets that could be networks of their own.
#[derive(Debug)]
struct Merged {
    network: NetworkId,
    subnets: Vec<IpNet>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id().filter(|(_, network)| carries_cluster_traffic(network));
    Ok(found(networks.filter_map(|(id, network)| {
        let several: Vec<IpNet> =
            network.prefixes.iter().copied().filter(|prefix| prefix.addr().is_ipv4()).collect();
        if several.len() < 2 {
            return None;
        }
        let nodes: BTreeSet<NodeId> = context.interfaces_on(id).map(|interface| interface.node).collect();
        let subnets: Vec<IpNet> =
            several.into_iter().filter(|subnet| nodes_in(context, id, subnet) == nodes).collect();
        (nodes.len() > 1 && subnets.len() > 1).then_some(Merged { network: id, subnets })
    })))
}

/// The nodes with an adapter on the network that has IPv4 addresses of this subnet and of no other.
fn nodes_in(context: &Context<'_>, network: NetworkId, subnet: &IpNet) -> BTreeSet<NodeId> {
    let is_in = |addresses: &[std::net::IpAddr]| {
        let mut v4 = addresses.iter().filter(|address| address.is_ipv4()).peekable();
        v4.peek().is_some() && v4.all(|address| subnet.contains(address))
    };
    let adapters = context.interfaces_on(network).filter(|interface| is_in(&interface.addresses));
    adapters.map(|interface| interface.node).collect()
}

impl Facts for Merged {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let subnets: Vec<String> = self.subnets.iter().map(IpNet::to_string).collect();
        let message = format!(
            "network {} is {} subnets in one, {}, and every node has an adapter in each: the cluster and live migration \
             see a single network",
            network.name,
            subnets.len(),
            words::list(&subnets)
        );
        let advice = format!(
            "see that the adapters of {} share no subnet and no IPv6 prefix any more, and let the cluster find the \
             networks anew as the guide says; then set the lists of live migration again, because ids change",
            network.name
        );
        Hit::new(Target::network(network), message, advice).with("subnets", words::first(&subnets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    /// Two storage adapters per node in one network of two subnets.
    fn cluster() -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Storage", "Gone"]);
        cluster.networks.truncate(1);
        cluster.networks[0].prefixes =
            ["10.0.0.0/24", "10.0.1.0/24"].map(|text| text.parse().unwrap()).to_vec();
        cluster.interfaces.iter_mut().for_each(|interface| interface.network = NetworkId::at(0));
        cluster
    }

    #[test]
    fn an_adapter_of_every_node_in_each_subnet_is_a_merge() {
        assert_eq!(
            testing::check(&RULE, &cluster())[0].message,
            "network Storage is 2 subnets in one, 10.0.0.0/24 and 10.0.1.0/24, and every node has an adapter in each: the \
             cluster and live migration see a single network"
        );
    }

    #[test]
    fn a_subnet_per_site_and_two_addresses_of_one_adapter_are_none() {
        let mut sites = cluster();
        sites.interfaces.retain(|interface| {
            let second = "10.0.1.0/24".parse::<IpNet>().unwrap();
            second.contains(&interface.addresses[0]) == (interface.node == NodeId::at(1))
        });
        assert!(testing::check(&RULE, &sites).is_empty());
        let mut both = cluster();
        for interface in &mut both.interfaces {
            let last = interface.node.place() + 1;
            interface.addresses = [format!("10.0.0.{last}"), format!("10.0.1.{last}")]
                .map(|text| text.parse().unwrap())
                .to_vec();
        }
        assert!(testing::check(&RULE, &both).is_empty());
    }
}
