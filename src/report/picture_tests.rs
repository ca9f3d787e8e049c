use super::*;
use crate::engine::metric;
use crate::model::{InterfaceState, Network, Node, Volume, VolumeId};

/// So many nodes on `SMB1` and `SMB2` (cluster only) and `LAN` (open to clients), each by an interface that is up.
fn cluster(nodes: usize) -> Cluster {
    let network = |name: &str, role, metric| Network {
        name: name.to_owned(),
        role: Some(role),
        metric: Some(metric),
        auto_metric: Some(true),
        ..Network::default()
    };
    let interface = |number: usize| Interface {
        state: InterfaceState::Up,
        ..Interface::unknown(format!("{number}"), NodeId::at(number / 3), NetworkId::at(number % 3))
    };
    Cluster {
        nodes: (0..nodes)
            .map(|n| Node { name: format!("N{:02}", n + 1), up: Some(true), ..Node::default() })
            .collect(),
        networks: vec![
            network("SMB1", Role::Cluster, 20_400),
            network("SMB2", Role::Cluster, 20_401),
            network("LAN", Role::ClusterAndClient, 70_240),
        ],
        interface_source: InterfaceSource::Listed,
        interfaces: (0..nodes * 3).map(interface).collect(),
        volumes: Some(vec![Volume { name: "V".to_owned(), owner: Some(NodeId::at(0)), ..Volume::default() }]),
        ..Cluster::default()
    }
}

fn picture(cluster: &Cluster, most: usize) -> Picture {
    let order = order(cluster, &metric::measure(cluster));
    Picture::new(cluster, &order, &State::of(cluster), most)
}

fn fail(cluster: &mut Cluster, node: usize, network: usize) {
    cluster.interfaces[node * 3 + network].state = InterfaceState::Failed;
}

fn labels(picture: &Picture) -> Vec<&str> {
    picture.columns.iter().map(|column| column.label.as_str()).collect()
}

#[test]
fn lanes_go_by_rank_and_stations_by_the_order_of_taking_over() {
    let picture = picture(&cluster(3), 12);
    let letters: Vec<&str> = picture.lanes.iter().map(|lane| lane.letter.as_str()).collect();
    assert_eq!(letters, ["A", "B", "C"]);
    let stations = |traffic: Traffic| {
        picture.kinds.iter().find(|kind| kind.traffic == traffic).unwrap().stations.clone()
    };
    assert_eq!(stations(Traffic::Cluster), [Station::Now, Station::Later(2), Station::Later(3)]);
    assert_eq!(stations(Traffic::Csv), [Station::Now, Station::Now, Station::LastResort(2)]);
    assert_eq!(stations(Traffic::LiveMigration), [Station::Later(3), Station::Now, Station::Later(2)]);
    assert_eq!(labels(&picture), ["N01", "N02", "N03"]);
    assert_eq!(picture.columns[0].volumes, [VolumeId::at(0)]);
}

#[test]
fn a_failed_interface_is_a_mark_and_a_rail_of_the_pairs_it_moves() {
    let mut cluster = cluster(4);
    fail(&mut cluster, 3, 0);
    let picture = picture(&cluster, 12);
    assert_eq!(picture.lanes[0].marks, [Mark::Up, Mark::Up, Mark::Up, Mark::Failed]);
    let of_cluster = &picture.kinds[0];
    assert_eq!((of_cluster.usual.count, of_cluster.usual.total), (6, 12));
    let rails: Vec<usize> = of_cluster.rails.iter().flatten().map(|rail| rail.count).collect();
    assert_eq!(rails, [3, 3], "three pairs on SMB1, those of N04 on SMB2");
    let other = of_cluster.rails[1].as_ref().unwrap();
    assert!(other.stops[3] && !other.is_usual);
}

#[test]
fn alike_nodes_are_one_column_and_what_differs_is_one_of_its_own() {
    let mut cluster = cluster(20);
    assert_eq!(picture(&cluster, 12).columns.len(), 2, "the coordinator, and the others");
    cluster.volumes = None;
    assert_eq!(labels(&picture(&cluster, 12)), ["N01–N20"]);
    fail(&mut cluster, 6, 1);
    fail(&mut cluster, 9, 1);
    fail(&mut cluster, 12, 2);
    let picture = picture(&cluster, 12);
    assert_eq!(labels(&picture), ["17 alike", "N07, N10", "N13"]);
    let short: Vec<&str> = picture.columns.iter().map(|column| column.short.as_str()).collect();
    assert_eq!(short, ["×17", "×2", "N13"]);
}

#[test]
fn what_finds_no_column_is_in_one_that_shows_the_worst() {
    let mut cluster = cluster(12);
    cluster.volumes = None;
    for node in 0..9 {
        fail(&mut cluster, node, node % 3);
    }
    cluster.nodes[11].up = Some(false);
    let picture = picture(&cluster, 3);
    let last = picture.columns.last().unwrap();
    assert_eq!(picture.columns.len(), 3);
    assert!(last.is_rest && last.is_down);
    assert!(picture.lanes.iter().all(|lane| lane.marks.contains(&Mark::Down)), "{:?}", picture.lanes);
}

#[test]
fn every_node_stands_in_one_column() {
    for nodes in [1, 8, 9, 40] {
        let mut cluster = cluster(nodes);
        for node in 0..nodes {
            fail(&mut cluster, node, node * 7 % 3);
        }
        for most in [7, 12] {
            let picture = picture(&cluster, most);
            let mut all: Vec<NodeId> =
                picture.columns.iter().flat_map(|column| column.nodes.clone()).collect();
            all.sort_unstable();
            assert_eq!(all, cluster.node_ids().collect::<Vec<_>>());
            assert!(picture.columns.len() <= most);
        }
    }
}

#[test]
fn networks_alone_have_one_column_of_every_node() {
    let cluster = Cluster { networks: cluster(0).networks, ..Cluster::default() };
    let picture = picture(&cluster, 12);
    assert_eq!(labels(&picture), ["every node"]);
    assert!(picture.lanes.iter().all(|lane| lane.marks == [Mark::Up]));
}

#[test]
fn of_many_networks_those_that_carry_something_have_lanes() {
    let mut cluster = cluster(2);
    for number in 0..30 {
        let idle = Network { name: format!("iSCSI {number}"), role: Some(Role::None), ..Network::default() };
        cluster.networks.push(idle);
    }
    let picture = picture(&cluster, 12);
    assert_eq!((picture.lanes.len(), picture.hidden), (5, 28));
    assert_eq!(picture.lanes.iter().filter(|lane| lane.is_idle).count(), 2);
}
