//! Which counters are of which volume, and what each node did with it over all intervals and in each.

use super::flow::{Flow, Mean, Range};
use super::hosts::{Host, Hosts, Part};
use super::split::{self, Passing, Seen, Share};
use super::unknown::Unknown;
use super::windows::Windows;
use super::{Disk, Known};
use crate::engine::route::{Certainty, Mode, Route};
use crate::model::counters::Measure;
use crate::model::telling_words::SPACE;
use crate::model::{Cluster, NetworkId, NodeId, VolumeId};
use crate::names::{folded, same};
use std::collections::{BTreeSet, HashMap};

/// What an answer about a volume rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Counters of the volume on each node.
    Volume,
    /// Counters of disks alone.
    Disks,
    /// Nothing: no counters are of this volume.
    Nothing,
}

/// Whose I/O a volume has.
#[derive(Clone, Debug)]
pub struct VolumeIo {
    /// The volume, or the instance that no volume of the capture is called after.
    pub name: String,
    /// The volume of the capture.
    pub volume: Option<VolumeId>,
    /// Its coordinator.
    pub coordinator: Option<NodeId>,
    /// What it rests on.
    pub basis: Basis,
    /// By node, in the order of the hosts.
    pub nodes: Vec<NodeIo>,
    /// What passed through the coordinator for others.
    pub through: Option<Through>,
    /// What the storage itself shows.
    pub storage: Option<Flow>,
    /// The intervals in which every node that has counters of it was sampled, by their place.
    pub used: Vec<usize>,
    /// How long they are, in seconds.
    pub seconds: f64,
    /// What each node did in each of them, where that is wanted.
    pub intervals: Vec<Vec<(Flow, Flow)>>,
}

/// What one node did.
#[derive(Clone, Debug)]
pub struct NodeIo {
    /// The host, by its place.
    pub host: usize,
    /// The node.
    pub node: Option<NodeId>,
    /// Whether it is the coordinator.
    pub is_coordinator: bool,
    /// The instance of PhysicalDisk that is the volume here.
    pub disk: Option<String>,
    /// What it did itself.
    pub own: Flow,
    /// What reached the disk from here.
    pub at_disk: Flow,
    /// What of its own crossed the network; `None` on the coordinator.
    pub crossing: Option<Crossing>,
}

/// What crossed the network.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// How much.
    pub flow: Flow,
    /// How the node reaches the volume, as the capture tells.
    pub mode: Option<Mode>,
    /// Over which networks, where they are known.
    pub networks: Vec<NetworkId>,
    /// Whether the networks are the two ends of one path instead of parallel.
    pub routed: bool,
    /// Whether it is sure that these are the networks, and not which of them.
    pub determined: bool,
    /// How sure the way is.
    pub certainty: Option<Certainty>,
}

/// What passed through the coordinator for others.
#[derive(Clone, Copy, Debug)]
pub struct Through {
    /// What its disk shows beyond its own I/O.
    pub measured: Flow,
    /// What the others sent to it, as they show it.
    pub expected: Flow,
    /// What the disk shows beyond that.
    pub difference: Flow,
}

/// A volume and the instance that it is for its counters.
struct Unit {
    name: String,
    volume: Option<VolumeId>,
    /// Folded.
    instance: Option<String>,
}

pub(super) fn all(
    cluster: &Cluster,
    hosts: &Hosts,
    windows: &Windows,
    routes: &[Route],
    known: &Known,
    unknown: &mut Vec<Unknown>,
) -> Vec<VolumeIo> {
    let units = units(cluster, hosts, known, unknown);
    let by_pair: HashMap<(VolumeId, NodeId), &Route> =
        routes.iter().filter_map(|route| Some(((route.volume?, route.from?), route))).collect();
    let is_only = units.len() == 1;
    units
        .iter()
        .map(|unit| {
            Reckoning { cluster, hosts, windows, routes: &by_pair, known, unit, is_only }.volume(unknown)
        })
        .collect()
}

/// The volumes that are asked for, and the instances that are called after none of them.
fn units(cluster: &Cluster, hosts: &Hosts, known: &Known, unknown: &mut Vec<Unknown>) -> Vec<Unit> {
    let nodes = || hosts.all.iter().filter(|host| host.is_node());
    let of_volume = |measure: Measure| !measure.is_of_disk();
    let mut instances: BTreeSet<&str> = nodes().flat_map(|host| host.instances(of_volume)).collect();
    let has_total = |host: &&Host| host.series.keys().any(|(measure, _)| of_volume(*measure));
    for host in nodes().filter(has_total).filter(|host| host.instances(of_volume).is_empty()) {
        unknown.push(Unknown::OnlyTotal(host.name.clone()));
    }
    let mut units: Vec<Unit> = Vec::new();
    for (id, volume) in cluster.volumes_by_id() {
        let names = [volume.name.as_str(), inner(&volume.name)].map(folded);
        let instance = names.iter().find(|name| instances.contains(name.as_str())).cloned();
        units.push(Unit { name: volume.name.clone(), volume: Some(id), instance });
    }
    let taken: BTreeSet<String> = units.iter().filter_map(|unit| unit.instance.clone()).collect();
    instances.retain(|instance| !taken.contains(*instance));
    if let ([Unit { instance: instance @ None, volume: Some(volume), .. }], [only]) =
        (units.as_mut_slice(), Vec::from_iter(&instances).as_slice())
    {
        *instance = Some((**only).to_owned());
        unknown.push(Unknown::OnlyOne { volume: *volume, instance: (**only).to_owned() });
        instances.clear();
    }
    if !known.volumes.is_empty() {
        units.retain(|unit| unit.volume.is_some_and(|volume| known.volumes.contains(&volume)));
        return units;
    }
    units.extend(instances.iter().map(|instance| {
        let spelt = nodes().find_map(|host| host.spelling.get(*instance));
        let name = spelt.map_or(*instance, String::as_str).to_owned();
        Unit { name, volume: None, instance: Some((*instance).to_owned()) }
    }));
    if units.is_empty() {
        let disks: BTreeSet<&str> = nodes().flat_map(disks).collect();
        units.extend(disks.into_iter().map(|disk| Unit {
            name: disk.to_owned(),
            volume: None,
            instance: None,
        }));
    }
    units
}

/// The name in `Cluster Virtual Disk (NAME)`.
fn inner(name: &str) -> &str {
    let rest = name.get(..SPACE.len()).filter(|head| head.eq_ignore_ascii_case(SPACE));
    let rest = rest.map(|_| name[SPACE.len()..].trim());
    rest.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')')).unwrap_or(name)
}

/// What was counted in an interval: a sum needs the same in each.
fn known_kinds(seen: &Seen) -> [bool; 8] {
    let of = |flow: Flow| [flow.operations.is_some(), flow.bytes.is_some()];
    let [all, io, redirected, disk] = [seen.all, seen.io, seen.redirected, seen.disk].map(of);
    [all[0], all[1], io[0], io[1], redirected[0], redirected[1], disk[0], disk[1]]
}

fn either(mut one: [bool; 8], other: [bool; 8]) -> [bool; 8] {
    one.iter_mut().zip(other).for_each(|(one, other)| *one |= other);
    one
}

/// The disks of a host that may be a shared volume: such a one has no letter.
fn disks(host: &Host) -> BTreeSet<&str> {
    let mut disks = host.instances(Measure::is_of_disk);
    disks.retain(|instance| !instance.contains(':'));
    disks
}

/// One volume while it is reckoned.
struct Reckoning<'r> {
    cluster: &'r Cluster,
    hosts: &'r Hosts,
    windows: &'r Windows,
    routes: &'r HashMap<(VolumeId, NodeId), &'r Route>,
    known: &'r Known,
    unit: &'r Unit,
    is_only: bool,
}

/// What a host shows of the volume, in every window.
struct Shown {
    host: usize,
    node: Option<NodeId>,
    disk: Option<String>,
    seen: Vec<Seen>,
}

impl Reckoning<'_> {
    fn volume(&self, unknown: &mut Vec<Unknown>) -> VolumeIo {
        let coordinator = self.unit.volume.and_then(|volume| self.cluster.volume(volume).owner);
        let mut io = VolumeIo {
            name: self.unit.name.clone(),
            volume: self.unit.volume,
            coordinator,
            basis: Basis::Nothing,
            nodes: Vec::new(),
            through: None,
            storage: None,
            used: Vec::new(),
            seconds: 0.0,
            intervals: Vec::new(),
        };
        // Most hosts have counters of few volumes: of the others nothing is made.
        let counts = |host: &Host| {
            let instance = self.unit.instance.as_ref();
            instance.is_some_and(|instance| host.spelling.contains_key(instance))
                || self.disk_of(host).is_some()
        };
        let all = self.hosts.all.iter().enumerate().filter(|(_, host)| host.is_node() && counts(host));
        let mut shown: Vec<Shown> = all.map(|(place, host)| self.shown(place, host, coordinator)).collect();
        let counts_volume =
            |seen: &Seen| seen.all.is_known() || seen.io.is_known() || seen.redirected.is_known();
        let by_volume = shown.iter().any(|shown| shown.seen.iter().any(counts_volume));
        let says = |seen: &Seen| if by_volume { counts_volume(seen) } else { seen.disk.is_known() };
        // What says nothing in any interval is as good as missing.
        shown.retain(|shown| shown.seen.iter().any(says));
        if shown.is_empty() {
            return io;
        }
        io.basis = if by_volume { Basis::Volume } else { Basis::Disks };
        let wanted: Vec<[bool; 8]> = shown
            .iter()
            .map(|shown| shown.seen.iter().fold([false; 8], |all, seen| either(all, known_kinds(seen))))
            .collect();
        let complete = |window: &usize| {
            let is = |(shown, wanted): (&Shown, &[bool; 8])| known_kinds(&shown.seen[*window]) == *wanted;
            shown.iter().zip(&wanted).all(is)
        };
        io.used = (0..self.windows.all.len()).filter(complete).collect();
        let missing = self.missing(&shown, coordinator);
        // Where nodes are not listed there may be more of them.
        let absent = missing.len() + usize::from(!self.cluster.nodes_listed);
        let storage = self.storage();
        let mut sums: Vec<(Mean, Mean, Mean)> = vec![Default::default(); shown.len()];
        let (mut measured, mut expected, mut at_storage) =
            (Mean::default(), Mean::default(), Mean::default());
        for window in &io.used {
            let seconds = self.windows.all[*window].seconds();
            io.seconds += seconds;
            let seen: Vec<Seen> = shown.iter().map(|shown| shown.seen[*window]).collect();
            let (shares, passing): (Vec<Share>, Passing) =
                if by_volume { split::by_volume(&seen) } else { split::by_disks(&seen, absent) };
            for ((sums, seen), share) in sums.iter_mut().zip(&seen).zip(&shares) {
                sums.0.add(share.own, seconds);
                sums.1.add(seen.disk, seconds);
                sums.2.add(share.crossing, seconds);
            }
            measured.add(passing.measured, seconds);
            expected.add(passing.expected, seconds);
            if let Some(storage) = &storage {
                at_storage.add(storage[*window], seconds);
            }
            if self.known.intervals {
                io.intervals.push(shares.iter().map(|share| (share.own, share.crossing)).collect());
            }
        }
        for (shown, (own, disk, crossing)) in shown.iter().zip(&sums) {
            let is_coordinator = shown.node.is_some() && shown.node == coordinator;
            let crossing = (!is_coordinator).then(|| self.crossing(shown, crossing.flow()));
            let (own, at_disk) = (own.flow(), disk.flow());
            let (host, node, disk) = (shown.host, shown.node, shown.disk.clone());
            io.nodes.push(NodeIo { host, node, is_coordinator, disk, own, at_disk, crossing });
        }
        let (measured, expected) = (measured.flow(), expected.flow());
        if coordinator.is_some() && (measured.is_known() || by_volume) {
            io.through = Some(Through { measured, expected, difference: measured.without(expected) });
        }
        io.storage = storage.map(|_| at_storage.flow()).filter(Flow::is_known);
        self.tell(&io, &shown, missing, unknown);
        io
    }

    /// What is to be said of what was found.
    fn tell(&self, io: &VolumeIo, shown: &[Shown], missing: Vec<String>, unknown: &mut Vec<Unknown>) {
        let volume = || self.unit.name.clone();
        if io.coordinator.is_none() {
            unknown.push(Unknown::CoordinatorUnknown(volume()));
        }
        if io.nodes.iter().all(|node| node.own.bytes.is_none() && node.at_disk.bytes.is_none()) {
            unknown.push(Unknown::NoBytes(volume()));
        }
        let name = |shown: &Shown| self.hosts.all[shown.host].name.clone();
        let mean = |shown: &Shown, of: &dyn Fn(&Seen) -> Flow| {
            let mut mean = Mean::default();
            io.used
                .iter()
                .for_each(|window| mean.add(of(&shown.seen[*window]), self.windows.all[*window].seconds()));
            mean.flow()
        };
        if io.basis == Basis::Disks {
            let total = shown.iter().find(|shown| shown.node.is_some() && shown.node == io.coordinator);
            let total = total.map(|shown| mean(shown, &|seen| seen.disk));
            let is_silent = |shown: &&Shown| {
                let seen = Seen {
                    disk: mean(shown, &|seen| seen.disk),
                    ..shown.seen[io.used.first().copied().unwrap_or_default()]
                };
                !seen.is_coordinator && total.is_some_and(|total| split::may_be_redirected(&seen, total))
            };
            let mut nodes: Vec<String> = shown.iter().filter(is_silent).map(name).collect();
            nodes.extend(missing);
            if !nodes.is_empty() && total.is_some() {
                unknown.push(Unknown::OnlyDisks { volume: volume(), nodes });
            }
            return;
        }
        let some = |flow: Flow| flow.is_known() && !flow.is_none();
        for shown in shown {
            let redirected = mean(shown, &|seen| seen.redirected);
            let Some(first) = shown.seen.first() else { continue };
            let (volume, node) = (volume(), name(shown));
            if first.is_coordinator {
                if some(redirected) {
                    unknown.push(Unknown::CoordinatorRedirected { volume, node });
                }
                continue;
            }
            let crossing =
                io.nodes.iter().find(|node| node.host == shown.host).and_then(|node| node.crossing.as_ref());
            let is_range = |range: Option<Range>| range.is_some_and(|range| range.high - range.low >= 1.0);
            let is_open = crossing.is_some_and(|c| is_range(c.flow.operations) || is_range(c.flow.bytes));
            if first.mode == Some(Mode::Direct) && some(redirected) {
                unknown.push(Unknown::ModeContradicts { volume, node });
            } else if is_open {
                unknown.push(Unknown::ModeUnknown { volume, node });
            }
        }
        let has_disk = shown
            .iter()
            .any(|shown| shown.seen.first().is_some_and(|s| s.is_coordinator) && shown.disk.is_some());
        if io.coordinator.is_some() && !has_disk {
            unknown.push(Unknown::DiskUnknown(volume()));
        }
    }

    /// What a host shows of the volume.
    fn shown(&self, place: usize, host: &Host, coordinator: Option<NodeId>) -> Shown {
        let node = match host.part {
            Part::Node(node) => Some(node),
            _ => None,
        };
        let route = self.unit.volume.zip(node).and_then(|pair| self.routes.get(&pair));
        let mode = self.mode(route.copied());
        let is_coordinator = node.is_some() && node == coordinator;
        let disk = self.disk_of(host);
        let of = |instance: Option<&str>, measures: [Measure; 2]| -> Vec<Option<f64>> {
            let rates = |measure: Measure| {
                let samples = host.series.get(&(measure, instance?.to_owned()))?;
                Some(self.windows.rates(samples))
            };
            match (rates(measures[0]), rates(measures[1])) {
                (Some(one), Some(_)) if measures[0] == measures[1] => one,
                (Some(one), Some(other)) => {
                    one.iter().zip(&other).map(|(a, b)| Some((*a)? + (*b)?)).collect()
                }
                _ => vec![None; self.windows.all.len()],
            }
        };
        let flows = |instance: Option<&str>, operations, bytes| -> Vec<Flow> {
            let pairs = of(instance, operations).into_iter().zip(of(instance, bytes));
            let exact = |rate: Option<f64>| rate.map(Range::exact);
            pairs.map(|(o, b)| Flow { operations: exact(o), bytes: exact(b) }).collect()
        };
        use Measure as M;
        let instance = self.unit.instance.as_deref();
        let all = flows(instance, [M::AllReads, M::AllWrites], [M::AllReadBytes, M::AllWriteBytes]);
        let io = flows(instance, [M::IoReads, M::IoWrites], [M::IoReadBytes, M::IoWriteBytes]);
        let redirected = flows(
            instance,
            [M::RedirectedReads, M::RedirectedWrites],
            [M::RedirectedReadBytes, M::RedirectedWriteBytes],
        );
        let (on, size) = (disk.as_deref().map(folded), [M::DiskReadBytes, M::DiskWriteBytes]);
        let transfers = flows(on.as_deref(), [M::DiskTransfers; 2], size);
        let parts = flows(on.as_deref(), [M::DiskReads, M::DiskWrites], size);
        // Transfers are reads and writes.
        let on_disk: Vec<Flow> = transfers.into_iter().zip(parts).map(|(all, parts)| all.or(parts)).collect();
        let seen = (0..self.windows.all.len()).map(|at| Seen {
            all: all[at],
            io: io[at],
            redirected: redirected[at],
            disk: on_disk[at],
            mode,
            is_coordinator,
            is_node: node.is_some(),
        });
        Shown { host: place, node, seen: seen.collect(), disk }
    }

    /// How the node reaches the volume, where that is known.
    fn mode(&self, route: Option<&Route>) -> Option<Mode> {
        route.and_then(|route| route.mode).filter(|mode| *mode != Mode::Unknown)
    }

    /// The disk that the volume is on a host, where that is beyond doubt.
    fn disk_of(&self, host: &Host) -> Option<String> {
        let on = |disk: &&Disk| {
            let is_volume = same(&disk.volume, &self.unit.name) || same(&disk.volume, inner(&self.unit.name));
            is_volume && disk.node.as_ref().is_none_or(|node| same(node, &host.name))
        };
        let told = self.known.disks.iter().filter(on).max_by_key(|disk| disk.node.is_some());
        if let Some(disk) = told {
            return Some(disk.instance.clone());
        }
        if self.unit.volume.is_none() && self.unit.instance.is_none() {
            let disk = folded(&self.unit.name);
            return host.spelling.contains_key(&disk).then_some(disk);
        }
        if !self.is_only || self.cluster.volumes.as_ref().is_some_and(|all| all.len() > 1) {
            return None;
        }
        match Vec::from_iter(disks(host)).as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        }
    }

    /// The nodes without counters whose I/O may pass through the coordinator.
    fn missing(&self, shown: &[Shown], coordinator: Option<NodeId>) -> Vec<String> {
        let is_missing = |node: &NodeId| {
            let route = self.unit.volume.and_then(|volume| self.routes.get(&(volume, *node)));
            let is_direct = self.mode(route.copied()) == Some(Mode::Direct);
            Some(*node) != coordinator && !is_direct && shown.iter().all(|shown| shown.node != Some(*node))
        };
        let nodes = self.cluster.node_ids().filter(is_missing);
        nodes.map(|node| self.cluster.nodes[node].name.clone()).collect()
    }

    fn storage(&self) -> Option<Vec<Flow>> {
        let host = self.hosts.all.iter().position(|host| host.part == Part::Storage)?;
        let shown = self.shown(host, &self.hosts.all[host], None);
        Some(shown.seen.into_iter().map(|seen| seen.disk).collect())
    }

    fn crossing(&self, shown: &Shown, flow: Flow) -> Crossing {
        let route = self.unit.volume.zip(shown.node).and_then(|pair| self.routes.get(&pair));
        let route = route.filter(|route| route.to.is_some());
        Crossing {
            flow,
            mode: shown.seen.first().and_then(|seen| seen.mode),
            networks: route.map(|route| route.networks.clone()).unwrap_or_default(),
            routed: route.is_some_and(|route| route.routed),
            determined: route.is_some_and(|route| route.determined),
            certainty: route.map(|route| route.certainty),
        }
    }
}
