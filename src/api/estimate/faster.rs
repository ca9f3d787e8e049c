//! What faster networks would bring, and which one first.

use super::super::entry::Subject;
use super::super::named::{Named, Somewhere};
use super::super::options::{WhatIf, WireWhatIf};
use super::super::refusal::{invalid, unknown};
use super::guests::{Guests, WireGuests, doubts};
use super::ranges::{Range, Unknown};
use crate::engine::estimate::faster::{self, Asked, Carries, Numbers};
use crate::error::Error;
use crate::model::{Cluster, LinkClass, NetworkId};
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The names of its options.
pub const OPTIONS: &[&str] = &["node", "vm", "option", "parallel", "speed", "class"];

/// How fast networks are made, and which node is drained to see what it brings.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// The node, its guests, and how they move; without a node only what the networks get through is told.
    pub guests: Guests,
    /// Gbit/s.
    pub speed: f64,
    /// What the new adapters can do; as the old ones where it is not told.
    pub class: Option<LinkClass>,
}

impl Default for Options {
    fn default() -> Self {
        Self { what_if: WhatIf::default(), guests: Guests::default(), speed: SPEED, class: None }
    }
}

/// Gbit/s, unless the caller says how many.
pub const SPEED: f64 = 10.0;

/// No link of a cluster is faster.
const MAX_SPEED: f64 = 800.0;

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "FasterOptions"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    #[serde(flatten)]
    guests: WireGuests,
    /// How fast networks are made in Gbit/s, 10 without the option.
    #[cfg_attr(feature = "json-schema", schemars(range(min = 0.01, max = 800.0)))]
    speed: Option<f64>,
    /// What their new adapters can do, `rdma`, `rss` or `plain`; as the old ones without the option.
    class: Option<String>,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        Ok(Self {
            what_if: wire.what_if.try_into()?,
            guests: wire.guests.try_into()?,
            speed: wire.speed.map_or(Ok(SPEED), |gbps| within(gbps).map_err(|error| error.at("options.speed")))?,
            class: wire.class.as_deref().map(class).transpose().map_err(|error| error.at("options.class"))?,
        })
    }
}

fn within(gbps: f64) -> Result<f64, Error> {
    let message = || format!("expected a speed from 0.01 to {MAX_SPEED} Gbit/s, found {gbps}");
    if (0.01..=MAX_SPEED).contains(&gbps) { Ok(gbps) } else { Err(invalid(message())) }
}

/// Reads Gbit/s.
pub fn speed(text: &str) -> Result<f64, Error> {
    let message = || format!("expected a speed in Gbit/s, such as 10, found {text:?}");
    within(text.trim().parse().map_err(|_| invalid(message()))?)
}

/// Reads `rdma`, `rss` or `plain`.
pub fn class(text: &str) -> Result<LinkClass, Error> {
    let found = LinkClass::ALL.into_iter().find(|class| class.word().eq_ignore_ascii_case(text.trim()));
    found.ok_or_else(|| unknown("class of adapters", text, ["rdma", "rss", "plain"]))
}

impl Options {
    pub(super) fn named(&self) -> Vec<Named<'_>> {
        self.guests.named().into_iter().collect()
    }
}

/// What each network would bring, the most first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "FasterAnswer"))]
pub struct Answer {
    /// How fast networks are made in Gbit/s.
    pub speed: f64,
    /// What their adapters can do; null: as they can now.
    pub class: Option<LinkClass>,
    /// What there is without what was set or taken away; null where nothing was.
    pub before: Option<Before>,
    /// What there is now, with what was set or taken away.
    pub now: Traffic,
    /// Each network made faster alone, that which brings most first; those that bring nothing are last, in their order.
    pub networks: Vec<Tried>,
    /// What the estimate takes for granted, beside what the whole answer does.
    pub assumed: Vec<Said>,
    /// What is missing for a number, or for a better one.
    pub unknown: Vec<Unknown>,
}

/// What there is without what was set or taken away, and what that brings.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "FasterBefore"))]
pub struct Before {
    /// What there is without it.
    #[serde(flatten)]
    pub traffic: Traffic,
    /// What it brings, one sentence.
    pub message: String,
}

/// What redirected I/O and live migration get.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "FasterTraffic"))]
pub struct Traffic {
    /// Redirected I/O of one node in bytes per second, from the slowest way to the fastest; so does the stream of a backup
    /// that is not run on the coordinator. Null where a speed is not known.
    pub redirect: Option<Range>,
    /// The networks that carry it.
    pub redirect_networks: Vec<String>,
    /// Live migrations from one node in bytes per second; null where a speed is not known.
    pub migration: Option<Range>,
    /// The networks that carry them.
    pub migration_networks: Vec<String>,
    /// How long draining the node takes; null without a node or its guests.
    pub drain: Option<Range>,
}

/// One network made faster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "FasterNetwork"))]
pub struct Tried {
    /// The network.
    pub network: String,
    /// What it carries now.
    pub carries: Vec<Carries>,
    /// It is as fast already.
    pub already: bool,
    /// Whether it brings anything; null where a number is missing.
    pub gains: Option<bool>,
    /// What there is then.
    pub then: Traffic,
    /// How many times as much redirected I/O gets, and the stream of a backup.
    pub redirect: Option<Range>,
    /// How many times as much live migration gets.
    pub migration: Option<Range>,
    /// One sentence.
    pub message: String,
}

pub(super) fn answer(
    subject: &Subject,
    options: &Options,
    somewhere: &Somewhere<'_>,
) -> Result<Answer, Error> {
    let cluster = &subject.cluster;
    let drain = options.guests.of(subject, somewhere)?;
    let asked = Asked { gbps: options.speed, class: options.class, drain };
    let found = faster::faster(cluster, &asked);
    let before = subject.before.as_ref().map(|before| faster::numbers(before, &asked));
    let names = Names { cluster };
    let tried = |tried: &faster::Tried| Tried {
        network: cluster.networks[tried.network].name.clone(),
        carries: tried.carries.clone(),
        already: tried.already,
        gains: tried.gains(),
        then: names.traffic(&tried.then),
        redirect: tried.redirect.as_ref().map(Range::from),
        migration: tried.migration.as_ref().map(Range::from),
        message: words::faster(cluster, &found.now, tried),
    };
    let (assumed, mut unknown) = doubts(cluster, &found.now.doubts);
    unknown.extend(found.unknown.iter().map(|one| Unknown::from(words::faster_unknown(cluster, one))));
    Ok(Answer {
        speed: options.speed,
        class: options.class,
        before: before.map(|before| Before {
            traffic: names.traffic(&before),
            message: words::faster_before(cluster, &before, &found.now),
        }),
        now: names.traffic(&found.now),
        networks: found.tried.iter().map(tried).collect(),
        assumed,
        unknown,
    })
}

/// What was found, by name.
struct Names<'c> {
    cluster: &'c Cluster,
}

impl Names<'_> {
    fn networks(&self, networks: &BTreeSet<NetworkId>) -> Vec<String> {
        networks.iter().map(|&network| self.cluster.networks[network].name.clone()).collect()
    }

    fn traffic(&self, numbers: &Numbers) -> Traffic {
        Traffic {
            redirect: numbers.redirect.as_ref().map(Range::from),
            redirect_networks: self.networks(&numbers.redirect_networks),
            migration: numbers.migration.as_ref().map(Range::from),
            migration_networks: self.networks(&numbers.migration_networks),
            drain: numbers.drain.as_ref().map(Range::from),
        }
    }
}
