use crate::engine::metric::{Explained, fits};
use crate::model::{Cluster, LinkClass, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::carries_cluster_traffic;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR205",
    name: "metric-contradicts-adapters",
    severity: Severity::Warning,
    summary: "An automatic metric does not fit the adapters it is said to come from.",
    doc: "\
## What it checks

Whether an automatic metric lies outside the range that the network's adapters call for: base by role, less
19200 for RDMA or 9600 for RSS, less 16 per Gbit/s, plus at most 15 to tell equal networks apart. It is checked
only where the adapters of all nodes are known and agree.

## Why it matters

The cluster chose the metric from what it knew when it last looked. If that differs from what the adapters say
now, either the adapters changed (a link came up slower, RDMA or RSS was switched off or on) or the cluster has
not looked since. NetFT then prefers networks by facts that are no longer true.

## Example

`SMB1` has the automatic metric 30384, which is RSS at 1 Gbit/s; its adapters report RDMA at 25 Gbit/s, which
calls for 20400.

## What to do

Compare `Get-NetAdapter`, `Get-NetAdapterRdma`, `Get-NetAdapterRss` and `Get-SmbClientNetworkInterface` on every
node with what the network should be, and repair the link that fell back. When the cluster computes the metric
again is not documented.

## References

- [Automatic metrics in Windows Server 2012 R2](https://www.itprotoday.com/windows-78/automatic-metrics-windows-server-2012-r2)
- [AutoMetric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-autometric)
",
    reference: "https://www.itprotoday.com/windows-78/automatic-metrics-windows-server-2012-r2",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Adapters],
    assumes: &[],
    check,
};

/// An automatic metric that the adapters do not call for.
#[derive(Debug)]
struct Contradiction {
    network: NetworkId,
    metric: u32,
    /// What the metric reads as.
    explained: Option<Explained>,
    /// What the adapters call for, before a tie-breaker.
    predicted: u32,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks.iter().zip(&context.measure.networks);
    let counts =
        networks.filter(|(network, _)| network.auto_metric == Some(true) && carries_cluster_traffic(network));
    Ok(found(counts.filter_map(|(network, measured)| {
        let (metric, predicted) = (network.metric?, measured.predicted?);
        let (network, explained) = (measured.network, measured.explained);
        (!fits(predicted, metric)).then_some(Contradiction { network, metric, explained, predicted })
    })))
}

impl Facts for Contradiction {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let (name, metric, predicted) = (&network.name, self.metric, self.predicted);
        let reads = self.explained.as_ref().map_or("no published combination".to_owned(), reading);
        let message = format!(
            "network {name} has the automatic metric {metric} ({reads}), but its adapters call for {predicted}"
        );
        let fix = format!(
            "compare link speed, RDMA and RSS of the adapters of {name} on every node with what they should be, \
             and repair what changed"
        );
        Hit::new(Target::network(network), message, fix)
            .with("metric", metric)
            .with("predicted", predicted)
            .with("predicted_from", "adapters")
    }
}

/// `RSS, 1 Gbit/s`.
fn reading(parts: &Explained) -> String {
    let class = match parts.capability {
        Some(LinkClass::Plain) | None => "neither RDMA nor RSS",
        Some(class) => class.word(),
    };
    match parts.speed_gbps {
        Some(0) | None => format!("{class}, under 1 Gbit/s"),
        Some(speed) => format!("{class}, {speed} Gbit/s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;
    use crate::model::{Cluster, Link, LinkSource};
    use crate::rules::framework::testing;

    fn with_adapters(class: LinkClass, gbps: f64) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["SMB1", "SMB2"]);
        for interface in &mut cluster.interfaces {
            interface.link =
                Some(Link { class: Some(class), gbps: Some(gbps), source: LinkSource::NetAdapter });
        }
        cluster
    }

    #[test]
    fn a_tie_breaker_is_no_contradiction_and_a_slower_link_is() {
        let mut cluster = with_adapters(LinkClass::Rdma, 25.0);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.networks[0].metric = Some(30_384);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(
            hit.message,
            "network SMB1 has the automatic metric 30384 (RSS, 1 Gbit/s), but its adapters call for 20400"
        );
    }

    #[test]
    fn metrics_set_by_hand_and_adapters_that_disagree_say_nothing() {
        let mut cluster = with_adapters(LinkClass::Rss, 10.0);
        cluster.networks[0].auto_metric = Some(false);
        cluster
            .interfaces
            .iter_mut()
            .filter(|i| i.network == NetworkId::at(1) && i.node == NodeId::at(0))
            .for_each(|i| i.link = None);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
