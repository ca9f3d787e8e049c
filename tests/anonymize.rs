//! A capture whose names are replaced gets the answers of the original, and nothing of anybody is left in it: for every
//! capture that these tests have.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::{answers, ask};
use clusterroute::api::{measure, read_capture, recommend, resolve};
use clusterroute::model::telling_words;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Words that names may have in common with what an answer says anyway: its keys and values, and what names are replaced by.
const SAID_ANYWAY: &str = "cluster node domain network volume switch team connection adapter text file test virtual disk \
                           vethernet default unused live machine smb paused";

/// The inputs: every fixture that is a capture, and what `tests/fixtures/rules` asks about.
fn inputs() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut inputs = Vec::new();
    let inside = |folder: &str| {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    for folder in ["captures", "sddc", "cases", "designs", "cluster-log", "report"] {
        for path in inside(&format!("tests/fixtures/{folder}")) {
            if !path.ends_with("cases.json") {
                inputs.push((path.display().to_string(), json!({ "paths": [path] })));
            }
        }
    }
    for sample in inside("samples") {
        inputs.push((sample.display().to_string(), json!({ "paths": [sample] })));
    }
    for rule in inside("tests/fixtures/rules") {
        for file in ["fires.json", "quiet.json"] {
            let request: Value = serde_json::from_slice(&fs::read(rule.join(file)).unwrap()).unwrap();
            inputs.push((rule.join(file).display().to_string(), request["input"].clone()));
        }
    }
    inputs
}

fn read(input: &Value, options: &Value) -> Value {
    answers(read_capture::ask, &json!({"schema": 2, "input": input, "options": options}))
}

/// What texts became, without case; the same text became the same everywhere.
#[derive(Default)]
struct Renamed(BTreeMap<String, String>);

impl Renamed {
    fn learn(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            // What is a name here can be a word there, as the role `Cluster` is.
            (Value::String(old), Value::String(new)) if old == new => {}
            (Value::String(old), Value::String(new)) => {
                let known = self.0.entry(old.trim().to_lowercase()).or_insert_with(|| new.clone());
                assert_eq!(known, new, "{old}");
            }
            (Value::Array(old), Value::Array(new)) => {
                assert_eq!(old.len(), new.len());
                old.iter().zip(new).for_each(|(old, new)| self.learn(old, new));
            }
            (Value::Object(old), Value::Object(new)) => {
                assert!(old.keys().eq(new.keys()));
                old.iter()
                    .filter(|(key, _)| *key != "origin")
                    .for_each(|(key, old)| self.learn(old, &new[key]));
            }
            (old, new) => assert_eq!(old, new),
        }
    }

    fn of(&self, name: &Value) -> String {
        let Some(text) = name.as_str() else { return name.to_string() };
        self.0.get(&text.to_lowercase()).cloned().unwrap_or_else(|| text.to_owned())
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// What the three questions answer, as far as it is not in sentences, with names by `name`.
fn facts(capture: &Value, name: &dyn Fn(&Value) -> String) -> Vec<String> {
    let (none, mut facts) = (json!({}), Vec::new());
    for network in list(&ask(measure::ask, capture, &none)["networks"]) {
        let told = ["role", "state", "metric", "auto_metric", "verdict", "explained", "predicted", "rank"];
        let told: Vec<String> = told.iter().map(|key| network[*key].to_string()).collect();
        facts.push(format!("network {} {}", name(&network["name"]), told.join(" ")));
    }
    for route in list(&ask(resolve::ask, capture, &none)["routes"]) {
        let names = |key: &str| {
            let mut names: Vec<String> =
                list(&route[key]).iter().map(|network| name(&network["name"])).collect();
            // Which of equal networks comes first is a matter of their names.
            names.sort();
            names.join("+")
        };
        let told = [
            "traffic",
            "mode",
            "carries",
            "local",
            "mechanism",
            "routed",
            "determined",
            "certainty",
            "bandwidth_gbps",
        ];
        let told: Vec<String> = told.iter().map(|key| route[*key].to_string()).collect();
        let ends = ["volume", "from", "to"].map(|key| name(&route[key])).join(" ");
        facts.push(format!("route {ends} {} {} {}", told.join(" "), names("networks"), names("failover")));
    }
    let advice = ask(recommend::ask, capture, &none);
    for finding in list(&advice["findings"]) {
        let mut targets: Vec<String> = list(&finding["targets"])
            .iter()
            .map(|target| format!("{} {}", target["kind"], name(&target["name"])))
            .collect();
        targets.sort();
        let told = ["rule", "severity", "certainty"].map(|key| finding[key].to_string()).join(" ");
        facts.push(format!("finding {told} {targets:?} {}", list(&finding["changes"]).len()));
    }
    facts.push(format!("changes {}", list(&advice["changes"]).len()));
    for rule in list(&advice["not_checked"]) {
        facts.push(format!("not checked {} {}", rule["rule"], rule["needs"]));
    }
    facts.sort();
    facts
}

/// The words of a text that can tell whose it is.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| word.chars().count() >= 3 && !word.chars().all(|c| c.is_ascii_digit()))
}

/// The words of a name that rules look for.
fn kept(name: &str) -> Vec<String> {
    telling_words::of(name).into_iter().flat_map(words).collect()
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                found.extend(words(key));
                keys(value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn questions_get_the_same_answers_without_names() {
    let mut compared = 0;
    for (file, input) in inputs() {
        let (old, new) = (read(&input, &json!({})), read(&input, &json!({"anonymize": true})));
        assert_eq!(list(&old["answers"]).len(), list(&new["answers"]).len(), "{file}");
        assert_eq!(list(&old["errors"]).len(), list(&new["errors"]).len(), "{file}");
        let mut renamed = Renamed::default();
        for (old, new) in list(&old["answers"]).iter().zip(list(&new["answers"])) {
            renamed.learn(&old["capture"], &new["capture"]);
            assert_eq!(list(&old["contradictions"]).len(), list(&new["contradictions"]).len(), "{file}");
            let (before, after) = (
                facts(&old["capture"], &|name| renamed.of(name)),
                facts(&new["capture"], &|name| name.as_str().map_or_else(|| name.to_string(), str::to_owned)),
            );
            assert_eq!(before, after, "{file}");
            compared += 1;
        }
    }
    assert!(compared > 150, "{compared}");
}

#[test]
fn nothing_of_anybody_is_left() {
    for (file, input) in inputs() {
        let new = read(&input, &json!({"anonymize": true}));
        let mut anyway = BTreeSet::new();
        keys(&new, &mut anyway);
        anyway.extend(words(SAID_ANYWAY));
        for answer in list(&new["answers"]) {
            anyway.extend(words(&answer["windows"].to_string()));
        }
        let output = new.to_string();
        // Sentences are this library's.
        let mut shown = new.clone();
        for answer in shown["answers"].as_array_mut().unwrap() {
            answer["assumptions"].take();
        }
        let said: BTreeSet<String> = words(&shown.to_string()).collect();
        for (old, new) in list(&read(&input, &json!({}))["answers"]).iter().zip(list(&new["answers"])) {
            let mut renamed = Renamed::default();
            renamed.learn(&old["capture"], &new["capture"]);
            let files = list(&old["sources"])
                .iter()
                .chain(list(&old["not_read"]))
                .filter_map(|one| one["file"].as_str());
            let files: Vec<&str> = files.collect();
            let changed =
                renamed.0.iter().filter(|(old, new)| **old != new.to_lowercase()).map(|(old, _)| old);
            anyway.extend(changed.clone().flat_map(|old| kept(old)));
            let left: Vec<String> = changed
                .filter(|old| old.split('%').next().unwrap_or_default().parse::<IpAddr>().is_err())
                .flat_map(|old| words(old))
                .filter(|word| !anyway.contains(word) && said.contains(word))
                .collect();
            assert_eq!(left, [""; 0], "{file}");
            assert!(files.iter().all(|file| !output.contains(file)), "{file}");
            for old in renamed.0.keys().filter_map(|old| old.parse::<IpAddr>().ok()) {
                let everybodys = match old {
                    IpAddr::V4(ip) => {
                        ip.octets()[0] == 0 || ip.octets()[0] > 223 || ip.is_loopback() || ip.is_link_local()
                    }
                    IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || ip.is_unicast_link_local(),
                };
                assert!(everybodys || !output.contains(&format!("\"{old}\"")), "{file}: {old}");
            }
        }
        // Names of the machine that reads.
        assert!(!output.contains(env!("CARGO_MANIFEST_DIR")), "{file}");
    }
}

#[test]
fn only_names_change_where_there_is_a_name() {
    let row = |name: &str, address: &str| {
        json!({"Name": name, "Role": 1, "Metric": 30240, "Ipv4Addresses": [address], "Ipv4PrefixLengths": ["24"],
               "Id": format!("{{1f1f1f1f-0000-4000-8000-00000000000{}}}", name.len())})
    };
    let input = json!({"captures": [{
        "cluster": {"Name": "CONTOSO-HV.corp.contoso.com"},
        "nodes": [{"Name": "MUC-HV1"}, {"Name": "muc-hv2.corp.contoso.com"}],
        "networks": [row("Storage iSCSI", "10.40.1.0"), row("Unused:Kantine", "10.40.2.0"), row("vLM", "10.41.0.0")],
        "interfaces": [
            {"Name": "MUC-HV1 - vEthernet (Kantine)", "Node": "MUC-HV1", "Network": "Unused:Kantine", "Address": "10.40.2.7",
             "Adapter": "Contoso NIC"},
            {"Name": "muc-hv1 - vEthernet (Default Switch)", "Node": "muc-hv1", "Network": "vLM"}
        ],
        "shared_volumes": [{"Name": "Cluster Virtual Disk (Payroll)", "OwnerNode": "MUC-HV1"}],
        "vm_resource_type_parameters": [{"Name": "MigrationNetworkOrder", "ClusterObject": "Virtual Machine",
            "Value": "{1f1f1f1f-0000-4000-8000-000000000003};Kantine"}]
    }]});
    let answer = read(&input, &json!({"anonymize": true}));
    let capture = &answer["answers"][0]["capture"];
    let at = |section: &str, index: usize, key: &str| {
        capture[section][index][key].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(answer["answers"][0]["cluster"], "cluster-1.domain-1.test");
    assert_eq!(at("nodes", 1, "Name"), "node-2.domain-1.test");
    assert_eq!(at("networks", 0, "Name"), "network-2 iscsi");
    assert_eq!(at("networks", 1, "Name"), "Unused:network-1");
    assert_eq!(at("networks", 2, "Name"), "network-3");
    assert_eq!(at("interfaces", 0, "Name"), "node-1 - vEthernet (network-1)");
    assert_eq!(at("interfaces", 0, "Adapter"), "adapter-1");
    assert_eq!(at("interfaces", 1, "Name"), "node-1 - vEthernet (Default Switch)");
    assert_eq!(at("shared_volumes", 0, "Name"), "Cluster Virtual Disk (volume-1)");
    assert_eq!(
        at("vm_resource_type_parameters", 0, "Value"),
        format!("{};network-1", at("networks", 2, "Id"))
    );
    let subnet = |address: String| address.rsplit_once('.').map(|(subnet, _)| subnet.to_owned());
    assert_eq!(
        subnet(at("interfaces", 0, "Address")),
        subnet(capture["networks"][1]["Ipv4Addresses"][0].as_str().unwrap().to_owned())
    );
    assert!(at("interfaces", 0, "Address").starts_with("10."));
    assert_eq!(read(&input, &json!({"anonymize": true})), answer);
}

#[test]
fn an_error_names_nobody() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/hyperv-2012r2-san");
    let input = json!({"paths": [sample, "no/such/contoso.xml"]});
    let answer = read(&input, &json!({"anonymize": true}));
    assert_eq!(answer["errors"][0]["message"], "no such file or folder");
    assert!(answer["errors"][0]["path"].as_str().unwrap().starts_with("file-"), "{}", answer["errors"]);
    assert!(!answer.to_string().contains("contoso"));
}
