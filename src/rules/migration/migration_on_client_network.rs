use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{Route, Traffic};
use crate::model::{Cluster, Role, WindowsVersion};
use crate::rules::shared::migration_lists::names_known;
use crate::rules::shared::node_pairs::NodePairs;
use crate::rules::shared::wording;
use crate::rules::{Context, Fix, Hit, Need, Rule, Severity, Skip, Target, Versions};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR401",
    name: "migration-on-client-network",
    severity: Severity::Warning,
    summary: "Live migration lands on the client network, because the only private network is the last choice.",
    doc: "\
## What it checks

Whether, with the default order of Windows Server 2008 R2, live migration between two nodes uses a network with
role 3 although a network with role 1 joins them.

## Why it matters

The default order puts the network with the lowest metric last, to keep live migration away from cluster and
shared volume traffic. With one private and one public network nothing but the client network is left in front
of it: memory of virtual machines crosses it, unencrypted, and competes with clients.

## Example

`Private` has metric 1000 and role 1, `Public` 10000 and role 3. Shared volumes use `Private`, live migration
uses `Public`.

## What to do

Add a second private network for live migration. Until then, put the private network first in the network list
of a virtual machine's properties (one list for the whole cluster), if shared volumes can spare the bandwidth.

## References

- [KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
",
    reference: "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access",
    since: "0.1.0",
    versions: Versions::until(WindowsVersion::V2008R2),
    needs: &[Need::VmResourceTypeParameters],
    check,
};

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    names_known(context)?;
    let cluster = context.cluster;
    let Some(private) = skipped_private(context) else { return Ok(Vec::new()) };
    let mut by_client: BTreeMap<usize, NodePairs> = BTreeMap::new();
    for (route, client) in on_client_network(context, private) {
        by_client.entry(client).or_default().add(route.ends);
    }
    Ok(by_client.into_iter().map(|(client, pairs)| hit(cluster, client, private, &pairs)).collect())
}

/// The cluster-only network that the default order puts last, when live migration may use it at all.
pub(in crate::rules) fn skipped_private(context: &Context<'_>) -> Option<usize> {
    let order = context.migration_order();
    order.put_last.filter(|last| !order.explicit && order.allowed.contains(last))
}

/// The live migration routes that use a client network although `private` joins the ends.
pub(in crate::rules) fn on_client_network<'c>(
    context: &'c Context<'_>,
    private: usize,
) -> impl Iterator<Item = (&'c Route, usize)> {
    let (cluster, reach) = (context.cluster, context.reach());
    let migrations = context.routes().iter().filter(|r| r.traffic == Traffic::LiveMigration && !r.local);
    migrations.filter_map(move |route| {
        let first = *route.network_indexes.first()?;
        let client = cluster.networks[first].role == Some(Role::ClusterAndClient);
        (client && joins(reach, private, route)).then_some((route, first))
    })
}

fn joins(reach: &Reach<'_>, network: usize, route: &Route) -> bool {
    reach.works(network, route.ends.map_or(Ends::WholeCluster, |(a, b)| Ends::Pair(a, b)))
}

fn hit(cluster: &Cluster, client: usize, private: usize, pairs: &NodePairs) -> Hit {
    let (client, private) = (&cluster.networks[client], &cluster.networks[private]);
    let message = format!(
        "live migration {} uses the client network {}, because the default order of Windows Server 2008 R2 puts \
         {}, the private network, last",
        pairs.phrase(cluster),
        client.name,
        private.name,
    );
    let fix = Fix::text(format!(
        "add a private network for live migration; until then put {} first in the network list of a virtual \
         machine's properties if shared volumes can spare the bandwidth",
        private.name
    ));
    Hit::new(Target::network(client), message, fix)
        .with("private_network", private.name.as_str())
        .with("pairs", wording::first(&pairs.names(cluster)))
        .with("pair_count", pairs.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MigrationLists, NetworkList};
    use crate::rules::framework::testing;

    fn cluster(private: usize) -> Cluster {
        let names = ["Public", "Private", "LM"];
        let mut cluster = testing::cluster(&["N1", "N2"], &names[..=private]);
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        for (network, metric) in cluster.networks.iter_mut().zip([10_000, 1_000, 1_100]) {
            network.metric = Some(metric);
        }
        let empty = || Some(NetworkList::default());
        cluster.migration = Some(MigrationLists { order: empty(), exclude: empty() });
        cluster
    }

    #[test]
    fn one_private_network_is_not_enough_and_two_are() {
        assert_eq!(testing::targets(&RULE, &cluster(1)), ["Public"]);
        assert!(testing::check(&RULE, &cluster(2)).is_empty());
    }

    #[test]
    fn an_order_that_was_chosen_is_not_questioned() {
        let mut cluster = cluster(1);
        let public = cluster.networks[0].id.clone().unwrap();
        cluster.migration.as_mut().unwrap().order = Some(NetworkList::parse(&public));
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
