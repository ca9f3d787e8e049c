//! Ranges as answers have them, with the source of every factor.

use crate::engine::estimate::{self, FactorKey, Unit, rounded};
use crate::words::{self, Said};
use serde::Serialize;

/// A number that is not known exactly.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// What is counted.
    pub unit: Unit,
    /// What it was computed from.
    pub factors: Vec<Factor>,
    /// From where to where, in words.
    pub message: String,
}

/// One number that a range was computed from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Factor {
    /// What it is.
    pub key: FactorKey,
    /// From where to where it is.
    pub value: Value,
    /// Who says so: where to read it, or what in the request or the capture tells it.
    pub source: &'static str,
    /// What it is, in words.
    pub message: String,
}

/// From where to where a factor is; both are the same where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Value {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
}

/// What is missing for a number, or for a better one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Unknown {
    /// What it is.
    #[serde(flatten)]
    pub said: Said,
    /// The command or the option that tells it; null when none does.
    pub collect: Option<&'static str>,
}

impl From<&estimate::Range> for Range {
    fn from(range: &estimate::Range) -> Self {
        let factor = |factor: &estimate::Factor| Factor {
            key: factor.key,
            value: Value { low: rounded(factor.low), high: rounded(factor.high) },
            source: words::source(factor.source),
            message: words::factor(factor),
        };
        Self {
            low: rounded(range.low),
            high: rounded(range.high),
            unit: range.unit,
            factors: range.factors.iter().map(factor).collect(),
            message: words::between(range.low, range.high, range.unit),
        }
    }
}

impl From<(Said, Option<&'static str>)> for Unknown {
    fn from((said, collect): (Said, Option<&'static str>)) -> Self {
        Self { said, collect }
    }
}
