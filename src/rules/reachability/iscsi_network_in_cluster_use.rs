use crate::model::{Change, Cluster, NetworkId, Role};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::{carries_cluster_traffic, iscsi_names, role_number, says_iscsi};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR102",
    name: "iscsi-network-in-cluster-use",
    severity: Severity::Warning,
    summary: "A network that is named for iSCSI may carry cluster traffic.",
    doc: "\
## What it checks

Whether a network with role 1 or 3 has `iSCSI` in its name, in the name of a connection or in the description
of an adapter. A name is no proof: without the iSCSI sessions of the nodes nobody can tell what a network
really carries, so the finding says where the word stands and asks for a check.

## Why it matters

Disk traffic over iSCSI suffers from whatever shares its network. A cluster uses every network with role 1 or
3 for heartbeats, and may move its messages, redirected I/O of Cluster Shared Volumes and live migrations to
it.

## Example

`iSCSI A  Up  30241  Cluster`: role 1, though it should be 0.

## What to do

Run `Get-IscsiSession` on a node. If its sessions use addresses of the network, give it role 0:
`(Get-ClusterNetwork -Name 'iSCSI A').Role = 0`.

## References

- [Cluster Shared Volumes: networks](https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs)
- [Cluster networks for redirected access](https://learn.microsoft.com/troubleshoot/system-center/dpm/configure-cluster-networks-csv-redirected-access)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/failover-cluster-csvs",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// A network that is called iSCSI, or whose adapters are.
#[derive(Debug)]
struct IscsiNetwork {
    network: NetworkId,
    /// What is called so: `network iSCSI A`, `adapter iSCSI A`.
    named: Vec<String>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let named = iscsi_names(cluster);
    let in_use = named.into_iter().filter(|(n, _)| carries_cluster_traffic(&cluster.networks[*n]));
    Ok(found(in_use.map(|(network, named)| IscsiNetwork { network, named })))
}

impl Facts for IscsiNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let evidence = match says_iscsi(&network.name) {
            true => "its name".to_owned(),
            false => format!("the name of {}", self.named[0]),
        };
        let message = format!(
            "{} looks like an iSCSI network by {evidence}, and its role {} lets cluster traffic on it",
            network.name,
            role_number(network)
        );
        let advice = format!(
            "run Get-IscsiSession on a node; only if its sessions use addresses of {} is the change right",
            network.name
        );
        Hit::new(Target::network(network), message, advice)
            .assuming("the network carries iSCSI, as its name says", "Get-IscsiSession on a node")
            .change([Change::Role { network: self.network, role: Role::None, returns: None }])
            .with("role", network.role)
            .with("named", self.named.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn the_word_counts_wherever_it_stands_unless_the_role_is_0() {
        let mut cluster = testing::cluster(&["N1"], &["LAN", "ISCSI 1", "iSCSI 2", "Cluster Network 4"]);
        cluster.networks[2].role = Some(Role::None);
        cluster.interfaces[2].name = "N1 - iSCSI 2".to_owned();
        cluster.interfaces[3].adapter = Some("Converged iSCSI Adapter".to_owned());
        assert_eq!(testing::targets(&RULE, &cluster), ["Cluster Network 4", "ISCSI 1"]);
    }

    #[test]
    fn the_message_says_that_it_goes_by_the_name() {
        let mut cluster = testing::cluster(&["N1"], &["SAN"]);
        cluster.nodes[0].name = "ISCSI-HOST".to_owned();
        cluster.interfaces[0].name = "ISCSI-HOST - iSCSI A".to_owned();
        assert_eq!(
            testing::check(&RULE, &cluster)[0].message,
            "SAN looks like an iSCSI network by the name of adapter iSCSI A, \
             and its role 1 lets cluster traffic on it"
        );
    }
}
