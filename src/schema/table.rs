//! The table itself: a row for each section, in the order of [`Section`], and in it a row for each
//! property.

use super::Property::{self, *};
use super::section::{Column, Identity, Kind, Row, Scope, Section, Words};
use Kind::{Flag, List, Nested, Number, Reference, Speed, Text};

const fn of(property: Property, kind: Kind, becomes: &'static str) -> Column {
    Column { property, also: &[], kind, becomes }
}

const fn also(property: Property, also: &'static [Property], kind: Kind, becomes: &'static str) -> Column {
    Column { property, also, kind, becomes }
}

/// A property that only helps to tell whose object it is, or of which section.
const TELLS: &str = "tells the section";
const WHOSE: &str = "tells the cluster";
const HOST: &str = "tells the host";
/// What is put into the section `counters` by [`crate::capture::counters`].
const COUNTERS: &str = "becomes counters";

/// Which host an object of a host's list is of, where it stands alone.
const OF_HOST: Column = also(Node, &[SystemName, PSComputerName, ComputerName], Text, HOST);

/// What most sections have in common.
const NOTHING: Row = Row {
    section: Section::Cluster,
    name: "",
    cmdlet: "",
    types: &[],
    scope: Scope::Host,
    identity: Identity::Nothing,
    typical: &[],
    with: &[],
    files: &[],
    columns: &[],
};

pub(super) static SECTIONS: &[Row] = &[
    Row {
        section: Section::Cluster,
        name: "cluster",
        cmdlet: "Get-Cluster",
        types: &["Microsoft.FailoverClusters.PowerShell.Cluster", "MSCluster_Cluster"],
        scope: Scope::Cluster,
        identity: Identity::IdOrName(&[Name]),
        typical: &[
            ClusterFunctionalLevel,
            S2DEnabled,
            UseClientAccessNetworksForSharedVolumes,
            PlumbAllCrossSubnetRoutes,
            SameSubnetDelay,
            SameSubnetThreshold,
            CrossSubnetDelay,
            CrossSubnetThreshold,
            SetSMBBandwidthLimit,
            SMBBandwidthLimitFactor,
            CsvBalancer,
        ],
        with: &[],
        files: &["GetCluster"],
        columns: &[
            of(Name, Text, "Cluster.name"),
            of(Id, Text, WHOSE),
            of(ClusterFunctionalLevel, Number, "Settings.functional_level"),
            of(S2DEnabled, Number, "Settings.s2d_enabled"),
            of(UseClientAccessNetworksForSharedVolumes, Number, "Settings.use_client_access_networks"),
            of(PlumbAllCrossSubnetRoutes, Number, "Settings.plumb_all_cross_subnet_routes"),
            of(SameSubnetDelay, Number, "Settings.same_subnet_delay"),
            of(SameSubnetThreshold, Number, "Settings.same_subnet_threshold"),
            of(CrossSubnetDelay, Number, "Settings.cross_subnet_delay"),
            of(CrossSubnetThreshold, Number, "Settings.cross_subnet_threshold"),
            of(SetSMBBandwidthLimit, Number, "Settings.set_smb_bandwidth_limit"),
            of(SMBBandwidthLimitFactor, Number, "Settings.smb_bandwidth_limit_factor"),
            of(MaximumParallelMigrations, Number, "Settings.maximum_parallel_migrations"),
            of(CsvBalancer, Number, TELLS),
        ],
    },
    Row {
        section: Section::Nodes,
        name: "nodes",
        cmdlet: "Get-ClusterNode",
        types: &["Microsoft.FailoverClusters.PowerShell.ClusterNode", "MSCluster_Node"],
        scope: Scope::Cluster,
        identity: Identity::Name(&[Name, NodeName]),
        typical: &[NodeWeight, BuildNumber],
        with: &[&[Name, NodeName]],
        files: &["GetClusterNode"],
        columns: &[
            also(Name, &[NodeName], Text, "Node.name"),
            of(State, Kind::Words(Words::NodeState), "Node.up"),
            of(BuildNumber, Number, "Node.build"),
            of(NodeWeight, Number, TELLS),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
    },
    Row {
        section: Section::Networks,
        name: "networks",
        cmdlet: "Get-ClusterNetwork",
        types: &["Microsoft.FailoverClusters.PowerShell.ClusterNetwork", "MSCluster_Network"],
        scope: Scope::Cluster,
        identity: Identity::IdOrName(&[Name]),
        typical: &[Metric, AutoMetric, AddressMask, Ipv4PrefixLengths, Ipv6PrefixLengths, Role],
        with: &[],
        files: &["GetClusterNetwork"],
        columns: &[
            of(Name, Text, "Network.name"),
            of(Id, Text, "Network.id"),
            of(Role, Kind::Words(Words::Role), "Network.role"),
            of(State, Kind::Words(Words::NetworkState), "Network.state"),
            of(Metric, Number, "Network.metric"),
            of(AutoMetric, Flag, "Network.auto_metric"),
            of(Ipv4Addresses, List, "Network.prefixes"),
            of(Ipv4PrefixLengths, List, "Network.prefixes"),
            of(Ipv6Addresses, List, "Network.prefixes"),
            of(Ipv6PrefixLengths, List, "Network.prefixes"),
            of(Address, Text, "Network.prefixes"),
            of(AddressMask, Text, "Network.prefixes"),
            of(Proposed, Flag, "Cluster.networks_proposed"),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
    },
    Row {
        section: Section::Interfaces,
        name: "interfaces",
        cmdlet: "Get-ClusterNetworkInterface",
        types: &[
            "Microsoft.FailoverClusters.PowerShell.ClusterNetworkInterface",
            "MSCluster_NetworkInterface",
        ],
        scope: Scope::Cluster,
        identity: Identity::IdPairOrName(&[Node], &[Network], &[Name]),
        typical: &[AdapterId, Adapter, Network],
        with: &[&[Node]],
        files: &["GetClusterNetworkInterface"],
        columns: &[
            of(Name, Text, "Interface.name"),
            of(Id, Text, "identity"),
            of(Node, Reference(Section::Nodes), "Interface.node"),
            of(Network, Reference(Section::Networks), "Interface.network"),
            of(State, Kind::Words(Words::InterfaceState), "Interface.state"),
            of(Ipv4Addresses, List, "Interface.addresses"),
            of(Ipv6Addresses, List, "Interface.addresses"),
            of(Address, Text, "Interface.addresses"),
            of(DhcpEnabled, Flag, "Interface.dhcp"),
            of(Adapter, Text, "Interface.adapter"),
            of(AdapterId, Text, "Interface.adapter_id"),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
    },
    Row {
        section: Section::SharedVolumes,
        name: "shared_volumes",
        cmdlet: "Get-ClusterSharedVolume",
        types: &[
            "Microsoft.FailoverClusters.PowerShell.ClusterSharedVolume",
            "MSCluster_ClusterSharedVolume",
        ],
        scope: Scope::Cluster,
        identity: Identity::IdOrName(&[Name]),
        typical: &[SharedVolumeInfo],
        with: &[],
        files: &["GetClusterSharedVolume"],
        columns: &[
            of(Name, Text, "Volume.name"),
            of(Id, Text, "identity"),
            // What the console calls the owner.
            also(OwnerNode, &[Node], Reference(Section::Nodes), "Volume.owner"),
            of(SharedVolumeInfo, Nested(Section::SharedVolumeInfo), "Volume"),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
    },
    Row {
        section: Section::SharedVolumeStates,
        name: "shared_volume_states",
        cmdlet: "Get-ClusterSharedVolumeState",
        types: &["Microsoft.FailoverClusters.PowerShell.ClusterSharedVolumeStateInfo"],
        scope: Scope::Cluster,
        identity: Identity::Pair(&[VolumeFriendlyName, Name], &[Node]),
        typical: &[StateInfo, FileSystemRedirectedIOReason, BlockRedirectedIOReason, VolumeFriendlyName],
        with: &[],
        files: &["GetClusterSharedVolumeState"],
        columns: &[
            of(Name, Text, "VolumeState.volume"),
            of(VolumeFriendlyName, Text, "VolumeState.volume"),
            of(Node, Reference(Section::Nodes), "VolumeState.node"),
            // The help of older modules prints State and RedirectedIOReason.
            also(StateInfo, &[State], Kind::Words(Words::VolumeMode), "VolumeState.mode"),
            also(
                FileSystemRedirectedIOReason,
                &[RedirectedIOReason],
                Kind::Words(Words::FileSystemReasons),
                "VolumeState.file_system_reasons",
            ),
            of(BlockRedirectedIOReason, Kind::Words(Words::BlockReasons), "VolumeState.block_reasons"),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
    },
    Row {
        section: Section::VmResourceTypeParameters,
        name: "vm_resource_type_parameters",
        cmdlet: "Get-ClusterResourceType -Name 'Virtual Machine' | Get-ClusterParameter",
        types: &["Microsoft.FailoverClusters.PowerShell.ClusterParameter"],
        scope: Scope::Cluster,
        identity: Identity::Name(&[Name]),
        // By the name of its owner or its own: see `is_vm_parameter`.
        typical: &[],
        with: &[],
        files: &["ClusterNetworkLiveMigration"],
        columns: &[
            of(Name, Text, "MigrationLists"),
            of(Value, List, "MigrationLists"),
            also(ClusterObject, &[Object], Text, TELLS),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
    },
    Row {
        section: Section::Hosts,
        name: "hosts",
        scope: Scope::Cluster,
        identity: Identity::Name(&[Node, ComputerName, PSComputerName]),
        typical: &[
            VmHost,
            MigrationNetworks,
            NetAdapters,
            NetAdapterRdma,
            NetAdapterRss,
            IpAddresses,
            SmbClientInterfaces,
            SmbMultichannelCsv,
            NetIntents,
            OperatingSystem,
            SmbBandwidthLimits,
            VmSwitches,
            Bindings,
            NetRoutes,
            DnsClients,
            LbfoTeams,
            NetQosTrafficClasses,
            NetQosFlowControl,
            Vms,
        ],
        columns: &[
            also(Node, &[ComputerName, PSComputerName], Reference(Section::Nodes), "Host.node"),
            of(VmHost, Nested(Section::VmHost), "Host"),
            of(MigrationNetworks, Nested(Section::MigrationNetworks), "Host.migration_subnets"),
            of(NetAdapters, Nested(Section::NetAdapters), "Interface.link"),
            of(NetAdapterRdma, Nested(Section::NetAdapterRdma), "Interface.link"),
            of(NetAdapterRss, Nested(Section::NetAdapterRss), "Interface.link"),
            of(IpAddresses, Nested(Section::IpAddresses), "Cluster.interfaces"),
            of(SmbClientInterfaces, Nested(Section::SmbClientInterfaces), "Interface.link"),
            of(SmbMultichannelCsv, Nested(Section::SmbMultichannelCsv), "Host.smb_csv"),
            of(NetIntents, Nested(Section::NetIntents), "Host.atc_selects_migration_networks"),
            of(OperatingSystem, Nested(Section::OperatingSystem), "Node.build"),
            of(SmbBandwidthLimits, Nested(Section::SmbBandwidthLimits), "Host.smb_migration_limit"),
            of(VmSwitches, Nested(Section::VmSwitches), "Host.switches"),
            of(Bindings, Nested(Section::Bindings), "Interface.bindings"),
            of(NetRoutes, Nested(Section::NetRoutes), "Interface.default_gateway"),
            of(DnsClients, Nested(Section::DnsClients), "Interface.registers_in_dns"),
            of(LbfoTeams, Nested(Section::LbfoTeams), "Host.lbfo_teams"),
            of(NetQosTrafficClasses, Nested(Section::NetQosTrafficClasses), "Host.traffic_classes"),
            of(NetQosFlowControl, Nested(Section::NetQosFlowControl), "Host.flow_control"),
            of(Vms, Nested(Section::Vms), "Host.guests"),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
        ..NOTHING
    },
    Row {
        section: Section::NetftRoutes,
        name: "netft_routes",
        cmdlet: "Get-ClusterLog",
        scope: Scope::Cluster,
        identity: Identity::Pair(&[LocalAddress], &[RemoteAddress]),
        typical: &[LocalAddress, RemoteAddress],
        with: &[&[Priority]],
        columns: &[
            of(LocalAddress, Text, "NetftRoute.local"),
            of(RemoteAddress, Text, "NetftRoute.remote"),
            of(Priority, Number, "NetftRoute.priority"),
            of(State, Text, "NetftRoute.is_down"),
            of(Time, Text, "NetftRoute.time"),
            of(Cluster, Reference(Section::Cluster), WHOSE),
        ],
        ..NOTHING
    },
    Row {
        section: Section::Counters,
        name: "counters",
        scope: Scope::Cluster,
        typical: &[Series],
        with: &[&[Times]],
        columns: &[
            of(Node, Text, "CounterLog.host"),
            of(Bias, Number, "CounterLog.bias"),
            of(DateOrder, Text, "CounterLog.dates"),
            of(Times, List, "CounterLog.moments"),
            of(Series, Nested(Section::CounterSeries), "CounterLog.series"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::VmHost,
        name: "vm_host",
        cmdlet: "Get-VMHost",
        types: &["Microsoft.HyperV.PowerShell.VMHost"],
        typical: &[
            VirtualMachineMigrationPerformanceOption,
            UseAnyNetworkForMigration,
            VirtualMachineMigrationEnabled,
        ],
        files: &["GetVMHost"],
        columns: &[
            OF_HOST,
            of(Name, Text, HOST),
            of(
                VirtualMachineMigrationPerformanceOption,
                Kind::Words(Words::MigrationPerformance),
                "Host.performance",
            ),
            of(UseAnyNetworkForMigration, Flag, "Host.use_any_network"),
            of(VirtualMachineMigrationEnabled, Flag, "Host.migration_enabled"),
            of(MaximumVirtualMachineMigrations, Number, "Host.maximum_migrations"),
            of(
                VirtualMachineMigrationAuthenticationType,
                Kind::Words(Words::MigrationAuthentication),
                "Host.migration_authentication",
            ),
        ],
        ..NOTHING
    },
    Row {
        section: Section::MigrationNetworks,
        name: "migration_networks",
        cmdlet: "Get-VMMigrationNetwork",
        types: &["Microsoft.HyperV.PowerShell.VMMigrationNetwork"],
        identity: Identity::Name(&[Subnet]),
        typical: &[Subnet],
        files: &["GetVMMigrationNetwork"],
        columns: &[OF_HOST, of(Subnet, Text, "Host.migration_subnets")],
        ..NOTHING
    },
    Row {
        section: Section::NetAdapters,
        name: "net_adapters",
        cmdlet: "Get-NetAdapter",
        types: &["MSFT_NetAdapter"],
        identity: Identity::Name(&[Name]),
        typical: &[InterfaceGuid],
        files: &["GetNetAdapter"],
        columns: &[
            OF_HOST,
            of(Name, Text, "Interface.link"),
            of(InterfaceDescription, Text, "Interface.adapter"),
            of(InterfaceGuid, Text, "Interface.adapter_id"),
            also(Property::Speed, &[LinkSpeed], Speed, "Link.gbps"),
            of(MtuSize, Number, "Interface.mtu"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::NetAdapterRdma,
        name: "net_adapter_rdma",
        cmdlet: "Get-NetAdapterRdma",
        types: &["MSFT_NetAdapterRdmaSettingData"],
        identity: Identity::Name(&[Name]),
        files: &["GetNetAdapterRdma"],
        columns: &[OF_HOST, of(Name, Text, "Link.class"), of(Enabled, Flag, "Link.class")],
        ..NOTHING
    },
    Row {
        section: Section::NetAdapterRss,
        name: "net_adapter_rss",
        cmdlet: "Get-NetAdapterRss",
        types: &["MSFT_NetAdapterRssSettingData"],
        identity: Identity::Name(&[Name]),
        typical: &[NumberOfReceiveQueues],
        files: &["GetNetAdapterRss"],
        columns: &[
            OF_HOST,
            of(Name, Text, "Link.class"),
            of(Enabled, Flag, "Link.class"),
            of(NumberOfReceiveQueues, Number, "Link.class"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::IpAddresses,
        name: "ip_addresses",
        cmdlet: "Get-NetIPAddress",
        types: &["MSFT_NetIPAddress"],
        identity: Identity::Pair(&[InterfaceAlias], &[IPAddress]),
        typical: &[InterfaceAlias],
        with: &[&[IPAddress]],
        files: &["GetNetIpAddress"],
        columns: &[
            OF_HOST,
            of(IPAddress, Text, "Interface.addresses"),
            of(InterfaceAlias, Text, "Interface.name"),
            of(PrefixLength, Number, "Interface.network"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::SmbClientInterfaces,
        name: "smb_client_interfaces",
        cmdlet: "Get-SmbClientNetworkInterface",
        types: &["MSFT_SmbClientNetworkInterface"],
        identity: Identity::Name(&[FriendlyName]),
        typical: &[RdmaCapable, RssCapable],
        with: &[&[FriendlyName]],
        files: &["GetSmbClientNetworkInterface"],
        columns: &[
            OF_HOST,
            of(FriendlyName, Text, "Interface.link"),
            of(AddressesOfSmb, List, "Interface.addresses"),
            of(RdmaCapable, Flag, "Link.class"),
            of(RssCapable, Flag, "Link.class"),
            of(LinkSpeed, Speed, "Link.gbps"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::SmbMultichannelCsv,
        name: "smb_multichannel_csv",
        cmdlet: "Get-SmbMultichannelConnection -SmbInstance CSV",
        // Its type does not tell the instance.
        types: &[],
        identity: Identity::Pair(&[ClientIpAddress], &[ServerIpAddress]),
        files: &["GetSmbMultichannelConnection-CSV"],
        columns: &[
            OF_HOST,
            of(ClientIpAddress, Text, "SmbConnection.client"),
            of(ServerIpAddress, Text, "SmbConnection.server"),
            of(Selected, Flag, "SmbConnection.selected"),
            of(SmbInstance, Text, TELLS),
        ],
        ..NOTHING
    },
    Row {
        section: Section::NetIntents,
        name: "net_intents",
        cmdlet: "Get-NetIntent",
        typical: &[EnableLiveMigrationNetworkSelection],
        columns: &[
            OF_HOST,
            of(EnableLiveMigrationNetworkSelection, Flag, "Host.atc_selects_migration_networks"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::OperatingSystem,
        name: "operating_system",
        cmdlet: "Get-CimInstance -ClassName Win32_OperatingSystem",
        types: &["Win32_OperatingSystem"],
        files: &["Win32_OperatingSystem"],
        columns: &[OF_HOST, of(BuildNumber, Number, "Node.build")],
        ..NOTHING
    },
    Row {
        section: Section::SmbBandwidthLimits,
        name: "smb_bandwidth_limits",
        cmdlet: "Get-SmbBandwidthLimit",
        types: &["MSFT_SmbBandwidthLimit"],
        identity: Identity::Name(&[Category]),
        typical: &[BytesPerSecond],
        with: &[&[Category]],
        files: &["GetSmbBandwidthLimit"],
        columns: &[
            OF_HOST,
            of(Category, Kind::Words(Words::SmbCategory), "Host.smb_migration_limit"),
            of(BytesPerSecond, Number, "Host.smb_migration_limit"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::VmSwitches,
        name: "vm_switches",
        cmdlet: "Get-VMSwitch",
        types: &["Microsoft.HyperV.PowerShell.VMSwitch"],
        identity: Identity::Name(&[Name]),
        typical: &[SwitchType, EmbeddedTeamingEnabled],
        with: &[&[Name]],
        files: &["GetVMSwitch"],
        columns: &[
            OF_HOST,
            of(Name, Text, "Switch.name"),
            of(SwitchType, Kind::Words(Words::SwitchKind), "Switch.kind"),
            of(EmbeddedTeamingEnabled, Flag, "Switch.embedded_teaming"),
            of(NetAdapterInterfaceDescription, Text, "Switch.adapter"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::Bindings,
        name: "bindings",
        cmdlet: "Get-NetAdapterBinding",
        types: &["MSFT_NetAdapterBindingSettingData"],
        identity: Identity::Pair(&[Name], &[ComponentID]),
        typical: &[ComponentID],
        with: &[&[Name]],
        files: &["GetNetAdapterBinding"],
        columns: &[
            OF_HOST,
            of(Name, Text, "Interface.bindings"),
            of(ComponentID, Text, "Interface.bindings"),
            of(Enabled, Flag, "Interface.bindings"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::NetRoutes,
        name: "net_routes",
        cmdlet: "Get-NetRoute",
        types: &["MSFT_NetRoute"],
        identity: Identity::Pair(&[InterfaceAlias], &[DestinationPrefix]),
        typical: &[DestinationPrefix],
        with: &[&[InterfaceAlias]],
        files: &["GetNetRoute"],
        columns: &[
            OF_HOST,
            of(DestinationPrefix, Text, "Interface.default_gateway"),
            of(InterfaceAlias, Text, "Interface.default_gateway"),
            of(NextHop, Text, "Interface.default_gateway"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::DnsClients,
        name: "dns_clients",
        cmdlet: "Get-DnsClient",
        types: &["MSFT_DNSClient"],
        identity: Identity::Name(&[InterfaceAlias]),
        typical: &[RegisterThisConnectionsAddress],
        with: &[&[InterfaceAlias]],
        files: &["GetDnsClient"],
        columns: &[
            OF_HOST,
            of(InterfaceAlias, Text, "Interface.registers_in_dns"),
            of(RegisterThisConnectionsAddress, Flag, "Interface.registers_in_dns"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::LbfoTeams,
        name: "lbfo_teams",
        cmdlet: "Get-NetLbfoTeam",
        types: &["MSFT_NetLbfoTeam"],
        identity: Identity::Name(&[Name]),
        typical: &[TeamNics],
        with: &[&[Name]],
        files: &["GetNetLbfoTeam"],
        columns: &[
            OF_HOST,
            of(Name, Text, "LbfoTeam.name"),
            of(Members, List, "LbfoTeam.members"),
            of(TeamNics, List, "LbfoTeam.nics"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::NetQosTrafficClasses,
        name: "net_qos_traffic_classes",
        cmdlet: "Get-NetQosTrafficClass",
        types: &["MSFT_NetQosTrafficClassSettingData"],
        identity: Identity::Name(&[Name]),
        typical: &[BandwidthPercentage],
        with: &[&[Priority]],
        files: &["GetNetQosTrafficClass"],
        columns: &[
            OF_HOST,
            of(Name, Text, "TrafficClass.name"),
            of(Priority, List, "TrafficClass.priorities"),
            also(BandwidthPercentage, &[Bandwidth], Number, "TrafficClass.bandwidth"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::NetQosFlowControl,
        name: "net_qos_flow_control",
        cmdlet: "Get-NetQosFlowControl",
        types: &["MSFT_NetQosFlowControlSettingData"],
        identity: Identity::Name(&[Priority]),
        files: &["GetNetQosFlowControl"],
        columns: &[
            OF_HOST,
            of(Priority, Number, "Host.flow_control"),
            of(Enabled, Flag, "Host.flow_control"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::Vms,
        name: "vms",
        cmdlet: "Get-VM",
        types: &["Microsoft.HyperV.PowerShell.VirtualMachine"],
        // Two guests may have one name.
        identity: Identity::IdOrName(&[Name]),
        typical: &[MemoryAssigned],
        with: &[&[Name]],
        files: &["GetVM"],
        columns: &[
            OF_HOST,
            of(Name, Text, "Guest.name"),
            of(Id, Text, "identity"),
            of(State, Kind::Words(Words::GuestState), "Guest.state"),
            of(MemoryAssigned, Number, "Guest.memory"),
            of(IsClustered, Flag, "Guest.clustered"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::SharedVolumeInfo,
        name: "SharedVolumeInfo",
        scope: Scope::Nested,
        columns: &[
            of(RedirectedAccess, Flag, "Volume.redirected_access"),
            of(FaultState, Kind::Words(Words::FaultState), "Volume.fault"),
            of(MaintenanceMode, Flag, "Volume.maintenance"),
            of(Partition, Nested(Section::Partition), "Volume"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::Partition,
        name: "Partition",
        scope: Scope::Nested,
        columns: &[
            of(FileSystem, Kind::Words(Words::FileSystem), "Volume.file_system"),
            of(UsedSpace, Number, "Volume.used_bytes"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::CounterSeries,
        name: "Series",
        scope: Scope::Nested,
        columns: &[
            of(Object, Text, "Series.measure"),
            of(Instance, Text, "Series.instance"),
            of(Counter, Text, "Series.measure"),
            of(Values, List, "Series.values"),
        ],
        ..NOTHING
    },
    Row {
        section: Section::CounterSampleSets,
        name: "counter_sample_sets",
        types: &["Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSampleSet"],
        scope: Scope::Nested,
        typical: &[CounterSamples],
        columns: &[
            of(Timestamp, Text, COUNTERS),
            of(CounterSamples, Nested(Section::CounterSamples), COUNTERS),
        ],
        ..NOTHING
    },
    Row {
        section: Section::CounterSamples,
        name: "CounterSamples",
        types: &["Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSample"],
        scope: Scope::Nested,
        typical: &[CookedValue],
        with: &[&[Path]],
        columns: &[
            of(Path, Text, COUNTERS),
            of(CookedValue, Number, COUNTERS),
            of(Status, Number, COUNTERS),
            of(Timestamp, Text, COUNTERS),
        ],
        ..NOTHING
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_stand_at_the_place_of_their_section() {
        for (place, row) in SECTIONS.iter().enumerate() {
            assert_eq!(row.section as usize, place, "{}", row.name);
            assert_eq!(row.section.row().name, row.name);
        }
        let lists = SECTIONS.iter().take_while(|row| row.scope == Scope::Cluster).map(|row| row.section);
        assert_eq!(lists.collect::<Vec<_>>(), Section::ALL);
    }

    #[test]
    fn no_two_sections_share_a_type_a_file_or_a_name() {
        let (mut types, mut files, mut names) = (HashSet::new(), HashSet::new(), HashSet::new());
        for row in SECTIONS {
            assert!(names.insert(row.name), "{}", row.name);
            assert!(row.types.iter().all(|name| types.insert(name.to_ascii_lowercase())), "{}", row.name);
            assert!(row.files.iter().all(|name| files.insert(name.to_ascii_lowercase())), "{}", row.name);
        }
    }

    #[test]
    fn every_section_can_be_reached() {
        for row in SECTIONS {
            let by_part = row.section.part_of_host().is_some();
            let nested =
                SECTIONS.iter().flat_map(|row| row.columns).any(|column| column.kind == Nested(row.section));
            let is_reached = !row.types.is_empty() || !row.typical.is_empty() || by_part || nested;
            assert!(is_reached, "{}", row.name);
            assert_eq!(by_part, row.scope == Scope::Host, "{}", row.name);
        }
    }

    #[test]
    fn identities_and_typical_properties_are_columns() {
        for row in SECTIONS {
            let identity = match row.identity {
                Identity::IdOrName(names) | Identity::Name(names) => names.to_vec(),
                Identity::Pair(first, second) => [first, second].concat(),
                Identity::IdPairOrName(first, second, names) => [first, second, names].concat(),
                Identity::Nothing => Vec::new(),
            };
            let with = row.with.iter().copied().flatten();
            for property in identity.iter().chain(row.typical).chain(with) {
                assert!(row.section.column(*property).is_some(), "{}: {property:?}", row.name);
            }
        }
    }
}
