//! From facts to English: what the engine found out, said in sentences that an admin understands. Nothing is found
//! out here, and no other module makes sentences of the engine's facts.

mod assumptions;
mod attribute;
mod changes;
mod commands;
mod fact;
mod failures;
mod lists;
mod metrics;
mod problems;
mod reason_parts;
mod reasons;
mod unsafe_names;
mod windows;

pub use assumptions::assumption;
pub use attribute::{attribute_unknown, between, bytes, flow, node_io, number, volume_io};
pub use changes::{SaidChange, change};
pub use commands::{Commands, commands};
pub use fact::{Fact, Said, facts_by_name};
pub use failures::{failures_unknown, lost, lost_names, outcome};
pub use lists::{NAMED, first, list, list_of, metric_of, names, networks};
pub use metrics::{metric_reason, scheme_evidence};
pub use problems::problem;
pub use reasons::reason;
pub use windows::windows;
