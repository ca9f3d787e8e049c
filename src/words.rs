//! From facts to English: what the engine found out, said in sentences that an admin understands. Nothing is found
//! out here, and no other module makes sentences of the engine's facts.

mod assumptions;
mod attribute;
mod backup;
mod changes;
mod commands;
mod drain;
mod estimate;
mod fact;
mod failures;
mod faster;
mod lists;
mod metrics;
mod operations;
mod plan;
mod problems;
mod reason_parts;
mod reasons;
mod redirect;
pub mod run;
mod script;
mod step_code;
mod unsafe_names;
mod values;
mod windows;

pub use assumptions::assumption;
pub use attribute::{attribute_unknown, bytes, flow, from_to, node_io, number, volume_io};
pub use backup::{backup_assumed, backup_choice, backup_notes, backup_unknown};
pub use changes::{SaidChange, change, listed, performance, property, text};
pub use commands::{Commands, commands};
pub use drain::{drain, drain_before, drain_beside, drain_doubt, drain_failure, migration_option, stays};
pub use estimate::{between, factor, source};
pub use fact::{Fact, Said, facts_by_name};
pub use failures::{failures_unknown, lost, lost_names, outcome};
pub use faster::{faster, faster_before, faster_unknown};
pub use lists::{NAMED, first, list, list_of, metric_of, names, networks};
pub use metrics::{metric_reason, scheme_evidence};
pub use operations::{operation, told};
pub use plan::{differs as plan_differs, verdict as plan_verdict};
pub use problems::problem;
pub use reasons::reason;
pub use redirect::{redirect_assumed, redirect_load, redirect_network, redirect_saturated, redirect_unknown};
pub use script::{Script, ScriptStep, Scripts};
pub use step_code::StepCode;
pub use values::{Values, held, wanted};
pub use windows::windows;
