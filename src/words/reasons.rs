//! Every reason of a route in words.

use super::fact::Said;
use super::lists::{names, networks, route_list};
use super::reason_parts::{describe, log_shows, with_link};
use crate::engine::route::Reason;
use crate::model::{Cluster, NetworkId, NodeId};

/// Says a reason of a route of this cluster.
pub fn reason(cluster: &Cluster, reason: &Reason) -> Said {
    let of = |networks: &[NetworkId]| names(cluster, networks);
    let name = |network: &NetworkId| cluster.networks[*network].name.as_str();
    let node = |node: &NodeId| cluster.nodes[*node].name.as_str();
    let all = |ids: &[NetworkId]| networks(cluster, ids);
    match reason {
        Reason::MetricsUnknown(unknown) => Said::new(
            "metrics_unknown",
            format!("the metric of {} is not known, so no order can be told", all(unknown).join(", ")),
        )
        .with("networks", all(unknown)),
        Reason::PlumbAllRoutesUnpublished => Said::new(
            "plumb_all_routes_unpublished",
            "PlumbAllCrossSubnetRoutes is 2, whose meaning is not published: treated as 0",
        ),
        Reason::EqualSums { paths, sum } => {
            let path = |(from, to): &(NetworkId, NetworkId)| match from == to {
                true => name(from).to_owned(),
                false => format!("{} to {}", name(from), name(to)),
            };
            let paths: Vec<String> = paths.iter().map(path).collect();
            let message = format!(
                "{} have the same sum of metrics, {sum}: which one NetFT uses is not determined",
                paths.join(", ")
            );
            Said::new("equal_sums", message).with("paths", paths).with("sum", *sum)
        }
        Reason::RoutedPath { from: (from, metric), to: (to, other), sum } => {
            let (from, to) = (name(from), name(to));
            let message = format!("routed from {from} to {to} with the sum of metrics {metric} + {other} = {sum}");
            Said::new("routed_path", message)
                .with("from", from)
                .with("to", to)
                .with("from_metric", *metric)
                .with("to_metric", *other)
                .with("sum", *sum)
        }
        Reason::OnlyNetwork(network) => {
            Said::new("only_network", format!("{} is the only network", name(network))).with("network", name(network))
        }
        Reason::OnlyRoutedPath { from, to } => {
            let (from, to) = (name(from), name(to));
            Said::new("only_routed_path", format!("the only path is routed from {from} to {to}"))
                .with("from", from)
                .with("to", to)
        }
        Reason::OnlySharedNetwork(network) => {
            Said::new("only_shared_network", format!("{} is the only network both ends can use", name(network)))
                .with("network", name(network))
        }
        Reason::LowestSum { network, metric, sum } => {
            let message = format!("{} has the lowest sum of metrics: 2 x {metric} = {sum}", name(network));
            Said::new("lowest_sum", message).with("network", name(network)).with("metric", *metric).with("sum", *sum)
        }
        Reason::ThenCome(after) => {
            let sums: Vec<String> = after.iter().map(|(n, metric)| format!("{} (2 x {metric})", name(n))).collect();
            let ids: Vec<NetworkId> = after.iter().map(|(n, _)| *n).collect();
            Said::new("then_come", format!("then come {}", route_list(&sums))).with("networks", all(&ids))
        }
        Reason::RoutedAsWell(networks) => Said::new(
            "routed_as_well",
            format!("PlumbAllCrossSubnetRoutes is 1: routed paths over {} are tried as well", of(networks)),
        )
        .with("networks", all(networks)),
        Reason::RoutedOverClusterOnly => Said::new(
            "routed_over_cluster_only",
            "every path left is routed and has a cluster-only end: such a network normally has no default gateway, \
             so this holds only with static routes",
        ),
        Reason::RoutingBesideBroken(networks) => Said::new(
            "routing_beside_broken",
            format!(
                "whether the cluster looks for routed paths where common networks do not work ({}) is not published",
                of(networks)
            ),
        )
        .with("networks", all(networks)),
        Reason::LogShows { node: writer, priority, day, view } => {
            log_shows(cluster, node(writer), *priority, day.as_deref(), *view)
        }
        Reason::ClientNetworksAllowed(networks) => Said::new(
            "client_networks_allowed",
            format!("UseClientAccessNetworksForSharedVolumes is 1: {} may be used too", of(networks)),
        )
        .with("networks", all(networks)),
        Reason::ClientNetworksAutomatic => Said::new(
            "client_networks_automatic",
            "UseClientAccessNetworksForSharedVolumes is 2 (automatic), whose rule is not published: treated as 0",
        ),
        Reason::ClientNetworksTaken(networks) => Said::new(
            "client_networks_taken",
            format!("no network of role Cluster joins the ends: {} is taken to carry CSV traffic", of(networks)),
        )
        .with("networks", all(networks)),
        Reason::LastResort(networks) => Said::new(
            "last_resort",
            format!("{} is the last resort, used only when no network of role Cluster is left", of(networks)),
        )
        .with("networks", all(networks)),
        Reason::OnlyNetworkThatQualifies(network) => Said::new(
            "only_network_that_qualifies",
            format!("{} is the only network that qualifies between the ends", name(network)),
        )
        .with("network", name(network)),
        Reason::LinksUnknown(networks) => Said::new(
            "links_unknown",
            format!(
                "RDMA, RSS and speed of {} are not known, so SMB Multichannel's order cannot be told: \
                 capture Get-SmbClientNetworkInterface of both nodes",
                of(networks)
            ),
        )
        .with("networks", all(networks)),
        Reason::SmbPrefers(networks, link) => {
            let message = match networks.len() {
                1 => format!("SMB Multichannel prefers {}: {}", of(networks), describe(*link)),
                _ => format!("SMB Multichannel uses {} in parallel: each is {}", of(networks), describe(*link)),
            };
            with_link(Said::new("smb_prefers", message).with("networks", all(networks)), *link)
        }
        Reason::Waits(network, link) => {
            let message = format!("{} waits: {}", name(network), describe(*link));
            with_link(Said::new("waits", message).with("network", name(network)), *link)
        }
        Reason::LinksFromMetrics => {
            Said::new("links_from_metrics", "class and speed are read from the automatic metrics")
        }
        Reason::LinksFromUnconfirmedMetrics => Said::new(
            "links_from_unconfirmed_metrics",
            "class and speed are read from the metrics, taken to be automatic: AutoMetric is not captured",
        ),
        Reason::CsvRouted { from, to } => {
            let (from, to) = (name(from), name(to));
            let message = format!(
                "the ends share no network: routed from {from} to {to}, which multi-subnet CSV allows since 2012"
            );
            Said::new("csv_routed", message).with("from", from).with("to", to)
        }
        Reason::SmbConfirms(at) => Said::new(
            "smb_confirms",
            format!("Get-SmbMultichannelConnection on {} shows the same networks in use", node(at)),
        )
        .with("node", node(at)),
        Reason::SmbDiffers { node: at, seen, computed } => Said::new(
            "smb_differs",
            format!(
                "Get-SmbMultichannelConnection on {} shows {} in use, computed were {}",
                node(at),
                of(seen),
                of(computed)
            ),
        )
        .with("node", node(at))
        .with("seen", all(seen))
        .with("computed", all(computed)),
        Reason::OrderNames(networks) => {
            Said::new("order_names", format!("MigrationNetworkOrder names {}", of(networks)))
                .with("networks", all(networks))
        }
        Reason::DefaultOrder(networks, last) => Said::new(
            "default_order",
            format!(
                "the default order is {}: cluster-only networks by metric, then client networks, and last {}, \
                 the cluster-only network with the lowest metric",
                of(networks),
                name(last)
            ),
        )
        .with("networks", all(networks))
        .with("last", name(last)),
        Reason::DefaultOrderUnknown => Said::new(
            "default_order_unknown",
            "the default order is that of the metrics, but the cluster-only network with the lowest metric \
             comes last",
        ),
        Reason::DefaultOrderByMetric => Said::new("default_order_by_metric", "the default order goes by metric"),
        Reason::RestFollows(networks) => Said::new(
            "rest_follows",
            format!(
                "{} is not in MigrationNetworkOrder and is taken to follow in the default order",
                of(networks)
            ),
        )
        .with("networks", all(networks)),
        Reason::OrderNotCaptured => Said::new(
            "order_not_captured",
            "MigrationNetworkOrder is not captured: taken to be empty, the default",
        ),
        Reason::ExcludeNotCaptured => Said::new(
            "exclude_not_captured",
            "MigrationExcludeNetworks is not captured: taken to be empty, the default",
        ),
        Reason::ListCut(list) => Said::new(
            "list_cut",
            format!(
                "{list} was cut by the console, and more networks may stand in it: \
                 'Get-ClusterResourceType \"Virtual Machine\" | Get-ClusterParameter | Format-List' prints it whole"
            ),
        )
        .with("list", *list),
        Reason::OrderMetricUnknown => {
            Said::new("order_metric_unknown", "a metric is not known, so the default order cannot be told")
        }
        Reason::ListIdsUnknown(list) => Said::new(
            "list_ids_unknown",
            format!(
                "{list} names networks by id, and the capture does not tell the ids of all networks: \
                 capture the property Id"
            ),
        )
        .with("list", *list),
        Reason::OrderVersionUnknown => Said::new("order_version_unknown", "the Windows version is not known"),
        Reason::OrderMayBe2025 => {
            Said::new("order_may_be_2025", "the Windows version is not known, and 2025 chooses differently")
        }
        Reason::OrderOf2025 => Said::new(
            "order_of_2025",
            "Windows Server 2025 chooses by a new order that is not published: the order of 2022 is given",
        ),
        Reason::OrderOf23H2 => Said::new(
            "order_of_23h2",
            "whether Azure Local 23H2 has the new order of 2025 is not published: the order of 2022 is given",
        ),
        Reason::OrderOf2025Or23H2 => Said::new(
            "order_of_2025_or_23h2",
            "Windows Server 2025 chooses by a new order that is not published, and neither is whether Azure Local \
             23H2 has it: the order of 2022 is given",
        ),
        Reason::AtcMayRewrite => Said::new(
            "atc_may_rewrite",
            "Network ATC selects live migration networks and may rewrite the lists at any time",
        ),
        Reason::Excluded(networks) => {
            Said::new("excluded", format!("MigrationExcludeNetworks takes out {}", of(networks)))
                .with("networks", all(networks))
        }
        Reason::RoleDoubtful(networks) => Said::new(
            "role_doubtful",
            format!(
                "{} carries no cluster traffic by its role; sources disagree whether live migration then uses it",
                of(networks)
            ),
        )
        .with("networks", all(networks)),
        Reason::FirstInList(network) => {
            Said::new("first_in_list", format!("{} is the first in it that joins the ends", name(network)))
                .with("network", name(network))
        }
        Reason::SmbSpreads(networks, link) => {
            let message = format!(
                "the performance option is SMB: Multichannel spreads over {} as well, each is {}",
                of(networks),
                describe(*link)
            );
            with_link(Said::new("smb_spreads", message).with("networks", all(networks)), *link)
        }
        Reason::SmbMayUseOthers(networks, link) => {
            let message = format!(
                "the performance option is SMB: Multichannel may also use {}, equal ({}) but not in the list",
                of(networks),
                describe(*link)
            );
            with_link(Said::new("smb_may_use_others", message).with("networks", all(networks)), *link)
        }
        Reason::SmbMaySpread(networks) => Said::new(
            "smb_may_spread",
            format!(
                "VirtualMachineMigrationPerformanceOption is not captured: if it is SMB, it spreads over {} too",
                of(networks)
            ),
        )
        .with("networks", all(networks)),
        Reason::NoneInList => Said::new("none_in_list", "no network of the list joins the ends"),
        Reason::AllExcluded(networks) => {
            Said::new("all_excluded", format!("every network that joins the ends is excluded: {}", of(networks)))
                .with("networks", all(networks))
        }
        Reason::NoCommonNetworkNeeded => Said::new(
            "no_common_network_needed",
            "Windows Server 2025 no longer needs a common network; which it then takes is not published",
        ),
        Reason::StateReported(mode) => {
            Said::new("state_reported", format!("Get-ClusterSharedVolumeState says {}", mode.word()))
                .with("state", mode.word())
        }
        Reason::RedirectedAccessOn => {
            Said::new("redirected_access_on", "redirected access is turned on for the volume")
        }
        Reason::NoDirectIo => Said::new("no_direct_io", "the volume's FaultState is NoDirectIO"),
        Reason::NoFault => Said::new("no_fault", "the volume has no fault and is not redirected"),
        Reason::FaultsUnknown => {
            if_redirected("faults_unknown", "neither the state nor the faults of the volume are captured")
        }
        Reason::Refs => Said::new("refs", "the volume is ReFS"),
        Reason::NtfsOnCoordinator => {
            Said::new("ntfs_on_coordinator", "the volume is NTFS and this node coordinates it")
        }
        Reason::NtfsOnS2d => Said::new("ntfs_on_s2d", "the volume is NTFS on Storage Spaces Direct"),
        Reason::FileSystemUnknown => if_redirected(
            "file_system_unknown",
            "the file system is not captured: on Storage Spaces Direct ReFS redirects all I/O and NTFS its blocks",
        ),
        Reason::StorageUnknown => {
            if_redirected("storage_unknown", "neither the volume's state nor its kind of storage is captured")
        }
        Reason::VolumesNotCaptured => Said::new(
            "volumes_not_captured",
            "shared volumes are not captured: this is the way if I/O is redirected",
        ),
        Reason::CoordinatorDown => Said::new(
            "coordinator_down",
            "the volume moves to another coordinator: ask again with owner:VOLUME=NODE",
        ),
        Reason::CoordinatorItself => {
            Said::new("coordinator_itself", "this node coordinates the volume: its I/O stays local")
        }
        Reason::CoordinatorUnknown => {
            Said::new("coordinator_unknown", "the volume's coordinator is not known, so no way can be told")
        }
        Reason::CsvVersionUnknown => Said::new(
            "csv_version_unknown",
            "the Windows version is not known: computed as for 2012 and later",
        ),
        Reason::PlacesNotCaptured { nodes } => Said::new("places_not_captured", places_not_captured(*nodes)),
        Reason::NoClusterNetworkUp => {
            Said::new("no_cluster_network_up", "no network of role Cluster or ClusterAndClient is up")
        }
        Reason::NodeDown(down) => Said::new("node_down", format!("{} is down", node(down))).with("node", node(down)),
        Reason::NoCommonNetwork => {
            Said::new("no_common_network", "the ends have no interface on a common cluster network")
        }
        Reason::CommonNetworksBroken(networks) => {
            Said::new("common_networks_broken", format!("the common networks do not work: {}", of(networks)))
                .with("networks", all(networks))
        }
        Reason::NetworkDown(network) => {
            Said::new("network_down", format!("{} is down", name(network))).with("network", name(network))
        }
    }
}

/// A mode that is not known: the route is told for the case that I/O is redirected.
fn if_redirected(key: &'static str, why: &str) -> Said {
    Said::new(key, format!("{why}; the route is the one used if I/O is redirected"))
}

/// `interfaces are not captured: every node is taken to be on every network`.
pub(super) fn places_not_captured(nodes: bool) -> String {
    let what = if nodes { "nodes and interfaces are" } else { "interfaces are" };
    format!("{what} not captured: every node is taken to be on every network")
}
