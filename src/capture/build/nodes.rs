//! The nodes that any section names, and the Windows version they run.

use super::hosts::parts;
use super::values::Values;
use crate::capture::raw::{Object, Section, Sections};
use crate::model::{Cluster, LinkSource, Node, Windows, WindowsVersion};
use std::collections::BTreeMap;

/// Collects nodes from every section; only `nodes` and the owners of volumes know more than a name.
pub(super) fn read(sections: &Sections<'_>, cluster: &mut Cluster) {
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let mut add = |name: &str| -> String {
        let key = name.to_lowercase();
        let node = || Node { name: name.to_owned(), ..Node::default() };
        nodes.entry(key.clone()).or_insert_with(node);
        key
    };
    let mut details = Vec::new();
    for (index, object) in sections.get(Section::Nodes).unwrap_or_default().iter().enumerate() {
        let Some(name) = node_name(object) else { continue };
        let key = add(name);
        let mut values = Values::new(object, Section::Nodes, index, &mut cluster.problems);
        let up = values.member("State", "Up, Down, Paused or Joining", up_from_number, up_from_word);
        let build = values.number("BuildNumber").and_then(|build| u32::try_from(build).ok());
        details.push((key, up.flatten(), build));
    }
    for (section, property) in [
        (Section::Interfaces, "Node"),
        (Section::SharedVolumes, "OwnerNode"),
        (Section::SharedVolumeStates, "Node"),
        (Section::Hosts, "Node"),
    ] {
        for object in sections.get(section).unwrap_or_default() {
            if let Some(name) = object.text(property) {
                add(name);
            }
        }
    }
    for (index, host) in sections.get(Section::Hosts).unwrap_or_default().iter().enumerate() {
        let Some(name) = host.text("Node") else { continue };
        for (row, object) in parts(host, "operating_system").enumerate() {
            let place = ("operating_system", row);
            let mut values = Values::of_host_part(object, index, place, &mut cluster.problems);
            let build = values.number("BuildNumber").and_then(|build| u32::try_from(build).ok());
            details.push((name.to_lowercase(), None, build));
        }
    }
    for (key, up, build) in details {
        if let Some(node) = nodes.get_mut(&key) {
            node.up = node.up.or(up);
            node.build = node.build.or(build);
        }
    }
    cluster.nodes = nodes.into_values().collect();
}

fn node_name<'r>(object: &'r Object<'_>) -> Option<&'r str> {
    object.text("Name").or_else(|| object.text("NodeName"))
}

/// `ClusterNodeState`: Unknown -1, Up 0, Down 1, Paused 2, Joining 3; the inner `None` is unknown.
#[expect(clippy::option_option, reason = "the outer option says whether the value is understood")]
fn up_from_number(number: i64) -> Option<Option<bool>> {
    match number {
        0 | 2 => Some(Some(true)),
        1 => Some(Some(false)),
        -1 | 3 | 0xFFFF_FFFF => Some(None),
        _ => None,
    }
}

#[expect(clippy::option_option, reason = "the outer option says whether the value is understood")]
fn up_from_word(word: &str) -> Option<Option<bool>> {
    match word.to_ascii_lowercase().as_str() {
        "up" | "paused" => Some(Some(true)),
        "down" => Some(Some(false)),
        "joining" | "unknown" => Some(None),
        _ => None,
    }
}

/// The version by functional level, then by the oldest build of a node.
///
/// Level 12 is both Windows Server 2025 and Azure Local 23H2 (build 25398), so there the build decides.
pub(super) fn windows(cluster: &Cluster) -> Windows {
    let build = cluster.nodes.iter().filter_map(|node| node.build).min();
    let by_build = build.and_then(WindowsVersion::from_build);
    let level = cluster.settings.functional_level;
    let by_level = level.and_then(WindowsVersion::from_functional_level);
    let mut since = None;
    let (version, because) = match (by_level.zip(level), by_build.zip(build)) {
        (Some((WindowsVersion::V2025, level)), Some((version @ WindowsVersion::V23H2, build))) => {
            (Some(version), format!("ClusterFunctionalLevel is {level} and the nodes run build {build}"))
        }
        (Some((WindowsVersion::V2025, level)), None) => {
            let doubt = "Azure Local 23H2 has the same level, and no node's build is captured";
            since = Some(WindowsVersion::V23H2);
            (Some(WindowsVersion::V2025), format!("ClusterFunctionalLevel is {level}; {doubt}"))
        }
        (Some((version, level)), _) => (Some(version), format!("ClusterFunctionalLevel is {level}")),
        (None, Some((version, build))) => (Some(version), format!("the oldest node runs build {build}")),
        (None, None) if seen_by_smb(cluster) => {
            since = Some(WindowsVersion::V2012);
            (
                None,
                "SMB tells RDMA and RSS of the adapters, which it does since Windows Server 2012".to_owned(),
            )
        }
        (None, None) => (None, "neither ClusterFunctionalLevel nor a node's build is known".to_owned()),
    };
    Windows { version, because, since: since.or(version) }
}

/// Whether any adapter is known as SMB Multichannel sees it, which is part of Windows since Server 2012.
fn seen_by_smb(cluster: &Cluster) -> bool {
    let mut links = cluster.interfaces.iter().filter_map(|interface| interface.link.as_ref());
    links.any(|link| link.source == LinkSource::SmbClient && link.class.is_some())
}
