//! The steps of a plan as changes of the cluster that it is held against.

use super::given::{GivenStep, Thing};
use crate::model::{
    Change, Cluster, ClusterProperty, MigrationListName, MigrationPerformance, NetworkId, NetworkList,
    NodeId, Role, VolumeId,
};
use crate::names::same;
use serde_json::{Map, Value};

/// Why a step is none of this cluster.
#[derive(Debug)]
pub(super) enum NoChange {
    /// What it is about is not there.
    Gone,
    /// Its kind or its values are not known.
    NotUnderstood,
}

/// The change that a step makes.
pub(super) fn change(cluster: &Cluster, step: &GivenStep) -> Result<Change, NoChange> {
    to(cluster, step, &step.new)
}

/// The change that takes it back.
pub(super) fn change_back(cluster: &Cluster, step: &GivenStep) -> Result<Change, NoChange> {
    to(cluster, step, &step.old)
}

fn to(cluster: &Cluster, step: &GivenStep, values: &Map<String, Value>) -> Result<Change, NoChange> {
    use NoChange::{Gone, NotUnderstood};
    let network = || network(cluster, &step.target).ok_or(Gone);
    let volume = || volume(cluster, &step.target.name).ok_or(Gone);
    let host = || node(cluster, &step.target.name).ok_or(Gone);
    let set = Set(values);
    let wrong = || NotUnderstood;
    Ok(match (step.kind.as_str(), step.property.as_str()) {
        ("network.role", "Role") => {
            let role = match set.number("Role").ok_or_else(wrong)? {
                0 => Role::None,
                1 => Role::Cluster,
                3 => Role::ClusterAndClient,
                _ => return Err(NotUnderstood),
            };
            Change::Role { network: network()?, role, returns: None }
        }
        // Each of them takes the other back.
        ("network.metric", "Metric") | ("network.auto_metric", "AutoMetric") => {
            match set.flag("AutoMetric") {
                Some(true) => Change::AutoMetric { network: network()?, returns: None },
                _ => Change::Metric { network: network()?, metric: set.number("Metric").ok_or_else(wrong)? },
            }
        }
        ("cluster.property", name) => {
            let property = ClusterProperty::ALL.iter().copied().find(|one| one.name() == name);
            let value = set.number(name).ok_or_else(wrong)?;
            Change::Property { property: property.ok_or_else(wrong)?, value }
        }
        ("vmtype.param", name) => {
            let lists = [MigrationListName::Order, MigrationListName::Exclude];
            let list = lists.into_iter().find(|list| list.name() == name).ok_or_else(wrong)?;
            let value = NetworkList::parse(set.text(name).ok_or_else(wrong)?);
            Change::Migration { list, value: Some(value) }
        }
        ("volume.owner", name) => {
            let to = node(cluster, set.text(name).ok_or_else(wrong)?).ok_or(Gone)?;
            Change::Owner { volume: volume()?, node: Some(to) }
        }
        ("volume.redirected", name) => {
            Change::Redirect { volume: volume()?, on: set.flag(name).ok_or_else(wrong)? }
        }
        ("host.vmhost", name @ "VirtualMachineMigrationPerformanceOption") => {
            let option = match set.text(name).ok_or_else(wrong)? {
                "TCPIP" => MigrationPerformance::TcpIp,
                "Compression" => MigrationPerformance::Compression,
                "SMB" => MigrationPerformance::Smb,
                _ => return Err(NotUnderstood),
            };
            Change::Performance { node: host()?, option: Some(option) }
        }
        ("host.vmhost", name @ "VirtualMachineMigrationEnabled") => {
            Change::MigrationEnabled { node: host()?, on: Some(set.flag(name).ok_or_else(wrong)?) }
        }
        ("host.vmhost", name @ "MaximumVirtualMachineMigrations") => {
            Change::MaximumMigrations { node: host()?, count: Some(set.number(name).ok_or_else(wrong)?) }
        }
        ("host.migration_networks", _) => {
            let subnet = set.text("Subnet").and_then(|text| text.parse().ok()).ok_or_else(wrong)?;
            Change::MigrationSubnet { node: host()?, subnet, add: set.flag("Listed").ok_or_else(wrong)? }
        }
        _ => return Err(NotUnderstood),
    })
}

/// The values that a step sets.
struct Set<'s>(&'s Map<String, Value>);

impl Set<'_> {
    fn number(&self, name: &str) -> Option<u32> {
        self.0.get(name)?.as_u64().and_then(|number| number.try_into().ok())
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }
}

/// The network of an id, whatever it is called now; without ids that of a name.
fn network(cluster: &Cluster, target: &Thing) -> Option<NetworkId> {
    let is_it = |id: &NetworkId| {
        let network = &cluster.networks[*id];
        match (&network.id, &target.id) {
            (Some(is), Some(was)) => is == was,
            _ => same(&network.name, &target.name),
        }
    };
    cluster.network_ids().find(is_it)
}

fn node(cluster: &Cluster, name: &str) -> Option<NodeId> {
    cluster.node_ids().find(|id| same(&cluster.nodes[*id].name, name))
}

fn volume(cluster: &Cluster, name: &str) -> Option<VolumeId> {
    cluster.volumes_by_id().find(|(_, volume)| same(&volume.name, name)).map(|(id, _)| id)
}
