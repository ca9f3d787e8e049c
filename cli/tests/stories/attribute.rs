//! What a story expects of `attribute`, and how its answers are compared.

use super::{Outcome, list, text};
use crate::support::expect;
use libtest_mimic::Failed;
use serde::Deserialize;
use serde_json::{Value, json};

/// Every volume and node, and the keys of all that is not known.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attribution {
    io: Vec<Io>,
    unknown: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Io {
    volume: String,
    node: String,
    /// Operations a second: at least, and at most.
    own: [f64; 2],
    crossed: [f64; 2],
    /// The networks that they crossed.
    networks: Option<Vec<String>>,
}

/// Numbers that are as near are the same: what is measured is never exact.
const NEAR: f64 = 0.005;

/// Whether the answer is what the story expects.
pub(crate) fn is_attributed(wanted: &Attribution, entry: &Value) -> Outcome {
    let found = list(&entry["io"]);
    expect("volumes and nodes", wanted.io.len(), found.len())?;
    for (wanted, found) in wanted.io.iter().zip(found) {
        let what = format!("{} on {}", wanted.node, wanted.volume);
        expect("the volume", wanted.volume.as_str(), text(&found["volume"]))?;
        expect("the node", wanted.node.as_str(), text(&found["node"]))?;
        near(&format!("own I/O of {what}"), wanted.own, &found["own"])?;
        near(&format!("what crossed of {what}"), wanted.crossed, &found["crossed"])?;
        expect(&format!("networks of {what}"), &json!(wanted.networks), &found["networks"])?;
    }
    let unknown: Vec<&str> = list(&entry["unknown"]).iter().map(|one| text(&one["key"])).collect();
    expect("what is not known", wanted.unknown.iter().map(String::as_str).collect(), unknown)
}

fn near(what: &str, wanted: [f64; 2], found: &Value) -> Result<(), Failed> {
    for (wanted, end) in wanted.into_iter().zip(["low", "high"]) {
        let found = &found["operations_per_second"][end];
        let is_near = found.as_f64().is_some_and(|found| (found - wanted).abs() <= wanted * NEAR);
        if !is_near {
            return Err(format!("{what}: expected {end} about {wanted}, found {found}").into());
        }
    }
    Ok(())
}
