//! The list of an answer as CSV: a row for each of its entries, a column for each of its fields.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::error::Error;

/// An object with its fields as they are written, in that order.
struct Fields<'j>(Vec<(String, &'j RawValue)>);

impl<'de: 'j, 'j> Deserialize<'de> for Fields<'j> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields(Vec::new()))
    }
}

impl<'de: 'j, 'j> Visitor<'de> for Fields<'j> {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut fields: M) -> Result<Self, M::Error> {
        while let Some(field) = fields.next_entry()? {
            self.0.push(field);
        }
        Ok(self)
    }
}

impl<'j> Fields<'j> {
    fn get(&self, key: &str) -> Option<&'j RawValue> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }
}

/// The rows of an answer in JSON: the entries of the list `key` of every cluster, with the name of the cluster first.
///
/// Fields of a field have its name and a dot before theirs; lists are joined by `; `, and of what is in them the name or
/// the sentence is shown. What JSON has as null is empty.
pub(crate) fn rows(json: &str, key: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let frame: Fields<'_> = serde_json::from_str(json)?;
    let answers: Vec<Fields<'_>> =
        frame.get("answers").map_or(Ok(Vec::new()), |all| serde_json::from_str(all.get()))?;
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    for answer in &answers {
        let entries: Vec<&RawValue> =
            answer.get(key).map_or(Ok(Vec::new()), |list| serde_json::from_str(list.get()))?;
        for entry in entries {
            let mut row = Vec::new();
            if let Some(name) = answer.get("name") {
                row.push(("cluster".to_owned(), text(name)?));
            }
            flatten("", entry, &mut row)?;
            for (column, _) in &row {
                if !columns.contains(column) {
                    columns.push(column.clone());
                }
            }
            rows.push(row);
        }
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if !columns.is_empty() {
        writer.write_record(&columns)?;
    }
    for row in &rows {
        let cell = |column: &String| row.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text);
        writer.write_record(columns.iter().map(cell))?;
    }
    Ok(writer.into_inner()?)
}

fn flatten(name: &str, value: &RawValue, row: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    if !value.get().starts_with('{') {
        row.push((if name.is_empty() { "value" } else { name }.to_owned(), text(value)?));
        return Ok(());
    }
    let fields: Fields<'_> = serde_json::from_str(value.get())?;
    for (key, value) in fields.0 {
        let name = if name.is_empty() { key } else { format!("{name}.{key}") };
        flatten(&name, value, row)?;
    }
    Ok(())
}

/// A value as a cell has it.
fn text(value: &RawValue) -> Result<String, Box<dyn Error>> {
    let json = value.get();
    Ok(match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json)?,
        Some(b'n') => String::new(),
        Some(b'[') => {
            let list: Vec<&RawValue> = serde_json::from_str(json)?;
            list.into_iter().map(text).collect::<Result<Vec<_>, _>>()?.join("; ")
        }
        Some(b'{') => {
            let fields: Fields<'_> = serde_json::from_str(json)?;
            match ["shown", "message", "name"].iter().find_map(|key| fields.get(key)) {
                Some(shown) => text(shown)?,
                None => {
                    let of = |(key, value): &(String, &RawValue)| Ok(format!("{key} {}", text(value)?));
                    fields.0.iter().map(of).collect::<Result<Vec<_>, Box<dyn Error>>>()?.join(" ")
                }
            }
        }
        _ => json.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(json: &str) -> String {
        String::from_utf8(rows(json, "list").expect("memory can be written")).expect("CSV is UTF-8")
    }

    #[test]
    fn fields_are_columns_in_their_order_and_lists_are_joined() {
        let json = r#"{"schema":2,"answers":[
            {"name":"C,1","list":[{"z":1,"b":{"d":null,"c":true},"e":[{"name":"x"},{"message":"y"},2,{"p":1,"q":"r"}]}]},
            {"name":"C2","list":[{"z":"say \"hi\"","f":["p","q"]}]}]}"#;
        assert_eq!(
            csv(json),
            "cluster,z,b.d,b.c,e,f\r\n\"C,1\",1,,true,x; y; 2; p 1 q r,\r\nC2,\"say \"\"hi\"\"\",,,,p; q\r\n"
        );
    }

    #[test]
    fn nothing_is_no_line() {
        assert_eq!(csv(r#"{"answers":[{"name":"C1","list":[]}]}"#), "");
    }
}
