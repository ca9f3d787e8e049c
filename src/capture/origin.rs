//! Where a capture comes from: its files, what was not read of them, and where they contradict each other.

use super::content::Content;
use crate::error::{place, sentence};
use crate::schema::{Property, Section};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::sync::Arc;

/// Where a capture comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// What to call the capture where it does not name its cluster: the file it was read from.
    pub name: Option<String>,
    /// When it was taken, as it was written there.
    pub captured_at: Option<String>,
    /// The files that gave something, in the order in which they were read.
    pub sources: Vec<Source>,
    /// How files were read, where that is not as usual.
    pub read_as: Vec<ReadAs>,
    /// The files that gave nothing, or less than they hold.
    pub not_read: Vec<NotRead>,
    /// Where two sources tell different things of one object.
    pub contradictions: Vec<Contradiction>,
}

/// One file that gave something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The file; inside an archive, the archive and the path in it.
    pub file: String,
    /// How many objects it gave to which section.
    #[serde(serialize_with = "counts")]
    pub sections: Vec<(Section, usize)>,
    /// How many bytes it has, inside an archive unpacked; `None` where it is not known.
    pub bytes: Option<u64>,
    /// As `Get-FileHash` prints it, in lower case; `None` where it is not known.
    pub sha256: Option<String>,
}

impl Source {
    /// A file that gave nothing yet.
    pub fn new(file: &str, content: Option<&Content>) -> Self {
        Self {
            file: file.to_owned(),
            sections: Vec::new(),
            bytes: content.map(|content| content.bytes),
            sha256: content.map(|content| content.sha256.clone()),
        }
    }
}

/// How one file was read, where that is not as usual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadAs {
    /// The file.
    pub file: Arc<str>,
    /// How, one sentence.
    pub how: Arc<str>,
}

impl ReadAs {
    /// A file with what is to be said, cut as that of [`NotRead`] is.
    pub fn new(file: impl Into<String>, how: impl Into<String>) -> Self {
        let NotRead { file, reason } = NotRead::new(file, how);
        Self { file, how: reason }
    }
}

/// One file that gave nothing, or less than it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotRead {
    /// The file.
    pub file: Arc<str>,
    /// Why, one sentence.
    pub reason: Arc<str>,
}

impl NotRead {
    /// A file with the reason, neither longer than that of an error. Every capture that it was meant for has it, so the
    /// texts are shared.
    pub fn new(file: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: place(file).into(), reason: sentence(reason).into() }
    }
}

/// Two sources that tell different things of one object; the first is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Of one property.
    Values(Values),
    /// As captures of schema 1 have it, a sentence that was made when they were read.
    Sentence {
        /// Where the object is.
        place: String,
        /// What contradicts what.
        message: String,
    },
}

/// Two values of one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// The section.
    pub section: Section,
    /// The object's name.
    pub object: String,
    /// The property.
    pub property: Property,
    /// The value that was kept.
    pub kept: Claim,
    /// The value that was not.
    pub other: Claim,
}

/// A value, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// As JSON.
    pub value: String,
    /// The file; empty for objects from a pipe.
    pub file: String,
}

fn counts<S: Serializer>(sections: &[(Section, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(sections.iter().map(|(section, count)| (section.name(), count)))
}

impl Serialize for Contradiction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Contradiction::Values(values) => {
                map.serialize_entry("section", values.section.name())?;
                map.serialize_entry("object", &values.object)?;
                map.serialize_entry("property", values.property.spelling())?;
                map.serialize_entry("kept", &values.kept.value)?;
                map.serialize_entry("kept_file", &values.kept.file)?;
                map.serialize_entry("other", &values.other.value)?;
                map.serialize_entry("other_file", &values.other.file)?;
            }
            Contradiction::Sentence { place, message } => {
                map.serialize_entry("place", place)?;
                map.serialize_entry("message", message)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_note_is_as_long_as_its_input() {
        let note = NotRead::new("x".repeat(400_000), "é\u{1b}".repeat(400_000));
        assert_eq!(note.file.len(), 4010);
        assert_eq!(note.reason.chars().count(), 4010);
        assert!(note.reason.starts_with("é\\u{1b}é"), "{}", note.reason);
    }
}
