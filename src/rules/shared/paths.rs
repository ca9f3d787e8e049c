//! What the rules that count paths between nodes share.

use crate::engine::route::{Route, Traffic};
use crate::model::{
    Cluster, InterfaceSource, InterfaceState, Network, NetworkId, NetworkState, NodeId, Role,
};
use crate::rules::framework::{Context, Found, Need, Skip};
use crate::rules::shared::predicates::{carries_cluster_traffic, is_down};

/// The way of cluster traffic between every two nodes that may be up, once per pair.
pub(in crate::rules) fn paths<'c>(context: &'c Context<'_>) -> Result<impl Iterator<Item = &'c Route>, Skip> {
    let nodes = &context.cluster.nodes;
    if nodes.len() == 1 {
        return Err(Skip::new(
            format!("the capture tells of one node only, {}", nodes[0].name),
            &[Need::Nodes],
        ));
    }
    let may_be_up = |node: NodeId| nodes[node].up != Some(false);
    let counts =
        move |ends: Option<(NodeId, NodeId)>| ends.is_none_or(|(a, b)| a < b && may_be_up(a) && may_be_up(b));
    let routes = context.routes().iter();
    Ok(routes.filter(move |route| route.traffic == Traffic::Cluster && counts(route.ends())))
}

/// Fails when a network may be one more path, but its role or the state of its interfaces is not known: then paths
/// cannot be counted.
pub(in crate::rules) fn no_doubt(context: &Context<'_>) -> Result<(), Skip> {
    for (id, network) in context.cluster.networks_by_id() {
        if is_down(network) {
            continue;
        }
        if network.role.is_none() {
            return Err(Skip::new(
                format!("{} may be a path, but its role is not known", network.name),
                &[Need::Roles],
            ));
        }
        if is_unclear(context, id, network) {
            return Err(Skip::new(
                format!("{} is Partitioned, and not all its interfaces tell their state", network.name),
                &[Need::Interfaces],
            ));
        }
    }
    Ok(())
}

fn is_unclear(context: &Context<'_>, id: NetworkId, network: &Network) -> bool {
    network.state == NetworkState::Partitioned
        && carries_cluster_traffic(network)
        && (context.cluster.interface_source == InterfaceSource::Assumed
            || context.interfaces_on(id).any(|interface| interface.state == InterfaceState::Unknown))
}

/// Whether two nodes have a way to each other besides the networks that they share: each has a network with role 3 of its
/// own that works, as the sites of a stretched cluster and the subnets of an availability group do.
pub(in crate::rules) fn have_routed_spare(context: &Context<'_>, ends: Option<(NodeId, NodeId)>) -> bool {
    let Some((a, b)) = ends else { return false };
    let reach = context.reach();
    let clients = |node: NodeId| {
        let is_client = move |n: &NetworkId| {
            reach.network(*n).role == Some(Role::ClusterAndClient) && reach.works_at(*n, node)
        };
        context.cluster.network_ids().filter(is_client)
    };
    clients(a).any(|from| clients(b).any(|to| from != to))
}

/// Nothing is found where it is known which node is on which network. Else it fails: taking every node to be on
/// every network hides the pairs that share too few.
pub(in crate::rules) fn none_if_placed(cluster: &Cluster) -> Result<Found, Skip> {
    if cluster.interface_source != InterfaceSource::Assumed {
        return Ok(Vec::new());
    }
    Err(Skip::new("which node is on which network is not known", &[Need::Interfaces]))
}
