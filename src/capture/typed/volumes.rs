//! `Get-ClusterSharedVolume` and `Get-ClusterSharedVolumeState`.

use super::values::Values;
use crate::capture::raw::{Object, Raw};
use crate::model::{BlockReasons, FaultState, FileSystem, FileSystemReasons, Problem, Unusable, VolumeMode};
use crate::schema::{Property, Section};

/// A Cluster Shared Volume, its coordinator by name.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    /// The resource name.
    pub name: String,
    /// The coordinator.
    pub owner: Option<String>,
    /// `RedirectedAccess`.
    pub redirected_access: Option<bool>,
    /// `FaultState`.
    pub fault: Option<FaultState>,
    /// `MaintenanceMode`.
    pub maintenance: Option<bool>,
    /// The file system.
    pub file_system: Option<FileSystem>,
    /// `UsedSpace` in bytes.
    pub used_bytes: Option<u64>,
}

/// How one node reaches one volume, both by name.
#[derive(Clone, Debug)]
pub struct State {
    /// The place in the capture's states.
    pub index: usize,
    /// The volume.
    pub volume: Option<String>,
    /// The node.
    pub node: Option<String>,
    /// `StateInfo`.
    pub mode: Option<VolumeMode>,
    /// Why the file system is redirected.
    pub file_system_reasons: FileSystemReasons,
    /// Why blocks are redirected.
    pub block_reasons: BlockReasons,
}

pub(super) fn read(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Vec<Volume> {
    objects.iter().enumerate().filter_map(|(index, object)| read_one(object, index, problems)).collect()
}

fn read_one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Option<Volume> {
    let mut values = Values::new(object, Section::SharedVolumes, index, problems);
    let Some(name) = values.owned(Property::Name) else {
        values.report(Some(Property::Name.spelling()), Unusable::VolumeWithoutName);
        return None;
    };
    let owner = values.owned(Property::OwnerNode);
    let mut volume = Volume { name, owner, ..Volume::default() };
    let info = match object.get(Property::SharedVolumeInfo) {
        Some(Raw::List(items)) => items.first(),
        info => info,
    };
    if let Some(Raw::Object(info)) = info {
        let mut values = Values::new(info, Section::SharedVolumes, index, problems);
        volume.redirected_access = values.flag(Property::RedirectedAccess);
        let expected = "NoFaults, NoDirectIO, NoAccess, InMaintenance or Dismounted";
        volume.fault =
            values.member(Property::FaultState, expected, FaultState::from_number, FaultState::from_word);
        volume.maintenance = values.flag(Property::MaintenanceMode);
        if let Some(Raw::Object(partition)) = info.get(Property::Partition) {
            volume.file_system = partition.text(Property::FileSystem).and_then(FileSystem::from_word);
            let mut values = Values::new(partition, Section::SharedVolumes, index, problems);
            volume.used_bytes = values.small_number(Property::UsedSpace);
        }
    }
    Some(volume)
}

pub(super) fn read_states(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Vec<State> {
    objects.iter().enumerate().map(|(index, object)| read_state(object, index, problems)).collect()
}

fn read_state(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> State {
    let mut values = Values::new(object, Section::SharedVolumeStates, index, problems);
    let expected = "Direct, FileSystemRedirected, BlockRedirected, Paused or Unavailable";
    let mode = values.member(Property::StateInfo, expected, VolumeMode::from_number, VolumeMode::from_word);
    let file_system_reasons = values.member(
        Property::FileSystemRedirectedIOReason,
        "reasons for file system redirection",
        |number| u64::try_from(number).ok().map(FileSystemReasons),
        FileSystemReasons::from_words,
    );
    let block_reasons = values.member(
        Property::BlockRedirectedIOReason,
        "reasons for block redirection",
        |number| u64::try_from(number).ok().map(BlockReasons),
        BlockReasons::from_words,
    );
    State {
        index,
        volume: object.first_text(&[Property::Name, Property::VolumeFriendlyName]).map(str::to_owned),
        node: values.owned(Property::Node),
        mode,
        file_system_reasons: file_system_reasons.unwrap_or_default(),
        block_reasons: block_reasons.unwrap_or_default(),
    }
}
