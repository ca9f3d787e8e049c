//! JSON: the capture of a request, and what `ConvertTo-Json` writes.

mod value;

use super::found::Found;
use super::kind;
use super::raw::{Object, Raw, Section, Sections};
use crate::error::{Code, Error};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use value::{Context, ListSeed, ValueSeed, borrowed};

/// The number of the request format, as it stands in a file.
const SCHEMA: &str = "1";

/// The capture of a request: an object of sections.
pub fn read_request_capture(capture: &RawValue) -> Result<Sections<'_>, Error> {
    let context = Context::default();
    let mut found = parse(capture.get(), SectionsSeed(&context)).map_err(|error| {
        let code = if context.too_large.get() { Code::TooLarge } else { Code::InvalidCapture };
        Error::new(code, sentence(&error)).at(context.path())
    })?;
    found.settle(context.clusters.into_inner());
    Ok(found.into_sections())
}

/// The objects of a JSON file: what `ConvertTo-Json` wrote of one object or several, a capture, a whole
/// request, or the answer to reading a capture; several captures stay apart. `name` is for errors.
pub fn read<'a>(text: &'a str, name: &str) -> Result<Vec<Found<'a>>, Error> {
    let mut file =
        File { text, name, context: Context::default(), loose: Found::default(), captures: Vec::new() };
    let whole: &RawValue = file.part(text, borrowed())?;
    if whole.get().starts_with('[') {
        let documents: Vec<&RawValue> = file.part(whole.get(), borrowed())?;
        documents.into_iter().try_for_each(|document| file.document(document))?;
    } else {
        file.document(whole)?;
    }
    file.loose.settle(file.context.clusters.take());
    let mut found = file.captures;
    if found.is_empty() || file.loose != Found::default() {
        found.push(file.loose);
    }
    Ok(found)
}

fn parse<'a, S: DeserializeSeed<'a>>(text: &'a str, seed: S) -> Result<S::Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// The error without the place, which is told apart from it.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    match error.classify() {
        serde_json::error::Category::Eof => format!("the JSON ends too early: {text}"),
        serde_json::error::Category::Syntax => format!("not well-formed JSON: {text}"),
        _ => text.to_owned(),
    }
}

struct File<'a, 'n> {
    text: &'a str,
    name: &'n str,
    context: Context<'a>,
    /// Objects that stand alone.
    loose: Found<'a>,
    captures: Vec<Found<'a>>,
}

impl<'a> File<'a, '_> {
    /// One object of the file.
    fn document(&mut self, document: &'a RawValue) -> Result<(), Error> {
        if !document.get().starts_with('{') {
            self.loose.stranger("value that is not an object");
            return Ok(());
        }
        let outline = self.part(document.get(), OutlineSeed)?;
        if let Some(capture) = outline.capture {
            if let Some(schema) = outline.schema
                && schema.get() != SCHEMA
            {
                let message = format!("expected schema {SCHEMA}, found {}", schema.get());
                return Err(self.fail(schema.get(), 0, Code::InvalidRequest, message));
            }
            self.sections(capture)
        } else if outline.sections {
            self.sections(document)
        } else {
            let value = self.part(document.get(), ValueSeed::new(&self.context))?;
            self.value(value);
            Ok(())
        }
    }

    fn sections(&mut self, capture: &'a RawValue) -> Result<(), Error> {
        let of_others = self.context.clusters.take();
        let mut found = self.part(capture.get(), SectionsSeed(&self.context))?;
        found.settle(self.context.clusters.replace(of_others));
        self.captures.push(found);
        Ok(())
    }

    fn value(&mut self, value: Raw<'a>) {
        match value {
            Raw::Object(object) => match kind::shape(&object) {
                Some(section) => self.loose.objects.push((section, object)),
                None => self.loose.stranger("object of no known shape"),
            },
            Raw::List(items) => items.into_iter().for_each(|item| self.value(item)),
            _ => self.loose.stranger("value that is not an object"),
        }
    }

    /// Reads a part of the file's text.
    fn part<S: DeserializeSeed<'a>>(&self, part: &'a str, seed: S) -> Result<S::Value, Error> {
        parse(part, seed).map_err(|error| {
            let code = if self.context.too_large.get() { Code::TooLarge } else { Code::UnreadableFile };
            let mut message = sentence(&error);
            if self.context.is_inside() {
                message = format!("{message}, in {}", self.context.path());
            }
            self.fail(part, offset(part, error.line(), error.column()), code, message)
        })
    }

    /// A failure at a byte of a part of the file's text, told as line and column.
    fn fail(&self, part: &str, at: usize, code: Code, message: String) -> Error {
        let start = part.as_ptr().addr() - self.text.as_ptr().addr();
        let (line, column) = super::line_and_column(self.text, start + at);
        Error::new(code, message).at(format!("{}:{line}:{column}", self.name))
    }
}

/// The byte of a line and column as serde_json counts them, the column in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// What an object of a file is, told by its keys alone.
#[derive(Default)]
struct Outline<'a> {
    /// The capture of a request or of an answer.
    capture: Option<&'a RawValue>,
    /// The number of its format.
    schema: Option<&'a RawValue>,
    /// Whether the object itself is a capture.
    sections: bool,
}

struct OutlineSeed;

impl<'a> DeserializeSeed<'a> for OutlineSeed {
    type Value = Outline<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Outline<'a>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for OutlineSeed {
    type Value = Outline<'a>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Outline<'a>, M::Error> {
        let mut outline = Outline::default();
        // An object as PowerShell serialises it may have the key `cluster` too; alone, it is a section.
        let (mut cluster, mut others) = (false, false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "capture" => {
                    outline.capture = Some(map.next_value()?);
                    continue;
                }
                "schema" => {
                    outline.schema = Some(map.next_value()?);
                    continue;
                }
                "cluster" => cluster = true,
                // The answer to reading files has these two beside its capture; alone they are no capture.
                "sources" | "skipped" => {}
                key if Section::from_name(key).is_some() => outline.sections = true,
                _ => others = true,
            }
            map.next_value::<IgnoredAny>()?;
        }
        outline.sections |= cluster && !others;
        Ok(outline)
    }
}

/// `{"networks":[..],"cluster":{..}}`
struct SectionsSeed<'c, 'a>(&'c Context<'a>);

impl<'a> DeserializeSeed<'a> for SectionsSeed<'_, 'a> {
    type Value = Found<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Found<'a>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for SectionsSeed<'_, 'a> {
    type Value = Found<'a>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of sections")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Found<'a>, M::Error> {
        let mut found = Found::default();
        while let Some(key) = map.next_key::<String>()? {
            let Some(section) = Section::from_name(&key) else {
                let known = Section::ALL.map(Section::name).join(", ");
                return Err(M::Error::custom(format!("expected one of the sections {known}, found '{key}'")));
            };
            self.0.enter(section);
            if let Some(objects) = map.next_value_seed(ListSeed(self.0))? {
                found.opened.push(section);
                found.objects.extend(objects.into_iter().map(|object: Object<'a>| (section, object)));
            }
            self.0.leave();
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
