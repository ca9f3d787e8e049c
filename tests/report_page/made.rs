//! Clusters that the page has to cope with: large, uneven, hostile, and with almost nothing known.

use serde_json::{Value, json};

/// Name, role, metric of eight networks.
const NETWORKS: [(&str, u32, u32); 8] = [
    ("SMB1", 1, 20_400),
    ("SMB2", 1, 20_401),
    ("Live Migration", 1, 30_240),
    ("Heartbeat", 1, 900),
    ("Management", 3, 70_240),
    ("Backup", 3, 70_241),
    ("iSCSI A", 0, 39_840),
    ("iSCSI B", 0, 39_841),
];

/// 64 nodes on 8 networks with 64 volumes; the state of an interface by node and network.
pub(crate) fn large(state: impl Fn(usize, usize) -> u32) -> Value {
    let node = |number: usize| format!("N{:02}", number + 1);
    let network = |(place, (name, role, metric)): (usize, &(&str, u32, u32))| {
        json!({
            "Name": name, "Role": role, "Metric": metric, "AutoMetric": *name != "Heartbeat", "State": 3,
            "Ipv4Addresses": [format!("10.{place}.0.0")], "Ipv4PrefixLengths": [16],
        })
    };
    let interfaces = (0..64 * 8).map(|number| {
        let (at, on) = (number / 8, number % 8);
        json!({
            "Name": format!("{} - {}", node(at), NETWORKS[on].0), "Node": node(at), "Network": NETWORKS[on].0,
            "State": state(at, on), "Adapter": "25 GbE adapter", "Address": format!("10.{on}.0.{}", at + 1),
        })
    });
    let states = (0..64 * 64).map(|number| {
        let (volume, at) = (number / 64, number % 64);
        let mode = if volume == 4 { "FileSystemRedirected" } else { "Direct" };
        json!({
            "VolumeFriendlyName": format!("CSV{:02}", volume + 1), "Name": format!("CSV{:02}", volume + 1),
            "Node": node(at), "StateInfo": mode, "FileSystemRedirectedIOReason": u32::from(volume == 4),
            "BlockRedirectedIOReason": 0,
        })
    });
    json!({
        "cluster": [{"Name": "BIG-64", "ClusterFunctionalLevel": 11}],
        "nodes": (0..64).map(|number| json!({"Name": node(number), "State": "Up"})).collect::<Vec<_>>(),
        "networks": NETWORKS.iter().enumerate().map(network).collect::<Vec<_>>(),
        "interfaces": interfaces.collect::<Vec<_>>(),
        "shared_volumes": (0..64).map(|volume| json!({
            "Name": format!("CSV{:02}", volume + 1), "OwnerNode": node(volume), "State": "Online"
        })).collect::<Vec<_>>(),
        "shared_volume_states": states.collect::<Vec<_>>(),
    })
}

/// Five interfaces of 64 nodes are not up: six groups of nodes.
pub(crate) fn six_groups() -> Value {
    large(|node, network| match (node, network) {
        (16, 0 | 1) | (40, 1) | (63, 0) => 1,
        (62, 2) => 2,
        _ => 3,
    })
}

/// Nearly every node has another interface down.
pub(crate) fn all_differ() -> Value {
    large(
        |node, network| {
            if node >> (network % 6) & 1 == 1 && network < 6 && node % 3 != network % 3 { 1 } else { 3 }
        },
    )
}

/// A small cluster in which everything is called by this name.
pub(crate) fn named(name: &str) -> Value {
    let networks = [format!("{name}1"), format!("{name}2")];
    let nodes = [format!("{name}a"), format!("{name}b")];
    let interfaces = (0..4).map(|number| {
        let (node, network) = (&nodes[number / 2], &networks[number % 2]);
        json!({"Name": format!("{node} - {network}"), "Node": node, "Network": network,
            "State": if number == 3 { 1 } else { 3 }, "Adapter": name})
    });
    json!({
        "cluster": [{"Name": name, "ClusterFunctionalLevel": 10}],
        "networks": [
            {"Name": networks[0], "Role": 1, "Metric": 900, "AutoMetric": false, "State": 3},
            {"Name": networks[1], "Role": 3, "Metric": 70_240, "AutoMetric": true, "State": 2},
        ],
        "nodes": nodes.iter().map(|node| json!({"Name": node, "State": "Up"})).collect::<Vec<_>>(),
        "interfaces": interfaces.collect::<Vec<_>>(),
        "shared_volumes": [{"Name": format!("{name}v"), "OwnerNode": nodes[0]}],
    })
}

/// Networks alone.
pub(crate) fn networks_alone() -> Value {
    json!({"networks": [
        {"Name": "LAN", "Role": 3, "Metric": 70_240, "AutoMetric": true, "State": 3},
        {"Name": "Private", "Role": 1, "Metric": 30_240, "AutoMetric": true, "State": 3},
    ]})
}
