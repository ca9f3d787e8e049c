//! The program and the C functions give the same bytes.

use super::{CLUSTERS, answer, capture};
use clusterroute::api;
use clusterroute::error::Error;
use serde_json::{Value, json};

/// The request of a cluster, from what the program says its files hold.
fn request(cluster: &str, options: Value) -> Vec<u8> {
    let text = answer(&["capture", "--format", "json", &capture(cluster)]);
    let value: Value = serde_json::from_str(&text).expect("a JSON answer");
    let mut capture = value["capture"].clone();
    for section in ["sources", "skipped"] {
        capture[section] = value[section].clone();
    }
    serde_json::to_vec(&json!({"schema": 1, "capture": capture, "options": options})).expect("JSON")
}

fn same(arguments: &[&str], bytes: Result<Vec<u8>, Error>) {
    let mut expected = String::from_utf8(bytes.expect("an answer")).expect("answers are UTF-8");
    expected.push('\n');
    assert_eq!(answer(arguments), expected, "{arguments:?}");
}

#[test]
fn of_every_question() {
    for cluster in CLUSTERS {
        let path = capture(cluster);
        let plain = request(cluster, json!({}));
        same(&["measure", "--format", "json", &path], api::measure(&plain));
        same(&["resolve", "--format", "json", &path], api::resolve(&plain));
        same(&["recommend", "--format", "json", &path], api::recommend(&plain));
    }
    same(&["rules", "--format", "json"], api::rules(br#"{"schema":1}"#));
}

#[test]
fn with_options() {
    let path = capture("hyperv-2012r2-san");
    let options = json!({"windows_version": "2019", "without": ["network:Cluster"], "set": ["redirect:*"]});
    let what_if = ["--windows-version", "2019", "--without", "network:Cluster", "--set", "redirect:*", &path];
    let changed = request("hyperv-2012r2-san", options);
    same(&[&["measure", "--format", "json"], &what_if[..]].concat(), api::measure(&changed));
    same(&[&["resolve", "--format", "json"], &what_if[..]].concat(), api::resolve(&changed));
    same(&[&["recommend", "--format", "json"], &what_if[..]].concat(), api::recommend(&changed));

    let some = request("hyperv-2012r2-san", json!({"traffic": ["csv", "live_migration"]}));
    let arguments = ["resolve", "--format", "json", "--traffic", "csv", "--traffic", "live_migration", &path];
    same(&arguments, api::resolve(&some));
}

#[test]
fn of_several_clusters_as_an_array() {
    let (first, second) = (capture(CLUSTERS[0]), capture(CLUSTERS[1]));
    let alone = |path: &str| answer(&["measure", "--format", "json", path]).trim_end().to_owned();
    let both = answer(&["measure", "--format", "json", &first, &second]);
    assert_eq!(both, format!("[{},{}]\n", alone(&first), alone(&second)));
}
