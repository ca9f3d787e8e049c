//! What a mechanism chose between two ends.

use super::reason::Reason;
use crate::model::NetworkId;
use serde::Serialize;

/// How sure an answer is; the order is from sure to unsure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Windows itself reported it.
    Observed,
    /// Follows from captured facts by documented rules.
    Computed,
    /// Rests on something that is not known or not published; the reasons name it.
    Assumed,
}

/// The networks between two ends, with the reasons. Pairs of nodes that look alike share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The networks in use now, in parallel when several and not `routed`.
    pub networks: Vec<NetworkId>,
    /// The others in the order they would take over.
    pub failover: Vec<NetworkId>,
    /// `false`: the facts leave more than one possibility, and `networks` lists them.
    pub determined: bool,
    /// How sure the choice is.
    pub certainty: Certainty,
    /// Why, in the order in which it is to be read.
    pub because: Vec<Reason>,
    /// Sum of the parallel networks' link speeds in Gbit/s; `None` when one is unknown.
    pub bandwidth_gbps: Option<f64>,
    /// `networks` are the two ends of one path, the sender's first, and not parallel.
    pub routed: bool,
    /// What was computed where Windows reports otherwise.
    pub computed_instead: Option<Vec<NetworkId>>,
}

impl Default for Choice {
    /// Nothing chosen yet.
    fn default() -> Self {
        Self {
            networks: Vec::new(),
            failover: Vec::new(),
            determined: true,
            certainty: Certainty::Computed,
            because: Vec::new(),
            bandwidth_gbps: None,
            routed: false,
            computed_instead: None,
        }
    }
}

impl Choice {
    /// Adds a reason.
    pub(super) fn add(&mut self, reason: Reason) {
        self.because.push(reason);
    }

    /// Adds a reason that names something which is not known or not published.
    pub(super) fn assume(&mut self, reason: Reason) {
        self.lower(Certainty::Assumed);
        self.because.push(reason);
    }

    /// Makes the choice at most this sure.
    pub(super) fn lower(&mut self, certainty: Certainty) {
        self.certainty = self.certainty.max(certainty);
    }
}
