//! What several rules ask of one network or one interface.

use crate::model::{Interface, Network, Role};

/// Whether the role, 1 or 3, lets cluster traffic on the network; a role that is not known does not.
pub(in crate::rules) fn carries_cluster_traffic(network: &Network) -> bool {
    network.role.is_some_and(Role::carries_cluster_traffic)
}

/// Whether the adapter is a team of Windows (LBFO). A team below a virtual switch does not show.
pub(in crate::rules) fn is_team(interface: &Interface) -> bool {
    let is_team = |adapter: &str| adapter.to_ascii_lowercase().contains("multiplexor");
    interface.adapter.as_deref().is_some_and(is_team)
}
