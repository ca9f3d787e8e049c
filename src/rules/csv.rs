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
