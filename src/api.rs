//! The wire contract: one question, one answer. Every function takes the bytes of a JSON request and gives
//! the bytes of a JSON answer; the C functions, the PowerShell module and the program all end here.

use crate::capture::{self, Capture, Skipped, Source};
use crate::error::Error;
use crate::metric::Measure;
use crate::model::{Cluster, Windows, WindowsVersion};
use crate::route::{Route, Traffic};
use crate::rules;
use serde::Serialize;
use std::path::PathBuf;

/// The number of the request and answer format.
pub const SCHEMA: u32 = 1;

/// The answer to "explain the metrics".
#[derive(Clone, Debug, Serialize)]
pub struct MeasureAnswer {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The metrics.
    #[serde(flatten)]
    pub measure: Measure,
}

/// The answer to "which way does traffic go".
#[derive(Clone, Debug, Serialize)]
pub struct ResolveAnswer {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The Windows version the routes are computed for.
    pub windows: Windows,
    /// Sorted by traffic, volume, from, to.
    pub routes: Vec<Route>,
    /// What the whole answer takes for granted.
    pub assumptions: Vec<String>,
}

/// The answer to "what should change".
#[derive(Clone, Debug, Serialize)]
pub struct RecommendAnswer {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// How many findings of each severity.
    pub summary: Summary,
    /// Sorted by severity, rule, target.
    pub findings: Vec<rules::Finding>,
    /// The rules that did not run.
    pub skipped: Vec<rules::Skipped>,
}

/// How many findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Informations.
    pub info: usize,
}

/// The answer to "what does this file hold".
#[derive(Clone, Debug, Serialize)]
pub struct CaptureAnswer {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The sections, as a request takes them.
    pub capture: serde_json::Value,
    /// What each section came from.
    pub sources: Vec<Source>,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
}

/// One rule of the catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct RuleEntry {
    /// `CR` and three digits.
    pub id: &'static str,
    /// Kebab-case.
    pub name: &'static str,
    /// The same for every finding.
    pub severity: rules::Severity,
    /// One sentence.
    pub summary: &'static str,
    /// Markdown.
    pub doc: &'static str,
    /// The authoritative source.
    pub reference: &'static str,
    /// The release that brought it.
    pub since: &'static str,
    /// Windows versions, such as `all`, `2012R2 and later`, `2008R2 only`.
    pub versions: String,
    /// Sections and properties it needs.
    pub needs: Vec<&'static str>,
}

/// The answer to "which rules are there".
#[derive(Clone, Debug, Serialize)]
pub struct RulesAnswer {
    /// [`SCHEMA`].
    pub schema: u32,
    /// In order of id.
    pub rules: Vec<RuleEntry>,
}

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
    /// `recommend`: only these rules.
    pub rules: Vec<String>,
}

/// Request bytes to answer bytes: `{"schema":1,"paths":[..]}` to one [`CaptureAnswer`], or an array of them.
pub fn read_capture(request: &[u8]) -> Result<Vec<u8>, Error> {
    let _ = request;
    Ok(Vec::new())
}

/// Request bytes to answer bytes: `{"schema":1,"capture":{..},"options":{..}}` to a [`MeasureAnswer`].
pub fn measure(request: &[u8]) -> Result<Vec<u8>, Error> {
    let _ = request;
    Ok(Vec::new())
}

/// Request bytes to answer bytes: `{"schema":1,"capture":{..},"options":{..}}` to a [`ResolveAnswer`].
pub fn resolve(request: &[u8]) -> Result<Vec<u8>, Error> {
    let _ = request;
    Ok(Vec::new())
}

/// Request bytes to answer bytes: `{"schema":1,"capture":{..},"options":{..}}` to a [`RecommendAnswer`].
pub fn recommend(request: &[u8]) -> Result<Vec<u8>, Error> {
    let _ = request;
    Ok(Vec::new())
}

/// Request bytes to answer bytes: `{"schema":1,"options":{"rules":["CR101"]}}` to a [`RulesAnswer`].
pub fn rules(request: &[u8]) -> Result<Vec<u8>, Error> {
    let _ = request;
    Ok(Vec::new())
}

/// The files' captures as answers, one per cluster.
pub fn read_files(paths: &[PathBuf]) -> Result<Vec<CaptureAnswer>, Error> {
    let _ = paths;
    Ok(Vec::new())
}

/// The cluster of a capture, with the options applied that change it.
pub fn cluster(capture: &Capture, options: &Options) -> Result<Cluster, Error> {
    let _ = options;
    capture::build(&capture.sections)
}

/// [`measure`] for a caller in Rust.
pub fn answer_measure(cluster: &Cluster) -> MeasureAnswer {
    MeasureAnswer { schema: SCHEMA, cluster: cluster.name.clone(), measure: crate::metric::measure(cluster) }
}

/// [`resolve`] for a caller in Rust.
pub fn answer_resolve(cluster: &Cluster, options: &Options) -> Result<ResolveAnswer, Error> {
    let _ = options;
    let routes = crate::route::resolve(cluster, &crate::route::Filter::default());
    Ok(ResolveAnswer {
        schema: SCHEMA,
        cluster: cluster.name.clone(),
        windows: cluster.windows.clone(),
        routes: routes.routes,
        assumptions: routes.assumptions,
    })
}

/// [`recommend`] for a caller in Rust.
pub fn answer_recommend(cluster: &Cluster, options: &Options) -> Result<RecommendAnswer, Error> {
    let _ = options;
    Ok(RecommendAnswer {
        schema: SCHEMA,
        cluster: cluster.name.clone(),
        summary: Summary::default(),
        findings: Vec::new(),
        skipped: Vec::new(),
    })
}

/// [`rules`] for a caller in Rust.
pub fn answer_rules(options: &Options) -> Result<RulesAnswer, Error> {
    let _ = options;
    Ok(RulesAnswer { schema: SCHEMA, rules: Vec::new() })
}
