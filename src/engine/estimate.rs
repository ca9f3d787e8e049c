//! How long something takes and what it loads: ranges with their factors, one file for each kind of estimate.

pub mod backup;
pub mod efficiency;
pub mod operations;
pub mod range;
pub mod redirect;
pub mod redirect_rests_on;

pub use range::{Factor, FactorKey, Range, Source, Unit, rounded};
