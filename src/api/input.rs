//! What a question is about: files, captures and loose objects, in any mix, become subjects.

use super::entry::{Subject, locate};
use super::newest::newest;
use super::options::WhatIf;
use super::refusal::unknown;
use crate::capture::Capture;
use crate::capture::limits::MAX_DOCUMENTS;
use crate::capture::sort::{self, Piped};
use crate::error::{Code, Error};
use crate::parallel::Work;
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Keys of an input.
const KEYS: [&str; 3] = ["paths", "captures", "objects"];

/// The input of a question.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Whether `-` among the paths is standard input; a caller of the library has none to give away.
    pub standard_input: bool,
    /// JSON of captures, each of one cluster.
    pub captures: Vec<&'a str>,
    /// JSON of loose objects.
    pub objects: Vec<&'a str>,
}

/// What a question is about; of the three at least one.
#[derive(Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Input"))]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the form for the JSON Schema; it is read key by key")]
pub(super) struct WireInput {
    /// Files and folders that the library reads.
    #[serde(default)]
    paths: Vec<String>,
    /// Captures: objects of sections such as `networks` and `interfaces`, each of one cluster.
    #[serde(default)]
    captures: Vec<BTreeMap<String, serde_json::Value>>,
    /// Objects as they came through a pipe, in any order and of any number of clusters.
    #[serde(default)]
    objects: Vec<WireObject>,
}

/// A loose object.
#[derive(Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Object"))]
#[allow(dead_code, reason = "describes the form for the JSON Schema; the readers of captures read it")]
struct WireObject {
    /// The type name, or the list of them, the most derived first.
    r#type: super::options::OneOrMany<String>,
    /// The properties, in the spelling of PowerShell.
    properties: BTreeMap<String, serde_json::Value>,
}

impl WireInput {
    /// Reads the input at that key of a request; its captures and objects stay as they are written.
    pub(super) fn read<'a>(json: &'a str, place: &'static str) -> Result<Input<'a>, Error> {
        let fail = |part: &'static str| {
            move |error: serde_json::Error| {
                let message = format!("expected {part}: {error}");
                Error::new(Code::InvalidRequest, message).at(place)
            }
        };
        let parts: BTreeMap<String, &RawValue> = serde_json::from_str(json).map_err(fail("an object"))?;
        let mut input = Input::default();
        for (key, value) in parts {
            match key.as_str() {
                "paths" => {
                    input.paths = serde_json::from_str(value.get()).map_err(fail("a list of paths"))?;
                }
                "captures" => input.captures = list(value, place, fail("a list of captures"))?,
                "objects" => input.objects = list(value, place, fail("a list of objects"))?,
                _ => return Err(unknown("kind of input", &key, KEYS).at(place)),
            }
        }
        if input.paths.is_empty() && input.captures.is_empty() && input.objects.is_empty() {
            let message = "expected at least one path, capture or object, found none";
            return Err(Error::new(Code::InvalidRequest, message).at(place));
        }
        Ok(input)
    }
}

fn list<'a>(
    value: &'a RawValue,
    place: &'static str,
    fail: impl Fn(serde_json::Error) -> Error,
) -> Result<Vec<&'a str>, Error> {
    let Documents(items) = serde_json::from_str(value.get()).map_err(fail)?;
    if items.len() > MAX_DOCUMENTS {
        let message = format!("expected at most {MAX_DOCUMENTS} objects in a list of the input, found more");
        return Err(Error::new(Code::TooLarge, message).at(place));
    }
    Ok(items)
}

/// The documents of a list as they are written, one more than there may be at most: the rest is passed over.
struct Documents<'a>(Vec<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for Documents<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Documents(Vec::new()))
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Documents<'a> {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(mut self, mut items: S) -> Result<Self, S::Error> {
        while let Some(item) = items.next_element::<&'de RawValue>()? {
            if self.0.len() <= MAX_DOCUMENTS {
                self.0.push(item.get());
            }
        }
        Ok(self)
    }
}

impl Input<'_> {
    /// Everything that the input holds, by cluster, and what could not be read of it.
    pub fn captures(&self, work: &Work) -> sort::Sorted {
        let piped = Piped { captures: &self.captures, objects: &self.objects };
        sort::captures(&self.paths, self.standard_input, piped, work)
    }

    /// A subject for each cluster, of several captures of one the newest, and what could not become one.
    pub fn subjects(&self, what_if: &WhatIf, work: &Work) -> (Vec<Subject>, Vec<Error>) {
        self.subjects_by(work, |capture| Subject::new(capture, what_if))
    }

    /// The same for a question that is answered as far as can be where no networks were captured.
    pub fn subjects_with_counters(&self, what_if: &WhatIf, work: &Work) -> (Vec<Subject>, Vec<Error>) {
        self.subjects_by(work, |capture| Subject::with_counters(capture, what_if))
    }

    fn subjects_by(
        &self,
        work: &Work,
        subject: impl Fn(&Capture) -> Result<Subject, Error> + Sync,
    ) -> (Vec<Subject>, Vec<Error>) {
        let sort::Sorted { captures, mut errors } = self.captures(work);
        let several = captures.len() > 1;
        let made = work.map(&captures, || (), |(), capture| subject(capture));
        let mut subjects = Vec::with_capacity(captures.len());
        for (capture, subject) in captures.iter().zip(made) {
            match subject {
                Ok(subject) => subjects.push(subject),
                Err(error) => {
                    let tail = super::entry::tail(capture);
                    errors.push(locate(error, &tail.sources, capture.label(), several));
                }
            }
        }
        (newest(subjects), errors)
    }
}
