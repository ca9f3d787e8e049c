//! What a cluster log shows of a NetFT route
//! (<https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds>).

use super::{NetworkId, NodeId};

/// A route between two interfaces, as a log showed it last; a route that was removed since is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetftRoute {
    /// The interface of the node that wrote the log.
    pub local: NetftEnd,
    /// The interface of the other node.
    pub remote: NetftEnd,
    /// The sum of the metrics of both ends' networks; NetFT uses the lowest.
    pub priority: u32,
    /// No heartbeats come through; `None` when the log does not say.
    pub is_down: Option<bool>,
    /// When the log showed it, with its time zone.
    pub time: Option<String>,
}

/// One end of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetftEnd {
    /// The node.
    pub node: NodeId,
    /// The network.
    pub network: NetworkId,
}
