//! By what objects that name no cluster show which one they are of: nodes and networks, which no two clusters share.

use super::super::found::{Found, UNKNOWN_NODE};
use super::super::raw::{Object, Raw};
use super::cluster::id_of;
use crate::names::folded;
use crate::schema::{Property, Section};
use std::collections::HashSet;

/// The nodes and networks that objects name.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Without case and domain.
    nodes: HashSet<String>,
    network_ids: HashSet<String>,
    /// Of a text that tells clusters apart: which of them, those that it names nothing of, or those of a computer.
    sessions: HashSet<(String, usize)>,
    /// Whether there are networks at all, which an answer cannot do without.
    pub(super) has_networks: bool,
}

/// A node or a network, by which evidence is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Clue<'e> {
    Node(&'e str),
    Network(&'e str),
}

impl Evidence {
    pub(super) fn see(&mut self, section: Section, object: &Object<'_>) {
        let node = match section {
            Section::Nodes => object.text(Property::Name),
            Section::Interfaces | Section::SharedVolumeStates | Section::Hosts => object.text(Property::Node),
            Section::SharedVolumes => object.text(Property::OwnerNode),
            _ => None,
        };
        if let Some(node) = node.filter(|node| *node != UNKNOWN_NODE) {
            self.nodes.insert(folded(node.split('.').next().unwrap_or_default()));
        }
        self.has_networks |= section == Section::Networks;
        let id = match (section, object.get(Property::Network)) {
            (Section::Networks, _) => id_of(object),
            (Section::Interfaces, Some(Raw::Object(network))) => id_of(network),
            _ => None,
        };
        self.network_ids.extend(id);
    }

    /// Sees what a document says of itself.
    pub(super) fn see_document(&mut self, file: &str, found: &Found<'_>) {
        self.nodes.extend(found.asked.iter().map(|name| folded(name)));
        self.sessions.extend(found.session.map(|session| (file.to_owned(), session)));
    }

    /// Everything by which others show that they are of the same cluster.
    pub(super) fn clues(&self) -> impl Iterator<Item = Clue<'_>> {
        let nodes = self.nodes.iter().map(|name| Clue::Node(name));
        nodes.chain(self.network_ids.iter().map(|id| Clue::Network(id)))
    }

    pub(super) fn has(&self, clue: Clue<'_>) -> bool {
        match clue {
            Clue::Node(name) => self.nodes.contains(name),
            Clue::Network(id) => self.network_ids.contains(id),
        }
    }

    /// Whether any network is known by its id.
    pub(super) fn has_ids(&self) -> bool {
        !self.network_ids.is_empty()
    }

    /// Whether any node is known.
    pub(super) fn has_nodes(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// Whether there is nothing by which this can contradict another.
    pub(super) fn is_blank(&self) -> bool {
        !self.has_ids() && !self.has_nodes()
    }

    pub(super) fn add(&mut self, other: &Evidence) {
        self.nodes.extend(other.nodes.iter().cloned());
        self.network_ids.extend(other.network_ids.iter().cloned());
        self.sessions.extend(other.sessions.iter().cloned());
        self.has_networks |= other.has_networks;
    }

    /// Whether both cannot be of one cluster: ids decide where both have some.
    pub(super) fn contradicts(&self, other: &Evidence) -> bool {
        let apart =
            |a: &HashSet<String>, b: &HashSet<String>| !a.is_empty() && !b.is_empty() && a.is_disjoint(b);
        let share_a_network = !self.network_ids.is_disjoint(&other.network_ids);
        // One text, and two sessions.
        let is_other_session = |(file, session): &(String, usize)| {
            let is_there = |session| other.sessions.contains(&(file.clone(), session));
            !is_there(*session) && is_there(1 - session)
        };
        if self.sessions.iter().any(is_other_session) {
            return true;
        }
        !share_a_network && (apart(&self.network_ids, &other.network_ids) || apart(&self.nodes, &other.nodes))
    }

    /// Whether both are of one cluster.
    pub(super) fn meets(&self, other: &Evidence) -> bool {
        let shares = |a: &HashSet<String>, b: &HashSet<String>| !a.is_disjoint(b);
        !self.contradicts(other)
            && (shares(&self.network_ids, &other.network_ids) || shares(&self.nodes, &other.nodes))
    }
}
