//! `Get-ClusterSharedVolume` and `Get-ClusterSharedVolumeState`.

use super::values::Values;
use crate::capture::raw::{Object, Raw, Section, Sections};
use crate::model::{
    BlockReasons, Cluster, FileSystem, FileSystemReasons, ProblemKind, Volume, VolumeMode, VolumeState,
};

pub(super) fn read(sections: &Sections<'_>, cluster: &mut Cluster) {
    if let Some(objects) = sections.get(Section::SharedVolumes) {
        let mut volumes = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            volumes.extend(read_volume(object, index, cluster));
        }
        cluster.volumes = Some(volumes);
    }
    if let Some(objects) = sections.get(Section::SharedVolumeStates) {
        let mut states = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            states.extend(read_state(object, index, cluster));
        }
        cluster.volume_states = Some(states);
    }
    sort_by_name(cluster);
}

fn read_volume(object: &Object<'_>, index: usize, cluster: &mut Cluster) -> Option<Volume> {
    let owner = object.text("OwnerNode").and_then(|name| cluster.find_node(name));
    let mut values = Values::new(object, Section::SharedVolumes, index, &mut cluster.problems);
    let Some(name) = object.text("Name") else {
        let message = "expected a volume with a Name, found none: it is left out".to_owned();
        values.report(ProblemKind::ValueNotUnderstood, Some("Name"), message);
        return None;
    };
    let mut volume = Volume { name: name.to_owned(), owner, ..Volume::default() };
    let info = match object.get("SharedVolumeInfo") {
        Some(Raw::List(items)) => items.first(),
        info => info,
    };
    if let Some(Raw::Object(info)) = info {
        let mut values = Values::new(info, Section::SharedVolumes, index, &mut cluster.problems);
        volume.redirected_access = values.flag("RedirectedAccess");
        let expected = "NoFaults, NoDirectIO, NoAccess, InMaintenance or Dismounted";
        volume.no_direct_io = values.member("FaultState", expected, fault_from_number, fault_from_word);
        if let Some(Raw::Object(partition)) = info.get("Partition") {
            volume.file_system = partition.text("FileSystem").and_then(FileSystem::from_word);
        }
    }
    Some(volume)
}

/// `CLUSTER_CSV_VOLUME_FAULT_STATE`
/// (<https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_csv_volume_fault_state>).
fn fault_from_number(number: i64) -> Option<bool> {
    matches!(number, 0 | 1 | 2 | 4 | 8).then_some(number == 1)
}

fn fault_from_word(word: &str) -> Option<bool> {
    let words = ["nofaults", "nodirectio", "noaccess", "inmaintenance", "dismounted"];
    let word = word.to_ascii_lowercase();
    words.contains(&word.as_str()).then_some(word == "nodirectio")
}

fn read_state(object: &Object<'_>, index: usize, cluster: &mut Cluster) -> Option<VolumeState> {
    let node = object.text("Node").and_then(|name| cluster.find_node(name));
    let volume = volume_of(object, cluster);
    let mut values = Values::new(object, Section::SharedVolumeStates, index, &mut cluster.problems);
    let (Some(node), Some(volume)) = (node, volume) else {
        let missing = if node.is_none() { "Node" } else { "Name" };
        let message = format!("expected a {missing}, found none: the state is left out");
        values.report(ProblemKind::DanglingReference, Some(missing), message);
        return None;
    };
    // The help of older modules prints State and RedirectedIOReason.
    let is_old = object.get("StateInfo").is_none();
    let state = if is_old { "State" } else { "StateInfo" };
    let expected = "Direct, FileSystemRedirected, BlockRedirected, Paused or Unavailable";
    let mode = values.member(state, expected, VolumeMode::from_number, VolumeMode::from_word)?;
    let reason = if is_old { "RedirectedIOReason" } else { "FileSystemRedirectedIOReason" };
    let file_system_reasons = values.member(
        reason,
        "reasons for file system redirection",
        |number| u64::try_from(number).ok().map(FileSystemReasons),
        FileSystemReasons::from_words,
    );
    let block_reasons = values.member(
        "BlockRedirectedIOReason",
        "reasons for block redirection",
        |number| u64::try_from(number).ok().map(BlockReasons),
        BlockReasons::from_words,
    );
    let (file_system_reasons, block_reasons) =
        (file_system_reasons.unwrap_or_default(), block_reasons.unwrap_or_default());
    Some(VolumeState { volume, node, mode, file_system_reasons, block_reasons })
}

/// The volume a state is about; one that only states know is added without a coordinator.
fn volume_of(object: &Object<'_>, cluster: &mut Cluster) -> Option<usize> {
    let name = object.text("Name").or_else(|| object.text("VolumeFriendlyName"))?;
    if let Some(found) = cluster.find_volume(name) {
        return Some(found);
    }
    let volumes = cluster.volumes.get_or_insert_default();
    volumes.push(Volume { name: name.to_owned(), ..Volume::default() });
    Some(volumes.len() - 1)
}

/// Answers list volumes by name, so they are kept in that order.
fn sort_by_name(cluster: &mut Cluster) {
    let Some(volumes) = cluster.volumes.take() else { return };
    let mut order: Vec<(usize, Volume)> = volumes.into_iter().enumerate().collect();
    order.sort_by_cached_key(|(_, volume)| (volume.name.to_lowercase(), volume.name.clone()));
    let mut new_index = vec![0; order.len()];
    for (new, (old, _)) in order.iter().enumerate() {
        new_index[*old] = new;
    }
    for state in cluster.volume_states.iter_mut().flatten() {
        state.volume = new_index[state.volume];
    }
    cluster.volumes = Some(order.into_iter().map(|(_, volume)| volume).collect());
}
