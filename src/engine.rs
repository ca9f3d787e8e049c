//! What follows from the facts: the Windows version, metrics explained and predicted, routes, how long things take, and the
//! same with something changed.

pub mod attribute;
pub mod change;
pub mod estimate;
pub mod failures;
pub mod metric;
pub mod route;
pub mod what_if;
pub mod windows;
