//! Performance counters.

use super::values::Values;
use crate::capture::counters::short;
use crate::capture::raw::{Object, Raw};
use crate::model::Problem;
use crate::model::counters::{CounterLog, Counters, DateOrder, Measure, Series, Stamp};
use crate::schema::{Property, Section};
use crate::steps::step;

/// The logs, by host and time; the same one twice is one.
pub(super) fn read(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Counters {
    let logs = objects.iter().enumerate().filter_map(|(index, object)| one(object, index, problems));
    let mut logs: Vec<CounterLog> = logs.collect();
    let key = |log: &CounterLog| (crate::names::folded(&log.host), log.bias, log.moments.first().copied());
    logs.sort_by_cached_key(key);
    logs.dedup();
    Counters { logs }
}

fn one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Option<CounterLog> {
    let mut values = Values::new(object, Section::Counters, index, problems);
    let host = short(values.text(Property::Node)?).to_owned();
    let bias = values.small_number(Property::Bias);
    let dates = values.text(Property::DateOrder).and_then(DateOrder::from_word).unwrap_or_default();
    let moments: Option<Vec<i64>> = match object.get(Property::Times) {
        Some(Raw::List(times)) => {
            times.iter().map(|time| Stamp::parse(time.text()?)?.moment(dates)).collect()
        }
        _ => None,
    };
    step(moments.as_ref().map_or(0, Vec::len));
    let Some(moments) = moments else {
        values.reject(Property::Times, "a list of times");
        return None;
    };
    // A clock that was set back has times twice.
    let mut order: Vec<usize> = (0..moments.len()).collect();
    order.sort_by_key(|place| moments[*place]);
    order.dedup_by_key(|place| moments[*place]);
    let series = object.rows(Property::Series).filter_map(|series| one_series(series, &order)).collect();
    let moments = order.iter().map(|place| moments[*place]).collect();
    Some(CounterLog { host, bias, dates, moments, series })
}

fn one_series(object: &Object<'_>, order: &[usize]) -> Option<Series> {
    let measure = Measure::find(object.text(Property::Object)?, object.text(Property::Counter)?)?;
    let Some(Raw::List(values)) = object.get(Property::Values) else { return None };
    step(values.len());
    let value = |place: &usize| match values.get(*place) {
        Some(Raw::Int(value)) => Some(*value as f64),
        Some(Raw::Float(value)) => Some(*value),
        _ => None,
    };
    let instance = object.text(Property::Instance).unwrap_or_default().to_owned();
    Some(Series { measure, instance, values: order.iter().map(value).collect() })
}
