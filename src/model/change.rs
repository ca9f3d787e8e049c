//! A change to a cluster: what a finding advises and what a what-if question asks. The same value is tried on the
//! model, said in words and written as a command.

use super::{
    Cluster, LinkClass, MigrationPerformance, NetworkId, NetworkList, NodeId, Role, Settings, VolumeId,
};
use ipnet::IpNet;

/// One change. Networks, nodes and volumes are those of the cluster that it was made for.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The role of a network.
    Role {
        /// The network.
        network: NetworkId,
        /// Its new role.
        role: Role,
        /// The automatic metric that it is known to have had in that role, when the change takes another one back.
        returns: Option<u32>,
    },
    /// A metric set by hand.
    Metric {
        /// The network.
        network: NetworkId,
        /// The value.
        metric: u32,
    },
    /// The metric back to the cluster's own choice.
    AutoMetric {
        /// The network.
        network: NetworkId,
        /// The value that the cluster is known to have chosen, when the change takes another one back.
        returns: Option<u32>,
    },
    /// A cluster common property.
    Property {
        /// Which one.
        property: ClusterProperty,
        /// Its new value.
        value: u32,
    },
    /// One of the live migration lists, whole; `None` takes back a list that was not captured.
    Migration {
        /// Which one.
        list: MigrationListName,
        /// Its new value.
        value: Option<NetworkList>,
    },
    /// The coordinator of a volume.
    Owner {
        /// The volume.
        volume: VolumeId,
        /// The new coordinator; `None` takes back one that was not captured.
        node: Option<NodeId>,
    },
    /// Redirected access of a volume, as an administrator turns it on and off.
    Redirect {
        /// The volume.
        volume: VolumeId,
        /// Whether it is on afterwards.
        on: bool,
    },
    /// How a host carries a live migration; `None` takes back an option that was not captured.
    Performance {
        /// The host.
        node: NodeId,
        /// The new option.
        option: Option<MigrationPerformance>,
    },
    /// Whether a host takes part in live migration; `None` takes back what was not captured.
    MigrationEnabled {
        /// The host.
        node: NodeId,
        /// Whether it does afterwards.
        on: Option<bool>,
    },
    /// How many live migrations a host takes part in at a time; `None` takes back what was not captured.
    MaximumMigrations {
        /// The host.
        node: NodeId,
        /// The new number.
        count: Option<u32>,
    },
    /// A subnet for the host's own list of live migration networks.
    MigrationSubnet {
        /// The host.
        node: NodeId,
        /// The subnet.
        subnet: IpNet,
        /// Whether it is added or taken out.
        add: bool,
    },
    /// The speed of a network's adapters: a matter of cables and switches, for questions only.
    Speed {
        /// The network.
        network: NetworkId,
        /// Gbit/s.
        gbps: f64,
    },
    /// What a network's adapters can do: a matter of adapters, for questions only.
    Class {
        /// The network.
        network: NetworkId,
        /// The new class.
        class: LinkClass,
    },
}

/// The cluster common properties that advice changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterProperty {
    /// `UseClientAccessNetworksForSharedVolumes`.
    UseClientAccessNetworksForSharedVolumes,
    /// `SameSubnetDelay`.
    SameSubnetDelay,
    /// `SameSubnetThreshold`.
    SameSubnetThreshold,
    /// `CrossSubnetDelay`.
    CrossSubnetDelay,
    /// `CrossSubnetThreshold`.
    CrossSubnetThreshold,
}

/// The two lists on the resource type "Virtual Machine".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationListName {
    /// `MigrationNetworkOrder`.
    Order,
    /// `MigrationExcludeNetworks`.
    Exclude,
}

impl ClusterProperty {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::UseClientAccessNetworksForSharedVolumes,
        Self::SameSubnetDelay,
        Self::SameSubnetThreshold,
        Self::CrossSubnetDelay,
        Self::CrossSubnetThreshold,
    ];

    /// As the property is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::UseClientAccessNetworksForSharedVolumes => "UseClientAccessNetworksForSharedVolumes",
            Self::SameSubnetDelay => "SameSubnetDelay",
            Self::SameSubnetThreshold => "SameSubnetThreshold",
            Self::CrossSubnetDelay => "CrossSubnetDelay",
            Self::CrossSubnetThreshold => "CrossSubnetThreshold",
        }
    }

    /// The value as it was captured.
    pub fn of(self, settings: &Settings) -> Option<u32> {
        match self {
            Self::UseClientAccessNetworksForSharedVolumes => settings.use_client_access_networks,
            Self::SameSubnetDelay => settings.same_subnet_delay,
            Self::SameSubnetThreshold => settings.same_subnet_threshold,
            Self::CrossSubnetDelay => settings.cross_subnet_delay,
            Self::CrossSubnetThreshold => settings.cross_subnet_threshold,
        }
    }

    /// Sets the value.
    pub fn set(self, settings: &mut Settings, value: u32) {
        let place = match self {
            Self::UseClientAccessNetworksForSharedVolumes => &mut settings.use_client_access_networks,
            Self::SameSubnetDelay => &mut settings.same_subnet_delay,
            Self::SameSubnetThreshold => &mut settings.same_subnet_threshold,
            Self::CrossSubnetDelay => &mut settings.cross_subnet_delay,
            Self::CrossSubnetThreshold => &mut settings.cross_subnet_threshold,
        };
        *place = Some(value);
    }
}

impl MigrationListName {
    /// As the parameter is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Order => "MigrationNetworkOrder",
            Self::Exclude => "MigrationExcludeNetworks",
        }
    }

    /// The list as it was captured.
    pub fn of(self, cluster: &Cluster) -> Option<&NetworkList> {
        let lists = cluster.migration.as_ref()?;
        match self {
            Self::Order => lists.order.as_ref(),
            Self::Exclude => lists.exclude.as_ref(),
        }
    }
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The cluster as a whole.
    Cluster,
    /// A network.
    Network(NetworkId),
    /// A volume.
    Volume(VolumeId),
    /// A host's own settings.
    Host(NodeId),
}

impl Change {
    /// What it changes.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Role { network, .. }
            | Self::Metric { network, .. }
            | Self::AutoMetric { network, .. }
            | Self::Speed { network, .. }
            | Self::Class { network, .. } => Subject::Network(*network),
            Self::Owner { volume, .. } | Self::Redirect { volume, .. } => Subject::Volume(*volume),
            Self::Performance { node, .. }
            | Self::MigrationEnabled { node, .. }
            | Self::MaximumMigrations { node, .. }
            | Self::MigrationSubnet { node, .. } => Subject::Host(*node),
            Self::Property { .. } | Self::Migration { .. } => Subject::Cluster,
        }
    }
}
