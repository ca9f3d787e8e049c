//! Options that several questions share.

use crate::error::{Code, Error};
use crate::model::WindowsVersion;
use serde::de::{IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// The same cluster, seen differently.
#[derive(Clone, Debug, Default)]
pub struct WhatIf {
    /// The Windows version, when the caller knows better than the capture.
    pub windows_version: Option<WindowsVersion>,
    /// What is taken away before the question is asked: `network:NAME`, `node:NAME`, `interface:NODE/NETWORK`.
    pub without: Vec<String>,
    /// What is changed before the question is asked: `metric:NETWORK=900|auto`, `role:NETWORK=1`, `speed:NETWORK=25`
    /// (Gbit/s), `class:NETWORK=rdma|rss|plain`, `owner:VOLUME=NODE`, `redirect:VOLUME|*`,
    /// `migration_order:NETWORK,NETWORK`, `migration_exclude:NETWORK,NETWORK`.
    pub set: Vec<String>,
}

/// The same cluster, seen differently; [`WhatIf`] as a request has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "WhatIf"))]
#[serde(default)]
pub(super) struct WireWhatIf {
    /// The Windows version, when the caller knows better than the capture.
    windows_version: Option<String>,
    /// What is taken away before the question is asked: `network:NAME`, `node:NAME` or `interface:NODE/NETWORK`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "OneOrMany<String>"))]
    without: Vec<String>,
    /// What is changed before the question is asked: `metric:NETWORK=900` or `metric:NETWORK=auto`, `role:NETWORK=1`,
    /// `speed:NETWORK=25` (Gbit/s), `class:NETWORK=rdma`, `rss` or `plain`, `owner:VOLUME=NODE`, `redirect:VOLUME` or
    /// `redirect:*`, `migration_order:NETWORK,NETWORK` or `migration_exclude:NETWORK,NETWORK`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "OneOrMany<String>"))]
    set: Vec<String>,
}

/// Their names.
pub(super) const WHAT_IF: [&str; 3] = ["windows_version", "without", "set"];

impl TryFrom<WireWhatIf> for WhatIf {
    type Error = Error;

    fn try_from(wire: WireWhatIf) -> Result<Self, Error> {
        let windows_version = stated_version(wire.windows_version.as_deref())?;
        Ok(Self { windows_version, without: wire.without, set: wire.set })
    }
}

/// The Windows version that a request states; a blank one states nothing.
pub(super) fn stated_version(name: Option<&str>) -> Result<Option<WindowsVersion>, Error> {
    let stated = name.filter(|name| !name.trim().is_empty());
    stated.map(windows_version).transpose().map_err(|error| error.at("options.windows_version"))
}

/// The version that a caller names.
pub fn windows_version(name: &str) -> Result<WindowsVersion, Error> {
    WindowsVersion::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = WindowsVersion::ALL.iter().map(|version| version.name()).collect();
        let message = format!("expected a Windows version ({}), found {name:?}", known.join(", "));
        Error::new(Code::InvalidRequest, message)
    })
}

// The JSON Schema carries the comment on the type; `one_or_many` is what reads it.
/// PowerShell writes an array of one as the one.
#[derive(Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[allow(dead_code, reason = "describes the form for the JSON Schema")]
pub(super) enum OneOrMany<T> {
    /// Several.
    Many(Vec<T>),
    /// One.
    One(T),
    /// None.
    Null,
}

/// Reads a list of texts or words, one of them, or null. Reading [`OneOrMany`] would do the same, but its error does not
/// say which value was wrong.
pub(super) fn one_or_many<'d, D: Deserializer<'d>, T: Deserialize<'d>>(from: D) -> Result<Vec<T>, D::Error> {
    from.deserialize_any(ListVisitor(PhantomData))
}

struct ListVisitor<T>(PhantomData<T>);

impl<'d, T: Deserialize<'d>> Visitor<'d> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_seq<A: SeqAccess<'d>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(all)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(text.into_deserializer()).map(|one| vec![one])
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
}
