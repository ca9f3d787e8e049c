//! Draining a node, in sentences.

use super::estimate::{amount, range};
use super::fact::Said;
use super::lists::{list, names, networks};
use crate::engine::estimate::drain::{Beside, Doubt, Drain, Failure, Stays, Way};
use crate::engine::estimate::{Range, Unit};
use crate::model::{Cluster, MigrationPerformance, NetworkId, NodeId, WindowsVersion};
use crate::visible::shown;

/// As the parameter of `Set-VMHost` calls it.
pub fn migration_option(option: MigrationPerformance) -> &'static str {
    match option {
        MigrationPerformance::TcpIp => "TCP/IP",
        MigrationPerformance::Compression => "compression",
        MigrationPerformance::Smb => "SMB",
    }
}

/// What draining a node takes.
pub fn drain(cluster: &Cluster, found: &Drain) -> String {
    let count = found.guests.len();
    let what = match count {
        0 => "no guest is known that moves with its memory".to_owned(),
        _ => format!("{count} {} with {} of memory", guests(count), amount(found.bytes as f64, Unit::Bytes)),
    };
    let over = over(cluster, &found.ways);
    let how = match (count, &found.duration) {
        (0, _) => String::new(),
        (1, Some(duration)) => format!(" in {}", range(duration)),
        (_, Some(duration)) => format!(", {} at once, in {}", at_once(found), range(duration)),
        (_, None) => ", in a time that nobody can tell".to_owned(),
    };
    shown(format!("{what}{over}{how}"))
}

/// `2`, `2 to 18`, as many as there are guests at most.
fn at_once(found: &Drain) -> String {
    let most = u32::try_from(found.guests.len()).unwrap_or(u32::MAX);
    let (low, high) = (found.at_once.low.min(most), found.at_once.high.map_or(most, |high| high.min(most)));
    if low == high { low.to_string() } else { format!("{low} to {high}") }
}

/// ` over A and B to N2`, for each way.
fn over(cluster: &Cluster, ways: &[Way]) -> String {
    let several = ways.len() > 1;
    let way = |way: &Way| {
        let over = match (way.networks.is_empty(), way.determined) {
            (true, _) => "no network".to_owned(),
            (false, true) => names(cluster, &way.networks),
            (false, false) => format!("one of {}", names(cluster, &way.networks)),
        };
        let to: Vec<&str> = way.to.iter().map(|&node| cluster.nodes[node].name.as_str()).collect();
        if several { format!("over {over} to {}", list(&to)) } else { format!("over {over}") }
    };
    match ways {
        [] => String::new(),
        ways => format!(" {}", ways.iter().map(way).collect::<Vec<_>>().join(", ")),
    }
}

/// How long the same takes without what was set or taken away.
pub fn drain_before(cluster: &Cluster, before: &Drain, now: &Drain) -> String {
    let over = over(cluster, &before.ways);
    let over = over.trim_start();
    let took = match (&before.duration, &now.duration) {
        (Some(before), Some(now)) => {
            let times = Range::new(before.low / now.low, before.high / now.high, Unit::Times, Vec::new());
            let said = match () {
                () if times.high < 0.95 => format!("{} as long", range(&times)),
                () if times.low > 1.05 => format!("{} as long", range(&times)),
                () => "as long".to_owned(),
            };
            format!("{}: {said}", range(before))
        }
        (Some(before), None) => range(before),
        (None, _) => "nobody can tell how long".to_owned(),
    };
    shown(format!("as it is, {over}, {took}"))
}

/// What else uses a network of the ways.
pub fn drain_beside(cluster: &Cluster, network: NetworkId, with: &[Beside]) -> String {
    let name = &cluster.networks[network].name;
    let all: Vec<&str> = with.iter().map(|&what| beside(what)).collect();
    shown(match all.is_empty() {
        true => format!("{name} carries nothing else of the cluster"),
        false => format!("{name} also carries {}", list(&all)),
    })
}

/// What is left when a network fails on the way.
pub fn drain_failure(cluster: &Cluster, failure: &Failure) -> String {
    let name = &cluster.networks[failure.network].name;
    let lost: Vec<&Way> = failure.ways.iter().filter(|way| way.networks.is_empty()).collect();
    let lost_to: Vec<&str> =
        lost.iter().flat_map(|way| &way.to).map(|&n| cluster.nodes[n].name.as_str()).collect();
    let happens = match (lost.len(), failure.ways.len()) {
        (_, 0) => "there is no other node to move to".to_owned(),
        (lost, all) if lost == all => "live migration has no network left, and the guests stay".to_owned(),
        (0, _) => format!("guests go on{}", over(cluster, &failure.ways)),
        _ => format!("there is no network left to {}", list(&lost_to)),
    };
    let slower = match (&failure.duration, &failure.slower) {
        (Some(duration), Some(slower)) if slower.high > 1.05 => {
            format!(": all of them take {}, {} as long", range(duration), range(slower))
        }
        (Some(_), Some(_)) => ", as fast as before".to_owned(),
        _ => String::new(),
    };
    shown(format!("if {name} fails on the way, {happens}{slower}"))
}

/// Why no memory of a guest moves.
pub fn stays(name: &str, why: Stays) -> String {
    let why = match why {
        Stays::NoMemory => "is off or saved: its role moves, and nothing is sent",
        Stays::NotClustered => "is no role of the cluster and stays on the node",
        Stays::MemoryUnknown => "moves, but how much memory it has was not captured",
    };
    shown(format!("{name} {why}"))
}

/// What uses a network besides live migration.
fn beside(what: Beside) -> &'static str {
    match what {
        Beside::Heartbeats => "heartbeats",
        Beside::ClusterMessages => "messages of the cluster",
        Beside::CsvMetadata => "metadata of shared volumes (their data when they are redirected)",
        Beside::CsvData => "data of redirected volumes",
        Beside::Storage => "data of Storage Spaces Direct",
        Beside::Clients => "clients",
    }
}

/// What is not known, or taken for granted, and the command that tells it, where there is one.
pub fn drain_doubt(cluster: &Cluster, doubt: &Doubt) -> (Said, Option<&'static str>) {
    let of = |key, networks_of: &[NetworkId], message: String| {
        Said::new(key, message).with("networks", networks(cluster, networks_of))
    };
    // Windows Server 2008 R2 has no such command.
    let is_new = cluster.windows.version != Some(WindowsVersion::V2008R2);
    let adapters = is_new.then_some("Get-NetAdapter on every node");
    let nodes = |nodes: &[NodeId]| -> Vec<&str> {
        nodes.iter().map(|&node| cluster.nodes[node].name.as_str()).collect()
    };
    match doubt {
        Doubt::NodesNotCaptured => {
            let message = "the capture names no nodes: the answer holds for any of them";
            (Said::new("nodes_not_captured", message), Some("Get-ClusterNode"))
        }
        Doubt::GuestsNotCaptured => {
            let message = "which guests the node has was not captured, so nothing tells how long they take";
            (Said::new("guests_not_captured", message), Some("Get-VM on every node"))
        }
        Doubt::MemoryNotCaptured(count) => {
            let message = format!(
                "the memory of {count} {} was not captured: it is not in the numbers",
                guests(*count)
            );
            (Said::new("memory_not_captured", message).with("guests", *count), Some("Get-VM on every node"))
        }
        Doubt::NoOtherNode => (Said::new("no_other_node", "no other node is up, so nothing can move"), None),
        Doubt::NoWay(to) => {
            let names = nodes(to);
            let message = match names.is_empty() {
                true => "live migration has no network".to_owned(),
                false => format!("live migration has no network to {}", list(&names)),
            };
            (Said::new("no_way", message).with("nodes", names), None)
        }
        Doubt::SpeedNotCaptured(slow) => {
            let message = format!(
                "the speed of {} is not known, so nothing tells how long it takes; --set speed:NETWORK=10 states it",
                names(cluster, slow)
            );
            (of("speed_not_captured", slow, message), adapters)
        }
        Doubt::ClassNotCaptured(unknown) => {
            let message = format!(
                "whether the adapters of {} have RSS or RDMA is not known: from neither to both is in the numbers",
                names(cluster, unknown)
            );
            (of("class_not_captured", unknown, message), Some("Get-SmbClientNetworkInterface on every node"))
        }
        Doubt::LinkFromMetric(read) => {
            let message =
                format!("class and speed of {} are read from the automatic metric", names(cluster, read));
            (of("link_from_metric", read, message), adapters)
        }
        Doubt::OptionNotCaptured(taken) => {
            let message = format!(
                "how hosts carry live migration was not captured: {} is taken, which is what Windows does by default",
                migration_option(*taken)
            );
            (Said::new("option_not_captured", message).with("option", migration_option(*taken)), GET_VM_HOST)
        }
        Doubt::AtOnceNotCaptured => {
            let message =
                "how many guests move at once was not captured: from 2, the default, to all of them";
            (Said::new("at_once_not_captured", message), GET_VM_HOST)
        }
        Doubt::OneAtATime => {
            let message = "Windows Server 2008 R2 moves one guest of a host at a time";
            (Said::new("one_at_a_time", message), None)
        }
        Doubt::LimitNotCaptured(factor) => {
            let message = match factor {
                Some(factor) => format!(
                    "bandwidth limits of SMB were not captured, and the cluster sets one: {} % of all adapters of a node",
                    f64::from(*factor) / 100.0
                ),
                None => "bandwidth limits of SMB were not captured: none is taken".to_owned(),
            };
            let said = Said::new("limit_not_captured", message);
            let said = match factor {
                Some(factor) => said.with("percent_of_adapters", f64::from(*factor) / 100.0),
                None => said,
            };
            (said, Some("Get-SmbBandwidthLimit on every node"))
        }
        Doubt::FasterThanMeasured => {
            let message = "how much one migration sends was measured on links up to 10 Gbit/s, with processors of 2012: \
                           faster ones send more";
            (Said::new("faster_than_measured", message), None)
        }
        Doubt::MayNotCompress => {
            let message = "memory compresses as it did where that was measured, and processors have time for it; what does not \
                 compress takes up to twice the longest time";
            (Said::new("may_not_compress", message), None)
        }
        Doubt::NothingElseSent => {
            let message =
                "the networks carry nothing else meanwhile; what they share leaves less to the guests";
            (Said::new("nothing_else_sent", message), None)
        }
    }
}

const GET_VM_HOST: Option<&str> = Some("Get-VMHost on every node");

fn guests(count: usize) -> &'static str {
    if count == 1 { "guest" } else { "guests" }
}
