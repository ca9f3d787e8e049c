//! What `estimate` refuses, and what it says of clusters that are asked in an odd way.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::api::estimate::ask;
use clusterroute::error::Code;
use serde_json::{Value, json};

fn cluster(name: &str, nodes: [&str; 2]) -> Value {
    json!({
        "cluster": [{"Name": name}],
        "nodes": nodes.map(|node| json!({"Name": node, "State": "Up", "BuildNumber": 20348, "MajorVersion": 10})),
        "networks": [{"Name": "LAN", "Role": 1, "State": "Up", "Metric": 30384, "AutoMetric": true}],
        "shared_volumes": [{"Name": format!("{name} Disk"), "OwnerNode": nodes[0],
            "SharedVolumeInfo": [{"Partition": {"UsedSpace": 1_099_511_627_776_u64}}]}],
    })
}

fn asked(captures: Value, options: Value) -> (Option<Code>, Value) {
    let request = json!({"schema": 2, "input": {"captures": captures}, "options": options});
    let reply = ask(request.to_string().as_bytes());
    (reply.failed, serde_json::from_slice(&reply.json).unwrap())
}

fn of_one(options: Value) -> (Option<Code>, Value) {
    asked(json!([cluster("C1", ["A1", "A2"])]), options)
}

/// The path and the message of the only error.
fn refused(options: Value) -> (String, String) {
    let (failed, answer) = of_one(options);
    assert!(failed.is_some(), "{answer}");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    let part = |name: &str| answer["errors"][0][name].as_str().unwrap().to_owned();
    (part("path"), part("message"))
}

#[test]
fn what_is_asked_has_to_be_said() {
    let says = |options: Value, path: &str, message: &str| {
        assert_eq!(refused(options), (path.to_owned(), message.to_owned()));
    };
    says(
        json!({}),
        "options.what",
        "expected what to estimate (redirect, backup, drain, faster), found none",
    );
    says(
        json!({"what": "bakcup"}),
        "options.what",
        "expected a known estimate (redirect, backup, drain, faster), found \"bakcup\", did you mean backup?",
    );
    says(
        json!({"what": "redirect", "node": "A1"}),
        "options.node",
        "node is an option of backup, not of redirect",
    );
    says(
        json!({"what": "backup", "node": "A1", "io": "*/*=1MB/s"}),
        "options.io",
        "io is an option of redirect, not of backup",
    );
    says(json!({"what": "backup"}), "options.node", "expected the node that runs the backup, found none");
    says(json!({"what": "backup", "node": "*"}), "C1: options.node", "expected one node, found 2: \"*\"");
    says(
        json!({"what": "backup", "node": "A1", "snapshot": "hradware"}),
        "options.snapshot",
        "expected a known snapshot (software, hardware), found \"hradware\", did you mean hardware?",
    );
    says(
        json!({"what": "redirect", "io": ["*/*=1MB/s", "LAN=1MB/s"]}),
        "options.io[1]",
        "expected VOLUME/NODE=RATE, found \"LAN=1MB/s\"",
    );
    says(
        json!({"what": "backup", "node": "A1", "size": "*=0TB"}),
        "options.size[0]",
        "expected more than 0, found \"0TB\"",
    );
    says(
        json!({"what": "backup", "node": "A1", "rate": "-1MB/s"}),
        "options.rate",
        "expected more than 0, found \"-1MB/s\"",
    );
    says(
        json!({"what": "backup", "node": "A1", "size": "*=99999TB"}),
        "options.size[0]",
        "expected a size of at most 35840TB, which ReFS has, found \"99999TB\"",
    );
}

#[test]
fn a_name_that_is_nowhere_is_answered_with_the_nearest() {
    for options in [
        json!({"what": "backup", "node": "A3"}),
        json!({"what": "redirect", "io": "*/A3=1MB/s"}),
        json!({"what": "redirect", "volume": "C1 Dsk"}),
        json!({"what": "backup", "node": "A1", "size": "C1 Dsk=1TB"}),
    ] {
        let (failed, answer) = of_one(options);
        assert_eq!(failed, Some(Code::UnknownName), "{answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("; the nearest is "), "{answer}");
    }
}

#[test]
fn of_several_clusters_each_is_asked_for_what_it_has() {
    let both = json!([cluster("C1", ["A1", "A2"]), cluster("C2", ["B1", "B2"])]);
    let (failed, answer) =
        asked(both.clone(), json!({"what": "redirect", "io": ["C1 Disk/A2=10MB/s", "C2 Disk/B2=20MB/s"]}));
    assert_eq!(failed, None);
    let rate = |place: usize| answer["answers"][place]["load"][0]["rate"]["low"].as_f64().unwrap();
    assert_eq!((rate(0), rate(1)), (10_490_000.0, 20_970_000.0));
    let (failed, answer) = asked(both, json!({"what": "backup", "node": "B2"}));
    assert_eq!((failed, answer["answers"].as_array().unwrap().len()), (None, 1));
    assert_eq!(answer["errors"][0]["code"], "unknown_name");
}

#[test]
fn the_captured_size_counts_until_another_is_stated() {
    let bytes = |options: Value| of_one(options).1["answers"][0]["volumes"][0]["bytes"].as_f64();
    assert_eq!(bytes(json!({"what": "backup", "node": "A2"})), Some(1_099_511_627_776.0));
    assert_eq!(
        bytes(json!({"what": "backup", "node": "A2", "size": ["*=1TB", "C1 Disk=512GB"]})),
        Some(549_755_813_888.0)
    );
}

/// The network takes from 115 to 122.5 MB/s (10^6) of 1 Gbit/s: a slower target sets the time, a faster one does not.
#[test]
fn the_slower_of_network_and_target_sets_the_time() {
    let duration = |rate: Value| {
        let options = json!({"what": "backup", "node": "A2", "rate": rate, "size": "*=1GB"});
        let (_, answer) = of_one(options);
        let choices = answer["answers"][0]["choices"].as_array().unwrap().clone();
        let planned = choices.iter().find(|choice| choice["key"] == "as_planned").unwrap().clone();
        (planned["duration"]["low"].as_f64().unwrap(), planned["duration"]["high"].as_f64().unwrap())
    };
    assert_eq!(duration(Value::Null), (8.765, 9.337));
    assert_eq!(duration(json!("10Gbit/s")), (8.765, 9.337));
    assert_eq!(duration(json!("64MB/s")), (16.0, 16.0));
}

#[test]
fn a_cluster_without_volumes_has_no_backup() {
    let mut capture = cluster("C1", ["A1", "A2"]);
    capture["shared_volumes"] = json!([]);
    let (failed, answer) = asked(json!([capture]), json!({"what": "backup", "node": "A1"}));
    assert_eq!(failed, Some(Code::InvalidRequest));
    let message = answer["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("expected shared volumes to back up, found none"), "{message}");
}
