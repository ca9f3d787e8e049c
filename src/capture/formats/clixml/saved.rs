//! A capture that was kept as an object of the module: its property `Json`, or what `Capture` held in version 0.1, becomes
//! the JSON that it was.

use super::{Document, text};
use crate::capture::formats::json;
use crate::capture::raw::Raw;
use crate::error::Error;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};
use std::borrow::Cow;

impl<'a> Document<'a, '_> {
    /// The properties of a saved capture up to their end: the capture is read, its counts and names are passed over.
    pub(super) fn saved(&mut self) -> Result<(), Error> {
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) if matches!(name(&start).as_str(), "Json" | "Capture") => {
                    let capture = match self.json(&start, at)? {
                        Value::String(text) => text,
                        sections => sections.to_string(),
                    };
                    let found = json::saved(&capture, self.meter.budget())
                        .map_err(|error| self.cursor.error_at(at, error))?
                        .into_owned();
                    self.captures.push(found);
                }
                Event::Start(_) => self.skip()?,
                Event::End(_) => return Ok(()),
                _ => {}
            }
        }
    }

    /// The value of an element whose start has been read.
    fn json(&mut self, start: &BytesStart<'a>, at: usize) -> Result<Value, Error> {
        match start.name().as_ref() {
            "Obj" => {
                self.charge(0, at)?;
                self.json_object()
            }
            tag if text::is_scalar(tag) => {
                let content = self.text(at)?;
                self.json_scalar(tag, content, at)
            }
            tag => Err(self.cursor.fail(at, format!("expected a value of a saved capture, found <{tag}>"))),
        }
    }

    fn json_scalar(&self, tag: &str, content: Cow<'a, str>, at: usize) -> Result<Value, Error> {
        let raw: Raw<'a> = text::scalar(tag, content).map_err(|message| self.cursor.fail(at, message))?;
        Ok(serde_json::to_value(raw).unwrap_or_default())
    }

    /// The content of an `Obj` up to its end: its items, its properties, or what it is where it has none.
    fn json_object(&mut self) -> Result<Value, Error> {
        let mut value = None;
        let mut properties = Map::new();
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) => match start.name().as_ref() {
                    "MS" | "Props" => self.json_properties(&mut properties)?,
                    "LST" | "IE" => value = Some(Value::Array(self.json_list()?)),
                    "TN" | "TNRef" | "ToString" => self.skip()?,
                    _ => value = Some(self.json(&start, at)?),
                },
                Event::Empty(start) => match start.name().as_ref() {
                    "LST" | "IE" => value = Some(Value::Array(Vec::new())),
                    tag if text::is_scalar(tag) => {
                        value = Some(self.json_scalar(tag, Cow::Borrowed(""), at)?)
                    }
                    _ => {}
                },
                Event::End(_) => return Ok(value.unwrap_or(Value::Object(properties))),
                _ => {}
            }
        }
    }

    fn json_properties(&mut self, properties: &mut Map<String, Value>) -> Result<(), Error> {
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) => {
                    let value = self.json(&start, at)?;
                    properties.insert(name(&start), value);
                }
                Event::Empty(start) => {
                    let value = self.json_empty(&start, at)?;
                    properties.insert(name(&start), value);
                }
                Event::End(_) => return Ok(()),
                _ => {}
            }
        }
    }

    fn json_list(&mut self) -> Result<Vec<Value>, Error> {
        let mut items = Vec::new();
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) => items.push(self.json(&start, at)?),
                Event::Empty(start) => items.push(self.json_empty(&start, at)?),
                Event::End(_) => return Ok(items),
                _ => {}
            }
        }
    }

    /// The value of an element without content.
    fn json_empty(&self, start: &BytesStart<'a>, at: usize) -> Result<Value, Error> {
        self.charge(0, at)?;
        match start.name().as_ref() {
            "Obj" => Ok(Value::Object(Map::new())),
            tag if text::is_scalar(tag) => self.json_scalar(tag, Cow::Borrowed(""), at),
            tag => Err(self.cursor.fail(at, format!("expected a value of a saved capture, found <{tag}>"))),
        }
    }
}

/// The attribute `N`, the name of a property.
fn name(start: &BytesStart<'_>) -> String {
    let mut attributes = start.attributes();
    let mut found = attributes.with_checks(false).flatten().filter(|attribute| attribute.key.as_ref() == "N");
    found.next().map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}
