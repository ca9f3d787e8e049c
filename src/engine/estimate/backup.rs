//! The backup window: what a backup of shared volumes sends over which networks, how long that takes, which volumes it
//! redirects, and what would be cheaper.
//!
//! On Windows Server 2008 R2 the node that is backed up becomes the coordinator, and a software snapshot redirects the
//! volume from every other node until the backup ends. Since 2012 the guests' I/O stays direct: a software snapshot lives
//! on the coordinator, and another node reads all of it over the cluster networks; a hardware snapshot is read where it is
//! asked for.

use super::efficiency::of_csv;
use super::operations::Extent;
use super::range::{Factor, FactorKey, Range, Source, Unit};
use crate::engine::change;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::{Ends, Reach};
use crate::engine::route::{self, Filter, Route, Traffic};
use crate::model::{Change, Cluster, NetworkId, NodeId, VolumeId, WindowsVersion};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is backed up, and how.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The node that runs it.
    pub node: NodeId,
    /// The snapshots are of the storage, and not of Windows.
    pub is_hardware: bool,
    /// The volumes.
    pub volumes: Vec<VolumeId>,
    /// Bytes of volumes, where the caller states them.
    pub sizes: BTreeMap<VolumeId, f64>,
    /// Bytes per second that the target takes.
    pub rate: Option<f64>,
}

/// A way to run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// As it was asked for.
    AsPlanned,
    /// With snapshots of the storage.
    HardwareSnapshot,
    /// Each volume from its coordinator.
    OnCoordinator,
    /// The volumes moved to the node that runs it first.
    MoveVolume,
    /// With 10 Gbit/s on the networks that carry it.
    FasterNetwork,
}

/// A change, and the one that takes it back.
pub type Made = (Change, Option<Change>);

/// A way to run the backup, and what it costs.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Which one.
    pub key: Key,
    /// The networks that carry the stream, or the redirected I/O.
    pub networks: Vec<NetworkId>,
    /// What crosses them for the backup; `None` where a size is not known.
    pub bytes: Option<Range>,
    /// How long it takes; without a rate of the target as long as the networks take. `None` where nothing tells.
    pub duration: Option<Range>,
    /// The volumes whose I/O it redirects.
    pub redirected: Vec<Redirected>,
    /// What is changed before it, each with the way back.
    pub changes: Vec<Made>,
    /// Which node runs it for which volume, where that is not the one that was asked for.
    pub runs: Vec<(VolumeId, NodeId)>,
    /// Networks that carry it, and of which nothing tells what they get through.
    pub unmeasured: Vec<NetworkId>,
}

/// A volume whose I/O is redirected.
#[derive(Clone, Debug)]
pub struct Redirected {
    /// The volume.
    pub volume: VolumeId,
    /// From these nodes.
    pub nodes: Vec<NodeId>,
    /// For a moment, or for its whole backup.
    pub extent: Extent,
    /// How long; `None` for a moment, and where nothing tells.
    pub duration: Option<Range>,
}

/// 10 Gbit/s is the least that is advised for a backup over the network.
pub const ADVISED_GBPS: f64 = 10.0;

/// The ways to run the backup, the best first: what crosses no network before what does, what redirects nothing before
/// what does, then the shortest.
pub fn choices(cluster: &Cluster, asked: &Asked) -> Vec<Choice> {
    let planned = |cluster: &Cluster, key| {
        Plan { cluster, asked, is_hardware: asked.is_hardware, on_owner: false }.choice(key)
    };
    let as_planned = planned(cluster, Key::AsPlanned);
    let mut choices = Vec::new();
    let crosses = as_planned.crosses();
    // The disks of Storage Spaces Direct are in the nodes: there is no storage that could make them.
    if !asked.is_hardware && cluster.settings.s2d_enabled != Some(true) {
        let plan = Plan { cluster, asked, is_hardware: true, on_owner: false };
        choices.push(plan.choice(Key::HardwareSnapshot));
    }
    if crosses && !is_old(cluster) {
        choices.push(Plan { cluster, asked, is_hardware: false, on_owner: true }.choice(Key::OnCoordinator));
        let (moved, changes) = with_owner(cluster, asked);
        let mut choice = planned(&moved, Key::MoveVolume);
        choice.changes = changes;
        choices.push(choice);
    }
    if !as_planned.networks.is_empty()
        && let Some((faster, changes)) = with_speed(cluster, asked, &as_planned.networks)
    {
        let mut choice = planned(&faster, Key::FasterNetwork);
        choice.changes = changes;
        choices.push(choice);
    }
    choices.push(as_planned);
    choices.sort_by(|a, b| a.cost().partial_cmp(&b.cost()).unwrap_or(std::cmp::Ordering::Equal));
    choices
}

/// Whether a backup redirects as on Windows Server 2008 R2.
pub fn is_old(cluster: &Cluster) -> bool {
    cluster.windows.version == Some(WindowsVersion::V2008R2)
}

/// The size of a volume: as stated, else as captured.
pub fn size(cluster: &Cluster, asked: &Asked, volume: VolumeId) -> Option<(f64, Source)> {
    let captured = || cluster.volume(volume).used_bytes.map(|bytes| (bytes as f64, Source::Partition));
    asked.sizes.get(&volume).map(|bytes| (*bytes, Source::Stated)).or_else(captured)
}

/// The cluster with every volume coordinated by the node that runs the backup.
fn with_owner(cluster: &Cluster, asked: &Asked) -> (Cluster, Vec<Made>) {
    let elsewhere = |volume: &&VolumeId| cluster.volume(**volume).owner != Some(asked.node);
    let changes = asked.volumes.iter().filter(elsewhere);
    let changes = changes.map(|&volume| Change::Owner { volume, node: Some(asked.node) }).collect();
    made(cluster, changes)
}

/// The cluster with 10 Gbit/s on those of the networks that are known to have less.
fn with_speed(cluster: &Cluster, asked: &Asked, networks: &[NetworkId]) -> Option<(Cluster, Vec<Made>)> {
    let reach = Reach::new(cluster);
    let ends = Ends::Pair(asked.node, asked.node);
    let gbps = |network| {
        reach.link(network, ends).map(|link| link.gbps).or(reach.speed(network, ends).map(|(gbps, _)| gbps))
    };
    let slow = networks.iter().filter(|&&network| gbps(network).is_some_and(|gbps| gbps < ADVISED_GBPS));
    let changes: Vec<Change> = slow.map(|&network| Change::Speed { network, gbps: ADVISED_GBPS }).collect();
    (!changes.is_empty()).then(|| made(cluster, changes))
}

fn made(cluster: &Cluster, changes: Vec<Change>) -> (Cluster, Vec<Made>) {
    let mut changed = change::unobserved(cluster);
    changed.volume_states.clone_from(&cluster.volume_states);
    let mut done = Vec::with_capacity(changes.len());
    for one in changes {
        let undo = change::undo(&changed, &one);
        change::apply(&mut changed, &one);
        done.push((one, undo));
    }
    (changed, done)
}

/// One way to run it, on the cluster as it then is.
struct Plan<'a> {
    cluster: &'a Cluster,
    asked: &'a Asked,
    is_hardware: bool,
    /// Each volume's coordinator runs it.
    on_owner: bool,
}

impl Plan<'_> {
    fn choice(&self, key: Key) -> Choice {
        let mut choice = Choice {
            key,
            networks: Vec::new(),
            bytes: None,
            duration: None,
            redirected: Vec::new(),
            changes: Vec::new(),
            runs: Vec::new(),
            unmeasured: Vec::new(),
        };
        let mut networks = BTreeSet::new();
        let (mut bytes, mut seconds) = (Some(Total::default()), Some(Total::default()));
        // The node that is backed up coordinates the volume on 2008 R2.
        let owned = is_old(self.cluster).then(|| with_owner(self.cluster, self.asked).0);
        let cluster = owned.as_ref().unwrap_or(self.cluster);
        let reach = Reach::new(cluster);
        let order = MigrationOrder::new(&reach);
        let filter =
            Filter { traffic: vec![Traffic::Csv], volume: self.asked.volumes.clone(), ..Filter::default() };
        let routes = route::resolve(&reach, &order, &filter).routes;
        let mut by_volume: BTreeMap<VolumeId, Vec<&Route>> = BTreeMap::new();
        for route in routes.iter().filter(|route| !route.local) {
            route.volume.into_iter().for_each(|volume| by_volume.entry(volume).or_default().push(route));
        }
        for &volume in &self.asked.volumes {
            let owner = cluster.volume(volume).owner;
            let runner = if self.on_owner { owner.unwrap_or(self.asked.node) } else { self.asked.node };
            if runner != self.asked.node {
                choice.runs.push((volume, runner));
            }
            let of_volume = || by_volume.get(&volume).into_iter().flatten().copied();
            let stream = match self.is_hardware || is_old(cluster) {
                true => None,
                false => of_volume().find(|route| route.from == Some(runner)),
            };
            let size = size(cluster, self.asked, volume);
            let took = self.duration(&reach, stream, size);
            networks.extend(stream.into_iter().flat_map(|route| route.networks.iter().copied()));
            if let Some(route) = stream.filter(|route| throughput(&reach, route).is_none()) {
                choice.unmeasured.extend(&route.networks);
            }
            let crossing = stream.map_or(Some((0.0, Source::Stated)), |_| size);
            // Whoever coordinates it may be the node that runs the backup.
            let is_known = owner.is_some();
            bytes =
                bytes.zip(crossing).map(|(total, (bytes, source))| total.and_bytes(bytes, source, is_known));
            let extent = if is_old(cluster) && !self.is_hardware { Extent::Whole } else { Extent::Moment };
            if extent == Extent::Whole {
                networks.extend(of_volume().flat_map(|route| route.networks.iter().copied()));
            }
            // A node that is down has no I/O.
            let is_up = |node: &NodeId| cluster.nodes[*node].up != Some(false);
            let nodes: Vec<NodeId> = of_volume().filter_map(|route| route.from).filter(is_up).collect();
            if !nodes.is_empty() {
                let duration = took.clone().filter(|_| extent == Extent::Whole);
                choice.redirected.push(Redirected { volume, nodes, extent, duration });
            }
            // Without a rate of the target only networks take time.
            if stream.is_some() || self.asked.rate.is_some() {
                seconds = seconds.zip(took).map(|(total, took)| total.and(&took));
            }
        }
        choice.unmeasured.sort_unstable();
        choice.unmeasured.dedup();
        choice.networks = networks.into_iter().collect();
        choice.bytes = bytes.map(|total| total.range(Unit::Bytes));
        let seconds = seconds.map(|total| total.range(Unit::Seconds));
        choice.duration = seconds.filter(|seconds| seconds.high > 0.0);
        choice
    }

    /// How long the backup of a volume takes: as long as the slower of the networks and the target.
    fn duration(
        &self,
        reach: &Reach<'_>,
        stream: Option<&Route>,
        size: Option<(f64, Source)>,
    ) -> Option<Range> {
        let (bytes, source) = size?;
        let target = self.asked.rate.map(|rate| {
            let factor = Factor::exact(FactorKey::TargetRate, rate, Source::Stated);
            Range::new(rate, rate, Unit::BytesPerSecond, vec![factor])
        });
        let speed = match (stream, target) {
            (None, target) => target?,
            (Some(route), None) => throughput(reach, route)?,
            (Some(route), Some(target)) => throughput(reach, route)?.at_most(target),
        };
        let mut factors = vec![Factor::exact(FactorKey::Size, bytes, source)];
        factors.extend(speed.factors);
        Some(Range::new(bytes / speed.low, bytes / speed.high, Unit::Seconds, factors))
    }
}

/// What a route gets through; `None` where it has no network, or one of a speed that is not known.
pub fn throughput(reach: &Reach<'_>, route: &Route) -> Option<Range> {
    let ends = Ends::from(route.ends());
    let networks = route.networks.iter().map(|&network| of_csv(reach, route.mechanism, network, ends));
    let all: Vec<Range> = networks.collect::<Option<_>>()?;
    let first = all.first()?;
    let (mut low, mut high): (f64, f64) =
        (all.iter().map(|range| range.low).sum(), all.iter().map(|range| range.high).sum());
    // One after the other, or one of them: no more than the slowest gets through for sure.
    if route.routed || !route.determined {
        low = all.iter().map(|range| range.low).fold(f64::INFINITY, f64::min);
    }
    if route.routed {
        high = all.iter().map(|range| range.high).fold(f64::INFINITY, f64::min);
    }
    let mut factors = first.factors.clone();
    for factor in all.iter().skip(1).flat_map(|range| &range.factors) {
        if !factors.contains(factor) {
            factors.push(factor.clone());
        }
    }
    if all.len() > 1 && !route.routed {
        factors.push(Factor::between(
            FactorKey::Networks,
            if route.determined { all.len() as f64 } else { 1.0 },
            all.len() as f64,
            Source::Multichannel,
        ));
    }
    Some(Range::new(low, high, Unit::BytesPerSecond, factors))
}

impl Range {
    /// The smaller of both.
    #[must_use]
    fn at_most(mut self, other: Range) -> Self {
        self.factors.extend(other.factors);
        Range::new(self.low.min(other.low), self.high.min(other.high), self.unit, self.factors)
    }
}

/// A sum of ranges.
#[derive(Default)]
struct Total {
    low: f64,
    high: f64,
    factors: Vec<Factor>,
}

impl Total {
    fn and(mut self, more: &Range) -> Self {
        (self.low, self.high) = (self.low + more.low, self.high + more.high);
        for factor in &more.factors {
            if !self.factors.contains(factor) {
                self.factors.push(factor.clone());
            }
        }
        self
    }

    /// So many bytes, or fewer where that is not known.
    fn and_bytes(self, bytes: f64, source: Source, is_known: bool) -> Self {
        let factors = match bytes > 0.0 {
            true => vec![Factor::exact(FactorKey::Size, bytes, source)],
            false => Vec::new(),
        };
        self.and(&Range::new(if is_known { bytes } else { 0.0 }, bytes, Unit::Bytes, factors))
    }

    fn range(self, unit: Unit) -> Range {
        Range::new(self.low, self.high, unit, self.factors)
    }
}

impl Choice {
    /// Whether the backup itself crosses a cluster network; with sizes that are not known too.
    pub fn crosses(&self) -> bool {
        self.bytes.as_ref().is_none_or(|bytes| bytes.high > 0.0)
    }

    /// What choices are compared by.
    fn cost(&self) -> [f64; 4] {
        let whole = self.redirected.iter().filter(|one| one.extent == Extent::Whole).count() as f64;
        let bytes = self.bytes.as_ref().map_or(f64::INFINITY, |bytes| bytes.high);
        let seconds = self.duration.as_ref().map_or(f64::INFINITY, |seconds| seconds.high);
        [whole, bytes, seconds, f64::from(self.key as u8)]
    }
}
