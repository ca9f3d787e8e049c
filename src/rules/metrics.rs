//! Metrics (CR2xx).

pub(super) mod equal_metrics;
pub(super) mod manual_metric;
pub(super) mod manual_metric_may_collide;
pub(super) mod metric_contradicts_adapters;
pub(super) mod metric_splits_netft_and_csv;
pub(super) mod netft_priority_differs;
pub(super) mod unexplained_metric;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &equal_metrics::RULE,
    &manual_metric::RULE,
    &manual_metric_may_collide::RULE,
    &metric_contradicts_adapters::RULE,
    &metric_splits_netft_and_csv::RULE,
    &netft_priority_differs::RULE,
    &unexplained_metric::RULE,
];
