//! Live migration: one list for the whole cluster, tried in order
//! (<https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth>).

use super::reach::{Ends, PairLinkSource, Reach};
use super::{Choice, csv, names};
use crate::model::{MigrationPerformance, NetworkList, Role, WindowsVersion};
use std::collections::{HashMap, HashSet};

/// The order in which networks are tried, before a pair of nodes is looked at.
#[derive(Clone, Debug, Default)]
pub struct MigrationOrder {
    /// Networks that may be used, best first.
    pub allowed: Vec<usize>,
    /// Networks that `MigrationExcludeNetworks` takes out, in the order they would have had.
    pub excluded: Vec<usize>,
    /// The cluster-only network that the default order puts last because cluster and CSV prefer it.
    pub put_last: Option<usize>,
    /// Whether `MigrationNetworkOrder` names any known network.
    pub explicit: bool,
    /// What is not known or not published about the order.
    assumptions: Vec<String>,
    /// Why the order is as it is.
    because: String,
    /// The order rests on a metric that is not known.
    order_unknown: bool,
    /// The lists name networks by ids that the capture does not have.
    pub names_unknown: bool,
}

impl MigrationOrder {
    /// The order for a cluster.
    pub fn new(reach: &Reach<'_>) -> Self {
        let mut order = Self::default();
        let default = order.default_list(reach);
        let lists = reach.cluster.migration.as_ref();
        let first = named(reach, lists.and_then(|lists| lists.order.as_ref()));
        let excluded: HashSet<usize> =
            named(reach, lists.and_then(|lists| lists.exclude.as_ref())).into_iter().collect();
        order.explicit = !first.is_empty();
        order.unknown_names(reach);
        let list: Vec<usize> = if order.explicit {
            order.because = format!("MigrationNetworkOrder names {}", names(reach, &first));
            let known: HashSet<usize> = first.iter().copied().collect();
            let rest: Vec<usize> = default.into_iter().filter(|n| !known.contains(n)).collect();
            if !rest.is_empty() {
                order.assumptions.push(format!(
                    "{} is not in MigrationNetworkOrder and is taken to follow in the default order",
                    names(reach, &rest)
                ));
            }
            order.rank_doubts(reach, &rest);
            first.into_iter().chain(rest).collect()
        } else {
            if lists.is_none_or(|lists| lists.order.is_none()) {
                order
                    .assumptions
                    .push("MigrationNetworkOrder is not captured: taken to be empty, the default".to_owned());
            }
            order.rank_doubts(reach, &default);
            order.because = match order.put_last {
                _ if order.names_unknown || order.order_unknown => {
                    "the default order is that of the metrics, but the cluster-only network with the lowest metric \
                     comes last"
                        .to_owned()
                }
                Some(last) if default.len() > 1 => format!(
                    "the default order is {}: cluster-only networks by metric, then client networks, and last {}, \
                     the cluster-only network with the lowest metric",
                    names(reach, &default),
                    reach.network(last).name
                ),
                _ => "the default order goes by metric".to_owned(),
            };
            order.version_doubts(reach);
            default
        };
        if lists.is_none_or(|lists| lists.exclude.is_none()) {
            order
                .assumptions
                .push("MigrationExcludeNetworks is not captured: taken to be empty, the default".to_owned());
        }
        (order.excluded, order.allowed) = list.into_iter().partition(|n| excluded.contains(n));
        order
    }

    /// Cluster-only networks ascending without the lowest, then client networks, then the lowest.
    fn default_list(&mut self, reach: &Reach<'_>) -> Vec<usize> {
        let of =
            |role: Role| reach.order.iter().copied().filter(move |&n| reach.network(n).role == Some(role));
        let mut cluster_only: Vec<usize> = of(Role::Cluster).collect();
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

    fn rank_doubts(&mut self, reach: &Reach<'_>, by_metric: &[usize]) {
        if by_metric.len() > 1 && by_metric.iter().any(|&n| reach.network(n).metric.is_none()) {
            self.assumptions.push("a metric is not known, so the default order cannot be told".to_owned());
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
        let is_known = |id: &str| networks.iter().any(|network| network.id.as_deref() == Some(id));
        let lists = [("MigrationNetworkOrder", &lists.order), ("MigrationExcludeNetworks", &lists.exclude)];
        for (name, list) in lists {
            let ids = list.iter().flat_map(|list| &list.items).filter_map(|item| item.id.as_deref());
            if ids.into_iter().any(|id| !is_known(id)) {
                self.names_unknown = true;
                self.assumptions.push(format!(
                    "{name} names networks by id, and the capture does not tell the ids of all networks: \
                     capture the property Id"
                ));
            }
        }
    }

    fn version_doubts(&mut self, reach: &Reach<'_>) {
        let doubt = match reach.cluster.windows.version {
            None if reach.cluster.windows.since.is_none() => "the Windows version is not known",
            None => "the Windows version is not known, and 2025 chooses differently",
            Some(WindowsVersion::V2025) => {
                "Windows Server 2025 chooses by a new order that is not published: the order of 2022 is given"
            }
            Some(WindowsVersion::V23H2) => {
                "whether Azure Local 23H2 has the new order of 2025 is not published: the order of 2022 is given"
            }
            Some(_) => return,
        };
        self.assumptions.push(doubt.to_owned());
    }

    /// The networks between two ends.
    pub(super) fn choose(&self, reach: &Reach<'_>, ends: Ends, mut choice: Choice) -> Choice {
        choice.because.add(|| self.because.as_str());
        for assumption in &self.assumptions {
            choice.assume();
            choice.because.add(|| assumption.as_str());
        }
        if self.atc_decides(reach) {
            choice.assume();
            choice
                .because
                .add(|| "Network ATC selects live migration networks and may rewrite the lists at any time");
        }
        let works = |networks: &[usize]| -> Vec<usize> {
            networks.iter().copied().filter(|&n| reach.works(n, ends)).collect()
        };
        let mut shared = works(&self.allowed);
        let excluded = works(&self.excluded);
        if !excluded.is_empty() {
            choice.because.add(|| format!("MigrationExcludeNetworks takes out {}", names(reach, &excluded)));
        }
        if shared.is_empty() {
            self.none_left(reach, ends, &excluded, &mut choice);
            return choice;
        }
        let doubtful: Vec<usize> = shared.iter().copied().filter(|&n| !reach.is_cluster_network(n)).collect();
        if !doubtful.is_empty() {
            choice.assume();
            choice.because.add(|| format!(
                "{} carries no cluster traffic by its role; sources disagree whether live migration then uses it",
                names(reach, &doubtful)
            ));
        }
        if self.names_unknown || (self.order_unknown && shared.len() > 1) {
            choice.determined = false;
            choice.networks = shared;
            return choice;
        }
        let first = shared.remove(0);
        choice
            .because
            .add(|| format!("{} is the first in it that joins the ends", reach.network(first).name));
        self.spread(reach, ends, first, &mut shared, &mut choice);
        choice.failover = shared;
        choice
    }

    /// With SMB a migration starts on the first network and spreads over its equals.
    fn spread(
        &self,
        reach: &Reach<'_>,
        ends: Ends,
        first: usize,
        rest: &mut Vec<usize>,
        choice: &mut Choice,
    ) {
        choice.networks = vec![first];
        let Some(best) = reach.link(first, ends) else {
            return;
        };
        let is_equal = |n: &usize| {
            reach.link(*n, ends).is_some_and(|link| link.class == best.class && link.gbps == best.gbps)
        };
        let equals: Vec<usize> = rest.iter().copied().filter(is_equal).collect();
        let from = match ends {
            Ends::Pair(from, _) => reach.cluster.host(from).and_then(|host| host.performance),
            Ends::WholeCluster => None,
        };
        let can_use_smb =
            reach.cluster.windows.version.is_none_or(|version| version >= WindowsVersion::V2012R2);
        match from {
            Some(MigrationPerformance::Smb) => {
                if best.source != PairLinkSource::Adapters {
                    choice.assume();
                }
                if !equals.is_empty() {
                    choice.because.add(|| {
                        format!(
                            "the performance option is SMB: Multichannel spreads over {} as well, each is {}",
                            names(reach, &equals),
                            csv::describe(&best)
                        )
                    });
                }
                rest.retain(|n| !is_equal(n));
                choice.networks.extend(equals);
            }
            Some(MigrationPerformance::TcpIp | MigrationPerformance::Compression) => {}
            None if can_use_smb && !equals.is_empty() => {
                choice.assume();
                choice.because.add(|| format!(
                    "VirtualMachineMigrationPerformanceOption is not captured: if it is SMB, {} carries it too",
                    names(reach, &equals)
                ));
            }
            None => {}
        }
        let links: Option<Vec<_>> = choice.networks.iter().map(|&n| reach.link(n, ends)).collect();
        choice.bandwidth = links.and_then(|links| csv::bandwidth(&links));
    }

    fn none_left(&self, reach: &Reach<'_>, ends: Ends, excluded: &[usize], choice: &mut Choice) {
        choice.because.add(|| {
            if excluded.is_empty() {
                "no network of the list joins the ends".to_owned()
            } else {
                format!("every network that joins the ends is excluded: {}", names(reach, excluded))
            }
        });
        let is_new = reach.cluster.windows.version.is_none_or(|version| version >= WindowsVersion::V23H2);
        if is_new && excluded.is_empty() && ends != Ends::WholeCluster {
            choice.assume();
            choice.determined = false;
            choice.because.add(|| "Windows Server 2025 no longer needs a common network; which it then takes is not published");
        }
    }

    fn atc_decides(&self, reach: &Reach<'_>) -> bool {
        reach.cluster.hosts.iter().flatten().any(|host| host.atc_selects_migration_networks == Some(true))
    }
}

/// The known networks of a list, each once.
fn named(reach: &Reach<'_>, list: Option<&NetworkList>) -> Vec<usize> {
    let Some(list) = list.filter(|list| !list.items.is_empty()) else { return Vec::new() };
    let networks = reach.cluster.networks.iter().enumerate();
    let by_id: HashMap<&str, usize> =
        networks.filter_map(|(n, network)| Some((network.id.as_deref()?, n))).collect();
    let mut seen = HashSet::new();
    let known = list.items.iter().filter_map(|item| by_id.get(item.id.as_deref()?).copied());
    known.filter(|n| seen.insert(*n)).collect()
}
