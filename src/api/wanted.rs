//! Which findings are wanted, as requests of `recommend` and `plan` say it.

use super::options::one_or_many;
use crate::advice::{Suppressions, Wanted};
use crate::error::Error;
use crate::rules::Severity;
use serde::Deserialize;

/// Which findings are wanted; [`Wanted`] as a request has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Wanted"))]
#[serde(default)]
pub(super) struct WireWanted {
    /// Only findings of these rules, by id or name, with `*` and `?`; empty for all.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    rules: Vec<String>,
    /// Rules that are left out, by id or name, with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    exclude_rules: Vec<String>,
    /// Only findings of these severities; empty for all.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<Severity>"))]
    severity: Vec<Severity>,
    /// The text of a `clusterroute.toml`: what somebody lives with, why and until when.
    suppression: Option<String>,
    /// The day that ends of suppressions are compared with, such as `2026-11-28`; needed when one has an end.
    today: Option<String>,
}

impl TryFrom<WireWanted> for Wanted {
    type Error = Error;

    fn try_from(wire: WireWanted) -> Result<Self, Error> {
        let suppressions = match &wire.suppression {
            Some(text) => Suppressions::read(text, wire.today.as_deref())?,
            None => Suppressions::default(),
        };
        Ok(Self {
            rules: wire.rules,
            exclude_rules: wire.exclude_rules,
            severity: wire.severity,
            suppressions,
            ..Self::default()
        })
    }
}
