//! What a drain goes by: what was stated, else what hosts and cluster are set to, else what Windows does.

use super::{Asked, Doubt, Stays};
use crate::engine::estimate::migration::AtOnce;
use crate::engine::estimate::range::Source;
use crate::model::{Cluster, Guest, GuestState, MigrationPerformance, SmbLimit, WindowsVersion};

/// How memory is carried: as stated, as the host is set, else as its Windows does by default.
pub(super) fn option(
    cluster: &Cluster,
    asked: &Asked,
    doubts: &mut Vec<Doubt>,
) -> (MigrationPerformance, Source) {
    if let Some(stated) = asked.option {
        return (stated, Source::Stated);
    }
    let host = asked.node.and_then(|node| cluster.host(node));
    // The two options besides TCP/IP came with Windows Server 2012 R2.
    if cluster.windows.version.is_some_and(|version| version < WindowsVersion::V2012R2) {
        return (MigrationPerformance::TcpIp, Source::Version);
    }
    if let Some(set) = host.and_then(|host| host.performance) {
        return (set, Source::Hosts);
    }
    doubts.push(Doubt::OptionNotCaptured(MigrationPerformance::Compression));
    (MigrationPerformance::Compression, Source::Default)
}

/// How many at once: as stated, as the cluster says, as the host says, else what Windows does by default.
pub(super) fn at_once(cluster: &Cluster, asked: &Asked, doubts: &mut Vec<Doubt>) -> AtOnce {
    if let Some(stated) = asked.parallel {
        if stated > 1 && cluster.windows.version == Some(WindowsVersion::V2008R2) {
            doubts.push(Doubt::OneAtATime);
        }
        return AtOnce::exactly(stated, Source::Stated);
    }
    if cluster.windows.version == Some(WindowsVersion::V2008R2) {
        doubts.push(Doubt::OneAtATime);
        return AtOnce::exactly(1, Source::Version);
    }
    let of_cluster = cluster.settings.maximum_parallel_migrations.filter(|count| *count > 0);
    let host = asked.node.and_then(|node| cluster.host(node));
    let of_host = host.and_then(|host| host.maximum_migrations).filter(|count| *count > 0);
    match (of_cluster, of_host) {
        (Some(count), _) => AtOnce::exactly(count, Source::Settings),
        (None, Some(count)) => AtOnce::exactly(count, Source::Hosts),
        (None, None) => {
            doubts.push(Doubt::AtOnceNotCaptured);
            AtOnce { low: DEFAULT_AT_ONCE, high: None, source: Source::NotCaptured }
        }
    }
}

/// What Hyper-V does unless it is told otherwise (<https://learn.microsoft.com/powershell/module/hyper-v/set-vmhost>).
const DEFAULT_AT_ONCE: u32 = 2;

/// The limit of the host that sends; it binds SMB alone.
pub(super) fn limit(
    cluster: &Cluster,
    asked: &Asked,
    option: MigrationPerformance,
    doubts: &mut Vec<Doubt>,
) -> Option<u64> {
    if option != MigrationPerformance::Smb {
        return None;
    }
    let host = asked.node.and_then(|node| cluster.host(node));
    match host.and_then(|host| host.smb_migration_limit) {
        Some(SmbLimit::BytesPerSecond(bytes)) => Some(bytes).filter(|bytes| *bytes > 0),
        Some(SmbLimit::Unlimited) => None,
        None => {
            let sets_one = cluster.settings.set_smb_bandwidth_limit == Some(1);
            let factor = cluster.settings.smb_bandwidth_limit_factor.filter(|_| sets_one);
            doubts.push(Doubt::LimitNotCaptured(factor));
            None
        }
    }
}

/// A guest with its memory in bytes, and one of which none moves.
type Found = (Vec<(String, u64)>, Vec<(String, Stays)>);

/// The guests that move with their memory, the largest first, and the others.
pub(super) fn guests(cluster: &Cluster, asked: &Asked, doubts: &mut Vec<Doubt>) -> Found {
    let (mut moved, mut others) = (asked.guests.clone(), Vec::new());
    if asked.guests.is_empty() {
        let host = asked.node.and_then(|node| cluster.host(node));
        let Some(known) = host.and_then(|host| host.guests.as_ref()) else {
            doubts.push(Doubt::GuestsNotCaptured);
            return Found::default();
        };
        for guest in known {
            match stays(guest) {
                Some(why) => others.push((guest.name.clone(), why)),
                None => moved.push((guest.name.clone(), guest.memory.unwrap_or_default())),
            }
        }
        let unknown = others.iter().filter(|(_, why)| *why == Stays::MemoryUnknown).count();
        if unknown > 0 {
            doubts.push(Doubt::MemoryNotCaptured(unknown));
        }
    }
    moved.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    (moved, others)
}

fn stays(guest: &Guest) -> Option<Stays> {
    match (guest.clustered, guest.state, guest.memory) {
        (Some(false), ..) => Some(Stays::NotClustered),
        (_, Some(GuestState::Off | GuestState::Saved), _) | (_, None, Some(0)) => Some(Stays::NoMemory),
        // What runs has memory, whatever was captured.
        (.., None | Some(0)) => Some(Stays::MemoryUnknown),
        _ => None,
    }
}
