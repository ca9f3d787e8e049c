//! The page of the sections of a capture, of the answer to `schema`.

use super::head;
use super::words::cell;
use serde_json::Value;
use std::fmt::Write as _;

pub(super) fn page(answer: &Value) -> String {
    let mut text = head("Sections of a capture");
    text +=
        "Names are taken in any case; what is not here is ignored. `clusterroute schema` says the same.\n\n";
    let list = |value: &Value, mark: &str| -> String {
        let words =
            value.as_array().unwrap().iter().map(|word| format!("{mark}{}{mark}", word.as_str().unwrap()));
        words.collect::<Vec<_>>().join(", ")
    };
    for section in answer["sections"].as_array().unwrap() {
        let place = match section["scope"].as_str().unwrap() {
            "cluster" => "A list of the capture",
            "host" => "A list in the object of a host",
            _ => "Inside other objects",
        };
        let (name, cmdlet) = (section["name"].as_str().unwrap(), section["cmdlet"].as_str().unwrap());
        let from = if cmdlet.is_empty() { String::new() } else { format!(", from `{cmdlet}`") };
        let types = list(&section["types"], "`");
        let types = if types.is_empty() { String::new() } else { format!(" Types: {types}.") };
        let _ = write!(
            text,
            "## {name}\n\n{place}{from}.{types}\n\n| property | also | form | becomes |\n|---|---|---|---|\n"
        );
        for one in section["properties"].as_array().unwrap() {
            let of = [&one["of"], &one["unit"]].into_iter().filter_map(Value::as_str);
            let form = [one["kind"].as_str().unwrap()].into_iter().chain(of).collect::<Vec<_>>().join(", ");
            let (name, becomes) = (one["name"].as_str().unwrap(), one["becomes"].as_str().unwrap());
            let _ = writeln!(text, "| `{name}` | {} | {form} | {} |", list(&one["also"], "`"), cell(becomes));
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}
