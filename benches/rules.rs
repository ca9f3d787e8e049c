//! What the rules cost: each rule alone, all of them together, and advice with its trials, for a cluster of 64 nodes,
//! 8 networks and 64 volumes of which everything is captured, once as it should be and once with much to find. Run
//! with `cargo bench --bench rules`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::print_stdout, reason = "a bench prints its numbers")]

mod support;

use clusterroute::advice::{Wanted, advise};
use clusterroute::api::Subject;
use clusterroute::capture::formats::json as format;
use clusterroute::capture::{Capture, build};
use clusterroute::engine::metric::measure;
use clusterroute::model::{Cluster, NetftEnd, NetftRoute, NetworkId, NodeId};
use clusterroute::rules::{self, Context, RULES, Rule};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{median, medians, ratio};

const ROUNDS: usize = 20;
const NODES: usize = 64;
const NETWORKS: [(&str, u8, u32); 8] = [
    ("Management", 3, 70_384),
    ("SMB1", 1, 20_400),
    ("SMB2", 1, 20_401),
    ("Live Migration", 1, 30_240),
    ("Backup", 1, 30_241),
    ("CSV", 1, 20_402),
    ("iSCSI A", 0, 39_843),
    ("iSCSI B", 0, 39_844),
];
const VOLUMES: usize = 64;

/// No rule is to take more than this part of all.
const SHARE: f64 = 0.1;

fn main() {
    print("as it should be", &cluster(false));
    print("with much to find", &cluster(true));
}

fn print(what: &str, cluster: &Cluster) {
    let evaluate = || _ = black_box(rules::evaluate(cluster, &measure(cluster), &[], &[]).unwrap());
    let advice = || _ = black_box(advise(cluster, &Wanted::default()).unwrap());
    let [all, advised] = medians(ROUNDS, [&evaluate, &advice]);
    let measure = measure(cluster);
    let routes = time(|| _ = black_box(Context::new(cluster, &measure).routes().len()));
    let (findings, _) = rules::evaluate(cluster, &measure, &[], &[]).unwrap();
    println!("{NODES} nodes, {} networks, {VOLUMES} volumes, {what}:", NETWORKS.len());
    // What several rules ask for is made once, and is nobody's.
    let context = Context::new(cluster, &measure);
    context.routes();
    let of = |rule: &&'static Rule| {
        let run = || {
            let found = (rule.check)(&context).unwrap_or_default();
            found.iter().for_each(|facts| _ = black_box(facts.say(cluster)));
        };
        (time(run), *rule)
    };
    let mut each: Vec<(Duration, &Rule)> = RULES.iter().map(of).collect();
    each.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    println!("  {:<38} {:>9} us {:>5.1} %", "routes, for all rules", micros(routes), share(routes, all));
    for (time, rule) in &each {
        let part = share(*time, all);
        let mark = if part > 100.0 * SHARE { "  above a tenth" } else { "" };
        println!("  {} {:<32} {:>9} us {part:>5.1} %{mark}", rule.id, rule.name, micros(*time));
    }
    println!(
        "  {:<38} {:>9} us (limit 20000), {} findings",
        "all, with metrics",
        micros(all),
        findings.len()
    );
    println!("  {:<38} {:>9} us, {:.1} x", "advice, with trials", micros(advised), ratio(advised, all));
}

fn time(work: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    median(&mut times)
}

fn micros(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}

fn share(part: Duration, all: Duration) -> f64 {
    100.0 * ratio(part, all)
}

/// The cluster; with much to find some interfaces have failed, metrics are set by hand, lists are stale, volumes are
/// redirected, and hosts disagree.
fn cluster(faulty: bool) -> Cluster {
    let text = capture(faulty).to_string();
    let sections = format::capture(&text).unwrap().into_owned().into_sections();
    let cluster = build(&Capture { sections, origin: Default::default() }).unwrap();
    let mut cluster = Subject::from(cluster).cluster;
    assert_eq!((cluster.nodes.len(), cluster.networks.len()), (NODES, NETWORKS.len()));
    // As every node's log has them.
    let id = |n: usize| NetworkId::at(n);
    let routes = cluster.node_ids().flat_map(|a| cluster.node_ids().map(move |b| (a, b)));
    let routes =
        routes.filter(|(a, b)| a != b).flat_map(|(a, b)| (0..NETWORKS.len()).map(move |n| (a, b, id(n))));
    let of = |(local, remote, network): (NodeId, NodeId, NetworkId)| NetftRoute {
        local: NetftEnd { node: local, network },
        remote: NetftEnd { node: remote, network },
        priority: 2 * cluster.networks[network].metric.unwrap_or_default(),
        is_down: Some(false),
        time: None,
    };
    let routes = routes.map(of).collect();
    cluster.netft_routes = Some(routes);
    cluster
}

fn name(node: usize) -> String {
    format!("HV{node:02}")
}

fn id(network: usize) -> String {
    format!("{network:08x}-0000-4000-8000-000000000000")
}

fn capture(faulty: bool) -> Value {
    let networks = NETWORKS.iter().enumerate().map(|(n, (name, role, metric))| {
        let by_hand = faulty && n == 4;
        json!({
            "Name": name, "Id": id(n), "Role": role, "State": if faulty && n == 2 { 2 } else { 3 },
            "Metric": if by_hand { 900 } else { *metric }, "AutoMetric": !by_hand,
            "Ipv4Addresses": [format!("10.0.{n}.0")], "Ipv4PrefixLengths": [24],
        })
    });
    let nodes = (0..NODES).map(|node| json!({"Name": name(node), "State": "Up"}));
    let adapter_id = |node: usize, n: usize| format!("{node:08x}-0000-4000-8000-{n:012x}");
    let interfaces = (0..NODES).flat_map(|node| {
        NETWORKS.iter().enumerate().filter(move |(n, _)| !faulty || *n != 3 || !node.is_multiple_of(7)).map(
            move |(n, (network, ..))| {
                let failed = faulty && (n == 2 && node % 5 == 1 || n == 5 && node % 9 == 2);
                json!({
                    "Name": format!("{} - {network}", name(node)), "Node": name(node), "Network": network,
                    "State": if failed { "Failed" } else { "Up" }, "DhcpEnabled": 0,
                    "Adapter": "Intel(R) Ethernet Network Adapter E810", "AdapterId": adapter_id(node, n),
                    "Ipv4Addresses": [format!("10.0.{n}.{}", node + 1)],
                })
            },
        )
    });
    let volumes = (0..VOLUMES).map(|volume| {
        json!({"Name": format!("Volume{volume:02}"), "OwnerNode": name(volume % NODES), "SharedVolumeInfo":
            [{"RedirectedAccess": faulty && volume % 8 == 1, "FaultState": "NoFaults", "MaintenanceMode": false}]})
    });
    let states = (0..VOLUMES).flat_map(|volume| {
        (0..NODES).map(move |node| {
            let by_hand = u32::from(faulty && volume % 8 == 1);
            let no_disk = u32::from(faulty && volume % 8 == 2 && node % 4 == 3 && node != volume % NODES);
            let mode = match (by_hand, no_disk) {
                (0, 0) => "Direct",
                (0, _) => "BlockRedirected",
                _ => "FileSystemRedirected",
            };
            json!({"Name": format!("Volume{volume:02}"), "Node": name(node), "StateInfo": mode,
                   "FileSystemRedirectedIOReason": by_hand, "BlockRedirectedIOReason": no_disk})
        })
    });
    let gbps = [1, 25, 25, 10, 10, 25, 10, 10];
    let host = |node: usize| {
        let each = |make: &dyn Fn(usize, &str) -> Value| -> Vec<Value> {
            NETWORKS.iter().enumerate().map(|(n, (name, ..))| make(n, name)).collect()
        };
        let listed = if faulty && node % 3 == 1 { vec![0] } else { vec![3, 1, 2, 5] };
        json!({
            "node": name(node),
            "vm_host": [{"Name": name(node), "VirtualMachineMigrationPerformanceOption": "SMB"}],
            "migration_networks": listed.iter().map(|n| json!({"Subnet": format!("10.0.{n}.0/24")}))
                .collect::<Vec<_>>(),
            "net_adapters": each(&|n, name| json!({"Name": name, "Speed": gbps[n] * 1_000_000_000_u64,
                "InterfaceGuid": format!("{{{}}}", adapter_id(node, n))})),
            "net_adapter_rdma": each(&|n, name| json!({"Name": name, "Enabled": gbps[n] == 25})),
            "net_adapter_rss": each(&|_, name| json!({"Name": name, "Enabled": true})),
            "smb_multichannel_csv": (0..NODES).filter(|other| *other != node).map(|other| json!({
                "ClientIpAddress": format!("10.0.1.{}", node + 1),
                "ServerIpAddress": format!("10.0.1.{}", other + 1), "Selected": true, "SmbInstance": "CSV"}))
                .collect::<Vec<_>>(),
        })
    };
    let exclude = if faulty { [id(0), id(99), id(4)].join(";") } else { [id(6), id(7)].join(";") };
    json!({
        "cluster": [{"Name": "LARGE", "ClusterFunctionalLevel": 11, "S2DEnabled": 0,
                     "UseClientAccessNetworksForSharedVolumes": u8::from(faulty)}],
        "nodes": nodes.collect::<Vec<_>>(),
        "networks": networks.collect::<Vec<_>>(),
        "interfaces": interfaces.collect::<Vec<_>>(),
        "shared_volumes": volumes.collect::<Vec<_>>(),
        "shared_volume_states": states.collect::<Vec<_>>(),
        "hosts": (0..NODES).map(host).collect::<Vec<_>>(),
        "vm_resource_type_parameters": [
            {"ClusterObject": "Virtual Machine", "Name": "MigrationNetworkOrder", "Value": ""},
            {"ClusterObject": "Virtual Machine", "Name": "MigrationExcludeNetworks", "Value": exclude},
        ],
    })
}
