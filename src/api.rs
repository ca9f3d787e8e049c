//! The wire contract: one question, one answer. Every function takes the bytes of a JSON request and gives
//! the bytes of a JSON answer; the C functions, the PowerShell module and the program all end here.

mod provenance;
mod request;

pub use provenance::{Origin, Provenance, Subject};
pub use request::{Options, windows_version};

use crate::capture::{self, Capture, Object, Raw, Section, Sections, Skipped, Source};
use crate::engine::metric::{self, Measure, Scheme};
use crate::engine::route::{self, Route, migration::MigrationOrder, reach::Reach};
use crate::engine::what_if;
use crate::error::{Code, Error};
use crate::model::{Cluster, Windows, WindowsVersion};
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
    /// What the answer rests on.
    #[serde(flatten)]
    pub provenance: Provenance,
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
    /// What the answer rests on.
    #[serde(flatten)]
    pub provenance: Provenance,
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
    /// What the answer rests on.
    #[serde(flatten)]
    pub provenance: Provenance,
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
    pub capture: Sections<'static>,
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

/// Request bytes to answer bytes: `{"schema":1,"paths":[..]}` to one [`CaptureAnswer`], or an array of them
/// when the files hold several clusters.
pub fn read_capture(request: &[u8]) -> Result<Vec<u8>, Error> {
    let answers = read_files(&request::paths(request)?)?;
    match &answers[..] {
        [answer] => to_json(answer),
        answers => to_json(&answers),
    }
}

/// Request bytes to answer bytes: `{"schema":1,"capture":{..},"options":{..}}` to a [`MeasureAnswer`].
pub fn measure(request: &[u8]) -> Result<Vec<u8>, Error> {
    let (subject, _) = subject_of(request)?;
    to_json(&answer_measure(&subject))
}

/// Request bytes to answer bytes: `{"schema":1,"capture":{..},"options":{..}}` to a [`ResolveAnswer`].
pub fn resolve(request: &[u8]) -> Result<Vec<u8>, Error> {
    let (subject, options) = subject_of(request)?;
    to_json(&answer_resolve(&subject, &options)?)
}

/// Request bytes to answer bytes: `{"schema":1,"capture":{..},"options":{..}}` to a [`RecommendAnswer`].
pub fn recommend(request: &[u8]) -> Result<Vec<u8>, Error> {
    let (subject, options) = subject_of(request)?;
    to_json(&answer_recommend(&subject, &options)?)
}

/// Request bytes to answer bytes: `{"schema":1,"options":{"rules":["CR101"]}}` to a [`RulesAnswer`].
pub fn rules(request: &[u8]) -> Result<Vec<u8>, Error> {
    to_json(&answer_rules(&request::rules(request)?)?)
}

/// The files' captures as answers, one per cluster.
pub fn read_files(paths: &[PathBuf]) -> Result<Vec<CaptureAnswer>, Error> {
    capture::read(paths)?.into_iter().map(answer_capture).collect()
}

/// What was read of one cluster, in the form a request takes.
pub fn answer_capture(capture: Capture) -> Result<CaptureAnswer, Error> {
    let capture = with_disagreements(capture);
    let cluster = capture::build(&capture.sections)?.name;
    Ok(CaptureAnswer {
        schema: SCHEMA,
        cluster,
        capture: capture.sections,
        sources: capture.sources,
        skipped: capture.skipped,
    })
}

fn subject_of(request: &[u8]) -> Result<(Subject, Options), Error> {
    let request = request::question(request)?;
    let cluster = understand(&request.sections, &request.options)?;
    Ok((Subject { cluster, provenance: Provenance::told(&request.sections) }, request.options))
}

/// The cluster of a capture, with the options applied that change it.
pub fn subject(capture: &Capture, options: &Options) -> Result<Subject, Error> {
    let cluster = if capture.contradictions.is_empty() {
        understand(&capture.sections, options)?
    } else {
        understand(&with_disagreements(capture.clone()).sections, options)?
    };
    Ok(Subject { cluster, provenance: Provenance::read(capture) })
}

/// Contradicting files become a section, so that a request carries what only the files showed.
fn with_disagreements(mut capture: Capture) -> Capture {
    for found in std::mem::take(&mut capture.contradictions) {
        let place = format!("{}: {} of {}", found.section.name(), found.property, found.object);
        let message = format!(
            "{} of {} is {} in {} and {} in {}: the former counts",
            found.property, found.object, found.kept, found.kept_file, found.other, found.other_file
        );
        let mut object = Object::default();
        object.push("Place", Raw::Text(place.into()));
        object.push("Message", Raw::Text(message.into()));
        capture.sections.open(Section::Disagreements).push(object);
    }
    capture
}

fn understand(sections: &Sections<'_>, options: &Options) -> Result<Cluster, Error> {
    let mut cluster = capture::build(sections)?;
    set_version(&mut cluster, options.windows_version);
    if options.without.is_empty() && options.set.is_empty() {
        return Ok(cluster);
    }
    what_if::apply(&cluster, &options.without, &options.set)
}

/// The caller knows best; where nobody knows, the automatic metrics tell a little.
fn set_version(cluster: &mut Cluster, stated: Option<WindowsVersion>) {
    if let Some(version) = stated {
        let because = "stated by the caller".to_owned();
        cluster.windows = Windows { version: Some(version), because, since: Some(version) };
        return;
    }
    if cluster.windows.version.is_some() {
        return;
    }
    match metric::scheme_of_values(cluster) {
        Some((Scheme::V2008R2, because)) => {
            let version = Some(WindowsVersion::V2008R2);
            cluster.windows = Windows { version, because, since: version };
        }
        Some((Scheme::V2012, because)) => {
            cluster.windows = Windows { version: None, because, since: Some(WindowsVersion::V2012) };
        }
        Some((Scheme::Unknown, _)) | None => {}
    }
}

/// [`measure`] for a caller in Rust.
pub fn answer_measure(subject: &Subject) -> MeasureAnswer {
    MeasureAnswer {
        schema: SCHEMA,
        cluster: subject.cluster.name.clone(),
        measure: metric::measure(&subject.cluster),
        provenance: subject.provenance.clone(),
    }
}

/// [`resolve`] for a caller in Rust.
pub fn answer_resolve(subject: &Subject, options: &Options) -> Result<ResolveAnswer, Error> {
    let cluster = &subject.cluster;
    let reach = Reach::new(cluster);
    let found = route::resolve(&reach, &MigrationOrder::new(&reach), &filter(cluster, options)?);
    Ok(ResolveAnswer {
        schema: SCHEMA,
        cluster: cluster.name.clone(),
        windows: cluster.windows.clone(),
        routes: found.routes,
        assumptions: found.assumptions,
        provenance: subject.provenance.clone(),
    })
}

fn filter(cluster: &Cluster, options: &Options) -> Result<route::Filter, Error> {
    let node = |name: &Option<String>, option: &str| {
        let Some(name) = name else { return Ok(None) };
        let known = cluster.nodes.iter().map(|node| node.name.as_str());
        let found = cluster.find_node(name.trim());
        found.map(Some).ok_or_else(|| what_if::unknown("node", name, known).at(option))
    };
    let volume = match &options.volume {
        Some(name) => {
            let known = cluster.volumes.iter().flatten().map(|volume| volume.name.as_str());
            let found = cluster.find_volume(name.trim());
            Some(found.ok_or_else(|| what_if::unknown("volume", name, known).at("options.volume"))?)
        }
        None => None,
    };
    Ok(route::Filter {
        traffic: options.traffic.clone(),
        from: node(&options.from, "options.from")?,
        to: node(&options.to, "options.to")?,
        volume,
        without_reasons: false,
    })
}

/// [`recommend`] for a caller in Rust.
pub fn answer_recommend(subject: &Subject, options: &Options) -> Result<RecommendAnswer, Error> {
    let cluster = &subject.cluster;
    let measure = metric::measure(cluster);
    let (findings, skipped) = rules::evaluate(cluster, &measure, &options.rules)?;
    let mut summary = Summary::default();
    for finding in &findings {
        match finding.severity {
            rules::Severity::Error => summary.error += 1,
            rules::Severity::Warning => summary.warning += 1,
            rules::Severity::Info => summary.info += 1,
        }
    }
    let cluster = cluster.name.clone();
    let provenance = subject.provenance.clone();
    Ok(RecommendAnswer { schema: SCHEMA, cluster, summary, findings, skipped, provenance })
}

/// [`rules()`] for a caller in Rust.
pub fn answer_rules(options: &Options) -> Result<RulesAnswer, Error> {
    let rules = match &options.rules[..] {
        [] => rules::RULES.to_vec(),
        named => named.iter().map(|name| rules::find(name)).collect::<Result<_, _>>()?,
    };
    Ok(RulesAnswer { schema: SCHEMA, rules: rules.into_iter().map(RuleEntry::from).collect() })
}

impl From<&'static rules::Rule> for RuleEntry {
    fn from(rule: &'static rules::Rule) -> Self {
        RuleEntry {
            id: rule.id,
            name: rule.name,
            severity: rule.severity,
            summary: rule.summary,
            doc: rule.doc,
            reference: rule.reference,
            since: rule.since,
            versions: rule.versions.to_string(),
            needs: rule.needs.iter().map(|need| need.name()).collect(),
        }
    }
}

fn to_json(answer: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(answer)
        .map_err(|error| Error::new(Code::Internal, format!("the answer cannot be written as JSON: {error}")))
}
