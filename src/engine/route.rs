//! Which way traffic goes between nodes: what is asked, what is answered, and the order of answers.

mod alike;
mod between;
mod choice;
mod csv;
pub mod migration;
mod mode;
mod netft;
mod netft_log;
mod observed;
pub mod reach;
pub mod reason;
mod resolve;

pub use between::{between, groups};
pub use choice::{Certainty, Choice};
pub use netft_log::expected_priority;
pub use reason::{LinkFact, LogView, Reason};
pub use resolve::{assumptions, resolve};

use crate::model::{NetworkId, NodeId, VolumeId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The kinds of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// NetFT: lowest sum of metrics.
    Netft,
    /// SMB Multichannel: RDMA, then RSS, then speed, in parallel.
    SmbMultichannel,
    /// The cluster-wide live migration list.
    MigrationList,
}

/// One route. What was chosen is read through the route: `route.networks`, `route.failover`, `route.routed`.
#[derive(Clone, Debug)]
pub struct Route {
    /// The kind of traffic.
    pub traffic: Traffic,
    /// The volume, for CSV traffic.
    pub volume: Option<VolumeId>,
    /// The sending node; `None` when the answer holds for the whole cluster.
    pub from: Option<NodeId>,
    /// The receiving node: for CSV traffic the coordinator, `None` if nobody tells it.
    pub to: Option<NodeId>,
    /// How the volume is reached; `None` unless CSV.
    pub mode: Option<Mode>,
    /// What crosses the network.
    pub carries: Carries,
    /// Both ends are one node: no network is involved.
    pub local: bool,
    /// Who chooses the network.
    pub mechanism: Mechanism,
    /// How sure the whole route is: at most as sure as the choice.
    pub certainty: Certainty,
    /// Why the volume is reached in this mode; comes before the reasons of the choice.
    pub mode_because: Option<Reason>,
    /// What else is to be said of this route; comes after the reasons of the choice.
    pub remark: Option<Reason>,
    choice: Arc<Choice>,
}

impl std::ops::Deref for Route {
    type Target = Choice;

    fn deref(&self) -> &Choice {
        &self.choice
    }
}

impl Route {
    /// Both ends, when both are known.
    pub fn ends(&self) -> Option<(NodeId, NodeId)> {
        self.from.zip(self.to)
    }

    /// Every reason, in the order in which it is to be read.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.mode_because.iter().chain(&self.choice.because).chain(&self.remark)
    }

    /// What was chosen; routes between nodes that look alike share it.
    pub fn choice(&self) -> &Arc<Choice> {
        &self.choice
    }
}

/// Which routes are asked for; empty lists ask for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kinds of traffic.
    pub traffic: Vec<Traffic>,
    /// Sending nodes.
    pub from: Vec<NodeId>,
    /// Receiving nodes.
    pub to: Vec<NodeId>,
    /// Volumes.
    pub volume: Vec<VolumeId>,
    /// Networks, of which a route uses one or would take one over.
    pub network: Vec<NetworkId>,
}

/// What every route of an answer takes for granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// Every node is on every network: interfaces (and, if `nodes`, nodes) are not captured.
    PlacesNotCaptured {
        /// Whether the nodes are not captured either.
        nodes: bool,
    },
    /// Interfaces are derived from addresses and prefixes.
    InterfacesDerived,
    /// The networks are those of a validation report.
    NetworksProposed,
    /// The version is not known; what little is known is the evidence of [`Windows`](crate::model::Windows).
    VersionByEvidence,
    /// The version is not known, but the metrics are of 2012 and later.
    VersionByMetrics,
    /// The version is not known at all.
    VersionUnknown,
    /// The version is taken to be 2025, and Azure Local 23H2 has the same functional level.
    VersionMayBe23H2,
    /// One node: there is no pair.
    OneNode,
    /// The nodes are those that the capture names, so many.
    NodesNamed(usize),
    /// The roles of these networks are not known.
    RolesUnknown(Vec<NetworkId>),
    /// The roles of these networks are not captured; their automatic metrics tell them.
    RolesByMetric(Vec<NetworkId>),
    /// Shared volumes are not captured.
    VolumesNotCaptured,
    /// The cluster has no shared volumes.
    NoVolumes,
}

/// Every route that is asked for, and what the whole answer assumes.
#[derive(Clone, Debug)]
pub struct Routes {
    /// Sorted by traffic, volume, from, to.
    pub routes: Vec<Route>,
    /// What is taken for granted in every route.
    pub assumptions: Vec<Assumption>,
}
