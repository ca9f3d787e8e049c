use crate::engine::route::reach::Ends;
use crate::model::{Cluster, MigrationListName, NetworkId, NodeId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{
    ORDER, atc_advice, atc_writes, fastest_first, names_known, write,
};
use crate::rules::shared::migration_routes::{on_client_network, skipped_private};
use crate::rules::shared::node_pairs::NodePairs;
use crate::words;
use std::collections::BTreeSet;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR405",
    name: "switchless-migration-last",
    severity: Severity::Warning,
    summary: "Two nodes migrate over a client network, because their only storage network is last in the default list.",
    doc: "\
## What it checks

Whether live migration between two nodes uses a network with role 3 although a network with role 1 joins them:
their only one, and the one that the default list puts last for the whole cluster because it has the lowest
metric. Other cluster-only networks have to exist, so that other nodes do migrate over theirs.

## Why it matters

Without a storage switch every pair of nodes has its own network. The default list of Windows Server before 2025
is one for all: it keeps live migration off the network with the lowest metric, which here belongs to one pair.
That pair alone migrates over the client network, often at a tenth of the speed. Windows Server 2025 has a new
selection for this design, so the rule does not run there. Whether Azure Local 23H2 has it is not published; it is
taken to behave like 2022. `ClusterFunctionalLevel` 12 alone does not tell the two apart, the nodes' build does.

## Example

Three nodes with one storage network per pair, metrics 20401, 20402 and 20403, and `Management` with 70240: the
nodes joined by the network with 20401 migrate over `Management`.

## What to do

Set the order by hand, all storage networks first. Then no pair uses the client network while its link is up.

## References

- [Live migration network selection in Windows Server 2025](https://techcommunity.microsoft.com/t5/windows-os-platform-blog/hyper-v-live-migration-network-selection-in-windows-server-2025/ba-p/4166827)
- [Bandwidth of live migration, on the default list](https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth)
",
    reference: "https://techcommunity.microsoft.com/t5/windows-os-platform-blog/hyper-v-live-migration-network-selection-in-windows-server-2025/ba-p/4166827",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Interfaces, Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// Pairs of nodes whose only storage network the default order puts last.
#[derive(Debug)]
struct StorageLast {
    last: NetworkId,
    pairs: NodePairs,
    /// The client networks that they use instead.
    clients: Vec<NetworkId>,
    /// The allowed networks, cluster-only ones first.
    storage_first: Vec<NetworkId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let (order, reach) = (context.migration_order(), context.reach());
    let windows = &context.cluster.windows;
    if windows.since.or(windows.version).is_some_and(|oldest| oldest >= WindowsVersion::V2025) {
        return Err(Skip::does_not_apply(
            "Windows Server 2025 selects live migration networks by an order that is not published",
        ));
    }
    let Some(last) = skipped_private(context) else { return Ok(Vec::new()) };
    let cluster_only = |n: &NetworkId| *n != last && context.cluster.networks[*n].role == Some(Role::Cluster);
    let others: Vec<NetworkId> = order.allowed.iter().copied().filter(cluster_only).collect();
    if others.is_empty() || !is_switchless(context) {
        return Ok(Vec::new());
    }
    let (mut pairs, mut clients) = (NodePairs::default(), BTreeSet::new());
    for (route, client) in on_client_network(context, last) {
        let Some((a, b)) = route.ends() else { continue };
        if !others.iter().any(|&n| reach.works(n, Ends::Pair(a, b))) {
            pairs.add(route.ends());
            clients.insert(client);
        }
    }
    if clients.is_empty() {
        return Ok(Vec::new());
    }
    let clients = clients.into_iter().collect();
    Ok(found([StorageLast { last, pairs, clients, storage_first: fastest_first(context) }]))
}

/// Whether there are three nodes or more, and every cluster-only network joins two of them: a node that lacks an adapter
/// does not make a cluster switchless.
fn is_switchless(context: &Context<'_>) -> bool {
    let cluster = context.cluster;
    let mut networks = cluster.networks_by_id().filter(|(_, network)| network.role == Some(Role::Cluster));
    let nodes_on = |network: NetworkId| {
        context.interfaces_on(network).map(|interface| interface.node).collect::<BTreeSet<NodeId>>().len()
    };
    cluster.nodes.len() > 2 && networks.all(|(id, _)| nodes_on(id) == 2)
}

impl Facts for StorageLast {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.last];
        let clients = words::networks(cluster, &self.clients);
        let doubt = match cluster.windows.version {
            Some(WindowsVersion::V23H2) => " (that of 2022; the one of 23H2 is not published)",
            Some(WindowsVersion::V2025 | WindowsVersion::V24H2) | None => {
                " (unless the nodes run Windows Server 2025)"
            }
            Some(_) => "",
        };
        let message = format!(
            "live migration {} uses {}, open to clients, because their only storage network {} is last in the \
             default list{doubt}",
            self.pairs.phrase(cluster),
            words::list(&clients),
            network.name,
        );
        let text = format!("put all cluster-only networks first in {ORDER}{}", atc_advice(cluster));
        let order = || write(cluster, MigrationListName::Order, &self.storage_first);
        Hit::new(Target::network(network), message, text)
            .about(self.clients.iter().map(|&n| Target::network(&cluster.networks[n])))
            .change((!atc_writes(cluster)).then(order))
            .with_pairs(cluster, &self.pairs)
            .with("used_instead", words::first(&clients))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cluster, MigrationLists, NetworkList};
    use crate::rules::framework::testing;

    /// A storage network per pair, and one for management that joins all nodes.
    fn switchless() -> Cluster {
        let mut cluster = testing::cluster(&["A", "B", "C"], &["AB", "BC", "AC", "Management"]);
        cluster.networks[3].role = Some(Role::ClusterAndClient);
        cluster.networks[3].metric = Some(70_240);
        let on = |network: NetworkId, node: NodeId| {
            [[0, 1], [1, 2], [0, 2]].get(network.place()).is_none_or(|n| n.contains(&node.place()))
        };
        cluster.interfaces.retain(|i| on(i.network, i.node));
        let empty = || Some(NetworkList::default());
        cluster.migration = Some(MigrationLists { order: empty(), exclude: empty() });
        cluster
    }

    #[test]
    fn the_pair_of_the_lowest_metric_migrates_over_management() {
        let hit = testing::check(&RULE, &switchless()).remove(0);
        assert_eq!(hit.targets[0].name, "AB");
        assert_eq!(
            hit.message,
            "live migration between A - B uses Management, open to clients, \
             because their only storage network AB is last in the default list"
        );
    }

    #[test]
    fn what_is_not_sure_about_the_version_is_said() {
        let with = |version, since| {
            let mut cluster = switchless();
            (cluster.windows.version, cluster.windows.since) = (version, since);
            testing::try_check(&RULE, &cluster).map(|mut hits| hits.remove(0).message)
        };
        let (v23h2, v2025) = (Some(WindowsVersion::V23H2), Some(WindowsVersion::V2025));
        assert!(with(v23h2, v23h2).unwrap().ends_with("(that of 2022; the one of 23H2 is not published)"));
        assert!(with(v2025, v23h2).unwrap().ends_with("(unless the nodes run Windows Server 2025)"));
        assert!(with(v2025, v2025).unwrap_err().reason.contains("not published"));
    }

    #[test]
    fn the_change_cures_it() {
        let mut cluster = switchless();
        for change in testing::check(&RULE, &cluster).remove(0).changes {
            crate::engine::change::apply(&mut cluster, &change);
        }
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn a_missing_adapter_is_no_switchless_design() {
        let mut cluster = testing::cluster(&["A", "B", "C"], &["SMB1", "SMB2", "Management"]);
        cluster.networks[2].role = Some(Role::ClusterAndClient);
        cluster.networks[2].metric = Some(70_240);
        cluster.migration = switchless().migration;
        cluster.interfaces.retain(|i| (i.network.place(), i.node.place()) != (1, 2));
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn a_second_link_or_a_design_with_switches_stays_quiet() {
        let mut second = switchless();
        for node in [0, 1] {
            let interface = testing::interface(&second, NodeId::at(node), NetworkId::at(1));
            second.interfaces.push(interface);
        }
        assert!(testing::check(&RULE, &second).is_empty());
        let mut one = testing::cluster(&["A", "B"], &["Storage", "Management"]);
        one.networks[1].role = Some(Role::ClusterAndClient);
        one.migration = switchless().migration;
        assert!(testing::check(&RULE, &one).is_empty());
    }
}
