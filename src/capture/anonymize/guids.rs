//! GUIDs, wherever they stand in a text.

use crate::model::network_list::guid;
use std::collections::{BTreeSet, HashMap};

/// Characters of a GUID.
const LENGTH: usize = 36;

/// GUIDs, and what replaces them.
#[derive(Default)]
pub(super) struct Guids {
    found: BTreeSet<String>,
    /// Empty until everything was found.
    new: Option<HashMap<String, String>>,
}

impl Guids {
    /// The text with its GUIDs replaced, and whether it says nothing else.
    pub(super) fn replace(&mut self, text: &str) -> (String, bool) {
        let (mut replaced, mut alone, mut at) = (String::with_capacity(text.len()), true, 0);
        while let Some(next) = text[at..].chars().next() {
            match text.get(at..at + LENGTH).and_then(guid) {
                Some(id) => {
                    replaced.push_str(&self.one(id));
                    at += LENGTH;
                }
                None => {
                    alone &= !next.is_alphanumeric();
                    replaced.push(next);
                    at += next.len_utf8();
                }
            }
        }
        (replaced, alone)
    }

    fn one(&mut self, id: String) -> String {
        match &self.new {
            Some(new) => new.get(&id).cloned().unwrap_or_default(),
            None => {
                self.found.insert(id.clone());
                id
            }
        }
    }

    /// Everything was found: numbers it, in its order.
    pub(super) fn settle(&mut self) {
        let taken: BTreeSet<&str> = self.found.iter().filter_map(|id| id.get(..8)).collect();
        let starts = (0xa000_0000_u32..).map(|start| format!("{start:08x}"));
        let start = starts.into_iter().find(|start| !taken.contains(&**start)).unwrap_or_default();
        let number =
            |(at, id): (usize, &String)| (id.clone(), format!("{start}-0000-4000-8000-{:012x}", at + 1));
        self.new = Some(self.found.iter().enumerate().map(number).collect());
    }
}
