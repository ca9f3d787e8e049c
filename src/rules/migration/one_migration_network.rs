use crate::model::{Cluster, NetworkId};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{EXCLUDE, atc_advice, names_known};
use crate::rules::shared::predicates::{carries_cluster_traffic, is_down, is_team, iscsi_names};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR415",
    name: "one-migration-network",
    severity: Severity::Info,
    summary: "All networks but one are excluded from live migration, so there is no spare.",
    doc: "\
## What it checks

Whether `MigrationExcludeNetworks` leaves exactly one network for live migration, while it excludes others that carry
cluster traffic and work. Networks that are called iSCSI do not count, nor does one whose adapters are teams.

## Why it matters

When the one network fails, no virtual machine can move live any more, just when a node may have to be drained. A second
network in the list is used only when the first does not work.

## Example

`Management` and `Cluster` are excluded; only `Live Migration` is left.

## What to do

Allow a second network, behind the first in `MigrationNetworkOrder`.

## References

- [MigrationExcludeNetworks](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks)
- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[Need::Nodes, Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// The network that is left, and those that would do.
#[derive(Debug)]
struct OneNetwork {
    left: NetworkId,
    excluded: Vec<NetworkId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let (cluster, order) = (context.cluster, context.migration_order());
    let works = |network: &NetworkId| !is_down(&cluster.networks[*network]);
    let mut left = order.allowed.iter().copied().filter(works);
    let (Some(left), None) = (left.next(), left.next()) else { return Ok(Vec::new()) };
    let iscsi = iscsi_names(cluster);
    let would_do =
        |n: &NetworkId| works(n) && carries_cluster_traffic(&cluster.networks[*n]) && !iscsi.contains_key(n);
    let excluded: Vec<NetworkId> = order.excluded.iter().copied().filter(would_do).collect();
    let mut adapters = context.interfaces_on(left).peekable();
    let is_teamed = adapters.peek().is_some() && adapters.all(is_team);
    Ok(found((!excluded.is_empty() && !is_teamed).then_some(OneNetwork { left, excluded })))
}

impl Facts for OneNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let left = &cluster.networks[self.left];
        let excluded = words::networks(cluster, &self.excluded);
        let verb = if excluded.len() == 1 { "is" } else { "are" };
        let message = format!(
            "only {} is left for live migration: {} {verb} excluded, so nothing takes over when it fails",
            left.name,
            words::list(&excluded)
        );
        let advice = format!(
            "take one of them out of {EXCLUDE} and put it behind {} in the order{}",
            left.name,
            atc_advice(cluster)
        );
        Hit::new(Target::network(left), message, advice)
            .with("left", left.name.as_str())
            .with("excluded", words::first(&excluded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MigrationLists, NetworkList, NetworkState};
    use crate::rules::framework::testing;

    fn cluster(excluded: &[usize]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Cluster", "LM", "iSCSI A"]);
        let excluded: Vec<NetworkId> = excluded.iter().map(|&n| NetworkId::at(n)).collect();
        let exclude = Some(NetworkList::of(&cluster, &excluded));
        cluster.migration = Some(MigrationLists { order: Some(NetworkList::default()), exclude });
        cluster
    }

    #[test]
    fn the_last_network_is_named_where_another_would_do() {
        let hits = testing::check(&RULE, &cluster(&[0, 2]));
        assert_eq!(
            hits[0].message,
            "only LM is left for live migration: Cluster is excluded, so nothing takes over when it fails"
        );
        assert!(testing::check(&RULE, &cluster(&[2])).is_empty());
        assert!(testing::check(&RULE, &cluster(&[0, 1, 2])).is_empty());
    }

    #[test]
    fn teams_and_networks_that_would_not_do_say_nothing() {
        let mut down = cluster(&[0, 2]);
        down.networks[0].state = NetworkState::Down;
        assert!(testing::check(&RULE, &down).is_empty());
        let mut teams = cluster(&[0, 2]);
        for interface in &mut teams.interfaces {
            interface.adapter = Some("Microsoft Network Adapter Multiplexor Driver".to_owned());
        }
        assert!(testing::check(&RULE, &teams).is_empty());
    }
}
