//! The cluster-wide live migration lists, as rules look at them and as commands write them.

use crate::model::{Cluster, NetworkId, NetworkList, WindowsVersion};
use crate::rules::framework::{Context, Need, Skip};
use crate::rules::shared::script;
use std::collections::HashMap;

pub(in crate::rules) const ORDER: &str = "MigrationNetworkOrder";
pub(in crate::rules) const EXCLUDE: &str = "MigrationExcludeNetworks";

/// The lists that were captured, by name.
pub(in crate::rules) fn captured(cluster: &Cluster) -> impl Iterator<Item = (&'static str, &NetworkList)> {
    let lists = cluster.migration.as_ref();
    let order = lists.and_then(|lists| lists.order.as_ref()).map(|list| (ORDER, list));
    let exclude = lists.and_then(|lists| lists.exclude.as_ref()).map(|list| (EXCLUDE, list));
    order.into_iter().chain(exclude)
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

/// The command that writes one of the lists.
pub(in crate::rules) fn command<S: AsRef<str>>(parameter: &str, ids: &[S]) -> String {
    format!(
        "Get-ClusterResourceType -Name 'Virtual Machine' | Set-ClusterParameter -Name {parameter} -Value {}",
        script::quote(&ids.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(";"))
    )
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
    fn a_list_is_written_with_semicolons() {
        assert_eq!(
            command(EXCLUDE, &["a", "b"]),
            "Get-ClusterResourceType -Name 'Virtual Machine' | \
             Set-ClusterParameter -Name MigrationExcludeNetworks -Value 'a;b'"
        );
    }

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
