//! Every route that is asked for: no pair is left out, a pair without a way says why.

use super::alike::Alike;
use super::choice::{Certainty, Choice};
use super::migration::MigrationOrder;
use super::mode::Modes;
use super::reach::{Ends, Reach};
use super::reason::Reason;
use super::{
    Assumption, Carries, Filter, Mechanism, Mode, Route, Routes, Traffic, between, csv, netft, netft_log,
};
use crate::model::{Cluster, InterfaceSource, NetworkId, NetworkState, NodeId, Volume, VolumeId};
use crate::steps::step;
use once_cell::unsync::OnceCell;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Computes the routes of a cluster, whose live migration order is `order`.
pub fn resolve(reach: &Reach<'_>, order: &MigrationOrder, filter: &Filter) -> Routes {
    let resolver = Resolver {
        reach,
        order,
        filter,
        alike: Alike::new(reach),
        shared: RefCell::default(),
        places: places_not_captured(reach.cluster),
        whole: OnceCell::new(),
    };
    let mut routes = Vec::new();
    if resolver.wants(Traffic::Cluster) {
        resolver.cluster_routes(&mut routes);
    }
    if resolver.wants(Traffic::Csv) {
        resolver.csv_routes(&mut routes);
    }
    if resolver.wants(Traffic::LiveMigration) {
        resolver.migration_routes(&mut routes);
    }
    if !filter.network.is_empty() {
        let is_wanted = |network: &NetworkId| filter.network.contains(network);
        routes.retain(|route| route.networks.iter().chain(&route.failover).any(is_wanted));
    }
    Routes { routes, assumptions: assumptions(reach.cluster) }
}

struct Resolver<'a> {
    reach: &'a Reach<'a>,
    order: &'a MigrationOrder,
    filter: &'a Filter,
    alike: Alike,
    /// The choices of pairs that look alike, each made once.
    shared: RefCell<HashMap<(Traffic, u32, u32), Arc<Choice>>>,
    places: Option<bool>,
    /// What carries a volume whose coordinator is not known.
    whole: OnceCell<Choice>,
}

/// Whether nodes are not captured either, where interfaces are not.
fn places_not_captured(cluster: &Cluster) -> Option<bool> {
    (cluster.interface_source == InterfaceSource::Assumed).then_some(cluster.nodes.is_empty())
}

/// What every answer about this cluster takes for granted.
pub fn assumptions(cluster: &Cluster) -> Vec<Assumption> {
    let mut assumptions = Vec::new();
    if let Some(nodes) = places_not_captured(cluster) {
        assumptions.push(Assumption::PlacesNotCaptured { nodes });
    }
    if cluster.interface_source == InterfaceSource::Derived {
        assumptions.push(Assumption::InterfacesDerived);
    }
    if cluster.networks_proposed {
        assumptions.push(Assumption::NetworksProposed);
    }
    if cluster.windows.version.is_none() {
        assumptions.push(match cluster.windows.since {
            Some(_) if cluster.networks.iter().all(|n| n.metric.is_none()) => Assumption::VersionByEvidence,
            Some(_) => Assumption::VersionByMetrics,
            None => Assumption::VersionUnknown,
        });
    }
    if cluster.windows.doubt().is_some() {
        assumptions.push(Assumption::VersionMayBe23H2);
    }
    match cluster.nodes.len() {
        1 => assumptions.push(Assumption::OneNode),
        n if n > 1 && cluster.interface_source == InterfaceSource::Assumed => {
            assumptions.push(Assumption::NodesNamed(n));
        }
        _ => {}
    }
    let without_role = cluster.networks_by_id().filter(|(_, n)| n.role.is_none());
    let without_role: Vec<NetworkId> = without_role.map(|(id, _)| id).collect();
    if !without_role.is_empty() {
        assumptions.push(Assumption::RolesUnknown(without_role));
    }
    let by_metric = cluster.networks_by_id().filter(|(_, n)| n.role_by_metric);
    let by_metric: Vec<NetworkId> = by_metric.map(|(id, _)| id).collect();
    if !by_metric.is_empty() {
        assumptions.push(Assumption::RolesByMetric(by_metric));
    }
    if cluster.nodes.is_empty() {
        return assumptions;
    }
    match cluster.volumes.as_deref() {
        None => assumptions.push(Assumption::VolumesNotCaptured),
        Some([]) => assumptions.push(Assumption::NoVolumes),
        Some(_) => {}
    }
    assumptions
}

impl Resolver<'_> {
    fn wants(&self, traffic: Traffic) -> bool {
        self.filter.traffic.is_empty() || self.filter.traffic.contains(&traffic)
    }

    fn wants_pair(&self, from: NodeId, to: Option<NodeId>) -> bool {
        let Filter { from: senders, to: receivers, .. } = self.filter;
        (senders.is_empty() || senders.contains(&from))
            && (receivers.is_empty() || to.is_some_and(|to| receivers.contains(&to)))
    }

    fn wants_volume(&self, volume: VolumeId) -> bool {
        self.filter.volume.is_empty() || self.filter.volume.contains(&volume)
    }

    /// The pairs that are asked for, or the whole cluster when no node is known.
    fn all_ends(&self) -> Vec<Ends> {
        let nodes = self.reach.cluster.node_ids();
        if nodes.len() == 0 {
            return vec![Ends::WholeCluster];
        }
        nodes
            .clone()
            .flat_map(|a| nodes.clone().map(move |b| (a, b)))
            .filter(|&(a, b)| a != b && self.wants_pair(a, Some(b)))
            .map(|(a, b)| Ends::Pair(a, b))
            .collect()
    }

    fn cluster_routes(&self, routes: &mut Vec<Route>) {
        for ends in self.all_ends() {
            let choice = self.choice(Traffic::Cluster, ends);
            let route = Route::new(Traffic::Cluster, ends, Mechanism::Netft, choice);
            routes.push(Route { carries: Carries::ClusterMessages, ..route });
        }
    }

    fn migration_routes(&self, routes: &mut Vec<Route>) {
        for ends in self.all_ends() {
            let choice = self.choice(Traffic::LiveMigration, ends);
            let route = Route::new(Traffic::LiveMigration, ends, Mechanism::MigrationList, choice);
            routes.push(Route { carries: Carries::VmMemory, ..route });
        }
    }

    fn csv_routes(&self, routes: &mut Vec<Route>) {
        let cluster = self.reach.cluster;
        if cluster.volumes.is_none() || cluster.nodes.is_empty() {
            if self.filter.volume.is_empty() {
                routes.extend(self.all_ends().into_iter().map(|ends| {
                    let mut route = self.csv_route(ends);
                    route.remark = Some(Reason::VolumesNotCaptured);
                    route.lower(Certainty::Assumed);
                    route
                }));
            }
            return;
        }
        let modes = Modes::new(cluster);
        let volumes = cluster.volumes_by_id();
        for (id, volume) in volumes.filter(|(id, _)| self.wants_volume(*id)) {
            let nodes = cluster.node_ids().filter(|node| self.wants_pair(*node, volume.owner));
            routes.extend(nodes.map(|node| self.volume_route(&modes, id, volume, node)));
        }
    }

    /// The route of one volume from one node.
    fn volume_route(&self, modes: &Modes<'_>, id: VolumeId, volume: &Volume, node: NodeId) -> Route {
        let found = modes.of(id, volume, node);
        let mut route = match volume.owner {
            Some(owner) if owner == node => self.local_route(node),
            Some(owner) => self.csv_route(Ends::Pair(node, owner)),
            None => self.route_to_nobody(node),
        };
        route.volume = Some(id);
        route.mode = Some(found.mode);
        route.carries = if route.local { Carries::Nothing } else { found.mode.carries() };
        // Observed modes do not make a computed way observed, but an unknown mode makes all of it unsure.
        if found.certainty == Certainty::Assumed && !route.local {
            route.certainty = Certainty::Assumed;
        }
        route.mode_because = Some(found.because);
        if volume.owner.is_some_and(|owner| self.reach.cluster.nodes[owner].up == Some(false)) {
            route.remark = Some(Reason::CoordinatorDown);
        }
        route
    }

    fn csv_mechanism(&self) -> Mechanism {
        match netft::is_csv_transport(self.reach.cluster.windows.version) {
            true => Mechanism::Netft,
            false => Mechanism::SmbMultichannel,
        }
    }

    fn csv_route(&self, ends: Ends) -> Route {
        let choice = self.choice(Traffic::Csv, ends);
        let route = Route::new(Traffic::Csv, ends, self.csv_mechanism(), choice);
        Route { mode: Some(Mode::Unknown), ..route }
    }

    fn local_route(&self, node: NodeId) -> Route {
        let choice = Choice { because: vec![Reason::CoordinatorItself], ..Choice::default() };
        let ends = Ends::Pair(node, node);
        let route = Route::new(Traffic::Csv, ends, self.csv_mechanism(), Arc::new(choice));
        Route { local: true, ..route }
    }

    /// The route of a volume whose coordinator is not known: over what joins all nodes, as far as it works here.
    fn route_to_nobody(&self, node: NodeId) -> Route {
        let whole = self.whole.get_or_init(|| self.make_choice(Traffic::Csv, Ends::WholeCluster));
        let works = |network: &NetworkId| self.reach.works_at(*network, node);
        let mut choice = whole.clone();
        choice.networks.retain(works);
        choice.failover.retain(works);
        if choice.networks.len() < whole.networks.len() {
            choice.bandwidth_gbps = None;
            choice.determined = false;
        }
        if choice.networks.is_empty() {
            choice.networks = std::mem::take(&mut choice.failover);
        }
        choice.lower(Certainty::Assumed);
        choice.because.insert(0, Reason::CoordinatorUnknown);
        let ends = Ends::Pair(node, node);
        let route = Route::new(Traffic::Csv, ends, self.csv_mechanism(), Arc::new(choice));
        Route { to: None, ..route }
    }

    /// What is chosen between two ends: made once for all pairs whose ends look alike.
    fn choice(&self, traffic: Traffic, ends: Ends) -> Arc<Choice> {
        let key = match ends {
            Ends::Pair(a, b) => self.alike.pair(traffic, a, b).map(|(a, b)| (traffic, a, b)),
            Ends::WholeCluster => None,
        };
        let Some(key) = key else { return Arc::new(self.make_choice(traffic, ends)) };
        let known = self.shared.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let made = Arc::new(self.make_choice(traffic, ends));
            self.shared.borrow_mut().insert(key, made.clone());
            made
        })
    }

    /// The choice of the mechanism, with what holds whatever the mechanism.
    fn make_choice(&self, traffic: Traffic, ends: Ends) -> Choice {
        let mut choice = between::choose(self.reach, self.order, traffic, ends);
        match traffic {
            Traffic::Cluster => netft_log::observe(self.reach, ends, &mut choice),
            Traffic::Csv => {
                if self.csv_mechanism() == Mechanism::SmbMultichannel {
                    csv::observe(self.reach, ends, &mut choice);
                }
                if self.reach.cluster.windows.is_unknown() {
                    choice.assume(Reason::CsvVersionUnknown);
                }
            }
            Traffic::LiveMigration => {}
        }
        if let Some(nodes) = self.places {
            if choice.certainty != Certainty::Observed {
                choice.lower(Certainty::Assumed);
            }
            choice.add(Reason::PlacesNotCaptured { nodes });
        }
        if choice.networks.is_empty() {
            choice.because.extend(self.why_no_way(ends));
        }
        if choice.bandwidth_gbps.is_none() {
            choice.bandwidth_gbps = self.bandwidth_of(ends, &choice.networks);
        }
        choice
    }

    /// NetFT uses one network at a time, so its speed is the route's.
    fn bandwidth_of(&self, ends: Ends, networks: &[NetworkId]) -> Option<f64> {
        let [network] = networks else { return None };
        csv::bandwidth(&[self.reach.link(*network, ends)?])
    }

    /// Why two nodes have no way to each other.
    fn why_no_way(&self, ends: Ends) -> Vec<Reason> {
        let Ends::Pair(a, b) = ends else { return vec![Reason::NoClusterNetworkUp] };
        let cluster = self.reach.cluster;
        let down = [a, b].into_iter().filter(|&node| cluster.nodes[node].up == Some(false));
        let mut reasons: Vec<Reason> = down.map(Reason::NodeDown).collect();
        let common = self.reach.common(a, b);
        if common.is_empty() {
            reasons.push(Reason::NoCommonNetwork);
        } else if reasons.is_empty() {
            reasons.push(Reason::CommonNetworksBroken(common.clone()));
            let is_down = |n: &NetworkId| {
                matches!(cluster.networks[*n].state, NetworkState::Down | NetworkState::Unavailable)
            };
            reasons.extend(common.into_iter().filter(is_down).map(Reason::NetworkDown));
        }
        reasons
    }
}

impl Route {
    /// A route of which no more is known than what was chosen.
    fn new(traffic: Traffic, ends: Ends, mechanism: Mechanism, choice: Arc<Choice>) -> Self {
        step(1);
        let (from, to) = match ends {
            Ends::Pair(a, b) => (Some(a), Some(b)),
            Ends::WholeCluster => (None, None),
        };
        Self {
            traffic,
            volume: None,
            from,
            to,
            mode: None,
            carries: Carries::Unknown,
            local: false,
            mechanism,
            certainty: choice.certainty,
            mode_because: None,
            remark: None,
            choice,
        }
    }

    fn lower(&mut self, certainty: Certainty) {
        self.certainty = self.certainty.max(certainty);
    }
}
