//! Which nodes reach the disk of a volume themselves, and which only through the coordinator.

use crate::model::{BlockReasons, Cluster, VolumeId, VolumeMode, VolumeState};
use std::collections::{HashMap, HashSet};

/// Whether the node reaches the volume's blocks only through the coordinator, for want of a path to the disk.
pub(in crate::rules) fn is_cut_off(state: &VolumeState) -> bool {
    state.mode == VolumeMode::BlockRedirected
        && state.block_reasons.has(BlockReasons::NO_DISK_CONNECTIVITY)
        && !state.block_reasons.has(BlockReasons::STORAGE_SPACE_NOT_ATTACHED)
}

/// Whether a volume of the cluster is replicated: Storage Replica makes the disks of the other site, its logs among
/// them, unreachable by design.
pub(in crate::rules) fn is_replicated(cluster: &Cluster) -> bool {
    let mut states = cluster.volume_states.iter().flatten();
    states.any(|state| state.block_reasons.has(BlockReasons::VOLUME_REPLICATION_ENABLED))
}

/// The volumes that a node besides the coordinator reaches directly. Where the coordinator is not known, two direct
/// nodes prove it, since only one of them can be the coordinator.
pub(in crate::rules) fn directly_shared(cluster: &Cluster) -> HashSet<VolumeId> {
    let owners: HashMap<VolumeId, _> =
        cluster.volumes_by_id().map(|(id, volume)| (id, volume.owner)).collect();
    let mut direct: HashMap<VolumeId, u32> = HashMap::new();
    for state in cluster.volume_states.iter().flatten().filter(|state| state.mode == VolumeMode::Direct) {
        *direct.entry(state.volume).or_default() += match owners.get(&state.volume).copied().flatten() {
            Some(owner) if owner == state.node => 0,
            Some(_) => 2,
            None => 1,
        };
    }
    direct.into_iter().filter(|(_, count)| *count > 1).map(|(volume, _)| volume).collect()
}
