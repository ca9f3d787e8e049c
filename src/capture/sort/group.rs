//! One capture while it grows: of several appearances of one object, one object.

use super::super::budget::{Budget, Meter};
use super::super::content::Content;
use super::super::limits::{MAX_NOT_READ, VALUE};
use super::super::merge;
use super::super::origin::{Claim, Contradiction, NotRead, Origin, ReadAs, Source, Values};
use super::super::raw::{Object, Raw};
use super::super::reading::Document;
use super::beside::Beside;
use super::cluster::id_of;
use super::{Capture, OBJECTS};
use crate::names::folded;
use crate::schema::{Identity, Property, Section};
use crate::steps::step;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is to be known of a document after its objects are gone.
pub(super) struct File {
    name: String,
    pub(super) folder: PathBuf,
    content: Option<Content>,
}

impl File {
    pub(super) fn of(document: &Document) -> Self {
        let Document { file, folder, content, .. } = document;
        Self { name: file.clone(), folder: folder.clone(), content: content.clone() }
    }

    /// Whether this is a file, and not what a caller hands over.
    fn is_one(&self) -> bool {
        !self.name.is_empty() && self.name != OBJECTS
    }
}

/// One capture while it grows.
#[derive(Default)]
pub(super) struct Group {
    capture: Capture,
    /// One per object of the sections, in their order.
    entries: HashMap<Section, Vec<Entry>>,
    by_key: HashMap<(Section, Key), Vec<usize>>,
    /// The documents that gave something, with how much to which section.
    counts: BTreeMap<(usize, Section), usize>,
    /// Networks and interfaces that a cluster would get: they count where no other document has networks.
    proposed: Vec<(Section, Object<'static>, usize)>,
    /// The documents, those with empty sections among them.
    documents: Vec<usize>,
    meter: Meter,
}

/// Objects that have an id or a name in common, of which one may be the same again; nobody has so many.
const MOST_NAMESAKES: usize = 64;

/// What is known of an object besides its properties.
struct Entry {
    has_id: bool,
    /// The name without case, whatever else identifies it.
    name: Option<String>,
    /// The document that it was in first, and last.
    first: usize,
    last: usize,
    /// The properties that did not come from the first document, or single rows of them.
    origins: HashMap<(Property, Option<String>), usize>,
}

/// What tells an object from others of its section.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Id(String),
    Name(String),
}

impl Group {
    /// Nothing yet; what is copied is charged to the budget.
    pub(super) fn new(budget: &Arc<Budget>) -> Self {
        Self { meter: Meter::new(budget), ..Self::default() }
    }

    /// Takes what a document says of itself.
    pub(super) fn document(
        &mut self,
        document: usize,
        opened: Vec<Section>,
        captured_at: Option<String>,
        saved: Option<Origin>,
    ) {
        for section in opened {
            self.capture.sections.open(section);
        }
        if let Some(origin) = saved {
            self.capture.origin = origin;
        }
        let origin = &mut self.capture.origin;
        origin.captured_at = origin.captured_at.take().or(captured_at);
        self.documents.push(document);
    }

    /// Takes an object of a document.
    pub(super) fn take(
        &mut self,
        section: Section,
        object: Object<'static>,
        document: usize,
        is_proposed: bool,
        files: &[File],
    ) {
        if is_proposed && matches!(section, Section::Networks | Section::Interfaces) {
            self.proposed.push((section, object, document));
        } else {
            self.add(section, object, document, files);
        }
    }

    fn add(&mut self, section: Section, object: Object<'static>, document: usize, files: &[File]) {
        *self.counts.entry((document, section)).or_default() += 1;
        let (id, name) = keys(section, &object);
        let label = object.text(Property::Name).map(folded);
        let place = self.known(section, (id.as_ref(), name.as_ref()), label.as_deref(), document);
        let entries = self.entries.entry(section).or_default();
        let objects = self.capture.sections.open(section);
        let has_id = id.is_some();
        let place = match place {
            Some(place) => {
                let entry = &mut entries[place];
                entry.last = document;
                if let Some(is_later) = is_later(&objects[place], &object) {
                    if is_later {
                        objects[place] = object;
                        (entry.first, entry.origins) = (document, HashMap::new());
                    }
                    return;
                }
                let found = join(section, &mut objects[place], object, document, entry, files);
                let found = found.into_iter().filter(|values| self.meter.bytes(cost(values)).is_ok());
                self.capture.origin.contradictions.extend(found.map(Contradiction::Values));
                if entry.has_id {
                    return;
                }
                entry.has_id = has_id;
                entry.name = entry.name.take().or(label);
                place
            }
            None => {
                objects.push(object);
                let origins = HashMap::new();
                entries.push(Entry { has_id, name: label, first: document, last: document, origins });
                if let Some(name) = name {
                    push(self.by_key.entry((section, name)).or_default(), objects.len() - 1);
                }
                objects.len() - 1
            }
        };
        if let Some(id) = id {
            push(self.by_key.entry((section, id)).or_default(), place);
        }
    }

    /// The object that this is again: by its id, or by its name where one of the two has no id. In one document two
    /// names are two objects, whatever else they have in common.
    fn known(
        &self,
        section: Section,
        (id, name): (Option<&Key>, Option<&Key>),
        label: Option<&str>,
        document: usize,
    ) -> Option<usize> {
        let entries = self.entries.get(&section)?;
        // Settings of the cluster that do not name it are of the one that there is.
        if section == Section::Cluster {
            let is_nameless = |entry: &Entry| entry.name.is_none() && !entry.has_id;
            let first = entries.first().filter(|first| label.is_none() && id.is_none() || is_nameless(first));
            if first.is_some() {
                return Some(0);
            }
        }
        let is_called_so =
            |entry: &Entry| label.is_none() || entry.name.is_none() || entry.name.as_deref() == label;
        let find = |key: &Key, fits: &dyn Fn(&Entry) -> bool| {
            let places = self.by_key.get(&(section, key.clone()))?;
            step(places.len());
            let fitting = || places.iter().copied().filter(|place| fits(&entries[*place]));
            let same_name = fitting().find(|place| is_called_so(&entries[*place]));
            same_name.or_else(|| fitting().find(|place| entries[*place].last != document))
        };
        id.and_then(|id| find(id, &|_| true))
            .or_else(|| name.and_then(|name| find(name, &|entry| !entry.has_id || id.is_none())))
    }

    /// The capture, with the files that gave something and those beside them that did not.
    pub(super) fn finish(
        mut self,
        files: &[File],
        (not_read, read_as): &(Beside<'_, NotRead>, Beside<'_, ReadAs>),
    ) -> Capture {
        let left = self.take_proposed(files);
        let first = self.with_networks().or(self.documents.first().copied());
        let named = first.map(|document| &files[document]).filter(|file| file.is_one());
        let origin = &mut self.capture.origin;
        origin.name = origin.name.take().or_else(|| named.map(|file| file.name.clone()));
        if origin.sources.is_empty() {
            let mut places: HashMap<&str, usize> = HashMap::new();
            for ((document, section), count) in self.counts {
                let file = &files[document];
                if !file.is_one() {
                    continue;
                }
                let place = *places.entry(&file.name).or_insert(origin.sources.len());
                if place == origin.sources.len() {
                    origin.sources.push(Source::new(&file.name, file.content.as_ref()));
                }
                let source = &mut origin.sources[place];
                match source.sections.iter_mut().find(|(known, _)| *known == section) {
                    Some((_, known)) => *known += count,
                    None => source.sections.push((section, count)),
                }
            }
        }
        // What lies beside or above the files of this capture was meant for it; what lies elsewhere for all.
        let own: HashSet<&Path> = self.documents.iter().map(|at| files[*at].folder.as_path()).collect();
        let (meant, more) = not_read.of(&own);
        let meter = &self.meter;
        let (how, _) = read_as.of(&own);
        origin.read_as.extend(how.into_iter().take_while(|_| meter.bytes(VALUE).is_ok()));
        origin.not_read.extend(meant.into_iter().take_while(|_| meter.bytes(VALUE).is_ok()));
        if more > 0 {
            let reason = format!("not told one by one, as there are more than {MAX_NOT_READ}");
            origin.not_read.push(NotRead::new(format!("{more} other files"), reason));
        }
        origin.not_read.extend(left);
        self.capture
    }

    /// The first document with networks.
    fn with_networks(&self) -> Option<usize> {
        let mut counts = self.counts.keys();
        counts.find(|(_, section)| *section == Section::Networks).map(|(document, _)| *document)
    }

    /// Adds what is only proposed where there are no networks but those; else says whose count.
    fn take_proposed(&mut self, files: &[File]) -> Vec<NotRead> {
        let owner = self.with_networks();
        let mut said: HashSet<&str> = HashSet::new();
        let mut left: Vec<NotRead> = Vec::new();
        for (section, object, document) in std::mem::take(&mut self.proposed) {
            let Some(owner) = owner else {
                self.add(section, object, document, files);
                continue;
            };
            let whose = if files[owner].is_one() { files[owner].name.as_str() } else { "the cluster" };
            let reason = format!("its networks and interfaces are left out: those of {whose} count");
            let file = &files[document].name;
            if said.insert(file) {
                left.push(NotRead::new(file.clone(), reason));
            }
        }
        left
    }
}

/// Notes a place under a key.
fn push(places: &mut Vec<usize>, place: usize) {
    if places.len() < MOST_NAMESAKES {
        places.push(place);
    }
}

/// Adds what a second appearance of an object says, and gives what contradicts the first.
fn join(
    section: Section,
    kept: &mut Object<'static>,
    other: Object<'static>,
    document: usize,
    entry: &mut Entry,
    files: &[File],
) -> Vec<Values> {
    let name: String = kept
        .first_text(&[Property::Name, Property::Node])
        .unwrap_or_default()
        .chars()
        .take(LONGEST_SHOWN)
        .collect();
    let (mut found, mut taken) = (Vec::new(), Vec::new());
    let claim =
        |value: &Raw<'_>, document: usize| Claim { value: shown(value), file: files[document].name.clone() };
    merge::merge(
        section,
        kept,
        other,
        &mut |property, row, kept, other| {
            let is_of = |of: Option<&str>| {
                step(1);
                entry.origins.get(&(property, of.map(str::to_owned))).copied()
            };
            let origin = row.and_then(|row| is_of(Some(row))).or_else(|| is_of(None));
            let origin = origin.unwrap_or(entry.first);
            let (kept, other) = (claim(kept, origin), claim(other, document));
            let object = name.clone();
            found.push(Values { section, object, property, kept, other });
        },
        &mut |property, row| taken.push(((property, row.map(str::to_owned)), document)),
    );
    entry.origins.extend(taken);
    found
}

/// Bytes of a value, and characters of a name, that a contradiction shows.
const LONGEST_SHOWN: usize = 1000;

/// A value as JSON; of a long one the start.
fn shown(value: &Raw<'_>) -> String {
    struct Start(Vec<u8>);
    impl io::Write for Start {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = LONGEST_SHOWN - self.0.len();
            self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
            if bytes.len() > room { Err(io::ErrorKind::WriteZero.into()) } else { Ok(bytes.len()) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    if let Raw::Text(text) = value
        && let Some((end, _)) = text.char_indices().nth(LONGEST_SHOWN)
    {
        // It is not looked at to its end.
        return shown(&Raw::Text(text[..end].into()));
    }
    let mut start = Start(Vec::new());
    let is_whole = serde_json::to_writer(&mut start, value).is_ok();
    let text = match std::str::from_utf8(&start.0) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&start.0[..error.valid_up_to()]).unwrap_or_default(),
    };
    if is_whole { text.to_owned() } else { format!("{text}...") }
}

/// What a contradiction counts.
fn cost(values: &Values) -> u64 {
    let texts = [&values.kept.value, &values.kept.file, &values.other.value, &values.other.file];
    VALUE + texts.into_iter().chain([&values.object]).map(|text| text.len() as u64).sum::<u64>()
}

/// Whether the second of two objects that have a time is the later one; `None` where one has none or their clocks
/// differ.
fn is_later(first: &Object<'_>, second: &Object<'_>) -> Option<bool> {
    let (first, zone) = first.text(Property::Time)?.split_once(' ')?;
    let (second, other_zone) = second.text(Property::Time)?.split_once(' ')?;
    (zone == other_zone).then_some(second > first)
}

/// What tells one object of a section from another.
fn keys(section: Section, object: &Object<'_>) -> (Option<Key>, Option<Key>) {
    let text = |names: &[Property]| object.first_text(names).map(folded);
    let name = |names| text(names).map(Key::Name);
    let pair = |first, second| Some(Key::Name(format!("{}\n{}", text(first)?, text(second)?)));
    let id = || id_of(object).map(Key::Id);
    match section.row().identity {
        Identity::IdOrName(names) => (id(), name(names)),
        Identity::Name(names) => (None, name(names)),
        Identity::Pair(first, second) => (None, pair(first, second)),
        Identity::IdPairOrName(first, second, names) => (id(), pair(first, second).or_else(|| name(names))),
        Identity::Nothing => (None, None),
    }
}
