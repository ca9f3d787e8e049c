//! What the answers cost once a capture is read: metrics, routes and recommendations of a 4-node, 5-network
//! cluster, against parsing the request with serde alone; and the routes of a 64-node, 8-network cluster whose
//! nodes look alike, against the same where no two do; and everything that can fail there, one by one and two by two,
//! against taking each away and computing all routes anew. Run with `cargo bench --bench engine`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::print_stdout, reason = "a bench prints its numbers")]

mod support;

use clusterroute::api;
use clusterroute::capture::formats::json as format;
use clusterroute::capture::{Capture, build};
use clusterroute::engine::failures::{Analysis, fold, undamaged};
use clusterroute::engine::route::migration::MigrationOrder;
use clusterroute::engine::route::reach::Reach;
use clusterroute::engine::route::{Filter, resolve};
use clusterroute::engine::what_if;
use clusterroute::model::{
    Cluster, Interface, InterfaceSource, InterfaceState, Link, LinkClass, LinkSource, Network, NetworkId,
    NetworkState, Node, NodeId, Role, Volume, Windows, WindowsVersion,
};
use serde_json::{Value, json};
use std::cell::Cell;
use std::hint::black_box;
use std::time::Duration;
use support::{medians, ratio};

const ROUNDS: usize = 300;

fn main() {
    let request = request().to_string();
    let capture = serde_json::from_str::<Value>(&request).unwrap()["input"]["captures"][0].to_string();
    let sections = format::capture(&capture).unwrap().into_owned().into_sections();
    let subject = build(&Capture { sections, origin: Default::default() }).unwrap().into();
    let answers = || {
        black_box(api::measure::answer(&subject));
        black_box(api::resolve::answer(&subject, &Default::default()).unwrap());
        black_box(api::recommend::answer(&subject, &Default::default()).unwrap());
    };
    let parse = || {
        black_box(serde_json::from_slice::<Value>(request.as_bytes()).unwrap());
    };
    let whole = || {
        assert_eq!(black_box(api::recommend::ask(request.as_bytes())).failed, None);
    };
    let [answers, parse, whole] = medians(ROUNDS, [&answers, &parse, &whole]);
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "metrics + routes + recommendations, 4 nodes, 5 networks: {:.1} us (limit 100)",
        micros(answers)
    );
    println!(
        "  against parsing the {} byte request with serde alone, {:.1} us: {:.2} x (limit 2)",
        request.len(),
        micros(parse),
        ratio(answers, parse)
    );
    println!("recommend, bytes in, bytes out: {:.1} us", micros(whole));

    let (alike, all_different) =
        (large_cluster(|_| 25.0), large_cluster(|node| 25.0 + f64::from(node) / 1000.0));
    let routes = |cluster: &Cluster| {
        let reach = Reach::new(cluster);
        black_box(resolve(&reach, &MigrationOrder::new(&reach), &Filter::default()).routes.len())
    };
    assert_eq!(routes(&alike), routes(&all_different), "both have as many routes");
    let [shared, plain] = medians(ROUNDS / 10, [&|| _ = routes(&alike), &|| _ = routes(&all_different)]);
    println!("routes, 64 nodes alike, 8 networks: {:.1} us", micros(shared));
    println!(
        "  against choosing for every pair anew, {:.1} us: {:.2} x (limit 0.5)",
        micros(plain),
        ratio(shared, plain)
    );
    failures(&alike, "alike");
    failures(&all_different, "all different");
}

/// Every failure of one element and of two, against taking each away and choosing every route anew.
fn failures(cluster: &Cluster, nodes: &str) {
    let cluster = undamaged(cluster);
    let tried = Cell::new(0_u32);
    let all = || {
        let folded = fold(&mut Analysis::new(&cluster), 2, 1000);
        tried.set(black_box(folded).tried.iter().sum::<usize>().try_into().unwrap());
    };
    let without = ["interface:N3/Network 1".to_owned(), "interface:N9/Network 2".to_owned()];
    let plain = || {
        let damaged = what_if::apply(&cluster, &without, &[]).unwrap();
        let reach = Reach::new(&damaged);
        black_box(resolve(&reach, &MigrationOrder::new(&reach), &Filter::default()).routes.len());
    };
    let [all, plain] = medians(5, [&all, &plain]);
    let count = tried.get();
    println!(
        "{count} failures, 64 nodes {nodes}, 8 networks: {:.1} ms (limit 1000)",
        all.as_secs_f64() * 1e3
    );
    println!(
        "  against computing each plainly, {:.1} us: {:.0} x faster (limit 50)",
        plain.as_secs_f64() * 1e6,
        ratio(plain * count, all)
    );
}

/// 64 nodes on 8 networks with 16 volumes; the adapters of a node have the speed that `gbps` gives for it.
fn large_cluster(gbps: impl Fn(u16) -> f64) -> Cluster {
    const NODES: u16 = 64;
    const NETWORKS: u16 = 8;
    let network = |n: u16| Network {
        name: format!("Network {n}"),
        role: Some(if n == 0 { Role::ClusterAndClient } else { Role::Cluster }),
        state: NetworkState::Up,
        metric: Some(if n == 0 { 70_000 } else { 20_400 + u32::from(n) }),
        auto_metric: Some(true),
        ..Network::default()
    };
    let interface = |node: u16, network: u16| Interface {
        state: InterfaceState::Up,
        link: Some(Link {
            class: Some(LinkClass::Rdma),
            gbps: Some(gbps(node)),
            source: LinkSource::SmbClient,
        }),
        ..Interface::unknown(
            format!("N{node} - {network}"),
            NodeId::at(node.into()),
            NetworkId::at(network.into()),
        )
    };
    let volume = |n: u16| Volume {
        name: format!("CSV{n}"),
        owner: Some(NodeId::at((n * 4).into())),
        ..Volume::default()
    };
    let version = Some(WindowsVersion::V2022);
    Cluster {
        windows: Windows { version, since: version, ..Windows::default() },
        networks: (0..NETWORKS).map(network).collect(),
        nodes: (0..NODES).map(|n| Node { name: format!("N{n}"), up: Some(true), build: None }).collect(),
        interface_source: InterfaceSource::Listed,
        interfaces: (0..NODES)
            .flat_map(|node| (0..NETWORKS).map(move |n| (node, n)))
            .map(|(a, n)| interface(a, n))
            .collect(),
        volumes: Some((0..16).map(volume).collect()),
        ..Cluster::default()
    }
}

/// As ConvertTo-Json writes a SAN cluster, nested clusters and all.
fn request() -> Value {
    let cluster = json!({
        "Name": "BENCH", "ClusterFunctionalLevel": 10, "S2DEnabled": 0, "CrossSubnetDelay": 1000,
        "CrossSubnetThreshold": 20, "PlumbAllCrossSubnetRoutes": 0, "SameSubnetDelay": 1000,
        "SharedVolumesRoot": "C:\\ClusterStorage", "UseClientAccessNetworksForSharedVolumes": 0,
    });
    let networks: Vec<Value> = [
        ("Management", 3, 70_240),
        ("Cluster", 1, 30_240),
        ("Live Migration", 1, 30_241),
        ("iSCSI A", 0, 39_843),
        ("iSCSI B", 0, 39_844),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (name, role, metric))| {
        json!({
            "Name": name, "Id": format!("{index:08}-0000-4000-8000-000000000000"), "Role": role,
            "Metric": metric, "AutoMetric": true, "State": 3, "Cluster": cluster,
            "Address": format!("10.0.{index}.0"), "AddressMask": "255.255.255.0", "Description": "",
            "Ipv4Addresses": [format!("10.0.{index}.0")], "Ipv4PrefixLengths": ["24"],
            "Ipv6Addresses": [], "Ipv6PrefixLengths": [],
        })
    })
    .collect();
    let nodes = ["HV1", "HV2", "HV3", "HV4"];
    let interfaces: Vec<Value> = nodes
        .iter()
        .enumerate()
        .flat_map(|(n, node)| {
            networks.iter().enumerate().map(move |(index, network)| {
                json!({
                    "Name": format!("{node} - {}", network["Name"].as_str().unwrap()), "Node": node,
                    "Network": {"Name": network["Name"], "Id": network["Id"]}, "State": 3, "DhcpEnabled": 0,
                    "Adapter": "Intel(R) Ethernet Adapter", "Address": format!("10.0.{index}.{}", n + 11),
                    "Ipv4Addresses": [format!("10.0.{index}.{}", n + 11)], "Ipv6Addresses": [],
                })
            })
        })
        .collect();
    let states: Vec<Value> = nodes
        .iter()
        .flat_map(|node| {
            ["CSV1", "CSV2"].map(|volume| {
                json!({
                    "Name": volume, "Node": node, "StateInfo": 2, "VolumeFriendlyName": volume,
                    "FileSystemRedirectedIOReason": 0, "BlockRedirectedIOReason": 0,
                })
            })
        })
        .collect();
    json!({"schema": 2, "input": {"captures": [{
        "cluster": [cluster],
        "networks": networks,
        "interfaces": interfaces,
        "shared_volumes": [
            {"Name": "CSV1", "OwnerNode": "HV1", "State": 2},
            {"Name": "CSV2", "OwnerNode": "HV3", "State": 2},
        ],
        "shared_volume_states": states,
        "vm_resource_type_parameters": [
            {"ClusterObject": "Virtual Machine", "Name": "MigrationNetworkOrder", "Value": ""},
            {"ClusterObject": "Virtual Machine", "Name": "MigrationExcludeNetworks", "Value": ""},
        ],
    }]}})
}
