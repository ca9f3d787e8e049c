//! The networks in the order of answers.

use crate::model::{Network, NetworkId, Problem, Unusable};
use crate::names::folded;
use std::collections::HashMap;

/// Networks that have what identifies another one.
pub(super) fn duplicates(networks: &[Network]) -> Vec<Problem> {
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(networks.len());
    let mut problems = Vec::new();
    for (index, network) in networks.iter().enumerate() {
        let key = network.id.clone().unwrap_or_else(|| folded(&network.name));
        if let Some(first) = seen.insert(key, index) {
            let what = if network.id.is_some() { "id" } else { "name" };
            problems.push(Problem {
                network: Some(NetworkId::at(index)),
                place: format!("capture.networks[{index}]"),
                what: Unusable::SameNetwork { name: network.name.clone(), what, first },
            });
        }
    }
    problems
}

/// The order in which answers name networks.
pub(super) struct Order {
    /// Of each network in that order, its place in the capture.
    places: Vec<usize>,
    /// Of each network of the capture, its id.
    ids: Vec<NetworkId>,
}

/// By metric and name, so that no answer depends on the order of the source.
pub(super) fn order(networks: &[Network]) -> Order {
    let mut places: Vec<usize> = (0..networks.len()).collect();
    places.sort_by(|a, b| {
        let (a, b) = (&networks[*a], &networks[*b]);
        let key = |n: &Network| (n.metric.is_none(), n.metric);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    let mut ids = vec![NetworkId::at(0); networks.len()];
    for (id, place) in NetworkId::all(networks.len()).zip(&places) {
        ids[*place] = id;
    }
    Order { places, ids }
}

impl Order {
    /// The id of the network at a place of the capture.
    pub(super) fn id_of(&self, place: NetworkId) -> NetworkId {
        self.ids.get(place.place()).copied().unwrap_or(place)
    }

    pub(super) fn apply(&self, networks: Vec<Network>) -> Vec<Network> {
        let mut networks: Vec<Option<Network>> = networks.into_iter().map(Some).collect();
        self.places.iter().filter_map(|place| networks[*place].take()).collect()
    }
}
