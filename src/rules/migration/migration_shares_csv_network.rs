use crate::engine::route::reach::Ends;
use crate::engine::route::{Choice, Route, Traffic};
use crate::model::{Cluster, MigrationPerformance, NetworkId, NodeId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::names_known;
use crate::rules::shared::node_pairs::NodePairs;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR402",
    name: "migration-shares-csv-network",
    severity: Severity::Warning,
    summary: "Live migration uses the only network that carries shared volume traffic, though there is another.",
    doc: "\
## What it checks

Whether live migration between two nodes starts on a network that alone carries the shared volume traffic of the
same nodes, although another network with role 1 that is not much slower is allowed for live migration between them. From Windows Server 2016 on it
is checked only where the hosts are known to migrate with TCP/IP or compression; with SMB, sharing the storage
networks under a bandwidth limit is the recommended design.

## Why it matters

One live migration can fill a link. Redirected I/O, and also the metadata of volumes in direct mode, then waits
behind it. The default order keeps the two apart; an order set by hand overrides that.

## Example

`MigrationNetworkOrder` names `CSV` first, the network with the lowest metric, while `LM` is second.

## What to do

Put another network first in the live migration order, or limit what live migration may take.

## References

- [Bandwidth of live migration](https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth)
- [KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[Need::SharedVolumes, Need::VmResourceTypeParameters],
    check,
};

/// A network that alone carries CSV traffic of some pairs, and their live migration too.
#[derive(Debug)]
struct SharesNetwork {
    network: NetworkId,
    pairs: NodePairs,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let cluster = context.cluster;
    let Some(version) = cluster.windows.version else {
        return Err(Skip::new(
            "whether sharing matters depends on the Windows version, which is not known",
            &[Need::WindowsVersion],
        ));
    };
    let counts = |route: &&Route| {
        let performance = route.from.and_then(|from| cluster.host(from)).and_then(|host| host.performance);
        match performance {
            Some(MigrationPerformance::TcpIp | MigrationPerformance::Compression) => true,
            Some(MigrationPerformance::Smb) => false,
            None => version <= WindowsVersion::V2012R2,
        }
    };
    let migrations: HashMap<Option<(NodeId, NodeId)>, &Route> =
        context.routes_of(Traffic::LiveMigration).filter(counts).map(|route| (route.ends(), route)).collect();
    let mut shared: BTreeMap<NetworkId, NodePairs> = BTreeMap::new();
    // Pairs of nodes that look alike share a choice, and so its alternatives.
    let mut known: HashMap<(NetworkId, *const Choice), bool> = HashMap::new();
    for csv in context.routes_of(Traffic::Csv) {
        let Some(migration) = migrations.get(&csv.ends()) else { continue };
        let mut is_shared = |network| {
            let choice = (network, Arc::as_ptr(csv.choice()));
            *known.entry(choice).or_insert_with(|| has_alternative(context, network, csv.ends()))
        };
        if let Some(network) = only_csv_network(csv, migration)
            && is_shared(network)
        {
            shared.entry(network).or_default().add(csv.ends());
        }
    }
    Ok(found(shared.into_iter().map(|(network, pairs)| SharesNetwork { network, pairs })))
}

/// The network that carries both, when shared volume traffic has no other.
fn only_csv_network(csv: &Route, migration: &Route) -> Option<NetworkId> {
    match csv.networks[..] {
        [only] => (migration.networks.first() == Some(&only)).then_some(only),
        _ => None,
    }
}

/// A network this many times slower is no alternative.
const MUCH_SLOWER: f64 = 4.0;

/// Whether live migration could use another network between the same ends that is no client network and not much slower.
fn has_alternative(context: &Context<'_>, network: NetworkId, ends: Option<(NodeId, NodeId)>) -> bool {
    let reach = context.reach();
    let allowed = &context.migration_order().allowed;
    let ends = Ends::from(ends);
    let is_slower = |n: NetworkId| match (reach.link(n, ends), reach.link(network, ends)) {
        (Some(other), Some(this)) => other.gbps * MUCH_SLOWER < this.gbps,
        _ => false,
    };
    let is_private = |n: NetworkId| reach.network(n).role == Some(Role::Cluster);
    allowed.iter().any(|&n| n != network && is_private(n) && reach.works(n, ends) && !is_slower(n))
}

impl Facts for SharesNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let message = format!(
            "{} alone carries shared volume traffic {}, and live migration starts on it too",
            network.name,
            self.pairs.phrase(cluster),
        );
        let fix = format!(
            "put another network before {} in MigrationNetworkOrder, or limit the bandwidth of live migration",
            network.name
        );
        Hit::new(Target::network(network), message, fix).with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Host, MigrationLists, NetworkList, Volume};
    use crate::rules::framework::testing;

    /// CSV prefers `CSV` by metric; `first` is the first network of the live migration order.
    fn cluster(first: NetworkId) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["CSV", "LM"]);
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        cluster.networks[0].metric = Some(800);
        cluster.networks[1].metric = Some(900);
        cluster.volumes = Some(vec![Volume {
            name: "Volume1".to_owned(),
            owner: Some(NodeId::at(0)),
            ..Volume::default()
        }]);
        let order = NetworkList::parse(cluster.networks[first].id.as_deref().unwrap());
        cluster.migration =
            Some(MigrationLists { order: Some(order), exclude: Some(NetworkList::default()) });
        cluster
    }

    #[test]
    fn only_the_network_that_shared_volumes_use_is_a_bad_choice() {
        assert_eq!(testing::targets(&RULE, &cluster(NetworkId::at(0))), ["CSV"]);
        assert!(testing::check(&RULE, &cluster(NetworkId::at(1))).is_empty());
        let mut single = cluster(NetworkId::at(0));
        single.networks.truncate(1);
        single.interfaces.retain(|i| i.network == NetworkId::at(0));
        assert!(testing::check(&RULE, &single).is_empty(), "there is no choice");
    }

    #[test]
    fn later_versions_count_only_when_the_hosts_do_not_use_smb() {
        let mut cluster = cluster(NetworkId::at(0));
        cluster.windows.version = Some(WindowsVersion::V2022);
        // One RDMA network beside a plain one: SMB Multichannel uses the former alone.
        cluster.networks[0].metric = Some(20_400);
        cluster.networks[1].metric = Some(39_840);
        assert!(testing::check(&RULE, &cluster).is_empty());
        let mut hosts = |performance| {
            let host = |node| Host { node, performance: Some(performance), ..Host::default() };
            cluster.hosts = Some(vec![host(NodeId::at(0)), host(NodeId::at(1))]);
            testing::targets(&RULE, &cluster)
        };
        assert_eq!(hosts(MigrationPerformance::Compression), ["CSV"]);
        assert!(hosts(MigrationPerformance::Smb).is_empty());
    }
}
