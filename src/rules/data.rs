//! Data quality (CR0xx): what of the capture cannot be used.

pub(super) mod address_not_placed;
pub(super) mod client_only_role;
pub(super) mod contradictory_facts;
pub(super) mod dangling_reference;
pub(super) mod duplicate_network_id;
pub(super) mod malformed_network_list;
pub(super) mod metric_missing;
mod relay;
pub(super) mod role_missing;
pub(super) mod value_not_understood;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &address_not_placed::RULE,
    &client_only_role::RULE,
    &contradictory_facts::RULE,
    &dangling_reference::RULE,
    &duplicate_network_id::RULE,
    &malformed_network_list::RULE,
    &metric_missing::RULE,
    &role_missing::RULE,
    &value_not_understood::RULE,
];
