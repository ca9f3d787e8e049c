//! How a node reaches a Cluster Shared Volume, and what therefore crosses the network
//! (<https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs>).

use super::{Carries, Certainty, Mode};
use crate::model::{Cluster, FileSystem, Volume, VolumeMode, WindowsVersion};

/// The mode, how sure it is, and why.
pub(super) struct Found {
    pub(super) mode: Mode,
    pub(super) certainty: Certainty,
    pub(super) because: String,
}

/// Captured states by volume and node, so that one look-up serves one route.
pub(super) struct Modes<'a> {
    cluster: &'a Cluster,
    states: std::collections::HashMap<(usize, usize), VolumeMode>,
}

impl<'a> Modes<'a> {
    pub(super) fn new(cluster: &'a Cluster) -> Self {
        let rows = cluster.volume_states.iter().flatten();
        Self { cluster, states: rows.map(|row| ((row.volume, row.node), row.mode)).collect() }
    }

    /// The mode of a volume on a node: the captured state, else what storage and file system imply.
    pub(super) fn of(&self, index: usize, volume: &Volume, node: usize) -> Found {
        if let Some(mode) = self.states.get(&(index, node)) {
            let (mode, word) = match mode {
                VolumeMode::Unavailable => (Mode::Unavailable, "Unavailable"),
                VolumeMode::Paused => (Mode::Paused, "Paused"),
                VolumeMode::Direct => (Mode::Direct, "Direct"),
                VolumeMode::FileSystemRedirected => (Mode::FileSystemRedirected, "FileSystemRedirected"),
                VolumeMode::BlockRedirected => (Mode::BlockRedirected, "BlockRedirected"),
            };
            let because = format!("Get-ClusterSharedVolumeState says {word}");
            return Found { mode, certainty: Certainty::Observed, because };
        }
        if volume.redirected_access == Some(true) {
            return computed(Mode::FileSystemRedirected, "redirected access is turned on for the volume");
        }
        if self.cluster.windows.version == Some(WindowsVersion::V2008R2) {
            return match volume.no_direct_io {
                Some(true) => computed(Mode::FileSystemRedirected, "the volume's FaultState is NoDirectIO"),
                Some(false) => computed(Mode::Direct, "the volume has no fault and is not redirected"),
                None => unknown("neither the state nor the faults of the volume are captured"),
            };
        }
        let coordinator = volume.owner == Some(node);
        match (volume.file_system, self.cluster.settings.s2d_enabled) {
            (Some(FileSystem::Refs), _) => computed(Mode::FileSystemRedirected, "the volume is ReFS"),
            (Some(FileSystem::Ntfs), Some(true)) if coordinator => {
                computed(Mode::Direct, "the volume is NTFS and this node coordinates it")
            }
            (Some(FileSystem::Ntfs), Some(true)) => {
                computed(Mode::BlockRedirected, "the volume is NTFS on Storage Spaces Direct")
            }
            (None, Some(true)) => unknown(
                "the file system is not captured: on Storage Spaces Direct ReFS redirects all I/O and NTFS its blocks",
            ),
            _ => unknown("neither the volume's state nor its kind of storage is captured"),
        }
    }
}

fn computed(mode: Mode, because: &str) -> Found {
    Found { mode, certainty: Certainty::Computed, because: because.to_owned() }
}

fn unknown(because: &str) -> Found {
    let because = format!("{because}; the route is the one used if I/O is redirected");
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
