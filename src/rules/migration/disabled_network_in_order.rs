use crate::model::{Change, Cluster, NetworkId, NetworkList, Role};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{ORDER, named, networks_by_id};
use crate::rules::shared::predicates::{is_disabled, iscsi_names};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR407",
    name: "disabled-network-in-order",
    severity: Severity::Warning,
    summary: "The live migration order names a network that is closed to the cluster.",
    doc: "\
## What it checks

Whether `MigrationNetworkOrder` names a network with role 0 that is not excluded as well, and is not called iSCSI.

## Why it matters

Role 0 is the role of storage networks (iSCSI, SMB to a file server). Sources disagree whether live migration uses
a network with that role. If it does, memory of virtual machines competes with their disks; if it does not, the
order means something else than whoever wrote it believes.

## Example

`MigrationNetworkOrder` starts with the id of `iSCSI A`, role 0.

## What to do

If the network is there for live migration, give it role 1: that is what Microsoft recommends for it. A storage
network stays at role 0 and is excluded from live migration instead (CR411).

## References

- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// A network with role 0 that the order names.
#[derive(Debug)]
struct DisabledInOrder(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let Some(lists) = &cluster.migration else { return Ok(Vec::new()) };
    let Some(order) = &lists.order else {
        return Err(Skip::new(
            "MigrationNetworkOrder is not among the captured parameters",
            &[Need::VmResourceTypeParameters],
        ));
    };
    let known = networks_by_id(cluster);
    let of = |list: &NetworkList| named(list, &known);
    let excluded = lists.exclude.as_ref().map(of).unwrap_or_default();
    let iscsi = iscsi_names(cluster);
    let disabled = of(order)
        .into_iter()
        .filter(|n| is_disabled(&cluster.networks[*n]) && !excluded.contains(n) && !iscsi.contains_key(n));
    Ok(found(disabled.map(DisabledInOrder)))
}

impl Facts for DisabledInOrder {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let message = format!(
            "{ORDER} names {}, whose role 0 closes it to the cluster: sources disagree whether live migration \
             uses it",
            network.name
        );
        let advice = format!("give {} role 1, the role of live migration networks", network.name);
        Hit::new(Target::network(network), message, advice)
            .change([Change::Role { network: self.0, role: Role::Cluster, returns: None }])
            .with("role", network.role)
            .with("parameter", ORDER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MigrationLists;
    use crate::rules::framework::testing;

    #[test]
    fn only_a_network_that_is_ordered_and_not_excluded_counts() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LM", "Old A", "Old B", "iSCSI C"]);
        for network in &mut cluster.networks[1..] {
            network.role = Some(Role::None);
        }
        let id = |n: usize| cluster.networks[n].id.clone().unwrap();
        let order = NetworkList::parse(&format!("{};{};{};{}", id(1), id(0), id(2), id(3)));
        let exclude = NetworkList::parse(&id(2));
        cluster.migration = Some(MigrationLists { order: Some(order), exclude: Some(exclude) });
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].targets[0].name, "Old A");
        let role_1 = Change::Role { network: NetworkId::at(1), role: Role::Cluster, returns: None };
        assert_eq!(hits[0].changes, [role_1]);
        cluster.migration.as_mut().unwrap().order = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
    }
}
