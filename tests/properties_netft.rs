//! The routes of cluster traffic against a plain recomputation: every pair of networks is looked at, and
//! what decides is applied one after the other, without anything of the engine.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::engine::route::migration::MigrationOrder;
use clusterroute::engine::route::reach::Reach;
use clusterroute::engine::route::{Certainty, Filter, Reason, Route, Traffic, resolve};
use clusterroute::model::{
    Cluster, Interface, InterfaceSource, InterfaceState, Network, NetworkId, NetworkState, Node, NodeId,
    Role, Settings, Windows, WindowsVersion,
};
use proptest::prelude::*;

const NODES: usize = 3;
const NETWORKS: usize = 5;

prop_compose! {
    fn network()(
        role in prop::sample::select(vec![
            Some(Role::Cluster), Some(Role::Cluster), Some(Role::ClusterAndClient),
            Some(Role::ClusterAndClient), Some(Role::None), None,
        ]),
        // Few values, so that sums are often equal.
        metric in prop_oneof![15 => prop::sample::select(vec![900, 1_000, 1_100, 1_200, 1_300]).prop_map(Some), 1 => Just(None)],
        state in prop::sample::select({
            use NetworkState::{Down, Partitioned, Unavailable, Unknown, Up};
            vec![Up, Up, Up, Up, Unknown, Partitioned, Down, Unavailable]
        }),
    ) -> Network {
        Network { role, metric, state, ..Network::default() }
    }
}

/// A node's interface on a network, which it often lacks: only then is a path routed.
fn interface() -> impl Strategy<Value = Option<InterfaceState>> {
    use InterfaceState::{Failed, Unavailable, Unknown, Unreachable, Up};
    let states = prop::sample::select(vec![Up, Up, Up, Up, Unknown, Failed, Unreachable, Unavailable]);
    prop::option::weighted(0.6, states)
}

prop_compose! {
    fn cluster()(
        networks in prop::collection::vec(network(), 1..=NETWORKS),
        interfaces in prop::collection::vec(prop::collection::vec(interface(), NETWORKS), NODES),
        up in prop::collection::vec(prop_oneof![8 => Just(Some(true)), 1 => Just(None), 1 => Just(Some(false))], NODES),
        plumb in prop::sample::select(vec![None, Some(0), Some(1), Some(2)]),
        version in prop::option::of(prop::sample::select(WindowsVersion::ALL.to_vec())),
    ) -> Cluster {
        let named = |(n, network): (usize, &Network)| Network { name: format!("Net {n}"), ..network.clone() };
        let places = interfaces.iter().enumerate().flat_map(|(node, row)| {
            row.iter().take(networks.len()).enumerate().filter_map(move |(network, state)| {
                let new = Interface::unknown(String::new(), NodeId::at(node), NetworkId::at(network));
                state.map(|state| Interface { state, ..new })
            })
        });
        Cluster {
            windows: Windows { version, since: version, ..Windows::default() },
            settings: Settings { plumb_all_cross_subnet_routes: plumb, ..Settings::default() },
            nodes: up.iter().enumerate()
                .map(|(n, up)| Node { name: format!("N{n}"), up: *up, build: None })
                .collect(),
            interface_source: InterfaceSource::Listed,
            interfaces: places.collect(),
            networks: networks.iter().enumerate().map(named).collect(),
            ..Cluster::default()
        }
    }
}

/// The networks at both ends of a path; one and the same unless it is routed.
type Path = (NetworkId, NetworkId);

/// What has to be answered for one pair of nodes.
#[derive(Debug)]
struct Expected {
    /// The paths in groups of equal sums, the best first.
    groups: Vec<Vec<Path>>,
    determined: bool,
    certainty: Certainty,
    /// The paths have a cluster-only end and are not known to be routed.
    over_cluster_only: bool,
    /// A common network does not work, and no other does.
    broken: bool,
}

fn expected(cluster: &Cluster, a: NodeId, b: NodeId) -> Expected {
    let role = |n: NetworkId| cluster.networks[n].role;
    let state_at = |n: NetworkId, node: NodeId| {
        cluster.interfaces.iter().find(|i| i.network == n && i.node == node).map(|i| i.state)
    };
    let carries = |n: NetworkId| matches!(role(n), Some(Role::Cluster | Role::ClusterAndClient));
    let is_up =
        |n: NetworkId| !matches!(cluster.networks[n].state, NetworkState::Down | NetworkState::Unavailable);
    let usable = |n: NetworkId, node: NodeId| {
        let state = state_at(n, node);
        is_up(n)
            && cluster.nodes[node].up != Some(false)
            && (state == Some(InterfaceState::Up) || state == Some(InterfaceState::Unknown))
    };
    let joins = |n: NetworkId| {
        let both_up = [a, b].iter().all(|node| state_at(n, *node) == Some(InterfaceState::Up));
        usable(n, a) && usable(n, b) && (cluster.networks[n].state != NetworkState::Partitioned || both_up)
    };
    let all: Vec<NetworkId> = cluster.network_ids().filter(|n| carries(*n)).collect();
    let shared: Vec<Path> = all.iter().filter(|n| joins(**n)).map(|n| (*n, *n)).collect();
    let pairs: Vec<Path> = all
        .iter()
        .flat_map(|x| all.iter().map(move |y| (*x, *y)))
        .filter(|(x, y)| x != y && usable(*x, a) && usable(*y, b))
        .collect();
    let is_client = |(x, y): &Path| [x, y].iter().all(|n| role(**n) == Some(Role::ClusterAndClient));
    let plumb = cluster.settings.plumb_all_cross_subnet_routes;

    let mut paths = shared.clone();
    if shared.is_empty() || plumb == Some(1) {
        paths.extend(pairs.iter().filter(|pair| is_client(pair)));
    }
    let over_cluster_only = paths.is_empty() && !pairs.is_empty();
    if paths.is_empty() {
        paths = pairs;
    }
    let both_run = [a, b].iter().all(|node| cluster.nodes[*node].up != Some(false));
    let is_common = |n: &&NetworkId| state_at(**n, a).is_some() && state_at(**n, b).is_some();
    let broken = both_run && shared.is_empty() && all.iter().any(|n| is_common(&n));

    let sum = |(x, y): &Path| Some(cluster.networks[*x].metric? + cluster.networks[*y].metric?);
    let no_order = paths.len() > 1 && paths.iter().any(|path| sum(path).is_none());
    let mut groups: Vec<Vec<Path>> = Vec::new();
    if no_order {
        groups.push(paths);
    } else {
        let mut sums: Vec<Option<u32>> = paths.iter().map(sum).collect();
        sums.sort_unstable();
        sums.dedup();
        for wanted in sums {
            groups.push(paths.iter().copied().filter(|path| sum(path) == wanted).collect());
        }
    }
    let is_assumed = over_cluster_only || broken || no_order || plumb == Some(2);
    Expected {
        determined: groups.first().is_none_or(|best| best.len() == 1),
        groups,
        certainty: if is_assumed { Certainty::Assumed } else { Certainty::Computed },
        over_cluster_only,
        broken,
    }
}

/// Takes the networks of a group off the front of a list; those of one path have an order.
fn take<'l>(group: &[Path], seen: &mut Vec<NetworkId>, list: &'l [NetworkId]) -> Option<&'l [NetworkId]> {
    let mut new: Vec<NetworkId> = Vec::new();
    for n in group.iter().flat_map(|(x, y)| [*x, *y]) {
        if !seen.contains(&n) && !new.contains(&n) {
            new.push(n);
        }
    }
    let (front, rest) = list.split_at_checked(new.len())?;
    let mut front = front.to_vec();
    seen.extend(&new);
    if group.len() > 1 {
        front.sort_unstable();
        new.sort_unstable();
    }
    (front == new).then_some(rest)
}

fn check(cluster: &Cluster, route: &Route) -> Result<(), TestCaseError> {
    let (a, b) = route.ends().unwrap();
    let expected = expected(cluster, a, b);
    let context = format!("{:#?} of {expected:#?} in {cluster:#?}", route.choice());
    prop_assert_eq!(route.determined, expected.determined, "determined: {}", context);
    prop_assert_eq!(route.certainty, expected.certainty, "certainty: {}", context);
    let (best, rest) =
        expected.groups.split_first().map_or((&[][..], &[][..]), |(best, rest)| (&best[..], rest));
    let is_routed = best.len() == 1 && best[0].0 != best[0].1;
    prop_assert_eq!(route.routed, is_routed, "routed: {}", context);
    let mut seen = Vec::new();
    let left = take(best, &mut seen, &route.networks);
    prop_assert_eq!(left, Some(&[][..]), "networks: {}", context);
    let mut left = Some(route.failover.as_slice());
    for group in rest {
        left = left.and_then(|left| take(group, &mut seen, left));
    }
    prop_assert_eq!(left, Some(&[][..]), "failover: {}", context);
    let says = |wanted: fn(&Reason) -> bool| route.reasons().any(wanted);
    let over_cluster_only = says(|reason| matches!(reason, Reason::RoutedOverClusterOnly));
    prop_assert_eq!(over_cluster_only, expected.over_cluster_only, "{}", context);
    let broken = says(|reason| matches!(reason, Reason::RoutingBesideBroken(_)));
    prop_assert_eq!(broken, expected.broken, "{}", context);
    Ok(())
}

proptest! {
    // The same cases every time: a failure is the change's.
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2473194),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_route_of_cluster_traffic_is_what_the_rules_say_in_plain_words(cluster in cluster()) {
        let reach = Reach::new(&cluster);
        let filter = Filter { traffic: vec![Traffic::Cluster], ..Filter::default() };
        let routes = resolve(&reach, &MigrationOrder::new(&reach), &filter).routes;
        prop_assert_eq!(routes.len(), NODES * (NODES - 1));
        for route in &routes {
            check(&cluster, route)?;
        }
    }
}
