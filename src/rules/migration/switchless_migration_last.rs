use crate::engine::route::reach::Ends;
use crate::model::{Cluster, NetworkId, Role, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{ORDER, atc_advice, atc_writes, command, names_known};
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
    check,
};

/// Pairs of nodes whose only storage network the default order puts last.
#[derive(Debug)]
struct StorageLast {
    last: NetworkId,
    pairs: NodePairs,
    /// The client networks that they use instead.
    clients: Vec<NetworkId>,
    /// The ids of the allowed networks, cluster-only ones first; `None` when one is not known.
    storage_first: Option<Vec<String>>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let (order, reach) = (context.migration_order(), context.reach());
    let windows = &context.cluster.windows;
    if windows.since.or(windows.version).is_some_and(|oldest| oldest >= WindowsVersion::V2025) {
        return Err(Skip::new(
            "Windows Server 2025 selects live migration networks by an order that is not published",
            &[],
        ));
    }
    let Some(last) = skipped_private(context) else { return Ok(Vec::new()) };
    let cluster_only = |n: &NetworkId| *n != last && context.cluster.networks[*n].role == Some(Role::Cluster);
    let others: Vec<NetworkId> = order.allowed.iter().copied().filter(cluster_only).collect();
    if others.is_empty() {
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
    Ok(found([StorageLast { last, pairs, clients, storage_first: storage_first(context) }]))
}

/// The allowed networks' ids, cluster-only ones first and each kind by metric; `None` when an id is not known.
fn storage_first(context: &Context<'_>) -> Option<Vec<String>> {
    let networks = &context.cluster.networks;
    let mut allowed = context.migration_order().allowed.clone();
    allowed.sort_by_key(|&n| (networks[n].role != Some(Role::Cluster), networks[n].metric));
    allowed.into_iter().map(|n| networks[n].id.clone()).collect()
}

impl Facts for StorageLast {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.last];
        let clients = words::networks(cluster, &self.clients);
        let doubt = match cluster.windows.version {
            Some(WindowsVersion::V23H2) => " (that of 2022; the one of 23H2 is not published)",
            Some(WindowsVersion::V2025) | None => " (unless the nodes run Windows Server 2025)",
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
        let fix = match &self.storage_first {
            Some(ids) if !atc_writes(cluster) => Fix::command(text, command(ORDER, ids)),
            _ => Fix::text(text),
        };
        Hit::new(Target::network(network), message, fix)
            .with_pairs(cluster, &self.pairs)
            .with("used_instead", words::first(&clients))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;
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
        assert_eq!(hit.target.name, "AB");
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
    fn the_command_cures_it() {
        let mut cluster = switchless();
        let command = testing::check(&RULE, &cluster).remove(0).fix.command.unwrap();
        let order = command.rsplit('\'').nth(1).unwrap();
        assert_eq!(order.split(';').count(), 4);
        cluster.migration.as_mut().unwrap().order = Some(NetworkList::parse(order));
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
