//! What several rules ask of a cluster, a network or an interface, so that they all mean the same by it.

use crate::model::telling_words::{CONTROLLERS, GUESTS, ISCSI, TEAM, UNUSED, has_any};
use crate::model::{Cluster, Interface, Network, NetworkId, NetworkState, Role, WindowsVersion};
use std::collections::BTreeMap;

/// Whether the role, 1 or 3, lets cluster traffic on the network; a role that is not known does not.
pub(in crate::rules) fn carries_cluster_traffic(network: &Network) -> bool {
    network.role.is_some_and(Role::carries_cluster_traffic)
}

/// The number of the role of a network that carries cluster traffic, as an admin writes it.
pub(in crate::rules) fn role_number(network: &Network) -> u8 {
    if network.role == Some(Role::Cluster) { 1 } else { 3 }
}

/// Whether the network has role 0, so that the cluster leaves it alone.
pub(in crate::rules) fn is_disabled(network: &Network) -> bool {
    network.role == Some(Role::None)
}

/// Whether the network is Down or Unavailable: it carries nothing, whatever its role.
pub(in crate::rules) fn is_down(network: &Network) -> bool {
    matches!(network.state, NetworkState::Down | NetworkState::Unavailable)
}

/// Whether the metric was set by hand; `false` as well when that is not known.
pub(in crate::rules) fn has_manual_metric(network: &Network) -> bool {
    network.auto_metric == Some(false)
}

/// Whether Network ATC gave the network its name, because its adapters belong to no intent.
pub(in crate::rules) fn is_unused_by_atc(network: &Network) -> bool {
    network.name.get(..UNUSED.len()).is_some_and(|start| start.eq_ignore_ascii_case(UNUSED))
}

/// Whether the adapter is a team of Windows (LBFO). A team below a virtual switch does not show.
pub(in crate::rules) fn is_team(interface: &Interface) -> bool {
    interface.adapter.as_deref().is_some_and(|adapter| has_any(adapter, &[TEAM]))
}

/// The networks with adapters of management controllers, and these: a server reaches its own controller over one.
pub(in crate::rules) fn controller_networks(cluster: &Cluster) -> BTreeMap<NetworkId, Vec<&Interface>> {
    let mut networks: BTreeMap<NetworkId, Vec<&Interface>> = BTreeMap::new();
    let of_controller = cluster.interfaces.iter().filter(|i| i.adapter.as_deref().is_some_and(is_controller));
    for interface in of_controller {
        networks.entry(interface.network).or_default().push(interface);
    }
    networks
}

fn is_controller(description: &str) -> bool {
    has_any(description, &CONTROLLERS)
}

/// Networks that are called iSCSI, or whose connections or adapters are, with what is called so: `network iSCSI A`.
pub(crate) fn iscsi_names(cluster: &Cluster) -> BTreeMap<NetworkId, Vec<String>> {
    let mut named: BTreeMap<NetworkId, Vec<String>> = BTreeMap::new();
    for (id, network) in cluster.networks_by_id().filter(|(_, network)| says_iscsi(&network.name)) {
        named.entry(id).or_default().push(["network", &network.name].join(" "));
    }
    for interface in &cluster.interfaces {
        // `node - connection`: the name of the node tells nothing of the network.
        let connection = interface.name.split_once(" - ").map_or("", |(_, connection)| connection);
        let texts = [Some(connection), interface.adapter.as_deref()];
        for text in texts.into_iter().flatten().filter(|text| says_iscsi(text)) {
            named.entry(interface.network).or_default().push(["adapter", text].join(" "));
        }
    }
    for names in named.values_mut() {
        names.sort_unstable();
        names.dedup();
    }
    named
}

/// Whether a text names iSCSI.
pub(in crate::rules) fn says_iscsi(text: &str) -> bool {
    // Every name of every capture comes by here, and few letters are an i.
    let mut words = text.as_bytes().windows(ISCSI.len()).filter(|word| matches!(word[0], b'i' | b'I'));
    words.any(|word| word.eq_ignore_ascii_case(ISCSI.as_bytes()))
}

/// Whether the adapter is that of a guest: what fails or is doubled below it is the matter of its host or cloud.
pub(in crate::rules) fn is_of_guest(interface: &Interface) -> bool {
    interface.adapter.as_deref().is_some_and(|adapter| has_any(adapter, &GUESTS))
}

/// The version of Windows, or the oldest that it can be where no more is known.
pub(in crate::rules) fn version_or_oldest(cluster: &Cluster) -> Option<WindowsVersion> {
    cluster.windows.version.or(cluster.windows.since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn only_the_prefix_of_network_atc_counts() {
        for (name, is_unused) in
            [("Unused:LAN", true), ("UNUSED:USB", true), ("Not Unused: B", false), ("Unus\u{e9}d:", false)]
        {
            assert_eq!(is_unused_by_atc(&testing::network(name, 0)), is_unused, "{name}");
        }
    }

    #[test]
    fn a_team_and_a_management_controller_are_known_by_the_description() {
        let mut cluster = testing::cluster(&["N1"], &["LAN", "USB"]);
        assert!(!is_team(&cluster.interfaces[0]));
        cluster.interfaces[0].adapter = Some("Microsoft Network Adapter Multiplexor Driver #2".to_owned());
        assert!(is_team(&cluster.interfaces[0]));
        assert!(controller_networks(&cluster).is_empty());
        cluster.interfaces[1].adapter = Some("IBM USB Remote NDIS Network Device".to_owned());
        assert_eq!(controller_networks(&cluster).into_keys().collect::<Vec<_>>(), [NetworkId::at(1)]);
    }
}
