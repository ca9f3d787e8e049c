//! Draining a node: its guests move to the other nodes by live migration, over which networks, how many at once and how
//! long, what else uses these networks meanwhile, and what a network that fails on the way leaves.

mod beside;
mod settings;
mod ways;

use super::migration::{self, AtOnce, Guests};
use super::range::{Range, Source};
use crate::engine::change;
use crate::engine::route::reach::{Ends, PairLink, PairLinkSource, Reach};
use crate::engine::route::{Certainty, Reason};
use crate::model::{Change, Cluster, MigrationPerformance, NetworkId, NodeId};
use std::collections::BTreeSet;
use ways::How;

pub(super) use ways::slowest_and_fastest;

/// What is drained, and how.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The node; `None` where the cluster's nodes are not known.
    pub node: Option<NodeId>,
    /// Guests by name, with their memory in bytes; those of the capture when there are none.
    pub guests: Vec<(String, u64)>,
    /// How they move, in the place of what the hosts are set to.
    pub option: Option<MigrationPerformance>,
    /// How many move at once, in the place of what the hosts are set to.
    pub parallel: Option<u32>,
}

/// A node that is drained.
#[derive(Clone, Debug)]
pub struct Drain {
    /// The guests that move with their memory, the largest first.
    pub guests: Vec<Moved>,
    /// Their memory in bytes.
    pub bytes: u64,
    /// The guests of the node that do not, in order of name.
    pub others: Vec<(String, Stays)>,
    /// How memory is carried, and who says so.
    pub option: (MigrationPerformance, Source),
    /// How many migrations run at once.
    pub at_once: AtOnce,
    /// The bandwidth that SMB leaves to live migration on the node, where one is set and SMB carries it.
    pub limit: Option<u64>,
    /// The ways to the other nodes; those that are alike are one.
    pub ways: Vec<Way>,
    /// How long all of it takes; `None` where `doubts` say why nobody knows.
    pub duration: Option<Range>,
    /// What else uses the networks of the ways.
    pub beside: Vec<(NetworkId, Vec<Beside>)>,
    /// What each network that is in use leaves when it fails.
    pub failures: Vec<Failure>,
    /// What is not known, or taken for granted.
    pub doubts: Vec<Doubt>,
}

/// A guest that moves.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Its name.
    pub name: String,
    /// Its memory in bytes.
    pub bytes: u64,
    /// How long it takes.
    pub duration: Option<Range>,
}

/// Why no memory of a guest moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stays {
    /// It is off or saved: its role moves, and nothing is sent.
    NoMemory,
    /// It is no role of the cluster and stays where it is.
    NotClustered,
    /// How much memory it has was not captured: it moves, and is not in the numbers.
    MemoryUnknown,
}

/// A way that guests take to other nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The nodes at its end; none where the cluster's nodes are not known.
    pub to: Vec<NodeId>,
    /// The networks that carry the migrations.
    pub networks: Vec<NetworkId>,
    /// Those that take over, in that order.
    pub then: Vec<NetworkId>,
    /// Which of the networks carries them is known.
    pub determined: bool,
    /// How sure the networks are.
    pub certainty: Certainty,
    /// Why these networks.
    pub because: Vec<Reason>,
    /// Bytes per second; `None` where a speed is not known.
    pub rate: Option<Range>,
    /// The speed of the slowest link in Gbit/s, where it is known.
    pub gbps: Option<f64>,
}

/// What uses a network besides live migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// Heartbeats, which every network of the cluster carries.
    Heartbeats,
    /// Messages of the cluster, on the network of the best route.
    ClusterMessages,
    /// Metadata of volumes that are reached directly, and their data if they are redirected.
    CsvMetadata,
    /// Data of volumes that are redirected.
    CsvData,
    /// Data of Storage Spaces Direct, whose disks are in the nodes.
    Storage,
    /// Clients.
    Clients,
}

/// What is left when a network fails while guests move.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The network.
    pub network: NetworkId,
    /// The ways without it.
    pub ways: Vec<Way>,
    /// How long all guests take then.
    pub duration: Option<Range>,
    /// How many times as long that is.
    pub slower: Option<Range>,
}

/// What is not known, or taken for granted.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// The capture names no nodes: the answer holds for any.
    NodesNotCaptured,
    /// No guests were captured or stated.
    GuestsNotCaptured,
    /// The memory of so many guests was not captured.
    MemoryNotCaptured(usize),
    /// The node has no other node to move to that is up.
    NoOtherNode,
    /// No network leads to these nodes.
    NoWay(Vec<NodeId>),
    /// The speed of these networks is not known, or under 1 Gbit/s.
    SpeedNotCaptured(Vec<NetworkId>),
    /// Whether the adapters of these networks have RSS or RDMA is not known.
    ClassNotCaptured(Vec<NetworkId>),
    /// Class and speed were read from metrics.
    LinkFromMetric(Vec<NetworkId>),
    /// How memory is carried was not captured: what Windows does by default is taken.
    OptionNotCaptured(MigrationPerformance),
    /// How many move at once was not captured: Windows moves two, and more where it is told so.
    AtOnceNotCaptured,
    /// Windows Server 2008 R2 moves one at a time.
    OneAtATime,
    /// Bandwidth limits of SMB were not captured; the cluster may set one itself, in hundredths of a percent of all
    /// adapters of the node.
    LimitNotCaptured(Option<u32>),
    /// Connections faster than those that were measured send more: the link is faster than 10 Gbit/s.
    FasterThanMeasured,
    /// Memory that does not compress takes as long as without compression.
    MayNotCompress,
    /// Whatever else is sent leaves less to the migrations.
    NothingElseSent,
}

impl Doubt {
    /// Whether it is taken for granted, and not missing.
    pub fn is_assumption(&self) -> bool {
        use Doubt::{FasterThanMeasured, MayNotCompress, NothingElseSent, OneAtATime};
        matches!(self, OneAtATime | FasterThanMeasured | MayNotCompress | NothingElseSent)
    }
}

/// Drains a node.
pub fn drain(cluster: &Cluster, asked: &Asked) -> Drain {
    let mut doubts = Vec::new();
    let option = settings::option(cluster, asked, &mut doubts);
    let at_once = settings::at_once(cluster, asked, &mut doubts);
    let limit = settings::limit(cluster, asked, option.0, &mut doubts);
    let (guests, others) = settings::guests(cluster, asked, &mut doubts);
    let source = if asked.guests.is_empty() { Source::Hosts } else { Source::Stated };
    let bytes = guests.iter().fold(0, |all: u64, (_, bytes)| all.saturating_add(*bytes));
    let all = Guests { count: guests.len(), bytes, source };
    let how = How { asked, option: option.0, at_once, limit, all };
    // The ways are those of hosts that are set to the option.
    let cluster = &with_option(cluster, option.0);
    let ways = how.ways(cluster);
    let mut drain = Drain {
        duration: how.duration(&ways),
        beside: beside::beside(cluster, &ways),
        failures: how.failures(cluster, &ways),
        guests: Vec::with_capacity(guests.len()),
        bytes,
        others,
        option,
        at_once,
        limit,
        ways,
        doubts,
    };
    let rate = slowest_and_fastest(&drain.ways);
    let most = drain.duration.as_ref().map_or(f64::INFINITY, |duration| duration.high);
    drain.guests.extend(guests.into_iter().map(|(name, bytes)| {
        let guest = Guests { count: 1, bytes, source };
        let duration = rate.as_ref().map(|rate| {
            let alone = migration::of_one(guest, all.count, rate, option.0, at_once);
            // No guest takes longer than all of them.
            Range { high: alone.high.min(most), ..alone }
        });
        Moved { name, bytes, duration }
    }));
    drain.doubt(cluster, asked);
    drain
}

/// The ways of a drain and how long it takes, without what else there is to say of it. Without a node they are those from
/// every node, of hosts that are set as the first one.
pub(super) fn ways_of(cluster: &Cluster, asked: &Asked) -> (Vec<Way>, Option<Range>, Vec<Doubt>) {
    let first = cluster.hosts.as_ref().and_then(|hosts| hosts.first()).map(|host| host.node);
    let of_host = Asked { node: asked.node.or(first), ..asked.clone() };
    let mut doubts = Vec::new();
    let option = settings::option(cluster, &of_host, &mut doubts).0;
    let at_once = settings::at_once(cluster, &of_host, &mut doubts);
    let limit = settings::limit(cluster, &of_host, option, &mut doubts);
    let (guests, _) = settings::guests(cluster, asked, &mut Vec::new());
    let bytes = guests.iter().fold(0, |all: u64, (_, bytes)| all.saturating_add(*bytes));
    let source = if asked.guests.is_empty() { Source::Hosts } else { Source::Stated };
    let all = Guests { count: guests.len(), bytes, source };
    let how = How { asked, option, at_once, limit, all };
    let ways = how.ways(&with_option(cluster, option));
    // Guests of no node in particular are drained from none.
    let is_whole = asked.node.is_some() || cluster.nodes.is_empty();
    let duration = how.duration(&ways).filter(|_| is_whole);
    if option == MigrationPerformance::Compression && duration.is_some() {
        doubts.push(Doubt::MayNotCompress);
    }
    doubts.push(Doubt::NothingElseSent);
    (ways, duration, doubts)
}

/// The cluster with every host set to an option.
fn with_option(cluster: &Cluster, option: MigrationPerformance) -> Cluster {
    let mut changed = cluster.clone();
    for node in cluster.node_ids() {
        change::apply(&mut changed, &Change::Performance { node, option: Some(option) });
    }
    changed
}

impl Drain {
    /// What the ways leave open.
    fn doubt(&mut self, cluster: &Cluster, asked: &Asked) {
        if cluster.nodes.is_empty() {
            self.doubts.push(Doubt::NodesNotCaptured);
        }
        let is_up = |node: &NodeId| Some(*node) != asked.node && cluster.nodes[*node].up != Some(false);
        if !cluster.nodes.is_empty() && !cluster.node_ids().any(|node| is_up(&node)) {
            self.doubts.push(Doubt::NoOtherNode);
        }
        let lost = self.ways.iter().filter(|way| way.networks.is_empty());
        let lost: Vec<NodeId> = lost.flat_map(|way| way.to.iter().copied()).collect();
        if self.ways.iter().any(|way| way.networks.is_empty()) {
            self.doubts.push(Doubt::NoWay(lost));
        }
        let slow = self.ways.iter().filter(|way| way.rate.is_none());
        let slow: BTreeSet<NetworkId> = slow.flat_map(|way| way.networks.iter().copied()).collect();
        if !slow.is_empty() {
            self.doubts.push(Doubt::SpeedNotCaptured(slow.into_iter().collect()));
        }
        let reach = Reach::new(cluster);
        let ends = |way: &Way| match (asked.node, way.to.first()) {
            (Some(from), Some(to)) => Ends::Pair(from, *to),
            _ => Ends::WholeCluster,
        };
        let used = self.ways.iter().flat_map(|way| way.networks.iter().map(move |&n| (n, ends(way))));
        let used: Vec<(NetworkId, Ends)> = used.collect();
        let has_speed_alone = |(n, ends): &&(NetworkId, Ends)| {
            reach.link(*n, *ends).is_none() && reach.speed(*n, *ends).is_some()
        };
        let unknown: BTreeSet<NetworkId> = used.iter().filter(has_speed_alone).map(|(n, _)| *n).collect();
        if !unknown.is_empty() {
            self.doubts.push(Doubt::ClassNotCaptured(unknown.into_iter().collect()));
        }
        let links: Vec<(NetworkId, PairLink)> =
            used.iter().filter_map(|(n, ends)| Some((*n, reach.link(*n, *ends)?))).collect();
        let read = links.iter().filter(|(_, link)| link.source != PairLinkSource::Adapters);
        let read: BTreeSet<NetworkId> = read.map(|(n, _)| *n).collect();
        if !read.is_empty() {
            self.doubts.push(Doubt::LinkFromMetric(read.into_iter().collect()));
        }
        let by_connections = self.option.0 != MigrationPerformance::Smb;
        if by_connections && links.iter().any(|(_, link)| link.gbps > MEASURED_GBPS) {
            self.doubts.push(Doubt::FasterThanMeasured);
        }
        if self.option.0 == MigrationPerformance::Compression {
            self.doubts.push(Doubt::MayNotCompress);
        }
        if self.duration.is_some() {
            self.doubts.push(Doubt::NothingElseSent);
        }
    }
}

/// The fastest link on which single migrations were measured.
const MEASURED_GBPS: f64 = 10.0;
