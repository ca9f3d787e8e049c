//! A second telling of an object: what it adds, and what it contradicts.

use super::Entry;
use crate::capture::files::Contradiction;
use crate::capture::merge;
use crate::capture::raw::{Object, Raw, Section};
use std::path::PathBuf;

/// A document that tells of an object that is known already.
pub(super) struct Telling<'t> {
    pub(super) section: Section,
    pub(super) document: usize,
    pub(super) files: &'t [(String, PathBuf)],
    pub(super) entry: &'t mut Entry,
}

impl Telling<'_> {
    pub(super) fn merge(self, kept: &mut Object<'static>, other: Object<'static>) -> Vec<Contradiction> {
        let name = kept.text("Name").or_else(|| kept.text("Node")).unwrap_or_default().to_owned();
        let (mut found, mut taken) = (Vec::new(), Vec::new());
        let Telling { section, document, files, entry } = self;
        let json = |value: &Raw<'_>| serde_json::to_string(value).unwrap_or_default();
        merge::merge(
            section,
            kept,
            other,
            &mut |property, kept, other| {
                let origin = entry.origins.iter().rev().find(|(name, _)| *name == property);
                let origin = origin.map_or(entry.first, |(_, document)| *document);
                found.push(Contradiction {
                    section,
                    object: name.clone(),
                    property,
                    kept: json(kept),
                    kept_file: files[origin].0.clone(),
                    other: json(other),
                    other_file: files[document].0.clone(),
                });
            },
            &mut |property| taken.push((property, document)),
        );
        entry.origins.extend(taken);
        found
    }
}
