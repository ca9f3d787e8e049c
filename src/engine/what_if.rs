//! The same cluster with something taken away or changed, so that any question can be asked again.

use crate::error::{Code, Error};
use crate::model::{
    Cluster, Interface, InterfaceSource, Network, NetworkId, NetworkState, NodeId, Role, VolumeId,
};
use std::collections::HashSet;

/// Applies `without` (`network:NAME`, `node:NAME`, `interface:NODE/NETWORK`) and then `set`
/// (`metric:NETWORK=900`, `role:NETWORK=1`, `owner:VOLUME=NODE`, `redirect:VOLUME|*`), each in the order given.
pub fn apply(cluster: &Cluster, without: &[String], set: &[String]) -> Result<Cluster, Error> {
    let mut changed = cluster.clone();
    // A log shows the routes of the cluster as it is.
    changed.netft_routes = None;
    for (index, text) in without.iter().enumerate() {
        take_away(&mut changed, text).map_err(|error| error.at(format!("options.without[{index}]")))?;
    }
    for (index, text) in set.iter().enumerate() {
        change(&mut changed, text).map_err(|error| error.at(format!("options.set[{index}]")))?;
    }
    Ok(changed)
}

fn take_away(cluster: &mut Cluster, text: &str) -> Result<(), Error> {
    match text.split_once(':') {
        Some(("network", name)) => {
            let network = network(cluster, name)?;
            cluster.networks[network].state = NetworkState::Down;
        }
        Some(("node", name)) => {
            let node = node(cluster, name)?;
            cluster.nodes[node].up = Some(false);
        }
        Some(("interface", path)) => {
            // A network's name may hold a slash, a node's cannot.
            let (node_name, network_name) = path
                .split_once('/')
                .ok_or_else(|| malformed(text, "interface:NODE/NETWORK, such as interface:HV01/Storage"))?;
            let (node, network) = (node(cluster, node_name)?, network(cluster, network_name)?);
            list_interfaces(cluster);
            let before = cluster.interfaces.len();
            cluster.interfaces.retain(|i| !(i.node == node && i.network == network));
            if cluster.interfaces.len() == before {
                let message = format!("node {node_name} has no interface on network {network_name}");
                return Err(Error::new(Code::UnknownName, message));
            }
        }
        _ => return Err(malformed(text, "network:NAME, node:NAME or interface:NODE/NETWORK")),
    }
    Ok(())
}

fn change(cluster: &mut Cluster, text: &str) -> Result<(), Error> {
    let expected = "metric:NETWORK=NUMBER, role:NETWORK=0|1|3, owner:VOLUME=NODE or redirect:VOLUME";
    let (what, rest) = text.split_once(':').ok_or_else(|| malformed(text, expected))?;
    if what == "redirect" {
        return redirect(cluster, rest);
    }
    // A name may hold an equals sign, a value cannot.
    let (name, value) = rest.rsplit_once('=').ok_or_else(|| malformed(text, expected))?;
    match what {
        "metric" => {
            let metric = value.trim().parse().ok().filter(|metric| (1..=MAX_METRIC).contains(metric));
            let metric = metric.ok_or_else(|| malformed(text, "a metric from 1 to 268435455"))?;
            let network = network(cluster, name)?;
            cluster.networks[network].metric = Some(metric);
            cluster.networks[network].auto_metric = Some(false);
        }
        "role" => {
            let role = value.trim().parse().ok().map_or_else(|| Role::from_word(value), Role::from_number);
            let role = role.filter(|role| *role != Role::Client);
            let role =
                role.ok_or_else(|| malformed(text, "role 0 (None), 1 (Cluster) or 3 (ClusterAndClient)"))?;
            let network = network(cluster, name)?;
            cluster.networks[network].role = Some(role);
        }
        "owner" => {
            let (volume, node) = (volume(cluster, name)?, node(cluster, value)?);
            if let Some(volumes) = &mut cluster.volumes {
                volumes[volume].owner = Some(node);
            }
        }
        _ => return Err(malformed(text, expected)),
    }
    Ok(())
}

/// The largest value that the cluster accepts
/// (<https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric>).
const MAX_METRIC: u32 = 0x0FFF_FFFF;

fn redirect(cluster: &mut Cluster, name: &str) -> Result<(), Error> {
    let chosen: HashSet<VolumeId> = match name.trim() {
        "*" => cluster.volumes_by_id().map(|(id, _)| id).collect(),
        name => HashSet::from([volume(cluster, name)?]),
    };
    // What was captured no longer holds for these volumes.
    if let Some(states) = &mut cluster.volume_states {
        states.retain(|state| !chosen.contains(&state.volume));
    }
    if let Some(volumes) = &mut cluster.volumes {
        chosen.into_iter().for_each(|volume| volumes[volume].redirected_access = Some(true));
    }
    Ok(())
}

/// Writes down the interfaces that were only assumed, so that one can be taken away; their source stays assumed.
fn list_interfaces(cluster: &mut Cluster) {
    if cluster.interface_source != InterfaceSource::Assumed {
        return;
    }
    let mut interfaces = Vec::with_capacity(cluster.networks.len() * cluster.nodes.len());
    for (network, Network { name, .. }) in cluster.networks_by_id() {
        for node in cluster.node_ids() {
            let name = format!("{} - {name}", cluster.nodes[node].name);
            interfaces.push(Interface::unknown(name, node, network));
        }
    }
    cluster.interfaces.extend(interfaces);
}

fn network(cluster: &Cluster, name: &str) -> Result<NetworkId, Error> {
    let found = cluster.find_network(name.trim());
    found.ok_or_else(|| unknown("network", name, cluster.networks.iter().map(|n| n.name.as_str())))
}

fn node(cluster: &Cluster, name: &str) -> Result<NodeId, Error> {
    let found = cluster.find_node(name.trim());
    found.ok_or_else(|| unknown("node", name, cluster.nodes.iter().map(|n| n.name.as_str())))
}

fn volume(cluster: &Cluster, name: &str) -> Result<VolumeId, Error> {
    let found = cluster.find_volume(name.trim());
    found.ok_or_else(|| unknown("volume", name, cluster.volumes.iter().flatten().map(|v| v.name.as_str())))
}

/// The error for a name that the capture does not have, with the names it has.
pub fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.take(12).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let message = format!("no {kind} is called {:?}; the capture has {known}", name.trim());
    Error::new(Code::UnknownName, message)
}

fn malformed(found: &str, expected: &str) -> Error {
    Error::new(Code::InvalidRequest, format!("expected {expected}, found {found:?}"))
}
