//! Published clusters: what is known of their metrics and routes must come out of the engine.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;
#[path = "support/published.rs"]
mod published;

use asking::Question;
use clusterroute::api;
use published::{capture, clusters};
use serde_json::{Value, json};

fn ask(question: Question, cluster: &Value) -> Value {
    asking::try_ask(question, &capture(cluster), &json!({}))
        .unwrap_or_else(|error| panic!("{}: {error}", cluster["id"]))
}

/// The networks in use for a kind of traffic, sorted.
fn in_use(cluster: &Value, traffic: &str) -> Vec<String> {
    let answer = ask(api::resolve::ask, cluster);
    let routes = answer["routes"].as_array().unwrap();
    let route = routes.iter().find(|route| route["traffic"] == traffic).unwrap();
    let mut names: Vec<String> = route["networks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn by_id(id: &str) -> Value {
    clusters().into_iter().find(|cluster| cluster["id"] == id).unwrap_or_else(|| panic!("no cluster {id}"))
}

#[test]
fn every_published_metric_is_explained() {
    let mut checked = 0;
    for cluster in clusters() {
        for network in ask(api::measure::ask, &cluster)["networks"].as_array().unwrap() {
            if network["metric"].is_null() || network["auto_metric"] == json!(false) {
                continue;
            }
            assert!(!network["explained"].is_null(), "{}: {network}", cluster["id"]);
            checked += 1;
        }
    }
    assert_eq!(checked, 28, "the fixture has gained or lost published metrics");
}

#[test]
fn every_published_cluster_gets_an_answer_to_every_question() {
    for cluster in clusters() {
        for question in [api::measure::ask, api::resolve::ask, api::recommend::ask] {
            ask(question, &cluster);
        }
    }
}

#[test]
fn kb_2473194_in_all_three_states() {
    for (id, csv, migration) in [
        ("dpm2010-kb-a", "Heartbeat Cluster", "Host Access Cluster"),
        ("dpm2010-kb-b", "Heartbeat Cluster", "CSV-LM Cluster"),
        ("dpm2010-kb-c", "CSV Cluster", "LM Cluster"),
    ] {
        let cluster = by_id(id);
        assert_eq!(in_use(&cluster, "csv"), [csv], "{id}");
        assert_eq!(in_use(&cluster, "cluster"), [csv], "{id}");
        assert_eq!(in_use(&cluster, "live_migration"), [migration], "{id}");
    }
}

#[test]
fn storage_networks_carry_csv_in_parallel() {
    assert_eq!(
        in_use(&by_id("mcclus02-2025"), "csv"),
        [711, 712, 713, 714].map(|vlan| format!("compute_management_storage(Storage_VLAN{vlan})"))
    );
    assert_eq!(in_use(&by_id("netatc-21h2-manual"), "csv"), ["SMB01", "SMB02"]);
}

#[test]
fn a_published_cluster_without_metrics_is_not_guessed() {
    let answer = ask(api::resolve::ask, &by_id("s2d-s-cluster-smb"));
    for route in answer["routes"].as_array().unwrap() {
        assert_eq!(route["certainty"], "assumed", "{route}");
    }
    // Both storage networks, as published, but marked as not ranked.
    assert_eq!(in_use(&by_id("s2d-s-cluster-smb"), "csv"), ["SMB1", "SMB2"]);
}

#[test]
fn a_partitioned_network_is_no_route_of_the_whole_cluster() {
    let cluster = by_id("azlocal-tsg-partitioned");
    let answer = ask(api::resolve::ask, &cluster);
    for route in answer["routes"].as_array().unwrap() {
        for list in ["networks", "failover"] {
            let list = route[list].as_array().unwrap();
            assert!(list.iter().all(|n| n["name"] != "Cluster Network 1"), "{route}");
        }
    }
}

#[test]
fn the_published_default_migration_list_comes_out() {
    // The screenshots show no metrics; numbers in name order stand in for them, as the notes read the list.
    let mut cluster = by_id("azshci-s-clus-lm-default");
    let published: Vec<String> = cluster["lm_order_published"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    for (index, network) in cluster["networks"].as_array_mut().unwrap().iter_mut().enumerate() {
        let base = if network["role"] == "Cluster" { 30_240 } else { 70_240 };
        network["metric"] = json!(base + index);
    }
    let answer = ask(api::resolve::ask, &cluster);
    let route =
        answer["routes"].as_array().unwrap().iter().find(|r| r["traffic"] == "live_migration").unwrap();
    let order: Vec<&str> = ["networks", "failover"]
        .iter()
        .flat_map(|list| route[list].as_array().unwrap().iter().map(|n| n["name"].as_str().unwrap()))
        .collect();
    assert_eq!(order, published);
}
