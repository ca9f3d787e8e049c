//! Performance counters, which say of what hosts they are and never of what cluster: they go to the capture that has the
//! host as a node, also to one that was saved, since they are beside its facts and contradict none of them. Where there
//! is one capture the counters of a host that it does not have go to it as well, and where there is none they are one.

use super::super::budget::{Budget, Meter};
use super::super::content::Content;
use super::super::counters::gather;
use super::super::origin::{NotRead, Source};
use super::super::raw::Object;
use super::super::reading::Document;
use super::evidence::{Clue, Evidence};
use super::{Capture, OBJECTS, Sorted};
use crate::capture::budget::Spent;
use crate::error::{Code, Error};
use crate::names::folded;
use crate::schema::{Property, Section};
use crate::steps::step;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// Counters of one host in one document.
pub(super) struct Loose {
    object: Object<'static>,
    file: String,
    content: Option<Content>,
}

/// Takes the counters out of all documents that are not whole captures; documents of nothing else are gone.
pub(super) fn take(
    documents: &mut Vec<Document>,
    not_read: &mut Vec<(PathBuf, NotRead)>,
    budget: &Arc<Budget>,
) -> Result<Vec<Loose>, Spent> {
    let meter = Meter::new(budget);
    let mut loose = Vec::new();
    let mut kept = Vec::with_capacity(documents.len());
    for mut document in documents.drain(..) {
        let notes = document.found.notes.len();
        gather(&mut document.found, &meter)?;
        let new = document.found.notes.iter().skip(notes);
        not_read.extend(new.map(|note| (document.folder.clone(), NotRead::new(&document.file, note))));
        let is_one = |(section, _): &(Section, Object<'_>)| *section == Section::Counters;
        if document.found.capture.is_some() || !document.found.objects.iter().any(is_one) {
            kept.push(document);
            continue;
        }
        let (counters, others) = std::mem::take(&mut document.found.objects).into_iter().partition(is_one);
        document.found.objects = others;
        let counters: Vec<(Section, Object<'static>)> = counters;
        loose.extend(counters.into_iter().map(|(section, mut object)| {
            object.keep_columns_of(section);
            Loose { object, file: document.file.clone(), content: document.content.clone() }
        }));
        if !document.found.is_empty() {
            kept.push(document);
        }
    }
    *documents = kept;
    Ok(loose)
}

/// Gives the counters to the captures that they are of.
pub(super) fn give(
    loose: Vec<Loose>,
    not_read: &[(PathBuf, NotRead)],
    budget: &Arc<Budget>,
    sorted: &mut Sorted,
) {
    if loose.is_empty() {
        return;
    }
    if sorted.captures.is_empty() && sorted.errors.is_empty() {
        let mut capture = Capture::default();
        let is_file = |file: &&str| !file.is_empty() && *file != OBJECTS;
        capture.origin.name = loose.iter().map(|one| one.file.as_str()).find(is_file).map(str::to_owned);
        capture.origin.not_read = not_read.iter().map(|(_, note)| note.clone()).collect();
        sorted.captures.push(capture);
    }
    let meter = Meter::new(budget);
    let of_node = captures_by_node(&sorted.captures);
    let mut failed: BTreeSet<(String, String)> = BTreeSet::new();
    for one in loose {
        let host = one.object.text(Property::Node).unwrap_or_default().to_owned();
        let places = match (of_node.get(&folded(&host)), sorted.captures.len()) {
            (Some(places), _) => places.clone(),
            (None, 1) => vec![0],
            (None, _) => {
                failed.insert((one.file, host));
                continue;
            }
        };
        for place in places {
            if meter.object(&one.object).is_err() {
                return;
            }
            add(&mut sorted.captures[place], &one);
        }
    }
    let count = sorted.captures.len();
    sorted.errors.extend(failed.into_iter().map(|(file, host)| {
        let message = format!("holds counters of {host}, which is a node of none of the {count} clusters");
        Error::new(Code::InvalidCapture, message).at(file)
    }));
}

fn add(capture: &mut Capture, one: &Loose) {
    let counters = capture.sections.open(Section::Counters);
    counters.push(one.object.clone());
    if one.file.is_empty() || one.file == OBJECTS {
        return;
    }
    let sources = &mut capture.origin.sources;
    let place = sources.iter().position(|source| source.file == one.file).unwrap_or_else(|| {
        sources.push(Source::new(&one.file, one.content.as_ref()));
        sources.len() - 1
    });
    match sources[place].sections.iter_mut().find(|(section, _)| *section == Section::Counters) {
        Some((_, count)) => *count += 1,
        None => sources[place].sections.push((Section::Counters, 1)),
    }
}

/// The captures that have a node, by its name without case.
fn captures_by_node(captures: &[Capture]) -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, capture) in captures.iter().enumerate() {
        let mut evidence = Evidence::default();
        for (section, objects) in capture.sections.present() {
            step(objects.len());
            objects.iter().for_each(|object| evidence.see(section, object));
        }
        for clue in evidence.clues() {
            if let Clue::Node(name) = clue {
                found.entry(name.to_owned()).or_default().push(place);
            }
        }
    }
    found
}
