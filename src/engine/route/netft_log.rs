//! What cluster logs show of NetFT routes, beside what is computed.

use super::choice::{Certainty, Choice};
use super::reach::{Ends, Reach};
use super::reason::{LogView, Reason};
use crate::model::{Cluster, NetftEnd, NetftRoute, NetworkId, NodeId};
use std::cmp::Ordering;

/// The sum of the metrics of a route's networks, which its priority should be.
pub fn expected_priority(cluster: &Cluster, route: &NetftRoute) -> Option<u32> {
    let metric = |end: NetftEnd| cluster.networks[end.network].metric;
    metric(route.local)?.checked_add(metric(route.remote)?)
}

/// Says whether a log shows the chosen path with the priority that was computed: the lowest of those it shows
/// makes the choice an observed one.
pub(super) fn observe(reach: &Reach<'_>, ends: Ends, choice: &mut Choice) {
    let Ends::Pair(a, b) = ends else { return };
    let cluster = reach.cluster;
    let (&[from] | &[from, _]) = choice.networks.as_slice() else { return };
    let to = choice.networks.last().copied().unwrap_or(from);
    if !choice.determined || (from != to) != choice.routed {
        return;
    }
    let Some(routes) = cluster.netft_routes.as_deref() else { return };
    let observed = reach.observed();
    let logged = || observed.logged(a, b).iter().chain(observed.logged(b, a)).map(|&place| &routes[place]);
    let is_chosen = |route: &&NetftRoute| networks(route, a) == (from, to);
    let Some(shown) = logged().filter(is_chosen).min_by(|x, y| latest_first(x, y)) else { return };
    let lower = logged()
        .filter(|route| route.is_down != Some(true) && networks(route, a) != (from, to))
        .filter(|route| route.priority < shown.priority)
        .min_by_key(|route| route.priority);
    let view = match (expected_priority(cluster, shown), lower) {
        _ if shown.is_down == Some(true) => LogView::Down,
        (Some(expected), _) if expected != shown.priority => LogView::Differs { expected },
        (_, Some(lower)) => {
            let (from, to) = networks(lower, a);
            LogView::Lower { from, to, priority: lower.priority }
        }
        (None, None) => LogView::Alone,
        (Some(_), None) => LogView::Lowest,
    };
    if view == LogView::Lowest {
        choice.certainty = Certainty::Observed;
    }
    // Routes with the same reasons are shown together, so the day must do.
    let day = shown.time.as_deref().and_then(|time| time.split('-').next()).map(str::to_owned);
    choice.add(Reason::LogShows { node: shown.local.node, priority: shown.priority, day, view });
}

/// Logs of both ends may show a route, and a node may have several adapters on a network.
fn latest_first(x: &NetftRoute, y: &NetftRoute) -> Ordering {
    y.time.cmp(&x.time).then_with(|| x.cmp(y))
}

/// The networks of a route as seen from the node `a`.
fn networks(route: &NetftRoute, a: NodeId) -> (NetworkId, NetworkId) {
    let (local, remote) = (route.local, route.remote);
    if local.node == a { (local.network, remote.network) } else { (remote.network, local.network) }
}
