//! How long something takes and what it loads: ranges with their factors, one file for each kind of estimate.

mod ability;
pub mod backup;
pub mod drain;
pub mod efficiency;
pub mod faster;
pub mod migration;
pub mod operations;
pub mod range;
pub mod redirect;
pub mod redirect_rests_on;

pub use range::{Factor, FactorKey, Range, Source, Unit, rounded};
