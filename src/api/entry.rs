//! What every entry of an answer starts and ends with: whose answer it is, and what it rests on.

use crate::capture::{self, Capture};
use crate::engine::{metric, route, what_if, windows};
use crate::error::Error;
use crate::model::{Cluster, VersionCertainty, WindowsVersion};
use crate::words::{self, Said};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::options::WhatIf;

/// One entry: the same start, the answer to the question, the same end.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Entry<T> {
    /// Whose answer it is.
    #[serde(flatten)]
    pub head: Head,
    /// The answer itself.
    #[serde(flatten)]
    pub answer: T,
    /// What it rests on.
    #[serde(flatten)]
    pub tail: Tail,
}

/// Whose answer an entry is.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// The cluster's name; null when the capture does not tell it.
    pub cluster: Option<String>,
    /// What to call the answer: the cluster's name, else the file it was read from; null when there is neither.
    pub name: Option<String>,
    /// The Windows version that the answer holds for.
    pub windows: WindowsFacts,
    /// When the capture was taken, if it tells; as it was written there.
    pub captured_at: Option<String>,
    /// What was taken away or set before the question was asked, as in the options.
    pub what_if: Vec<String>,
    /// What the whole answer takes for granted.
    pub assumptions: Vec<Said>,
}

/// The Windows version, and how sure it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct WindowsFacts {
    /// Such as `2012R2`, `2022`, `23H2`; null when nothing tells.
    pub version: Option<&'static str>,
    /// The evidence, one sentence.
    pub because: String,
    /// How sure the version is.
    pub certainty: VersionCertainty,
}

/// What an entry rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Tail {
    /// The files that gave something; empty when the facts came through a pipe.
    pub sources: Vec<Source>,
    /// How files were read, where that is not as usual.
    pub read_as: Vec<ReadAs>,
    /// The files that gave nothing, or less than they hold.
    pub not_read: Vec<NotRead>,
}

/// One file that gave something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The file; inside an archive, the archive and the path in it.
    pub file: String,
    /// How many objects it gave to which section.
    pub sections: BTreeMap<&'static str, usize>,
    /// How many bytes it has, inside an archive unpacked; null where the file was not read by this version.
    pub bytes: Option<u64>,
    /// As `Get-FileHash` prints it, in lower case; null where the file was not read by this version.
    pub sha256: Option<String>,
}

/// How one file was read, where that is not as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct ReadAs {
    /// The file.
    pub file: Arc<str>,
    /// How, one sentence.
    pub how: Arc<str>,
}

/// One file that gave nothing, or less than it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NotRead {
    /// The file.
    pub file: Arc<str>,
    /// Why, one sentence.
    pub reason: Arc<str>,
}

/// A cluster to ask about, with the options applied that change it, and where the facts come from.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The facts.
    pub cluster: Cluster,
    /// What to call it.
    pub name: Option<String>,
    /// When the capture was taken.
    pub captured_at: Option<String>,
    /// What was taken away or set.
    pub what_if: Vec<String>,
    /// The cluster before that; `None` where nothing was.
    pub before: Option<Cluster>,
    /// Where the facts come from.
    pub tail: Tail,
}

impl Subject {
    /// The cluster of a capture, as it is or as it would be.
    pub fn new(capture: &Capture, what_if: &WhatIf) -> Result<Self, Error> {
        Self::of(capture::build(capture)?, capture, what_if)
    }

    /// The same for a question that is answered as far as can be where no networks were captured.
    pub fn with_counters(capture: &Capture, what_if: &WhatIf) -> Result<Self, Error> {
        Self::of(capture::build_with_counters(capture)?, capture, what_if)
    }

    fn of(cluster: Cluster, capture: &Capture, what_if: &WhatIf) -> Result<Self, Error> {
        let mut subject = Self {
            name: cluster.name.clone().or_else(|| capture.origin.name.clone()),
            captured_at: capture.origin.captured_at.clone(),
            what_if: what_if.without.iter().chain(&what_if.set).cloned().collect(),
            before: None,
            tail: tail(capture),
            cluster,
        };
        subject.see_windows(what_if.windows_version);
        if !subject.what_if.is_empty() {
            let changed = what_if::apply(&subject.cluster, &what_if.without, &what_if.set)?;
            subject.before = Some(std::mem::replace(&mut subject.cluster, changed));
        }
        Ok(subject)
    }

    fn see_windows(&mut self, stated: Option<WindowsVersion>) {
        self.cluster.windows = windows::windows(&self.cluster, stated);
        metric::assume_roles(&mut self.cluster);
    }

    /// An entry with this answer.
    pub(super) fn entry<T>(&self, answer: T) -> Entry<T> {
        let cluster = &self.cluster;
        let assumptions = route::assumptions(cluster);
        let head = Head {
            cluster: cluster.name.clone(),
            name: self.name.clone(),
            windows: WindowsFacts {
                version: cluster.windows.version.map(WindowsVersion::name),
                because: words::windows(cluster, &cluster.windows),
                certainty: cluster.windows.certainty,
            },
            captured_at: self.captured_at.clone(),
            what_if: self.what_if.clone(),
            assumptions: assumptions.iter().map(|one| words::assumption(cluster, one)).collect(),
        };
        Entry { head, answer, tail: self.tail.clone() }
    }

    /// The same error with the place that a reader can go to: the file of the section, or the cluster.
    pub(super) fn locate(&self, error: Error, several: bool) -> Error {
        locate(error, &self.tail.sources, self.name.as_deref(), several)
    }
}

/// A cluster as it stands, without a file to its name; for callers in Rust and tests.
impl From<Cluster> for Subject {
    fn from(cluster: Cluster) -> Self {
        let mut subject = Self {
            name: cluster.name.clone(),
            captured_at: None,
            what_if: Vec::new(),
            before: None,
            tail: Tail::default(),
            cluster,
        };
        if subject.cluster.windows.version.is_none() {
            subject.see_windows(None);
        }
        subject
    }
}

pub(super) fn tail(capture: &Capture) -> Tail {
    let source = |source: &capture::Source| Source {
        file: source.file.clone(),
        sections: source.sections.iter().map(|(section, count)| (section.name(), *count)).collect(),
        bytes: source.bytes,
        sha256: source.sha256.clone(),
    };
    let read_as = |one: &capture::ReadAs| ReadAs { file: one.file.clone(), how: one.how.clone() };
    let not_read = |one: &capture::NotRead| NotRead { file: one.file.clone(), reason: one.reason.clone() };
    Tail {
        sources: capture.origin.sources.iter().map(source).collect(),
        read_as: capture.origin.read_as.iter().map(read_as).collect(),
        not_read: capture.origin.not_read.iter().map(not_read).chain(overruled(capture)).collect(),
    }
}

/// How many files an error names in which something is missing.
const FILES: usize = 5;

/// Contradictions that every answer tells; `recommend` tells all.
const OVERRULED: usize = 10;

/// What a file says and another one contradicts, so that it does not count.
fn overruled(capture: &Capture) -> impl Iterator<Item = NotRead> {
    let values = capture.origin.contradictions.iter().filter_map(|one| match one {
        capture::Contradiction::Values(values) => Some(values),
        capture::Contradiction::Sentence { .. } => None,
    });
    values.filter(|values| !values.other.file.is_empty()).take(OVERRULED).map(|values| {
        let capture::origin::Values { object, property, kept, other, .. } = values;
        let property = property.spelling();
        let by = if kept.file.is_empty() { "objects of the pipe" } else { &kept.file };
        let reason =
            format!("{property} {} of {object} is overruled: {} by {by} counts", other.value, kept.value);
        let note = capture::NotRead::new(other.file.clone(), reason);
        NotRead { file: note.file, reason: note.reason }
    })
}

/// Names the files of the section that an error was found in; of several captures, the one that it is about.
pub(super) fn locate(error: Error, sources: &[Source], name: Option<&str>, several: bool) -> Error {
    let place = error.path.clone().unwrap_or_default();
    let section = place.strip_prefix("capture.").and_then(|rest| rest.split(['[', '.']).next());
    let has_section = |source: &&Source| section.is_some_and(|section| source.sections.contains_key(section));
    let files: Vec<&str> = sources.iter().filter(has_section).map(|source| source.file.as_str()).collect();
    let whose = match (files.as_slice(), name, sources) {
        ([], Some(name), sources) if several || sources.is_empty() => name.to_owned(),
        ([], None, [first, ..]) if several => first.file.clone(),
        // What no file has: it was looked for in all of them.
        ([], _, [_, ..]) if place == "capture.networks" => {
            let files = sources.iter().take(FILES).map(|source| source.file.as_str());
            let more = if sources.len() > FILES { ", ..." } else { "" };
            let files = files.collect::<Vec<_>>().join(", ");
            return error.at(format!("{files}{more}"));
        }
        ([], ..) => return error,
        _ => files.join(", "),
    };
    if place.is_empty() { error.at(whose) } else { error.at(format!("{whose}: {place}")) }
}
