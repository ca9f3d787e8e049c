//! The rules: what is wrong, why it matters, and what to do.
//!
//! A rule never sees JSON or XML, only the model and what metric and route computed. It runs when all it
//! needs is known; otherwise the answer lists it as skipped. Ids never come back: see [`RETIRED`].

mod csv;
mod data;
pub mod framework;
mod metrics;
mod migration;
mod reachability;
pub mod shared;

pub use framework::{
    Context, Evidence, Finding, Fix, Hit, Need, Rule, Severity, Skip, Skipped, Target, TargetKind, Versions,
    evaluate, find,
};

/// Every rule, in order of id.
pub static RULES: &[&Rule] = &[
    // 0xx: data quality
    &data::problems::VALUE_NOT_UNDERSTOOD,
    &data::problems::DUPLICATE_NETWORK_ID,
    &data::problems::ROLE_MISSING,
    &data::problems::METRIC_MISSING,
    &data::client_only_role::RULE,
    &data::malformed_network_list::RULE,
    &data::problems::DANGLING_REFERENCE,
    &data::problems::CONTRADICTORY_FACTS,
    &data::problems::ADDRESS_NOT_PLACED,
    // 1xx: roles and reachability
    &reachability::single_path::RULE,
    &reachability::iscsi_network_in_cluster_use::RULE,
    &reachability::partitioned_network::RULE,
    &reachability::bmc_network::RULE,
    &reachability::apipa_address::RULE,
    &reachability::network_without_address::RULE,
    &reachability::storage_network_disabled::RULE,
    &reachability::network_down::RULE,
    &reachability::interface_failed::RULE,
    &reachability::unused_network_enabled::RULE,
    &reachability::overlapping_subnets::RULE,
    &reachability::no_path::RULE,
    // 2xx: metrics
    &metrics::manual_metric::RULE,
    &metrics::manual_metric_may_collide::RULE,
    &metrics::equal_metrics::RULE,
    &metrics::metric_splits_netft_and_csv::RULE,
    &metrics::metric_contradicts_adapters::RULE,
    &metrics::unexplained_metric::RULE,
    &metrics::netft_priority_differs::RULE,
    // 3xx: shared volumes and redirected I/O
    &csv::single_csv_network::RULE,
    &csv::redirected_by_hand::RULE,
    &csv::incompatible_filter::RULE,
    &csv::refs_redirected_on_san::RULE,
    &csv::refs_redirected_on_s2d::RULE,
    &csv::lost_direct_path::RULE,
    &csv::block_redirected_on_s2d::RULE,
    &csv::observed_csv_route_differs::RULE,
    &csv::only_coordinator_has_disk::RULE,
    // 4xx: live migration
    &migration::migration_on_client_network::RULE,
    &migration::migration_shares_csv_network::RULE,
    &migration::all_networks_excluded::RULE,
    &migration::stale_network_id::RULE,
    &migration::switchless_migration_last::RULE,
    &migration::no_migration_network::RULE,
    &migration::disabled_network_in_order::RULE,
    &migration::host_list_disagrees::RULE,
];

/// Ids of rules that are gone; they never come back.
pub static RETIRED: &[&str] = &[];
