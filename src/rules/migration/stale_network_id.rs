use crate::model::{Cluster, MigrationListName, NetworkId, NetworkList};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{atc_advice, atc_writes, captured, named, networks_by_id, write};
use crate::words;
use std::collections::{HashMap, HashSet};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR404",
    name: "stale-network-id",
    severity: Severity::Warning,
    summary: "A live migration list names an id that is no network of the cluster.",
    doc: "\
## What it checks

Whether every id in `MigrationNetworkOrder` and `MigrationExcludeNetworks` is the id of a cluster network. Braces
and upper case do not matter. It is checked only when the ids of all networks are known.

## Why it matters

A network that is split, merged or found again gets a new id, and the lists keep the old one. A network that was
meant to be excluded is then allowed again, or one that was preferred has lost its place, without any message.

## Example

`MigrationExcludeNetworks` holds `ad7077ee-b541-543a-ab65-6e35105e5c61`, and no network has that id.

## What to do

Find out which network was meant. If it lives on under a new id, put that id into the list. Take out the old one.

## References

- [Merged storage networks, rebuilding the lists](https://github.com/Azure/AzureLocal-Supportability/blob/main/TSG/Networking/Host-Network/Troubleshoot-ClusterNetworks-MergedStorageNetworksBlockUpdate.md)
- [MigrationExcludeNetworks](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/virtual-machines-migrationexcludenetworks)
",
    reference: "https://github.com/Azure/AzureLocal-Supportability/blob/main/TSG/Networking/Host-Network/Troubleshoot-ClusterNetworks-MergedStorageNetworksBlockUpdate.md",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::VmResourceTypeParameters],
    assumes: &[],
    check,
};

/// A list that names ids of no network.
#[derive(Debug)]
struct StaleIds {
    parameter: MigrationListName,
    /// The networks that it names, each once and in order.
    kept: Vec<NetworkId>,
    /// The others.
    stale: Vec<String>,
    /// Every item of the list is an id: one that is none would be lost by writing the ids alone.
    all_ids: bool,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.networks.iter().any(|network| network.id.is_none()) {
        return Err(Skip::new(
            "the ids of some networks are not known, so no id can be called stale",
            &[Need::Ids],
        ));
    }
    let known = networks_by_id(cluster);
    let lists = captured(cluster).map(|(parameter, list)| {
        let (kept, stale) = (named(list, &known), stale(list, &known));
        StaleIds { parameter, kept, stale, all_ids: list.items.iter().all(|item| item.id.is_some()) }
    });
    Ok(found(lists.filter(|facts| !facts.stale.is_empty())))
}

/// The ids of a list that are of no network, each once and in its order.
fn stale(list: &NetworkList, known: &HashMap<&str, NetworkId>) -> Vec<String> {
    let mut seen = HashSet::new();
    let ids = list.items.iter().filter_map(|item| item.id.as_deref()).filter(|id| seen.insert(*id));
    ids.filter(|id| !known.contains_key(id)).map(str::to_owned).collect()
}

impl Facts for StaleIds {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self { parameter, kept, stale, all_ids } = self;
        let parameter = parameter.name();
        let what = if stale.len() == 1 { "which is no network" } else { "which are no networks" };
        let message = format!("{parameter} names {}, {what} of this cluster", words::list(stale));
        let text =
            format!("put in the id of the network that was meant, if it still exists{}", atc_advice(cluster));
        let without = (*all_ids && !atc_writes(cluster)).then(|| write(cluster, self.parameter, kept));
        Hit::new(Target::cluster(cluster), message, text)
            .observed()
            .change(without)
            .with("parameter", parameter)
            .with("stale", words::first(stale))
            .with("stale_count", stale.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MigrationLists;
    use crate::rules::framework::testing;

    const STALE: &str = "AD7077EE-B541-543A-AB65-6E35105E5C61";

    fn excluding(text: &str) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B"]);
        cluster.migration = Some(MigrationLists { order: None, exclude: Some(NetworkList::parse(text)) });
        cluster
    }

    #[test]
    fn braces_and_case_do_not_make_an_id_stale() {
        let known = testing::network("B", 1).id.unwrap();
        assert!(testing::check(&RULE, &excluding(&format!("{{{}}}", known.to_uppercase()))).is_empty());
        let hit = testing::check(&RULE, &excluding(&format!("{{{STALE}}};{known};{STALE}"))).remove(0);
        assert_eq!(
            hit.message,
            "MigrationExcludeNetworks names ad7077ee-b541-543a-ab65-6e35105e5c61, \
             which is no network of this cluster"
        );
        let cluster = excluding("");
        assert_eq!(hit.changes, [write(&cluster, MigrationListName::Exclude, &[NetworkId::at(1)])]);
    }

    #[test]
    fn a_list_that_holds_more_than_ids_is_not_rewritten() {
        let hit = testing::check(&RULE, &excluding(&format!("{STALE};Management"))).remove(0);
        assert_eq!(hit.changes, []);
    }

    #[test]
    fn networks_without_ids_leave_it_open() {
        let mut cluster = excluding(STALE);
        cluster.networks[0].id = None;
        assert!(testing::try_check(&RULE, &cluster).is_err());
    }
}
