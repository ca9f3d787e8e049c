//! Whether a plan still holds: what each step would find, which of the facts it rests on are others, and what the trial
//! says now.

use super::changes::{NoChange, change};
use super::given::{Given, GivenFact, GivenStep, Thing};
use super::relied::{Relied, facts};
use super::run::{Run, run};
use crate::advice::said;
use crate::advice::trial::{Objection, Trial, chain::Chain};
use crate::api::refusal::{invalid, short};
use crate::engine::metric;
use crate::error::Error;
use crate::model::{Change, Cluster};
use crate::names::{folded, same};
use crate::rules::{self, Finding, Target};
use crate::words::{self, Fact, Said, Values};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Verified {
    /// Whether it holds.
    pub verdict: Verdict,
    /// The same in words.
    pub message: String,
    /// The SHA-256 of the plan.
    pub sha256: String,
    /// What each step would find.
    pub steps: Vec<StepNow>,
    /// The facts that the plan rests on and that are others now.
    pub changed: Vec<Differs>,
    /// What it takes to make the plan; null unless the option `run` asks for it.
    pub run: Option<Run>,
}

/// Whether a plan holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What is left of it can be made.
    Valid,
    /// Every step is made.
    Applied,
    /// Something that it rests on is different: a new plan is needed.
    Outdated,
}

/// What a step would find.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct StepNow {
    /// The step's id in the plan.
    pub id: String,
    /// The step in words.
    pub message: String,
    /// What it would find.
    pub state: State,
    /// The values that are there now; null where they are not captured.
    pub found: Option<BTreeMap<&'static str, Fact>>,
    /// Why it is not to be made any more; null where nothing speaks against it.
    pub objection: Option<Said>,
}

/// What a step would find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The old value: it can be made.
    Pending,
    /// The new value: it is made.
    Already,
    /// Another value, which somebody else has set.
    Conflict,
    /// The value is not captured.
    Unknown,
    /// What it is about is not there any more.
    Gone,
}

/// A fact that is another one now.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Differs {
    /// What it is about.
    pub target: Target,
    /// The property.
    pub property: String,
    /// Its value when the plan was made; null where there was none.
    pub then: Fact,
    /// Its value now; null where there is none.
    pub now: Fact,
    /// One sentence.
    pub message: String,
}

/// What became of the plan that is this cluster's.
pub(super) fn verify(cluster: &Cluster, plans: &[Given], with_run: bool) -> Result<Verified, Error> {
    let plan = plan_of(cluster, plans)?;
    let mut steps = Vec::with_capacity(plan.steps.len());
    let mut changes = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let (now, change) = look(cluster, step)?;
        steps.push(now);
        changes.push(change);
    }
    out_of_order(&mut steps);
    let changed = changed(cluster, plan);
    if steps.iter().all(|step| step.state == State::Pending || step.state == State::Already) {
        try_again(cluster, plan, &mut steps, &changes);
    }
    let count = |state| steps.iter().filter(|step| step.state == state).count();
    let (open, made) = (count(State::Pending), count(State::Already));
    let holds = open + made == steps.len() && steps.iter().all(|step| step.objection.is_none());
    let verdict = match (holds, open) {
        (true, 0) if made > 0 => Verdict::Applied,
        (true, _) if changed.is_empty() => Verdict::Valid,
        _ => Verdict::Outdated,
    };
    let left = (verdict != Verdict::Outdated).then_some((open, made));
    let run = with_run.then(|| run(cluster, plan)).transpose()?;
    Ok(Verified {
        verdict,
        message: words::plan_verdict(left),
        sha256: plan.sha256.clone(),
        steps,
        changed,
        run,
    })
}

/// The plan that was made for this cluster: of its name, with a network of its own.
pub(super) fn plan_of<'p>(cluster: &Cluster, plans: &'p [Given]) -> Result<&'p Given, Error> {
    let name = Target::cluster(cluster).name;
    let Some(plan) = plans.iter().find(|plan| same(&plan.cluster.name, &name)) else {
        let found: Vec<String> = plans.iter().map(|plan| short(&plan.cluster.name)).collect();
        return Err(invalid(format!("expected a plan of {name}, found one of {}", found.join(", "))));
    };
    let then: BTreeSet<&str> = plan.relies_on.iter().filter_map(|fact| fact.target.id.as_deref()).collect();
    let now: BTreeSet<&str> = cluster.networks.iter().filter_map(|network| network.id.as_deref()).collect();
    if !then.is_empty() && !now.is_empty() && then.is_disjoint(&now) {
        let message = format!(
            "expected a plan of {name}, found one of another cluster of that name: no network has the same id"
        );
        return Err(invalid(message));
    }
    Ok(plan)
}

fn look(cluster: &Cluster, step: &GivenStep) -> Result<(StepNow, Option<Change>), Error> {
    let now = |state, found: Option<&Values>| StepNow {
        id: step.id.clone(),
        message: step.message.clone(),
        state,
        found: found.map(|values| values.iter().cloned().collect()),
        objection: None,
    };
    let change = match change(cluster, step) {
        Ok(change) => change,
        Err(NoChange::Gone) => return Ok((now(State::Gone, None), None)),
        Err(NoChange::NotUnderstood) => {
            let message = format!(
                "expected steps that this version knows, found {} of {}",
                short(&step.kind),
                short(&step.id)
            );
            return Err(invalid(message));
        }
    };
    let found = words::held(cluster, &change);
    let is = |values: &Map<String, Value>| found.as_ref().is_some_and(|found| are(found, values));
    let state = match &found {
        None => State::Unknown,
        Some(_) if is(&step.new) => State::Already,
        Some(_) if is(&step.old) => State::Pending,
        Some(_) => State::Conflict,
    };
    Ok((now(state, found.as_ref()), Some(change)))
}

/// Whether values are those that a plan names.
pub(super) fn are(found: &Values, values: &Map<String, Value>) -> bool {
    let found: Map<String, Value> =
        found.iter().map(|(name, fact)| ((*name).to_owned(), json!(fact))).collect();
    found == *values
}

/// A step that is made while one before it is not: only prefixes of the plan were tried.
fn out_of_order(steps: &mut [StepNow]) {
    let mut open: Option<String> = None;
    for step in steps {
        match (&open, step.state) {
            (None, State::Pending) => open = Some(step.id.clone()),
            (Some(before), State::Already) => {
                step.objection =
                    Some(said::objection(&Cluster::default(), &Objection::OutOfOrder(before.clone())));
            }
            _ => {}
        }
    }
}

/// The steps that are left, tried on the cluster as it is now.
fn try_again(cluster: &Cluster, plan: &Given, steps: &mut [StepNow], changes: &[Option<Change>]) {
    let (found, _) = rules::evaluate(cluster, &metric::measure(cluster), &[], &[]).unwrap_or_default();
    let trial = Trial::new(cluster);
    let mut chain = Chain::new(&trial);
    for ((now, step), change) in steps.iter_mut().zip(&plan.steps).zip(changes) {
        let (State::Pending, Some(change)) = (now.state, change) else { continue };
        let is_found = |finding: &Finding| {
            let target = &finding.hit.targets[0];
            step.mends
                .iter()
                .any(|mended| mended.rule == finding.rule && key(&mended.target) == key_of(target))
        };
        let passed = match found.iter().any(is_found) {
            true => chain.follow(change),
            false => Err(Objection::NotNeeded),
        };
        if let Err(objection) = passed {
            now.objection = Some(said::objection(cluster, &objection));
            // What comes after it was tried after it.
            return;
        }
    }
}

/// What a fact is about: an id before a name, which may change.
type Key = (String, String, String);

fn key(thing: &Thing) -> (String, String) {
    (thing.kind.clone(), thing.id.clone().unwrap_or_else(|| folded(&thing.name)))
}

fn key_of(target: &Target) -> (String, String) {
    let kind = json!(target.kind).as_str().unwrap_or_default().to_owned();
    (kind, target.id.clone().unwrap_or_else(|| folded(&target.name)))
}

/// The facts that are others now, without what the steps set themselves.
fn changed(cluster: &Cluster, plan: &Given) -> Vec<Differs> {
    let property =
        |property: &str| if property == "AutoMetric" { "Metric".to_owned() } else { property.to_owned() };
    let of = |(kind, name): (String, String), name_of: &str| -> Key { (kind, name, property(name_of)) };
    let written: BTreeSet<Key> =
        plan.steps.iter().map(|step| of(key(&step.target), &step.property)).collect();
    let mut then: BTreeMap<Key, &GivenFact> =
        plan.relies_on.iter().map(|fact| (of(key(&fact.target), &fact.property), fact)).collect();
    let mut changed = Vec::new();
    let mut differs = |target: Target, property: &str, then: Fact, now: Fact| {
        let message = words::plan_differs(&target.name, property, &then, &now);
        changed.push(Differs { target, property: property.to_owned(), then, now, message });
    };
    for Relied { target, property, value } in facts(cluster) {
        let key = of(key_of(&target), property);
        match then.remove(&key) {
            Some(was) if json!(value) == was.value => {}
            Some(was) => differs(target, property, fact(&was.value), value),
            None if written.contains(&key) || value == Fact::Unknown => {}
            None => differs(target, property, Fact::Unknown, value),
        }
    }
    for was in then.into_values().filter(|was| !was.value.is_null()) {
        let target = Target {
            kind: serde_json::from_value(json!(was.target.kind)).unwrap_or(rules::TargetKind::Cluster),
            id: was.target.id.clone(),
            name: was.target.name.clone(),
            shown: None,
        };
        differs(target, &was.property, fact(&was.value), Fact::Unknown);
    }
    changed
}

/// A value as it stands in a plan.
fn fact(value: &Value) -> Fact {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::Number(number) => number.as_i64().map_or(Fact::Unknown, Fact::Number),
        Value::Bool(flag) => (*flag).into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().filter_map(text).collect::<Vec<_>>().into(),
        Value::Null | Value::Object(_) => Fact::Unknown,
    }
}
