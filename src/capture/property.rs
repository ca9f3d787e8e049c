//! The property names that are understood, in the spelling of the FailoverClusters module.
//!
//! Writers differ in case (`ID`, `IPv4Addresses`, `Autometric`), so names are found without case.

use once_cell::sync::Lazy;

/// Every property that a section of a capture can contribute.
static KNOWN: &[&str] = &[
    // any object
    "Name",
    "Id",
    "Cluster",
    "Description",
    "State",
    "Value",
    "value__",
    "ToString",
    "Count",
    // disagreements
    "Place",
    "Message",
    // sources, skipped
    "Section",
    "File",
    "Reason",
    // Get-ClusterNetwork
    "Address",
    "AddressMask",
    "AutoMetric",
    "Ipv4Addresses",
    "Ipv4PrefixLengths",
    "Ipv6Addresses",
    "Ipv6PrefixLengths",
    "Metric",
    "Role",
    // a network as a validation report works it out
    "Proposed",
    // Get-ClusterNetworkInterface
    "Adapter",
    "AdapterId",
    "DhcpEnabled",
    "Network",
    "Node",
    // Get-Cluster
    "ClusterFunctionalLevel",
    "S2DEnabled",
    "UseClientAccessNetworksForSharedVolumes",
    "PlumbAllCrossSubnetRoutes",
    "SameSubnetDelay",
    "SameSubnetThreshold",
    "CrossSubnetDelay",
    "CrossSubnetThreshold",
    "SecurityLevel",
    "SecurityLevelForStorage",
    "SetSMBBandwidthLimit",
    "SMBBandwidthLimitFactor",
    "MaximumParallelMigrations",
    "CsvBalancer",
    "Domain",
    // Get-ClusterNode
    "NodeName",
    "BuildNumber",
    "MajorVersion",
    "MinorVersion",
    "NodeWeight",
    // Get-ClusterSharedVolume
    "OwnerNode",
    "SharedVolumeInfo",
    "FriendlyVolumeName",
    "FaultState",
    "MaintenanceMode",
    "RedirectedAccess",
    "Partition",
    "FileSystem",
    // Get-ClusterSharedVolumeState
    "StateInfo",
    "VolumeFriendlyName",
    "VolumeName",
    "FileSystemRedirectedIOReason",
    "BlockRedirectedIOReason",
    "RedirectedIOReason",
    // Get-ClusterParameter
    "ClusterObject",
    "Object",
    "IsReadOnly",
    "ParameterType",
    "Type",
    // hosts: the parts of one node
    "vm_host",
    "migration_networks",
    "net_adapters",
    "net_adapter_rdma",
    "net_adapter_rss",
    "ip_addresses",
    "smb_client_interfaces",
    "smb_server_interfaces",
    "smb_multichannel_csv",
    "smb_bandwidth_limits",
    "bindings",
    "services",
    "vm_switches",
    "net_intents",
    "operating_system",
    // Get-NetAdapter, -Rdma, -Rss, Get-NetIPAddress
    "InterfaceDescription",
    "InterfaceIndex",
    "InterfaceGuid",
    "Speed",
    "LinkSpeed",
    "Status",
    "MtuSize",
    "Enabled",
    "NumberOfReceiveQueues",
    "IPAddress",
    "InterfaceAlias",
    "AddressFamily",
    "PrefixLength",
    "PSComputerName",
    "ComputerName",
    // Get-SmbClientNetworkInterface, Get-SmbServerNetworkInterface, Get-SmbMultichannelConnection
    "FriendlyName",
    "IpAddresses",
    "RdmaCapable",
    "RssCapable",
    "ScopeName",
    "ServerName",
    "ClientInterfaceIndex",
    "ServerInterfaceIndex",
    "ClientIpAddress",
    "ServerIpAddress",
    "Selected",
    "ClientRSSCapable",
    "ServerRSSCapable",
    "ClientRdmaCapable",
    "ServerRdmaCapable",
    "ClientLinkSpeed",
    "ServerLinkSpeed",
    "SmbInstance",
    "Failed",
    // Get-VMHost, Get-VMMigrationNetwork, Get-SmbBandwidthLimit, Get-NetIntent
    "VirtualMachineMigrationEnabled",
    "VirtualMachineMigrationPerformanceOption",
    "MaximumVirtualMachineMigrations",
    "UseAnyNetworkForMigration",
    "Subnet",
    "Priority",
    "Category",
    "BytesPerSecond",
    "IntentName",
    "EnableLiveMigrationNetworkSelection",
    "IsStorageIntentSet",
    // NetFT routes of a cluster log
    "LocalAddress",
    "RemoteAddress",
    "VirtualLocal",
    "VirtualRemote",
    "Delay",
    "Threshold",
    "Attributes",
    "Time",
];

/// The longest known name has 40 characters; nothing longer is looked for.
const LONGEST: usize = 40;

/// The known names by length: a handful of comparisons are quicker than hashing every property of a file.
static BY_LENGTH: Lazy<[Vec<&'static str>; LONGEST + 1]> = Lazy::new(|| {
    let mut table = [const { Vec::new() }; LONGEST + 1];
    for name in KNOWN {
        table[name.len()].push(*name);
    }
    table
});

/// The one spelling of a property name that is understood, or `None`.
pub fn canonical(name: &str) -> Option<&'static str> {
    let first = name.as_bytes().first()?;
    let is =
        |known: &&&str| known.as_bytes()[0].eq_ignore_ascii_case(first) && known.eq_ignore_ascii_case(name);
    BY_LENGTH.get(name.len())?.iter().find(is).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        for name in KNOWN {
            assert_eq!(canonical(name), Some(*name));
            assert_eq!(canonical(&name.to_ascii_uppercase()), Some(*name));
            assert_eq!(canonical(&name.to_ascii_lowercase()), Some(*name));
        }
    }

    #[test]
    fn unknown_names_are_not_found() {
        let long = "Name".repeat(100);
        for name in ["", "Nam", "Names", "Größe", "PSShowComputerName", long.as_str()] {
            assert_eq!(canonical(name), None, "{name}");
        }
    }

    #[test]
    fn no_name_differs_from_another_in_case_alone() {
        let mut seen = std::collections::HashSet::new();
        for name in KNOWN {
            assert!(seen.insert(name.to_ascii_lowercase()), "{name}");
        }
    }
}
