//! Loose objects of a pipe, as a request has them.

use super::value::{Context, ValueSeed, borrowed};
use super::{invalid, parse};
use crate::capture::budget::Budget;
use crate::capture::found::{Found, section_of};
use crate::capture::raw::Raw;
use crate::error::Error;
use crate::schema::{ObjectKind, by_types};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::sync::Arc;

/// The loose objects of a request, `{"type":..,"properties":{..}}` each; one that is none of those that are read is
/// counted. Errors have the place of the object.
pub fn objects<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    budget: &Arc<Budget>,
) -> Result<Found<'a>, Error> {
    let context = Context::new(budget);
    let mut found = Found::default();
    for (index, text) in texts.into_iter().enumerate() {
        let place = |error: Error| error.at(format!("input.objects[{index}]"));
        let Loose { types, properties } =
            parse(text, borrowed()).map_err(|error| place(invalid(&context, &error)))?;
        let names = types.names();
        let value = match properties {
            Some(properties) => parse(properties.get(), ValueSeed::new(&context)),
            None => Ok(Raw::Null),
        };
        match value.map_err(|error| place(invalid(&context, &error)))? {
            Raw::Object(object) => {
                let kind = by_types(names.iter().map(String::as_str));
                match (section_of(&kind, &object), names.first()) {
                    (Ok(section), _) => found.objects.push((section, object)),
                    // Its own type says more than that its properties are those of nothing that is read.
                    (Err(_), Some(name)) if kind == ObjectKind::Anything => found.count_unread(name),
                    (Err(what), _) => found.count_unread(what),
                }
            }
            // An object whose properties are nothing but a value, or none that is known.
            _ => found.count_unread(names.first().map_or("object without properties", String::as_str)),
        }
    }
    found.give_nested_their_sections(context.clusters.into_inner());
    Ok(found)
}

/// A loose object, its properties not looked at yet.
#[derive(Deserialize)]
struct Loose<'a> {
    #[serde(rename = "type", default)]
    types: Types,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
}

/// The name of a type, or the names of the type and those it is derived from.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Types {
    Many(Vec<String>),
    One(String),
    #[default]
    Null,
}

impl Types {
    fn names(self) -> Vec<String> {
        match self {
            Types::Many(names) => names,
            Types::One(name) => vec![name],
            Types::Null => Vec::new(),
        }
    }
}
