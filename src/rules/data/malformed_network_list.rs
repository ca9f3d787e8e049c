use crate::model::{Cluster, ListItem, NetworkList};
use crate::rules::framework::{
    Context, Facts, Fix, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{self, ORDER};
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
    check,
};

/// A list with items that are no plain ids.
#[derive(Debug)]
struct MalformedList {
    /// The parameter's name.
    parameter: &'static str,
    list: NetworkList,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let lists = migration_lists::captured(context.cluster);
    let malformed = lists.filter(|(_, list)| list.items.iter().any(is_malformed));
    Ok(found(malformed.map(|(parameter, list)| MalformedList { parameter, list: list.clone() })))
}

fn is_malformed(item: &ListItem) -> bool {
    item.malformed || item.id.is_none()
}

impl Facts for MalformedList {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { parameter, list } = self;
        let odd = list.items.iter().filter(|item| is_malformed(item));
        let odd: Vec<String> = odd.map(|item| format!("`{}`", item.text)).collect();
        let message = format!("{parameter} holds what is no plain network id: {}", odd.join(", "));
        let text = format!("write {parameter} again: ids without braces and blanks, joined by `;`");
        let fix = match clean(list).filter(|ids| *parameter == ORDER || leaves_one(cluster, ids)) {
            Some(ids) => Fix::command(text, migration_lists::command(parameter, &ids)),
            None => Fix::text(text),
        };
        Hit::new(Target::cluster(cluster), message, fix)
            .with("parameter", *parameter)
            .with("value", list.text.as_str())
            .with("items", odd)
    }
}

/// The ids in order, each once; `None` when an item has none.
fn clean(list: &NetworkList) -> Option<Vec<&str>> {
    let mut ids = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let id = item.id.as_deref()?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

/// Whether a network stays allowed: an item that Windows overlooks today may be all that keeps one.
fn leaves_one(cluster: &Cluster, excluded: &[&str]) -> bool {
    cluster.networks.iter().any(|network| {
        carries_cluster_traffic(network) && network.id.as_deref().is_some_and(|id| !excluded.contains(&id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn braces_are_reported_and_the_command_writes_the_same_list_without_them() {
        let hits = hits(&format!("{{{ID1}}};{ID0}"), "");
        assert_eq!(
            hits[0].message,
            format!("MigrationNetworkOrder holds what is no plain network id: `{{{ID1}}}`")
        );
        assert_eq!(
            hits[0].fix.command.as_deref().unwrap(),
            format!(
                "Get-ClusterResourceType -Name 'Virtual Machine' | \
                 Set-ClusterParameter -Name MigrationNetworkOrder -Value '{ID1};{ID0}'"
            )
        );
    }

    #[test]
    fn no_command_would_exclude_every_network_or_guess_an_id() {
        assert_eq!(hits("", &format!("{ID0}{ID1}"))[0].fix.command, None);
        assert!(hits("", &format!("{{{ID0}}}"))[0].fix.command.is_some());
        assert_eq!(hits("Management", "")[0].fix.command, None);
    }
}
