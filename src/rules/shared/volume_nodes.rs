//! Volume states by volume: which nodes are in a state, and what that means for the network.

use crate::model::{Cluster, Volume, VolumeState};
use crate::rules::shared::wording;

/// One volume with the states of its nodes that a rule is about.
pub(in crate::rules) struct VolumeNodes<'a> {
    pub(in crate::rules) volume: &'a Volume,
    /// The names of the nodes, in order.
    pub(in crate::rules) nodes: Vec<&'a str>,
    /// How many of them are not the coordinator, so that their I/O crosses the network.
    pub(in crate::rules) remote: usize,
}

/// The volumes that have a matching state, each with the nodes whose state matches.
pub(in crate::rules) fn matching<'a>(
    cluster: &'a Cluster,
    matches: impl Fn(&VolumeState) -> bool,
) -> Vec<VolumeNodes<'a>> {
    let volumes = cluster.volumes.as_deref().unwrap_or_default();
    let mut nodes: Vec<Vec<usize>> = vec![Vec::new(); volumes.len()];
    for state in cluster.volume_states.iter().flatten().filter(|state| matches(state)) {
        if let Some(nodes) = nodes.get_mut(state.volume) {
            nodes.push(state.node);
        }
    }
    let found = volumes.iter().zip(nodes).filter(|(_, nodes)| !nodes.is_empty());
    found
        .map(|(volume, nodes)| {
            let remote = nodes.iter().filter(|&&node| volume.owner != Some(node)).count();
            let mut nodes: Vec<&str> = nodes.iter().map(|&n| cluster.nodes[n].name.as_str()).collect();
            nodes.sort_unstable();
            VolumeNodes { volume, nodes, remote }
        })
        .collect()
}

impl VolumeNodes<'_> {
    /// `N1, N2 and N3`.
    pub(in crate::rules) fn list(&self) -> String {
        wording::list(&self.nodes)
    }

    /// The nodes as evidence.
    pub(in crate::rules) fn evidence(&self) -> Vec<String> {
        wording::first(&self.nodes)
    }

    /// `the coordinator N1`, or `the coordinator` when it is not known.
    pub(in crate::rules) fn coordinator(&self, cluster: &Cluster) -> String {
        match self.volume.owner {
            Some(node) => format!("the coordinator {}", cluster.nodes[node].name),
            None => "the coordinator".to_owned(),
        }
    }
}

#[cfg(test)]
pub(in crate::rules) mod tests {
    use super::*;
    use crate::model::{BlockReasons, FileSystemReasons, VolumeMode};
    use crate::rules::framework::testing;

    /// A cluster with N1 to N4 and `Volume1`, which N1 coordinates and every node reaches directly.
    pub(in crate::rules) fn cluster() -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3", "N4"], &["SMB1", "SMB2"]);
        cluster.volumes =
            Some(vec![Volume { name: "Volume1".to_owned(), owner: Some(0), ..Volume::default() }]);
        let direct = |node| VolumeState {
            volume: 0,
            node,
            mode: VolumeMode::Direct,
            file_system_reasons: FileSystemReasons(0),
            block_reasons: BlockReasons(0),
        };
        cluster.volume_states = Some((0..4).map(direct).collect());
        cluster
    }

    /// Redirects the file system on these nodes.
    pub(in crate::rules) fn redirect(cluster: &mut Cluster, nodes: &[usize], reasons: u64) {
        for state in cluster.volume_states.iter_mut().flatten().filter(|s| nodes.contains(&s.node)) {
            state.mode = VolumeMode::FileSystemRedirected;
            state.file_system_reasons = FileSystemReasons(reasons);
        }
    }

    /// Redirects blocks on these nodes.
    pub(in crate::rules) fn redirect_blocks(cluster: &mut Cluster, nodes: &[usize], reasons: u64) {
        for state in cluster.volume_states.iter_mut().flatten().filter(|s| nodes.contains(&s.node)) {
            state.mode = VolumeMode::BlockRedirected;
            state.block_reasons = BlockReasons(reasons);
        }
    }

    #[test]
    fn the_coordinator_is_not_remote() {
        let mut cluster = cluster();
        redirect(&mut cluster, &[2, 0], FileSystemReasons::USER_REQUEST);
        let found = matching(&cluster, |s| s.mode == VolumeMode::FileSystemRedirected);
        assert_eq!((found[0].nodes.as_slice(), found[0].remote), (["N1", "N3"].as_slice(), 1));
        assert_eq!(found[0].coordinator(&cluster), "the coordinator N1");
        assert!(matching(&cluster, |s| s.mode == VolumeMode::Paused).is_empty());
    }
}
