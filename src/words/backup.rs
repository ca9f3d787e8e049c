//! The backup window, in sentences.

use super::estimate::range;
use super::fact::{Fact, Said};
use super::lists::{list, list_of, names, networks};
use crate::engine::estimate::backup::{ADVISED_GBPS, Asked, Choice, Key, is_old, size};
use crate::engine::estimate::operations::Extent;
use crate::model::{Cluster, NetworkId, Role, VolumeId};
use crate::visible::shown;

/// What a way to run the backup costs.
pub fn backup_choice(cluster: &Cluster, asked: &Asked, choice: &Choice) -> String {
    let node = cluster.nodes[asked.node].name.as_str();
    let how = match choice.key {
        Key::AsPlanned => {
            let kind = if asked.is_hardware { "hardware" } else { "software" };
            format!("as planned, from {node} with {kind} snapshots")
        }
        Key::HardwareSnapshot => format!("from {node} with hardware snapshots"),
        Key::OnCoordinator => "on the coordinator of each volume".to_owned(),
        Key::MoveVolume => {
            let verb = if choice.changes.len() == 1 { "one volume" } else { "volumes" };
            format!("from {node}, {verb} moved to it first, which interrupts no guest")
        }
        Key::FasterNetwork => format!("over {ADVISED_GBPS} Gbit/s on {}", names(cluster, &choice.networks)),
    };
    let whole = choice.redirected.iter().filter(|one| one.extent == Extent::Whole).count();
    let over = names(cluster, &choice.networks);
    let crosses = match &choice.bytes {
        _ if whole > 0 && !over.is_empty() => format!(
            "the I/O of the other nodes on {} crosses {over} for the whole backup",
            if whole == 1 { "one volume".to_owned() } else { format!("{whole} volumes") }
        ),
        Some(bytes) if bytes.high > 0.0 => format!("{} cross {over}", range(bytes)),
        Some(_) if cluster.settings.s2d_enabled == Some(true) => {
            "nothing crosses a cluster network but what Storage Spaces Direct reads from other nodes"
                .to_owned()
        }
        Some(_) => "nothing of the backup crosses a cluster network".to_owned(),
        None if over.is_empty() => "nothing tells over which network it goes".to_owned(),
        None => format!("what crosses {over} is not known"),
    };
    let takes = match &choice.duration {
        Some(duration) if asked.rate.is_none() => format!(", at least {}", range(duration)),
        Some(duration) => format!(", {}", range(duration)),
        None => String::new(),
    };
    shown(format!("{how}: {crosses}{takes}"))
}

/// What else is to be known, and where to read it.
pub fn backup_notes(cluster: &Cluster, asked: &Asked, as_planned: &Choice) -> Vec<(Said, &'static str)> {
    let mut notes = Vec::new();
    let clients = |of: &[NetworkId]| -> Vec<NetworkId> {
        let is_client = |n: &&NetworkId| cluster.networks[**n].role == Some(Role::ClusterAndClient);
        of.iter().filter(is_client).copied().collect()
    };
    if is_old(cluster) && !asked.is_hardware {
        notes.push((
            Said::new(
                "serialize",
                "one backup at a time, for each node and each volume: on the DPM server \
                 HKLM\\Software\\Microsoft\\Microsoft Data Protection Manager\\2.0\\Configuration\\\
                 MaxAllowedParallelBackups, value Microsoft Hyper-V, DWORD 1, and DataSourceGroups.xml in \
                 %PROGRAMFILES%\\Microsoft DPM\\DPM\\Config, which DSConfig.ps1 writes",
            ),
            "https://technet.microsoft.com/library/ff634192.aspx",
        ));
        notes.push((
            Said::new(
                "coordinator_moves",
                "the node that is backed up becomes the coordinator of the volume: the I/O of the others goes to it",
            ),
            KB_2473194,
        ));
    }
    if !is_old(cluster) {
        notes.push((
            Said::new(
                "guests_stay_direct",
                "the backup redirects the guests' I/O for the moment of the snapshot, and not longer",
            ),
            "https://aidanfinn.com/?p=14083",
        ));
    }
    if cluster.settings.s2d_enabled == Some(true) {
        notes.push((
            Said::new(
                "spaces_direct",
                "on Storage Spaces Direct the data of a volume lies on several nodes and crosses the network to its \
                 coordinator too: that is not counted",
            ),
            "https://learn.microsoft.com/windows-server/storage/storage-spaces/storage-spaces-direct-overview",
        ));
    }
    let carrying = clients(&as_planned.networks);
    if !carrying.is_empty() && as_planned.crosses() {
        let message = format!("the backup crosses {}, which clients use", names(cluster, &carrying));
        let said = Said::new("backup_on_client_network", message);
        notes.push((
            said.with("networks", networks(cluster, &carrying)),
            "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
        ));
    }
    let all = clients(&cluster.network_ids().collect::<Vec<_>>());
    if !all.is_empty() {
        let message = format!(
            "to a backup server it goes on over a client network ({}), unless there is a backup network: of DPM \
             Add-DPMBackupNetworkAddress sets it",
            names(cluster, &all)
        );
        notes.push((
            Said::new("backup_network", message).with("networks", networks(cluster, &all)),
            "https://learn.microsoft.com/powershell/module/dataprotectionmanager/add-dpmbackupnetworkaddress",
        ));
    }
    notes
}

const KB_2473194: &str = "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access";

/// What the estimate takes for granted.
pub fn backup_assumed(cluster: &Cluster, asked: &Asked) -> Vec<Said> {
    let mut assumed = vec![
        Said::new(
            "full_backup",
            "all that is used of a volume is read: a backup of what has changed takes less",
        ),
        Said::new("one_after_the_other", "the volumes are backed up one after the other"),
        Said::new("disks_keep_up", "the disks of the volumes are no slower than the rest"),
    ];
    if asked.rate.is_none() {
        assumed.push(Said::new(
            "target_keeps_up",
            "the target takes what comes: the option rate states what it does",
        ));
    }
    if cluster.windows.version.is_none() {
        assumed.push(Said::new("version", "the nodes run Windows Server 2012 or later: on 2008 R2 a volume is redirected for its whole backup"));
    }
    assumed
}

/// What is missing, and the command that tells it.
pub fn backup_unknown(
    cluster: &Cluster,
    asked: &Asked,
    choices: &[Choice],
) -> Vec<(Said, Option<&'static str>)> {
    let mut unknown = Vec::new();
    let of_volumes = |key, message: &str, is: &dyn Fn(VolumeId) -> bool| {
        let of = asked.volumes.iter().filter(|volume| is(**volume));
        let of: Vec<&str> = of.map(|&volume| cluster.volume(volume).name.as_str()).collect();
        let said = Said::new(key, format!("{message}: {}", list_of(&of, of.len())));
        (!of.is_empty()).then(|| said.with("volumes", Fact::from(of)))
    };
    let sizes =
        of_volumes("sizes_unknown", "how much is used is not known, the option size states it", &|volume| {
            size(cluster, asked, volume).is_none()
        });
    unknown.extend(sizes.map(|said| (said, Some("Get-ClusterSharedVolume, with SharedVolumeInfo"))));
    let coordinators = of_volumes("coordinators_unknown", "the coordinator is not known", &|volume| {
        cluster.volume(volume).owner.is_none()
    });
    unknown.extend(coordinators.map(|said| (said, Some("Get-ClusterSharedVolume"))));
    if asked.rate.is_none() && choices.iter().any(|choice| choice.duration.is_none()) {
        let said = Said::new(
            "rate_not_stated",
            "what the target takes was not stated with the option rate: where no network is in the way nothing tells how \
             long it takes",
        );
        unknown.push((said, None));
    }
    let as_planned = choices.iter().find(|choice| choice.key == Key::AsPlanned);
    if let Some(choice) = as_planned.filter(|choice| !choice.unmeasured.is_empty()) {
        let of = networks(cluster, &choice.unmeasured);
        let said = Said::new("links_unknown", format!("the speed of {} is not known", list(&of)));
        let told = "Get-SmbClientNetworkInterface on every node, or the option set, as in speed:NETWORK=10";
        unknown.push((said.with("networks", of), Some(told)));
    }
    let node = &cluster.nodes[asked.node];
    if node.up == Some(false) {
        let said = Said::new("node_down", format!("{} is down: it has no way to any volume", node.name));
        unknown.push((said.with("node", node.name.as_str()), None));
    }
    unknown
}
