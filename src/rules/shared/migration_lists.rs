//! The cluster-wide live migration lists, as rules look at them and as changes write them.

use crate::engine::route::reach::Ends;
use crate::model::{Change, Cluster, MigrationListName, NetworkId, NetworkList, Role, WindowsVersion};
use crate::rules::framework::{Context, Need, Skip};
use std::collections::HashMap;

pub(in crate::rules) const ORDER: &str = "MigrationNetworkOrder";
pub(in crate::rules) const EXCLUDE: &str = "MigrationExcludeNetworks";

/// The lists that were captured, by name.
pub(in crate::rules) fn captured(
    cluster: &Cluster,
) -> impl Iterator<Item = (MigrationListName, &NetworkList)> {
    let lists = [MigrationListName::Order, MigrationListName::Exclude].into_iter();
    lists.filter_map(|name| Some((name, name.of(cluster)?)))
}

/// Networks by id, lower case without braces, as list items have it.
pub(in crate::rules) fn networks_by_id(cluster: &Cluster) -> HashMap<&str, NetworkId> {
    let networks = cluster.networks_by_id();
    networks.filter_map(|(n, network)| Some((network.id.as_deref()?, n))).collect()
}

/// Fails when the lists name networks by ids that the capture does not have: nothing follows from the lists then.
pub(in crate::rules) fn names_known(context: &Context<'_>) -> Result<(), Skip> {
    match context.migration_order().names_unknown {
        true => {
            Err(Skip::new("the live migration lists name networks whose ids are not captured", &[Need::Ids]))
        }
        false => Ok(()),
    }
}

/// The change that writes one of the lists whole.
pub(in crate::rules) fn write(cluster: &Cluster, list: MigrationListName, networks: &[NetworkId]) -> Change {
    Change::Migration { list, value: Some(NetworkList::of(cluster, networks)) }
}

/// The networks that a list names, each once and in its order.
pub(in crate::rules) fn named(list: &NetworkList, known: &HashMap<&str, NetworkId>) -> Vec<NetworkId> {
    let mut named = Vec::new();
    for item in &list.items {
        let network = item.network.or_else(|| known.get(item.id.as_deref()?).copied());
        named.extend(network.filter(|network| !named.contains(network)));
    }
    named
}

/// The networks that live migration may use, cluster-only ones first, and among them the faster.
pub(in crate::rules) fn fastest_first(context: &Context<'_>) -> Vec<NetworkId> {
    let (networks, reach) = (&context.cluster.networks, context.reach());
    let mut allowed = context.migration_order().allowed.clone();
    let speed =
        |n: NetworkId| reach.link(n, Ends::WholeCluster).map(|link| (link.class, (link.gbps * 1e3) as u64));
    allowed.sort_by_key(|&n| {
        (networks[n].role != Some(Role::Cluster), std::cmp::Reverse(speed(n)), networks[n].metric, n)
    });
    allowed
}

/// Whether Network ATC is known to write the lists: then its override has to change, not the list.
pub(in crate::rules) fn atc_writes(cluster: &Cluster) -> bool {
    cluster.hosts.iter().flatten().any(|host| host.atc_selects_migration_networks == Some(true))
}

/// What to add to advice about the lists where Network ATC exists.
pub(in crate::rules) fn atc_advice(cluster: &Cluster) -> &'static str {
    let exists = cluster.windows.version.is_none_or(|version| version >= WindowsVersion::V2022);
    if atc_writes(cluster) {
        "; Network ATC writes this list, so first turn off EnableLiveMigrationNetworkSelection in its overrides"
    } else if exists {
        "; where Network ATC is in use it may write this list again"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Host;
    use crate::rules::framework::testing;

    #[test]
    fn network_atc_is_mentioned_only_where_it_exists() {
        let mut cluster = testing::cluster(&["N1"], &[]);
        cluster.windows.version = Some(WindowsVersion::V2019);
        assert_eq!(atc_advice(&cluster), "");
        cluster.windows.version = Some(WindowsVersion::V2022);
        assert!(atc_advice(&cluster).contains("may write"));
        cluster.hosts = Some(vec![Host { atc_selects_migration_networks: Some(true), ..Host::default() }]);
        assert!(atc_advice(&cluster).contains("first turn off"));
    }
}
