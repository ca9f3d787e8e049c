//! The samples of each host: what was measured from when to when.

use super::unknown::Unknown;
use crate::model::counters::{CounterLog, DateOrder, Measure};
use crate::model::{Cluster, NodeId};
use crate::names::{folded, same};
use crate::steps::step;
use std::collections::{BTreeMap, BTreeSet};

/// How many halves of a step an interval is longer than when a sample is missing in it.
const GAP: i64 = 3;

/// No disk and no adapter is as fast: a rate beyond it comes from a counter that was reset.
const ABSURD: f64 = 1e13;

/// What a host is to the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// This node.
    Node(NodeId),
    /// Perhaps a node: the capture does not list them.
    Alone,
    /// The storage itself.
    Storage,
    /// None: its counters are not used.
    None,
}

/// A rate between two moments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) value: f64,
}

/// What one host has.
#[derive(Clone, Debug)]
pub struct Host {
    /// As the first log names it.
    pub name: String,
    /// What it is.
    pub part: Part,
    /// How many times it was sampled.
    pub samples: usize,
    /// The first and the last of them.
    pub span: Option<(i64, i64)>,
    /// Milliseconds from one sample to the next, of most.
    pub step: Option<i64>,
    /// Gaps between them.
    pub gaps: usize,
    /// Samples that are left out, since a counter was reset.
    pub resets: usize,
    /// How many milliseconds its samples come after those of the host whose intervals are taken.
    pub offset: Option<i64>,
    /// When samples were taken.
    pub(super) intervals: Vec<(i64, i64)>,
    pub(super) series: BTreeMap<(Measure, String), Vec<Sample>>,
    /// Instances without case, and as they are written.
    pub(super) spelling: BTreeMap<String, String>,
}

/// All hosts, by name.
pub(super) struct Hosts {
    pub(super) all: Vec<Host>,
    pub(super) is_utc: bool,
}

impl Hosts {
    pub(super) fn new(cluster: &Cluster, storage: Option<&str>, unknown: &mut Vec<Unknown>) -> Self {
        let logs = cluster.counters.as_ref().map(|counters| counters.logs.as_slice()).unwrap_or_default();
        if logs.is_empty() {
            unknown.push(Unknown::NoCounters);
        }
        if !cluster.nodes_listed {
            unknown.push(Unknown::NodesNotCaptured);
        }
        let is_utc = !logs.is_empty() && logs.iter().all(|log| log.bias.is_some());
        let mut by_host: BTreeMap<String, Vec<&CounterLog>> = BTreeMap::new();
        for log in logs {
            by_host.entry(folded(&log.host)).or_default().push(log);
        }
        let is_storage = |name: &str| storage.is_some_and(|storage| same(storage.trim(), name));
        if let Some(storage) = storage.filter(|_| !logs.iter().any(|log| is_storage(&log.host))) {
            unknown.push(Unknown::StorageMissing(storage.to_owned()));
        }
        let part = |name: &str| match cluster.find_node(name) {
            _ if is_storage(name) => Part::Storage,
            Some(node) => Part::Node(node),
            None if !cluster.nodes_listed => Part::Alone,
            None => Part::None,
        };
        let all: Vec<Host> =
            by_host.values().map(|logs| Host::new(logs, part(&logs[0].host), is_utc)).collect();
        let hosts = Self { all, is_utc };
        hosts.tell(cluster, &by_host, unknown);
        hosts
    }

    /// What is to be said of the hosts and their clocks.
    fn tell(&self, cluster: &Cluster, logs: &BTreeMap<String, Vec<&CounterLog>>, unknown: &mut Vec<Unknown>) {
        let has = |node: NodeId| self.all.iter().any(|host| host.part == Part::Node(node));
        let missing: Vec<NodeId> = cluster.node_ids().filter(|node| !has(*node)).collect();
        if !missing.is_empty() && !self.all.is_empty() {
            unknown.push(Unknown::NodesMissing(missing));
        }
        for host in &self.all {
            let name = || host.name.clone();
            if host.part == Part::None {
                unknown.push(Unknown::HostNotInCluster(name()));
                continue;
            }
            if host.gaps > 0 {
                unknown.push(Unknown::Gaps(name(), host.gaps));
            }
            if host.resets > 0 {
                unknown.push(Unknown::Resets(name(), host.resets));
            }
            if host.samples == 1 {
                unknown.push(Unknown::OneSample(name()));
            }
        }
        let of = |is: &dyn Fn(&CounterLog) -> bool| -> Vec<String> {
            let hosts = logs.values().filter(|logs| logs.iter().any(|log| is(log)));
            hosts.map(|logs| logs[0].host.clone()).collect()
        };
        let without_zone = of(&|log| log.bias.is_none());
        if !without_zone.is_empty() && self.all.len() > 1 {
            unknown.push(Unknown::ZoneUnknown(without_zone));
        }
        let assumed = of(&|log| log.dates == DateOrder::MonthFirstAssumed);
        if !assumed.is_empty() {
            unknown.push(Unknown::DatesAssumed(assumed));
        }
    }
}

impl Host {
    fn new(logs: &[&CounterLog], part: Part, is_utc: bool) -> Self {
        let mut host = Self {
            name: logs[0].host.clone(),
            part,
            samples: 0,
            span: None,
            step: None,
            gaps: 0,
            resets: 0,
            offset: None,
            intervals: Vec::new(),
            series: BTreeMap::new(),
            spelling: BTreeMap::new(),
        };
        let clock = |log: &CounterLog, moment: i64| match log.bias {
            Some(bias) if is_utc => moment + i64::from(bias) * 60_000,
            _ => moment,
        };
        let moments: BTreeSet<i64> =
            logs.iter().flat_map(|log| log.moments.iter().map(|moment| clock(log, *moment))).collect();
        host.samples = moments.len();
        host.span = moments.first().copied().zip(moments.last().copied());
        let mut steps: Vec<i64> =
            logs.iter().flat_map(|log| log.moments.windows(2).map(|pair| pair[1] - pair[0])).collect();
        steps.sort_unstable();
        host.step = steps.get(steps.len() / 2).copied();
        let longest = host.step.map_or(i64::MAX, |step| step.saturating_mul(GAP) / 2);
        let mut resets: BTreeSet<i64> = BTreeSet::new();
        let mut intervals: BTreeSet<(i64, i64)> = BTreeSet::new();
        for log in logs {
            let moments: Vec<i64> = log.moments.iter().map(|moment| clock(log, *moment)).collect();
            // What one call of Get-Counter gives has nothing before it.
            let first = if host.samples == 1 { moments.first().map(|moment| moment - 1000) } else { None };
            for series in &log.series {
                step(moments.len());
                let key = (series.measure, folded(&series.instance));
                host.spelling.entry(key.1.clone()).or_insert_with(|| series.instance.clone());
                let samples = host.series.entry(key).or_default();
                let mut before = first;
                for (to, value) in moments.iter().zip(&series.values) {
                    let from = before.replace(*to);
                    let Some(from) = from else { continue };
                    // What was in a gap nobody knows.
                    if to - from > longest {
                        continue;
                    }
                    intervals.insert((from, *to));
                    match *value {
                        Some(value) if !(0.0..ABSURD).contains(&value) => drop(resets.insert(*to)),
                        Some(value) => samples.push(Sample { from, to: *to, value }),
                        None => {}
                    }
                }
            }
        }
        for samples in host.series.values_mut() {
            samples.sort_by_key(|sample| (sample.from, sample.to));
            // Of two logs that overlap the first counts.
            let mut end = i64::MIN;
            samples.retain(|sample| {
                sample.from >= end && {
                    end = sample.to;
                    true
                }
            });
        }
        let mut end = i64::MIN;
        host.intervals = intervals
            .into_iter()
            .filter(|(from, to)| {
                *from >= end && {
                    end = *to;
                    true
                }
            })
            .collect();
        host.gaps = host.intervals.windows(2).filter(|pair| pair[1].0 > pair[0].1).count();
        host.resets = resets.len();
        host
    }

    /// Whether its counters are of a node.
    pub(super) fn is_node(&self) -> bool {
        matches!(self.part, Part::Node(_) | Part::Alone)
    }

    /// The instances of some counters, without the total; folded.
    pub(super) fn instances(&self, is: impl Fn(Measure) -> bool) -> BTreeSet<&str> {
        let keys =
            self.series.keys().filter(|(measure, instance)| is(*measure) && instance != &folded("_Total"));
        keys.map(|(_, instance)| instance.as_str()).collect()
    }
}
