use crate::engine::route::Traffic;
use crate::model::{Cluster, MigrationListName, NetworkId, Role};
use crate::rules::framework::{
    Assumed, Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::assumed;
use crate::rules::shared::migration_lists::{
    EXCLUDE, ORDER, atc_advice, atc_writes, fastest_first, names_known, write,
};
use crate::rules::shared::node_pairs::NodePairs;
use crate::rules::shared::predicates::{iscsi_names, says_iscsi};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR411",
    name: "migration-over-iscsi",
    severity: Severity::Error,
    summary: "Live migration goes over a network that is named for iSCSI.",
    doc: "\
## What it checks

Whether live migration between two nodes uses a network that is called iSCSI, or whose connections or adapters are: by
its role (1 or 3) in the default order, or because `MigrationNetworkOrder` names it.

## Why it matters

A migration fills the link it runs on. On an iSCSI network it takes the bandwidth from the disks of every virtual machine
of both hosts: time-outs, redirected I/O, and volumes that pause.

## Example

`iSCSI A` has role 1 and is the second private network, so the default order starts with it.

## What to do

Exclude the network from live migration (`MigrationExcludeNetworks`), and give it role 0, which keeps shared volume
traffic off it as well (CR102).

## References

- [KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[Need::VmResourceTypeParameters],
    check,
};

/// An iSCSI network that live migration uses.
#[derive(Debug)]
struct OverIscsi {
    network: NetworkId,
    /// What is called so.
    named: Vec<String>,
    by_order: bool,
    /// What is excluded, and this network.
    excluded: Vec<NetworkId>,
    /// The order that keeps live migration off client networks, where the default one would lead there then.
    order: Option<Vec<NetworkId>>,
    pairs: NodePairs,
    assumed: Vec<Assumed>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let named = iscsi_names(context.cluster);
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let order = context.migration_order();
    let mut groups: BTreeMap<NetworkId, OverIscsi> = BTreeMap::new();
    for route in context.routes_of(Traffic::LiveMigration).filter(|route| route.determined) {
        for network in route.networks.iter().copied().filter(|network| named.contains_key(network)) {
            let of_group = groups.entry(network).or_insert_with(|| OverIscsi {
                network,
                named: named[&network].clone(),
                by_order: order.explicit,
                excluded: order.excluded.iter().copied().chain([network]).collect(),
                order: private_first(context, network),
                pairs: NodePairs::default(),
                assumed: assumed::by(route),
            });
            of_group.pairs.add(route.ends());
        }
    }
    Ok(found(groups.into_values()))
}

/// With one private network left the default order puts it last, behind client networks.
fn private_first(context: &Context<'_>, iscsi: NetworkId) -> Option<Vec<NetworkId>> {
    let is_private = |n: &&NetworkId| context.cluster.networks[**n].role == Some(Role::Cluster);
    let rest: Vec<NetworkId> = fastest_first(context).into_iter().filter(|n| *n != iscsi).collect();
    let alone = rest.iter().filter(is_private).count() == 1;
    (alone && !context.migration_order().explicit).then_some(rest)
}

impl Facts for OverIscsi {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let because =
            if self.by_order { format!("{ORDER} names it") } else { "the default order does".to_owned() };
        let by = match says_iscsi(&network.name) {
            true => "its name".to_owned(),
            false => format!("the name of {}", self.named[0]),
        };
        let message = format!(
            "live migration {} goes over {}, an iSCSI network by {by}: {because}",
            self.pairs.phrase(cluster),
            network.name
        );
        let advice =
            format!("exclude {} from live migration in {EXCLUDE}{}", network.name, atc_advice(cluster));
        let exclude =
            (!atc_writes(cluster)).then(|| write(cluster, MigrationListName::Exclude, &self.excluded));
        Hit::new(Target::network(network), message, advice)
            .change(
                self.order
                    .iter()
                    .filter(|_| exclude.is_some())
                    .map(|networks| write(cluster, MigrationListName::Order, networks)),
            )
            .change(exclude)
            .assuming_all(&self.assumed)
            .assuming("the network carries iSCSI, as its name says", "Get-IscsiSession on a node")
            .with("named", self.named.clone())
            .with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::change::apply;
    use crate::rules::framework::testing;

    #[test]
    fn the_network_is_excluded_and_that_ends_it() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Cluster", "iSCSI A", "LM"]);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert!(hit.message.contains("goes over iSCSI A"), "{}", hit.message);
        hit.changes.iter().for_each(|change| apply(&mut cluster, change));
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
