use crate::engine::route::{Route, Traffic};
use crate::model::{Change, Cluster, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::node_pairs::{NodePairs, unordered};
use crate::rules::shared::predicates::has_manual_metric;
use crate::words;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR204",
    name: "metric-splits-netft-and-csv",
    severity: Severity::Warning,
    summary: "A metric set by hand sends cluster messages over one network and shared volume traffic over others.",
    doc: "\
## What it checks

Whether, for any two nodes, the network that NetFT uses is none of those that carry traffic of shared volumes,
and one of them has a metric that was set by hand.

## Why it matters

Left alone, both orders agree, because the automatic metric is made of what SMB Multichannel looks at: role,
RDMA, RSS and speed. Since Windows Server 2012 a metric moves NetFT only. Whoever set it to steer redirected
I/O reached something else: heartbeats and cluster messages now run over another network, often a slower or a
busier one, and the shared volumes stayed where they were.

## Example

`Management` was set to 100 while `SMB1` and `SMB2` have 20401 and 20402: cluster messages go over
`Management`, redirected I/O still over both storage networks.

## What to do

Set `AutoMetric` back to true. To move shared volume traffic, change what SMB Multichannel sees: the roles of
the networks, RDMA, RSS and speed.

## References

- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
- [SMB Multichannel and CSV redirected traffic caveats](https://blogs.technet.microsoft.com/cedward/2013/11/05/windows-server-2012-smb-multichannel-and-csv-redirected-traffic-caveats/)
- [Metric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[],
    assumes: &[],
    check,
};

/// Pairs of nodes whose cluster messages use other networks than their CSV traffic, since a metric was set by hand.
#[derive(Debug)]
struct Split {
    netft: Vec<NetworkId>,
    csv: Vec<NetworkId>,
    pairs: NodePairs,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if !cluster.networks.iter().any(has_manual_metric) {
        return Ok(Vec::new());
    }
    if context.routes_of(Traffic::Csv).next().is_none() && cluster.volumes.is_none() {
        return Err(Skip::new(
            "a metric was set by hand, but without volumes no route of them is known",
            &[Need::SharedVolumes],
        ));
    }
    let netft: HashMap<Option<(NodeId, NodeId)>, &Route> =
        context.routes_of(Traffic::Cluster).map(|route| (unordered(route.ends()), route)).collect();
    let mut splits: BTreeMap<&[NetworkId], (BTreeSet<NetworkId>, NodePairs)> = BTreeMap::new();
    for csv in context.routes_of(Traffic::Csv) {
        let Some(netft) = netft.get(&unordered(csv.ends())) else { continue };
        if is_split(cluster, &netft.networks, &csv.networks) {
            let (networks, pairs) = splits.entry(&netft.networks).or_default();
            networks.extend(&csv.networks);
            pairs.add(csv.ends());
        }
    }
    Ok(found(splits.into_iter().map(|(netft, (csv, pairs))| Split {
        netft: netft.to_vec(),
        csv: csv.into_iter().collect(),
        pairs,
    })))
}

fn is_split(cluster: &Cluster, netft: &[NetworkId], csv: &[NetworkId]) -> bool {
    let manual = |n: &NetworkId| has_manual_metric(&cluster.networks[*n]);
    !netft.is_empty()
        && !csv.is_empty()
        && !netft.iter().any(|n| csv.contains(n))
        && netft.iter().chain(csv).any(manual)
}

impl Facts for Split {
    fn say(&self, cluster: &Cluster) -> Hit {
        let with_metric = |networks: &[NetworkId]| -> String {
            let networks = networks.iter().map(|&n| &cluster.networks[n]);
            let said = networks.map(|n| format!("{} ({})", n.name, words::metric_of(n)));
            words::list(&said.collect::<Vec<_>>())
        };
        let message = format!(
            "{}, cluster messages use {} while traffic of shared volumes uses {}: \
             a metric moves only the former since Windows Server 2012",
            self.pairs.phrase(cluster),
            with_metric(&self.netft),
            with_metric(&self.csv),
        );
        let text = "give the metric back to the cluster; to move shared volume traffic change roles, RDMA, RSS \
                    or speed";
        let changes =
            self.netft.iter().chain(&self.csv).filter(|&&n| has_manual_metric(&cluster.networks[n]));
        let changes = changes.map(|&network| Change::AutoMetric { network, returns: None });
        let all = self.netft.iter().chain(&self.csv).map(|&n| Target::network(&cluster.networks[n]));
        Hit::new(Target::network(&cluster.networks[self.netft[0]]), message, text)
            .about(all)
            .change(changes)
            .with("cluster_networks", words::first(&words::networks(cluster, &self.netft)))
            .with("csv_networks", words::first(&words::networks(cluster, &self.csv)))
            .with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn a_split_needs_two_disjoint_choices_and_a_hand() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Management", "SMB1", "SMB2"]);
        assert!(
            !is_split(&cluster, &[NetworkId::at(0)], &[NetworkId::at(1), NetworkId::at(2)]),
            "no metric was set by hand"
        );
        cluster.networks[0].auto_metric = Some(false);
        assert!(is_split(&cluster, &[NetworkId::at(0)], &[NetworkId::at(1), NetworkId::at(2)]));
        assert!(!is_split(&cluster, &[NetworkId::at(1)], &[NetworkId::at(1), NetworkId::at(2)]));
        assert!(!is_split(&cluster, &[NetworkId::at(0)], &[]));
        // The other way round: the storage networks were pushed back.
        cluster.networks[0].auto_metric = Some(true);
        cluster.networks[2].auto_metric = Some(false);
        assert!(is_split(&cluster, &[NetworkId::at(0)], &[NetworkId::at(1), NetworkId::at(2)]));
    }
}
