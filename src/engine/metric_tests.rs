//! Every published value decodes exactly; see the evidence table of the domain notes.

use super::*;
use crate::model::NodeId;
use crate::model::{Interface, InterfaceState, LinkSource, Node};

fn decoded(role: Role, metric: u32) -> Option<(LinkClass, u32, u32)> {
    let parts = explain(Scheme::V2012, Some(role), metric)?;
    Some((parts.capability?, parts.speed_gbps?, parts.tie))
}

#[test]
fn decodes_every_published_value() {
    use LinkClass::{Plain, Rdma, Rss};
    use Role::{Cluster, ClusterAndClient};
    for (role, metric, expected) in [
        (Cluster, 30_240, (Rss, 10, 0)),
        (Cluster, 30_241, (Rss, 10, 1)),
        (Cluster, 30_242, (Rss, 10, 2)),
        (ClusterAndClient, 70_384, (Rss, 1, 0)),
        (ClusterAndClient, 70_240, (Rss, 10, 0)),
        (ClusterAndClient, 70_241, (Rss, 10, 1)),
        (ClusterAndClient, 69_600, (Rss, 50, 0)),
        (ClusterAndClient, 70_000, (Rss, 25, 0)),
        (Cluster, 20_400, (Rdma, 25, 0)),
        (Cluster, 20_401, (Rdma, 25, 1)),
        (Cluster, 20_402, (Rdma, 25, 2)),
        (Cluster, 20_403, (Rdma, 25, 3)),
        (Cluster, 20_404, (Rdma, 25, 4)),
        (Cluster, 40_000, (Plain, 0, 0)),
        // Not published, but read alike by the notes.
        (Cluster, 39_984, (Plain, 1, 0)),
        (Cluster, 39_841, (Plain, 10, 1)),
        (Cluster, 30_384, (Rss, 1, 0)),
        (Cluster, 20_640, (Rdma, 10, 0)),
        (Cluster, 20_160, (Rdma, 40, 0)),
        (ClusterAndClient, 79_984, (Plain, 1, 0)),
        (ClusterAndClient, 59_200, (Rdma, 100, 0)),
    ] {
        assert_eq!(decoded(role, metric), Some(expected), "{metric}");
    }
}

#[test]
fn forces_no_value_into_the_formula() {
    assert_eq!(decoded(Role::Cluster, 40_016), None, "above the base");
    assert_eq!(decoded(Role::Cluster, 900), None, "more than 800 Gbit/s");
    assert_eq!(decoded(Role::None, 39_843), None, "no rule for role None");
    assert_eq!(explain(Scheme::V2012, None, 30_240), None);
    assert_eq!(explain(Scheme::Unknown, Some(Role::Cluster), 30_240), None);
    assert_eq!(decoded(Role::Cluster, u32::MAX), None);
    assert_eq!(decoded(Role::ClusterAndClient, 0), None);
}

#[test]
fn reads_2008_r2_steps() {
    let parts =
        |role, metric| explain(Scheme::V2008R2, Some(role), metric).map(|parts| (parts.base, parts.tie));
    assert_eq!(parts(Role::Cluster, 1_000), Some((1_000, 0)));
    assert_eq!(parts(Role::Cluster, 1_100), Some((1_000, 100)));
    assert_eq!(parts(Role::ClusterAndClient, 10_000), Some((10_000, 0)));
    assert_eq!(parts(Role::None, 10_100), Some((10_000, 100)));
    assert_eq!(parts(Role::None, 1_100), None);
    assert_eq!(parts(Role::Cluster, 800), None);
    assert_eq!(parts(Role::Cluster, 1_050), None);
}

fn network(name: &str, role: Role, metric: u32, auto: bool) -> Network {
    Network {
        name: name.to_owned(),
        role: Some(role),
        metric: Some(metric),
        auto_metric: Some(auto),
        ..Network::default()
    }
}

#[test]
fn tells_the_scheme_from_the_values() {
    let mut cluster = Cluster::default();
    assert_eq!(measure(&cluster).scheme, Scheme::Unknown);
    cluster.networks =
        vec![network("CSV", Role::Cluster, 800, false), network("LM", Role::Cluster, 900, false)];
    assert_eq!(measure(&cluster).scheme, Scheme::Unknown, "values set by hand tell nothing");
    cluster.networks.push(network("Heartbeat", Role::Cluster, 1_000, true));
    let measured = measure(&cluster);
    assert_eq!(measured.scheme, Scheme::V2008R2);
    assert_eq!(
        crate::words::scheme_evidence(&cluster, &measured),
        "metric 1000 of Heartbeat is a value of the 2008 R2 scheme"
    );
    cluster.networks = vec![network("SMB1", Role::Cluster, 20_400, true)];
    assert_eq!(measure(&cluster).scheme, Scheme::V2012);
}

#[test]
fn equal_metrics_share_a_rank_and_role_none_has_no_rank() {
    let cluster = Cluster {
        networks: vec![
            network("a", Role::ClusterAndClient, 70_000, true),
            network("b", Role::Cluster, 20_401, true),
            network("c", Role::Cluster, 20_401, true),
            network("d", Role::None, 100, true),
        ],
        ..Cluster::default()
    };
    let ranks: Vec<_> = measure(&cluster).networks.iter().map(|n| n.rank).collect();
    assert_eq!(ranks, [Some(3), Some(1), Some(1), None]);
}

#[test]
fn a_network_that_is_down_has_no_rank_and_says_so() {
    let down = |state| Network { state, ..network("down", Role::Cluster, 20_400, true) };
    for (state, first) in [
        (NetworkState::Down, None),
        (NetworkState::Unavailable, None),
        (NetworkState::Partitioned, Some(1)),
        (NetworkState::Unknown, Some(1)),
    ] {
        let lan = network("LAN", Role::ClusterAndClient, 70_000, true);
        let cluster = Cluster { networks: vec![down(state), lan], ..Cluster::default() };
        let measured = measure(&cluster).networks;
        let ranks: Vec<_> = measured.iter().map(|network| network.rank).collect();
        assert_eq!(ranks, [first, Some(first.map_or(1, |_| 2))]);
        let says = measured[0].because.contains(&MetricReason::Down(state));
        assert_eq!(says, first.is_none(), "{state:?}");
    }
}

fn with_links(links: &[Option<Link>]) -> Cluster {
    Cluster {
        networks: vec![network("SMB1", Role::Cluster, 20_401, true)],
        nodes: (0..links.len()).map(|n| Node { name: format!("N{n}"), ..Node::default() }).collect(),
        interfaces: links
            .iter()
            .enumerate()
            .map(|(node, link)| Interface {
                state: InterfaceState::Up,
                link: *link,
                ..Interface::unknown(String::new(), NodeId::at(node), NetworkId::at(0))
            })
            .collect(),
        ..Cluster::default()
    }
}

#[test]
fn predicts_only_what_all_nodes_agree_on() {
    let link =
        |class, gbps| Some(Link { class: Some(class), gbps: Some(gbps), source: LinkSource::SmbClient });
    let predicted = |links: &[Option<Link>]| measure(&with_links(links)).networks[0].predicted;
    let rdma = link(LinkClass::Rdma, 25.0);
    assert_eq!(predicted(&[rdma, rdma]), Some(20_400));
    assert_eq!(predicted(&[link(LinkClass::Rss, 10.0)]), Some(30_240));
    assert_eq!(predicted(&[link(LinkClass::Plain, 0.1)]), Some(40_000));
    assert_eq!(predicted(&[rdma, link(LinkClass::Rdma, 10.0)]), None, "speeds differ");
    assert_eq!(predicted(&[rdma, None]), None, "one is unknown");
    assert_eq!(predicted(&[link(LinkClass::Rss, 2.5)]), None, "off the list");
    assert_eq!(predicted(&[]), None);
    assert!(fits(20_400, 20_415));
    assert!(!fits(20_400, 20_416));
    assert!(!fits(20_400, 20_399));
}
