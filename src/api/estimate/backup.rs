//! The backup window: what crosses which network, how long, what is redirected, and what would be cheaper.

use super::super::findings::{ChangeOffered, offered};
use super::super::entry::Subject;
use super::super::named::{Kind, Named, Somewhere};
use super::super::options::{WhatIf, WireWhatIf, one_or_many};
use super::super::refusal::{invalid, short, unknown};
use super::quantity::{bytes_per_second, size};
use super::ranges::{Range, Unknown};
use crate::engine::estimate::backup::{self, Asked, Key};
use crate::engine::estimate::operations::Extent;
use crate::error::Error;
use crate::model::{Cluster, NodeId, VolumeId};
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::slice;

/// The names of its options.
pub const OPTIONS: &[&str] = &["node", "snapshot", "volume", "size", "rate"];

/// What is backed up, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// The node that runs it.
    pub node: String,
    /// Who makes the snapshots.
    pub snapshot: Snapshot,
    /// The volumes; all when there is none. Names take `*` and `?`.
    pub volume: Vec<String>,
    /// Sizes of volumes; the last that fits holds.
    pub size: Vec<Size>,
    /// What the target takes, in bytes per second.
    pub rate: Option<f64>,
}

/// Who makes the snapshots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Snapshot {
    /// The provider of Windows.
    #[default]
    Software,
    /// A provider of the storage.
    Hardware,
}

/// The size of volumes.
#[derive(Clone, Debug)]
pub struct Size {
    /// The volumes, with `*` and `?`.
    pub volume: String,
    /// Bytes.
    pub bytes: f64,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "BackupOptions"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// The node that runs the backup.
    node: Option<String>,
    /// Who makes the snapshots: `software`, as without the option, or `hardware`.
    snapshot: Option<String>,
    /// Only these volumes, by name with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::super::options::OneOrMany<String>"))]
    volume: Vec<String>,
    /// Sizes that the capture does not tell, or others: `VOLUME=2TB`, names with `*` and `?`; the last that fits holds.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::super::options::OneOrMany<String>"))]
    size: Vec<String>,
    /// What the target of the backup takes: `400MB/s` in bytes, or `10Gbit/s` in bits.
    rate: Option<String>,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        let missing = || invalid("expected the node that runs the backup, found none").at("options.node");
        let size = |(place, text): (usize, &String)| {
            volume_size(text).map_err(|error| error.at(format!("options.size[{place}]")))
        };
        let rate = wire.rate.as_deref().map(bytes_per_second).transpose();
        let snapshot = match wire.snapshot.as_deref() {
            None | Some("software") => Snapshot::Software,
            Some("hardware") => Snapshot::Hardware,
            Some(found) => {
                return Err(unknown("snapshot", found, ["software", "hardware"]).at("options.snapshot"));
            }
        };
        Ok(Self {
            what_if: wire.what_if.try_into()?,
            node: wire.node.ok_or_else(missing)?,
            snapshot,
            volume: wire.volume,
            size: wire.size.iter().enumerate().map(size).collect::<Result<_, _>>()?,
            rate: rate.map_err(|error| error.at("options.rate"))?,
        })
    }
}

/// Reads `VOLUME=2TB`; a volume may hold an equals sign.
pub fn volume_size(text: &str) -> Result<Size, Error> {
    let malformed = || invalid(format!("expected VOLUME=SIZE, found {:?}", short(text)));
    let (volume, bytes) = text.rsplit_once('=').ok_or_else(malformed)?;
    Ok(Size { volume: volume.trim().to_owned(), bytes: size(bytes)? })
}

impl Options {
    pub(super) fn named(&self) -> Vec<Named<'_>> {
        [self.node(), self.volumes()].into_iter().chain(self.size.iter().map(Size::named)).collect()
    }

    fn node(&self) -> Named<'_> {
        Named { option: "options.node", kind: Kind::Node, names: slice::from_ref(&self.node) }
    }

    fn volumes(&self) -> Named<'_> {
        Named { option: "options.volume", kind: Kind::Volume, names: &self.volume }
    }
}

impl Size {
    fn named(&self) -> Named<'_> {
        Named { option: "options.size", kind: Kind::Volume, names: slice::from_ref(&self.volume) }
    }
}

/// The backup window of a cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// The node that runs it.
    pub node: String,
    /// Who makes the snapshots.
    pub snapshot: Snapshot,
    /// What is backed up.
    pub volumes: Vec<BackedUp>,
    /// The ways to run it, the best first, the one that was asked for among them.
    pub choices: Vec<Choice>,
    /// What else is to be known, each with where to read it.
    pub notes: Vec<Note>,
    /// What the estimate takes for granted, beside what the whole answer does.
    pub assumed: Vec<Said>,
    /// What is missing for a number, or for a better one.
    pub unknown: Vec<Unknown>,
}

/// A volume that is backed up.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct BackedUp {
    /// Its name.
    pub volume: String,
    /// The coordinator; null when nobody tells it.
    pub coordinator: Option<String>,
    /// What is read; null when it is not known.
    pub bytes: Option<f64>,
}

/// A way to run the backup, and what it costs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// Which one.
    pub key: Key,
    /// The networks that carry the backup, or the I/O that it redirects.
    pub networks: Vec<String>,
    /// What the backup sends over them; null where a size is not known.
    pub bytes: Option<Range>,
    /// How long it takes; without `rate` as long as the networks take. Null where nothing tells.
    pub duration: Option<Range>,
    /// The volumes whose I/O it redirects.
    pub redirected: Vec<Redirected>,
    /// Which node runs it for which volume, where that is not `node`.
    pub runs: Vec<Run>,
    /// What is changed before it, each with its commands and the way back.
    pub changes: Vec<ChangeOffered>,
    /// One sentence.
    pub message: String,
}

/// A volume whose I/O is redirected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Redirected {
    /// The volume.
    pub volume: String,
    /// From these nodes.
    pub nodes: Vec<String>,
    /// For a moment, or for its whole backup.
    pub extent: Extent,
    /// How long; null for a moment, and where nothing tells.
    pub duration: Option<Range>,
}

/// Who runs the backup of a volume.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// The volume.
    pub volume: String,
    /// The node.
    pub node: String,
}

/// What else is to be known.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// What it is.
    #[serde(flatten)]
    pub said: Said,
    /// Where to read it.
    pub source: &'static str,
}

pub(super) fn answer(
    subject: &Subject,
    options: &Options,
    somewhere: &Somewhere<'_>,
) -> Result<Answer, Error> {
    let cluster = &subject.cluster;
    let asked = asked(cluster, options, somewhere)?;
    let found = backup::choices(cluster, &asked);
    let node = |node: NodeId| cluster.nodes[node].name.clone();
    let volume = |volume: VolumeId| cluster.volume(volume).name.clone();
    let mut ids = 0;
    let choice = |choice: &backup::Choice| Choice {
        key: choice.key,
        networks: words::networks(cluster, &choice.networks).into_iter().map(str::to_owned).collect(),
        bytes: choice.bytes.as_ref().map(Range::from),
        duration: choice.duration.as_ref().map(Range::from),
        redirected: choice
            .redirected
            .iter()
            .map(|one| Redirected {
                volume: volume(one.volume),
                nodes: one.nodes.iter().map(|&id| node(id)).collect(),
                extent: one.extent,
                duration: one.duration.as_ref().map(Range::from),
            })
            .collect(),
        runs: choice.runs.iter().map(|&(of, by)| Run { volume: volume(of), node: node(by) }).collect(),
        changes: choice
            .changes
            .iter()
            .map(|(change, undo)| {
                ids += 1;
                offered(cluster, format!("c{ids}"), change, undo.as_ref())
            })
            .collect(),
        message: words::backup_choice(cluster, &asked, choice),
    };
    let choices: Vec<Choice> = found.iter().map(choice).collect();
    let backed_up = |&id: &VolumeId| BackedUp {
        volume: volume(id),
        coordinator: cluster.volume(id).owner.map(node),
        bytes: backup::size(cluster, &asked, id).map(|(bytes, _)| bytes),
    };
    let as_planned = found.iter().find(|choice| choice.key == Key::AsPlanned);
    let notes = as_planned.map(|choice| words::backup_notes(cluster, &asked, choice)).unwrap_or_default();
    Ok(Answer {
        node: node(asked.node),
        snapshot: options.snapshot,
        volumes: asked.volumes.iter().map(backed_up).collect(),
        choices,
        notes: notes.into_iter().map(|(said, source)| Note { said, source }).collect(),
        assumed: words::backup_assumed(cluster, &asked),
        unknown: words::backup_unknown(cluster, &asked, &found).into_iter().map(Unknown::from).collect(),
    })
}

fn asked(cluster: &Cluster, options: &Options, somewhere: &Somewhere<'_>) -> Result<Asked, Error> {
    let nodes = options.node().find(cluster, somewhere)?;
    let [node] = nodes[..] else {
        let message = format!("expected one node, found {}: {:?}", nodes.len(), short(&options.node));
        return Err(invalid(message).at("options.node"));
    };
    let mut volumes: Vec<VolumeId> =
        options.volumes().find(cluster, somewhere)?.into_iter().map(VolumeId::at).collect();
    if volumes.is_empty() {
        volumes = cluster.volumes_by_id().map(|(id, _)| id).collect();
    }
    if volumes.is_empty() {
        let message = "expected shared volumes to back up, found none: Get-ClusterSharedVolume captures them";
        return Err(invalid(message).at("capture.shared_volumes"));
    }
    let mut sizes = BTreeMap::new();
    for size in &options.size {
        let found = size.named().find_here(cluster, somewhere)?;
        sizes.extend(found.into_iter().map(|place| (VolumeId::at(place), size.bytes)));
    }
    let is_hardware = options.snapshot == Snapshot::Hardware;
    Ok(Asked { node: NodeId::at(node), is_hardware, volumes, sizes, rate: options.rate })
}
