//! The table of sections against what is read: taking a property away has to change the cluster.

use crate::capture::formats::json;
use crate::capture::raw::{Object, Raw, Sections};
use crate::capture::{Capture, Origin, build};
use crate::schema::{Column, Kind, Property, Section};

/// A capture in which every property of the table says something that matters.
const EVERYTHING: &str = r#"{
    "cluster": [{"Name": "C1.contoso.com", "Id": "1", "ClusterFunctionalLevel": 10, "S2DEnabled": 1,
        "UseClientAccessNetworksForSharedVolumes": 2, "PlumbAllCrossSubnetRoutes": 1,
        "SameSubnetDelay": 1000, "SameSubnetThreshold": 20, "CrossSubnetDelay": 2000, "CrossSubnetThreshold": 40,
        "SetSMBBandwidthLimit": 1, "SMBBandwidthLimitFactor": 2500, "MaximumParallelMigrations": 3, "CsvBalancer": 1}],
    "nodes": [{"Name": "N1", "State": "Up", "BuildNumber": 17763, "NodeWeight": 1, "Cluster": "C1"}],
    "networks": [
        {"Name": "LAN", "Id": "00000000-0000-0000-0000-000000000001", "Role": 3, "State": 3, "Metric": 70000,
            "AutoMetric": true, "Ipv4Addresses": ["10.0.0.0"], "Ipv4PrefixLengths": [24],
            "Ipv6Addresses": ["fd00::"], "Ipv6PrefixLengths": [64], "Proposed": true, "Cluster": "C1"},
        {"Name": "SMB", "Role": 1, "Metric": 20400, "Address": "10.0.1.0", "AddressMask": "255.255.255.0"}],
    "interfaces": [
        {"Name": "N1 - LAN", "Id": "2", "Node": "N1", "Network": "LAN", "State": 3, "DhcpEnabled": 0,
            "Ipv4Addresses": ["10.0.0.1"], "Ipv6Addresses": ["fd00::1"], "Adapter": "X", "AdapterId": "{AB}"},
        {"Name": "N2 - LAN", "Node": "N2", "Network": "LAN", "Address": "10.0.0.2", "Cluster": "C1"}],
    "shared_volumes": [{"Name": "V1", "Id": "3", "OwnerNode": "N1", "Cluster": "C1", "SharedVolumeInfo":
        [{"RedirectedAccess": true, "FaultState": "NoDirectIO", "MaintenanceMode": true,
            "Partition": {"FileSystem": "ReFS", "UsedSpace": 7}}]}],
    "shared_volume_states": [
        {"Name": "V1", "Node": "N1", "StateInfo": "Direct", "FileSystemRedirectedIOReason": 1,
            "BlockRedirectedIOReason": 2, "Cluster": "C1"},
        {"VolumeFriendlyName": "V2", "Node": "N2", "StateInfo": "Direct"}],
    "vm_resource_type_parameters": [{"Name": "MigrationNetworkOrder", "Value": "x", "ClusterObject": "Virtual Machine",
        "Cluster": "C1"}],
    "hosts": [{"Node": "N1", "Cluster": "C1",
        "vm_host": [{"VirtualMachineMigrationPerformanceOption": "SMB", "UseAnyNetworkForMigration": true,
            "VirtualMachineMigrationEnabled": false, "MaximumVirtualMachineMigrations": 2,
            "VirtualMachineMigrationAuthenticationType": "Kerberos"}],
        "migration_networks": [{"Subnet": "10.0.1.0/24"}],
        "net_adapters": [{"Name": "A", "InterfaceDescription": "X", "InterfaceGuid": "{ab}", "Speed": 1000000000,
            "MtuSize": 9014}],
        "net_adapter_rdma": [{"Name": "A", "Enabled": true}],
        "smb_multichannel_csv": [{"ClientIpAddress": "10.0.0.1", "ServerIpAddress": "10.0.0.2", "Selected": true}],
        "net_intents": [{"EnableLiveMigrationNetworkSelection": false}],
        "operating_system": [{"BuildNumber": 17764}],
        "smb_bandwidth_limits": [{"Category": "LiveMigration", "BytesPerSecond": 1000000}],
        "vm_switches": [{"Name": "S", "SwitchType": "External", "EmbeddedTeamingEnabled": true,
            "NetAdapterInterfaceDescription": "X"}],
        "bindings": [{"Name": "A", "ComponentID": "ms_server", "Enabled": true}],
        "net_routes": [{"DestinationPrefix": "0.0.0.0/0", "InterfaceAlias": "A", "NextHop": "10.0.0.254"}],
        "dns_clients": [{"InterfaceAlias": "A", "RegisterThisConnectionsAddress": true}],
        "lbfo_teams": [{"Name": "T", "Members": ["A", "B"], "TeamNics": ["T"]}],
        "net_qos_traffic_classes": [{"Name": "SMB", "Priority": [3], "BandwidthPercentage": 50}],
        "net_qos_flow_control": [{"Priority": 3, "Enabled": true}],
        "vms": [{"Id": "4", "Name": "VM1", "State": "Running", "MemoryAssigned": 1024, "IsClustered": true}]},
        {"Node": "N3", "operating_system": [{"BuildNumber": 17765}]},
        {"Node": "N2", "smb_client_interfaces": [{"FriendlyName": "A", "IpAddresses": ["10.0.0.2"],
            "RdmaCapable": false, "RssCapable": true, "LinkSpeed": "25 Gbps"}],
            "net_routes": [{"DestinationPrefix": "::/0", "InterfaceAlias": "A", "NextHop": "::"}]}],
    "netft_routes": [{"LocalAddress": "10.0.0.1", "RemoteAddress": "10.0.0.2", "Priority": 1, "State": "Up",
        "Time": "2026/01/01-00:00:00.000 UTC", "Cluster": "C1"}],
    "counters": [{"Node": "N1", "Bias": -60, "DateOrder": "month_first", "Times": ["2026-01-01T00:00:05.000"],
        "Series": [{"Object": "PhysicalDisk", "Instance": "1", "Counter": "Disk Reads/sec", "Values": [1.5]}]}]
}"#;

/// The same, with the interfaces left to be derived from the hosts, which tell addresses and adapters.
const DERIVED: &str = r#"{
    "networks": [{"Name": "LAN", "Ipv4Addresses": ["10.0.0.0"], "Ipv4PrefixLengths": [24]},
        {"Name": "WIDE", "Ipv4Addresses": ["10.0.0.0"], "Ipv4PrefixLengths": [8]}],
    "hosts": [
        {"Node": "N1", "net_adapters": [{"Name": "A", "InterfaceDescription": "X", "InterfaceGuid": "{ab}"},
                {"Name": "C", "InterfaceGuid": "{cd}"}], "net_adapter_rdma": [],
            "net_adapter_rss": [{"Name": "A", "Enabled": true}, {"Name": "C", "Enabled": true, "NumberOfReceiveQueues": 1}],
            "ip_addresses": [{"IPAddress": "10.0.0.1", "InterfaceAlias": "A", "PrefixLength": 8},
                {"IPAddress": "10.0.0.3", "InterfaceAlias": "C"}]},
        {"Node": "N2", "smb_client_interfaces": [{"FriendlyName": "B", "IpAddresses": ["10.0.0.2"]}]}]
}"#;

fn sections(text: &str) -> Sections<'static> {
    json::capture(text).unwrap().into_owned().into_sections()
}

fn cluster(sections: Sections<'static>) -> String {
    format!("{:?}", build(&Capture { sections, origin: Origin::default() }))
}

/// Every object of a section, wherever it is.
fn each<'s>(sections: &'s mut Sections<'static>, wanted: Section, see: &mut dyn FnMut(&mut Object<'static>)) {
    fn inside(
        section: Section,
        object: &mut Object<'static>,
        wanted: Section,
        see: &mut dyn FnMut(&mut Object<'static>),
    ) {
        for (property, value) in &mut object.fields {
            if let Some(Column { kind: Kind::Nested(inner), .. }) = section.column(*property) {
                let items = match value {
                    Raw::List(items) => items.as_mut_slice(),
                    one => std::slice::from_mut(one),
                };
                for item in items {
                    if let Raw::Object(object) = item {
                        inside(*inner, object, wanted, see);
                    }
                }
            }
        }
        if section == wanted {
            see(object);
        }
    }
    for section in Section::ALL {
        if sections.get(section).is_some() {
            sections.open(section).iter_mut().for_each(|object| inside(section, object, wanted, see));
        }
    }
}

/// The cluster without a property of a section, and whether any object had it.
fn without(text: &str, section: Section, property: Property) -> (String, bool) {
    let (mut changed, mut had) = (sections(text), false);
    each(&mut changed, section, &mut |object| {
        let before = object.fields.len();
        object.fields.retain(|(known, _)| *known != property);
        had |= object.fields.len() < before;
    });
    (cluster(changed), had)
}

#[test]
fn every_property_of_the_table_is_read() {
    let whole = [EVERYTHING, DERIVED].map(|text| (text, cluster(sections(text))));
    for row in Section::rows() {
        for column in row.columns {
            let (section, property) = (row.section(), column.property);
            // What tells the section, the cluster or the host is read by the readers and by sorting.
            // Samples of Get-Counter become counters while they are sorted, see capture::counters.
            if matches!(section, Section::CounterSampleSets | Section::CounterSamples) {
                continue;
            }
            let is_for_sorting = !column.becomes.chars().next().is_some_and(char::is_uppercase);
            if is_for_sorting {
                let is_known = row.typical.contains(&property)
                    || (section, property) == (Section::VmHost, Property::Name)
                    || matches!(
                        property,
                        Property::Cluster
                            | Property::Id
                            | Property::Node
                            | Property::ClusterObject
                            | Property::SmbInstance
                    );
                assert!(is_known, "{}.{property:?} is not read", row.name);
                continue;
            }
            let mut is_there = false;
            let matters = whole.iter().any(|(text, whole)| {
                let (changed, had) = without(text, section, property);
                is_there |= had;
                had && changed != *whole
            });
            assert!(is_there, "{}.{property:?} is not in the captures of this test", row.name);
            assert!(matters, "{}.{property:?} is not read", row.name);
        }
    }
}
