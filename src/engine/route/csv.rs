//! CSV traffic since Windows Server 2012: SMB Multichannel takes the best class, then the best speed, and
//! uses equals in parallel (<https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs>).
//! The cluster metric does not steer it, and neither do SMB Multichannel constraints.

use super::reach::{Ends, PairLink, PairLinkSource, Reach};
use super::{Certainty, Choice, names};
use crate::model::{LinkClass, Role};
use std::cmp::Ordering;

/// Chooses the networks between a node and the coordinator.
pub(super) fn choose(reach: &Reach<'_>, ends: Ends, mut choice: Choice) -> Choice {
    let shared = reach.shared(ends);
    let (mut eligible, mut last_resort): (Vec<usize>, Vec<usize>) =
        shared.iter().partition(|&&n| reach.network(n).role == Some(Role::Cluster));
    match reach.cluster.settings.use_client_access_networks {
        Some(1) if !last_resort.is_empty() => {
            choice.because.add(|| {
                format!(
                    "UseClientAccessNetworksForSharedVolumes is 1: {} may be used too",
                    names(reach, &last_resort)
                )
            });
            eligible.append(&mut last_resort);
        }
        Some(2) => {
            choice.assume();
            choice.because.add(|| "UseClientAccessNetworksForSharedVolumes is 2 (automatic), whose rule is not published: treated as 0");
        }
        _ => {}
    }
    if eligible.is_empty() && !last_resort.is_empty() {
        choice.assume();
        choice.because.add(|| {
            format!(
                "no network of role Cluster joins the ends: {} is taken to carry CSV traffic",
                names(reach, &last_resort)
            )
        });
        eligible.append(&mut last_resort);
    }
    if eligible.is_empty() {
        return routed(reach, ends, choice);
    }
    rank(reach, ends, eligible, &mut choice);
    if !last_resort.is_empty() {
        let last_resort = ordered(reach, ends, last_resort);
        choice.because.add(|| {
            format!(
                "{} is the last resort, used only when no network of role Cluster is left",
                names(reach, &last_resort)
            )
        });
        choice.failover.extend(last_resort);
    }
    choice
}

/// Splits the eligible networks into those in use and those that wait, if they can be compared.
fn rank(reach: &Reach<'_>, ends: Ends, eligible: Vec<usize>, choice: &mut Choice) {
    if let [only] = eligible[..] {
        choice.because.add(|| {
            format!("{} is the only network that qualifies between the ends", reach.network(only).name)
        });
        choice.bandwidth = reach.link(only, ends).and_then(|link| bandwidth(&[link]));
        choice.networks = eligible;
        return;
    }
    let links: Vec<Option<PairLink>> = eligible.iter().map(|&n| reach.link(n, ends)).collect();
    let unknown: Vec<usize> =
        eligible.iter().zip(&links).filter(|(_, link)| link.is_none()).map(|(&n, _)| n).collect();
    if !unknown.is_empty() {
        choice.assume();
        choice.determined = false;
        choice.because.add(|| {
            format!(
                "RDMA, RSS and speed of {} are not known, so SMB Multichannel's order cannot be told: \
             capture Get-SmbClientNetworkInterface of both nodes",
                names(reach, &unknown)
            )
        });
        choice.networks = eligible;
        return;
    }
    let mut ranked: Vec<(usize, PairLink)> =
        eligible.into_iter().zip(links).filter_map(|(n, link)| Some((n, link?))).collect();
    ranked.sort_by(|(_, a), (_, b)| compare(a, b));
    let Some(best) = ranked.first().map(|(_, link)| *link) else { return };
    let equal = ranked.iter().take_while(|(_, link)| compare(link, &best).is_eq()).count();
    let (in_use, waiting) = ranked.split_at(equal);
    choice.networks = in_use.iter().map(|(n, _)| *n).collect();
    choice.failover = waiting.iter().map(|(n, _)| *n).collect();
    choice.bandwidth = bandwidth(&in_use.iter().map(|(_, link)| *link).collect::<Vec<_>>());
    choice.because.add(|| match in_use.len() {
        1 => format!("SMB Multichannel prefers {}: {}", names(reach, &choice.networks), describe(&best)),
        _ => format!(
            "SMB Multichannel uses {} in parallel: each is {}",
            names(reach, &choice.networks),
            describe(&best)
        ),
    });
    if let Some((next, link)) = waiting.first() {
        choice.because.add(|| format!("{} waits: {}", reach.network(*next).name, describe(link)));
    }
    match ranked.iter().map(|(_, link)| link.source).max_by_key(|source| *source as u8) {
        Some(PairLinkSource::Metric) => {
            choice.because.add(|| "class and speed are read from the automatic metrics");
        }
        Some(PairLinkSource::UnconfirmedMetric) => {
            choice.assume();
            choice.because.add(|| "class and speed are read from the metrics, taken to be automatic: AutoMetric is not captured");
        }
        Some(PairLinkSource::Adapters) | None => {}
    }
}

/// Best first: class, then speed.
fn compare(a: &PairLink, b: &PairLink) -> Ordering {
    b.class.cmp(&a.class).then(b.gbps.total_cmp(&a.gbps))
}

/// Networks by class and speed where known, else by metric.
fn ordered(reach: &Reach<'_>, ends: Ends, mut networks: Vec<usize>) -> Vec<usize> {
    networks.sort_by(|&a, &b| match (reach.link(a, ends), reach.link(b, ends)) {
        (Some(a), Some(b)) => compare(&a, &b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    networks
}

/// Class and speed in words, such as `RDMA, 25 Gbit/s`.
pub(super) fn describe(link: &PairLink) -> String {
    let class = match link.class {
        LinkClass::Plain => "neither RDMA nor RSS",
        class => class.word(),
    };
    match link.gbps {
        gbps if gbps < 1.0 => format!("{class}, under 1 Gbit/s"),
        gbps => format!("{class}, {gbps} Gbit/s"),
    }
}

/// Sum of the links' speeds in Gbit/s; `None` when one is not known exactly.
pub(super) fn bandwidth(links: &[PairLink]) -> Option<f64> {
    let speeds = links.iter().map(|link| (link.gbps > 0.0).then_some(link.gbps * f64::from(link.nics)));
    speeds.sum()
}

/// No common network: since 2012 CSV traffic can be routed over client networks.
fn routed(reach: &Reach<'_>, ends: Ends, mut choice: Choice) -> Choice {
    let Ends::Pair(a, b) = ends else { return choice };
    let clients = |node: usize| {
        let fits = move |n: &usize| {
            reach.network(*n).role == Some(Role::ClusterAndClient) && reach.works_at(*n, node)
        };
        reach.order.iter().copied().filter(fits)
    };
    let pairs = clients(a).flat_map(|from| clients(b).map(move |to| (from, to)));
    // One and the same network joins the ends or is partitioned between them: no way leads over it.
    if let Some((from, to)) = pairs.into_iter().find(|(from, to)| from != to) {
        choice.assume();
        choice.because.add(|| {
            format!(
                "the ends share no network: routed from {} to {}, which multi-subnet CSV allows since 2012",
                reach.network(from).name,
                reach.network(to).name
            )
        });
        choice.networks = vec![from, to];
        choice.routed = true;
    }
    choice
}

/// What SMB itself reports for the CSV instance beats the computation.
pub(super) fn observe(reach: &Reach<'_>, ends: Ends, choice: &mut Choice) {
    let Ends::Pair(a, b) = ends else { return };
    let cluster = reach.cluster;
    let Some(rows) = cluster.host(a).and_then(|host| host.smb_csv.as_deref()) else { return };
    let network_of = |node: usize, address: std::net::IpAddr| {
        cluster
            .interfaces
            .iter()
            .find(|i| i.node == node && i.addresses.contains(&address))
            .map(|i| i.network)
    };
    let mut seen: Vec<usize> = rows
        .iter()
        .filter(|row| row.selected)
        .filter_map(|row| {
            network_of(b, row.server)?;
            network_of(a, row.client)
        })
        .collect();
    seen.sort_by_key(|n| reach.order.iter().position(|other| other == n));
    seen.dedup();
    if seen.is_empty() {
        return;
    }
    let mut computed = choice.networks.clone();
    computed.sort_unstable();
    let mut observed = seen.clone();
    observed.sort_unstable();
    let from = &cluster.nodes[a].name;
    if computed == observed {
        choice
            .because
            .add(|| format!("Get-SmbMultichannelConnection on {from} shows the same networks in use"));
    } else {
        choice.because.add_first(|| {
            format!(
                "Get-SmbMultichannelConnection on {from} shows {} in use, computed were {}",
                names(reach, &seen),
                names(reach, &choice.networks)
            )
        });
        choice.failover.retain(|n| !seen.contains(n));
        let unused: Vec<usize> = choice.networks.iter().copied().filter(|n| !seen.contains(n)).collect();
        choice.failover.splice(0..0, unused);
        let links: Option<Vec<PairLink>> = seen.iter().map(|&n| reach.link(n, ends)).collect();
        choice.bandwidth = links.and_then(|links| bandwidth(&links));
        choice.routed = false;
        choice.computed_instead = Some(std::mem::replace(&mut choice.networks, seen));
    }
    choice.certainty = Certainty::Observed;
    choice.determined = true;
}
