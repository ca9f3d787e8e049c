//! Intra-cluster traffic: NetFT uses the path with the lowest sum of metrics
//! (<https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric>).

use super::reach::{Ends, Reach};
use super::{Certainty, Choice, listed};
use crate::model::{Role, WindowsVersion};

/// A path: the networks at both ends, one and the same unless it is routed.
#[derive(Clone, Copy, Debug)]
struct Path {
    priority: u64,
    from: usize,
    to: usize,
}

/// Networks of one end that are tried for routed paths; real clusters have a handful.
const ROUTED_NETWORKS: usize = 16;

/// Chooses the path between two ends. `routable` is false for CSV traffic of 2008 R2.
pub(super) fn choose(reach: &Reach<'_>, ends: Ends, routable: bool, mut choice: Choice) -> Choice {
    let shared = reach.shared(ends);
    let unknown: Vec<&str> = shared
        .iter()
        .filter(|&&n| reach.network(n).metric.is_none())
        .map(|&n| reach.network(n).name.as_str())
        .collect();
    if !unknown.is_empty() && shared.len() > 1 {
        choice
            .because
            .add(|| format!("the metric of {} is not known, so no order can be told", unknown.join(", ")));
        choice.determined = false;
        choice.assume();
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
            choice
                .because
                .add(|| "PlumbAllCrossSubnetRoutes is 2, whose meaning is not published: treated as 0");
            choice.assume();
        }
    }
    paths.sort_by_key(|path| (path.priority, path.from != path.to));
    let Some(best) = paths.first().copied() else { return choice };
    let equal = paths.iter().take_while(|path| path.priority == best.priority).count();
    explain(reach, &paths[..equal], shared.len(), &mut choice);
    choice.determined = equal == 1;
    choice.routed = equal == 1 && best.from != best.to;
    choice.networks = distinct(&paths[..equal], &[]);
    choice.failover = distinct(&paths[equal..], &choice.networks);
    if paths.len() > equal && best.from == best.to {
        let sum = |n: usize| {
            format!("{} (2 x {})", reach.network(n).name, reach.network(n).metric.unwrap_or_default())
        };
        choice.because.add(|| format!("then come {}", listed(&choice.failover, sum)));
    }
    choice
}

fn explain(reach: &Reach<'_>, best: &[Path], shared: usize, choice: &mut Choice) {
    let Some(path) = best.first() else { return };
    let name = |network: usize| reach.network(network).name.as_str();
    let metric = |network: usize| reach.network(network).metric.unwrap_or_default();
    if best.len() > 1 {
        let names: Vec<String> = best
            .iter()
            .map(|p| {
                if p.from == p.to {
                    name(p.from).to_owned()
                } else {
                    format!("{} to {}", name(p.from), name(p.to))
                }
            })
            .collect();
        choice.because.add(|| {
            format!(
                "{} have the same sum of metrics, {}: which one NetFT uses is not determined",
                names.join(", "),
                path.priority
            )
        });
    } else if path.from != path.to {
        choice.because.add(|| {
            format!(
                "routed from {} to {} with the sum of metrics {} + {} = {}",
                name(path.from),
                name(path.to),
                metric(path.from),
                metric(path.to),
                path.priority
            )
        });
    } else if reach.network(path.from).metric.is_none() {
        choice.because.add(|| format!("{} is the only network", name(path.from)));
    } else if shared == 1 {
        choice.because.add(|| format!("{} is the only network both ends can use", name(path.from)));
    } else {
        choice.because.add(|| {
            format!(
                "{} has the lowest sum of metrics: 2 x {} = {}",
                name(path.from),
                metric(path.from),
                path.priority
            )
        });
    }
}

/// Paths over two different networks: role 3 on both ends, since a cluster-only network has no gateway.
fn routed(reach: &Reach<'_>, a: usize, b: usize, choice: &mut Choice) -> Vec<Path> {
    let role_of = |wanted: Role, node: usize| -> Vec<usize> {
        let fits = |&n: &usize| reach.network(n).role == Some(wanted) && reach.works_at(n, node);
        reach.order.iter().copied().filter(fits).take(ROUTED_NETWORKS).collect()
    };
    for role in [Role::ClusterAndClient, Role::Cluster] {
        let (from, to) = (role_of(role, a), role_of(role, b));
        let mut paths = Vec::new();
        for &from in &from {
            let others = to.iter().filter(|&&to| to != from);
            paths.extend(
                others.map(|&to| Path::new(reach, from, to)).filter(|path| path.priority != u64::MAX),
            );
        }
        if !paths.is_empty() {
            if role == Role::Cluster {
                choice.assume();
                choice
                    .because
                    .add(|| "the only routed path uses cluster-only networks, which have no default gateway");
            }
            return paths;
        }
    }
    Vec::new()
}

impl Path {
    fn new(reach: &Reach<'_>, from: usize, to: usize) -> Self {
        let metric = |network: usize| reach.network(network).metric.map(u64::from);
        let priority = metric(from).zip(metric(to)).map_or(u64::MAX, |(from, to)| from + to);
        Self { priority, from, to }
    }
}

/// The networks of paths in order of first appearance, without those in `not`.
fn distinct(paths: &[Path], not: &[usize]) -> Vec<usize> {
    // Paths over one network each, which is what most pairs have, have no network twice.
    if not.len() <= 1 && paths.iter().all(|path| path.from == path.to && !not.contains(&path.from)) {
        return paths.iter().map(|path| path.from).collect();
    }
    let mut seen: std::collections::HashSet<usize> = not.iter().copied().collect();
    paths.iter().flat_map(|path| [path.from, path.to]).filter(|n| seen.insert(*n)).collect()
}

/// CSV traffic of Windows Server 2008 R2: SMB over NetFT, one network at a time, not routable
/// (<https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access>).
pub(super) fn is_csv_transport(version: Option<WindowsVersion>) -> bool {
    version == Some(WindowsVersion::V2008R2)
}

impl Choice {
    /// Lowers the certainty: something here is not known or not published.
    pub(super) fn assume(&mut self) {
        self.certainty = self.certainty.max(Certainty::Assumed);
    }
}
