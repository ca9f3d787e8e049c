//! CSV traffic since Windows Server 2012: SMB Multichannel takes the best class, then the best speed, and
//! uses equals in parallel (<https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs>).
//! The cluster metric does not steer it, and neither do SMB Multichannel constraints.

use super::choice::{Certainty, Choice};
use super::reach::{Ends, PairLink, PairLinkSource, Reach};
use super::reason::Reason;
use crate::model::{NetworkId, NodeId, Role};
use std::cmp::Ordering;
use std::collections::HashSet;

/// Chooses the networks between a node and the coordinator.
pub(super) fn choose(reach: &Reach<'_>, ends: Ends) -> Choice {
    let mut choice = Choice::default();
    let shared = reach.shared(ends);
    let (mut eligible, mut last_resort): (Vec<NetworkId>, Vec<NetworkId>) =
        shared.iter().partition(|&&n| reach.network(n).role == Some(Role::Cluster));
    match reach.cluster.settings.use_client_access_networks {
        Some(1) if !last_resort.is_empty() => {
            choice.add(Reason::ClientNetworksAllowed(last_resort.clone()));
            eligible.append(&mut last_resort);
        }
        Some(2) => choice.assume(Reason::ClientNetworksAutomatic),
        _ => {}
    }
    if eligible.is_empty() && !last_resort.is_empty() {
        choice.assume(Reason::ClientNetworksTaken(last_resort.clone()));
        eligible.append(&mut last_resort);
    }
    if eligible.is_empty() {
        route(reach, ends, &mut choice);
        return choice;
    }
    rank(reach, ends, eligible, &mut choice);
    if !last_resort.is_empty() {
        let last_resort = ordered(reach, ends, last_resort);
        choice.add(Reason::LastResort(last_resort.clone()));
        choice.failover.extend(last_resort);
    }
    choice
}

/// Splits the eligible networks into those in use and those that wait, if they can be compared.
fn rank(reach: &Reach<'_>, ends: Ends, eligible: Vec<NetworkId>, choice: &mut Choice) {
    if let [only] = eligible[..] {
        choice.add(Reason::OnlyNetworkThatQualifies(only));
        choice.bandwidth_gbps = reach.link(only, ends).and_then(|link| bandwidth(&[link]));
        choice.networks = eligible;
        return;
    }
    let links: Vec<Option<PairLink>> = eligible.iter().map(|&n| reach.link(n, ends)).collect();
    let unknown: Vec<NetworkId> =
        eligible.iter().zip(&links).filter(|(_, link)| link.is_none()).map(|(&n, _)| n).collect();
    if !unknown.is_empty() {
        choice.assume(Reason::LinksUnknown(unknown));
        choice.determined = false;
        choice.networks = eligible;
        return;
    }
    let mut ranked: Vec<(NetworkId, PairLink)> =
        eligible.into_iter().zip(links).filter_map(|(n, link)| Some((n, link?))).collect();
    ranked.sort_by(|(_, a), (_, b)| compare(a, b));
    let Some(best) = ranked.first().map(|(_, link)| *link) else { return };
    let equal = ranked.iter().take_while(|(_, link)| compare(link, &best).is_eq()).count();
    let (in_use, waiting) = ranked.split_at(equal);
    choice.networks = in_use.iter().map(|(n, _)| *n).collect();
    choice.failover = waiting.iter().map(|(n, _)| *n).collect();
    choice.bandwidth_gbps = bandwidth(&in_use.iter().map(|(_, link)| *link).collect::<Vec<_>>());
    choice.add(Reason::SmbPrefers(choice.networks.clone(), (&best).into()));
    if let Some((next, link)) = waiting.first() {
        choice.add(Reason::Waits(*next, link.into()));
    }
    match ranked.iter().map(|(_, link)| link.source).max_by_key(|source| *source as u8) {
        Some(PairLinkSource::Metric) => choice.add(Reason::LinksFromMetrics),
        Some(PairLinkSource::UnconfirmedMetric) => choice.assume(Reason::LinksFromUnconfirmedMetrics),
        Some(PairLinkSource::Adapters) | None => {}
    }
}

/// Best first: class, then speed.
fn compare(a: &PairLink, b: &PairLink) -> Ordering {
    b.class.cmp(&a.class).then(b.gbps.total_cmp(&a.gbps))
}

/// Networks by class and speed where known, else by metric.
fn ordered(reach: &Reach<'_>, ends: Ends, mut networks: Vec<NetworkId>) -> Vec<NetworkId> {
    networks.sort_by(|&a, &b| match (reach.link(a, ends), reach.link(b, ends)) {
        (Some(a), Some(b)) => compare(&a, &b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    networks
}

/// Sum of the links' speeds in Gbit/s; `None` when one is not known exactly.
pub(super) fn bandwidth(links: &[PairLink]) -> Option<f64> {
    let speeds = links.iter().map(|link| (link.gbps > 0.0).then_some(link.gbps * f64::from(link.nics)));
    speeds.sum()
}

/// No common network: since 2012 CSV traffic can be routed over client networks.
fn route(reach: &Reach<'_>, ends: Ends, choice: &mut Choice) {
    let Ends::Pair(a, b) = ends else { return };
    let clients = |node: NodeId| {
        let fits = move |n: &NetworkId| {
            reach.network(*n).role == Some(Role::ClusterAndClient) && reach.works_at(*n, node)
        };
        reach.order.iter().copied().filter(fits)
    };
    let mut pairs = clients(a).flat_map(|from| clients(b).map(move |to| (from, to)));
    // One and the same network joins the ends or is partitioned between them: no way leads over it.
    if let Some((from, to)) = pairs.find(|(from, to)| from != to) {
        choice.assume(Reason::CsvRouted { from, to });
        choice.networks = vec![from, to];
        choice.routed = true;
    }
}

/// What SMB itself reports for the CSV instance beats the computation.
pub(super) fn observe(reach: &Reach<'_>, ends: Ends, choice: &mut Choice) {
    let Ends::Pair(a, b) = ends else { return };
    let mut seen = reach.observed().smb(a, b).to_vec();
    seen.sort_by_key(|n| reach.rank(*n));
    seen.dedup();
    if seen.is_empty() {
        return;
    }
    let sorted = |networks: &[NetworkId]| {
        let mut networks = networks.to_vec();
        networks.sort_unstable();
        networks
    };
    if sorted(&choice.networks) == sorted(&seen) {
        choice.add(Reason::SmbConfirms(a));
    } else {
        let computed = std::mem::replace(&mut choice.networks, seen.clone());
        let differs = Reason::SmbDiffers { node: a, seen: seen.clone(), computed: computed.clone() };
        choice.because.insert(0, differs);
        let is_seen: HashSet<NetworkId> = seen.iter().copied().collect();
        choice.failover.retain(|n| !is_seen.contains(n));
        let unused: Vec<NetworkId> = computed.iter().copied().filter(|n| !is_seen.contains(n)).collect();
        choice.failover.splice(0..0, unused);
        let links: Option<Vec<PairLink>> = seen.iter().map(|&n| reach.link(n, ends)).collect();
        choice.bandwidth_gbps = links.and_then(|links| bandwidth(&links));
        choice.routed = false;
        choice.computed_instead = Some(computed);
    }
    choice.certainty = Certainty::Observed;
    choice.determined = true;
}
