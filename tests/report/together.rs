//! Reports beside other files, and the networks of a report beside those of a cluster.

use super::{cluster, fixture, read, reasons, text, write};
use crate::asking;
use clusterroute::engine::metric;

/// The cluster's own networks, which have names and metrics of their own.
const NETWORKS: &str = r#"[
    {"Name":"Management","Role":3,"State":3,"Metric":70240,"AutoMetric":true,"Ipv4Addresses":["10.20.0.0"],"Ipv4PrefixLengths":[24]},
    {"Name":"SMB A","Role":1,"State":3,"Metric":20400,"AutoMetric":true,"Ipv4Addresses":["192.168.51.0"],"Ipv4PrefixLengths":[24]},
    {"Name":"SMB B","Role":1,"State":3,"Metric":900,"AutoMetric":false,"Ipv4Addresses":["192.168.52.0"],"Ipv4PrefixLengths":[24]}
]"#;

#[test]
fn the_networks_of_the_cluster_count_before_those_of_a_report() {
    let networks = write("beside", "networks.json", NETWORKS);
    for paths in
        [[networks.clone(), fixture("hyperv-2022.htm")], [fixture("hyperv-2022.htm"), networks.clone()]]
    {
        let capture = read(&paths).unwrap();
        let cluster = cluster(&capture);
        let measured = metric::measure(&cluster).networks;
        let of = |n: &metric::Measured| {
            let network = &cluster.networks[n.network];
            (network.name.clone(), network.metric, n.predicted)
        };
        let expected = [
            ("SMB B".to_owned(), Some(900), Some(20_400)),
            ("SMB A".to_owned(), Some(20_400), Some(20_400)),
            ("Management".to_owned(), Some(70_240), Some(70_240)),
        ];
        assert_eq!(measured.iter().map(of).collect::<Vec<_>>(), expected);
        assert!(!cluster.networks_proposed);
        let left =
            reasons(&capture).into_iter().find(|reason| reason.starts_with("its networks and interfaces"));
        assert!(
            left.is_some_and(|left| left.ends_with("networks.json count")),
            "{:?}",
            capture.origin.not_read
        );
    }
}

#[test]
fn reports_of_different_nodes_are_answers_of_their_own_named_after_their_files() {
    let other = text("hyperv-2022.htm").replace("HV1", "N1").replace("HV2", "N2");
    let captures = asking::read(&[fixture("hyperv-2022.htm"), write("two", "other.htm", other)]).unwrap();
    let names: Vec<&str> = captures.iter().map(|capture| capture.label().unwrap()).collect();
    assert!(names[0].ends_with("hyperv-2022.htm") && names[1].ends_with("other.htm"), "{names:?}");
    let nodes = |at: usize| -> Vec<String> {
        cluster(&captures[at]).nodes.into_iter().map(|node| node.name).collect()
    };
    assert_eq!((nodes(0), nodes(1)), (vec!["HV1".into(), "HV2".into()], vec!["N1".into(), "N2".into()]));
}

#[test]
fn a_report_in_a_folder_is_found_and_a_web_page_beside_it_is_named() {
    let report = write("folder", "Validation Report.htm", text("hyperv-2022.htm"));
    write("folder", "page.html", text("web-page.htm"));
    let capture = read(&[report.parent().unwrap().to_owned()]).unwrap();
    assert_eq!(cluster(&capture).networks.len(), 4);
    let page = capture.origin.not_read.iter().find(|skipped| skipped.file.ends_with("page.html"));
    assert!(
        page.is_some_and(|page| page.reason.contains("\"Fabrikam intranet\"")),
        "{:?}",
        capture.origin.not_read
    );
}

/// The two tests that tell networks may name them differently: those of the cluster itself count.
#[test]
fn networks_of_an_existing_cluster_count_before_those_it_would_get() {
    let page = text("network-tests-only.htm");
    let start = page.find("<br><hr><br><span><h2 id=\"31\">").unwrap();
    let end = page.find("<script>").unwrap();
    let existing = page[start..end]
        .replace("Validate Cluster Network Configuration", "List Cluster Network Information")
        .replace("Cluster Network 1", "Management");
    let page = format!("{}{existing}{}", &page[..end], &page[end..]);
    let capture = read(&[write("existing", "report.htm", page)]).unwrap();
    let names: Vec<String> = cluster(&capture).networks.into_iter().map(|network| network.name).collect();
    assert_eq!(names, ["Cluster Network 2", "Cluster Network 3", "Cluster Network 4", "Management"]);
    let left = "4 networks of 'Validate Cluster Network Configuration' are left out: those of 'List Cluster \
                Network Information' count";
    assert!(reasons(&capture).contains(&left), "{:?}", capture.origin.not_read);
}
