//! Live migration: one list for the whole cluster, tried in order
//! (<https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth>).

use super::choice::{Certainty, Choice};
use super::csv;
use super::reach::{Ends, PairLinkSource, Reach};
use super::reason::Reason;
use crate::model::{MigrationPerformance, NetworkId, NetworkList, Role, WindowsVersion};
use std::collections::{HashMap, HashSet};

/// The order in which networks are tried, before a pair of nodes is looked at.
#[derive(Clone, Debug, Default)]
pub struct MigrationOrder {
    /// Networks that may be used, best first.
    pub allowed: Vec<NetworkId>,
    /// Networks that `MigrationExcludeNetworks` takes out, in the order they would have had.
    pub excluded: Vec<NetworkId>,
    /// The cluster-only network that the default order puts last because cluster and CSV prefer it.
    pub put_last: Option<NetworkId>,
    /// Whether `MigrationNetworkOrder` names any known network.
    pub explicit: bool,
    /// Why the order is as it is.
    because: Vec<Reason>,
    /// What is not known or not published about the order.
    assumptions: Vec<Reason>,
    /// The order rests on a metric that is not known.
    order_unknown: bool,
    /// Network ATC may write the lists.
    atc_decides: bool,
    /// The lists name networks by ids that the capture does not have.
    pub names_unknown: bool,
}

impl MigrationOrder {
    /// The order for a cluster.
    pub fn new(reach: &Reach<'_>) -> Self {
        let mut order = Self { atc_decides: atc_decides(reach), ..Self::default() };
        let default = order.default_list(reach);
        let lists = reach.cluster.migration.as_ref();
        let first = named(reach, lists.and_then(|lists| lists.order.as_ref()));
        let excluded: HashSet<NetworkId> =
            named(reach, lists.and_then(|lists| lists.exclude.as_ref())).into_iter().collect();
        let all = [
            ("MigrationNetworkOrder", lists.map(|lists| &lists.order)),
            ("MigrationExcludeNetworks", lists.map(|lists| &lists.exclude)),
        ];
        for (name, list) in all {
            if list.and_then(Option::as_ref).is_some_and(|list| list.is_cut) {
                order.assumptions.push(Reason::ListCut(name));
            }
        }
        order.explicit = !first.is_empty();
        order.unknown_names(reach);
        let list: Vec<NetworkId> = if order.explicit {
            order.because.push(Reason::OrderNames(first.clone()));
            let known: HashSet<NetworkId> = first.iter().copied().collect();
            let rest: Vec<NetworkId> = default.into_iter().filter(|n| !known.contains(n)).collect();
            if !rest.is_empty() {
                order.assumptions.push(Reason::RestFollows(rest.clone()));
            }
            order.rank_doubts(reach, &rest);
            first.into_iter().chain(rest).collect()
        } else {
            if lists.is_none_or(|lists| lists.order.is_none()) {
                order.assumptions.push(Reason::OrderNotCaptured);
            }
            order.rank_doubts(reach, &default);
            order.because.push(match order.put_last {
                _ if order.names_unknown || order.order_unknown => Reason::DefaultOrderUnknown,
                Some(last) if default.len() > 1 => Reason::DefaultOrder(default.clone(), last),
                _ => Reason::DefaultOrderByMetric,
            });
            order.version_doubts(reach);
            default
        };
        if lists.is_none_or(|lists| lists.exclude.is_none()) {
            order.assumptions.push(Reason::ExcludeNotCaptured);
        }
        (order.excluded, order.allowed) = list.into_iter().partition(|n| excluded.contains(n));
        order
    }

    /// Cluster-only networks ascending without the lowest, then client networks, then the lowest.
    fn default_list(&mut self, reach: &Reach<'_>) -> Vec<NetworkId> {
        let of =
            |role: Role| reach.order.iter().copied().filter(move |&n| reach.network(n).role == Some(role));
        let mut cluster_only: Vec<NetworkId> = of(Role::Cluster).collect();
        let mut list = Vec::new();
        let mut last = None;
        if !cluster_only.is_empty() {
            last = Some(cluster_only.remove(0));
        }
        list.extend(cluster_only);
        list.extend(of(Role::ClusterAndClient));
        list.extend(last);
        self.put_last = last;
        list
    }

    fn rank_doubts(&mut self, reach: &Reach<'_>, by_metric: &[NetworkId]) {
        if by_metric.len() > 1 && by_metric.iter().any(|&n| reach.network(n).metric.is_none()) {
            self.assumptions.push(Reason::OrderMetricUnknown);
            self.order_unknown = true;
        }
    }

    /// A table of networks has no ids, and the lists have nothing else.
    fn unknown_names(&mut self, reach: &Reach<'_>) {
        let networks = &reach.cluster.networks;
        let Some(lists) = reach.cluster.migration.as_ref() else { return };
        if networks.iter().all(|network| network.id.is_some()) {
            return;
        }
        let known: HashSet<&str> = networks.iter().filter_map(|network| network.id.as_deref()).collect();
        let lists = [("MigrationNetworkOrder", &lists.order), ("MigrationExcludeNetworks", &lists.exclude)];
        for (name, list) in lists {
            let items = list.iter().flat_map(|list| &list.items).filter(|item| item.network.is_none());
            let mut ids = items.filter_map(|item| item.id.as_deref());
            if ids.any(|id| !known.contains(id)) {
                self.names_unknown = true;
                self.assumptions.push(Reason::ListIdsUnknown(name));
            }
        }
    }

    fn version_doubts(&mut self, reach: &Reach<'_>) {
        self.assumptions.push(match reach.cluster.windows.version {
            None if reach.cluster.windows.since.is_none() => Reason::OrderVersionUnknown,
            None => Reason::OrderMayBe2025,
            Some(_) if reach.cluster.windows.doubt().is_some() => Reason::OrderOf2025Or23H2,
            Some(WindowsVersion::V2025 | WindowsVersion::V24H2) => Reason::OrderOf2025,
            Some(WindowsVersion::V23H2) => Reason::OrderOf23H2,
            Some(_) => return,
        });
    }

    /// The networks between two ends.
    pub(super) fn choose(&self, reach: &Reach<'_>, ends: Ends) -> Choice {
        let mut choice = Choice { because: self.because.clone(), ..Choice::default() };
        for assumption in &self.assumptions {
            choice.assume(assumption.clone());
        }
        if self.atc_decides {
            choice.assume(Reason::AtcMayRewrite);
        }
        let works = |networks: &[NetworkId]| -> Vec<NetworkId> {
            networks.iter().copied().filter(|&n| reach.works(n, ends)).collect()
        };
        let mut shared = works(&self.allowed);
        let excluded = works(&self.excluded);
        if !excluded.is_empty() {
            choice.add(Reason::Excluded(excluded.clone()));
        }
        if shared.is_empty() {
            none_left(reach, ends, excluded, &mut choice);
            return choice;
        }
        let doubtful: Vec<NetworkId> =
            shared.iter().copied().filter(|&n| !reach.is_cluster_network(n)).collect();
        if !doubtful.is_empty() {
            choice.assume(Reason::RoleDoubtful(doubtful));
        }
        if self.names_unknown || (self.order_unknown && shared.len() > 1) {
            choice.determined = false;
            choice.networks = shared;
            return choice;
        }
        let first = shared.remove(0);
        choice.add(Reason::FirstInList(first));
        spread(reach, ends, first, &mut shared, &mut choice);
        choice.failover = shared;
        choice
    }
}

/// With SMB a migration starts on the first network and spreads over its equals.
fn spread(reach: &Reach<'_>, ends: Ends, first: NetworkId, rest: &mut Vec<NetworkId>, choice: &mut Choice) {
    choice.networks = vec![first];
    let Some(best) = reach.link(first, ends) else {
        return;
    };
    let is_equal = |n: &NetworkId| {
        reach.link(*n, ends).is_some_and(|link| link.class == best.class && link.gbps == best.gbps)
    };
    let equals: Vec<NetworkId> = rest.iter().copied().filter(is_equal).collect();
    let performance = match ends {
        Ends::Pair(from, _) => reach.cluster.host(from).and_then(|host| host.performance),
        Ends::WholeCluster => None,
    };
    let can_use_smb = reach.cluster.windows.version.is_none_or(|version| version >= WindowsVersion::V2012R2);
    match performance {
        Some(MigrationPerformance::Smb) => {
            if best.source != PairLinkSource::Adapters {
                choice.lower(Certainty::Assumed);
            }
            if !equals.is_empty() {
                choice.add(Reason::SmbSpreads(equals.clone(), (&best).into()));
            }
            rest.retain(|n| !is_equal(n));
            choice.networks.extend(equals);
            // Multichannel knows no list: it takes what joins the ends.
            let in_use: HashSet<NetworkId> = choice.networks.iter().copied().collect();
            let is_other = |n: &NetworkId| !in_use.contains(n) && reach.works(*n, ends) && is_equal(n);
            let others: Vec<NetworkId> = reach.order.iter().copied().filter(is_other).collect();
            if !others.is_empty() {
                choice.assume(Reason::SmbMayUseOthers(others, (&best).into()));
            }
        }
        Some(MigrationPerformance::TcpIp | MigrationPerformance::Compression) => {}
        None if can_use_smb && !equals.is_empty() => choice.assume(Reason::SmbMaySpread(equals)),
        None => {}
    }
    let links: Option<Vec<_>> = choice.networks.iter().map(|&n| reach.link(n, ends)).collect();
    choice.bandwidth_gbps = links.and_then(|links| csv::bandwidth(&links));
}

fn none_left(reach: &Reach<'_>, ends: Ends, excluded: Vec<NetworkId>, choice: &mut Choice) {
    let is_new = reach.cluster.windows.version.is_none_or(|version| version >= WindowsVersion::V23H2);
    let needs_none = is_new && excluded.is_empty() && ends != Ends::WholeCluster;
    choice.add(if excluded.is_empty() { Reason::NoneInList } else { Reason::AllExcluded(excluded) });
    if needs_none {
        choice.determined = false;
        choice.assume(Reason::NoCommonNetworkNeeded);
    }
}

fn atc_decides(reach: &Reach<'_>) -> bool {
    reach.cluster.hosts.iter().flatten().any(|host| host.atc_selects_migration_networks == Some(true))
}

/// The known networks of a list, each once.
fn named(reach: &Reach<'_>, list: Option<&NetworkList>) -> Vec<NetworkId> {
    let Some(list) = list.filter(|list| !list.items.is_empty()) else { return Vec::new() };
    let networks = reach.cluster.networks_by_id();
    let by_id: HashMap<&str, NetworkId> =
        networks.filter_map(|(n, network)| Some((network.id.as_deref()?, n))).collect();
    let mut seen = HashSet::new();
    let known =
        list.items.iter().filter_map(|item| item.network.or_else(|| by_id.get(item.id.as_deref()?).copied()));
    known.filter(|n| seen.insert(*n)).collect()
}
