//! What several rules share: predicates, groups of nodes, and how a message names things.

pub(super) mod migration_lists;
pub(super) mod node_pairs;
pub(super) mod paths;
pub mod script;
pub(super) mod volume_nodes;
pub(super) mod wording;
