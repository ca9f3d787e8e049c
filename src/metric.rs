//! The cluster network metric: read backwards, predicted forwards, ranked.

use crate::model::{Cluster, LinkClass, NetworkState, Role};
use serde::Serialize;

/// Every network's metric, explained.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// Which rules the automatic values follow.
    pub scheme: Scheme,
    /// The evidence for the scheme.
    pub scheme_because: String,
    /// In the order of the capture.
    pub networks: Vec<Measured>,
}

/// How Windows chooses automatic metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Scheme {
    /// 1000 or 10000 plus steps of 100.
    #[serde(rename = "2008r2")]
    V2008R2,
    /// Base by role, less capability, less speed, plus a tie-breaker.
    #[serde(rename = "2012")]
    V2012,
    /// Nothing tells.
    #[serde(rename = "unknown")]
    Unknown,
}

/// What is said of one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Chosen by the cluster, and its parts are known.
    Automatic,
    /// Set by hand.
    Manual,
    /// Chosen by the cluster, but not by the published parts.
    Unexplained,
    /// The capture does not tell.
    Unknown,
}

/// One network's metric.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// The network's GUID.
    pub id: Option<String>,
    /// The network's name.
    pub name: String,
    /// Its role.
    pub role: Option<Role>,
    /// Its state.
    pub state: NetworkState,
    /// Its metric.
    pub metric: Option<u32>,
    /// Whether the cluster chose it.
    pub auto_metric: Option<bool>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The parts of the value, when they are known.
    pub explained: Option<Explained>,
    /// The value the adapters call for, when they are known and agree.
    pub predicted: Option<Predicted>,
    /// 1 is what NetFT prefers; equal metrics share a rank; `None` for networks without cluster traffic.
    pub rank: Option<usize>,
    /// The evidence, a sentence each.
    pub because: Vec<String>,
}

/// The parts of an automatic metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// 40000 or 80000; 1000 or 10000 in the 2008 R2 scheme.
    pub base: u32,
    /// What the network is credited with; `None` in the 2008 R2 scheme.
    pub capability: Option<LinkClass>,
    /// What the capability takes off.
    pub capability_value: u32,
    /// Gbit/s; `None` in the 2008 R2 scheme.
    pub speed_gbps: Option<u32>,
    /// What the speed takes off.
    pub speed_value: u32,
    /// What tells equal networks apart: 0 to 15, or a multiple of 100 in the 2008 R2 scheme.
    pub tie: u32,
}

/// The class value without its tie-breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Predicted {
    /// The metric of the first network of this class.
    pub metric: u32,
    /// What it was computed from.
    pub from: &'static str,
}

/// Explains every network's metric.
pub fn measure(cluster: &Cluster) -> Measure {
    let _ = cluster;
    Measure { scheme: Scheme::Unknown, scheme_because: String::new(), networks: Vec::new() }
}
