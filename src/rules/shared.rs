//! What several rules share: predicates, groups of nodes, and commands.

pub(super) mod disk_paths;
pub(super) mod migration_lists;
pub(super) mod migration_routes;
pub(super) mod node_pairs;
pub(super) mod paths;
pub(super) mod predicates;
pub mod script;
pub(super) mod volume_nodes;
