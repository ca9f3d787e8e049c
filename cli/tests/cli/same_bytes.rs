//! The program and the C functions give the same bytes.

use super::{CLUSTERS, answer, capture};
use clusterroute::api::{self, Reply};
use serde_json::{Value, json};

/// The request of a cluster, from what the program says its files hold.
fn request(cluster: &str, options: Value) -> Vec<u8> {
    let text = answer(&["capture", "--format", "json", &capture(cluster)]);
    let value: Value = serde_json::from_str(&text).expect("a JSON answer");
    let capture = &value["answers"][0]["capture"];
    serde_json::to_vec(&json!({"schema": 2, "input": {"captures": [capture]}, "options": options}))
        .expect("JSON")
}

fn same(arguments: &[&str], reply: Reply) {
    assert_eq!(reply.failed, None);
    let mut expected = String::from_utf8(reply.json).expect("answers are UTF-8");
    expected.push('\n');
    assert_eq!(answer(arguments), expected, "{arguments:?}");
}

#[test]
fn of_every_question() {
    for cluster in CLUSTERS {
        let path = capture(cluster);
        let plain = request(cluster, json!({}));
        same(&["measure", "--format", "json", &path], api::measure::ask(&plain));
        same(&["resolve", "--format", "json", &path], api::resolve::ask(&plain));
        same(&["recommend", "--format", "json", &path], api::recommend::ask(&plain));
        same(&["plan", "--format", "json", &path], api::plan::ask(&plain));
        same(&["needs", "--format", "json", &path], api::needs::ask(&plain));
    }
    same(&["rules", "--format", "json"], api::rules::ask(br#"{"schema":2}"#));
    same(&["schema", "--format", "json"], api::schema::ask(br#"{"schema":2}"#));
}

#[test]
fn with_options() {
    let path = capture("hyperv-2012r2-san");
    let options = json!({"windows_version": "2019", "without": ["network:Cluster"], "set": ["redirect:*"]});
    let what_if = ["--windows-version", "2019", "--without", "network:Cluster", "--set", "redirect:*", &path];
    let changed = request("hyperv-2012r2-san", options);
    same(&[&["measure", "--format", "json"], &what_if[..]].concat(), api::measure::ask(&changed));
    same(&[&["resolve", "--format", "json"], &what_if[..]].concat(), api::resolve::ask(&changed));
    same(&[&["recommend", "--format", "json"], &what_if[..]].concat(), api::recommend::ask(&changed));

    let redirect = json!({"what": "redirect", "io": ["*/*=40MB/s"], "volume": "CSV1"});
    let arguments =
        ["estimate", "redirect", "--format", "json", "--io", "*/*=40MB/s", "--volume", "CSV1", &path];
    same(&arguments, api::estimate::ask(&request("hyperv-2012r2-san", redirect)));
    let backup = json!({"what": "backup", "node": "HV12", "size": "*=2TB", "rate": "10Gbit/s", "snapshot": "software"});
    let arguments = [
        "estimate", "backup", "--format", "json", "--node", "HV12", "--size", "*=2TB", "--rate", "10Gbit/s",
        &path,
    ];
    same(&arguments, api::estimate::ask(&request("hyperv-2012r2-san", backup)));

    let some = request("hyperv-2012r2-san", json!({"traffic": ["csv", "live_migration"]}));
    let arguments = ["resolve", "--format", "json", "--traffic", "csv", "--traffic", "live_migration", &path];
    same(&arguments, api::resolve::ask(&some));
}

#[test]
fn of_one_cluster_and_of_several_in_one_form() {
    let (first, second) = (capture(CLUSTERS[0]), capture(CLUSTERS[1]));
    let answers = |paths: &[&str]| -> Value {
        let text = answer(&[&["measure", "--format", "json"], paths].concat());
        serde_json::from_str(&text).expect("a JSON answer")
    };
    let both = answers(&[&first, &second]);
    let entries = [answers(&[&first])["answers"][0].take(), answers(&[&second])["answers"][0].take()];
    assert_eq!(both, json!({"schema": 2, "question": "measure", "answers": entries, "errors": []}));
}

#[test]
fn of_files_that_could_not_be_read() {
    let request = br#"{"schema":2,"input":{"paths":["no/such.zip"]}}"#;
    let output = super::run(&["measure", "--format", "json", "no/such.zip"]);
    let mut expected = api::measure::ask(request).json;
    expected.push(b'\n');
    assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&expected));
    assert_eq!(output.status.code(), Some(2));
}
