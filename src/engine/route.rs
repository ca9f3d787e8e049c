//! Which way traffic goes between nodes: what is asked, what is answered, and the order of answers.

pub mod csv;
pub mod migration;
mod mode;
pub mod netft;
mod netft_log;
pub mod reach;
mod reasons;
mod resolve;

use migration::MigrationOrder;
use reach::Reach;
use reasons::Reasons;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The kinds of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    /// Heartbeats and messages of the cluster, over NetFT.
    Cluster,
    /// I/O of Cluster Shared Volumes towards the coordinator.
    Csv,
    /// Live migration of virtual machines.
    LiveMigration,
}

/// How a node reaches a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Data goes to the disk.
    Direct,
    /// Every read and write goes through the coordinator's file system.
    FileSystemRedirected,
    /// Data goes to the coordinator as blocks.
    BlockRedirected,
    /// I/O is held.
    Paused,
    /// The volume is not reachable.
    Unavailable,
    /// Not known: the route says where traffic goes if it is redirected.
    Unknown,
}

/// What crosses the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Carries {
    /// Metadata updates only.
    Metadata,
    /// Every read and write.
    AllIo,
    /// Data at block level, and metadata.
    BlockData,
    /// Nothing.
    Nothing,
    /// Heartbeats and cluster messages.
    ClusterMessages,
    /// Memory and state of virtual machines.
    VmMemory,
    /// Depends on a mode that is not known.
    Unknown,
}

/// Who chooses the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// NetFT: lowest sum of metrics.
    Netft,
    /// SMB Multichannel: RDMA, then RSS, then speed, in parallel.
    SmbMultichannel,
    /// The cluster-wide live migration list.
    MigrationList,
}

/// How sure an answer is; the order is from sure to unsure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Windows itself reported it.
    Observed,
    /// Follows from captured facts by documented rules.
    Computed,
    /// Rests on something that is not known or not published; `because` names it.
    Assumed,
}

/// A network by its names, shared by all routes that use it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NetworkRef {
    /// The GUID.
    pub id: Option<Arc<str>>,
    /// The name.
    pub name: Arc<str>,
}

/// One route.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    /// The kind of traffic.
    pub traffic: Traffic,
    /// The volume, for CSV traffic.
    pub volume: Option<Arc<str>>,
    /// The sending node; `None` when the answer holds for the whole cluster.
    pub from: Option<Arc<str>>,
    /// The receiving node: for CSV traffic the coordinator.
    pub to: Option<Arc<str>>,
    /// How the volume is reached; `None` unless CSV.
    pub mode: Option<Mode>,
    /// What crosses the network.
    pub carries: Carries,
    /// Both ends are one node: no network is involved.
    pub local: bool,
    /// Who chooses the network.
    pub mechanism: Mechanism,
    /// `networks` are the two ends of one path, the sender's first, and not parallel.
    pub routed: bool,
    /// The networks in use now, in parallel when several and not `routed`.
    pub networks: Vec<NetworkRef>,
    /// The others in the order they would take over.
    pub failover: Vec<NetworkRef>,
    /// `false`: the facts leave more than one possibility, and `networks` lists them.
    pub determined: bool,
    /// How sure the answer is.
    pub certainty: Certainty,
    /// The reasons, a sentence each; empty when the filter leaves them out.
    pub because: Vec<String>,
    /// Sum of the parallel networks' link speeds; `None` when one is unknown.
    pub bandwidth_gbps: Option<f64>,
    /// Indexes into the cluster's networks, for callers inside the library.
    #[serde(skip)]
    pub network_indexes: Vec<usize>,
    /// What was computed where Windows reports otherwise, for callers inside the library.
    #[serde(skip)]
    pub computed_instead: Option<Vec<usize>>,
    /// Indexes of the ends into the cluster's nodes, for callers inside the library.
    #[serde(skip)]
    pub ends: Option<(usize, usize)>,
}

pub use netft_log::expected_priority;

/// Which routes are asked for; empty lists and `None` ask for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kinds of traffic.
    pub traffic: Vec<Traffic>,
    /// The sending node.
    pub from: Option<usize>,
    /// The receiving node.
    pub to: Option<usize>,
    /// The volume.
    pub volume: Option<usize>,
    /// Without the reasons: half of the work, for who only counts networks.
    pub without_reasons: bool,
}

/// Every route that is asked for, and what the whole answer assumes.
#[derive(Clone, Debug)]
pub struct Routes {
    /// Sorted by traffic, volume, from, to.
    pub routes: Vec<Route>,
    /// What is taken for granted in every route.
    pub assumptions: Vec<String>,
}

/// What a mechanism chose between two ends.
#[derive(Clone, Debug)]
struct Choice {
    networks: Vec<usize>,
    failover: Vec<usize>,
    determined: bool,
    certainty: Certainty,
    because: Reasons,
    bandwidth: Option<f64>,
    routed: bool,
    computed_instead: Option<Vec<usize>>,
}

impl Choice {
    /// Nothing chosen yet.
    fn new(because: Reasons) -> Self {
        Self {
            networks: Vec::new(),
            failover: Vec::new(),
            determined: true,
            certainty: Certainty::Computed,
            because,
            bandwidth: None,
            routed: false,
            computed_instead: None,
        }
    }
}

/// Computes the routes of a cluster, whose live migration order is `order`.
pub fn resolve(reach: &Reach<'_>, order: &MigrationOrder, filter: &Filter) -> Routes {
    resolve::resolve(reach, order, filter)
}

/// A sentence names this many networks; the lists of the route name them all.
const NAMED: usize = 8;

/// Networks by name, for a sentence.
fn names(reach: &Reach<'_>, networks: &[usize]) -> String {
    listed(networks, |n| reach.network(n).name.clone())
}

/// A few things in words, the rest as a number.
fn listed(networks: &[usize], word: impl Fn(usize) -> String) -> String {
    let mut words: Vec<String> = networks.iter().take(NAMED).map(|&n| word(n)).collect();
    if networks.len() > NAMED {
        words.push(format!("{} more", networks.len() - NAMED));
    }
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
