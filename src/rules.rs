//! The rules: what is wrong, why it matters, and what to do.
//!
//! A rule never sees JSON or XML, only the model and what the engine computed. It runs when all it needs is known;
//! otherwise the answer lists it as skipped. Ids never come back: see [`RETIRED`].

mod adapters;
mod csv;
mod data;
pub mod framework;
mod metrics;
mod migration;
mod properties;
mod reachability;
pub mod shared;

pub use framework::{
    Assumed, Context, Evidence, Finding, Hit, Need, Rule, Severity, Skip, SkipKind, Skipped, Target,
    TargetKind, Versions,
};

pub(crate) use shared::predicates::iscsi_names;

use crate::engine::metric::Measure;
use crate::error::Error;
use crate::model::Cluster;
use once_cell::sync::Lazy;

/// The groups: the folder of each, which is the tag of its rules, and the rules.
pub static GROUPS: [(&str, &[&Rule]); 7] = [
    ("data", data::RULES),
    ("reachability", reachability::RULES),
    ("metrics", metrics::RULES),
    ("csv", csv::RULES),
    ("migration", migration::RULES),
    ("adapters", adapters::RULES),
    ("properties", properties::RULES),
];

/// Every rule, in order of id.
pub static RULES: Lazy<Vec<&'static Rule>> = Lazy::new(|| {
    let mut rules: Vec<&Rule> = GROUPS.iter().flat_map(|(_, rules)| rules.iter().copied()).collect();
    rules.sort_unstable_by_key(|rule| rule.id);
    rules
});

/// Ids of rules that are gone; they never come back.
pub static RETIRED: &[&str] = &[];

/// Findings sorted by severity, rule and target, and the rules that did not run, sorted by rule.
///
/// Which rules run says [`chosen`].
pub fn evaluate(
    cluster: &Cluster,
    measure: &Measure,
    only: &[String],
    exclude: &[String],
) -> Result<(Vec<Finding>, Vec<Skipped>), Error> {
    Ok(framework::run(chosen(only, exclude)?.into_iter(), &Context::new(cluster, measure)))
}

/// The rules that `only` names, all of them when it is empty, without those that `exclude` names; in order of id.
///
/// What `only` names in vain is an error, and what `exclude` does is not: then more is told, and not less.
pub fn chosen(only: &[String], exclude: &[String]) -> Result<Vec<&'static Rule>, Error> {
    let (wanted, unknown) = select(only);
    if let Some(first) = unknown.first() {
        let all: Vec<&str> = unknown.iter().map(|error| error.message.as_str()).collect();
        return Err(Error::new(first.code, all.join("; ")));
    }
    let (unwanted, _) = select(exclude);
    let is_in = |rules: &[&Rule], rule: &Rule| rules.iter().any(|other| other.id == rule.id);
    let rules = RULES.iter().copied().filter(|rule| !is_in(&unwanted, rule));
    Ok(rules.filter(|rule| only.is_empty() || is_in(&wanted, rule)).collect())
}

/// The rules that ids, names and patterns ask for, each once and in this order, and an error for each that asks for none.
pub fn select(asked: &[String]) -> (Vec<&'static Rule>, Vec<Error>) {
    let (mut found, mut unknown): (Vec<&'static Rule>, Vec<Error>) = (Vec::new(), Vec::new());
    for text in asked {
        match framework::find_all(&RULES, RETIRED, text) {
            Ok(rules) => {
                for rule in rules {
                    if !found.iter().any(|known| known.id == rule.id) {
                        found.push(rule);
                    }
                }
            }
            Err(error) => unknown.push(error),
        }
    }
    (found, unknown)
}

/// The tag of a rule: its group.
pub fn tag(rule: &Rule) -> &'static str {
    let has_it = |rules: &[&Rule]| rules.iter().any(|other| other.id == rule.id);
    GROUPS.iter().find(|(_, rules)| has_it(rules)).map_or("", |(tag, _)| tag)
}

/// The findings of every rule that can be answered.
pub fn findings(context: &Context<'_>) -> Vec<Finding> {
    run(context).0
}

/// The findings of every rule, and the rules that did not run.
pub fn run(context: &Context<'_>) -> (Vec<Finding>, Vec<Skipped>) {
    framework::run(RULES.iter().copied(), context)
}

/// The rule of that id or name, without case.
pub fn find(text: &str) -> Result<&'static Rule, Error> {
    framework::find_in(&RULES, RETIRED, text)
}
