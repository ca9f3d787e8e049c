//! The same cluster with something taken away or changed, so that any question can be asked again.

use super::change::{self, list_interfaces, unobserved};
use crate::error::{Code, Error};
use crate::model::{
    Change, Cluster, Interface, InterfaceState, LinkClass, MigrationListName, NetworkId, NetworkList,
    NetworkNames, NetworkState, NodeId, Role, VolumeId,
};
use crate::nearest::nearest;

/// Applies `without` (`network:NAME`, `node:NAME`, `interface:NODE/NETWORK`) and then `set`
/// (`metric:NETWORK=900|auto`, `role:NETWORK=1`, `speed:NETWORK=10`, `class:NETWORK=rdma`, `owner:VOLUME=NODE`,
/// `redirect:VOLUME|*`, `migration_order:NET1,NET2`, `migration_exclude:NET1,NET2`), each in the order given.
pub fn apply(cluster: &Cluster, without: &[String], set: &[String]) -> Result<Cluster, Error> {
    let mut changed = unobserved(cluster);
    // What volumes do is still what was seen of them, until it is changed.
    changed.volume_states.clone_from(&cluster.volume_states);
    for (index, text) in without.iter().enumerate() {
        take_away(&mut changed, text).map_err(|error| error.at(format!("options.without[{index}]")))?;
    }
    for (index, text) in set.iter().enumerate() {
        let changes = changes(&changed, text).map_err(|error| error.at(format!("options.set[{index}]")))?;
        changes.iter().for_each(|change| change::apply(&mut changed, change));
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
            let is_it = |interface: &Interface| interface.node == node && interface.network == network;
            if !cluster.interfaces.iter().any(is_it) {
                let message = format!("node {node_name} has no interface on network {network_name}");
                return Err(Error::new(Code::UnknownName, message));
            }
            // The last ones stay as failed: a cluster without any would be one whose interfaces are not captured.
            if cluster.interfaces.iter().all(is_it) {
                cluster.interfaces.iter_mut().for_each(|last| last.state = InterfaceState::Failed);
            } else {
                cluster.interfaces.retain(|interface| !is_it(interface));
            }
        }
        _ => return Err(malformed(text, "network:NAME, node:NAME or interface:NODE/NETWORK")),
    }
    Ok(())
}

/// The changes that one text asks for: one, or for `redirect:*` one per volume.
fn changes(cluster: &Cluster, text: &str) -> Result<Vec<Change>, Error> {
    let expected = "metric:NETWORK=NUMBER|auto, role:NETWORK=0|1|3, speed:NETWORK=GBPS, \
                    class:NETWORK=rdma|rss|plain, owner:VOLUME=NODE, redirect:VOLUME, migration_order:NETWORKS \
                    or migration_exclude:NETWORKS";
    let (what, rest) = text.split_once(':').ok_or_else(|| malformed(text, expected))?;
    match what {
        "redirect" => return redirect(cluster, rest),
        "migration_order" => return migration(cluster, MigrationListName::Order, rest),
        "migration_exclude" => return migration(cluster, MigrationListName::Exclude, rest),
        _ => {}
    }
    // A name may hold an equals sign, a value cannot.
    let (name, value) = rest.rsplit_once('=').ok_or_else(|| malformed(text, expected))?;
    let value = value.trim();
    Ok(vec![match what {
        "metric" if value.eq_ignore_ascii_case("auto") => {
            Change::AutoMetric { network: network(cluster, name)?, returns: None }
        }
        "metric" => {
            let metric = value.parse().ok().filter(|metric| (1..=MAX_METRIC).contains(metric));
            let metric = metric.ok_or_else(|| malformed(text, "a metric from 1 to 268435455, or auto"))?;
            Change::Metric { network: network(cluster, name)?, metric }
        }
        "role" => {
            let role = value.parse().ok().map_or_else(|| Role::from_word(value), Role::from_number);
            let role = role.filter(|role| *role != Role::Client);
            let role =
                role.ok_or_else(|| malformed(text, "role 0 (None), 1 (Cluster) or 3 (ClusterAndClient)"))?;
            Change::Role { network: network(cluster, name)?, role, returns: None }
        }
        "speed" => {
            let gbps = value.parse().ok().filter(|gbps| (0.01..=MAX_GBPS).contains(gbps));
            let gbps = gbps.ok_or_else(|| malformed(text, "a speed from 0.01 to 800 Gbit/s"))?;
            Change::Speed { network: network(cluster, name)?, gbps }
        }
        "class" => {
            let class = LinkClass::ALL.into_iter().find(|class| class.word().eq_ignore_ascii_case(value));
            let class = class.ok_or_else(|| malformed(text, "rdma, rss or plain"))?;
            Change::Class { network: network(cluster, name)?, class }
        }
        "owner" => Change::Owner { volume: volume(cluster, name)?, node: Some(node(cluster, value)?) },
        _ => return Err(malformed(text, expected)),
    }])
}

/// The largest value that the cluster accepts
/// (<https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-metric>).
const MAX_METRIC: u32 = 0x0FFF_FFFF;

/// No link of a cluster is faster.
const MAX_GBPS: f64 = 800.0;

fn redirect(cluster: &Cluster, name: &str) -> Result<Vec<Change>, Error> {
    let chosen: Vec<VolumeId> = match name.trim() {
        "*" => cluster.volumes_by_id().map(|(id, _)| id).collect(),
        name => vec![volume(cluster, name)?],
    };
    Ok(chosen.into_iter().map(|volume| Change::Redirect { volume, on: true }).collect())
}

/// A live migration list of networks by name; an empty text empties the list. A name may hold a comma.
fn migration(cluster: &Cluster, list: MigrationListName, names: &str) -> Result<Vec<Change>, Error> {
    let networks = match cluster.find_network(names.trim()) {
        Some(network) => vec![network],
        None => {
            let known = NetworkNames::of(cluster);
            let names = names.split(',').filter(|name| !name.trim().is_empty());
            let found = |name: &str| known.find(name.trim()).map_or_else(|| network(cluster, name), Ok);
            names.map(found).collect::<Result<_, _>>()?
        }
    };
    Ok(vec![Change::Migration { list, value: Some(NetworkList::of(cluster, &networks)) }])
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

/// The error for a name that the capture does not have, with the one that was probably meant and the names it has.
pub fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let name = name.trim();
    unknown_as(format!("no {kind} is called {name:?}"), name, known)
}

/// The same, said in other words: what the name was taken for.
pub fn unknown_as<'a>(said: String, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let near = nearest(name, known.iter().copied());
    let near = near.map(|near| format!("; the nearest is {near}")).unwrap_or_default();
    let known = if known.is_empty() { "none".to_owned() } else { known[..known.len().min(SHOWN)].join(", ") };
    Error::new(Code::UnknownName, format!("{said}{near}; the capture has {known}"))
}

/// How many of the names that there are an error shows.
const SHOWN: usize = 12;

fn malformed(found: &str, expected: &str) -> Error {
    Error::new(Code::InvalidRequest, format!("expected {expected}, found {found:?}"))
}
