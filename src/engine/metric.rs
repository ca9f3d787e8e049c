//! The cluster network metric: read backwards, predicted forwards, ranked.

use crate::model::{
    Cluster, Interface, Link, LinkClass, Network, NetworkId, NetworkState, Role, WindowsVersion,
};
use serde::Serialize;

/// Every network's metric, explained.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Which rules the automatic values follow.
    pub scheme: Scheme,
    /// What the scheme was found by.
    pub scheme_because: SchemeEvidence,
    /// In the order of the cluster's networks.
    pub networks: Vec<Measured>,
}

/// How Windows chooses automatic metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// 1000 or 10000 plus steps of 100.
    #[serde(rename = "2008r2")]
    V2008R2,
    /// Base by role, less capability, less speed, plus a tie-breaker.
    #[serde(rename = "2012")]
    V2012,
    /// Nothing tells.
    Unknown,
}

/// What a scheme was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeEvidence {
    /// The Windows version.
    Version(WindowsVersion),
    /// The metric of this network.
    Metric(NetworkId, u32),
    /// Windows is of 2012 or later, by the evidence for that.
    Age,
    /// No automatic metric fits a scheme.
    Nothing,
}

/// What is said of one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Chosen by the cluster, and its parts are known.
    Automatic,
    /// Set by hand.
    Manual,
    /// Chosen by the cluster, but not by the published parts.
    Unexplained,
    /// The network has role 0: its metric decides nothing, and no rule for it is published.
    NotUsed,
    /// The capture does not tell.
    Unknown,
}

/// One network's metric.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The network.
    pub network: NetworkId,
    /// What is said of its metric.
    pub verdict: Verdict,
    /// The parts of the value, when they are known.
    pub explained: Option<Explained>,
    /// The value the adapters call for before a tie-breaker, when they are known and agree.
    pub predicted: Option<u32>,
    /// 1 is what NetFT prefers; equal metrics share a rank; `None` for networks that carry no cluster traffic: by
    /// their role, or because they are down.
    pub rank: Option<usize>,
    /// The evidence.
    pub because: Vec<MetricReason>,
}

/// One piece of evidence for what is said of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricReason {
    /// The capture has no metric.
    NotCaptured,
    /// `AutoMetric` is False.
    SetByHand(u32),
    /// The value is the sum of its parts.
    Explained(u32, Explained),
    /// Which scheme the value would follow is not known.
    SchemeUnknown,
    /// The value fits no published combination for the role.
    Unexplained(u32, Option<Role>),
    /// The network has role 0, so its metric decides nothing.
    DecidesNothing(u32),
    /// `AutoMetric` is not captured.
    AutoMetricUnknown,
    /// What the adapters call for.
    AdaptersCallFor(u32),
    /// Nothing is captured that would show a value set by hand.
    ManualWouldNotShow,
    /// Why nothing is predicted.
    NotPredicted(NotPredicted),
    /// The network is down or unavailable, and has no rank.
    Down(NetworkState),
}

/// Why no metric is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPredicted {
    /// The role is not known.
    RoleUnknown,
    /// No rule is published for the role.
    RoleWithoutRule,
    /// No adapter of the network is known.
    NoAdapter,
    /// Class or speed of the adapters is not known.
    AdaptersUnknown,
    /// Not every node's adapter is known.
    SomeAdaptersUnknown,
    /// The nodes' adapters differ.
    AdaptersDiffer,
    /// No rule is published for the speed.
    SpeedWithoutRule,
}

/// The parts of an automatic metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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

/// What the metric of a network with role 1 starts from, since Windows Server 2012.
pub const BASE_CLUSTER: u32 = 40_000;
/// The same for role 3.
const BASE_CLIENT: u32 = 80_000;
/// The same for role 3 in Windows Server 2008 R2, where role 1 starts from 1000.
const BASE_CLIENT_2008R2: u32 = 10_000;
/// What a capability takes off; RDMA replaces RSS, they do not add up.
const CAPABILITIES: [(LinkClass, u32); 3] =
    [(LinkClass::Rdma, 19_200), (LinkClass::Rss, 9_600), (LinkClass::Plain, 0)];
/// What one Gbit/s takes off.
pub const PER_GBPS: u32 = 16;
/// The largest tie-breaker: one more would be the next speed step.
const MAX_TIE: u32 = PER_GBPS - 1;
/// No link of a cluster is faster; a larger result is a number that only looks like a metric.
const MAX_GBPS: u32 = 800;

/// Explains every network's metric.
pub fn measure(cluster: &Cluster) -> Measure {
    let (scheme, scheme_because) = detect_scheme(cluster);
    let interfaces = cluster.interfaces_by_network();
    let networks = cluster.networks_by_id().zip(ranks(cluster)).zip(&interfaces);
    let networks = networks
        .map(|(((id, network), rank), interfaces)| Measured {
            network: id,
            rank,
            ..measure_network(scheme, network, interfaces)
        })
        .collect();
    Measure { scheme, scheme_because, networks }
}

fn measure_network(scheme: Scheme, network: &Network, interfaces: &[&Interface]) -> Measured {
    let mut because = Vec::new();
    let explained = match network.metric {
        Some(metric) if network.auto_metric != Some(false) => explain(scheme, network.role, metric),
        _ => None,
    };
    let verdict = match (network.metric, network.auto_metric) {
        (None, _) => {
            because.push(MetricReason::NotCaptured);
            Verdict::Unknown
        }
        (Some(metric), Some(false)) => {
            because.push(MetricReason::SetByHand(metric));
            Verdict::Manual
        }
        (Some(metric), auto) => {
            because.push(match (explained, scheme) {
                (Some(parts), _) => MetricReason::Explained(metric, parts),
                (None, _) if network.role == Some(Role::None) => MetricReason::DecidesNothing(metric),
                (None, Scheme::Unknown) => MetricReason::SchemeUnknown,
                (None, _) => MetricReason::Unexplained(metric, network.role),
            });
            match (auto, scheme, explained) {
                (_, _, None) if network.role == Some(Role::None) => Verdict::NotUsed,
                (None, ..) => {
                    because.push(MetricReason::AutoMetricUnknown);
                    Verdict::Unknown
                }
                (_, Scheme::Unknown, _) => Verdict::Unknown,
                (_, _, Some(_)) => Verdict::Automatic,
                (_, _, None) => Verdict::Unexplained,
            }
        }
    };
    let predicted = match scheme {
        Scheme::V2012 => match predict(network.role, interfaces) {
            Ok(predicted) => {
                because.push(MetricReason::AdaptersCallFor(predicted));
                if network.metric.is_none() {
                    because.push(MetricReason::ManualWouldNotShow);
                }
                Some(predicted)
            }
            Err(reason) => {
                because.push(MetricReason::NotPredicted(reason));
                None
            }
        },
        Scheme::V2008R2 | Scheme::Unknown => None,
    };
    if is_down(network) {
        because.push(MetricReason::Down(network.state));
    }
    Measured { network: NetworkId::default(), verdict, explained, predicted, rank: None, because }
}

/// Reads an automatic metric backwards; `None` when the scheme does not explain it, which is never forced.
pub fn explain(scheme: Scheme, role: Option<Role>, metric: u32) -> Option<Explained> {
    match scheme {
        Scheme::V2012 => explain_2012(role?, metric),
        Scheme::V2008R2 => explain_2008r2(role?, metric),
        Scheme::Unknown => None,
    }
}

/// Windows Server 2012 and later, after
/// [Savill](https://www.itprotoday.com/windows-78/automatic-metrics-windows-server-2012-r2); the 16 per Gbit/s
/// is reconstructed from published values.
fn explain_2012(role: Role, metric: u32) -> Option<Explained> {
    let base = base(role)?;
    let (capability, capability_value, rest) = CAPABILITIES.iter().find_map(|(class, value)| {
        let rest = i64::from(base) - i64::from(*value) - i64::from(metric);
        (rest >= -i64::from(MAX_TIE)).then_some((*class, *value, rest))
    })?;
    let speed = u32::try_from(rest.max(0)).ok()?.div_ceil(PER_GBPS);
    let tie = u32::try_from(i64::from(PER_GBPS * speed) - rest).ok()?;
    (tie <= MAX_TIE && speed <= MAX_GBPS).then_some(Explained {
        base,
        capability: Some(capability),
        capability_value,
        speed_gbps: Some(speed),
        speed_value: PER_GBPS * speed,
        tie,
    })
}

/// Windows Server 2008 R2, after
/// [KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access).
fn explain_2008r2(role: Role, metric: u32) -> Option<Explained> {
    let base = [BASE_CLIENT_2008R2, 1_000].into_iter().find(|base| metric >= *base)?;
    // A network without cluster traffic falls into the public class whatever its gateway.
    let plausible = base == BASE_CLIENT_2008R2 || role != Role::None;
    (metric.is_multiple_of(100) && plausible).then_some(Explained {
        base,
        capability: None,
        capability_value: 0,
        speed_gbps: None,
        speed_value: 0,
        tie: metric - base,
    })
}

fn base(role: Role) -> Option<u32> {
    match role {
        Role::Cluster => Some(BASE_CLUSTER),
        Role::ClusterAndClient => Some(BASE_CLIENT),
        Role::None | Role::Client => None,
    }
}

/// The class value that a network's adapters call for, or why there is none.
///
/// Teams, mixed adapters and speeds off the list are not published, so nothing is computed for them.
pub(super) fn predict(role: Option<Role>, interfaces: &[&Interface]) -> Result<u32, NotPredicted> {
    let role = role.ok_or(NotPredicted::RoleUnknown)?;
    base(role).ok_or(NotPredicted::RoleWithoutRule)?;
    let mut links = interfaces.iter().map(|interface| interface.link.as_ref());
    let first = links.next().ok_or(NotPredicted::NoAdapter)?;
    let known = |link: Option<&Link>| link.and_then(|link| Some((link.class?, link.gbps?)));
    let (class, gbps) = known(first).ok_or(NotPredicted::AdaptersUnknown)?;
    for link in links {
        match known(link) {
            None => return Err(NotPredicted::SomeAdaptersUnknown),
            Some(other) if other != (class, gbps) => return Err(NotPredicted::AdaptersDiffer),
            Some(_) => {}
        }
    }
    of_parts(role, class, gbps).ok_or(NotPredicted::SpeedWithoutRule)
}

/// The class value of a role, a capability and a speed; `None` where no rule is published for one of them.
pub(super) fn of_parts(role: Role, class: LinkClass, gbps: f64) -> Option<u32> {
    let whole = if gbps < 1.0 { 0.0 } else { gbps };
    if whole.fract() != 0.0 || whole > f64::from(MAX_GBPS) {
        return None;
    }
    let capability = CAPABILITIES.iter().find(|(c, _)| *c == class).map_or(0, |(_, value)| *value);
    let metric = f64::from(base(role)? - capability) - f64::from(PER_GBPS) * whole;
    // Whole and within 8_000..=80_000 by the checks above.
    Some(metric as u32)
}

/// Whether a metric is the predicted class value plus a tie-breaker.
pub fn fits(predicted: u32, metric: u32) -> bool {
    (predicted..=predicted + MAX_TIE).contains(&metric)
}

/// Which scheme the automatic values follow.
pub fn scheme(cluster: &Cluster) -> Scheme {
    detect_scheme(cluster).0
}

/// Roles that are not captured, from automatic metrics: what a metric starts from is lower for role 1. Role 0 looks like
/// role 3 there, so the answer says what it takes for granted.
pub fn assume_roles(cluster: &mut Cluster) {
    let limit = match scheme(cluster) {
        Scheme::V2008R2 => BASE_CLIENT_2008R2,
        Scheme::V2012 => BASE_CLUSTER + MAX_TIE + 1,
        Scheme::Unknown => return,
    };
    for network in cluster.networks.iter_mut().filter(|network| network.role.is_none()) {
        let Some(metric) = network.metric.filter(|_| network.auto_metric == Some(true)) else { continue };
        network.role = Some(if metric < limit { Role::Cluster } else { Role::ClusterAndClient });
        network.role_by_metric = true;
    }
}

/// The scheme with its evidence: the version if it is known, else the values themselves, else the oldest version
/// that it can be.
fn detect_scheme(cluster: &Cluster) -> (Scheme, SchemeEvidence) {
    let windows = &cluster.windows;
    if let Some(version) = windows.version {
        let is_old = version == WindowsVersion::V2008R2;
        let scheme = if is_old { Scheme::V2008R2 } else { Scheme::V2012 };
        return (scheme, SchemeEvidence::Version(version));
    }
    if let Some((scheme, network, metric)) = scheme_of_values(cluster) {
        return (scheme, SchemeEvidence::Metric(network, metric));
    }
    match windows.since.is_some_and(|since| since >= WindowsVersion::V2012) {
        true => (Scheme::V2012, SchemeEvidence::Age),
        false => (Scheme::Unknown, SchemeEvidence::Nothing),
    }
}

/// The scheme that the automatic metrics alone show, with the network that shows it and its metric.
pub fn scheme_of_values(cluster: &Cluster) -> Option<(Scheme, NetworkId, u32)> {
    let automatic = || {
        let networks = cluster.networks_by_id().filter(|(_, n)| n.auto_metric != Some(false));
        networks.filter_map(|(id, n)| Some((id, n.role, n.metric?)))
    };
    let steps = |metric: u32| {
        metric.is_multiple_of(100)
            && ((1_000..=1_900).contains(&metric) || (10_000..=10_900).contains(&metric))
    };
    let old =
        automatic().find(|(.., metric)| steps(*metric)).map(|(id, _, metric)| (Scheme::V2008R2, id, metric));
    old.or_else(|| {
        let new = automatic().find(|(_, role, metric)| explain(Scheme::V2012, *role, *metric).is_some());
        new.map(|(id, _, metric)| (Scheme::V2012, id, metric))
    })
}

fn is_down(network: &Network) -> bool {
    matches!(network.state, NetworkState::Down | NetworkState::Unavailable)
}

/// Ranks by metric among the networks that carry cluster traffic now; equal metrics share a rank.
fn ranks(cluster: &Cluster) -> Vec<Option<usize>> {
    let counted = |n: &Network| match n.role {
        Some(role) if role.carries_cluster_traffic() && !is_down(n) => n.metric,
        _ => None,
    };
    let mut metrics: Vec<u32> = cluster.networks.iter().filter_map(counted).collect();
    metrics.sort_unstable();
    cluster
        .networks
        .iter()
        .map(|n| counted(n).map(|metric| metrics.partition_point(|other| *other < metric) + 1))
        .collect()
}

#[cfg(test)]
#[path = "metric_tests.rs"]
mod tests;
