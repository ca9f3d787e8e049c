//! How much I/O: operations and bytes per second, each as far as it is known.

/// Between two numbers, both of which are possible.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
}

impl Range {
    /// One number.
    pub fn exact(value: f64) -> Self {
        Self { low: value, high: value }
    }

    fn map2(self, other: Range, of: impl Fn(f64, f64) -> f64) -> Self {
        Self { low: of(self.low, other.low), high: of(self.high, other.high) }
    }
}

/// Operations and bytes per second; `None` is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flow {
    /// Reads and writes.
    pub operations: Option<Range>,
    /// Bytes of both.
    pub bytes: Option<Range>,
}

impl Flow {
    /// Nothing at all.
    pub const NONE: Flow =
        Flow { operations: Some(Range { low: 0.0, high: 0.0 }), bytes: Some(Range { low: 0.0, high: 0.0 }) };

    /// Whether anything is known.
    pub fn is_known(&self) -> bool {
        self.operations.is_some() || self.bytes.is_some()
    }

    /// Whether there is none, as far as is known.
    pub(super) fn is_none(&self) -> bool {
        let is_zero = |range: Option<Range>| range.is_none_or(|range| range.high < 1.0);
        self.is_known() && is_zero(self.operations) && is_zero(self.bytes)
    }

    fn both(self, other: Flow, of: impl Fn(Range, Range) -> Range) -> Flow {
        let each = |one: Option<Range>, other: Option<Range>| Some(of(one?, other?));
        Flow { operations: each(self.operations, other.operations), bytes: each(self.bytes, other.bytes) }
    }

    /// Both together.
    pub(super) fn and(self, other: Flow) -> Flow {
        self.both(other, |one, other| one.map2(other, |a, b| a + b))
    }

    /// What is left of this without the other; less than nothing where the two do not fit together.
    pub(super) fn without(self, other: Flow) -> Flow {
        self.both(other, |one, other| Range { low: one.low - other.high, high: one.high - other.low })
    }

    /// Anything from the low end of this to the high end of the other.
    pub(super) fn up_to(self, other: Flow) -> Flow {
        self.both(other, |one, other| Range { low: one.low, high: other.high })
    }

    /// What of this is known, else the other.
    pub(super) fn or(self, other: Flow) -> Flow {
        Flow { operations: self.operations.or(other.operations), bytes: self.bytes.or(other.bytes) }
    }
}

/// The mean of flows by time; of each kind over the intervals in which it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mean {
    operations: (Range, f64),
    bytes: (Range, f64),
}

impl Mean {
    /// Adds a flow that held for so many seconds.
    pub(super) fn add(&mut self, flow: Flow, seconds: f64) {
        for ((sum, time), range) in [(&mut self.operations, flow.operations), (&mut self.bytes, flow.bytes)]
            .map(|((s, t), r)| ((s, t), r))
        {
            let Some(range) = range else { continue };
            *sum = sum.map2(range, |sum, rate| sum + rate * seconds);
            *time += seconds;
        }
    }

    /// The mean.
    pub(super) fn flow(&self) -> Flow {
        let of = |(sum, time): (Range, f64)| {
            (time > 0.0).then(|| Range { low: sum.low / time, high: sum.high / time })
        };
        Flow { operations: of(self.operations), bytes: of(self.bytes) }
    }
}
