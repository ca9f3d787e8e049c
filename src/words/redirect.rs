//! The rehearsal of redirected volumes, in sentences.

use super::estimate::{amount, range};
use super::fact::{Fact, Said};
use super::lists::{list, list_of, names, networks};
use crate::engine::estimate::redirect::{Load, Shared, With};
use crate::engine::estimate::redirect_rests_on::{Assumed, Unknown};
use crate::engine::estimate::{Range, Unit};
use crate::model::{Cluster, NetworkId, VolumeId, WindowsVersion};
use crate::visible::shown;

/// What lands on a network, and what it shares it with.
pub fn redirect_network(cluster: &Cluster, shared: &Shared, volumes: &[VolumeId], pairs: usize) -> String {
    let name = &cluster.networks[shared.network].name;
    let of = match (volumes.len(), pairs) {
        (0, 0) => "redirected I/O of every node".to_owned(),
        (0, pairs) => format!("redirected I/O between {}", counted(pairs, "pair of nodes", "pairs of nodes")),
        (1, pairs) => format!("{} from {}", volume(cluster, volumes[0]), counted(pairs, "node", "nodes")),
        (of, pairs) => format!("{of} volumes between {}", counted(pairs, "pair of nodes", "pairs of nodes")),
    };
    let rate = shared.rate.as_ref().map(|rate| format!(", {}", range(rate))).unwrap_or_default();
    let with: Vec<&str> = shared.with.iter().map(|with| word(*with)).collect();
    let with = if with.is_empty() { String::new() } else { format!("; shared with {}", list(&with)) };
    shown(format!("{name} carries {of}{rate}{with}"))
}

fn word(with: With) -> &'static str {
    match with {
        With::Heartbeats => "heartbeats",
        With::ClusterMessages => "cluster messages",
        With::LiveMigration => "live migration",
        With::Clients => "clients",
    }
}

/// What lands on a link, and how full that makes it.
pub fn redirect_load(cluster: &Cluster, load: &Load) -> String {
    let link = link(cluster, load);
    let paths = counted(load.paths, "path", "paths");
    let part = range(&load.part);
    let said = match (&load.rate, &load.share, &load.capacity) {
        (Some(rate), Some(share), Some(capacity)) => {
            format!("{}, {} of {} in one direction", range(rate), range(share), range(capacity))
        }
        (Some(rate), ..) => format!("{}, of a capacity that is not known", range(rate)),
        (None, _, Some(capacity)) => format!("{part} of all redirected paths, over {}", range(capacity)),
        (None, ..) => format!("{part} of all redirected paths"),
    };
    let missing = match load.without_rate {
        some if some > 0 && load.rate.is_some() => {
            format!("; {} without a rate not counted", counted(some, "path", "paths"))
        }
        _ => String::new(),
    };
    shown(format!("{link}: {paths}, {said}{missing}"))
}

/// The link that is full first, and when.
pub fn redirect_saturated(cluster: &Cluster, load: &Load, share: &Range) -> String {
    let link = link(cluster, load);
    let least = if load.without_rate > 0 { "at least " } else { "" };
    let taken = range(share);
    shown(match (share.low, share.high) {
        (low, _) if low > 1.0 => format!("{link} is too small: the I/O needs {least}{taken} of it"),
        (_, high) if high > 1.0 => format!("{link} may be too small: the I/O takes {least}{taken} of it"),
        (low, high) => {
            let times = format!("{} to {}", times(1.0 / high), times(1.0 / low));
            format!(
                "{link} is full first: the I/O takes {least}{taken} of it, and may grow to {times} times that"
            )
        }
    })
}

fn times(number: f64) -> String {
    amount(number / 100.0, Unit::Share).trim_end_matches(" %").to_owned()
}

fn link(cluster: &Cluster, load: &Load) -> String {
    let network = &cluster.networks[load.network].name;
    match load.node {
        Some(node) => format!("{} on {network}", cluster.nodes[node].name),
        None => network.clone(),
    }
}

fn volume(cluster: &Cluster, volume: VolumeId) -> &str {
    &cluster.volume(volume).name
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What the rehearsal takes for granted.
pub fn redirect_assumed(cluster: &Cluster, assumed: &Assumed) -> Said {
    let said = |key, of: &[NetworkId], message: String| {
        let names = Vec::from_iter(networks(cluster, of));
        Said::new(key, message).with("networks", names)
    };
    match assumed {
        Assumed::SpreadAlike(of) => said(
            "spread_alike",
            of,
            format!("SMB Multichannel spreads its data over equal adapters alike: {}", names(cluster, of)),
        ),
        Assumed::AnyOf(of) => said(
            "any_of",
            of,
            format!(
                "any of {} may carry all or nothing of it, so each is counted from none to all",
                names(cluster, of)
            ),
        ),
        Assumed::RatesStay => Said::new(
            "rates_stay",
            "the nodes read and write as much as was stated, though redirected I/O waits longer",
        ),
        Assumed::ReadsUnknown => Said::new(
            "reads_unknown",
            "reads come in and writes go out, and the rates do not tell them apart: from half of a rate to all of it \
             goes in one direction",
        ),
    }
}

/// What is missing for a number, and the command or option that tells it.
pub fn redirect_unknown(cluster: &Cluster, unknown: &Unknown) -> (Said, Option<&'static str>) {
    let is_old = cluster.windows.version == Some(WindowsVersion::V2008R2);
    let counter = counters(cluster.windows.version);
    let of_volumes = |key, of: &[VolumeId], what: &str| {
        let names: Vec<&str> = of.iter().map(|&id| volume(cluster, id)).collect();
        Said::new(key, format!("{what}: {}", list(&names))).with("volumes", Fact::from(names))
    };
    match unknown {
        Unknown::Rates => (
            Said::new(
                "rates_not_stated",
                "how much the nodes read and write was not stated with the option io: shares of paths only",
            ),
            Some(counter),
        ),
        Unknown::RatesOf(count) => (
            Said::new(
                "rates_missing",
                format!(
                    "{} no rate, and counted for nothing in rates and shares",
                    has(*count, "path", "paths")
                ),
            )
            .with("paths", *count),
            Some(counter),
        ),
        Unknown::Links(of) => {
            let all = networks(cluster, of);
            let message = format!(
                "the speed of {} is not known: how much it gets through cannot be told",
                list_of(&all, all.len())
            );
            let said = Said::new("links_unknown", message).with("networks", Fact::from(all));
            // Windows Server 2008 R2 has no such command.
            let command = if is_old {
                "the option set tells it, as in speed:NETWORK=1"
            } else {
                "Get-SmbClientNetworkInterface on every node"
            };
            (said, Some(command))
        }
        Unknown::Modes(of) => (
            of_volumes(
                "modes_unknown",
                of,
                "whether these volumes, which are not asked for, are redirected is not known",
            ),
            Some("Get-ClusterSharedVolumeState"),
        ),
        Unknown::Coordinators(of) => (
            of_volumes(
                "coordinators_unknown",
                of,
                "the coordinator is not known, nor where the I/O would go",
            ),
            Some("Get-ClusterSharedVolume"),
        ),
        Unknown::Held(of) => {
            (of_volumes("volumes_held", of, "paused or not reachable, so that nothing is redirected"), None)
        }
        Unknown::NoWay(count) => (
            Said::new("no_way", format!("{} no network to the coordinator", has(*count, "path", "paths")))
                .with("paths", *count),
            None,
        ),
    }
}

/// Where a node's own I/O on a volume is counted: since 2016 in one place, before that where it goes; of 2008 R2 only disks
/// are counted.
fn counters(version: Option<WindowsVersion>) -> &'static str {
    match version {
        Some(WindowsVersion::V2008R2) => {
            "Get-Counter '\\PhysicalDisk(*)\\Disk Bytes/sec' on every node measures its disks"
        }
        Some(WindowsVersion::V2012 | WindowsVersion::V2012R2) => {
            "Get-Counter -ListSet 'Cluster CSV File System' on every node names what measures it"
        }
        _ => {
            "Get-Counter '\\Cluster CSVFS(*)\\Read Bytes/sec', '\\Cluster CSVFS(*)\\Write Bytes/sec' \
             on every node measures it"
        }
    }
}

fn has(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", counted(count, one, many), if count == 1 { "has" } else { "have" })
}
