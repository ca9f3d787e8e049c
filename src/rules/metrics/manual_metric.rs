use crate::model::{Cluster, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{has_manual_metric, version_or_oldest};
use crate::rules::shared::script;
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR201",
    name: "manual-metric",
    severity: Severity::Info,
    summary: "The metric of a network was set by hand.",
    doc: "\
## What it checks

Whether `AutoMetric` of a network is `False`: somebody wrote a value to `Metric`.

## Why it matters

On Windows Server 2008 R2 a value below 1000 is the documented way to prefer a network, for Cluster Shared
Volumes as well as for cluster messages. Since Windows Server 2012 the metric decides about cluster messages
(NetFT) only; traffic of Cluster Shared Volumes follows SMB Multichannel, which does not look at it. The
advice there is to leave the cluster's own choice alone. A value set by hand also stays when adapters change.

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
    check,
};

/// The network whose metric was set by hand.
#[derive(Debug)]
struct ManualMetric(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id();
    let manual = networks.filter(|(_, network)| has_manual_metric(network));
    Ok(found(manual.map(|(id, _)| ManualMetric(id))))
}

impl Facts for ManualMetric {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let version = version_or_oldest(cluster);
        let name = &network.name;
        let message = format!("network {name} has {}: {}", words::metric_of(network), meaning(version));
        let fix = match version {
            Some(WindowsVersion::V2008R2) => Fix::text(format!(
                "keep it if {name} is to be preferred or put last on purpose; \
                 setting AutoMetric to true gives control back to the cluster"
            )),
            Some(_) => Fix::command(
                "without a known reason, give control back to the cluster",
                script::set_network(name, "AutoMetric", "$true"),
            ),
            None => Fix::text(
                "on Windows Server 2008 R2 keep it if the preference is wanted; \
                 on later versions, without a known reason, set AutoMetric to true",
            ),
        };
        Hit::new(Target::network(network), message, fix)
            .with("metric", network.metric)
            .with("auto_metric", false)
            .with("role", network.role)
    }
}

fn meaning(version: Option<WindowsVersion>) -> &'static str {
    match version {
        Some(WindowsVersion::V2008R2) => {
            "on Windows Server 2008 R2 this is the documented way to prefer a network for redirected I/O"
        }
        Some(_) => "since Windows Server 2012 it moves cluster messages only, not traffic of shared volumes",
        None => {
            "on Windows Server 2008 R2 it moves cluster messages and traffic of shared volumes, \
             later cluster messages only"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cluster;
    use crate::rules::framework::testing;

    #[test]
    fn only_what_was_set_by_hand_is_reported_and_unknown_is_not_by_hand() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB1", "SMB2"]);
        cluster.networks[1].auto_metric = Some(false);
        cluster.networks[2].auto_metric = None;
        assert_eq!(testing::targets(&RULE, &cluster), ["SMB1"]);
    }

    #[test]
    fn the_documented_preference_of_2008_r2_is_not_undone() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["CSV"]);
        cluster.networks[0].auto_metric = Some(false);
        cluster.networks[0].metric = Some(800);
        let command = |cluster: &Cluster| testing::check(&RULE, cluster).remove(0).fix.command.is_some();
        assert!(command(&cluster));
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        assert!(!command(&cluster));
        cluster.windows.version = None;
        assert!(!command(&cluster));
    }
}
