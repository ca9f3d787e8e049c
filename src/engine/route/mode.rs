//! How a node reaches a Cluster Shared Volume, and what therefore crosses the network
//! (<https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs>).

use super::choice::Certainty;
use super::reason::Reason;
use super::{Carries, Mode};
use crate::model::{
    Cluster, FaultState, FileSystem, FileSystemReasons, NodeId, Volume, VolumeId, VolumeMode, VolumeState,
    WindowsVersion,
};
use std::collections::HashMap;

/// The mode, how sure it is, and why.
pub(super) struct Found {
    pub(super) mode: Mode,
    pub(super) certainty: Certainty,
    pub(super) because: Reason,
}

/// Captured states by volume and node, so that one look-up serves one route.
pub(super) struct Modes<'a> {
    cluster: &'a Cluster,
    states: HashMap<(VolumeId, NodeId), &'a VolumeState>,
}

impl<'a> Modes<'a> {
    pub(super) fn new(cluster: &'a Cluster) -> Self {
        let rows = cluster.volume_states.iter().flatten();
        Self { cluster, states: rows.map(|row| ((row.volume, row.node), row)).collect() }
    }

    /// The mode of a volume on a node: the captured state, else what storage and file system imply.
    pub(super) fn of(&self, id: VolumeId, volume: &Volume, node: NodeId) -> Found {
        if let Some(&state) = self.states.get(&(id, node)) {
            let mode = match state.mode {
                VolumeMode::Unavailable => Mode::Unavailable,
                VolumeMode::Paused => Mode::Paused,
                VolumeMode::Direct => Mode::Direct,
                VolumeMode::FileSystemRedirected => Mode::FileSystemRedirected,
                VolumeMode::BlockRedirected => Mode::BlockRedirected,
            };
            if state.observed {
                let because = Reason::StateReported(state.mode);
                return Found { mode, certainty: Certainty::Observed, because };
            }
            let by_hand = state.file_system_reasons.has(FileSystemReasons::USER_REQUEST);
            let said = if by_hand { Reason::RedirectedAccessOn } else { Reason::StateReported(state.mode) };
            return computed(mode, said);
        }
        if volume.redirected_access == Some(true) {
            return computed(Mode::FileSystemRedirected, Reason::RedirectedAccessOn);
        }
        if self.cluster.windows.version == Some(WindowsVersion::V2008R2) {
            return match volume.fault {
                Some(FaultState::NoDirectIo) => computed(Mode::FileSystemRedirected, Reason::NoDirectIo),
                Some(_) => computed(Mode::Direct, Reason::NoFault),
                None => unknown(Reason::FaultsUnknown),
            };
        }
        let coordinator = volume.owner == Some(node);
        match (volume.file_system, self.cluster.settings.s2d_enabled) {
            (Some(FileSystem::Refs), _) => computed(Mode::FileSystemRedirected, Reason::Refs),
            (Some(FileSystem::Ntfs), Some(true)) if coordinator => {
                computed(Mode::Direct, Reason::NtfsOnCoordinator)
            }
            (Some(FileSystem::Ntfs), Some(true)) => computed(Mode::BlockRedirected, Reason::NtfsOnS2d),
            (None, Some(true)) => unknown(Reason::FileSystemUnknown),
            _ => unknown(Reason::StorageUnknown),
        }
    }
}

fn computed(mode: Mode, because: Reason) -> Found {
    Found { mode, certainty: Certainty::Computed, because }
}

fn unknown(because: Reason) -> Found {
    Found { mode: Mode::Unknown, certainty: Certainty::Assumed, because }
}

impl Mode {
    /// What crosses the network between a node in this mode and the coordinator.
    pub(super) fn carries(self) -> Carries {
        match self {
            Mode::Direct => Carries::Metadata,
            Mode::FileSystemRedirected => Carries::AllIo,
            Mode::BlockRedirected => Carries::BlockData,
            Mode::Paused | Mode::Unavailable => Carries::Nothing,
            Mode::Unknown => Carries::Unknown,
        }
    }
}
