//! Which nodes are one column: those that look alike and have the same routes.

use super::super::state::State;
use super::super::text::{ranges, show};
use super::{Interfaces, Mark};
use crate::model::{Cluster, LinkClass, NodeId, VolumeId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Up to so many nodes have a column each.
const ALONE: usize = 8;

/// How often groups are told apart further by their routes.
const ROUNDS: usize = 8;

/// Groups of at least so many nodes come first.
const LARGE: usize = 5;

/// Nodes that are drawn as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// By name; none when the nodes are not known.
    pub nodes: Vec<NodeId>,
    /// The nodes differ: they are those that found no column of their own.
    pub is_rest: bool,
    /// A node of it is down.
    pub is_down: bool,
    /// What stands above it.
    pub label: String,
    /// The same where there is little room.
    pub short: String,
    /// The volumes that its nodes coordinate.
    pub volumes: Vec<VolumeId>,
}

/// At most so many columns.
pub(super) fn columns(cluster: &Cluster, interfaces: &Interfaces, state: &State, most: usize) -> Vec<Column> {
    if cluster.nodes.is_empty() {
        let label = "every node".to_owned();
        return vec![Column { short: label.clone(), label, ..Column::default() }];
    }
    let groups = match cluster.nodes.len() {
        count if count <= ALONE => cluster.node_ids().map(|node| vec![node]).collect(),
        _ => alike(cluster, interfaces, state),
    };
    let has_rest = groups.len() > most;
    let groups = fold(groups, most);
    let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    let last = groups.len() - 1;
    let column = |(place, nodes): (usize, Vec<NodeId>)| {
        let is_rest = has_rest && place == last;
        let is_only_size = sizes.iter().filter(|size| **size == nodes.len()).count() == 1;
        let label = label(cluster, &nodes, is_rest, is_only_size);
        let short = match nodes.len() {
            1 => label.clone(),
            count if is_rest => format!("+{count}"),
            count => format!("×{count}"),
        };
        let is_down = nodes.iter().any(|node| cluster.nodes[*node].up == Some(false));
        let owned = cluster.volumes_by_id().filter(|(_, v)| v.owner.is_some_and(|o| nodes.contains(&o)));
        let volumes = owned.map(|(id, _)| id).collect();
        Column { nodes, is_rest, is_down, label, short, volumes }
    };
    groups.into_iter().enumerate().map(column).collect()
}

/// The first groups, and one of all others.
fn fold(mut groups: Vec<Vec<NodeId>>, most: usize) -> Vec<Vec<NodeId>> {
    if groups.len() > most {
        let mut rest: Vec<NodeId> = groups.split_off(most - 1).into_iter().flatten().collect();
        rest.sort_unstable();
        groups.push(rest);
    }
    groups
}

fn label(cluster: &Cluster, nodes: &[NodeId], is_rest: bool, is_only_size: bool) -> String {
    let names: Vec<&str> = nodes.iter().map(|node| cluster.nodes[*node].name.as_str()).collect();
    let folded = ranges(&names);
    match names.as_slice() {
        [one] => show(one).into_owned(),
        names if is_rest => format!("{} others", names.len()),
        _ if folded.chars().count() <= 9 => folded,
        names if is_only_size => format!("{} alike", names.len()),
        [first, rest @ ..] => format!("{} +{}", show(first), rest.len()),
        [] => String::new(),
    }
}

/// What is seen of a node by itself.
type Look = (Option<bool>, Vec<(Mark, BTreeSet<(Option<LinkClass>, Option<u64>)>)>);

/// Nodes that look alike and have the same routes towards every group: large groups first, then by name.
fn alike(cluster: &Cluster, interfaces: &Interfaces, state: &State) -> Vec<Vec<NodeId>> {
    let mut links: HashMap<_, BTreeSet<_>> = HashMap::new();
    for one in &cluster.interfaces {
        let link = one.link.as_ref();
        let speed = link.and_then(|link| link.gbps).map(f64::to_bits);
        links.entry((one.node, one.network)).or_default().insert((link.and_then(|link| link.class), speed));
    }
    let look = |node: NodeId| -> Look {
        let on = cluster.network_ids().map(|network| {
            (interfaces.mark(node, network), links.get(&(node, network)).cloned().unwrap_or_default())
        });
        (cluster.nodes[node].up, on.collect())
    };
    let mut group_of = numbered(cluster.node_ids().map(look));
    for _ in 0..ROUNDS {
        let routes = |node: NodeId| {
            let mut seen = BTreeSet::new();
            for (kind, flow) in state.flows.iter().enumerate() {
                for other in cluster.node_ids() {
                    if let Some((way, _)) = flow.pairs.get(&(Some(node), Some(other))) {
                        seen.insert((kind, group_of[other.place()], *way));
                    }
                }
            }
            (group_of[node.place()], seen)
        };
        let finer = numbered(cluster.node_ids().map(routes));
        let is_stable = finer.iter().max() == group_of.iter().max();
        group_of = finer;
        if is_stable {
            break;
        }
    }
    let mut groups: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
    for node in cluster.node_ids() {
        groups.entry(group_of[node.place()]).or_default().push(node);
    }
    let mut groups: Vec<Vec<NodeId>> = groups.into_values().collect();
    groups.sort_by_key(|group| (Reverse(if group.len() >= LARGE { group.len() } else { 0 }), group[0]));
    groups
}

/// Equal things get one number, in the order in which they are first seen.
fn numbered<T: std::hash::Hash + Eq>(things: impl Iterator<Item = T>) -> Vec<usize> {
    let mut known = HashMap::new();
    things
        .map(|thing| {
            let next = known.len();
            *known.entry(thing).or_insert(next)
        })
        .collect()
}
