use crate::engine::route::Traffic;
use crate::model::{Cluster, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::node_pairs::NodePairs;
use crate::words;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR308",
    name: "observed-csv-route-differs",
    severity: Severity::Warning,
    summary: "SMB carries shared volume traffic over other networks than roles and adapters call for.",
    doc: "\
## What it checks

Whether the networks of the selected rows of `Get-SmbMultichannelConnection -SmbInstance CSV` are others than
those computed from roles, RDMA, RSS and speed.

## Why it matters

What SMB reports is the truth at that moment, and the routes show it. The difference says that something is not
as the other sources tell: a link or RDMA is down, an adapter is not bound to the Microsoft client or server, or
SMB has fallen back to a slower network.

## Example

`SMB1` and `SMB2` are equal, but from N2 to N1 only `SMB1` has connections.

## What to do

On both nodes compare `Get-SmbClientNetworkInterface` and `Get-SmbServerNetworkInterface` with `Get-NetAdapter`
and `Get-NetAdapterRdma` for the network that is missing, and look at events of SMBClient. Connections may also
be missing because nothing was transferred; capture again under load.

## References

- [Multichannel connections](https://learn.microsoft.com/previous-versions/windows/desktop/smb/msft-smbmultichannelconnection)
- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/smb/msft-smbmultichannelconnection",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012R2),
    needs: &[Need::SharedVolumes],
    assumes: &[],
    check,
};

/// Pairs of nodes between which SMB uses other networks than were computed.
#[derive(Debug)]
struct RouteDiffers {
    observed: Vec<NetworkId>,
    computed: Vec<NetworkId>,
    pairs: NodePairs,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let observed = cluster.hosts.iter().flatten().any(|host| host.smb_csv.is_some());
    if !observed {
        return Err(Skip::new(
            "no connections of the SMB instance CSV are captured",
            &[Need::SmbMultichannelCsv],
        ));
    }
    let mut differences: BTreeMap<(&[NetworkId], &[NetworkId]), NodePairs> = BTreeMap::new();
    for route in context.routes().iter().filter(|route| route.traffic == Traffic::Csv) {
        if let Some(computed) = &route.computed_instead {
            differences.entry((&route.networks, computed)).or_default().add(route.ends());
        }
    }
    Ok(found(differences.into_iter().map(|((observed, computed), pairs)| RouteDiffers {
        observed: observed.to_vec(),
        computed: computed.to_vec(),
        pairs,
    })))
}

impl Facts for RouteDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { observed, computed, pairs } = self;
        let (seen, expected) = (words::networks(cluster, observed), words::networks(cluster, computed));
        let message = format!(
            "{}, SMB carries shared volume traffic over {}, while roles and adapters call for {}",
            pairs.phrase(cluster),
            words::list(&seen),
            words::list(&expected),
        );
        let target = observed.first().or(computed.first()).map(|&n| Target::network(&cluster.networks[n]));
        let fix = "on both nodes compare Get-SmbClientNetworkInterface and Get-SmbServerNetworkInterface with \
             Get-NetAdapter and Get-NetAdapterRdma, and capture again under load";
        Hit::new(target.unwrap_or_else(|| Target::cluster(cluster)), message, fix)
            .with("observed", words::first(&seen))
            .with("computed", words::first(&expected))
            .with_pairs(cluster, pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;
    use crate::model::{Host, Role, SmbConnection, Volume};
    use crate::rules::framework::testing;

    fn with_connections(networks: &[NetworkId]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Management", "SMB1", "SMB2"]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        cluster.networks[0].metric = Some(70_000);
        cluster.networks[1].metric = Some(20_401);
        cluster.networks[2].metric = Some(20_402);
        cluster.volumes = Some(vec![Volume {
            name: "Volume1".to_owned(),
            owner: Some(NodeId::at(0)),
            ..Volume::default()
        }]);
        let address = |node, network| {
            cluster.interfaces_of(node, network).flat_map(|i| i.addresses.first()).next().copied().unwrap()
        };
        let row = |&network: &NetworkId| SmbConnection {
            client: address(NodeId::at(1), network),
            server: address(NodeId::at(0), network),
            selected: true,
        };
        let rows = networks.iter().map(row).collect();
        cluster.hosts = Some(vec![Host { node: NodeId::at(1), smb_csv: Some(rows), ..Host::default() }]);
        cluster
    }

    #[test]
    fn a_missing_storage_network_is_a_difference_and_none_missing_is_not() {
        assert!(testing::check(&RULE, &with_connections(&[NetworkId::at(2), NetworkId::at(1)])).is_empty());
        let hit = testing::check(&RULE, &with_connections(&[NetworkId::at(1)])).remove(0);
        assert_eq!(
            hit.message,
            "between N1 - N2, SMB carries shared volume traffic over SMB1, \
             while roles and adapters call for SMB1 and SMB2"
        );
        assert_eq!(testing::targets(&RULE, &with_connections(&[NetworkId::at(0)])), ["Management"]);
    }

    #[test]
    fn without_connections_it_does_not_run() {
        let mut cluster = with_connections(&[]);
        cluster.hosts = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
    }
}
