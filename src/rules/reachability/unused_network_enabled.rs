use crate::model::{Cluster, Network, NetworkId};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::{carries_cluster_traffic, is_unused_by_atc, role_number};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR110",
    name: "unused-network-enabled",
    severity: Severity::Warning,
    summary: "A network that Network ATC calls unused may carry cluster traffic.",
    doc: "\
## What it checks

Whether a network whose name starts with `Unused:` has role 1 or 3. Network ATC puts this word before the name
of every cluster network that belongs to none of its intents.

## Why it matters

Network ATC gives that name to a network whose adapters belong to no intent that it could apply: an intent failed,
was renamed or removed. Nobody looks after such a network any more, and yet the cluster sends traffic over it.

## Example

`Unused:Cluster Network 1  Up  70240  ClusterAndClient`.

## What to do

Find out which intent failed or was renamed: `Get-NetIntentStatus`. Repair it and let it run again with
`Set-NetIntentRetryState`; the network then gets its name and its place back. Do not give the network role 0 before
nothing depends on it: it may be the only one that carries cluster traffic or clients.

## References

- [Network ATC](https://learn.microsoft.com/windows-server/networking/network-atc/network-atc)
- [Azure Local lab guides](https://github.com/DellGEOS/AzureLocalHOLs)
",
    reference: "https://learn.microsoft.com/windows-server/networking/network-atc/network-atc",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// The network that no intent has.
#[derive(Debug)]
struct UnusedEnabled(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let is_enabled = |network: &Network| is_unused_by_atc(network) && carries_cluster_traffic(network);
    let enabled = context.cluster.networks_by_id().filter(|(_, network)| is_enabled(network));
    Ok(found(enabled.map(|(id, _)| UnusedEnabled(id))))
}

impl Facts for UnusedEnabled {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let message = format!(
            "{} belongs to no intent of Network ATC, and its role {} enables it",
            network.name,
            role_number(network)
        );
        let advice = "find out with Get-NetIntentStatus which intent failed or was renamed, repair it and run it again \
                      with Set-NetIntentRetryState; leave the role alone until no traffic depends on the network";
        Hit::new(Target::network(network), message, advice).with("role", network.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn only_the_prefix_counts_and_only_with_a_role() {
        let mut cluster =
            testing::cluster(&["N1"], &["Unused:LAN", "Unused:USB", "Not Unused: B", "Unus\u{e9}d:"]);
        cluster.networks[1].role = Some(Role::None);
        assert_eq!(testing::targets(&RULE, &cluster), ["Unused:LAN"]);
    }
}
