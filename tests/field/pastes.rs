//! Pastes of a whole session: what is printed again, of which cluster it is, and what its commands say.

use super::{asked, networks, notes, of, only, ways};
use clusterroute::api::{measure, read_capture, resolve};
use serde_json::json;

const HEAD: &str = "Name   Role Metric AutoMetric\n----   ---- ------ ----------\n";

fn session(first: &str, between: &str, second: &str) -> String {
    format!(
        "PS C:\\> Get-ClusterNetwork | ft Name,Role,Metric,AutoMetric\n\n{HEAD}{first}\n\nPS C:\\> {between}\n\n\
         PS C:\\> Get-ClusterNetwork | ft Name,Role,Metric,AutoMetric\n\n{HEAD}{second}\n\n"
    )
}

#[test]
fn the_output_after_a_change_counts() {
    let before = "LAN       3  70384       True\nSMB       1  30240       True";
    let after = "LAN       3    500      False\nSMB       1  30240       True";
    let text = session(before, "(Get-ClusterNetwork LAN).Metric = 500", after);
    let measured = of(measure::ask, "after", &text);
    assert_eq!(networks(&measured), ["LAN cluster_and_client 500 manual", "SMB cluster 30240 automatic"]);
    let said = "line 5: what is printed here of networks is left out: line 14 shows the same again, and the later \
                output counts";
    let resolved = of(resolve::ask, "after", &text);
    for answer in [&measured, &resolved] {
        assert!(notes(answer).contains(said), "{}", notes(answer));
    }
    assert_eq!(ways(&resolved, "cluster"), ["LAN, then SMB: assumed"]);
    assert_eq!(ways(&resolved, "csv"), ["SMB, then LAN: assumed"]);
}

#[test]
fn an_old_value_and_a_new_one_are_no_state_that_ever_was() {
    let text = "PS C:\\> Get-ClusterNetwork | ft Name,Role,Metric\n\nName Role Metric\n---- ---- ------\nLAN     3  70384\n\
         SMB     1  30240\n\nPS C:\\> $n = Get-ClusterNetwork LAN; $n.Metric = 500\n\n\
         PS C:\\> Get-ClusterNetwork | ft Name,Role,AutoMetric\n\nName Role AutoMetric\n---- ---- ----------\n\
         LAN     3      False\nSMB     1       True\n";
    let measured = of(measure::ask, "joined", text);
    // The new output does not tell the metric, and the old one is no longer so.
    assert_eq!(networks(&measured), ["LAN cluster_and_client ? unknown", "SMB cluster ? unknown"]);
}

#[test]
fn what_is_printed_twice_without_a_change_is_joined() {
    let text = "PS C:\\> Get-ClusterNetwork | ft Name,Role,Metric\n\nName Role Metric\n---- ---- ------\n\
                LAN     3  70384\nSMB     1  30240\n\nPS C:\\> Get-ClusterNetwork | ft Name,AutoMetric,Metric\n\n\
                Name AutoMetric Metric\n---- ---------- ------\nLAN        True  70384\nSMB        True  30240\n";
    let measured = of(measure::ask, "twice", text);
    assert_eq!(
        networks(&measured),
        ["LAN cluster_and_client 70384 automatic", "SMB cluster 30240 automatic"]
    );
    assert_eq!(notes(&measured), "");
}

#[test]
fn one_network_that_is_printed_again_costs_the_others_nothing() {
    let text = format!(
        "PS C:\\> Get-ClusterNetwork | ft Name,Role,Metric,AutoMetric\n\n{HEAD}LAN       3  70384       True\n\
         SMB       1  30240       True\n\nPS C:\\> Get-ClusterNetwork LAN | ft Name,Role,Metric,AutoMetric\n\n{HEAD}\
         LAN       1    500      False\n"
    );
    let measured = of(measure::ask, "narrow", &text);
    assert_eq!(networks(&measured), ["LAN cluster 500 manual", "SMB cluster 30240 automatic"]);
    assert!(notes(&measured).contains("what is printed here of LAN is left out"), "{}", notes(&measured));
}

#[test]
fn files_that_disagree_stay_a_contradiction() {
    let table =
        |metric: &str| format!("{HEAD}LAN       3  {metric}       True\nSMB       1  30240       True\n");
    let files = [("1.txt", &*table("70384")), ("2.txt", &*table("70240"))];
    let answer = only(&asked(clusterroute::api::recommend::ask, "disagree", &files, &json!({})));
    let rules: Vec<_> = answer["findings"].as_array().unwrap().iter().map(|found| &found["rule"]).collect();
    assert!(rules.contains(&&json!("CR008")), "{rules:?}");
}

/// Two clusters with networks of the same names, told apart in every way that a paste has.
#[test]
fn two_clusters_of_one_paste_are_two() {
    let table =
        |metric: &str| format!("{HEAD}LAN       3  {metric}       True\nSMB       1  30240       True\n\n");
    let session = |prompts: [&str; 2]| {
        let [first, second] = prompts;
        format!("{first}\n\n{}{second}\n\n{}", table("70384"), table("70240"))
    };
    for (name, prompts) in [
        (
            "by cluster",
            ["PS C:\\> Get-ClusterNetwork -Cluster A1", "PS C:\\> Get-ClusterNetwork -Cluster B1"],
        ),
        ("local and by cluster", ["PS C:\\> Get-ClusterNetwork", "PS C:\\> Get-ClusterNetwork -Cluster B1"]),
        ("by prompt", ["[A01]: PS C:\\> Get-ClusterNetwork", "[B01]: PS C:\\> Get-ClusterNetwork"]),
        ("local and by prompt", ["PS C:\\> Get-ClusterNetwork", "[B01]: PS C:\\> Get-ClusterNetwork"]),
    ] {
        let answer = asked(measure::ask, name, &[("paste.txt", &session(prompts))], &json!({}));
        let entries = answer["answers"].as_array().unwrap();
        let found: Vec<_> = entries.iter().map(|entry| networks(entry).join(", ")).collect();
        assert_eq!(found.len(), 2, "{name}: {answer:#}");
        assert!(found[0].contains("LAN cluster_and_client 70384"), "{name}: {found:?}");
        assert!(found[1].contains("LAN cluster_and_client 70240"), "{name}: {found:?}");
    }
    let remoted = "Name Role Metric AutoMetric PSComputerName\n---- ---- ------ ---------- --------------\n\
                   LAN     3  70384       True A01\nSMB     1  30240       True A01\n\
                   LAN     3  70240       True B01\nSMB     1  30240       True B01\n";
    let answer = asked(measure::ask, "remoted", &[("paste.txt", remoted)], &json!({}));
    assert_eq!(answer["answers"].as_array().unwrap().len(), 2, "{answer:#}");
}

#[test]
fn two_nodes_of_one_cluster_are_one() {
    let table = format!("{HEAD}LAN       3  70384       True\nSMB       1  30240       True\n\n");
    let text = format!(
        "[N1]: PS C:\\> Get-ClusterNetwork\n\n{table}[N2]: PS C:\\> Get-ClusterNetwork\n\n{table}\
         [N2]: PS C:\\> Get-VMHost | fl Virtual*Option\n\nVirtualMachineMigrationPerformanceOption : SMB\n"
    );
    let measured = of(measure::ask, "nodes", &text);
    assert_eq!(networks(&measured).len(), 2);
    let capture = of(read_capture::ask, "nodes", &text);
    assert_eq!(capture["capture"]["hosts"][0]["Node"], "N2", "{capture:#}");
}

#[test]
fn networks_of_nobody_knows_which_clusters_are_refused() {
    let text = format!(
        "First:\n\n{HEAD}LAN       3  70384       True\nSMB       1  30240       True\n\nSecond:\n\n{HEAD}\
         Front     3  70384       True\nBack      1  30240       True\n\n"
    );
    let said = super::refused("whose", "paste.txt", &text);
    assert!(said.contains("line 12: these are other networks than those of line 5"), "{said}");
}

#[test]
fn a_block_of_commands_is_no_title_of_the_first_table() {
    let text = "PS C:\\> Get-NetAdapter | select Name,LinkSpeed\nGet-ClusterNetwork\n\nName  LinkSpeed\n----  ---------\n\
                Port1 10 Gbps\nPort2 10 Gbps\n\n\nName State Metric             Role\n---- ----- ------             ----\n\
                LAN     Up  70384 ClusterAndClient\nSMB     Up  30240          Cluster\n";
    let measured = of(measure::ask, "block", text);
    assert_eq!(networks(&measured), ["LAN cluster_and_client 70384 unknown", "SMB cluster 30240 unknown"]);
    assert!(notes(&measured).contains("2 x "), "{}", notes(&measured));
}

#[test]
fn settings_of_the_cluster_need_not_name_it() {
    let networks = format!(
        "PS C:\\> Get-ClusterNetwork\n\n{HEAD}LAN       3  70240       True\nSMB       1  30240       True\n\n"
    );
    let allowed =
        "UseClientAccessNetworksForSharedVolumes : 1\nCrossSubnetThreshold                    : 20\n\n";
    let list = format!("{networks}PS C:\\> Get-Cluster | fl Use*,Cross*\n\n{allowed}");
    let table = format!(
        "{networks}PS C:\\> Get-Cluster | ft Use*,Plumb*\n\nUseClientAccessNetworksForSharedVolumes PlumbAllCrossSubnetRoutes\n\
         --------------------------------------- -------------------------\n\
                                               1                         0\n"
    );
    let bare = format!("{networks}{allowed}");
    let changed = format!(
        "{networks}PS C:\\> Get-Cluster | fl Use*\n\n{}PS C:\\> Get-Cluster | fl Use*\n\n{allowed}",
        allowed.replace(": 1", ": 0")
    );
    for (name, text) in [("list", &list), ("table", &table), ("bare", &bare), ("changed", &changed)] {
        let resolved = of(resolve::ask, name, text);
        assert_eq!(ways(&resolved, "csv"), ["SMB + LAN, then : assumed"], "{name}");
        let is_said = notes(&resolved).contains("the later output counts");
        assert_eq!(is_said, name == "changed", "{name}: {}", notes(&resolved));
    }
}

#[test]
fn a_table_of_names_and_roles_is_of_networks_only_if_the_roles_are() {
    let roles = |roles: [&str; 2]| format!("Name Role\n---- ----\nA    {}\nB    {}\n", roles[0], roles[1]);
    for (name, text) in [
        ("web", roles(["Web", "SQL"])),
        ("numbers", roles(["1   ", "3   "])),
        ("entered", format!("PS C:\\> Get-ClusterNetwork\n\n{}", roles(["Web", "Sql"]))),
    ] {
        let answer = asked(measure::ask, name, &[("paste.txt", &text)], &json!({}));
        assert_eq!(answer["answers"], json!([]), "{name}: {answer:#}");
    }
    let own = of(measure::ask, "own", &roles(["Cluster", "ClusterAndClient"]));
    assert_eq!(networks(&own), ["A cluster ? unknown", "B cluster_and_client ? unknown"]);
}

#[test]
fn a_transcript_tells_the_computer_and_its_windows() {
    let text = format!(
        "**********************\nWindows PowerShell transcript start\nMachine: N1 (Microsoft Windows NT 10.0.20348.0)\n\
         **********************\nPS C:\\> Get-ClusterNetwork\n\n{HEAD}LAN       3  70240       True\n\
         SMB       1  30240       True\n\n"
    );
    let measured = of(measure::ask, "transcript", &text);
    assert_eq!(measured["windows"]["version"], "2022", "{:#}", measured["windows"]);
}

#[test]
fn a_list_that_the_console_has_cut_is_not_empty() {
    let text = "PS C:\\> Get-ClusterResourceType \"Virtual Machine\" | Get-ClusterParameter\n\n\
                Object          Name                     Value                                   Type\n\
                ------          ----                     -----                                   ----\n\
                Virtual Machine MigrationExcludeNetworks 11110000-0000-4000-8000-000000000001... String\n\
                Virtual Machine MigrationNetworkOrder                                            String\n\n\
                PS C:\\> Get-ClusterNetwork | ft Name,Id,Role,Metric\n\n\
                Name   Id                                   Role Metric\n\
                ----   --                                   ---- ------\n\
                LAN    11110000-0000-4000-8000-000000000001    3  70240\n\
                SMB1   22220000-0000-4000-8000-000000000002    1  20400\n\
                SMB2   33330000-0000-4000-8000-000000000003    1  20401\n";
    let resolved = of(resolve::ask, "cut list", text);
    let migration = ways(&resolved, "live_migration");
    assert_eq!(migration, ["SMB2, then SMB1: assumed"]);
    let said = resolved.to_string();
    assert!(said.contains("MigrationExcludeNetworks was cut by the console"), "{said}");
    assert!(!said.contains("MigrationExcludeNetworks is not captured"), "{said}");
    // No advice writes a list of which the end is not known.
    let advice = of(clusterroute::api::recommend::ask, "cut list", text).to_string();
    assert!(!advice.contains("Set-ClusterParameter"), "{advice}");
}

#[test]
fn a_coordinator_that_is_not_known_leaves_the_networks() {
    let text = "Name State Metric             Role\n---- ----- ------             ----\nLAN     Up  70384 ClusterAndClient\n\
                SMB     Up  20400          Cluster\n\nName Node            StateInfo\n---- ----            ---------\n\
                One  H1   FileSystemRedirected\nOne  H2   FileSystemRedirected\n";
    let resolved = of(resolve::ask, "nobody", text);
    assert_eq!(ways(&resolved, "csv"), ["SMB, then LAN: assumed"]);
    assert!(resolved.to_string().contains("coordinator"), "{resolved:#}");
}

#[test]
fn interfaces_name_the_networks() {
    let interfaces = "Name     Node Network   State\n----     ---- -------   -----\nH1 - A   H1   Left         Up\nH2 - A   H2   Left     Failed\n\
                      H1 - B   H1   Right        Up\nH2 - B   H2   Right        Up\n";
    let states = "\n#### networks ####\n\nName  State\n----  -----\nLeft     Up\nRight    Up\n\n#### nodes ####\n\nName State\n---- -----\nH1      Up\nH2      Up\n";
    for (name, text) in [
        ("alone", format!("PS C:\\> Get-ClusterNetworkInterface\n\n{interfaces}")),
        ("with states", format!("#### interfaces ####\n\n{interfaces}{states}")),
    ] {
        let measured = of(measure::ask, name, &text);
        assert_eq!(networks(&measured), ["Left ? ? unknown", "Right ? ? unknown"], "{name}");
        let answer = of(clusterroute::api::recommend::ask, name, &text);
        let said = answer.to_string();
        assert!(said.contains("the interface of H2 on Left is Failed"), "{name}: {answer:#}");
        assert!(said.contains("Right is the only path between H1 and H2"), "{name}: {answer:#}");
    }
}

#[test]
fn automatic_metrics_tell_roles_that_are_not_printed() {
    let text = "Name   Metric AutoMetric\n----   ------ ----------\nLAN     10000       True\nRedir    1000       True\nMove     1100       True\n";
    let measured = of(measure::ask, "roles", text);
    assert_eq!(
        networks(&measured),
        [
            "LAN cluster_and_client 10000 automatic",
            "Move cluster 1100 automatic",
            "Redir cluster 1000 automatic"
        ]
    );
    assert!(measured["assumptions"].to_string().contains("roles_by_metric"), "{measured:#}");
    let resolved = of(resolve::ask, "roles", text);
    assert_eq!(ways(&resolved, "csv"), ["Redir, then Move + LAN: assumed"]);
    assert_eq!(ways(&resolved, "live_migration"), ["Move, then LAN + Redir: assumed"]);
    // What is set by hand tells nothing.
    let by_hand = of(measure::ask, "by hand", &text.replace("1100       True", "1100      False"));
    assert!(networks(&by_hand).contains(&"Move ? 1100 manual".to_owned()), "{by_hand:#}");
}

#[test]
fn what_smb_prints_of_a_computer_without_a_name() {
    let smb = "Interface Index RSS Capable RDMA Capable Speed   IpAddresses             Friendly Name\n\
               --------------- ----------- ------------ -----   -----------             -------------\n\
               7               True        False        1 Gbps  {fe80::1, 10.8.0.1}     LAN\n\
               9               True        True         25 Gbps {10.8.1.1}              vEthernet (SMB1)\n";
    let networks_table = "Name Address  AddressMask   Role Metric AutoMetric\n---- -------  -----------   ---- ------ ----------\n\
                          LAN  10.8.0.0 255.255.255.0    3  70384       True\nSMB1 10.8.1.0 255.255.255.0    1  20400       True\n";
    let text = |prompt: &str| {
        format!(
            "{prompt}PS C:\\> Get-SmbClientNetworkInterface\n\n{smb}\nPS C:\\> Get-ClusterNetwork | ft\n\n{networks_table}"
        )
    };
    for (prompt, node) in [("", "unknown node"), ("[H1]: ", "H1")] {
        let text = text(prompt);
        let measured = of(measure::ask, "smb", &text);
        let predicted: Vec<_> = measured["networks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["predicted"]["metric"].clone())
            .collect();
        assert_eq!(predicted, [json!(20400), json!(70384)], "{prompt}: {measured:#}");
        let capture = of(read_capture::ask, "smb", &text);
        assert_eq!(capture["capture"]["hosts"][0]["Node"], node);
    }
    // Addresses of interfaces tell which node it is.
    let interfaces = "\nPS C:\\> Get-ClusterNetworkInterface | ft Name,Node,Network,Address,State\n\nName       Node Network Address  State\n----       ---- ------- -------  -----\n\
                      H1 - SMB1  H1   SMB1    10.8.1.1    Up\nH2 - SMB1  H2   SMB1    10.8.1.2    Up\n";
    let measured = of(measure::ask, "smb placed", &(text("") + interfaces));
    assert!(!measured.to_string().contains("unknown node"), "{measured:#}");
}
