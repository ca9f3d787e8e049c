//! What maintenance redirects, in sentences, and who says so.

use crate::engine::estimate::operations::{Extent, Operation, Told};

/// Where to read it; `None` where it is not documented.
pub fn told(told: Told) -> Option<&'static str> {
    Some(match told {
        Told::SharedVolumes => {
            "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs"
        }
        Told::BackupNetworks => {
            "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access"
        }
        Told::ChangesOf2012 => "https://aidanfinn.com/?p=14083",
        Told::DisksOf2008R2 => {
            "http://windowsitpro.com/windows/q-how-do-i-manually-and-cleanly-perform-disk-defragmentation-or-use-chkdsk-cluster-shared-vo"
        }
        Told::SessionOf2012 => "https://aidanfinn.com/?p=12844",
        Told::RepairCommand => {
            "https://learn.microsoft.com/powershell/module/failoverclusters/repair-clustersharedvolume"
        }
        Told::SuspendCommand => {
            "https://learn.microsoft.com/powershell/module/failoverclusters/suspend-clusterresource"
        }
        Told::StateReasons => {
            "https://learn.microsoft.com/windows/win32/api/clusapi/ns-clusapi-cluster_shared_volume_state_info_ex"
        }
        Told::Nobody => return None,
    })
}

/// What an operation does to the I/O on a volume.
pub fn operation(operation: Operation, extent: Extent) -> String {
    let what = name(operation);
    match extent {
        Extent::None => format!("{what} does not redirect a volume"),
        Extent::Moment => format!("{what} redirects a volume for a moment, while the snapshot is made"),
        Extent::Whole => format!("{what} redirects a volume {}", as_long(operation)),
        Extent::Unavailable => {
            format!(
                "{what} does not redirect a volume but takes it away, from every node, as long as it lasts"
            )
        }
        Extent::Unknown => format!("whether {what} redirects a volume is not documented for this version"),
    }
}

fn name(operation: Operation) -> &'static str {
    match operation {
        Operation::RedirectedAccess => "redirected access that is turned on by hand",
        Operation::SoftwareSnapshot => "a backup with a software snapshot",
        Operation::HardwareSnapshot => "a backup with a hardware snapshot",
        Operation::ChkdskScan => "chkdsk that only reports",
        Operation::ChkdskFix => "chkdsk that repairs",
        Operation::Defragmentation => "defragmentation",
        Operation::RepairClusterSharedVolume => {
            "Repair-ClusterSharedVolume, which turns maintenance mode on,"
        }
        Operation::MaintenanceMode => "maintenance mode",
        Operation::Bitlocker => "BitLocker",
        Operation::Tiering => "storage tiering",
    }
}

fn as_long(operation: Operation) -> &'static str {
    match operation {
        Operation::RedirectedAccess => "until it is turned off",
        Operation::SoftwareSnapshot | Operation::HardwareSnapshot => {
            "for the whole backup of each of its guests"
        }
        Operation::Bitlocker => "as long as it initializes",
        Operation::Tiering => "as long as it has tiers",
        _ => "as long as it lasts",
    }
}
