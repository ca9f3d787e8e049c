use crate::model::Cluster;
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::heartbeat::{Heartbeat, heartbeats, seconds};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR602",
    name: "heartbeat-tolerance-high",
    severity: Severity::Info,
    summary: "A node that fails is noticed only after more than a minute.",
    doc: "\
## What it checks

Whether delay times threshold of the heartbeats is more than 60 seconds. Heartbeats between subnets count only where
nodes share no network.

## Why it matters

Until a node counts as lost, nothing that ran on it starts elsewhere. Time-outs of I/O and of clients are mostly shorter.
Higher values are a remedy for clouds and long links; elsewhere they hide why heartbeats are lost.

## Example

`SameSubnetDelay` is 2000 and `SameSubnetThreshold` 60: virtual machines of a node that lost its power start elsewhere
after two minutes.

## What to do

If nothing calls for it any more, go back to the default of the version: one heartbeat each second, 10 that may be
missing in one subnet and 20 between subnets.

## References

- [Cluster network thresholds](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds)
- [Nodes are removed from cluster membership](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/problem-nodes-failover-cluster)
",
    reference: "https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[Need::Heartbeats],
    assumes: &[],
    check,
};

/// What other time-outs have at most.
const MOST: u64 = 60_000;

/// Heartbeats that may be missing for long.
#[derive(Debug)]
struct ToleranceHigh(Vec<Heartbeat>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let high: Vec<Heartbeat> = heartbeats(context).into_iter().filter(|one| one.tolerance() > MOST).collect();
    Ok(found((!high.is_empty()).then_some(ToleranceHigh(high))))
}

impl Facts for ToleranceHigh {
    fn say(&self, cluster: &Cluster) -> Hit {
        let high = self.0.iter().map(|one| format!("{} ({})", seconds(one.tolerance()), one.product()));
        let high: Vec<String> = high.collect();
        let message = format!("a node that fails counts as lost only after {}", high.join(" and "));
        let advice =
            "go back to the default of the version, unless a cloud or a long link calls for these values";
        let hit = Hit::new(Target::cluster(cluster), message, advice);
        self.0.iter().fold(hit, |hit, one| {
            hit.with(one.delay_of.name(), one.delay).with(one.threshold_of.name(), one.threshold)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn a_minute_is_the_limit() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        cluster.settings.same_subnet_delay = Some(2000);
        cluster.settings.same_subnet_threshold = Some(30);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.settings.same_subnet_threshold = Some(60);
        assert_eq!(
            testing::check(&RULE, &cluster)[0].message,
            "a node that fails counts as lost only after 120 s (SameSubnetDelay 2000 ms x SameSubnetThreshold 60)"
        );
    }
}
