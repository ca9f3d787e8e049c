//! What changed between two captures: what is told, and what nothing is concluded from.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clusterroute::api::{Input, compare, failures, rules};
use clusterroute::parallel::Work;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A cluster of two nodes: client, storage and a third network, a volume of each node.
fn cluster() -> Value {
    json!({
        "cluster": [{"Name": "HV", "ClusterFunctionalLevel": 11}],
        "nodes": [{"Name": "N1", "State": "Up"}, {"Name": "N2", "State": "Up"}],
        "networks": [
            {"Name": "LAN", "Id": "11111111-0000-0000-0000-000000000000", "Role": 3, "State": 3, "Metric": 70240, "AutoMetric": true},
            {"Name": "S1", "Id": "22222222-0000-0000-0000-000000000000", "Role": 1, "State": 3, "Metric": 20401, "AutoMetric": true},
            {"Name": "S2", "Id": "33333333-0000-0000-0000-000000000000", "Role": 1, "State": 3, "Metric": 20402, "AutoMetric": true},
        ],
        "interfaces": [
            interface("N1", "LAN"), interface("N1", "S1"), interface("N1", "S2"),
            interface("N2", "LAN"), interface("N2", "S1"), interface("N2", "S2"),
        ],
        "shared_volumes": [{"Name": "V1", "OwnerNode": "N1"}, {"Name": "V2", "OwnerNode": "N2"}],
        "shared_volume_states": [
            state("V1", "N1", 2), state("V1", "N2", 2), state("V2", "N1", 2), state("V2", "N2", 2),
        ],
        "vm_resource_type_parameters": [
            {"Name": "MigrationNetworkOrder", "Value": ""}, {"Name": "MigrationExcludeNetworks", "Value": ""},
        ],
    })
}

fn interface(node: &str, network: &str) -> Value {
    json!({"Name": format!("{node} - {network}"), "Node": node, "Network": network, "State": 3})
}

fn state(volume: &str, node: &str, state: u32) -> Value {
    json!({"Name": volume, "VolumeFriendlyName": volume, "Node": node, "StateInfo": state})
}

/// The answer to a request with these two sides.
fn ask(before: &[&Value], after: &[&Value]) -> Value {
    let request = json!({"schema": 2, "before": {"captures": before}, "input": {"captures": after}});
    let reply = compare::ask(request.to_string().as_bytes());
    serde_json::from_slice(&reply.json).unwrap()
}

/// What is different between two captures of one cluster.
fn compared(before: &Value, after: &Value) -> Value {
    let answers = ask(&[before], &[after]);
    assert_eq!(answers["errors"], json!([]), "{answers}");
    answers["answers"][0].clone()
}

/// The cluster with something done to it.
fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut changed = cluster();
    change(&mut changed);
    changed
}

fn messages(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["message"].as_str().unwrap()).collect()
}

#[test]
fn a_capture_is_the_same_as_itself() {
    let same = compared(&cluster(), &cluster());
    assert_eq!(
        (&same["verdict"], &same["moved"], &same["changed"]),
        (&json!("same"), &json!([]), &json!([]))
    );
    assert_eq!(same["not_compared"], json!([]));
    assert_eq!((&same["findings"]["new"], &same["findings"]["gone"]), (&json!([]), &json!([])));
}

#[test]
fn traffic_that_moved_is_told_with_what_decides_whether_that_is_better() {
    // The first storage network is down: cluster traffic moves to the other one, CSV has one in parallel less.
    let down = with(|c| c["networks"][1]["State"] = json!(1));
    let found = compared(&cluster(), &down);
    assert_eq!(found["verdict"], "worse");
    assert_eq!(
        messages(&found["moved"]),
        [
            "CSV traffic V1 N2 to N1 and V2 N1 to N2: direct over S1 + S2 before, direct over S2 after; fewer networks in \
             parallel",
            "cluster traffic between N1 - N2: S1 before, S2 after; of the same kind",
        ]
    );
    let csv = &found["moved"][0];
    assert_eq!((&csv["judgement"], &csv["decided_by"]), (&json!("worse"), &json!("parallel")));
    assert_eq!(csv["paths"][0], json!({"volume": "V1", "from": "N2", "to": "N1"}));
    assert_eq!(messages(&found["changed"]), ["State of network S1: from Up to Down"]);
    assert!(found["findings"]["new"].as_array().unwrap().iter().any(|one| one["rule"] == "CR108"), "{found}");
    // And back.
    let back = compared(&down, &cluster());
    assert_eq!((&back["verdict"], &back["moved"].as_array().unwrap().len()), (&json!("better"), &2));
    assert!(back["findings"]["gone"].as_array().unwrap().iter().any(|one| one["rule"] == "CR108"), "{back}");
}

#[test]
fn a_mode_that_changed_is_told_per_path() {
    let redirected = with(|c| c["shared_volume_states"][1]["StateInfo"] = json!(3));
    let found = compared(&cluster(), &redirected);
    let moved = &found["moved"][0];
    assert_eq!((&moved["judgement"], &moved["decided_by"]), (&json!("worse"), &json!("mode")));
    assert_eq!(
        (&moved["before"]["mode"], &moved["after"]["mode"]),
        (&json!("direct"), &json!("file_system_redirected"))
    );
    assert_eq!(moved["paths"], json!([{"volume": "V1", "from": "N2", "to": "N1"}]));
    assert_eq!(found["verdict"], "worse");
}

#[test]
fn the_last_way_that_is_gone_comes_first() {
    let cut = with(|c| {
        for place in 3..6 {
            c["interfaces"][place]["State"] = json!(1);
        }
    });
    let found = compared(&cluster(), &cut);
    let moved = found["moved"].as_array().unwrap();
    assert!(moved[0]["decided_by"] == "reach" && moved[0]["judgement"] == "worse", "{found}");
    assert!(moved.iter().all(|one| one["after"]["networks"] == json!([])), "{found}");
}

#[test]
fn a_coordinator_that_moved_is_no_traffic_that_moved() {
    let moved = with(|c| c["shared_volumes"][0]["OwnerNode"] = json!("N2"));
    let found = compared(&cluster(), &moved);
    assert_eq!(found["moved"], json!([]));
    assert_eq!(messages(&found["changed"]), ["OwnerNode of volume V1: from N1 to N2"]);
    assert_eq!(found["verdict"], "same");
}

#[test]
fn a_network_is_known_again_by_its_id_and_a_new_one_is_not_taken_for_it() {
    let renamed = with(|c| {
        c["networks"][1]["Name"] = json!("Storage 1");
        c["interfaces"][1] = interface("N1", "Storage 1");
        c["interfaces"][4] = interface("N2", "Storage 1");
    });
    let found = compared(&cluster(), &renamed);
    assert_eq!((&found["verdict"], &found["moved"]), (&json!("same"), &json!([])));
    assert_eq!(messages(&found["changed"]), ["Name of network Storage 1: from S1 to Storage 1"]);
    let anew = with(|c| c["networks"][1]["Id"] = json!("44444444-0000-0000-0000-000000000000"));
    let found = compared(&cluster(), &anew);
    assert_eq!(messages(&found["changed"]), ["network S1 is gone", "network S1 is new"]);
}

#[test]
fn what_one_side_lacks_is_named_and_nothing_is_concluded_from_it() {
    let redirected = with(|c| {
        c["shared_volume_states"][1] = json!({"Name": "V1", "VolumeFriendlyName": "V1",
        "Node": "N2", "StateInfo": 3, "FileSystemRedirectedIOReason": 1})
    });
    let less = with(|c| drop(c.as_object_mut().unwrap().remove("shared_volume_states")));
    let found = compared(&redirected, &less);
    assert_eq!(found["verdict"], "same");
    assert!(
        messages(&found["not_compared"])[0]
            .starts_with("only the earlier capture has the states of the shared volumes")
    );
    let rule = |list: &Value| list.as_array().unwrap().iter().any(|one| one["rule"] == "CR302");
    assert!(rule(&found["findings"]["not_checked_after"]) && !rule(&found["findings"]["gone"]), "{found}");
    let back = compared(&less, &redirected);
    assert!(rule(&back["findings"]["not_checked_before"]) && !rule(&back["findings"]["new"]), "{back}");
    assert_eq!(back["verdict"], "same");
}

#[test]
fn clusters_are_joined_by_name_and_one_that_is_alone_is_an_error() {
    let other = with(|c| c["cluster"][0]["Name"] = json!("SQL"));
    let answers = ask(&[&cluster(), &other], &[&other, &cluster()]);
    let names: Vec<&Value> =
        answers["answers"].as_array().unwrap().iter().map(|one| &one["cluster"]).collect();
    assert_eq!(names, ["SQL", "HV"]);
    let answers = ask(&[&cluster()], &[&other]);
    assert_eq!(answers["answers"], json!([]));
    let errors = messages(&answers["errors"]);
    assert_eq!(errors[0], "expected cluster \"SQL\" on both sides, found it on the later one alone");
    assert_eq!(errors[1], "expected cluster \"HV\" on both sides, found it on the earlier one alone");
}

#[test]
fn captures_without_a_name_are_taken_for_one_cluster_and_the_answer_says_so() {
    let nameless = with(|c| drop(c["cluster"][0].as_object_mut().unwrap().remove("Name")));
    let found = compared(&nameless, &cluster());
    assert_eq!(found["not_compared"][0]["key"], "taken_for_one_cluster");
}

#[test]
fn a_comparison_needs_two_inputs_and_no_other_question_takes_them() {
    let one = json!({"schema": 2, "input": {"captures": [cluster()]}}).to_string();
    let reply: Value = serde_json::from_slice(&compare::ask(one.as_bytes()).json).unwrap();
    assert_eq!(reply["errors"][0]["path"], "before");
    let blank = json!({"schema": 2, "before": {"captures": [cluster()]}, "input": {"captures": [cluster()]},
        "options": {"windows_version": " "}})
    .to_string();
    let reply: Value = serde_json::from_slice(&compare::ask(blank.as_bytes()).json).unwrap();
    assert_eq!(reply["errors"], json!([]), "a blank version states nothing");
    let two = json!({"schema": 2, "before": {"captures": [cluster()]}, "input": {"captures": [cluster()]}})
        .to_string();
    for ask in [failures::ask, rules::ask] {
        let reply: Value = serde_json::from_slice(&ask(two.as_bytes()).json).unwrap();
        assert_eq!(reply["errors"][0]["code"], "invalid_request", "{reply}");
    }
    let bad = json!({"schema": 2, "before": {"path": []}, "input": {"captures": [cluster()]}}).to_string();
    let reply: Value = serde_json::from_slice(&compare::ask(bad.as_bytes()).json).unwrap();
    assert_eq!(reply["errors"][0]["path"], "before");
}

/// Every capture of the fixtures is the same as itself, and a step forth is a step back.
#[test]
fn comparing_back_is_the_opposite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    let folders: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(folders.len() > 3, "{folders:?}");
    let mut answered = 0;
    for folder in folders {
        let input = || Input { paths: vec![folder.clone()], ..Input::default() };
        let mut give = |entry: clusterroute::api::Entry<compare::Answer>| {
            answered += 1;
            assert!(
                entry.answer.moved.is_empty() && entry.answer.changed.is_empty(),
                "{folder:?}: {entry:?}"
            );
            assert!(entry.answer.findings.new.is_empty() && entry.answer.findings.gone.is_empty());
        };
        let options = compare::Options::default();
        compare::each(&input(), &input(), &options, &Work::default(), &mut give);
    }
    assert!(answered > 3);
    let opposite = |verdict: &Value| {
        match verdict.as_str().unwrap() {
            "better" => "worse",
            "worse" => "better",
            same => same,
        }
        .to_owned()
    };
    let changes: [fn(&mut Value); 6] = [
        |c| c["networks"][1]["State"] = json!(1),
        |c| c["networks"][2]["Role"] = json!(3),
        |c| c["interfaces"][4]["State"] = json!(1),
        |c| c["shared_volume_states"][1]["StateInfo"] = json!(4),
        |c| c["networks"][1]["Metric"] = json!(30240),
        |c| c["networks"].as_array_mut().unwrap().truncate(1),
    ];
    for change in changes {
        let (forth, back) = (compared(&cluster(), &with(change)), compared(&with(change), &cluster()));
        assert_eq!(opposite(&forth["verdict"]), back["verdict"].as_str().unwrap(), "{forth}\n{back}");
        assert_eq!(forth["moved"].as_array().unwrap().len(), back["moved"].as_array().unwrap().len());
        assert!(forth["changed"] != json!([]) || forth["moved"] != json!([]), "{forth}");
    }
}

#[test]
fn what_moved_without_the_plan_is_told() {
    use clusterroute::api::plan;
    // Live migration goes over the client network there, and the plan sends it over the other one.
    let file = fs::read("tests/fixtures/cases/T22-DEFAULT-LM-ON-MGMT.json").unwrap();
    let before = serde_json::from_slice::<Value>(&file).unwrap()["capture"].clone();
    let request = json!({"schema": 2, "input": {"captures": [before]}});
    let planned: Value = serde_json::from_slice(&plan::ask(request.to_string().as_bytes()).json).unwrap();
    let steps = planned["answers"][0]["plan"]["steps"].as_array().unwrap();
    let against = |after: &Value| {
        let request = json!({"schema": 2, "before": {"captures": [before]}, "input": {"captures": [after]},
                             "options": {"verify": planned}});
        let reply = compare::ask(request.to_string().as_bytes());
        let answer: Value = serde_json::from_slice(&reply.json).unwrap();
        assert_eq!(answer["errors"], json!([]), "{answer:#}");
        answer["answers"][0].clone()
    };
    // Nothing is made, nothing moved.
    assert_eq!(against(&before)["unpromised"], json!([]));
    // The steps are made, and nothing else: whatever moved was promised.
    let mut after = before.clone();
    for step in steps {
        let value = &step["new"]["MigrationNetworkOrder"];
        assert!(value.is_string(), "{step:#}");
        for parameter in after["vm_resource_type_parameters"].as_array_mut().unwrap() {
            if parameter["Name"] == "MigrationNetworkOrder" {
                parameter["Value"] = value.clone();
            }
        }
    }
    let answer = against(&after);
    assert_ne!(answer["moved"], json!([]), "{steps:#?}");
    assert_eq!(answer["unpromised"], json!([]), "{answer:#}");
    // A network that is lost meanwhile was promised by nobody.
    for section in ["networks", "interfaces"] {
        for one in after[section].as_array_mut().unwrap() {
            if one["Name"] == "Cluster" || one["Network"] == "Cluster" {
                one["State"] = json!(if section == "networks" { "Down" } else { "Failed" });
            }
        }
    }
    let answer = against(&after);
    let unpromised = answer["unpromised"].as_array().unwrap();
    assert!(
        !unpromised.is_empty() && unpromised.len() <= answer["moved"].as_array().unwrap().len(),
        "{answer:#}"
    );
    // A plan of another cluster, or none, is told once.
    let request = json!({"schema": 2, "before": {"captures": [before]}, "input": {"captures": [before]},
                         "options": {"verify": {"steps": []}}});
    let reply: Value = serde_json::from_slice(&compare::ask(request.to_string().as_bytes()).json).unwrap();
    assert!(reply["errors"][0]["path"].as_str().unwrap().starts_with("options.verify"), "{reply}");
}
