//! Requests: which bytes are a question, and what else they ask for.

use super::SCHEMA;
use crate::capture::{self, Sections};
use crate::engine::route::Traffic;
use crate::error::{Code, Error};
use crate::model::WindowsVersion;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::path::PathBuf;

/// The options of a request; every question takes the ones that concern it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The Windows version, when the caller knows better than the capture.
    pub windows_version: Option<WindowsVersion>,
    /// `resolve`: kinds of traffic.
    pub traffic: Vec<Traffic>,
    /// `resolve`: the sending node.
    pub from: Option<String>,
    /// `resolve`: the receiving node.
    pub to: Option<String>,
    /// `resolve`: the volume.
    pub volume: Option<String>,
    /// What is taken away before the question is asked.
    pub without: Vec<String>,
    /// What is changed before the question is asked.
    pub set: Vec<String>,
    /// `recommend` and `rules`: only these rules.
    pub rules: Vec<String>,
}

/// A question about a capture.
pub(super) struct Question<'a> {
    pub(super) sections: Sections<'a>,
    pub(super) options: Options,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireQuestion<'a> {
    schema: u32,
    #[serde(borrow)]
    capture: &'a RawValue,
    #[serde(default)]
    options: WireOptions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePaths {
    schema: u32,
    paths: Vec<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRules {
    schema: u32,
    #[serde(default)]
    options: WireRuleOptions,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRuleOptions {
    #[serde(default)]
    rules: OneOrMany<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WireOptions {
    windows_version: Option<String>,
    traffic: OneOrMany<Traffic>,
    from: Option<String>,
    to: Option<String>,
    volume: Option<String>,
    without: OneOrMany<String>,
    set: OneOrMany<String>,
    rules: OneOrMany<String>,
}

/// PowerShell writes an array of one as the one.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
    Null,
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            OneOrMany::Many(all) => all,
            OneOrMany::One(one) => vec![one],
            OneOrMany::Null => Vec::new(),
        }
    }
}

/// Reads a question about a capture.
pub(super) fn question(request: &[u8]) -> Result<Question<'_>, Error> {
    let wire: WireQuestion<'_> = parse(request)?;
    check_schema(wire.schema)?;
    let sections = capture::json::read_request_capture(wire.capture)?;
    let options = wire.options;
    let windows_version = match options.windows_version.as_deref().filter(|name| !name.trim().is_empty()) {
        Some(name) => Some(windows_version(name).map_err(|error| error.at("options.windows_version"))?),
        None => None,
    };
    let options = Options {
        windows_version,
        traffic: options.traffic.into_vec(),
        from: options.from,
        to: options.to,
        volume: options.volume,
        without: options.without.into_vec(),
        set: options.set.into_vec(),
        rules: options.rules.into_vec(),
    };
    Ok(Question { sections, options })
}

/// The version that a caller names.
pub fn windows_version(name: &str) -> Result<WindowsVersion, Error> {
    WindowsVersion::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = WindowsVersion::ALL.iter().map(|version| version.name()).collect();
        let message = format!("expected a Windows version ({}), found {name:?}", known.join(", "));
        Error::new(Code::InvalidRequest, message)
    })
}

/// Reads a request for files.
pub(super) fn paths(request: &[u8]) -> Result<Vec<PathBuf>, Error> {
    let wire: WirePaths = parse(request)?;
    check_schema(wire.schema)?;
    if wire.paths.is_empty() {
        let message = "expected at least one file or folder, found none";
        return Err(Error::new(Code::InvalidRequest, message).at("paths"));
    }
    Ok(wire.paths)
}

/// Reads a request for the catalogue.
pub(super) fn rules(request: &[u8]) -> Result<Options, Error> {
    let wire: WireRules = parse(request)?;
    check_schema(wire.schema)?;
    Ok(Options { rules: wire.options.rules.into_vec(), ..Options::default() })
}

fn parse<'a, T: Deserialize<'a>>(request: &'a [u8]) -> Result<T, Error> {
    if request.is_empty() {
        return Err(Error::new(Code::InvalidRequest, "expected a JSON request, found nothing"));
    }
    serde_json::from_slice(request).map_err(|error| {
        Error::new(Code::InvalidRequest, format!("expected a JSON request: {error}")).at("request")
    })
}

fn check_schema(schema: u32) -> Result<(), Error> {
    if schema == SCHEMA {
        return Ok(());
    }
    let message = format!("expected schema {SCHEMA}, found {schema}");
    Err(Error::new(Code::InvalidRequest, message).at("schema"))
}
