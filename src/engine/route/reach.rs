//! Which nodes are usable on which network, and what their adapters there can do.

use super::observed::Observed;
use crate::engine::metric;
use crate::model::{
    Cluster, InterfaceSource, InterfaceState, LinkClass, Network, NetworkId, NetworkState, NodeId, Role,
    WindowsVersion,
};
use crate::steps::step;
use once_cell::unsync::OnceCell;

/// The two ends a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// From one node to another.
    Pair(NodeId, NodeId),
    /// No nodes are known: the answer holds for the whole cluster.
    WholeCluster,
}

impl From<Option<(NodeId, NodeId)>> for Ends {
    /// The ends of a route; without them it is of the whole cluster.
    fn from(ends: Option<(NodeId, NodeId)>) -> Self {
        ends.map_or(Self::WholeCluster, |(a, b)| Self::Pair(a, b))
    }
}

/// One node's adapters on one network, taken together.
#[derive(Clone, Copy, Debug)]
struct Cell {
    state: InterfaceState,
    /// The best adapter's class and speed, when known, and how many are its equal.
    class: Option<LinkClass>,
    gbps: Option<f64>,
    nics: u32,
}

/// Class and speed of a network for two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairLink {
    /// What both ends can do.
    pub class: LinkClass,
    /// The slower end, in Gbit/s; 0 means under 1.
    pub gbps: f64,
    /// How many adapters of each end work side by side.
    pub nics: u32,
    /// Who told.
    pub source: PairLinkSource,
}

/// Where class and speed of a network come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairLinkSource {
    /// Both ends' adapters.
    Adapters,
    /// The automatic metric, read backwards.
    Metric,
    /// A metric that reads like an automatic one, though the capture does not say that it is.
    UnconfirmedMetric,
}

/// State, class, speed and number of adapters of a node on each network.
pub(super) type Look = Vec<Option<(InterfaceState, Option<LinkClass>, Option<u64>, u32)>>;

/// The cluster with its interfaces in a table.
pub struct Reach<'a> {
    /// The facts.
    pub cluster: &'a Cluster,
    cells: Vec<Option<Cell>>,
    by_metric: Vec<Option<(LinkClass, f64)>>,
    /// All networks by ascending metric, those without a metric last.
    pub order: Vec<NetworkId>,
    /// By network: its place in that order.
    rank: Vec<usize>,
    observed: OnceCell<Observed>,
    /// What is taken to be lost at two nodes, on top of what the cluster says.
    lost: [Lost; 2],
}

/// The networks that a node has lost, each a bit at the place of its id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// The node.
    pub node: NodeId,
    /// The bits.
    pub networks: u128,
}

impl<'a> Reach<'a> {
    /// The table for a cluster.
    pub fn new(cluster: &'a Cluster) -> Self {
        let assumed = Cell { state: InterfaceState::Unknown, class: None, gbps: None, nics: 1 };
        let width = cluster.networks.len();
        let mut cells = match cluster.interface_source {
            // A what-if question writes the assumed table down to take one interface out of it.
            InterfaceSource::Assumed if cluster.interfaces.is_empty() => {
                vec![Some(assumed); width * cluster.nodes.len()]
            }
            _ => vec![None; width * cluster.nodes.len()],
        };
        for interface in &cluster.interfaces {
            let link = interface.link.as_ref();
            let new = Cell {
                state: interface.state,
                class: link.and_then(|link| link.class),
                gbps: link.and_then(|link| link.gbps),
                nics: 1,
            };
            let cell = &mut cells[interface.node.place() * width + interface.network.place()];
            *cell = Some(cell.map_or(new, |old| old.beside(new)));
        }
        let scheme = metric::scheme(cluster);
        let by_metric = cluster
            .networks
            .iter()
            .map(|network| {
                if let Some(link) = network.link {
                    return Some(link);
                }
                let metric = network.metric.filter(|_| network.auto_metric != Some(false))?;
                let parts = metric::explain(scheme, network.role, metric)?;
                Some((parts.capability?, f64::from(parts.speed_gbps?)))
            })
            .collect();
        let mut order: Vec<NetworkId> = cluster.network_ids().collect();
        order.sort_unstable_by_key(|&n| (cluster.networks[n].metric.map_or(u64::MAX, u64::from), n));
        let mut rank = vec![0; width];
        order.iter().enumerate().for_each(|(place, network)| rank[network.place()] = place);
        Self { cluster, cells, by_metric, order, rank, observed: OnceCell::new(), lost: [Lost::default(); 2] }
    }

    /// Takes networks to be lost at two nodes from now on, in the place of what was lost before. What is lost is down,
    /// not removed: it keeps its place in every list.
    pub fn lose(&mut self, lost: [Lost; 2]) {
        self.lost = lost;
    }

    fn is_lost(&self, network: NetworkId, node: NodeId) -> bool {
        let bit = 1_u128.checked_shl(network.place().try_into().unwrap_or(u32::MAX)).unwrap_or_default();
        self.lost.iter().any(|lost| lost.node == node && lost.networks & bit != 0)
    }

    /// What hosts and cluster logs show of single pairs.
    pub(super) fn observed(&self) -> &Observed {
        self.observed.get_or_init(|| Observed::new(self.cluster))
    }

    /// The place of a network among all by ascending metric.
    pub(super) fn rank(&self, network: NetworkId) -> usize {
        self.rank[network.place()]
    }

    /// The network of that id.
    pub fn network(&self, network: NetworkId) -> &'a Network {
        &self.cluster.networks[network]
    }

    /// Networks that allow cluster traffic and work between the ends, by ascending metric.
    pub fn shared(&self, ends: Ends) -> Vec<NetworkId> {
        self.order.iter().copied().filter(|&n| self.is_cluster_network(n) && self.works(n, ends)).collect()
    }

    /// Whether role 1 or 3 lets cluster traffic on the network.
    pub fn is_cluster_network(&self, network: NetworkId) -> bool {
        self.network(network).role.is_some_and(Role::carries_cluster_traffic)
    }

    /// Whether the network works between the ends, whatever its role.
    pub fn works(&self, network: NetworkId, ends: Ends) -> bool {
        match (self.network(network).state, ends) {
            (NetworkState::Down | NetworkState::Unavailable, _) => false,
            (NetworkState::Partitioned, Ends::WholeCluster) => false,
            (_, Ends::WholeCluster) => true,
            (NetworkState::Partitioned, Ends::Pair(a, b)) => {
                // The cluster says that some pair is cut off: only two interfaces that are Up are sure not to be it.
                let is_up = |node| self.state(network, node) == Some(InterfaceState::Up);
                [a, b].into_iter().all(|node| is_up(node) && self.works_at(network, node))
            }
            (_, Ends::Pair(a, b)) => self.works_at(network, a) && self.works_at(network, b),
        }
    }

    /// Whether a node's own end of the network works.
    pub fn works_at(&self, network: NetworkId, node: NodeId) -> bool {
        self.cluster.nodes[node].up != Some(false)
            && !matches!(self.network(network).state, NetworkState::Down | NetworkState::Unavailable)
            && matches!(self.state(network, node), Some(InterfaceState::Up | InterfaceState::Unknown))
            && !self.is_lost(network, node)
    }

    /// Whether the node has an interface on the network, in any state.
    pub fn is_on(&self, network: NetworkId, node: NodeId) -> bool {
        self.state(network, node).is_some()
    }

    /// Networks that allow cluster traffic and that both nodes have an interface on, by id.
    pub(super) fn common(&self, a: NodeId, b: NodeId) -> Vec<NetworkId> {
        let is_common = |&n: &NetworkId| self.is_cluster_network(n) && self.is_on(n, a) && self.is_on(n, b);
        self.cluster.network_ids().filter(is_common).collect()
    }

    /// The common networks of two nodes that are not down but share no network that works, where they have any.
    pub(super) fn broken(&self, a: NodeId, b: NodeId) -> Option<Vec<NetworkId>> {
        let is_up = |node: NodeId| self.cluster.nodes[node].up != Some(false);
        let common = self.common(a, b);
        let all_broken = common.iter().all(|&n| !self.works(n, Ends::Pair(a, b)));
        (!common.is_empty() && all_broken && is_up(a) && is_up(b)).then_some(common)
    }

    fn cell(&self, network: NetworkId, node: NodeId) -> Option<&Cell> {
        step(1);
        self.row(node)[network.place()].as_ref()
    }

    fn row(&self, node: NodeId) -> &[Option<Cell>] {
        let width = self.cluster.networks.len();
        &self.cells[node.place() * width..][..width]
    }

    /// All that is known of a node's place on every network: two nodes with one look are chosen the same networks.
    pub(super) fn look(&self, node: NodeId) -> Look {
        let speed = |cell: &Cell| cell.gbps.map(f64::to_bits);
        let cell = |cell: &Cell| (cell.state, cell.class, speed(cell), cell.nics);
        self.row(node).iter().map(|place| place.as_ref().map(cell)).collect()
    }

    fn state(&self, network: NetworkId, node: NodeId) -> Option<InterfaceState> {
        self.cell(network, node).map(|cell| cell.state)
    }

    /// Class and speed of the network for the ends: from both adapters, else from the automatic metric.
    pub fn link(&self, network: NetworkId, ends: Ends) -> Option<PairLink> {
        self.adapter_link(network, ends).or_else(|| {
            let (class, gbps) = self.by_metric[network.place()]?;
            let source = match self.network(network).auto_metric {
                Some(true) => PairLinkSource::Metric,
                _ if self.network(network).link.is_some() => PairLinkSource::Metric,
                _ => PairLinkSource::UnconfirmedMetric,
            };
            Some(PairLink { class, gbps, nics: self.nics(network, ends), source })
        })
    }

    /// Speed of the network for the ends where the class is not known: of the slower end, with how many adapters.
    pub fn speed(&self, network: NetworkId, ends: Ends) -> Option<(f64, u32)> {
        let Ends::Pair(a, b) = ends else { return None };
        let (a, b) = (self.cell(network, a)?, self.cell(network, b)?);
        Some((a.gbps?.min(b.gbps?), self.nics(network, ends)))
    }

    fn adapter_link(&self, network: NetworkId, ends: Ends) -> Option<PairLink> {
        let Ends::Pair(a, b) = ends else { return None };
        let (a, b) = (self.cell(network, a)?, self.cell(network, b)?);
        Some(PairLink {
            class: a.class?.min(b.class?),
            gbps: a.gbps?.min(b.gbps?),
            nics: self.nics(network, ends),
            source: PairLinkSource::Adapters,
        })
    }

    /// Adapters that work side by side on one subnet: one until 2012 R2, all from 2016
    /// (<https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel>).
    fn nics(&self, network: NetworkId, ends: Ends) -> u32 {
        let several = self.cluster.windows.version.is_some_and(|version| version >= WindowsVersion::V2016);
        match ends {
            Ends::Pair(a, b) if several => {
                let nics = |node| self.cell(network, node).map_or(1, |cell| cell.nics);
                nics(a).min(nics(b))
            }
            _ => 1,
        }
    }
}

impl Cell {
    /// Two adapters of one node on one network: the better one speaks for both.
    fn beside(self, other: Cell) -> Cell {
        let rank = |cell: &Cell| (cell.state as u8, cell.class, cell.gbps.map(|gbps| (gbps * 1000.0) as u64));
        match rank(&self).cmp(&rank(&other)) {
            std::cmp::Ordering::Equal => Cell { nics: self.nics + other.nics, ..self },
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Less => other,
        }
    }
}
