//! What one document tells, in whatever format it came.

use super::merge;
use super::raw::{Object, Raw, Section, Sections};
use std::borrow::Cow;
use std::collections::HashMap;

/// The objects of one document, each with its section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found<'a> {
    /// In the order of the document, then the clusters and nodes that were nested in them.
    pub objects: Vec<(Section, Object<'a>)>,
    /// What else the document holds: a type or a shape that is not read, and how many objects of it.
    pub strangers: Vec<(String, usize)>,
    /// The sections the document has by name, even if they are empty.
    pub opened: Vec<Section>,
    /// What of the document counts as unknown, and why.
    pub notes: Vec<String>,
    /// Its networks and interfaces are those that a cluster would get: what a cluster has counts before them.
    pub proposed: bool,
    /// Why the document as a whole is none that is read.
    pub reason: Option<String>,
}

impl<'a> Found<'a> {
    /// A document that is none of those that are read.
    pub fn nothing(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// Whether nothing was found that is read.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.opened.is_empty()
    }

    /// The objects by section.
    pub fn into_sections(self) -> Sections<'a> {
        let mut sections = Sections::default();
        for section in self.opened {
            sections.open(section);
        }
        for (section, object) in self.objects {
            sections.open(section).push(object);
        }
        sections
    }

    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Found<'static> {
        let own = |(section, object): (Section, Object<'_>)| (section, object.into_owned());
        Found {
            objects: self.objects.into_iter().map(own).collect(),
            strangers: self.strangers,
            opened: self.opened,
            reason: self.reason,
            notes: self.notes,
            proposed: self.proposed,
        }
    }

    /// Counts an object that is not read.
    pub fn stranger(&mut self, what: &str) {
        match self.strangers.iter_mut().find(|(known, _)| known == what) {
            Some((_, count)) => *count += 1,
            None => self.strangers.push((what.to_owned(), 1)),
        }
    }

    /// Why a document gave no objects.
    pub fn why_nothing(&self) -> String {
        let mut reasons: Vec<String> = self.reason.iter().chain(&self.notes).cloned().collect();
        if !self.strangers.is_empty() {
            reasons
                .push(format!("holds nothing of a cluster that is read, but {}", self.strangers_in_words()));
        }
        if reasons.is_empty() { "holds no objects".to_owned() } else { reasons.join("; ") }
    }

    /// What the strangers are, for people.
    pub fn strangers_in_words(&self) -> String {
        let words: Vec<_> = self.strangers.iter().map(|(what, count)| format!("{count} x {what}")).collect();
        words.join(", ")
    }

    /// Gives nested nodes and `clusters`, which the reader has already taken out of their objects, a place
    /// in their sections, each once.
    pub fn settle(&mut self, clusters: Vec<Object<'a>>) {
        let mut nodes = Vec::new();
        // Clusters and nodes are what is taken out: nothing is taken out of them, or reading what was written
        // would go one level deeper each time.
        let is_outer = |section: &Section| !matches!(section, Section::Cluster | Section::Nodes);
        for (_, object) in self.objects.iter_mut().filter(|(section, _)| is_outer(section)) {
            take_owner_node(object, &mut nodes);
        }
        self.contribute(Section::Cluster, clusters);
        self.contribute(Section::Nodes, nodes);
    }

    fn contribute(&mut self, section: Section, nested: Vec<Object<'a>>) {
        if nested.is_empty() {
            return;
        }
        let mut places: HashMap<String, usize> = HashMap::new();
        for (place, (_, object)) in
            self.objects.iter().enumerate().filter(|(_, (known, _))| *known == section)
        {
            if let Some(name) = object.text("Name") {
                places.entry(name.to_lowercase()).or_insert(place);
            }
        }
        for object in nested {
            let Some(name) = object.text("Name").map(str::to_lowercase) else { continue };
            match places.get(&name) {
                Some(place) => merge::fill(section, &mut self.objects[*place].1, object),
                None => {
                    places.insert(name, self.objects.len());
                    self.objects.push((section, object));
                }
            }
        }
    }
}

/// What a property is kept as. A nested `Cluster` goes to `clusters` and leaves its name; of a nested
/// `Network` stays what tells which one it is, and what could contradict the network itself.
pub fn nested<'a>(name: &str, mut value: Raw<'a>, clusters: &mut Vec<Object<'a>>) -> Raw<'a> {
    match (name, &mut value) {
        ("Cluster", Raw::Object(_)) => take_cluster(value, clusters),
        ("Network", Raw::Object(network)) => {
            network.fields.retain(|(name, _)| matches!(*name, "Name" | "Id" | "Cluster" | "Role" | "Metric"));
            value
        }
        _ => value,
    }
}

fn take_cluster<'a>(value: Raw<'a>, clusters: &mut Vec<Object<'a>>) -> Raw<'a> {
    let Raw::Object(cluster) = value else { return value };
    let Some(name) = cluster.text("Name") else { return Raw::Null };
    let name = Raw::Text(Cow::Owned(name.to_owned()));
    if clusters.last() != Some(&cluster) {
        clusters.push(cluster);
    }
    name
}

/// Replaces a nested `OwnerNode` by its name; the object goes to `nodes`.
///
/// A shared volume does not say its cluster, but its owner does; likewise an interface and its network.
fn take_owner_node<'a>(object: &mut Object<'a>, nodes: &mut Vec<Object<'a>>) {
    let nested = object.get("OwnerNode").or_else(|| object.get("Network"));
    if let Some(Raw::Object(inner)) = nested
        && object.get("Cluster").is_none()
        && let Some(cluster) = inner.text("Cluster").map(str::to_owned)
    {
        object.push("Cluster", Raw::Text(Cow::Owned(cluster)));
    }
    if let Some(owner) = object.get_mut("OwnerNode")
        && let Raw::Object(node) = owner
    {
        let name = node.text("Name").or_else(|| node.text("NodeName")).map(str::to_owned);
        let name = name.map_or(Raw::Null, |name| Raw::Text(Cow::Owned(name)));
        if let Raw::Object(node) = std::mem::replace(owner, name) {
            nodes.push(node);
        }
    }
}
