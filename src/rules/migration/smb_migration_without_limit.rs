use crate::engine::route::Traffic;
use crate::model::{Cluster, MigrationPerformance, NetworkId, NodeId, SmbLimit, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides;
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR412",
    name: "smb-migration-without-limit",
    severity: Severity::Info,
    summary: "Live migration over SMB shares the networks of storage, and nothing limits its bandwidth.",
    doc: "\
## What it checks

Whether hosts migrate over SMB, over networks that carry traffic of shared volumes, while they have no bandwidth limit
for live migration and the cluster sets none by itself (`SetSMBBandwidthLimit` with `SMBBandwidthLimitFactor`, since the
updates of September 2022).

## Why it matters

With SMB and RDMA a live migration takes all that the adapters give. Traffic of shared volumes and the copies of Storage
Spaces Direct are SMB on the same adapters: virtual machines wait for their disks while others move.

## Example

All hosts migrate over SMB on `SMB1` and `SMB2`, which carry Storage Spaces Direct; `Get-SmbBandwidthLimit` is empty.

## What to do

Install the feature `FS-SMBBW` on every node and set a limit with
`Set-SmbBandwidthLimit -Category LiveMigration -BytesPerSecond`, for example 750MB, which is 6 Gbit/s, or let the cluster
do it. Microsoft plans 29 % of the bandwidth of SMB for live migration.

## References

- [Live migration bandwidth over SMB](https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth)
- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::HostSettings, Need::SmbLimits],
    assumes: &[Need::SharedVolumes],
    check,
};

/// Hosts that migrate over SMB without a limit, and the storage networks they use for it.
#[derive(Debug)]
struct WithoutLimit {
    nodes: Vec<NodeId>,
    networks: Vec<NetworkId>,
    /// Whether the cluster's own limit is known to be off.
    automatic_known: bool,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let (is_on, factor) =
        (cluster.settings.set_smb_bandwidth_limit, cluster.settings.smb_bandwidth_limit_factor);
    if is_on.is_some_and(|on| on != 0) && factor != Some(0) {
        return Ok(Vec::new());
    }
    let hosts = cluster.hosts.iter().flatten().filter(|host| {
        host.performance == Some(MigrationPerformance::Smb)
            && host.smb_migration_limit == Some(SmbLimit::Unlimited)
    });
    let nodes: BTreeSet<NodeId> = hosts.map(|host| host.node).collect();
    if nodes.is_empty() {
        return Ok(Vec::new());
    }
    let storage: BTreeSet<NetworkId> =
        context.choices_of(Traffic::Csv).flat_map(|choice| &choice.networks).copied().collect();
    let migrations = context
        .routes_of(Traffic::LiveMigration)
        .filter(|route| route.ends().is_some_and(|(from, _)| nodes.contains(&from)));
    let shared: BTreeSet<NetworkId> = migrations
        .flat_map(|route| &route.networks)
        .copied()
        .filter(|network| storage.contains(network))
        .collect();
    let one = WithoutLimit {
        nodes: nodes.into_iter().collect(),
        networks: shared.into_iter().collect(),
        automatic_known: is_on.is_some() || factor.is_some(),
    };
    Ok(found((!one.networks.is_empty()).then_some(one)))
}

impl Facts for WithoutLimit {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (nodes, networks) =
            (sides::nodes(cluster, &self.nodes), sides::networks(cluster, &self.networks));
        let (migrate, carry) = (
            if self.nodes.len() == 1 { "migrates" } else { "migrate" },
            if self.networks.len() == 1 { "carries" } else { "carry" },
        );
        let message = format!(
            "{nodes} {migrate} over SMB without a bandwidth limit, on {networks}, which {carry} traffic of shared volumes \
             too"
        );
        let advice = format!(
            "install FS-SMBBW on every node and set a limit on {nodes} with \
             Set-SmbBandwidthLimit -Category LiveMigration -BytesPerSecond"
        );
        let hit = Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(self.networks.iter().map(|&network| Target::network(&cluster.networks[network])))
            .about(self.nodes.iter().map(|&node| Target::host(&cluster.nodes[node])))
            .with("hosts", words::first(&sides::names(cluster, &self.nodes)))
            .with("networks", words::first(&words::networks(cluster, &self.networks)))
            .with("SetSMBBandwidthLimit", cluster.settings.set_smb_bandwidth_limit)
            .with("SMBBandwidthLimitFactor", cluster.settings.smb_bandwidth_limit_factor);
        match self.automatic_known {
            true => hit,
            false => hit.assuming("the cluster sets no limit by itself", "Get-Cluster | Format-List *"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Host, Volume};
    use crate::rules::framework::testing;

    fn cluster(limit: SmbLimit) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["SMB1"]);
        cluster.volumes =
            Some(vec![Volume { name: "V".to_owned(), owner: Some(NodeId::at(0)), ..Volume::default() }]);
        let host = |node| Host {
            node,
            performance: Some(MigrationPerformance::Smb),
            smb_migration_limit: Some(limit),
            ..Host::default()
        };
        cluster.hosts = Some(cluster.node_ids().map(host).collect());
        cluster
    }

    #[test]
    fn no_limit_beside_storage_is_said_once() {
        let hits = testing::check(&RULE, &cluster(SmbLimit::Unlimited));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "N1 and N2 migrate over SMB without a bandwidth limit, on network SMB1, which carries traffic of shared \
             volumes too"
        );
        assert_eq!(hits[0].assumes.len(), 1);
    }

    #[test]
    fn any_limit_and_any_other_way_say_nothing() {
        assert!(testing::check(&RULE, &cluster(SmbLimit::BytesPerSecond(750_000_000))).is_empty());
        let mut automatic = cluster(SmbLimit::Unlimited);
        automatic.settings.set_smb_bandwidth_limit = Some(1);
        assert!(testing::check(&RULE, &automatic).is_empty());
        automatic.settings.set_smb_bandwidth_limit = Some(0);
        assert!(testing::check(&RULE, &automatic)[0].assumes.is_empty());
        let mut without_volumes = cluster(SmbLimit::Unlimited);
        without_volumes.volumes = Some(Vec::new());
        assert!(testing::check(&RULE, &without_volumes).is_empty());
    }
}
