//! What one document holds, in whatever format it came.

use super::merge;
use super::origin::Origin;
use super::raw::{Object, Raw, Sections};
use crate::names::folded;
use crate::schema::{ObjectKind, Property, Scope, Section, by_properties, is_vm_parameter};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The objects of one document, each with its section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found<'a> {
    /// In the order of the document, then the clusters, nodes and hosts that were taken out of them.
    pub objects: Vec<(Section, Object<'a>)>,
    /// What else the document holds: a type or a form that is not read, and how many objects of it.
    pub unread: Vec<(String, usize)>,
    /// The sections the document has by name, even if they are empty.
    pub opened: Vec<Section>,
    /// What of the document counts as unknown, and why.
    pub notes: Vec<String>,
    /// How it was read, where that is not as usual.
    pub read_as: Vec<String>,
    /// Its networks and interfaces are those that a cluster would get: what a cluster has counts before them.
    pub proposed: bool,
    /// Why the document as a whole is none that is read.
    pub reason: Option<String>,
    /// Of a text in which networks of several clusters stand: 1 for those of a cluster or a computer that it names, 0 for
    /// those that it prints without a name, which are of neither.
    pub session: Option<usize>,
    /// The computers that were asked, which are nodes of the cluster.
    pub asked: Vec<String>,
    /// When the capture that it is a part of was taken, as it was written there.
    pub captured_at: Option<String>,
    /// The origin of a capture that was saved as one: it is never taken apart, nor is anything added to it.
    /// `None` for objects, which may be a part of a capture.
    pub capture: Option<Origin>,
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
        for (section, mut object) in self.objects {
            object.keep_columns_of(section);
            sections.open(section).push(object);
        }
        sections
    }

    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Found<'static> {
        let own = |(section, object): (Section, Object<'_>)| (section, object.into_owned());
        Found {
            objects: self.objects.into_iter().map(own).collect(),
            unread: self.unread,
            opened: self.opened,
            reason: self.reason,
            notes: self.notes,
            read_as: self.read_as,
            proposed: self.proposed,
            session: self.session,
            asked: self.asked,
            captured_at: self.captured_at,
            capture: self.capture,
        }
    }

    /// Counts an object that is not read; beyond the first kinds of them they are counted together.
    pub fn count_unread(&mut self, what: &str) {
        let end = what.char_indices().nth(LONGEST_KIND).map_or(what.len(), |(end, _)| end);
        let what = &what[..end];
        let place = |what: &str| self.unread.iter().position(|(known, _)| known == what);
        let is_full = self.unread.len() >= MOST_KINDS;
        match place(what).or_else(|| place(OTHER_KINDS).filter(|_| is_full)) {
            Some(place) => self.unread[place].1 += 1,
            None => self.unread.push((if is_full { OTHER_KINDS } else { what }.to_owned(), 1)),
        }
    }

    /// Adds an object of that kind, or counts it when it is none that is read.
    pub fn add(&mut self, kind: &ObjectKind, object: Object<'a>) {
        match section_of(kind, &object) {
            Ok(section) => self.objects.push((section, object)),
            Err(what) => self.count_unread(what),
        }
    }

    /// Why a document gave no objects.
    pub fn why_nothing(&self) -> String {
        let mut reasons: Vec<String> = self.reason.iter().chain(&self.notes).cloned().collect();
        if !self.unread.is_empty() {
            reasons.push(format!(
                "holds nothing of a cluster that is read, but {}: 'Get-ClusterNetwork | Export-Clixml networks.xml' on a \
                 node brings its networks",
                self.unread_in_words()
            ));
        }
        if reasons.is_empty() { "holds no objects".to_owned() } else { reasons.join("; ") }
    }

    /// What is not read, for people.
    pub fn unread_in_words(&self) -> String {
        let words: Vec<_> = self.unread.iter().map(|(what, count)| format!("{count} x {what}")).collect();
        words.join(", ")
    }

    /// Gives what is nested a place in its own section, each object once: `clusters`, which the reader has taken out
    /// of their objects, the nodes that own volumes, and for each host its adapters and settings.
    pub fn give_nested_their_sections(&mut self, clusters: Vec<Object<'a>>) {
        let mut nodes = Vec::new();
        // Clusters and nodes are what is taken out: nothing is taken out of them, or reading what was written
        // would go one level deeper each time.
        let is_outer = |section: &Section| !matches!(section, Section::Cluster | Section::Nodes);
        for (_, object) in self.objects.iter_mut().filter(|(section, _)| is_outer(section)) {
            take_owner_node(object, &mut nodes);
        }
        self.contribute(Section::Cluster, clusters);
        self.contribute(Section::Nodes, nodes);
        self.join_hosts();
    }

    fn contribute(&mut self, section: Section, nested: Vec<Object<'a>>) {
        if nested.is_empty() {
            return;
        }
        let mut places: HashMap<String, usize> = HashMap::new();
        for (place, (_, object)) in
            self.objects.iter().enumerate().filter(|(_, (known, _))| *known == section)
        {
            if let Some(name) = object.text(Property::Name) {
                places.entry(folded(name)).or_insert(place);
            }
        }
        for object in nested {
            let Some(name) = object.text(Property::Name).map(folded) else { continue };
            match places.get(&name) {
                Some(place) => merge::fill(section, &mut self.objects[*place].1, object),
                None => {
                    places.insert(name, self.objects.len());
                    self.objects.push((section, object));
                }
            }
        }
    }

    /// What single objects say of a host, such as the rows of `Get-NetAdapter`, becomes the object of that host. After
    /// this every object is of a section that a capture has.
    pub fn join_hosts(&mut self) {
        let is_part = |section: Section| section.row().scope == Scope::Host;
        if !self.objects.iter().any(|(section, _)| is_part(*section)) {
            return;
        }
        let objects = std::mem::take(&mut self.objects);
        let mut hosts: Vec<Object<'a>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut seen: HashSet<(usize, Property, String)> = HashSet::new();
        for (section, mut object) in objects {
            let Some(part) = section.part_of_host().filter(|_| is_part(section)) else {
                self.objects.push((section, object));
                continue;
            };
            // A host is called by its name as well.
            let own = || object.text(Property::Name).filter(|_| section == Section::VmHost);
            let Some(node) = host_of(&object).or_else(own).map(str::to_owned) else {
                self.count_unread(&format!(
                    "object of {} that does not say its computer",
                    section.row().cmdlet
                ));
                continue;
            };
            object.fields.retain(|(property, _)| !HOST_NAMES.contains(property));
            let place = *places.entry(folded(&node)).or_insert(hosts.len());
            if place == hosts.len() {
                let mut host = Object::default();
                host.push(Property::Node, Raw::Text(Cow::Owned(node)));
                hosts.push(host);
            }
            // The same row twice is one.
            let row = Raw::Object(object);
            if !seen.insert((place, part, serde_json::to_string(&row).unwrap_or_default())) {
                continue;
            }
            match hosts[place].get_mut(part) {
                Some(Raw::List(rows)) => rows.push(row),
                _ => hosts[place].push(part, Raw::List(vec![row])),
            }
        }
        self.objects.extend(hosts.into_iter().map(|host| (Section::Hosts, host)));
    }
}

/// How many kinds of objects that are not read are told apart, and what the others are called.
const MOST_KINDS: usize = 10;
const OTHER_KINDS: &str = "other object";

/// Characters of the name of such a kind.
const LONGEST_KIND: usize = 200;

/// Properties that name the computer an object is of; CIM adds the second, remoting the third.
pub const HOST_NAMES: [Property; 4] =
    [Property::Node, Property::SystemName, Property::PSComputerName, Property::ComputerName];

/// What the computer is called that an output does not name.
pub const UNKNOWN_NODE: &str = "unknown node";

/// The computer that an object is of, without its domain, as clusters name their nodes.
fn host_of<'o>(object: &'o Object<'_>) -> Option<&'o str> {
    let name = object.first_text(&HOST_NAMES)?;
    let is_address = name.parse::<std::net::IpAddr>().is_ok();
    let name = if is_address { name } else { name.split('.').next().unwrap_or_default() };
    // Whoever asked their own computer.
    (!name.is_empty() && !name.eq_ignore_ascii_case("localhost")).then_some(name)
}

/// The section of an object of this kind, or what is to be said of an object that is not read.
pub fn section_of<'k>(kind: &'k ObjectKind, object: &Object<'_>) -> Result<Section, &'k str> {
    match kind {
        ObjectKind::Section(section) => Ok(*section),
        ObjectKind::Parameter if is_vm_parameter(|property| object.text(property)) => {
            Ok(Section::VmResourceTypeParameters)
        }
        ObjectKind::Parameter => Err("parameter of something else than the virtual machine resource type"),
        ObjectKind::Anything => {
            let found = by_properties(|property| object.has(property), |property| object.text(property));
            found.ok_or("object of no known shape")
        }
        ObjectKind::Capture => Err("capture among loose objects"),
        ObjectKind::Unread(name) => Err(name),
    }
}

/// What a property is kept as. A nested `Cluster` goes to `clusters` and leaves its name; of a nested
/// `Network` stays what tells which one it is, and what could contradict the network itself.
pub fn nested<'a>(property: Property, mut value: Raw<'a>, clusters: &mut Vec<Object<'a>>) -> Raw<'a> {
    use Property::{Cluster, Id, Metric, Name, Network, Role};
    match (property, &mut value) {
        (Cluster, Raw::Object(_)) => take_cluster(value, clusters),
        (Network, Raw::Object(network)) => {
            network.fields.retain(|(name, _)| matches!(*name, Name | Id | Cluster | Role | Metric));
            value
        }
        _ => value,
    }
}

fn take_cluster<'a>(value: Raw<'a>, clusters: &mut Vec<Object<'a>>) -> Raw<'a> {
    let Raw::Object(cluster) = value else { return value };
    let Some(name) = cluster.text(Property::Name) else { return Raw::Null };
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
    let nested = object.get(Property::OwnerNode).or_else(|| object.get(Property::Network));
    if let Some(Raw::Object(inner)) = nested
        && !object.has(Property::Cluster)
        && let Some(cluster) = inner.text(Property::Cluster).map(str::to_owned)
    {
        object.push(Property::Cluster, Raw::Text(Cow::Owned(cluster)));
    }
    if let Some(owner) = object.get_mut(Property::OwnerNode)
        && let Raw::Object(node) = owner
    {
        let name = node.first_text(&[Property::Name, Property::NodeName]).map(str::to_owned);
        let name = name.map_or(Raw::Null, |name| Raw::Text(Cow::Owned(name)));
        if let Raw::Object(node) = std::mem::replace(owner, name) {
            nodes.push(node);
        }
    }
}
