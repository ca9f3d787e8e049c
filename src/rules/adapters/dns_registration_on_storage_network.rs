use crate::model::{Cluster, Interface, NetworkId, NodeId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides;
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR508",
    name: "dns-registration-on-storage-network",
    severity: Severity::Info,
    summary: "Adapters of storage or cluster-only networks write their addresses to DNS.",
    doc: "\
## What it checks

Whether adapters of networks with role 0 or 1 have `RegisterThisConnectionsAddress` on, where the node has another
network, with role 3, for clients. An adapter with a default gateway is left out: clients may reach it. On is what
Windows has by default.

## Why it matters

The name of the node then resolves to addresses that only cluster nodes reach. Whoever goes by the name, administrators,
backup and monitoring, may try one of these first and wait.

## Example

`SMB1` and `SMB2` register 10.0.1.11 and 10.0.2.11 for N1 beside the address of `Management`.

## What to do

Switch it off with `Set-DnsClient -RegisterThisConnectionsAddress $false` for these adapters, and remove the records
that are there.

## References

- [Private heartbeat configuration on a cluster server](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/private-heartbeat-configuration-on-cluster-server)
- [Set-DnsClient](https://learn.microsoft.com/powershell/module/dnsclient/set-dnsclient)
",
    reference: "https://learn.microsoft.com/troubleshoot/windows-server/high-availability/private-heartbeat-configuration-on-cluster-server",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::DnsRegistration],
    assumes: &[],
    check,
};

/// Networks that clients do not reach, with nodes that register their addresses there.
#[derive(Debug)]
struct Registers {
    networks: Vec<NetworkId>,
    nodes: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let role = |interface: &Interface| cluster.networks[interface.network].role;
    let with_client: BTreeSet<NodeId> = cluster
        .interfaces
        .iter()
        .filter(|interface| role(interface) == Some(Role::ClusterAndClient))
        .map(|interface| interface.node)
        .collect();
    let registers = cluster.interfaces.iter().filter(|interface| {
        matches!(role(interface), Some(Role::None | Role::Cluster))
            && interface.registers_in_dns == Some(true)
            && interface.default_gateway != Some(true)
            && with_client.contains(&interface.node)
    });
    let (mut networks, mut nodes) = (BTreeSet::new(), BTreeSet::new());
    for interface in registers {
        networks.insert(interface.network);
        nodes.insert(interface.node);
    }
    let one = Registers { networks: networks.into_iter().collect(), nodes: nodes.into_iter().collect() };
    Ok(found((!one.nodes.is_empty()).then_some(one)))
}

impl Facts for Registers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (nodes, networks) =
            (sides::nodes(cluster, &self.nodes), sides::networks(cluster, &self.networks));
        let register = if self.nodes.len() == 1 { "writes its" } else { "write their" };
        let message = format!(
            "{nodes} {register} addresses of {networks} to DNS, although clients do not reach them there"
        );
        let advice = format!(
            "switch RegisterThisConnectionsAddress off with Set-DnsClient for the adapters of {networks}, and remove \
             their records from DNS"
        );
        let networks_as_targets =
            self.networks.iter().map(|&network| Target::network(&cluster.networks[network]));
        Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(networks_as_targets)
            .with("nodes", words::first(&sides::names(cluster, &self.nodes)))
            .with("networks", words::first(&words::networks(cluster, &self.networks)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn only_networks_without_clients_beside_one_with_them_count() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Management", "SMB1", "iSCSI"]);
        cluster.networks[2].role = Some(Role::None);
        cluster.interfaces.iter_mut().for_each(|interface| interface.registers_in_dns = Some(true));
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(
            hits[0].message.starts_with("N1 and N2 write their addresses of networks SMB1 and iSCSI to DNS")
        );
        cluster.interfaces.iter_mut().for_each(|interface| interface.default_gateway = Some(true));
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
