use crate::engine::route::Traffic;
use crate::model::{Cluster, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::carries_cluster_traffic;
use crate::rules::shared::sides;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR505",
    name: "binding-off",
    severity: Severity::Warning,
    summary: "File sharing or its client, IPv4 or IPv6, is not bound to an adapter that needs it.",
    doc: "\
## What it checks

Whether File and Printer Sharing for Microsoft Networks (`ms_server`) and Client for Microsoft Networks (`ms_msclient`)
are bound to the adapters of networks that carry traffic of shared volumes, or would when another fails; and whether
IPv4 or IPv6 is bound on some nodes only of a network that has addresses of that family. It is an error where the
cluster has shared volumes and uses the network for them now.

## Why it matters

Traffic of shared volumes is SMB: the coordinator needs the server, every other node the client, and any node may become
the coordinator. Where one is off SMB leaves the network out, or the volume pauses when no other is left. Unbinding both
was good practice for heartbeat adapters before there were shared volumes, and guides still repeat it.

## Example

`Cluster` is to carry redirected I/O; on N2 both were switched off to harden it.

## What to do

Switch them on with `Enable-NetAdapterBinding -ComponentID ms_server` and `ms_msclient`, one node after the other.

## References

- [Use Cluster Shared Volumes in a failover cluster](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
- [Enable-NetAdapterBinding](https://learn.microsoft.com/powershell/module/netadapter/enable-netadapterbinding)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Bindings],
    assumes: &[],
    check,
};

/// Networks of shared volumes on which nodes lack a part of SMB.
#[derive(Debug)]
struct SmbOff {
    networks: Vec<NetworkId>,
    /// The nodes without the server, and those without the client.
    server: Vec<NodeId>,
    client: Vec<NodeId>,
    /// Shared volumes use the networks now, and not only when others fail.
    in_use: bool,
    volumes_known: bool,
}

/// Networks on which some nodes lack a family of addresses that the others have.
#[derive(Debug)]
struct FamilyOff {
    networks: Vec<NetworkId>,
    v6: bool,
    nodes: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(found(smb_off(context)).into_iter().chain(found(family_off(context))).collect())
}

fn smb_off(context: &Context<'_>) -> Vec<SmbOff> {
    let mut used: BTreeMap<NetworkId, bool> = BTreeMap::new();
    for choice in context.choices_of(Traffic::Csv) {
        let wanted = choice.computed_instead.iter().flatten().chain(&choice.networks);
        let spare = choice.failover.iter().map(|&network| (network, false));
        for (network, in_use) in wanted.map(|&network| (network, true)).chain(spare) {
            *used.entry(network).or_default() |= in_use;
        }
    }
    let mut alike: BTreeMap<(bool, Vec<NodeId>, Vec<NodeId>), Vec<NetworkId>> = BTreeMap::new();
    for (network, in_use) in used {
        let off = |is_off: fn(&crate::model::Bindings) -> bool| -> Vec<NodeId> {
            let nodes = context.interfaces_on(network).filter(|interface| is_off(&interface.bindings));
            nodes.map(|interface| interface.node).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let server = off(|bindings| bindings.server == Some(false));
        let client = off(|bindings| bindings.client == Some(false));
        if !server.is_empty() || !client.is_empty() {
            alike.entry((in_use, server, client)).or_default().push(network);
        }
    }
    let volumes_known = context.cluster.volumes.is_some();
    let facts = alike.into_iter().map(|((in_use, server, client), networks)| SmbOff {
        networks,
        server,
        client,
        in_use,
        volumes_known,
    });
    facts.collect()
}

fn family_off(context: &Context<'_>) -> Vec<FamilyOff> {
    let cluster = context.cluster;
    let mut alike: BTreeMap<(bool, Vec<NodeId>), Vec<NetworkId>> = BTreeMap::new();
    for (id, network) in cluster.networks_by_id().filter(|(_, network)| carries_cluster_traffic(network)) {
        for v6 in [false, true] {
            if !network.prefixes.iter().any(|prefix| is_of_family(prefix.addr(), v6)) {
                continue;
            }
            let bound = context.interfaces_on(id).filter_map(|interface| {
                let bound = if v6 { interface.bindings.ipv6 } else { interface.bindings.ipv4 };
                Some((interface.node, bound?))
            });
            let (on, off): (Vec<_>, Vec<_>) = bound.partition(|(_, bound)| *bound);
            let nodes: BTreeSet<NodeId> = off.into_iter().map(|(node, _)| node).collect();
            if !on.is_empty() && !nodes.is_empty() {
                alike.entry((v6, nodes.into_iter().collect())).or_default().push(id);
            }
        }
    }
    let facts = alike.into_iter().map(|((v6, nodes), networks)| FamilyOff { networks, v6, nodes });
    facts.collect()
}

/// Every adapter with IPv6 has a link-local address, and the cluster goes by it only where there is no other.
fn is_of_family(address: IpAddr, v6: bool) -> bool {
    match address {
        IpAddr::V4(_) => !v6,
        IpAddr::V6(address) => v6 && !address.is_unicast_link_local(),
    }
}

const SERVER: &str = "File and Printer Sharing (ms_server)";
const CLIENT: &str = "Client for Microsoft Networks (ms_msclient)";

impl Facts for SmbOff {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (server, client) = (sides::nodes(cluster, &self.server), sides::nodes(cluster, &self.client));
        let (off, components) = match (self.server.is_empty(), self.client.is_empty()) {
            (false, true) => (format!("{SERVER} is off on {server}"), "ms_server"),
            (true, _) => (format!("{CLIENT} is off on {client}"), "ms_msclient"),
            (false, false) if self.server == self.client => {
                (format!("{SERVER} and {CLIENT} are off on {server}"), "ms_server, ms_msclient")
            }
            (false, false) => {
                (format!("{SERVER} is off on {server} and {CLIENT} on {client}"), "ms_server, ms_msclient")
            }
        };
        let networks = sides::networks(cluster, &self.networks);
        let carries = match (self.networks.len(), self.in_use) {
            (1, true) => "is for traffic of shared volumes",
            (_, true) => "are for traffic of shared volumes",
            (1, false) => "is a spare for traffic of shared volumes",
            (_, false) => "are spares for traffic of shared volumes",
        };
        let message =
            format!("{off} for {networks}, which {carries}: SMB cannot use these adapters for any volume");
        let mut nodes: Vec<NodeId> = self.server.iter().chain(&self.client).copied().collect();
        nodes.sort_unstable();
        nodes.dedup();
        let advice = format!(
            "switch on with Enable-NetAdapterBinding -ComponentID {components} for the adapters of {networks} on {}",
            sides::nodes(cluster, &nodes)
        );
        let hit = Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(sides::targets(cluster, &self.networks, &nodes))
            .at_fault(nodes)
            .with("server_off", words::first(&sides::names(cluster, &self.server)))
            .with("client_off", words::first(&sides::names(cluster, &self.client)));
        match (self.volumes_known, self.in_use) {
            (true, true) => hit.severity(Severity::Error),
            (true, false) => hit,
            (false, _) => hit.assuming(Need::SharedVolumes.assumption(), Need::SharedVolumes.collect()),
        }
    }
}

impl Facts for FamilyOff {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (family, component) = if self.v6 { ("IPv6", "ms_tcpip6") } else { ("IPv4", "ms_tcpip") };
        let (nodes, networks) =
            (sides::nodes(cluster, &self.nodes), sides::networks(cluster, &self.networks));
        let message = format!(
            "{family} ({component}) is off on {nodes} for {networks}, where other nodes use it: they have no path of that \
             family to each other"
        );
        let advice = format!(
            "switch on with Enable-NetAdapterBinding -ComponentID {component} for the adapters of {networks} on {nodes}"
        );
        Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(sides::targets(cluster, &self.networks, &self.nodes))
            .at_fault(self.nodes.iter().copied())
            .with("component", component)
            .with("off", words::first(&sides::names(cluster, &self.nodes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bindings, Volume};
    use crate::rules::framework::testing;

    /// Two nodes and two networks that carry a volume's traffic, all bound.
    fn cluster() -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B"]);
        let on = Some(true);
        for interface in &mut cluster.interfaces {
            interface.bindings = Bindings { server: on, client: on, ipv4: on, ipv6: on };
        }
        cluster.volumes =
            Some(vec![Volume { name: "V".to_owned(), owner: Some(NodeId::at(0)), ..Volume::default() }]);
        cluster
    }

    #[test]
    fn what_is_off_is_an_error_where_volumes_use_the_network() {
        let mut cluster = cluster();
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.interfaces[0].bindings.server = Some(false);
        cluster.interfaces[1].bindings.client = Some(false);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(
            hit.message,
            "File and Printer Sharing (ms_server) is off on N1 and Client for Microsoft Networks (ms_msclient) on N2 for \
             network A, which is for traffic of shared volumes: SMB cannot use these adapters for any volume"
        );
        assert_eq!(hit.severity, Some(Severity::Error));
        cluster.volumes = None;
        assert_eq!(testing::check(&RULE, &cluster)[0].severity, None);
        cluster.volumes = Some(Vec::new());
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn networks_with_one_fault_are_one_finding() {
        let mut cluster = cluster();
        for interface in &mut cluster.interfaces {
            interface.bindings.server = Some(interface.node != NodeId::at(1));
            interface.bindings.client = interface.bindings.server;
        }
        let hits = testing::check(&RULE, &cluster);
        assert_eq!((hits.len(), hits[0].at_fault.clone()), (1, vec![NodeId::at(1)]));
        assert!(hits[0].message.contains("are off on N2 for networks A and B"));
    }

    #[test]
    fn a_family_counts_where_the_network_has_it_and_others_use_it() {
        let mut cluster = cluster();
        cluster.interfaces[1].bindings.ipv6 = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.interfaces[1].bindings.ipv4 = Some(false);
        assert!(testing::check(&RULE, &cluster)[0].message.starts_with("IPv4 (ms_tcpip) is off on N2"));
        cluster.interfaces[0].bindings.ipv4 = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
