use crate::engine::route::Traffic;
use crate::model::{Change, Cluster, ClusterProperty, NetworkId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::node_pairs::NodePairs;
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR311",
    name: "client-networks-divert-volumes",
    severity: Severity::Warning,
    summary: "UseClientAccessNetworksForSharedVolumes moves shared volume traffic to client networks.",
    doc: "\
## What it checks

Whether `UseClientAccessNetworksForSharedVolumes` is 1 and shared volume traffic between two nodes uses a network with
role 3 although one with role 1 joins them.

## Why it matters

The property lets SMB Multichannel take client networks as well, and it prefers whatever is RDMA capable or faster.
Redirected I/O and metadata then share a network with clients, and the networks that were built for storage idle.

## Example

The client network has 25 Gbit/s, `C1` and `C2` 10: with the value 1 all traffic of shared volumes uses the former.

## What to do

Set the property to 0, its default, unless the client network is meant for storage; then give it role 1 instead.

## References

- [UseClientAccessNetworksForSharedVolumes](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/clusters-useclientaccessnetworksforsharedvolumes)
- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[],
    assumes: &[],
    check,
};

/// Pairs of nodes whose shared volume traffic uses client networks instead of cluster-only ones.
#[derive(Debug)]
struct Diverted {
    clients: Vec<NetworkId>,
    idle: Vec<NetworkId>,
    pairs: NodePairs,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    match cluster.settings.use_client_access_networks {
        None => return Err(Skip::new("the property is not captured", &[Need::ClusterProperties])),
        Some(1) => {}
        Some(_) => return Ok(Vec::new()),
    }
    let role = |network: NetworkId| cluster.networks[network].role;
    let (mut clients, mut idle) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = NodePairs::default();
    for route in context.routes_of(Traffic::Csv).filter(|route| !route.routed) {
        let used = route.networks.iter().filter(|&&n| role(n) == Some(Role::ClusterAndClient));
        let private = route.failover.iter().filter(|&&n| role(n) == Some(Role::Cluster));
        if used.clone().next().is_some() && private.clone().next().is_some() {
            clients.extend(used);
            idle.extend(private);
            pairs.add(route.ends());
        }
    }
    let (clients, idle) = (clients.into_iter().collect::<Vec<_>>(), idle.into_iter().collect());
    Ok(found((!clients.is_empty()).then_some(Diverted { clients, idle, pairs })))
}

impl Facts for Diverted {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (clients, idle) = (words::networks(cluster, &self.clients), words::networks(cluster, &self.idle));
        let property = ClusterProperty::UseClientAccessNetworksForSharedVolumes;
        let message = format!(
            "{} is 1, so shared volume traffic {} uses {}, open to clients, while {} waits",
            property.name(),
            self.pairs.phrase(cluster),
            words::list(&clients),
            words::list(&idle)
        );
        let advice =
            "set the property to 0, its default; if the client network is meant for storage, give it role 1";
        Hit::new(Target::cluster(cluster), message, advice)
            .about(self.clients.iter().map(|&n| Target::network(&cluster.networks[n])))
            .change([Change::Property { property, value: 0 }])
            .with("client_networks", words::first(&clients))
            .with("waiting", words::first(&idle))
            .with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn only_a_faster_client_network_diverts_and_only_with_the_property() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Mgmt", "C1"]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        (cluster.networks[0].metric, cluster.networks[1].metric) = (Some(70_000), Some(30_240));
        cluster.settings.use_client_access_networks = Some(0);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.settings.use_client_access_networks = Some(1);
        assert_eq!(testing::check(&RULE, &cluster)[0].changes.len(), 1);
        cluster.networks[0].metric = Some(70_384);
        assert!(testing::check(&RULE, &cluster).is_empty(), "the slower client network only waits");
    }
}
