use crate::model::{Cluster, Network, NetworkId, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::{carries_cluster_traffic, has_manual_metric};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR202",
    name: "manual-metric-may-collide",
    severity: Severity::Info,
    summary: "A metric set by hand is one of the values that Windows Server 2008 R2 gives by itself.",
    doc: "\
## What it checks

Whether a metric that was set by hand is 1000, 1100, ... 1900 or 10000, 10100, ... 10900, on a network that
carries cluster traffic. Values in between never collide, and networks with role 0 do not compete.

## Why it matters

Windows Server 2008 R2 numbers networks without a default gateway from 1000 and the others from 10000, in
steps of 100. A network that is added later can get the very value that was chosen by hand. Two networks with
one metric leave it open which of them carries cluster and shared volume traffic. That is why the documented
values, 800 and 900, are below 1000.

## Example

`CSV` was set to 1100 while `Heartbeat` has 1000. The next private network gets 1100 too.

## What to do

Prefer a network with a value below 1000: 800 for shared volumes and 900 for live migration are the ones of the
Microsoft article.

## References

- [Prefer a network for redirected I/O, KB 2473194](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
- [Designating a preferred network for Cluster Shared Volumes](https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/ff182335(v=ws.10))
",
    reference: "https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access",
    since: "0.1.0",
    versions: Versions::until(WindowsVersion::V2008R2),
    needs: &[],
    assumes: &[],
    check,
};

/// A metric that Windows Server 2008 R2 may give to another network.
#[derive(Debug)]
struct MayCollide {
    network: NetworkId,
    metric: u32,
    /// Where the automatic values of its class start.
    start: u32,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id();
    Ok(found(networks.filter_map(|(id, network)| {
        Some(MayCollide { network: id, metric: network.metric?, start: class(network)? })
    })))
}

/// The first value of the class that an automatic metric could collide in.
fn class(network: &Network) -> Option<u32> {
    if !has_manual_metric(network) || !carries_cluster_traffic(network) {
        return None;
    }
    let metric = network.metric.filter(|metric| metric.is_multiple_of(100))?;
    [1_000, 10_000].into_iter().find(|start| (*start..=start + 900).contains(&metric))
}

impl Facts for MayCollide {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let (name, metric, start) = (&network.name, self.metric, self.start);
        let message = format!(
            "network {name} was set to metric {metric} by hand, and Windows Server 2008 R2 numbers its own from \
             {start} in steps of 100: a network added later can get the same value"
        );
        let fix = format!("give {name} a value below 1000 that no other network has, such as 800 or 900");
        Hit::new(Target::network(network), message, fix).with("metric", metric).with("automatic_from", start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn only_values_that_the_cluster_gives_itself_can_collide() {
        let mut network = testing::network("CSV", 0);
        network.auto_metric = Some(false);
        let mut class_of = |metric| {
            network.metric = Some(metric);
            class(&network)
        };
        assert_eq!(class_of(800), None);
        assert_eq!(class_of(1_000), Some(1_000));
        assert_eq!(class_of(1_050), None);
        assert_eq!(class_of(1_900), Some(1_000));
        assert_eq!(class_of(5_000), None);
        assert_eq!(class_of(10_100), Some(10_000));
        assert_eq!(class_of(20_000), None);
    }

    #[test]
    fn automatic_values_and_networks_without_cluster_traffic_do_not_count() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["CSV", "iSCSI", "Heartbeat"]);
        for network in &mut cluster.networks {
            network.metric = Some(1_100);
            network.auto_metric = Some(false);
        }
        cluster.networks[1].role = Some(Role::None);
        cluster.networks[2].auto_metric = Some(true);
        assert_eq!(testing::targets(&RULE, &cluster), ["CSV"]);
    }
}
