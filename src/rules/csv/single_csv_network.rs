use crate::engine::route::Traffic;
use crate::engine::route::reach::Ends;
use crate::model::{Cluster, Interface, Role, WindowsVersion};
use crate::rules::shared::node_pairs::NodePairs;
use crate::rules::shared::wording;
use crate::rules::{Context, Fix, Hit, Need, Rule, Severity, Skip, Target, Versions};
use std::collections::{BTreeMap, HashMap};

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
    check,
};

/// What hangs on one network.
#[derive(Default)]
struct Single {
    pairs: NodePairs,
    /// The client networks that would take over.
    last_resort: Vec<usize>,
}

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    let cluster = context.cluster;
    let reach = context.reach();
    let client_too = cluster.settings.use_client_access_networks == Some(1);
    let mut seen = HashMap::new();
    let mut singles: BTreeMap<usize, Single> = BTreeMap::new();
    for route in context.routes().iter().filter(|r| r.traffic == Traffic::Csv && !r.local) {
        let pair = route.ends.map(|(a, b)| (a.min(b), a.max(b)));
        if route.network_indexes.is_empty() || seen.insert(pair, ()).is_some() {
            continue;
        }
        let shared = reach.shared(pair.map_or(Ends::WholeCluster, |(a, b)| Ends::Pair(a, b)));
        let (meant, last_resort) = split(cluster, &shared, client_too);
        if let [only] = meant[..]
            && !is_redundant(cluster, only, pair)
        {
            let single = singles.entry(only).or_default();
            single.pairs.add(pair);
            single.last_resort.extend(last_resort);
        }
    }
    Ok(singles.into_iter().map(|(network, single)| hit(cluster, network, single)).collect())
}

/// The networks that are meant for shared volume traffic, and those that carry it when nothing else is left.
fn split(cluster: &Cluster, shared: &[usize], client_too: bool) -> (Vec<usize>, Vec<usize>) {
    let client_only = shared.iter().all(|&n| cluster.networks[n].role == Some(Role::ClusterAndClient));
    let meant = |n: &usize| client_only || client_too || cluster.networks[*n].role == Some(Role::Cluster);
    shared.iter().copied().partition(meant)
}

/// Whether one adapter may fail at either end.
fn is_redundant(cluster: &Cluster, network: usize, pair: Option<(usize, usize)>) -> bool {
    // Before Windows Server 2016 the cluster uses one adapter per subnet and node.
    let version = cluster.windows.version.or(cluster.windows.since);
    let several = version.is_some_and(|version| version >= WindowsVersion::V2016);
    let redundant = |node| {
        let team = |i: &Interface| i.adapter.as_deref().is_some_and(|a| a.contains("Multiplexor"));
        cluster.interfaces_of(node, network).any(team)
            || several && cluster.interfaces_of(node, network).count() > 1
    };
    pair.is_some_and(|(a, b)| redundant(a) && redundant(b))
}

fn hit(cluster: &Cluster, network: usize, mut single: Single) -> Hit {
    let target = &cluster.networks[network];
    single.last_resort.sort_unstable();
    single.last_resort.dedup();
    let last_resort = wording::networks(cluster, &single.last_resort);
    let then = if last_resort.is_empty() {
        "nothing could take over".to_owned()
    } else {
        format!("only {}, open to clients, could take over", wording::list(&last_resort))
    };
    let message = format!(
        "{} alone carries traffic of shared volumes {}, and no team is known on it: {then}",
        target.name,
        single.pairs.phrase(cluster),
    );
    let fix = Fix::text(format!(
        "add a second cluster-only network between these nodes or team the adapters of {}; \
         if they are teamed below a virtual switch, nothing has to change",
        target.name
    ));
    Hit::new(Target::network(target), message, fix)
        .with("pairs", wording::first(&single.pairs.names(cluster)))
        .with("pair_count", single.pairs.len())
        .with("last_resort", wording::first(&last_resort))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Volume;
    use crate::rules::framework::testing;

    fn with_volume(networks: &[&str]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], networks);
        cluster.volumes =
            Some(vec![Volume { name: "Volume1".to_owned(), owner: Some(0), ..Volume::default() }]);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        cluster
    }

    #[test]
    fn two_storage_networks_are_enough_and_a_client_network_is_a_last_resort() {
        assert!(testing::check(&RULE, &with_volume(&["LAN", "SMB1", "SMB2"])).is_empty());
        let hit = testing::check(&RULE, &with_volume(&["LAN", "SMB1"])).remove(0);
        assert_eq!(hit.target.name, "SMB1");
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
