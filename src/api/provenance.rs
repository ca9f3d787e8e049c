//! What an answer rests on: which file told what, and what was not read.

use crate::capture::{Capture, Object, Raw, Section, Sections, Skipped};
use crate::model::Cluster;
use serde::Serialize;

/// A cluster to ask about, with the origin of what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The validated facts.
    pub cluster: Cluster,
    /// Where they come from.
    pub provenance: Provenance,
}

impl From<Cluster> for Subject {
    fn from(cluster: Cluster) -> Self {
        Self { cluster, provenance: Provenance::default() }
    }
}

/// Where the facts of an answer come from; empty lists when they came through a pipe and not out of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Which file told how much, by section.
    pub sources: Vec<Origin>,
    /// Which files told nothing, or less than they hold.
    pub not_read: Vec<Skipped>,
}

/// One file's part in one section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The section's name.
    pub section: String,
    /// The file.
    pub file: String,
    /// How many objects it gave.
    pub count: u64,
}

impl Provenance {
    /// What a request says about itself, in the sections `sources` and `skipped`.
    pub(super) fn told(sections: &Sections<'_>) -> Self {
        let text = |object: &Object<'_>, name| object.text(name).map(str::to_owned);
        let objects = |section| sections.get(section).unwrap_or_default().iter();
        let origin = |object: &Object<'_>| {
            let count = match object.get("Count") {
                Some(Raw::Int(count)) => u64::try_from(*count).unwrap_or_default(),
                _ => 0,
            };
            Some(Origin { section: text(object, "Section")?, file: text(object, "File")?, count })
        };
        let not_read = |object: &Object<'_>| {
            Some(Skipped { file: text(object, "File")?, reason: text(object, "Reason")? })
        };
        Self {
            sources: objects(Section::Sources).filter_map(origin).collect(),
            not_read: objects(Section::Skipped).filter_map(not_read).collect(),
        }
    }

    /// What reading files told; a capture that was saved and read again keeps what it said of itself.
    pub(super) fn read(capture: &Capture) -> Self {
        let mut whole = Self::told(&capture.sections);
        whole.sources.extend(capture.sources.iter().map(|source| Origin {
            section: source.section.name().to_owned(),
            file: source.file.clone(),
            count: source.count as u64,
        }));
        whole.not_read.extend_from_slice(&capture.skipped);
        whole
    }
}
