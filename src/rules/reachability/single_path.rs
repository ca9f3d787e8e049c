use crate::engine::route::Route;
use crate::model::{Cluster, InterfaceSource, NetworkId, NodeId, Role};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::paths::{have_routed_spare, no_doubt, none_if_placed, paths};
use crate::rules::shared::predicates::{is_of_guest, is_team};
use once_cell::unsync::OnceCell;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR101",
    name: "single-path",
    severity: Severity::Warning,
    summary: "Two nodes have only one network between them that carries cluster traffic.",
    doc: "\
## What it checks

Whether every two nodes that are up have at least two ways to each other over networks with role 1 or 3 that
work. A network whose adapters on both nodes are teams of Windows (`Multiplexor Driver`) counts as two; teams
inside a virtual switch or made by a driver cannot be seen and are reported.

## Why it matters

The network is a single point of failure: when it fails, the nodes lose each other and one of them is removed
from the cluster. Cluster validation asks for several paths between each pair of nodes.

## Example

A cluster has `Management` with role 3, and `Cluster` with role 1 is down.

## What to do

Bring the second network back or add one; give a network that joins the nodes and has room role 1. If the
adapters are teamed with separate switches, the finding can be accepted.

## References

- [Requirements for failover clusters](https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements)
- [Cluster Shared Volumes: networks](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// Pairs that a message names before it only counts.
const NAMED_PAIRS: usize = 3;

/// The pairs of nodes that have one path.
#[derive(Debug)]
struct SinglePath {
    /// One network, or the two ends of a routed path.
    networks: Vec<NetworkId>,
    /// Empty for the whole cluster.
    pairs: Vec<(NodeId, NodeId)>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if let Some(assumed) = with_roles(cluster) {
        return check(&Context::new(&assumed, context.measure));
    }
    let guests = OnceCell::new();
    let mut single: BTreeMap<Vec<NetworkId>, Vec<(NodeId, NodeId)>> = BTreeMap::new();
    for route in paths(context)?.filter(|route| is_single(route) && !is_exempt(context, route, &guests)) {
        let mut networks = route.networks.clone();
        networks.sort_by_key(|&network| &cluster.networks[network].name);
        single.entry(networks).or_default().extend(route.ends());
    }
    if single.is_empty() {
        return none_if_placed(cluster);
    }
    no_doubt(context)?;
    Ok(found(single.into_iter().map(|(networks, pairs)| SinglePath { networks, pairs })))
}

/// The cluster with every network in use, where no role is known at all but it is known who is where: fewer may carry
/// cluster traffic, and none more.
fn with_roles(cluster: &Cluster) -> Option<Cluster> {
    let is_unknown = cluster.networks.iter().all(|network| network.role.is_none());
    (is_unknown && cluster.interface_source != InterfaceSource::Assumed).then(|| {
        let mut assumed = cluster.clone();
        assumed.networks.iter_mut().for_each(|network| network.role = Some(Role::Cluster));
        assumed
    })
}

fn is_single(route: &Route) -> bool {
    let path = if route.routed { 2 } else { 1 };
    route.networks.len() == path && route.failover.is_empty()
}

/// Where one path is enough or is not all there is: a team, a routed spare, a guest whose host or cloud looks after
/// its one adapter, or subnets that are routed to each other by design.
fn is_exempt(context: &Context<'_>, route: &Route, guests: &OnceCell<Vec<Option<bool>>>) -> bool {
    let of_guests = || {
        let mut told =
            route.networks.iter().map(|n| guests.get_or_init(|| guest_networks(context))[n.place()]);
        told.clone().any(|of_guests| of_guests.is_some()) && told.all(|of_guests| of_guests != Some(false))
    };
    is_teamed(context, route) || is_between_sites(context, route) || of_guests()
}

fn is_between_sites(context: &Context<'_>, route: &Route) -> bool {
    // A routed path of an availability group over subnets is the path that was designed.
    let is_client = |&n: &NetworkId| context.cluster.networks[n].role == Some(Role::ClusterAndClient);
    let of_group = route.routed && route.networks.iter().all(is_client);
    of_group || have_routed_spare(context, route.ends())
}

/// By network: whether every interface on it is of a guest; `None` where there is none.
fn guest_networks(context: &Context<'_>) -> Vec<Option<bool>> {
    let of_guests = |network| {
        let mut interfaces = context.interfaces_on(network).peekable();
        interfaces.peek().is_some().then(|| interfaces.all(is_of_guest))
    };
    context.cluster.network_ids().map(of_guests).collect()
}

fn is_teamed(context: &Context<'_>, route: &Route) -> bool {
    let ([network], Some((a, b))) = (route.networks.as_slice(), route.ends()) else { return false };
    let has_team =
        |node: NodeId| context.interfaces_of(node, *network).iter().any(|interface| is_team(interface));
    has_team(a) && has_team(b)
}

impl Facts for SinglePath {
    fn say(&self, cluster: &Cluster) -> Hit {
        let name = |node: NodeId| cluster.nodes[node].name.as_str();
        let names: Vec<&str> = self.networks.iter().map(|&n| cluster.networks[n].name.as_str()).collect();
        let path = names.join(" to ");
        let pairs: Vec<String> =
            self.pairs.iter().map(|&(a, b)| format!("{} and {}", name(a), name(b))).collect();
        // A path over two networks, one of them without a default gateway.
        let cluster_only = |&n: &NetworkId| cluster.networks[n].role == Some(Role::Cluster);
        let doubt = match self.networks.as_slice() {
            ends @ [_, _] if ends.iter().any(cluster_only) => ", and it needs static routes",
            _ => "",
        };
        let message = match pairs.len() {
            0 => format!("{path} is the only network that carries cluster traffic"),
            n if n > NAMED_PAIRS => format!(
                "{path} is the only path between {} and {} more pairs of nodes{doubt}",
                pairs[..NAMED_PAIRS].join(", "),
                n - NAMED_PAIRS
            ),
            _ => format!("{path} is the only path between {}{doubt}", pairs.join(", ")),
        };
        let fix = "bring back, add, or give role 1 to a second network that joins the nodes, \
             unless the adapters are teamed";
        let target = Target::network(&cluster.networks[self.networks[0]]);
        let mut hit = Hit::new(target, message, fix).with("path", path).with("pairs", pairs);
        hit.pairs.clone_from(&self.pairs);
        match cluster.networks.iter().all(|network| network.role.is_none()) {
            true => hit.assuming("every network may carry cluster traffic", Need::Roles.collect()),
            false => hit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NetworkState;
    use crate::rules::framework::testing;

    fn messages(cluster: &Cluster) -> Vec<String> {
        testing::check(&RULE, cluster).into_iter().map(|hit| hit.message).collect()
    }

    #[test]
    fn pairs_with_one_path_are_gathered_by_network() {
        let mut cluster = testing::cluster(&["N1", "N2", "N3", "N4"], &["LAN", "SMB"]);
        assert!(messages(&cluster).is_empty());
        cluster
            .interfaces
            .retain(|interface| interface.network == NetworkId::at(0) || interface.node < NodeId::at(3));
        assert_eq!(messages(&cluster), ["LAN is the only path between N1 and N4, N2 and N4, N3 and N4"]);
        cluster.networks[1].state = NetworkState::Down;
        assert_eq!(
            messages(&cluster),
            ["LAN is the only path between N1 and N2, N1 and N3, N1 and N4 and 3 more pairs of nodes"]
        );
    }

    #[test]
    fn where_no_role_is_known_every_network_may_be_a_path() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
        cluster.networks.iter_mut().for_each(|network| network.role = None);
        assert!(messages(&cluster).is_empty());
        cluster.networks[1].state = NetworkState::Down;
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(hit.message, "LAN is the only path between N1 and N2");
        assert_eq!(hit.assumes[0].what, "every network may carry cluster traffic");
        cluster.networks[0].role = Some(Role::None);
        assert!(messages(&cluster).is_empty());
    }

    #[test]
    fn a_team_on_both_ends_counts_as_two() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN"]);
        cluster.interfaces[0].adapter = Some("Microsoft Network Adapter Multiplexor Driver".to_owned());
        assert_eq!(messages(&cluster).len(), 1);
        cluster.interfaces[1].adapter = cluster.interfaces[0].adapter.clone();
        assert!(messages(&cluster).is_empty());
    }

    #[test]
    fn sites_that_are_routed_to_each_other_are_a_design() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Site B", "Site A"]);
        cluster.interfaces.retain(|interface| interface.node.place() == interface.network.place());
        cluster.networks.iter_mut().for_each(|network| network.role = Some(Role::ClusterAndClient));
        assert!(messages(&cluster).is_empty(), "subnets that are routed to each other by design");
        cluster.networks[0].role = Some(Role::Cluster);
        let message = "Site A to Site B is the only path between N1 and N2, and it needs static routes";
        assert_eq!(messages(&cluster), [message]);
    }

    #[test]
    fn networks_alone_tell_only_when_there_is_but_one() {
        let mut cluster = testing::cluster(&[], &["LAN", "SMB"]);
        cluster.interface_source = InterfaceSource::Assumed;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::Interfaces]);
        cluster.networks[1].role = Some(Role::None);
        assert_eq!(messages(&cluster), ["LAN is the only network that carries cluster traffic"]);
        cluster.networks[1].role = None;
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::Roles]);
    }
}
