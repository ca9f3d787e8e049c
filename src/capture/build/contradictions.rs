//! Where two sources tell different things of one object.

use crate::capture::origin::{Claim, Contradiction};
use crate::capture::typed::{Copy, Interface};
use crate::model::{Network, NetworkId, Problem, Role, Unusable};
use std::collections::HashMap;

/// What the files of a capture could not agree on.
pub(super) fn of_sources(found: &[Contradiction]) -> Vec<Problem> {
    let problem = |found: &Contradiction| match found {
        Contradiction::Values(values) => {
            let property = values.property.spelling();
            let pair = |claim: &Claim| (claim.value.clone(), claim.file.clone());
            let what = Unusable::SourcesDiffer {
                object: values.object.clone(),
                property,
                kept: pair(&values.kept),
                other: pair(&values.other),
            };
            let place = format!("{}: {property} of {}", values.section.name(), values.object);
            Problem { network: None, place, what }
        }
        Contradiction::Sentence { place, message } => {
            let what = Unusable::Said { sentence: message.clone() };
            Problem { network: None, place: place.clone(), what }
        }
    };
    found.iter().map(problem).collect()
}

/// The first copy of each network inside an interface that has another role or metric than the network itself, which
/// counts: the copy may be of another time.
pub(super) fn of_copies(interfaces: &[Interface], networks: &[Network]) -> Vec<Problem> {
    let by_id = networks.iter().zip(NetworkId::all(networks.len()));
    let mut unseen: HashMap<&str, (NetworkId, &Network)> =
        by_id.filter_map(|(network, id)| Some((network.id.as_deref()?, (id, network)))).collect();
    let mut problems = Vec::new();
    for (index, interface) in interfaces.iter().enumerate() {
        let Some(copy) = &interface.copy else { continue };
        let Some((id, network)) = unseen.get(copy.id.as_str()).copied() else { continue };
        let found = compare(network, id, copy, index);
        if !found.is_empty() {
            unseen.remove(copy.id.as_str());
            problems.extend(found);
        }
    }
    problems
}

fn compare(network: &Network, id: NetworkId, copy: &Copy, interface: usize) -> Vec<Problem> {
    let differ = |property: &'static str, own: Option<String>, copy: Option<String>| {
        let (own, copy) = own.zip(copy).filter(|(own, copy)| own != copy)?;
        let place = format!("capture.interfaces[{interface}].Network.{property}");
        let what = Unusable::CopyDiffers { name: network.name.clone(), property, own, copy };
        Some(Problem { network: Some(id), place, what })
    };
    let word = |role: Role| format!("{role:?}");
    let number = |metric: u32| metric.to_string();
    [
        differ("Role", network.role.map(word), copy.role.map(word)),
        differ("Metric", network.metric.map(number), copy.metric.map(number)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
