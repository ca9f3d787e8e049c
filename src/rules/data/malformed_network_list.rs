use crate::model::{Cluster, ListItem, MigrationListName, NetworkId, NetworkList};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists;
use crate::rules::shared::predicates::carries_cluster_traffic;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR006",
    name: "malformed-network-list",
    severity: Severity::Warning,
    summary: "A live migration list holds items that are not plain network ids.",
    doc: "\
## What it checks

Whether the items of `MigrationNetworkOrder` and `MigrationExcludeNetworks` are network ids joined by `;`,
without braces or blanks and not glued together. Upper case is fine: ids are compared without case.

## Why it matters

How Windows reads such an item is not documented. A network that seems to be excluded may still be used, or
the order may be another than the one that was meant. Here braces and blanks are overlooked, so the answers
show what was meant.

## Example

`$other.Id + $mine.Id -join ';'` glues two ids into one when there is exactly one other network.

## What to do

Write the list again from ids as `Get-ClusterNetwork` shows them:
`[String]::Join(';', (Get-ClusterNetwork | Where-Object { ... }).Id)`.

## References

- [MigrationExcludeNetworks](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks)
- [A repair script that reads both lists with care](https://github.com/Azure/AzureLocal-Supportability/tree/main/TSG/Networking)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// A list with items that are no plain ids.
#[derive(Debug)]
struct MalformedList {
    parameter: MigrationListName,
    list: NetworkList,
    /// The list as it was meant; `None` when an item is no network, or when nothing would stay allowed.
    meant: Option<Vec<NetworkId>>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let lists = migration_lists::captured(context.cluster);
    let malformed = lists.filter(|(_, list)| list.items.iter().any(is_malformed));
    Ok(found(malformed.map(|(parameter, list)| {
        let meant = meant(context.cluster, list);
        let leaves_one = |networks: &Vec<NetworkId>| {
            parameter == MigrationListName::Order || leaves_one(context.cluster, networks)
        };
        MalformedList { parameter, list: list.clone(), meant: meant.filter(leaves_one) }
    })))
}

fn is_malformed(item: &ListItem) -> bool {
    item.malformed || (item.id.is_none() && item.network.is_none())
}

impl Facts for MalformedList {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { parameter, list, meant } = self;
        let parameter = parameter.name();
        let odd = list.items.iter().filter(|item| is_malformed(item));
        let odd: Vec<String> = odd.map(|item| format!("`{}`", item.text)).collect();
        let message = format!("{parameter} holds what is no plain network id: {}", odd.join(", "));
        let text = format!("write {parameter} again: ids without braces and blanks, joined by `;`");
        let write = |networks: &Vec<NetworkId>| migration_lists::write(cluster, self.parameter, networks);
        Hit::new(Target::cluster(cluster), message, text)
            .observed()
            .change(meant.iter().map(write))
            .with("parameter", parameter)
            .with("value", list.text.as_str())
            .with("items", odd)
    }
}

/// The networks that the list names; `None` when an item names none that is known.
fn meant(cluster: &Cluster, list: &NetworkList) -> Option<Vec<NetworkId>> {
    let known = migration_lists::networks_by_id(cluster);
    let all_known = list.items.iter().all(|item| item.id.as_deref().is_some_and(|id| known.contains_key(id)));
    all_known.then(|| migration_lists::named(list, &known))
}

/// Whether a network stays allowed: an item that Windows overlooks today may be all that keeps one.
fn leaves_one(cluster: &Cluster, excluded: &[NetworkId]) -> bool {
    let mut networks = cluster.networks_by_id();
    networks.any(|(id, network)| carries_cluster_traffic(network) && !excluded.contains(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Change;
    use crate::model::MigrationLists;
    use crate::rules::framework::testing;

    const ID0: &str = "00000000-0000-0000-0000-000000000000";
    const ID1: &str = "00000000-0000-0000-0000-000000000001";

    fn hits(order: &str, exclude: &str) -> Vec<Hit> {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
        let list = |text| Some(NetworkList::parse(text));
        cluster.migration = Some(MigrationLists { order: list(order), exclude: list(exclude) });
        testing::check(&RULE, &cluster)
    }

    #[test]
    fn plain_lists_are_quiet_in_either_case() {
        assert_eq!(hits("", &format!("{ID0};{}", ID1.to_uppercase())), []);
    }

    #[test]
    fn braces_are_reported_and_the_change_writes_the_same_list_without_them() {
        let hits = hits(&format!("{{{ID1}}};{ID0}"), "");
        assert_eq!(
            hits[0].message,
            format!("MigrationNetworkOrder holds what is no plain network id: `{{{ID1}}}`")
        );
        let [Change::Migration { list: MigrationListName::Order, value: Some(value) }] = &hits[0].changes[..]
        else {
            panic!("{:?}", hits[0].changes);
        };
        assert_eq!(value.text, format!("{ID1};{ID0}"));
    }

    #[test]
    fn no_change_would_exclude_every_network_or_guess_an_id() {
        assert_eq!(hits("", &format!("{ID0}{ID1}"))[0].changes, []);
        assert_eq!(hits("", &format!("{{{ID0}}}"))[0].changes.len(), 1);
        assert_eq!(hits("Management", "")[0].changes, []);
    }
}
