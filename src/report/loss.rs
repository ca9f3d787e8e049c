//! What happens when a network, two networks, a node or an interface fails: the damage as the question `failures` counts
//! it, and the routes that are left.

use super::Facts;
use super::state::{Ends, KINDS, State, without};
use crate::engine::failures::{
    self, Analysis, Counts, Damage, Element, Key, MAX_FAILURES, MAX_NETWORKS, What,
};
use crate::engine::route::Traffic;
use crate::model::{Cluster, NetworkId, NodeId};
use std::collections::BTreeMap;

/// Networks whose failure gets a row; of more, the first.
const MAX_ROWS: usize = 16;

/// Routes that are worked out anew for all rows together; beyond that fewer networks get a row.
const MAX_ROUTES: usize = 1_000_000;

/// Networks that are tried two by two.
const MAX_PAIRED: usize = 10;

/// Other failures that get a row.
const MAX_CASES: usize = 12;

/// What failures do.
#[derive(Clone, Debug, Default)]
pub(super) struct Losses {
    /// Too many networks or failures: nothing was tried.
    pub(super) is_too_large: bool,
    /// The cluster before, as nobody observed it.
    pub(super) before: State,
    /// A network that the cluster may use is gone.
    pub(super) networks: Vec<NetworkLoss>,
    /// Networks that the cluster may use and that were not tried.
    pub(super) more_networks: usize,
    /// Two of them are gone: their places in `networks`, and the damage.
    pub(super) pairs: Vec<(usize, usize, Counts)>,
    /// A node is gone: nodes with equal outcomes.
    pub(super) nodes: Vec<NodeLoss>,
    /// What else is a single point, the worst first: what is gone, how many alike, and the damage.
    pub(super) cases: Vec<(Element, usize, Counts)>,
}

/// A network is gone.
#[derive(Clone, Debug)]
pub(super) struct NetworkLoss {
    pub(super) network: NetworkId,
    pub(super) counts: Counts,
    pub(super) after: State,
}

/// Nodes with one outcome.
#[derive(Clone, Debug)]
pub(super) struct NodeLoss {
    pub(super) nodes: Vec<NodeId>,
    /// Volumes that each of them coordinates.
    pub(super) volumes: usize,
}

/// How bad it is for one kind of traffic, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Some pairs have no network left.
    Loses,
    /// Some pairs use a network of clients.
    Falls,
    /// Some paths are slower.
    Slower,
    /// Other networks are used.
    Moves,
    /// Nothing changes.
    Stays,
}

/// The kind of traffic that something happens to; `None` for a coordinator that moves.
pub(super) fn kind_of(key: Key) -> Option<Traffic> {
    match key {
        Key::NoPath | Key::ClusterOnClient => Some(Traffic::Cluster),
        Key::CsvNone | Key::CsvOnClient | Key::CsvSlower | Key::CsvFewer => Some(Traffic::Csv),
        Key::MigrationNone | Key::MigrationOnClient => Some(Traffic::LiveMigration),
        Key::CoordinatorMoves => None,
    }
}

/// What that is in a word.
pub(super) fn outcome_of(key: Key) -> Outcome {
    match key {
        Key::NoPath | Key::CsvNone | Key::MigrationNone => Outcome::Loses,
        Key::ClusterOnClient | Key::CsvOnClient | Key::MigrationOnClient => Outcome::Falls,
        Key::CsvSlower => Outcome::Slower,
        Key::CsvFewer | Key::CoordinatorMoves => Outcome::Moves,
    }
}

/// The worst of it for one kind, or for all.
pub(super) fn worst(counts: &Counts, kind: Option<Traffic>) -> Outcome {
    let of_kind = |key: &Key| kind.is_none() || kind_of(*key) == kind;
    let keys = counts.present().map(|(key, _)| key).filter(of_kind);
    keys.map(outcome_of).min().unwrap_or(Outcome::Stays)
}

impl Losses {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let before = State::of(&without(facts.cluster, &[], None));
        let cluster = failures::undamaged(facts.cluster);
        if cluster.networks.len() > MAX_NETWORKS {
            return Self { is_too_large: true, before, ..Self::default() };
        }
        let mut analysis = Analysis::new(&cluster);
        if analysis.most(1) > MAX_FAILURES {
            return Self { is_too_large: true, before, ..Self::default() };
        }
        let usable: Vec<NetworkId> = facts.usable().collect();
        let networks: Vec<NetworkLoss> = usable
            .iter()
            .take(MAX_ROWS.min((MAX_ROUTES / before.routes.len().max(1)).max(1)))
            .map(|&network| NetworkLoss {
                network,
                counts: analysis.networks(&[network]),
                // The pairs are compared; of the routes there would be as many again for each network.
                after: State { routes: Vec::new(), ..State::of(&without(facts.cluster, &[network], None)) },
            })
            .collect();
        let pairs = if (3..=MAX_PAIRED).contains(&usable.len()) && networks.len() == usable.len() {
            let places = (0..networks.len()).flat_map(|a| (a + 1..networks.len()).map(move |b| (a, b)));
            places
                .map(|(a, b)| (a, b, analysis.networks(&[networks[a].network, networks[b].network])))
                .collect()
        } else {
            Vec::new()
        };
        Self {
            is_too_large: false,
            more_networks: usable.len() - networks.len(),
            nodes: nodes(facts.cluster),
            cases: cases(&mut analysis),
            before,
            networks,
            pairs,
        }
    }

    /// The fewest ways between two nodes when the worst single network fails; `None` where none was tried.
    pub(super) fn ways(&self) -> Option<usize> {
        self.networks.iter().map(|loss| loss.after.ways()).min()
    }
}

impl NetworkLoss {
    /// In a word.
    pub(super) fn outcome(&self, before: &State) -> Outcome {
        let kinds = KINDS.iter().enumerate();
        kinds.map(|(place, kind)| self.outcome_for(before, place, *kind)).min().unwrap_or(Outcome::Stays)
    }

    /// The same for one kind.
    pub(super) fn outcome_for(&self, before: &State, place: usize, kind: Traffic) -> Outcome {
        match worst(&self.counts, Some(kind)) {
            Outcome::Stays if self.moved(before, place).next().is_some() => Outcome::Moves,
            other => other,
        }
    }

    /// The pairs of a kind that use other networks afterwards.
    pub(super) fn moved<'s>(&'s self, before: &'s State, place: usize) -> impl Iterator<Item = Ends> + 's {
        let after = &self.after.flows[place];
        before.flows[place]
            .each()
            .filter(move |(ends, way)| {
                after.way(*ends).is_some_and(|left| left.now != way.now || left.determined != way.determined)
            })
            .map(|(ends, _)| ends)
    }
}

/// Nodes by how many volumes each coordinates. A lost node carries nothing for the others.
fn nodes(cluster: &Cluster) -> Vec<NodeLoss> {
    let volumes = |node| cluster.volumes_by_id().filter(|(_, volume)| volume.owner == Some(node)).count();
    let up: Vec<NodeId> = cluster.node_ids().filter(|n| cluster.nodes[*n].up != Some(false)).collect();
    if up.len() < 2 {
        return Vec::new();
    }
    let mut outcomes: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
    for node in up {
        outcomes.entry(volumes(node)).or_default().push(node);
    }
    outcomes.into_iter().map(|(volumes, nodes)| NodeLoss { nodes, volumes }).collect()
}

/// Interfaces, adapters, teams and switches whose failure does damage; networks and nodes alone are told elsewhere.
fn cases(analysis: &mut Analysis<'_>) -> Vec<(Element, usize, Counts)> {
    let found = failures::fold(analysis, 1, MAX_CASES * 4);
    let harmful = found.cases.into_iter().filter(|case| case.counts.worst() >= Damage::Warning);
    let element = harmful.filter_map(|case| {
        let of = |places: &[usize]| analysis.elements.get(*places.first()?);
        let is_other =
            |element: &&Element| matches!(element.what, What::Interfaces(..)) || element.shared.is_some();
        let others: Vec<&Element> = case.named.iter().filter_map(|one| of(one)).filter(is_other).collect();
        Some(((*others.first()?).clone(), others.len(), case.counts))
    });
    element.take(MAX_CASES).collect()
}
