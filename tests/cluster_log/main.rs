//! Cluster logs of `Get-ClusterLog`: what they tell, beside what the objects of the same cluster tell.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/asking.rs"]
mod asking;
mod hostile;

use clusterroute::api;
use clusterroute::capture::formats::cluster_log;
use clusterroute::capture::{Capture, Raw, found::Found, reading::START};
use clusterroute::engine::route::{Certainty, Traffic};
use clusterroute::model::{Cluster, WindowsEvidence};
use clusterroute::schema::{Property, Section};
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn log(name: &str) -> PathBuf {
    fixtures().join("cluster-log").join(name)
}

/// The objects of the cluster that the logs are of.
fn objects(file: &str) -> PathBuf {
    fixtures().join("captures/s2d-2019-rdma").join(file)
}

/// The only capture of the paths.
fn one(paths: &[PathBuf]) -> Capture {
    let mut captures = asking::read(paths).unwrap();
    assert_eq!(captures.len(), 1, "{paths:?}");
    captures.remove(0)
}

fn subject(capture: &Capture) -> api::Subject {
    api::Subject::new(capture, &api::WhatIf::default()).unwrap()
}

fn cluster(paths: &[PathBuf]) -> Cluster {
    subject(&one(paths)).cluster
}

fn read(bytes: &[u8]) -> Found<'static> {
    let (start, rest) = bytes.split_at(bytes.len().min(START));
    assert!(cluster_log::is_one(start));
    cluster_log::read(start, rest, "f").unwrap()
}

fn count(found: &Found<'_>, section: Section) -> usize {
    found.objects.iter().filter(|(of, _)| *of == section).count()
}

/// A folder of this test's own, empty at first.
fn scratch(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cluster_log").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn skipped(capture: &Capture) -> Vec<&str> {
    capture.origin.not_read.iter().map(|skipped| &*skipped.reason).collect()
}

#[test]
fn the_sections_tell_what_the_objects_tell() {
    let mut of_objects = cluster(&[objects("networks.xml"), objects("interfaces.xml")]);
    for name in ["HV11_cluster.log", "HV12_cluster.log"] {
        let of_log = cluster(&[log(name)]);
        assert_eq!(format!("{:#?}", of_log.networks), format!("{:#?}", of_objects.networks));
        // The log calls the adapter by a name that may be its own or the connection's.
        of_objects.interfaces.iter_mut().for_each(|interface| interface.adapter = None);
        assert_eq!(format!("{:#?}", of_log.interfaces), format!("{:#?}", of_objects.interfaces));
        let nodes =
            |cluster: &Cluster| cluster.nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>();
        assert_eq!(nodes(&of_log), nodes(&of_objects));
        assert_eq!(of_log.windows.evidence, WindowsEvidence::Build(17_763));
        assert_eq!(of_log.problems, []);
    }
}

#[test]
fn objects_and_logs_of_one_cluster_agree() {
    let folder = fixtures().join("captures/s2d-2019-rdma");
    let capture = one(&[folder, log("HV11_cluster.log"), log("HV12_cluster.log")]);
    assert_eq!(capture.origin.contradictions, []);
    assert_eq!(capture.sections.get(Section::Networks).unwrap().len(), 3);
    assert_eq!(capture.sections.get(Section::Interfaces).unwrap().len(), 12);
    assert_eq!(capture.sections.get(Section::NetftRoutes).unwrap().len(), 18);
    let cluster = subject(&capture).cluster;
    assert_eq!(cluster.name.as_deref(), Some("S2D-2019-RDMA"));
}

/// Certainty and last reason of the cluster route between two nodes.
fn cluster_route(cluster: &Cluster, from: &str, to: &str) -> (Certainty, String) {
    let options = api::resolve::Options {
        traffic: vec![Traffic::Cluster],
        from: vec![from.to_owned()],
        to: vec![to.to_owned()],
        ..Default::default()
    };
    let route = api::resolve::answer(&cluster.clone().into(), &options).unwrap().answer.routes.remove(0);
    (route.certainty, route.because.last().unwrap().message.clone())
}

#[test]
fn a_priority_that_agrees_makes_the_route_observed() {
    let cluster = cluster(&[log("HV12_cluster.log")]);
    let shows = "the cluster log of HV12 shows it with priority 40800 on 2026/11/02";
    let lowest = (Certainty::Observed, format!("{shows}, the lowest between the two"));
    assert_eq!(cluster_route(&cluster, "HV12", "HV11"), lowest);
    assert_eq!(cluster_route(&cluster, "HV11", "HV12"), lowest);
    let down = (Certainty::Computed, format!("{shows}, and as down"));
    assert_eq!(cluster_route(&cluster, "HV12", "HV14"), down);
    let (certainty, because) = cluster_route(&cluster, "HV13", "HV14");
    assert_eq!(certainty, Certainty::Computed);
    assert!(!because.contains("log"), "{because}");
}

#[test]
fn what_a_log_shows_does_not_speak_for_a_cluster_that_was_changed() {
    let what_if = api::WhatIf { set: vec!["metric:SMB1=30000".to_owned()], ..Default::default() };
    let changed = api::Subject::new(&one(&[log("HV11_cluster.log")]), &what_if).unwrap().cluster;
    assert_eq!(changed.netft_routes, None);
    let (certainty, because) = cluster_route(&changed, "HV11", "HV12");
    assert_eq!(certainty, Certainty::Computed, "{because}");
}

#[test]
fn another_priority_and_a_lower_route_are_said() {
    let mut cluster = cluster(&[log("HV11_cluster.log")]);
    let routes = cluster.netft_routes.as_mut().unwrap();
    routes.iter_mut().filter(|route| route.priority == 40_800).for_each(|route| route.priority = 2);
    let shows = "the cluster log of HV11 shows it with priority";
    let other = (Certainty::Computed, format!("{shows} 2 on 2026/11/02, not 40800"));
    assert_eq!(cluster_route(&cluster, "HV11", "HV12"), other);
    let routes = cluster.netft_routes.as_mut().unwrap();
    routes.iter_mut().for_each(|route| match route.priority {
        2 => route.priority = 40_800,
        140_000 => route.priority = 7,
        _ => {}
    });
    let lower = "and a route over Management with the lower priority 7";
    let lower = (Certainty::Computed, format!("{shows} 40800 on 2026/11/02, {lower}"));
    assert_eq!(cluster_route(&cluster, "HV11", "HV12"), lower);
}

#[test]
fn every_encoding_gives_the_same() {
    let text = fs::read_to_string(log("HV11_cluster.log")).unwrap();
    let expected = read(text.as_bytes());
    assert_eq!(count(&expected, Section::NetftRoutes), 9);
    let little = |mark: &str| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little(""), little("\u{feff}"), big, format!("\u{feff}{text}").into_bytes()] {
        assert_eq!(read(&bytes), expected);
    }
}

#[test]
fn a_log_of_2012_r2_has_routes_and_says_what_it_lacks() {
    let old = log("2012r2/HV13_cluster.log");
    let found = read(&fs::read(&old).unwrap());
    let missing = "the log has no [=== Nodes ===], [=== Networks ===], [=== Network Interfaces ===]: Windows Server \
                   2016 and later write them";
    assert_eq!(found.notes, [missing]);
    let times: Vec<_> = found.objects.iter().filter_map(|(_, route)| route.text(Property::Time)).collect();
    assert_eq!(times[0], "2026/11/02-09:15:04.100 (UTC or local time is not told)");
    let error = api::Subject::new(&one(std::slice::from_ref(&old)), &api::WhatIf::default()).unwrap_err();
    assert!(error.message.contains("expected at least one network"), "{error}");
    // With the objects of the cluster the routes are of use.
    let cluster = cluster(&[objects("networks.xml"), objects("interfaces.xml"), old]);
    assert_eq!(cluster.netft_routes.as_ref().unwrap().len(), 1);
    assert_eq!(cluster_route(&cluster, "HV13", "HV11").0, Certainty::Observed);
}

#[test]
fn a_log_without_anything_says_so() {
    let folder = scratch("nothing");
    let path = folder.join("HV11_cluster.log");
    fs::write(&path, "00001b2c.00001f44::2014/11/02-09:15:01.000 INFO  [CS] Starting clussvc\r\n").unwrap();
    let error = asking::read(&[path]).unwrap_err();
    assert_eq!(
        error.message,
        "the log has no [=== Nodes ===], [=== Networks ===], [=== Network Interfaces ===]: Windows Server 2016 and \
         later write them; no NetFT route with its Priority is in this log"
    );
}

#[test]
fn the_later_log_of_a_node_counts() {
    let folder = scratch("later");
    let text = fs::read_to_string(log("HV11_cluster.log")).unwrap();
    let later = text.replace("2026/11/02", "2026/11/03").replace("<Priority>40800<", "<Priority>777<");
    fs::write(folder.join("a.log"), later).unwrap();
    fs::write(folder.join("b.log"), &text).unwrap();
    fs::write(folder.join("other.log"), "something else\n").unwrap();
    for paths in [vec![folder.clone()], vec![folder.join("b.log"), folder.join("a.log")]] {
        let capture = one(&paths);
        let routes = capture.sections.get(Section::NetftRoutes).unwrap();
        let of_smb1 = |priority| {
            routes.iter().filter(|route| route.get(Property::Priority) == Some(&Raw::Int(priority))).count()
        };
        assert_eq!((routes.len(), of_smb1(777), of_smb1(40_800)), (9, 3, 0));
        assert_eq!(capture.origin.contradictions, []);
    }
    assert_eq!(skipped(&one(&[folder])), ["no cluster log of Get-ClusterLog"]);
}

#[test]
fn logs_of_two_clusters_are_not_mixed() {
    let folder = scratch("two");
    let text = fs::read_to_string(log("HV11_cluster.log")).unwrap();
    let other =
        text.replace("33de9aaf", "43de9aaf").replace("360a2899", "460a2899").replace("8b733043", "9b733043");
    let path = folder.join("other.log");
    fs::write(&path, other).unwrap();
    let captures = asking::read(&[log("HV11_cluster.log"), path]).unwrap();
    let of = |at: usize| captures[at].sections.get(Section::Networks).unwrap().len();
    assert_eq!((captures.len(), of(0), of(1)), (2, 3, 3));
    let names: Vec<&str> = captures.iter().map(|capture| capture.label().unwrap()).collect();
    assert!(names[0].ends_with("HV11_cluster.log") && names[1].ends_with("other.log"), "{names:?}");
}

#[test]
fn what_is_not_understood_counts_as_unknown() {
    let text = fs::read_to_string(log("HV11_cluster.log")).unwrap();
    let odd = text
        .replace(",Up,25000000000,", ",7,25000000000,")
        .replace("10.20.71.0/24 ,", "10.20.71.0 mask 24,")
        .replace(
            ",1,360a2899-0722-5af5-a27a-ce2971c581ce,Mellanox",
            ",9,360a2899-0722-5af5-a27a-ce2971c581ce,Mellanox",
        );
    let found = read(odd.as_bytes());
    assert_eq!(count(&found, Section::Networks), 3);
    let state = "[=== Networks ===]: State is \"7\" in line 26, which is not understood, and so are 2 more values: \
                 it counts as unknown";
    assert!(found.notes.iter().any(|note| note == state), "{:#?}", found.notes);
    let prefix = "[=== Networks ===]: PrefixList is \"10.20.71.0 mask 24\" in line 27, which is not understood: it \
                  counts as unknown";
    assert!(found.notes.iter().any(|note| note == prefix), "{:#?}", found.notes);
    let node = "[=== Network Interfaces ===]: Node is \"9\" in line 36, which is not understood: it counts as unknown";
    assert!(found.notes.iter().any(|note| note == node), "{:#?}", found.notes);
    let networks: Vec<_> =
        found.objects.iter().filter(|(section, _)| *section == Section::Networks).collect();
    assert!(networks.iter().all(|(_, network)| network.get(Property::State).is_none()));
    assert_eq!(networks[1].1.text(Property::Address), Some("10.20.71.0"));
    assert_eq!(networks[1].1.get(Property::Ipv4Addresses), None);
}
