//! What faster networks would bring, in sentences.

use super::estimate::range;
use super::fact::{Fact, Said};
use super::lists::{list, list_of, networks};
use crate::engine::estimate::Range;
use crate::engine::estimate::faster::{Carries, Numbers, Tried, Unknown};
use crate::model::{Cluster, NetworkId, WindowsVersion};
use crate::visible::shown;
use std::collections::BTreeSet;

/// What a network would bring.
pub fn faster(cluster: &Cluster, now: &Numbers, tried: &Tried) -> String {
    let name = &cluster.networks[tried.network].name;
    let mut said: Vec<String> = Vec::new();
    if tried.already {
        said.push("is as fast already".to_owned());
    }
    said.extend(differences(cluster, now, &tried.then));
    if said.is_empty() {
        let carries: Vec<&str> = tried.carries.iter().map(|&what| carried(what)).collect();
        said.push(match tried.gains() {
            Some(_) => format!("brings nothing: it carries {}", list(&carries)),
            None => format!("what it brings is not known: it carries {}", list(&carries)),
        });
    }
    shown(format!("{name}: {}", said.join("; ")))
}

/// What was set or taken away brings.
pub fn faster_before(cluster: &Cluster, before: &Numbers, now: &Numbers) -> String {
    let said = differences(cluster, before, now);
    let nothing = before.redirect.is_some() && before.migration.is_some();
    shown(match (said.is_empty(), nothing) {
        (false, _) => said.join("; "),
        (true, true) => "brings nothing".to_owned(),
        (true, false) => "what it brings is not known".to_owned(),
    })
}

/// What changes from one state to another.
fn differences(cluster: &Cluster, before: &Numbers, then: &Numbers) -> Vec<String> {
    let mut said = Vec::new();
    let parts = [
        ("redirected I/O", then.redirect_beside(before), &before.redirect, &then.redirect),
        ("live migration", then.migration_beside(before), &before.migration, &then.migration),
    ];
    for (what, times, before, then) in parts {
        if let (None, Some(then)) = (before, then) {
            said.push(format!("{what} gets {}, and what it gets as it is is not known", range(then)));
        }
        if let (Some(times), Some(before), Some(then)) = (times, before, then)
            && is_another(&times)
        {
            said.push(format!(
                "{what} gets {} instead of {}, {} as much",
                range(then),
                range(before),
                range(&times)
            ));
        }
    }
    if let (Some(before), Some(then)) = (&before.drain, &then.drain)
        && (before.low, before.high) != (then.low, then.high)
    {
        said.push(format!("the drain takes {} instead of {}", range(then), range(before)));
    }
    let moves = [
        ("redirected I/O", &before.redirect_networks, &then.redirect_networks),
        ("live migration", &before.migration_networks, &then.migration_networks),
    ];
    for (what, before, then) in moves {
        if before != then {
            said.push(format!(
                "{what} goes over {} then, not over {}",
                of(cluster, then),
                of(cluster, before)
            ));
        }
    }
    said
}

fn is_another(times: &Range) -> bool {
    times.high > 1.01 || times.low < 0.99
}

fn of(cluster: &Cluster, networks_of: &BTreeSet<NetworkId>) -> String {
    let all: Vec<NetworkId> = networks_of.iter().copied().collect();
    let names = networks(cluster, &all);
    if names.is_empty() { "no network".to_owned() } else { list_of(&names, names.len()) }
}

fn carried(what: Carries) -> &'static str {
    match what {
        Carries::Csv => "traffic of shared volumes",
        Carries::LiveMigration => "live migration",
        Carries::ClusterMessages => "messages of the cluster",
        Carries::Heartbeats => "heartbeats",
        Carries::Clients => "clients",
        Carries::NotOfTheCluster => "nothing of the cluster, and what else it is for is not in the numbers",
    }
}

/// What is missing, and the command that tells it.
pub fn faster_unknown(cluster: &Cluster, unknown: &Unknown) -> (Said, Option<&'static str>) {
    // Windows Server 2008 R2 has no such command.
    let is_new = cluster.windows.version != Some(WindowsVersion::V2008R2);
    match unknown {
        Unknown::Speeds(slow) => {
            let names = networks(cluster, slow);
            let message = format!(
                "class or speed of {} is not known; --set speed:NETWORK=1 states it",
                list_of(&names, names.len())
            );
            (
                Said::new("links_unknown", message).with("networks", Fact::from(names)),
                is_new.then_some("Get-SmbClientNetworkInterface on every node"),
            )
        }
        Unknown::NoNode => {
            let message = "no node is named, so nothing tells how long draining it takes";
            (Said::new("no_node", message), Some("--node NODE"))
        }
        Unknown::Guests => {
            let message =
                "the guests of the node were not captured, so nothing tells how long draining it takes";
            (Said::new("guests_not_captured", message), Some("Get-VM on every node"))
        }
    }
}
