//! The property names that are understood, in the spelling of the cmdlets.
//!
//! Writers differ in case (`ID`, `IPv4Addresses`, `Autometric`), so names are found without case.

use once_cell::sync::Lazy;

/// Makes the enum of all properties; a spelling that is no identifier stands behind its name.
macro_rules! properties {
    ($($name:ident $(= $spelling:literal)?),* $(,)?) => {
        /// The name of a property, of any section.
        #[allow(missing_docs, reason = "the table of sections says what each is")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Property { $($name),* }

        impl Property {
            /// Every property.
            pub const ALL: &[Property] = &[$(Property::$name),*];

            /// As it is written.
            pub fn spelling(self) -> &'static str {
                match self { $(Property::$name => properties!(@spelling $name $($spelling)?)),* }
            }
        }
    };
    (@spelling $name:ident) => { stringify!($name) };
    (@spelling $name:ident $spelling:literal) => { $spelling };
}

properties! {
    // of any object
    Name, Id, Cluster, State, Value, ValueOfEnum = "value__", ToString, Count,
    // Get-Cluster
    ClusterFunctionalLevel, S2DEnabled, UseClientAccessNetworksForSharedVolumes, PlumbAllCrossSubnetRoutes,
    SameSubnetDelay, SameSubnetThreshold, CrossSubnetDelay, CrossSubnetThreshold, SetSMBBandwidthLimit,
    SMBBandwidthLimitFactor, MaximumParallelMigrations, CsvBalancer,
    // Get-ClusterNode
    NodeName, BuildNumber, NodeWeight,
    // Get-ClusterNetwork
    Address, AddressMask, AutoMetric, Ipv4Addresses, Ipv4PrefixLengths, Ipv6Addresses, Ipv6PrefixLengths, Metric,
    Role, Proposed,
    // Get-ClusterNetworkInterface
    Adapter, AdapterId, DhcpEnabled, Network, Node,
    // Get-ClusterSharedVolume
    OwnerNode, SharedVolumeInfo, FaultState, MaintenanceMode, RedirectedAccess, Partition, FileSystem, UsedSpace,
    // Get-ClusterSharedVolumeState
    StateInfo, VolumeFriendlyName, FileSystemRedirectedIOReason, BlockRedirectedIOReason, RedirectedIOReason,
    // Get-ClusterParameter
    ClusterObject, Object,
    // the parts of a host
    VmHost = "vm_host", MigrationNetworks = "migration_networks", NetAdapters = "net_adapters",
    NetAdapterRdma = "net_adapter_rdma", NetAdapterRss = "net_adapter_rss", IpAddresses = "ip_addresses",
    SmbClientInterfaces = "smb_client_interfaces", SmbMultichannelCsv = "smb_multichannel_csv",
    NetIntents = "net_intents", OperatingSystem = "operating_system",
    SmbBandwidthLimits = "smb_bandwidth_limits", VmSwitches = "vm_switches", Bindings = "bindings",
    NetRoutes = "net_routes", DnsClients = "dns_clients", LbfoTeams = "lbfo_teams",
    NetQosTrafficClasses = "net_qos_traffic_classes", NetQosFlowControl = "net_qos_flow_control", Vms = "vms",
    // which host an object is of
    ComputerName, PSComputerName, SystemName,
    // Get-NetAdapter, -Rdma, -Rss, Get-NetIPAddress
    InterfaceDescription, InterfaceGuid, Speed, LinkSpeed, MtuSize, Enabled, NumberOfReceiveQueues, IPAddress,
    InterfaceAlias, PrefixLength,
    // Get-SmbClientNetworkInterface, Get-SmbMultichannelConnection
    FriendlyName, AddressesOfSmb = "IpAddresses", RdmaCapable, RssCapable, ClientIpAddress, ServerIpAddress, Selected,
    SmbInstance,
    // Get-VMHost, Get-VMMigrationNetwork, Network ATC
    VirtualMachineMigrationPerformanceOption, UseAnyNetworkForMigration, VirtualMachineMigrationEnabled,
    MaximumVirtualMachineMigrations, VirtualMachineMigrationAuthenticationType, Subnet,
    EnableLiveMigrationNetworkSelection,
    // Get-NetAdapterBinding, Get-NetRoute, Get-DnsClient
    ComponentID, DestinationPrefix, NextHop, RegisterThisConnectionsAddress,
    // Get-NetLbfoTeam, Get-NetQosTrafficClass
    Members, TeamNics, BandwidthPercentage, Bandwidth,
    // Get-SmbBandwidthLimit, Get-VMSwitch
    Category, BytesPerSecond, SwitchType, EmbeddedTeamingEnabled, NetAdapterInterfaceDescription,
    // Get-VM
    MemoryAssigned, IsClustered,
    // NetFT routes of a cluster log
    LocalAddress, RemoteAddress, Priority, Time,
    // performance counters, Get-Counter
    Bias, DateOrder, Times, Series, Instance, Counter, Values, Timestamp, CounterSamples, Path, CookedValue, Status,
}

/// The longest known name has 41 characters; nothing longer is looked for.
const LONGEST: usize = 41;

/// The properties by length: a handful of comparisons are quicker than hashing every property of a file.
static BY_LENGTH: Lazy<[Vec<(&'static str, Property)>; LONGEST + 1]> = Lazy::new(|| {
    let mut table = [const { Vec::new() }; LONGEST + 1];
    for property in Property::ALL {
        table[property.spelling().len()].push((property.spelling(), *property));
    }
    table
});

impl Property {
    /// The property of that name, in any case; also as a console titles it (`Friendly Name`) and as others than
    /// PowerShell write it (`auto_metric`).
    pub fn find(name: &str) -> Option<Property> {
        Self::exactly(name).or_else(|| {
            if name.len() > 2 * LONGEST || !name.contains([' ', '_']) {
                return None;
            }
            match name.replace([' ', '_'], "").to_ascii_lowercase().as_str() {
                "clientip" => Some(Property::ClientIpAddress),
                "serverip" => Some(Property::ServerIpAddress),
                joined => Self::exactly(joined),
            }
        })
    }

    fn exactly(name: &str) -> Option<Property> {
        let first = name.as_bytes().first()?;
        let is = |(known, _): &&(&str, Property)| {
            known.as_bytes()[0].eq_ignore_ascii_case(first) && known.eq_ignore_ascii_case(name)
        };
        BY_LENGTH.get(name.len())?.iter().find(is).map(|(_, property)| *property)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        for property in Property::ALL {
            let name = property.spelling();
            assert_eq!(Property::find(name), Some(*property));
            assert_eq!(Property::find(&name.to_ascii_uppercase()), Some(*property));
            assert_eq!(Property::find(&name.to_ascii_lowercase()), Some(*property));
        }
    }

    #[test]
    fn unknown_names_are_not_found() {
        let long = "Name".repeat(100);
        assert_eq!(Property::find("auto_metric"), Some(Property::AutoMetric));
        assert_eq!(Property::find("Client IP"), Some(Property::ClientIpAddress));
        for name in ["", "Nam", "Na me x", "_", "Names", "Größe", "PSShowComputerName", long.as_str()] {
            assert_eq!(Property::find(name), None, "{name}");
        }
    }
}
