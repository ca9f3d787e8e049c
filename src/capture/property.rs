//! The property names that are understood, in the spelling of the FailoverClusters module.
//!
//! Writers differ in case (`ID`, `IPv4Addresses`, `Autometric`), so names are found without case.

use once_cell::sync::Lazy;
use std::collections::HashMap;

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
];

static BY_LOWER_CASE: Lazy<HashMap<String, &'static str>> =
    Lazy::new(|| KNOWN.iter().map(|name| (name.to_ascii_lowercase(), *name)).collect());

/// The one spelling of a property name that is understood, or `None`.
pub fn canonical(name: &str) -> Option<&'static str> {
    // The longest known name has 39 characters; a stack buffer spares an allocation per property.
    let mut lower = [0u8; 48];
    let bytes = lower.get_mut(..name.len())?;
    bytes.copy_from_slice(name.as_bytes());
    bytes.make_ascii_lowercase();
    BY_LOWER_CASE.get(std::str::from_utf8(bytes).ok()?).copied()
}
