//! One time for all hosts: the intervals of one of them, and what the others did in each.

use super::hosts::{Host, Hosts, Part, Sample};
use super::unknown::Unknown;
use crate::steps::step;

/// The part of an interval that samples have to cover, so that they tell its rate.
const COVERED: f64 = 0.9;

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Milliseconds since 1970.
    pub from: i64,
    /// Likewise.
    pub to: i64,
}

impl Window {
    /// How long it is.
    pub fn seconds(&self) -> f64 {
        (self.to - self.from) as f64 / 1000.0
    }
}

/// Offsets that are smaller are those of any two timers.
const SAME_TIME: i64 = 500;

pub(super) struct Windows {
    pub(super) all: Vec<Window>,
}

impl Windows {
    /// Takes the intervals of the node that overlaps with most others, of those with the longest step; tells how far the
    /// others are from it.
    pub(super) fn new(hosts: &Hosts, unknown: &mut Vec<Unknown>) -> Self {
        let overlaps = |host: &Host| {
            let others = hosts.all.iter().filter(|other| other.part != Part::None && overlap(host, other));
            others.count()
        };
        let nodes = hosts.all.iter().filter(|host| host.is_node() && !host.intervals.is_empty());
        let best = nodes.max_by(|a, b| {
            let key = |host: &Host| (overlaps(host), host.step, host.intervals.len());
            key(a).cmp(&key(b)).then_with(|| b.name.cmp(&a.name))
        });
        let Some(best) = best else { return Self { all: Vec::new() } };
        for host in hosts.all.iter().filter(|host| host.part != Part::None && host.name != best.name) {
            if !overlap(best, host) {
                unknown.push(Unknown::NoOverlap(host.name.clone()));
                continue;
            }
            if let Some(milliseconds) = offset(best, host).filter(|offset| offset.abs() >= SAME_TIME) {
                let (host, other) = (host.name.clone(), best.name.clone());
                unknown.push(Unknown::Offset { host, other, milliseconds });
            }
        }
        Self { all: best.intervals.iter().map(|(from, to)| Window { from: *from, to: *to }).collect() }
    }

    /// The rate of a counter in every window; `None` where samples do not cover it.
    pub(super) fn rates(&self, samples: &[Sample]) -> Vec<Option<f64>> {
        let mut first = 0;
        let rate = |window: &Window| {
            while samples.get(first).is_some_and(|sample| sample.to <= window.from) {
                first += 1;
            }
            let (mut sum, mut covered) = (0.0, 0.0);
            for sample in samples[first..].iter().take_while(|sample| sample.from < window.to) {
                step(1);
                let part = (sample.to.min(window.to) - sample.from.max(window.from)) as f64;
                sum += sample.value * part;
                covered += part;
            }
            let length = (window.to - window.from) as f64;
            (covered > 0.0 && covered >= COVERED * length).then(|| sum / covered)
        };
        step(self.all.len());
        self.all.iter().map(rate).collect()
    }
}

fn overlap(one: &Host, other: &Host) -> bool {
    let span = |host: &Host| Some((host.intervals.first()?.0, host.intervals.last()?.1));
    span(one).zip(span(other)).is_some_and(|((from, to), (start, end))| from < end && start < to)
}

/// How much later the samples of `other` come, in the middle; each against the nearest one.
fn offset(one: &Host, other: &Host) -> Option<i64> {
    let ends: Vec<i64> = one.intervals.iter().map(|(_, to)| *to).collect();
    let mut place = 0;
    let mut offsets: Vec<i64> = Vec::new();
    for (_, to) in &other.intervals {
        while ends.get(place + 1).is_some_and(|next| (next - to).abs() <= (ends[place] - to).abs()) {
            place += 1;
        }
        step(1);
        offsets.push(to - ends.get(place)?);
    }
    offsets.sort_unstable();
    offsets.get(offsets.len() / 2).copied()
}
