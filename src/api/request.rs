//! The form of every request: which bytes are one, and one clear error for those that are not.

use super::input::{Input, WireInput};
use super::refusal::{invalid, short, unknown};
use super::{QUESTIONS, SCHEMA};
use crate::error::Error;
use crate::nearest::nearest;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Keys of a request.
const KEYS: [&str; 4] = ["schema", "input", "before", "options"];

/// A request, its options not looked at yet.
pub(super) struct Request<'a> {
    /// `None` when the request has no input.
    pub(super) input: Option<Input<'a>>,
    /// What the input is compared with, for the one question that compares.
    pub(super) before: Option<Input<'a>>,
    options: Option<&'a RawValue>,
}

impl<'a> Request<'a> {
    /// Reads the bytes of a request.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Err(invalid("expected a JSON request, found nothing"));
        }
        let parse = |error| invalid(format!("expected a JSON request: {error}")).at("request");
        let mut parts: BTreeMap<String, &'a RawValue> = serde_json::from_slice(bytes).map_err(parse)?;
        schema(parts.remove("schema"), &parts)?;
        let mut input = |key| parts.remove(key).map(|input| WireInput::read(input.get(), key)).transpose();
        let (before, input) = (input("before")?, input("input")?);
        let options = parts.remove("options");
        match parts.keys().next() {
            Some(key) => Err(unknown("key", key, KEYS).at("request")),
            None => Ok(Self { input, before, options }),
        }
    }

    /// The input, which the question cannot do without. A second one is as unknown as any other key, unless the question
    /// has taken it out.
    pub(super) fn input(self) -> Result<Input<'a>, Error> {
        if self.before.is_some() {
            return Err(unknown("key", "before", ["schema", "input", "options"]).at("request"));
        }
        self.input
            .ok_or_else(|| invalid("expected an input of paths, captures or objects, found none").at("input"))
    }

    /// The options, whose names are `names`; one of another question is an error that says so.
    pub(super) fn options<O: DeserializeOwned + Default>(&self, names: &[&str]) -> Result<O, Error> {
        let Some(options) = self.options.filter(|options| options.get() != "null") else {
            return Ok(O::default());
        };
        let fail = |error| invalid(format!("expected an object of options: {error}")).at("options");
        let given: BTreeMap<String, &RawValue> = serde_json::from_str(options.get()).map_err(fail)?;
        if let Some(key) = given.keys().find(|key| !names.contains(&key.as_str())) {
            return Err(unknown_option(key, names).at(format!("options.{}", short(key))));
        }
        serde_json::from_str(options.get())
            .map_err(|error| wrong_value::<O>(&given).unwrap_or_else(|| fail(error)))
    }

    /// The names of the options that are given; null is none.
    pub(super) fn given(&self) -> Vec<String> {
        let read =
            |options: &&'a RawValue| serde_json::from_str::<BTreeMap<String, Value>>(options.get()).ok();
        let given = self.options.as_ref().and_then(read).unwrap_or_default();
        given.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect()
    }

    /// The request, if it has no input: for a question that is not about clusters, an input is as unknown as any other
    /// key.
    pub(super) fn without_input(self) -> Result<Self, Error> {
        match self.input.or(self.before) {
            Some(_) => {
                Err(invalid("expected no input, since this question is not about clusters, found one")
                    .at("input"))
            }
            None => Ok(Self { input: None, before: None, options: self.options }),
        }
    }
}

/// The first option whose value alone cannot be read, and why.
fn wrong_value<O: DeserializeOwned>(given: &BTreeMap<String, &RawValue>) -> Option<Error> {
    given.iter().find_map(|(key, value)| {
        let value: Value = serde_json::from_str(value.get()).ok()?;
        let error = O::deserialize(json!({ key: value })).err()?;
        Some(invalid(format!("expected a value that {key} takes: {error}")).at(format!("options.{key}")))
    })
}

fn schema(found: Option<&RawValue>, others: &BTreeMap<String, &RawValue>) -> Result<(), Error> {
    let found = found.map(RawValue::get);
    if found == Some("2") {
        return Ok(());
    }
    let mut message = match found {
        Some(found) => format!("expected schema {SCHEMA}, found {}", short(found)),
        None => format!("expected schema {SCHEMA}, found none"),
    };
    if others.contains_key("capture") || others.contains_key("paths") {
        message += ": since schema 2 captures and paths are in input, as in {\"schema\":2,\"input\":{\"captures\":[..]}}";
    }
    Err(invalid(message).at("schema"))
}

fn unknown_option(key: &str, names: &[&str]) -> Error {
    let owner = QUESTIONS.iter().find(|question| question.options.contains(&key));
    match (owner, nearest(key, names.iter().copied())) {
        (Some(owner), _) => invalid(format!("{key} is an option of {}, not of this question", owner.name)),
        (None, _) if names.is_empty() => invalid(format!("expected no options, found {:?}", short(key))),
        (None, _) => unknown("option", key, names.iter().copied()),
    }
}

/// The options of a question that has none.
#[derive(Deserialize, Default)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub(super) struct NoOptions {}
