//! What a story expects of `estimate`, and how its answers are compared.

use super::{Outcome, SCREEN, list, program, says, text};
use crate::support::expect;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// One estimate that is asked for, and what it has to say.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Estimate {
    /// The options of a request; the arguments of the program and of the module are made of them.
    pub(crate) options: Map<String, Value>,
    /// What stands at places of the answer, as JSON pointers.
    facts: Map<String, Value>,
    /// Seconds that were measured: each lies within the range at its place, which is not wider than a factor of two.
    #[serde(default)]
    measured: BTreeMap<String, f64>,
    /// What the first screen says.
    screen: Vec<String>,
    /// What the rest of the page says.
    says: Vec<String>,
}

/// The list that an estimate is about.
pub(crate) fn items(options: &Map<String, Value>) -> &'static str {
    match text(&options["what"]) {
        "backup" => "choices",
        "drain" => "per_vm",
        "faster" => "networks",
        _ => "load",
    }
}

/// What the objects of the module say: a drain is one, else each item of the list.
pub(crate) fn messages<'e>(options: &Map<String, Value>, entry: &'e Value) -> Vec<&'e str> {
    if options["what"] == "drain" {
        return vec![text(&entry["message"])];
    }
    list(&entry[items(options)]).iter().map(|item| text(&item["message"])).collect()
}

/// A value as it is typed.
fn typed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The options with their values, lists one value after the other.
fn each(options: &Map<String, Value>) -> impl Iterator<Item = (&str, String)> {
    let own = options.iter().filter(|(name, _)| *name != "what");
    own.flat_map(|(name, value)| {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        values.iter().map(move |value| (name.as_str(), typed(value)))
    })
}

/// The arguments of the program.
fn arguments(options: &Map<String, Value>) -> Vec<String> {
    let kind = ["estimate".to_owned(), text(&options["what"]).to_owned()];
    kind.into_iter().chain(each(options).flat_map(|(name, value)| [format!("--{name}"), value])).collect()
}

/// The command of the module that prints the messages of the items.
pub(crate) fn command(options: &Map<String, Value>, path: &str) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let mut command = format!("Get-ClusterRouteEstimate {} -Path {}", text(&options["what"]), quoted(path));
    for (name, value) in options.iter().filter(|(name, _)| *name != "what") {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let values: Vec<String> = values.iter().map(|value| quoted(&typed(value))).collect();
        command += &format!(" -{name} {}", values.join(", "));
    }
    format!("{command} | ForEach-Object Message")
}

/// The only entry of the program's answer.
pub(crate) fn answer(wanted: &Estimate, path: &str) -> Result<Value, libtest_mimic::Failed> {
    let arguments = arguments(&wanted.options);
    let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    all.extend(["--format", "json", path]);
    let mut answer: Value = serde_json::from_str(&program(&all)?)?;
    expect("errors", &json!([]), &answer["errors"])?;
    Ok(answer["answers"][0].take())
}

/// Whether the answer and its page are what the story expects.
pub(crate) fn is_estimate(wanted: &Estimate, entry: &Value, path: &str) -> Outcome {
    for (pointer, expected) in &wanted.facts {
        expect(pointer, expected, entry.pointer(pointer).unwrap_or(&Value::Null))?;
    }
    for (pointer, measured) in &wanted.measured {
        let end = |name: &str| entry.pointer(&format!("{pointer}/{name}")).and_then(Value::as_f64);
        let (low, high) = end("low").zip(end("high")).ok_or_else(|| format!("{pointer} is no range"))?;
        if !(low..=high).contains(measured) || high > 2.0 * low {
            return Err(format!("{pointer}: {measured} s was measured: {low} to {high}").into());
        }
    }
    let arguments = arguments(&wanted.options);
    let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    all.push(path);
    // What is wrapped is one sentence all the same.
    let words = |lines: &mut dyn Iterator<Item = &str>| {
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    };
    let page = program(&all)?;
    let screen = words(&mut page.lines().take(SCREEN));
    wanted.screen.iter().try_for_each(|pattern| says("the first screen", pattern, &screen))?;
    let whole = words(&mut page.lines());
    wanted.says.iter().try_for_each(|pattern| says("the page", pattern, &whole))
}
