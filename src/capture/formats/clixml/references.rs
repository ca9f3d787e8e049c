//! What an element says by pointing at an earlier one: `Ref` at an object, `TNRef` at type names.

use super::Document;
use crate::capture::found::nested;
use crate::capture::raw::{Object, Raw};
use crate::error::Error;
use crate::schema::{ObjectKind, Property, by_types};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// What is remembered of an object once a `Ref` has named it.
pub(super) enum Referred<'a> {
    /// It is being read: a reference to it comes from within itself.
    Open,
    /// It was read for one reference, and is kept if there is another: most objects have one.
    Once,
    /// Its value.
    Value(Raw<'a>),
}

/// What has a `RefId`. PowerShell counts from 0, so the numbers are places; only a file written otherwise
/// costs hashing.
pub(super) struct ById<T> {
    counted: Vec<T>,
    others: HashMap<u64, T>,
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self { counted: Vec::new(), others: HashMap::new() }
    }
}

impl<T> ById<T> {
    pub(super) fn get(&self, id: u64) -> Option<&T> {
        let counted = usize::try_from(id).ok().and_then(|place| self.counted.get(place));
        counted.or_else(|| self.others.get(&id))
    }

    /// The first to come with an id keeps it.
    pub(super) fn insert(&mut self, id: u64, value: T) {
        if id == self.counted.len() as u64 && !self.others.contains_key(&id) {
            self.counted.push(value);
        } else if self.get(id).is_none() {
            self.others.insert(id, value);
        }
    }
}

impl<'a> Document<'a, '_> {
    pub(super) fn reference(&mut self, id: Option<u64>, at: usize) -> Result<Raw<'a>, Error> {
        let Some(id) = id else { return Err(self.cursor.fail(at, "expected a RefId in <Ref>")) };
        let is_again = match self.referred.get(&id) {
            Some(Referred::Open) => return Ok(Raw::Null),
            Some(Referred::Value(value)) => return self.copy(value, at),
            Some(Referred::Once) => true,
            None => false,
        };
        let Some(start) = self.places.get(id).copied() else {
            return Err(self.cursor.fail(at, format!("refers to object {id}, which the file does not have")));
        };
        self.referred.insert(id, Referred::Open);
        let back = self.cursor.jump(start);
        let value = match self.cursor.next()? {
            Event::Start(_) => self.object(false)?.value,
            _ => Raw::Object(Object::default()),
        };
        // What is passed over of an object is passed over again.
        let again = self.cursor.position().saturating_sub(start) as u64;
        self.cursor.resume(back);
        self.meter.bytes(again).map_err(|spent| self.cursor.too_large(at, spent.to_string()))?;
        let referred = if is_again { Referred::Value(self.copy(&value, at)?) } else { Referred::Once };
        self.referred.insert(id, referred);
        Ok(value)
    }

    /// Charges a value that is read.
    pub(super) fn charge(&self, text: usize, at: usize) -> Result<(), Error> {
        self.meter.value(text).map_err(|spent| self.cursor.too_large(at, spent.to_string()))
    }

    /// A copy of a value, which is charged first.
    pub(super) fn copy(&self, value: &Raw<'a>, at: usize) -> Result<Raw<'a>, Error> {
        self.meter.copy(value).map_err(|spent| self.cursor.too_large(at, spent.to_string()))?;
        Ok(value.clone())
    }

    /// What a property is kept as; a nested object that is cut down here is not read again for a reference.
    pub(super) fn property(
        &mut self,
        name: Property,
        value: Raw<'a>,
        id: Option<u64>,
        at: usize,
    ) -> Result<Raw<'a>, Error> {
        if !matches!((name, &value), (Property::Cluster | Property::Network, Raw::Object(_))) {
            return Ok(value);
        }
        let value = nested(name, value, &mut self.clusters);
        if let Some(id) = id {
            let copy = self.copy(&value, at)?;
            self.referred.insert(id, Referred::Value(copy));
        }
        Ok(value)
    }

    /// A text that stands for an object.
    pub(super) fn text(&mut self, at: usize) -> Result<Cow<'a, str>, Error> {
        let text = self.cursor.string()?;
        self.charge(text.len(), at)?;
        Ok(text)
    }

    pub(super) fn remember(&mut self, id: Option<u64>, at: usize) {
        if let Some(id) = id {
            self.places.insert(id, at);
        }
    }

    /// Walks over the rest of an element whose start has been read, noting what may be referred to later.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.cursor.depth() - 1;
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Event::Start(start) if start.name().as_ref() == "Obj" => {
                    let id = self.attributes(&start, at)?.id;
                    self.remember(id, at);
                }
                Event::Start(start) if start.name().as_ref() == "TN" => {
                    let id = self.attributes(&start, at)?.id;
                    self.type_names(id)?;
                }
                Event::End(_) if self.cursor.depth() == outside => return Ok(()),
                _ => {}
            }
        }
    }

    pub(super) fn type_names(&mut self, id: Option<u64>) -> Result<Rc<ObjectKind>, Error> {
        let mut names: Vec<Cow<'a, str>> = Vec::with_capacity(4);
        loop {
            match self.cursor.next()? {
                Event::Start(_) => names.push(self.cursor.string()?),
                Event::End(_) => break,
                _ => {}
            }
        }
        let kind = Rc::new(by_types(names.iter().map(AsRef::as_ref)));
        if let Some(id) = id {
            self.types.insert(id, Rc::clone(&kind));
        }
        Ok(kind)
    }

    pub(super) fn type_reference(&self, start: &BytesStart<'a>, at: usize) -> Result<Rc<ObjectKind>, Error> {
        let id = self.attributes(start, at)?.id;
        id.and_then(|id| self.types.get(id)).cloned().ok_or_else(|| {
            let id = id.map_or("none".to_owned(), |id| id.to_string());
            self.cursor.fail(at, format!("refers to type names {id}, which the file does not have before"))
        })
    }
}
