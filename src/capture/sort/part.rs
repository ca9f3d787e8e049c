//! What is of one cluster beyond doubt: a document, or what in it names one cluster.

use super::super::reading::Document;
use super::cluster::Named;
use super::evidence::Evidence;
use crate::steps::step;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Clusters of one name that are told apart by id or domain; beyond them each object is on its own.
pub(super) const MOST_NAMESAKES: usize = 256;

/// Objects of one cluster.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Document and place in it.
    pub(super) objects: Vec<(usize, usize)>,
    /// The documents, the first one first.
    pub(super) documents: Vec<usize>,
    /// The cluster that they name.
    pub(super) cluster: Option<Named>,
    pub(super) evidence: Evidence,
    pub(super) kind: Kind,
}

/// What a part may be put together with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A capture that was saved as one: with nothing.
    Capture,
    /// A diagnostic capture: not with another.
    Diagnostic,
    /// With any other part of its cluster.
    #[default]
    Loose,
}

impl Part {
    /// The parts of all documents, in their order. A document of two clusters has a part for each; of its objects that
    /// name none, those that show the same node or network are a part.
    pub(super) fn of(documents: &[Document]) -> Vec<Part> {
        let mut units: Vec<(Vec<usize>, Kind)> = Vec::new();
        let mut unit_of_folder: HashMap<&Path, usize> = HashMap::new();
        for (index, document) in documents.iter().enumerate() {
            let kind = match (&document.found.capture, document.is_part) {
                (Some(_), _) => Kind::Capture,
                (None, true) => Kind::Diagnostic,
                (None, false) => Kind::Loose,
            };
            if kind == Kind::Diagnostic {
                if let Some(unit) = unit_of_folder.get(document.folder.as_path()) {
                    units[*unit].0.push(index);
                    continue;
                }
                unit_of_folder.insert(&document.folder, units.len());
            }
            units.push((vec![index], kind));
        }
        units.into_iter().flat_map(|(members, kind)| Self::of_unit(documents, members, kind)).collect()
    }

    /// The parts of objects that name no cluster, in documents of several clusters.
    fn of_nameless(documents: &[Document], objects: &[(usize, usize)]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut known: HashMap<(usize, bool, Option<String>), usize> = HashMap::new();
        for at in objects {
            let (section, object) = &documents[at.0].found.objects[at.1];
            let mut evidence = Evidence::default();
            evidence.see(*section, object);
            let clues: Vec<_> = evidence.clues().collect();
            let shown = (!clues.is_empty()).then(|| format!("{clues:?}"));
            let place = *known.entry((at.0, evidence.has_networks, shown)).or_insert(parts.len());
            if place == parts.len() {
                parts.push(Part::default());
            }
            parts[place].objects.push(*at);
        }
        parts
    }

    fn of_unit(documents: &[Document], members: Vec<usize>, kind: Kind) -> Vec<Part> {
        let mut named: Vec<Part> = Vec::new();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut nameless: Vec<(usize, usize)> = Vec::new();
        for document in &members {
            for (place, (section, object)) in documents[*document].found.objects.iter().enumerate() {
                let at = (*document, place);
                // Whatever a saved capture names: it is not taken apart.
                let cluster = Named::by(*section, object).filter(|_| kind != Kind::Capture);
                let Some(cluster) = cluster else {
                    nameless.push(at);
                    continue;
                };
                let namesakes = by_name.entry(cluster.short().to_owned()).or_default();
                let is_known =
                    |part: &&usize| named[**part].cluster.as_ref().is_some_and(|known| known.fits(&cluster));
                let mut first = namesakes.iter().take(MOST_NAMESAKES).inspect(|_| step(1));
                match first.find(is_known).copied() {
                    Some(part) => {
                        if let Some(known) = &mut named[part].cluster {
                            known.learn(&cluster);
                        }
                        named[part].objects.push(at);
                    }
                    None => {
                        namesakes.push(named.len());
                        named.push(Part {
                            objects: vec![at],
                            cluster: Some(cluster),
                            kind,
                            ..Part::default()
                        });
                    }
                }
            }
        }
        match named.as_mut_slice() {
            [] => named.push(Part { objects: nameless, kind, ..Part::default() }),
            [only] => {
                only.objects.extend(nameless);
                only.objects.sort_unstable();
            }
            _ => named.extend(Self::of_nameless(documents, &nameless)),
        }
        for part in &mut named {
            for (document, place) in &part.objects {
                let (section, object) = &documents[*document].found.objects[*place];
                part.evidence.see(*section, object);
                if part.documents.last() != Some(document) {
                    part.documents.push(*document);
                    let Document { file, found, .. } = &documents[*document];
                    part.evidence.see_document(file, found);
                }
            }
        }
        // A document may hold nothing but empty sections.
        if let Some(first) = named.first_mut() {
            let known: HashSet<usize> = first.documents.iter().copied().collect();
            let missing: Vec<usize> =
                members.into_iter().filter(|document| !known.contains(document)).collect();
            let all_empty = |document: &usize| documents[*document].found.objects.is_empty();
            first.documents.extend(missing.into_iter().filter(all_empty));
            first.documents.sort_unstable();
        }
        named
    }
}
