//! Traffic that takes another way than it did, and whether that is for the better.

use super::matched::Matched;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{Certainty, Filter, Mode, Route, Traffic, resolve};
use crate::model::{LinkClass, NetworkId, NodeId, Role, VolumeId};
use crate::steps::step;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Whether a way is better than the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Worse.
    Worse,
    /// It cannot be told.
    Unknown,
    /// Another way, as good as the one before.
    Same,
    /// Better.
    Better,
}

/// What decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There is a network where there was none, or none any more.
    Reach,
    /// How the volume is reached: directly, by blocks, by files, not at all.
    Mode,
    /// It is on a network of role 3, or no longer.
    Client,
    /// The class of the weakest network: RDMA, RSS, neither.
    Class,
    /// The speed of the slowest network.
    Speed,
    /// How many networks work in parallel.
    Parallel,
    /// Nothing that is compared.
    Nothing,
    /// Which network it is cannot be told, before or after.
    Undetermined,
}

/// One way.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Its networks, each in its own capture.
    pub networks: Vec<NetworkId>,
    /// How a volume is reached.
    pub mode: Option<Mode>,
    /// `networks` are the two ends of one path.
    pub routed: bool,
    /// `false`: `networks` are possibilities.
    pub determined: bool,
}

impl Way {
    fn of(route: &Route) -> Self {
        Self {
            networks: route.networks.clone(),
            mode: route.mode,
            routed: route.routed,
            determined: route.determined,
        }
    }

    /// By which ways are told apart and sorted.
    fn order(&self) -> (Vec<NetworkId>, Option<u8>, bool, bool) {
        (self.networks.clone(), self.mode.map(rank), self.routed, self.determined)
    }
}

/// Whose traffic it is, by the ids of the later capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// The volume, for CSV traffic.
    pub volume: Option<VolumeId>,
    /// The sending node.
    pub from: Option<NodeId>,
    /// The receiving node: for CSV traffic the coordinator.
    pub to: Option<NodeId>,
}

/// Traffic of one kind that moved alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The kind of traffic.
    pub traffic: Traffic,
    /// The way before.
    pub before: Way,
    /// The way after.
    pub after: Way,
    /// Whether that is better.
    pub judgement: Judgement,
    /// What decides it.
    pub why: Why,
    /// How sure both ways are.
    pub certainty: Certainty,
    /// Whose traffic, in order.
    pub paths: Vec<Path>,
}

/// The traffic of nodes and volumes that both captures have, where it goes another way; the worst first.
pub(super) fn moved(matched: &Matched<'_>) -> Vec<Moved> {
    let sides = [matched.before, matched.after].map(Reach::new);
    let [before, after] = [&sides[0], &sides[1]].map(|reach| {
        let order = MigrationOrder::new(reach);
        resolve(reach, &order, &Filter::default()).routes
    });
    let now: HashMap<(Traffic, Path), &Route> = after.iter().map(|route| (key(route), route)).collect();
    let mut moved: BTreeMap<_, Moved> = BTreeMap::new();
    for old in &before {
        step(1);
        let Some(new) = renamed(matched, old).and_then(|key| now.get(&key)) else { continue };
        if is_alike(matched, old, new) {
            continue;
        }
        let (before, after) = (Way::of(old), Way::of(new));
        let (judgement, why) = judge([(&sides[0], old), (&sides[1], new)]);
        let certainty = old.certainty.max(new.certainty);
        let alike = (judgement, why, old.traffic, certainty, before.order(), after.order());
        let one = moved.entry(alike).or_insert_with(|| Moved {
            traffic: old.traffic,
            before,
            after,
            judgement,
            why,
            certainty,
            paths: Vec::new(),
        });
        one.paths.push(Path { volume: new.volume, from: new.from, to: new.to });
    }
    // In order of the key: the worst first.
    let mut moved: Vec<Moved> = moved.into_values().collect();
    moved.iter_mut().for_each(|one| one.paths.sort_unstable());
    moved
}

/// Whose traffic a later route is. Who the coordinator is makes no other route of one node's I/O on a volume.
fn key(route: &Route) -> (Traffic, Path) {
    let to = route.to.filter(|_| route.traffic != Traffic::Csv);
    (route.traffic, Path { volume: route.volume, from: route.from, to })
}

/// Whose traffic an earlier route is, by the ids of the later capture; `None` where node or volume is gone.
fn renamed(matched: &Matched<'_>, route: &Route) -> Option<(Traffic, Path)> {
    let (traffic, path) = key(route);
    let node = |node: Option<NodeId>| node.map_or(Some(None), |node| matched.node(node).map(Some));
    let volume = path.volume.map_or(Some(None), |volume| matched.volume(volume).map(Some))?;
    Some((traffic, Path { volume, from: node(path.from)?, to: node(path.to)? }))
}

/// Whether nothing moved: the same networks in the same mode. A node that becomes coordinator, or is it no more, has its
/// volume moved and no traffic, unless it is left without a network.
fn is_alike(matched: &Matched<'_>, old: &Route, new: &Route) -> bool {
    if old.local || new.local {
        return (old.local || !old.networks.is_empty()) && (new.local || !new.networks.is_empty());
    }
    let mut was: Vec<Option<NetworkId>> =
        old.networks.iter().map(|&network| matched.network(network)).collect();
    let mut is: Vec<Option<NetworkId>> = new.networks.iter().copied().map(Some).collect();
    if !old.routed && !new.routed {
        was.sort_unstable();
        is.sort_unstable();
    }
    was == is && (old.mode, old.routed, old.determined) == (new.mode, new.routed, new.determined)
}

/// How far a mode is from direct I/O.
fn rank(mode: Mode) -> u8 {
    match mode {
        Mode::Direct => 0,
        Mode::BlockRedirected => 1,
        Mode::FileSystemRedirected => 2,
        Mode::Paused => 3,
        Mode::Unavailable => 4,
        Mode::Unknown => 5,
    }
}

/// What is decided first decides: whether there is a way at all, the mode, client networks, and for what carries much the
/// class, the speed and the number of networks.
fn judge([old, new]: [(&Reach<'_>, &Route); 2]) -> (Judgement, Why) {
    let is_there = |route: &Route| route.local || !route.networks.is_empty();
    if is_there(old.1) != is_there(new.1) {
        return (better(is_there(new.1)), Why::Reach);
    }
    if let (Some(was), Some(is)) = (old.1.mode, new.1.mode)
        && was != is
    {
        let judgement = match (was, is) {
            (Mode::Unknown, _) | (_, Mode::Unknown) => Judgement::Unknown,
            _ => better(rank(is) < rank(was)),
        };
        return (judgement, Why::Mode);
    }
    if !old.1.determined || !new.1.determined {
        return (Judgement::Unknown, Why::Undetermined);
    }
    let [was_client, is_client] = [old, new].map(|(reach, route)| {
        route.networks.iter().any(|&network| reach.network(network).role == Some(Role::ClusterAndClient))
    });
    if was_client != is_client {
        return (better(was_client), Why::Client);
    }
    if old.1.traffic == Traffic::Cluster {
        return (Judgement::Same, Why::Nothing);
    }
    let (Some(was), Some(is)) = (weakest(old), weakest(new)) else { return (Judgement::Unknown, Why::Speed) };
    if was.0 != is.0 {
        return (better(is.0 > was.0), Why::Class);
    }
    if was.1 != is.1 {
        return (better(is.1 > was.1), Why::Speed);
    }
    let [was, is] = [old, new].map(|(_, route)| if route.routed { 1 } else { route.networks.len() });
    if was != is && old.1.traffic == Traffic::Csv {
        return (better(is > was), Why::Parallel);
    }
    (Judgement::Same, Why::Nothing)
}

fn better(is_better: bool) -> Judgement {
    if is_better { Judgement::Better } else { Judgement::Worse }
}

/// The class and speed of the weakest network of a way; `None` where one is not known.
fn weakest((reach, route): (&Reach<'_>, &Route)) -> Option<(LinkClass, f64)> {
    let ends = Ends::from(route.ends());
    let links: Option<Vec<_>> = route.networks.iter().map(|&network| reach.link(network, ends)).collect();
    links?.into_iter().map(|link| (link.class, link.gbps)).reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)))
}
