//! "Which sections and properties are read": the table itself, for callers that collect or serialise objects.

use super::answers::{Answers, Reply};
use super::request::{NoOptions, Request};
use crate::error::Error;
use crate::schema::{Column, Kind, Row, Scope, Section};
use serde::Serialize;

/// The name of the question.
pub const NAME: &str = "schema";

/// It has no options.
pub const OPTIONS: &[&str] = &[];

/// The table.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// In the order of a capture, then the lists of a host, then what is nested in an object.
    pub sections: Vec<SectionEntry>,
}

/// One section.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct SectionEntry {
    /// Its name in a capture.
    pub name: &'static str,
    /// The command that fills it; empty where none does.
    pub cmdlet: &'static str,
    /// Type names of its objects: of .NET whole, of CIM and WMI the class alone.
    pub types: &'static [&'static str],
    /// `cluster`: a list of the capture; `host`: a list in the object of a host; `nested`: inside other objects.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = ["cluster", "host", "nested"])))]
    pub scope: &'static str,
    /// What is read of its objects; everything else is ignored.
    pub properties: Vec<PropertyEntry>,
}

/// One property.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct PropertyEntry {
    /// Its name; case does not matter.
    pub name: &'static str,
    /// Other names that stand for it.
    pub also: Vec<&'static str>,
    /// `number`, `flag`, `text`, `words` (an enum), `list`, `speed`, `reference` or `nested`.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = ["number", "flag", "text", "words", "list", "speed", "reference", "nested"])))]
    pub kind: &'static str,
    /// The section of what it refers to or holds; null for a value.
    pub of: Option<&'static str>,
    /// Bits per second for a speed; null for what has no unit.
    pub unit: Option<&'static str>,
    /// What it becomes, or what else it is for.
    pub becomes: &'static str,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<NoOptions, Answer>(NAME, false)
}

/// Request bytes to answer bytes; the request has no input.
pub fn ask(request: &[u8]) -> Reply {
    let read = || -> Result<NoOptions, Error> { Request::read(request)?.without_input()?.options(OPTIONS) };
    let mut answers = Answers::new(NAME);
    match read() {
        Ok(NoOptions {}) => answers.answers.push(answer()),
        Err(error) => answers.errors.push(error),
    }
    answers.reply()
}

/// The table.
pub fn answer() -> Answer {
    Answer { sections: Section::rows().iter().map(section).collect() }
}

fn section(row: &Row) -> SectionEntry {
    SectionEntry {
        name: row.name,
        cmdlet: row.cmdlet,
        types: row.types,
        scope: match row.scope {
            Scope::Cluster => "cluster",
            Scope::Host => "host",
            Scope::Nested => "nested",
        },
        properties: row.columns.iter().map(property).collect(),
    }
}

fn property(column: &Column) -> PropertyEntry {
    let (kind, of) = match column.kind {
        Kind::Number => ("number", None),
        Kind::Flag => ("flag", None),
        Kind::Text => ("text", None),
        Kind::Words(_) => ("words", None),
        Kind::List => ("list", None),
        Kind::Speed => ("speed", None),
        Kind::Reference(section) => ("reference", Some(section.name())),
        Kind::Nested(section) => ("nested", Some(section.name())),
    };
    PropertyEntry {
        name: column.property.spelling(),
        also: column.also.iter().map(|property| property.spelling()).collect(),
        kind,
        of,
        unit: (column.kind == Kind::Speed).then_some("bits per second"),
        becomes: column.becomes,
    }
}
