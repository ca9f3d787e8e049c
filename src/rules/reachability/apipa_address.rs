use crate::model::{Cluster, Interface, Network, NetworkId, NodeId};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{controller_networks, is_disabled};
use crate::words;
use std::net::IpAddr;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR105",
    name: "apipa-address",
    severity: Severity::Warning,
    summary: "A cluster network uses addresses that Windows made up (169.254.0.0/16).",
    doc: "\
## What it checks

Whether a network with role 1, 2 or 3 has a subnet in 169.254.0.0/16 (APIPA), or an interface on it such an
address. A network of Remote NDIS adapters is left to CR104.

## Why it matters

Windows gives itself such an address when no DHCP server answers and none is set by hand. It is not routed,
changes without notice, and belongs to the range that the cluster's own virtual adapter uses. Cluster
validation warns about it.

## Example

The storage adapter of one node lost its static address after a driver update and shows 169.254.17.3.

## What to do

Set a static address of the subnet that the other nodes use, or make the DHCP server answer. Give the network
role 0 if the cluster is not meant to use it.

## References

- [Test-Cluster: Validate IP Configuration](https://learn.microsoft.com/powershell/module/failoverclusters/test-cluster)
- [NetFT and its own addresses](https://techcommunity.microsoft.com/t5/itops-talk-blog/failover-clustering-networking-basics-and-fundamentals/ba-p/1472460)
",
    reference: "https://learn.microsoft.com/powershell/module/failoverclusters/test-cluster",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::Addresses],
    assumes: &[],
    check,
};

/// The rule fires on a network, or on one interface of a network that has other subnets.
#[derive(Debug)]
enum ApipaAddress {
    Network(NetworkId, Vec<NodeId>),
    Interface { name: String, node: NodeId, network: NetworkId, address: IpAddr, dhcp: Option<bool> },
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let networks = cluster.networks_by_id().filter(|(_, network)| has_apipa_subnet(network));
    let networks = networks.map(|(id, _)| {
        let mut nodes: Vec<NodeId> = context.interfaces_on(id).map(|interface| interface.node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        ApipaAddress::Network(id, nodes)
    });
    // An interface is worth a finding of its own only if its network does not say the same of all of them.
    let interfaces = cluster.interfaces.iter().filter(|i| !has_apipa_subnet(&cluster.networks[i.network]));
    let interfaces = interfaces.filter_map(|i| {
        let (name, network, dhcp) = (i.name.clone(), i.network, i.dhcp);
        Some(ApipaAddress::Interface { name, node: i.node, network, address: apipa_address(i)?, dhcp })
    });
    let all: Vec<ApipaAddress> =
        networks.chain(interfaces).filter(|facts| !is_disabled(&cluster.networks[facts.network()])).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let bmc = controller_networks(cluster);
    Ok(found(all.into_iter().filter(|facts| !bmc.contains_key(&facts.network()))))
}

fn has_apipa_subnet(network: &Network) -> bool {
    network.prefixes.iter().any(|prefix| is_apipa(&prefix.addr()))
}

fn apipa_address(interface: &Interface) -> Option<IpAddr> {
    interface.addresses.iter().copied().find(is_apipa)
}

fn is_apipa(address: &IpAddr) -> bool {
    matches!(address, IpAddr::V4(v4) if v4.is_link_local())
}

impl ApipaAddress {
    fn network(&self) -> NetworkId {
        match self {
            Self::Network(network, _) | Self::Interface { network, .. } => *network,
        }
    }
}

impl Facts for ApipaAddress {
    fn say(&self, cluster: &Cluster) -> Hit {
        match self {
            Self::Network(network, nodes) => of_network(cluster, *network, nodes),
            Self::Interface { name, node, address, dhcp, .. } => of_interface(name, *address, *dhcp)
                .about([Target::node(&cluster.nodes[*node])])
                .at_fault([*node]),
        }
    }
}

fn of_network(cluster: &Cluster, network: NetworkId, nodes: &[NodeId]) -> Hit {
    let network = &cluster.networks[network];
    let names: Vec<&str> = nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
    let of = if names.is_empty() { String::new() } else { format!(" (adapters of {})", words::list(&names)) };
    let subnets = network.prefixes.iter().filter(|prefix| is_apipa(&prefix.addr()));
    let subnets: Vec<String> = subnets.map(ToString::to_string).collect();
    let message = format!(
        "{}{of} has the subnet {}, whose addresses Windows makes up",
        network.name,
        subnets.join(", ")
    );
    let fix = format!(
        "give the adapters on {} static addresses, or the network role 0 if the cluster is not meant to use it",
        network.name
    );
    Hit::new(Target::network(network), message, fix)
        .about(nodes.iter().map(|&node| Target::node(&cluster.nodes[node])))
        .at_fault(nodes.iter().copied())
        .with("subnets", subnets)
}

fn of_interface(name: &str, address: IpAddr, dhcp: Option<bool>) -> Hit {
    let address = address.to_string();
    let message = format!("{name} has the address {address}, which Windows made up");
    let fix = "set a static address of the network's subnet, or make the DHCP server answer";
    Hit::new(Target::interface(name), message, fix).with("address", address).with("dhcp", dhcp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn a_network_is_reported_once_and_a_single_interface_by_itself() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.interfaces[3].addresses.push("169.254.17.3".parse().unwrap());
        assert_eq!(testing::targets(&RULE, &cluster), ["N2 - SMB"]);
        cluster.networks[1].prefixes = vec!["169.254.0.0/16".parse().unwrap()];
        assert_eq!(testing::targets(&RULE, &cluster), ["SMB"]);
    }

    #[test]
    fn ipv6_link_local_and_role_0_are_fine() {
        let mut cluster = testing::cluster(&["N1"], &["LAN", "USB"]);
        cluster.interfaces[0].addresses.push("fe80::1".parse().unwrap());
        cluster.networks[1].prefixes = vec!["169.254.0.0/16".parse().unwrap()];
        cluster.networks[1].role = Some(Role::None);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
