//! Reading the values of one object; what is not understood becomes a problem, once, and counts as unknown.

use crate::capture::raw::{Object, Raw};
use crate::model::{NetworkId, Problem, Unusable};
use crate::schema::{Property, Section};
use std::net::IpAddr;

/// The properties of one object, with a place to report what is wrong with them.
pub(super) struct Values<'r, 'a> {
    object: &'r Object<'a>,
    section: Section,
    index: usize,
    part: Option<(Section, usize)>,
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
    pub(super) fn of_host(
        object: &'r Object<'a>,
        host: usize,
        part: (Section, usize),
        problems: &'r mut Vec<Problem>,
    ) -> Self {
        Self { object, section: Section::Hosts, index: host, part: Some(part), problems }
    }

    /// Where the object is.
    pub(super) fn place(&self) -> String {
        let place = format!("capture.{}[{}]", self.section.name(), self.index);
        match self.part {
            Some((part, index)) => format!("{place}.{}[{index}]", part.name()),
            None => place,
        }
    }

    /// The text of a property.
    pub(super) fn text(&self, property: Property) -> Option<&'r str> {
        self.object.text(property)
    }

    /// A copy of the text of a property.
    pub(super) fn owned(&self, property: Property) -> Option<String> {
        self.text(property).map(str::to_owned)
    }

    /// A GUID in upper case without braces, as adapters have it.
    pub(super) fn adapter_id(&self, property: Property) -> Option<String> {
        self.text(property).map(|id| id.trim_matches(['{', '}']).to_uppercase())
    }

    /// Whether the object has the property, be it empty.
    pub(super) fn has(&self, property: Property) -> bool {
        self.object.has(property)
    }

    /// Reports a value as unusable.
    pub(super) fn reject(&mut self, property: Property, expected: &'static str) {
        let found = self.object.get(property).map(shown).unwrap_or_default();
        let owner = self.owned(Property::Name);
        let what = Unusable::Value { property: property.spelling(), owner, found, expected };
        self.report(Some(property.spelling()), what);
    }

    /// Reports something about the object, or about one of its properties.
    pub(super) fn report(&mut self, property: Option<&str>, what: Unusable) {
        let place = match property {
            Some(name) => format!("{}.{name}", self.place()),
            None => self.place(),
        };
        let network = (self.section == Section::Networks).then(|| NetworkId::at(self.index));
        self.problems.push(Problem { network, place, what });
    }

    /// A whole number, also as text or as a deserialised enum.
    pub(super) fn number(&mut self, property: Property) -> Option<i64> {
        let value = present(self.object.get(property)?)?;
        let number = whole(value);
        if number.is_none() {
            self.reject(property, "a whole number");
        }
        number
    }

    /// A number that fits; another one counts as unknown.
    pub(super) fn small_number<N: TryFrom<i64>>(&mut self, property: Property) -> Option<N> {
        self.number(property).and_then(|number| N::try_from(number).ok())
    }

    /// Yes or no, also as 0 and 1 or as text.
    pub(super) fn flag(&mut self, property: Property) -> Option<bool> {
        let value = present(self.object.get(property)?)?;
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
            self.reject(property, "true or false");
        }
        flag
    }

    /// A member of an enumeration: number, number as text, word, or an object holding one of them.
    pub(super) fn member<T>(
        &mut self,
        property: Property,
        expected: &'static str,
        from_number: impl Fn(i64) -> Option<T>,
        from_word: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = present(self.object.get(property)?)?;
        let value = inner(value);
        let found = whole(value).map_or_else(|| value.text().and_then(&from_word), &from_number);
        if found.is_none() {
            self.reject(property, expected);
        }
        found
    }

    /// Addresses, as a list or as one text.
    pub(super) fn addresses(&mut self, property: Property) -> Vec<IpAddr> {
        let texts = self.texts(property);
        // A link-local address carries the number of its interface.
        let bare = texts.iter().map(|text| text.split('%').next().unwrap_or_default());
        let addresses: Vec<IpAddr> = bare.filter_map(|text| text.parse().ok()).collect();
        // What is told is the list: once, however much of it is wrong.
        if addresses.len() < texts.len() {
            self.reject(property, "IP addresses");
        }
        addresses
    }

    /// Texts, as a list, as one text, or as the `{a, b}` of a console.
    pub(super) fn texts(&self, property: Property) -> Vec<String> {
        match self.object.get(property) {
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

    /// The same texts; `None` where the property is not there or says nothing.
    pub(super) fn list(&self, property: Property) -> Option<Vec<String>> {
        present(self.object.get(property)?)?;
        Some(self.texts(property))
    }

    /// Gbit/s from bits per second as a number or from text such as `25 Gbps`; no speed is not known.
    pub(super) fn speed(&mut self, property: Property) -> Option<f64> {
        let bits = match self.object.get(property)?.text() {
            Some(text) => {
                let bits = bits_per_second(text);
                if bits.is_none() {
                    self.reject(property, "bits per second or text such as 25 Gbps");
                }
                bits?
            }
            None => self.number(property)? as f64,
        };
        if bits == 0.0 {
            return None;
        }
        // No adapter is slower than 1 Mbit/s: a smaller number has a unit that is not known.
        if bits < 1e6 {
            self.reject(property, "bits per second");
            return None;
        }
        Some(bits / 1e9)
    }
}

fn bits_per_second(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    // Windows prints the decimal separator of its culture.
    let number: f64 = text[..split].replace(',', ".").parse().ok()?;
    let unit = match text[split..].trim().to_ascii_lowercase().as_str() {
        "" | "bps" | "bit/s" => 1.0,
        "kbps" | "kbit/s" => 1e3,
        "mbps" | "mbit/s" => 1e6,
        "gbps" | "gbit/s" => 1e9,
        "tbps" | "tbit/s" => 1e12,
        _ => return None,
    };
    Some(number * unit)
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
            let wrapping = [Property::Value, Property::ValueOfEnum, Property::ToString];
            wrapping.iter().find_map(|property| object.get(*property)).unwrap_or(value)
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
            object.text(Property::Name).map_or_else(|| "an object".to_owned(), |name| format!("{name:?}"))
        }
    }
}
