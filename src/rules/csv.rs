//! Cluster Shared Volumes and redirected I/O (CR3xx).

pub(super) mod block_redirected_on_s2d;
pub(super) mod incompatible_filter;
pub(super) mod lost_direct_path;
pub(super) mod observed_csv_route_differs;
pub(super) mod only_coordinator_has_disk;
pub(super) mod redirected_by_hand;
pub(super) mod refs_redirected_on_s2d;
pub(super) mod refs_redirected_on_san;
pub(super) mod single_csv_network;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &block_redirected_on_s2d::RULE,
    &incompatible_filter::RULE,
    &lost_direct_path::RULE,
    &observed_csv_route_differs::RULE,
    &only_coordinator_has_disk::RULE,
    &redirected_by_hand::RULE,
    &refs_redirected_on_s2d::RULE,
    &refs_redirected_on_san::RULE,
    &single_csv_network::RULE,
];
