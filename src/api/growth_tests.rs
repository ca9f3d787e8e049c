//! Twice the cluster is twice the work of every question, in every direction in which a cluster can grow.
//!
//! Some answers grow faster than their cluster: twice the nodes have four times the pairs, and each pair has its routes,
//! whether a question shows them or only goes through them. So work is measured against what went in and against all
//! routes that come out, as `resolve` writes them. Every change that is advised is tried on the whole cluster, up to
//! the limit of `advice::trial`: there the work may also grow with the changes. And every network that fails leaves a
//! choice among the others, which grows with the networks once more.

use super::{Subject, WhatIf, compare, estimate, failures, measure, needs, plan, recommend, report, resolve};
use crate::capture::formats::json;
use crate::capture::{Capture, Origin};
use crate::steps;
use serde_json::{Value, json as value};

/// How many there are of everything.
#[derive(Clone, Copy)]
struct Size {
    nodes: usize,
    networks: usize,
    volumes: usize,
    /// Adapters of a node on one network.
    doubled: usize,
    /// Adapters of a node that are on no network, each with its connection.
    adapters: usize,
    /// Addresses of each adapter.
    addresses: usize,
    switches: usize,
    /// Entries of the live migration lists of the cluster, and of each host.
    listed: usize,
    /// Whether adapters fail, nodes differ and volumes are redirected.
    is_sick: bool,
}

const SMALL: Size = Size {
    nodes: 4,
    networks: 4,
    volumes: 4,
    doubled: 1,
    adapters: 1,
    addresses: 1,
    switches: 1,
    listed: 1,
    is_sick: false,
};

const QUESTIONS: [&str; 13] = [
    "build",
    "measure",
    "resolve",
    "recommend",
    "plan",
    "needs",
    "failures",
    "compare",
    "redirect",
    "backup",
    "drain",
    "faster",
    "report",
];

fn many(count: usize, each: impl Fn(usize) -> Value) -> Value {
    Value::Array((0..count).map(each).collect())
}

fn guid(number: usize) -> String {
    format!("{number:08x}-0000-0000-0000-000000000000")
}

fn cluster(size: Size) -> String {
    let node = |node: usize| format!("N{node:03}");
    let address = |network: usize, last: usize| format!("10.{}.{}.{last}", network / 256, network % 256);
    let adapters = size.networks * size.doubled + size.adapters;
    let adapter = |place: usize| format!("vEthernet (E{place})");
    let list = |name: &str, from: usize| {
        let ids: Vec<String> =
            (0..size.listed).map(|place| guid((from + place) % (2 * size.networks))).collect();
        value!({"Name": name, "Value": ids.join(";")})
    };
    let interface = |number: usize| {
        let (place, at) = (number / size.nodes, number % size.nodes);
        let network = place / size.doubled;
        let first = 1 + at * size.addresses;
        value!({
            "Name": format!("{} - {}", node(at), adapter(place)), "Node": node(at), "Network": format!("W{network:04}"),
            "State": if size.is_sick && place == at { 1 } else { 3 }, "AdapterId": format!("A{place}"),
            "Ipv4Addresses": (0..size.addresses).map(|n| address(network, first + n)).collect::<Vec<_>>(),
        })
    };
    let host = |at: usize| {
        let speed = if size.is_sick && at == 0 { 1_000_000_000_u64 } else { 10_000_000_000 };
        let on = |on: bool| move |place| value!({"Name": adapter(place), "Enabled": on});
        let binding = |number: usize| {
            let component = ["ms_server", "ms_msclient", "ms_tcpip", "ms_tcpip6"][number % 4];
            let enabled = !size.is_sick || number % 4 != at % 4;
            value!({"Name": adapter(number / 4), "ComponentID": component, "Enabled": enabled})
        };
        value!({
            "node": node(at),
            "net_adapters": many(adapters, |place| value!({
                "Name": adapter(place), "InterfaceGuid": format!("{{A{place}}}"), "Speed": speed, "MtuSize": 1514 + at,
            })),
            "net_adapter_rdma": many(adapters, on(at > 0 || !size.is_sick)),
            "net_adapter_rss": many(adapters, on(true)),
            "ip_addresses": many(adapters * size.addresses, |number| value!({
                "IPAddress": address(number % adapters, 1 + at * size.addresses + number / adapters),
                "InterfaceAlias": adapter(number % adapters), "PrefixLength": 24,
            })),
            "bindings": many(4 * adapters, binding),
            "net_routes": many(adapters, |place| value!({
                "DestinationPrefix": "0.0.0.0/0", "InterfaceAlias": adapter(place), "NextHop": "10.0.0.254",
            })),
            "dns_clients": many(adapters, |place| value!({
                "InterfaceAlias": adapter(place), "RegisterThisConnectionsAddress": true,
            })),
            "vm_switches": many(size.switches, |place| value!({"Name": format!("E{place}"), "SwitchType": 1})),
            "migration_networks": many(size.listed, |place| value!({"Subnet": format!("10.9.{}.0/24", place % 256)})),
            "vm_host": [{"VirtualMachineMigrationPerformanceOption": if size.is_sick { at % 3 } else { 1 }}],
        })
    };
    let state = |number: usize| {
        let (volume, at) = (number / size.nodes, number % size.nodes);
        let is_redirected = size.is_sick && at != volume % size.nodes;
        value!({
            "Name": format!("V{volume:04}"), "Node": node(at),
            "StateInfo": if is_redirected { "FileSystemRedirected" } else { "Direct" },
            "FileSystemRedirectedIOReason": if is_redirected { "UserRequest" } else { "NotFileSystemRedirected" },
        })
    };
    value!({
        "cluster": [{"Name": "C", "ClusterFunctionalLevel": 11, "S2DEnabled": 0}],
        "networks": many(size.networks, |n| value!({
            "Name": format!("W{n:04}"), "Id": guid(n), "Role": if n % 2 == 0 { 3 } else { 1 }, "AutoMetric": true,
            "Metric": if n % 2 == 0 { 70_000 } else { 30_000 } + n, "State": 3,
            "Ipv4Addresses": [address(n, 0)], "Ipv4PrefixLengths": [24],
        })),
        "nodes": many(size.nodes, |at| value!({"Name": node(at), "State": 0, "BuildNumber": 20348})),
        "interfaces": many(size.networks * size.doubled * size.nodes, interface),
        "shared_volumes": many(size.volumes, |volume| value!({
            "Name": format!("V{volume:04}"), "OwnerNode": node(volume % size.nodes), "State": 2,
        })),
        "shared_volume_states": many(size.volumes * size.nodes, state),
        "vm_resource_type_parameters": [list("MigrationNetworkOrder", 0), list("MigrationExcludeNetworks", size.networks)],
        "hosts": many(size.nodes, host),
    })
    .to_string()
}

/// The steps of each question, and what they may grow with.
struct Work {
    steps: [u64; QUESTIONS.len()],
    input: usize,
    routes: usize,
    changes: usize,
}

fn work(size: Size) -> Work {
    let text = cluster(size);
    let sections = json::capture(&text).unwrap().into_owned().into_sections();
    let capture = Capture { sections, origin: Origin::default() };
    let mut steps = [0; QUESTIONS.len()];
    let mut place = 0;
    let mut counted = |before: u64| {
        steps[place] = steps::taken() - before;
        place += 1;
    };
    let before = steps::taken();
    let subject = Subject::new(&capture, &WhatIf::default()).unwrap();
    counted(before);
    let before = steps::taken();
    measure::answer(&subject);
    counted(before);
    let before = steps::taken();
    let routes = resolve::answer(&subject, &resolve::Options::default()).unwrap();
    counted(before);
    let before = steps::taken();
    let advice = recommend::answer(&subject, &recommend::Options::default()).unwrap().answer;
    counted(before);
    let before = steps::taken();
    plan::answer(&subject, &plan::Options::default()).unwrap();
    counted(before);
    let before = steps::taken();
    needs::answer(&subject).unwrap();
    counted(before);
    let before = steps::taken();
    failures::answer(&subject, &failures::Options::default()).unwrap();
    counted(before);
    let before = steps::taken();
    compare::answer(&subject, &subject, &compare::Options::default()).unwrap();
    counted(before);
    let before = steps::taken();
    let rehearsal = estimate::Options::Redirect(estimate::redirect::Options::default());
    estimate::answer(&subject, &rehearsal).unwrap();
    counted(before);
    let before = steps::taken();
    let size = estimate::backup::Size { volume: "*".to_owned(), bytes: 1e12 };
    let backup = estimate::Options::Backup(estimate::backup::Options {
        what_if: WhatIf::default(),
        node: "N000".to_owned(),
        snapshot: estimate::backup::Snapshot::Software,
        volume: Vec::new(),
        size: vec![size],
        rate: None,
    });
    estimate::answer(&subject, &backup).unwrap();
    counted(before);
    let guests = estimate::Guests {
        node: Some(subject.cluster.nodes[0].name.clone()),
        vm: vec![estimate::vm("VM=64GB").unwrap()],
        ..estimate::Guests::default()
    };
    let before = steps::taken();
    let drain = estimate::drain::Options { guests, ..estimate::drain::Options::default() };
    estimate::answer(&subject, &estimate::Options::Drain(drain)).unwrap();
    counted(before);
    let before = steps::taken();
    estimate::answer(&subject, &estimate::Options::Faster(estimate::faster::Options::default())).unwrap();
    counted(before);
    let before = steps::taken();
    report::answer(&subject, &report::Options::default()).unwrap();
    counted(before);
    let withheld = advice.findings.iter().flat_map(|finding| &finding.withheld);
    let changes = advice.changes.len() + withheld.map(|withheld| withheld.changes.len()).sum::<usize>();
    let routes = serde_json::to_vec(&routes.answer.routes).unwrap().len();
    Work { steps, input: text.len(), routes, changes }
}

fn is_straight(what: &str, small: Size, large: Size) {
    let (one, two) = (work(small), work(large));
    let growth = |one: usize, two: usize| two as f64 / one as f64;
    let of_size = growth(one.input, two.input).max(growth(one.routes, two.routes));
    let of_changes = growth(one.changes + 1, two.changes + 1).max(1.0);
    for (place, question) in QUESTIONS.iter().enumerate() {
        let (before, after) = (one.steps[place], two.steps[place]);
        let is_tried = ["recommend", "plan", "needs", "report"].contains(question);
        // Every network that is lost, or made faster, is a choice among all others.
        let of_lost = if ["failures", "drain", "faster", "report"].contains(question) {
            growth(small.networks, large.networks)
        } else {
            1.0
        };
        let most = before as f64 * of_size * of_lost * if is_tried { of_changes } else { 1.0 };
        assert!(
            after as f64 <= most * 1.15 + 100.0,
            "{question} of twice the {what}: {before} and {after} steps, of {of_size:.2} times the size and \
             {of_changes:.2} times the changes"
        );
    }
}

/// Sets how many there are of something.
type Set = fn(&mut Size, usize);

/// In what a cluster can grow, from how many on, and how.
const DIRECTIONS: [(&str, usize, Set); 8] = [
    ("nodes", 16, |size, count| size.nodes = count),
    ("networks", 64, |size, count| size.networks = count),
    ("volumes", 64, |size, count| size.volumes = count),
    ("adapters on a network", 16, |size, count| size.doubled = count),
    ("adapters of a node", 200, |size, count| size.adapters = count),
    ("addresses of an adapter", 20, |size, count| size.addresses = count),
    ("switches", 200, |size, count| size.switches = count),
    ("entries of lists", 200, |size, count| size.listed = count),
];

#[test]
fn every_question_grows_straight() {
    for (what, count, set) in DIRECTIONS {
        for is_sick in [false, true] {
            let sized = |count: usize| {
                let mut size = Size { is_sick, ..SMALL };
                set(&mut size, count);
                size
            };
            // What is tried is bounded by a limit, which must not be what makes it straight.
            let count = if is_sick { count / 2 } else { count };
            is_straight(what, sized(count), sized(2 * count));
        }
    }
}
