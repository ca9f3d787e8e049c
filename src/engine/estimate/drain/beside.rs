//! What else uses the networks of a drain.

use super::{Beside, Way};
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::Reach;
use crate::engine::route::{self, Carries, Filter, Traffic};
use crate::model::{Cluster, NetworkId, Role};
use std::collections::BTreeSet;

/// What else uses the networks of the ways.
pub(super) fn beside(cluster: &Cluster, ways: &[Way]) -> Vec<(NetworkId, Vec<Beside>)> {
    let used: BTreeSet<NetworkId> = ways.iter().flat_map(|way| way.networks.iter().copied()).collect();
    let reach = Reach::new(cluster);
    let filter = Filter { traffic: vec![Traffic::Cluster, Traffic::Csv], ..Filter::default() };
    let order = MigrationOrder::new(&reach);
    let mut found: BTreeSet<(NetworkId, Beside)> = BTreeSet::new();
    for route in route::resolve(&reach, &order, &filter).routes.iter().filter(|route| !route.local) {
        let with = match (route.traffic, route.carries) {
            (Traffic::Cluster, _) => Beside::ClusterMessages,
            (_, Carries::AllIo | Carries::BlockData) => Beside::CsvData,
            (_, Carries::Nothing) => continue,
            _ => Beside::CsvMetadata,
        };
        found.extend(route.networks.iter().map(|&network| (network, with)));
    }
    let with = |network: NetworkId| {
        let has = |with| found.contains(&(network, with));
        let csv = has(Beside::CsvMetadata) || has(Beside::CsvData);
        let mut all = Vec::new();
        if reach.is_cluster_network(network) {
            all.push(Beside::Heartbeats);
        }
        let traffic = [Beside::ClusterMessages, Beside::CsvMetadata, Beside::CsvData];
        all.extend(traffic.into_iter().filter(|with| has(*with)));
        // Where data of volumes goes, their metadata is no news.
        if has(Beside::CsvData) {
            all.retain(|with| *with != Beside::CsvMetadata);
        }
        if csv && cluster.settings.s2d_enabled == Some(true) {
            all.push(Beside::Storage);
        }
        if reach.network(network).role == Some(Role::ClusterAndClient) {
            all.push(Beside::Clients);
        }
        (network, all)
    };
    used.into_iter().map(with).collect()
}
