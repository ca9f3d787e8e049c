//! JSON: captures, the requests and answers that hold captures, loose objects as a request has them, and what
//! `ConvertTo-Json` writes.

mod lines;
mod loose;
mod origin;
mod value;

use super::{Format, Head, console};
use crate::capture::budget::Budget;
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::{Found, section_of};
use crate::capture::line_and_column;
use crate::capture::origin::Origin;
use crate::capture::raw::{Object, Raw};
use crate::capture::reading::{Reading, Source};
use crate::error::{Code, Error};
use crate::nearest::nearest;
use crate::schema::{ObjectKind, Section};
use lines::Line;
pub use loose::objects;
use origin::{Old, OldSource, Wire, WireContradiction, WireNotRead};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::sync::Arc;
use value::{Context, DocumentsSeed, ListSeed, ValueSeed, borrowed};

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "JSON",
    extensions: &["json", "txt"],
    recognises: |head: &Head<'_>| {
        let is_json = head.text.starts_with('{') || opens_a_list(head.text) || lines::opens(head.text);
        is_json && !console::opens_with_prompt(head.text)
    },
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| {
        let bytes = source.bytes()?;
        let text = encoding::decode(&bytes, &source.name)?;
        let found = read_within(&text, &source.name, &reading.budget)?;
        Ok(reading.add_all(&source, Some(Content::of(&bytes)), found))
    },
};

/// Whether a text starts with a list of JSON, and not with a word in brackets, as lines of a log do.
fn opens_a_list(text: &str) -> bool {
    let first = text.strip_prefix('[').map(|rest| rest.trim_start().chars().next());
    first.is_some_and(|first| first.is_none_or(|first| matches!(first, '{' | '[' | '"' | ']')))
}

/// The numbers of the formats of requests and answers that are read, as they stand in a file.
const SCHEMAS: [&str; 2] = ["1", "2"];

/// A capture of a request: an object of sections. Errors have the path in it, which starts with `capture`.
pub fn capture(text: &str) -> Result<Found<'_>, Error> {
    capture_within(text, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn capture_within<'a>(text: &'a str, budget: &Arc<Budget>) -> Result<Found<'a>, Error> {
    let context = Context::new(budget);
    let mut found = parse(text, SectionsSeed(&context)).map_err(|error| invalid(&context, &error))?;
    found.give_nested_their_sections(context.clusters.into_inner());
    found.capture.get_or_insert_default();
    Ok(found)
}

/// A capture that the module gave as an object and somebody kept, of which this is what it holds.
pub fn saved<'a>(text: &'a str, budget: &Arc<Budget>) -> Result<Found<'a>, Error> {
    capture_within(text, budget).map_err(|mut error| {
        let place = error.path.take().unwrap_or_default();
        if error.code != Code::TooLarge {
            error.code = Code::UnreadableFile;
        }
        // Objects that are cut off are texts.
        let was_cut = error.message.starts_with("invalid type: string");
        let hint = if was_cut { "; ConvertTo-Json keeps a capture whole with -Depth 9" } else { "" };
        error.message = format!("{}, in {place}{hint}", error.message);
        error
    })
}

fn invalid(context: &Context<'_>, error: &serde_json::Error) -> Error {
    let code = if context.too_large.get() { Code::TooLarge } else { Code::InvalidCapture };
    Error::new(code, sentence(error)).at(context.path())
}

/// The objects of a JSON file: what `ConvertTo-Json` wrote of one object or several, captures, a request or the answer
/// to reading captures; several captures stay apart. `name` is for errors.
pub fn read<'a>(text: &'a str, name: &str) -> Result<Vec<Found<'a>>, Error> {
    read_within(text, name, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn read_within<'a>(text: &'a str, name: &str, budget: &Arc<Budget>) -> Result<Vec<Found<'a>>, Error> {
    let context = Context::new(budget);
    let mut file = File { text, name, context, loose: Found::default(), captures: Vec::new(), section: None };
    match lines::of(text) {
        Some(lines) => file.lines(lines)?,
        None => {
            let whole: &RawValue = file.part(text, borrowed())?;
            file.documents(whole)?;
        }
    }
    file.loose.give_nested_their_sections(file.context.clusters.take());
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
    /// What a line above says that the objects are.
    section: Option<Section>,
}

impl<'a> File<'a, '_> {
    /// One object of the file, or a list of them.
    fn documents(&mut self, whole: &'a RawValue) -> Result<(), Error> {
        if whole.get().starts_with('[') {
            let documents = self.part(whole.get(), DocumentsSeed(&self.context))?;
            return documents.into_iter().try_for_each(|document| self.document(document));
        }
        self.document(whole)
    }

    /// A value a line, each of the section that stands above it where its properties do not tell.
    fn lines(&mut self, lines: Vec<Line<'a>>) -> Result<(), Error> {
        for line in lines {
            match line {
                Line::Section(section) => self.section = section,
                Line::Json(line) => {
                    let value: &RawValue = self.part(line, borrowed())?;
                    self.documents(value)?;
                }
            }
        }
        Ok(())
    }

    fn document(&mut self, document: &'a RawValue) -> Result<(), Error> {
        if !document.get().starts_with('{') {
            self.loose.count_unread("value that is not an object");
            return Ok(());
        }
        let outline = self.part(document.get(), OutlineSeed)?;
        let is_frame = outline.capture.is_some() || outline.captures.is_some() || outline.answers.is_some();
        if let Some(schema) = outline.schema.filter(|_| is_frame)
            && !SCHEMAS.contains(&schema.get())
        {
            let message = format!("expected schema {}, found {}", SCHEMAS.join(" or "), schema.get());
            return Err(self.fail(schema.get(), 0, Code::InvalidRequest, message));
        }
        if let Some(capture) = outline.capture {
            let mut origin = Origin::default();
            if let Some(sources) = outline.sources {
                self.part(sources.get(), borrowed::<Old<OldSource>>())?.put_into(&mut origin);
            }
            if let Some(skipped) = outline.skipped {
                self.part(skipped.get(), borrowed::<Old<WireNotRead>>())?.put_into(&mut origin);
            }
            self.sections(capture, Some(origin))
        } else if let Some(captures) = outline.captures {
            let captures = self.part(captures.get(), DocumentsSeed(&self.context))?;
            captures.into_iter().try_for_each(|capture| self.sections(capture, Some(Origin::default())))
        } else if let Some(answers) = outline.answers {
            let answers = self.part(answers.get(), DocumentsSeed(&self.context))?;
            answers.into_iter().try_for_each(|answer| match self.part(answer.get(), OutlineSeed)?.capture {
                Some(capture) => self.sections(capture, Some(Origin::default())),
                None => {
                    let message = "expected the answers of read_capture, found those of another question";
                    Err(self.fail(answer.get(), 0, Code::UnreadableFile, message.to_owned()))
                }
            })
        } else if let Some(saved) = outline.saved {
            let fail = |error: Error| self.fail(saved.get(), 0, error.code, error.message);
            let budget = self.context.budget();
            let found = if saved.get().starts_with('{') {
                self::saved(saved.get(), &budget).map_err(fail)?
            } else {
                let text: String = self.part(saved.get(), borrowed())?;
                self::saved(&text, &budget).map_err(fail)?.into_owned()
            };
            self.captures.push(found);
            Ok(())
        } else if outline.sections {
            self.sections(document, None)
        } else {
            let value = self.part(document.get(), ValueSeed::new(&self.context))?;
            self.value(value);
            Ok(())
        }
    }

    /// A capture, or a part of one when it does not say where it comes from.
    fn sections(&mut self, capture: &'a RawValue, origin: Option<Origin>) -> Result<(), Error> {
        let of_others = self.context.clusters.take();
        let mut found = self.part(capture.get(), SectionsSeed(&self.context))?;
        found.give_nested_their_sections(self.context.clusters.replace(of_others));
        found.capture = match (found.capture.take(), origin) {
            (Some(inside), Some(outside)) => Some(Origin {
                sources: [outside.sources, inside.sources].concat(),
                read_as: [outside.read_as, inside.read_as].concat(),
                not_read: [outside.not_read, inside.not_read].concat(),
                ..inside
            }),
            (inside, outside) => inside.or(outside),
        };
        self.captures.push(found);
        Ok(())
    }

    fn value(&mut self, value: Raw<'a>) {
        match value {
            Raw::Object(object) => {
                let kind = ObjectKind::Anything;
                let named = self.section.filter(|_| section_of(&kind, &object).is_err());
                self.loose.add(&named.map_or(kind, ObjectKind::Section), object);
            }
            Raw::List(items) => items.into_iter().for_each(|item| self.value(item)),
            _ => self.loose.count_unread("value that is not an object"),
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
        let (line, column) = line_and_column(self.text, start + at);
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
    /// The capture of a request or of an answer of schema 1, or of one entry of an answer.
    capture: Option<&'a RawValue>,
    /// The capture of an object that the module gave.
    saved: Option<&'a RawValue>,
    /// The captures of a request.
    captures: Option<&'a RawValue>,
    /// The entries of an answer.
    answers: Option<&'a RawValue>,
    /// The number of its format.
    schema: Option<&'a RawValue>,
    /// What an answer of schema 1 has beside its capture.
    sources: Option<&'a RawValue>,
    skipped: Option<&'a RawValue>,
    /// Whether the object itself is a capture.
    sections: bool,
}

/// Whether a value can be the sections of a capture, or the JSON of them as text.
fn is_sections(json: &str) -> bool {
    json.starts_with('{') || json.starts_with("\"{")
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
                "capture" => outline.capture = Some(map.next_value()?),
                "Json" | "Capture" => {
                    let value: &RawValue = map.next_value()?;
                    // Anything may have a property of that name. The text is whole, objects can be cut off.
                    let found = Some(value).filter(|value| is_sections(value.get()));
                    outline.saved =
                        if key == "Json" { found.or(outline.saved) } else { outline.saved.or(found) };
                    others = true;
                }
                "schema" => outline.schema = Some(map.next_value()?),
                "answers" => outline.answers = Some(map.next_value()?),
                "input" => {
                    let input: Input<'_> = map.next_value()?;
                    outline.captures = input.captures;
                }
                "sources" => outline.sources = Some(map.next_value()?),
                "skipped" => outline.skipped = Some(map.next_value()?),
                key => {
                    cluster |= key == "cluster";
                    outline.sections |= key != "cluster" && Section::from_name(key).is_some();
                    others |= Section::from_name(key).is_none() && key != ORIGIN;
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        outline.sections |= cluster && !others;
        Ok(outline)
    }
}

/// The input of a request, of which a file is read for its captures.
#[derive(Deserialize)]
struct Input<'a> {
    #[serde(borrow)]
    captures: Option<&'a RawValue>,
}

/// `{"networks":[..],"cluster":{..},"origin":{..}}`
struct SectionsSeed<'c, 'a>(&'c Context<'a>);

/// The key of a capture that tells where it comes from.
const ORIGIN: &str = "origin";

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
        self.0.charge_bytes(size_of_val(&found) as u64)?;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                ORIGIN => {
                    let origin: Option<Wire> = map.next_value()?;
                    found.capture = Some(origin.unwrap_or_default().into_origin());
                    continue;
                }
                // Sections of schema 1.
                "sources" => {
                    map.next_value::<Old<OldSource>>()?.put_into(found.capture.get_or_insert_default());
                    continue;
                }
                "skipped" => {
                    map.next_value::<Old<WireNotRead>>()?.put_into(found.capture.get_or_insert_default());
                    continue;
                }
                "disagreements" => {
                    map.next_value::<Old<WireContradiction>>()?
                        .put_into(found.capture.get_or_insert_default());
                    continue;
                }
                _ => {}
            }
            let Some(section) = Section::from_name(&key) else {
                let known = Section::ALL.map(Section::name);
                let meant = nearest(&key, known).map(|meant| format!(", did you mean {meant}?"));
                let (known, meant) = (known.join(", "), meant.unwrap_or_default());
                return Err(M::Error::custom(format!(
                    "expected one of the sections {known}, found '{key}'{meant}"
                )));
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
