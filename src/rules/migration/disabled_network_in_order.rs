use crate::model::{Cluster, NetworkId, NetworkList};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{ORDER, atc_advice, atc_writes, command, networks_by_id};
use crate::rules::shared::predicates::is_disabled;
use std::collections::HashSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR407",
    name: "disabled-network-in-order",
    severity: Severity::Warning,
    summary: "The live migration order names a network that is closed to the cluster.",
    doc: "\
## What it checks

Whether `MigrationNetworkOrder` names a network with role 0 that is not excluded as well.

## Why it matters

Role 0 is the role of storage networks (iSCSI, SMB to a file server). Sources disagree whether live migration uses
a network with that role. If it does, memory of virtual machines competes with their disks; if it does not, the
order means something else than whoever wrote it believes.

## Example

`MigrationNetworkOrder` starts with the id of `iSCSI A`, role 0.

## What to do

Take a storage network out of the order. If the network is there for live migration, give it role 1.

## References

- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::VmResourceTypeParameters],
    check,
};

/// A network with role 0 that the order names.
#[derive(Debug)]
struct DisabledInOrder {
    network: NetworkId,
    /// The ids of the order without it; `None` when an item of the order is no id.
    without: Option<Vec<String>>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let Some(lists) = &cluster.migration else { return Ok(Vec::new()) };
    let Some(order) = &lists.order else {
        return Err(Skip::new(
            "MigrationNetworkOrder is not among the captured parameters",
            &[Need::VmResourceTypeParameters],
        ));
    };
    let excluded = ids(lists.exclude.as_ref());
    let known = networks_by_id(cluster);
    let mut seen = HashSet::new();
    let disabled = ids(Some(order)).into_iter().filter(|id| seen.insert(*id) && !excluded.contains(id));
    let disabled = disabled.filter_map(|id| known.get(id).copied());
    let disabled = disabled.filter(|&n| is_disabled(&cluster.networks[n]));
    Ok(found(disabled.map(|network| DisabledInOrder { network, without: without(cluster, order, network) })))
}

fn ids(list: Option<&NetworkList>) -> Vec<&str> {
    list.into_iter().flat_map(|list| &list.items).filter_map(|item| item.id.as_deref()).collect()
}

fn without(cluster: &Cluster, order: &NetworkList, network: NetworkId) -> Option<Vec<String>> {
    let id = cluster.networks[network].id.as_deref();
    let kept = ids(Some(order)).into_iter().filter(|other| id != Some(*other));
    order.items.iter().all(|item| item.id.is_some()).then(|| kept.map(str::to_owned).collect())
}

impl Facts for DisabledInOrder {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let message = format!(
            "{ORDER} names {}, whose role 0 closes it to the cluster: sources disagree whether live migration \
             uses it",
            network.name
        );
        let text = format!(
            "take {} out of the order, or give it role 1 if it is there for live migration{}",
            network.name,
            atc_advice(cluster)
        );
        let fix = match &self.without {
            Some(kept) if !atc_writes(cluster) => {
                Fix::command(format!("{text}; the command takes it out"), command(ORDER, kept))
            }
            _ => Fix::text(text),
        };
        Hit::new(Target::network(network), message, fix).with("role", network.role).with("parameter", ORDER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MigrationLists, Role};
    use crate::rules::framework::testing;

    #[test]
    fn only_a_network_that_is_ordered_and_not_excluded_counts() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LM", "iSCSI A", "iSCSI B", "iSCSI C"]);
        for network in &mut cluster.networks[1..] {
            network.role = Some(Role::None);
        }
        let id = |n: usize| cluster.networks[n].id.clone().unwrap();
        let order = NetworkList::parse(&format!("{};{};{}", id(1), id(0), id(2)));
        let (exclude, kept) = (NetworkList::parse(&id(2)), [id(0), id(2)]);
        cluster.migration = Some(MigrationLists { order: Some(order), exclude: Some(exclude) });
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].target.name, "iSCSI A");
        assert_eq!(hits[0].fix.command, Some(command(ORDER, &kept.each_ref().map(String::as_str))));
        cluster.migration.as_mut().unwrap().order = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
    }
}
