//! What is said of a file that is not read: what it is, as far as can be seen, and what brings what is needed.

use super::{folder, refused};
use clusterroute::api::measure;
use serde_json::json;

const COMMAND: &str = "'Get-ClusterNetwork | Export-Clixml networks.xml' on a node brings its networks";

#[test]
fn a_refusal_says_what_the_file_is() {
    for (file, text, what) in [
        (
            "events.txt",
            "Log Name:      System\nSource:        Microsoft-Windows-FailoverClustering\nEvent ID:      1129\nLevel:         Warning\nDescription:\nCluster network 'SMB' is partitioned.\n",
            "found events of the event viewer (1129, which name the network and the node)",
        ),
        (
            "winevent.txt",
            "TimeCreated  : 1/1/2026 9:00:00 AM\nProviderName : X\nId           : 5120\nMessage      : Volume paused\n",
            "found events of the event viewer (5120)",
        ),
        (
            "log.txt",
            "09:00:01.120 INFO  [IM] got event: LocalEndpoint 10.1.1.1:~3343~ has missed two heartbeats\n09:00:08.431 WARN  [NETFTAPI] Marking Route as down\n",
            "found lines of a cluster log without the objects at its start: the whole log of Get-ClusterLog has them",
        ),
        (
            "plugin.txt",
            "[CRITICAL] Check package \"Volumes\"\n\\_ [OK] Vol 1 State: Online\n",
            "found the output of a monitoring plug-in",
        ),
        ("nagios.txt", "WARNING - 1 of 4 networks down\n", "found the output of a monitoring plug-in"),
        (
            "other.csv",
            "\"FriendlyName\",\"HealthStatus\",\"OperationalStatus\"\n\"Pool\",\"Healthy\",\"OK\"\n",
            "found a table of other objects, with the columns FriendlyName, HealthStatus, OperationalStatus",
        ),
        (
            "app.log.txt",
            "[2026-01-01 09:00] INFO started\n[2026-01-01 09:01] ERROR failed\n",
            "found lines of a log",
        ),
        ("other.txt", "<12>Jan 1 host app: x\n", "found other text"),
        (
            "groups.txt",
            "Name OwnerNode State\n---- --------- -----\nVM1  H1        Online\n",
            "1 x row of a table of Name, OwnerNode, State",
        ),
        (
            "keys.reg",
            "Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\Software]\n\"a\"=\"b\"\n",
            "found a registry export of others",
        ),
    ] {
        let said = refused("refusals", file, text);
        assert!(said.contains(what), "{file}: {said}");
        assert!(said.contains(COMMAND) || said.contains("'reg export"), "{file}: {said}");
        assert!(!said.contains("JSON:") && !said.contains("<Objs>"), "{file}: {said}");
    }
}

#[test]
fn what_has_no_networks_is_named_by_its_file() {
    let path = folder("nodes", &[("nodes.txt", "Name State Type\n---- ----- ----\nH1      Up Node\n")]);
    let answer =
        super::answers(measure::ask, &json!({"schema": 2, "input": {"paths": [path.join("nodes.txt")]}}));
    let error = &answer["errors"][0];
    assert!(error["path"].as_str().unwrap().ends_with("nodes.txt"), "{error}");
    assert!(error["message"].as_str().unwrap().contains("Get-ClusterNetwork | Export-Clixml"), "{error}");
}

#[test]
fn a_folder_in_which_nothing_is_read_names_its_files() {
    let path =
        folder("nothing", &[("a.txt", "OK - all fine\n"), ("b.csv", "Pool,State\nP1,OK\n"), ("c.png", "x")]);
    let answer = super::answers(measure::ask, &json!({"schema": 2, "input": {"paths": [path]}}));
    let said = answer["errors"][0]["message"].as_str().unwrap();
    for part in
        ["a.txt: expected", "monitoring plug-in", "b.csv: expected", "columns Pool, State", "c.png: no text"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn states_of_volumes_alone_tell_what_they_tell() {
    let text = "PS C:\\> Get-ClusterSharedVolumeState | ft Name, Node, StateInfo\n\nName Node StateInfo\n---- ---- ---------\n\
                CSV1 HV1  Direct\nCSV1 HV2  FileSystemRedirected\nCSV2 HV1  Direct\n";
    let error = refused("states-alone", "states.txt", text);
    assert!(error.contains("'Get-ClusterNetwork | Export-Clixml networks.xml' brings them"), "{error}");
    let told = "; the states of the volumes tell: CSV1 is FileSystemRedirected on HV2; CSV1 is Direct on HV1; CSV2 is \
                Direct on HV1";
    assert!(error.ends_with(told), "{error}");
}
