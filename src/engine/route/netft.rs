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
    /// The sum of both metrics; `None` where one is not known.
    priority: Option<u64>,
    from: NetworkId,
    to: NetworkId,
}

/// Networks of one end that are tried for routed paths; real clusters have a handful.
const ROUTED_NETWORKS: usize = 16;

/// Chooses the path between two ends. `routable` is false for CSV traffic of 2008 R2.
pub(super) fn choose(reach: &Reach<'_>, ends: Ends, routable: bool) -> Choice {
    let mut choice = Choice::default();
    let shared = reach.shared(ends);
    let mut paths: Vec<Path> = shared.iter().map(|&n| Path::new(reach, n, n)).collect();
    if let (true, Ends::Pair(a, b)) = (routable, ends) {
        add_routed(reach, a, b, &mut paths, &mut choice);
    }
    if paths.len() > 1 && paths.iter().any(|path| path.priority.is_none()) {
        choice.networks = distinct(&paths, &[]);
        let has_none = |&n: &NetworkId| reach.network(n).metric.is_none();
        choice.assume(Reason::MetricsUnknown(choice.networks.iter().copied().filter(has_none).collect()));
        choice.determined = false;
        return choice;
    }
    paths.sort_by_key(|path| (path.priority, path.is_routed()));
    let Some(best) = paths.first().copied() else { return choice };
    let equal = paths.iter().take_while(|path| path.priority == best.priority).count();
    choice.add(why(reach, best, &paths[..equal], shared.len()));
    choice.determined = equal == 1;
    choice.routed = equal == 1 && best.is_routed();
    choice.networks = distinct(&paths[..equal], &[]);
    choice.failover = distinct(&paths[equal..], &choice.networks);
    if !best.is_routed() {
        let joins: HashSet<NetworkId> = shared.iter().copied().collect();
        let (direct, routed): (Vec<NetworkId>, Vec<NetworkId>) =
            choice.failover.iter().partition(|n| joins.contains(n));
        if !direct.is_empty() {
            choice.add(Reason::ThenCome(direct.into_iter().map(|n| (n, metric(reach, n))).collect()));
        }
        if !routed.is_empty() {
            choice.add(Reason::RoutedAsWell(routed));
        }
    }
    choice
}

/// Adds the routed paths that count, with what is not published about them.
fn add_routed(reach: &Reach<'_>, a: NodeId, b: NodeId, paths: &mut Vec<Path>, choice: &mut Choice) {
    let is_alone = paths.is_empty();
    let plumb = reach.cluster.settings.plumb_all_cross_subnet_routes;
    if is_alone || plumb == Some(1) {
        paths.extend(routed(reach, a, b, true));
    }
    // Even where all routes are plumbed, a network without a gateway is the last to be tried.
    if paths.is_empty() {
        paths.extend(routed(reach, a, b, false));
        if !paths.is_empty() {
            choice.assume(Reason::RoutedOverClusterOnly);
        }
    }
    if is_alone && let Some(broken) = reach.broken(a, b) {
        choice.assume(Reason::RoutingBesideBroken(broken));
    }
    if plumb == Some(2) {
        choice.assume(Reason::PlumbAllRoutesUnpublished);
    }
}

fn metric(reach: &Reach<'_>, network: NetworkId) -> u32 {
    reach.network(network).metric.unwrap_or_default()
}

fn why(reach: &Reach<'_>, best: Path, equal: &[Path], shared: usize) -> Reason {
    let Path { priority, from, to } = best;
    let Some(sum) = priority else {
        // An order needs metrics, one path alone does not.
        return if best.is_routed() {
            Reason::OnlyRoutedPath { from, to }
        } else {
            Reason::OnlyNetwork(from)
        };
    };
    if equal.len() > 1 {
        Reason::EqualSums { paths: equal.iter().map(|path| (path.from, path.to)).collect(), sum }
    } else if best.is_routed() {
        Reason::RoutedPath { from: (from, metric(reach, from)), to: (to, metric(reach, to)), sum }
    } else if shared == 1 {
        Reason::OnlySharedNetwork(from)
    } else {
        Reason::LowestSum { network: from, metric: metric(reach, from), sum }
    }
}

/// Paths over two different networks: both of role 3, or, without `clients`, any that may be in the cluster.
fn routed(reach: &Reach<'_>, a: NodeId, b: NodeId, clients: bool) -> Vec<Path> {
    let of = |node: NodeId| -> Vec<NetworkId> {
        let fits = |&n: &NetworkId| {
            let role_fits = match clients {
                true => reach.network(n).role == Some(Role::ClusterAndClient),
                false => reach.is_cluster_network(n),
            };
            role_fits && reach.works_at(n, node)
        };
        reach.order.iter().copied().filter(fits).take(ROUTED_NETWORKS).collect()
    };
    let to = of(b);
    let pairs = of(a).into_iter().flat_map(|from| to.iter().map(move |&to| (from, to)));
    pairs.filter(|(from, to)| from != to).map(|(from, to)| Path::new(reach, from, to)).collect()
}

impl Path {
    fn new(reach: &Reach<'_>, from: NetworkId, to: NetworkId) -> Self {
        let metric = |network: NetworkId| reach.network(network).metric.map(u64::from);
        Self { priority: metric(from).zip(metric(to)).map(|(from, to)| from + to), from, to }
    }

    fn is_routed(self) -> bool {
        self.from != self.to
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
