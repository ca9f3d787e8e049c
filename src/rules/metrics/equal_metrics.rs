use crate::model::{Change, Cluster, InterfaceSource, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::{carries_cluster_traffic, has_manual_metric, version_or_oldest};
use crate::words;
use std::collections::{BTreeMap, HashMap};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR203",
    name: "equal-metrics",
    severity: Severity::Warning,
    summary: "Networks that carry cluster traffic between the same nodes have the same metric.",
    doc: "\
## What it checks

Whether two or more networks with role 1 or 3 have one metric and both join at least two of the same nodes.
When nothing tells which node is on which network, every network is taken to join all nodes.

## Why it matters

The cluster uses the path with the lowest sum of metrics. With equal sums it is not determined which network
carries the traffic, or which one takes over. Automatic metrics never tie, because the cluster adds a small
number to tell equal networks apart, so equal values come from metrics set by hand.

## Example

`SMB1` and `SMB2` were both set to 900.

## What to do

Give each network its own value, or give control back with `AutoMetric = $true`. On Windows Server 2008 R2 a
preference needs a value below 1000, such as 800 and 900.

## References

- [Metric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric)
- [AutoMetric](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-autometric)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// Networks with one metric that compete for a pair of nodes, in order of name.
#[derive(Debug)]
struct EqualMetrics(Vec<NetworkId>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let mut by_metric: BTreeMap<u32, Vec<NetworkId>> = BTreeMap::new();
    for (id, network) in cluster.networks_by_id().filter(|(_, network)| carries_cluster_traffic(network)) {
        if let Some(metric) = network.metric {
            by_metric.entry(metric).or_default().push(id);
        }
    }
    by_metric.retain(|_, networks| networks.len() > 1);
    if by_metric.is_empty() {
        return Ok(Vec::new());
    }
    let nodes = nodes_by_network(cluster);
    let groups = by_metric.into_values().flat_map(|networks| competing(networks, nodes.as_deref()));
    Ok(found(groups.map(|mut group| {
        group.sort_unstable_by_key(|&n| (&cluster.networks[n].name, &cluster.networks[n].id));
        EqualMetrics(group)
    })))
}

/// The nodes on every network in ascending order, or `None` when every node is taken to be on every network.
fn nodes_by_network(cluster: &Cluster) -> Option<Vec<Vec<NodeId>>> {
    if cluster.interface_source == InterfaceSource::Assumed {
        return None;
    }
    let mut nodes = vec![Vec::new(); cluster.networks.len()];
    for interface in &cluster.interfaces {
        nodes[interface.network.place()].push(interface.node);
    }
    for nodes in &mut nodes {
        nodes.sort_unstable();
        nodes.dedup();
    }
    Some(nodes)
}

/// Splits networks of one metric into groups that compete for a pair of nodes.
fn competing(networks: Vec<NetworkId>, nodes: Option<&[Vec<NodeId>]>) -> Vec<Vec<NetworkId>> {
    let Some(nodes) = nodes else { return vec![networks] };
    let mut by_nodes: HashMap<&[NodeId], Vec<NetworkId>> = HashMap::new();
    for network in networks {
        by_nodes.entry(&nodes[network.place()]).or_default().push(network);
    }
    // Networks with the same nodes are one class, so that pairs are counted once per class, not per network.
    let mut classes: Vec<(&[NodeId], Vec<NetworkId>)> =
        by_nodes.into_iter().filter(|(n, _)| n.len() > 1).collect();
    classes.sort_unstable();
    let mut group: Vec<usize> = (0..classes.len()).collect();
    let mut first_of_pair: HashMap<(NodeId, NodeId), usize> = HashMap::new();
    for (class, (nodes, _)) in classes.iter().enumerate() {
        for (i, &a) in nodes.iter().enumerate() {
            for &b in &nodes[i + 1..] {
                let other = *first_of_pair.entry((a, b)).or_insert(class);
                let (x, y) = (root(&group, class), root(&group, other));
                group[x.max(y)] = x.min(y);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<NetworkId>> = BTreeMap::new();
    for (class, (_, networks)) in classes.into_iter().enumerate() {
        groups.entry(root(&group, class)).or_default().extend(networks);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn root(group: &[usize], mut class: usize) -> usize {
    while group[class] != class {
        class = group[class];
    }
    class
}

impl Facts for EqualMetrics {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self(group) = self;
        let names = words::networks(cluster, group);
        let manual = group.iter().map(|&n| &cluster.networks[n]).filter(|n| has_manual_metric(n));
        let manual: Vec<&str> = manual.map(|network| network.name.as_str()).collect();
        let metric = cluster.networks[group[0]].metric;
        let message = format!(
            "networks {} have the same metric {}: which of them NetFT uses is not determined",
            words::list(&names),
            metric.unwrap_or_default()
        );
        let version = version_or_oldest(cluster);
        let automatic_is_better = version.is_some_and(|version| version != WindowsVersion::V2008R2);
        let changes =
            group.iter().filter(|&&n| automatic_is_better && has_manual_metric(&cluster.networks[n]));
        let changes = changes.map(|&network| Change::AutoMetric { network, returns: None });
        let advice = match automatic_is_better && !manual.is_empty() {
            true => {
                "give control back to the cluster, whose own values never tie, or give each network its own value"
            }
            false => "give each of these networks its own value",
        };
        Hit::new(Target::network(&cluster.networks[group[0]]), message, advice)
            .about(group.iter().map(|&n| Target::network(&cluster.networks[n])))
            .change(changes)
            .with("metric", metric)
            .with("networks", words::first(&names))
            .with("count", names.len())
            .with("set_by_hand", words::first(&manual))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn networks_of_one_metric_are_one_finding_and_the_undo_names_what_was_set_by_hand() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["B", "A", "C", "Off"]);
        for n in [0, 1, 3] {
            cluster.networks[n].metric = Some(900);
            cluster.networks[n].auto_metric = Some(n != 0);
        }
        cluster.networks[3].role = Some(Role::None);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].targets[0].name, "A");
        assert!(hits[0].message.starts_with("networks A and B have the same metric 900:"));
        assert_eq!(hits[0].changes, [Change::AutoMetric { network: NetworkId::at(0), returns: None }]);
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        assert_eq!(testing::check(&RULE, &cluster)[0].changes, []);
    }

    #[test]
    fn networks_that_join_no_common_pair_do_not_compete() {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["AB", "BC", "AB2"]);
        for network in &mut cluster.networks {
            network.metric = Some(900);
        }
        let on = |network: NetworkId, node: NodeId| {
            matches!((network.place(), node.place()), (1, 1 | 2) | (0 | 2, 0 | 1))
        };
        cluster.interfaces.retain(|i| on(i.network, i.node));
        let groups = |cluster: &Cluster| -> Vec<Vec<usize>> {
            let groups = competing(NetworkId::all(3).collect(), nodes_by_network(cluster).as_deref());
            groups.into_iter().map(|group| group.into_iter().map(NetworkId::place).collect()).collect()
        };
        assert_eq!(groups(&cluster), [[0, 2]]);
        // N1 joins BC: now every network shares N1 - N2.
        let interface = testing::interface(&cluster, NodeId::at(0), NetworkId::at(1));
        cluster.interfaces.push(interface);
        let mut group = groups(&cluster).remove(0);
        group.sort_unstable();
        assert_eq!(group, [0, 1, 2]);
        cluster.interface_source = InterfaceSource::Assumed;
        assert_eq!(groups(&cluster), [[0, 1, 2]]);
    }
}
