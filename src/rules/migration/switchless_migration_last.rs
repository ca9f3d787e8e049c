use crate::engine::route::reach::Ends;
use crate::model::{Role, WindowsVersion};
use crate::rules::migration::migration_on_client_network::{on_client_network, skipped_private};
use crate::rules::shared::migration_lists::{ORDER, atc_advice, atc_writes, command, names_known};
use crate::rules::shared::node_pairs::NodePairs;
use crate::rules::shared::wording;
use crate::rules::{Context, Fix, Hit, Need, Rule, Severity, Skip, Target, Versions};
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

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    names_known(context)?;
    let (order, reach) = (context.migration_order(), context.reach());
    let windows = &context.cluster.windows;
    if windows.since.or(windows.version).is_some_and(|oldest| oldest >= WindowsVersion::V2025) {
        let reason = "Windows Server 2025 selects live migration networks by an order that is not published";
        return Err(Skip { reason: reason.to_owned(), needs: &[] });
    }
    let Some(last) = skipped_private(context) else { return Ok(Vec::new()) };
    let cluster_only = |n: &usize| *n != last && context.cluster.networks[*n].role == Some(Role::Cluster);
    let others: Vec<usize> = order.allowed.iter().copied().filter(cluster_only).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let (mut pairs, mut clients) = (NodePairs::default(), BTreeSet::new());
    for (route, client) in on_client_network(context, last) {
        let Some((a, b)) = route.ends else { continue };
        if !others.iter().any(|&n| reach.works(n, Ends::Pair(a, b))) {
            pairs.add(route.ends);
            clients.insert(client);
        }
    }
    let found = !clients.is_empty();
    Ok(found.then(|| hit(context, last, &pairs, &clients)).into_iter().collect())
}

fn hit(context: &Context<'_>, last: usize, pairs: &NodePairs, clients: &BTreeSet<usize>) -> Hit {
    let cluster = context.cluster;
    let network = &cluster.networks[last];
    let clients = wording::networks(cluster, &clients.iter().copied().collect::<Vec<_>>());
    let doubt = match cluster.windows.version {
        Some(WindowsVersion::V23H2) => " (that of 2022; the one of 23H2 is not published)",
        Some(WindowsVersion::V2025) | None => " (unless the nodes run Windows Server 2025)",
        Some(_) => "",
    };
    let message = format!(
        "live migration {} uses {}, open to clients, because their only storage network {} is last in the default \
         list{doubt}",
        pairs.phrase(cluster),
        wording::list(&clients),
        network.name,
    );
    let text = format!("put all cluster-only networks first in {ORDER}{}", atc_advice(cluster));
    let fix = match storage_first(context) {
        Some(ids) if !atc_writes(cluster) => Fix::command(text, command(ORDER, &ids)),
        _ => Fix::text(text),
    };
    Hit::new(Target::network(network), message, fix)
        .with("pairs", wording::first(&pairs.names(cluster)))
        .with("pair_count", pairs.len())
        .with("used_instead", wording::first(&clients))
}

/// The allowed networks' ids, cluster-only ones first and each kind by metric; `None` when an id is not known.
fn storage_first<'c>(context: &Context<'c>) -> Option<Vec<&'c str>> {
    let networks = &context.cluster.networks;
    let mut allowed = context.migration_order().allowed.clone();
    allowed.sort_by_key(|&n| (networks[n].role != Some(Role::Cluster), networks[n].metric));
    allowed.into_iter().map(|n| networks[n].id.as_deref()).collect()
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
        let on = |network: usize, node: usize| {
            [[0, 1], [1, 2], [0, 2]].get(network).is_none_or(|n| n.contains(&node))
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
            let interface = testing::interface(&second, node, 1);
            second.interfaces.push(interface);
        }
        assert!(testing::check(&RULE, &second).is_empty());
        let mut one = testing::cluster(&["A", "B"], &["Storage", "Management"]);
        one.networks[1].role = Some(Role::ClusterAndClient);
        one.migration = switchless().migration;
        assert!(testing::check(&RULE, &one).is_empty());
    }
}
