//! What a rule can see.

use crate::engine::metric::Measure;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::Reach;
use crate::engine::route::{Choice, Filter, Route, Traffic, resolve};
use crate::model::{Cluster, Interface, NetworkId, NodeId, VolumeId};
use crate::steps::step;
use once_cell::unsync::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The cluster, its metrics, and its routes, computed when the first rule asks.
pub struct Context<'a> {
    /// The validated facts.
    pub cluster: &'a Cluster,
    /// The metrics, explained.
    pub measure: &'a Measure,
    routes: OnceCell<Vec<Route>>,
    reach: OnceCell<Reach<'a>>,
    migration_order: OnceCell<MigrationOrder>,
    by_network: OnceCell<Vec<Vec<&'a Interface>>>,
    by_place: OnceCell<HashMap<(NodeId, NetworkId), Vec<&'a Interface>>>,
    by_volume: OnceCell<HashMap<(VolumeId, NodeId), usize>>,
    by_ends: OnceCell<HashMap<(Traffic, Ends), Vec<usize>>>,
}

/// The two nodes of a route; `None` for the whole cluster.
type Ends = Option<(NodeId, NodeId)>;

impl<'a> Context<'a> {
    /// A context for one cluster.
    pub fn new(cluster: &'a Cluster, measure: &'a Measure) -> Self {
        Self {
            cluster,
            measure,
            routes: OnceCell::new(),
            reach: OnceCell::new(),
            migration_order: OnceCell::new(),
            by_network: OnceCell::new(),
            by_place: OnceCell::new(),
            by_volume: OnceCell::new(),
            by_ends: OnceCell::new(),
        }
    }

    /// The interfaces on a network, in the order of the capture, without going through all of them.
    pub fn interfaces_on(
        &self,
        network: NetworkId,
    ) -> impl ExactSizeIterator<Item = &'a Interface> + use<'_, 'a> {
        let all = self.by_network.get_or_init(|| self.cluster.interfaces_by_network());
        all[network.place()].iter().copied().inspect(|_| step(1))
    }

    /// The interfaces of a node on a network, looked up.
    pub fn interfaces_of(&self, node: NodeId, network: NetworkId) -> &[&'a Interface] {
        let all = || {
            let mut known: HashMap<_, Vec<&Interface>> = HashMap::new();
            for interface in &self.cluster.interfaces {
                known.entry((interface.node, interface.network)).or_default().push(interface);
            }
            known
        };
        self.by_place.get_or_init(all).get(&(node, network)).map_or(&[], Vec::as_slice)
    }

    /// What was chosen for one kind of traffic between nodes, each choice once: nodes that look alike share one.
    pub fn choices_of(&self, traffic: Traffic) -> impl Iterator<Item = &Choice> {
        let mut seen = HashSet::new();
        let choices = self.routes_of(traffic).map(Route::choice);
        choices.filter(move |choice| seen.insert(Arc::as_ptr(choice))).map(|choice| &**choice)
    }

    /// Every route of the cluster.
    pub fn routes(&self) -> &[Route] {
        let all = || resolve(self.reach(), self.migration_order(), &Filter::default()).routes;
        self.routes.get_or_init(all)
    }

    /// The routes of one kind of traffic that cross a network: not those that begin and end on one node.
    pub fn routes_of(&self, traffic: Traffic) -> impl Iterator<Item = &Route> + Clone {
        let routes = self.routes().iter().inspect(|_| step(1));
        routes.filter(move |route| route.traffic == traffic && !route.local)
    }

    /// The first of [`routes_of`](Self::routes_of) shared volumes that is of this volume and from this node, looked up.
    pub fn csv_route(&self, volume: VolumeId, node: NodeId) -> Option<&Route> {
        let all = || {
            let mut known = HashMap::new();
            for (place, route) in self.routes().iter().enumerate() {
                let is_csv = route.traffic == Traffic::Csv && !route.local;
                if let Some(key) = route.volume.zip(route.from).filter(|_| is_csv) {
                    known.entry(key).or_insert(place);
                }
            }
            known
        };
        self.by_volume.get_or_init(all).get(&(volume, node)).map(|&place| &self.routes()[place])
    }

    /// The [`routes_of`](Self::routes_of) a kind of traffic that have these ends, looked up.
    pub fn routes_between(&self, traffic: Traffic, ends: Ends) -> impl Iterator<Item = &Route> {
        let all = || {
            let mut known: HashMap<_, Vec<usize>> = HashMap::new();
            for (place, route) in self.routes().iter().enumerate().filter(|(_, route)| !route.local) {
                known.entry((route.traffic, route.ends())).or_default().push(place);
            }
            known
        };
        let places = self.by_ends.get_or_init(all).get(&(traffic, ends)).into_iter().flatten();
        places.map(|&place| &self.routes()[place])
    }

    /// Which nodes can use which network.
    pub fn reach(&self) -> &Reach<'a> {
        self.reach.get_or_init(|| Reach::new(self.cluster))
    }

    /// The cluster-wide order of live migration networks.
    pub fn migration_order(&self) -> &MigrationOrder {
        self.migration_order.get_or_init(|| MigrationOrder::new(self.reach()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn interfaces_are_found_by_network() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B", "C"]);
        cluster.interfaces.retain(|interface| interface.network.place() != 1);
        cluster.interfaces.rotate_left(1);
        let measure = crate::engine::metric::measure(&cluster);
        let context = Context::new(&cluster, &measure);
        let names = |n| context.interfaces_on(NetworkId::at(n)).map(|i| i.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names(0), ["N2 - A", "N1 - A"]);
        assert_eq!(names(1), [""; 0]);
        assert_eq!(names(2), ["N1 - C", "N2 - C"]);
    }
}
