use crate::engine::route::{Reason, Route};
use crate::model::{Cluster, NodeId};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::paths::{no_doubt, none_if_placed, paths};
use crate::steps::step;
use crate::words;
use std::collections::{BTreeMap, HashMap};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR112",
    name: "no-path",
    severity: Severity::Error,
    summary: "Two nodes that are up share no network that works, and have none to be routed over.",
    doc: "\
## What it checks

Whether every two nodes have a network with role 1 or 3 in common that works for both, or each one of its own,
over which they may be routed. A cluster-only network normally has no default gateway, but static routes may
lead out of it: such a path is assumed, and a pair that has no other is not reported. Nodes that are down are
left out, and each pair is reported with the node that misses most.

## Why it matters

Nodes that cannot exchange heartbeats do not stay in one cluster: one of them is removed, and its virtual
machines fail over.

## Example

The only network that `N4` shares with the others is down, and `N4` is on no other with role 1 or 3.

## What to do

Bring one of the common networks back, or give a network that joins the nodes role 1 or 3.

## References

- [Metric: the path with the lowest sum](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric)
- [Requirements for failover clusters](https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// Who reaches whom no more.
#[derive(Debug)]
enum NoPath {
    /// A node, the nodes that it misses, and the reasons of their routes.
    Of { node: NodeId, others: Vec<NodeId>, because: Vec<Reason> },
    /// No network of the cluster works.
    WholeCluster,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let lost: Vec<&Route> = paths(context)?.filter(|route| route.networks.is_empty()).collect();
    if lost.is_empty() {
        return none_if_placed(cluster);
    }
    no_doubt(context)?;
    // Each pair is there once, the node that comes first before the other.
    let by_pair: HashMap<(NodeId, NodeId), &Route> =
        lost.iter().filter_map(|route| Some((route.ends()?, *route))).collect();
    let pairs: Vec<(NodeId, NodeId)> = lost.iter().filter_map(|route| route.ends()).collect();
    if pairs.is_empty() {
        return Ok(found([NoPath::WholeCluster]));
    }
    Ok(found(by_worst_node(cluster, &pairs).into_iter().map(|(node, others)| {
        let between = others.iter().filter_map(|&other| by_pair.get(&(node.min(other), node.max(other))));
        let because = between.flat_map(|route| route.reasons()).cloned().inspect(|_| step(1)).collect();
        NoPath::Of { node, others, because }
    })))
}

/// Every pair once, with the node of it that lacks more others.
fn by_worst_node(cluster: &Cluster, pairs: &[(NodeId, NodeId)]) -> BTreeMap<NodeId, Vec<NodeId>> {
    let mut lacks = vec![0_usize; cluster.nodes.len()];
    for (a, b) in pairs {
        lacks[a.place()] += 1;
        lacks[b.place()] += 1;
    }
    let mut by_node: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for &(a, b) in pairs {
        // Nodes are in order of name, so which of two equals is named does not depend on the order of the input.
        let (worst, other) = if lacks[b.place()] > lacks[a.place()] { (b, a) } else { (a, b) };
        by_node.entry(worst).or_default().push(other);
    }
    by_node
}

impl Facts for NoPath {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self::Of { node, others, because } = self else {
            let count = cluster.networks.len();
            let message = format!("none of the {count} networks has role 1 or 3 and works");
            let fix = "bring a network back that joins the nodes, or give one role 1 or 3";
            return Hit::new(Target::cluster(cluster), message, fix).with("networks", count);
        };
        let node = &cluster.nodes[*node];
        let others: Vec<String> = others.iter().map(|&other| cluster.nodes[other].name.clone()).collect();
        let message = format!(
            "{} has no working cluster network in common with {}, and none to be routed over",
            node.name,
            others.join(", ")
        );
        let mut because: Vec<String> =
            because.iter().map(|reason| words::reason(cluster, reason).message).collect();
        because.sort_unstable();
        because.dedup();
        let fix = format!("bring a network back that joins {} with them, or give one role 1 or 3", node.name);
        Hit::new(Target::node(node), message, fix).with("to", others).with("because", because)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InterfaceSource, InterfaceState, NetworkId, NetworkState, Role};
    use crate::rules::Need;
    use crate::rules::framework::testing;

    fn messages(cluster: &Cluster) -> Vec<String> {
        testing::check(&RULE, cluster).into_iter().map(|hit| hit.message).collect()
    }

    /// N1 and N2 share A, N3 is alone on B.
    fn split(role: Role) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["A", "B"]);
        cluster
            .interfaces
            .retain(|interface| (interface.node == NodeId::at(2)) == (interface.network == NetworkId::at(1)));
        cluster.networks.iter_mut().for_each(|network| network.role = Some(role));
        cluster
    }

    #[test]
    fn a_node_that_shares_no_network_is_reported_once() {
        let mut cluster = split(Role::ClusterAndClient);
        cluster.networks[1].state = NetworkState::Down;
        assert_eq!(
            messages(&cluster),
            ["N3 has no working cluster network in common with N1, N2, and none to be routed over"]
        );
    }

    #[test]
    fn networks_may_be_routed_and_nodes_that_are_down_do_not_count() {
        assert!(messages(&split(Role::ClusterAndClient)).is_empty());
        let mut cluster = split(Role::ClusterAndClient);
        cluster.networks[1].state = NetworkState::Down;
        cluster.nodes[2].up = Some(false);
        assert!(messages(&cluster).is_empty());
    }

    #[test]
    fn cluster_only_networks_may_have_static_routes() {
        let mut cluster = split(Role::Cluster);
        assert!(messages(&cluster).is_empty());
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        assert!(messages(&cluster).is_empty());
    }

    #[test]
    fn what_is_not_known_is_not_called_an_error() {
        let mut cluster = split(Role::Cluster);
        cluster.networks[0].role = None;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::Roles]);
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        cluster.networks[0].state = NetworkState::Partitioned;
        cluster.interfaces[0].state = InterfaceState::Unknown;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::Interfaces]);
        cluster.interfaces[0].state = InterfaceState::Unreachable;
        assert_eq!(messages(&cluster).len(), 1);
    }

    #[test]
    fn networks_alone_are_enough_to_see_that_nothing_works() {
        let mut cluster = testing::cluster(&[], &["A", "B"]);
        cluster.interface_source = InterfaceSource::Assumed;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::Interfaces]);
        cluster.networks[0].role = Some(Role::None);
        cluster.networks[1].state = NetworkState::Down;
        assert_eq!(messages(&cluster), ["none of the 2 networks has role 1 or 3 and works"]);
    }
}
