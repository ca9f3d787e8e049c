//! How long nodes do without heartbeats before one counts as lost.

use crate::model::{Cluster, ClusterProperty, NodeId, WindowsVersion};
use crate::rules::framework::Context;
use crate::rules::shared::predicates::{carries_cluster_traffic, version_or_oldest};
use std::collections::BTreeSet;

/// The documented delay of every version, in milliseconds.
pub(in crate::rules) const DEFAULT_DELAY: u32 = 1000;

/// Delay and threshold of one kind of heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Heartbeat {
    /// Milliseconds between two; the default where it is not known.
    pub(in crate::rules) delay: u32,
    /// How many may be missing.
    pub(in crate::rules) threshold: u32,
    /// The version's default of the threshold, the lower where sources differ.
    pub(in crate::rules) default: u32,
    /// The property of the delay.
    pub(in crate::rules) delay_of: ClusterProperty,
    /// The property of the threshold.
    pub(in crate::rules) threshold_of: ClusterProperty,
}

impl Heartbeat {
    /// After how many milliseconds without any a node counts as lost.
    pub(in crate::rules) fn tolerance(&self) -> u64 {
        u64::from(self.delay) * u64::from(self.threshold)
    }

    /// `SameSubnetDelay 1000 ms x SameSubnetThreshold 10`.
    pub(in crate::rules) fn product(&self) -> String {
        let (delay, threshold) = (self.delay_of.name(), self.threshold_of.name());
        format!("{delay} {} ms x {threshold} {}", self.delay, self.threshold)
    }
}

/// The kinds of heartbeat whose threshold is captured and that this cluster has: nodes that share a network send none
/// from subnet to subnet.
pub(in crate::rules) fn heartbeats(context: &Context<'_>) -> Vec<Heartbeat> {
    let settings = &context.cluster.settings;
    let (same, cross) = defaults(context.cluster);
    let of = |delay_of: ClusterProperty, threshold_of: ClusterProperty, default| {
        let delay = delay_of.of(settings).unwrap_or(DEFAULT_DELAY);
        Some(Heartbeat { delay, threshold: threshold_of.of(settings)?, default, delay_of, threshold_of })
    };
    let same = of(ClusterProperty::SameSubnetDelay, ClusterProperty::SameSubnetThreshold, same);
    let cross = of(ClusterProperty::CrossSubnetDelay, ClusterProperty::CrossSubnetThreshold, cross);
    same.into_iter().chain(cross.filter(|_| has_strangers(context))).collect()
}

/// 10 and 20 since 2016, 5 and 5 before. Fresh clusters of 2019 and later print 20 for both, which is not documented.
fn defaults(cluster: &Cluster) -> (u32, u32) {
    match version_or_oldest(cluster) {
        Some(version) if version >= WindowsVersion::V2016 => (10, 20),
        _ => (5, 5),
    }
}

/// Whether two nodes share no network that carries cluster traffic.
fn has_strangers(context: &Context<'_>) -> bool {
    let (cluster, reach) = (context.cluster, context.reach());
    let networks = cluster.networks_by_id().filter(|(_, network)| carries_cluster_traffic(network));
    // Networks of the same nodes tell the same.
    let networks: BTreeSet<BTreeSet<NodeId>> =
        networks.map(|(id, _)| cluster.node_ids().filter(|&node| reach.is_on(id, node)).collect()).collect();
    if networks.iter().any(|nodes| nodes.len() == cluster.nodes.len()) {
        return false;
    }
    let mut pairs = cluster.node_ids().flat_map(|a| cluster.node_ids().map(move |b| (a, b)));
    pairs.any(|(a, b)| a < b && !networks.iter().any(|nodes| nodes.contains(&a) && nodes.contains(&b)))
}

/// `2.5 s`.
pub(in crate::rules) fn seconds(milliseconds: u64) -> String {
    format!("{} s", milliseconds as f64 / 1e3)
}
