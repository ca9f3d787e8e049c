//! Made-up clusters to try changes on, and what is compared before and after: recomputed from routes and findings, with
//! nothing asked of the trial that let a change pass.

#![allow(dead_code, reason = "every suite uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::api::{Subject, WhatIf};
use clusterroute::capture::Capture;
use clusterroute::capture::formats::json as format;
use clusterroute::engine::metric::{self, explain};
use clusterroute::engine::route::migration::MigrationOrder;
use clusterroute::engine::route::reach::{Ends, Reach};
use clusterroute::engine::route::{Filter, Traffic, resolve};
use clusterroute::model::{Cluster, Host, LinkClass, NetworkId, NodeId, Role, VolumeId, WindowsVersion};
use clusterroute::rules::{self, Finding, Target};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a name tells decides some of the advice.
pub(crate) const NAMES: [&str; 6] =
    ["Management", "CSV", "Live Migration", "iSCSI A", "Heartbeat", "Storage LM"];

/// Which of two equal networks Windows takes is decided by little more than their names and ids: none is like another.
pub(crate) fn id(network: usize) -> String {
    format!("{network:08x}-0000-4000-8000-000000000000")
}

/// One of a few, the first before all.
pub(crate) fn mostly<T: Clone + std::fmt::Debug + 'static>(
    usual: T,
    others: Vec<T>,
) -> impl Strategy<Value = T> {
    prop_oneof![5 => Just(usual), 2 => prop::sample::select(others)]
}

/// How a network's metric came about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MetricBy {
    Cluster,
    Hand(u32),
    /// A value that no scheme explains.
    Nobody(u32),
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) struct NetworkOf {
    role: u8,
    state: &'static str,
    class: LinkClass,
    gbps: u32,
    by: MetricBy,
    auto_captured: bool,
    adapter: &'static str,
}

prop_compose! {
    pub(crate) fn network_of()(
        role in prop::sample::select(vec![0, 1, 1, 1, 3, 3]),
        state in mostly("Up", vec!["Up", "Down", "Partitioned", "Unavailable"]),
        class in prop::sample::select(vec![LinkClass::Plain, LinkClass::Rss, LinkClass::Rss, LinkClass::Rdma]),
        gbps in prop::sample::select(vec![1, 10, 10, 25]),
        by in mostly(MetricBy::Cluster, vec![
            MetricBy::Hand(100), MetricBy::Hand(900), MetricBy::Hand(30_000), MetricBy::Nobody(30_247_000),
            MetricBy::Nobody(55_555), MetricBy::Unknown]),
        auto_captured in mostly(true, vec![false]),
        adapter in mostly("Ethernet Adapter", vec!["Remote NDIS Compatible Device"]),
    ) -> NetworkOf {
        NetworkOf { role, state, class, gbps, by, auto_captured, adapter }
    }
}

/// As the cluster chooses them, ties dealt in order.
pub(crate) fn automatic(networks: &[NetworkOf], old: bool) -> Vec<u32> {
    let mut taken = BTreeSet::new();
    let mut choose = |of: &NetworkOf| {
        let (mut value, step) = match (old, of.role) {
            (true, 1) => (1_000, 100),
            (true, _) => (10_000, 100),
            (false, role) => {
                let base = if role == 3 { 80_000 } else { 40_000 };
                let less = match of.class {
                    LinkClass::Rdma => 19_200,
                    LinkClass::Rss => 9_600,
                    LinkClass::Plain => 0,
                };
                (base - less - 16 * of.gbps, 1)
            }
        };
        while !taken.insert(value) {
            value += step;
        }
        value
    };
    networks.iter().map(&mut choose).collect()
}

pub(crate) fn network(place: usize, of: &NetworkOf, automatic: u32) -> Value {
    let (metric, auto) = match of.by {
        MetricBy::Cluster => (Some(automatic), true),
        MetricBy::Hand(value) => (Some(value), false),
        MetricBy::Nobody(value) => (Some(value), true),
        MetricBy::Unknown => (None, true),
    };
    json!({
        "Name": NAMES[place], "Id": id(place), "Role": of.role, "State": of.state, "Metric": metric,
        "AutoMetric": of.auto_captured.then_some(auto),
        "Ipv4Addresses": [format!("10.0.{place}.0")], "Ipv4PrefixLengths": [24],
    })
}

/// A list as people write it: ids of networks, of none, with braces, or no id at all.
pub(crate) fn list() -> impl Strategy<Value = Option<String>> {
    let item = prop_oneof![
        6 => (0..NAMES.len()).prop_map(id),
        1 => Just(id(99)),
        1 => (0..NAMES.len()).prop_map(|n| format!("{{{}}}", id(n).to_uppercase())),
        1 => Just("CSV".to_owned()),
    ];
    prop::option::weighted(0.8, prop::collection::vec(item, 0..4).prop_map(|items| items.join(";")))
}

#[derive(Clone, Debug)]
pub(crate) struct NodeOf {
    state: &'static str,
    /// By network: the interface's state, none where there is none.
    interfaces: Vec<Option<&'static str>>,
    performance: Option<&'static str>,
    /// Networks whose subnets the host lists for live migration.
    listed: Option<Vec<usize>>,
    /// Whether the host's adapters were captured.
    adapters: bool,
}

prop_compose! {
    pub(crate) fn node_of()(
        state in mostly("Up", vec!["Up", "Down"]),
        interfaces in prop::collection::vec(
            prop::option::weighted(0.9, mostly("Up", vec!["Up", "Up", "Failed", "Unreachable"])), NAMES.len()),
        performance in prop::sample::select(vec![None, Some("TCPIP"), Some("Compression"), Some("SMB")]),
        listed in prop::option::weighted(0.3, prop::collection::vec(0..NAMES.len(), 0..3)),
        adapters in mostly(true, vec![false]),
    ) -> NodeOf {
        NodeOf { state, interfaces, performance, listed, adapters }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct VolumeOf {
    owner: usize,
    by_hand: bool,
    reasons: u64,
    block: u64,
    held: Option<&'static str>,
}

prop_compose! {
    pub(crate) fn volume_of()(
        owner in 0usize..5,
        by_hand in mostly(false, vec![true]),
        reasons in mostly(0, vec![2, 4, 32]),
        block in mostly(0, vec![1, 2, 4]),
        held in mostly(None, vec![Some("Paused"), Some("Unavailable")]),
    ) -> VolumeOf {
        VolumeOf { owner, by_hand, reasons, block, held }
    }
}

/// A capture, and the version that is stated for it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) capture: Value,
    pub(crate) version: Option<WindowsVersion>,
}

prop_compose! {
    pub(crate) fn case()(
        networks in prop::collection::vec(network_of(), 1..=NAMES.len()),
        nodes in prop::collection::vec(node_of(), 2..5),
        volumes in prop::option::weighted(0.8, prop::collection::vec(volume_of(), 0..3)),
        has_states in mostly(true, vec![false]),
        (has_interfaces, has_hosts) in (mostly(true, vec![false]), mostly(true, vec![false])),
        (order, exclude) in (list(), list()),
        client in prop::sample::select(vec![None, Some(0), Some(1), Some(2)]),
        s2d in prop::sample::select(vec![None, Some(0), Some(1)]),
        version in prop::option::weighted(0.9, prop_oneof![
            2 => Just(WindowsVersion::V2008R2), 8 => prop::sample::select(WindowsVersion::ALL.to_vec())]),
    ) -> Case {
        let metrics = automatic(&networks, version == Some(WindowsVersion::V2008R2));
        let name = |n: usize| format!("HV{n}");
        let states = |n: usize, of: &VolumeOf| {
            let (volume, by_hand) = (format!("Volume{n}"), u64::from(of.by_hand));
            let (block, held, other) = (of.block, of.held, of.reasons | by_hand);
            (0..nodes.len()).map(|node| {
                // The coordinator reaches the disk by itself.
                let block = if node == of.owner % nodes.len() { 0 } else { block };
                let mode = match (held, other, block) {
                    (Some(held), ..) => held,
                    (_, 0, 0) => "Direct",
                    (_, 0, _) => "BlockRedirected",
                    _ => "FileSystemRedirected",
                };
                json!({"Name": volume, "Node": name(node), "StateInfo": mode,
                       "FileSystemRedirectedIOReason": other, "BlockRedirectedIOReason": block})
            }).collect::<Vec<_>>()
        };
        let volume = |(n, of): (usize, &VolumeOf)| json!({
            "Name": format!("Volume{n}"), "OwnerNode": name(of.owner % nodes.len()),
            "SharedVolumeInfo": [{"RedirectedAccess": of.by_hand, "FaultState": "NoFaults"}],
        });
        let interfaces = nodes.iter().enumerate().flat_map(|(node, of)| {
            let networks = &networks;
            of.interfaces.iter().enumerate().take(networks.len()).filter_map(move |(network, state)| {
                Some(json!({"Name": format!("HV{node} - {}", NAMES[network]), "Node": name(node),
                    "Network": NAMES[network], "State": (*state)?, "Adapter": networks[network].adapter,
                    "AdapterId": format!("{node:08x}-0000-4000-8000-{network:012x}"),
                    "Ipv4Addresses": [format!("10.0.{network}.{}", node + 1)]}))
            })
        });
        let host = |(node, of): (usize, &NodeOf)| {
            let each = |make: &dyn Fn(usize, &NetworkOf) -> Value| -> Option<Vec<Value>> {
                of.adapters.then(|| networks.iter().enumerate().map(|(n, of)| make(n, of)).collect())
            };
            json!({
                "node": name(node),
                "vm_host": of.performance.map(|option|
                    vec![json!({"Name": name(node), "VirtualMachineMigrationPerformanceOption": option})]),
                "migration_networks": of.listed.as_ref().map(|listed| listed.iter()
                    .map(|n| json!({"Subnet": format!("10.0.{n}.0/24")})).collect::<Vec<_>>()),
                "net_adapters": each(&|n, of| json!({"Name": NAMES[n], "Speed": u64::from(of.gbps) * 1_000_000_000,
                    "InterfaceGuid": format!("{{{node:08x}-0000-4000-8000-{n:012x}}}")})),
                "net_adapter_rdma": each(&|n, of|
                    json!({"Name": NAMES[n], "Enabled": of.class == LinkClass::Rdma})),
                "net_adapter_rss": each(&|n, of|
                    json!({"Name": NAMES[n], "Enabled": of.class != LinkClass::Plain})),
            })
        };
        let parameter = |(name, value): (&str, Option<String>)|
            value.map(|value| json!({"ClusterObject": "Virtual Machine", "Name": name, "Value": value}));
        let lists = [("MigrationNetworkOrder", order), ("MigrationExcludeNetworks", exclude)];
        let lists: Vec<Value> = lists.into_iter().filter_map(parameter).collect();
        let mut capture = json!({
            "cluster": [{"Name": "C", "UseClientAccessNetworksForSharedVolumes": client, "S2DEnabled": s2d}],
            "nodes": nodes.iter().enumerate().map(|(n, of)| json!({"Name": name(n), "State": of.state}))
                .collect::<Vec<_>>(),
            "networks": networks.iter().enumerate().map(|(n, of)| network(n, of, metrics[n]))
                .collect::<Vec<_>>(),
        });
        let mut add = |key: &str, value: Vec<Value>| _ = capture.as_object_mut().unwrap().insert(key.to_owned(), value.into());
        if has_interfaces {
            add("interfaces", interfaces.collect());
        }
        if has_hosts {
            add("hosts", nodes.iter().enumerate().map(host).collect());
        }
        if let Some(volumes) = &volumes {
            add("shared_volumes", volumes.iter().enumerate().map(volume).collect());
            if has_states {
                add("shared_volume_states",
                    volumes.iter().enumerate().flat_map(|(n, of)| states(n, of)).collect());
            }
        }
        if !lists.is_empty() {
            add("vm_resource_type_parameters", lists);
        }
        without_nulls(&mut capture);
        Case { capture, version }
    }
}

/// What is null was not captured.
pub(crate) fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(without_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

impl Case {
    pub(crate) fn cluster(&self) -> Cluster {
        let text = self.capture.to_string();
        let sections = format::capture(&text).unwrap().into_owned().into_sections();
        let what_if = WhatIf { windows_version: self.version, ..WhatIf::default() };
        Subject::new(&Capture { sections, origin: Default::default() }, &what_if).unwrap().cluster
    }
}

/// One route: over what, whether that is sure, and the worst of its networks.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) networks: Vec<NetworkId>,
    pub(crate) clients: BTreeSet<NetworkId>,
    pub(crate) class: Option<LinkClass>,
}

pub(crate) type Ways = BTreeMap<(Traffic, Option<VolumeId>, Option<(NodeId, NodeId)>), Way>;

pub(crate) fn ways(cluster: &Cluster) -> Ways {
    let reach = Reach::new(cluster);
    let routes = resolve(&reach, &MigrationOrder::new(&reach), &Filter::default()).routes;
    let of = |route: &clusterroute::engine::route::Route| {
        let ends = Ends::from(route.ends());
        let classes: Option<Vec<LinkClass>> =
            route.networks.iter().map(|&n| reach.link(n, ends).map(|link| link.class)).collect();
        let is_client = |n: &NetworkId| cluster.networks[*n].role == Some(Role::ClusterAndClient);
        Way {
            networks: route.networks.clone(),
            clients: route.networks.iter().copied().filter(is_client).collect(),
            class: classes.and_then(|classes| classes.into_iter().min()),
        }
    };
    let routes = routes.iter().filter(|route| !route.local);
    routes.map(|route| ((route.traffic, route.volume, route.ends()), of(route))).collect()
}

pub(crate) fn findings(cluster: &Cluster) -> Vec<Finding> {
    rules::evaluate(cluster, &metric::measure(cluster), &[], &[]).unwrap().0
}

/// Which finding it is: the rule, and all that it is about.
pub(crate) fn which(finding: &Finding) -> (&'static str, BTreeSet<Target>) {
    (finding.rule, finding.hit.targets.iter().cloned().collect())
}

pub(crate) fn no_pair_loses_its_last_path(before: &Ways, after: &Ways) -> Result<(), TestCaseError> {
    for (key, way) in before.iter().filter(|(_, way)| !way.networks.is_empty()) {
        prop_assert!(after.get(key).is_some_and(|now| !now.networks.is_empty()), "{:?} {:?} lost", key, way);
    }
    Ok(())
}

pub(crate) fn nothing_moves_to_a_worse_network(before: &Ways, after: &Ways) -> Result<(), TestCaseError> {
    for (key, was) in before {
        let Some(now) = after.get(key) else { continue };
        prop_assert!(
            !was.clients.is_empty() || now.clients.is_empty(),
            "{:?} moves to clients: {:?} to {:?}",
            key,
            was,
            now
        );
        // A metric moves messages of the cluster by intent; what carries data has to stay fast.
        if let (Some(was), Some(now), true) = (was.class, now.class, key.0 != Traffic::Cluster) {
            prop_assert!(now >= was, "{:?} gets slower: {:?} to {:?}", key, was, now);
        }
    }
    Ok(())
}

/// The same cluster as far as a change and its way back have to agree on it.
///
/// Let through is what no change can tell:
/// - `AutoMetric` that was not captured: giving a metric back, or setting it, says what it is from then on;
/// - the automatic value of a network that had none, or one that nothing explains: the cluster chooses it anew;
/// - class and speed that an automatic value told meanwhile: they stay known, and are true;
/// - the place of a subnet in a host's own list, which goes by priorities that are not captured, and a second mention;
/// - a host of which nothing was captured, and one of which nothing is known.
pub(crate) fn agree(before: &Cluster, after: &Cluster) -> Result<(), TestCaseError> {
    let (mut before, mut after) = (before.clone(), after.clone());
    let scheme = metric::scheme(&before);
    for (was, is) in before.networks.iter_mut().zip(&mut after.networks) {
        if was.auto_metric.is_none() {
            is.auto_metric = None;
        }
        let is_explained = was.metric.is_some_and(|metric| explain(scheme, was.role, metric).is_some());
        if was.auto_metric != Some(false) && was.metric.is_none() && !is_explained {
            is.metric = was.metric;
        }
        if was.link.is_none() {
            is.link = None;
        }
    }
    for hosts in [&mut before.hosts, &mut after.hosts] {
        let says = |host: &Host| *host != Host { node: host.node, ..Host::default() };
        let hosts = hosts.get_or_insert_default();
        hosts.retain(says);
        for list in hosts.iter_mut().filter_map(|host| host.migration_subnets.as_mut()) {
            list.sort();
            list.dedup();
        }
    }
    prop_assert_eq!(before, after);
    Ok(())
}

/// Every section in another order.
pub(crate) fn shuffled(capture: &Value, seed: u64) -> Value {
    let mut state = seed | 1;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
    };
    let mut capture = capture.clone();
    for section in capture.as_object_mut().unwrap().values_mut() {
        let section = section.as_array_mut().unwrap();
        for last in (1..section.len()).rev() {
            section.swap(last, next(last + 1));
        }
    }
    capture
}
