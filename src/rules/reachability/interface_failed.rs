use crate::model::{Cluster, Interface, InterfaceState, NetworkState};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{controller_networks, is_disabled};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR109",
    name: "interface-failed",
    severity: Severity::Error,
    summary: "A node's interface on a cluster network has failed or does not reach another node.",
    doc: "\
## What it checks

Whether the state of an interface is `Failed` (it reaches nobody) or `Unreachable` (there is another live
interface it does not reach). Left out are networks with role 0, networks that are down as a whole (CR108),
networks of Remote NDIS adapters (CR104) and nodes that are down.

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

/// The interface that failed, or does not reach another one.
#[derive(Debug)]
struct InterfaceFailed(Interface);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.interfaces.iter().all(|interface| interface.state == InterfaceState::Unknown) {
        return Err(Skip::new("no interface tells its state", &[Need::Interfaces]));
    }
    let failed: Vec<&Interface> = cluster.interfaces.iter().filter(|i| is_failed(cluster, i)).collect();
    if failed.is_empty() {
        return Ok(Vec::new());
    }
    let bmc = controller_networks(cluster);
    let failed = failed.into_iter().filter(|interface| !bmc.contains_key(&interface.network));
    Ok(found(failed.cloned().map(InterfaceFailed)))
}

fn is_failed(cluster: &Cluster, interface: &Interface) -> bool {
    let network = &cluster.networks[interface.network];
    matches!(interface.state, InterfaceState::Failed | InterfaceState::Unreachable)
        && !is_disabled(network)
        && network.state != NetworkState::Down
        && cluster.nodes[interface.node].up != Some(false)
}

impl Facts for InterfaceFailed {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Self(interface) = self;
        let (state, meaning) = match interface.state {
            InterfaceState::Failed => ("failed", "Failed: it reaches nobody"),
            _ => ("unreachable", "Unreachable: there is another live interface it does not reach"),
        };
        let (node, network) =
            (&cluster.nodes[interface.node].name, &cluster.networks[interface.network].name);
        let message = format!("the interface of {node} on {network} is {meaning}");
        let fix = format!(
            "look at the adapter, the cable, the switch port, VLAN, subnet mask and firewall of {} on {node}",
            interface.adapter.as_deref().unwrap_or("the adapter")
        );
        Hit::new(Target::interface(&interface.name), message, fix)
            .with("state", state)
            .with("node", node.as_str())
            .with("network", network.as_str())
            .with("adapter", interface.adapter.as_deref())
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
        assert_eq!(testing::targets(&RULE, &cluster), ["N1 - SMB", "N2 - LAN"]);
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
        assert_eq!(testing::targets(&RULE, &cluster), ["N1 - D"]);
    }

    #[test]
    fn derived_interfaces_have_no_state_to_judge() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A"]);
        cluster.interfaces.iter_mut().for_each(|i| i.state = InterfaceState::Unknown);
        assert_eq!(testing::try_check(&RULE, &cluster).unwrap_err().needs, [Need::Interfaces]);
    }
}
