use crate::model::{Cluster, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::names_known;
use crate::rules::shared::migration_routes::{on_client_network, skipped_private};
use crate::rules::shared::node_pairs::NodePairs;
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

/// Pairs of nodes that migrate over a client network although a private one joins them.
#[derive(Debug)]
struct OnClientNetwork {
    client: NetworkId,
    private: NetworkId,
    pairs: NodePairs,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let Some(private) = skipped_private(context) else { return Ok(Vec::new()) };
    let mut by_client: BTreeMap<NetworkId, NodePairs> = BTreeMap::new();
    for (route, client) in on_client_network(context, private) {
        by_client.entry(client).or_default().add(route.ends());
    }
    let facts = by_client.into_iter().map(|(client, pairs)| OnClientNetwork { client, private, pairs });
    Ok(found(facts))
}

impl Facts for OnClientNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (client, private) = (&cluster.networks[self.client], &cluster.networks[self.private]);
        let message = format!(
            "live migration {} uses the client network {}, because the default order of Windows Server 2008 R2 \
             puts {}, the private network, last",
            self.pairs.phrase(cluster),
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
            .with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MigrationLists, NetworkList, Role};
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
