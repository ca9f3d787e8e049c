//! Intra-cluster traffic: NetFT uses the path with the lowest sum of metrics
//! (<https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric>).

use super::choice::Choice;
use super::reach::{Ends, Reach};
use super::reason::Reason;
use crate::model::{NetworkId, NodeId, Role, WindowsVersion};
use std::collections::HashSet;

/// A path: the networks at both ends, one and the same unless it is routed.
#[derive(Clone, Copy, Debug)]
struct Path {
    priority: u64,
    from: NetworkId,
    to: NetworkId,
}

/// Networks of one end that are tried for routed paths; real clusters have a handful.
const ROUTED_NETWORKS: usize = 16;

/// Chooses the path between two ends. `routable` is false for CSV traffic of 2008 R2.
pub(super) fn choose(reach: &Reach<'_>, ends: Ends, routable: bool) -> Choice {
    let mut choice = Choice::default();
    let shared = reach.shared(ends);
    let unknown: Vec<NetworkId> =
        shared.iter().copied().filter(|&n| reach.network(n).metric.is_none()).collect();
    if !unknown.is_empty() && shared.len() > 1 {
        choice.assume(Reason::MetricsUnknown(unknown));
        choice.determined = false;
        choice.networks = shared;
        return choice;
    }
    let mut paths: Vec<Path> = shared.iter().map(|&n| Path::new(reach, n, n)).collect();
    if let (true, Ends::Pair(a, b)) = (routable, ends) {
        let plumb = reach.cluster.settings.plumb_all_cross_subnet_routes;
        if paths.is_empty() || plumb == Some(1) {
            paths.extend(routed(reach, a, b, &mut choice));
        }
        if plumb == Some(2) {
            choice.assume(Reason::PlumbAllRoutesUnpublished);
        }
    }
    paths.sort_by_key(|path| (path.priority, path.from != path.to));
    let Some(best) = paths.first().copied() else { return choice };
    let equal = paths.iter().take_while(|path| path.priority == best.priority).count();
    choice.add(why(reach, best, &paths[..equal], shared.len()));
    choice.determined = equal == 1;
    choice.routed = equal == 1 && best.from != best.to;
    choice.networks = distinct(&paths[..equal], &[]);
    choice.failover = distinct(&paths[equal..], &choice.networks);
    if paths.len() > equal && best.from == best.to {
        choice.add(Reason::ThenCome(choice.failover.iter().map(|&n| (n, metric(reach, n))).collect()));
    }
    choice
}

fn metric(reach: &Reach<'_>, network: NetworkId) -> u32 {
    reach.network(network).metric.unwrap_or_default()
}

fn why(reach: &Reach<'_>, best: Path, equal: &[Path], shared: usize) -> Reason {
    let Path { priority: sum, from, to } = best;
    if equal.len() > 1 {
        Reason::EqualSums { paths: equal.iter().map(|path| (path.from, path.to)).collect(), sum }
    } else if from != to {
        Reason::RoutedPath { from: (from, metric(reach, from)), to: (to, metric(reach, to)), sum }
    } else if reach.network(from).metric.is_none() {
        Reason::OnlyNetwork(from)
    } else if shared == 1 {
        Reason::OnlySharedNetwork(from)
    } else {
        Reason::LowestSum { network: from, metric: metric(reach, from), sum }
    }
}

/// Paths over two different networks: role 3 on both ends, since a cluster-only network has no gateway.
fn routed(reach: &Reach<'_>, a: NodeId, b: NodeId, choice: &mut Choice) -> Vec<Path> {
    let role_of = |wanted: Role, node: NodeId| -> Vec<NetworkId> {
        let fits = |&n: &NetworkId| reach.network(n).role == Some(wanted) && reach.works_at(n, node);
        reach.order.iter().copied().filter(fits).take(ROUTED_NETWORKS).collect()
    };
    for role in [Role::ClusterAndClient, Role::Cluster] {
        let (from, to) = (role_of(role, a), role_of(role, b));
        let pairs = from.iter().flat_map(|&from| to.iter().map(move |&to| (from, to)));
        let paths = pairs.filter(|(from, to)| from != to).map(|(from, to)| Path::new(reach, from, to));
        let paths: Vec<Path> = paths.filter(|path| path.priority != u64::MAX).collect();
        if !paths.is_empty() {
            if role == Role::Cluster {
                choice.assume(Reason::RoutedOverClusterOnly);
            }
            return paths;
        }
    }
    Vec::new()
}

impl Path {
    fn new(reach: &Reach<'_>, from: NetworkId, to: NetworkId) -> Self {
        let metric = |network: NetworkId| reach.network(network).metric.map(u64::from);
        let priority = metric(from).zip(metric(to)).map_or(u64::MAX, |(from, to)| from + to);
        Self { priority, from, to }
    }
}

/// The networks of paths in order of first appearance, without those in `not`.
fn distinct(paths: &[Path], not: &[NetworkId]) -> Vec<NetworkId> {
    let mut seen: HashSet<NetworkId> = not.iter().copied().collect();
    paths.iter().flat_map(|path| [path.from, path.to]).filter(|n| seen.insert(*n)).collect()
}

/// CSV traffic of Windows Server 2008 R2: SMB over NetFT, one network at a time, not routable
/// (<https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access>).
pub(super) fn is_csv_transport(version: Option<WindowsVersion>) -> bool {
    version == Some(WindowsVersion::V2008R2)
}
