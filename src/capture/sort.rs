//! Which objects are of one cluster: files, captures and loose objects in any mix become captures, each of one cluster.
//!
//! - A capture that was saved as one is never taken apart, and nothing is added to it. A diagnostic capture is never
//!   taken apart.
//! - Everything else that names one cluster is one capture.
//! - What names no cluster goes where it cannot be wrong: to the only cluster of its file or folder, to the cluster
//!   that has one of its nodes or networks, or to the only one that does not contradict it. If it has networks it can
//!   stand alone, and is named after its file; if not, it is an error of that file.

mod beside;
mod cluster;
mod component;
mod counters;
mod draft;
mod evidence;
mod group;
mod part;
mod place;

use super::Capture;
use super::budget::Spent;
use super::files;
use super::formats::json;
use super::found::Found;
use super::limits::MAX_CLUSTERS;
use super::reading::{Document, Reading};
use crate::error::{Code, Error};
use crate::parallel::Work;
use beside::Beside;
use group::{File, Group};
use part::Part;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was read, by cluster.
#[derive(Debug, Default)]
pub struct Sorted {
    /// One for each cluster, in the order in which they appear.
    pub captures: Vec<Capture>,
    /// What could not be read or has no place; it costs no other capture.
    pub errors: Vec<Error>,
}

/// JSON that a caller hands over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Piped<'p> {
    /// Captures, each of one cluster.
    pub captures: &'p [&'p str],
    /// Loose objects, of any cluster.
    pub objects: &'p [&'p str],
}

/// What loose objects are called in answers and errors.
const OBJECTS: &str = "input.objects";

/// Reads files and folders, then what a caller hands over, and sorts all of it.
pub fn captures(paths: &[PathBuf], standard_input: bool, piped: Piped<'_>, work: &Work) -> Sorted {
    let (mut reading, mut errors) = files::read(paths, standard_input, work);
    for (index, text) in piped.captures.iter().enumerate() {
        match json::capture_within(text, &reading.budget) {
            Ok(found) => reading.documents.push(given(found)),
            Err(error) => errors.push(in_input(error, index)),
        }
    }
    if !piped.objects.is_empty() {
        match json::objects(piped.objects.iter().copied(), &reading.budget) {
            Ok(found) if found.is_empty() => {
                errors.push(Error::new(Code::InvalidCapture, found.why_nothing()).at(OBJECTS));
            }
            Ok(found) => {
                let place = super::reading::Place { folder: PathBuf::from(OBJECTS), is_part: false };
                reading.add(OBJECTS, &place, None, found);
            }
            Err(error) => errors.push(error),
        }
    }
    let budget = Arc::clone(&reading.budget);
    let mut sorted = if budget.is_spent() { Sorted::default() } else { sort(reading) };
    if budget.is_spent() {
        // Which of the files spends the last of it depends on the threads: the answer must not.
        return Sorted { captures: Vec::new(), errors: vec![Spent.into()] };
    }
    errors.append(&mut sorted.errors);
    Sorted { errors, ..sorted }
}

fn given(found: Found<'_>) -> Document {
    let (file, folder) = (String::new(), PathBuf::new());
    Document { file, folder, is_part: false, content: None, found: found.into_owned() }
}

/// The error of a capture with its place in the request.
fn in_input(error: Error, index: usize) -> Error {
    let place = error.path.clone().unwrap_or_default();
    let inside = place.strip_prefix("capture").unwrap_or_default();
    error.at(format!("input.captures[{index}]{inside}"))
}

/// Sorts what was read into captures.
pub fn sort(reading: Reading<'_>) -> Sorted {
    let Reading { mut documents, read_as, mut not_read, budget, .. } = reading;
    // What is spent has no answer.
    let Ok(loose) = counters::take(&mut documents, &mut not_read, &budget) else { return Sorted::default() };
    for (section, object) in documents.iter_mut().flat_map(|document| &mut document.found.objects) {
        object.keep_columns_of(*section);
    }
    let parts = Part::of(&documents);
    let (places, errors) = place::places(&parts, &documents);
    let count = places.iter().flatten().max().map_or(0, |last| last + 1);
    if count > MAX_CLUSTERS {
        let message =
            format!("expected at most {MAX_CLUSTERS} clusters in the input of one call, found {count}");
        return Sorted { captures: Vec::new(), errors: vec![Error::new(Code::TooLarge, message)] };
    }
    let mut groups: Vec<Group> = Vec::new();
    groups.resize_with(count, || Group::new(&budget));
    // Each object goes to the group of its part, in the order of the documents.
    let mut group_of: Vec<Vec<Option<usize>>> =
        documents.iter().map(|document| vec![None; document.found.objects.len()]).collect();
    let mut opened_in: Vec<Option<usize>> = vec![None; documents.len()];
    for (part, place) in parts.iter().zip(&places) {
        for (document, object) in &part.objects {
            group_of[*document][*object] = *place;
        }
        for document in &part.documents {
            opened_in[*document] = opened_in[*document].or(*place);
        }
    }
    let files: Vec<File> = documents.iter().map(File::of).collect();
    let folders: HashSet<&Path> = files.iter().map(|file| file.folder.as_path()).collect();
    let beside = (Beside::new(&not_read, &folders), Beside::new(&read_as, &folders));
    for (index, document) in documents.into_iter().enumerate() {
        let Found { objects, opened, proposed, captured_at, capture, .. } = document.found;
        if let Some(place) = opened_in[index] {
            groups[place].document(index, opened, captured_at, capture);
        }
        for ((section, object), place) in objects.into_iter().zip(&group_of[index]) {
            if let Some(place) = place {
                groups[*place].take(section, object, index, proposed, &files);
            }
        }
    }
    let captures = groups.into_iter().map(|group| group.finish(&files, &beside)).collect();
    let mut sorted = Sorted { captures, errors };
    counters::give(loose, &not_read, &budget, &mut sorted);
    sorted
}

#[cfg(test)]
mod tests;
