//! What a console prints and `Export-Csv` writes, from the text to the answer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/asking.rs"]
mod asking;
mod exports;
mod properties;

use clusterroute::api;
use clusterroute::capture::{Capture, Raw};
use clusterroute::error::Error;
use clusterroute::schema::{Property, Section};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const CLUSTERS: [&str; 6] = [
    "azlocal-23h2-bmc",
    "azlocal-23h2-switchless",
    "hyperv-2008r2-dpm",
    "hyperv-2012r2-san",
    "hyperv-2022-lm-layers",
    "s2d-2019-rdma",
];

fn fixture(cluster: &str, file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures").join(cluster).join(file)
}

fn read(path: &Path) -> Result<Capture, Error> {
    let mut captures = asking::read(&[path.to_owned()])?;
    assert_eq!(captures.len(), 1, "{}", path.display());
    Ok(captures.remove(0))
}

/// The capture of a text, as a file of its own.
fn text(name: &str, content: impl AsRef<[u8]>) -> Result<Capture, Error> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    read(&path)
}

fn refused(name: &str, content: &str) -> String {
    text(name, content).unwrap_err().message
}

/// A property of every object of a section, as text.
fn column(capture: &Capture, section: Section, property: &str) -> Vec<String> {
    let objects = capture.sections.get(section).unwrap_or_default();
    let shown = |value: Option<&Raw<'_>>| match value {
        None => "-".to_owned(),
        Some(Raw::Text(text)) => text.to_string(),
        Some(value) => serde_json::to_string(value).unwrap(),
    };
    let property = Property::find(property).unwrap();
    objects.iter().map(|object| shown(object.get(property))).collect()
}

/// How a capture was read where that is not as usual, and what was not.
fn reasons(capture: &Capture) -> Vec<&str> {
    let read_as = capture.origin.read_as.iter().map(|one| &*one.how);
    read_as.chain(capture.origin.not_read.iter().map(|skipped| &*skipped.reason)).collect()
}

/// The answers to the three questions, as JSON.
fn answers(capture: &Capture) -> [Value; 3] {
    // Without the files' names, in which the forms differ.
    let subject = api::Subject::new(capture, &api::WhatIf::default()).unwrap().cluster.into();
    [
        serde_json::to_value(api::measure::answer(&subject)).unwrap(),
        serde_json::to_value(api::resolve::answer(&subject, &Default::default()).unwrap()).unwrap(),
        serde_json::to_value(api::recommend::answer(&subject, &Default::default()).unwrap()).unwrap(),
    ]
}

/// The ways of the routes, without the reasons, which name what the form does not carry; ids only on demand.
fn ways(resolved: &Value, with_ids: bool) -> Value {
    let mut routes = resolved["routes"].clone();
    for route in routes.as_array_mut().unwrap() {
        let route = route.as_object_mut().unwrap();
        route.remove("because");
        for list in ["networks", "failover"] {
            for network in route[list].as_array_mut().unwrap() {
                if !with_ids {
                    network.as_object_mut().unwrap().remove("id");
                }
            }
        }
    }
    routes
}

#[test]
fn a_list_answers_as_the_networks_do() {
    for cluster in CLUSTERS {
        let list = read(&fixture(cluster, "networks.list.txt")).unwrap();
        assert_eq!(list.origin.not_read, [], "{cluster}");
        // Neither carries more of the cluster than its name.
        let remote = read(&fixture(cluster, "networks.depth1.xml")).unwrap();
        assert_eq!(answers(&list), answers(&remote), "{cluster}");
        let [_, whole, _] = answers(&read(&fixture(cluster, "networks.xml")).unwrap());
        let [_, resolved, _] = answers(&list);
        assert_eq!(ways(&resolved, true), ways(&whole, true), "{cluster}");
        // What the list does not carry is named where it matters.
        let assumptions = resolved["assumptions"].to_string();
        assert!(
            resolved["windows"]["version"] == whole["windows"]["version"]
                || assumptions.contains("the Windows version is not known"),
            "{cluster}: {assumptions}"
        );
    }
}

#[test]
fn a_table_answers_as_the_networks_do_but_for_what_it_misses() {
    for cluster in CLUSTERS {
        let table = read(&fixture(cluster, "networks.table.txt")).unwrap();
        assert_eq!(table.origin.not_read, [], "{cluster}");
        let [measured, resolved, recommended] = answers(&table);
        let [whole, routes, _] = answers(&read(&fixture(cluster, "networks.xml")).unwrap());
        assert_eq!(ways(&resolved, false), ways(&routes, false), "{cluster}");
        for (network, known) in
            measured["networks"].as_array().unwrap().iter().zip(whole["networks"].as_array().unwrap())
        {
            for same in ["name", "role", "state", "metric", "explained", "rank"] {
                assert_eq!(network[same], known[same], "{cluster} {same}");
            }
            if network["role"] == "none" && network["explained"].is_null() {
                // The metric decides nothing, so nothing is missing to judge it.
                assert_eq!(network["verdict"], "not_used", "{cluster}");
                continue;
            }
            assert_eq!(network["verdict"], "unknown", "{cluster}");
            let because = network["because"].to_string();
            assert!(because.contains("AutoMetric is not in the capture"), "{cluster}: {because}");
        }
        let skipped = recommended["not_checked"].to_string();
        assert!(skipped.contains("networks.Ipv4Addresses"), "{cluster}: {skipped}");
    }
}

#[test]
fn line_ends_and_encodings_make_no_difference() {
    for file in ["networks.table.txt", "networks.list.txt"] {
        let original = fs::read_to_string(fixture("azlocal-23h2-bmc", file)).unwrap();
        let expected = read(&fixture("azlocal-23h2-bmc", file)).unwrap().sections;
        let windows = original.replace('\n', "\r\n");
        let out_file: Vec<u8> =
            format!("\u{feff}{windows}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let indented: String = original.lines().map(|line| format!("    {line}\n")).collect();
        let coloured = original.replace("Name ", "\u{1b}[32;1mName \u{1b}[0m");
        for bytes in [windows.into_bytes(), out_file, indented.into_bytes(), coloured.into_bytes()] {
            assert_eq!(text("ends.txt", bytes).unwrap().sections, expected, "{file}");
        }
    }
}

/// Names with blanks, parentheses and colons; the table of an older module, one of text, one of properties.
#[test]
fn tables_as_they_are_published() {
    let capture = text(
        "published.txt",
        r"
Name                                        State Metric             Role
----                                        ----- ------             ----
compute_management_storage(Management)         Up  70000 ClusterAndClient
compute_management_storage(Storage_VLAN711)    Up  20401          Cluster
Unused:Cluster Network 1                     Down  79999             None
",
    )
    .unwrap();
    assert_eq!(
        column(&capture, Section::Networks, "Name"),
        [
            "compute_management_storage(Management)",
            "compute_management_storage(Storage_VLAN711)",
            "Unused:Cluster Network 1"
        ]
    );
    assert_eq!(column(&capture, Section::Networks, "State"), ["Up", "Up", "Down"]);
    assert_eq!(column(&capture, Section::Networks, "Role"), ["ClusterAndClient", "Cluster", "None"]);

    let capture = text(
        "properties.txt",
        "\
Name      Address   IPv4Addresses          AddressMask   State Metric Role
----      -------   -------------          -----------   ----- ------ ----
Storage A 10.71.1.0 {10.71.1.0, 10.71.2.0} 255.255.255.0    Up    900    1
Storage B           {}                                    Down   1000    1
Mgmt      10.0.0.0  {10.0.0.0, 10.0.1.0... 255.255.255.0    Up  10000    3
",
    )
    .unwrap();
    assert_eq!(
        column(&capture, Section::Networks, "Ipv4Addresses"),
        ["[\"10.71.1.0\",\"10.71.2.0\"]", "[]", "-"]
    );
    assert_eq!(column(&capture, Section::Networks, "Address"), ["10.71.1.0", "null", "10.0.0.0"]);
    // Of several subnets the mask would make one.
    assert_eq!(column(&capture, Section::Networks, "AddressMask"), ["255.255.255.0", "null", "-"]);
    assert_eq!(reasons(&capture), ["line 5: Ipv4Addresses is cut by the console: it counts as unknown"]);
}

#[test]
fn a_prompt_a_table_the_output_of_another_command_and_a_list() {
    let capture = text(
        "session.txt",
        r#"
PS C:\> Get-ClusterNetwork

Name           State Metric             Role
----           ----- ------             ----
Management        Up  70000 ClusterAndClient
SMB1              Up  20400          Cluster

PS C:\> Get-NetAdapter | ft Name, Role, Status
Name Role Status
---- ---- ------
SMB1 none Up

PS C:\> Get-ClusterNode

Name  State Type
----  ----- ----
HV11  Up    Node
HV12  Down  Node

PS C:\> Get-ClusterNetworkInterface |
>> Format-List *

Adapter       : Remote NDIS Compatible Device #2
AdapterId     : 0D5AF6A5-1E1F-4A2C-9B6C-1B4F0D3C2A11
Address       : 10.0.1.11
Cluster       : S2D1
Description   :
DhcpEnabled   : 1
Id            : 11112222-aef4-4815-8567-cd7bd15ebc1e
Ipv4Addresses : {10.0.1.11, 10.0.1.12, 10.0.1.13,
                10.0.1.14}
Ipv6Addresses : {fde1:53ba:e9a0:de11::1, fde1::2, fde1::3, fde1::4...}
Name          : HV11 - SMB1
Network       : SMB1
Node          : HV11
State         : Unreachable

[HV11]: PS C:\> Get-ClusterResourceType "Virtual Machine" | Get-ClusterParameter

Object          Name                     Value                                Type
------          ----                     -----                                ----
Virtual Machine MigrationExcludeNetworks                                      String
Virtual Machine MigrationNetworkOrder    8674967e-aef4-4815-8567-cd7bd15ebc1e String

PS C:\> Get-ClusterSharedVolume

Name    State  Node
----    -----  ----
Volume1 Online HV11

PS C:\> Get-ClusterSharedVolumeState | ft VolumeFriendlyName, Node, StateInfo, BlockRedirectedIOReason, FileSystemRedirectedIOReason

VolumeFriendlyName Node            StateInfo BlockRedirectedIOReason FileSystemRedirectedIOReason
------------------ ----            --------- ----------------------- ----------------------------
Volume1            HV11      BlockRedirected      NoDiskConnectivity      NotFileSystemRedirected
Volume1            HV12 FileSystemRedirected      NotBlockRedirected  UserRequest, FileSystemReFs
"#,
    )
    .unwrap();
    assert_eq!(column(&capture, Section::Networks, "Name"), ["Management", "SMB1"]);
    assert_eq!(column(&capture, Section::Nodes, "State"), ["Up", "Down"]);
    assert_eq!(column(&capture, Section::Interfaces, "Adapter"), ["Remote NDIS Compatible Device #2"]);
    assert_eq!(
        column(&capture, Section::Interfaces, "Ipv4Addresses"),
        ["[\"10.0.1.11\",\"10.0.1.12\",\"10.0.1.13\",\"10.0.1.14\"]"]
    );
    assert_eq!(column(&capture, Section::Interfaces, "Ipv6Addresses"), ["-"]);
    assert_eq!(
        column(&capture, Section::VmResourceTypeParameters, "Value"),
        ["null", "8674967e-aef4-4815-8567-cd7bd15ebc1e"]
    );
    assert_eq!(column(&capture, Section::SharedVolumes, "OwnerNode"), ["HV11"]);
    assert_eq!(
        column(&capture, Section::SharedVolumeStates, "FileSystemRedirectedIOReason"),
        ["NotFileSystemRedirected", "UserRequest, FileSystemReFs"]
    );
    assert_eq!(
        reasons(&capture),
        [
            "line 33: Ipv6Addresses is cut by the console: it counts as unknown",
            "not read from this file: 1 x row of a table of Name, Role, Status"
        ]
    );
    let [_, resolved, _] = answers(&capture);
    assert_eq!(resolved["cluster"], "S2D1");
}

const OLD: &str = "Name                State\n----                -----\nCluster Network 1   Up\n";

#[test]
fn a_table_of_an_older_module_is_answered_with_what_it_misses() {
    let bare = text("old.txt", format!("Get-ClusterNetwork\n\n{OLD}")).unwrap();
    let prompted = text("old.txt", format!("PS C:\\> Get-ClusterNetwork\n\n{OLD}")).unwrap();
    let partitioned = text("old.txt", OLD.replace("Up", "Partitioned")).unwrap();
    for capture in [bare, prompted, partitioned] {
        let [measured, _, recommended] = answers(&capture);
        assert_eq!(measured["networks"][0]["verdict"], "unknown");
        let rules: Vec<_> =
            recommended["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
        assert!(rules.contains(&"CR003") && rules.contains(&"CR004"), "{rules:?}");
    }
    // Nodes print the same table.
    assert_eq!(
        refused("old.txt", OLD),
        "line 1: a table of Name and State may be of networks or of nodes, and misses Role and Metric: \
         expected what 'Get-ClusterNetwork | Format-List *' prints"
    );
}

#[test]
fn half_a_table_is_no_table() {
    let table = |rows: &str| format!("Name    State Metric Role\n----    ----- ------ ----\n{rows}");
    assert_eq!(
        refused("half.txt", &table("Storage    Up  20400    1\nA\n")),
        "line 4: expected a row in one line, found one wrapped over several: the table is not read"
    );
    let interfaces = "Name    Node Network State\n----    ---- ------- -----\nN1 - A  N1   Stor...    Up\n";
    assert_eq!(
        refused("half.txt", interfaces),
        "line 3: expected the Network of every object of interfaces, found it cut: none of this output is read"
    );
}

#[test]
fn a_command_is_no_header_of_a_csv_file() {
    let table = "Name State Role\n---- ----- ----\nA       Up    1\n";
    for command in ["PS C:\\> ", "", "[HV11]: PS C:\\> "]
        .map(|prompt| format!("{prompt}Get-ClusterNetwork | ft Name,State,Role"))
    {
        let capture = text("command.txt", format!("{command}\n\n{table}")).unwrap();
        assert_eq!(column(&capture, Section::Networks, "Role"), ["1"], "{command}");
    }
}

/// Settings of a host that name no computer once came to no section of a capture, and the reader panicked.
#[test]
fn a_list_of_a_host_alone_is_of_the_host_that_it_names() {
    let list = "\nName                                     : B1\n\
                VirtualMachineMigrationPerformanceOption : SMB\n\
                UseAnyNetworkForMigration                : False\n\
                MaximumVirtualMachineMigrations          : 2\n";
    let capture = text("host.txt", list).unwrap();
    assert_eq!(column(&capture, Section::Hosts, "Node"), ["B1"]);
    assert!(column(&capture, Section::Hosts, "vm_host")[0].contains("SMB"));
    let nameless = list.replace("Name                                     : B1\n", "");
    assert!(
        refused("host.txt", &nameless).contains("1 x object of Get-VMHost that does not say its computer")
    );
}

#[test]
fn what_is_said_of_a_hostile_text_stays_short() {
    let tables: String = (0..500).map(|n| format!("Name C{n:03}\n---- ----\nA    x\n\n")).collect();
    assert!(refused("hostile.txt", &tables).contains(", 490 x other object: "));
    let crooked = "Name State\n---- -----\n  A   b   c  \n\n".repeat(500);
    assert!(refused("hostile.txt", &crooked).ends_with("; 490 more outputs cannot be read"));
    let endless: String = (0..3000).map(|n| format!("P{n:04} : x\n")).collect();
    assert!(refused("hostile.txt", &endless).contains("3 x record of no known properties: "));
}

#[test]
fn other_text_is_refused() {
    let other = "expected CliXml, JSON, CSV or console output of a cluster, found other text: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks";
    for content in ["Dear admin,\n\nthe cluster is fine.\n", "Name State", "PS C:\\> Get-ClusterNetwork\n"] {
        assert_eq!(refused("other.txt", content), other, "{content}");
    }
    assert_eq!(
        refused("other.txt", "Name OwnerNode State\n---- --------- -----\nVM1  HV11      Online\n"),
        "holds nothing of a cluster that is read, but 1 x row of a table of Name, OwnerNode, State: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks"
    );
}
