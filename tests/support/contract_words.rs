//! A JSON Schema in words: the form of a value, the fields of an object, and the definitions that are met on the way.

use super::COMMON;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A page while it is made: the definitions that it needs are told once, in the order in which they are met.
pub(super) struct Page<'s> {
    defs: &'s Value,
    /// What stands on the page of all.
    common: Option<&'s Map<String, Value>>,
    pub(super) seen: BTreeSet<String>,
    wanted: Vec<String>,
}

impl<'s> Page<'s> {
    pub(super) fn new(defs: &'s Value, common: Option<&'s Map<String, Value>>) -> Self {
        Self { defs, common, seen: BTreeSet::new(), wanted: Vec::new() }
    }

    pub(super) fn def(&self, reference: &str) -> &'s Value {
        &self.defs[reference.rsplit('/').next().unwrap()]
    }

    pub(super) fn want(&mut self, name: &str) {
        if self.seen.insert(name.to_owned()) {
            self.wanted.push(name.to_owned());
        }
    }

    pub(super) fn definitions(&mut self) -> String {
        let mut text = String::new();
        let mut next = 0;
        while let Some(name) = self.wanted.get(next).cloned() {
            let def = self.def(&name);
            let _ = write!(text, "### {name}\n\n{}", content(def, self));
            next += 1;
        }
        self.wanted.clear();
        text
    }

    /// The form of a value, in words.
    fn form(&mut self, schema: &Value) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            if name.starts_with("OneOrMany") {
                let one = self.form(&self.def(name)["anyOf"][0]["items"]);
                return format!("{one}, or a list of them");
            }
            if self.common.is_some_and(|common| common.get(name) == Some(self.def(name))) {
                return format!("[{name}]({COMMON}#{})", name.to_lowercase());
            }
            self.want(name);
            return format!("[{name}](#{})", name.to_lowercase());
        }
        let words = |words: &Value| {
            words
                .as_array()
                .unwrap()
                .iter()
                .map(|word| format!("`{}`", word.as_str().unwrap()))
                .collect::<Vec<_>>()
        };
        match schema {
            one if one["allOf"].is_array() => "object".to_owned(),
            one if one["const"].is_string() => format!("`{}`", one["const"].as_str().unwrap()),
            one if one["const"].is_number() => format!("`{}`", one["const"]),
            one if one["enum"].is_array() => words(&one["enum"]).join(" or "),
            one if one["items"].is_object() => {
                format!("list of {}{}", self.form(&one["items"]), or_null(one))
            }
            one if one["additionalProperties"].is_object() => {
                format!("{} by name{}", self.form(&one["additionalProperties"]), or_null(one))
            }
            one => match ["anyOf", "oneOf"].into_iter().find_map(|key| one[key].as_array()) {
                Some(all) => all.iter().map(|one| self.form(one)).collect::<Vec<_>>().join(" or "),
                None => match &one["type"] {
                    Value::String(word) => plain(word).to_owned(),
                    Value::Array(all) => {
                        all.iter().map(|word| plain(word.as_str().unwrap())).collect::<Vec<_>>().join(" or ")
                    }
                    _ => "any value".to_owned(),
                },
            },
        }
    }
}

fn or_null(schema: &Value) -> &'static str {
    if schema["type"].is_array() { " or null" } else { "" }
}

fn plain(word: &str) -> &str {
    match word {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "true or false",
        other => other,
    }
}

/// A definition: what it is, unless that is about the source, then what it has.
pub(super) fn content(def: &Value, page: &mut Page<'_>) -> String {
    let description = def["description"].as_str().filter(|text| !text.contains("as a request has"));
    let description = description.map(|text| format!("{}\n\n", cell(text))).unwrap_or_default();
    description + &body(def, page)
}

/// The fields, words or kinds of a definition.
pub(super) fn body(def: &Value, page: &mut Page<'_>) -> String {
    let mut text = fields(def, page);
    let kinds = ["oneOf", "anyOf"].into_iter().find_map(|key| def[key].as_array());
    for one in kinds.into_iter().flatten() {
        let kind = one["properties"]["what"]["const"].as_str().map(|kind| format!("`{kind}`, "));
        let form = page.form(one);
        let said = one["description"].as_str().map(|said| format!(": {}", cell(said)));
        let _ = writeln!(text, "- {}{form}{}", kind.unwrap_or_default(), said.unwrap_or_default());
    }
    if kinds.is_some() {
        text.push('\n');
    }
    text
}

/// The fields of an object in the order in which answers have them; those that every entry has are not told again.
pub(super) fn fields(def: &Value, page: &mut Page<'_>) -> String {
    let Some(properties) = def["properties"].as_object() else { return String::new() };
    let told = page.common.and_then(|common| common["Entry"]["properties"].as_object());
    let is_told =
        |name: &str| told.is_some_and(|told| told.get(name).is_some_and(|one| *one == properties[name]));
    let order: Vec<&str> =
        def["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let rest = properties.keys().map(String::as_str).filter(|name| !order.contains(name));
    let names: Vec<&str> = order.iter().copied().chain(rest).filter(|name| !is_told(name)).collect();
    if names.is_empty() {
        return String::new();
    }
    let mut text = "| name | form | meaning |\n|---|---|---|\n".to_owned();
    for name in names {
        let one = &properties[name];
        let form = page.form(one);
        let of_form = one["$ref"].as_str().and_then(|form| page.def(form)["description"].as_str());
        let meaning = one["description"].as_str().or(of_form).unwrap_or_default();
        let _ = writeln!(text, "| `{name}` | {form} | {} |", cell(meaning));
    }
    text + "\n"
}

/// A description as one line of a table; a link of the source is the word that it has.
pub(super) fn cell(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}
