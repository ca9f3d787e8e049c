//! A cluster as large as Windows allows one, with every section that is read and every property of it.

use serde_json::{Value, json};

/// Its size.
const NODES: usize = 64;
const NETWORKS: usize = 16;
const VOLUMES: usize = 64;

/// The whole capture.
pub(crate) fn capture() -> Value {
    let nodes = || (0..NODES).map(node);
    let pairs = || (0..NODES).flat_map(|node| (0..NETWORKS).map(move |network| (node, network)));
    let routes = pairs().flat_map(|(from, network)| {
        let others = (0..NODES).filter(move |to| *to != from);
        others.map(move |to| netft_route(from, to, network))
    });
    json!({
        "cluster": [cluster()],
        "nodes": nodes().map(|name| json!({
            "Name": name, "State": "Up", "BuildNumber": 20348, "NodeWeight": 1, "Cluster": "FULL"
        })).collect::<Vec<_>>(),
        "networks": (0..NETWORKS).map(network).collect::<Vec<_>>(),
        "interfaces": pairs().map(|(node, network)| interface(node, network)).collect::<Vec<_>>(),
        "shared_volumes": (0..VOLUMES).map(volume).collect::<Vec<_>>(),
        "shared_volume_states": (0..VOLUMES).flat_map(|volume| nodes().map(move |node| json!({
            "Name": format!("Volume {volume}"), "VolumeFriendlyName": format!("Volume {volume}"), "Node": node,
            "StateInfo": "Direct", "FileSystemRedirectedIOReason": 0, "BlockRedirectedIOReason": 0, "Cluster": "FULL"
        }))).collect::<Vec<_>>(),
        "vm_resource_type_parameters": [
            {"Name": "MigrationNetworkOrder", "Value": (0..8).map(network_id).collect::<Vec<_>>().join(";"),
                "ClusterObject": "Virtual Machine", "Cluster": "FULL"},
            {"Name": "MigrationExcludeNetworks", "Value": (8..NETWORKS).map(network_id).collect::<Vec<_>>().join(";"),
                "ClusterObject": "Virtual Machine", "Cluster": "FULL"}
        ],
        "hosts": (0..NODES).map(host).collect::<Vec<_>>(),
        "netft_routes": routes.collect::<Vec<_>>(),
        "counters": (0..NODES).map(counters).collect::<Vec<_>>(),
    })
}

/// An hour of a volume's counters on a node, by the minute.
fn counters(number: usize) -> Value {
    let series = |counter: &str| json!({"Object": "Cluster CSV File System", "Instance": "VOLUME01", "Counter": counter, "Values": vec![100.5; 60]});
    json!({
        "Node": node(number), "Bias": -60, "DateOrder": "iso",
        "Times": (0..60).map(|minute| format!("2026-01-01T10:{minute:02}:00.000")).collect::<Vec<_>>(),
        "Series": [series("IO Reads/sec"), series("IO Writes/sec")],
    })
}

fn node(number: usize) -> String {
    format!("NODE{number:02}")
}

fn network_id(number: usize) -> String {
    format!("33de9aaf-29d2-526a-8f8d-{number:012}")
}

fn alias(network: usize) -> String {
    format!("vEthernet (Network {network})")
}

fn adapter_id(node: usize, network: usize) -> String {
    format!("E8FAE52B-2F38-546A-B097-{:012}", node * NETWORKS + network)
}

fn address(node: usize, network: usize) -> String {
    format!("10.0.{network}.{}", 11 + node)
}

/// A row for each network.
fn of_networks(row: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..NETWORKS).map(row).collect()
}

fn cluster() -> Value {
    json!({
        "Name": "FULL", "Id": "c81bc8f0-6b46-4cf7-aeb4-328a3e1bfa94", "ClusterFunctionalLevel": 11, "S2DEnabled": 1,
        "UseClientAccessNetworksForSharedVolumes": 2, "PlumbAllCrossSubnetRoutes": 0, "SameSubnetDelay": 1000,
        "SameSubnetThreshold": 10, "CrossSubnetDelay": 1000, "CrossSubnetThreshold": 20, "SetSMBBandwidthLimit": 1,
        "SMBBandwidthLimitFactor": 2500, "MaximumParallelMigrations": 2, "CsvBalancer": 1
    })
}

fn network(number: usize) -> Value {
    json!({
        "Name": format!("Network {number}"), "Id": network_id(number), "Role": if number == 0 { 3 } else { 1 },
        "State": "Up", "Metric": 30_240 + number, "AutoMetric": true, "Ipv4Addresses": [format!("10.0.{number}.0")],
        "Ipv4PrefixLengths": [24], "Ipv6Addresses": [format!("fd00:0:0:{number:x}::")], "Ipv6PrefixLengths": [64],
        "Address": format!("10.0.{number}.0"), "AddressMask": "255.255.255.0", "Proposed": false, "Cluster": "FULL"
    })
}

fn interface(on: usize, network: usize) -> Value {
    json!({
        "Name": format!("{} - {}", node(on), alias(network)), "Id": adapter_id(on, network), "Node": node(on),
        "Network": format!("Network {network}"), "State": "Up", "Ipv4Addresses": [address(on, network)],
        "Ipv6Addresses": [format!("fd00:0:0:{network:x}::{:x}", 11 + on)], "Address": address(on, network),
        "DhcpEnabled": false, "Adapter": format!("Adapter #{network}"), "AdapterId": adapter_id(on, network),
        "Cluster": "FULL"
    })
}

fn volume(number: usize) -> Value {
    json!({
        "Name": format!("Volume {number}"), "Id": format!("da2647b7-3bde-55b1-b102-{number:012}"),
        "OwnerNode": node(number % NODES), "Cluster": "FULL",
        "SharedVolumeInfo": [{
            "RedirectedAccess": false, "FaultState": "NoFaults", "MaintenanceMode": false,
            "Partition": {"FileSystem": "CSVFS_REFS", "UsedSpace": 1099511627776_u64}
        }]
    })
}

fn netft_route(from: usize, to: usize, network: usize) -> Value {
    json!({
        "LocalAddress": address(from, network), "RemoteAddress": address(to, network), "Priority": 30_240 + network,
        "State": "Up", "Time": "2026/01/01-00:00:00.000 UTC", "Cluster": "FULL"
    })
}

fn host(on: usize) -> Value {
    let connections = (0..NODES).filter(|other| *other != on).map(|other| {
        json!({
            "ClientIpAddress": address(on, 1), "ServerIpAddress": address(other, 1), "Selected": true, "SmbInstance": "CSV"
        })
    });
    let bindings = (0..NETWORKS).flat_map(|network| {
        let components = ["ms_server", "ms_msclient", "ms_tcpip"];
        components.map(|component| json!({"Name": alias(network), "ComponentID": component, "Enabled": true}))
    });
    json!({
        "Node": node(on), "Cluster": "FULL",
        "vm_host": [{
            "VirtualMachineMigrationPerformanceOption": "SMB", "UseAnyNetworkForMigration": false,
            "VirtualMachineMigrationEnabled": true, "MaximumVirtualMachineMigrations": 2,
            "VirtualMachineMigrationAuthenticationType": "Kerberos"
        }],
        "migration_networks": of_networks(|network| json!({"Subnet": format!("10.0.{network}.0/24")})),
        "net_adapters": of_networks(|network| json!({
            "Name": alias(network), "InterfaceDescription": format!("Adapter #{network}"),
            "InterfaceGuid": format!("{{{}}}", adapter_id(on, network)), "Speed": 25_000_000_000_u64, "MtuSize": 9014
        })),
        "net_adapter_rdma": of_networks(|network| json!({"Name": alias(network), "Enabled": true})),
        "net_adapter_rss": of_networks(|network| json!({
            "Name": alias(network), "Enabled": true, "NumberOfReceiveQueues": 8
        })),
        "ip_addresses": of_networks(|network| json!({
            "IPAddress": address(on, network), "InterfaceAlias": alias(network), "PrefixLength": 24
        })),
        "smb_client_interfaces": of_networks(|network| json!({
            "FriendlyName": alias(network), "IpAddresses": [address(on, network)], "RdmaCapable": true,
            "RssCapable": true, "LinkSpeed": "25 Gbps"
        })),
        "smb_multichannel_csv": connections.collect::<Vec<_>>(),
        "net_intents": [{"EnableLiveMigrationNetworkSelection": false}],
        "operating_system": [{"BuildNumber": 20348}],
        "smb_bandwidth_limits": [{"Category": "LiveMigration", "BytesPerSecond": 1_000_000_000}],
        "vm_switches": of_networks(|network| json!({
            "Name": format!("Switch {network}"), "SwitchType": "External", "EmbeddedTeamingEnabled": true,
            "NetAdapterInterfaceDescription": format!("Adapter #{network}")
        })),
        "bindings": bindings.collect::<Vec<_>>(),
        "net_routes": [{
            "DestinationPrefix": "0.0.0.0/0", "InterfaceAlias": alias(0), "NextHop": "10.0.0.1"
        }],
        "dns_clients": of_networks(|network| json!({
            "InterfaceAlias": alias(network), "RegisterThisConnectionsAddress": network == 0
        })),
        "lbfo_teams": [{"Name": "Team", "Members": ["NIC 1", "NIC 2"], "TeamNics": ["Team"]}],
        "net_qos_traffic_classes": [
            {"Name": "SMB", "Priority": [3], "BandwidthPercentage": 50},
            {"Name": "Cluster", "Priority": [7], "BandwidthPercentage": 2}
        ],
        "net_qos_flow_control": (0..8).map(|priority| json!({"Priority": priority, "Enabled": priority == 3}))
            .collect::<Vec<_>>(),
        "vms": (0..16).map(|vm| json!({
            "Id": format!("{on}-{vm}"), "Name": format!("VM {on}-{vm}"), "State": "Running",
            "MemoryAssigned": 4_294_967_296_u64, "IsClustered": true
        })).collect::<Vec<_>>(),
    })
}
