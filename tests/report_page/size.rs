//! The page is small, quickly made, and the same for the same input.

use super::{fleet, made, page, page_of};
use serde_json::Value;
use std::time::{Duration, Instant};

#[test]
fn pages_keep_to_their_budget() {
    let sizes = [
        ("a small cluster", page_of("samples/hyperv-2012r2-san").len(), 100_000),
        ("64 nodes in six groups", page(&made::six_groups()).len(), 200_000),
        ("64 nodes that differ", page(&made::all_differ()).len(), 300_000),
    ];
    for (name, size, most) in sizes {
        assert!(size < most, "{name}: {size} bytes");
    }
}

#[test]
fn the_page_of_the_largest_clusters_is_under_a_megabyte() {
    let names = |count: usize| (0..count).map(|n| format!("{} {n}", "y".repeat(60))).collect::<Vec<_>>();
    let networks: Vec<Value> = names(1000)
        .iter()
        .enumerate()
        .map(|(n, name)| serde_json::json!({"Name": name, "Role": 1, "Metric": 30_000 + n, "State": 3}))
        .collect();
    let nodes: Vec<Value> =
        names(30).iter().map(|name| serde_json::json!({"Name": name, "State": "Up"})).collect();
    let size = page(&serde_json::json!({"networks": networks, "nodes": nodes})).len();
    assert!(size < 1_000_000, "{size}");
}

/// Ten times what is promised of a release, since this is not one.
#[test]
fn a_page_of_64_nodes_is_made_in_a_moment() {
    let capture = made::six_groups();
    let start = Instant::now();
    page(&capture);
    let most = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
    assert!(start.elapsed() < most, "{:?}", start.elapsed());
}

#[test]
fn the_same_input_gives_the_same_page_in_any_order() {
    let capture = made::six_groups();
    let mut turned = capture.clone();
    for section in ["nodes", "networks", "interfaces", "shared_volumes", "shared_volume_states"] {
        turned[section].as_array_mut().unwrap().reverse();
    }
    let first = page(&capture);
    assert_eq!(first, page(&capture));
    assert_eq!(first, page(&turned));
    let two = [made::named("A"), made::named("B")];
    assert_eq!(fleet(&two), fleet(&two));
}

#[test]
fn only_the_stated_time_differs() {
    let with = |time: &str| {
        super::ask(clusterroute::api::report::ask, &made::named("A"), &serde_json::json!({"generated": time}))
            ["html"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(with("at noon").replace("at noon", "TIME"), with("at night").replace("at night", "TIME"));
}
