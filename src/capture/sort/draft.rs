//! Captures in the making, and which of them a part without a cluster may be of.

use super::cluster::Named;
use super::component::Component;
use super::evidence::Evidence;
use super::part::Kind;
use std::collections::HashSet;
use std::path::Path;

/// One capture in the making.
#[derive(Debug, Default)]
pub(super) struct Draft<'d> {
    pub(super) cluster: Option<Named>,
    pub(super) evidence: Evidence,
    pub(super) parts: Vec<usize>,
    pub(super) folders: HashSet<&'d Path>,
    pub(super) kind: Kind,
}

/// What a component may be of: two contradict each other where both show networks by id, or nodes, and none
/// of them is the same. So there is a list for what shows neither, ids, nodes, and both, with those that show
/// nothing of that kind.
pub(super) struct Candidates {
    /// How many captures there are; a component's number comes after theirs.
    pub(super) known: usize,
    pub(super) drafts: [Vec<usize>; 4],
    pub(super) others: [Vec<usize>; 4],
}

impl Candidates {
    pub(super) fn new(all: &[Draft<'_>], components: &[Component]) -> Self {
        let is_draft = |place: &usize| all[*place].kind != Kind::Capture;
        let is_other = |at: &usize| components[*at].evidence.has_networks;
        let drafts = |list| {
            let fits = |place: &usize| is_draft(place) && Self::fits(list, &all[*place].evidence);
            (0..all.len()).filter(fits).collect()
        };
        let others = |list| {
            let fits = |at: &usize| is_other(at) && Self::fits(list, &components[*at].evidence);
            (0..components.len()).filter(fits).collect()
        };
        Self { known: all.len(), drafts: [0, 1, 2, 3].map(drafts), others: [0, 1, 2, 3].map(others) }
    }

    /// The list for a component that shows this.
    pub(super) fn list_for(evidence: &Evidence) -> usize {
        usize::from(evidence.has_ids()) + 2 * usize::from(evidence.has_nodes())
    }

    /// Whether what shows this belongs in a list.
    pub(super) fn fits(list: usize, evidence: &Evidence) -> bool {
        list & Self::list_for(evidence) == 0
    }
}
