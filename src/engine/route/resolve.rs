//! Every route that is asked for: no pair is left out, a pair without a way says why.

use super::migration::MigrationOrder;
use super::mode::Modes;
use super::reach::{Ends, Reach};
use super::reasons::Reasons;
use super::{
    Carries, Certainty, Choice, Filter, Mechanism, Mode, NetworkRef, Route, Routes, Traffic, csv, names,
    netft, netft_log,
};
use crate::model::{Cluster, InterfaceSource, Network, NetworkState};
use std::sync::Arc;

/// A place where the rest of the answer is decided.
struct Resolver<'a> {
    reach: &'a Reach<'a>,
    order: &'a MigrationOrder,
    filter: &'a Filter,
    networks: Vec<NetworkRef>,
    nodes: Vec<Arc<str>>,
    assumed: Option<String>,
}

pub(super) fn resolve(reach: &Reach<'_>, order: &MigrationOrder, filter: &Filter) -> Routes {
    let cluster = reach.cluster;
    let named =
        |n: &Network| NetworkRef { id: n.id.as_deref().map(Into::into), name: n.name.as_str().into() };
    let resolver = Resolver {
        reach,
        order,
        filter,
        networks: cluster.networks.iter().map(named).collect(),
        nodes: cluster.nodes.iter().map(|node| node.name.as_str().into()).collect(),
        assumed: presence_assumption(cluster),
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
    Routes { routes, assumptions: assumptions(cluster, resolver.assumed.as_deref()) }
}

fn presence_assumption(cluster: &Cluster) -> Option<String> {
    (cluster.interface_source == InterfaceSource::Assumed).then(|| {
        let what = if cluster.nodes.is_empty() { "nodes and interfaces are" } else { "interfaces are" };
        format!("{what} not captured: every node is taken to be on every network")
    })
}

fn assumptions(cluster: &Cluster, presence: Option<&str>) -> Vec<String> {
    let mut assumptions: Vec<String> = presence.map(str::to_owned).into_iter().collect();
    if cluster.interface_source == InterfaceSource::Derived {
        assumptions
            .push("interfaces are derived from the nodes' addresses and the networks' prefixes".to_owned());
    }
    if cluster.networks_proposed {
        assumptions.push(
            "networks and roles are those that validation works out for the nodes: what was changed in the \
             cluster itself, metrics set by hand among it, does not show"
                .to_owned(),
        );
    }
    if cluster.windows.version.is_none() {
        assumptions.push(match cluster.windows.since {
            Some(_) if cluster.networks.iter().all(|n| n.metric.is_none()) => {
                format!("the Windows version is not known, but {}", cluster.windows.because)
            }
            Some(_) => {
                "the Windows version is not known, but the metrics are those of 2012 and later".to_owned()
            }
            None => "the Windows version is not known: routes are computed as for 2012 and later".to_owned(),
        });
    }
    match cluster.nodes.len() {
        1 => {
            assumptions.push("the capture names one node: there is no pair to compute traffic for".to_owned())
        }
        n if n > 1 && cluster.interface_source == InterfaceSource::Assumed => {
            assumptions.push(format!("the nodes are the {n} that the capture names"));
        }
        _ => {}
    }
    let without_role: Vec<&str> =
        cluster.networks.iter().filter(|n| n.role.is_none()).map(|n| n.name.as_str()).collect();
    if !without_role.is_empty() {
        assumptions
            .push(format!("the role of {} is not known: left out of every route", without_role.join(", ")));
    }
    if cluster.nodes.is_empty() {
        return assumptions;
    }
    match cluster.volumes.as_deref() {
        None => assumptions
            .push("shared volumes are not captured: which node coordinates is not known".to_owned()),
        Some([]) => assumptions.push("the cluster has no Cluster Shared Volumes".to_owned()),
        Some(_) => {}
    }
    assumptions
}

impl Resolver<'_> {
    fn wants(&self, traffic: Traffic) -> bool {
        self.filter.traffic.is_empty() || self.filter.traffic.contains(&traffic)
    }

    fn wants_pair(&self, from: usize, to: Option<usize>) -> bool {
        self.filter.from.is_none_or(|wanted| wanted == from)
            && self.filter.to.is_none_or(|wanted| Some(wanted) == to)
    }

    /// The pairs that are asked for, or the whole cluster when no node is known.
    fn all_ends(&self) -> Vec<Ends> {
        let nodes = 0..self.reach.cluster.nodes.len();
        if nodes.is_empty() {
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
            let mut choice = netft::choose(self.reach, ends, true, self.undecided());
            netft_log::observe(self.reach, ends, &mut choice);
            let mut route = self.route(Traffic::Cluster, ends, choice, Mechanism::Netft);
            route.carries = Carries::ClusterMessages;
            routes.push(route);
        }
    }

    fn migration_routes(&self, routes: &mut Vec<Route>) {
        for ends in self.all_ends() {
            let choice = self.order.choose(self.reach, ends, self.undecided());
            let mut route = self.route(Traffic::LiveMigration, ends, choice, Mechanism::MigrationList);
            route.carries = Carries::VmMemory;
            routes.push(route);
        }
    }

    fn csv_routes(&self, routes: &mut Vec<Route>) {
        let cluster = self.reach.cluster;
        let Some(volumes) = cluster.volumes.as_deref().filter(|_| !cluster.nodes.is_empty()) else {
            if self.filter.volume.is_none() {
                for ends in self.all_ends() {
                    let mut route = self.csv_route(ends);
                    if !self.filter.without_reasons {
                        route.because.push(
                            "shared volumes are not captured: this is the way if I/O is redirected"
                                .to_owned(),
                        );
                    }
                    route.certainty = route.certainty.max(Certainty::Assumed);
                    routes.push(route);
                }
            }
            return;
        };
        let modes = Modes::new(cluster);
        for (index, volume) in volumes.iter().enumerate() {
            if self.filter.volume.is_some_and(|wanted| wanted != index) {
                continue;
            }
            let name: Arc<str> = volume.name.as_str().into();
            for node in 0..cluster.nodes.len() {
                if !self.wants_pair(node, volume.owner) {
                    continue;
                }
                let found = modes.of(index, volume, node);
                let mut route = match volume.owner {
                    Some(owner) if owner == node => self.local_route(node),
                    Some(owner) => self.csv_route(Ends::Pair(node, owner)),
                    None => self.ownerless_route(node),
                };
                route.volume = Some(name.clone());
                route.mode = Some(found.mode);
                route.carries = if route.local { Carries::Nothing } else { found.mode.carries() };
                // Observed modes do not make a computed way observed, but an unknown mode makes all of it unsure.
                if found.certainty == Certainty::Assumed && !route.local {
                    route.certainty = Certainty::Assumed;
                }
                if !self.filter.without_reasons {
                    route.because.insert(0, found.because);
                    if volume.owner.is_some_and(|owner| cluster.nodes[owner].up == Some(false)) {
                        route.because.push(
                            "the volume moves to another coordinator: ask again with owner:VOLUME=NODE"
                                .to_owned(),
                        );
                    }
                }
                routes.push(route);
            }
        }
    }

    fn csv_route(&self, ends: Ends) -> Route {
        let version = self.reach.cluster.windows.version;
        let (mut choice, mechanism) = if netft::is_csv_transport(version) {
            (netft::choose(self.reach, ends, false, self.undecided()), Mechanism::Netft)
        } else {
            let mut choice = csv::choose(self.reach, ends, self.undecided());
            csv::observe(self.reach, ends, &mut choice);
            (choice, Mechanism::SmbMultichannel)
        };
        if version.is_none() && self.reach.cluster.windows.since.is_none() {
            choice.assume();
            choice.because.add(|| "the Windows version is not known: computed as for 2012 and later");
        }
        let mut route = self.route(Traffic::Csv, ends, choice, mechanism);
        route.mode = Some(Mode::Unknown);
        route
    }

    fn local_route(&self, node: usize) -> Route {
        let mut choice = self.undecided();
        choice.because.add(|| "this node coordinates the volume: its I/O stays local");
        let mut route = self.route(Traffic::Csv, Ends::Pair(node, node), choice, Mechanism::SmbMultichannel);
        route.local = true;
        if netft::is_csv_transport(self.reach.cluster.windows.version) {
            route.mechanism = Mechanism::Netft;
        }
        route
    }

    fn ownerless_route(&self, node: usize) -> Route {
        let mut choice = self.undecided();
        choice.because.add(|| "the volume's coordinator is not known, so no way can be told");
        choice.determined = false;
        choice.assume();
        let mut route = self.route(Traffic::Csv, Ends::Pair(node, node), choice, Mechanism::SmbMultichannel);
        route.to = None;
        route.ends = None;
        route
    }

    /// A choice that is still to be made.
    fn undecided(&self) -> Choice {
        Choice::new(Reasons::new(!self.filter.without_reasons))
    }

    /// The route for a choice, with the reason when there is no way.
    fn route(&self, traffic: Traffic, ends: Ends, mut choice: Choice, mechanism: Mechanism) -> Route {
        let is_pair = !matches!(ends, Ends::Pair(a, b) if a == b);
        if is_pair && let Some(assumed) = &self.assumed {
            if choice.certainty != Certainty::Observed {
                choice.assume();
            }
            choice.because.add(|| assumed.as_str());
        }
        if is_pair && choice.networks.is_empty() {
            choice.because.extend(|| self.why_no_way(ends));
        }
        let refs = |networks: &[usize]| networks.iter().map(|&n| self.networks[n].clone()).collect();
        let node = |index: usize| Some(self.nodes[index].clone());
        let (from, to, pair) = match ends {
            Ends::Pair(a, b) => (node(a), node(b), Some((a, b))),
            Ends::WholeCluster => (None, None, None),
        };
        Route {
            traffic,
            volume: None,
            from,
            to,
            mode: None,
            carries: Carries::Unknown,
            local: false,
            mechanism,
            networks: refs(&choice.networks),
            failover: refs(&choice.failover),
            determined: choice.determined,
            certainty: choice.certainty,
            because: choice.because.into_sentences(),
            bandwidth_gbps: choice.bandwidth.or_else(|| self.bandwidth_of(ends, &choice.networks)),
            network_indexes: choice.networks,
            routed: choice.routed,
            computed_instead: choice.computed_instead,
            ends: pair,
        }
    }

    /// NetFT uses one network at a time, so its speed is the route's.
    fn bandwidth_of(&self, ends: Ends, networks: &[usize]) -> Option<f64> {
        let [network] = networks else { return None };
        csv::bandwidth(&[self.reach.link(*network, ends)?])
    }

    /// The first reason why two nodes have no way to each other.
    fn why_no_way(&self, ends: Ends) -> Vec<String> {
        let Ends::Pair(a, b) = ends else {
            return vec!["no network of role Cluster or ClusterAndClient is up".to_owned()];
        };
        let cluster = self.reach.cluster;
        let down = [a, b].into_iter().filter(|&node| cluster.nodes[node].up == Some(false));
        let mut reasons: Vec<String> =
            down.map(|node| format!("{} is down", cluster.nodes[node].name)).collect();
        let common: Vec<usize> = (0..cluster.networks.len())
            .filter(|&n| self.reach.is_cluster_network(n) && self.reach.is_on(n, a) && self.reach.is_on(n, b))
            .collect();
        if common.is_empty() {
            reasons.push("the ends have no interface on a common cluster network".to_owned());
        } else if reasons.is_empty() {
            reasons.push(format!("the common networks do not work: {}", names(self.reach, &common)));
            let down = |n: &&usize| {
                matches!(cluster.networks[**n].state, NetworkState::Down | NetworkState::Unavailable)
            };
            reasons
                .extend(common.iter().filter(down).map(|&n| format!("{} is down", cluster.networks[n].name)));
        }
        reasons
    }
}
