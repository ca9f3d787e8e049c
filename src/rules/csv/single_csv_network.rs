use crate::engine::route::Traffic;
use crate::engine::route::reach::Ends;
use crate::model::{Cluster, NetworkId, NodeId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::node_pairs::{NodePairs, unordered};
use crate::rules::shared::paths::have_routed_spare;
use crate::rules::shared::predicates::{is_team, version_or_oldest};
use crate::words;
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR301",
    name: "single-csv-network",
    severity: Severity::Warning,
    summary: "Only one network carries traffic of shared volumes between two nodes, and no team is known on it.",
    doc: "\
## What it checks

Whether a node and the coordinator of a volume have just one network between them that is meant for shared
volume traffic: role 1, or role 3 where no role 1 network is left or `UseClientAccessNetworksForSharedVolumes`
is 1. A network is enough by itself where both nodes have an LBFO team there (Microsoft Network Adapter
Multiplexor Driver) or, since Windows Server 2016, several adapters. A team below a virtual switch does not show
in cluster captures.

## Why it matters

Microsoft recommends that several networks carry this traffic, or that the adapters are teamed. Also a volume in
direct mode needs the network, for metadata. When the only network fails, I/O is held until the coordinator is
reached over a client network, and there it competes with clients, or not at all.

## Example

`Cluster` is the only network with role 1; `Management` has role 3.

## What to do

Add a second cluster-only network between these nodes, or team the adapters. If the adapters are teamed below a
virtual switch, nothing has to change.

## References

- [Networks of Cluster Shared Volumes](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::SharedVolumes],
    assumes: &[],
    check,
};

/// The networks on each of which all CSV traffic of some pairs of nodes hangs: one, or one per pair without switches.
#[derive(Debug)]
struct SingleNetwork {
    networks: Vec<NetworkId>,
    pairs: NodePairs,
    /// The client networks that would take over.
    last_resort: Vec<NetworkId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let reach = context.reach();
    let client_too = cluster.settings.use_client_access_networks == Some(1);
    let mut seen = HashSet::new();
    let mut singles: BTreeMap<BTreeSet<NetworkId>, (BTreeSet<NetworkId>, NodePairs)> = BTreeMap::new();
    for route in context.routes_of(Traffic::Csv) {
        let pair = unordered(route.ends());
        // Between sites a routed path takes over, as it does in Microsoft's own stretched design.
        if route.networks.is_empty() || !seen.insert(pair) || have_routed_spare(context, pair) {
            continue;
        }
        let shared = reach.shared(Ends::from(pair));
        let (meant, last_resort) = split(cluster, &shared, client_too);
        if let [only] = meant[..]
            && !is_redundant(context, only, pair)
        {
            let (networks, pairs) = singles.entry(last_resort.into_iter().collect()).or_default();
            networks.insert(only);
            pairs.add(pair);
        }
    }
    Ok(found(singles.into_iter().map(|(last_resort, (networks, pairs))| SingleNetwork {
        networks: networks.into_iter().collect(),
        pairs,
        last_resort: last_resort.into_iter().collect(),
    })))
}

/// The networks that are meant for shared volume traffic, and those that carry it when nothing else is left.
fn split(cluster: &Cluster, shared: &[NetworkId], client_too: bool) -> (Vec<NetworkId>, Vec<NetworkId>) {
    let client_only = shared.iter().all(|&n| cluster.networks[n].role == Some(Role::ClusterAndClient));
    let meant = |n: &NetworkId| client_only || client_too || cluster.networks[*n].role == Some(Role::Cluster);
    shared.iter().copied().partition(meant)
}

/// Whether one adapter may fail at either end.
fn is_redundant(context: &Context<'_>, network: NetworkId, pair: Option<(NodeId, NodeId)>) -> bool {
    // Before Windows Server 2016 the cluster uses one adapter per subnet and node.
    let version = version_or_oldest(context.cluster);
    let several = version.is_some_and(|version| version >= WindowsVersion::V2016);
    let redundant = |node| {
        let interfaces = context.interfaces_of(node, network);
        interfaces.iter().any(|interface| is_team(interface)) || several && interfaces.len() > 1
    };
    pair.is_some_and(|(a, b)| redundant(a) && redundant(b))
}

impl Facts for SingleNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let names = words::networks(cluster, &self.networks);
        let last_resort = words::networks(cluster, &self.last_resort);
        let then = if last_resort.is_empty() {
            "nothing could take over".to_owned()
        } else {
            format!("only {}, open to clients, could take over", words::list(&last_resort))
        };
        let pairs = self.pairs.phrase(cluster);
        let message = match &names[..] {
            [one] => format!(
                "{one} alone carries traffic of shared volumes {pairs}, and no team is known on it: {then}"
            ),
            all => format!(
                "each of {} alone carries traffic of shared volumes of its nodes, {pairs}, and no team is known on them: \
                 {then}",
                words::list(all)
            ),
        };
        let advice = format!(
            "add a second cluster-only network between these nodes or team the adapters of {}; \
             if they are teamed below a virtual switch, nothing has to change",
            words::list(&names)
        );
        let network = |&n: &NetworkId| Target::network(&cluster.networks[n]);
        Hit::new(network(&self.networks[0]), message, advice)
            .about(self.networks.iter().map(network))
            .with_pairs(cluster, &self.pairs)
            .with("last_resort", words::first(&last_resort))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Volume;
    use crate::rules::framework::testing;

    fn with_volume(networks: &[&str]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], networks);
        cluster.volumes = Some(vec![Volume {
            name: "Volume1".to_owned(),
            owner: Some(NodeId::at(0)),
            ..Volume::default()
        }]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        cluster
    }

    #[test]
    fn two_storage_networks_are_enough_and_a_client_network_is_a_last_resort() {
        assert!(testing::check(&RULE, &with_volume(&["LAN", "SMB1", "SMB2"])).is_empty());
        let hit = testing::check(&RULE, &with_volume(&["LAN", "SMB1"])).remove(0);
        assert_eq!(hit.targets[0].name, "SMB1");
        assert!(hit.message.ends_with("only LAN, open to clients, could take over"), "{}", hit.message);
        let hit = testing::check(&RULE, &with_volume(&["LAN"])).remove(0);
        assert!(hit.message.ends_with("nothing could take over"), "{}", hit.message);
    }

    #[test]
    fn several_adapters_are_enough_since_2016() {
        let mut cluster = with_volume(&["LAN", "SMB1"]);
        cluster.interfaces.extend_from_within(..);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.windows.version = Some(WindowsVersion::V2012R2);
        assert_eq!(testing::targets(&RULE, &cluster), ["SMB1"]);
    }

    #[test]
    fn a_team_or_the_permission_to_use_client_networks_is_enough() {
        let mut cluster = with_volume(&["LAN", "SMB1"]);
        cluster.settings.use_client_access_networks = Some(1);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.settings.use_client_access_networks = Some(0);
        for interface in &mut cluster.interfaces {
            interface.adapter = Some("Microsoft Network Adapter Multiplexor Driver #2".to_owned());
        }
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
