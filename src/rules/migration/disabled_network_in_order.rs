use crate::model::{Cluster, NetworkList, Role};
use crate::rules::shared::migration_lists::{ORDER, atc_advice, atc_writes, command, networks_by_id};
use crate::rules::{Context, Fix, Hit, Need, Rule, Severity, Skip, Target, Versions};
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

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    let cluster = context.cluster;
    let Some(lists) = &cluster.migration else { return Ok(Vec::new()) };
    let Some(order) = &lists.order else {
        let reason = "MigrationNetworkOrder is not among the captured parameters";
        return Err(Skip { reason: reason.to_owned(), needs: &[Need::VmResourceTypeParameters] });
    };
    let excluded = ids(lists.exclude.as_ref());
    let known = networks_by_id(cluster);
    let mut seen = HashSet::new();
    let disabled = ids(Some(order)).into_iter().filter(|id| seen.insert(*id) && !excluded.contains(id));
    let disabled = disabled.filter_map(|id| known.get(id).copied());
    let disabled = disabled.filter(|&n| cluster.networks[n].role == Some(Role::None));
    Ok(disabled.map(|network| hit(cluster, order, network)).collect())
}

fn ids(list: Option<&NetworkList>) -> Vec<&str> {
    list.into_iter().flat_map(|list| &list.items).filter_map(|item| item.id.as_deref()).collect()
}

fn hit(cluster: &Cluster, order: &NetworkList, network: usize) -> Hit {
    let network = &cluster.networks[network];
    let message = format!(
        "{ORDER} names {}, whose role 0 closes it to the cluster: sources disagree whether live migration uses it",
        network.name
    );
    let text = format!(
        "take {} out of the order, or give it role 1 if it is there for live migration{}",
        network.name,
        atc_advice(cluster)
    );
    let all_ids = order.items.iter().all(|item| item.id.is_some());
    let fix = if all_ids && !atc_writes(cluster) {
        let kept: Vec<&str> =
            ids(Some(order)).into_iter().filter(|id| network.id.as_deref() != Some(*id)).collect();
        Fix::command(format!("{text}; the command takes it out"), command(ORDER, &kept))
    } else {
        Fix::text(text)
    };
    Hit::new(Target::network(network), message, fix).with("role", network.role).with("parameter", ORDER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MigrationLists;
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
