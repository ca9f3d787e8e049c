//! Performance counters: which are understood, and what logs hold of them.

mod name;
mod time;

pub use name::{CounterName, Measure};
pub use time::{DateOrder, Stamp, date_order, written};

/// What performance counters say of the nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counters {
    /// By host and time.
    pub logs: Vec<CounterLog>,
}

/// Counters of one host that were sampled together, by one clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CounterLog {
    /// The host, as the writer named it.
    pub host: String,
    /// Minutes that are added to its times to get UTC; `None` when the source does not tell.
    pub bias: Option<i32>,
    /// How its dates were read.
    pub dates: DateOrder,
    /// When it was sampled: milliseconds since 1970 by the clock of the writer, ascending.
    pub moments: Vec<i64>,
    /// What was sampled.
    pub series: Vec<Series>,
}

/// One counter of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it counts.
    pub measure: Measure,
    /// Of what: a volume, a disk; empty for a counter without instances.
    pub instance: String,
    /// A value for each moment; `None` where there is none.
    pub values: Vec<Option<f64>>,
}
