use crate::model::{Cluster, Network, NetworkId, NetworkState, NodeId};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::is_disabled;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR108",
    name: "network-down",
    severity: Severity::Error,
    summary: "A cluster network is down: no node can communicate over it.",
    doc: "\
## What it checks

Whether the state of a network with role 1, 2 or 3 is `Down`. A network with role 0 carries nothing of the
cluster, and `Unavailable` says that the nodes are down, not the network.

## Why it matters

The cluster, its shared volumes and live migration have already moved to the remaining networks. What was
planned as a spare is now in use, and the next failure may separate nodes.

## Example

`Get-ClusterNetwork` shows `SMB2  Down  20402  Cluster`: the switch of the second storage network is off.

## What to do

Look at the switch, the cables and the adapters of that network on every node. Event 1130 in the system log
tells when it went down. Give a network that is not meant for the cluster role 0.

## References

- [Network states](https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_network_state)
- [Event 1130](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/failover-clustering-system-log-events)
",
    reference: "https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_network_state",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// The network that is down.
#[derive(Debug)]
struct NetworkDown {
    network: NetworkId,
    /// The nodes that have an interface on it.
    nodes: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let is_down = |network: &Network| network.state == NetworkState::Down && !is_disabled(network);
    let down = context.cluster.networks_by_id().filter(|(_, network)| is_down(network));
    Ok(found(down.map(|(network, _)| {
        let nodes = context.interfaces_on(network).map(|interface| interface.node).collect();
        NetworkDown { network, nodes }
    })))
}

impl Facts for NetworkDown {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let message = format!("{} is Down: no node can communicate over it", network.name);
        let fix = format!(
            "look at the switch, the cables and the adapters of {} on every node; \
             give it role 0 if it is not meant for the cluster",
            network.name
        );
        Hit::new(Target::network(network), message, fix)
            .observed()
            .at_fault(self.nodes.iter().copied())
            .with("state", "down")
            .with("role", network.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn only_a_network_of_the_cluster_that_is_down_is_reported() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB1", "SMB2", "iSCSI"]);
        cluster.networks[1].state = NetworkState::Partitioned;
        cluster.networks[2].state = NetworkState::Down;
        cluster.networks[3].state = NetworkState::Down;
        cluster.networks[3].role = Some(Role::None);
        assert_eq!(testing::targets(&RULE, &cluster), ["SMB2"]);
    }
}
