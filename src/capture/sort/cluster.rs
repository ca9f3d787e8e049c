//! How a cluster is known: by its name without case, and by its id where a source has it.

use super::super::raw::Object;
use crate::names::folded;
use crate::schema::{Property, Section};

/// A cluster that an object names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    /// The name without case and domain.
    key: String,
    id: Option<String>,
}

impl Named {
    /// The cluster that an object says it is, or is of.
    pub(super) fn by(section: Section, object: &Object<'_>) -> Option<Self> {
        let (property, id) = match section {
            Section::Cluster => (Property::Name, id_of(object)),
            _ => (Property::Cluster, None),
        };
        let name = object.text(property)?;
        Some(Self { name: name.to_owned(), key: folded(name), id })
    }

    /// Whether both can be one cluster: an id that is not known fits every id.
    pub(super) fn fits(&self, other: &Named) -> bool {
        let ids_fit = self.id.is_none() || other.id.is_none() || self.id == other.id;
        ids_fit && self.has_name_of(other)
    }

    /// A cluster is named with or without its domain.
    pub(super) fn has_name_of(&self, other: &Named) -> bool {
        let qualified = self.key.contains('.') && other.key.contains('.');
        if qualified { self.key == other.key } else { self.short() == other.short() }
    }

    /// What two names of one cluster have in common.
    pub(super) fn short(&self) -> &str {
        self.key.split('.').next().unwrap_or_default()
    }

    pub(super) fn has_id(&self) -> bool {
        self.id.is_some()
    }

    /// Learns the id of another that it fits.
    pub(super) fn learn(&mut self, other: &Named) {
        if self.id.is_none() {
            self.id.clone_from(&other.id);
        }
    }
}

/// GUIDs come in any case, with and without braces.
pub(super) fn id_of(object: &Object<'_>) -> Option<String> {
    let id = object.text(Property::Id)?.trim_matches(['{', '}']).to_ascii_lowercase();
    (!id.is_empty()).then_some(id)
}
