//! Which parts that name no cluster are of one, whichever it is.

use super::evidence::{Clue, Evidence};
use super::part::Part;
use std::collections::HashMap;

/// Nameless parts that share a node or a network, or are networks of one document.
#[derive(Default)]
pub(super) struct Component {
    pub(super) parts: Vec<usize>,
    pub(super) evidence: Evidence,
}

/// The components of the parts that wait for a place.
pub(super) fn components(parts: &[Part], waiting: &[usize]) -> Vec<Component> {
    // One that became a part of another is empty, and `moved` says of which.
    let mut found: Vec<Component> = Vec::new();
    let mut moved: Vec<usize> = Vec::new();
    let mut by_clue: HashMap<Clue<'_>, Vec<usize>> = HashMap::new();
    let mut by_document: HashMap<usize, usize> = HashMap::new();
    for part in waiting {
        let Part { evidence, documents, .. } = &parts[*part];
        let is_now = |mut place: usize| {
            while moved[place] != place {
                place = moved[place];
            }
            place
        };
        let with_clue = evidence.clues().filter_map(|clue| by_clue.get(&clue)).flatten();
        let mut met: Vec<usize> = with_clue.map(|place| is_now(*place)).collect();
        met.retain(|place| found[*place].evidence.meets(evidence));
        // Networks that one document has without a cluster are of one.
        let beside = documents.first().filter(|_| evidence.has_networks);
        met.extend(beside.and_then(|document| by_document.get(document)).map(|place| is_now(*place)));
        met.sort_unstable();
        met.dedup();
        let place = met.iter().copied().max_by_key(|place| found[*place].parts.len()).unwrap_or_else(|| {
            found.push(Component::default());
            moved.push(moved.len());
            moved.len() - 1
        });
        for other in met.into_iter().filter(|other| *other != place) {
            let Component { parts, evidence } = std::mem::take(&mut found[other]);
            found[place].evidence.add(&evidence);
            found[place].parts.extend(parts);
            moved[other] = place;
        }
        found[place].evidence.add(evidence);
        found[place].parts.push(*part);
        for clue in evidence.clues() {
            let places = by_clue.entry(clue).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        if let Some(document) = beside {
            by_document.insert(*document, place);
        }
    }
    found.retain(|component| !component.parts.is_empty());
    found.iter_mut().for_each(|component| component.parts.sort_unstable());
    found.sort_by_key(|component| component.parts[0]);
    found
}
