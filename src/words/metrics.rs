//! What is said of a metric, in words.

use super::fact::Said;
use super::windows::{product, windows};
use crate::engine::metric::{
    BASE_CLUSTER, Explained, Measure, MetricReason, NotPredicted, PER_GBPS, Scheme, SchemeEvidence,
};
use crate::model::{Cluster, NetworkState};

/// What the scheme was found by.
pub fn scheme_evidence(cluster: &Cluster, measure: &Measure) -> String {
    match measure.scheme_because {
        SchemeEvidence::Version(version) => {
            format!("{}: {}", product(version), windows(cluster, &cluster.windows))
        }
        SchemeEvidence::Metric(network, metric) => {
            let scheme = if measure.scheme == Scheme::V2008R2 { "2008 R2" } else { "2012 and later" };
            let name = &cluster.networks[network].name;
            format!("metric {metric} of {name} is a value of the {scheme} scheme")
        }
        SchemeEvidence::Age => windows(cluster, &cluster.windows),
        SchemeEvidence::Nothing => "no automatic metric fits a published scheme".to_owned(),
    }
}

/// Says one piece of evidence.
pub fn metric_reason(reason: MetricReason) -> Said {
    match reason {
        MetricReason::NotCaptured => Said::new("not_captured", "the capture has no metric for this network"),
        MetricReason::SetByHand(metric) => {
            Said::new("set_by_hand", format!("AutoMetric is False: {metric} was set by hand"))
                .with("metric", metric)
        }
        MetricReason::Explained(metric, parts) => {
            Said::new("explained", explained(metric, &parts)).with("metric", metric)
        }
        MetricReason::SchemeUnknown => Said::new("scheme_unknown", "the metric scheme is not known"),
        MetricReason::DecidesNothing(metric) => {
            let message =
                format!("{metric} decides nothing: the network has role 0 and carries no cluster traffic");
            Said::new("decides_nothing", message).with("metric", metric)
        }
        MetricReason::Unexplained(metric, role) => {
            let message = match role {
                None => format!("{metric} is not explained: the role is not known"),
                Some(_) => format!("{metric} fits no published combination of role, capability and speed"),
            };
            Said::new("unexplained", message).with("metric", metric).with("role", role)
        }
        MetricReason::AutoMetricUnknown => {
            Said::new("auto_metric_unknown", "AutoMetric is not in the capture, so it may be set by hand")
        }
        MetricReason::AdaptersCallFor(metric) => {
            Said::new("adapters_call_for", format!("the adapters call for {metric} before a tie-breaker"))
                .with("metric", metric)
        }
        MetricReason::ManualWouldNotShow => {
            Said::new("manual_would_not_show", "a metric set by hand would not show in the capture")
        }
        MetricReason::Down(state) => {
            let state = match state {
                NetworkState::Unavailable => "Unavailable",
                _ => "Down",
            };
            Said::new("down", format!("the network is {state}: it carries nothing and has no rank"))
                .with("state", state)
        }
        MetricReason::NotPredicted(why) => {
            Said::new("not_predicted", format!("not predicted: {}", not_predicted(why)))
        }
    }
}

fn not_predicted(why: NotPredicted) -> &'static str {
    match why {
        NotPredicted::RoleUnknown => "the role is not known",
        NotPredicted::RoleWithoutRule => "no rule is published for this role",
        NotPredicted::NoAdapter => "no adapter of this network is known",
        NotPredicted::AdaptersUnknown => "the adapters are not known",
        NotPredicted::SomeAdaptersUnknown => "not every node's adapter is known",
        NotPredicted::AdaptersDiffer => "the nodes' adapters differ",
        NotPredicted::SpeedWithoutRule => "no rule is published for this speed",
    }
}

/// The sum that gives the metric.
fn explained(metric: u32, parts: &Explained) -> String {
    let (Some(capability), Some(gbps)) = (parts.capability, parts.speed_gbps) else {
        let (class, step) = if parts.base == 1_000 { ("private", 1_000) } else { ("public", 10_000) };
        return format!("{metric} = {step} for a {class} network + {}", parts.tie);
    };
    let mut text = format!("{metric} = {}", parts.base);
    text += if parts.base == BASE_CLUSTER { " for role Cluster" } else { " for role ClusterAndClient" };
    if parts.capability_value > 0 {
        text += &format!(" - {} for {}", parts.capability_value, capability.word());
    }
    if gbps > 0 {
        text += &format!(" - {PER_GBPS} x {gbps} Gbit/s");
    }
    if parts.tie > 0 {
        text += &format!(" + {} to tell equal networks apart", parts.tie);
    }
    text
}
