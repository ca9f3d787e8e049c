//! Metrics (CR2xx).

pub(super) mod equal_metrics;
pub(super) mod manual_metric;
pub(super) mod manual_metric_may_collide;
pub(super) mod metric_contradicts_adapters;
pub(super) mod metric_splits_netft_and_csv;
pub(super) mod netft_priority_differs;
pub(super) mod unexplained_metric;
