//! Live migration (CR4xx).

pub(super) mod all_networks_excluded;
pub(super) mod disabled_network_in_order;
pub(super) mod host_list_disagrees;
pub(super) mod migration_on_client_network;
pub(super) mod migration_shares_csv_network;
pub(super) mod no_migration_network;
pub(super) mod stale_network_id;
pub(super) mod switchless_migration_last;
