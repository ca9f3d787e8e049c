//! From files, captures and loose objects to the model, in this order: [`files`] finds what to read and [`formats`]
//! reads it, [`sort`] puts together what is of one cluster, [`typed`] understands every value once, and [`build()`] makes
//! the cluster of it. [`mod@anonymize`] takes the names out of what was sorted.

pub mod anonymize;
pub mod budget;
pub mod build;
pub mod content;
pub mod counters;
pub mod encoding;
pub mod files;
pub mod formats;
pub mod found;
#[cfg(test)]
mod growth;
pub mod limits;
pub mod merge;
pub mod origin;
pub mod raw;
pub mod reading;
pub mod sort;
pub mod typed;

pub use build::{build, build_with_counters};
pub use origin::{Contradiction, NotRead, Origin, ReadAs, Source};
pub use raw::{Object, Raw, Sections};

use crate::schema::{Property, Section};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What was read of one cluster, not understood yet.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// The raw sections.
    pub sections: Sections<'static>,
    /// Where they come from.
    pub origin: Origin,
}

impl Capture {
    /// What to call it: the name of the cluster, else the file it was read from.
    pub fn label(&self) -> Option<&str> {
        let named = |(section, objects): (Section, &'_ [Object<'static>])| {
            let property = if section == Section::Cluster { Property::Name } else { Property::Cluster };
            objects
                .iter()
                .position(|object| object.text(property).is_some())
                .map(|at| (section, at, property))
        };
        match self.sections.present().find_map(named) {
            Some((section, at, property)) => self.sections.list(section)[at].text(property),
            None => self.origin.name.as_deref(),
        }
    }
}

/// As a request takes it: reading the JSON again gives the same capture.
impl Serialize for Capture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (section, objects) in self.sections.present() {
            map.serialize_entry(section.name(), objects)?;
        }
        map.serialize_entry("origin", &self.origin)?;
        map.end()
    }
}

/// The line and column of a byte, counted from 1, the column in characters.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let is_start_of_character = |byte: &&u8| **byte & 0xC0 != 0x80;
    let last = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    (1 + lines, 1 + last.iter().filter(is_start_of_character).count())
}
