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

/// Every rule, in order of id.
pub static RULES: Lazy<Vec<&'static Rule>> = Lazy::new(|| {
    let groups = [
        data::RULES,
        reachability::RULES,
        metrics::RULES,
        csv::RULES,
        migration::RULES,
        adapters::RULES,
        properties::RULES,
    ];
    let mut rules = groups.concat();
    rules.sort_unstable_by_key(|rule| rule.id);
    rules
});

/// Ids of rules that are gone; they never come back.
pub static RETIRED: &[&str] = &[];

/// Findings sorted by severity, rule and target, and the rules that did not run, sorted by rule.
///
/// `only` names rules by id or name, and is empty for all of them; `exclude` names those that are left out.
pub fn evaluate(
    cluster: &Cluster,
    measure: &Measure,
    only: &[String],
    exclude: &[String],
) -> Result<(Vec<Finding>, Vec<Skipped>), Error> {
    let named = |names: &[String]| names.iter().map(|text| find(text)).collect::<Result<Vec<_>, _>>();
    let (wanted, unwanted) = (named(only)?, named(exclude)?);
    let is_in = |rules: &[&Rule], rule: &Rule| rules.iter().any(|other| other.id == rule.id);
    let rules = RULES.iter().copied().filter(|rule| !is_in(&unwanted, rule));
    let rules = rules.filter(|rule| wanted.is_empty() || is_in(&wanted, rule));
    Ok(framework::run(rules, &Context::new(cluster, measure)))
}

/// The findings of every rule that can be answered.
pub fn findings(context: &Context<'_>) -> Vec<Finding> {
    framework::run(RULES.iter().copied(), context).0
}

/// The rule of that id or name, without case.
pub fn find(text: &str) -> Result<&'static Rule, Error> {
    framework::find_in(&RULES, RETIRED, text)
}
