//! What a change sets, as the cluster holds it: the values that are read, compared and read back. A sentence rounds
//! these off, a plan must not.

use super::Fact;
use super::changes::performance;
use crate::engine::change::is_redirected;
use crate::model::{Change, Cluster};

/// Values by the name of their property; what belongs together is compared together.
pub type Values = Vec<(&'static str, Fact)>;

/// The values that the change would replace; `None` where they were not captured, or not wholly enough to be put back.
///
/// Of an automatic metric the flag is all there is to compare: the number is the cluster's and may be dealt anew.
pub fn held(cluster: &Cluster, change: &Change) -> Option<Values> {
    let host = |node| cluster.host(node);
    Some(match change {
        Change::Role { network, .. } => vec![("Role", cluster.networks[*network].role?.into())],
        Change::Metric { network, .. } | Change::AutoMetric { network, .. } => {
            let network = &cluster.networks[*network];
            match network.auto_metric? {
                true => automatic(),
                false => by_hand(network.metric?),
            }
        }
        Change::Property { property, .. } => {
            vec![(property.name(), property.of(&cluster.settings)?.into())]
        }
        Change::Migration { list, .. } => vec![(list.name(), list.of(cluster)?.text.as_str().into())],
        Change::Owner { volume, .. } => owner(cluster, cluster.volume(*volume).owner?),
        Change::Redirect { volume, .. } => vec![("RedirectedAccess", is_redirected(cluster, *volume).into())],
        Change::Performance { node, .. } => {
            vec![("VirtualMachineMigrationPerformanceOption", performance(host(*node)?.performance?).into())]
        }
        Change::MigrationEnabled { node, .. } => {
            vec![("VirtualMachineMigrationEnabled", host(*node)?.migration_enabled?.into())]
        }
        Change::MaximumMigrations { node, .. } => {
            vec![("MaximumVirtualMachineMigrations", host(*node)?.maximum_migrations?.into())]
        }
        // A subnet that is taken out takes its priority with it, which is in no capture.
        Change::MigrationSubnet { add: false, .. } => return None,
        Change::MigrationSubnet { node, subnet, add: true } => {
            let listed = host(*node)?.migration_subnets.as_ref()?.contains(subnet);
            vec![("Subnet", subnet.to_string().into()), ("Listed", listed.into())]
        }
        Change::Speed { .. } | Change::Class { .. } => return None,
    })
}

/// The values that are there once the change is made; `None` where they cannot be told beforehand.
pub fn wanted(cluster: &Cluster, change: &Change) -> Option<Values> {
    Some(match change {
        Change::Role { role, .. } => vec![("Role", (*role).into())],
        Change::Metric { metric, .. } => by_hand(*metric),
        Change::AutoMetric { .. } => automatic(),
        Change::Property { property, value } => vec![(property.name(), (*value).into())],
        Change::Migration { list, value } => {
            let value = value.as_ref()?;
            let is_nameless = value.items.iter().any(|item| item.network.is_some() && item.id.is_none());
            vec![(list.name(), Some(value.text.as_str()).filter(|_| !is_nameless)?.into())]
        }
        Change::Owner { node, .. } => owner(cluster, (*node)?),
        Change::Redirect { on, .. } => vec![("RedirectedAccess", (*on).into())],
        Change::Performance { option, .. } => {
            vec![("VirtualMachineMigrationPerformanceOption", performance((*option)?).into())]
        }
        Change::MigrationEnabled { on, .. } => vec![("VirtualMachineMigrationEnabled", (*on)?.into())],
        Change::MaximumMigrations { count, .. } => {
            vec![("MaximumVirtualMachineMigrations", (*count)?.into())]
        }
        Change::MigrationSubnet { subnet, add, .. } => {
            vec![("Subnet", subnet.to_string().into()), ("Listed", (*add).into())]
        }
        Change::Speed { .. } | Change::Class { .. } => return None,
    })
}

fn automatic() -> Values {
    vec![("AutoMetric", true.into())]
}

fn by_hand(metric: u32) -> Values {
    vec![("AutoMetric", false.into()), ("Metric", metric.into())]
}

fn owner(cluster: &Cluster, node: crate::model::NodeId) -> Values {
    vec![("OwnerNode", cluster.nodes[node].name.as_str().into())]
}
