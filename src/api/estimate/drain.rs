//! A node drained: over which networks its guests move, how many at once, and how long.

use super::super::entry::Subject;
use super::super::named::{Named, Somewhere};
use super::super::options::{WhatIf, WireWhatIf};
use super::super::refusal::invalid;
use super::guests::{self, Guests, WireGuests};
use super::ranges::{Range, Unknown};
use crate::engine::estimate::drain::{self, Beside, Stays};
use crate::engine::route::Certainty;
use crate::error::Error;
use crate::model::{Cluster, NetworkId};
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};

/// The names of its options.
pub const OPTIONS: &[&str] = &guests::OPTIONS;

/// What is drained.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// The node, its guests, and how they move.
    pub guests: Guests,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "DrainOptions"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    #[serde(flatten)]
    guests: WireGuests,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        Ok(Self { what_if: wire.what_if.try_into()?, guests: wire.guests.try_into()? })
    }
}

impl Options {
    pub(super) fn named(&self) -> Vec<Named<'_>> {
        self.guests.named().into_iter().collect()
    }
}

/// What draining a node takes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "DrainAnswer"))]
pub struct Answer {
    /// The node; null where the capture names no nodes.
    pub node: Option<String>,
    /// How many guests move with their memory.
    pub guests: usize,
    /// Their memory in bytes.
    pub bytes: u64,
    /// How it is carried.
    pub option: MigrationOption,
    /// How many guests move at once.
    pub parallel: Parallel,
    /// The bandwidth that SMB leaves to live migration in bytes per second; null where none is set or SMB does not carry it.
    pub limit: Option<u64>,
    /// The ways to the other nodes; ways that are alike are one.
    pub ways: Vec<Way>,
    /// How long all of it takes; null where `unknown` says why nobody knows.
    pub duration: Option<Range>,
    /// Each guest, the largest first.
    pub per_vm: Vec<Guest>,
    /// Guests of the node of which no memory moves, or of which nobody knows how much.
    pub others: Vec<Other>,
    /// What else uses these networks meanwhile.
    pub shares_with: Vec<SharesWith>,
    /// What each of these networks leaves when it fails on the way.
    pub if_fails: Vec<IfFails>,
    /// How long it takes without what was set or taken away; null where nothing was.
    pub before: Option<Before>,
    /// What the estimate takes for granted, beside what the whole answer does.
    pub assumed: Vec<Said>,
    /// What is missing for a number, or for a better one.
    pub unknown: Vec<Unknown>,
    /// One sentence.
    pub message: String,
}

/// How memory is carried.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct MigrationOption {
    /// `TCP/IP`, `compression` or `SMB`.
    pub value: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// How many guests move at once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Parallel {
    /// At least.
    pub low: u32,
    /// At most; null where only the number of guests bounds it.
    pub high: Option<u32>,
    /// Who says so.
    pub source: &'static str,
}

/// A way that guests take.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Way {
    /// The nodes at its end; empty where the capture names no nodes.
    pub to: Vec<String>,
    /// The networks that carry the guests, side by side when several; where `determined` is false one of them. Empty when
    /// there is no way.
    pub networks: Vec<String>,
    /// Those that take over, in that order.
    pub failover: Vec<String>,
    /// Whether it is known which of the networks carries them.
    pub determined: bool,
    /// How sure the networks are.
    pub certainty: Certainty,
    /// What it gets through in a second; null where a speed is not known.
    pub rate: Option<Range>,
    /// Why these networks.
    pub because: Vec<Said>,
}

/// A guest that moves.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Guest {
    /// Its name.
    pub name: String,
    /// Its memory in bytes.
    pub bytes: u64,
    /// How long it takes, alone at the fastest, beside all others that move with it at the slowest.
    pub duration: Option<Range>,
}

/// A guest of which no memory moves, or of which nobody knows how much.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Other {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Stays,
    /// The same in words.
    pub message: String,
}

/// A network of the ways, and what else uses it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct SharesWith {
    /// The network.
    pub network: String,
    /// What else uses it.
    pub with: Vec<Beside>,
    /// One sentence.
    pub message: String,
}

/// What a network leaves when it fails on the way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct IfFails {
    /// The network.
    pub network: String,
    /// The ways that are left.
    pub ways: Vec<Way>,
    /// How long all guests take over them; null where nobody knows, or there is no way.
    pub duration: Option<Range>,
    /// How many times as long that is.
    pub slower: Option<Range>,
    /// One sentence.
    pub message: String,
}

/// The same drain without what was set or taken away.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Before {
    /// The ways.
    pub ways: Vec<Way>,
    /// How long it takes.
    pub duration: Option<Range>,
    /// One sentence.
    pub message: String,
}

pub(super) fn answer(
    subject: &Subject,
    options: &Options,
    somewhere: &Somewhere<'_>,
) -> Result<Answer, Error> {
    let cluster = &subject.cluster;
    if options.guests.node.is_none() && !cluster.nodes.is_empty() {
        let names: Vec<&str> = cluster.nodes.iter().map(|node| node.name.as_str()).collect();
        let message = format!("expected the node to drain ({}), found none", words::list(&names));
        return Err(invalid(message).at("options.node"));
    }
    let asked = options.guests.of(subject, somewhere)?;
    let found = drain::drain(cluster, &asked);
    let names = Names { cluster };
    let before = subject.before.as_ref().map(|before| drain::drain(before, &asked));
    let (assumed, unknown) = guests::doubts(cluster, &found.doubts);
    Ok(Answer {
        node: asked.node.map(|node| cluster.nodes[node].name.clone()),
        guests: found.guests.len(),
        bytes: found.bytes,
        option: MigrationOption {
            value: words::migration_option(found.option.0),
            source: words::source(found.option.1),
        },
        parallel: Parallel {
            low: found.at_once.low,
            high: found.at_once.high,
            source: words::source(found.at_once.source),
        },
        limit: found.limit,
        ways: names.ways(&found.ways),
        duration: found.duration.as_ref().map(Range::from),
        per_vm: found.guests.iter().map(guest).collect(),
        others: found.others.iter().map(other).collect(),
        shares_with: found.beside.iter().map(|(network, with)| names.shares_with(*network, with)).collect(),
        if_fails: found.failures.iter().map(|failure| names.if_fails(failure)).collect(),
        before: before.map(|before| Before {
            ways: names.ways(&before.ways),
            duration: before.duration.as_ref().map(Range::from),
            message: words::drain_before(cluster, &before, &found),
        }),
        assumed,
        unknown,
        message: words::drain(cluster, &found),
    })
}

fn guest(guest: &drain::Moved) -> Guest {
    Guest {
        name: guest.name.clone(),
        bytes: guest.bytes,
        duration: guest.duration.as_ref().map(Range::from),
    }
}

fn other((name, why): &(String, Stays)) -> Other {
    Other { name: name.clone(), why: *why, message: words::stays(name, *why) }
}

/// What was found, by name.
struct Names<'c> {
    cluster: &'c Cluster,
}

impl Names<'_> {
    fn networks(&self, networks: &[NetworkId]) -> Vec<String> {
        words::networks(self.cluster, networks).into_iter().map(str::to_owned).collect()
    }

    fn ways(&self, ways: &[drain::Way]) -> Vec<Way> {
        let way = |way: &drain::Way| Way {
            to: way.to.iter().map(|&node| self.cluster.nodes[node].name.clone()).collect(),
            networks: self.networks(&way.networks),
            failover: self.networks(&way.then),
            determined: way.determined,
            certainty: way.certainty,
            rate: way.rate.as_ref().map(Range::from),
            because: way.because.iter().map(|reason| words::reason(self.cluster, reason)).collect(),
        };
        ways.iter().map(way).collect()
    }

    fn shares_with(&self, network: NetworkId, with: &[Beside]) -> SharesWith {
        SharesWith {
            network: self.cluster.networks[network].name.clone(),
            with: with.to_vec(),
            message: words::drain_beside(self.cluster, network, with),
        }
    }

    fn if_fails(&self, failure: &drain::Failure) -> IfFails {
        IfFails {
            network: self.cluster.networks[failure.network].name.clone(),
            ways: self.ways(&failure.ways),
            duration: failure.duration.as_ref().map(Range::from),
            slower: failure.slower.as_ref().map(Range::from),
            message: words::drain_failure(self.cluster, failure),
        }
    }
}
