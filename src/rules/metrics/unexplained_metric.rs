use crate::engine::metric::Verdict;
use crate::model::{Cluster, NetworkId};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::carries_cluster_traffic;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR206",
    name: "unexplained-metric",
    severity: Severity::Info,
    summary: "An automatic metric follows none of the published rules.",
    doc: "\
## What it checks

Whether `AutoMetric` is true and the value is none that the cluster is known to give: 1000 or 10000 plus steps
of 100 on Windows Server 2008 R2; later 40000 or 80000 by role, less capability and speed, plus at most 15.
Networks with role 0 are left out, because nothing is published about their metrics.

## Why it matters

What the cluster sees in the network's adapters cannot be read from such a metric, so routes of shared volumes
are only assumed where the adapters themselves are not in the capture. A role that was changed without the
metric following is one possible cause. Teams, adapters that differ between nodes and unusual speeds are
others, because no public source says how they are counted.

## Example

A cluster-only network (role 1) has the automatic metric 70240: nothing that starts from 40000 gives that, it is
the value of a network for cluster and clients with RSS at 10 Gbit/s.

## What to do

Nothing has to change. Capture `Get-NetAdapter`, `Get-NetAdapterRdma` and `Get-NetAdapterRss` of every node, so
that routes are computed from the adapters.

## References

- [Automatic metrics in Windows Server 2012 R2](https://www.itprotoday.com/windows-78/automatic-metrics-windows-server-2012-r2)
- [KB 2473194, values of 2008 R2](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
",
    reference: "https://www.itprotoday.com/windows-78/automatic-metrics-windows-server-2012-r2",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// The network with an automatic metric that nothing explains.
#[derive(Debug)]
struct Unexplained(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks.iter().zip(&context.measure.networks);
    let unexplained = networks.filter(|(network, measured)| {
        measured.verdict == Verdict::Unexplained && carries_cluster_traffic(network)
    });
    Ok(found(unexplained.map(|(_, measured)| Unexplained(measured.network))))
}

impl Facts for Unexplained {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let message = format!(
            "network {} has the automatic metric {}, which follows none of the published rules",
            network.name,
            network.metric.unwrap_or_default()
        );
        let fix = "capture Get-NetAdapter, Get-NetAdapterRdma and Get-NetAdapterRss of every node, \
             so that routes need not be read from the metric";
        Hit::new(Target::network(network), message, fix)
            .with("metric", network.metric)
            .with("role", network.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn role_0_and_values_set_by_hand_are_not_expected_to_fit() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B", "C", "D"]);
        for network in &mut cluster.networks[1..] {
            network.metric = Some(123);
        }
        cluster.networks[2].role = Some(Role::None);
        cluster.networks[3].auto_metric = Some(false);
        assert_eq!(testing::targets(&RULE, &cluster), ["B"]);
    }
}
