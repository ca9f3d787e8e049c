//! A plan that was made before, as it comes back: its hash first, then what is needed of it.

use super::super::refusal::invalid;
use super::hash;
use crate::error::Error;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What is needed of a plan.
#[derive(Debug, Deserialize)]
pub(super) struct Given {
    pub(super) cluster: Thing,
    pub(super) steps: Vec<GivenStep>,
    pub(super) relies_on: Vec<GivenFact>,
    pub(super) sha256: String,
}

/// Something with a name, and an id where it has one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Thing {
    pub(super) kind: String,
    pub(super) id: Option<String>,
    pub(super) name: String,
}

/// One step.
#[derive(Debug, Deserialize)]
pub(super) struct GivenStep {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: Thing,
    pub(super) property: String,
    pub(super) old: Map<String, Value>,
    pub(super) new: Map<String, Value>,
    pub(super) message: String,
    pub(super) mends: Vec<GivenFinding>,
}

/// A finding that a step helps to mend.
#[derive(Debug, Deserialize)]
pub(super) struct GivenFinding {
    pub(super) rule: String,
    pub(super) target: Thing,
}

/// A fact that the plan rests on.
#[derive(Debug, Deserialize)]
pub(super) struct GivenFact {
    pub(super) target: Thing,
    pub(super) property: String,
    pub(super) value: Value,
}

/// The plans of an answer to the question `plan`, or the one that is given alone.
pub(super) fn plans(file: &Value) -> Result<Vec<Given>, Error> {
    let none = || invalid("expected an answer to the question plan, or its plan alone, found neither");
    if file.get("steps").is_some() {
        return Ok(vec![plan(file)?]);
    }
    let is_plan = file.get("question").and_then(Value::as_str) == Some(super::NAME);
    let answers = file.get("answers").and_then(Value::as_array).filter(|_| is_plan).ok_or_else(none)?;
    let plans: Vec<&Value> =
        answers.iter().filter_map(|answer| answer.get("plan")).filter(|plan| !plan.is_null()).collect();
    if plans.is_empty() {
        return Err(invalid("expected an answer with a plan, found one without"));
    }
    plans.into_iter().map(plan).collect()
}

fn plan(value: &Value) -> Result<Given, Error> {
    let parts = Given::deserialize(value);
    let given =
        parts.map_err(|error| invalid(format!("expected a plan as this question gives it: {error}")))?;
    let found = hash::of_value(value);
    if found != given.sha256 {
        let message = format!(
            "expected a plan that nobody has changed, found one with the SHA-256 {found}, while it says {}: make a new \
             plan instead of editing one",
            super::super::refusal::short(&given.sha256)
        );
        return Err(invalid(message));
    }
    Ok(given)
}
