//! What cluster logs show of NetFT routes, beside what is computed.

use super::reach::{Ends, Reach};
use super::{Certainty, Choice};
use crate::model::{Cluster, NetftEnd, NetftRoute};
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
    let logged = || shown_by(routes, a, b).chain(shown_by(routes, b, a));
    let is_chosen = |route: &&NetftRoute| networks(route, a) == (from, to);
    let Some(shown) = logged().filter(is_chosen).min_by(|x, y| latest_first(x, y)) else { return };
    let lower = logged()
        .filter(|route| route.is_down != Some(true) && networks(route, a) != (from, to))
        .filter(|route| route.priority < shown.priority)
        .min_by_key(|route| route.priority);
    let seen = match (expected_priority(cluster, shown), lower) {
        _ if shown.is_down == Some(true) => Seen::Down,
        (Some(expected), _) if expected != shown.priority => Seen::Other { expected },
        (_, Some(lower)) => Seen::Lower(networks(lower, a), lower.priority),
        (None, None) => Seen::Alone,
        (Some(_), None) => Seen::Lowest,
    };
    if seen == Seen::Lowest {
        choice.certainty = Certainty::Observed;
    }
    choice.because.add(|| seen.sentence(reach, shown));
}

/// How the chosen path stands in the log.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Seen {
    /// With the priority that was computed, and no route has a lower one.
    Lowest,
    /// No priority could be computed.
    Alone,
    Down,
    Other {
        expected: u32,
    },
    /// A route over these networks has a lower priority.
    Lower((usize, usize), u32),
}

impl Seen {
    fn sentence(self, reach: &Reach<'_>, shown: &NetftRoute) -> String {
        let node = &reach.cluster.nodes[shown.local.node].name;
        // Routes with the same reasons are shown together, so the day must do.
        let day = shown.time.as_deref().and_then(|time| time.split('-').next());
        let day = day.map(|day| format!(" on {day}")).unwrap_or_default();
        let shows = format!("the cluster log of {node} shows it with priority {}{day}", shown.priority);
        match self {
            Seen::Lowest => format!("{shows}, the lowest between the two"),
            Seen::Alone => shows,
            Seen::Down => format!("{shows}, and as down"),
            Seen::Other { expected } => format!("{shows}, not {expected}"),
            Seen::Lower((from, to), priority) => {
                let (from, to) = (&reach.network(from).name, &reach.network(to).name);
                let way = if from == to { from.clone() } else { format!("{from} to {to}") };
                format!("{shows}, and a route over {way} with the lower priority {priority}")
            }
        }
    }
}

/// Logs of both ends may show a route, and a node may have several adapters on a network.
fn latest_first(x: &NetftRoute, y: &NetftRoute) -> Ordering {
    y.time.cmp(&x.time).then_with(|| x.cmp(y))
}

/// The routes to `remote` that the log of `local` shows, without going through those of other nodes.
fn shown_by(routes: &[NetftRoute], local: usize, remote: usize) -> impl Iterator<Item = &NetftRoute> {
    let start = routes.partition_point(|route| route.local.node < local);
    let of_local = routes[start..].iter().take_while(move |route| route.local.node == local);
    of_local.filter(move |route| route.remote.node == remote)
}

/// The networks of a route as seen from the node `a`.
fn networks(route: &NetftRoute, a: usize) -> (usize, usize) {
    let (local, remote) = (route.local, route.remote);
    if local.node == a { (local.network, remote.network) } else { (remote.network, local.network) }
}
