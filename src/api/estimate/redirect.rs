//! The rehearsal: what lands on which network when volumes are redirected.

use super::super::entry::Subject;
use super::super::named::{Kind, Named, Somewhere};
use super::super::options::{WhatIf, WireWhatIf, one_or_many};
use super::super::refusal::{invalid, short};
use super::quantity::bytes_per_second;
use super::ranges::{Range, Unknown};
use crate::api::findings::{ChangeOffered, offered};
use crate::engine::change;
use crate::engine::estimate::operations::{Extent, Operation};
use crate::engine::estimate::redirect::{self, Asked, Rehearsal, Shared, Way, With};
use crate::engine::route::Certainty;
use crate::error::Error;
use crate::model::{Change, Cluster, NodeId, VolumeId};
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::slice;

/// The names of its options.
pub const OPTIONS: &[&str] = &["volume", "io"];

/// What is rehearsed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// The volumes; all when there is none. Names take `*` and `?`.
    pub volume: Vec<String>,
    /// The I/O of nodes on volumes; the last that fits holds.
    pub io: Vec<Io>,
}

/// The I/O of nodes on volumes.
#[derive(Clone, Debug)]
pub struct Io {
    /// The volumes, with `*` and `?`.
    pub volume: String,
    /// The nodes, with `*` and `?`.
    pub node: String,
    /// Bytes per second.
    pub rate: f64,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "RedirectOptions"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// Only these volumes, by name with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::super::options::OneOrMany<String>"))]
    volume: Vec<String>,
    /// The I/O of a node on a volume, reads and writes together: `VOLUME/NODE=120MB/s`, names with `*` and `?`; the last
    /// that fits holds.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::super::options::OneOrMany<String>"))]
    io: Vec<String>,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        let io = |(place, text): (usize, &String)| {
            io(text).map_err(|error| error.at(format!("options.io[{place}]")))
        };
        Ok(Self {
            what_if: wire.what_if.try_into()?,
            volume: wire.volume,
            io: wire.io.iter().enumerate().map(io).collect::<Result<_, _>>()?,
        })
    }
}

/// Reads `VOLUME/NODE=120MB/s`. A volume may hold a slash or an equals sign, a node cannot.
pub fn io(text: &str) -> Result<Io, Error> {
    let malformed = || invalid(format!("expected VOLUME/NODE=RATE, found {:?}", short(text)));
    let (name, rate) = text.rsplit_once('=').ok_or_else(malformed)?;
    let (volume, node) = name.rsplit_once('/').ok_or_else(malformed)?;
    Ok(Io { volume: volume.trim().to_owned(), node: node.trim().to_owned(), rate: bytes_per_second(rate)? })
}

impl Options {
    pub(super) fn named(&self) -> Vec<Named<'_>> {
        let of_io = self.io.iter().flat_map(|io| io.named());
        [self.volumes()].into_iter().chain(of_io).collect()
    }

    fn volumes(&self) -> Named<'_> {
        Named { option: "options.volume", kind: Kind::Volume, names: &self.volume }
    }
}

impl Io {
    fn named(&self) -> [Named<'_>; 2] {
        let of = |kind, name| Named { option: "options.io", kind, names: slice::from_ref(name) };
        [of(Kind::Volume, &self.volume), of(Kind::Node, &self.node)]
    }
}

/// What lands on which network when volumes are redirected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// How many ways to a volume are redirected: of each node but the coordinator.
    pub paths: usize,
    /// How many of them are without the rehearsal too.
    pub already: usize,
    /// The networks that carry it, in the order of `load`.
    pub networks: Vec<NetworkLoad>,
    /// By link, a network at a node: the fullest first where rates were stated, else that with the most paths.
    pub load: Vec<Load>,
    /// The link that is full first when the I/O grows everywhere alike; null where a rate or a speed is missing.
    pub first_saturated: Option<Saturated>,
    /// The volumes that are asked for, and where their I/O goes when they are redirected.
    pub volumes: Vec<VolumeWay>,
    /// What maintenance redirects on this version: each of `volumes`, from its `nodes`, over its `networks`.
    pub operations: Vec<OperationRow>,
    /// The real test, one volume after the other: redirected access on, what to watch, and off again.
    pub trial: Vec<ChangeOffered>,
    /// What the estimate takes for granted, beside what the whole answer does.
    pub assumed: Vec<Said>,
    /// What is missing for a number, or for a better one.
    pub unknown: Vec<Unknown>,
}

/// A network that carries redirected I/O.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NetworkLoad {
    /// Its name.
    pub network: String,
    /// How many paths use it.
    pub paths: usize,
    /// The volumes.
    pub volumes: Vec<String>,
    /// The pairs of nodes, each once for a direction; empty when the answer holds for the whole cluster.
    pub pairs: Vec<Pair>,
    /// What crosses it in a second; null where no rate was stated.
    pub rate: Option<Range>,
    /// What else it carries.
    pub shared_with: Vec<With>,
    /// How sure the ways are: as the least sure of them.
    pub certainty: Certainty,
    /// One sentence.
    pub message: String,
}

/// Who sends to whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Pair {
    /// The node.
    pub from: String,
    /// The coordinator.
    pub to: String,
}

/// A volume, and where its I/O goes when it is redirected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct VolumeWay {
    /// Its name.
    pub volume: String,
    /// The coordinator; null when nobody tells it.
    pub coordinator: Option<String>,
    /// The nodes that are redirected.
    pub nodes: Vec<String>,
    /// The networks that carry it.
    pub networks: Vec<String>,
}

/// What an operation does to the way of I/O.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct OperationRow {
    /// The operation.
    pub operation: Operation,
    /// Whether it redirects a volume, and for how long.
    pub redirects: Extent,
    /// Where to read it; null where it is not documented.
    pub source: Option<&'static str>,
    /// One sentence.
    pub message: String,
}

/// What lands on one link.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Load {
    /// The network.
    pub network: String,
    /// The node; null when the answer holds for the whole cluster.
    pub node: Option<String>,
    /// How many paths use it.
    pub paths: usize,
    /// How many of them are of other nodes, to volumes that this node coordinates.
    pub incoming: usize,
    /// The part of all redirected paths, each counted alike.
    pub part: Range,
    /// What crosses it in a second, reads and writes together; null where no rate of its paths was stated.
    pub rate: Option<Range>,
    /// How many of its paths have no rate: they are not in it.
    pub without_rate: usize,
    /// What it gets through in a second, in one direction; null where class or speed are not known.
    pub capacity: Option<Range>,
    /// How much of that the I/O takes; more than 1 is more than there is. Null without rate or capacity.
    pub share: Option<Range>,
    /// One sentence.
    pub message: String,
}

/// The link that is full first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Saturated {
    /// The network.
    pub network: String,
    /// The node; null when the answer holds for the whole cluster.
    pub node: Option<String>,
    /// How much of its capacity the I/O takes.
    pub share: Range,
    /// One sentence.
    pub message: String,
}

pub(super) fn answer(
    subject: &Subject,
    options: &Options,
    somewhere: &Somewhere<'_>,
) -> Result<Answer, Error> {
    let cluster = &subject.cluster;
    let volumes = options.volumes().find(cluster, somewhere)?.into_iter().map(VolumeId::at).collect();
    let mut rates = BTreeMap::new();
    for io in &options.io {
        let [volumes, nodes] = io.named();
        let (volumes, nodes) = (volumes.find_here(cluster, somewhere)?, nodes.find_here(cluster, somewhere)?);
        for volume in volumes.into_iter().map(VolumeId::at) {
            rates.extend(nodes.iter().map(|&node| ((volume, NodeId::at(node)), io.rate)));
        }
    }
    let asked = Asked { volumes, rates };
    let rehearsal = redirect::rehearse(cluster, &asked);
    let ways = rehearsal.ways(cluster, &asked);
    let names = Names { cluster };
    let first = rehearsal.first_saturated();
    Ok(Answer {
        paths: rehearsal.paths.len(),
        already: rehearsal.paths.iter().filter(|path| path.already).count(),
        networks: rehearsal.networks.iter().map(|shared| names.network(&rehearsal, shared)).collect(),
        load: rehearsal.loads.iter().map(|load| names.load(load)).collect(),
        first_saturated: first.and_then(|load| names.saturated(load)),
        operations: Operation::ALL.iter().map(|&one| operation(cluster, one)).collect(),
        trial: trial(cluster, &ways),
        volumes: ways.iter().map(|way| names.way(way)).collect(),
        assumed: rehearsal.assumed().iter().map(|one| words::redirect_assumed(cluster, one)).collect(),
        unknown: rehearsal
            .unknown()
            .iter()
            .map(|one| Unknown::from(words::redirect_unknown(cluster, one)))
            .collect(),
    })
}

fn operation(cluster: &Cluster, operation: Operation) -> OperationRow {
    let (redirects, told) = operation.does(cluster.windows.version);
    let message = words::operation(operation, redirects);
    OperationRow { operation, redirects, source: words::told(told), message }
}

/// Redirected access of every volume that has a node to redirect, and has it not turned on yet.
fn trial(cluster: &Cluster, ways: &[Way]) -> Vec<ChangeOffered> {
    let mut trial = Vec::new();
    for way in ways.iter().filter(|way| !way.nodes.is_empty()) {
        let on = Change::Redirect { volume: way.volume, on: true };
        let off = change::undo(cluster, &on).filter(|before| *before != on);
        if let Some(off) = off {
            trial.push(offered(cluster, format!("c{}", trial.len() + 1), &on, Some(&off)));
        }
    }
    trial
}

/// What was found, by name.
struct Names<'c> {
    cluster: &'c Cluster,
}

impl Names<'_> {
    fn node(&self, node: NodeId) -> String {
        self.cluster.nodes[node].name.clone()
    }

    fn network(&self, rehearsal: &Rehearsal, shared: &Shared) -> NetworkLoad {
        let paths = || shared.paths.iter().map(|&place| &rehearsal.paths[place]);
        let mut volumes: Vec<VolumeId> = paths().filter_map(|path| path.volume).collect();
        volumes.sort_unstable();
        volumes.dedup();
        let mut pairs: Vec<(NodeId, NodeId)> = paths().filter_map(|path| path.ends).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let pair = |(from, to)| Pair { from: self.node(from), to: self.node(to) };
        NetworkLoad {
            network: self.cluster.networks[shared.network].name.clone(),
            paths: shared.paths.len(),
            message: words::redirect_network(self.cluster, shared, &volumes, pairs.len()),
            volumes: volumes.into_iter().map(|volume| self.cluster.volume(volume).name.clone()).collect(),
            pairs: pairs.into_iter().map(pair).collect(),
            rate: shared.rate.as_ref().map(Range::from),
            shared_with: shared.with.clone(),
            certainty: paths().map(|path| path.certainty).max().unwrap_or(Certainty::Assumed),
        }
    }

    fn load(&self, load: &redirect::Load) -> Load {
        Load {
            network: self.cluster.networks[load.network].name.clone(),
            node: load.node.map(|node| self.node(node)),
            paths: load.paths,
            incoming: load.incoming,
            part: Range::from(&load.part),
            rate: load.rate.as_ref().map(Range::from),
            without_rate: load.without_rate,
            capacity: load.capacity.as_ref().map(Range::from),
            share: load.share.as_ref().map(Range::from),
            message: words::redirect_load(self.cluster, load),
        }
    }

    fn way(&self, way: &Way) -> VolumeWay {
        let volume = self.cluster.volume(way.volume);
        let networks = words::networks(self.cluster, &way.networks);
        VolumeWay {
            volume: volume.name.clone(),
            coordinator: volume.owner.map(|node| self.node(node)),
            nodes: way.nodes.iter().map(|&node| self.node(node)).collect(),
            networks: networks.into_iter().map(str::to_owned).collect(),
        }
    }

    fn saturated(&self, load: &redirect::Load) -> Option<Saturated> {
        let share = load.share.as_ref()?;
        Some(Saturated {
            network: self.cluster.networks[load.network].name.clone(),
            node: load.node.map(|node| self.node(node)),
            share: Range::from(share),
            message: words::redirect_saturated(self.cluster, load, share),
        })
    }
}
