//! The origin of a capture as JSON has it: of schema 2 under `origin`, of schema 1 in sections of its own.

use crate::capture::origin::{Claim, Contradiction, NotRead, Origin, ReadAs, Source, Values};
use crate::schema::{Property, Section};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The origin of a capture of schema 2.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Wire {
    name: Option<String>,
    captured_at: Option<String>,
    #[serde(deserialize_with = "one_or_many")]
    sources: Vec<WireSource>,
    #[serde(deserialize_with = "one_or_many")]
    read_as: Vec<WireReadAs>,
    #[serde(deserialize_with = "one_or_many")]
    not_read: Vec<WireNotRead>,
    #[serde(deserialize_with = "one_or_many")]
    contradictions: Vec<WireContradiction>,
}

#[derive(Deserialize)]
struct WireSource {
    file: String,
    #[serde(default)]
    sections: BTreeMap<String, usize>,
    #[serde(default)]
    bytes: Option<u64>,
    #[serde(default)]
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct WireReadAs {
    #[serde(alias = "File")]
    file: String,
    #[serde(alias = "How")]
    how: String,
}

#[derive(Deserialize)]
pub(super) struct WireNotRead {
    #[serde(alias = "File")]
    file: String,
    #[serde(alias = "Reason")]
    reason: String,
}

/// Which file gave how much to a section, in a capture of schema 1.
#[derive(Deserialize)]
pub(super) struct OldSource {
    #[serde(alias = "Section")]
    section: String,
    #[serde(alias = "File")]
    file: String,
    #[serde(alias = "Count")]
    count: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum WireContradiction {
    Values {
        section: String,
        object: String,
        property: String,
        kept: String,
        kept_file: String,
        other: String,
        other_file: String,
    },
    Sentence {
        #[serde(alias = "Place")]
        place: String,
        #[serde(alias = "Message")]
        message: String,
    },
}

/// An array of one may have become the one.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
    Null,
}

pub(super) fn one_or_many<'d, D: Deserializer<'d>, T: Deserialize<'d>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::Many(all) => all,
        OneOrMany::One(one) => vec![one],
        OneOrMany::Null => Vec::new(),
    })
}

/// A list of schema 1.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Old<T: for<'t> Deserialize<'t>>(#[serde(deserialize_with = "one_or_many")] Vec<T>);

impl Wire {
    pub(super) fn into_origin(self) -> Origin {
        let Self { name, captured_at, sources, read_as, not_read, contradictions } = self;
        let sections = |counts: BTreeMap<String, usize>| {
            let known = |section: Section| Some((section, *counts.get(section.name())?));
            Section::ALL.into_iter().filter_map(known).collect()
        };
        let source = |source: WireSource| Source {
            file: source.file,
            sections: sections(source.sections),
            bytes: source.bytes,
            sha256: source.sha256,
        };
        Origin {
            name,
            captured_at,
            sources: sources.into_iter().map(source).collect(),
            read_as: read_as.into_iter().map(|one| ReadAs::new(one.file, one.how)).collect(),
            not_read: not_read.into_iter().map(WireNotRead::into_not_read).collect(),
            contradictions: contradictions
                .into_iter()
                .filter_map(WireContradiction::into_contradiction)
                .collect(),
        }
    }
}

impl WireNotRead {
    fn into_not_read(self) -> NotRead {
        NotRead::new(self.file, self.reason)
    }
}

impl WireContradiction {
    /// One about a section or a property that this version does not know is about nothing that is read.
    fn into_contradiction(self) -> Option<Contradiction> {
        Some(match self {
            Self::Values { section, object, property, kept, kept_file, other, other_file } => {
                Contradiction::Values(Values {
                    section: Section::from_name(&section)?,
                    object,
                    property: Property::find(&property)?,
                    kept: Claim { value: kept, file: kept_file },
                    other: Claim { value: other, file: other_file },
                })
            }
            Self::Sentence { place, message } => Contradiction::Sentence { place, message },
        })
    }
}

impl Old<OldSource> {
    /// The files, each once, with what they gave.
    pub(super) fn put_into(self, origin: &mut Origin) {
        for OldSource { section, file, count } in self.0 {
            let Some(section) = Section::from_name(&section) else { continue };
            match origin.sources.iter_mut().find(|source| source.file == file) {
                Some(source) => source.sections.push((section, count)),
                None => origin
                    .sources
                    .push(Source { sections: vec![(section, count)], ..Source::new(&file, None) }),
            }
        }
    }
}

impl Old<WireNotRead> {
    pub(super) fn put_into(self, origin: &mut Origin) {
        origin.not_read.extend(self.0.into_iter().map(WireNotRead::into_not_read));
    }
}

impl Old<WireContradiction> {
    pub(super) fn put_into(self, origin: &mut Origin) {
        origin.contradictions.extend(self.0.into_iter().filter_map(WireContradiction::into_contradiction));
    }
}
