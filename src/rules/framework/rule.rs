//! What a rule is: its facts, the versions it holds for, and what it needs to know.

use super::{Context, Found, Severity, SkipKind};
use crate::model::{Bindings, Cluster, InterfaceSource, InterfaceState, NetworkList, WindowsVersion};
use std::fmt;

/// One rule.
pub struct Rule {
    /// `CR` and three digits; the range says what it is about.
    pub id: &'static str,
    /// Kebab-case; describes the bad state.
    pub name: &'static str,
    /// The same for every finding of the rule.
    pub severity: Severity,
    /// One sentence.
    pub summary: &'static str,
    /// Markdown: what it checks, why it matters, example, what to do, references.
    pub doc: &'static str,
    /// The authoritative source, as a link.
    pub reference: &'static str,
    /// The release of ClusterRoute that brought it.
    pub since: &'static str,
    /// The Windows versions it holds for.
    pub versions: Versions,
    /// What it needs to know, and has no sensible assumption for.
    pub needs: &'static [Need],
    /// What it takes for granted, as the resolver does, where the capture does not tell; its findings say so then.
    pub assumes: &'static [Need],
    /// Finds the bad state. An `Err` says that a fact is missing which only this cluster shows to matter.
    pub check: fn(&Context<'_>) -> Result<Found, Skip>,
}

/// A range of Windows versions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The first version; `None` for all before too.
    pub from: Option<WindowsVersion>,
    /// The last version; `None` for all after too.
    pub to: Option<WindowsVersion>,
}

impl Versions {
    /// Every version.
    pub const ALL: Versions = Versions { from: None, to: None };

    /// That version and every later one.
    pub const fn since(from: WindowsVersion) -> Self {
        Versions { from: Some(from), to: None }
    }

    /// That version and every earlier one.
    pub const fn until(to: WindowsVersion) -> Self {
        Versions { from: None, to: Some(to) }
    }

    /// Both of these and every version between them.
    pub const fn between(from: WindowsVersion, to: WindowsVersion) -> Self {
        Versions { from: Some(from), to: Some(to) }
    }

    /// Whether a rule says the same whatever the version.
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether the version is one of them.
    pub fn contains(self, version: WindowsVersion) -> bool {
        self.from.is_none_or(|from| from <= version) && self.to.is_none_or(|to| version <= to)
    }

    /// Whether that version and every later one are in it.
    pub fn contains_from(self, since: WindowsVersion) -> bool {
        self.to.is_none() && self.contains(since)
    }
}

impl Rule {
    /// Why it matters, as its page says, in one line.
    pub fn why(&self) -> String {
        let part = self.doc.split("## Why it matters").nth(1).unwrap_or_default();
        let part = part.split("\n## ").next().unwrap_or_default();
        part.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let oldest = WindowsVersion::ALL[0];
        match (self.from, self.to) {
            (None, None) => f.write_str("all"),
            (Some(from), None) => write!(f, "{} and later", from.name()),
            (from, Some(to)) if from.unwrap_or(oldest) == to => write!(f, "{} only", to.name()),
            (None, Some(to)) => write!(f, "{} and earlier", to.name()),
            (Some(from), Some(to)) => write!(f, "{} to {}", from.name(), to.name()),
        }
    }
}

/// Something a rule must know to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// At least two nodes.
    Nodes,
    /// The role of every network.
    Roles,
    /// The id of every network.
    Ids,
    /// The subnets of at least one network.
    Addresses,
    /// Which node is on which network, listed or derived.
    Interfaces,
    /// `Get-ClusterSharedVolume`.
    SharedVolumes,
    /// `Get-ClusterSharedVolumeState`.
    SharedVolumeStates,
    /// `Get-ClusterResourceType "Virtual Machine" | Get-ClusterParameter`.
    VmResourceTypeParameters,
    /// The cluster property `S2DEnabled`.
    S2dEnabled,
    /// Adapter facts of at least one host.
    Adapters,
    /// `Get-NetAdapterRdma` of at least one host.
    Rdma,
    /// `Get-VMMigrationNetwork` of at least one host.
    HostMigrationNetworks,
    /// `Get-SmbMultichannelConnection -SmbInstance CSV` of at least one host.
    SmbMultichannelCsv,
    /// NetFT routes of a cluster log.
    ClusterLog,
    /// The Windows version.
    WindowsVersion,
    /// State of the interfaces.
    InterfaceStates,
    /// The descriptions of the adapters.
    AdapterNames,
    /// The frame size of at least one adapter.
    Mtus,
    /// `Get-NetAdapterBinding` of at least one host.
    Bindings,
    /// `Get-NetRoute` of at least one host.
    DefaultGateways,
    /// `Get-DnsClient` of at least one host.
    DnsRegistration,
    /// `Get-VMHost` of at least one host.
    HostSettings,
    /// `Get-SmbBandwidthLimit` of at least one host.
    SmbLimits,
    /// `Get-VMSwitch` of at least one host.
    Switches,
    /// `Get-NetQosFlowControl` or `Get-NetQosTrafficClass` of at least one host.
    FlowControl,
    /// The heartbeat properties of the cluster.
    Heartbeats,
    /// The cluster common properties.
    ClusterProperties,
}

impl Need {
    /// The section of a request, or the property, that brings it.
    pub fn name(self) -> &'static str {
        match self {
            Need::Nodes => "nodes",
            Need::Roles => "networks.Role",
            Need::Ids => "networks.Id",
            Need::Addresses => "networks.Ipv4Addresses",
            Need::Interfaces => "interfaces",
            Need::SharedVolumes => "shared_volumes",
            Need::SharedVolumeStates => "shared_volume_states",
            Need::VmResourceTypeParameters => "vm_resource_type_parameters",
            Need::S2dEnabled => "cluster.S2DEnabled",
            Need::Adapters => "hosts.net_adapters",
            Need::Rdma => "hosts.net_adapter_rdma",
            Need::HostMigrationNetworks => "hosts.migration_networks",
            Need::SmbMultichannelCsv => "hosts.smb_multichannel_csv",
            Need::ClusterLog => "netft_routes",
            Need::WindowsVersion => "cluster.ClusterFunctionalLevel",
            Need::InterfaceStates => "interfaces.State",
            Need::AdapterNames => "interfaces.Adapter",
            Need::Mtus => "hosts.net_adapters.MtuSize",
            Need::Bindings => "hosts.bindings",
            Need::DefaultGateways => "hosts.net_routes",
            Need::DnsRegistration => "hosts.dns_clients",
            Need::HostSettings => "hosts.vm_host",
            Need::SmbLimits => "hosts.smb_bandwidth_limits",
            Need::Switches => "hosts.vm_switches",
            Need::FlowControl => "hosts.net_qos_flow_control",
            Need::Heartbeats => "cluster.SameSubnetThreshold",
            Need::ClusterProperties => "cluster",
        }
    }

    /// The command whose output brings it.
    pub fn collect(self) -> &'static str {
        match self {
            Need::Nodes => "Get-ClusterNode",
            Need::Roles | Need::Ids | Need::Addresses => "Get-ClusterNetwork | Format-List *",
            Need::Interfaces | Need::InterfaceStates | Need::AdapterNames => "Get-ClusterNetworkInterface",
            Need::SharedVolumes => "Get-ClusterSharedVolume",
            Need::SharedVolumeStates => "Get-ClusterSharedVolumeState",
            Need::VmResourceTypeParameters => {
                "Get-ClusterResourceType -Name 'Virtual Machine' | Get-ClusterParameter"
            }
            Need::S2dEnabled | Need::WindowsVersion | Need::ClusterProperties | Need::Heartbeats => {
                "Get-Cluster | Format-List *"
            }
            Need::Adapters => "Get-NetAdapter, Get-NetAdapterRdma and Get-NetAdapterRss on every node",
            Need::Rdma => "Get-NetAdapterRdma on every node",
            Need::HostMigrationNetworks => "Get-VMMigrationNetwork on every node",
            Need::SmbMultichannelCsv => "Get-SmbMultichannelConnection -SmbInstance CSV on every node",
            Need::ClusterLog => "Get-ClusterLog",
            Need::Mtus => "Get-NetAdapter on every node",
            Need::Bindings => "Get-NetAdapterBinding on every node",
            Need::DefaultGateways => "Get-NetRoute on every node",
            Need::DnsRegistration => "Get-DnsClient on every node",
            Need::HostSettings => "Get-VMHost on every node",
            Need::SmbLimits => "Get-SmbBandwidthLimit on every node",
            Need::Switches => "Get-VMSwitch on every node",
            Need::FlowControl => "Get-NetQosFlowControl and Get-NetQosTrafficClass on every node",
        }
    }

    /// What is taken for granted where it is missing and a rule can do without.
    pub fn assumption(self) -> &'static str {
        match self {
            Need::Nodes => "the nodes are those that the networks join",
            Need::Roles => "networks without a known role carry nothing",
            Need::Ids => "the lists name no other network",
            Need::Addresses => "every network has addresses of its own",
            Need::Interfaces => "every node is on every network",
            Need::SharedVolumes => "the cluster has shared volumes, and any node may coordinate one",
            Need::SharedVolumeStates => "no volume is redirected but as its file system and storage call for",
            Need::VmResourceTypeParameters => {
                "the live migration list is the default one, and nothing is excluded"
            }
            Need::S2dEnabled => "the cluster does without Storage Spaces Direct",
            Need::Adapters => "the adapters of a network are alike on every node",
            Need::Rdma => "RDMA is on where adapters can do it",
            Need::HostMigrationNetworks => "the hosts follow the cluster's live migration list",
            Need::SmbMultichannelCsv => "SMB uses the networks that roles and adapters call for",
            Need::ClusterLog => "NetFT goes by the metrics",
            Need::WindowsVersion => "Windows is of 2012 or later",
            Need::InterfaceStates => "every interface works",
            Need::AdapterNames => "no adapter is one of a management controller",
            Need::Mtus => "every adapter takes frames of one size",
            Need::Bindings => "SMB is bound to every adapter",
            Need::DefaultGateways => "every node has one default gateway",
            Need::DnsRegistration => "only addresses for clients are in DNS",
            Need::HostSettings => "the hosts are set up alike",
            Need::SmbLimits => "SMB has no bandwidth limit",
            Need::Switches => "no virtual switch matters",
            Need::FlowControl => "flow control is alike on every node",
            Need::Heartbeats => "heartbeats are those of the version",
            Need::ClusterProperties => "the cluster's properties have their default values",
        }
    }

    /// Whether the cluster's facts include it.
    pub fn is_met(self, cluster: &Cluster) -> bool {
        let mut hosts = cluster.hosts.iter().flatten();
        match self {
            Need::Nodes => cluster.nodes.len() >= 2,
            Need::Roles => cluster.networks.iter().all(|network| network.role.is_some()),
            Need::Ids => cluster.networks.iter().all(|network| network.id.is_some()),
            Need::Addresses => cluster.networks.iter().any(|network| network.addresses_known),
            Need::Interfaces => cluster.interface_source != InterfaceSource::Assumed,
            Need::SharedVolumes => cluster.volumes.is_some(),
            Need::SharedVolumeStates => {
                // A cluster without shared volumes has no states to capture.
                cluster.volume_states.is_some() || cluster.volumes.as_ref().is_some_and(Vec::is_empty)
            }
            Need::VmResourceTypeParameters => {
                // What the console has cut is not all there is.
                let is_cut = |list: &Option<NetworkList>| list.as_ref().is_some_and(|list| list.is_cut);
                let lists = cluster.migration.as_ref();
                lists.is_some_and(|lists| !is_cut(&lists.order) && !is_cut(&lists.exclude))
            }
            Need::S2dEnabled => cluster.settings.s2d_enabled.is_some(),
            Need::Adapters => cluster.interfaces.iter().any(|interface| interface.link.is_some()),
            Need::Rdma => cluster.interfaces.iter().any(|interface| {
                interface.rdma.is_some() || interface.link.is_some_and(|link| link.class.is_some())
            }),
            Need::HostMigrationNetworks => hosts.any(|host| host.migration_subnets.is_some()),
            Need::SmbMultichannelCsv => hosts.any(|host| host.smb_csv.is_some()),
            Need::ClusterLog => cluster.netft_routes.is_some(),
            Need::WindowsVersion => cluster.windows.version.is_some(),
            Need::InterfaceStates => {
                cluster.interfaces.iter().any(|interface| interface.state != InterfaceState::Unknown)
            }
            Need::AdapterNames => cluster.interfaces.iter().any(|interface| interface.adapter.is_some()),
            Need::Mtus => cluster.interfaces.iter().any(|interface| interface.mtu.is_some()),
            Need::Bindings => {
                cluster.interfaces.iter().any(|interface| interface.bindings != Bindings::default())
            }
            Need::DefaultGateways => {
                cluster.interfaces.iter().any(|interface| interface.default_gateway.is_some())
            }
            Need::DnsRegistration => {
                cluster.interfaces.iter().any(|interface| interface.registers_in_dns.is_some())
            }
            Need::HostSettings => hosts.any(|host| {
                host.performance.is_some()
                    || host.migration_enabled.is_some()
                    || host.maximum_migrations.is_some()
                    || host.migration_authentication.is_some()
            }),
            Need::SmbLimits => hosts.any(|host| host.smb_migration_limit.is_some()),
            Need::Switches => hosts.any(|host| host.switches.is_some()),
            Need::FlowControl => {
                hosts.any(|host| host.flow_control.is_some() || host.traffic_classes.is_some())
            }
            Need::Heartbeats => {
                let settings = &cluster.settings;
                settings.same_subnet_threshold.is_some() || settings.cross_subnet_threshold.is_some()
            }
            Need::ClusterProperties => cluster.settings.use_client_access_networks.is_some(),
        }
    }
}

/// Why a rule that runs cannot answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Whether it does not apply, or lacks a fact.
    pub kind: SkipKind,
    /// One sentence.
    pub reason: String,
    /// What would have to be captured.
    pub needs: &'static [Need],
}

impl Skip {
    /// A fact turned out to be missing; `needs` names what would have to be captured.
    pub fn new(reason: impl Into<String>, needs: &'static [Need]) -> Self {
        Self { kind: SkipKind::LacksFacts, reason: reason.into(), needs }
    }

    /// The rule says nothing about such a cluster.
    pub fn does_not_apply(reason: impl Into<String>) -> Self {
        Self { kind: SkipKind::DoesNotApply, reason: reason.into(), needs: &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use WindowsVersion::{V2008R2, V2012, V2012R2, V2016, V2022};

    #[test]
    fn versions_are_said_as_an_admin_says_them() {
        assert_eq!(Versions::ALL.to_string(), "all");
        assert_eq!(Versions::since(V2012).to_string(), "2012 and later");
        assert_eq!(Versions::until(V2022).to_string(), "2022 and earlier");
        assert_eq!(Versions::until(V2008R2).to_string(), "2008R2 only");
        assert_eq!(Versions::between(V2016, V2016).to_string(), "2016 only");
        assert_eq!(Versions::between(V2008R2, V2012R2).to_string(), "2008R2 to 2012R2");
    }

    #[test]
    fn both_ends_of_a_range_belong_to_it() {
        let range = Versions::between(V2012, V2012R2);
        let inside = WindowsVersion::ALL.into_iter().filter(|version| range.contains(*version));
        assert_eq!(inside.collect::<Vec<_>>(), [V2012, V2012R2]);
        assert!(WindowsVersion::ALL.into_iter().all(|version| Versions::ALL.contains(version)));
    }
}
