//! What documents propose: it counts where nothing else tells.

use super::Group;
use crate::capture::files::Skipped;
use crate::capture::raw::{Object, Section};
use crate::error::{Code, Error};
use std::collections::HashSet;
use std::path::PathBuf;

/// Networks and interfaces that a cluster would get, and the nodes they were worked out for.
#[derive(Default)]
pub(super) struct Proposals {
    wait: Vec<(usize, Section, Object<'static>, usize)>,
    /// Place, document and names.
    nodes: Vec<(usize, usize, HashSet<String>)>,
}

impl Proposals {
    /// Holds back what is only proposed; everything else passes.
    pub(super) fn pass(
        &mut self,
        proposed: bool,
        (place, section, document): (usize, Section, usize),
        object: Object<'static>,
    ) -> Option<Object<'static>> {
        match section {
            Section::Networks | Section::Interfaces if proposed => {
                self.wait.push((place, section, object, document));
                return None;
            }
            Section::Nodes if proposed => {
                let name = object.text("Name").unwrap_or_default().to_lowercase();
                match self.nodes.last_mut() {
                    Some((.., last, names)) if *last == document => drop(names.insert(name)),
                    _ => self.nodes.push((place, document, HashSet::from([name]))),
                }
            }
            _ => {}
        }
        Some(object)
    }

    /// Gives them to the captures that have no networks of their own. Such documents name no cluster, so
    /// those that have no node in common must not be taken for one.
    pub(super) fn settle(
        self,
        groups: &mut [Group],
        files: &[(String, PathBuf)],
        skipped: &mut Vec<(PathBuf, Skipped)>,
    ) -> Result<(), Error> {
        for (index, (place, document, names)) in self.nodes.iter().enumerate() {
            let mut earlier = self.nodes[..index].iter().filter(|(known, ..)| known == place);
            if let Some((_, other, _)) = earlier.find(|(.., known)| known.is_disjoint(names)) {
                let message =
                    format!("names none of the nodes of {}: read them one at a time", files[*other].0);
                return Err(Error::new(Code::InvalidCapture, message).at(&files[*document].0));
            }
        }
        let owner = |group: &Group| {
            let networks = group.counts.iter().find(|(_, section, _)| *section == Section::Networks);
            networks.map(|(document, ..)| *document)
        };
        let owners: Vec<Option<usize>> = groups.iter().map(owner).collect();
        let mut told = HashSet::new();
        for (place, section, object, document) in self.wait {
            let Some(owner) = owners[place] else {
                groups[place].add(section, object, document, files);
                continue;
            };
            if told.insert(document) {
                let (file, folder) = files[document].clone();
                let reason =
                    format!("its networks and interfaces are left out: those of {} count", files[owner].0);
                skipped.push((folder, Skipped { file, reason }));
            }
        }
        Ok(())
    }
}
