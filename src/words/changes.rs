//! What a change is, when it takes effect and what it interrupts, in words.

use super::fact::Fact;
use super::lists;
use crate::model::{
    Change, Cluster, ClusterProperty, MigrationPerformance, NetworkId, NetworkList, NetworkNames,
    WindowsVersion,
};
use crate::visible::shown;

/// A change in words.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidChange {
    /// The kind, which never changes its meaning: `network.role`.
    pub kind: &'static str,
    /// The property that changes.
    pub property: &'static str,
    /// Its value before.
    pub old: Fact,
    /// Its value after.
    pub new: Fact,
    /// One sentence: `role of LAN from 3 to 1`.
    pub message: String,
    /// When it takes effect, and what it interrupts.
    pub effect: &'static str,
}

/// Says a change of this cluster, as it is before it.
pub fn change(cluster: &Cluster, change: &Change) -> SaidChange {
    let (kind, property) = name(change);
    let (old, new) = (old(cluster, change), new(cluster, change));
    let of = subject(cluster, change);
    let message = match (&old, &new) {
        (Fact::Unknown, new) => format!("{property} of {of}: {}", text(new)),
        (old, new) => format!("{property} of {of}: from {} to {}", text(old), text(new)),
    };
    SaidChange { kind, property, old, new, message: shown(message), effect: effect(cluster, change) }
}

fn name(change: &Change) -> (&'static str, &'static str) {
    match change {
        Change::Role { .. } => ("network.role", "Role"),
        Change::Metric { .. } => ("network.metric", "Metric"),
        Change::AutoMetric { .. } => ("network.auto_metric", "AutoMetric"),
        Change::Property { property, .. } => ("cluster.property", property.name()),
        Change::Migration { list, .. } => ("vmtype.param", list.name()),
        Change::Owner { .. } => ("volume.owner", "OwnerNode"),
        Change::Redirect { .. } => ("volume.redirected", "RedirectedAccess"),
        Change::Performance { .. } => ("host.vmhost", "VirtualMachineMigrationPerformanceOption"),
        Change::MigrationEnabled { .. } => ("host.vmhost", "VirtualMachineMigrationEnabled"),
        Change::MaximumMigrations { .. } => ("host.vmhost", "MaximumVirtualMachineMigrations"),
        Change::MigrationSubnet { .. } => ("host.migration_networks", "VMMigrationNetwork"),
        Change::Speed { .. } => ("network.speed", "LinkSpeed"),
        Change::Class { .. } => ("network.class", "capability"),
    }
}

/// The property that a change is about.
pub fn property(change: &Change) -> &'static str {
    name(change).1
}

fn subject(cluster: &Cluster, change: &Change) -> String {
    use crate::model::Subject;
    match change.subject() {
        Subject::Cluster => "the cluster".to_owned(),
        Subject::Network(network) => cluster.networks[network].name.clone(),
        Subject::Volume(volume) => cluster.volume(volume).name.clone(),
        Subject::Host(node) => cluster.nodes[node].name.clone(),
    }
}

fn old(cluster: &Cluster, change: &Change) -> Fact {
    let host = |node| cluster.host(node);
    match change {
        Change::Role { network, .. } => cluster.networks[*network].role.into(),
        Change::Metric { network, .. } => match cluster.networks[*network].auto_metric {
            Some(true) => automatic(cluster.networks[*network].metric),
            _ => cluster.networks[*network].metric.into(),
        },
        Change::AutoMetric { network, .. } => cluster.networks[*network].metric.into(),
        Change::Property { property, .. } => property.of(&cluster.settings).into(),
        Change::Migration { list, .. } => list.of(cluster).map(|list| listed(cluster, list)).into(),
        Change::Owner { volume, .. } => {
            cluster.volume(*volume).owner.map(|node| cluster.nodes[node].name.clone()).into()
        }
        Change::Redirect { on, .. } => (!on).into(),
        Change::Performance { node, .. } => {
            host(*node).and_then(|host| host.performance).map(performance).into()
        }
        Change::MigrationEnabled { node, .. } => host(*node).and_then(|host| host.migration_enabled).into(),
        Change::MaximumMigrations { node, .. } => host(*node).and_then(|host| host.maximum_migrations).into(),
        Change::MigrationSubnet { node, add, subnet } => {
            let subnets = host(*node).and_then(|host| host.migration_subnets.as_ref());
            match add {
                true => {
                    subnets.map(|subnets| subnets.iter().map(ToString::to_string).collect::<Vec<_>>()).into()
                }
                false => subnet.to_string().into(),
            }
        }
        Change::Speed { .. } | Change::Class { .. } => Fact::Unknown,
    }
}

fn new(cluster: &Cluster, change: &Change) -> Fact {
    match change {
        Change::Role { role, .. } => (*role).into(),
        Change::Metric { metric, .. } => (*metric).into(),
        Change::AutoMetric { returns, .. } => automatic(*returns),
        Change::Property { value, .. } => (*value).into(),
        Change::Migration { value, .. } => value.as_ref().map(|list| listed(cluster, list)).into(),
        Change::Owner { node, .. } => (*node).map(|node| cluster.nodes[node].name.clone()).into(),
        Change::Redirect { on, .. } => (*on).into(),
        Change::Performance { option, .. } => option.map(performance).into(),
        Change::MigrationEnabled { on, .. } => (*on).into(),
        Change::MaximumMigrations { count, .. } => (*count).into(),
        Change::MigrationSubnet { subnet, add, .. } => match add {
            true => subnet.to_string().into(),
            false => Fact::List(Vec::new()),
        },
        Change::Speed { gbps, .. } => (*gbps).into(),
        Change::Class { class, .. } => class.word().into(),
    }
}

fn automatic(value: Option<u32>) -> Fact {
    match value {
        Some(value) => format!("automatic ({value})").into(),
        None => "automatic".into(),
    }
}

/// The names of the networks of a list; an id that is of none stands for itself.
pub fn listed(cluster: &Cluster, list: &NetworkList) -> Vec<String> {
    let name = |network: NetworkId| cluster.networks[network].name.clone();
    let known = NetworkNames::of(cluster);
    let of = |item: &crate::model::ListItem| {
        let found = item.network.or_else(|| known.find(item.id.as_deref()?));
        found.map_or_else(|| item.text.clone(), name)
    };
    list.items.iter().map(of).collect()
}

/// As the property holds it.
pub fn performance(option: MigrationPerformance) -> &'static str {
    match option {
        MigrationPerformance::TcpIp => "TCPIP",
        MigrationPerformance::Compression => "Compression",
        MigrationPerformance::Smb => "SMB",
    }
}

/// A value as a sentence has it.
pub fn text(fact: &Fact) -> String {
    match fact {
        Fact::Number(number) => number.to_string(),
        Fact::Decimal(number) => number.to_string(),
        Fact::Flag(true) => "on".to_owned(),
        Fact::Flag(false) => "off".to_owned(),
        Fact::Text(text) => text.clone(),
        Fact::List(texts) if texts.is_empty() => "an empty list".to_owned(),
        Fact::List(texts) => lists::list(texts),
        Fact::Unknown => "what is not captured".to_owned(),
    }
}

/// When it takes effect and what it interrupts
/// (<https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role>).
fn effect(cluster: &Cluster, change: &Change) -> &'static str {
    match change {
        Change::Role { .. } => {
            "takes effect at once: cluster messages, shared volume traffic and live migration may move to other \
             networks while they run; refused while an address of a clustered role is on the network"
        }
        Change::Metric { .. } | Change::AutoMetric { .. }
            if cluster.windows.version == Some(WindowsVersion::V2008R2) =>
        {
            "takes effect at once: cluster messages, redirected I/O and the default order of live migration move, running \
             migrations go on"
        }
        Change::Metric { .. } | Change::AutoMetric { .. } => {
            "takes effect at once: cluster messages and the default order of live migration move, running migrations \
             go on"
        }
        Change::Property { property: ClusterProperty::UseClientAccessNetworksForSharedVolumes, .. } => {
            "when it takes effect is not documented: new connections of shared volumes at the latest"
        }
        Change::Property { .. } => {
            "takes effect at once and interrupts nothing; the longer heartbeats may be missing, the later roles of a \
             node that failed move to another"
        }
        Change::Migration { .. } => {
            "takes effect with the next live migration and interrupts nothing; the whole list is replaced"
        }
        Change::Owner { .. } => "takes effect at once: I/O of the volume pauses for a moment",
        Change::Redirect { on: true, .. } => {
            "takes effect at once: all I/O of the nodes that do not coordinate the volume crosses the network"
        }
        Change::Redirect { on: false, .. } => {
            "takes effect at once and interrupts nothing; also ends maintenance mode of the volume, and is refused \
             while a backup of it runs"
        }
        Change::Performance { .. }
        | Change::MigrationEnabled { .. }
        | Change::MaximumMigrations { .. }
        | Change::MigrationSubnet { .. } => {
            "takes effect with the next live migration and interrupts nothing"
        }
        Change::Speed { .. } | Change::Class { .. } => "a matter of cables, switches and adapters",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LinkClass, MigrationListName, Network, Role};

    #[test]
    fn a_change_tells_old_and_new() {
        let network = Network {
            name: "LM".to_owned(),
            role: Some(Role::ClusterAndClient),
            metric: Some(900),
            auto_metric: Some(false),
            ..Network::default()
        };
        let cluster = Cluster { networks: vec![network], ..Cluster::default() };
        let network = NetworkId::at(0);
        let said = |one: Change| change(&cluster, &one).message;
        assert_eq!(
            said(Change::Role { network, role: Role::Cluster, returns: None }),
            "Role of LM: from 3 to 1"
        );
        assert_eq!(
            said(Change::AutoMetric { network, returns: None }),
            "AutoMetric of LM: from 900 to automatic"
        );
        let value = Some(NetworkList::of(&cluster, &[network]));
        let order = Change::Migration { list: MigrationListName::Order, value };
        assert_eq!(said(order), "MigrationNetworkOrder of the cluster: LM");
        assert_eq!(said(Change::Class { network, class: LinkClass::Rdma }), "capability of LM: RDMA");
    }
}
