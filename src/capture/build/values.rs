//! Reading single property values; what is not understood becomes a problem and counts as unknown.

use crate::capture::raw::{Object, Raw, Section};
use crate::model::{Problem, ProblemKind};
use std::net::IpAddr;

/// The properties of one object, with a place to report what is wrong with them.
pub(super) struct Values<'r, 'a> {
    object: &'r Object<'a>,
    section: Section,
    index: usize,
    part: Option<(&'static str, usize)>,
    problems: &'r mut Vec<Problem>,
}

impl<'r, 'a> Values<'r, 'a> {
    pub(super) fn new(
        object: &'r Object<'a>,
        section: Section,
        index: usize,
        problems: &'r mut Vec<Problem>,
    ) -> Self {
        Self { object, section, index, part: None, problems }
    }

    /// The properties of an object inside a host: `capture.hosts[1].net_adapters[0]`.
    pub(super) fn of_host_part(
        object: &'r Object<'a>,
        index: usize,
        part: (&'static str, usize),
        problems: &'r mut Vec<Problem>,
    ) -> Self {
        Self { object, section: Section::Hosts, index, part: Some(part), problems }
    }

    /// Where the object is.
    pub(super) fn place(&self) -> String {
        let place = format!("capture.{}[{}]", self.section.name(), self.index);
        match self.part {
            Some((part, index)) => format!("{place}.{part}[{index}]"),
            None => place,
        }
    }

    /// Reports a value as unusable.
    pub(super) fn reject(&mut self, name: &str, expected: &str) {
        let found = self.object.get(name).map(shown).unwrap_or_default();
        let owner = self.object.text("Name").map(|name| format!(" of {name}")).unwrap_or_default();
        let message = format!("{name}{owner} is {found}, expected {expected}: it counts as unknown");
        self.report(ProblemKind::ValueNotUnderstood, Some(name), message);
    }

    /// Reports something else about the object.
    pub(super) fn report(&mut self, kind: ProblemKind, name: Option<&str>, message: String) {
        let place = match name {
            Some(name) => format!("{}.{name}", self.place()),
            None => self.place(),
        };
        let network = (self.section == Section::Networks).then_some(self.index);
        self.problems.push(Problem { kind, network, place, message });
    }

    /// A whole number, also as text or as a deserialised enum.
    pub(super) fn number(&mut self, name: &str) -> Option<i64> {
        let value = present(self.object.get(name)?)?;
        let number = whole(value);
        if number.is_none() {
            self.reject(name, "a whole number");
        }
        number
    }

    /// Yes or no, also as 0 and 1 or as text.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let value = present(self.object.get(name)?)?;
        let flag = match value {
            Raw::Bool(flag) => Some(*flag),
            Raw::Int(0) => Some(false),
            Raw::Int(1) => Some(true),
            Raw::Text(text) => match text.trim() {
                "0" => Some(false),
                "1" => Some(true),
                text if text.eq_ignore_ascii_case("true") => Some(true),
                text if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            _ => None,
        };
        if flag.is_none() {
            self.reject(name, "true or false");
        }
        flag
    }

    /// A member of an enumeration: number, number as text, word, or an object holding one of them.
    pub(super) fn member<T>(
        &mut self,
        name: &str,
        expected: &str,
        from_number: impl Fn(i64) -> Option<T>,
        from_word: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = present(self.object.get(name)?)?;
        let value = inner(value);
        let found = whole(value).map_or_else(|| value.text().and_then(&from_word), &from_number);
        if found.is_none() {
            self.reject(name, expected);
        }
        found
    }

    /// Addresses, as a list or as one text.
    pub(super) fn addresses(&mut self, name: &str) -> Vec<IpAddr> {
        let mut addresses = Vec::new();
        for text in self.texts(name) {
            // A link-local address carries the number of its interface.
            let bare = text.split('%').next().unwrap_or_default();
            match bare.parse() {
                Ok(address) => addresses.push(address),
                Err(_) => self.reject(name, "IP addresses"),
            }
        }
        addresses
    }

    /// Texts, as a list, as one text, or as the `{a, b}` of a console.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.object.get(name) {
            Some(Raw::List(items)) => items.iter().filter_map(printed).collect(),
            Some(Raw::Text(text)) => text
                .trim()
                .trim_start_matches('{')
                .trim_end_matches('}')
                .split(',')
                .map(|item| item.trim().to_owned())
                .filter(|item| !item.is_empty())
                .collect(),
            Some(value) => printed(value).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

/// The value, unless it is empty.
fn present<'r, 'a>(value: &'r Raw<'a>) -> Option<&'r Raw<'a>> {
    match value {
        Raw::Null => None,
        Raw::Text(text) if text.trim().is_empty() => None,
        value => Some(value),
    }
}

/// What a deserialised enum wraps: `{"value": 3, "Value": "Up"}`, `{"value__": 3}`.
fn inner<'r, 'a>(value: &'r Raw<'a>) -> &'r Raw<'a> {
    match value {
        Raw::Object(object) => {
            ["Value", "value__", "ToString"].iter().find_map(|name| object.get(name)).unwrap_or(value)
        }
        value => value,
    }
}

fn whole(value: &Raw<'_>) -> Option<i64> {
    match inner(value) {
        Raw::Int(number) => Some(*number),
        // Exact for every number that JSON writes with a fraction of zero.
        Raw::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
        Raw::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn printed(value: &Raw<'_>) -> Option<String> {
    match value {
        Raw::Int(number) => Some(number.to_string()),
        value => value.text().map(str::to_owned),
    }
}

/// A value for a message, cut where it gets long.
fn shown(value: &Raw<'_>) -> String {
    match value {
        Raw::Null => "empty".to_owned(),
        Raw::Bool(flag) => flag.to_string(),
        Raw::Int(number) => number.to_string(),
        Raw::Float(number) => number.to_string(),
        Raw::Text(text) => format!("{:?}", text.chars().take(60).collect::<String>()),
        Raw::List(items) => format!("a list of {}", items.len()),
        Raw::Object(object) => {
            object.text("Name").map_or_else(|| "an object".to_owned(), |name| format!("{name:?}"))
        }
    }
}
