//! Where two sources tell different things of one object.

use crate::capture::limits::MAX_PROBLEMS;
use crate::capture::origin::{Claim, Contradiction};
use crate::capture::typed::{Copy, Interface};
use crate::model::{Network, NetworkId, Problem, Role, Unusable};
use std::collections::HashMap;

/// Characters of a value or a name that a sentence shows.
const SHOWN: usize = 1000;

/// What the files of a capture could not agree on.
pub(super) fn of_sources(found: &[Contradiction]) -> Vec<Problem> {
    // A problem holds what a sentence shows, and no copy of a long value.
    let cut = |text: &str| match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    };
    let problem = |found: &Contradiction| match found {
        Contradiction::Values(values) => {
            let property = values.property.spelling();
            let pair = |claim: &Claim| (cut(&claim.value), claim.file.clone());
            let what = Unusable::SourcesDiffer {
                object: cut(&values.object),
                property,
                kept: pair(&values.kept),
                other: pair(&values.other),
            };
            let place = format!("{}: {property} of {}", values.section.name(), cut(&values.object));
            Problem { network: None, place, what }
        }
        Contradiction::Sentence { place, message } => {
            let what = Unusable::Said { sentence: cut(message) };
            Problem { network: None, place: cut(place), what }
        }
    };
    found.iter().take(MAX_PROBLEMS + 1).map(problem).collect()
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
