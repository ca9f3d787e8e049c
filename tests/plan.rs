//! One ordered plan of the changes: what it holds, its hash, and what becomes of it when the cluster changes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::{answers, try_ask};
use clusterroute::api::plan::ask;
use serde_json::{Value, json};

const IDS: [&str; 3] = [
    "00000001-0000-4000-8000-000000000000",
    "00000002-0000-4000-8000-000000000000",
    "00000003-0000-4000-8000-000000000000",
];

/// Two nodes, a client network and two private ones. The metric of one was set by hand, a network card for service
/// processors is open to the cluster, and two volumes are redirected by hand.
fn capture() -> Value {
    let networks = [("LAN", 3, 70_240, true), ("CSV", 1, 900, false), ("LM", 1, 30_241, true)];
    let interfaces = (0..6).map(|n| {
        let (node, network) = (n / 3 + 1, networks[n % 3].0);
        json!({"Name": format!("N{node} - {network}"), "Node": format!("N{node}"), "Network": network, "State": 3,
               "Adapter": format!("NIC {network}"), "AdapterId": format!("{{{n}}}")})
    });
    let states = (0..4).map(|n| {
        json!({"Name": format!("V{}", n / 2 + 1), "Node": format!("N{}", n % 2 + 1), "StateInfo": "FileSystemRedirected",
               "FileSystemRedirectedIOReason": 1, "BlockRedirectedIOReason": 0})
    });
    json!({
        "cluster": [{"Name": "CL1", "ClusterFunctionalLevel": 11, "UseClientAccessNetworksForSharedVolumes": 2}],
        "nodes": [{"Name": "N1", "State": 0}, {"Name": "N2", "State": 0}],
        "networks": networks.iter().zip(IDS).map(|((name, role, metric, auto), id)| {
            json!({"Name": name, "Id": id, "Role": role, "Metric": metric, "AutoMetric": auto, "State": 3})
        }).collect::<Vec<_>>(),
        "interfaces": interfaces.collect::<Vec<_>>(),
        "shared_volumes": [{"Name": "V1", "OwnerNode": "N1"}, {"Name": "V2", "OwnerNode": "N2"}],
        "shared_volume_states": states.collect::<Vec<_>>(),
        "vm_resource_type_parameters": [
            {"ClusterObject": "Virtual Machine", "Name": "MigrationNetworkOrder", "Value": ""},
            {"ClusterObject": "Virtual Machine", "Name": "MigrationExcludeNetworks", "Value": format!("{{{}}}", IDS[0])},
        ],
    })
}

fn answer(capture: &Value, options: &Value) -> Value {
    try_ask(ask, capture, options).unwrap()
}

/// An answer to the question as a file has it.
fn file(capture: &Value) -> Value {
    answers(ask, &json!({"schema": 2, "input": {"captures": [capture]}}))
}

fn verified(capture: &Value, file: &Value) -> Value {
    answer(capture, &json!({"verify": file}))["verified"].clone()
}

fn refused(capture: &Value, file: &Value) -> String {
    try_ask(ask, capture, &json!({"verify": file})).unwrap_err()
}

fn list<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap()).collect()
}

/// Both volumes are no longer redirected.
fn with_volume_back(mut capture: Value, volume: &str) -> Value {
    for state in capture["shared_volume_states"].as_array_mut().unwrap() {
        if state["Name"] == volume {
            state["StateInfo"] = json!("Direct");
            state["FileSystemRedirectedIOReason"] = json!(0);
        }
    }
    capture
}

#[test]
fn a_plan_has_steps_in_order_with_what_is_compared() {
    let plan = &answer(&capture(), &json!({}))["plan"];
    let properties = list(&plan["steps"], "property");
    // Lists before volumes; of equal turns the order of the findings.
    assert_eq!(properties, ["MigrationExcludeNetworks", "RedirectedAccess", "RedirectedAccess"], "{plan:#}");
    assert_eq!(list(&plan["steps"], "id"), ["s1", "s2", "s3"]);
    let [first, second] = [&plan["steps"][0], &plan["steps"][1]];
    assert_eq!(first["old"], json!({"MigrationExcludeNetworks": format!("{{{}}}", IDS[0])}));
    assert_eq!(first["new"], json!({"MigrationExcludeNetworks": IDS[0]}));
    assert_eq!(
        (&second["old"], &second["new"]),
        (&json!({"RedirectedAccess": true}), &json!({"RedirectedAccess": false}))
    );
    assert_eq!(list(&second["mends"], "rule"), ["CR302"]);
    assert!(second["commands"]["undo"].as_str().unwrap().contains("Suspend-ClusterResource"), "{second}");
    for finding in plan["by_hand"].as_array().unwrap() {
        assert!(!finding["advice"].as_str().unwrap().is_empty(), "{finding}");
    }
    // What is set is not among the facts that have to stay.
    let relied = plan["relies_on"].as_array().unwrap();
    assert!(!relied.iter().any(|fact| fact["property"] == "MigrationExcludeNetworks"));
    assert!(relied.iter().any(|fact| fact["property"] == "MigrationNetworkOrder"));
}

#[test]
fn options_choose_what_is_planned_for() {
    let plan = |options: &Value| answer(&capture(), options)["plan"].clone();
    assert_eq!(plan(&json!({"rules": "CR302"}))["steps"].as_array().unwrap().len(), 2);
    assert_eq!(plan(&json!({"exclude_rules": "CR302"}))["steps"].as_array().unwrap().len(), 1);
    let lived_with = "[[suppress]]\nrule = \"CR302\"\ntarget = \"V1\"\nreason = \"a test\"\n";
    assert_eq!(
        plan(&json!({"rules": "CR302", "suppression": lived_with}))["steps"][0]["target"]["name"],
        "V2"
    );
    let error = try_ask(ask, &capture(), &json!({"rules": "CR999"})).unwrap_err();
    assert!(error.starts_with("options.rules: "), "{error}");
}

#[test]
fn the_hash_is_of_the_content_alone() {
    let plan = |capture: &Value| answer(capture, &json!({}))["plan"]["sha256"].as_str().unwrap().to_owned();
    let mut later = capture();
    later["networks"].as_array_mut().unwrap().reverse();
    later["shared_volume_states"].as_array_mut().unwrap().reverse();
    assert_eq!(plan(&capture()), plan(&later));
    later["networks"][2]["Name"] = json!("Office");
    assert_ne!(plan(&capture()), plan(&later));
    // Layout and order of keys are none of it.
    let file = serde_json::to_string_pretty(&file(&capture())).unwrap();
    assert_eq!(verified(&capture(), &serde_json::from_str(&file).unwrap())["verdict"], "valid");
}

#[test]
fn a_plan_holds_until_something_it_rests_on_changes() {
    let file = file(&capture());
    let same = verified(&capture(), &file);
    assert_eq!(
        (&same["verdict"], &same["message"]),
        (&json!("valid"), &json!("the plan holds: 3 steps to make"))
    );
    assert_eq!(verified(&capture(), &file["answers"][0]["plan"]), same);

    let mut made = capture();
    made["vm_resource_type_parameters"][1]["Value"] = json!(IDS[0]);
    let partly = verified(&made, &file);
    assert_eq!(partly["message"], "the plan holds: 2 steps to make, 1 step made already");
    let all = verified(&with_volume_back(with_volume_back(made, "V1"), "V2"), &file);
    assert_eq!(
        (&all["verdict"], &all["message"]),
        (&json!("applied"), &json!("the plan is applied: 3 steps made"))
    );

    let mut other = capture();
    other["vm_resource_type_parameters"][1]["Value"] = json!(IDS[1]);
    let conflict = verified(&other, &file);
    assert_eq!(
        (&conflict["verdict"], &conflict["steps"][0]["state"]),
        (&json!("outdated"), &json!("conflict"))
    );
    assert_eq!(conflict["steps"][0]["found"]["MigrationExcludeNetworks"], IDS[1]);

    let mut down = capture();
    down["networks"][2]["State"] = json!(1);
    down["nodes"][1]["State"] = json!(1);
    let down = verified(&down, &file);
    assert_eq!(down["verdict"], "outdated");
    assert_eq!(
        list(&down["changed"], "message"),
        ["State of N2: was Up, is Down", "State of LM: was Up, is Down"]
    );
}

#[test]
fn only_prefixes_of_a_plan_were_tried() {
    let verified = verified(&with_volume_back(capture(), "V2"), &file(&capture()));
    assert_eq!(list(&verified["steps"], "state"), ["pending", "pending", "already"]);
    assert_eq!(
        (&verified["verdict"], &verified["steps"][2]["objection"]["key"]),
        (&json!("outdated"), &json!("out_of_order"))
    );
}

#[test]
fn what_is_gone_or_not_captured_is_told() {
    let file = file(&capture());
    let mut gone = capture();
    gone["shared_volumes"].as_array_mut().unwrap().pop();
    gone["shared_volume_states"].as_array_mut().unwrap().truncate(2);
    assert_eq!(list(&verified(&gone, &file)["steps"], "state"), ["pending", "pending", "gone"]);
    let mut less = capture();
    less.as_object_mut().unwrap().remove("vm_resource_type_parameters");
    let less = verified(&less, &file);
    assert_eq!((&less["verdict"], &less["steps"][0]["state"]), (&json!("outdated"), &json!("unknown")));
    assert_eq!(less["steps"][0]["found"], Value::Null);
}

#[test]
fn a_plan_that_is_none_of_this_cluster_is_refused() {
    let good = file(&capture());
    let mut edited = good.clone();
    edited["answers"][0]["plan"]["steps"][0]["new"]["MigrationExcludeNetworks"] = json!("");
    let error = refused(&capture(), &edited);
    assert!(
        error.starts_with("options.verify: expected a plan that nobody has changed, found one with"),
        "{error}"
    );
    let mut other = capture();
    other["cluster"][0]["Name"] = json!("CL2");
    let error = refused(&other, &good);
    assert!(error.ends_with("expected a plan of CL2, found one of CL1"), "{error}");
    let mut twin = capture();
    for network in twin["networks"].as_array_mut().unwrap() {
        network["Id"] = json!(network["Id"].as_str().unwrap().replace("-4000-", "-4001-"));
    }
    let error = refused(&twin, &good);
    assert!(error.contains("one of another cluster of that name"), "{error}");
    for (none, message) in [
        (json!({}), "expected an answer to the question plan, or its plan alone, found neither"),
        (json!(7), "expected an answer to the question plan, or its plan alone, found neither"),
        (
            json!({"question": "plan", "answers": [{"plan": null}]}),
            "expected an answer with a plan, found one without",
        ),
        (json!({"steps": 1}), "expected a plan as this question gives it: invalid type"),
    ] {
        let error = refused(&capture(), &none);
        assert!(error.contains(message), "{error}");
    }
}

/// Without a name whoever runs the script gives it; nothing in a name gets out of its quotes, and all is ASCII.
#[test]
fn scripts_are_ascii_and_name_their_cluster() {
    let scripts = |capture: &Value| answer(capture, &json!({"scripts": true}))["scripts"].clone();
    assert_eq!(answer(&capture(), &json!({}))["scripts"], Value::Null);
    let mut odd = capture();
    odd["cluster"][0]["Name"] = json!("B\u{fc}ro@STEPS@");
    odd["shared_volumes"][0]["Name"] = json!("it's \u{2019}V1@HASH@");
    for state in odd["shared_volume_states"].as_array_mut().unwrap() {
        if state["Name"] == "V1" {
            state["Name"] = json!("it's \u{2019}V1@HASH@");
        }
    }
    for script in ["apply", "undo"] {
        let text = scripts(&odd)[script].as_str().unwrap().to_owned();
        assert!(text.is_ascii() && !text.contains('\r'), "{text}");
        assert!(text.contains("$Cluster = ('B' + [char] 0x00FC + 'ro@STEPS@')\n"), "{text}");
        assert!(text.contains("$_.Name -eq ('it''s ' + [char] 0x2019 + 'V1@HASH@')"), "{text}");
        assert!(text.contains("# The plan has the SHA-256 ") && text.contains(": 3 steps.\n"), "{text}");
    }
    let mut nameless = capture();
    nameless["cluster"][0].as_object_mut().unwrap().remove("Name");
    let text = scripts(&nameless)["apply"].as_str().unwrap().to_owned();
    assert!(text.contains("[Parameter(Mandatory = $true)] [string] $Cluster,\n"), "{text}");
    assert!(text.contains("Get-ClusterSharedVolume -Cluster $cluster |"), "{text}");
}

#[test]
fn what_it_takes_to_make_a_plan_comes_from_its_steps_and_names_no_cluster() {
    let mut plan = file(&capture())["answers"][0]["plan"].clone();
    let run =
        |plan: &Value| answer(&capture(), &json!({"verify": plan, "run": true}))["verified"]["run"].clone();
    let made = run(&plan);
    let first = &made["steps"][0];
    assert_eq!(first["code"]["old"], format!("MigrationExcludeNetworks={{{}}}", IDS[0]));
    assert_eq!(first["code"]["new"], format!("MigrationExcludeNetworks={}", IDS[0]));
    assert_eq!((&first["expected"], &first["may_cut_off"]), (&Value::Null, &json!(false)));
    assert_eq!(made["steps"][1]["expected"], "V1");
    for step in made["steps"].as_array().unwrap() {
        for name in ["read", "write", "undo"] {
            let text = step["code"][name].as_str().unwrap();
            assert!(text.starts_with("param($cluster) $ErrorActionPreference = 'Stop'"), "{text}");
            assert!(text.contains("-Cluster $cluster") && !text.contains("CL1"), "{text}");
        }
    }
    let checks = list(&made["checks"], "id");
    assert!(
        ["nodes_up", "volumes", "no_backup", "no_migration", "owner_of_lists"]
            .iter()
            .all(|id| checks.contains(id))
    );
    assert!(!checks.contains(&"one_build") && !checks.contains(&"quorum"), "{checks:?}");
    assert_eq!(made["watch_seconds"], 55);
    assert!(answer(&capture(), &json!({"verify": plan}))["verified"]["run"].is_null());

    // The texts of a file are never what is run.
    for step in plan["steps"].as_array_mut().unwrap() {
        for command in step["commands"].as_object_mut().unwrap().values_mut() {
            *command = json!("Remove-Cluster");
        }
    }
    let error = refused(&capture(), &plan);
    let found = error.split("SHA-256 ").nth(1).unwrap().split(',').next().unwrap();
    plan["sha256"] = json!(found);
    assert_eq!(run(&plan), made);
}

#[test]
fn a_step_about_a_network_tells_what_it_may_cut_off() {
    let mut before = capture();
    before["shared_volume_states"].as_array_mut().unwrap().clear();
    before["networks"].as_array_mut().unwrap().push(
        json!({"Name": "BMC", "Id": "00000004-0000-4000-8000-000000000000", "Role": 3, "Metric": 80_240, "AutoMetric": true, "State": 3}),
    );
    for node in ["N1", "N2"] {
        before["interfaces"]
            .as_array_mut()
            .unwrap()
            .push(json!({"Name": format!("{node} - BMC"), "Node": node, "Network": "BMC", "State": 3,
                   "Adapter": "Remote NDIS Compatible Device", "AdapterId": format!("{{9{node}}}")}));
    }
    let plan = file(&before);
    let steps = plan["answers"][0]["plan"]["steps"].as_array().unwrap();
    let place = steps.iter().position(|step| step["kind"] == "network.role").expect("a step about the role");
    let made = &answer(&before, &json!({"verify": plan, "run": true}))["verified"]["run"];
    assert_eq!(
        (&made["steps"][place]["expected"], &made["steps"][place]["may_cut_off"]),
        (&json!("BMC"), &json!(true))
    );
    let checks = list(&made["checks"], "id");
    assert!(["no_storage_job", "quorum", "one_build"].iter().all(|id| checks.contains(id)), "{checks:?}");
}
