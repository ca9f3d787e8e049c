//! Facts that have another value, were not there before, or are gone. What one of the captures does not tell is no change.

use super::matched::Matched;
use crate::model::{
    Cluster, ClusterProperty, InterfaceSource, InterfaceState, MigrationListName, MigrationPerformance,
    Network, NetworkId, NetworkState, Node, NodeId, Settings, Volume,
};
use crate::rules::TargetKind;
use crate::steps::step;
use crate::words::{self, Fact};
use std::collections::{BTreeMap, BTreeSet};

/// One fact with another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// What it is about.
    pub thing: TargetKind,
    /// Its name in the later capture; in the earlier one for what is gone.
    pub name: String,
    /// The property as PowerShell calls it; [`PRESENT`] for what is new or gone.
    pub property: &'static str,
    /// The earlier value.
    pub before: Fact,
    /// The later value.
    pub after: Fact,
}

/// Stands for being there at all.
pub const PRESENT: &str = "Present";

/// Properties of the cluster beside those that changes set.
type Setting = (&'static str, fn(&Settings) -> Option<u32>);

const SETTINGS: [Setting; 5] = [
    ("ClusterFunctionalLevel", |settings| settings.functional_level),
    ("PlumbAllCrossSubnetRoutes", |settings| settings.plumb_all_cross_subnet_routes),
    ("SetSMBBandwidthLimit", |settings| settings.set_smb_bandwidth_limit),
    ("SMBBandwidthLimitFactor", |settings| settings.smb_bandwidth_limit_factor),
    ("MaximumParallelMigrations", |settings| settings.maximum_parallel_migrations),
];

const PROPERTIES: [ClusterProperty; 5] = [
    ClusterProperty::UseClientAccessNetworksForSharedVolumes,
    ClusterProperty::SameSubnetDelay,
    ClusterProperty::SameSubnetThreshold,
    ClusterProperty::CrossSubnetDelay,
    ClusterProperty::CrossSubnetThreshold,
];

/// Everything that is set or reported otherwise, by kind and name.
pub(super) fn changed(matched: &Matched<'_>) -> Vec<Changed> {
    let mut found = Differences::default();
    cluster(matched, &mut found);
    networks(matched, &mut found);
    interfaces(matched, &mut found);
    nodes(matched, &mut found);
    volumes(matched, &mut found);
    hosts(matched, &mut found);
    let mut changed = found.0;
    changed.sort_by(|a, b| (a.thing, &a.name, a.property).cmp(&(b.thing, &b.name, b.property)));
    changed
}

#[derive(Default)]
struct Differences(Vec<Changed>);

impl Differences {
    fn add(&mut self, thing: TargetKind, name: &str, property: &'static str, before: Fact, after: Fact) {
        step(1);
        if before != after && before != Fact::Unknown && after != Fact::Unknown {
            self.0.push(Changed { thing, name: name.to_owned(), property, before, after });
        }
    }

    fn gone(&mut self, thing: TargetKind, name: &str) {
        self.add(thing, name, PRESENT, true.into(), false.into());
    }

    fn added(&mut self, thing: TargetKind, name: &str) {
        self.add(thing, name, PRESENT, false.into(), true.into());
    }
}

fn cluster(matched: &Matched<'_>, found: &mut Differences) {
    let Matched { before, after, .. } = matched;
    let name = after.name.as_deref().or(before.name.as_deref()).unwrap_or("cluster");
    for property in PROPERTIES {
        let of = |cluster: &Cluster| property.of(&cluster.settings).into();
        found.add(TargetKind::Cluster, name, property.name(), of(before), of(after));
    }
    for (property, of) in SETTINGS {
        found.add(
            TargetKind::Cluster,
            name,
            property,
            of(&before.settings).into(),
            of(&after.settings).into(),
        );
    }
    let s2d = |cluster: &Cluster| cluster.settings.s2d_enabled.into();
    found.add(TargetKind::Cluster, name, "S2DEnabled", s2d(before), s2d(after));
    for list in [MigrationListName::Order, MigrationListName::Exclude] {
        // By ids: a network that was only renamed is in the same place of the list.
        let of = |cluster: &Cluster| list.of(cluster).map(|list| words::listed(cluster, list)).into();
        let ids = |cluster: &Cluster| {
            list.of(cluster).map(|list| list.items.iter().map(|item| item.id.clone()).collect::<Vec<_>>())
        };
        if ids(before) != ids(after) {
            found.add(TargetKind::Cluster, name, list.name(), of(before), of(after));
        }
    }
}

fn networks(matched: &Matched<'_>, found: &mut Differences) {
    for (id, before) in matched.before.networks_by_id() {
        let Some(after) = matched.network(id) else {
            found.gone(TargetKind::Network, &before.name);
            continue;
        };
        let after = &matched.after.networks[after];
        let mut add = |property, of: &dyn Fn(&Network) -> Fact| {
            found.add(TargetKind::Network, &after.name, property, of(before), of(after));
        };
        add("Name", &|network| network.name.as_str().into());
        add("Role", &|network| network.role.into());
        add("State", &|network| network_state(network.state).into());
        add("Metric", &|network| network.metric.into());
        add("AutoMetric", &|network| network.auto_metric.into());
        add("Address", &|network| prefixes(network));
    }
    for new in matched.new_networks() {
        found.added(TargetKind::Network, &matched.after.networks[new].name);
    }
}

fn prefixes(network: &Network) -> Fact {
    match network.addresses_known {
        true => network.prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().into(),
        false => Fact::Unknown,
    }
}

/// By node and network: the states of the interfaces there.
type Places = BTreeMap<(NodeId, NetworkId), Vec<InterfaceState>>;

fn interfaces(matched: &Matched<'_>, found: &mut Differences) {
    let is_listed = |cluster: &Cluster| cluster.interface_source == InterfaceSource::Listed;
    if !is_listed(matched.before) || !is_listed(matched.after) {
        return;
    }
    let mut places: [Places; 2] = Default::default();
    for interface in &matched.before.interfaces {
        // What lost its node or its network is told as that.
        if let (Some(node), Some(network)) =
            (matched.node(interface.node), matched.network(interface.network))
        {
            places[0].entry((node, network)).or_default().push(interface.state);
        }
    }
    let new_nodes: BTreeSet<NodeId> = matched.new_nodes().collect();
    let new_networks: BTreeSet<NetworkId> = matched.new_networks().collect();
    for interface in &matched.after.interfaces {
        let is_new = new_nodes.contains(&interface.node) || new_networks.contains(&interface.network);
        if !is_new {
            places[1].entry((interface.node, interface.network)).or_default().push(interface.state);
        }
    }
    let name = |(node, network): (NodeId, NetworkId)| {
        format!("{}/{}", matched.after.nodes[node].name, matched.after.networks[network].name)
    };
    let said = |states: &[InterfaceState]| -> Fact {
        let known: Vec<&str> = states.iter().filter_map(|state| interface_state(*state)).collect();
        match known.as_slice() {
            [only] => (*only).into(),
            [] => Fact::Unknown,
            _ => known.into(),
        }
    };
    for (place, before) in &places[0] {
        match places[1].get(place) {
            None => found.gone(TargetKind::Interface, &name(*place)),
            Some(after) => {
                found.add(TargetKind::Interface, &name(*place), "State", said(before), said(after))
            }
        }
    }
    for place in places[1].keys().filter(|place| !places[0].contains_key(place)) {
        found.added(TargetKind::Interface, &name(*place));
    }
}

fn nodes(matched: &Matched<'_>, found: &mut Differences) {
    for id in matched.before.node_ids() {
        let before = &matched.before.nodes[id];
        let Some(after) = matched.node(id) else {
            found.gone(TargetKind::Node, &before.name);
            continue;
        };
        let after = &matched.after.nodes[after];
        let up = |node: &Node| Fact::from(node.up);
        found.add(TargetKind::Node, &after.name, "Up", up(before), up(after));
        found.add(TargetKind::Node, &after.name, "BuildNumber", before.build.into(), after.build.into());
    }
    for new in matched.new_nodes() {
        found.added(TargetKind::Node, &matched.after.nodes[new].name);
    }
}

fn volumes(matched: &Matched<'_>, found: &mut Differences) {
    if matched.before.volumes.is_none() || matched.after.volumes.is_none() {
        return;
    }
    for (id, before) in matched.before.volumes_by_id() {
        let Some(after) = matched.volume(id) else {
            found.gone(TargetKind::Volume, &before.name);
            continue;
        };
        let after = matched.after.volume(after);
        let owner = |cluster: &Cluster, volume: &Volume| -> Fact {
            volume.owner.map(|node| cluster.nodes[node].name.clone()).into()
        };
        let mut add = |property, before: Fact, now: Fact| {
            found.add(TargetKind::Volume, &after.name, property, before, now)
        };
        add("OwnerNode", owner(matched.before, before), owner(matched.after, after));
        add("RedirectedAccess", before.redirected_access.into(), after.redirected_access.into());
        add("MaintenanceMode", before.maintenance.into(), after.maintenance.into());
    }
    for new in matched.new_volumes() {
        found.added(TargetKind::Volume, &matched.after.volume(new).name);
    }
}

fn hosts(matched: &Matched<'_>, found: &mut Differences) {
    for before in matched.before.hosts.iter().flatten() {
        let Some(after) = matched.node(before.node).and_then(|node| matched.after.host(node)) else {
            continue;
        };
        let name = &matched.after.nodes[after.node].name;
        let mut add =
            |property, before: Fact, now: Fact| found.add(TargetKind::Host, name, property, before, now);
        let option = |option: Option<MigrationPerformance>| option.map(words::performance).into();
        add(
            "VirtualMachineMigrationPerformanceOption",
            option(before.performance),
            option(after.performance),
        );
        add(
            "VirtualMachineMigrationEnabled",
            before.migration_enabled.into(),
            after.migration_enabled.into(),
        );
        add("UseAnyNetworkForMigration", before.use_any_network.into(), after.use_any_network.into());
        add(
            "MaximumVirtualMachineMigrations",
            before.maximum_migrations.into(),
            after.maximum_migrations.into(),
        );
    }
}

fn network_state(state: NetworkState) -> Option<&'static str> {
    match state {
        NetworkState::Unknown => None,
        NetworkState::Unavailable => Some("Unavailable"),
        NetworkState::Down => Some("Down"),
        NetworkState::Partitioned => Some("Partitioned"),
        NetworkState::Up => Some("Up"),
    }
}

fn interface_state(state: InterfaceState) -> Option<&'static str> {
    match state {
        InterfaceState::Unknown => None,
        InterfaceState::Unavailable => Some("Unavailable"),
        InterfaceState::Failed => Some("Failed"),
        InterfaceState::Unreachable => Some("Unreachable"),
        InterfaceState::Up => Some("Up"),
    }
}
