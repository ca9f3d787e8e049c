//! What-if questions: a value that is set is followed through to what comes from it, and what cannot be known then is
//! not called computed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::{ask, try_ask};
use clusterroute::api;
use serde_json::{Value, json};

/// Networks by name, role, metric, whether that is automatic, class of the adapters and their speed.
type Row = (&'static str, u8, u32, bool, &'static str, u64);

const MANAGEMENT: Row = ("Management", 3, 70_384, true, "rss", 1);
const CLUSTER: Row = ("Cluster", 1, 30_240, true, "rss", 10);
const MIGRATION: Row = ("Migration", 1, 30_384, true, "rss", 1);
const STORAGE: Row = ("Storage", 1, 20_400, true, "rdma", 25);

fn adapter_id(node: usize, network: usize) -> String {
    format!("{node:08x}-0000-4000-8000-{network:012x}")
}

/// Two nodes on all of these networks, with one volume.
fn capture(rows: &[Row]) -> Value {
    let networks: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(n, (name, role, metric, auto, ..))| {
            json!({"Name": name, "Id": format!("{n:08x}-0000-4000-8000-000000000000"), "Role": role, "State": 3,
                   "Metric": metric, "AutoMetric": auto, "Ipv4Addresses": [format!("10.0.{n}.0")],
                   "Ipv4PrefixLengths": [24]})
        })
        .collect();
    let interfaces: Vec<Value> = [1, 2]
        .into_iter()
        .flat_map(|node| {
            rows.iter().enumerate().map(move |(n, (name, ..))| {
                json!({"Name": format!("HV{node} - {name}"), "Node": format!("HV{node}"), "Network": name,
                       "State": 3, "Ipv4Addresses": [format!("10.0.{n}.{node}")], "Adapter": "Ethernet Adapter",
                       "AdapterId": adapter_id(node, n)})
            })
        })
        .collect();
    json!({
        "cluster": [{"Name": "C", "ClusterFunctionalLevel": 11, "UseClientAccessNetworksForSharedVolumes": 0}],
        "networks": networks,
        "interfaces": interfaces,
        "shared_volumes": [{"Name": "Volume1", "OwnerNode": "HV1"}, {"Name": "Volume2", "OwnerNode": "HV2"}],
        "vm_resource_type_parameters": [
            {"ClusterObject": "Virtual Machine", "Name": "MigrationNetworkOrder", "Value": ""},
            {"ClusterObject": "Virtual Machine", "Name": "MigrationExcludeNetworks", "Value": ""},
        ],
    })
}

/// The same, with what both hosts say of their adapters.
fn with_adapters(rows: &[Row]) -> Value {
    let mut capture = capture(rows);
    let list = |make: &dyn Fn(&Row) -> Value| rows.iter().map(make).collect::<Vec<_>>();
    let host = |node: usize| {
        let adapter = |(n, (name, .., gbps)): (usize, &Row)| {
            json!({"Name": name, "Speed": gbps * 1_000_000_000,
                   "InterfaceGuid": format!("{{{}}}", adapter_id(node, n))})
        };
        json!({
            "node": format!("HV{node}"),
            "net_adapters": rows.iter().enumerate().map(adapter).collect::<Vec<_>>(),
            "net_adapter_rdma": list(&|(name, .., class, _)| json!({"Name": name, "Enabled": *class == "rdma"})),
            "net_adapter_rss": list(&|(name, .., class, _)| json!({"Name": name, "Enabled": *class != "plain"})),
        })
    };
    capture["hosts"] = json!([host(1), host(2)]);
    capture
}

/// The metric of a network, and what is said of it.
fn measured(capture: &Value, set: &[&str], name: &str) -> (Option<u64>, String) {
    let answer = ask(api::measure::ask, capture, &json!({"set": set}));
    let networks = answer["networks"].as_array().unwrap();
    let network = networks.iter().find(|network| network["name"] == name).unwrap();
    (network["metric"].as_u64(), network["verdict"].as_str().unwrap().to_owned())
}

/// The route of one kind of traffic from HV2 to HV1.
fn route(capture: &Value, set: &[&str], traffic: &str) -> Value {
    let options = json!({"set": set, "traffic": traffic, "from": "HV2", "to": "HV1"});
    ask(api::resolve::ask, capture, &options)["routes"][0].take()
}

/// The networks in use for it, by name.
fn used(capture: &Value, set: &[&str], traffic: &str) -> Vec<String> {
    let route = route(capture, set, traffic);
    let networks = route["networks"].as_array().unwrap();
    networks.iter().map(|network| network["name"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn assert_metric(capture: &Value, set: &[&str], name: &str, metric: impl Into<Option<u64>>, verdict: &str) {
    assert_eq!(measured(capture, set, name), (metric.into(), verdict.to_owned()), "{set:?}");
}

#[test]
fn a_role_takes_the_automatic_metric_with_it() {
    for capture in [capture(&[MANAGEMENT, CLUSTER, STORAGE]), with_adapters(&[MANAGEMENT, CLUSTER, STORAGE])]
    {
        assert_metric(&capture, &["role:Cluster=3"], "Cluster", 70_240, "automatic");
        assert_metric(&capture, &["role:Cluster=ClusterAndClient"], "Cluster", 70_240, "automatic");
        assert_metric(&capture, &["role:Storage=3"], "Storage", 60_400, "automatic");
        assert_metric(&capture, &["role:Cluster=3", "role:Cluster=1"], "Cluster", 30_240, "automatic");
        assert_metric(&capture, &["role:Cluster=0", "role:Cluster=1"], "Cluster", 30_240, "automatic");
        // Nothing is published about role 0.
        assert_metric(&capture, &["role:Cluster=0"], "Cluster", None, "unknown");
        let changed = route(&capture, &["role:Cluster=3"], "cluster");
        assert_eq!(changed["certainty"], "computed", "{changed}");
    }
}

#[test]
fn a_metric_set_by_hand_stays_whatever_the_role() {
    let capture = capture(&[MANAGEMENT, ("Cluster", 1, 900, false, "rss", 10), STORAGE]);
    assert_metric(&capture, &["role:Cluster=3"], "Cluster", 900, "manual");
}

#[test]
fn where_the_new_metric_is_not_known_nothing_is_called_computed() {
    // Management has the value that Cluster would get: which of the two is lower is not published.
    let capture = capture(&[("Management", 3, 70_240, true, "rss", 10), CLUSTER]);
    let set = ["role:Cluster=3"];
    assert_metric(&capture, &set, "Cluster", None, "unknown");
    for traffic in ["cluster", "live_migration"] {
        let route = route(&capture, &set, traffic);
        assert_eq!(
            (&route["certainty"], &route["determined"]),
            (&json!("assumed"), &json!(false)),
            "{route}"
        );
    }
    // Class and speed do not hang on the metric.
    let back = [set[0], "role:Management=1", "role:Cluster=1"];
    assert_eq!(route(&capture, &back, "csv")["bandwidth_gbps"], 20.0);
    // One that nothing explains does not tell what it would be.
    let stale = self::capture(&[MANAGEMENT, ("Cluster", 1, 70_240, true, "rss", 10)]);
    assert_metric(&stale, &set, "Cluster", None, "unknown");
}

#[test]
fn a_metric_set_by_hand_moves_the_cluster_and_not_shared_volumes() {
    for capture in [capture(&[MANAGEMENT, CLUSTER, STORAGE]), with_adapters(&[MANAGEMENT, CLUSTER, STORAGE])]
    {
        let before = route(&capture, &[], "csv");
        for set in [["metric:Cluster=900"], ["metric:Storage=60000"], ["metric:Management=100"]] {
            let mut after = route(&capture, &set, "csv");
            for part in ["networks", "failover", "bandwidth_gbps", "certainty", "determined"] {
                assert_eq!(after[part].take(), before[part], "{part} after {set:?}");
            }
        }
        assert_metric(&capture, &["metric:Cluster=900"], "Cluster", 900, "manual");
        assert_eq!(used(&capture, &[], "cluster"), ["Storage"]);
        assert_eq!(used(&capture, &["metric:Cluster=900"], "cluster"), ["Cluster"]);
    }
}

#[test]
fn a_metric_comes_back_to_what_the_cluster_chooses() {
    let there_and_back = ["metric:Cluster=900", "metric:Cluster=auto"];
    for capture in [capture(&[MANAGEMENT, CLUSTER, STORAGE]), with_adapters(&[MANAGEMENT, CLUSTER, STORAGE])]
    {
        assert_metric(&capture, &there_and_back, "Cluster", 30_240, "automatic");
        assert_metric(&capture, &["metric:Cluster=AUTO"], "Cluster", 30_240, "automatic");
        assert_eq!(route(&capture, &there_and_back, "csv"), route(&capture, &[], "csv"));
    }
    // One that was set by hand before the capture tells nothing; its adapters do.
    let by_hand = [MANAGEMENT, ("Cluster", 1, 900, false, "rss", 10), STORAGE];
    assert_metric(&capture(&by_hand), &["metric:Cluster=auto"], "Cluster", None, "unknown");
    assert_metric(&with_adapters(&by_hand), &["metric:Cluster=auto"], "Cluster", 30_240, "automatic");
    // The value would be that of another network. What it told of the adapters is known all the same.
    let equals = capture(&[MANAGEMENT, CLUSTER, ("Second", 1, 30_241, true, "rss", 10)]);
    let there_and_back = ["metric:Second=900", "metric:Second=auto"];
    assert_metric(&equals, &there_and_back, "Second", None, "unknown");
    assert_eq!(used(&equals, &there_and_back, "csv"), ["Cluster", "Second"]);
    // Where AutoMetric is not captured, a value that the cluster gives is its own.
    let mut unsaid = capture(&[MANAGEMENT, CLUSTER, STORAGE]);
    unsaid["networks"][1].as_object_mut().unwrap().remove("AutoMetric");
    assert_metric(&unsaid, &["metric:Cluster=auto"], "Cluster", 30_240, "automatic");
}

#[test]
fn speed_and_class_decide_what_smb_takes_and_the_automatic_metric() {
    let rows = [MANAGEMENT, CLUSTER, MIGRATION];
    for capture in [capture(&rows), with_adapters(&rows)] {
        assert_eq!(used(&capture, &[], "csv"), ["Cluster"]);
        assert_metric(&capture, &["speed:Migration=25"], "Migration", 30_000, "automatic");
        assert_eq!(used(&capture, &["speed:Migration=25"], "csv"), ["Migration"]);
        assert_metric(&capture, &["class:Migration=rdma"], "Migration", 20_784, "automatic");
        assert_eq!(used(&capture, &["class:Migration=RDMA"], "csv"), ["Migration"]);
        assert_metric(&capture, &["class:Migration=plain"], "Migration", 39_984, "automatic");
        assert_metric(&capture, &["speed:Migration=10"], "Migration", None, "unknown");
        assert_eq!(used(&capture, &["speed:Migration=10"], "csv"), ["Cluster", "Migration"]);
        // What it has already changes nothing.
        assert_metric(
            &capture,
            &["speed:Migration=1", "class:Migration=rss"],
            "Migration",
            30_384,
            "automatic",
        );
        // A speed that the metric is not published for.
        assert_metric(&capture, &["speed:Migration=2.5"], "Migration", None, "unknown");
        assert_metric(&capture, &["metric:Migration=900", "speed:Migration=25"], "Migration", 900, "manual");
        assert_eq!(used(&capture, &["metric:Migration=900", "speed:Migration=25"], "csv"), ["Migration"]);
    }
    // Each by itself tells too little, both together all.
    let unknown = capture(&[MANAGEMENT, CLUSTER, ("Migration", 1, 55_555, true, "rss", 1)]);
    assert_metric(&unknown, &["speed:Migration=25"], "Migration", None, "unknown");
    let both = ["speed:Migration=25", "class:Migration=rdma"];
    assert_metric(&unknown, &both, "Migration", 20_400, "automatic");
    assert_eq!(used(&unknown, &both, "csv"), ["Migration"]);
}

#[test]
fn live_migration_lists_are_written_by_name() {
    let capture = capture(&[MANAGEMENT, CLUSTER, MIGRATION, STORAGE]);
    assert_eq!(used(&capture, &["migration_order:Migration,Cluster"], "live_migration"), ["Migration"]);
    assert_eq!(used(&capture, &["migration_order: storage , Cluster"], "live_migration"), ["Storage"]);
    let exclude = "migration_exclude:Cluster,Migration,Storage";
    assert_eq!(used(&capture, &[exclude], "live_migration"), ["Management"]);
    let none = "migration_exclude:Management,Cluster,Migration,Storage";
    assert_eq!(used(&capture, &[none], "live_migration"), [""; 0]);
    let emptied = [none, "migration_exclude:"];
    assert_eq!(used(&capture, &emptied, "live_migration"), used(&capture, &[], "live_migration"));
}

#[test]
fn what_a_question_sets_raises_no_finding_about_metrics() {
    let rows = [MANAGEMENT, CLUSTER, MIGRATION, STORAGE];
    let sets = [
        "role:Cluster=3",
        "role:Cluster=0",
        "role:Management=1",
        "role:Storage=3",
        "metric:Cluster=900",
        "metric:Cluster=auto",
        "speed:Cluster=1",
        "speed:Cluster=25",
        "speed:Management=2.5",
        "class:Cluster=plain",
        "class:Migration=rdma",
        "class:Storage=rss",
    ];
    for capture in [capture(&rows), with_adapters(&rows)] {
        for set in [vec![]]
            .into_iter()
            .chain(sets.iter().flat_map(|one| sets.iter().map(move |two| vec![*one, *two])))
        {
            let answer = ask(api::recommend::ask, &capture, &json!({"set": set}));
            let findings = answer["findings"].as_array().unwrap();
            let mut all =
                findings.iter().flat_map(|one| [one].into_iter().chain(one["explains"].as_array().unwrap()));
            let wrong = all.find(|one| one["rule"] == "CR205" || one["rule"] == "CR206");
            assert_eq!(wrong, None, "{set:?}");
        }
    }
}

#[test]
fn a_name_that_fits_nothing_is_an_error_with_the_nearest() {
    let capture = capture(&[MANAGEMENT, CLUSTER]);
    let error = |set: &str| try_ask(api::resolve::ask, &capture, &json!({"set": [set]})).unwrap_err();
    let network = "C: options.set[0]: no network is called \"Managment\"; the nearest is Management; the capture has \
                   Cluster, Management";
    for set in [
        "role:Managment=1",
        "metric:Managment=900",
        "metric:Managment=auto",
        "speed: Managment =10",
        "class:Managment=rdma",
        "migration_order:Managment,Cluster",
        "migration_exclude:Cluster, Managment",
    ] {
        assert_eq!(error(set), network, "{set}");
    }
    let node = "C: options.set[0]: no node is called \"HV\"; the nearest is HV1; the capture has HV1, HV2";
    assert_eq!(error("owner:Volume1=HV"), node);
    let volume = "C: options.set[0]: no volume is called \"volume\"; the nearest is Volume1; the capture has Volume1, \
                  Volume2";
    assert_eq!(error("redirect:volume"), volume);
    assert_eq!(error("owner:volume=HV1"), volume);
    // Nothing is near, and nothing is suggested.
    let far = "C: options.set[0]: no network is called \"Backup\"; the capture has Cluster, Management";
    assert_eq!(error("role:Backup=1"), far);
}

#[test]
fn a_value_that_fits_nothing_says_what_would() {
    let capture = capture(&[MANAGEMENT, CLUSTER]);
    let error = |set: &str| try_ask(api::resolve::ask, &capture, &json!({"set": [set]})).unwrap_err();
    for (set, expected) in [
        ("role:Cluster=2", "role 0 (None), 1 (Cluster) or 3 (ClusterAndClient)"),
        ("metric:Cluster=0", "a metric from 1 to 268435455, or auto"),
        ("speed:Cluster=0", "a speed from 0.01 to 800 Gbit/s"),
        ("speed:Cluster=NaN", "a speed from 0.01 to 800 Gbit/s"),
        ("class:Cluster=fast", "rdma, rss or plain"),
    ] {
        assert_eq!(error(set), format!("C: options.set[0]: expected {expected}, found {set:?}"));
    }
}

/// Where interfaces are only assumed, a cluster without any is one where all are assumed: that once gave the network back.
#[test]
fn a_network_whose_last_interfaces_are_taken_away_carries_nothing() {
    let both = json!(["interface:HV1/Management", "interface:HV2/Management"]);
    for without in [both, json!(["interface:HV1/Management"])] {
        let options = json!({"without": without, "traffic": "cluster"});
        let mut capture = capture(&[MANAGEMENT]);
        capture.as_object_mut().unwrap().remove("interfaces");
        capture["nodes"] = json!([{"Name": "HV1", "State": 0}, {"Name": "HV2", "State": 0}]);
        let answer = ask(api::resolve::ask, &capture, &options);
        let routes = answer["routes"].as_array().unwrap();
        assert!(!routes.is_empty() && routes.iter().all(|route| route["networks"] == json!([])), "{answer}");
    }
}

/// The answer is about a cluster that is not: what it is, stands beside.
#[test]
fn what_was_before_is_told_where_it_moved() {
    let capture = capture(&[MANAGEMENT, CLUSTER]);
    let options = json!({"without": ["network:Cluster"], "traffic": "cluster"});
    let moved = ask(api::resolve::ask, &capture, &options);
    assert_eq!(moved["what_if"], json!(["network:Cluster"]));
    for route in moved["routes"].as_array().unwrap() {
        assert_eq!(route["networks"][0]["name"], "Management");
        assert_eq!(route["before"]["networks"][0]["name"], "Cluster");
    }
    let plain = ask(api::resolve::ask, &capture, &json!({"traffic": "cluster"}));
    assert!(plain["routes"].as_array().unwrap().iter().all(|route| route["before"].is_null()));
    let same =
        ask(api::resolve::ask, &capture, &json!({"set": ["speed:Management=100"], "traffic": "cluster"}));
    assert!(
        same["routes"].as_array().unwrap().iter().all(|route| route["before"].is_null()),
        "nothing moved"
    );
}

#[test]
fn findings_are_told_against_the_cluster_as_it_is() {
    let capture = capture(&[MANAGEMENT, CLUSTER]);
    let asked = |options: Value| ask(api::recommend::ask, &capture, &options);
    assert_eq!(asked(json!({}))["before"], json!(null));
    let gone = asked(json!({"without": ["network:Cluster"]}));
    let rules = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
    };
    let new = rules(&gone["before"]["new"]);
    assert!(new.contains(&"CR108".to_owned()), "{gone}");
    let only = asked(json!({"without": ["network:Cluster"], "exclude_rules": ["CR108"]}));
    assert!(!rules(&only["before"]["new"]).contains(&"CR108".to_owned()), "{only}");
}
