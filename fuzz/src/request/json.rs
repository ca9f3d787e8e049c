//! JSON that is written by hand, since a key may come twice.

use super::{Value, named, word};
use crate::SIZE;

/// JSON that is being written.
#[derive(Default)]
pub(super) struct Json(pub(super) String);

impl Json {
    pub(super) fn text(&mut self, text: &str) {
        self.0 += &serde_json::to_string(text).expect("a text is JSON");
    }

    pub(super) fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.0.push('[');
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.0.push(',');
            }
            write(self, item);
        }
        self.0.push(']');
    }

    pub(super) fn fields<'f>(&mut self, fields: impl IntoIterator<Item = (String, &'f Value)>) {
        self.0.push('{');
        self.inside(fields);
        self.0.push('}');
    }

    pub(super) fn inside<'f>(&mut self, fields: impl IntoIterator<Item = (String, &'f Value)>) {
        for (place, (key, value)) in fields.into_iter().enumerate() {
            if place > 0 {
                self.0.push(',');
            }
            self.text(&key);
            self.0.push(':');
            self.value(value);
        }
    }

    pub(super) fn value(&mut self, value: &Value) {
        if self.0.len() > SIZE {
            self.0 += "null";
            return;
        }
        match value {
            Value::Null => self.0 += "null",
            Value::Flag(flag) => self.0 += if *flag { "true" } else { "false" },
            Value::Number(number) => self.0 += &number.to_string(),
            Value::Float(number) => self.0 += &serde_json::Value::from(*number).to_string(),
            Value::Digits(count) => self.0 += &format!("1{}e{count}", "0".repeat((*count).into())),
            Value::Name(name) => self.text(&name.text()),
            Value::Word(place) => self.text(word(*place)),
            Value::Text(text) => self.text(text),
            Value::List(items) => self.list(items, Self::value),
            Value::Object(fields) => self.fields(named(fields)),
            Value::Repeated(times, name) => {
                self.list(&vec![name; (*times).into()], |json, name| json.text(&name.text()));
            }
            Value::Deep(depth) => {
                self.0 += &"[".repeat((*depth).into());
                self.0 += &"]".repeat((*depth).into());
            }
        }
    }
}
