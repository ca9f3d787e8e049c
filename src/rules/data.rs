//! Data quality (CR0xx): what of the capture cannot be used.

pub(super) mod client_only_role;
pub(super) mod malformed_network_list;
pub(super) mod problems;
