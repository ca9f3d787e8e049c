//! What holds for every capture: no panic, no dependence on the order of input, the same bytes every time.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::{Question, try_ask, without_places};
use clusterroute::api::{self, QUESTIONS};
use clusterroute::engine::route::migration::MigrationOrder;
use clusterroute::engine::route::reach::Reach;
use clusterroute::engine::route::{Filter, Reason, Route, Traffic, resolve};
use clusterroute::model::{
    Cluster, Host, Interface, InterfaceSource, InterfaceState, Link, LinkClass, LinkSource,
    MigrationPerformance, NetftEnd, NetftRoute, Network, NetworkId, NetworkState, Node, NodeId, Role,
    Settings, SmbConnection, Volume, Windows, WindowsVersion,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::IpAddr;

const ABOUT_A_CLUSTER: [Question; 10] = [
    api::measure::ask,
    api::resolve::ask,
    api::recommend::ask,
    api::plan::ask,
    api::needs::ask,
    api::failures::ask,
    rehearse,
    api::attribute::ask,
    drain,
    faster,
];

/// The question with several kinds, asked for a rehearsal.
fn rehearse(request: &[u8]) -> api::Reply {
    let mut request: Value = serde_json::from_slice(request).unwrap();
    request["options"]["what"] = json!("redirect");
    api::estimate::ask(request.to_string().as_bytes())
}

/// The same, asked for a drain of the first node, and for faster networks.
fn drain(request: &[u8]) -> api::Reply {
    let mut request: Value = serde_json::from_slice(request).unwrap();
    request["options"]["what"] = json!("drain");
    request["options"]["node"] = json!("N1");
    request["options"]["vm"] = json!(["V1=64GB", "V2=512MB"]);
    api::estimate::ask(request.to_string().as_bytes())
}

fn faster(request: &[u8]) -> api::Reply {
    let mut request: Value = serde_json::from_slice(request).unwrap();
    request["options"]["what"] = json!("faster");
    api::estimate::ask(request.to_string().as_bytes())
}

/// A value as people and tools write it, right or wrong.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2i64..5).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!("Up")),
        Just(json!("Cluster")),
        Just(json!({"value": 1, "Value": "Cluster"})),
        Just(json!({"value__": 3})),
        Just(json!(["10.0.0.0", "fe80::"])),
        "[ -~]{0,12}".prop_map(Value::from),
    ]
}

/// A network with mostly right values.
fn network() -> impl Strategy<Value = Value> {
    let role = prop_oneof![8 => (0i64..4).prop_map(Value::from), 1 => odd()];
    let state = prop_oneof![8 => (-1i64..4).prop_map(Value::from), 1 => odd()];
    let metric = prop_oneof![
        8 => prop::sample::select(vec![100, 900, 1000, 10_000, 20_400, 20_401, 30_240, 39_840, 70_000, 70_240])
            .prop_map(Value::from),
        1 => odd(),
    ];
    let auto = prop_oneof![8 => any::<bool>().prop_map(Value::from), 1 => odd()];
    (0u32..6, role, state, metric, auto, 0u8..4).prop_map(|(id, role, state, metric, auto, subnet)| {
        json!({
            "Name": format!("Net {id}"), "Id": format!("0000000{id}-0000-4000-8000-000000000000"),
            "Role": role, "State": state, "Metric": metric, "AutoMetric": auto,
            "Ipv4Addresses": [format!("10.0.{subnet}.0")], "Ipv4PrefixLengths": [24],
        })
    })
}

prop_compose! {
    fn capture()(
        networks in prop::collection::vec(network(), 1..6),
        interfaces in prop::collection::vec((0u32..4, 0u32..6, -1i64..4), 0..16),
        states in prop::collection::vec((0u32..3, 0u32..4, 0i64..5, 0i64..64), 0..8),
        owners in prop::collection::vec((0u32..3, 0u32..4), 0..3),
        exclude in prop::collection::vec(0u32..7, 0..4),
        level in 0u32..14,
    ) -> Value {
        let interfaces: Vec<Value> = interfaces.into_iter().map(|(node, network, state)| {
            json!({"Name": format!("{node}{network}"), "Node": format!("N{node}"),
                   "Network": format!("Net {network}"), "State": state})
        }).collect();
        let states: Vec<Value> = states.into_iter().map(|(volume, node, mode, reasons)| {
            json!({"Name": format!("V{volume}"), "Node": format!("N{node}"), "StateInfo": mode,
                   "FileSystemRedirectedIOReason": reasons, "BlockRedirectedIOReason": reasons & 7})
        }).collect();
        let owners: Vec<Value> = owners.into_iter()
            .map(|(volume, node)| json!({"Name": format!("V{volume}"), "OwnerNode": format!("N{node}")}))
            .collect();
        let exclude: Vec<String> =
            exclude.into_iter().map(|id| format!("0000000{id}-0000-4000-8000-000000000000")).collect();
        json!({
            "cluster": [{"Name": "C", "ClusterFunctionalLevel": level}],
            "networks": networks,
            "interfaces": interfaces,
            "shared_volumes": owners,
            "shared_volume_states": states,
            "vm_resource_type_parameters": [{"Name": "MigrationExcludeNetworks", "Value": exclude.join(";")}],
        })
    }
}

const NETWORKS: usize = 4;

/// Most networks work, or there would be little to choose from.
const NETWORK_STATES: [NetworkState; 6] = {
    use NetworkState::{Down, Partitioned, Up};
    [Up, Up, Up, Up, Partitioned, Down]
};

/// A node's adapters on a network, all alike; none where the node is not on the network.
#[derive(Clone, Copy, Debug)]
struct Adapters {
    count: usize,
    state: InterfaceState,
    class: Option<LinkClass>,
    gbps: f64,
}

/// One node of a cluster in which several nodes look alike.
#[derive(Clone, Debug)]
struct NodeOfCluster {
    /// Which of the two sets of adapters it has.
    set: usize,
    up: Option<bool>,
    performance: Option<MigrationPerformance>,
    /// Networks that SMB uses for CSV traffic to every other node; `None` when that is not captured.
    smb_csv: Option<Vec<usize>>,
}

fn adapters() -> impl Strategy<Value = Adapters> {
    use InterfaceState::{Failed, Unknown, Up};
    let count = prop_oneof![1 => Just(0usize), 4 => Just(1), 4 => Just(2)];
    let state = prop_oneof![6 => Just(Up), 1 => Just(Unknown), 1 => Just(Failed)];
    let classes = [None, Some(LinkClass::Plain), Some(LinkClass::Rss), Some(LinkClass::Rdma)];
    let (class, gbps) = (prop::sample::select(classes.to_vec()), prop::sample::select(vec![1.0, 10.0, 25.0]));
    (count, state, class, gbps).prop_map(|(count, state, class, gbps)| Adapters { count, state, class, gbps })
}

/// Two sets of adapters, with adapters for each network, that differ in one thing on one network.
fn two_sets() -> impl Strategy<Value = [Vec<Adapters>; 2]> {
    let one = prop::collection::vec(adapters(), NETWORKS);
    (one, 0..NETWORKS, 0..5, adapters()).prop_map(|(one, network, thing, new)| {
        let mut other = one.clone();
        let changed = &mut other[network];
        match thing {
            0 | 1 => changed.count = new.count,
            2 => changed.state = new.state,
            3 => changed.class = new.class,
            _ => changed.gbps = new.gbps,
        }
        [one, other]
    })
}

fn node_of_cluster() -> impl Strategy<Value = NodeOfCluster> {
    use MigrationPerformance::{Compression, Smb, TcpIp};
    let up = prop_oneof![4 => Just(Some(true)), 1 => Just(None), 1 => Just(Some(false))];
    let performance = prop::sample::select(vec![None, Some(TcpIp), Some(Compression), Some(Smb), Some(Smb)]);
    let smb_csv = prop::option::weighted(0.2, prop::collection::vec(0..NETWORKS, 0..3));
    (0usize..2, up, performance, smb_csv).prop_map(|(set, up, performance, smb_csv)| NodeOfCluster {
        set,
        up,
        performance,
        smb_csv,
    })
}

fn address(node: usize, network: usize) -> IpAddr {
    std::net::Ipv4Addr::from(
        0x0A00_0001 + (u32::try_from(network).unwrap() << 8) + u32::try_from(node).unwrap(),
    )
    .into()
}

prop_compose! {
    /// A cluster whose nodes have one of two sets of adapters, and differ in little else.
    fn cluster()(
        networks in prop::collection::vec(
            (prop::sample::select(vec![Role::Cluster, Role::Cluster, Role::ClusterAndClient, Role::None]),
             prop::sample::select(vec![20_400, 20_401, 30_240, 70_240, 70_241]),
             prop::sample::select(NETWORK_STATES.to_vec())),
            NETWORKS),
        sets in two_sets(),
        nodes in prop::collection::vec(node_of_cluster(), 2..7),
        logged in prop::option::weighted(
            0.3, prop::collection::vec((0usize..7, 0usize..7, 0..NETWORKS, any::<bool>()), 1..5)),
        owners in prop::collection::vec(0usize..7, 0..3),
        version in prop::option::of(prop::sample::select(WindowsVersion::ALL.to_vec())),
        plumb in prop::sample::select(vec![None, Some(0), Some(1), Some(2)]),
        client_networks in prop::sample::select(vec![None, Some(0), Some(1)]),
    ) -> Cluster {
        let place = |node: usize| NodeId::at(node % nodes.len());
        let interface = |node: usize, network: usize, adapters: &Adapters| Interface {
            state: adapters.state,
            addresses: vec![address(node, network)],
            link: Some(Link { class: adapters.class, gbps: Some(adapters.gbps), source: LinkSource::SmbClient }),
            ..Interface::unknown(format!("N{node} - Net {network}"), NodeId::at(node), NetworkId::at(network))
        };
        let interfaces = nodes.iter().enumerate().flat_map(|(n, node)| {
            sets[node.set].iter().enumerate().flat_map(move |(network, adapters)| {
                std::iter::repeat_n(interface(n, network, adapters), adapters.count)
            })
        });
        let rows = |n: usize, used: &[usize]| -> Vec<SmbConnection> {
            let others = (0..nodes.len()).filter(|other| *other != n);
            let row = |(other, network)| SmbConnection {
                client: address(n, network),
                server: address(other, network),
                selected: true,
            };
            others.flat_map(|other| used.iter().map(move |network| row((other, *network)))).collect()
        };
        let hosts = nodes.iter().enumerate().map(|(n, node)| Host {
            node: NodeId::at(n),
            performance: node.performance,
            smb_csv: node.smb_csv.as_ref().map(|used| rows(n, used)),
            ..Host::default()
        });
        let logged = logged.map(|logged| {
            let pairs = logged.into_iter().filter(|(a, b, ..)| place(*a) != place(*b));
            let mut routes: Vec<NetftRoute> = pairs
                .map(|(a, b, network, is_down)| NetftRoute {
                    local: NetftEnd { node: place(a), network: NetworkId::at(network) },
                    remote: NetftEnd { node: place(b), network: NetworkId::at(network) },
                    priority: 2 * networks[network].1,
                    is_down: Some(is_down),
                    time: None,
                })
                .collect();
            routes.sort();
            routes
        });
        let volume = |(n, owner): (usize, &usize)| {
            Volume { name: format!("V{n}"), owner: Some(place(*owner)), ..Volume::default() }
        };
        Cluster {
            windows: Windows { version, since: version, ..Windows::default() },
            settings: Settings {
                use_client_access_networks: client_networks,
                plumb_all_cross_subnet_routes: plumb,
                ..Settings::default()
            },
            networks: networks.iter().enumerate().map(|(n, (role, metric, state))| Network {
                name: format!("Net {n}"),
                role: Some(*role),
                metric: Some(*metric),
                auto_metric: Some(true),
                state: *state,
                ..Network::default()
            }).collect(),
            nodes: nodes.iter().enumerate()
                .map(|(n, node)| Node { name: format!("N{n}"), up: node.up, build: None })
                .collect(),
            interface_source: InterfaceSource::Listed,
            interfaces: interfaces.collect(),
            volumes: (!owners.is_empty()).then(|| owners.iter().enumerate().map(volume).collect()),
            hosts: Some(hosts.collect()),
            netft_routes: logged,
            ..Cluster::default()
        }
    }
}

fn ask(question: Question, capture: &Value) -> Result<Value, String> {
    try_ask(question, capture, &json!({}))
}

/// The same capture with every section turned around, and one object per name, so that no first one wins.
fn turned(capture: &Value) -> (Value, Value) {
    let mut straight = capture.clone();
    for section in straight.as_object_mut().unwrap().values_mut() {
        let list = section.as_array_mut().unwrap();
        let mut seen = std::collections::HashSet::new();
        list.retain(|object| {
            let field = |name: &str| object.get(name).map(Value::to_string).unwrap_or_default();
            seen.insert(field("Name") + &field("Node"))
        });
    }
    let mut turned = straight.clone();
    for section in turned.as_object_mut().unwrap().values_mut() {
        section.as_array_mut().unwrap().reverse();
    }
    (straight, turned)
}

proptest! {
    // The same cases every time: a failure is the change's, and the fuzz targets look for new ones.
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(2473194), ..ProptestConfig::default() })]

    #[test]
    fn any_capture_is_answered_or_refused_the_same_way_twice(capture in capture()) {
        for question in ABOUT_A_CLUSTER {
            prop_assert_eq!(ask(question, &capture), ask(question, &capture));
        }
    }

    #[test]
    fn the_order_of_input_does_not_change_the_answer(capture in capture()) {
        let (straight, turned) = turned(&capture);
        for question in ABOUT_A_CLUSTER {
            let text = |answer: Result<Value, String>| {
                without_places(&answer.map_or_else(|error| error, |answer| answer.to_string()))
            };
            prop_assert_eq!(text(ask(question, &straight)), text(ask(question, &turned)));
        }
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for question in QUESTIONS {
            let reply = (question.ask)(&bytes);
            prop_assert!(reply.failed.is_some());
            let answer: Value = serde_json::from_slice(&reply.json).unwrap();
            prop_assert_eq!(&answer["question"], question.name);
        }
    }

    #[test]
    fn every_route_lists_a_network_once_and_says_why(capture in capture()) {
        let Ok(answer) = ask(api::resolve::ask, &turned(&capture).0) else { return Ok(()) };
        for route in answer["routes"].as_array().unwrap() {
            let lists = ["networks", "failover"].map(|list| route[list].as_array().unwrap().clone()).concat();
            let mut names: Vec<String> = lists.iter().map(Value::to_string).collect();
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), lists.len(), "{}", route);
            prop_assert!(!route["because"].as_array().unwrap().is_empty(), "{}", route);
        }
    }

    /// One choice serves all pairs whose ends look alike. Asked about alone, a pair shares with none: its route has
    /// to be the same, with its reasons.
    #[test]
    fn pairs_that_look_alike_get_what_each_gets_alone(cluster in cluster()) {
        let reach = Reach::new(&cluster);
        let order = MigrationOrder::new(&reach);
        for route in resolve(&reach, &order, &Filter::default()).routes {
            let Route { traffic, from, to, volume, .. } = route;
            let (from, to) = (from.into_iter().collect(), to.into_iter().collect());
            let volume = volume.into_iter().collect();
            let filter = Filter { traffic: vec![traffic], from, to, volume, network: Vec::new() };
            let alone = resolve(&reach, &order, &filter).routes;
            prop_assert_eq!(format!("{alone:#?}"), format!("{:#?}", [route]));
        }
    }

    /// What SMB reports is looked up by pair; here every row is gone through for each.
    #[test]
    fn what_smb_reports_of_a_pair_is_what_its_rows_say(cluster in cluster()) {
        let reach = Reach::new(&cluster);
        let filter = Filter { traffic: vec![Traffic::Csv], ..Filter::default() };
        let network_of = |node: NodeId, address: IpAddr| {
            let mut all = cluster.interfaces.iter().filter(|i| i.node == node);
            all.find(|i| i.addresses.contains(&address)).map(|i| i.network)
        };
        for route in resolve(&reach, &MigrationOrder::new(&reach), &filter).routes {
            let Some((a, b)) = route.ends().filter(|_| !route.local) else { continue };
            let rows = cluster.host(a).and_then(|host| host.smb_csv.as_deref()).unwrap_or_default();
            let joined = rows.iter().filter(|row| row.selected && network_of(b, row.server).is_some());
            let seen: BTreeSet<NetworkId> = joined.filter_map(|row| network_of(a, row.client)).collect();
            let is_smb = cluster.windows.version != Some(WindowsVersion::V2008R2);
            if is_smb && !seen.is_empty() {
                prop_assert_eq!(&route.networks.iter().copied().collect::<BTreeSet<_>>(), &seen);
            }
            let says = route.reasons().any(|reason| matches!(reason, Reason::SmbConfirms(_) | Reason::SmbDiffers { .. }));
            prop_assert_eq!(says, is_smb && !seen.is_empty());
        }
    }

    /// The same through the whole library, for captures that are only mostly right.
    #[test]
    fn a_route_does_not_depend_on_the_pairs_beside_it(capture in capture()) {
        let capture = turned(&capture).0;
        let Ok(answer) = ask(api::resolve::ask, &capture) else { return Ok(()) };
        for route in answer["routes"].as_array().unwrap() {
            let options = json!({"traffic": route["traffic"], "from": route["from"], "to": route["to"],
                "volume": route["volume"]});
            let alone = try_ask(api::resolve::ask, &capture, &options).unwrap();
            prop_assert_eq!(&alone["routes"], &json!([route]));
        }
    }
}
