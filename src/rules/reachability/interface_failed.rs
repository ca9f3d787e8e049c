use crate::model::{Cluster, Interface, InterfaceState, NetworkId, NetworkState, NodeId};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{controller_networks, is_disabled};
use crate::words;
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR109",
    name: "interface-failed",
    severity: Severity::Error,
    summary: "A node's interface on a cluster network has failed or does not reach another node.",
    doc: "\
## What it checks

Whether the state of an interface is `Failed` (it reaches nobody) or `Unreachable` (there is another live
interface it does not reach), told once per network. Left out are networks with role 0, networks that are down as a
whole (CR108), networks of management controllers (CR104), interfaces that are Unreachable because the network is
Partitioned (CR103) and nodes that are down.

## Why it matters

The node has lost this path to some or all others. Traffic has moved to its remaining networks, and the next
failure may cut it off.

## Example

`HV2 - SMB1  Failed`: the cable of one storage adapter is unplugged (event 1127).

## What to do

Look at the adapter, the cable and the switch port; for `Unreachable` at VLAN, subnet mask and firewall too
(event 1126).

## References

- [Interface states](https://learn.microsoft.com/previous-versions/windows/desktop/api/ClusAPI/ne-clusapi-cluster_netinterface_state)
- [Events 1126 and 1127](https://learn.microsoft.com/troubleshoot/windows-server/high-availability/failover-clustering-system-log-events)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/api/ClusAPI/ne-clusapi-cluster_netinterface_state",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::Interfaces],
    assumes: &[],
    check,
};

/// The interfaces of a network that failed, or do not reach another one.
#[derive(Debug)]
struct InterfacesFailed {
    network: NetworkId,
    interfaces: Vec<Interface>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.interfaces.iter().all(|interface| interface.state == InterfaceState::Unknown) {
        return Err(Skip::new("no interface tells its state", &[Need::InterfaceStates]));
    }
    let mut failed: BTreeMap<NetworkId, Vec<Interface>> = BTreeMap::new();
    for interface in cluster.interfaces.iter().filter(|i| is_failed(cluster, i)) {
        failed.entry(interface.network).or_default().push(interface.clone());
    }
    if failed.is_empty() {
        return Ok(Vec::new());
    }
    let bmc = controller_networks(cluster);
    let failed = failed.into_iter().filter(|(network, _)| !bmc.contains_key(network));
    Ok(found(failed.map(|(network, mut interfaces)| {
        interfaces.sort_by_key(|interface| interface.node);
        InterfacesFailed { network, interfaces }
    })))
}

fn is_failed(cluster: &Cluster, interface: &Interface) -> bool {
    let network = &cluster.networks[interface.network];
    let counts = match interface.state {
        InterfaceState::Failed => true,
        // Which interfaces do not reach each other is what a partition is.
        InterfaceState::Unreachable => network.state != NetworkState::Partitioned,
        _ => false,
    };
    counts
        && !is_disabled(network)
        && network.state != NetworkState::Down
        && cluster.nodes[interface.node].up != Some(false)
}

impl Facts for InterfacesFailed {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let node = |interface: &Interface| cluster.nodes[interface.node].name.clone();
        let nodes: Vec<String> = self.interfaces.iter().map(node).collect();
        let reaches_nobody = self.interfaces.iter().all(|i| i.state == InterfaceState::Failed);
        let (state, meaning) = match reaches_nobody {
            true => ("failed", "Failed: it reaches nobody"),
            false => {
                ("unreachable", "Unreachable or Failed: there is another live interface it does not reach")
            }
        };
        let message = match &nodes[..] {
            [one] => format!("the interface of {one} on {} is {meaning}", network.name),
            all => format!("the interfaces of {} on {} are each {meaning}", words::list(all), network.name),
        };
        let mut adapters: Vec<&str> = self.interfaces.iter().filter_map(|i| i.adapter.as_deref()).collect();
        adapters.sort_unstable();
        adapters.dedup();
        let advice = format!(
            "look at the adapter, the cable, the switch port, VLAN, subnet mask and firewall of {} on {}",
            network.name,
            words::list(&nodes)
        );
        Hit::new(Target::network(network), message, advice)
            .about(self.interfaces.iter().map(|i| Target::interface(&i.name)))
            .about(self.interfaces.iter().map(|i| Target::node(&cluster.nodes[i.node])))
            .observed()
            .at_fault(self.interfaces.iter().map(|i| i.node).collect::<Vec<NodeId>>())
            .with("state", state)
            .with("nodes", words::first(&nodes))
            .with("node_count", nodes.len())
            .with("network", network.name.as_str())
            .with("adapters", words::first(&adapters))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn failed_and_unreachable_interfaces_are_reported() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "SMB"]);
        cluster.interfaces[1].state = InterfaceState::Failed;
        cluster.interfaces[2].state = InterfaceState::Unreachable;
        cluster.interfaces[3].state = InterfaceState::Unavailable;
        assert_eq!(testing::targets(&RULE, &cluster), ["LAN", "SMB"]);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!(hits[0].message, "the interface of N2 on LAN is Failed: it reaches nobody");
    }

    #[test]
    fn a_partition_is_told_once_and_elsewhere() {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["LAN"]);
        cluster.interfaces.iter_mut().for_each(|i| i.state = InterfaceState::Unreachable);
        assert_eq!(testing::check(&RULE, &cluster).len(), 1);
        cluster.networks[0].state = NetworkState::Partitioned;
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn what_another_rule_or_a_node_that_is_down_explains_is_left_out() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B", "C", "D"]);
        for interface in &mut cluster.interfaces {
            interface.state = InterfaceState::Failed;
        }
        cluster.networks[0].role = Some(Role::None);
        cluster.networks[1].state = NetworkState::Down;
        cluster.interfaces[4].adapter = Some("Remote NDIS Compatible Device".to_owned());
        cluster.nodes[1].up = Some(false);
        assert_eq!(testing::targets(&RULE, &cluster), ["D"]);
    }

    #[test]
    fn derived_interfaces_have_no_state_to_judge() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        cluster.interfaces.iter_mut().for_each(|i| i.state = InterfaceState::Unknown);
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::InterfaceStates]);
    }
}
