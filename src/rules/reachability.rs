//! Roles and reachability (CR1xx): which node reaches which, over what.

pub(super) mod apipa_address;
pub(super) mod bmc_network;
pub(super) mod interface_failed;
pub(super) mod iscsi_network_in_cluster_use;
pub(super) mod network_down;
pub(super) mod network_without_address;
pub(super) mod no_path;
pub(super) mod overlapping_subnets;
pub(super) mod partitioned_network;
pub(super) mod single_path;
pub(super) mod storage_network_disabled;
pub(super) mod unused_network_enabled;
