use crate::engine::route::Traffic;
use crate::model::{Change, Cluster, Network, NetworkId, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::{carries_cluster_traffic, has_manual_metric, version_or_oldest};
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR201",
    name: "manual-metric",
    severity: Severity::Info,
    summary: "The metric of a network was set by hand.",
    doc: "\
## What it checks

Whether `AutoMetric` of a network with role 1 or 3 is `False`: somebody wrote a value to `Metric`. On a network with
role 0 a metric decides nothing.

## Why it matters

On Windows Server 2008 R2 a value below 1000 is the documented way to prefer a network, for Cluster Shared
Volumes as well as for cluster messages. Since Windows Server 2012 the metric decides about cluster messages
(NetFT) and about the order of the default live migration list; traffic of Cluster Shared Volumes follows SMB
Multichannel, which does not look at it. The advice there is to leave the cluster's own choice alone. A value set
by hand also stays when adapters change. Taking it back moves both, at once.

## Example

`Get-ClusterNetwork \"CSV Cluster\"` shows `Metric 800` and `AutoMetric False`.

## What to do

On 2008 R2 keep it if the preference is wanted. On later versions ask who set it and why; without a reason,
give control back: setting `AutoMetric` to true brings the automatic value back.

## References

- [Prefer a network for redirected I/O, KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
- [AutoMetric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-autometric)
- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// The networks whose metrics were set by hand, and what goes over which network with them.
#[derive(Debug)]
struct ManualMetrics {
    networks: Vec<NetworkId>,
    csv: BTreeSet<NetworkId>,
    migration: BTreeSet<NetworkId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let manual = cluster.networks_by_id();
    let is_old = cluster.windows.version == Some(WindowsVersion::V2008R2);
    // Automatic values of 2008 R2 begin at 1000, so a lower one was set by hand whether AutoMetric was captured or not.
    let by_hand = |network: &Network| {
        has_manual_metric(network)
            || is_old && network.auto_metric.is_none() && network.metric.is_some_and(|metric| metric < 1000)
    };
    let manual = manual.filter(|(_, network)| by_hand(network) && carries_cluster_traffic(network));
    let networks: Vec<NetworkId> = manual.map(|(id, _)| id).collect();
    if networks.is_empty() {
        return Ok(Vec::new());
    }
    let first = |traffic: Traffic| -> BTreeSet<NetworkId> {
        context.routes_of(traffic).filter_map(|route| route.networks.first().copied()).collect()
    };
    let (csv, migration) = (first(Traffic::Csv), first(Traffic::LiveMigration));
    Ok(found([ManualMetrics { networks, csv, migration }]))
}

impl Facts for ManualMetrics {
    fn say(&self, cluster: &Cluster) -> Hit {
        let networks: Vec<_> = self.networks.iter().map(|&n| &cluster.networks[n]).collect();
        let named: Vec<String> =
            networks.iter().map(|n| format!("{} ({})", n.name, n.metric.unwrap_or_default())).collect();
        let version = version_or_oldest(cluster);
        let is_old = version == Some(WindowsVersion::V2008R2);
        let name = |of: &BTreeSet<NetworkId>| {
            let of: Vec<NetworkId> = of.iter().copied().collect();
            words::list(&words::networks(cluster, &of))
        };
        let meaning = match version {
            Some(WindowsVersion::V2008R2) if !self.csv.is_empty() && !self.migration.is_empty() => format!(
                "redirected I/O goes over {} and live migration over {}, which is the documented way to prefer \
                 networks on Windows Server 2008 R2",
                name(&self.csv),
                name(&self.migration)
            ),
            Some(WindowsVersion::V2008R2) => {
                "on Windows Server 2008 R2 this is the documented way to prefer a network for redirected I/O"
                    .to_owned()
            }
            Some(_) => {
                "since Windows Server 2012 they decide which network cluster messages use and the order of \
                        the default live migration list, not traffic of shared volumes"
                    .to_owned()
            }
            None => {
                "on Windows Server 2008 R2 they move cluster messages and traffic of shared volumes, later \
                     cluster messages and the default live migration list"
                    .to_owned()
            }
        };
        let message = format!("metrics were set by hand on {}: {meaning}", words::list(&named));
        let advice = match version {
            Some(WindowsVersion::V2008R2) => {
                "nothing has to change if this is what was meant; clusterroute resolve --set redirect:* shows what \
                 lands where when every volume is redirected"
            }
            Some(_) => "without a known reason, give control back to the cluster",
            None => {
                "on Windows Server 2008 R2 keep them if the preference is wanted; on later versions, without a known \
                 reason, set AutoMetric to true"
            }
        };
        let back = |&network: &NetworkId| Change::AutoMetric { network, returns: None };
        let changes = self.networks.iter().filter(|_| version.is_some() && !is_old).map(back);
        Hit::new(Target::network(networks[0]), message, advice)
            .about(networks.iter().map(|network| Target::network(network)))
            .change(changes)
            .with("networks", words::first(&named))
            .with("count", named.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn only_what_was_set_by_hand_is_reported_and_unknown_is_not_by_hand() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB1", "SMB2", "iSCSI"]);
        cluster.networks[1].auto_metric = Some(false);
        cluster.networks[2].auto_metric = None;
        cluster.networks[3].auto_metric = Some(false);
        cluster.networks[3].role = Some(Role::None);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(hit.targets.iter().map(|target| target.name.as_str()).collect::<Vec<_>>(), ["SMB1"]);
    }

    #[test]
    fn the_documented_preference_of_2008_r2_is_not_undone() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["CSV"]);
        cluster.networks[0].auto_metric = Some(false);
        cluster.networks[0].metric = Some(800);
        let changes = |cluster: &Cluster| testing::check(&RULE, cluster).remove(0).changes.len();
        assert_eq!(changes(&cluster), 1);
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        assert_eq!(changes(&cluster), 0);
        cluster.windows.version = None;
        assert_eq!(changes(&cluster), 0);
    }
}
