//! What a plan promised: the cluster as it was, with those steps made that are made.

use super::changes::change;
use super::given;
use super::verify::{are, plan_of};
use crate::engine::change::{apply, unobserved};
use crate::error::Error;
use crate::model::Cluster;
use crate::words::held;
use serde_json::Value;

/// Whether a file holds a plan.
pub(in crate::api) fn check(file: &Value) -> Result<(), Error> {
    given::plans(file).map(|_| ())
}

/// The cluster as it was before the plan, with the steps made whose values are there afterwards.
pub(in crate::api) fn foretold(before: &Cluster, after: &Cluster, file: &Value) -> Result<Cluster, Error> {
    let plans = given::plans(file)?;
    let plan = plan_of(before, &plans)?;
    let mut foretold = unobserved(before);
    for step in &plan.steps {
        let now = change(after, step).ok().and_then(|change| held(after, &change));
        let is_made = now.is_some_and(|now| are(&now, &step.new));
        if let (true, Ok(change)) = (is_made, change(before, step)) {
            apply(&mut foretold, &change);
        }
    }
    Ok(foretold)
}
