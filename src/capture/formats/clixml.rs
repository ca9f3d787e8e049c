//! `Export-Clixml` files, after [MS-PSRP] section 2.2.5 "Serialization of Objects".
//!
//! One pass over the pull parser; properties that nobody asks for are walked over, not built.
//!
//! [MS-PSRP]: https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/602ee78e-9a19-45ad-90fa-bb132b7cecec

mod attributes;
mod cursor;
mod references;
mod saved;
mod text;

use super::{Format, Head};
use crate::capture::budget::{Budget, Meter};
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::{Found, nested};
use crate::capture::raw::{Object, Raw};
use crate::capture::reading::{Reading, Source};
use crate::error::{Code, Error};
use crate::schema::{ObjectKind, Property};
use cursor::Cursor;
use quick_xml::events::{BytesStart, Event};
use references::{ById, Referred};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "CliXml",
    extensions: &["xml", "clixml"],
    recognises: |head: &Head<'_>| {
        let mut start = head.text.chars();
        let is_mark = |sign: char| sign.is_ascii_alphabetic() || matches!(sign, '?' | '!');
        start.next() == Some('<') && start.next().is_none_or(is_mark)
    },
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| {
        let bytes = source.bytes()?;
        let text = encoding::decode(&bytes, &source.name)?;
        let found = documents(&text, &source.name, &reading.budget)?;
        Ok(reading.add_all(&source, Some(Content::of(&bytes)), found))
    },
};

/// The objects of a CliXml document; `name` is for errors.
pub fn read<'a>(text: &'a str, name: &str) -> Result<Found<'a>, Error> {
    read_within(text, name, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn read_within<'a>(text: &'a str, name: &str, budget: &Arc<Budget>) -> Result<Found<'a>, Error> {
    Ok(documents(text, name, budget)?.pop().unwrap_or_default())
}

/// The captures of the module that a CliXml document holds, each apart, then its objects if there are any.
fn documents<'a>(text: &'a str, name: &str, budget: &Arc<Budget>) -> Result<Vec<Found<'a>>, Error> {
    let mut document = Document::new(text, name, budget);
    match document.open()? {
        Opened::Objects => document.top_level()?,
        Opened::Empty => return Ok(vec![Found::nothing("holds no objects")]),
        Opened::Other(reason) => return Ok(vec![Found::nothing(reason)]),
    }
    document.close()?;
    document.found.give_nested_their_sections(document.clusters);
    let mut found = document.captures;
    if found.is_empty() || document.found != Found::default() {
        found.push(document.found);
    }
    Ok(found)
}

/// The objects of a document that is known to hold rows of one command, whatever their type.
///
/// `Export-Clixml` of a command that found nothing is a document without objects: an empty list.
pub fn rows<'a>(text: &'a str, name: &str, budget: &Arc<Budget>) -> Result<Vec<Object<'a>>, Error> {
    let mut document = Document::new(text, name, budget);
    document.rows = Some(Vec::new());
    match document.open()? {
        Opened::Objects => document.top_level()?,
        Opened::Empty => {}
        Opened::Other(reason) => return Err(Error::new(Code::UnreadableFile, reason).at(name)),
    }
    document.close()?;
    Ok(document.rows.unwrap_or_default())
}

/// What the root element of a document is.
enum Opened {
    /// `<Objs>`, which has been entered.
    Objects,
    /// `<Objs />`.
    Empty,
    /// This is not CliXml, and why.
    Other(String),
}

struct Document<'a, 'n> {
    cursor: Cursor<'a, 'n>,
    /// Type names by the `RefId` of their `TN`.
    types: ById<Rc<ObjectKind>>,
    /// Where objects start, by their `RefId`: few are referred to, so one is read again when it is.
    places: ById<usize>,
    /// Objects that have been referred to, by their `RefId`.
    referred: HashMap<u64, Referred<'a>>,
    meter: Meter,
    /// Nested `Cluster` objects, which their owners name.
    clusters: Vec<Object<'a>>,
    found: Found<'a>,
    /// Captures that were kept as objects of the module.
    captures: Vec<Found<'a>>,
    /// Where the objects of the document go when their types do not matter.
    rows: Option<Vec<Object<'a>>>,
}

/// What an `Obj` turned out to be.
struct Parsed<'a> {
    /// Without type names, or where they do not matter: none.
    kind: Option<Rc<ObjectKind>>,
    value: Raw<'a>,
}

impl<'a, 'n> Document<'a, 'n> {
    fn new(text: &'a str, name: &'n str, budget: &Arc<Budget>) -> Self {
        Self {
            cursor: Cursor::new(text, name),
            types: ById::default(),
            places: ById::default(),
            referred: HashMap::new(),
            meter: Meter::new(budget),
            clusters: Vec::new(),
            found: Found::default(),
            captures: Vec::new(),
            rows: None,
        }
    }

    /// Enters the root element, or says why this is not a CliXml document.
    fn open(&mut self) -> Result<Opened, Error> {
        loop {
            match self.cursor.next()? {
                Event::Start(start) if start.name().as_ref() == "Objs" => return Ok(Opened::Objects),
                Event::Empty(start) if start.name().as_ref() == "Objs" => return Ok(Opened::Empty),
                Event::Start(start) | Event::Empty(start) => {
                    let reason =
                        format!("expected the <Objs> of Export-Clixml, found <{}>", start.name().as_ref());
                    return Ok(Opened::Other(reason));
                }
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                _ => return Ok(Opened::Other("expected the <Objs> of Export-Clixml, found text".to_owned())),
            }
        }
    }

    /// Nothing but comments may follow the root element.
    fn close(&mut self) -> Result<(), Error> {
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if text.trim().is_empty() => {}
                Event::PI(_) | Event::Comment(_) => {}
                _ => return Err(self.cursor.fail(at, "expected nothing after </Objs>")),
            }
        }
    }

    /// Reads the objects up to the end of the element around them, `<Objs>` or a list that was exported whole.
    fn top_level(&mut self) -> Result<(), Error> {
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) if start.name().as_ref() == "Obj" => {
                    let id = self.attributes(&start, at)?.id;
                    self.remember(id, at);
                    self.charge(0, at)?;
                    let parsed = self.object(true)?;
                    self.top_object(parsed);
                }
                Event::Start(_) => {
                    self.found.count_unread("value that is not an object");
                    self.skip()?;
                }
                Event::End(_) => return Ok(()),
                // `<Nil />` is an empty pipe, and a `<Ref />` an object that was piped twice.
                _ => {}
            }
        }
    }

    fn top_object(&mut self, parsed: Parsed<'a>) {
        match (parsed.value, &mut self.rows) {
            // What it holds has been read.
            _ if parsed.kind.as_deref() == Some(&ObjectKind::Capture) => {}
            (Raw::Object(object), Some(rows)) => rows.push(object),
            (Raw::Object(object), None) => {
                self.found.add(parsed.kind.as_deref().unwrap_or(&ObjectKind::Anything), object);
            }
            // A list at the top has given its objects already.
            (Raw::List(_), _) => {}
            _ => self.found.count_unread("value that is not an object"),
        }
    }

    /// The content of an `Obj` up to its end. At the top the objects of a list are objects of the document.
    fn object(&mut self, top: bool) -> Result<Parsed<'a>, Error> {
        let mut kind = None;
        let mut to_string = None;
        let mut primitive = None;
        let mut list = None;
        let mut object = Object::default();
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) => match start.name().as_ref() {
                    "MS" if top && kind.as_deref() == Some(&ObjectKind::Capture) => self.saved()?,
                    "Props" | "MS" => self.properties(&mut object)?,
                    "TN" => {
                        let id = self.attributes(&start, at)?.id;
                        kind = Some(self.type_names(id)?);
                    }
                    "TNRef" => {
                        if top {
                            kind = Some(self.type_reference(&start, at)?);
                        }
                        self.skip()?;
                    }
                    "ToString" if !top => to_string = Some(self.text(at)?),
                    "LST" | "IE" | "QUE" | "STK" if top => {
                        self.top_level()?;
                        list = Some(Vec::new());
                    }
                    "LST" | "IE" | "QUE" | "STK" => list = Some(self.list()?),
                    "DCT" => self.dictionary(&mut object)?,
                    tag if is_value(tag) => primitive = Some(self.item(&start, false, at)?),
                    _ => self.skip()?,
                },
                Event::Empty(start) => match start.name().as_ref() {
                    // What a nested object is shows in its place; a look at its type is spared.
                    "TNRef" if top => kind = Some(self.type_reference(&start, at)?),
                    "LST" | "IE" | "QUE" | "STK" => list = Some(Vec::new()),
                    tag if is_value(tag) => primitive = Some(self.item(&start, true, at)?),
                    _ => {}
                },
                Event::End(_) => break,
                _ => {}
            }
        }
        let value = match (primitive, list, to_string) {
            // An enum or an object cut by the depth of serialising; remoting may add note properties.
            (Some(value), ..) => value,
            (None, Some(items), _) => Raw::List(items),
            (None, None, Some(text)) if object.fields.is_empty() => Raw::Text(text),
            _ if top => Raw::Object(object.first_wins()),
            _ => object.unwrap_value(),
        };
        Ok(Parsed { kind, value })
    }

    fn properties(&mut self, object: &mut Object<'a>) -> Result<(), Error> {
        loop {
            let at = self.cursor.position();
            let (start, empty) = match self.cursor.next()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::End(_) => return Ok(()),
                _ => continue,
            };
            let attributes = self.attributes(&start, at)?;
            if start.name().as_ref() == "Obj" {
                self.remember(attributes.id, at);
            }
            match attributes.name {
                Some(name) => {
                    let value = self.value(&start, attributes.id, empty, at)?;
                    let value = self.property(name, value, attributes.id, at)?;
                    object.fields.push((name, value));
                }
                None if empty => {}
                None => self.skip()?,
            }
        }
    }

    fn list(&mut self) -> Result<Vec<Raw<'a>>, Error> {
        let mut items = Vec::new();
        loop {
            let at = self.cursor.position();
            let (start, empty) = match self.cursor.next()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::End(_) => return Ok(items),
                _ => continue,
            };
            items.push(self.item(&start, empty, at)?);
        }
    }

    /// A value that has no name: an item of a list, a key or a value of a dictionary.
    fn item(&mut self, start: &BytesStart<'a>, empty: bool, at: usize) -> Result<Raw<'a>, Error> {
        let id = match start.name().as_ref() {
            "Obj" | "Ref" => self.attributes(start, at)?.id,
            _ => None,
        };
        if start.name().as_ref() == "Obj" {
            self.remember(id, at);
        }
        self.value(start, id, empty, at)
    }

    /// `<En><S N="Key">..</S><.. N="Value">..</..></En>` for every entry of a hashtable.
    fn dictionary(&mut self, object: &mut Object<'a>) -> Result<(), Error> {
        let mut entry: Vec<Raw<'a>> = Vec::with_capacity(2);
        let mut inside = false;
        loop {
            let at = self.cursor.position();
            let (start, empty) = match self.cursor.next()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::End(_) if inside => {
                    inside = false;
                    if let (Some(value), Some(Raw::Text(key))) = (entry.pop(), entry.pop()) {
                        self.entry(object, &key, value);
                    }
                    entry.clear();
                    continue;
                }
                Event::End(_) => return Ok(()),
                _ => continue,
            };
            if inside {
                entry.push(self.item(&start, empty, at)?);
            } else if !empty {
                inside = true;
            }
        }
    }

    fn entry(&mut self, object: &mut Object<'a>, key: &str, value: Raw<'a>) {
        if let Some(name) = Property::find(key) {
            object.fields.push((name, nested(name, value, &mut self.clusters)));
        }
    }

    /// The value of an element whose start has been read.
    fn value(
        &mut self,
        start: &BytesStart<'a>,
        id: Option<u64>,
        empty: bool,
        at: usize,
    ) -> Result<Raw<'a>, Error> {
        let name = start.name();
        self.charge(0, at)?;
        match name.as_ref() {
            "Obj" if empty => Ok(Raw::Object(Object::default())),
            "Obj" => Ok(self.object(false)?.value),
            "Ref" => {
                if !empty {
                    self.skip()?;
                }
                self.reference(id, at)
            }
            _ if empty => text::scalar(name.as_ref(), Cow::Borrowed(""))
                .map_err(|message| self.cursor.fail(at, message)),
            tag if text::is_scalar(tag) => {
                let content = self.cursor.string()?;
                self.charge(content.len(), at)?;
                text::scalar(tag, content).map_err(|message| self.cursor.fail(at, message))
            }
            _ => {
                self.skip()?;
                Ok(Raw::Null)
            }
        }
    }
}

/// Whether an element is a value, and not a part of an `Obj`.
fn is_value(tag: &str) -> bool {
    matches!(tag, "Obj" | "Ref") || text::is_scalar(tag)
}

#[cfg(test)]
mod tests;
