//! Adapters and SMB (CR5xx).

pub(super) mod binding_off;
pub(super) mod dns_registration_on_storage_network;
pub(super) mod flow_control_differs;
pub(super) mod internal_switch_network;
pub(super) mod lbfo_under_switch;
pub(super) mod mtu_differs;
pub(super) mod rdma_differs;
pub(super) mod rdma_off;
pub(super) mod rss_differs;
pub(super) mod several_default_gateways;
pub(super) mod speed_differs;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &binding_off::RULE,
    &dns_registration_on_storage_network::RULE,
    &flow_control_differs::RULE,
    &internal_switch_network::RULE,
    &lbfo_under_switch::RULE,
    &mtu_differs::RULE,
    &rdma_differs::RULE,
    &rdma_off::RULE,
    &rss_differs::RULE,
    &several_default_gateways::RULE,
    &speed_differs::RULE,
];
