use super::*;
use clusterroute::api::{Head, Tail, WindowsFacts};
use clusterroute::engine::route::{Certainty, Mode};
use clusterroute::model::VersionCertainty;
use clusterroute::words::Said;

fn said(message: &str) -> Said {
    Said { key: "reason", facts: Vec::new(), message: message.to_owned() }
}

fn network(name: &str) -> NetworkRef {
    NetworkRef { id: None, name: name.into() }
}

fn route(traffic: Traffic, from: &str, to: &str) -> Route {
    Route {
        traffic,
        volume: None,
        from: Some(from.into()),
        to: Some(to.into()),
        mode: None,
        carries: Carries::ClusterMessages,
        local: false,
        mechanism: Mechanism::Netft,
        networks: [network("Cluster")].into(),
        failover: [network("Management")].into(),
        determined: true,
        certainty: Certainty::Computed,
        because: [said("Cluster has the lowest sum")].into(),
        bandwidth_gbps: None,
        before: None,
        routed: false,
    }
}

fn csv(volume: &str, from: &str, to: &str) -> Route {
    let mut route = route(Traffic::Csv, from, to);
    route.volume = Some(volume.into());
    route.mode = Some(Mode::Direct);
    route.carries = Carries::Metadata;
    route.mechanism = Mechanism::SmbMultichannel;
    route.networks = [network("Storage1"), network("Storage2")].into();
    route.bandwidth_gbps = Some(50.0);
    if from == to {
        route.local = true;
        route.networks = [].into();
        route.failover = [].into();
        route.carries = Carries::Nothing;
        route.bandwidth_gbps = None;
    }
    route
}

fn every_pair(nodes: &[&str]) -> Vec<Route> {
    let pairs = nodes.iter().flat_map(|from| nodes.iter().map(move |to| (from, to)));
    pairs.filter(|(from, to)| from != to).map(|(from, to)| route(Traffic::Cluster, from, to)).collect()
}

fn page(routes: Vec<Route>) -> String {
    let windows = WindowsFacts {
        version: Some("2019"),
        because: "evidence".to_owned(),
        certainty: VersionCertainty::Stated,
    };
    let cluster = Some("C1".to_owned());
    let assumptions = vec![said("nothing else is wrong")];
    let head = Head { cluster, windows, assumptions, ..Head::default() };
    let answer = Entry { head, answer: Answer { routes }, tail: Tail::default() };
    let text = resolve(&answer, false).text();
    assert!(text.lines().all(|line| line.chars().count() <= crate::page::WIDTH), "{text}");
    text
}

/// The lines of a page that hold table rows naming this network.
fn rows<'a>(page: &'a str, word: &str) -> Vec<&'a str> {
    page.lines().take_while(|line| *line != "Because").filter(|line| line.contains(word)).collect()
}

#[test]
fn twelve_pairs_with_one_answer_are_one_line() {
    let text = page(every_pair(&["A", "B", "C", "D"]));
    assert_eq!(rows(&text, "computed").len(), 1, "{text}");
    assert!(text.contains("all 12 pairs"), "{text}");
    assert_eq!(text.matches("lowest sum").count(), 2, "once in the heading, once as a reason: {text}");
}

#[test]
fn pairs_that_differ_are_named() {
    let mut routes = every_pair(&["A", "B", "C"]);
    for route in &mut routes {
        if route.to.as_deref() == Some("C") {
            route.networks = [network("Management")].into();
        }
    }
    let text = page(routes);
    assert!(text.contains("A, B -> C"), "{text}");
    assert!(!text.contains("all"), "{text}");
}

#[test]
fn what_is_not_sure_is_a_word() {
    let mut open = route(Traffic::Cluster, "A", "B");
    open.determined = false;
    open.certainty = Certainty::Assumed;
    open.networks = [open.networks[0].clone(), network("Heartbeat")].into();
    let mut none = route(Traffic::Cluster, "B", "A");
    none.networks = [].into();
    none.failover = [].into();
    let text = page(vec![open, none]);
    for word in ["UNDETERMINED", "ASSUMED", "Cluster or Heartbeat", "NO NETWORK", "nothing else is wrong"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_path_over_two_networks_is_not_two_parallel_networks() {
    let mut routed = route(Traffic::Cluster, "A", "B");
    routed.networks = [network("Site 1"), network("Site 2")].into();
    routed.routed = true;
    assert!(page(vec![routed]).contains("Site 1 -> Site 2"));
    let text = page(vec![csv("V1", "A", "B")]);
    assert!(text.contains("Storage1 + Storage2 (50 Gbit/s)"), "{text}");
}

#[test]
fn volumes_with_one_answer_share_a_line() {
    let mut routes = Vec::new();
    for (volume, owner) in [("V1", "A"), ("V2", "B")] {
        for node in ["A", "B", "C"] {
            routes.push(csv(volume, node, owner));
        }
    }
    let text = page(routes.clone());
    assert!(text.contains("others -> coordinator") && text.contains("V1, V2  coordinator "), "{text}");
    assert_eq!(rows(&text, "V1, V2").len(), 2, "{text}");
    routes.truncate(3);
    let text = page(routes);
    assert!(text.contains("B, C -> A") && text.contains("none, local"), "{text}");
}

#[test]
fn a_redirected_volume_does_not_share_a_line_with_a_direct_one() {
    let mut redirected = csv("V2", "B", "A");
    redirected.mode = Some(Mode::FileSystemRedirected);
    redirected.carries = Carries::AllIo;
    let text = page(vec![csv("V1", "B", "A"), redirected]);
    assert_eq!(rows(&text, "B -> A").len(), 2, "{text}");
    assert!(text.contains("redirected ") && text.contains("all I/O"), "{text}");
}

#[test]
fn names_cannot_break_the_page() {
    let mut hostile = route(Traffic::Cluster, "A\u{1b}[2J", "B\n\u{202e}");
    hostile.networks = [network("\u{1b}]0;x\u{7}")].into();
    let answer = Answer { routes: vec![hostile] };
    let answer = Entry { head: Head::default(), answer, tail: Tail::default() };
    let text = resolve(&answer, false).text();
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
    assert!(text.contains("UNKNOWN"), "{text}");
}

#[test]
fn numbers_are_ranges() {
    assert_eq!(ranges(&[1, 2, 3, 5, 7, 8].into_iter().collect()), "1-3, 5, 7, 8");
    assert_eq!(ranges(&BTreeSet::new()), "");
}

#[test]
fn a_page_stays_short_whatever_the_cluster() {
    let owners = ["A", "B", "C"];
    let volumes: Vec<String> = (0..200).map(|i| format!("V{i}")).collect();
    let routes = volumes.iter().enumerate().flat_map(|(i, volume)| {
        owners.iter().map(move |node| csv(volume, node, owners[i % 3])).collect::<Vec<_>>()
    });
    let text = page(routes.collect());
    assert_eq!(rows(&text, "all 200 volumes").len(), 2, "{text}");
    let mut many = route(Traffic::Cluster, "A", "B");
    many.failover = (0..9999).map(|i| network(&format!("Net {i}"))).collect();
    let words: Vec<String> = page(vec![many]).split_whitespace().map(str::to_owned).collect();
    assert!(words.join(" ").contains("Net 0..9998"));
}
