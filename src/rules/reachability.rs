//! Roles and reachability (CR1xx): which node reaches which, over what.

pub(super) mod apipa_address;
pub(super) mod bmc_network;
pub(super) mod interface_failed;
pub(super) mod iscsi_network_in_cluster_use;
pub(super) mod merged_storage_networks;
pub(super) mod network_down;
pub(super) mod network_without_address;
pub(super) mod no_path;
pub(super) mod node_lacks_network;
pub(super) mod one_node_network;
pub(super) mod overlapping_subnets;
pub(super) mod partitioned_network;
pub(super) mod several_adapters_in_subnet;
pub(super) mod single_path;
pub(super) mod storage_network_disabled;
pub(super) mod unused_network_enabled;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &apipa_address::RULE,
    &bmc_network::RULE,
    &interface_failed::RULE,
    &iscsi_network_in_cluster_use::RULE,
    &merged_storage_networks::RULE,
    &network_down::RULE,
    &network_without_address::RULE,
    &no_path::RULE,
    &node_lacks_network::RULE,
    &one_node_network::RULE,
    &overlapping_subnets::RULE,
    &partitioned_network::RULE,
    &several_adapters_in_subnet::RULE,
    &single_path::RULE,
    &storage_network_disabled::RULE,
    &unused_network_enabled::RULE,
];
