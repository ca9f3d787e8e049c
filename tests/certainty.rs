//! What is computed and what is only assumed, asked as callers ask it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;
#[path = "support/made_up.rs"]
mod made_up;

use asking::ask;
use clusterroute::api;
use made_up::{interface, names, network, on_all, route, routes};
use serde_json::{Value, json};

#[test]
fn a_pair_of_cluster_only_networks_never_beats_a_common_network() {
    let networks = vec![
        network("Net 0", 1, 1_000, true),
        network("Net 1", 3, 1_300, true),
        network("Net 3", 1, 1_200, true),
    ];
    let mut interfaces = on_all(&["A", "B"], &networks[2..]);
    interfaces.extend([interface("B", "Net 0"), interface("C", "Net 0"), interface("D", "Net 1")]);
    let capture = |plumb: u32| {
        json!({
            "cluster": {"Name": "C", "ClusterFunctionalLevel": 10, "PlumbAllCrossSubnetRoutes": plumb},
            "networks": networks,
            "interfaces": interfaces,
        })
    };
    for plumb in [0, 1] {
        let routes = routes(&capture(plumb), &json!({"traffic": "cluster"}));
        let shared = route(&routes, "cluster", "A", "B");
        assert_eq!((names(&shared["networks"]), names(&shared["failover"])), (vec!["Net 3"], vec![]));
        assert_eq!(shared["certainty"], "computed");
        // One cluster-only end is enough to doubt the path, and not enough to leave it out.
        for (to, networks) in [("C", ["Net 3", "Net 0"]), ("D", ["Net 3", "Net 1"])] {
            let last = route(&routes, "cluster", "A", to);
            assert_eq!(names(&last["networks"]), networks);
            assert_eq!((&last["routed"], &last["certainty"]), (&json!(true), &json!("assumed")));
            assert!(last["because"].to_string().contains("routed_over_cluster_only"), "{last}");
        }
    }
    let down = routes(&capture(1), &json!({"traffic": "cluster", "without": "interface:B/Net 3"}));
    let routed = route(&down, "cluster", "A", "B");
    assert_eq!(
        (names(&routed["networks"]), &routed["certainty"]),
        (vec!["Net 3", "Net 0"], &json!("assumed"))
    );
    let mut broken = capture(0);
    broken["networks"][1]["State"] = json!("Down");
    broken["networks"][0]["State"] = json!("Down");
    broken["interfaces"][1]["State"] = json!("Failed");
    let none = routes(&broken, &json!({"traffic": "cluster"}));
    let none = route(&none, "cluster", "A", "B");
    assert_eq!((names(&none["networks"]), &none["certainty"]), (vec![], &json!("assumed")));
    assert!(none["because"].to_string().contains("routing_beside_broken"), "{none}");
}

#[test]
fn a_version_that_may_be_either_is_doubted_in_every_answer() {
    let capture = |builds: &[u32]| {
        let nodes: Vec<Value> = (0..2)
            .map(|n| match builds.get(n) {
                Some(build) => json!({"Name": format!("N{n}"), "BuildNumber": build}),
                None => json!({"Name": format!("N{n}")}),
            })
            .collect();
        json!({
            "cluster": [{"Name": "C", "ClusterFunctionalLevel": 12}],
            "nodes": nodes,
            "networks": [network("LAN", 3, 70_000, true), network("SMB", 1, 20_401, true)],
        })
    };
    let doubt =
        "ClusterFunctionalLevel is 12; Azure Local 23H2 has the same level, and no node's build is captured";
    for (question, text) in [
        (api::measure::ask as asking::Question, format!("Windows Server 2025: {doubt}")),
        (api::resolve::ask, "order_of_2025_or_23h2".to_owned()),
        (api::recommend::ask, "version_may_be_23h2".to_owned()),
    ] {
        let answer = ask(question, &capture(&[]), &json!({}));
        let expected = json!({"version": "2025", "because": doubt, "certainty": "assumed"});
        assert_eq!(answer["windows"], expected);
        let assumptions = answer["assumptions"].as_array().unwrap();
        let assumed = assumptions.iter().find(|one| one["key"] == "version_may_be_23h2").unwrap();
        assert_eq!(assumed["message"], format!("the Windows version is taken to be 2025: {doubt}"));
        assert!(answer.to_string().contains(&text), "{answer}");

        let sure = ask(question, &capture(&[26_100]), &json!({}));
        assert_eq!(sure["windows"]["certainty"], "observed");
        assert!(!sure.to_string().contains("23h2") && !sure.to_string().contains("or 23H2"), "{sure}");
    }
}

/// Nothing tells Azure Local 24H2 from Windows Server 2025, so that the caller may: it chooses networks alike, and what
/// holds for every Azure Local holds for it.
#[test]
fn azure_local_24h2_is_stated_and_shown() {
    let hosts = json!([{"node": "N1",
        "vm_switches": [{"Name": "S", "SwitchType": 2, "NetAdapterInterfaceDescription": "Microsoft Network Adapter Multiplexor Driver"}]}]);
    let capture = json!({
        "cluster": [{"Name": "C", "ClusterFunctionalLevel": 12}],
        "nodes": [{"Name": "N1", "BuildNumber": "26100"}, {"Name": "N2", "BuildNumber": "26100"}],
        "networks": [{"Name": "LAN", "Role": 3, "State": 3, "Metric": 70_000, "AutoMetric": true}],
        "hosts": hosts,
    });
    let asked = |question, version: Value| ask(question, &capture, &json!({"windows_version": version}));
    let stated = asked(api::resolve::ask, json!("24h2"));
    assert_eq!(
        stated["windows"],
        json!({"version": "24H2", "because": "stated by the caller", "certainty": "stated"})
    );
    let scheme = &asked(api::measure::ask, json!("24H2"))["scheme_because"];
    assert_eq!(scheme, "Azure Local 24H2: stated by the caller");
    assert_eq!(asked(api::resolve::ask, json!(null))["windows"]["version"], "2025");
    assert_eq!(stated["routes"], asked(api::resolve::ask, json!("2025"))["routes"]);
    let severity = |version: &str| {
        let answer = asked(api::recommend::ask, json!(version));
        let findings = answer["findings"].as_array().unwrap().iter();
        findings.clone().find(|one| one["rule"] == "CR510").unwrap()["severity"].clone()
    };
    assert_eq!(
        (severity("24H2"), severity("23H2"), severity("2025")),
        ("error".into(), "error".into(), "warning".into())
    );
}

/// Two nodes on networks of these roles, with an adapter of one speed on each, that migrate over SMB.
fn migrating(networks: &[(&str, u32, u32)], exclude: &str, option: &str) -> Value {
    let all: Vec<Value> = networks
        .iter()
        .zip(20_401..)
        .map(|((name, role, _), metric)| network(name, *role, metric, false))
        .collect();
    let address = |network: usize, node: usize| format!("10.0.{network}.{}", node + 1);
    let interfaces = on_all(&["N0", "N1"], &all).into_iter().enumerate().map(|(at, mut interface)| {
        interface["Ipv4Addresses"] = json!([address(at / 2, at % 2)]);
        interface
    });
    let adapters = |node: usize| -> Vec<Value> {
        let adapter = |(at, (name, _, gbps)): (usize, &(&str, u32, u32))| {
            json!({"FriendlyName": name, "IpAddresses": [address(at, node)], "RdmaCapable": true,
                   "RssCapable": true, "LinkSpeed": format!("{gbps} Gbps")})
        };
        networks.iter().enumerate().map(adapter).collect()
    };
    let host = |node: usize| {
        json!({"node": format!("N{node}"), "smb_client_interfaces": adapters(node),
               "vm_host": [{"VirtualMachineMigrationPerformanceOption": option}]})
    };
    let excluded =
        all.iter().find(|network| network["Name"] == exclude).map_or(json!(""), |n| n["Id"].clone());
    json!({
        "cluster": [{"Name": "C", "ClusterFunctionalLevel": 11}],
        "nodes": [{"Name": "N0"}, {"Name": "N1"}],
        "networks": all,
        "interfaces": interfaces.collect::<Vec<_>>(),
        "hosts": [host(0), host(1)],
        "vm_resource_type_parameters": [
            {"Name": "MigrationNetworkOrder", "Value": ""},
            {"Name": "MigrationExcludeNetworks", "Value": excluded},
        ],
    })
}

#[test]
fn smb_may_migrate_over_an_equal_network_that_the_list_does_not_have() {
    let ask = |networks: &[(&str, u32, u32)], exclude: &str, option: &str| {
        let capture = migrating(networks, exclude, option);
        route(&routes(&capture, &json!({"traffic": "live_migration"})), "live_migration", "N0", "N1").clone()
    };
    let two = [("SMB1", 1, 25), ("SMB2", 1, 25)];
    let all_in_list = ask(&two, "", "SMB");
    assert_eq!((names(&all_in_list["networks"]).len(), &all_in_list["certainty"]), (2, &json!("computed")));

    let excluded = ask(&two, "SMB2", "SMB");
    assert_eq!((names(&excluded["networks"]), &excluded["certainty"]), (vec!["SMB1"], &json!("assumed")));
    let because = excluded["because"].as_array().unwrap();
    let doubt = because.iter().find(|reason| reason["key"] == "smb_may_use_others").unwrap();
    assert_eq!(
        doubt["message"],
        "the performance option is SMB: Multichannel may also use SMB2, equal (RDMA, 25 Gbit/s) but not in the list"
    );
    assert_eq!(doubt["facts"]["networks"], json!(["SMB2"]), "{doubt}");

    assert_eq!(ask(&two, "SMB2", "Compression")["certainty"], "computed", "one network, from the list");
    let unequal = [("SMB1", 1, 25), ("SMB2", 1, 10)];
    assert_eq!(ask(&unequal, "SMB2", "SMB")["certainty"], "computed", "no equal");
    let outside = ask(&[("SMB1", 1, 25), ("iSCSI", 0, 25)], "", "SMB");
    assert_eq!((names(&outside["networks"]), &outside["certainty"]), (vec!["SMB1"], &json!("assumed")));
    let mut broken = migrating(&two, "SMB2", "SMB");
    broken["interfaces"][3]["State"] = json!("Failed");
    let broken = routes(&broken, &json!({"traffic": "live_migration"}));
    assert_eq!(
        route(&broken, "live_migration", "N0", "N1")["certainty"],
        "computed",
        "it does not join the ends"
    );
}
