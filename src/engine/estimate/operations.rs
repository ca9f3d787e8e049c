//! What maintenance does to the way of I/O, by Windows version: whether it redirects a volume, and for how long.

use crate::model::WindowsVersion;
use serde::Serialize;

/// Something that is done to a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Redirected access, turned on by hand.
    RedirectedAccess,
    /// A snapshot by the software provider of Windows, for a backup.
    SoftwareSnapshot,
    /// A snapshot by a provider of the storage, for a backup.
    HardwareSnapshot,
    /// `chkdsk` that only reports.
    ChkdskScan,
    /// `chkdsk /f`, since Windows Server 2012 `chkdsk /spotfix`.
    ChkdskFix,
    /// `defrag`.
    Defragmentation,
    /// `Repair-ClusterSharedVolume`.
    RepairClusterSharedVolume,
    /// Maintenance mode.
    MaintenanceMode,
    /// BitLocker, while it encrypts.
    Bitlocker,
    /// Storage tiers.
    Tiering,
}

/// What it does to the I/O of the nodes that are not the coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// It stays as it is.
    None,
    /// It is redirected for a moment.
    Moment,
    /// It is redirected as long as it lasts.
    Whole,
    /// It stops as long as it lasts, on the coordinator too: the volume is not there.
    Unavailable,
    /// Not documented for this version.
    Unknown,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The page about Cluster Shared Volumes.
    SharedVolumes,
    /// The article about the networks of a cluster that is backed up.
    BackupNetworks,
    /// What changed with Windows Server 2012.
    ChangesOf2012,
    /// How disks are checked and defragmented on 2008 R2.
    DisksOf2008R2,
    /// The sessions about Windows Server 2012.
    SessionOf2012,
    /// The command's own page.
    RepairCommand,
    /// The command's own page.
    SuspendCommand,
    /// The reasons that the state of a volume may have, since Windows Server 2012 R2.
    StateReasons,
    /// Nobody.
    Nobody,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 10] = [
        Operation::RedirectedAccess,
        Operation::SoftwareSnapshot,
        Operation::HardwareSnapshot,
        Operation::ChkdskScan,
        Operation::ChkdskFix,
        Operation::Defragmentation,
        Operation::RepairClusterSharedVolume,
        Operation::MaintenanceMode,
        Operation::Bitlocker,
        Operation::Tiering,
    ];

    /// What it does on a version, and who says so.
    pub fn does(self, version: Option<WindowsVersion>) -> (Extent, Told) {
        let is_old = version.map(|version| version == WindowsVersion::V2008R2);
        match (self, is_old) {
            (Operation::RedirectedAccess, _) => (Extent::Whole, Told::SharedVolumes),
            // A shared volume leaves the namespace, whatever the version.
            (Operation::RepairClusterSharedVolume, _) => (Extent::Unavailable, Told::RepairCommand),
            (Operation::MaintenanceMode, _) => (Extent::Unavailable, Told::SuspendCommand),
            (_, None) => (Extent::Unknown, Told::Nobody),
            (Operation::SoftwareSnapshot, Some(true)) => (Extent::Whole, Told::BackupNetworks),
            (Operation::HardwareSnapshot, Some(true)) => (Extent::Moment, Told::BackupNetworks),
            (Operation::SoftwareSnapshot | Operation::HardwareSnapshot, Some(false)) => {
                (Extent::Moment, Told::ChangesOf2012)
            }
            (Operation::ChkdskScan | Operation::Defragmentation, Some(true)) => {
                (Extent::Whole, Told::DisksOf2008R2)
            }
            (Operation::ChkdskFix, Some(true)) => (Extent::Unavailable, Told::DisksOf2008R2),
            (Operation::ChkdskScan | Operation::ChkdskFix, Some(false)) => {
                (Extent::None, Told::SessionOf2012)
            }
            (Operation::Bitlocker | Operation::Tiering, _) if version >= Some(WindowsVersion::V2012R2) => {
                (Extent::Whole, Told::StateReasons)
            }
            (Operation::Defragmentation | Operation::Bitlocker | Operation::Tiering, _) => {
                (Extent::Unknown, Told::Nobody)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn does(operation: Operation, version: WindowsVersion) -> Extent {
        operation.does(Some(version)).0
    }

    #[test]
    fn what_redirected_on_2008_r2_does_not_since_2012() {
        let (old, new) = (WindowsVersion::V2008R2, WindowsVersion::V2012);
        assert_eq!(does(Operation::SoftwareSnapshot, old), Extent::Whole);
        assert_eq!(does(Operation::SoftwareSnapshot, new), Extent::Moment);
        assert_eq!(does(Operation::ChkdskScan, old), Extent::Whole);
        assert_eq!(does(Operation::ChkdskFix, old), Extent::Unavailable);
        assert_eq!(does(Operation::ChkdskFix, new), Extent::None);
        assert_eq!(does(Operation::Defragmentation, old), Extent::Whole);
        assert_eq!(does(Operation::Tiering, WindowsVersion::V2012R2), Extent::Whole);
    }

    #[test]
    fn what_nobody_documents_is_unknown() {
        for version in [None, Some(WindowsVersion::V2008R2), Some(WindowsVersion::V2022)] {
            for operation in Operation::ALL {
                let (extent, told) = operation.does(version);
                assert_eq!(extent == Extent::Unknown, told == Told::Nobody, "{operation:?} on {version:?}");
            }
        }
        assert_eq!(does(Operation::Defragmentation, WindowsVersion::V2022), Extent::Unknown);
        assert_eq!(Operation::SoftwareSnapshot.does(None).0, Extent::Unknown);
    }
}
