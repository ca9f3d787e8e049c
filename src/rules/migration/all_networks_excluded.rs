use crate::model::{Cluster, MigrationListName, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{EXCLUDE, atc_advice, atc_writes, names_known, write};
use crate::rules::shared::migration_routes::none_left;
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR403",
    name: "all-networks-excluded",
    severity: Severity::Error,
    summary: "MigrationExcludeNetworks leaves no working network for live migration.",
    doc: "\
## What it checks

Whether `MigrationExcludeNetworks` names every network that could carry live migration (role 1 or 3, or named in
`MigrationNetworkOrder`), or every one except networks that are Down or Unavailable.

## Why it matters

Live migration has no network left. Draining a node for maintenance or updates stops, and with it the update of
the whole cluster. Network ATC has been seen to write such a list when an intent was removed.

## Example

Two networks remained after the storage intent was removed, and both are in `MigrationExcludeNetworks`.

## What to do

Take a network out of the list. Where Network ATC writes the list, turn `EnableLiveMigrationNetworkSelection`
off in its overrides first, or it writes it again.

## References

- [MigrationExcludeNetworks](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks)
- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
- [Live migration between clusters, where both networks were excluded](https://github.com/DellGEOS/AzureLocalHOLs/tree/main/tips%26tricks/12-ClustertoClusterLiveMigration)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// No network is left for live migration.
#[derive(Debug)]
struct AllExcluded {
    excluded: Vec<NetworkId>,
    /// Those that are allowed but do not work.
    unusable: Vec<NetworkId>,
    /// Nobody is known to write the list again.
    may_write: bool,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let cluster = context.cluster;
    if cluster.migration.as_ref().is_none_or(|lists| lists.exclude.is_none()) {
        return Err(Skip::new(
            "MigrationExcludeNetworks is not among the captured parameters",
            &[Need::VmResourceTypeParameters],
        ));
    }
    let Some(unusable) = none_left(context) else { return Ok(Vec::new()) };
    let excluded = context.migration_order().excluded.clone();
    Ok(found([AllExcluded { excluded, unusable, may_write: may_write(cluster) }]))
}

/// Emptying the list is right only where nobody is known to write it again.
fn may_write(cluster: &Cluster) -> bool {
    let old = cluster.windows.version.is_some_and(|version| version < WindowsVersion::V2022);
    let atc_is_off = || {
        let hosts = cluster.hosts.as_deref().unwrap_or_default();
        hosts.iter().any(|host| host.atc_selects_migration_networks == Some(false))
    };
    !atc_writes(cluster) && (old || atc_is_off())
}

impl Facts for AllExcluded {
    fn say(&self, cluster: &Cluster) -> Hit {
        let excluded = words::networks(cluster, &self.excluded);
        let unusable = words::networks(cluster, &self.unusable);
        let rest = if unusable.is_empty() {
            "and no other may carry live migration".to_owned()
        } else {
            let are = if unusable.len() == 1 { "is" } else { "are" };
            format!("and {} {are} not working", words::list(&unusable))
        };
        let message = format!("{EXCLUDE} takes out {}, {rest}: no network is left", words::list(&excluded));
        let advice =
            format!("take a network that may carry live migration out of {EXCLUDE}{}", atc_advice(cluster));
        let emptied = || write(cluster, MigrationListName::Exclude, &[]);
        let changes = (unusable.is_empty() && self.may_write).then(emptied);
        Hit::new(Target::cluster(cluster), message, advice)
            .about(self.excluded.iter().map(|&n| Target::network(&cluster.networks[n])))
            .change(changes)
            .with("excluded", words::first(&excluded))
            .with("excluded_count", excluded.len())
            .with("not_working", words::first(&unusable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cluster, Host, MigrationLists, NetworkList, NetworkState};
    use crate::rules::framework::testing;

    fn excluding(networks: &[NetworkId]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Management", "Storage"]);
        let ids: Vec<String> = networks.iter().filter_map(|&n| cluster.networks[n].id.clone()).collect();
        let exclude = Some(NetworkList::parse(&ids.join(";")));
        cluster.migration = Some(MigrationLists { order: Some(NetworkList::default()), exclude });
        cluster
    }

    #[test]
    fn every_network_or_every_one_that_works() {
        assert!(testing::check(&RULE, &excluding(&[])).is_empty());
        assert!(testing::check(&RULE, &excluding(&[NetworkId::at(1)])).is_empty());
        let all = testing::check(&RULE, &excluding(&[NetworkId::at(0), NetworkId::at(1)])).remove(0);
        assert!(all.message.ends_with("and no other may carry live migration: no network is left"));
        let mut cluster = excluding(&[NetworkId::at(1)]);
        cluster.networks[0].state = NetworkState::Down;
        let down = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(
            down.message,
            "MigrationExcludeNetworks takes out Storage, and Management is not working: no network is left"
        );
        assert_eq!(down.changes, []);
        cluster.networks[0].role = None;
        cluster.networks[0].state = NetworkState::Up;
        assert!(testing::check(&RULE, &cluster).is_empty(), "an unknown role may be a usable one");
    }

    #[test]
    fn the_list_is_emptied_only_where_nobody_writes_it_again() {
        let mut cluster = excluding(&[NetworkId::at(0), NetworkId::at(1)]);
        let emptied = write(&cluster, MigrationListName::Exclude, &[]);
        let mut changes = |atc| {
            cluster.hosts = Some(vec![Host { atc_selects_migration_networks: atc, ..Host::default() }]);
            testing::check(&RULE, &cluster).remove(0).changes
        };
        assert_eq!(changes(None), []);
        assert_eq!(changes(Some(true)), []);
        assert_eq!(changes(Some(false)), [emptied]);
    }
}
