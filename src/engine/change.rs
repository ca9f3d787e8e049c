//! Changes made on the model, and taken back: a value that is set is followed through to what depends on it.
//!
//! Where the cluster would choose anew, an automatic metric is computed from what it was or from the adapters; what
//! cannot be known then is unknown.

use super::metric::{self, Explained, Scheme};
use crate::model::{
    Change, Cluster, FileSystemReasons, Interface, InterfaceSource, Link, LinkClass, LinkSource,
    MigrationListName, NetworkId, Role, VolumeId, VolumeMode,
};

/// The cluster without what was observed of its routes: of a cluster that is changed nobody has seen any.
pub fn unobserved(cluster: &Cluster) -> Cluster {
    let mut unobserved = cluster.clone();
    unobserved.netft_routes = None;
    for host in unobserved.hosts.iter_mut().flatten() {
        host.smb_csv = None;
    }
    for state in unobserved.volume_states.iter_mut().flatten() {
        state.observed = false;
    }
    unobserved
}

/// Makes a change.
pub fn apply(cluster: &mut Cluster, change: &Change) {
    match change {
        Change::Role { network, role, returns } => set_role(cluster, *network, *role, *returns),
        Change::Metric { network, metric } => set_metric(cluster, *network, *metric),
        Change::AutoMetric { network, returns } => {
            let metric = returns.or_else(|| automatic_again(cluster, *network));
            let told = told(cluster, *network);
            let changed = &mut cluster.networks[*network];
            (changed.metric, changed.auto_metric) = (metric, Some(true));
            keep_link(cluster, *network, told);
        }
        Change::Property { property, value } => property.set(&mut cluster.settings, *value),
        Change::Migration { list, value } => {
            let lists = cluster.migration.get_or_insert_default();
            match list {
                MigrationListName::Order => lists.order = value.clone(),
                MigrationListName::Exclude => lists.exclude = value.clone(),
            }
            // Where the only list is taken back, none was captured.
            if lists.order.is_none() && lists.exclude.is_none() {
                cluster.migration = None;
            }
        }
        Change::Owner { volume, node } => {
            if let Some(volumes) = &mut cluster.volumes {
                volumes[*volume].owner = *node;
            }
        }
        Change::Redirect { volume, on } => redirect(cluster, *volume, *on),
        Change::Performance { node, option } => cluster.host_mut(*node).performance = *option,
        Change::MigrationEnabled { node, on } => cluster.host_mut(*node).migration_enabled = *on,
        Change::MaximumMigrations { node, count } => cluster.host_mut(*node).maximum_migrations = *count,
        Change::MigrationSubnet { node, subnet, add } => {
            let subnets = cluster.host_mut(*node).migration_subnets.get_or_insert_default();
            match add {
                true if subnets.contains(subnet) => {}
                true => subnets.push(*subnet),
                false => subnets.retain(|known| known != subnet),
            }
        }
        Change::Speed { network, gbps } => {
            set_link(cluster, *network, |link| link.gbps = Some(*gbps));
        }
        Change::Class { network, class } => {
            set_link(cluster, *network, |link| link.class = Some(*class));
        }
    }
}

/// The change that takes another one back, made for the cluster before it. `None` where the model does not hold what
/// to go back to.
pub fn undo(before: &Cluster, change: &Change) -> Option<Change> {
    Some(match change {
        Change::Role { network, .. } => {
            let known = &before.networks[*network];
            let returns = known.metric.filter(|_| known.auto_metric != Some(false));
            Change::Role { network: *network, role: known.role?, returns }
        }
        Change::Metric { network, .. } | Change::AutoMetric { network, .. } => {
            let known = &before.networks[*network];
            let explained =
                known.metric.and_then(|metric| metric::explain(metric::scheme(before), known.role, metric));
            match known.auto_metric {
                // What was automatic goes back to automatic, never to the old number: ties may be dealt anew. A value
                // that the cluster gives by itself is taken for one where AutoMetric is not captured.
                Some(true) => Change::AutoMetric { network: *network, returns: known.metric },
                None if explained.is_some() => {
                    Change::AutoMetric { network: *network, returns: known.metric }
                }
                _ => Change::Metric { network: *network, metric: known.metric? },
            }
        }
        Change::Property { property, .. } => {
            Change::Property { property: *property, value: property.of(&before.settings)? }
        }
        Change::Migration { list, .. } => Change::Migration { list: *list, value: list.of(before).cloned() },
        Change::Owner { volume, .. } => Change::Owner { volume: *volume, node: before.volume(*volume).owner },
        Change::Redirect { volume, .. } => {
            Change::Redirect { volume: *volume, on: is_redirected(before, *volume) }
        }
        Change::Performance { node, .. } => {
            Change::Performance { node: *node, option: before.host(*node).and_then(|host| host.performance) }
        }
        Change::MigrationEnabled { node, .. } => Change::MigrationEnabled {
            node: *node,
            on: before.host(*node).and_then(|host| host.migration_enabled),
        },
        Change::MaximumMigrations { node, .. } => Change::MaximumMigrations {
            node: *node,
            count: before.host(*node).and_then(|host| host.maximum_migrations),
        },
        Change::MigrationSubnet { node, subnet, .. } => {
            // Of a list that was not captured nobody knows whether it had the subnet.
            let known = before.host(*node)?.migration_subnets.as_ref()?;
            Change::MigrationSubnet { node: *node, subnet: *subnet, add: known.contains(subnet) }
        }
        Change::Speed { .. } | Change::Class { .. } => return None,
    })
}

/// Whether the cluster has what the change asks for already.
pub fn is_made(cluster: &Cluster, change: &Change) -> bool {
    let mut changed = cluster.clone();
    apply(&mut changed, change);
    changed == *cluster
}

fn set_role(cluster: &mut Cluster, network: NetworkId, role: Role, returns: Option<u32>) {
    let known = &cluster.networks[network];
    if known.role == Some(role) {
        return;
    }
    let metric = match known.auto_metric {
        // A metric that was set by hand stays.
        Some(false) => known.metric,
        _ => returns.or_else(|| metric_in_role(cluster, network, role)),
    };
    let told = told(cluster, network);
    let changed = &mut cluster.networks[network];
    (changed.role, changed.metric) = (Some(role), metric);
    keep_link(cluster, network, told);
}

/// The automatic metric of a network in another role, with the tie-breaker it has now.
fn metric_in_role(cluster: &Cluster, network: NetworkId, role: Role) -> Option<u32> {
    let known = &cluster.networks[network];
    let scheme = metric::scheme(cluster);
    let class = match known.metric.and_then(|metric| metric::explain(scheme, known.role, metric)) {
        // 2008 R2 goes by the gateway, which a role does not change; only role 0 is put last.
        Some(_) if scheme == Scheme::V2008R2 => {
            let is_kept = role != Role::None && known.role != Some(Role::None);
            return known.metric.filter(|_| is_kept);
        }
        Some(parts) => metric::of_parts(role, parts.capability?, f64::from(parts.speed_gbps?))? + parts.tie,
        // What adapters call for is published for 2012 and later alone.
        None if scheme != Scheme::V2012 => return None,
        None => match known.link {
            Some((class, gbps)) => metric::of_parts(role, class, gbps)?,
            // A metric that was not captured may be one that was set by hand.
            None => known.metric.and(metric::predict(Some(role), &on(cluster, network)).ok())?,
        },
    };
    free(cluster, network, class)
}

/// The automatic metric of a network whose metric was set by hand: from its adapters, else from what an automatic
/// metric told before a what-if question set another.
fn automatic_again(cluster: &Cluster, network: NetworkId) -> Option<u32> {
    let known = &cluster.networks[network];
    let scheme = metric::scheme(cluster);
    // A value that the cluster gives by itself is taken for one where AutoMetric is not captured.
    let explained = || metric::explain(scheme, known.role, known.metric?);
    if known.auto_metric == Some(true) || known.auto_metric.is_none() && explained().is_some() {
        return known.metric;
    }
    if scheme != Scheme::V2012 {
        return None;
    }
    let value = match metric::predict(known.role, &on(cluster, network)) {
        Ok(value) => value,
        Err(_) => metric::of_parts(known.role?, known.link?.0, known.link?.1)?,
    };
    free(cluster, network, value)
}

/// The value, unless another network has it: which of two that tie is lower is not published.
fn free(cluster: &Cluster, network: NetworkId, value: u32) -> Option<u32> {
    let is_taken = cluster.networks_by_id().any(|(id, other)| id != network && other.metric == Some(value));
    (!is_taken).then_some(value)
}

fn set_metric(cluster: &mut Cluster, network: NetworkId, metric: u32) {
    let told = told(cluster, network);
    let changed = &mut cluster.networks[network];
    (changed.metric, changed.auto_metric) = (Some(metric), Some(false));
    keep_link(cluster, network, told);
}

/// The interfaces on a network.
fn on(cluster: &Cluster, network: NetworkId) -> Vec<&Interface> {
    cluster.interfaces.iter().filter(|interface| interface.network == network).collect()
}

/// What is known of a network's adapters besides what hosts say: kept from before, or read from its metric.
fn told(cluster: &Cluster, network: NetworkId) -> Option<(LinkClass, f64)> {
    cluster.networks[network].link.or_else(|| read_link(cluster, network))
}

/// What the automatic metric of a network tells of its adapters.
fn read_link(cluster: &Cluster, network: NetworkId) -> Option<(LinkClass, f64)> {
    let known = &cluster.networks[network];
    let metric = known.metric.filter(|_| known.auto_metric != Some(false))?;
    let Explained { capability, speed_gbps, .. } =
        metric::explain(metric::scheme(cluster), known.role, metric)?;
    Some((capability?, f64::from(speed_gbps?)))
}

/// What a metric told of the adapters stays true when the metric changes. It is written down where the metric that there
/// is now does not tell it.
fn keep_link(cluster: &mut Cluster, network: NetworkId, told: Option<(LinkClass, f64)>) {
    let link = told.filter(|told| read_link(cluster, network) != Some(*told));
    cluster.networks[network].link = link;
}

/// Whether an administrator has turned redirected access on, as far as it was captured.
pub fn is_redirected(cluster: &Cluster, volume: VolumeId) -> bool {
    let mut states = cluster.volume_states.iter().flatten().filter(|state| state.volume == volume);
    cluster.volume(volume).redirected_access == Some(true)
        || states.any(|state| state.file_system_reasons.has(FileSystemReasons::USER_REQUEST))
}

/// What was captured no longer holds for the volume: only the administrator's request comes or goes.
fn redirect(cluster: &mut Cluster, volume: VolumeId, on: bool) {
    let mut has_states = false;
    for state in cluster.volume_states.iter_mut().flatten().filter(|state| state.volume == volume) {
        has_states = true;
        state.observed = false;
        let flags = &mut state.file_system_reasons.0;
        match on {
            true => *flags |= FileSystemReasons::USER_REQUEST,
            false => *flags &= !FileSystemReasons::USER_REQUEST,
        }
        state.mode = match (state.mode, *flags, state.block_reasons.0) {
            // What holds or takes away the volume does so whatever the administrator asks for.
            (held @ (VolumeMode::Paused | VolumeMode::Unavailable), ..) => held,
            (_, 0, 0) => VolumeMode::Direct,
            (_, 0, _) => VolumeMode::BlockRedirected,
            _ => VolumeMode::FileSystemRedirected,
        };
    }
    if let Some(volumes) = &mut cluster.volumes
        && (!has_states || volumes[volume].redirected_access.is_some())
    {
        volumes[volume].redirected_access = Some(on);
    }
}

/// Sets a fact of every adapter on a network, and of the metric that comes from them.
fn set_link(cluster: &mut Cluster, network: NetworkId, set: impl Fn(&mut Link)) {
    let told = told(cluster, network);
    list_interfaces(cluster);
    let mut of_network = match told {
        Some((class, gbps)) => Link { class: Some(class), gbps: Some(gbps), source: LinkSource::NetAdapter },
        None => Link { class: None, gbps: None, source: LinkSource::NetAdapter },
    };
    for interface in cluster.interfaces.iter_mut().filter(|interface| interface.network == network) {
        set(interface.link.get_or_insert(of_network));
    }
    set(&mut of_network);
    let whole = of_network.class.zip(of_network.gbps);
    let known = &cluster.networks[network];
    if known.auto_metric != Some(false) && metric::scheme(cluster) == Scheme::V2012 {
        // The adapters themselves before what a metric told of them.
        let of_adapters = metric::predict(known.role, &on(cluster, network)).ok();
        let value = of_adapters
            .or_else(|| whole.and_then(|(class, gbps)| metric::of_parts(known.role?, class, gbps)));
        let stays = |value| known.metric.filter(|metric| metric::fits(value, *metric));
        let metric = value.and_then(|value| stays(value).or_else(|| free(cluster, network, value)));
        cluster.networks[network].metric = metric;
    }
    keep_link(cluster, network, whole);
}

/// Writes down the interfaces that were only assumed, so that one can be changed; their source stays assumed.
pub(super) fn list_interfaces(cluster: &mut Cluster) {
    if cluster.interface_source != InterfaceSource::Assumed || !cluster.interfaces.is_empty() {
        return;
    }
    let mut interfaces = Vec::with_capacity(cluster.networks.len() * cluster.nodes.len());
    for (id, network) in cluster.networks_by_id() {
        for node in cluster.node_ids() {
            let name = [cluster.nodes[node].name.as_str(), network.name.as_str()].join(" - ");
            interfaces.push(Interface::unknown(name, node, id));
        }
    }
    cluster.interfaces.extend(interfaces);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClusterProperty, NodeId};

    #[test]
    fn settings_are_made_and_taken_back() {
        let mut cluster = Cluster { nodes: vec![crate::model::Node::default()], ..Cluster::default() };
        let node = NodeId::at(0);
        let host = cluster.host_mut(node);
        (host.migration_enabled, host.maximum_migrations) = (Some(false), Some(10));
        let settings = &mut cluster.settings;
        (settings.same_subnet_delay, settings.same_subnet_threshold) = (Some(250), Some(5));
        (settings.cross_subnet_delay, settings.cross_subnet_threshold) = (Some(500), Some(6));
        settings.use_client_access_networks = Some(1);
        let property = |property| Change::Property { property, value: 20 };
        let changes = [
            Change::MigrationEnabled { node, on: Some(true) },
            Change::MaximumMigrations { node, count: Some(2) },
            property(ClusterProperty::SameSubnetDelay),
            property(ClusterProperty::SameSubnetThreshold),
            property(ClusterProperty::CrossSubnetDelay),
            property(ClusterProperty::CrossSubnetThreshold),
            property(ClusterProperty::UseClientAccessNetworksForSharedVolumes),
        ];
        for change in changes {
            let mut changed = cluster.clone();
            apply(&mut changed, &change);
            assert_ne!(changed, cluster, "{change:?}");
            assert!(is_made(&changed, &change), "{change:?}");
            apply(&mut changed, &undo(&cluster, &change).unwrap());
            assert_eq!(changed, cluster, "{change:?}");
        }
    }
}
