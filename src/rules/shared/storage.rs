//! On what kind of storage each shared volume is, as far as names and states tell: it decides whether a node without
//! a path of its own to the disk is a fault.

use crate::model::telling_words::SPACE;
use crate::model::{BlockReasons, Cluster, NodeId, Volume, VolumeId, VolumeMode, VolumeState};
use std::collections::HashSet;

/// The kinds that matter for redirected I/O.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Storage {
    /// A storage space (Storage Spaces Direct or shared SAS): only the coordinator has it attached.
    Space,
    /// A disk that every node reaches by itself.
    Shared,
    /// Replicated by Storage Replica: the other site reaches it through the coordinator.
    Replicated,
    /// Nothing tells.
    Unknown,
}

/// The kind of each volume, by its place.
pub(in crate::rules) fn kinds(cluster: &Cluster) -> Vec<Storage> {
    let proven = directly_shared(cluster);
    let (not_attached, replicated) = (
        with_reason(cluster, BlockReasons::STORAGE_SPACE_NOT_ATTACHED),
        with_reason(cluster, BlockReasons::VOLUME_REPLICATION_ENABLED),
    );
    // Direct and pooled storage mix since 2022, so one shared disk proves shared storage, and no volume of another kind.
    let has_shared = !proven.is_empty();
    let pooled = cluster.settings.s2d_enabled == Some(true);
    let kind = |(id, volume): (VolumeId, &Volume)| {
        if replicated.contains(&id) {
            Storage::Replicated
        } else if proven.contains(&id) {
            Storage::Shared
        } else if pooled || not_attached.contains(&id) || is_named_as_space(&volume.name) {
            Storage::Space
        } else if has_shared {
            Storage::Shared
        } else if !replicated.is_empty() {
            // The logs of Storage Replica on the other site are out of reach by design.
            Storage::Replicated
        } else {
            Storage::Unknown
        }
    };
    cluster.volumes_by_id().map(kind).collect()
}

/// Windows names a clustered space so, and a clustered disk `Cluster Disk 1`.
fn is_named_as_space(name: &str) -> bool {
    name.get(..SPACE.len()).is_some_and(|start| start.eq_ignore_ascii_case(SPACE))
}

fn with_reason(cluster: &Cluster, reason: u64) -> HashSet<VolumeId> {
    let states = cluster.volume_states.iter().flatten();
    states.filter(|state| state.block_reasons.has(reason)).map(|state| state.volume).collect()
}

/// Whether the node reaches the volume's blocks only through the coordinator, for want of a path to the disk.
pub(in crate::rules) fn is_cut_off(state: &VolumeState) -> bool {
    state.mode == VolumeMode::BlockRedirected
        && state.block_reasons.has(BlockReasons::NO_DISK_CONNECTIVITY)
        && !state.block_reasons.has(BlockReasons::STORAGE_SPACE_NOT_ATTACHED)
}

/// The volumes that a node besides the coordinator reaches directly. Where the coordinator is not known, two direct
/// nodes prove it, since only one of them can be the coordinator.
fn directly_shared(cluster: &Cluster) -> HashSet<VolumeId> {
    let owners: Vec<Option<NodeId>> = cluster.volumes_by_id().map(|(_, volume)| volume.owner).collect();
    let mut direct = vec![0_u32; owners.len()];
    for state in cluster.volume_states.iter().flatten().filter(|state| state.mode == VolumeMode::Direct) {
        direct[state.volume.place()] += match owners[state.volume.place()] {
            Some(owner) if owner == state.node => 0,
            Some(_) => 2,
            None => 1,
        };
    }
    cluster.volumes_by_id().map(|(id, _)| id).filter(|id| direct[id.place()] > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::shared::volume_nodes::tests as volumes;

    #[test]
    fn a_direct_node_besides_the_coordinator_proves_a_shared_disk_even_with_storage_spaces_direct() {
        let mut cluster = volumes::cluster();
        cluster.settings.s2d_enabled = Some(true);
        volumes::redirect_blocks(&mut cluster, &[3], BlockReasons::NO_DISK_CONNECTIVITY);
        assert_eq!(kinds(&cluster), [Storage::Shared]);
        volumes::redirect_blocks(&mut cluster, &[1, 2], BlockReasons::NO_DISK_CONNECTIVITY);
        assert_eq!(kinds(&cluster), [Storage::Space]);
        cluster.settings.s2d_enabled = Some(false);
        assert_eq!(kinds(&cluster), [Storage::Unknown]);
        cluster.volumes.as_mut().unwrap()[0].name = "Cluster Virtual Disk (V1)".to_owned();
        assert_eq!(kinds(&cluster), [Storage::Space]);
    }

    #[test]
    fn replication_and_a_missing_space_are_told_by_the_reasons() {
        let mut cluster = volumes::cluster();
        volumes::redirect_blocks(&mut cluster, &[1, 2, 3], BlockReasons::VOLUME_REPLICATION_ENABLED);
        assert_eq!(kinds(&cluster), [Storage::Replicated]);
        volumes::redirect_blocks(&mut cluster, &[1, 2, 3], BlockReasons::STORAGE_SPACE_NOT_ATTACHED);
        assert_eq!(kinds(&cluster), [Storage::Space]);
    }
}
