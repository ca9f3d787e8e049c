use crate::model::{Change, Cluster};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::heartbeat::{DEFAULT_DELAY, Heartbeat, heartbeats, seconds};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR601",
    name: "heartbeat-threshold-low",
    severity: Severity::Warning,
    summary: "A node counts as lost sooner than the version of Windows means it to.",
    doc: "\
## What it checks

Whether delay times threshold of the heartbeats is below 5 seconds, or below what the version has by default because the
threshold was lowered: 10 missed heartbeats in one subnet and 20 between subnets since Windows Server 2016, 5 before. One
each second is the default. Heartbeats between subnets count only where nodes share no network.

## Why it matters

Whatever holds up heartbeats for a moment, a failover of a switch, a live migration that fills the link, a backup, then
takes a node out of the cluster (event 1135), and its virtual machines start anew elsewhere.

## Example

`SameSubnetDelay` is 250 and `SameSubnetThreshold` 10: a node counts as lost after 2.5 seconds.

## What to do

Set the thresholds back to the default of the version. If nodes are lost with it, look for the cause: discarded packets,
drivers, congestion.

## References

- [Nodes are removed from cluster membership](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/problem-nodes-failover-cluster)
- [Cluster network thresholds](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds)
",
    reference: "https://learn.microsoft.com/troubleshoot/windows-server/high-availability/problem-nodes-failover-cluster",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[Need::Heartbeats],
    assumes: &[],
    check,
};

/// No more than this is a blink of a switch.
const LEAST: u64 = 5_000;

/// Heartbeats that may be missing for too short a time.
#[derive(Debug)]
struct ThresholdLow(Vec<Heartbeat>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let low: Vec<Heartbeat> = heartbeats(context).into_iter().filter(is_low).collect();
    Ok(found((!low.is_empty()).then_some(ThresholdLow(low))))
}

fn is_low(heartbeat: &Heartbeat) -> bool {
    let usual = u64::from(heartbeat.default) * u64::from(DEFAULT_DELAY);
    let is_lowered = heartbeat.threshold < heartbeat.default && heartbeat.tolerance() < usual;
    heartbeat.tolerance() < LEAST || is_lowered
}

impl Facts for ThresholdLow {
    fn say(&self, cluster: &Cluster) -> Hit {
        let low = self.0.iter().map(|one| {
            let usual = u64::from(one.default) * u64::from(DEFAULT_DELAY);
            format!("{} ({}; {} by default)", seconds(one.tolerance()), one.product(), seconds(usual))
        });
        let low: Vec<String> = low.collect();
        let message = format!("without heartbeats a node counts as lost after {}", low.join(" and "));
        let advice = "set the thresholds back to what this version of Windows has by default";
        let hit = Hit::new(Target::cluster(cluster), message, advice).change(self.0.iter().flat_map(changes));
        self.0.iter().fold(hit, |hit, one| {
            hit.with(one.delay_of.name(), one.delay).with(one.threshold_of.name(), one.threshold)
        })
    }
}

fn changes(one: &Heartbeat) -> impl Iterator<Item = Change> {
    let threshold = one.threshold.max(one.default);
    let delay = match u64::from(one.delay) * u64::from(threshold) < LEAST {
        true => DEFAULT_DELAY,
        false => one.delay,
    };
    let threshold = (threshold != one.threshold)
        .then_some(Change::Property { property: one.threshold_of, value: threshold });
    let delay = (delay != one.delay).then_some(Change::Property { property: one.delay_of, value: delay });
    threshold.into_iter().chain(delay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClusterProperty, WindowsVersion};
    use crate::rules::framework::testing;

    fn cluster(version: WindowsVersion, delay: u32, threshold: u32) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        cluster.windows.version = Some(version);
        cluster.settings.same_subnet_delay = Some(delay);
        cluster.settings.same_subnet_threshold = Some(threshold);
        cluster.settings.cross_subnet_threshold = Some(5);
        cluster
    }

    #[test]
    fn a_lower_threshold_goes_back_to_the_default() {
        let cluster = cluster(WindowsVersion::V2016, 1000, 5);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(
            hits[0].message,
            "without heartbeats a node counts as lost after 5 s (SameSubnetDelay 1000 ms x SameSubnetThreshold 5; 10 s by \
             default)"
        );
        let property = ClusterProperty::SameSubnetThreshold;
        assert_eq!(hits[0].changes, [Change::Property { property, value: 10 }]);
    }

    #[test]
    fn a_shorter_delay_is_set_back_where_the_threshold_is_not_the_cause() {
        let hits = testing::check(&RULE, &cluster(WindowsVersion::V2022, 250, 10));
        let property = ClusterProperty::SameSubnetDelay;
        assert_eq!(hits[0].changes, [Change::Property { property, value: 1000 }]);
    }

    #[test]
    fn defaults_of_every_version_and_as_long_a_time_say_nothing() {
        for (version, delay, threshold) in [
            (WindowsVersion::V2008R2, 1000, 5),
            (WindowsVersion::V2012R2, 1000, 10),
            (WindowsVersion::V2016, 1000, 10),
            (WindowsVersion::V2016, 2000, 5),
            (WindowsVersion::V2019, 1000, 10),
            (WindowsVersion::V2022, 1000, 20),
        ] {
            assert!(testing::check(&RULE, &cluster(version, delay, threshold)).is_empty(), "{version:?}");
        }
    }

    #[test]
    fn heartbeats_between_subnets_count_where_nodes_share_no_network() {
        let mut cluster = cluster(WindowsVersion::V2016, 1000, 10);
        cluster.interfaces.remove(1);
        let hits = testing::check(&RULE, &cluster);
        assert!(hits[0].message.contains("CrossSubnetThreshold 5"), "{}", hits[0].message);
    }
}
