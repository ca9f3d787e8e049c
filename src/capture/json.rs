//! JSON: the capture of a request.

use super::raw::{Object, Raw, Section, Sections};
use crate::error::{Code, Error};
use serde_json::Value;
use serde_json::value::RawValue;

/// The capture of a request: an object of sections.
pub fn read_request_capture(capture: &RawValue) -> Result<Sections<'_>, Error> {
    let invalid = |message: String| Error::new(Code::InvalidCapture, message);
    let capture: Value = serde_json::from_str(capture.get()).map_err(|error| invalid(error.to_string()))?;
    let mut sections = Sections::default();
    for (name, value) in capture.as_object().into_iter().flatten() {
        let section = Section::from_name(name).ok_or_else(|| invalid(format!("unknown section {name:?}")))?;
        let objects = sections.open(section);
        let items = match raw(value) {
            Raw::List(items) => items,
            item => vec![item],
        };
        for item in items {
            match item {
                Raw::Object(object) => objects.push(object),
                _ => return Err(invalid(format!("expected objects in section {name}"))),
            }
        }
    }
    Ok(sections)
}

fn raw(value: &Value) -> Raw<'static> {
    match value {
        Value::Null => Raw::Null,
        Value::Bool(flag) => Raw::Bool(*flag),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| Raw::Float(number.as_f64().unwrap_or_default()), Raw::Int)
        }
        Value::String(text) => Raw::Text(text.clone().into()),
        Value::Array(items) => Raw::List(items.iter().map(raw).collect()),
        Value::Object(fields) => {
            let mut object = Object::default();
            for (name, value) in fields {
                object.push(name, raw(value));
            }
            Raw::Object(object)
        }
    }
}

/// The sections as a request takes them.
pub fn write(sections: &Sections<'_>) -> Value {
    let names = Section::ALL.into_iter().filter(|section| sections.get(*section).is_some());
    names.map(|section| (section.name().to_owned(), Value::Array(Vec::new()))).collect()
}
