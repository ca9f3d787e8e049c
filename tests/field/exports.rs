//! Files that commands and tools export.

use super::{Question, answers, asked, networks, notes, only};
use clusterroute::api::{measure, read_capture};
use serde_json::json;
use std::fs;

const TWO: [&str; 2] = ["LAN cluster_and_client 70384 automatic", "SMB cluster 30240 automatic"];

#[test]
fn tables_of_pages() {
    let table = "<table>\n<colgroup><col/><col/></colgroup>\n<tr><th>Name</th><th>Metric</th><th>AutoMetric</th><th>Role</th></tr>\n\
                 <tr><td>LAN</td><td>70384</td><td>True</td><td>ClusterAndClient</td></tr>\n\
                 <tr><td>SMB</td><td>30240</td><td>True</td><td>Cluster</td></tr>\n</table>";
    let list = "<table>\n<tr><td>Name:</td><td>LAN</td></tr><tr><td>Metric:</td><td>70384</td></tr><tr><td>AutoMetric:</td><td>True</td></tr><tr><td>Role:</td><td>3</td></tr>\n<tr><td colspan=2><hr></td></tr>\n\
                <tr><td>Name:</td><td>SMB</td></tr><tr><td>Metric:</td><td>30240</td></tr><tr><td>AutoMetric:</td><td>True</td></tr><tr><td>Role:</td><td>1</td></tr></table>";
    let other =
        "<table><tr><th>FriendlyName</th><th>Health</th></tr><tr><td>Pool</td><td>OK</td></tr></table>";
    for (name, page) in [
        (
            "whole",
            format!("<!DOCTYPE html><html><head><title>x</title></head><body>{other}{table}</body></html>"),
        ),
        ("fragment", table.to_owned()),
        ("list", format!("<html><body>{list}</body></html>")),
    ] {
        let measured = only(&asked(measure::ask, name, &[("page.html", &page)], &json!({})));
        assert_eq!(networks(&measured), TWO, "{name}");
        let is_named = notes(&measured).contains("1 x table of FriendlyName, Health");
        assert_eq!(is_named, name == "whole", "{}", notes(&measured));
    }
}

#[test]
fn one_json_value_a_line() {
    let lines = "{\"Name\":\"LAN\",\"Role\":3,\"State\":3,\"Metric\":70384,\"AutoMetric\":true}\n{\"Name\":\"SMB\",\"Role\":1,\"State\":1,\"Metric\":30240,\"AutoMetric\":true}\n";
    let agent = "<<<wsfc_cluster:sep(0)>>>\n{\"name\":\"C9\",\"domain\":\"x.local\"}\n<<<wsfc_networks>>>\n\
                 {\"name\":\"LAN\",\"role\":\"ClusterAndClient\",\"state\":\"Up\",\"metric\":70384,\"auto_metric\":true}\n\
                 {\"name\":\"SMB\",\"role\":\"Cluster\",\"state\":\"Down\",\"metric\":30240,\"auto_metric\":true}\n";
    for (file, text, cluster) in [("lines.json", lines, json!(null)), ("agent.txt", agent, json!("C9"))] {
        let answer = only(&asked(clusterroute::api::recommend::ask, file, &[(file, text)], &json!({})));
        assert_eq!(answer["cluster"], cluster);
        assert!(answer["findings"].to_string().contains("CR108"), "{answer:#}");
        let measured = only(&asked(measure::ask, file, &[(file, text)], &json!({})));
        assert_eq!(networks(&measured), TWO, "{file}");
    }
}

#[test]
fn a_cluster_that_is_no_more_than_its_name() {
    let text = r#"{"cluster":"C9","networks":[{"name":"LAN","role":3,"metric":70384,"auto_metric":true},{"name":"SMB","role":1,"metric":30240,"auto_metric":true}]}"#;
    let measured = only(&asked(measure::ask, "named", &[("capture.json", text)], &json!({})));
    assert_eq!((networks(&measured), &measured["cluster"]), (TWO.map(str::to_owned).to_vec(), &json!("C9")));
}

#[test]
fn a_registry_export() {
    let text = fs::read_to_string("fuzz/seeds/registry/cluster.reg").unwrap();
    let more = "\n[HKEY_LOCAL_MACHINE\\Cluster\\Networks\\bbbb0000-0000-4000-8000-000000000002]\n\"Name\"=\"LAN\"\n\"Role\"=dword:00000003\n\"Metric\"=dword:000112f0\n\"AutoMetric\"=dword:00000001\n";
    let text = format!("{text}{more}");
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.into_bytes(), utf_16] {
        let path = super::folder("registry", &[]).join("cluster.reg");
        fs::write(&path, bytes).unwrap();
        let answer =
            |question: Question| only(&answers(question, &json!({"schema": 2, "input": {"paths": [&path]}})));
        let measured = answer(measure::ask);
        assert_eq!(networks(&measured), TWO);
        assert_eq!(measured["cluster"], "C1");
        let capture = answer(read_capture::ask);
        assert_eq!(capture["capture"]["interfaces"][0]["Node"], "N1", "{capture:#}");
        let migration = super::ways(&answer(clusterroute::api::resolve::ask), "live_migration");
        assert!(migration.iter().all(|way| way.starts_with("LAN, then :")), "{migration:?}");
    }
}

#[test]
fn csv_of_cim_cmdlets_of_several_hosts() {
    let files = [
        (
            "networks.csv",
            "\"Cluster\",\"Address\",\"AddressMask\",\"AutoMetric\",\"Metric\",\"Name\",\"Role\",\"State\"\n\"C\",\"10.0.0.0\",\"255.255.255.0\",\"True\",\"70384\",\"LAN\",\"ClusterAndClient\",\"Up\"\n\"C\",\"10.0.1.0\",\"255.255.255.0\",\"True\",\"30240\",\"SMB\",\"Cluster\",\"Up\"\n",
        ),
        (
            "rss.csv",
            "\"Name\",\"SystemName\",\"Enabled\",\"NumberOfReceiveQueues\",\"CimClass\"\n\"SMB\",\"H1.x.local\",\"True\",\"8\",\"ROOT/StandardCimv2:MSFT_NetAdapterRssSettingData\"\n\"SMB\",\"H2.x.local\",\"False\",\"8\",\"ROOT/StandardCimv2:MSFT_NetAdapterRssSettingData\"\n",
        ),
        (
            "rdma.csv",
            "\"Name\",\"SystemName\",\"Enabled\",\"CimClass\"\n\"SMB\",\"H1.x.local\",\"True\",\"ROOT/StandardCimv2:MSFT_NetAdapterRdmaSettingData\"\n",
        ),
        (
            "smb.csv",
            "\"SmbInstance\",\"ClientIpAddress\",\"ServerIpAddress\",\"Selected\",\"PSComputerName\"\n\"CSV\",\"10.0.1.1\",\"10.0.1.2\",\"True\",\"H1\"\n\"SBL\",\"10.0.0.1\",\"10.0.0.2\",\"True\",\"H1\"\n\"Default\",\"10.0.0.1\",\"10.0.0.9\",\"True\",\"H1\"\n",
        ),
    ];
    let capture = only(&asked(read_capture::ask, "cim", &files, &json!({})));
    let hosts = capture["capture"]["hosts"].as_array().unwrap();
    let of =
        |node: &str| hosts.iter().find(|host| host["Node"] == node).unwrap_or_else(|| panic!("{capture:#}"));
    assert_eq!(of("H1")["net_adapter_rss"][0]["Enabled"], "True");
    assert_eq!(of("H2")["net_adapter_rss"][0]["Enabled"], "False");
    assert_eq!(of("H1")["net_adapter_rdma"][0]["Name"], "SMB");
    assert_eq!(of("H1")["smb_multichannel_csv"].as_array().unwrap().len(), 1);
    let said = notes(&capture);
    assert!(said.contains("SMB instance SBL") && said.contains("SMB instance Default"), "{said}");
}

#[test]
fn a_spreadsheet_says_what_separates_its_columns() {
    let text = "sep=;\r\nName;Role;Metric;AutoMetric\r\nLAN;3;70384;True\r\nSMB;1;30240;True\r\n";
    let measured = only(&asked(measure::ask, "sep", &[("networks.csv", text)], &json!({})));
    assert_eq!(networks(&measured), TWO);
}

#[test]
fn rdma_that_is_off_on_one_host_is_found() {
    let files = [
        (
            "networks.csv",
            "\"Cluster\",\"Address\",\"AddressMask\",\"AutoMetric\",\"Metric\",\"Name\",\"Role\",\"State\"\n\"C\",\"10.0.0.0\",\"255.255.255.0\",\"True\",\"70384\",\"LAN\",\"ClusterAndClient\",\"Up\"\n\"C\",\"10.0.1.0\",\"255.255.255.0\",\"True\",\"20400\",\"SMB\",\"Cluster\",\"Up\"\n",
        ),
        (
            "interfaces.csv",
            "\"Name\",\"Node\",\"Network\",\"Address\",\"State\"\n\"H1 - vEthernet (SMB)\",\"H1\",\"SMB\",\"10.0.1.1\",\"Up\"\n\"H2 - vEthernet (SMB)\",\"H2\",\"SMB\",\"10.0.1.2\",\"Up\"\n",
        ),
        (
            "rdma.txt",
            "PS C:\\> Get-NetAdapterRdma -CimSession H1 | ft Name,Enabled\n\nName              Enabled\n----              -------\nvEthernet (SMB)      True\n\nPS C:\\> Get-NetAdapterRdma -CimSession H2 | ft Name,Enabled\n\nName              Enabled\n----              -------\nvEthernet (SMB)     False\n",
        ),
    ];
    let answer = only(&asked(clusterroute::api::recommend::ask, "rdma", &files, &json!({}))).to_string();
    let expected =
        "RDMA is off on vEthernet (SMB) of H2 and on for H1, though the metric 20400 of SMB says RDMA";
    assert!(answer.contains(expected), "{answer}");
}

#[test]
fn folders_of_support_collectors() {
    let utf_16 = |text: &str| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let path = super::folder("collector", &[]);
    let rdma = "\nName InterfaceDescription Enabled\n---- -------------------- -------\nSMB  Card                 ENABLED\n";
    for (name, text) in [
        ("H1_get-ClusterNetwork.txt", "\nName State Metric             Role\n---- ----- ------             ----\nLAN     Up  70384 ClusterAndClient\nSMB     Up  30240          Cluster\n".to_owned()),
        ("H1_Get-ClusterNode.txt", "\nName State\n---- -----\nH1      Up\nH2      Up\n".to_owned()),
        ("H1_get-netadapterrdma.txt", rdma.replace("ENABLED", "   True")),
        ("H2_get-netadapterrdma.txt", rdma.replace("ENABLED", "  False")),
    ] {
        fs::write(path.join(name), utf_16(&text)).unwrap();
    }
    let capture = only(&answers(read_capture::ask, &json!({"schema": 2, "input": {"paths": [path]}})));
    assert_eq!(notes(&capture), "");
    let hosts = capture["capture"]["hosts"].as_array().unwrap();
    let enabled: Vec<_> =
        hosts.iter().map(|host| (&host["Node"], &host["net_adapter_rdma"][0]["Enabled"])).collect();
    assert_eq!(enabled, [(&json!("H1"), &json!("True")), (&json!("H2"), &json!("False"))]);
    assert_eq!(capture["counts"]["nodes"], 2);
}

#[test]
fn what_another_file_overrules_is_said_by_every_answer() {
    let table = |metric: &str| {
        format!("Name Role Metric AutoMetric\n---- ---- ------ ----------\nLAN     3  {metric}       True\n")
    };
    let files = [("1.txt", &*table("70384")), ("2.txt", &*table("70240"))];
    for question in
        [measure::ask as Question, clusterroute::api::resolve::ask, clusterroute::api::failures::ask]
    {
        let answer = only(&asked(question, "overruled", &files, &json!({})));
        let said = notes(&answer);
        assert!(
            said.contains("Metric \"70240\" of LAN is overruled: \"70384\" by ")
                && said.contains("1.txt counts"),
            "{said}"
        );
    }
}
