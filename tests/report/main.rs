//! Validation reports of Test-Cluster: what they tell, in which forms, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/asking.rs"]
mod asking;
mod forms;
mod hostile;
mod together;

use clusterroute::api;
use clusterroute::capture::Capture;
use clusterroute::engine::metric;
use clusterroute::engine::route::Traffic;
use clusterroute::error::Error;
use clusterroute::model::{Cluster, ProblemKind, Role};
use clusterroute::schema::Section;
use clusterroute::words;
use std::fs;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report").join(name)
}

fn text(name: &str) -> String {
    let text = fs::read_to_string(fixture(name)).unwrap();
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

fn read(paths: &[PathBuf]) -> Result<Capture, Error> {
    let mut captures = asking::read(paths)?;
    assert_eq!(captures.len(), 1, "{paths:?}");
    Ok(captures.remove(0))
}

/// A file of this test's own.
fn write(test: &str, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report").join(test);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

/// What a file of this content gives.
fn read_text(test: &str, content: impl AsRef<[u8]>) -> Result<Capture, Error> {
    read(&[write(test, "report.htm", content)])
}

fn cluster(capture: &Capture) -> Cluster {
    api::Subject::new(capture, &api::WhatIf::default()).unwrap().cluster
}

/// Name, role and predicted metric of every network.
fn predictions(cluster: &Cluster) -> Vec<(String, Option<Role>, Option<u32>)> {
    let measure = metric::measure(cluster);
    let networks = measure.networks.into_iter();
    let of = |n: metric::Measured| {
        let network = &cluster.networks[n.network];
        (network.name.clone(), network.role, n.predicted)
    };
    networks.map(of).collect()
}

fn reasons(capture: &Capture) -> Vec<&str> {
    capture.origin.not_read.iter().map(|skipped| &*skipped.reason).collect()
}

#[test]
fn a_report_alone_predicts_the_metrics() {
    let cluster = cluster(&read(&[fixture("hyperv-2022.htm")]).unwrap());
    let network = |number: u32, role, metric| (format!("Cluster Network {number}"), Some(role), metric);
    // 80000 - 9600 for RSS - 16 x 10 Gbit/s; 40000 - 19200 for RDMA - 16 x 25 Gbit/s.
    let expected = [
        network(1, Role::ClusterAndClient, Some(70_240)),
        network(2, Role::Cluster, Some(20_400)),
        network(3, Role::Cluster, Some(20_400)),
        network(4, Role::None, None),
    ];
    assert_eq!(predictions(&cluster), expected);
    for network in api::measure::answer(&cluster.clone().into()).answer.networks {
        assert_eq!(
            (network.metric, network.auto_metric, network.rank),
            (None, None, None),
            "{}",
            network.name
        );
        let says = |what: &str| network.because.iter().any(|said| said.message.contains(what));
        assert!(says("the capture has no metric for this network"));
        assert_eq!(says("a metric set by hand would not show in the capture"), network.predicted.is_some());
    }
    assert_eq!(cluster.windows.version.map(|version| version.name()), Some("2022"));
}

#[test]
fn a_report_alone_gives_the_routes_of_csv_traffic() {
    let cluster = cluster(&read(&[fixture("hyperv-2022.htm")]).unwrap());
    let options = api::resolve::Options { traffic: vec![Traffic::Csv], ..Default::default() };
    let api::Entry { head, answer, .. } = api::resolve::answer(&cluster.into(), &options).unwrap();
    assert_eq!(answer.routes.len(), 2, "one for each direction");
    for route in &answer.routes {
        let names = |list: &[api::resolve::NetworkRef]| -> Vec<String> {
            list.iter().map(|network| network.name.to_string()).collect()
        };
        assert_eq!(names(&route.networks), ["Cluster Network 2", "Cluster Network 3"]);
        assert_eq!(names(&route.failover), ["Cluster Network 1"]);
        assert_eq!(route.bandwidth_gbps, Some(50.0));
    }
    let proposed = "networks and roles are those that validation works out for the nodes";
    assert!(head.assumptions.iter().any(|assumption| assumption.message.starts_with(proposed)));
}

#[test]
fn interfaces_have_the_names_the_cluster_gives_them() {
    let cluster = cluster(&read(&[fixture("hyperv-2022.htm")]).unwrap());
    let of = |network: usize| {
        let interfaces =
            cluster.interfaces.iter().filter(move |interface| interface.network.place() == network);
        interfaces.map(|i| {
            (i.name.as_str(), i.dhcp, i.addresses.iter().map(ToString::to_string).collect::<Vec<_>>())
        })
    };
    let addresses = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
    let expected = [
        ("HV1 - vEthernet (Größe & Co)", Some(true), addresses(["10.20.0.11", "fd00:20::11"])),
        ("HV2 - vEthernet (Größe & Co)", Some(true), addresses(["10.20.0.12", "fd00:20::12"])),
    ];
    assert_eq!(of(0).collect::<Vec<_>>(), expected);
    let names: Vec<&str> = of(1).map(|(name, ..)| name).collect();
    assert_eq!(names, ["HV1 - vEthernet (SMB - A)", "HV2 - vEthernet (SMB - A)"]);
    let prefixes: Vec<String> = cluster.networks[0].prefixes.iter().map(ToString::to_string).collect();
    assert_eq!(prefixes, ["10.20.0.0/24", "fd00:20::/64"]);
    assert_eq!(cluster.problems.iter().filter(|p| p.kind() != ProblemKind::MetricMissing).count(), 0);
}

#[test]
fn what_no_report_tells_is_named() {
    let capture = read(&[fixture("hyperv-2022.htm")]).unwrap();
    let [never, proposed] = reasons(&capture)[..] else { panic!("{:?}", capture.origin.not_read) };
    assert!(never.starts_with("a validation report tells no Metric and no AutoMetric"), "{never}");
    assert!(proposed.starts_with("names and roles of the networks are those that validation works out"));
    assert_eq!(capture.sections.get(Section::SharedVolumes), None);
}

#[test]
fn the_network_tests_alone_are_enough() {
    let capture = read(&[fixture("network-tests-only.htm")]).unwrap();
    let cluster = cluster(&capture);
    let metrics: Vec<_> = predictions(&cluster).into_iter().map(|(.., metric)| metric).collect();
    assert_eq!(metrics, [Some(70_240), Some(20_400), Some(20_400), None]);
    assert_eq!(cluster.windows.version, None);
    let missing = "the Windows version is not in the report: no test told the build of a node";
    assert!(reasons(&capture).contains(&missing));
}

#[test]
fn adapters_that_differ_between_nodes_give_no_prediction() {
    let text = text("hyperv-2022.htm");
    let (before, after) = text.rsplit_once("<td>10 Gbit/s</td>").unwrap();
    let cluster = cluster(&read_text("differ", format!("{before}<td>1 Gbit/s</td>{after}")).unwrap());
    let measured = &metric::measure(&cluster).networks[0];
    assert_eq!(measured.predicted, None);
    assert!(
        measured.because.contains(&metric::MetricReason::NotPredicted(metric::NotPredicted::AdaptersDiffer))
    );
}

#[test]
fn an_interface_without_its_network_is_reported() {
    let text = text("hyperv-2022.htm").replace("<b>Network:</b> Cluster Network 1", "");
    let cluster = cluster(&read_text("stray", text).unwrap());
    let stray = "expected a network of the capture, found nothing: the interface is left out";
    let strays = cluster.problems.iter().filter(|problem| words::problem(problem).message == stray);
    assert_eq!(strays.count(), 2);
}

#[test]
fn a_role_that_is_not_understood_is_reported() {
    let text = text("hyperv-2022.htm").replace("Network Role: Enabled", "Network Role: Public");
    let cluster = cluster(&read_text("role", text).unwrap());
    assert_eq!(cluster.networks[0].role, None);
    let messages: Vec<String> =
        cluster.problems.iter().map(|problem| words::problem(problem).message).collect();
    assert!(
        messages.iter().any(|m| m.starts_with("Role of Cluster Network 1 is \"Public\"")),
        "{messages:?}"
    );
}
