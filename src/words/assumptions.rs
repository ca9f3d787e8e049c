//! What a whole answer takes for granted, in words.

use super::fact::Said;
use super::lists::networks;
use super::reasons::places_not_captured;
use super::windows::windows;
use crate::engine::route::Assumption;
use crate::model::Cluster;

/// Says an assumption about this cluster.
pub fn assumption(cluster: &Cluster, assumption: &Assumption) -> Said {
    match assumption {
        Assumption::PlacesNotCaptured { nodes } => {
            Said::new("places_not_captured", places_not_captured(*nodes))
        }
        Assumption::InterfacesDerived => Said::new(
            "interfaces_derived",
            "interfaces are derived from the nodes' addresses and the networks' prefixes",
        ),
        Assumption::NetworksProposed => Said::new(
            "networks_proposed",
            "networks and roles are those that validation works out for the nodes: what was changed in the \
             cluster itself, metrics set by hand among it, does not show",
        ),
        Assumption::VersionByEvidence => Said::new(
            "version_by_evidence",
            format!("the Windows version is not known, but {}", windows(cluster, &cluster.windows)),
        ),
        Assumption::VersionByMetrics => Said::new(
            "version_by_metrics",
            "the Windows version is not known, but the metrics are those of 2012 and later",
        ),
        Assumption::VersionUnknown => Said::new(
            "version_unknown",
            "the Windows version is not known: routes are computed as for 2012 and later",
        ),
        Assumption::VersionMayBe23H2 => Said::new(
            "version_may_be_23h2",
            format!("the Windows version is taken to be 2025: {}", windows(cluster, &cluster.windows)),
        ),
        Assumption::OneNode => {
            Said::new("one_node", "the capture names one node: there is no pair to compute traffic for")
        }
        Assumption::NodesNamed(count) => {
            Said::new("nodes_named", format!("the nodes are the {count} that the capture names"))
                .with("count", *count)
        }
        Assumption::RolesUnknown(of) => {
            let of = networks(cluster, of);
            let message = format!("the role of {} is not known: left out of every route", of.join(", "));
            Said::new("roles_unknown", message).with("networks", of)
        }
        Assumption::RolesByMetric(of) => {
            let of = networks(cluster, of);
            let message = format!(
                "the role of {} is not captured: it is taken from the automatic metric, which is lower where only the \
                 cluster may use a network; one that the cluster may not use would look like one for clients",
                of.join(", ")
            );
            Said::new("roles_by_metric", message).with("networks", of)
        }
        Assumption::VolumesNotCaptured => Said::new(
            "volumes_not_captured",
            "shared volumes are not captured: which node coordinates is not known",
        ),
        Assumption::NoVolumes => Said::new("no_volumes", "the cluster has no Cluster Shared Volumes"),
    }
}
