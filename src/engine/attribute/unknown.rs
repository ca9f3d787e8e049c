//! What cannot be told, or only with a reservation.

use crate::model::{NodeId, VolumeId};

/// One thing that cannot be told, or only with a reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There are no counters that are read.
    NoCounters,
    /// No node is known: the counters stand alone, and each host counts as a node.
    NodesNotCaptured,
    /// No network is known, so nothing is said of networks.
    NetworksNotCaptured,
    /// These nodes have no counters.
    NodesMissing(Vec<NodeId>),
    /// This host is no node, and is not told to be the storage: its counters are not used.
    HostNotInCluster(String),
    /// No log has the host that is to be the storage.
    StorageMissing(String),
    /// The samples of this host do not overlap with those of the host whose intervals are taken.
    NoOverlap(String),
    /// The samples of a host come so many milliseconds after those of another; negative: before.
    Offset {
        /// Whose samples.
        host: String,
        /// Those of whom.
        other: String,
        /// How much later they are.
        milliseconds: i64,
    },
    /// The times of these hosts do not tell their zone: all are taken to be of one.
    ZoneUnknown(Vec<String>),
    /// Dates of these hosts were read as month, day, year, and could be day, month, year.
    DatesAssumed(Vec<String>),
    /// In the logs of this host so many times there is a gap.
    Gaps(String, usize),
    /// So many samples of this host are left out, since counters were reset or their rates are impossible.
    Resets(String, usize),
    /// The host has one sample, which is taken to be over one second.
    OneSample(String),
    /// Nothing tells the coordinator.
    CoordinatorUnknown(String),
    /// Nothing tells which disk the volume is.
    DiskUnknown(String),
    /// Only disks are counted: how much of the coordinator's figure is whose cannot be told.
    OnlyDisks {
        /// The volume.
        volume: String,
        /// The nodes that may be redirected.
        nodes: Vec<String>,
    },
    /// Nothing tells whether a node's I/O is block redirected.
    ModeUnknown {
        /// The volume.
        volume: String,
        /// The node.
        node: String,
    },
    /// The capture has another mode than the counters show.
    ModeContradicts {
        /// The volume.
        volume: String,
        /// The node.
        node: String,
    },
    /// The coordinator of the capture has redirected I/O itself: another node was it.
    CoordinatorRedirected {
        /// The volume.
        volume: String,
        /// The coordinator.
        node: String,
    },
    /// Only operations are counted.
    NoBytes(String),
    /// Only the total over all instances was collected.
    OnlyTotal(String),
    /// The instance that is taken for the volume, since there is one of each.
    OnlyOne {
        /// The volume.
        volume: VolumeId,
        /// The instance.
        instance: String,
    },
}
