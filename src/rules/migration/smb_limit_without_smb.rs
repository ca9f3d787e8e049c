use crate::model::{Cluster, MigrationPerformance, NodeId, SmbLimit, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides;
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR416",
    name: "smb-limit-without-smb",
    severity: Severity::Info,
    summary: "A bandwidth limit of SMB is set for live migration, which does not use SMB.",
    doc: "\
## What it checks

Whether a host has a bandwidth limit of SMB for live migration, while its performance option is Compression or TCPIP.

## Why it matters

The limit binds SMB only. Migrations from this host take all the bandwidth that there is, although somebody limited them.

## Example

N1 limits live migration to 300000000 bytes per second, and migrates with compression.

## What to do

If the limit is meant, use SMB where the adapters have RDMA, or limit the traffic by quality of service of the virtual
switch. If not, remove it with `Remove-SmbBandwidthLimit -Category LiveMigration`.

## References

- [Set-SmbBandwidthLimit](https://learn.microsoft.com/powershell/module/smbshare/set-smbbandwidthlimit)
- [Live migration bandwidth over SMB](https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth)
",
    reference: "https://learn.microsoft.com/powershell/module/smbshare/set-smbbandwidthlimit",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::HostSettings, Need::SmbLimits],
    assumes: &[],
    check,
};

/// Hosts whose limit binds nothing.
#[derive(Debug)]
struct BindsNothing(Vec<NodeId>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    use MigrationPerformance::{Compression, TcpIp};
    let hosts = context.cluster.hosts.iter().flatten().filter(|host| {
        matches!(host.performance, Some(Compression | TcpIp))
            && matches!(host.smb_migration_limit, Some(SmbLimit::BytesPerSecond(_)))
    });
    let mut nodes: Vec<NodeId> = hosts.map(|host| host.node).collect();
    nodes.sort_unstable();
    Ok(found((!nodes.is_empty()).then_some(BindsNothing(nodes))))
}

impl Facts for BindsNothing {
    fn say(&self, cluster: &Cluster) -> Hit {
        let nodes = sides::nodes(cluster, &self.0);
        let (limits, migrates) =
            if self.0.len() == 1 { ("limits", "migrates") } else { ("limit", "migrate") };
        let message = format!(
            "{nodes} {limits} the bandwidth of SMB for live migration, but {migrates} without SMB: the limit binds nothing"
        );
        let advice = format!(
            "limit live migration of {nodes} by quality of service of the virtual switch, or use SMB for it where the \
             adapters have RDMA; a limit that is not meant goes with Remove-SmbBandwidthLimit -Category LiveMigration"
        );
        Hit::new(Target::host(&cluster.nodes[self.0[0]]), message, advice)
            .about(self.0.iter().map(|&node| Target::host(&cluster.nodes[node])))
            .with("hosts", words::first(&sides::names(cluster, &self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Host;
    use crate::rules::framework::testing;

    #[test]
    fn only_a_limit_without_smb_counts() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        let host = |node, performance, limit| Host {
            node,
            performance: Some(performance),
            smb_migration_limit: Some(limit),
            ..Host::default()
        };
        let limit = SmbLimit::BytesPerSecond(300_000_000);
        cluster.hosts = Some(vec![
            host(NodeId::at(0), MigrationPerformance::Compression, limit),
            host(NodeId::at(1), MigrationPerformance::Smb, limit),
        ]);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.starts_with("N1 limits the bandwidth of SMB"));
        cluster.host_mut(NodeId::at(0)).smb_migration_limit = Some(SmbLimit::Unlimited);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
