//! What every rule is made of and how rules are run; no rule is in here.

mod context;
mod evaluate;
mod finding;
mod rule;
#[cfg(test)]
pub(crate) mod testing;

pub use context::Context;
pub(in crate::rules) use evaluate::{find_all, find_in, run};
pub use finding::{
    Assumed, Evidence, Facts, Finding, Found, Hit, Severity, SkipKind, Skipped, Target, TargetKind, found,
};
pub use rule::{Need, Rule, Skip, Versions};
