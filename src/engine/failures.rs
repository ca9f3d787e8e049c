//! What breaks when something fails: every network, node and interface is taken away, alone and with every other, and
//! what is left is compared with the undamaged cluster.
//!
//! `elements` says what can fail, `pairs` what a loss changes between two nodes, `count` adds that up for each failure
//! without going through the pairs that it does not touch, and `fold` makes one case of failures with equal outcomes.

mod compare;
mod count;
mod elements;
mod examples;
mod fold;
mod outcome;
mod pairs;
mod shared;

pub use count::{Analysis, Failure, undamaged};
pub use elements::{Element, What};
pub use examples::{Example, examples};
pub use fold::{Case, Folded, fold};
pub use outcome::{Counts, Damage, Key, Unit};
pub use shared::{Shared, SharedKind, Unknown, unknown};

/// The most networks of a cluster that can be asked about: a bit each.
pub const MAX_NETWORKS: usize = 128;

/// The most failures that are tried; 64 nodes on 8 networks have about 170,000. Each takes about a microsecond.
pub const MAX_FAILURES: usize = 1 << 22;
