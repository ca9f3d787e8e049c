//! Cluster properties (CR6xx).

pub(super) mod heartbeat_threshold_low;
pub(super) mod heartbeat_tolerance_high;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
#[rustfmt::skip]
pub(super) static RULES: &[&Rule] = &[
    &heartbeat_threshold_low::RULE,
    &heartbeat_tolerance_high::RULE,
];
