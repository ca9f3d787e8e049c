//! Where an outcome shows: some pairs of nodes and volumes, with the networks that are left to them.

use super::count::{Analysis, has_nodes};
use super::elements::What;
use super::outcome::{Key, Unit};
use crate::engine::route::Certainty;
use crate::model::{NetworkId, NodeId, Volume, VolumeId};

/// One place where an outcome shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The volume, where it is about one.
    pub volume: Option<VolumeId>,
    /// One node; `None` where no nodes are known.
    pub from: Option<NodeId>,
    /// The other; of CSV traffic the coordinator.
    pub to: Option<NodeId>,
    /// What is left.
    pub networks: Vec<NetworkId>,
    /// How sure that is.
    pub certainty: Certainty,
}

/// At most so many places where the loss of these elements does `key`.
pub fn examples(analysis: &mut Analysis<'_>, lost: &[usize], key: Key, most: usize) -> Vec<Example> {
    let whats: Vec<What> = lost.iter().map(|&place| analysis.elements[place].what).collect();
    let is_gone = |node: NodeId| whats.contains(&What::Node(node));
    let cluster = analysis.cluster();
    if key.unit() == Unit::Volumes {
        let of_gone = cluster.volumes_by_id().filter(|(_, volume)| volume.owner.is_some_and(is_gone));
        let example = |(id, volume): (VolumeId, &Volume)| Example {
            volume: Some(id),
            from: volume.owner,
            to: None,
            networks: Vec::new(),
            certainty: Certainty::Computed,
        };
        return of_gone.take(most).map(example).collect();
    }
    let lost_at = |node: NodeId| {
        let at = |what: &What| match *what {
            What::Networks(bits) => bits,
            What::Interfaces(other, bits) if other == node => bits,
            What::Interfaces(..) | What::Node(_) => 0,
        };
        whats.iter().map(at).fold(0, |all, bits| all | bits)
    };
    let nodes: Vec<NodeId> = analysis.nodes.iter().copied().filter(|node| !is_gone(*node)).collect();
    let mut found = Vec::new();
    for (place, &a) in nodes.iter().enumerate() {
        for &b in &nodes[place + 1..] {
            let lost = [lost_at(a), lost_at(b)];
            let worse = analysis.pairs.worse(a, b, lost);
            if ![worse.cluster, worse.csv, worse.migration].contains(&Some(key)) {
                continue;
            }
            of_pair(analysis, (a, b), lost, key, most, &mut found);
            if found.len() >= most {
                return found;
            }
        }
    }
    found
}

fn of_pair(
    analysis: &mut Analysis<'_>,
    (a, b): (NodeId, NodeId),
    lost: [u128; 2],
    key: Key,
    most: usize,
    found: &mut Vec<Example>,
) {
    let cluster = analysis.cluster();
    let Some(way) = analysis.pairs.way((a, b), lost, key) else { return };
    let left = analysis.pairs.choice(way, (a, b), lost);
    // Which volume, and whose, was not captured.
    let is_any_volume = key.unit() == Unit::Paths && cluster.volumes.is_none();
    let certainty = if is_any_volume { Certainty::Assumed } else { left.certainty };
    let shown = |node: NodeId| has_nodes(cluster).then_some(node);
    let example = |volume, from, to| Example {
        volume,
        from: shown(from),
        to: shown(to),
        networks: left.networks.clone(),
        certainty,
    };
    if key.unit() == Unit::Pairs || cluster.volumes.is_none() {
        let (from, to) = if way.is_back { (b, a) } else { (a, b) };
        found.push(example(None, from, to));
        return;
    }
    let of_pair = cluster.volumes_by_id().filter_map(|(id, volume)| match volume.owner? {
        owner if owner == a => Some((id, b, a)),
        owner if owner == b => Some((id, a, b)),
        _ => None,
    });
    found.extend(of_pair.take(most - found.len()).map(|(id, from, to)| example(Some(id), from, to)));
}
