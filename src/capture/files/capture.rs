//! What reading gives: the sections of one cluster, where they come from, and what was not read.

use crate::capture::raw::{Section, Sections};
use serde::Serialize;

/// What was read of one cluster.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// The raw sections.
    pub sections: Sections<'static>,
    /// What each section came from.
    pub sources: Vec<Source>,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
    /// Where two files tell different things of one object.
    pub contradictions: Vec<Contradiction>,
}

/// One contribution to a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The section's name.
    #[serde(serialize_with = "section_name")]
    pub section: Section,
    /// The file.
    pub file: String,
    /// How many objects it gave.
    pub count: usize,
}

/// One file that gave nothing, or gave less than it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// Two files that tell different things of one object; the first is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// The section.
    #[serde(serialize_with = "section_name")]
    pub section: Section,
    /// The object's name.
    pub object: String,
    /// The property.
    pub property: &'static str,
    /// The value that was kept, as JSON.
    pub kept: String,
    /// The file it came from.
    pub kept_file: String,
    /// The value that was not, as JSON.
    pub other: String,
    /// The file it came from.
    pub other_file: String,
}

fn section_name<S: serde::Serializer>(section: &Section, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(section.name())
}
