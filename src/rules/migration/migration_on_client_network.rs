use crate::engine::route::reach::Ends;
use crate::engine::route::{Route, Traffic};
use crate::model::{Cluster, MigrationListName, NetworkId, Role, WindowsVersion};
use crate::rules::framework::{
    Assumed, Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::migration_lists::{
    EXCLUDE, ORDER, atc_advice, atc_writes, fastest_first, names_known, write,
};
use crate::rules::shared::node_pairs::NodePairs;
use crate::rules::shared::way::{self, Way};
use crate::rules::shared::{assumed, predicates::is_down};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR401",
    name: "migration-on-client-network",
    severity: Severity::Warning,
    summary: "Live migration uses a client network although a private one joins the nodes.",
    doc: "\
## What it checks

Whether live migration between two nodes starts on a network with role 3 although a network with role 1 joins them
that is not known to be slower: because the default order puts the network with the lowest metric last, because
`MigrationNetworkOrder` names the client network first, or because `MigrationExcludeNetworks` takes the private one
out. A design without switches, where each pair has its own network, is left to CR405. Where the lists are not
captured the default order is taken for granted, and the finding says so.

## Why it matters

Memory of virtual machines crosses the client network, unencrypted, and competes with clients, often at a tenth of
the speed that the private network has. The default order keeps live migration away from the network with the lowest
metric, which carries cluster messages and, on Windows Server 2008 R2, shared volumes. With one private and one
client network nothing but the client network is left in front of it.

## Example

`Private` has metric 1000 and role 1, `Public` 10000 and role 3. Shared volumes use `Private`, live migration
uses `Public`.

## What to do

On Windows Server 2008 R2 add a private network without a default gateway, better two: one for redirected I/O, one
for live migration. Later, put the faster private networks first in `MigrationNetworkOrder`, and limit the bandwidth
of live migration where it shares them with storage.

## References

- [KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[Need::VmResourceTypeParameters],
    check,
};

/// Pairs of nodes that migrate over a client network although a private one joins them.
#[derive(Debug)]
struct OnClientNetwork {
    client: NetworkId,
    private: NetworkId,
    why: Why,
    pairs: NodePairs,
    /// Speeds in Gbit/s, where both are known.
    speeds: Option<(f64, f64)>,
    /// How many private networks there are.
    privates: usize,
    /// All allowed networks, private and fast ones first.
    better: Vec<NetworkId>,
    /// What is excluded and is not private.
    still_excluded: Vec<NetworkId>,
    /// On Windows Server 2008 R2: the way of redirected I/O, which shares the private network.
    csv: Option<Way>,
    assumed: Vec<Assumed>,
}

/// Why the client network comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Default,
    Order,
    Excluded,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let (cluster, order) = (context.cluster, context.migration_order());
    let mut groups: BTreeMap<(NetworkId, NetworkId, Why), OnClientNetwork> = BTreeMap::new();
    for route in context.routes_of(Traffic::LiveMigration).filter(|route| route.determined) {
        let Some((client, private)) = on_client(context, route) else { continue };
        let why = if order.excluded.contains(&private) {
            Why::Excluded
        } else if order.explicit {
            Why::Order
        } else {
            Why::Default
        };
        let of_group = groups.entry((client, private, why)).or_insert_with(|| {
            let ends = Ends::from(route.ends());
            let speed = |n| context.reach().link(n, ends).map(|link| link.gbps);
            let is_old = cluster.windows.version == Some(WindowsVersion::V2008R2);
            let mut csv = context.routes_of(Traffic::Csv).filter(|csv| is_old && csv.ends() == route.ends());
            OnClientNetwork {
                client,
                private,
                why,
                pairs: NodePairs::default(),
                speeds: speed(client).zip(speed(private)),
                privates: cluster.networks.iter().filter(|n| n.role == Some(Role::Cluster)).count(),
                better: fastest_first(context),
                still_excluded: public(cluster, &order.excluded),
                csv: csv.next().map(|csv| way::along(context, csv)),
                assumed: assumed::by(route),
            }
        });
        of_group.pairs.add(route.ends());
    }
    Ok(found(groups.into_values()))
}

fn public(cluster: &Cluster, networks: &[NetworkId]) -> Vec<NetworkId> {
    let is_public = |n: &NetworkId| cluster.networks[*n].role != Some(Role::Cluster);
    networks.iter().copied().filter(is_public).collect()
}

/// The client network that is used, and the best private one that joins the ends, unless that is slower.
fn on_client(context: &Context<'_>, route: &Route) -> Option<(NetworkId, NetworkId)> {
    let (reach, order) = (context.reach(), context.migration_order());
    let client = *route.networks.first()?;
    let networks = &context.cluster.networks;
    if networks[client].role != Some(Role::ClusterAndClient) {
        return None;
    }
    let ends = Ends::from(route.ends());
    let speed = |n: NetworkId| reach.link(n, ends).map(|link| (link.class, link.gbps));
    let joins = |n: &NetworkId| {
        networks[*n].role == Some(Role::Cluster) && !is_down(&networks[*n]) && reach.works(*n, ends)
    };
    let private = order.allowed.iter().chain(&order.excluded).copied().filter(joins);
    let private =
        private.max_by(|&a, &b| speed(a).partial_cmp(&speed(b)).unwrap_or(std::cmp::Ordering::Equal))?;
    let is_slower =
        matches!((speed(private), speed(client)), (Some(private), Some(client)) if private < client);
    (!is_slower).then_some((client, private))
}

impl Facts for OnClientNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (client, private) = (&cluster.networks[self.client].name, &cluster.networks[self.private].name);
        let why = match self.why {
            Why::Default => format!("because the default order puts {private}, a private network, last"),
            Why::Order => format!("because {ORDER} names it before {private}, a private network"),
            Why::Excluded => format!("because {EXCLUDE} takes out {private}, a private network"),
        };
        let speeds = match self.speeds {
            Some((client, private)) if client > 0.0 && private > client => {
                format!("; it has {client} Gbit/s there instead of {private}")
            }
            _ => String::new(),
        };
        let csv = match &self.csv {
            Some(csv) if !csv.networks.is_empty() => {
                format!("; redirected I/O of the volumes goes {}", csv.phrase(cluster))
            }
            _ => String::new(),
        };
        let pairs = self.pairs.phrase(cluster);
        let message = format!("live migration {pairs} uses the client network {client}, {why}{speeds}{csv}");
        Hit::new(Target::network(&cluster.networks[self.client]), message, self.advice(cluster))
            .about([Target::network(&cluster.networks[self.private])])
            .change(self.change(cluster))
            .assuming_all(&self.assumed)
            .with("private_network", private.as_str())
            .with_pairs(cluster, &self.pairs)
    }
}

impl OnClientNetwork {
    fn is_old(cluster: &Cluster) -> bool {
        cluster.windows.version == Some(WindowsVersion::V2008R2)
    }

    fn advice(&self, cluster: &Cluster) -> String {
        let private = &cluster.networks[self.private].name;
        match (Self::is_old(cluster), self.why) {
            (true, Why::Default) => format!(
                "there are too few private networks: add one without a default gateway, better two, one for \
                 redirected I/O and one for live migration; until then {private} may go first in the network list of \
                 a virtual machine's properties only if shared volumes and heartbeats can spare the bandwidth"
            ),
            (_, Why::Excluded) => format!("take {private} out of {EXCLUDE}{}", atc_advice(cluster)),
            (_, Why::Default) if self.privates == 1 => format!(
                "add a second private network for live migration; until then {private} may go first in {ORDER} if \
                 shared volumes can spare the bandwidth, with a limit for live migration{}",
                atc_advice(cluster)
            ),
            _ => format!(
                "put the private networks first in {ORDER}, and limit the bandwidth of live migration where it \
                 shares them with storage{}",
                atc_advice(cluster)
            ),
        }
    }

    /// Where speeds are not known, who has more bandwidth to spare is a matter of judgement.
    fn change(&self, cluster: &Cluster) -> Option<crate::model::Change> {
        let is_better = self.speeds.is_some_and(|(client, private)| private > client);
        if Self::is_old(cluster) || atc_writes(cluster) || !is_better {
            return None;
        }
        Some(match self.why {
            Why::Excluded => write(cluster, MigrationListName::Exclude, &self.still_excluded),
            _ => write(cluster, MigrationListName::Order, &self.better),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::route::Certainty;
    use crate::model::{MigrationLists, NetworkList};
    use crate::rules::framework::testing;

    fn cluster(private: usize) -> Cluster {
        let names = ["Public", "Private", "LM"];
        let mut cluster = testing::cluster(&["N1", "N2"], &names[..=private]);
        cluster.windows.version = Some(WindowsVersion::V2008R2);
        cluster.networks[0].role = Some(Role::ClusterAndClient);
        for (network, metric) in cluster.networks.iter_mut().zip([10_000, 1_000, 1_100]) {
            network.metric = Some(metric);
        }
        let empty = || Some(NetworkList::default());
        cluster.migration = Some(MigrationLists { order: empty(), exclude: empty() });
        cluster
    }

    #[test]
    fn one_private_network_is_not_enough_and_two_are() {
        assert_eq!(testing::targets(&RULE, &cluster(1)), ["Public"]);
        assert!(testing::check(&RULE, &cluster(2)).is_empty());
    }

    #[test]
    fn without_the_lists_the_default_order_is_taken_for_granted() {
        let mut cluster = cluster(1);
        cluster.migration = None;
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert_eq!(hit.certainty, Certainty::Assumed);
        assert!(hit.assumes.iter().any(|assumed| assumed.settle.contains("Get-ClusterResourceType")));
    }

    #[test]
    fn an_order_and_an_exclusion_do_it_too() {
        let mut cluster = cluster(2);
        let id = |n: usize| cluster.networks[n].id.clone().unwrap();
        let (public, both) = (id(0), format!("{};{}", id(1), id(2)));
        let list = |text: &str| Some(NetworkList::parse(text));
        cluster.migration.as_mut().unwrap().order = list(&public);
        assert!(testing::check(&RULE, &cluster)[0].message.contains("MigrationNetworkOrder names it before"));
        cluster.migration = Some(MigrationLists { order: list(""), exclude: list(&both) });
        assert!(testing::check(&RULE, &cluster)[0].message.contains("MigrationExcludeNetworks takes out"));
    }

    #[test]
    fn later_a_slower_private_network_is_rightly_left_alone_and_a_faster_one_comes_first() {
        let mut cluster = cluster(1);
        cluster.windows.version = Some(WindowsVersion::V2019);
        (cluster.networks[0].metric, cluster.networks[1].metric) = (Some(70_240), Some(30_384));
        assert!(testing::check(&RULE, &cluster).is_empty(), "1 Gbit/s against 10");
        cluster.networks[0].metric = Some(70_384);
        cluster.networks[1].metric = Some(20_400);
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert!(hit.message.ends_with("it has 1 Gbit/s there instead of 25"), "{}", hit.message);
        assert_eq!(hit.changes.len(), 1);
    }
}
