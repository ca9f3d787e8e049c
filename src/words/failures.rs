//! What breaks when something fails, in sentences.

use super::fact::{Fact, Said};
use super::lists::{list, list_of, networks};
use crate::engine::failures::{Element, Key, SharedKind, Unknown, What};
use crate::model::{Cluster, NetworkId, NodeId, WindowsVersion};
use crate::visible::shown;

/// What happens, and how often.
pub fn outcome(key: Key, count: usize) -> String {
    let counted = |one: &str, many: &str| if count == 1 { one.to_owned() } else { format!("{count} {many}") };
    let pairs = || counted("one pair of nodes", "pairs of nodes");
    let paths = || counted("one CSV path", "CSV paths");
    let verb = |one: &'static str, many: &'static str| if count == 1 { one } else { many };
    match key {
        Key::NoPath => format!("{} {} last cluster path", pairs(), verb("loses its", "lose their")),
        Key::CsvNone => format!("{} {} no network left", paths(), verb("has", "have")),
        Key::MigrationNone => format!("live migration has no network left between {}", pairs()),
        Key::ClusterOnClient => {
            format!("cluster traffic of {} falls to a client network", pairs())
        }
        Key::CsvOnClient => format!("{} {} to a client network", paths(), verb("falls", "fall")),
        Key::MigrationOnClient => format!("live migration of {} falls to a client network", pairs()),
        Key::CsvSlower => format!("{} {} slower", paths(), verb("gets", "get")),
        Key::CsvFewer => format!("{} {} fewer networks in parallel", paths(), verb("has", "have")),
        Key::CoordinatorMoves => {
            format!("{} another coordinator", counted("one volume gets", "volumes get"))
        }
    }
}

/// What is lost: `network A`, `node N1`, `interface N1/A`, `interfaces N1/A and N1/B (one adapter)`.
pub fn lost(cluster: &Cluster, element: &Element) -> String {
    let names = lost_names(cluster, element);
    let several = |one: &str, many: &str| if names.len() == 1 { one.to_owned() } else { many.to_owned() };
    let kind = match element.what {
        What::Networks(_) => several("network", "networks"),
        What::Node(_) => "node".to_owned(),
        What::Interfaces(..) => several("interface", "interfaces"),
    };
    let shared = element.shared.as_ref().map(|shared| format!(" ({})", on_one(shared.kind)));
    shown(format!("{kind} {}{}", list(&names), shared.unwrap_or_default()))
}

/// The names of what is lost: of networks, of a node, or of interfaces as `NODE/NETWORK`.
pub fn lost_names(cluster: &Cluster, element: &Element) -> Vec<String> {
    let name = |network: NetworkId| cluster.networks[network].name.as_str();
    match element.what {
        What::Node(node) => vec![cluster.nodes[node].name.clone()],
        What::Networks(_) => element.what.networks().map(|network| name(network).to_owned()).collect(),
        What::Interfaces(node, _) => {
            let node = &cluster.nodes[node].name;
            element.what.networks().map(|network| format!("{node}/{}", name(network))).collect()
        }
    }
}

fn on_one(kind: SharedKind) -> &'static str {
    match kind {
        SharedKind::Switch => "one virtual switch",
        SharedKind::Team => "one team",
        SharedKind::Adapter => "one adapter",
    }
}

/// What could be shared and was not captured, and the command that tells it, where there is one.
pub fn failures_unknown(cluster: &Cluster, unknown: &Unknown) -> (Said, Option<&'static str>) {
    let of_nodes = |key, nodes: &[NodeId], what: &str| {
        // Where no nodes are known two without a name stand for them.
        let names = nodes.iter().map(|&node| cluster.nodes[node].name.as_str());
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        let message = match names.is_empty() {
            true => what.to_owned(),
            false => format!("{what}: {}", list(&names)),
        };
        Said::new(key, message).with("nodes", names)
    };
    match unknown {
        Unknown::Adapters(nodes) => (
            of_nodes(
                "adapters_not_captured",
                nodes,
                "which interfaces share an adapter, and fail together, was not captured",
            ),
            Some("Get-ClusterNetworkInterface"),
        ),
        Unknown::Teams(nodes) => (
            of_nodes("teams_not_captured", nodes, "which interfaces share a team was not captured"),
            Some("Get-NetLbfoTeam on every node"),
        ),
        Unknown::Switches(nodes) => (
            of_nodes(
                "switches_not_captured",
                nodes,
                "which interfaces share a virtual switch was not captured",
            ),
            Some("Get-VMSwitch on every node"),
        ),
        Unknown::SwitchOfInterface(nodes) => (
            of_nodes(
                "switch_of_interface_unknown",
                nodes,
                "of several virtual switches nothing tells on which an interface is",
            ),
            None,
        ),
        Unknown::PhysicalSwitches => (
            Said::new(
                "physical_switches_not_captured",
                "which adapters are on one physical switch, and fail with it, is in no capture",
            ),
            None,
        ),
        Unknown::Links(of) => {
            let names = networks(cluster, of);
            let message = format!(
                "the class or speed of {} is not known: whether CSV traffic gets slower cannot be told",
                list_of(&names, names.len())
            );
            let said = Said::new("links_unknown", message).with("networks", Fact::from(names));
            // Windows Server 2008 R2 has no such command.
            let is_new = cluster.windows.version != Some(WindowsVersion::V2008R2);
            (said, is_new.then_some("Get-SmbClientNetworkInterface on every node"))
        }
    }
}
