//! What is worse between two nodes than it was.

use super::outcome::Key;
use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{Choice, Traffic};
use crate::model::{LinkClass, NetworkId, NodeId, Role};

/// The bit of a network.
pub(super) fn bit(network: NetworkId) -> u128 {
    1_u128.checked_shl(u32::try_from(network.place()).unwrap_or(u32::MAX)).unwrap_or_default()
}

/// The networks of a choice, a bit each. What a loss does not take of them changes nothing.
pub(super) fn used(choice: &Choice) -> u128 {
    choice.networks.iter().fold(0, |bits, network| bits | bit(*network))
}

/// What is worse of one kind of traffic between two nodes: the worst, or nothing.
pub(super) fn compare(
    reach: &Reach<'_>,
    traffic: Traffic,
    ends: (NodeId, NodeId),
    before: &Choice,
    after: &Choice,
) -> Option<Key> {
    let (none, client) = match traffic {
        Traffic::Cluster => (Key::NoPath, Key::ClusterOnClient),
        Traffic::Csv => (Key::CsvNone, Key::CsvOnClient),
        Traffic::LiveMigration => (Key::MigrationNone, Key::MigrationOnClient),
    };
    if before.networks.is_empty() {
        return None;
    }
    if after.networks.is_empty() {
        return Some(none);
    }
    if is_on_client(reach, after) && !is_on_client(reach, before) {
        return Some(client);
    }
    if traffic == Traffic::Csv { weaker(reach, ends, before, after) } else { None }
}

fn is_on_client(reach: &Reach<'_>, choice: &Choice) -> bool {
    choice.networks.iter().any(|&network| reach.network(network).role == Some(Role::ClusterAndClient))
}

/// Of CSV traffic that has a way and kept off client networks.
fn weaker(reach: &Reach<'_>, ends: (NodeId, NodeId), before: &Choice, after: &Choice) -> Option<Key> {
    if let (Some(before), Some(after)) = (kind(reach, ends, before), kind(reach, ends, after))
        && (after.0 < before.0 || after.1 < before.1)
    {
        return Some(Key::CsvSlower);
    }
    let fewer = parallel(after)? < parallel(before)?;
    fewer.then_some(Key::CsvFewer)
}

/// The class and speed of the weakest network in use; of a routed path, whose two ends differ, nothing is said.
fn kind(reach: &Reach<'_>, ends: (NodeId, NodeId), choice: &Choice) -> Option<(LinkClass, f64)> {
    if choice.routed {
        return None;
    }
    let mut weakest: Option<(LinkClass, f64)> = None;
    for &network in &choice.networks {
        let link = reach.link(network, Ends::Pair(ends.0, ends.1))?;
        let (class, gbps) = weakest.unwrap_or((link.class, link.gbps));
        weakest = Some((class.min(link.class), gbps.min(link.gbps)));
    }
    weakest
}

/// How many networks work in parallel; `None` where the networks are possibilities or the ends of one path.
fn parallel(choice: &Choice) -> Option<usize> {
    (choice.determined && !choice.routed).then_some(choice.networks.len())
}
