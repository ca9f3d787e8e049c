//! "What breaks when something fails": every network, node and interface taken away, alone and with every other.

use super::answers::{MAX_REPLY, Reply, ask_each, ask_of_clusters, too_large};
use super::entry::{Entry, Subject};
use super::input::Input;
use super::options::{WhatIf, WireWhatIf};
use super::request::Request;
use crate::engine::failures::{
    self, Analysis, Damage, Example, Key, MAX_FAILURES, MAX_NETWORKS, SharedKind, Unit, What,
};
use crate::engine::route::Certainty;
use crate::error::{Code, Error};
use crate::model::{Cluster, NodeId};
use crate::parallel::Work;
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "failures";

/// The names of its options.
pub const OPTIONS: &[&str] = &["windows_version", "without", "set", "depth", "limit"];

/// Cases of an answer, unless the caller says how many.
pub const LIMIT: u32 = 1000;

/// The most cases that a caller can ask for.
const MAX_LIMIT: u32 = 10_000;

/// Places that an outcome shows.
const EXAMPLES: usize = 3;

/// Failures that are tried in a second, about.
const A_SECOND: usize = 500_000;

/// What is to fail.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// 1: one thing at a time; 2: every two as well.
    pub depth: u32,
    /// The most cases of the answer.
    pub limit: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { what_if: WhatIf::default(), depth: 1, limit: LIMIT }
    }
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// 1: one thing fails at a time, as without the option; 2: every two things as well.
    #[cfg_attr(feature = "json-schema", schemars(range(min = 1, max = 2)))]
    depth: Option<i64>,
    /// The most cases of the answer, 1000 without the option: single failures before double ones, the worst first.
    #[cfg_attr(feature = "json-schema", schemars(range(min = 1, max = 10_000)))]
    limit: Option<i64>,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        let number = |found: Option<i64>, otherwise: u32, most: u32, name: &str| {
            let Some(found) = found else { return Ok(otherwise) };
            let valid = u32::try_from(found).ok().filter(|number| (1..=most).contains(number));
            let message = || format!("expected a number from 1 to {most}, found {found}");
            valid.ok_or_else(|| Error::new(Code::InvalidRequest, message()).at(format!("options.{name}")))
        };
        Ok(Self {
            what_if: wire.what_if.try_into()?,
            depth: number(wire.depth, 1, 2, "depth")?,
            limit: number(wire.limit, LIMIT, MAX_LIMIT, "limit")?,
        })
    }
}

/// What breaks in one cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// The cases of `cases` in which one thing fails and something stops, the worst first.
    pub single_points: Vec<Case>,
    /// Every failure; those with equal outcomes are one case. One thing fails before two do; of two, first what does
    /// more than either alone; then the worst first.
    pub cases: Vec<Case>,
    /// How many failures were tried.
    pub tried: Tried,
    /// Failures that are in no case because `limit` was reached: those at the end of the order of `cases`.
    pub left_out: usize,
    /// What could share an adapter, a team or a switch, or be slower, and was not captured.
    pub unknown: Vec<Unknown>,
}

/// How many failures were tried.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Tried {
    /// Of one thing.
    pub single: usize,
    /// Of two things; two of which one is part of the other are not tried.
    pub double: usize,
    /// Those of two things that do no more than each does alone.
    pub double_no_more: usize,
}

/// Failures with equal outcomes: the first of them, and how many there are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Case {
    /// What fails: one thing, two, or those that fail together because they share something.
    pub lost: Vec<Lost>,
    /// How many things fail: 1, or 2 at depth 2.
    pub depth: usize,
    /// The failures that this case stands for.
    pub alike: Alike,
    /// How bad the worst outcome is.
    pub worst: Damage,
    /// Two failures together do something that neither does alone.
    pub more_than_alone: bool,
    /// What happens, the worst first; compared with the undamaged cluster, lost nodes left out.
    pub outcomes: Vec<Outcome>,
    /// What fails and what happens, one sentence.
    pub message: String,
}

/// One thing that fails.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Lost {
    /// What it is.
    pub kind: LostKind,
    /// Its name; of an interface `NODE/NETWORK`.
    pub name: String,
    /// What it shares with others that fail with it; null when it fails alone.
    pub shares: Option<Shares>,
}

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LostKind {
    /// A network, for all nodes.
    Network,
    /// A node.
    Node,
    /// A node's adapters on one network.
    Interface,
}

/// What several networks or interfaces lie on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Shares {
    /// What it is.
    pub kind: SharedKind,
    /// Its name; of an adapter its id.
    pub name: String,
}

/// The failures that a case stands for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Alike {
    /// How many there are.
    pub count: usize,
    /// What fails in each, joined by ` + `: of single failures all, of double ones the first 20.
    pub names: Vec<String>,
}

/// One thing that happens. It has one of `pairs`, `paths` and `volumes`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Outcome {
    /// What happens.
    pub key: Key,
    /// To how many pairs of nodes, whatever the direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<usize>,
    /// To how many paths: a volume and a node that is not its coordinator. Where volumes were not captured, a node and any
    /// other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<usize>,
    /// To how many volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volumes: Option<usize>,
    /// How sure it is: as sure as the examples.
    pub certainty: Certainty,
    /// Some of them.
    pub examples: Vec<Place>,
    /// What happens, and how often.
    pub message: String,
}

/// A place where an outcome shows.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The volume, where it is about one.
    pub volume: Option<String>,
    /// A node; null when the answer holds for the whole cluster.
    pub from: Option<String>,
    /// Another node: for CSV traffic the coordinator; null for a coordinator that moves, since nothing tells where to.
    pub to: Option<String>,
    /// The networks that are left to it.
    pub networks: Vec<String>,
}

/// What could be shared and was not captured.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Unknown {
    /// What it is.
    #[serde(flatten)]
    pub said: Said,
    /// The command that tells it; null when none does.
    pub collect: Option<&'static str>,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let options = |request: &Request<'_>| Options::try_from(request.options::<WireOptions>(OPTIONS)?);
    ask_of_clusters(NAME, request, options, each)
}

/// Gives the answer of each cluster in the input; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(&options.what_if, work);
    errors.extend(ask_each(&subjects, work, |subject| answer(subject, options), give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    let networks = subject.cluster.networks.len();
    if networks > MAX_NETWORKS {
        let message = format!("expected at most {MAX_NETWORKS} networks for this question, found {networks}");
        return Err(Error::new(Code::TooLarge, message));
    }
    let cluster = failures::undamaged(&subject.cluster);
    let mut analysis = Analysis::new(&cluster);
    let most = analysis.most(options.depth);
    if most > MAX_FAILURES {
        let message = format!(
            "expected at most {MAX_FAILURES} failures, found {most}, which take about {} seconds: ask with depth 1",
            most.div_ceil(A_SECOND)
        );
        return Err(Error::new(Code::TooLarge, message).at("options.depth"));
    }
    let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
    let found = failures::fold(&mut analysis, options.depth, limit);
    let mut wording = Wording { cluster: &cluster, left: MAX_REPLY };
    let cases = found.cases.iter().map(|case| wording.case(&mut analysis, case));
    let cases: Vec<Case> = cases.collect::<Result<_, _>>()?;
    let is_single_point = |(_, found): &(&Case, &failures::Case)| {
        found.lost.len() == 1 && found.counts.worst() == Damage::Error
    };
    let single_points = cases.iter().zip(&found.cases).filter(is_single_point).map(|(case, _)| case.clone());
    let unknown = failures::unknown(&cluster).into_iter().map(|one| {
        let (said, collect) = words::failures_unknown(&cluster, &one);
        Unknown { said, collect }
    });
    let [single, double] = found.tried;
    Ok(subject.entry(Answer {
        single_points: single_points.collect(),
        tried: Tried { single, double, double_no_more: found.no_more },
        left_out: found.left_out,
        unknown: unknown.collect(),
        cases,
    }))
}

/// Cases by name.
struct Wording<'c> {
    cluster: &'c Cluster,
    /// Bytes that are left for the answer: one that cannot be written is not made either.
    left: usize,
}

impl Wording<'_> {
    fn case(&mut self, analysis: &mut Analysis<'_>, case: &failures::Case) -> Result<Case, Error> {
        let cluster = self.cluster;
        let name = |places: &[usize]| {
            let names =
                places.iter().flat_map(|&place| words::lost_names(cluster, &analysis.elements[place]));
            names.collect::<Vec<_>>().join(" + ")
        };
        let mut names = Vec::with_capacity(case.named.len());
        for places in &case.named {
            let name = name(places);
            // A single point is there twice.
            self.left = self.left.checked_sub(2 * name.len()).ok_or_else(|| too_large(MAX_REPLY))?;
            names.push(name);
        }
        let elements = case.lost.iter().map(|&place| &analysis.elements[place]);
        let said: Vec<String> = elements.clone().map(|element| words::lost(cluster, element)).collect();
        let lost = elements.flat_map(|element| lost(cluster, element)).collect();
        let outcomes: Vec<Outcome> = case
            .counts
            .present()
            .map(|(key, count)| {
                let examples = failures::examples(analysis, &case.lost, key, EXAMPLES);
                outcome(cluster, key, usize::try_from(count).unwrap_or_default(), &examples)
            })
            .collect();
        let happens: Vec<&str> = outcomes.iter().map(|outcome| outcome.message.as_str()).collect();
        let happens = if happens.is_empty() {
            "nothing gets worse for cluster, CSV and migration traffic".to_owned()
        } else {
            happens.join(", ")
        };
        Ok(Case {
            lost,
            depth: case.lost.len(),
            alike: Alike { count: case.alike, names },
            worst: case.counts.worst(),
            more_than_alone: case.more_than_alone,
            message: format!("without {}: {happens}", said.join(" and ")),
            outcomes,
        })
    }
}

fn lost(cluster: &Cluster, element: &failures::Element) -> Vec<Lost> {
    let kind = match element.what {
        What::Networks(_) => LostKind::Network,
        What::Node(_) => LostKind::Node,
        What::Interfaces(..) => LostKind::Interface,
    };
    let shares = || {
        let shared = element.shared.as_ref();
        shared.map(|shared| Shares { kind: shared.kind, name: shared.name.clone() })
    };
    let names = words::lost_names(cluster, element).into_iter();
    names.map(|name| Lost { kind, name, shares: shares() }).collect()
}

fn outcome(cluster: &Cluster, key: Key, count: usize, examples: &[Example]) -> Outcome {
    let of = |unit: Unit| (key.unit() == unit).then_some(count);
    let node = |node: Option<NodeId>| node.map(|node| cluster.nodes[node].name.clone());
    let place = |example: &Example| Place {
        volume: example.volume.map(|volume| cluster.volume(volume).name.clone()),
        from: node(example.from),
        to: node(example.to),
        networks: words::networks(cluster, &example.networks).into_iter().map(str::to_owned).collect(),
    };
    Outcome {
        key,
        pairs: of(Unit::Pairs),
        paths: of(Unit::Paths),
        volumes: of(Unit::Volumes),
        certainty: examples.iter().map(|one| one.certainty).max().unwrap_or(Certainty::Computed),
        examples: examples.iter().map(place).collect(),
        message: words::outcome(key, count),
    }
}
