//! Printed objects: one by one, and those that were printed together.

use super::asked::Asked;
use super::cell::Cell;
use crate::capture::raw::Object;
use crate::schema::{Property, Section};

/// Why a value is not known that stands in the text.
pub(super) const CUT: &str = "is cut by the console";

/// What is to be said of objects that were printed together.
#[derive(Clone, Default)]
pub(in crate::capture::formats) struct Remarks {
    /// How they were read, where that is not as usual.
    pub(super) read_as: Vec<String>,
    /// What was left out, or counts as unknown.
    pub(super) notes: Vec<String>,
}

/// The objects of one section that were printed together.
pub(super) struct Output {
    pub(super) section: Section,
    /// The line of the first, from 1.
    pub(super) line: usize,
    pub(super) objects: Vec<Object<'static>>,
    pub(super) remarks: Remarks,
    pub(super) asked: Asked,
    /// Whether names are no more than what the console has left of them.
    pub(super) has_cut_names: bool,
}

/// One object, before it is known to be one.
pub(in crate::capture::formats) struct Row {
    /// Where it is, from 1.
    pub(in crate::capture::formats) line: usize,
    pub(in crate::capture::formats) object: Object<'static>,
    /// What is not known of it, though it was printed.
    pub(in crate::capture::formats) lost: Vec<Lost>,
}

/// A value that was printed, but not whole.
pub(in crate::capture::formats) struct Lost {
    pub(in crate::capture::formats) property: Property,
    pub(in crate::capture::formats) line: usize,
    pub(in crate::capture::formats) why: &'static str,
    /// What is left of it.
    pub(in crate::capture::formats) text: String,
}

impl Row {
    pub(in crate::capture::formats) fn new(line: usize) -> Self {
        Self { line, object: Object::default(), lost: Vec::new() }
    }

    /// Adds a printed value; a property that nobody asks for is dropped.
    pub(in crate::capture::formats) fn push(
        &mut self,
        name: &str,
        line: usize,
        value: impl FnOnce(Property) -> Cell,
    ) {
        let Some(property) = Property::find(name) else { return };
        // Of two names that differ in case the first counts.
        if self.object.has(property) || self.lost(property).is_some() {
            return;
        }
        let (why, text) = match value(property) {
            Cell::Whole(value) => return self.object.push(property, value),
            Cell::Cut(text) => (CUT, text),
            Cell::TypeName => ("is no more than the name of a type", String::new()),
        };
        self.lost.push(Lost { property, line, why, text });
    }

    pub(super) fn lost(&self, property: Property) -> Option<&Lost> {
        self.lost.iter().find(|lost| lost.property == property)
    }

    /// Takes what is left of a cut value, unless nothing is.
    pub(super) fn take_rest(&mut self, property: Property) -> Option<String> {
        let place = self.lost.iter().position(|lost| lost.property == property && !lost.text.is_empty())?;
        Some(self.lost.remove(place).text)
    }
}
