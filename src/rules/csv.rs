//! Cluster Shared Volumes and redirected I/O (CR3xx).

pub(super) mod block_redirected_on_s2d;
pub(super) mod client_networks_divert_volumes;
pub(super) mod csv_network_not_preferred;
pub(super) mod incompatible_filter;
pub(super) mod lost_direct_path;
pub(super) mod observed_csv_route_differs;
pub(super) mod only_coordinator_has_disk;
pub(super) mod redirected_by_hand;
pub(super) mod redirected_by_storage;
pub(super) mod refs_redirected_on_s2d;
pub(super) mod refs_redirected_on_san;
pub(super) mod single_csv_network;
pub(super) mod slow_network_takes_csv;
pub(super) mod smb_passes_over;
pub(super) mod volume_not_available;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &block_redirected_on_s2d::RULE,
    &client_networks_divert_volumes::RULE,
    &csv_network_not_preferred::RULE,
    &incompatible_filter::RULE,
    &lost_direct_path::RULE,
    &observed_csv_route_differs::RULE,
    &only_coordinator_has_disk::RULE,
    &redirected_by_hand::RULE,
    &redirected_by_storage::RULE,
    &refs_redirected_on_s2d::RULE,
    &refs_redirected_on_san::RULE,
    &single_csv_network::RULE,
    &slow_network_takes_csv::RULE,
    &smb_passes_over::RULE,
    &volume_not_available::RULE,
];
