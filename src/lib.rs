//! Which network carries the traffic of a Windows failover cluster, why, and what to change.
//!
//! The library answers questions about the networks of one cluster as a pure function: bytes in, JSON out.
//! C callers use the functions of `include/clusterroute.h`, Rust callers the module [`api`].
//! `ARCHITECTURE.md` is the map.

pub mod advice;
pub mod api;
pub mod capture;
pub mod compare;
pub mod engine;
pub mod error;
pub mod ffi;
pub mod model;
pub mod names;
pub mod nearest;
pub mod parallel;
pub mod report;
pub mod rules;
pub mod schema;
mod steps;
pub mod visible;
pub mod words;
