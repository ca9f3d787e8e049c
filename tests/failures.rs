//! What breaks when something fails: what fails together, what the options do, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::try_ask;
use clusterroute::api::failures::ask;
use serde_json::{Value, json};

/// Three nodes on a client network and two private ones, each on an adapter of its own, with one volume.
fn capture() -> Value {
    let networks = [("LAN", 3, 70_240), ("A", 1, 30_240), ("B", 1, 30_241)];
    let interfaces = (0..9).map(|n| {
        let (node, network) = (n / 3 + 1, networks[n % 3].0);
        json!({
            "Name": format!("N{node} - {network}"), "Node": format!("N{node}"), "Network": network, "State": 3,
            "AdapterId": format!("{{{n}}}"), "Adapter": format!("NIC {network}"),
        })
    });
    let hosts = (1..4).map(|node| json!({"Node": format!("N{node}"), "vm_switches": [], "lbfo_teams": []}));
    json!({
        "cluster": [{"Name": "C", "ClusterFunctionalLevel": 11}],
        "networks": networks.map(|(name, role, metric)| {
            json!({"Name": name, "Role": role, "Metric": metric, "AutoMetric": true, "State": 3})
        }),
        "interfaces": interfaces.collect::<Vec<_>>(),
        "shared_volumes": [{"Name": "V", "OwnerNode": "N1"}],
        "hosts": hosts.collect::<Vec<_>>(),
    })
}

fn answer(capture: &Value, options: &Value) -> Value {
    try_ask(ask, capture, options).unwrap()
}

/// The failures of one thing as texts: what is lost, and of what kind it is what fails together.
fn lost(answer: &Value) -> Vec<String> {
    let lost = |lost: &Value| {
        let shares =
            lost["shares"]["kind"].as_str().map(|kind| format!(" on one {kind}")).unwrap_or_default();
        format!("{}{shares}", lost["name"].as_str().unwrap())
    };
    let cases = answer["cases"].as_array().unwrap().iter();
    cases
        .map(|case| case["lost"].as_array().unwrap().iter().map(lost).collect::<Vec<_>>().join(" + "))
        .collect()
}

fn case<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let cases = answer["cases"].as_array().unwrap();
    let is_it = |case: &&Value| case["alike"]["names"].as_array().unwrap().contains(&json!(name));
    cases.iter().find(is_it).unwrap_or_else(|| panic!("{name} is in no case: {answer:#}"))
}

#[test]
fn failures_with_equal_outcomes_are_one_case() {
    let answer = answer(&capture(), &json!({}));
    assert_eq!(answer["single_points"], json!([]));
    assert_eq!(answer["tried"], json!({"single": 15, "double": 0, "double_no_more": 0}));
    let alike: u64 =
        answer["cases"].as_array().unwrap().iter().map(|case| case["alike"]["count"].as_u64().unwrap()).sum();
    assert_eq!(alike, 15);
    let a = case(&answer, "A");
    assert_eq!(a["outcomes"][0]["key"], "csv_fewer");
    assert_eq!(a["outcomes"][0]["paths"], 2);
    let example = json!({"volume": "V", "from": "N2", "to": "N1", "networks": ["B"]});
    assert_eq!(a["outcomes"][0]["examples"][0], example);
    assert_eq!(case(&answer, "N2")["worst"], "none");
    let moved = &case(&answer, "N1")["outcomes"];
    assert_eq!((&moved[0]["key"], &moved[0]["volumes"]), (&json!("coordinator_moves"), &json!(1)));
    let unknown: Vec<&Value> = answer["unknown"].as_array().unwrap().iter().map(|one| &one["key"]).collect();
    assert_eq!(unknown, ["physical_switches_not_captured"]);
}

#[test]
fn two_failures_do_more_than_each_alone() {
    let answer = answer(&capture(), &json!({"depth": 2}));
    let both = case(&answer, "A + B");
    assert_eq!(both["more_than_alone"], true);
    let keys: Vec<&Value> =
        both["outcomes"].as_array().unwrap().iter().map(|outcome| &outcome["key"]).collect();
    assert_eq!(keys, ["cluster_on_client", "csv_on_client", "migration_on_client"]);
    assert_eq!(case(&answer, "N2 + N3")["more_than_alone"], false);
    // An interface of a node or network that is lost is lost with it.
    let all = answer["cases"].to_string();
    for part in ["N1 + N1/A", "A + N1/A"] {
        assert!(!all.contains(part), "{part}");
    }
}

#[test]
fn interfaces_that_share_something_fail_together() {
    let share = |change: &dyn Fn(&mut Value)| {
        let mut capture = capture();
        change(&mut capture);
        answer(&capture, &json!({}))
    };
    let adapter = share(&|capture| {
        capture["interfaces"][2]["AdapterId"] = capture["interfaces"][1]["AdapterId"].clone();
    });
    assert!(lost(&adapter).contains(&"N1/A on one adapter + N1/B on one adapter".to_owned()), "{adapter:#}");
    // One node alone: the networks are not on one adapter everywhere.
    assert!(!lost(&adapter).iter().any(|lost| lost.starts_with("A on")), "{adapter:#}");
    let team = share(&|capture| {
        for host in capture["hosts"].as_array_mut().unwrap() {
            host["lbfo_teams"] = json!([{"Name": "T", "Members": ["X", "Y"], "TeamNics": ["A", "B"]}]);
        }
    });
    let both = ["A on one team + B on one team", "N1/A on one team + N1/B on one team"];
    assert!(both.iter().all(|both| lost(&team).iter().any(|lost| lost == both)), "{team:#}");
    let switch = share(&|capture| {
        for interface in capture["interfaces"].as_array_mut().unwrap() {
            interface["Adapter"] = json!("Hyper-V Virtual Ethernet Adapter");
        }
        for host in capture["hosts"].as_array_mut().unwrap() {
            host["vm_switches"] =
                json!([{"Name": "S", "SwitchType": "External", "EmbeddedTeamingEnabled": true}]);
        }
    });
    let points = switch["single_points"].as_array().unwrap();
    assert_eq!(points.len(), 3, "{switch:#}");
    assert_eq!(points[0]["lost"][0]["shares"], json!({"kind": "switch", "name": "S"}));
    assert_eq!(points[0]["outcomes"][0]["key"], "no_path");
}

#[test]
fn of_several_switches_the_name_of_the_interface_tells_which() {
    let mut capture = capture();
    for host in capture["hosts"].as_array_mut().unwrap() {
        host["vm_switches"] =
            json!([{"Name": "S", "SwitchType": "External"}, {"Name": "A", "SwitchType": "External"}]);
    }
    for interface in capture["interfaces"].as_array_mut().unwrap() {
        let network = interface["Network"].as_str().unwrap().to_owned();
        let node = interface["Node"].as_str().unwrap().to_owned();
        interface["Name"] = json!(format!("{node} - vEthernet ({network})"));
    }
    let answer = answer(&capture, &json!({}));
    let unknown = &answer["unknown"][0];
    assert_eq!(unknown["key"], "switch_of_interface_unknown");
    assert_eq!(unknown["facts"]["nodes"], json!(["N1", "N2", "N3"]));
}

#[test]
fn what_was_not_captured_is_said_with_the_command_that_tells_it() {
    let mut capture = capture();
    for section in ["hosts", "interfaces"] {
        capture.as_object_mut().unwrap().remove(section);
    }
    let answer = answer(&capture, &json!({}));
    let unknown = answer["unknown"].as_array().unwrap().iter();
    let commands: Vec<Value> = unknown.map(|one| json!([one["key"], one["collect"]])).collect();
    let expected = json!([
        ["adapters_not_captured", "Get-ClusterNetworkInterface"],
        ["teams_not_captured", "Get-NetLbfoTeam on every node"],
        ["switches_not_captured", "Get-VMSwitch on every node"],
        ["physical_switches_not_captured", null],
    ]);
    assert_eq!(json!(commands), expected);
}

#[test]
fn a_limit_keeps_the_worst_and_counts_the_rest() {
    let all = answer(&capture(), &json!({"depth": 2}));
    let few = answer(&capture(), &json!({"depth": 2, "limit": 4}));
    let cases = all["cases"].as_array().unwrap();
    assert_eq!(few["cases"].as_array().unwrap(), &cases[..4]);
    let rest: u64 = cases[4..].iter().map(|case| case["alike"]["count"].as_u64().unwrap()).sum();
    assert_eq!((&all["left_out"], &few["left_out"]), (&json!(0), &json!(rest)));
    assert_eq!(few["tried"], all["tried"]);
}

#[test]
fn what_cannot_be_done_is_refused_in_clear_words() {
    let refused = |capture: &Value, options: Value| try_ask(ask, capture, &options).unwrap_err();
    for (options, said) in [
        (json!({"depth": 0}), "expected a number from 1 to 2, found 0"),
        (json!({"depth": -1}), "expected a number from 1 to 2, found -1"),
        (json!({"limit": 10_001}), "expected a number from 1 to 10000, found 10001"),
        (json!({"without": ["node:N9"]}), "no node is called"),
    ] {
        let error = refused(&capture(), options);
        assert!(error.contains(said), "{error}");
    }
    let many = |networks: usize, nodes: usize| {
        let network =
            |n| json!({"Name": format!("W{n}"), "Role": 1, "Metric": 30_240 + n, "AutoMetric": true});
        let node = |n| json!({"Name": format!("N{n}"), "State": 0});
        json!({
            "networks": (0..networks).map(network).collect::<Vec<_>>(),
            "nodes": (0..nodes).map(node).collect::<Vec<_>>(),
        })
    };
    let error = refused(&many(129, 2), json!({}));
    assert!(error.contains("expected at most 128 networks for this question, found 129"), "{error}");
    let error = refused(&many(100, 40), json!({"depth": 2}));
    assert!(
        error.contains("failures, found 8571870") && error.contains("which take about 18 seconds"),
        "{error}"
    );
}

#[test]
fn lost_nodes_are_left_out_and_what_is_down_cannot_fail() {
    let mut capture = capture();
    capture["networks"][1]["State"] = json!(0);
    capture["nodes"] = json!([{"Name": "N3", "State": "Down"}]);
    let answer = answer(&capture, &json!({}));
    // Two networks, two nodes and their interfaces on both.
    assert_eq!(answer["tried"]["single"], 8);
    let mut alone = self::capture();
    alone["interfaces"] = json!([alone["interfaces"][0]]);
    alone["hosts"] = json!([]);
    // A cluster without a node is none.
    let alone = self::answer(&alone, &json!({"depth": 2}));
    assert!(alone["cases"].as_array().unwrap().iter().all(|case| case["lost"][0]["kind"] != "node"));
}
