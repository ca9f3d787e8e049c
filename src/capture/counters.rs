//! Performance counters on their way into the section `counters`: one object for each host and clock, in it the times
//! and for each counter its values. What `Get-Counter` gives, samples with a path each, is put into the same form.

use super::budget::{Meter, Spent};
use super::found::Found;
use super::raw::{Object, Raw};
use crate::model::counters::{CounterName, DateOrder, Measure, Stamp, date_order, written};
use crate::names::folded;
use crate::schema::{Property, Section};
use crate::steps::step;
use std::collections::{BTreeMap, HashMap};

/// A counter of one instance on one host.
#[derive(Clone, Copy, Debug)]
pub struct Column<'c> {
    /// The host, as it is written.
    pub host: &'c str,
    /// The volume or disk.
    pub instance: &'c str,
    /// What is counted.
    pub measure: Measure,
}

/// The counters of hosts that are sampled together.
#[derive(Debug, Default)]
pub struct Hosts {
    stamps: Vec<Stamp>,
    series: Vec<Series>,
    places: HashMap<(String, Measure, String), usize>,
    hosts: Vec<(String, Vec<usize>)>,
    place_of_host: HashMap<String, usize>,
}

#[derive(Debug)]
struct Series {
    instance: String,
    measure: Measure,
    values: Vec<Raw<'static>>,
}

impl Hosts {
    /// How many counters there are.
    pub fn count(&self) -> usize {
        self.series.len()
    }

    /// Whether nothing was sampled.
    pub fn has_no_samples(&self) -> bool {
        self.stamps.is_empty()
    }

    /// The place of a counter; the same one again has the same place.
    pub fn open(&mut self, column: Column<'_>) -> usize {
        let Column { host, instance, measure } = column;
        let key = (folded(short(host)), measure, folded(instance));
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let place = self.series.len();
        self.series.push(Series { instance: instance.to_owned(), measure, values: Vec::new() });
        let hosts = &mut self.hosts;
        let of_host = *self.place_of_host.entry(key.0.clone()).or_insert_with(|| {
            hosts.push((short(host).to_owned(), Vec::new()));
            hosts.len() - 1
        });
        self.hosts[of_host].1.push(place);
        self.places.insert(key, place);
        place
    }

    /// Another time at which all are sampled.
    pub fn moment(&mut self, stamp: Stamp) {
        self.stamps.push(stamp);
    }

    /// The value of a counter at the last time; of two the first counts.
    pub fn push(&mut self, place: usize, value: Raw<'static>) {
        let values = &mut self.series[place].values;
        if values.len() < self.stamps.len() {
            values.push(value);
        }
    }

    /// An object for each host, and how many times there are that their dates do not allow.
    pub fn finish(self, meter: &Meter) -> Result<(Vec<(Section, Object<'static>)>, usize), Spent> {
        let order = date_order(&self.stamps);
        let moments: Vec<Option<i64>> = self.stamps.iter().map(|stamp| stamp.moment(order)).collect();
        let bias = self.stamps.iter().find_map(|stamp| stamp.bias);
        let undated = moments.iter().filter(|moment| moment.is_none()).count();
        let mut all: Vec<Option<Series>> = self.series.into_iter().map(Some).collect();
        let mut objects = Vec::with_capacity(self.hosts.len());
        for (host, places) in self.hosts {
            let series = places.into_iter().filter_map(|place| all[place].take());
            let series = series.map(|Series { instance, measure, values }| {
                let values = values.into_iter().zip(&moments).filter(|(_, moment)| moment.is_some());
                one_series(measure, &instance, values.map(|(value, _)| value).collect())
            });
            let series = series.collect();
            let times: Vec<i64> = moments.iter().flatten().copied().collect();
            for _ in &times {
                meter.value(23)?;
            }
            objects.push((Section::Counters, log(&host, bias, order, &times, series)));
        }
        Ok((objects, undated))
    }
}

/// A computer without its domain, as clusters name their nodes.
pub fn short(host: &str) -> &str {
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    if is_address { host } else { host.split('.').next().unwrap_or_default() }
}

fn text(text: &str) -> Raw<'static> {
    Raw::Text(text.to_owned().into())
}

fn one_series(measure: Measure, instance: &str, values: Vec<Raw<'static>>) -> Raw<'static> {
    let (object, counter) = measure.names();
    let fields = vec![
        (Property::Object, text(object)),
        (Property::Instance, text(instance)),
        (Property::Counter, text(counter)),
        (Property::Values, Raw::List(values)),
    ];
    Raw::Object(Object { fields })
}

fn log(
    host: &str,
    bias: Option<i32>,
    order: DateOrder,
    times: &[i64],
    series: Vec<Raw<'static>>,
) -> Object<'static> {
    let times = times.iter().map(|moment| Raw::Text(written(*moment).into()));
    let fields = vec![
        (Property::Node, text(host)),
        (Property::Bias, bias.map_or(Raw::Null, |bias| Raw::Int(bias.into()))),
        (Property::DateOrder, text(order.word())),
        (Property::Times, Raw::List(times.collect())),
        (Property::Series, Raw::List(series)),
    ];
    Object { fields }
}

/// Host, minutes to UTC, what is counted, and of which instance; names without case.
type Counter = (String, Option<i32>, Measure, String);

/// A host, and its counters that are sampled at the same times.
type Together<'h> = (&'h str, Vec<Raw<'static>>);

/// Samples of one counter, by time: what tells a time from others, and its value.
type Samples = BTreeMap<i64, Raw<'static>>;

/// Puts the samples of `Get-Counter` in a document into the form of the section; what is not understood is noted.
pub fn gather(found: &mut Found<'_>, meter: &Meter) -> Result<(), Spent> {
    let is_sample =
        |section: &Section| matches!(section, Section::CounterSampleSets | Section::CounterSamples);
    let has_set = |object: &Object<'_>| object.has(Property::CounterSamples);
    let is_one = |(section, object): &(Section, Object<'_>)| {
        is_sample(section) || (*section == Section::Counters && has_set(object))
    };
    if !found.objects.iter().any(is_one) {
        return Ok(());
    }
    let (sets, others): (Vec<_>, Vec<_>) = std::mem::take(&mut found.objects).into_iter().partition(is_one);
    found.objects = others;
    let mut read: Vec<(Stamp, &str, Raw<'static>)> = Vec::new();
    let (mut unread, mut untimed) = (0, 0);
    for (_, set) in &sets {
        let own = set.text(Property::Timestamp).and_then(Stamp::parse);
        let samples: Vec<&Object<'_>> =
            if has_set(set) { set.rows(Property::CounterSamples).collect() } else { vec![set] };
        for sample in samples {
            step(1);
            let Some(path) = sample.text(Property::Path) else {
                unread += 1;
                continue;
            };
            let time = || sample.text(Property::Timestamp).and_then(Stamp::parse);
            match own.or_else(time) {
                Some(stamp) => read.push((stamp, path, cooked(sample))),
                None => untimed += 1,
            }
        }
    }
    let order = date_order(read.iter().map(|(stamp, ..)| stamp));
    let mut all: BTreeMap<Counter, (&str, &str, Samples)> = BTreeMap::new();
    for (stamp, path, value) in read {
        let name = CounterName::parse(path);
        let known = name.and_then(|name| Some((name, Measure::find(name.object, name.counter)?)));
        let Some((name, measure)) = known else {
            unread += 1;
            continue;
        };
        let Some(moment) = stamp.moment(order) else {
            untimed += 1;
            continue;
        };
        meter.value(0)?;
        let key = (folded(short(name.host)), stamp.bias, measure, folded(name.instance));
        let (_, _, samples) = all.entry(key).or_insert((short(name.host), name.instance, Samples::new()));
        samples.entry(moment).or_insert(value);
    }
    // What was sampled at the same times is one log: another would cost its times again.
    let mut logs: BTreeMap<(String, Option<i32>, Vec<i64>), Together<'_>> = BTreeMap::new();
    for ((host, bias, measure, _), (name, instance, samples)) in all {
        let times: Vec<i64> = samples.keys().copied().collect();
        let (_, series) = logs.entry((host, bias, times)).or_insert((name, Vec::new()));
        series.push(one_series(measure, instance, samples.into_values().collect()));
    }
    for ((_, bias, times), (host, series)) in logs {
        for _ in &times {
            meter.value(23)?;
        }
        found.objects.push((Section::Counters, log(host, bias, order, &times, series)));
    }
    for (count, what) in [
        (unread, "samples of counters that are not read, perhaps since their names are not English"),
        (untimed, "samples whose time is not understood"),
    ] {
        if count > 0 {
            found.notes.push(format!("{count} {what}"));
        }
    }
    Ok(())
}

/// The value of a sample, unless its status says that there is none.
fn cooked(sample: &Object<'_>) -> Raw<'static> {
    let is_valid = match sample.get(Property::Status) {
        None | Some(Raw::Null) => true,
        // PDH_CSTATUS_VALID_DATA and PDH_CSTATUS_NEW_DATA.
        Some(Raw::Int(status)) => matches!(status, 0 | 1),
        Some(Raw::Text(status)) => matches!(status.trim(), "0" | "1"),
        Some(_) => true,
    };
    let value = match sample.get(Property::CookedValue) {
        Some(Raw::Int(value)) => Some(*value as f64),
        Some(Raw::Float(value)) => Some(*value),
        Some(Raw::Text(value)) => value.trim().replacen(',', ".", 1).parse().ok(),
        _ => None,
    };
    value.filter(|value: &f64| is_valid && value.is_finite()).map_or(Raw::Null, Raw::Float)
}
