//! A number that is not known exactly: from where to where it is, and what it is made of.

use serde::Serialize;

/// From where to where a number is.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// What is counted.
    pub unit: Unit,
    /// What it was computed from.
    pub factors: Vec<Factor>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Bytes in a second.
    BytesPerSecond,
    /// Seconds.
    Seconds,
    /// A part of a whole: 1 is all of it.
    Share,
    /// How many times as much.
    Times,
}

/// One number that a range was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// What it is.
    pub key: FactorKey,
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// Who says so.
    pub source: Source,
}

/// What a factor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactorKey {
    /// The speed of an adapter in Gbit/s.
    LineGbps,
    /// How many adapters work side by side.
    Adapters,
    /// The part of the speed that data gets.
    Efficiency,
    /// What one connection gets through in Gbit/s, whatever the speed of the adapter.
    ConnectionGbps,
    /// How many connections there are for an adapter.
    Connections,
    /// The part of the traffic that goes in the direction which has more: half when reads and writes are alike, all when
    /// there is one of them only.
    OneDirection,
    /// The I/O that was stated, in bytes per second.
    StatedRate,
    /// The part of it that takes this link.
    OnThisLink,
    /// How many bytes are read.
    Size,
    /// What the target of a backup takes, in bytes per second.
    TargetRate,
    /// How many networks work side by side.
    Networks,
    /// The memory of guests, in bytes.
    Memory,
    /// The part of the memory that crosses: pages that are empty do not, and pages that change do so again.
    MemoryCrossing,
    /// What compression leaves of the time.
    Compressed,
    /// How many migrations run at once.
    AtOnce,
    /// What all connections together get through in Gbit/s at an adapter without RSS.
    WithoutRssGbps,
    /// The bandwidth that SMB leaves to live migration, in bytes per second.
    BandwidthLimit,
    /// Seconds in which a migration starts and ends, and sends nothing.
    StartAndEnd,
    /// Seconds that each migration adds, however many run at once.
    PerGuest,
}

/// Who says a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The options of the caller.
    Stated,
    /// `UsedSpace` of a volume in the capture.
    Partition,
    /// Adapters in the capture.
    Adapters,
    /// An automatic metric in the capture, read backwards.
    Metric,
    /// Measured on 1 Gbit/s, with one adapter and with two.
    OneGigabit,
    /// Measured: one connection on 10 Gbit/s.
    OneConnection,
    /// Measured: several connections on adapters with RSS.
    SeveralConnections,
    /// How many connections SMB opens.
    SmbConnections,
    /// Measured: SMB Direct.
    SmbDirect,
    /// Follows from a full duplex link.
    FullDuplex,
    /// SMB spreads its data over equal adapters alike.
    Multichannel,
    /// Hosts in the capture.
    Hosts,
    /// The cluster's own settings in the capture.
    Settings,
    /// What Windows does unless it is told otherwise.
    Default,
    /// What this version of Windows does, and no other way.
    Version,
    /// Not captured: anything between what Windows does by default and all at once.
    NotCaptured,
    /// Measured: guests of 512 MB over 1 Gbit/s, and 18 guests with 80 GB together.
    Migrations,
    /// Measured: one guest of 512 MB over 1 and over 10 Gbit/s.
    OneMigration,
    /// Measured: ten and twenty guests of 512 MB over 10 Gbit/s.
    ManyMigrations,
    /// Measured: migrations with and without compression.
    Compression,
    /// Measured: migrations over an adapter without RSS.
    WithoutRss,
}

impl Range {
    /// The range between two numbers, whichever is the smaller.
    pub fn new(one: f64, other: f64, unit: Unit, factors: Vec<Factor>) -> Self {
        Self { low: one.min(other), high: one.max(other), unit, factors }
    }

    /// How much of a capacity a load takes: at least where the load is low and the capacity high.
    pub fn share_of(load: &Range, capacity: &Range) -> Self {
        let factors = load.factors.iter().chain(&capacity.factors).cloned().collect();
        Self::new(load.low / capacity.high, load.high / capacity.low, Unit::Share, factors)
    }
}

impl Factor {
    /// A number that is known.
    pub fn exact(key: FactorKey, value: f64, source: Source) -> Self {
        Self::between(key, value, value, source)
    }

    /// A number between two.
    pub fn between(key: FactorKey, low: f64, high: f64, source: Source) -> Self {
        Self { key, low, high, source }
    }
}

/// Four digits, as answers have them: no estimate is better, and sums of fractions look like what they are.
pub fn rounded(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    // Without the logarithm, which would take one more library than the C library itself.
    let size = number.abs();
    let (mut larger, mut smaller) = (1.0, 1.0);
    while size * larger < 1000.0 {
        larger *= 10.0;
    }
    while size / smaller >= 10_000.0 {
        smaller *= 10.0;
    }
    if smaller > 1.0 { (number / smaller).round() * smaller } else { (number * larger).round() / larger }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits() {
        let exact = [(0.1 + 0.2, 0.3), (1.0 / 3.0, 0.3333), (123_456_789.0, 123_500_000.0), (0.0, 0.0)];
        assert_eq!(exact.map(|(number, _)| rounded(number)), exact.map(|(_, expected)| expected));
        assert_eq!([rounded(0.00012344), rounded(9999.6)], [0.0001234, 10_000.0]);
    }

    #[test]
    fn a_share_is_least_where_the_load_is_low_and_the_capacity_high() {
        let load = Range::new(200.0, 100.0, Unit::BytesPerSecond, Vec::new());
        let capacity = Range::new(400.0, 500.0, Unit::BytesPerSecond, Vec::new());
        let share = Range::share_of(&load, &capacity);
        assert_eq!((share.low, share.high, share.unit), (0.2, 0.5, Unit::Share));
    }
}
