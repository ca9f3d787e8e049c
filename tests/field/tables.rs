//! Tables as they come out of consoles, pages, mails and wikis.

use super::{asked, networks, notes, of, only, read_as, ways};
use clusterroute::api::{measure, resolve};
use serde_json::json;

const TWO: [&str; 2] = ["LAN cluster_and_client 70384 unknown", "SMB cluster 30240 unknown"];

#[test]
fn default_tables_without_a_prompt() {
    let files = [
        (
            "a.txt",
            "\nName State Metric             Role\n---- ----- ------             ----\nLAN     Up  70384 ClusterAndClient\nSMB1    Up  20400          Cluster\nSMB2    Up  20401          Cluster\n",
        ),
        ("b.txt", "\nName State Type\n---- ----- ----\nH1      Up Node\nH2      Up Node\n"),
        ("c.txt", "\nName State  Node\n---- -----  ----\nOne  Online H2\nTwo  Online H1\n"),
        (
            "d.txt",
            "\nName Node            StateInfo FileSystemRedirectedIOReason BlockRedirectedIOReason\n---- ----            --------- ---------------------------- -----------------------\nOne  H1   FileSystemRedirected               FileSystemReFs      NotBlockRedirected\nTwo  H2   FileSystemRedirected               FileSystemReFs      NotBlockRedirected\n",
        ),
        (
            "e.txt",
            "\n\nName                                     : H1\nVirtualMachineMigrationPerformanceOption : SMB\n\n\n",
        ),
        (
            "f.txt",
            "\nName VirtualMachineMigrationPerformanceOption\n---- ----------------------------------------\nH2                                        SMB\n",
        ),
    ];
    let resolved = only(&asked(resolve::ask, "defaults", &files, &json!({"traffic": ["csv"]})));
    assert_eq!(ways(&resolved, "csv"), ["SMB1 + SMB2, then LAN: assumed"]);
    let owners: Vec<_> = resolved["routes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|route| route["local"] != true)
        .map(|route| {
            format!(
                "{} {} {}",
                route["volume"].as_str().unwrap(),
                route["from"].as_str().unwrap(),
                route["to"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(owners, ["One H1 H2", "Two H2 H1"]);
    assert_eq!(notes(&resolved), "");
}

#[test]
fn groups_and_machines_are_no_volumes() {
    for table in [
        "Name OwnerNode State\n---- --------- -----\nVM1  H1        Online\n",
        "Name State   Node\n---- -----   ----\nVM1  Running H1\n",
    ] {
        let networks = "\nName Metric Role\n---- ------ ----\nLAN   70384    3\n";
        let measured = of(measure::ask, "groups", &format!("{table}{networks}"));
        let sections: Vec<_> = measured["sources"][0]["sections"].as_object().unwrap().keys().collect();
        assert_eq!(sections, ["networks"], "{table}");
    }
}

#[test]
fn a_table_ends_where_its_rows_end() {
    let text = "We see this:\n\n```powershell\nPS C:\\> Get-ClusterNetwork | ft Name,Role,Metric\n\nName Role Metric\n---- ---- ------\nLAN     3  70384\nSMB     1  30240\n```\nand\n~~~\nName  State  Node\n----  -----  ----\nVol 1 Online H1\n~~~\n";
    let measured = of(measure::ask, "fence", text);
    assert_eq!(networks(&measured), TWO);
    assert!(measured["sources"][0]["sections"]["shared_volumes"] == 1, "{measured:#}");
    let text = "Name Role Metric\n---- ---- ------\nLAN     3  70384\nSMB     1  30240\nWhat should we do about SMB here?\nThanks\n";
    let measured = of(measure::ask, "prose", text);
    assert_eq!(networks(&measured), TWO);
    assert!(notes(&measured).contains("line 5: no row of the table above"), "{}", notes(&measured));
}

#[test]
fn tables_of_markdown_quoted_or_not() {
    let plain = "|Name|Metric|Role|\n|:--|--:|:-:|\n|**LAN**|70384|`3`|\n|SMB|30240|1|\n";
    let quoted: String = plain.lines().map(|line| format!("> {line}\n")).collect();
    let wiki = "||Name||Metric||Role||\n|LAN|70384|3|\n|SMB|30240|1|\n";
    let bare = "Name | Metric | Role\n--- | --- | ---\nLAN | 70384 | 3\nSMB | 30240 | 1\n\nWhat now?\n";
    for (name, text) in [("plain", plain), ("quoted", &quoted), ("wiki", wiki), ("bare", bare)] {
        assert_eq!(networks(&of(measure::ask, name, text)), TWO, "{name}");
    }
    let console = "> PS C:\\> Get-ClusterNetwork\n>\n> Name Metric Role\n> ---- ------ ----\n> LAN   70384    3\n> SMB   30240    1\n";
    assert_eq!(networks(&of(measure::ask, "mail", console)), TWO);
}

#[test]
fn columns_that_do_not_stand_under_their_titles() {
    let text = "Name State Metric             Role\n---- ----- ------             ----\nLAN  Up  70384 ClusterAndClient\nSMB Network Partitioned 30240 Cluster\n";
    let measured = of(measure::ask, "crooked", text);
    assert_eq!(networks(&measured), [TWO[0], "SMB Network cluster 30240 unknown"]);
    assert!(
        read_as(&measured).contains("each value was given to the only column that it can be of"),
        "{}",
        read_as(&measured)
    );
    let two = "Name Node Network State\n---- ---- ------- -----\nInterface A N1 Front End Up\n";
    let said = super::refused("two", "x.txt", two);
    assert!(
        said.contains("line 3: the row does not stand under its titles, and can be read in two ways"),
        "{said}"
    );
}

#[test]
fn a_text_that_went_through_a_page() {
    let text =
        "Name&nbsp; Metric Role\n----&nbsp; ------ ----\nLAN&nbsp;&nbsp;&nbsp; 70384 3\nSMB    30240 1\n";
    assert_eq!(networks(&of(measure::ask, "page", text)), TWO);
    let text = "Name\u{a0}\u{a0}\u{a0}Metric Role\n----\u{a0}\u{a0} ------ ----\nLAN\u{a0}\u{a0}\u{a0}  70384    3\nSMB \u{a0}   30240    1\n";
    assert_eq!(networks(&of(measure::ask, "blanks", text)), TWO);
}

#[test]
fn a_table_without_its_dashes() {
    let page = "PS C:\\> get-clusternetwork\n\nName State Metric             Role\n\nLAN     Up  70384 ClusterAndClient\n\nSMB     Up  30240          Cluster\n\n";
    let measured = of(measure::ask, "undashed", page);
    assert_eq!(networks(&measured), TWO);
    assert!(
        read_as(&measured).contains("line 3: a table without a line of dashes"),
        "{}",
        read_as(&measured)
    );
    let wmic = "AutoMetric  Metric  Name  Role  State\nTRUE        70384   LAN   3     3\nTRUE        30240   SMB   1     3\n";
    let expected = ["LAN cluster_and_client 70384 automatic", "SMB cluster 30240 automatic"];
    assert_eq!(networks(&of(measure::ask, "wmic", wmic)), expected);
}

#[test]
fn names_that_the_console_has_cut() {
    let text = "Name              State Metric             Role\n----              ----- ------             ----\nstorage(VLAN_7...    Up  20400          Cluster\nstorage(VLAN_7...    Up  20401          Cluster\nmgmt                 Up  70384 ClusterAndClient\n";
    let resolved = of(resolve::ask, "cut", text);
    assert_eq!(ways(&resolved, "csv"), ["storage(VLAN_7... + storage(VLAN_7... (2), then mgmt: assumed"]);
    assert!(read_as(&resolved).contains("line 3: names are cut by the console"), "{}", read_as(&resolved));
    assert!(read_as(&resolved).contains("Format-List"), "{}", read_as(&resolved));
}

#[test]
fn properties_of_cluster_exe() {
    let text = "C:\\>cluster network /prop\n\nListing properties for all networks:\n\nT  Network   Name         Value\n-- --------- ------------ -----------------\nSR Front End Name         Front End\nSR Front End Address      10.0.0.0\nD  Front End Role         3 (0x3)\nD  Front End Metric       10000 (0x2710)\nD  Front End AutoMetric   1 (0x1)\nD  Back      Role         1 (0x1)\nD  Back      Metric       1000 (0x3e8)\nD  Back      AutoMetric   1 (0x1)\n";
    assert_eq!(
        networks(&of(measure::ask, "clusterexe", text)),
        ["Back cluster 1000 automatic", "Front End cluster_and_client 10000 automatic"]
    );
}

#[test]
fn connections_of_smb_alone() {
    let table = "Server Name Selected Client IP     Server IP     Client Interface Index Server Interface Index\n\
                 ----------- -------- ---------     ---------     ---------------------- ----------------------\n\
                 H2          True     10.8.1.1      10.8.1.2      12                     9\n\
                 H2          False    10.8.2.1      10.8.2.2      14                     10\n";
    let text = |command: &str| format!("[H1]: PS C:\\> Get-SmbMultichannelConnection{command}\n\n{table}");
    let said = super::refused("smb", "smb.txt", &text(" -SmbInstance CSV"));
    assert!(said.ends_with("SMB uses 10.8.1.1 to 10.8.1.2 (H1) for shared volumes now"), "{said}");
    let other = super::refused("smb", "smb.txt", &text(""));
    assert!(other.contains("2 x connection of the SMB instance Default, not of CSV"), "{other}");
}
