//! What several rules share: predicates, groups of nodes, and commands.

pub(super) mod assumed;
pub(super) mod heartbeat;
pub(super) mod migration_lists;
pub(super) mod migration_routes;
pub(super) mod node_pairs;
pub(super) mod paths;
pub(crate) mod predicates;
pub(super) mod redirected;
pub(super) mod sides;
pub(super) mod storage;
pub(super) mod volume_nodes;
pub(super) mod way;
