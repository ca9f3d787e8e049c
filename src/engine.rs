//! What follows from the facts: metrics explained and predicted, routes, and the same with something changed.

pub mod metric;
pub mod route;
pub mod what_if;
