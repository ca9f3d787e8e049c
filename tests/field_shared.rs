//! What people really hand over, as `cases/field` of the folder `shared` has it: a folder for each kind, with what the
//! answer must say. The project's own texts of the same kinds are in `tests/field`.

mod support;

use libtest_mimic::{Completion, Failed, Trial};
use serde_json::{Value, json};
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clusterroute::api::{self, Reply};

/// What must be said of the files of a kind.
#[derive(Default)]
struct Case {
    kind: &'static str,
    /// The file; nothing for the folder.
    file: &'static str,
    /// Name, role, metric and verdict of every network.
    networks: &'static [&'static str],
    /// The ways of a kind of traffic, those in use and those that wait.
    csv: &'static [&'static str],
    migration: &'static [&'static str],
    cluster: &'static [&'static str],
    /// What must stand in the answers or the errors, and what must not.
    says: &'static [&'static str],
    never: &'static [&'static str],
}

const fn case(kind: &'static str, file: &'static str) -> Case {
    let none: &'static [&'static str] = &[];
    Case { kind, file, networks: none, csv: none, migration: none, cluster: none, says: none, never: none }
}

const KB: &[&str] = &[
    "Heartbeat Cluster cluster 1000 unknown",
    "Host Access Cluster cluster_and_client 10000 unknown",
    "iSCSI Storage Network none 10100 unknown",
];

const FRONT_BACK: &[&str] = &["Back cluster 30240 automatic", "Front cluster_and_client 70240 automatic"];

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { networks: FRONT_BACK, says: &["CR108"], never: &["AutoMetric is not in the capture"], ..case("agent-json-lines", "agent.txt") },
    Case { networks: FRONT_BACK, says: &["CR108"], ..case("agent-json-lines", "lines.json") },
    Case { networks: &["Office cluster_and_client 100 manual", "Store cluster 20400 automatic"], cluster: &["Office, then Store"], csv: &["Store, then Office"], says: &["line 5", "the later output counts"], ..case("before-after", "paste.txt") },
    Case { networks: &["Blue cluster 20400 automatic", "Front cluster_and_client 70240 automatic"], says: &["RDMA is off on vEthernet (Blue) of Z2 and on for Z1, though the metric 20400 of Blue says RDMA"], ..case("cim-csv-export", "") },
    Case { networks: &["Cluster Network 1 cluster_and_client 10000 automatic", "Cluster Network 2 cluster 1000 automatic"], ..case("cluster-exe-prop", "clusterexe.txt") },
    Case { csv: &["Store + Office, then "], never: &["record of no known properties"], ..case("cluster-subset", "paste.txt") },
    Case { networks: &["CSV cluster 30240 automatic", "LAN cluster_and_client 70384 automatic"], ..case("convertto-html", "html.html") },
    Case { migration: &["Move, then Store"], says: &["was cut by the console", "Format-List"], never: &["MigrationExcludeNetworks is not captured"], ..case("cut-list", "paste.txt") },
    Case { csv: &["S1 + S2, then Front"], says: &["VirtualMachineMigrationPerformanceOption\":\"SMB\""], ..case("default-tables", "") },
    Case { networks: &["Back A cluster 30240 automatic", "Back B cluster 30241 automatic", "Front cluster_and_client 70384 automatic"], says: &["\"shared_volumes\":1"], ..case("fence-and-prose", "issue.md") },
    Case { networks: &["Back A cluster 30240 automatic", "Front cluster_and_client 70384 automatic"], says: &["line 5: no row of the table above"], ..case("fence-and-prose", "mail.txt") },
    Case { networks: &["Inside ? ? unknown", "Outside ? ? unknown"], says: &["CR109", "CR101", "Get-ClusterNetwork"], ..case("interfaces-first", "ifs.txt") },
    Case { networks: &["Inside ? ? unknown", "Outside ? ? unknown"], says: &["CR109", "CR101"], ..case("interfaces-first", "only.txt") },
    Case { networks: &["Office cluster_and_client 70240 unknown", "Store cluster 30240 unknown"], says: &["2 x "], ..case("ise-block", "paste.txt") },
    Case { networks: KB, says: &["2008R2"], ..case("markdown-quoted", "md-quoted.md") },
    Case { networks: KB, says: &["2008R2"], ..case("markdown-table", "md.txt") },
    Case { networks: &["Cluster Network 1 cluster_and_client 70240 unknown", "Cluster Network 2 cluster 39984 unknown"], says: &["the only column that it can be of", "partitioned"], ..case("misaligned", "default.txt") },
    Case { says: &["SMB uses 10.71.1.1 to 10.71.1.2 (unknown node), 10.71.2.1 to 10.71.2.2 (unknown node) for shared volumes now", "Get-ClusterNetwork"], never: &["get-smbmultichannelconnection"], ..case("multichannel-console", "mc.txt") },
    Case { networks: &["CSV cluster 30240 unknown", "LAN cluster_and_client 70384 unknown"], ..case("nbsp-escaped", "escaped.txt") },
    Case { networks: &["Cluster Network 1 cluster_and_client 70384 unknown", "Cluster Network 2 cluster 30240 unknown"], ..case("no-dash-line", "page.txt") },
    Case { networks: &["Back cluster 30240 automatic", "Front cluster_and_client 70384 automatic"], ..case("no-dash-line", "wmic.txt") },
    Case { networks: &["CSV cluster 1000 automatic", "LAN cluster_and_client 10000 automatic", "LM cluster 1100 automatic"], csv: &["CSV, then LM + LAN"], migration: &["LM, then LAN + CSV"], says: &["roles_by_metric"], ..case("no-role-column", "ps2.txt") },
    Case { says: &["events of the event viewer (1127", "Get-ClusterNetwork"], never: &["found other text"], ..case("refusals", "events.txt") },
    Case { says: &["lines of a cluster log without", "Get-ClusterLog"], never: &["found other text"], ..case("refusals", "log-lines.txt") },
    Case { says: &["with the columns FriendlyName, HealthStatus, OperationalStatus"], never: &["found other text"], ..case("refusals", "other.csv") },
    Case { says: &["monitoring plug-in"], never: &["well-formed JSON"], ..case("refusals", "plugin.txt") },
    Case { says: &["events.txt: expected", "plugin.txt: expected", "other.csv: expected", "log-lines.txt: expected"], ..case("refusals", "") },
    Case { networks: &["CSV cluster 30240 automatic", "LAN cluster_and_client 70368 automatic"], ..case("registry-export", "reg.reg") },
    Case { networks: &["Blue cluster 20400 automatic", "Front cluster_and_client 70384 automatic", "Green cluster 39600 automatic"], says: &["Green offers neither RSS nor RDMA at 25 Gbit/s, so SMB does not use it beside Blue", "\"unknown node\""], ..case("smb-client-console", "smb.txt") },
    Case { csv: &["storage(Storage_V... + storage(Storage_V... (2), then mgmt(Management)"], says: &["names are cut by the console", "Format-List"], ..case("truncated-names", "trunc2.txt") },
];

fn main() -> ExitCode {
    let shared = env::var_os("CLUSTERROUTE_SHARED").map(|shared| PathBuf::from(shared).join("cases/field"));
    let trials = CASES.iter().map(|case| {
        let shared = shared.clone();
        Trial::ignorable_test(format!("{} {}", case.kind, case.file), move || match shared {
            None => Ok(Completion::ignored_with("CLUSTERROUTE_SHARED names no folder")),
            Some(shared) => run(case, &shared.join(case.kind)).map(|()| Completion::Completed),
        })
    });
    let all_kinds = Trial::ignorable_test("every kind is among them", {
        let shared = shared.clone();
        move || match shared {
            None => Ok(Completion::ignored_with("CLUSTERROUTE_SHARED names no folder")),
            Some(shared) => kinds(&shared).map(|()| Completion::Completed),
        }
    });
    support::suite(trials.chain([all_kinds]).collect())
}

fn kinds(shared: &Path) -> Result<(), Failed> {
    for entry in std::fs::read_dir(shared)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !CASES.iter().any(|case| case.kind == name) {
            return Err(format!("nothing is said of {name}").into());
        }
    }
    Ok(())
}

fn run(case: &Case, folder: &Path) -> Result<(), Failed> {
    let path = if case.file.is_empty() { folder.to_owned() } else { folder.join(case.file) };
    let asked = |question: fn(&[u8]) -> Reply| -> Result<Value, Failed> {
        let request = json!({"schema": 2, "input": {"paths": [path]}});
        Ok(serde_json::from_slice(&question(request.to_string().as_bytes()).json)?)
    };
    let (measured, resolved) = (asked(api::measure::ask)?, asked(api::resolve::ask)?);
    let others = [asked(api::recommend::ask)?, asked(api::read_capture::ask)?];
    let said = format!("{measured}{resolved}{}{}", others[0], others[1]);
    let check = |what: &str, found: Vec<String>, expected: &[&str]| -> Result<(), Failed> {
        match expected.is_empty() || found == expected {
            true => Ok(()),
            false => {
                Err(format!("{what}: expected {expected:?}, found {found:?}: {}", measured["errors"]).into())
            }
        }
    };
    check("networks", networks(&measured), case.networks)?;
    check("csv", ways(&resolved, "csv"), case.csv)?;
    check("live migration", ways(&resolved, "live_migration"), case.migration)?;
    check("cluster", ways(&resolved, "cluster"), case.cluster)?;
    for part in case.says {
        if !said.contains(part) {
            return Err(format!("expected {part:?} in {said}").into());
        }
    }
    for part in case.never {
        if said.contains(part) {
            return Err(format!("expected no {part:?} in {said}").into());
        }
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn networks(measured: &Value) -> Vec<String> {
    let shown = |network: &Value| {
        let word = |key: &str| network[key].as_str().unwrap_or("?").to_owned();
        let metric = network["metric"].as_u64().map_or("?".to_owned(), |metric| metric.to_string());
        format!("{} {} {metric} {}", word("name"), word("role"), word("verdict"))
    };
    let mut all: Vec<String> = list(&measured["answers"][0]["networks"]).iter().map(shown).collect();
    all.sort_unstable_by_key(|network| network.to_lowercase());
    all
}

fn ways(resolved: &Value, traffic: &str) -> Vec<String> {
    let names = |networks: &Value| {
        let names: Vec<&str> = list(networks).iter().filter_map(|one| one["name"].as_str()).collect();
        names.join(" + ")
    };
    let routes = list(&resolved["answers"][0]["routes"]).iter();
    let of = routes.filter(|route| route["traffic"] == traffic && route["local"] != true);
    let mut ways: Vec<String> = of
        .map(|route| format!("{}, then {}", names(&route["networks"]), names(&route["failover"])))
        .collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}
