//! Live migration (CR4xx).

pub(super) mod all_networks_excluded;
pub(super) mod disabled_network_in_order;
pub(super) mod host_list_disagrees;
pub(super) mod migration_on_client_network;
pub(super) mod migration_on_slower_network;
pub(super) mod migration_over_iscsi;
pub(super) mod migration_settings_differ;
pub(super) mod migration_shares_csv_network;
pub(super) mod no_migration_network;
pub(super) mod one_migration_network;
pub(super) mod smb_limit_without_smb;
pub(super) mod smb_migration_without_limit;
pub(super) mod stale_network_id;
pub(super) mod switchless_migration_last;

use super::framework::Rule;

/// The rules of this group; each is a file of its own.
pub(super) static RULES: &[&Rule] = &[
    &all_networks_excluded::RULE,
    &disabled_network_in_order::RULE,
    &host_list_disagrees::RULE,
    &migration_on_client_network::RULE,
    &migration_on_slower_network::RULE,
    &migration_over_iscsi::RULE,
    &migration_settings_differ::RULE,
    &migration_shares_csv_network::RULE,
    &no_migration_network::RULE,
    &one_migration_network::RULE,
    &smb_limit_without_smb::RULE,
    &smb_migration_without_limit::RULE,
    &stale_network_id::RULE,
    &switchless_migration_last::RULE,
];
