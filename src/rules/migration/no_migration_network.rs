use crate::engine::route::Traffic;
use crate::engine::route::reach::{Ends, Reach};
use crate::model::{Cluster, NetworkId, NodeId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{EXCLUDE, atc_advice, names_known};
use crate::rules::shared::migration_routes::none_left;
use crate::rules::shared::node_pairs::NodePairs;
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR406",
    name: "no-migration-network",
    severity: Severity::Error,
    summary: "No network that joins two nodes may carry live migration between them.",
    doc: "\
## What it checks

Whether two nodes that are up have no allowed network in common: every network that joins them is in
`MigrationExcludeNetworks`, or, before Windows Server 2025 and where both are known to be Hyper-V hosts, none joins
them. When the list leaves no network to anybody, CR403 reports that instead.

## Why it matters

Virtual machines cannot be live migrated between these nodes. Draining one of them fails when the others have no
room, and a failure of the pair's other partners leaves only a restart.

## Example

The storage network of A and B, and the management network, are in `MigrationExcludeNetworks`; the storage networks
of the other pairs are not.

## What to do

Allow one of the networks that join the nodes, or join the nodes by an allowed one.

## References

- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
- [MigrationExcludeNetworks](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks)
",
    reference: "https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::Nodes, Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// Pairs of nodes without a network for live migration.
#[derive(Debug)]
struct NoNetwork {
    pairs: NodePairs,
    /// The networks that would join them, but are excluded; empty when none joins them.
    excluded: Vec<NetworkId>,
    /// Whether both ends have a network with role 3 that works, over which they may be routed.
    routed: bool,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let cluster = context.cluster;
    if none_left(context).is_some() {
        return Ok(Vec::new());
    }
    let reach = context.reach();
    let needs_common = cluster.windows.version.is_some_and(|version| version < WindowsVersion::V23H2);
    let (mut shut_out, mut excluded) = (NodePairs::default(), BTreeSet::new());
    let (mut unjoined, mut routed) = (NodePairs::default(), NodePairs::default());
    let migrations = context.routes_of(Traffic::LiveMigration);
    for route in migrations.filter(|route| route.networks.is_empty()) {
        let Some((a, b)) = route.ends() else { continue };
        let between = |n: &NetworkId| reach.works(*n, Ends::Pair(a, b));
        let taken_out: Vec<NetworkId> =
            context.migration_order().excluded.iter().copied().filter(between).collect();
        if !taken_out.is_empty() {
            shut_out.add(route.ends());
            excluded.extend(taken_out);
        } else if needs_common && [a, b].iter().all(|&node| is_working_host(reach, node)) {
            match has_client_network(reach, a) && has_client_network(reach, b) {
                true => routed.add(route.ends()),
                false => unjoined.add(route.ends()),
            }
        }
    }
    let excluded = NoNetwork { pairs: shut_out, excluded: excluded.into_iter().collect(), routed: false };
    let unjoined = NoNetwork { pairs: unjoined, excluded: Vec::new(), routed: false };
    let routed = NoNetwork { pairs: routed, excluded: Vec::new(), routed: true };
    Ok(found([excluded, unjoined, routed].into_iter().filter(|facts| facts.pairs.len() > 0)))
}

/// Whether the node works on some network and says things that only a Hyper-V host can say.
fn is_working_host(reach: &Reach<'_>, node: NodeId) -> bool {
    let host = reach.cluster.host(node);
    let hyper_v = host.is_some_and(|host| host.performance.is_some() || host.migration_subnets.is_some());
    hyper_v && reach.cluster.network_ids().any(|n| reach.works_at(n, node))
}

/// Whether a network with role 3 works for the node: sites of a stretched cluster are routed over such networks.
fn has_client_network(reach: &Reach<'_>, node: NodeId) -> bool {
    let is_client = |n: NetworkId| reach.network(n).role == Some(Role::ClusterAndClient);
    reach.cluster.network_ids().any(|n| is_client(n) && reach.works_at(n, node))
}

impl Facts for NoNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let names = words::networks(cluster, &self.excluded);
        let pairs = self.pairs.phrase(cluster);
        if self.routed {
            return routed(cluster, &self.pairs);
        }
        let (message, fix) = if names.is_empty() {
            let message = format!("no network joins the nodes for live migration {pairs}");
            (message, "join these nodes by a network that is allowed for live migration".to_owned())
        } else {
            let list = words::list(&names);
            let message =
                format!("no network is left for live migration {pairs}, because {EXCLUDE} takes out {list}");
            let advice = atc_advice(cluster);
            (message, format!("take one of {list} out of {EXCLUDE} for each of these pairs{advice}"))
        };
        let hit = Hit::new(Target::cluster(cluster), message, fix).with_pairs(cluster, &self.pairs);
        if names.is_empty() { hit } else { hit.with("excluded", words::first(&names)) }
    }
}

/// Sites without a common network are a design of Microsoft's own; how migration finds its way is not published.
fn routed(cluster: &Cluster, pairs: &NodePairs) -> Hit {
    let message = format!(
        "no one network is on both ends of live migration {}: it has to be routed over their client networks",
        pairs.phrase(cluster)
    );
    let advice = "try one live migration between the sites; where it fails, look at routes and firewalls for TCP port \
                  6600 and SMB between the client networks";
    Hit::new(Target::cluster(cluster), message, advice)
        .severity(Severity::Info)
        .assuming(
            "live migration is routed between the sites",
            "Get-NetTCPConnection -RemotePort 6600, during a migration",
        )
        .with_pairs(cluster, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Host, MigrationLists, MigrationPerformance, NetworkList};
    use crate::rules::framework::testing;

    fn excluding(networks: &[NetworkId]) -> Cluster {
        let mut cluster = testing::cluster(&["A", "B", "C"], &["AB", "BC", "Management"]);
        let is_off =
            |network: NetworkId, node: NodeId| matches!((network.place(), node.place()), (0, 2) | (1, 0));
        cluster.interfaces.retain(|i| !is_off(i.network, i.node));
        let ids: Vec<String> = networks.iter().filter_map(|&n| cluster.networks[n].id.clone()).collect();
        let exclude = Some(NetworkList::parse(&ids.join(";")));
        cluster.migration = Some(MigrationLists { order: Some(NetworkList::default()), exclude });
        cluster
    }

    #[test]
    fn the_pairs_that_the_list_cuts_off_share_a_finding() {
        assert!(testing::check(&RULE, &excluding(&[NetworkId::at(0)])).is_empty());
        let hits = testing::check(&RULE, &excluding(&[NetworkId::at(0), NetworkId::at(2)]));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "no network is left for live migration between A - B and A - C, \
             because MigrationExcludeNetworks takes out AB and Management"
        );
        assert!(
            testing::check(&RULE, &excluding(&[NetworkId::at(0), NetworkId::at(1), NetworkId::at(2)]))
                .is_empty(),
            "CR403 reports it"
        );
    }

    #[test]
    fn nodes_without_a_common_network_matter_to_hyper_v_hosts_before_2025() {
        let mut cluster = excluding(&[]);
        cluster.interfaces.retain(|i| i.network != NetworkId::at(2));
        assert!(testing::check(&RULE, &cluster).is_empty(), "nothing tells that they are Hyper-V hosts");
        let host = |node| Host { node, performance: Some(MigrationPerformance::Smb), ..Host::default() };
        cluster.hosts = Some(NodeId::all(3).map(host).collect());
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits[0].message, "no network joins the nodes for live migration between A - C");
        cluster.windows.version = Some(WindowsVersion::V2025);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.windows.version = Some(WindowsVersion::V2022);
        cluster.nodes[2].up = Some(false);
        assert!(testing::check(&RULE, &cluster).is_empty(), "a node that is down migrates nothing");
    }
}
