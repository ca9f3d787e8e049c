//! Which findings are wanted, as requests of `recommend`, `plan` and `report` say it.

use super::options::one_or_many;
use crate::advice::{Baseline, Suppressions, Wanted};
use crate::error::Error;
use crate::rules::{self, Severity};
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

/// The same with a baseline; [`Wanted`] as a request has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "WantedSince"))]
#[serde(default)]
pub(super) struct WireWantedSince {
    #[serde(flatten)]
    wanted: WireWanted,
    /// An earlier answer to the question `recommend`: its findings are known.
    #[cfg_attr(
        feature = "json-schema",
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    baseline: Option<Baseline>,
}

impl TryFrom<WireWantedSince> for Wanted {
    type Error = Error;

    fn try_from(wire: WireWantedSince) -> Result<Self, Error> {
        Ok(Self { baseline: wire.baseline, ..wire.wanted.try_into()? })
    }
}

/// Wanted rules that do not exist fail once, and not in every cluster: without them silence would look like health.
pub(super) fn check(wanted: &Wanted) -> Result<(), Error> {
    rules::chosen(&wanted.rules, &[]).map(drop).map_err(|error| error.at("options.rules"))
}

/// Unwanted rules that do not exist; nothing is left out for them, so there is an answer all the same.
pub(super) fn left_out_in_vain(wanted: &Wanted) -> impl Iterator<Item = Error> {
    let (_, unknown) = rules::select(&wanted.exclude_rules);
    unknown.into_iter().map(|error| error.at("options.exclude_rules"))
}
