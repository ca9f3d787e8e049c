use crate::engine::route::Traffic;
use crate::model::telling_words::{MIGRATION, MIGRATION_SHORT, SHARED_VOLUMES, has_any, has_word};
use crate::model::{Change, Cluster, MigrationListName, Network, NetworkId, Role, WindowsVersion};
use crate::rules::framework::{
    Assumed, Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::assumed;
use crate::rules::shared::migration_lists::write;
use crate::rules::shared::predicates::{has_manual_metric, is_down};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR314",
    name: "csv-network-not-preferred",
    severity: Severity::Warning,
    summary: "A network that is named for shared volumes does not carry their traffic.",
    doc: "\
## What it checks

On Windows Server 2008 R2: whether a private network is named for shared volumes (`CSV` in its name), and redirected I/O
goes over another private network, because that one has the lower metric.

## Why it matters

On 2008 R2 redirected I/O goes over the network with the lowest metric and over nothing else. Networks are numbered as
they are found, so the heartbeat network often has 1000 and the network that was built for shared volumes 1100: the data
of whole volumes then shares the network with the heartbeats, and a backup can cost a node its place in the cluster.

## Example

`Heartbeat` has 1000, `CSV-LM Cluster` 1100: redirected I/O goes over `Heartbeat`.

## What to do

Give the network for shared volumes metric 800, below every automatic value. Where it is for live migration as well,
limit live migration to it, since the default list then puts the heartbeat network first; where another network is for
live migration, give that one 900. Going back means giving control back to the cluster (AutoMetric), not an old number.

## References

- [KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
- [Designating a preferred network](https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/ff182335(v=ws.10))
",
    reference: "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access",
    since: "0.2.0",
    versions: Versions::until(WindowsVersion::V2008R2),
    needs: &[],
    assumes: &[],
    check,
};

/// The network that is meant for shared volumes, by its name, and the one that carries their traffic.
#[derive(Debug)]
struct NotPreferred {
    meant: NetworkId,
    used: NetworkId,
    /// Another private network that is meant for live migration by its name.
    migration: Option<NetworkId>,
    assumed: Vec<Assumed>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let private = |network: &Network| network.role == Some(Role::Cluster) && !is_down(network);
    let named = |is_it: fn(&str) -> bool| {
        let networks = cluster.networks_by_id().filter(|(_, n)| private(n));
        networks.filter(move |(_, n)| is_it(&n.name)).map(|(id, _)| id)
    };
    let Some(meant) = named(says_csv).next() else { return Ok(Vec::new()) };
    if has_manual_metric(&cluster.networks[meant]) {
        return Ok(Vec::new());
    }
    let away = context.routes_of(Traffic::Csv).find(|route| {
        let used = route.networks.first();
        used.is_some_and(|&used| {
            used != meant && private(&cluster.networks[used]) && !says_csv(&cluster.networks[used].name)
        })
    });
    let Some(route) = away else { return Ok(Vec::new()) };
    let migration = named(says_migration).find(|&n| n != meant && !says_csv(&cluster.networks[n].name));
    let used = route.networks[0];
    Ok(found([NotPreferred { meant, used, migration, assumed: assumed::by(route) }]))
}

fn says_csv(name: &str) -> bool {
    has_any(name, &SHARED_VOLUMES)
}

fn says_migration(name: &str) -> bool {
    has_any(name, &[MIGRATION]) || has_word(name, MIGRATION_SHORT)
}

impl Facts for NotPreferred {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (meant, used) = (&cluster.networks[self.meant], &cluster.networks[self.used]);
        let also = says_migration(&meant.name);
        let message = format!(
            "redirected I/O of the volumes goes over {} ({}), together with the heartbeats, and not over {} ({}), which \
             is named for it: on Windows Server 2008 R2 the lowest metric decides",
            used.name,
            words::metric_of(used),
            meant.name,
            words::metric_of(meant),
        );
        let advice = match (also, self.migration) {
            (true, _) => format!(
                "metric 800 moves redirected I/O to {0}; the default list would then put {1} first for live migration, \
                 so limit live migration to {0}, which has no spare then",
                meant.name, used.name
            ),
            (false, Some(other)) => format!(
                "metric 800 moves redirected I/O to {}; 900 makes {} the first for live migration",
                meant.name, cluster.networks[other].name
            ),
            (false, None) => format!("metric 800 moves redirected I/O to {}", meant.name),
        };
        let prefer = Change::Metric { network: self.meant, metric: 800 };
        let second = match (also, self.migration) {
            (true, _) => {
                let others: Vec<NetworkId> = cluster.network_ids().filter(|n| *n != self.meant).collect();
                let others: Vec<NetworkId> =
                    others.into_iter().filter(|&n| carries(&cluster.networks[n])).collect();
                Some(write(cluster, MigrationListName::Exclude, &others))
            }
            (false, Some(network)) => Some(Change::Metric { network, metric: 900 }),
            (false, None) => None,
        };
        Hit::new(Target::network(meant), message, advice)
            .about([Target::network(used)])
            .change([prefer].into_iter().chain(second))
            .assuming_all(&self.assumed)
            .assuming(
                format!("{} is meant for shared volumes, as its name says", meant.name),
                "the owner of the network",
            )
            .with("used", used.name.as_str())
            .with("named_for_it", meant.name.as_str())
    }
}

fn carries(network: &Network) -> bool {
    network.role.is_some_and(Role::carries_cluster_traffic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    fn cluster(networks: &[(&str, u32, bool)]) -> Cluster {
        let names: Vec<&str> = networks.iter().map(|(name, ..)| *name).collect();
        let mut cluster = testing::cluster(&["N1", "N2"], &names);
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        for (network, (_, metric, auto)) in cluster.networks.iter_mut().zip(networks) {
            (network.metric, network.auto_metric) = (Some(*metric), Some(*auto));
        }
        cluster
    }

    #[test]
    fn the_network_of_both_gets_800_and_live_migration_is_limited_to_it() {
        let both = cluster(&[("Heartbeat", 1000, true), ("CSV-LM Cluster", 1100, true)]);
        let hit = testing::check(&RULE, &both).remove(0);
        assert_eq!(hit.changes[0], Change::Metric { network: NetworkId::at(1), metric: 800 });
        assert!(matches!(&hit.changes[1], Change::Migration { list: MigrationListName::Exclude, .. }));
    }

    #[test]
    fn two_networks_of_their_own_get_800_and_900_and_what_is_set_is_right() {
        let mut own =
            cluster(&[("Heartbeat", 1000, true), ("CSV Cluster", 1100, true), ("LM Cluster", 1200, true)]);
        let hit = testing::check(&RULE, &own).remove(0);
        assert_eq!(hit.changes[1], Change::Metric { network: NetworkId::at(2), metric: 900 });
        (own.networks[1].metric, own.networks[1].auto_metric) = (Some(800), Some(false));
        assert!(testing::check(&RULE, &own).is_empty());
    }

    #[test]
    fn a_word_inside_another_names_nothing() {
        assert!(says_migration("LM Cluster") && says_migration("csv-lm") && says_migration("Live Migration"));
        assert!(!says_migration("Film"));
    }
}
