//! Volumes and their states, by name of the volume.

use super::names::Names;
use crate::capture::typed;
use crate::model::{Problem, Unusable, Volume, VolumeId, VolumeState};
use crate::names::folded;
use crate::schema::Section;
use std::collections::{HashMap, HashSet};

/// Volumes that do not tell who coordinates them, told once.
fn without_owner(volumes: Option<&[typed::Volume]>) -> Option<Problem> {
    let volumes = volumes.unwrap_or_default();
    let first = volumes.iter().position(|volume| volume.owner.is_none())?;
    let names = volumes.iter().filter(|volume| volume.owner.is_none()).map(|volume| volume.name.clone());
    let place = format!("capture.{}[{first}].OwnerNode", Section::SharedVolumes.name());
    Some(Problem { network: None, place, what: Unusable::NoOwner { volumes: names.collect() } })
}

/// The volumes, those among them that only states know, and how each node reaches them.
pub(super) fn read(
    volumes: Option<Vec<typed::Volume>>,
    states: Option<Vec<typed::State>>,
    names: &Names,
) -> (Option<Vec<Volume>>, Option<Vec<VolumeState>>, Vec<Problem>) {
    let mut problems: Vec<Problem> = without_owner(volumes.as_deref()).into_iter().collect();
    let volume = |volume: typed::Volume| Volume {
        owner: volume.owner.and_then(|owner| names.node(&owner)),
        name: volume.name,
        redirected_access: volume.redirected_access,
        fault: volume.fault,
        maintenance: volume.maintenance,
        file_system: volume.file_system,
        used_bytes: volume.used_bytes,
    };
    let mut volumes = volumes.map(|volumes| volumes.into_iter().map(volume).collect::<Vec<_>>());
    let mut seen: HashSet<String> = volumes.iter().flatten().map(|volume| folded(&volume.name)).collect();
    for name in states.iter().flatten().filter_map(|state| state.volume.as_deref()) {
        if seen.insert(folded(name)) {
            volumes.get_or_insert_default().push(Volume { name: name.to_owned(), ..Volume::default() });
        }
    }
    // Answers list volumes by name, so they are kept in that order.
    if let Some(volumes) = &mut volumes {
        volumes.sort_by_cached_key(|volume| (folded(&volume.name), volume.name.clone()));
    }
    let mut ids: HashMap<String, VolumeId> = HashMap::new();
    for (place, volume) in volumes.iter().flatten().enumerate() {
        ids.entry(folded(&volume.name)).or_insert(VolumeId::at(place));
    }
    let find = |name: &str| ids.get(&folded(name)).copied();
    let state = |state: typed::State| {
        let node = state.node.as_deref().and_then(|node| names.node(node));
        let volume = state.volume.as_deref().and_then(find);
        let (Some(node), Some(volume)) = (node, volume) else {
            // A node that the cluster does not have was told once already.
            if state.node.is_some() && node.is_none() {
                return None;
            }
            let missing = if node.is_none() { "Node" } else { "Name" };
            let place = format!("capture.{}[{}].{missing}", Section::SharedVolumeStates.name(), state.index);
            problems.push(Problem { network: None, place, what: Unusable::StateOfNothing { missing } });
            return None;
        };
        Some(VolumeState {
            observed: true,
            volume,
            node,
            mode: state.mode?,
            file_system_reasons: state.file_system_reasons,
            block_reasons: state.block_reasons,
        })
    };
    let states = states.map(|states| states.into_iter().filter_map(state).collect());
    (volumes, states, problems)
}
