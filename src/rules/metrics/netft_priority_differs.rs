use crate::engine::route::expected_priority;
use crate::model::{Cluster, InterfaceSource, NetftRoute, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::node_pairs::NodePairs;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR207",
    name: "netft-priority-differs",
    severity: Severity::Warning,
    summary: "A cluster log shows a NetFT route with another priority than the metrics add up to.",
    doc: "\
## What it checks

Whether the priority of every NetFT route that a cluster log shows last, and not as removed, is the sum of the
metrics of the networks at its two ends. Routes are matched to interfaces by address; those that match none are
reported by CR007.

## Why it matters

NetFT sends cluster messages over the route with the lowest priority, so the priorities are the order it really
uses. Where they are not the sums of the metrics, metrics were changed since the log was written, or NetFT does
not go by the metrics that the cluster shows, and the computed cluster routes may not be the ones in use.

## Example

`SMB1` has the metric 20401, but the route from N1 to N2 over it has the priority 70802 and not 40802.

## What to do

Compare the time of the route with the time of the last change. Write logs of all nodes again, together with the
networks: `Get-ClusterLog -Destination . -UseLocalTime` and `Get-ClusterNetwork | Export-Clixml networks.xml`. Where
the difference stays, look in the log for events of the interfaces of that network.

## References

- [Routes in a cluster log](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds)
- [Metric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric)
",
    reference: "https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[],
    assumes: &[],
    check,
};

/// A priority in the log that is not the sum of the metrics.
#[derive(Debug)]
struct PriorityDiffers {
    /// The networks of the two ends.
    networks: (NetworkId, NetworkId),
    priority: u32,
    expected: u32,
    pairs: NodePairs,
    /// When a log showed it last.
    time: Option<String>,
}

/// Networks of the two ends, the priority shown and the one expected.
type Difference = (NetworkId, NetworkId, u32, u32);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let skip = |reason: &str| Err(Skip::new(reason, &[Need::ClusterLog]));
    let Some(routes) = &cluster.netft_routes else {
        return skip("no NetFT routes of a cluster log are captured");
    };
    if cluster.interface_source == InterfaceSource::Assumed {
        return skip("the interfaces that NetFT routes end at are not captured");
    }
    if !routes.iter().any(|route| expected_priority(cluster, route).is_some()) {
        return skip(
            "no NetFT route of the cluster log is between known interfaces of networks with a metric",
        );
    }
    let mut differences: BTreeMap<Difference, (NodePairs, Option<&str>)> = BTreeMap::new();
    for route in routes {
        let Some(expected) = expected_priority(cluster, route).filter(|sum| *sum != route.priority) else {
            continue;
        };
        let (pairs, time) = differences.entry(difference(route, expected)).or_default();
        pairs.add(Some((route.local.node, route.remote.node)));
        *time = (*time).max(route.time.as_deref());
    }
    Ok(found(differences.into_iter().map(|((from, to, priority, expected), (pairs, time))| {
        let time = time.map(str::to_owned);
        PriorityDiffers { networks: (from, to), priority, expected, pairs, time }
    })))
}

/// Both directions are one route.
fn difference(route: &NetftRoute, expected: u32) -> Difference {
    let (a, b) = (route.local.network, route.remote.network);
    (a.min(b), a.max(b), route.priority, expected)
}

impl Facts for PriorityDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { networks: (from, to), priority, expected, pairs, time } = self;
        let (first, second) = (&cluster.networks[*from], &cluster.networks[*to]);
        let way = if from == to { first.name.clone() } else { format!("{} and {}", first.name, second.name) };
        let shown = time.as_ref().map(|time| format!(", last shown at {time}")).unwrap_or_default();
        let message = format!(
            "{}, the NetFT route over {way} has the priority {priority} in the cluster log{shown}, while the \
             metrics add up to {expected}",
            pairs.phrase(cluster),
        );
        let fix = "compare the time of the route with that of the last change of a metric, and capture networks and \
             cluster logs again at the same time";
        let hit = Hit::new(Target::network(first), message, fix)
            .with("priority", *priority)
            .with("computed", *expected)
            .with_pairs(cluster, pairs);
        match time {
            Some(time) => hit.with("time", time.as_str()),
            None => hit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NetftEnd;
    use crate::model::NodeId;
    use crate::rules::framework::testing;

    /// Metrics 20401 and 20402; a route is from node, to node, from network, to network, priority.
    fn with_routes(routes: &[(usize, usize, usize, usize, u32)]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["SMB1", "SMB2"]);
        let route = |&(a, b, from, to, priority): &(usize, usize, usize, usize, u32)| NetftRoute {
            local: NetftEnd { node: NodeId::at(a), network: NetworkId::at(from) },
            remote: NetftEnd { node: NodeId::at(b), network: NetworkId::at(to) },
            priority,
            is_down: None,
            time: Some(format!("2026/11/02-09:15:0{a}.000 UTC")),
        };
        cluster.netft_routes = Some(routes.iter().map(route).collect());
        cluster
    }

    #[test]
    fn a_priority_that_is_not_the_sum_of_the_metrics_is_a_difference() {
        let equal = [(0, 1, 0, 0, 40_802), (0, 1, 1, 1, 40_804), (0, 1, 0, 1, 40_803)];
        assert!(testing::check(&RULE, &with_routes(&equal)).is_empty());
        let hits = testing::check(
            &RULE,
            &with_routes(&[(0, 1, 0, 0, 40_802), (0, 1, 1, 1, 1800), (1, 0, 1, 1, 1800), (0, 2, 1, 1, 1800)]),
        );
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "between N1 - N2 and N1 - N3, the NetFT route over SMB2 has the priority 1800 in the cluster log, \
             last shown at 2026/11/02-09:15:01.000 UTC, while the metrics add up to 40804"
        );
        let routed = testing::check(&RULE, &with_routes(&[(0, 1, 1, 0, 7)])).remove(0);
        assert!(routed.message.contains("over SMB1 and SMB2 has the priority 7 "), "{}", routed.message);
    }

    #[test]
    fn without_a_log_or_what_it_is_held_against_it_does_not_run() {
        let mut cluster = with_routes(&[]);
        assert!(testing::try_check(&RULE, &cluster).is_err());
        cluster.netft_routes = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
        let mut cluster = with_routes(&[(0, 1, 0, 0, 40_802)]);
        cluster.interface_source = InterfaceSource::Assumed;
        assert!(testing::try_check(&RULE, &cluster).is_err());
        let mut cluster = with_routes(&[(0, 1, 0, 0, 40_802)]);
        cluster.networks[0].metric = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
    }
}
