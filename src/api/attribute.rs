//! "Whose I/O is it": what each node did with a volume, what passed through the coordinator, and what crossed which
//! network, from performance counters.

use super::answers::{MAX_REPLY, Reply, ask_each, ask_of_clusters, too_large};
use super::entry::{Entry, Subject};
use super::input::Input;
use super::named::{Kind, Named, Somewhere, somewhere};
#[cfg(feature = "json-schema")]
use super::options::OneOrMany;
use super::options::{WhatIf, WireWhatIf, one_or_many};
use super::request::Request;
use crate::engine::attribute::{self as engine, Attribution, Basis, Disk, Known, NodeIo, Part, VolumeIo};
use crate::engine::route::{Certainty, Mode};
use crate::error::{Code, Error};
use crate::model::counters::written;
use crate::model::{Cluster, VolumeId};
use crate::parallel::Work;
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "attribute";

/// The names of its options.
pub const OPTIONS: &[&str] = &["windows_version", "without", "set", "volume", "storage", "disk", "intervals"];

/// Bytes of one interval of one node in an answer, about.
const INTERVAL: usize = 500;

/// Which counters are wanted, and what the caller knows of them.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// Only these volumes.
    pub volume: Vec<String>,
    /// The host whose disk is the storage itself.
    pub storage: Option<String>,
    /// Which disk a volume is: `VOLUME=NUMBER` on every node, `VOLUME/NODE=NUMBER` on one.
    pub disk: Vec<String>,
    /// Every interval, and not only the means.
    pub intervals: bool,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// Only these volumes of the capture; names with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "OneOrMany<String>"))]
    volume: Vec<String>,
    /// The host whose disk is the storage itself, such as an iSCSI target.
    storage: Option<String>,
    /// Which disk a volume is: `VOLUME=INSTANCE` on every node, `VOLUME/NODE=INSTANCE` on one; the instance of the object
    /// PhysicalDisk, such as `3`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "OneOrMany<String>"))]
    disk: Vec<String>,
    /// Tell every interval, and not only the means.
    intervals: Option<bool>,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        let options = Self {
            what_if: wire.what_if.try_into()?,
            volume: wire.volume,
            storage: wire.storage.filter(|name| !name.trim().is_empty()),
            disk: wire.disk,
            intervals: wire.intervals.unwrap_or_default(),
        };
        options.disks().map(|_| options)
    }
}

impl Options {
    /// What the option `disk` says.
    fn disks(&self) -> Result<Vec<Disk>, Error> {
        let one = |text: &String| {
            let wrong = || {
                let message = format!("expected VOLUME=INSTANCE or VOLUME/NODE=INSTANCE, found {text:?}");
                Error::new(Code::InvalidRequest, message).at("options.disk")
            };
            let (of, instance) = text.rsplit_once('=').ok_or_else(wrong)?;
            let (volume, node) = match of.rsplit_once('/') {
                Some((volume, node)) => (volume, Some(node.trim().to_owned())),
                None => (of, None),
            };
            let (volume, instance) = (volume.trim().to_owned(), instance.trim().to_owned());
            let is_empty = volume.is_empty() || instance.is_empty() || node.as_deref() == Some("");
            if is_empty { Err(wrong()) } else { Ok(Disk { volume, node, instance }) }
        };
        self.disk.iter().map(one).collect()
    }

    fn named(&self) -> [Named<'_>; 1] {
        [Named { option: "options.volume", kind: Kind::Volume, names: &self.volume }]
    }
}

/// Whose I/O the volumes of one cluster have.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// The time that the counters are of; null when there are none to compare.
    pub span: Option<Span>,
    /// Every volume.
    pub volumes: Vec<Volume>,
    /// Every volume and node.
    pub io: Vec<Io>,
    /// Every host that has counters.
    pub hosts: Vec<Host>,
    /// What cannot be told, or only with a reservation.
    pub unknown: Vec<Unknown>,
}

/// From when to when.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// When the first interval begins.
    pub from: String,
    /// When the last one ends.
    pub to: String,
    /// `utc`, or `local` where the counters do not tell their zone.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = ["utc", "local"])))]
    pub clock: &'static str,
    /// How many intervals there are.
    pub intervals: usize,
}

/// One volume.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Volume {
    /// Its name; of counters that are called after no volume of the capture, their instance.
    pub volume: String,
    /// Its coordinator; null when it is not known.
    pub coordinator: Option<String>,
    /// What it rests on: `volume`, counters of the volume; `disks`, counters of disks alone; `nothing`.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = ["volume", "disks", "nothing"])))]
    pub basis: &'static str,
    /// The intervals in which every node with counters of it was sampled.
    pub intervals: usize,
    /// How long they are together.
    pub seconds: f64,
    /// What the coordinator's disk shows beyond its own I/O: what passed through it for others.
    pub through: Flow,
    /// What the other nodes sent to the coordinator, as they show it.
    pub sent: Flow,
    /// What the coordinator's disk shows beyond both: time that does not fit, caches, metadata, nodes without counters.
    pub difference: Flow,
    /// What the storage itself shows.
    pub storage: Flow,
    /// What passed through the coordinator, one sentence.
    pub message: String,
}

/// What one node did with one volume.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Io {
    /// The volume.
    pub volume: String,
    /// The node.
    pub node: String,
    /// The coordinator; null when it is not known.
    pub coordinator: Option<String>,
    /// Whether the node is it.
    pub is_coordinator: bool,
    /// What the node did itself.
    pub own: Flow,
    /// What of it crossed the network to the coordinator.
    pub crossed: Flow,
    /// The networks that it crossed, in parallel; null when nothing tells.
    pub networks: Option<Vec<String>>,
    /// Whether it is known which of the networks it is.
    pub determined: bool,
    /// Whether the networks are the two ends of one path instead of parallel.
    pub routed: bool,
    /// How sure the networks are; null when nothing tells.
    pub certainty: Option<Certainty>,
    /// How the node reached the volume when it was captured; null when nothing tells.
    pub mode: Option<Mode>,
    /// What reached the disk from this node, be it its own or that of others.
    pub at_disk: Flow,
    /// The instance of PhysicalDisk that is the volume; null when nothing tells.
    pub disk: Option<String>,
    /// Every interval, where it was asked for.
    pub intervals: Vec<Interval>,
    /// What it did, one sentence.
    pub message: String,
}

/// How much I/O.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Flow {
    /// Reads and writes a second; null when they were not counted.
    pub operations_per_second: Option<Range>,
    /// Bytes of both a second; null when they were not counted.
    pub bytes_per_second: Option<Range>,
    /// Bytes over the whole time; null when they were not counted.
    pub bytes: Option<Range>,
    /// Both in words, such as `0 to 1,492 operations/s`; null when neither was counted.
    pub message: Option<String>,
}

/// Between two numbers, which are equal where it is known.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
}

/// What one node did in one interval.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// When it begins.
    pub from: String,
    /// When it ends.
    pub to: String,
    /// What the node did itself.
    pub own: Flow,
    /// What of it crossed the network.
    pub crossed: Flow,
}

/// One host that has counters.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Host {
    /// Its name.
    pub host: String,
    /// `node`, `storage`, or `not_used` for a host that is neither.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = ["node", "storage", "not_used"])))]
    pub part: &'static str,
    /// How many times it was sampled.
    pub samples: usize,
    /// The first time.
    pub from: Option<String>,
    /// The last time.
    pub to: Option<String>,
    /// Seconds from one to the next, of most.
    pub step: Option<f64>,
    /// Gaps between them, in which nothing is counted.
    pub gaps: usize,
    /// Samples that were left out, since a counter was reset.
    pub resets: usize,
}

/// What cannot be told, or only with a reservation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Unknown {
    /// What it is.
    #[serde(flatten)]
    pub said: Said,
    /// What would tell it; null when nothing does.
    pub collect: Option<String>,
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
    // Once, and not in every cluster.
    if let Err(error) = options.disks() {
        return vec![error];
    }
    let (subjects, mut errors) = input.subjects_with_counters(&options.what_if, work);
    let somewhere = somewhere(&subjects, &options.named());
    errors.extend(ask_each(&subjects, work, |subject| answer_among(subject, options, &somewhere), give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    answer_among(subject, options, &Somewhere::new())
}

fn answer_among(
    subject: &Subject,
    options: &Options,
    somewhere: &Somewhere<'_>,
) -> Result<Entry<Answer>, Error> {
    let cluster = &subject.cluster;
    let [volume] = options.named();
    let volumes = volume.find(cluster, somewhere)?;
    let known = Known {
        storage: options.storage.clone(),
        disks: options.disks()?,
        volumes: volumes.into_iter().map(VolumeId::at).collect(),
        intervals: options.intervals,
    };
    let found = engine::attribute(cluster, &known);
    let intervals: usize =
        found.volumes.iter().map(|volume| volume.intervals.len() * volume.nodes.len()).sum();
    if intervals > MAX_REPLY / INTERVAL {
        return Err(too_large(MAX_REPLY));
    }
    let unknown = found.unknown.iter().map(|one| {
        let (said, collect) = words::attribute_unknown(cluster, one);
        Unknown { said, collect }
    });
    let span = found.windows.first().zip(found.windows.last()).map(|(first, last)| Span {
        from: written(first.from),
        to: written(last.to),
        clock: if found.is_utc { "utc" } else { "local" },
        intervals: found.windows.len(),
    });
    let io = found.volumes.iter().flat_map(|volume| {
        let nodes = volume.nodes.iter().enumerate();
        nodes.map(|(place, node)| io(cluster, &found, volume, place, node)).collect::<Vec<_>>()
    });
    Ok(subject.entry(Answer {
        span,
        volumes: found.volumes.iter().map(|one| of_volume(cluster, one)).collect(),
        io: io.collect(),
        hosts: found.hosts.iter().map(host).collect(),
        unknown: unknown.collect(),
    }))
}

fn of_volume(cluster: &Cluster, volume: &VolumeIo) -> Volume {
    let amount = |of: Option<engine::Flow>| of.map(|of| flow(&of, volume.seconds)).unwrap_or_default();
    let through = volume.through;
    Volume {
        volume: volume.name.clone(),
        coordinator: volume.coordinator.map(|node| cluster.nodes[node].name.clone()),
        basis: match volume.basis {
            Basis::Volume => "volume",
            Basis::Disks => "disks",
            Basis::Nothing => "nothing",
        },
        intervals: volume.used.len(),
        seconds: volume.seconds,
        through: amount(through.map(|through| through.measured)),
        sent: amount(through.map(|through| through.expected)),
        difference: amount(through.map(|through| through.difference)),
        storage: amount(volume.storage),
        message: words::volume_io(cluster, volume),
    }
}

fn io(cluster: &Cluster, found: &Attribution, volume: &VolumeIo, place: usize, node: &NodeIo) -> Io {
    let crossing = node.crossing.as_ref();
    let names = |networks: &[crate::model::NetworkId]| -> Vec<String> {
        networks.iter().map(|network| cluster.networks[*network].name.clone()).collect()
    };
    let crossed = match crossing {
        Some(crossing) => crossing.flow,
        None => engine::Flow::NONE,
    };
    let intervals = volume.intervals.iter().zip(&volume.used).map(|(nodes, window)| {
        let (window, (own, crossed)) = (found.windows[*window], nodes[place]);
        let (from, to) = (written(window.from), written(window.to));
        let (own, crossed) = (flow(&own, window.seconds()), flow(&crossed, window.seconds()));
        Interval { from, to, own, crossed }
    });
    Io {
        volume: volume.name.clone(),
        node: found.hosts[node.host].name.clone(),
        coordinator: volume.coordinator.map(|node| cluster.nodes[node].name.clone()),
        is_coordinator: node.is_coordinator,
        own: flow(&node.own, volume.seconds),
        crossed: flow(&crossed, volume.seconds),
        networks: crossing.filter(|crossing| crossing.certainty.is_some()).map(|c| names(&c.networks)),
        determined: crossing.is_some_and(|crossing| crossing.determined),
        routed: crossing.is_some_and(|crossing| crossing.routed),
        certainty: crossing.and_then(|crossing| crossing.certainty),
        mode: crossing.and_then(|crossing| crossing.mode),
        at_disk: flow(&node.at_disk, volume.seconds),
        disk: node.disk.clone(),
        intervals: intervals.collect(),
        message: words::node_io(cluster, found, volume, node),
    }
}

fn flow(flow: &engine::Flow, seconds: f64) -> Flow {
    let range = |of: Option<engine::Range>, times: f64| {
        of.map(|range| Range { low: range.low * times, high: range.high * times })
    };
    Flow {
        operations_per_second: range(flow.operations, 1.0),
        bytes_per_second: range(flow.bytes, 1.0),
        bytes: range(flow.bytes, seconds),
        message: words::flow(flow),
    }
}

fn host(host: &engine::Host) -> Host {
    Host {
        host: host.name.clone(),
        part: match host.part {
            Part::Node(_) | Part::Alone => "node",
            Part::Storage => "storage",
            Part::None => "not_used",
        },
        samples: host.samples,
        from: host.span.map(|(from, _)| written(from)),
        to: host.span.map(|(_, to)| written(to)),
        step: host.step.map(|step| step as f64 / 1000.0),
        gaps: host.gaps,
        resets: host.resets,
    }
}
