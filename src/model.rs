//! The validated facts about one cluster. "Unknown" is a value here, never a default.
//!
//! Nothing in this module knows where a fact came from or what is made of it. Networks, nodes and volumes
//! refer to each other by id.

pub mod change;
pub mod counters;
pub mod enums;
pub mod host_network;
pub mod hyperv;
pub mod ids;
pub mod link;
pub mod netft_route;
pub mod network_list;
pub mod network_names;
pub mod problem;
pub mod telling_words;
pub mod windows;

pub use change::{Change, ClusterProperty, MigrationListName, Subject};
pub use counters::{CounterLog, Counters};
pub use enums::{
    BlockReasons, FaultState, FileSystem, FileSystemReasons, InterfaceState, MigrationPerformance,
    NetworkState, NodeState, Role, VolumeMode,
};
pub use host_network::{Bindings, LbfoTeam, SmbCategory, SmbLimit, TrafficClass};
pub use hyperv::{Guest, GuestState, MigrationAuthentication, Switch, SwitchKind};
pub use ids::{NetworkId, NodeId, VolumeId};
pub use link::{Link, LinkClass, LinkSource};
pub use netft_route::{NetftEnd, NetftRoute};
pub use network_list::{ListItem, NetworkList};
pub use network_names::NetworkNames;
pub use problem::{Problem, ProblemKind, Unusable};
pub use windows::{VersionCertainty, Windows, WindowsEvidence, WindowsVersion};

use crate::names::same;
use crate::steps::step;
use ipnet::IpNet;
use std::net::IpAddr;

/// One failover cluster as far as the capture tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cluster {
    /// The cluster's name.
    pub name: Option<String>,
    /// Which Windows it runs, and on what that rests.
    pub windows: Windows,
    /// Cluster common properties that decide routes.
    pub settings: Settings,
    /// `Get-ClusterNetwork`, by metric and name.
    pub networks: Vec<Network>,
    /// Whether the networks are those that validation works out for the nodes, and not read from a cluster.
    pub networks_proposed: bool,
    /// Every node that any section names, in order of name.
    pub nodes: Vec<Node>,
    /// Whether they are listed, and not only those that something else names.
    pub nodes_listed: bool,
    /// Where the interfaces come from; decides how sure every route is.
    pub interface_source: InterfaceSource,
    /// Which node is on which network, by network and node; empty when [`InterfaceSource::Assumed`].
    pub interfaces: Vec<Interface>,
    /// `Get-ClusterSharedVolume`; `None` when the capture does not have it.
    pub volumes: Option<Vec<Volume>>,
    /// `Get-ClusterSharedVolumeState`, one per volume and node; `None` when the capture does not have it.
    pub volume_states: Option<Vec<VolumeState>>,
    /// The cluster-wide live migration lists; `None` when the capture does not have them.
    pub migration: Option<MigrationLists>,
    /// What nodes say of themselves, in the order of the nodes; `None` when the capture does not have it.
    pub hosts: Option<Vec<Host>>,
    /// NetFT routes that cluster logs show between interfaces of the cluster, by the node that wrote the log;
    /// `None` when no log was captured.
    pub netft_routes: Option<Vec<NetftRoute>>,
    /// Performance counters; `None` when none were captured.
    pub counters: Option<Counters>,
    /// What could not be understood on the way here.
    pub problems: Vec<Problem>,
}

/// Cluster common properties; `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// `ClusterFunctionalLevel`.
    pub functional_level: Option<u32>,
    /// `S2DEnabled`.
    pub s2d_enabled: Option<bool>,
    /// `UseClientAccessNetworksForSharedVolumes`: 0 not, 1 yes, 2 automatic (unpublished).
    pub use_client_access_networks: Option<u32>,
    /// `PlumbAllCrossSubnetRoutes`: 0 only when needed, 1 always, 2 unpublished.
    pub plumb_all_cross_subnet_routes: Option<u32>,
    /// `SameSubnetDelay`: milliseconds between two heartbeats.
    pub same_subnet_delay: Option<u32>,
    /// `SameSubnetThreshold`: missed heartbeats until a node counts as lost.
    pub same_subnet_threshold: Option<u32>,
    /// `CrossSubnetDelay`: milliseconds between two heartbeats of nodes in two subnets.
    pub cross_subnet_delay: Option<u32>,
    /// `CrossSubnetThreshold`: missed heartbeats until a node in another subnet counts as lost.
    pub cross_subnet_threshold: Option<u32>,
    /// `SetSMBBandwidthLimit`: 1 when the cluster limits SMB live migration by itself.
    pub set_smb_bandwidth_limit: Option<u32>,
    /// `SMBBandwidthLimitFactor`: that limit, in hundredths of a percent of the speed of all adapters.
    pub smb_bandwidth_limit_factor: Option<u32>,
    /// `MaximumParallelMigrations`: how many live migrations a node takes part in at a time.
    pub maximum_parallel_migrations: Option<u32>,
}

/// A cluster network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// The GUID, lower case without braces; `None` when the source has none that can be read.
    pub id: Option<String>,
    /// The name; the id when the source has no name.
    pub name: String,
    /// What it may carry.
    pub role: Option<Role>,
    /// Whether the role is not captured, but follows from the automatic metric.
    pub role_by_metric: bool,
    /// What the cluster says of its reachability.
    pub state: NetworkState,
    /// The value NetFT adds up.
    pub metric: Option<u32>,
    /// Whether the cluster chose the metric.
    pub auto_metric: Option<bool>,
    /// Its subnets, IPv4 before IPv6.
    pub prefixes: Vec<IpNet>,
    /// Whether the source had any address property at all, so that an empty `prefixes` means "no address".
    pub addresses_known: bool,
    /// Class and speed in Gbit/s as an automatic metric told them, kept when a what-if question sets the metric by hand.
    pub link: Option<(LinkClass, f64)>,
}

/// A cluster node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// The name.
    pub name: String,
    /// Whether the node is up: `Some(false)` for Down or Unavailable, `None` when nothing says so.
    pub up: Option<bool>,
    /// The operating system build.
    pub build: Option<u32>,
}

/// Where the knowledge about who is on which network comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InterfaceSource {
    /// `Get-ClusterNetworkInterface`.
    Listed,
    /// Derived from the nodes' addresses and the networks' prefixes.
    Derived,
    /// Nothing tells: every node is taken to be on every network.
    #[default]
    Assumed,
}

/// One node's adapter on one cluster network.
#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    /// `node - connection name`.
    pub name: String,
    /// The node.
    pub node: NodeId,
    /// The network.
    pub network: NetworkId,
    /// What the cluster says of its reachability.
    pub state: InterfaceState,
    /// Its IP addresses.
    pub addresses: Vec<IpAddr>,
    /// The adapter's description.
    pub adapter: Option<String>,
    /// The adapter's GUID, upper case without braces.
    pub adapter_id: Option<String>,
    /// Whether the address comes from DHCP.
    pub dhcp: Option<bool>,
    /// Speed and capability, when a host tells.
    pub link: Option<Link>,
    /// `MtuSize`, when a host tells.
    pub mtu: Option<u32>,
    /// What is bound to the adapter, as far as a host tells.
    pub bindings: Bindings,
    /// Whether the adapter has a default route to a gateway; `None` when the host's routes were not captured.
    pub default_gateway: Option<bool>,
    /// `RegisterThisConnectionsAddress`, when a host tells.
    pub registers_in_dns: Option<bool>,
    /// Whether RDMA is switched on, where the adapter can do it and the host says so.
    pub rdma: Option<bool>,
}

/// A Cluster Shared Volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Volume {
    /// The resource name.
    pub name: String,
    /// The coordinator.
    pub owner: Option<NodeId>,
    /// `RedirectedAccess`: redirected mode was turned on by hand.
    pub redirected_access: Option<bool>,
    /// `FaultState`.
    pub fault: Option<FaultState>,
    /// `MaintenanceMode`.
    pub maintenance: Option<bool>,
    /// The file system, when the source tells.
    pub file_system: Option<FileSystem>,
    /// `UsedSpace` in bytes, when the source tells.
    pub used_bytes: Option<u64>,
}

/// How one node reaches one volume.
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeState {
    /// The volume.
    pub volume: VolumeId,
    /// The node.
    pub node: NodeId,
    /// `StateInfo`.
    pub mode: VolumeMode,
    /// Why the file system is redirected.
    pub file_system_reasons: FileSystemReasons,
    /// Why blocks are redirected.
    pub block_reasons: BlockReasons,
    /// Whether Windows reported it; `false` where a what-if question changed something.
    pub observed: bool,
}

/// The two lists on the resource type "Virtual Machine".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MigrationLists {
    /// `MigrationNetworkOrder`; `None` when the parameter was not captured.
    pub order: Option<NetworkList>,
    /// `MigrationExcludeNetworks`; `None` when the parameter was not captured.
    pub exclude: Option<NetworkList>,
}

/// What one node says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {
    /// The node.
    pub node: NodeId,
    /// `VirtualMachineMigrationPerformanceOption`.
    pub performance: Option<MigrationPerformance>,
    /// `UseAnyNetworkForMigration`.
    pub use_any_network: Option<bool>,
    /// `VirtualMachineMigrationEnabled`.
    pub migration_enabled: Option<bool>,
    /// `MaximumVirtualMachineMigrations`; the cluster's [`Settings::maximum_parallel_migrations`] overrides it.
    pub maximum_migrations: Option<u32>,
    /// `VirtualMachineMigrationAuthenticationType`.
    pub migration_authentication: Option<MigrationAuthentication>,
    /// `Get-VMMigrationNetwork`: the subnets this host uses; `None` when not captured.
    pub migration_subnets: Option<Vec<IpNet>>,
    /// `Get-SmbMultichannelConnection -SmbInstance CSV`; `None` when not captured.
    pub smb_csv: Option<Vec<SmbConnection>>,
    /// Network ATC intents leave the live migration lists to themselves; `None` when not captured.
    pub atc_selects_migration_networks: Option<bool>,
    /// `Get-SmbBandwidthLimit` for live migration; `None` when not captured.
    pub smb_migration_limit: Option<SmbLimit>,
    /// `Get-VMSwitch`; `None` when not captured.
    pub switches: Option<Vec<Switch>>,
    /// `Get-NetLbfoTeam`; `None` when not captured.
    pub lbfo_teams: Option<Vec<LbfoTeam>>,
    /// `Get-NetQosTrafficClass`; `None` when not captured.
    pub traffic_classes: Option<Vec<TrafficClass>>,
    /// `Get-NetQosFlowControl`: the priorities that have it, ascending; `None` when not captured, or not understood.
    pub flow_control: Option<Vec<u32>>,
    /// `Get-VM`, in order of name; `None` when not captured.
    pub guests: Option<Vec<Guest>>,
}

/// One row of `Get-SmbMultichannelConnection`.
#[derive(Clone, Debug, PartialEq)]
pub struct SmbConnection {
    /// This node's address.
    pub client: IpAddr,
    /// The coordinator's address.
    pub server: IpAddr,
    /// Whether SMB uses the row.
    pub selected: bool,
}

impl Interface {
    /// An interface of which no more is known than where it is.
    pub fn unknown(name: String, node: NodeId, network: NetworkId) -> Self {
        Self {
            name,
            node,
            network,
            state: InterfaceState::Unknown,
            addresses: Vec::new(),
            adapter: None,
            adapter_id: None,
            dhcp: None,
            link: None,
            mtu: None,
            bindings: Bindings::default(),
            default_gateway: None,
            registers_in_dns: None,
            rdma: None,
        }
    }
}

impl Cluster {
    /// The networks with their ids.
    pub fn network_ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = NetworkId> + ExactSizeIterator + Clone + use<> {
        NetworkId::all(self.networks.len())
    }

    /// The nodes with their ids.
    pub fn node_ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + Clone + use<> {
        NodeId::all(self.nodes.len())
    }

    /// The volumes that were captured, with their ids.
    pub fn volumes_by_id(&self) -> impl ExactSizeIterator<Item = (VolumeId, &Volume)> + Clone {
        let volumes = self.volumes.as_deref().unwrap_or_default();
        volumes.iter().enumerate().map(|(place, volume)| (VolumeId::at(place), volume))
    }

    /// The volume of that id.
    ///
    /// # Panics
    /// When the id is of another cluster.
    pub fn volume(&self, id: VolumeId) -> &Volume {
        &self.volumes.as_deref().unwrap_or_default()[id.place()]
    }

    /// The networks with their ids, in order.
    pub fn networks_by_id(&self) -> impl ExactSizeIterator<Item = (NetworkId, &Network)> + Clone {
        self.networks.iter().enumerate().map(|(place, network)| (NetworkId::at(place), network))
    }

    /// The interfaces of a node on a network, whatever their state.
    pub fn interfaces_of(&self, node: NodeId, network: NetworkId) -> impl Iterator<Item = &Interface> {
        step(self.interfaces.len());
        self.interfaces.iter().filter(move |i| i.node == node && i.network == network)
    }

    /// The interfaces of every network, in the order of the networks.
    pub fn interfaces_by_network(&self) -> Vec<Vec<&Interface>> {
        let mut by_network = vec![Vec::new(); self.networks.len()];
        step(self.interfaces.len());
        for interface in &self.interfaces {
            by_network[interface.network.place()].push(interface);
        }
        by_network
    }

    /// What a host says of itself, when it was captured.
    pub fn host(&self, node: NodeId) -> Option<&Host> {
        step(1);
        let hosts = self.hosts.as_deref()?;
        let place = hosts.partition_point(|host| host.node < node);
        hosts.get(place).filter(|host| host.node == node)
    }

    /// The network of that name or id, without case.
    pub fn find_network(&self, text: &str) -> Option<NetworkId> {
        step(self.networks.len());
        let id = text.trim_matches(['{', '}']);
        let by_name = self.networks.iter().position(|n| same(&n.name, text));
        let by_id =
            || self.networks.iter().position(|n| n.id.as_deref().is_some_and(|i| i.eq_ignore_ascii_case(id)));
        by_name.or_else(by_id).map(NetworkId::at)
    }

    /// The node of that name, without case.
    pub fn find_node(&self, name: &str) -> Option<NodeId> {
        step(self.nodes.len());
        self.nodes.iter().position(|node| same(&node.name, name)).map(NodeId::at)
    }

    /// The host, made when nothing is known of it yet.
    pub fn host_mut(&mut self, node: NodeId) -> &mut Host {
        let hosts = self.hosts.get_or_insert_default();
        let place = hosts.partition_point(|host| host.node < node);
        if hosts.get(place).is_none_or(|host| host.node != node) {
            hosts.insert(place, Host { node, ..Host::default() });
        }
        &mut hosts[place]
    }

    /// The volume of that name, without case.
    pub fn find_volume(&self, name: &str) -> Option<VolumeId> {
        let volumes = self.volumes.as_deref()?;
        volumes.iter().position(|volume| same(&volume.name, name)).map(VolumeId::at)
    }
}
