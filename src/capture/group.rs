//! Which objects belong together: by cluster, and of several tellings of one object, into one.

mod proposals;
mod telling;

use super::cluster_log;
use super::files::{Capture, Skipped, Source};
use super::found::Found;
use super::raw::{Object, Section};
use crate::error::{Code, Error};
use proposals::Proposals;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use telling::Telling;

/// One capture's worth of objects from one file.
pub(super) struct Document {
    file: String,
    folder: PathBuf,
    objects: Vec<(Section, Object<'static>)>,
    opened: Vec<Section>,
    /// Its networks and interfaces count only where no other file has networks.
    proposed: bool,
    /// The clusters that the objects name, in the order in which they do.
    clusters: Vec<Cluster>,
}

/// How a cluster is known.
#[derive(Clone, PartialEq)]
struct Cluster {
    name: String,
    /// The name without case.
    key: String,
    id: Option<String>,
}

impl Cluster {
    /// Names are compared without case; an id that is not known fits every id.
    fn is(&self, other: &Cluster) -> bool {
        let ids_fit = self.id.is_none() || other.id.is_none() || self.id == other.id;
        ids_fit && self.key == other.key
    }
}

impl Document {
    pub(super) fn new(file: String, folder: PathBuf, found: Found<'_>) -> Self {
        let Found { objects, opened, proposed, .. } = found.into_owned();
        let mut clusters: Vec<Cluster> = Vec::new();
        for (section, object) in &objects {
            let Some(name) = cluster_name(*section, object) else { continue };
            let id = if *section == Section::Cluster { id_of(object) } else { None };
            let named = Cluster { name: name.to_owned(), key: name.to_lowercase(), id };
            match clusters.iter_mut().find(|known| known.is(&named)) {
                Some(known) => known.id = known.id.take().or(named.id),
                None => clusters.push(named),
            }
        }
        Self { file, folder, objects, opened, proposed, clusters }
    }
}

/// The cluster an object says it belongs to.
fn cluster_name<'o>(section: Section, object: &'o Object<'_>) -> Option<&'o str> {
    object.text(if section == Section::Cluster { "Name" } else { "Cluster" })
}

/// GUIDs come in any case, with and without braces.
fn id_of(object: &Object<'_>) -> Option<String> {
    let id = object.text("Id")?.trim_matches(['{', '}']).to_ascii_lowercase();
    (!id.is_empty()).then_some(id)
}

/// The captures of all documents, in the order in which their clusters appear.
///
/// What was skipped comes with the folder of the capture it was meant for.
pub(super) fn captures(
    documents: Vec<Document>,
    mut skipped: Vec<(PathBuf, Skipped)>,
) -> Result<Vec<Capture>, Error> {
    let clusters = Clusters::of(&documents);
    let mut groups: Vec<Group> = Vec::new();
    groups.resize_with(clusters.known.len().max(usize::from(!documents.is_empty())), Group::default);
    let files: Vec<(String, PathBuf)> =
        documents.iter().map(|document| (document.file.clone(), document.folder.clone())).collect();
    let mut proposals = Proposals::default();
    for (index, document) in documents.into_iter().enumerate() {
        let Document { objects, opened, proposed, clusters: named, .. } = document;
        let places: Vec<usize> =
            named.iter().map(|cluster| clusters.place(cluster, &files[index])).collect::<Result<_, _>>()?;
        let mut home = None;
        let mut homeless = || match home {
            Some(place) => Ok(place),
            None => clusters.home(&places, &files[index]).inspect(|place| home = Some(*place)),
        };
        if named.is_empty() && !objects.is_empty() {
            groups[homeless()?].admit(&objects, &files, index)?;
        }
        for section in opened {
            groups[homeless()?].capture.sections.open(section);
        }
        for (section, object) in objects {
            let named = cluster_name(section, &object).and_then(|name| {
                let key = name.to_lowercase();
                named.iter().position(|known| known.key == key)
            });
            let place = match named {
                Some(named) => places[named],
                None => homeless()?,
            };
            if let Some(object) = proposals.pass(proposed, (place, section, index), object) {
                groups[place].add(section, object, index, &files);
            }
        }
    }
    proposals.settle(&mut groups, &files, &mut skipped)?;
    let folders: HashSet<&Path> = files.iter().map(|(_, folder)| folder.as_path()).collect();
    Ok(groups.into_iter().map(|group| group.finish(&files, &folders, &skipped)).collect())
}

/// The clusters of all documents. There can be thousands, each with files of its own, so none is searched for.
#[derive(Default)]
struct Clusters {
    /// In the order in which they appear.
    known: Vec<Cluster>,
    by_key: HashMap<String, Vec<usize>>,
    /// Those that the files of a folder name beyond doubt.
    by_folder: HashMap<PathBuf, BTreeSet<usize>>,
}

impl Clusters {
    fn of(documents: &[Document]) -> Self {
        let named = || documents.iter().flat_map(|document| &document.clusters);
        let mut by_key: HashMap<&str, Vec<&Cluster>> = HashMap::new();
        // A document without ids may name a cluster that a later one tells from its namesake.
        for named in
            named().filter(|named| named.id.is_some()).chain(named().filter(|named| named.id.is_none()))
        {
            let namesakes = by_key.entry(&named.key).or_default();
            if !namesakes.iter().any(|known| known.is(named)) {
                namesakes.push(named);
            }
        }
        let mut clusters = Self::default();
        for document in documents {
            for named in &document.clusters {
                let namesakes = by_key.get_mut(named.key.as_str()).into_iter().flatten();
                for cluster in namesakes.filter(|known| known.is(named)) {
                    clusters.add(cluster);
                }
            }
        }
        for document in documents {
            for named in &document.clusters {
                let mut fitting = clusters.fitting(named);
                if let (Some(place), None) = (fitting.next(), fitting.next()) {
                    drop(fitting);
                    clusters.by_folder.entry(document.folder.clone()).or_default().insert(place);
                }
            }
        }
        clusters
    }

    fn add(&mut self, cluster: &Cluster) {
        let places = self.by_key.entry(cluster.key.clone()).or_default();
        if !places.iter().any(|place| self.known[*place] == *cluster) {
            places.push(self.known.len());
            self.known.push(cluster.clone());
        }
    }

    /// The places of the clusters that a name may stand for.
    fn fitting(&self, named: &Cluster) -> impl Iterator<Item = usize> {
        let namesakes = self.by_key.get(&named.key).into_iter().flatten().copied();
        namesakes.filter(|place| self.known[*place].is(named))
    }

    /// The place of a cluster that a file names.
    fn place(&self, named: &Cluster, file: &(String, PathBuf)) -> Result<usize, Error> {
        let near = |place: &usize| self.known[*place].is(named);
        self.only(self.fitting(named), &file.1, near).ok_or_else(|| {
            let message =
                format!("names the cluster '{}', but clusters with different ids have that name", named.name);
            Error::new(Code::InvalidCapture, message).at(&file.0)
        })
    }

    /// The place of objects that do not say their cluster: the only cluster of their file, of its folder, of
    /// everything that was read.
    fn home(&self, of_file: &[usize], file: &(String, PathBuf)) -> Result<usize, Error> {
        match of_file {
            [place] => return Ok(*place),
            [] if self.known.is_empty() => return Ok(0),
            [] => {
                if let Some(place) = self.only(0..self.known.len(), &file.1, |_| true) {
                    return Ok(place);
                }
            }
            _ => {}
        }
        let names: Vec<_> = self.known.iter().map(|known| known.name.as_str()).collect();
        let message = format!(
            "holds objects that do not say their cluster, and there are {}: {}",
            names.len(),
            names.join(", ")
        );
        Err(Error::new(Code::InvalidCapture, message).at(&file.0))
    }

    /// The only place that fits, in the folder if not everywhere.
    fn only(
        &self,
        mut everywhere: impl Iterator<Item = usize>,
        folder: &Path,
        fits: impl Fn(&usize) -> bool,
    ) -> Option<usize> {
        if let (Some(place), None) = (everywhere.next(), everywhere.next()) {
            return Some(place);
        }
        let mut near = self.by_folder.get(folder).into_iter().flatten().copied().filter(fits);
        near.next().filter(|_| near.next().is_none())
    }
}

/// One capture while it grows.
#[derive(Default)]
struct Group {
    capture: Capture,
    /// One per object of the sections, in their order.
    entries: HashMap<Section, Vec<Entry>>,
    by_key: HashMap<(Section, Key), Vec<usize>>,
    /// The documents that gave something, with how much to which section.
    counts: Vec<(usize, Section, usize)>,
}

/// What is known of an object's telling.
struct Entry {
    has_id: bool,
    first: usize,
    /// The last document that told of it: a second telling in the same document is another object.
    last: usize,
    /// The properties that did not come from the first document.
    origins: Vec<(&'static str, usize)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Id(String),
    Name(String),
}

impl Group {
    fn add(
        &mut self,
        section: Section,
        object: Object<'static>,
        document: usize,
        files: &[(String, PathBuf)],
    ) {
        match self.counts.iter_mut().rev().find(|(known, of, _)| *known == document && *of == section) {
            Some((.., count)) => *count += 1,
            None => self.counts.push((document, section, 1)),
        }
        let (id, name) = keys(section, &object);
        let place = self.known(section, id.as_ref(), name.as_ref(), document);
        let entries = self.entries.entry(section).or_default();
        let objects = self.capture.sections.open(section);
        let has_id = id.is_some();
        let place = match place {
            Some(place) => {
                let entry = &mut entries[place];
                entry.last = document;
                if section == Section::NetftRoutes
                    && let Some(is_later) = cluster_log::is_later(&objects[place], &object)
                {
                    if is_later {
                        objects[place] = object;
                        (entry.first, entry.origins) = (document, Vec::new());
                    }
                    return;
                }
                let told = Telling { section, document, files, entry };
                self.capture.contradictions.extend(told.merge(&mut objects[place], object));
                if entry.has_id {
                    return;
                }
                entry.has_id = has_id;
                place
            }
            None => {
                objects.push(object);
                entries.push(Entry { has_id, first: document, last: document, origins: Vec::new() });
                if let Some(name) = name {
                    self.by_key.entry((section, name)).or_default().push(objects.len() - 1);
                }
                objects.len() - 1
            }
        };
        if let Some(id) = id {
            self.by_key.entry((section, id)).or_default().push(place);
        }
    }

    /// Refuses a document that says no cluster and knows none of the networks that are known already: it is of
    /// another cluster, as the cluster logs of two clusters are.
    fn admit(
        &self,
        objects: &[(Section, Object<'static>)],
        files: &[(String, PathBuf)],
        document: usize,
    ) -> Result<(), Error> {
        let known = self.capture.sections.get(Section::Networks).unwrap_or_default();
        let known: HashSet<String> = known.iter().filter_map(id_of).collect();
        let networks = objects.iter().filter(|(section, _)| *section == Section::Networks);
        let mut ids = networks.filter_map(|(_, object)| id_of(object)).peekable();
        if known.is_empty() || ids.peek().is_none() || ids.any(|id| known.contains(&id)) {
            return Ok(());
        }
        let others = self.counts.iter().find(|(_, section, _)| *section == Section::Networks);
        let other = others.map(|(other, ..)| files[*other].0.as_str()).unwrap_or_default();
        let message = format!(
            "expected files of one cluster, found none of the networks of {other}: ask about each cluster alone"
        );
        Err(Error::new(Code::InvalidCapture, message).at(&files[document].0))
    }

    /// The object that another document told of: by its id, or by its name where one of the two has no id.
    fn known(
        &self,
        section: Section,
        id: Option<&Key>,
        name: Option<&Key>,
        document: usize,
    ) -> Option<usize> {
        let entries = self.entries.get(&section)?;
        let find = |key: &Key, fits: &dyn Fn(&Entry) -> bool| {
            let places = self.by_key.get(&(section, key.clone()))?;
            places.iter().copied().find(|place| entries[*place].last != document && fits(&entries[*place]))
        };
        id.and_then(|id| find(id, &|_| true))
            .or_else(|| name.and_then(|name| find(name, &|entry| !entry.has_id || id.is_none())))
    }

    fn finish(
        mut self,
        files: &[(String, PathBuf)],
        folders: &HashSet<&Path>,
        skipped: &[(PathBuf, Skipped)],
    ) -> Capture {
        self.counts.sort_unstable();
        let source = |(document, section, count): &(usize, Section, usize)| Source {
            section: *section,
            file: files[*document].0.clone(),
            count: *count,
        };
        self.capture.sources = self.counts.iter().map(source).collect();
        // What lies beside or above the files of this capture was meant for it; what lies elsewhere for all.
        let own: Vec<&Path> = self.counts.iter().map(|(document, ..)| files[*document].1.as_path()).collect();
        let of_another =
            |beside: &PathBuf| folders.contains(beside.as_path()) && !own.contains(&beside.as_path());
        let meant = skipped.iter().filter(|(beside, _)| !of_another(beside));
        self.capture.skipped = meant.map(|(_, skipped)| skipped.clone()).collect();
        self.capture
    }
}

/// What tells one object of a section from another.
fn keys(section: Section, object: &Object<'_>) -> (Option<Key>, Option<Key>) {
    let text = |name: &str| object.text(name).map(str::to_lowercase);
    let id = || id_of(object).map(Key::Id);
    let pair =
        |first: Option<String>, second: Option<String>| Some(Key::Name(format!("{}\n{}", first?, second?)));
    match section {
        Section::Networks | Section::SharedVolumes => (id(), text("Name").map(Key::Name)),
        Section::Interfaces => {
            (id(), pair(text("Node"), text("Network")).or_else(|| text("Name").map(Key::Name)))
        }
        Section::SharedVolumeStates => {
            (None, pair(text("VolumeFriendlyName").or_else(|| text("Name")), text("Node")))
        }
        Section::Cluster | Section::VmResourceTypeParameters => (None, text("Name").map(Key::Name)),
        Section::Nodes => (None, text("Name").or_else(|| text("NodeName")).map(Key::Name)),
        Section::Hosts => (None, text("Node").or_else(|| text("ComputerName")).map(Key::Name)),
        Section::Disagreements => (None, text("Message").map(Key::Name)),
        Section::Sources | Section::Skipped => (None, None),
        Section::NetftRoutes => (None, pair(text("LocalAddress"), text("RemoteAddress"))),
    }
}
