//! The rehearsal: volumes redirected from every node that is not their coordinator, and what then lands on which link.

use super::efficiency::of_csv;
use super::range::{Factor, FactorKey, Range, Source, Unit};
use crate::engine::change;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{self, Carries, Certainty, Filter, Mechanism, Mode, Route, Traffic};
use crate::model::{Change, Cluster, NetworkId, NodeId, Role, VolumeId};
use std::collections::{BTreeMap, BTreeSet};

/// What is rehearsed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The volumes that are redirected; all when there is none.
    pub volumes: Vec<VolumeId>,
    /// The I/O of a node on a volume, in bytes per second.
    pub rates: BTreeMap<(VolumeId, NodeId), f64>,
}

/// One node's way to a volume whose I/O crosses the network.
#[derive(Clone, Debug)]
pub struct Path {
    /// The volume; `None` where volumes were not captured.
    pub volume: Option<VolumeId>,
    /// Both ends, the coordinator last; `None` when the answer holds for the whole cluster.
    pub ends: Option<(NodeId, NodeId)>,
    /// The networks that carry it.
    pub networks: Vec<NetworkId>,
    /// How they do.
    pub spread: Spread,
    /// What is redirected: every read and write, or blocks.
    pub carries: Carries,
    /// It is redirected without the rehearsal too.
    pub already: bool,
    /// Bytes per second, where they were stated.
    pub rate: Option<f64>,
    /// How sure the way is.
    pub certainty: Certainty,
    mechanism: Mechanism,
    /// The part of it that each network carries, at least and at most.
    weights: Vec<(f64, f64)>,
}

/// How the networks of a path carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// All of it on one, or on several side by side.
    Parallel,
    /// On the first at the node, on the last at the coordinator.
    Routed,
    /// On any of them, which one is not known.
    Undetermined,
}

/// What lands on one link: a node's adapters on one network.
#[derive(Clone, Debug)]
pub struct Load {
    /// The network.
    pub network: NetworkId,
    /// The node; `None` when the answer holds for the whole cluster.
    pub node: Option<NodeId>,
    /// How many paths use it.
    pub paths: usize,
    /// How many of them are of other nodes, to volumes that this node coordinates.
    pub incoming: usize,
    /// The part of all redirected paths, each counted alike.
    pub part: Range,
    /// What crosses it; `None` where no rate of its paths was stated.
    pub rate: Option<Range>,
    /// How many of its paths have no rate.
    pub without_rate: usize,
    /// What it gets through in one direction; `None` where class or speed are not known.
    pub capacity: Option<Range>,
    /// How much of that the traffic takes.
    pub share: Option<Range>,
}

/// A volume that is asked for, and where its I/O would go.
#[derive(Clone, Debug)]
pub struct Way {
    /// The volume.
    pub volume: VolumeId,
    /// The nodes that are redirected.
    pub nodes: Vec<NodeId>,
    /// The networks that carry it.
    pub networks: Vec<NetworkId>,
}

/// A network, and what the redirected I/O shares it with.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The network.
    pub network: NetworkId,
    /// The paths that use it, by their places.
    pub paths: Vec<usize>,
    /// What crosses it; `None` where no rate of its paths was stated.
    pub rate: Option<Range>,
    /// What else uses it.
    pub with: Vec<With>,
}

/// What else uses a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// Heartbeats, which every network of the cluster carries.
    Heartbeats,
    /// Messages of the cluster, on the network of the best route.
    ClusterMessages,
    /// Live migration, where it goes first.
    LiveMigration,
    /// Clients.
    Clients,
}

/// The rehearsal of a cluster.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// Every path that is redirected, in the order of the routes.
    pub paths: Vec<Path>,
    /// Those of them that have no way.
    pub without_way: Vec<usize>,
    /// By network and node: the fullest first, where rates were stated, else that with the most paths.
    pub loads: Vec<Load>,
    /// In the same order.
    pub networks: Vec<Shared>,
    /// Volumes that are not asked for, and of which nothing tells whether they are redirected.
    pub mode_unknown: Vec<VolumeId>,
    /// Volumes that hold their I/O or cannot be reached, so that nothing of them is redirected.
    pub held: Vec<VolumeId>,
    /// Volumes of which nobody tells the coordinator.
    pub without_coordinator: Vec<VolumeId>,
}

/// Rehearses what is asked.
pub fn rehearse(cluster: &Cluster, asked: &Asked) -> Rehearsal {
    let is_asked = |volume: &VolumeId| asked.volumes.is_empty() || asked.volumes.contains(volume);
    let mut redirected = cluster.clone();
    for (volume, _) in cluster.volumes_by_id().filter(|(id, _)| is_asked(id)) {
        change::apply(&mut redirected, &Change::Redirect { volume, on: true });
    }
    let reach = Reach::new(&redirected);
    let order = MigrationOrder::new(&reach);
    let csv = Filter { traffic: vec![Traffic::Csv], ..Filter::default() };
    let before = route::resolve(&Reach::new(cluster), &order, &csv).routes;
    let after = route::resolve(&reach, &order, &csv).routes;
    let mut rehearsal = Rehearsal {
        paths: Vec::new(),
        without_way: Vec::new(),
        loads: Vec::new(),
        networks: Vec::new(),
        mode_unknown: Vec::new(),
        held: Vec::new(),
        without_coordinator: Vec::new(),
    };
    for (before, route) in before.iter().zip(&after).filter(|(_, route)| !route.local) {
        rehearsal.add(&reach, before, route, asked);
    }
    for volumes in [&mut rehearsal.mode_unknown, &mut rehearsal.held, &mut rehearsal.without_coordinator] {
        volumes.dedup();
    }
    let mut sums = Sums::default();
    for (place, path) in rehearsal.paths.iter().enumerate() {
        sums.add(place, path);
    }
    rehearsal.loads = sums.loads(&reach, rehearsal.paths.len() as f64);
    rehearsal.networks = rehearsal.shared(&reach, &order, sums);
    rehearsal
}

/// Whether I/O of a route crosses the network; where volumes were not captured, a route says what happens if it does.
fn is_redirected(route: &Route) -> bool {
    matches!(route.carries, Carries::AllIo | Carries::BlockData) || route.volume.is_none()
}

impl Rehearsal {
    fn add(&mut self, reach: &Reach<'_>, before: &Route, route: &Route, asked: &Asked) {
        if let Some(volume) = route.volume {
            match route.mode {
                Some(Mode::Paused | Mode::Unavailable) => self.held.push(volume),
                Some(Mode::Unknown) => self.mode_unknown.push(volume),
                _ if route.to.is_none() => self.without_coordinator.push(volume),
                _ => {}
            }
        }
        // A node that is down has no I/O, and without a coordinator there is nowhere to redirect to.
        if route.from.is_some_and(|node| reach.cluster.nodes[node].up == Some(false)) {
            return;
        }
        if !is_redirected(route) || (route.volume.is_some() && route.to.is_none()) {
            return;
        }
        if route.networks.is_empty() {
            self.without_way.push(self.paths.len());
        }
        let spread = match (route.routed, route.determined || route.networks.len() < 2) {
            (true, _) => Spread::Routed,
            (false, true) => Spread::Parallel,
            (false, false) => Spread::Undetermined,
        };
        self.paths.push(Path {
            volume: route.volume,
            ends: route.ends(),
            networks: route.networks.clone(),
            spread,
            carries: route.carries,
            already: route.volume.is_some() && is_redirected(before),
            rate: route.volume.zip(route.from).and_then(|key| asked.rates.get(&key)).copied(),
            certainty: route.certainty,
            mechanism: route.mechanism,
            weights: weights(reach, route.ends(), &route.networks, spread),
        });
    }

    /// What each network carries of it, and besides, in the order of the loads.
    fn shared(&self, reach: &Reach<'_>, migration: &MigrationOrder, mut sums: Sums) -> Vec<Shared> {
        let others = Filter { traffic: vec![Traffic::Cluster, Traffic::LiveMigration], ..Filter::default() };
        let mut used: BTreeSet<(NetworkId, With)> = BTreeSet::new();
        for route in route::resolve(reach, migration, &others).routes {
            let with = match route.traffic {
                Traffic::LiveMigration => With::LiveMigration,
                _ => With::ClusterMessages,
            };
            used.extend(route.networks.iter().map(|&network| (network, with)));
        }
        let mut networks = Vec::new();
        for load in &self.loads {
            let network = load.network;
            let Some((sum, paths)) = sums.by_network.remove(&network) else { continue };
            let is_client = reach.network(network).role == Some(Role::ClusterAndClient);
            let with = [
                (With::Heartbeats, reach.is_cluster_network(network)),
                (With::ClusterMessages, used.contains(&(network, With::ClusterMessages))),
                (With::LiveMigration, used.contains(&(network, With::LiveMigration))),
                (With::Clients, is_client),
            ];
            let with = with.into_iter().filter(|(_, is)| *is).map(|(with, _)| with).collect();
            networks.push(Shared { network, paths, rate: sum.rate(), with });
        }
        networks
    }

    /// The volumes that are asked for, with their ways.
    pub fn ways(&self, cluster: &Cluster, asked: &Asked) -> Vec<Way> {
        let is_asked = |volume: &VolumeId| asked.volumes.is_empty() || asked.volumes.contains(volume);
        let volumes = cluster.volumes_by_id().map(|(id, _)| id).filter(is_asked);
        let mut ways: BTreeMap<VolumeId, (Vec<NodeId>, BTreeSet<NetworkId>)> =
            volumes.map(|volume| (volume, Default::default())).collect();
        for path in &self.paths {
            let Some((nodes, networks)) = path.volume.and_then(|volume| ways.get_mut(&volume)) else {
                continue;
            };
            nodes.extend(path.ends.map(|(from, _)| from));
            networks.extend(path.networks.iter().copied());
        }
        let way = |(volume, (nodes, networks)): (_, (_, BTreeSet<NetworkId>))| Way {
            volume,
            nodes,
            networks: networks.into_iter().collect(),
        };
        ways.into_iter().map(way).collect()
    }

    /// The link that is full first, when the I/O grows everywhere alike; `None` where no rate or no capacity is known.
    pub fn first_saturated(&self) -> Option<&Load> {
        self.loads.first().filter(|load| load.share.is_some())
    }
}

/// The part that each network carries, at least and at most. SMB Multichannel spreads over equal adapters alike.
fn weights(
    reach: &Reach<'_>,
    ends: Option<(NodeId, NodeId)>,
    networks: &[NetworkId],
    spread: Spread,
) -> Vec<(f64, f64)> {
    let adapters = |network: &NetworkId| reach.link(*network, Ends::from(ends)).map_or(1, |link| link.nics);
    let adapters: Vec<f64> = networks.iter().map(|network| f64::from(adapters(network))).collect();
    let all: f64 = adapters.iter().sum();
    let weight = |adapters: f64| match spread {
        Spread::Routed => (1.0, 1.0),
        Spread::Undetermined => (0.0, 1.0),
        Spread::Parallel => (adapters / all, adapters / all),
    };
    adapters.into_iter().map(weight).collect()
}

/// What is summed up of all paths, by link and by network.
#[derive(Default)]
struct Sums {
    by_link: BTreeMap<(NetworkId, Option<NodeId>), Sum>,
    by_network: BTreeMap<NetworkId, (Sum, Vec<usize>)>,
}

impl Sums {
    fn add(&mut self, place: usize, path: &Path) {
        let (from, to) = path.ends.unzip();
        let last = path.networks.len().saturating_sub(1);
        for (at, (&network, &weight)) in path.networks.iter().zip(&path.weights).enumerate() {
            let ends: &[Option<NodeId>] = match path.spread {
                _ if from.is_none() => &[None],
                Spread::Routed if at < last => &[from],
                Spread::Routed => &[to],
                _ => &[from, to],
            };
            for &node in ends {
                let is_incoming = node.is_some() && node == to;
                self.by_link.entry((network, node)).or_default().add(path, weight, is_incoming);
            }
            let (sum, paths) = self.by_network.entry(network).or_default();
            sum.add(path, weight, false);
            paths.push(place);
        }
    }

    /// The loads of links, the fullest first; equal ones keep the order of networks and nodes.
    fn loads(&self, reach: &Reach<'_>, all: f64) -> Vec<Load> {
        let links = self.by_link.iter();
        let mut loads: Vec<Load> =
            links.map(|(&(network, node), sum)| sum.load(reach, network, node, all)).collect();
        loads.sort_by(|a, b| order(b).partial_cmp(&order(a)).unwrap_or(std::cmp::Ordering::Equal));
        loads
    }
}

/// What is summed up of a link's paths.
#[derive(Default)]
struct Sum {
    paths: usize,
    incoming: usize,
    part: (f64, f64),
    rate: (f64, f64),
    stated: f64,
    without_rate: usize,
    mechanism: Option<Mechanism>,
}

impl Sum {
    fn add(&mut self, path: &Path, (low, high): (f64, f64), is_incoming: bool) {
        self.paths += 1;
        self.incoming += usize::from(is_incoming);
        self.part = (self.part.0 + low, self.part.1 + high);
        self.mechanism = Some(path.mechanism);
        match path.rate {
            Some(rate) => {
                self.rate = (self.rate.0 + low * rate, self.rate.1 + high * rate);
                self.stated += rate;
            }
            None => self.without_rate += 1,
        }
    }

    fn rate(&self) -> Option<Range> {
        if self.paths == self.without_rate {
            return None;
        }
        let (low, high) = self.rate;
        let mut factors = vec![Factor::exact(FactorKey::StatedRate, self.stated, Source::Stated)];
        if low < self.stated {
            let part = (low / self.stated, high / self.stated);
            factors.push(Factor::between(FactorKey::OnThisLink, part.0, part.1, Source::Multichannel));
        }
        Some(Range::new(low, high, Unit::BytesPerSecond, factors))
    }

    fn load(&self, reach: &Reach<'_>, network: NetworkId, node: Option<NodeId>, all: f64) -> Load {
        // A link of a node is what it is from the node to itself.
        let ends = Ends::from(node.map(|node| (node, node)));
        let capacity = self.mechanism.and_then(|mechanism| of_csv(reach, mechanism, network, ends));
        let rate = self.rate();
        let share = rate.as_ref().zip(capacity.as_ref()).map(|(rate, capacity)| {
            // Reads come from the coordinator and writes go there, and a link carries both ways at once.
            let mut way = Range::new(rate.low / 2.0, rate.high, Unit::BytesPerSecond, rate.factors.clone());
            way.factors.push(Factor::between(FactorKey::OneDirection, 0.5, 1.0, Source::FullDuplex));
            Range::share_of(&way, capacity)
        });
        Load {
            network,
            node,
            paths: self.paths,
            incoming: self.incoming,
            part: Range::new(self.part.0 / all, self.part.1 / all, Unit::Share, Vec::new()),
            rate,
            without_rate: self.without_rate,
            capacity,
            share,
        }
    }
}

/// What loads are compared by: how full, how much, how many paths.
fn order(load: &Load) -> [f64; 4] {
    let high = |range: &Option<Range>| range.as_ref().map_or(-1.0, |range| range.high);
    [high(&load.share), high(&load.rate), load.part.high, load.part.low]
}
