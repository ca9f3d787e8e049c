use crate::engine::route::reach::Ends;
use crate::engine::route::{Route, Traffic};
use crate::model::{Change, Cluster, MigrationListName, NetworkId, Role, WindowsVersion};
use crate::rules::framework::{
    Assumed, Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::assumed;
use crate::rules::shared::migration_lists::{atc_advice, atc_writes, fastest_first, names_known, write};
use crate::rules::shared::node_pairs::NodePairs;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR409",
    name: "migration-on-slower-network",
    severity: Severity::Warning,
    summary: "Live migration starts on a cluster-only network although a much faster one is allowed.",
    doc: "\
## What it checks

Whether live migration between two nodes starts on a network with role 1 although another network with role 1 that is
allowed for it is at least four times as fast. Where the lists are not captured the default order is taken for granted.

## Why it matters

The default order puts the network with the lowest metric, which is the best one, last. With one fast network and one
slow one with role 1 the slow one comes first: draining a node takes many times as long as it could.

## Example

`Heartbeat` (1 Gbit/s) and `SMB1` (25 Gbit/s, RDMA) have role 1; live migration uses `Heartbeat`.

## What to do

Put the fast network first in `MigrationNetworkOrder` and limit the bandwidth of live migration, since shared volumes use
that network too.

## References

- [Bandwidth of live migration, on the default list](https://learn.microsoft.com/windows-server/failover-clustering/configure-live-migration-smb-bandwidth)
- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
",
    reference: "https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[],
    assumes: &[Need::VmResourceTypeParameters],
    check,
};

/// Pairs of nodes that migrate over a slow network although a fast one is allowed.
#[derive(Debug)]
struct OnSlower {
    slow: NetworkId,
    fast: NetworkId,
    /// In Gbit/s.
    speeds: (f64, f64),
    pairs: NodePairs,
    order: Vec<NetworkId>,
    assumed: Vec<Assumed>,
}

/// Less is no reason to touch the order.
const MUCH_FASTER: f64 = 4.0;

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    names_known(context)?;
    let mut groups: BTreeMap<(NetworkId, NetworkId), OnSlower> = BTreeMap::new();
    for route in context.routes_of(Traffic::LiveMigration).filter(|route| route.determined) {
        let Some((slow, fast, speeds)) = slower(context, route) else { continue };
        let of_group = groups.entry((slow, fast)).or_insert_with(|| OnSlower {
            slow,
            fast,
            speeds,
            pairs: NodePairs::default(),
            order: fastest_first(context),
            assumed: assumed::by(route),
        });
        of_group.pairs.add(route.ends());
    }
    Ok(found(groups.into_values()))
}

fn slower(context: &Context<'_>, route: &Route) -> Option<(NetworkId, NetworkId, (f64, f64))> {
    let (reach, networks) = (context.reach(), &context.cluster.networks);
    let ends = Ends::from(route.ends());
    let private = |n: NetworkId| networks[n].role == Some(Role::Cluster);
    let slow = *route.networks.first().filter(|&&n| private(n))?;
    let speed = |n: NetworkId| reach.link(n, ends).map(|link| link.gbps);
    let is = speed(slow)?;
    let others = context.migration_order().allowed.iter().copied();
    let others = others.filter(|&n| n != slow && private(n) && reach.works(n, ends));
    let (fast, best) = others.filter_map(|n| Some((n, speed(n)?))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best >= is.max(0.25) * MUCH_FASTER).then_some((slow, fast, (is, best)))
}

impl Facts for OnSlower {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (slow, fast) = (&cluster.networks[self.slow], &cluster.networks[self.fast]);
        let message = format!(
            "live migration {} starts on {} ({} Gbit/s), although {} ({} Gbit/s) is allowed for it",
            self.pairs.phrase(cluster),
            slow.name,
            self.speeds.0,
            fast.name,
            self.speeds.1
        );
        let advice = format!(
            "put {} first in MigrationNetworkOrder and limit the bandwidth of live migration, since shared volumes use \
             it too{}",
            fast.name,
            atc_advice(cluster)
        );
        let order: Option<Change> =
            (!atc_writes(cluster)).then(|| write(cluster, MigrationListName::Order, &self.order));
        Hit::new(Target::network(slow), message, advice)
            .about([Target::network(fast)])
            .change(order)
            .assuming_all(&self.assumed)
            .with("faster", fast.name.as_str())
            .with_pairs(cluster, &self.pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::change::apply;
    use crate::rules::framework::testing;

    #[test]
    fn the_fast_network_comes_first_and_like_speeds_are_left_alone() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["Heartbeat", "SMB1"]);
        (cluster.networks[0].metric, cluster.networks[1].metric) = (Some(30_384), Some(20_400));
        let hit = testing::check(&RULE, &cluster).remove(0);
        assert!(hit.message.contains("starts on Heartbeat (1 Gbit/s), although SMB1 (25 Gbit/s)"));
        hit.changes.iter().for_each(|change| apply(&mut cluster, change));
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.migration = None;
        cluster.networks[0].metric = Some(30_240);
        assert!(testing::check(&RULE, &cluster).is_empty(), "10 against 25 is no matter");
    }
}
