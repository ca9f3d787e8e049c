//! The cluster network metric: read backwards, predicted forwards, ranked.

use crate::model::{Cluster, Interface, Link, LinkClass, Network, NetworkState, Role, WindowsVersion};
use serde::Serialize;

/// Every network's metric, explained.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// Which rules the automatic values follow.
    pub scheme: Scheme,
    /// The evidence for the scheme.
    pub scheme_because: String,
    /// By metric and name; the order is that of the cluster's networks.
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

/// What the metric of a class starts from, by role, since Windows Server 2012.
const BASE_CLUSTER: u32 = 40_000;
const BASE_CLIENT: u32 = 80_000;
/// What a capability takes off; RDMA replaces RSS, they do not add up.
const CAPABILITIES: [(LinkClass, u32); 3] =
    [(LinkClass::Rdma, 19_200), (LinkClass::Rss, 9_600), (LinkClass::Plain, 0)];
/// What one Gbit/s takes off.
const PER_GBPS: u32 = 16;
/// The largest tie-breaker: one more would be the next speed step.
const MAX_TIE: u32 = PER_GBPS - 1;
/// No link of a cluster is faster; a larger result is a number that only looks like a metric.
const MAX_GBPS: u32 = 800;

/// Explains every network's metric.
pub fn measure(cluster: &Cluster) -> Measure {
    let (scheme, scheme_because) = detect_scheme(cluster);
    let interfaces = cluster.interfaces_by_network();
    let networks = cluster
        .networks
        .iter()
        .zip(ranks(cluster))
        .zip(&interfaces)
        .map(|((network, rank), interfaces)| measure_network(scheme, network, rank, interfaces))
        .collect();
    Measure { scheme, scheme_because, networks }
}

fn measure_network(
    scheme: Scheme,
    network: &Network,
    rank: Option<usize>,
    interfaces: &[&Interface],
) -> Measured {
    let mut because = Vec::new();
    let explained = match network.metric {
        Some(metric) if network.auto_metric != Some(false) => explain(scheme, network.role, metric),
        _ => None,
    };
    let verdict = match (network.metric, network.auto_metric) {
        (None, _) => {
            because.push("the capture has no metric for this network".to_owned());
            Verdict::Unknown
        }
        (Some(metric), Some(false)) => {
            because.push(format!("AutoMetric is False: {metric} was set by hand"));
            Verdict::Manual
        }
        (Some(metric), auto) => {
            match (&explained, scheme) {
                (Some(parts), _) => because.push(parts.sentence(metric)),
                (None, Scheme::Unknown) => because.push("the metric scheme is not known".to_owned()),
                (None, _) => because.push(unexplained(network.role, metric)),
            }
            match (auto, scheme, explained) {
                (None, ..) => {
                    because.push("AutoMetric is not in the capture, so it may be set by hand".to_owned());
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
                because.push(format!("the adapters call for {} before a tie-breaker", predicted.metric));
                if network.metric.is_none() {
                    because.push("a metric set by hand would not show in the capture".to_owned());
                }
                Some(predicted)
            }
            Err(reason) => {
                because.push(format!("not predicted: {reason}"));
                None
            }
        },
        Scheme::V2008R2 | Scheme::Unknown => None,
    };
    Measured {
        id: network.id.clone(),
        name: network.name.clone(),
        role: network.role,
        state: network.state,
        metric: network.metric,
        auto_metric: network.auto_metric,
        verdict,
        explained,
        predicted,
        rank,
        because,
    }
}

fn unexplained(role: Option<Role>, metric: u32) -> String {
    match role {
        Some(Role::None) => format!("{metric} is not explained: no rule is published for role None"),
        None => format!("{metric} is not explained: the role is not known"),
        Some(_) => format!("{metric} fits no published combination of role, capability and speed"),
    }
}

impl Explained {
    fn sentence(&self, metric: u32) -> String {
        let (Some(capability), Some(gbps)) = (self.capability, self.speed_gbps) else {
            let (class, step) = if self.base == 1_000 { ("private", 1_000) } else { ("public", 10_000) };
            return format!("{metric} = {step} for a {class} network + {}", self.tie);
        };
        let mut text = format!("{metric} = {}", self.base);
        text += if self.base == BASE_CLUSTER { " for role Cluster" } else { " for role ClusterAndClient" };
        if self.capability_value > 0 {
            text += &format!(" - {} for {}", self.capability_value, capability.word());
        }
        if gbps > 0 {
            text += &format!(" - {PER_GBPS} x {gbps} Gbit/s");
        }
        if self.tie > 0 {
            text += &format!(" + {} to tell equal networks apart", self.tie);
        }
        text
    }
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
    let base = [10_000, 1_000].into_iter().find(|base| metric >= *base)?;
    // A network without cluster traffic falls into the public class whatever its gateway.
    let plausible = base == 10_000 || role != Role::None;
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
fn predict(role: Option<Role>, interfaces: &[&Interface]) -> Result<Predicted, &'static str> {
    let base = base(role.ok_or("the role is not known")?).ok_or("no rule is published for this role")?;
    let mut links = interfaces.iter().map(|interface| interface.link.as_ref());
    let first = links.next().ok_or("no adapter of this network is known")?;
    let known = |link: Option<&Link>| link.and_then(|link| Some((link.class?, link.gbps?)));
    let (class, gbps) = known(first).ok_or("the adapters are not known")?;
    for link in links {
        match known(link) {
            None => return Err("not every node's adapter is known"),
            Some(other) if other != (class, gbps) => return Err("the nodes' adapters differ"),
            Some(_) => {}
        }
    }
    let whole = if gbps < 1.0 { 0.0 } else { gbps };
    if whole.fract() != 0.0 || whole > f64::from(MAX_GBPS) {
        return Err("no rule is published for this speed");
    }
    let capability = CAPABILITIES.iter().find(|(c, _)| *c == class).map_or(0, |(_, value)| *value);
    let metric = f64::from(base - capability) - f64::from(PER_GBPS) * whole;
    // Whole and within 26_400..=80_000 by the checks above.
    Ok(Predicted { metric: metric as u32, from: "adapters" })
}

/// Whether a metric is the predicted class value plus a tie-breaker.
pub fn fits(predicted: Predicted, metric: u32) -> bool {
    (predicted.metric..=predicted.metric + MAX_TIE).contains(&metric)
}

/// Which scheme the automatic values follow.
pub fn scheme(cluster: &Cluster) -> Scheme {
    match cluster.windows.version {
        Some(WindowsVersion::V2008R2) => Scheme::V2008R2,
        Some(_) => Scheme::V2012,
        None => scheme_without_version(cluster).map_or(Scheme::Unknown, |(scheme, _)| scheme),
    }
}

/// The scheme with its evidence: the version if it is known, else the values themselves.
fn detect_scheme(cluster: &Cluster) -> (Scheme, String) {
    if let Some(version) = cluster.windows.version {
        return (scheme(cluster), format!("Windows Server {}: {}", version.name(), cluster.windows.because));
    }
    scheme_without_version(cluster)
        .unwrap_or_else(|| (Scheme::Unknown, "no automatic metric fits a published scheme".to_owned()))
}

/// The scheme that the automatic metrics tell, else the oldest version that it can be.
fn scheme_without_version(cluster: &Cluster) -> Option<(Scheme, String)> {
    let since_2012 = cluster.windows.since.is_some_and(|since| since >= WindowsVersion::V2012);
    let by_age = || since_2012.then(|| (Scheme::V2012, cluster.windows.because.clone()));
    scheme_of_values(cluster).or_else(by_age)
}

/// The scheme that the automatic metrics alone tell, with the network that tells it.
pub fn scheme_of_values(cluster: &Cluster) -> Option<(Scheme, String)> {
    let automatic = || {
        cluster.networks.iter().filter(|n| n.auto_metric != Some(false)).filter_map(|n| Some((n, n.metric?)))
    };
    let steps = |metric: u32| {
        metric.is_multiple_of(100)
            && ((1_000..=1_900).contains(&metric) || (10_000..=10_900).contains(&metric))
    };
    let old = automatic().find(|(_, metric)| steps(*metric)).map(|found| (Scheme::V2008R2, "2008 R2", found));
    let new = || {
        automatic()
            .find(|(n, metric)| explain(Scheme::V2012, n.role, *metric).is_some())
            .map(|found| (Scheme::V2012, "2012 and later", found))
    };
    let (scheme, name, (network, metric)) = old.or_else(new)?;
    Some((scheme, format!("metric {metric} of {} is a value of the {name} scheme", network.name)))
}

/// Ranks by metric among the networks that carry cluster traffic; equal metrics share a rank.
fn ranks(cluster: &Cluster) -> Vec<Option<usize>> {
    let counted = |n: &Network| match n.role {
        Some(role) if role.carries_cluster_traffic() => n.metric,
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
