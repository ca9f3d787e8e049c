//! The worked examples of the domain notes: what the engine must answer, checked by hand.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;
#[path = "support/made_up.rs"]
mod made_up;

use asking::{ask, read};
use clusterroute::api;
use made_up::{id, interface, names, network, on_all, route, routes};
use serde_json::{Value, json};

fn in_use(routes: &Value, traffic: &str, from: &str, to: &str) -> Vec<String> {
    names(&route(routes, traffic, from, to)["networks"]).into_iter().map(str::to_owned).collect()
}

fn failover(routes: &Value, traffic: &str, from: &str, to: &str) -> Vec<String> {
    names(&route(routes, traffic, from, to)["failover"]).into_iter().map(str::to_owned).collect()
}

fn kb_2473194() -> Value {
    let networks = vec![
        network("iSCSI", 0, 10_100, true),
        network("Host Access", 3, 10_000, true),
        network("Heartbeat", 1, 1_000, true),
        network("LM", 1, 900, false),
        network("CSV", 1, 800, false),
    ];
    json!({
        "cluster": {"Name": "DPM"},
        "nodes": [{"Name": "N1", "BuildNumber": 7601}, {"Name": "N2", "BuildNumber": 7601}],
        "interfaces": on_all(&["N1", "N2"], &networks),
        "networks": networks,
        "shared_volumes": [{"Name": "Disk 1", "OwnerNode": "N1"}],
        "vm_resource_type_parameters": [
            {"Name": "MigrationNetworkOrder", "Value": ""},
            {"Name": "MigrationExcludeNetworks", "Value": ""},
        ],
    })
}

#[test]
fn example_1_windows_server_2008_r2() {
    let routes = routes(&kb_2473194(), &json!({}));
    for traffic in ["cluster", "csv"] {
        let (from, to) = ("N2", "N1");
        assert_eq!(in_use(&routes, traffic, from, to), ["CSV"]);
        assert_eq!(failover(&routes, traffic, from, to), ["LM", "Heartbeat", "Host Access"]);
        assert_eq!(route(&routes, traffic, from, to)["mechanism"], "netft");
        assert_eq!(route(&routes, traffic, from, to)["determined"], true);
    }
    assert_eq!(route(&routes, "cluster", "N1", "N2")["certainty"], "computed");
    assert_eq!(in_use(&routes, "live_migration", "N1", "N2"), ["LM"]);
    assert_eq!(failover(&routes, "live_migration", "N1", "N2"), ["Heartbeat", "Host Access", "CSV"]);
    assert_eq!(route(&routes, "csv", "N1", "N1")["local"], true);
}

#[test]
fn example_2_one_private_and_one_public_network() {
    let networks = vec![network("Private", 1, 1_000, true), network("Public", 3, 10_000, true)];
    let capture = json!({"networks": networks, "interfaces": on_all(&["A", "B"], &networks)});
    let routes = routes(&capture, &json!({}));
    assert_eq!(in_use(&routes, "csv", "A", "B"), ["Private"]);
    assert_eq!(in_use(&routes, "live_migration", "A", "B"), ["Public"]);
    assert_eq!(route(&routes, "csv", "A", "B")["mechanism"], "netft", "the metrics tell 2008 R2");
}

fn azure_local() -> Vec<Value> {
    vec![
        network("Management", 3, 70_000, true),
        network("Storage1", 1, 20_401, true),
        network("Storage2", 1, 20_402, true),
    ]
}

#[test]
fn example_3_azure_local() {
    let networks = azure_local();
    let capture = json!({
        "cluster": {"Name": "C", "ClusterFunctionalLevel": 11},
        "networks": networks,
        "interfaces": on_all(&["A", "B"], &networks),
    });
    let routes = routes(&capture, &json!({}));
    assert_eq!(in_use(&routes, "cluster", "A", "B"), ["Storage1"]);
    assert_eq!(failover(&routes, "cluster", "A", "B"), ["Storage2", "Management"]);
    assert_eq!(in_use(&routes, "csv", "A", "B"), ["Storage1", "Storage2"]);
    assert_eq!(failover(&routes, "csv", "A", "B"), ["Management"]);
    assert_eq!(route(&routes, "csv", "A", "B")["bandwidth_gbps"], 50.0);
    assert_eq!(in_use(&routes, "live_migration", "A", "B"), ["Storage2"]);
    assert_eq!(failover(&routes, "live_migration", "A", "B"), ["Management", "Storage1"]);
}

#[test]
fn example_3_networks_alone_answer_for_the_whole_cluster() {
    let routes = routes(&json!({"networks": azure_local()}), &json!({}));
    let all = routes.as_array().unwrap();
    let traffics: Vec<&str> = all.iter().map(|r| r["traffic"].as_str().unwrap()).collect();
    assert_eq!(traffics, ["cluster", "csv", "live_migration"]);
    for route in all {
        assert_eq!(
            (&route["from"], &route["to"], &route["volume"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert_eq!(route["certainty"], "assumed", "nothing tells who is on which network");
    }
    assert_eq!(names(&all[0]["networks"]), ["Storage1"]);
    assert_eq!(names(&all[1]["networks"]), ["Storage1", "Storage2"]);
    assert_eq!(names(&all[2]["networks"]), ["Storage2"]);
}

fn switchless(build: u32) -> Value {
    let networks = vec![
        network("Management", 3, 70_240, true),
        network("S1", 1, 20_401, true),
        network("S2", 1, 20_402, true),
        network("S3", 1, 20_403, true),
    ];
    let mut interfaces = on_all(&["A", "B", "C"], &networks[..1]);
    for (node, network) in [("A", "S1"), ("B", "S1"), ("B", "S2"), ("C", "S2"), ("A", "S3"), ("C", "S3")] {
        interfaces.push(interface(node, network));
    }
    json!({
        "nodes": [{"Name": "A", "BuildNumber": build}],
        "networks": networks,
        "interfaces": interfaces,
        "vm_resource_type_parameters": [
            {"Name": "MigrationNetworkOrder", "Value": null},
            {"Name": "MigrationExcludeNetworks", "Value": null},
        ],
    })
}

#[test]
fn example_4_switchless() {
    let routes = routes(&switchless(20_348), &json!({}));
    for (from, to, storage) in [("A", "B", "S1"), ("B", "C", "S2"), ("C", "A", "S3")] {
        assert_eq!(in_use(&routes, "cluster", from, to), [storage]);
        assert_eq!(in_use(&routes, "csv", from, to), [storage]);
        assert_eq!(failover(&routes, "csv", from, to), ["Management"]);
    }
    assert_eq!(in_use(&routes, "live_migration", "A", "B"), ["Management"]);
    assert_eq!(failover(&routes, "live_migration", "A", "B"), ["S1"]);
    assert_eq!(in_use(&routes, "live_migration", "B", "C"), ["S2"]);
    assert_eq!(in_use(&routes, "live_migration", "A", "C"), ["S3"]);
}

#[test]
fn example_5_rss_beats_a_faster_plain_network() {
    let networks = vec![network("Slow RSS", 1, 30_384, true), network("Fast plain", 1, 39_840, true)];
    let capture = json!({"networks": networks, "interfaces": on_all(&["A", "B"], &networks)});
    let routes = routes(&capture, &json!({}));
    assert_eq!(in_use(&routes, "cluster", "A", "B"), ["Slow RSS"]);
    assert_eq!(in_use(&routes, "csv", "A", "B"), ["Slow RSS"]);
    assert_eq!(failover(&routes, "csv", "A", "B"), ["Fast plain"]);
}

#[test]
fn example_6_a_manual_metric_moves_netft_but_not_csv() {
    let mut networks = azure_local();
    networks[0] = network("Management", 3, 100, false);
    let capture = json!({"networks": networks, "interfaces": on_all(&["A", "B"], &networks)});
    let routes = routes(&capture, &json!({}));
    assert_eq!(in_use(&routes, "cluster", "A", "B"), ["Management"]);
    assert_eq!(in_use(&routes, "csv", "A", "B"), ["Storage1", "Storage2"]);
}

#[test]
fn every_answer_can_be_asked_again_with_a_change() {
    let capture = kb_2473194();
    let ask = |options: Value| routes(&capture, &options);
    let without = ask(json!({"without": ["network:CSV"]}));
    assert_eq!(in_use(&without, "cluster", "N1", "N2"), ["LM"]);
    assert_eq!(in_use(&without, "csv", "N2", "N1"), ["LM"]);
    let metric = ask(json!({"set": "metric:Heartbeat=100"}));
    assert_eq!(in_use(&metric, "cluster", "N1", "N2"), ["Heartbeat"]);
    let role = ask(json!({"set": ["role:CSV=0"]}));
    assert_eq!(in_use(&role, "cluster", "N1", "N2"), ["LM"]);
    let owner = ask(json!({"set": ["owner:Disk 1=N2"], "traffic": "csv"}));
    assert_eq!(route(&owner, "csv", "N2", "N2")["local"], true);
    assert_eq!(in_use(&owner, "csv", "N1", "N2"), ["CSV"]);
    let interface = ask(json!({"without": ["interface:N1/CSV"]}));
    assert_eq!(in_use(&interface, "cluster", "N2", "N1"), ["LM"]);
    let node = ask(json!({"without": ["node:N2"]}));
    let gone = route(&node, "cluster", "N1", "N2");
    assert_eq!(names(&gone["networks"]), Vec::<&str>::new());
    assert!(
        gone["because"].as_array().unwrap().iter().any(|reason| reason["message"] == "N2 is down"),
        "{gone}"
    );
    let redirected = ask(json!({"set": ["redirect:*"], "traffic": ["csv"]}));
    assert_eq!(route(&redirected, "csv", "N2", "N1")["mode"], "file_system_redirected");
    assert_eq!(route(&redirected, "csv", "N2", "N1")["carries"], "all_io");
}

#[test]
fn filters_leave_only_what_is_asked_for() {
    let routes = routes(&kb_2473194(), &json!({"traffic": ["cluster"], "from": "n1", "to": "N2"}));
    assert_eq!(routes.as_array().unwrap().len(), 1);
    assert_eq!(in_use(&routes, "cluster", "N1", "N2"), ["CSV"]);
}

#[test]
fn names_that_do_not_exist_are_errors_that_list_the_known_ones() {
    let error = |options: Value| asking::try_ask(api::resolve::ask, &kb_2473194(), &options).unwrap_err();
    assert_eq!(
        error(json!({"from": "N9"})),
        "DPM: options.from: no node is called \"N9\"; the nearest is N1; the capture has N1, N2"
    );
    assert_eq!(
        error(json!({"without": ["node:N1", "network:Nope"]})),
        "DPM: options.without[1]: no network is called \"Nope\"; the capture has CSV, LM, Heartbeat, Host Access, iSCSI"
    );
    assert_eq!(
        error(json!({"set": ["role:CSV=2"]})),
        "DPM: options.set[0]: expected role 0 (None), 1 (Cluster) or 3 (ClusterAndClient), found \"role:CSV=2\""
    );
}

#[test]
fn routed_paths_are_used_when_no_network_is_shared() {
    let networks = vec![network("Site1", 3, 70_240, true), network("Site2", 3, 70_241, true)];
    let capture = json!({
        "cluster": {"Name": "C", "ClusterFunctionalLevel": 10},
        "networks": networks,
        "interfaces": [interface("A", "Site1"), interface("B", "Site2")],
    });
    let routes = routes(&capture, &json!({}));
    let cluster = route(&routes, "cluster", "A", "B");
    assert_eq!(names(&cluster["networks"]), ["Site1", "Site2"], "the sender's network first");
    assert_eq!(in_use(&routes, "cluster", "B", "A"), ["Site2", "Site1"]);
    assert_eq!(cluster["routed"], true);
    assert!(
        cluster["because"][0]["message"].as_str().unwrap().contains("70240 + 70241 = 140481"),
        "{cluster}"
    );
    assert_eq!(route(&routes, "csv", "A", "B")["certainty"], "assumed");
    assert_eq!(names(&route(&routes, "live_migration", "A", "B")["networks"]), Vec::<&str>::new());
}

#[test]
fn equal_sums_leave_the_route_undetermined() {
    let networks = vec![network("One", 1, 900, false), network("Two", 1, 900, false)];
    let capture = json!({
        "cluster": {"Name": "C", "ClusterFunctionalLevel": 10},
        "networks": networks,
        "interfaces": on_all(&["A", "B"], &networks),
    });
    let routes = routes(&capture, &json!({"traffic": ["cluster", "csv"]}));
    let cluster = route(&routes, "cluster", "A", "B");
    assert_eq!((&cluster["determined"], names(&cluster["networks"])), (&json!(false), vec!["One", "Two"]));
    let csv = route(&routes, "csv", "A", "B");
    assert_eq!((&csv["determined"], &csv["certainty"]), (&json!(false), &json!("assumed")));
}

#[test]
fn a_live_migration_list_needs_the_ids_of_the_networks() {
    let mut networks = vec![network("One", 1, 20_400, true), network("Two", 1, 20_401, true)];
    let list = json!([{"Name": "MigrationNetworkOrder", "Value": id("One")},
        {"Name": "MigrationExcludeNetworks", "Value": ""}]);
    let capture = |networks: &[Value]| {
        json!({
            "cluster": {"Name": "C", "ClusterFunctionalLevel": 10},
            "networks": networks,
            "interfaces": on_all(&["A", "B"], networks),
            "vm_resource_type_parameters": list,
        })
    };
    let told = routes(&capture(&networks), &json!({}));
    assert_eq!(in_use(&told, "live_migration", "A", "B"), ["One"]);

    // A console table prints no ids: the list's first network may be either.
    for network in &mut networks {
        network.as_object_mut().unwrap().remove("Id");
    }
    let told = routes(&capture(&networks), &json!({}));
    let route = route(&told, "live_migration", "A", "B");
    assert_eq!(route["determined"], false);
    assert_eq!(names(&route["networks"]).len(), 2);
    assert!(route["because"].to_string().contains("MigrationNetworkOrder names networks by id"), "{route}");
    let rules = ask(api::recommend::ask, &capture(&networks), &json!({}))["not_checked"].take();
    let skipped = |id: &str| rules.as_array().unwrap().iter().any(|skip| skip["rule"] == id);
    assert!(["CR402", "CR403", "CR404"].into_iter().all(skipped), "{rules}");
}

#[test]
fn a_partitioned_network_joins_only_interfaces_that_are_up() {
    let mut lan = network("LAN", 3, 70_240, true);
    lan["State"] = json!("Partitioned");
    let mut cut_off = interface("C", "LAN");
    cut_off["State"] = json!("Unreachable");
    let capture = json!({
        "cluster": {"Name": "C", "ClusterFunctionalLevel": 10},
        "networks": [lan],
        "interfaces": [interface("A", "LAN"), interface("B", "LAN"), cut_off],
    });
    let routes = routes(&capture, &json!({}));
    for traffic in ["cluster", "csv", "live_migration"] {
        assert_eq!(in_use(&routes, traffic, "A", "B"), ["LAN"]);
        assert_eq!(in_use(&routes, traffic, "A", "C"), Vec::<&str>::new());
        let because = route(&routes, traffic, "A", "C")["because"].to_string();
        assert!(because.contains("the common networks do not work: LAN"), "{because}");
    }
}

#[test]
fn files_that_disagree_are_a_finding_through_every_door() {
    let folder = std::env::temp_dir().join(format!("clusterroute-disagree-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, metric: u32| {
        std::fs::write(folder.join(name), json!([network("LAN", 1, metric, true)]).to_string()).unwrap();
    };
    write("a.json", 30_240);
    write("b.json", 30_241);
    let request = json!({"schema": 2, "input": {"paths": [folder]}});
    let capture = asking::answers(api::read_capture::ask, &request)["answers"][0]["capture"].take();
    let options = api::recommend::Options {
        wanted: clusterroute::advice::Wanted { rules: vec!["CR008".to_owned()], ..Default::default() },
        ..Default::default()
    };
    let piped = ask(api::recommend::ask, &capture, &json!({"rules": ["CR008"]}));
    let captures = read(std::slice::from_ref(&folder)).unwrap();
    let subject = api::Subject::new(&captures[0], &options.what_if).unwrap();
    let direct = serde_json::to_value(api::recommend::answer(&subject, &options).unwrap()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(piped, direct);
    let message = piped["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("Metric of LAN is 30240 in"), "{message}");
}
