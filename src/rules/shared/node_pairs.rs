//! Node pairs that share a finding, so that 64 nodes do not give 2016 of them.

use crate::model::{Cluster, NodeId};
use crate::rules::framework::Hit;
use crate::words;
use std::collections::BTreeSet;

/// Pairs of nodes without direction; empty stands for the whole cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct NodePairs(BTreeSet<(NodeId, NodeId)>);

impl NodePairs {
    /// Adds the ends of a route; `None`, a route of the whole cluster, adds nothing.
    pub(in crate::rules) fn add(&mut self, ends: Option<(NodeId, NodeId)>) {
        self.0.extend(unordered(ends));
    }

    /// Each as `N1 - N2`, in order of name.
    pub(in crate::rules) fn names(&self, cluster: &Cluster) -> Vec<String> {
        let name = |node: NodeId| cluster.nodes[node].name.as_str();
        let mut names: Vec<String> = self
            .0
            .iter()
            .map(|&(a, b)| {
                let (a, b) = (name(a).min(name(b)), name(a).max(name(b)));
                format!("{a} - {b}")
            })
            .collect();
        names.sort_unstable();
        names
    }

    /// `between N1 - N2 and N1 - N3`; `for the whole cluster` without pairs.
    pub(in crate::rules) fn phrase(&self, cluster: &Cluster) -> String {
        if self.0.is_empty() {
            return "for the whole cluster".to_owned();
        }
        let all = cluster.nodes.len() * (cluster.nodes.len() - 1) / 2;
        if all > 1 && self.0.len() == all {
            return format!("between all {all} pairs of nodes");
        }
        format!("between {}", words::list(&self.names(cluster)))
    }

    /// How many there are.
    pub(in crate::rules) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Both directions as one pair.
pub(in crate::rules) fn unordered(ends: Option<(NodeId, NodeId)>) -> Option<(NodeId, NodeId)> {
    ends.map(|(a, b)| (a.min(b), a.max(b)))
}

impl Hit {
    /// The same finding with the pairs it is about, and how many they are.
    #[must_use]
    pub(in crate::rules) fn with_pairs(self, cluster: &Cluster, pairs: &NodePairs) -> Self {
        let mut hit = self.with("pairs", words::first(&pairs.names(cluster))).with("pair_count", pairs.len());
        hit.pairs.extend(&pairs.0);
        hit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn direction_and_repetition_do_not_count() {
        let cluster = testing::cluster(&["N1", "N2", "N3"], &[]);
        let mut pairs = NodePairs::default();
        assert_eq!(pairs.phrase(&cluster), "for the whole cluster");
        pairs.add(None);
        pairs.add(Some((NodeId::at(1), NodeId::at(0))));
        pairs.add(Some((NodeId::at(0), NodeId::at(1))));
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs.phrase(&cluster), "between N1 - N2");
        pairs.add(Some((NodeId::at(2), NodeId::at(1))));
        pairs.add(Some((NodeId::at(2), NodeId::at(0))));
        assert_eq!(pairs.names(&cluster), ["N1 - N2", "N1 - N3", "N2 - N3"]);
        assert_eq!(pairs.phrase(&cluster), "between all 3 pairs of nodes");
    }
}
