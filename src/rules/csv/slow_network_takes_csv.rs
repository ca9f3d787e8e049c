use crate::engine::route::reach::Ends;
use crate::engine::route::{Choice, LinkFact, Route, Traffic};
use crate::model::{Change, Cluster, LinkClass, NetworkId, Role, VolumeMode, WindowsVersion};
use crate::rules::framework::{
    Assumed, Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::assumed;
use crate::rules::shared::node_pairs::NodePairs;
use crate::words;
use std::collections::HashMap;
use std::sync::Arc;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR310",
    name: "slow-network-takes-csv",
    severity: Severity::Warning,
    summary: "A slow cluster-only network takes shared volume traffic from faster client networks.",
    doc: "\
## What it checks

Whether shared volume traffic between two nodes uses a network with role 1 although networks with role 3 join them
whose class is better (RDMA before RSS before neither), or that are at least four times as fast.

## Why it matters

Since Windows Server 2012 traffic of shared volumes and of Storage Spaces Direct uses networks with role 1 and turns to
role 3 only where there is none. One slow network with role 1, a heartbeat cable for example, therefore takes all of it
from the fast networks beside it, whatever SMB Multichannel would prefer among all of them.

## Example

`Heartbeat` has 1 Gbit/s and role 1; `SMB1` and `SMB2` have RDMA, 25 Gbit/s and role 3. All storage traffic goes over
`Heartbeat`.

## What to do

Give the fast networks that are meant for storage role 1. Then SMB Multichannel chooses among all of them, and the slow
one is the last. One network with role 3 has to stay for clients and management.

## References

- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[],
    assumes: &[],
    check,
};

/// Pairs of nodes whose shared volume traffic uses a slow network.
#[derive(Debug)]
struct SlowTakes {
    slow: Vec<NetworkId>,
    slow_link: LinkFact,
    fast: Vec<NetworkId>,
    fast_link: LinkFact,
    /// Whether a client network is left when the fast ones get role 1.
    leaves_client: bool,
    /// Whether volumes are known whose data crosses the network.
    carries_data: bool,
    pairs: NodePairs,
    assumed: Vec<Assumed>,
}

/// So many times faster that class does not matter.
const MUCH_FASTER: f64 = 4.0;

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let mut found_one: Option<SlowTakes> = None;
    // Pairs of nodes that look alike share a choice, and so what is faster.
    let mut known: HashMap<*const Choice, Option<Faster>> = HashMap::new();
    for route in context.routes_of(Traffic::Csv).filter(|route| !route.routed) {
        let faster = known.entry(Arc::as_ptr(route.choice())).or_insert_with(|| faster(context, route));
        let Some((slow_link, fast, fast_link)) = faster else { continue };
        let one = found_one.get_or_insert_with(|| SlowTakes {
            slow: route.networks.clone(),
            slow_link: *slow_link,
            fast: fast.clone(),
            fast_link: *fast_link,
            leaves_client: false,
            carries_data: carries_data(cluster),
            pairs: NodePairs::default(),
            assumed: assumed::by(route),
        });
        one.pairs.add(route.ends());
    }
    Ok(found(found_one.map(|mut one| {
        let is_client = |n: &NetworkId| cluster.networks[*n].role == Some(Role::ClusterAndClient);
        one.leaves_client = cluster.network_ids().any(|n| is_client(&n) && !one.fast.contains(&n));
        one
    })))
}

/// The link in use, and the client networks that are better, with the link of the best.
type Faster = (LinkFact, Vec<NetworkId>, LinkFact);

fn faster(context: &Context<'_>, route: &Route) -> Option<Faster> {
    let (reach, networks) = (context.reach(), &context.cluster.networks);
    let ends = Ends::from(route.ends());
    let slow = *route.networks.first().filter(|&&n| networks[n].role == Some(Role::Cluster))?;
    let slow = reach.link(slow, ends)?;
    let is_better = |class: LinkClass, gbps: f64| {
        class > slow.class && gbps >= slow.gbps
            || gbps >= slow.gbps.max(1.0) * MUCH_FASTER && class >= slow.class
    };
    let client = |n: &NetworkId| networks[*n].role == Some(Role::ClusterAndClient) && reach.works(*n, ends);
    let better = context.cluster.network_ids().filter(client).filter_map(|n| Some((n, reach.link(n, ends)?)));
    let better: Vec<_> = better.filter(|(_, link)| is_better(link.class, link.gbps)).collect();
    let best = better.iter().map(|(_, link)| (link.class, link.gbps));
    let best = best.max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal))?;
    let fast = better.into_iter().filter(|(_, link)| (link.class, link.gbps) == best);
    let fast_link = LinkFact { class: best.0, gbps: best.1 };
    Some(((&slow).into(), fast.map(|(n, _)| n).collect(), fast_link))
}

/// Whether more than metadata crosses the network.
fn carries_data(cluster: &Cluster) -> bool {
    let redirected = |mode| matches!(mode, VolumeMode::FileSystemRedirected | VolumeMode::BlockRedirected);
    cluster.settings.s2d_enabled == Some(true)
        || cluster.volume_states.iter().flatten().any(|state| redirected(state.mode))
}

impl Facts for SlowTakes {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (slow, fast) = (words::networks(cluster, &self.slow), words::networks(cluster, &self.fast));
        let link = |link: &LinkFact| format!("{}, {} Gbit/s", link.class.word(), link.gbps);
        let wait = if fast.len() == 1 { "waits" } else { "wait" };
        let message = format!(
            "shared volume traffic {} goes over {} ({}), because it has role 1, while {} ({}) with role 3 only {wait}",
            self.pairs.phrase(cluster),
            words::list(&slow),
            link(&self.slow_link),
            words::list(&fast),
            link(&self.fast_link)
        );
        let fast_names = words::list(&fast);
        let advice = match self.leaves_client {
            true => format!("give {fast_names} role 1, if they are meant for storage"),
            false => format!(
                "{fast_names} is the only network for clients, so it cannot get role 1: speed up {}, or take it out of \
                 cluster use where another network is left",
                words::list(&slow)
            ),
        };
        let role_1 = |&network: &NetworkId| Change::Role { network, role: Role::Cluster, returns: None };
        let severity = if self.carries_data { Severity::Warning } else { Severity::Info };
        Hit::new(Target::network(&cluster.networks[self.slow[0]]), message, advice)
            .about(self.slow.iter().chain(&self.fast).map(|&n| Target::network(&cluster.networks[n])))
            .change(self.fast.iter().filter(|_| self.leaves_client).map(role_1))
            .assuming_all(&self.assumed)
            .severity(severity)
            .with("used", words::first(&slow))
            .with("faster", words::first(&fast))
            .with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    fn cluster() -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Mgmt", "Heartbeat", "SMB1", "SMB2"]);
        let values = [(3, 70_240), (1, 30_384), (3, 60_400), (3, 60_401)];
        for (network, (role, metric)) in cluster.networks.iter_mut().zip(values) {
            network.role = Some(if role == 1 { Role::Cluster } else { Role::ClusterAndClient });
            network.metric = Some(metric);
        }
        cluster.settings.s2d_enabled = Some(true);
        cluster
    }

    #[test]
    fn the_fast_networks_get_role_1() {
        let hit = testing::check(&RULE, &cluster()).remove(0);
        assert_eq!(hit.severity, Some(Severity::Warning));
        let networks: Vec<_> = hit.changes.iter().map(Change::subject).collect();
        assert_eq!(networks, [2, 3].map(|n| crate::model::Subject::Network(NetworkId::at(n))));
    }

    #[test]
    fn the_only_client_network_keeps_its_role_and_equal_networks_are_no_matter() {
        let mut one = cluster();
        one.networks.truncate(2);
        one.interfaces.retain(|i| i.network.place() < 2);
        let hit = testing::check(&RULE, &one).remove(0);
        assert_eq!(hit.changes, []);
        one.networks[1].metric = Some(30_240);
        assert!(testing::check(&RULE, &one).is_empty());
    }
}
