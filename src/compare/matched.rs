//! What of an earlier capture is what of a later one: networks by id or name, nodes and volumes by name.

use crate::model::{Cluster, NetworkId, NodeId, VolumeId};
use crate::names::folded;
use crate::steps::step;
use std::collections::HashMap;
use std::hash::Hash;

/// Two clusters, and what of the first is what of the second.
pub(super) struct Matched<'c> {
    /// As it was.
    pub(super) before: &'c Cluster,
    /// As it is.
    pub(super) after: &'c Cluster,
    networks: Pairs,
    nodes: Pairs,
    volumes: Pairs,
}

/// Two lists, by places.
#[derive(Default)]
struct Pairs {
    /// By place in the first list: the place in the second.
    later: Vec<Option<usize>>,
    /// The places of the second list that belong to none of the first, in order.
    new: Vec<usize>,
}

impl<'c> Matched<'c> {
    /// Finds what belongs together.
    pub(super) fn new(before: &'c Cluster, after: &'c Cluster) -> Self {
        let nodes = |cluster: &Cluster| cluster.nodes.iter().map(|node| Some(folded(&node.name))).collect();
        let volumes = |cluster: &Cluster| {
            cluster.volumes.iter().flatten().map(|volume| Some(folded(&volume.name))).collect()
        };
        Self {
            before,
            after,
            networks: Pairs::new(networks(before, after), after.networks.len()),
            nodes: Pairs::of(nodes(before), nodes(after)),
            volumes: Pairs::of(volumes(before), volumes(after)),
        }
    }

    /// The later network that is this earlier one.
    pub(super) fn network(&self, before: NetworkId) -> Option<NetworkId> {
        self.networks.later[before.place()].map(NetworkId::at)
    }

    /// The later node that is this earlier one.
    pub(super) fn node(&self, before: NodeId) -> Option<NodeId> {
        self.nodes.later[before.place()].map(NodeId::at)
    }

    /// The later volume that is this earlier one.
    pub(super) fn volume(&self, before: VolumeId) -> Option<VolumeId> {
        self.volumes.later[before.place()].map(VolumeId::at)
    }

    /// The later networks that are no earlier one.
    pub(super) fn new_networks(&self) -> impl Iterator<Item = NetworkId> {
        self.networks.new.iter().copied().map(NetworkId::at)
    }

    /// The later nodes that are no earlier one.
    pub(super) fn new_nodes(&self) -> impl Iterator<Item = NodeId> {
        self.nodes.new.iter().copied().map(NodeId::at)
    }

    /// The later volumes that are no earlier one.
    pub(super) fn new_volumes(&self) -> impl Iterator<Item = VolumeId> {
        self.volumes.new.iter().copied().map(VolumeId::at)
    }
}

impl Pairs {
    fn of(before: Vec<Option<String>>, after: Vec<Option<String>>) -> Self {
        Self::new(same(&before, &after), after.len())
    }

    fn new(later: Vec<Option<usize>>, count: usize) -> Self {
        let mut is_new = vec![true; count];
        later.iter().flatten().for_each(|place| is_new[*place] = false);
        Self { later, new: (0..count).filter(|place| is_new[*place]).collect() }
    }
}

/// Networks are one by their id. A name joins only those of which one side knows no id: what was made anew under an old
/// name is another network.
fn networks(before: &Cluster, after: &Cluster) -> Vec<Option<usize>> {
    let id = |cluster: &Cluster| -> Vec<_> { cluster.networks.iter().map(|n| n.id.clone()).collect() };
    let mut found = same(&id(before), &id(after));
    let mut is_open = vec![true; after.networks.len()];
    found.iter().flatten().for_each(|place| is_open[*place] = false);
    let named = |cluster: &Cluster, is_open: &dyn Fn(usize) -> bool| -> Vec<Option<String>> {
        let all = cluster.networks.iter().enumerate();
        all.map(|(place, network)| is_open(place).then(|| folded(&network.name))).collect()
    };
    let by_name =
        same(&named(before, &|place| found[place].is_none()), &named(after, &|place| is_open[place]));
    for (place, other) in by_name.into_iter().enumerate() {
        let both_have_ids = |other: usize| {
            before.networks[NetworkId::at(place)].id.is_some()
                && after.networks[NetworkId::at(other)].id.is_some()
        };
        found[place] = found[place].or(other.filter(|other| !both_have_ids(*other)));
    }
    found
}

/// By place in the first list, the place of the same in the second, each taken once; of several the first.
fn same<K: Hash + Eq>(before: &[Option<K>], after: &[Option<K>]) -> Vec<Option<usize>> {
    step(before.len() + after.len());
    let mut places: HashMap<&K, usize> = HashMap::new();
    for (place, key) in after.iter().enumerate() {
        if let Some(key) = key {
            places.entry(key).or_insert(place);
        }
    }
    before.iter().map(|key| places.remove(key.as_ref()?)).collect()
}
