//! Captures without anybody's names: what names, addresses and ids are in them is replaced, the same everywhere in one
//! call, so that a capture can be shown to others. Metrics, roles, states, speeds and the [words that rules look
//! for](crate::model::telling_words) stay, and names keep their order, so that questions get the same answers.
//!
//! Whatever is not known to say nothing of anybody is replaced: what is kept is listed here, not what is taken out.

mod addresses;
mod guids;
mod names;
mod texts;

use super::Capture;
use super::origin::{Claim, Contradiction, NotRead, Origin, ReadAs, Source, Values};
use super::raw::{Object, Raw, Sections};
use crate::error::Error;
use crate::schema::{Kind, Property, Section};
use addresses::Addresses;
use guids::Guids;
use names::{Name, Names};
use serde_json::Value;
use std::borrow::Cow;

/// The same captures, and what could not be read, without names. Everything is gone through twice: first to know what
/// there is, then to replace it.
pub fn anonymize(captures: &[Capture], errors: &[Error]) -> (Vec<Capture>, Vec<Error>) {
    let mut anonymizer = Anonymizer::default();
    anonymizer.all(captures, errors);
    anonymizer.settle();
    anonymizer.all(captures, errors)
}

/// What is replaced by what.
#[derive(Default)]
struct Anonymizer {
    names: Names,
    addresses: Addresses,
    guids: Guids,
}

impl Anonymizer {
    fn settle(&mut self) {
        self.names.settle();
        self.addresses.settle();
        self.guids.settle();
    }

    fn all(&mut self, captures: &[Capture], errors: &[Error]) -> (Vec<Capture>, Vec<Error>) {
        let captures = captures.iter().map(|capture| self.capture(capture)).collect();
        (captures, errors.iter().map(|error| self.error(error)).collect())
    }

    fn capture(&mut self, capture: &Capture) -> Capture {
        let mut sections = Sections::default();
        for (section, objects) in capture.sections.present() {
            let objects = objects.iter().map(|object| self.object(section, object));
            *sections.open(section) = objects.collect();
        }
        Capture { sections, origin: self.origin(&capture.origin) }
    }

    fn object(&mut self, section: Section, object: &Object<'_>) -> Object<'static> {
        let fields = object.fields.iter();
        Object { fields: fields.map(|(name, value)| (*name, self.value(section, *name, value))).collect() }
    }

    fn value(&mut self, section: Section, property: Property, value: &Raw<'_>) -> Raw<'static> {
        match value {
            Raw::Text(text) => Raw::Text(Cow::Owned(self.text(section, property, text))),
            Raw::List(items) => {
                Raw::List(items.iter().map(|item| self.value(section, property, item)).collect())
            }
            Raw::Object(object) => {
                let fields = object.fields.iter().map(|(name, value)| {
                    let (section, of) = place(section, property, *name);
                    (*name, self.value(section, of, value))
                });
                Raw::Object(Object { fields: fields.collect() })
            }
            Raw::Null => Raw::Null,
            Raw::Bool(flag) => Raw::Bool(*flag),
            Raw::Int(number) => Raw::Int(*number),
            Raw::Float(number) => Raw::Float(*number),
        }
    }

    /// Hashes go as well: whoever has the file could recognise it.
    fn origin(&mut self, origin: &Origin) -> Origin {
        let sources = origin.sources.iter().map(|source| Source {
            file: self.file(&source.file),
            sections: source.sections.clone(),
            bytes: None,
            sha256: None,
        });
        let sources = sources.collect();
        let not_read = origin.not_read.iter();
        let not_read = not_read.map(|one| NotRead::new(self.file(&one.file), self.sentence(&one.reason)));
        let not_read = not_read.collect();
        let read_as = origin.read_as.iter();
        let read_as = read_as.map(|one| ReadAs::new(self.file(&one.file), self.sentence(&one.how))).collect();
        let contradictions = origin.contradictions.iter().map(|one| self.contradiction(one)).collect();
        Origin {
            name: origin.name.as_deref().map(|name| self.file(name)),
            captured_at: origin.captured_at.as_deref().map(|time| self.time(time)),
            sources,
            read_as,
            not_read,
            contradictions,
        }
    }

    fn contradiction(&mut self, contradiction: &Contradiction) -> Contradiction {
        match contradiction {
            Contradiction::Values(values) => {
                let (section, property) = (values.section, values.property);
                Contradiction::Values(Values {
                    section,
                    object: self.name(Name::Text, &values.object),
                    property,
                    kept: self.claim(section, property, &values.kept),
                    other: self.claim(section, property, &values.other),
                })
            }
            Contradiction::Sentence { place, message } => {
                Contradiction::Sentence { place: self.place(place), message: self.sentence(message) }
            }
        }
    }

    fn claim(&mut self, section: Section, property: Property, claim: &Claim) -> Claim {
        let value = match serde_json::from_str(&claim.value) {
            Ok(value) => self.json(section, property, value).to_string(),
            // Cut, since it was long.
            Err(_) => self.name(Name::Text, &claim.value),
        };
        Claim { value, file: self.file(&claim.file) }
    }

    fn json(&mut self, section: Section, property: Property, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(section, property, &text)),
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.json(section, property, item)).collect())
            }
            Value::Object(fields) => {
                let known = fields.into_iter().filter_map(|(name, value)| {
                    let (section, of) = place(section, property, Property::find(&name)?);
                    Some((name, self.json(section, of, value)))
                });
                Value::Object(known.collect())
            }
            other => other,
        }
    }

    fn error(&mut self, error: &Error) -> Error {
        let message = self.sentence(&error.message);
        let shown = Error::new(error.code, message);
        match &error.path {
            Some(path) => shown.at(self.file(path)),
            None => shown,
        }
    }

    fn name(&mut self, kind: Name, text: &str) -> String {
        self.names.replace(kind, text)
    }
}

/// Where the inner property of an object is in the table: in the section that the object is of, else it is a part of
/// the value, as the number of an enum is.
fn place(section: Section, property: Property, inner: Property) -> (Section, Property) {
    let of = section.column(property).map(|column| column.kind);
    match of {
        Some(Kind::Nested(of) | Kind::Reference(of)) if of.column(inner).is_some() => (of, inner),
        _ => (section, property),
    }
}
