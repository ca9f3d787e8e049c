//! What is to be said of files, by the captures that it is of.

use super::super::limits::MAX_NOT_READ;
use crate::steps::step;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Notes, each with its place in the input.
type Notes<'n, N> = Vec<(usize, &'n N)>;

/// What is to be said of files, such as why one was not read, by folder.
pub(super) struct Beside<'n, N> {
    /// In the folder of a file that gave something.
    folders: HashMap<&'n Path, Notes<'n, N>>,
    /// Anywhere else, so that it was meant for every capture.
    elsewhere: Notes<'n, N>,
}

impl<'n, N: Clone> Beside<'n, N> {
    /// Puts the notes in the folders of the files that gave something.
    pub(super) fn new(notes: &'n [(PathBuf, N)], folders: &HashSet<&Path>) -> Self {
        let mut beside = Self { folders: HashMap::new(), elsewhere: Vec::new() };
        for (place, (folder, note)) in notes.iter().enumerate() {
            let notes = match folders.contains(folder.as_path()) {
                true => beside.folders.entry(folder).or_default(),
                false => &mut beside.elsewhere,
            };
            notes.push((place, note));
        }
        beside
    }

    /// The first notes of the capture whose files lie in these folders, in the order of the input, and how many more
    /// there are: a capture has no room for all the files of a disk, and every capture has its own.
    pub(super) fn of(&self, own: &HashSet<&Path>) -> (Vec<N>, usize) {
        let notes = || own.iter().filter_map(|folder| self.folders.get(folder)).chain([&self.elsewhere]);
        let mut first: Notes<'_, N> =
            notes().flat_map(|notes| notes.iter().take(MAX_NOT_READ)).copied().collect();
        step(first.len());
        first.sort_unstable_by_key(|(place, _)| *place);
        first.truncate(MAX_NOT_READ);
        let more = notes().map(Vec::len).sum::<usize>() - first.len();
        (first.into_iter().map(|(_, note)| note.clone()).collect(), more)
    }
}
