//! Volume states by volume: which nodes are in a state, and what that means for the network.

use crate::model::{Cluster, FileSystemReasons, NodeId, Volume, VolumeId, VolumeState};
use crate::rules::framework::Hit;
use crate::words;
use std::collections::BTreeMap;

/// One volume with the nodes whose state a rule is about.
#[derive(Debug)]
pub(in crate::rules) struct VolumeNodes {
    pub(in crate::rules) volume: VolumeId,
    pub(in crate::rules) nodes: Vec<NodeId>,
}

/// The volumes that have a matching state, each with the nodes whose state matches.
pub(in crate::rules) fn matching(
    cluster: &Cluster,
    matches: impl Fn(&VolumeState) -> bool,
) -> Vec<VolumeNodes> {
    let mut nodes: BTreeMap<VolumeId, Vec<NodeId>> = BTreeMap::new();
    for state in cluster.volume_states.iter().flatten().filter(|state| matches(state)) {
        nodes.entry(state.volume).or_default().push(state.node);
    }
    let of_volume = |(id, _): (VolumeId, &Volume)| {
        let mut nodes = nodes.remove(&id)?;
        nodes.sort_unstable();
        Some(VolumeNodes { volume: id, nodes })
    };
    cluster.volumes_by_id().filter_map(of_volume).collect()
}

/// The volumes that ReFS keeps in redirected mode.
pub(in crate::rules) fn redirected_by_refs(cluster: &Cluster) -> Vec<VolumeNodes> {
    matching(cluster, |state| state.file_system_reasons.has(FileSystemReasons::FILE_SYSTEM_REFS))
}

impl VolumeNodes {
    pub(in crate::rules) fn volume<'c>(&self, cluster: &'c Cluster) -> &'c Volume {
        cluster.volume(self.volume)
    }

    pub(in crate::rules) fn volume_name<'c>(&self, cluster: &'c Cluster) -> &'c str {
        &self.volume(cluster).name
    }

    /// The names of the nodes, in order.
    fn names<'c>(&self, cluster: &'c Cluster) -> Vec<&'c str> {
        let mut names: Vec<&str> = self.nodes.iter().map(|&n| cluster.nodes[n].name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// `N1, N2 and N3`.
    pub(in crate::rules) fn list(&self, cluster: &Cluster) -> String {
        words::list(&self.names(cluster))
    }

    /// The nodes as evidence.
    pub(in crate::rules) fn evidence(&self, cluster: &Cluster) -> Vec<String> {
        words::first(&self.names(cluster))
    }

    /// `the coordinator N1`, or `the coordinator` when it is not known.
    pub(in crate::rules) fn coordinator(&self, cluster: &Cluster) -> String {
        match self.volume(cluster).owner {
            Some(node) => format!("the coordinator {}", cluster.nodes[node].name),
            None => "the coordinator".to_owned(),
        }
    }
}

impl Hit {
    /// The same finding with the nodes of a volume, and how many they are.
    #[must_use]
    pub(in crate::rules) fn with_nodes(self, cluster: &Cluster, at: &VolumeNodes) -> Self {
        self.with("nodes", at.evidence(cluster)).with("node_count", at.nodes.len())
    }
}

#[cfg(test)]
pub(in crate::rules) mod tests {
    use super::*;
    use crate::model::{BlockReasons, VolumeMode};
    use crate::rules::framework::testing;

    /// A cluster with N1 to N4 and `Volume1`, which N1 coordinates and every node reaches directly.
    pub(in crate::rules) fn cluster() -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3", "N4"], &["SMB1", "SMB2"]);
        cluster.volumes = Some(vec![Volume {
            name: "Volume1".to_owned(),
            owner: Some(NodeId::at(0)),
            ..Volume::default()
        }]);
        let direct = |node| VolumeState {
            volume: VolumeId::at(0),
            node,
            mode: VolumeMode::Direct,
            file_system_reasons: FileSystemReasons(0),
            block_reasons: BlockReasons(0),
            observed: true,
        };
        cluster.volume_states = Some(NodeId::all(4).map(direct).collect());
        cluster
    }

    /// Redirects the file system on these nodes.
    pub(in crate::rules) fn redirect(cluster: &mut Cluster, nodes: &[usize], reasons: u64) {
        for state in cluster.volume_states.iter_mut().flatten().filter(|s| nodes.contains(&s.node.place())) {
            state.mode = VolumeMode::FileSystemRedirected;
            state.file_system_reasons = FileSystemReasons(reasons);
        }
    }

    /// Redirects blocks on these nodes.
    pub(in crate::rules) fn redirect_blocks(cluster: &mut Cluster, nodes: &[usize], reasons: u64) {
        for state in cluster.volume_states.iter_mut().flatten().filter(|s| nodes.contains(&s.node.place())) {
            state.mode = VolumeMode::BlockRedirected;
            state.block_reasons = BlockReasons(reasons);
        }
    }

    #[test]
    fn the_nodes_of_a_volume_are_gathered() {
        let mut cluster = cluster();
        redirect(&mut cluster, &[2, 0], FileSystemReasons::USER_REQUEST);
        let found = matching(&cluster, |s| s.mode == VolumeMode::FileSystemRedirected);
        assert_eq!(found[0].list(&cluster), "N1 and N3");
        assert_eq!(found[0].coordinator(&cluster), "the coordinator N1");
        assert!(matching(&cluster, |s| s.mode == VolumeMode::Paused).is_empty());
    }
}
