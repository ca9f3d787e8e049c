//! Whose I/O it is, in sentences.

use super::fact::Said;
use super::lists::list;
use crate::engine::attribute::{Attribution, Basis, Flow, NodeIo, Range, Unknown, VolumeIo};
use crate::model::{Cluster, NodeId};
use crate::visible::shown;

/// What one node did with a volume.
pub fn node_io(cluster: &Cluster, found: &Attribution, volume: &VolumeIo, io: &NodeIo) -> String {
    let name = &found.hosts[io.host].name;
    let own = match flow(&io.own) {
        Some(own) => format!("{name} did {own} itself"),
        None => match flow(&io.at_disk) {
            Some(disk) => format!("the disk of {name} shows {disk}, and whose it is cannot be told"),
            None => format!("what {name} did itself cannot be told"),
        },
    };
    let Some(crossing) = &io.crossing else {
        return shown(format!("{own}, as coordinator without the network"));
    };
    let names: Vec<&str> = crossing.networks.iter().map(|n| cluster.networks[*n].name.as_str()).collect();
    let over = match (names.as_slice(), crossing.determined) {
        ([], _) => String::new(),
        (_, true) => format!(" over {}", names.join(" + ")),
        (_, false) => format!(" over {}", names.join(" or ")),
    };
    let to = volume.coordinator.map_or("the coordinator", |node| cluster.nodes[node].name.as_str());
    shown(match flow(&crossing.flow) {
        _ if is_nothing(&crossing.flow) => format!("{own}, nothing of it through {to}"),
        Some(amount) => format!("{own}, and {amount} of it crossed to {to}{over}"),
        None => own,
    })
}

/// What passed through the coordinator of a volume.
pub fn volume_io(cluster: &Cluster, volume: &VolumeIo) -> String {
    let name = &volume.name;
    if volume.basis == Basis::Nothing {
        return shown(format!("no counters are of {name}"));
    }
    let Some(coordinator) = volume.coordinator.map(|node| &cluster.nodes[node].name) else {
        return shown(format!(
            "the coordinator of {name} is not known, so nothing is said of what passed through it"
        ));
    };
    let through = volume.through.as_ref();
    let measured = through.and_then(|through| flow(&through.measured));
    let expected = through.and_then(|through| flow(&through.expected));
    shown(match (measured, expected) {
        (Some(_), None) if through.is_some_and(|through| is_nothing(&through.measured)) => {
            format!("nothing passed through {coordinator} for other nodes")
        }
        (Some(measured), None) => format!("{measured} passed through {coordinator} for other nodes"),
        (Some(measured), Some(expected)) => format!(
            "the disk of {coordinator} shows {measured} beyond its own, the other nodes sent {expected} to it"
        ),
        (None, Some(_)) if through.is_some_and(|through| is_nothing(&through.expected)) => {
            format!("the other nodes sent nothing to {coordinator}")
        }
        (None, Some(expected)) => format!("the other nodes sent {expected} to {coordinator}"),
        (None, None) => format!("what passed through {coordinator} for other nodes cannot be told"),
    })
}

fn is_nothing(flow: &Flow) -> bool {
    let is_zero = |range: Option<Range>| range.is_none_or(|range| range.high < 0.5 && range.low > -0.5);
    flow.is_known() && is_zero(flow.operations) && is_zero(flow.bytes)
}

/// `867 operations/s and 54.2 MB/s`; `None` where nothing is known.
pub fn flow(flow: &Flow) -> Option<String> {
    let operations = flow.operations.map(|range| format!("{} operations/s", from_to(range, number)));
    let bytes = flow.bytes.map(|range| format!("{}/s", from_to(range, bytes)));
    match (operations, bytes) {
        (Some(operations), Some(bytes)) => Some(format!("{operations} and {bytes}")),
        (one, other) => one.or(other),
    }
}

/// A range of which both ends look alike is one number.
pub fn from_to(range: Range, text: impl Fn(f64) -> String) -> String {
    let (low, high) = (text(range.low), text(range.high));
    if low == high { low } else { format!("{low} to {high}") }
}

/// `1,492`; below ten with one digit behind the point.
pub fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 9.95 {
        return format!("{value:.1}").replace("-0.0", "0.0");
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

/// `54.2 MB`, in powers of 1024 as Windows counts.
pub fn bytes(value: f64) -> String {
    let units = ["bytes", "KB", "MB", "GB", "TB", "PB"];
    let mut value = value;
    let mut unit = 0;
    while value.abs() >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    let digits =
        if unit == 0 || value.abs() >= 99.95 { format!("{value:.0}") } else { format!("{value:.1}") };
    format!("{digits} {}", units[unit])
}

/// What cannot be told, and what would tell it, where anything does.
pub fn attribute_unknown(cluster: &Cluster, unknown: &Unknown) -> (Said, Option<String>) {
    let node = |node: &NodeId| cluster.nodes[*node].name.as_str();
    let none = |said: Said| (said, None);
    let with = |said: Said, collect: &str| (said, Some(collect.to_owned()));
    match unknown {
        Unknown::NoCounters => with(
            Said::new("no_counters", "there are no performance counters in the input"),
            "Get-Counter, typeperf or relog -f csv, of every node",
        ),
        Unknown::NodesNotCaptured => with(
            Said::new(
                "nodes_not_captured",
                "the nodes of the cluster were not captured: each host may be one, and there may be others",
            ),
            "Get-ClusterNode",
        ),
        Unknown::NetworksNotCaptured => with(
            Said::new(
                "networks_not_captured",
                "networks were not captured: over which one I/O crossed cannot be told",
            ),
            "Get-ClusterNetwork and Get-ClusterNetworkInterface",
        ),
        Unknown::NodesMissing(nodes) => {
            let names: Vec<&str> = nodes.iter().map(node).collect();
            let message = format!(
                "no counters of {}: what they did is in no figure but their coordinator's",
                list(&names)
            );
            with(Said::new("nodes_missing", message).with("nodes", names), "the same counters on every node")
        }
        Unknown::HostNotInCluster(host) => {
            let message = format!("{host} is no node of the cluster: its counters are not used");
            with(
                Said::new("host_not_in_cluster", message).with("host", host.as_str()),
                "the option storage, where it is the storage itself",
            )
        }
        Unknown::StorageMissing(host) => {
            let message = format!("no counters are of {host}, which is to be the storage");
            none(Said::new("storage_missing", message).with("host", host.as_str()))
        }
        Unknown::NoOverlap(host) => {
            let message = format!(
                "the counters of {host} are of another time than those of the others: they are not used"
            );
            none(Said::new("no_overlap", message).with("host", host.as_str()))
        }
        Unknown::Offset { host, other, milliseconds } => {
            let seconds = *milliseconds as f64 / 1000.0;
            let (amount, when) = (number(seconds.abs()), if seconds < 0.0 { "before" } else { "after" });
            let message = format!(
                "the samples of {host} come about {amount} s {when} those of {other}: their clocks differ, or they began apart; \
                 intervals are matched by what they have in common"
            );
            let said = Said::new("clocks_differ", message);
            none(said.with("host", host.as_str()).with("other", other.as_str()).with("seconds", seconds))
        }
        Unknown::ZoneUnknown(hosts) => {
            let message = format!(
                "the times of {} do not tell their zone: all times are taken to be of one",
                list(hosts)
            );
            with(
                Said::new("zone_unknown", message).with("hosts", hosts.clone()),
                "relog -f csv, which writes the zone",
            )
        }
        Unknown::DatesAssumed(hosts) => {
            let message = format!(
                "the dates of {} are read as month, day, year, and could as well be day, month, year",
                list(hosts)
            );
            none(Said::new("dates_assumed", message).with("hosts", hosts.clone()))
        }
        Unknown::Gaps(host, count) => {
            let gaps = if *count == 1 { "a gap".to_owned() } else { format!("{count} gaps") };
            let message = format!("the samples of {host} have {gaps}, in which nothing is counted");
            none(Said::new("gaps", message).with("host", host.as_str()).with("count", *count))
        }
        Unknown::Resets(host, count) => {
            let samples = if *count == 1 { "one sample".to_owned() } else { format!("{count} samples") };
            let message =
                format!("{samples} of {host} with an impossible rate left out: a counter was reset");
            none(Said::new("resets", message).with("host", host.as_str()).with("count", *count))
        }
        Unknown::OneSample(host) => {
            let message = format!("{host} has one sample, which is taken to be over the second before it");
            with(
                Said::new("one_sample", message).with("host", host.as_str()),
                "Get-Counter -SampleInterval 5 -MaxSamples 60",
            )
        }
        Unknown::CoordinatorUnknown(volume) => {
            let message = format!(
                "the coordinator of {volume} is not known: which I/O passed through it cannot be told, and a disk of that \
                 number on another node may be another disk"
            );
            with(
                Said::new("coordinator_unknown", message).with("volume", volume.as_str()),
                "Get-ClusterSharedVolume",
            )
        }
        Unknown::DiskUnknown(volume) => {
            let message = format!(
                "nothing tells which disk of the coordinator {volume} is: what reached it cannot be held against it"
            );
            with(
                Said::new("disk_unknown", message).with("volume", volume.as_str()),
                "the option disk, with the number that Get-Disk shows on the node",
            )
        }
        Unknown::OnlyDisks { volume, nodes } => {
            let (they, show) = if nodes.len() == 1 { ("it", "shows") } else { ("they", "show") };
            let message = format!(
                "{} {show} nothing on {volume}, so {they} did nothing or went through the coordinator: how much of its \
                 figure is whose cannot be told from disks alone",
                list(nodes)
            );
            with(
                Said::new("only_disks", message).with("volume", volume.as_str()).with("nodes", nodes.clone()),
                "the counters of Hyper-V Virtual Storage Device, which count what each guest does",
            )
        }
        Unknown::ModeUnknown { volume, node } => {
            let message =
                format!("whether {node} reaches {volume} directly or by block redirection is not known");
            with(
                Said::new("mode_unknown", message)
                    .with("volume", volume.as_str())
                    .with("node", node.as_str()),
                "Get-ClusterSharedVolumeState",
            )
        }
        Unknown::ModeContradicts { volume, node } => {
            let message = format!(
                "{node} reached {volume} directly when it was captured, and its counters show redirected I/O"
            );
            none(
                Said::new("mode_contradicts", message)
                    .with("volume", volume.as_str())
                    .with("node", node.as_str()),
            )
        }
        Unknown::CoordinatorRedirected { volume, node } => {
            let message = format!(
                "{node} is the coordinator of {volume} in the capture and has redirected I/O itself: another node was it \
                 for a while"
            );
            none(
                Said::new("coordinator_redirected", message)
                    .with("volume", volume.as_str())
                    .with("node", node.as_str()),
            )
        }
        Unknown::NoBytes(volume) => {
            let message = format!("only operations of {volume} are counted: bytes cannot be told");
            with(
                Said::new("no_bytes", message).with("volume", volume.as_str()),
                "the counters Read Bytes/sec and Write Bytes/sec",
            )
        }
        Unknown::OnlyTotal(host) => {
            let message = format!(
                "of {host} only the total of all volumes was collected: whose volume it is cannot be told"
            );
            with(
                Said::new("only_total", message).with("host", host.as_str()),
                "the counters of every instance, with (*)",
            )
        }
        Unknown::OnlyOne { volume, instance } => {
            let volume = cluster.volume(*volume).name.as_str();
            let message =
                format!("the counters of {instance} are taken for those of {volume}: there is one of each");
            none(Said::new("only_one", message).with("volume", volume).with("instance", instance.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_for_people() {
        assert_eq!(
            [0.0, 0.04, 5.25, 9.96, 867.4, 1492.0, 1_234_567.0, -77.0].map(number),
            ["0", "0.0", "5.2", "10", "867", "1,492", "1,234,567", "-77"]
        );
        assert_eq!(
            [0.0, 512.0, 2048.0, 56_833_000.0, 2e9, 200.0 * 1024.0 * 1024.0].map(bytes),
            ["0 bytes", "512 bytes", "2.0 KB", "54.2 MB", "1.9 GB", "200 MB"]
        );
        assert_eq!(from_to(Range { low: 0.0, high: 1492.3 }, number), "0 to 1,492");
        assert_eq!(from_to(Range { low: 714.9, high: 715.1 }, number), "715");
    }
}
