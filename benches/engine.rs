//! What the answers cost once a capture is read: metrics, routes and recommendations of a 4-node, 5-network
//! cluster, against parsing the request with serde alone. Run with `cargo bench --bench engine`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::print_stdout, reason = "a bench prints its numbers")]

mod support;

use clusterroute::api;
use clusterroute::capture::formats::json as format;
use clusterroute::capture::{Capture, build};
use serde_json::{Value, json};
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
