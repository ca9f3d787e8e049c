//! What every rule is made of and how rules are run; no rule is in here.

pub mod context;
pub mod evaluate;
pub mod finding;
pub mod rule;
#[cfg(test)]
pub(crate) mod testing;

pub use context::Context;
pub use evaluate::{evaluate, find};
pub use finding::{Evidence, Finding, Fix, Hit, Severity, Skipped, Target, TargetKind};
pub use rule::{Need, Rule, Skip, Versions};
