use crate::model::telling_words::{DEFAULT_SWITCH, OF_SWITCH};
use crate::model::{Change, Cluster, Interface, NetworkId, NodeId, Role, SwitchKind};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::carries_cluster_traffic;
use crate::rules::shared::sides;
use crate::steps::step;
use crate::words;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR509",
    name: "internal-switch-network",
    severity: Severity::Warning,
    summary: "The host's adapter on an internal virtual switch became a network of the cluster.",
    doc: "\
## What it checks

Whether a network with role 1 or 3 has adapters called `vEthernet (Default Switch)`, or called after a virtual switch of
that host which is internal or private.

## Why it matters

Such a switch ends in its host: no other node is behind it. The cluster sends heartbeats there in vain, shows the network
as Partitioned or the adapters as failed, and live migration and shared volumes may try it first. The Default Switch also
changes its subnet with every start of the host, so new networks keep appearing.

## Example

After a lab feature was installed, N1 and N2 have `vEthernet (Default Switch)`, and the cluster made `Cluster Network 4`
and `Cluster Network 5` of them.

## What to do

Give the network role 0, or remove the switch. A network that is found anew gets a role by itself again.

## References

- [Network recommendations for Hyper-V clusters](https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations)
- [Role of a cluster network](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role)
",
    reference: "https://learn.microsoft.com/windows-server/virtualization/hyper-v/failover-cluster-network-recommendations",
    since: "0.2.0",
    versions: Versions::ALL,
    needs: &[Need::Interfaces],
    assumes: &[],
    check,
};

/// Networks with adapters on internal switches.
#[derive(Debug)]
struct InternalNetworks {
    networks: Vec<NetworkId>,
    /// Those of them that have no other adapter.
    only_internal: Vec<NetworkId>,
    nodes: Vec<NodeId>,
    /// The adapters' connections.
    connections: Vec<String>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let mut internal: BTreeMap<NetworkId, Vec<&Interface>> = BTreeMap::new();
    let ends = ending_switches(cluster);
    for interface in cluster.interfaces.iter().filter(|interface| is_internal(&ends, interface)) {
        if carries_cluster_traffic(&cluster.networks[interface.network]) {
            internal.entry(interface.network).or_default().push(interface);
        }
    }
    let is_whole =
        |(n, found): &(&NetworkId, &Vec<&Interface>)| context.interfaces_on(**n).len() == found.len();
    let adapters = || internal.values().flatten();
    let nodes: BTreeSet<NodeId> = adapters().map(|interface| interface.node).collect();
    let connections: BTreeSet<String> =
        adapters().filter_map(|one| connection(one)).map(str::to_owned).collect();
    let one = InternalNetworks {
        networks: internal.keys().copied().collect(),
        only_internal: internal.iter().filter(is_whole).map(|(network, _)| *network).collect(),
        nodes: nodes.into_iter().collect(),
        connections: connections.into_iter().collect(),
    };
    Ok(found((!one.networks.is_empty()).then_some(one)))
}

fn is_internal(ends: &HashMap<(NodeId, &str), bool>, interface: &Interface) -> bool {
    step(1);
    let switch = connection(interface).and_then(|name| name.strip_prefix(OF_SWITCH)?.strip_suffix(')'));
    switch
        .is_some_and(|switch| switch == DEFAULT_SWITCH || ends.get(&(interface.node, switch)) == Some(&true))
}

/// By node and name of a switch: whether every switch of that name there leads nowhere.
fn ending_switches(cluster: &Cluster) -> HashMap<(NodeId, &str), bool> {
    let mut ends = HashMap::new();
    for host in cluster.node_ids().filter_map(|node| cluster.host(node)) {
        for switch in host.switches.iter().flatten() {
            let Some(name) = switch.name.as_deref() else { continue };
            let leads_nowhere = matches!(switch.kind, Some(SwitchKind::Internal | SwitchKind::Private));
            *ends.entry((host.node, name)).or_insert(true) &= leads_nowhere;
        }
    }
    ends
}

/// The connection in `node - connection`.
fn connection(interface: &Interface) -> Option<&str> {
    interface.name.split_once(" - ").map(|(_, connection)| connection)
}

impl Facts for InternalNetworks {
    fn say(&self, cluster: &Cluster) -> Hit {
        let networks = sides::networks(cluster, &self.networks);
        let (verb, is) = if self.networks.len() == 1 { ("has", "it is") } else { ("have", "they are") };
        let message = format!(
            "{networks} {verb} adapters on internal switches, {} of {}: {is} open to the cluster, and no other node is \
             behind such a switch",
            words::list(&self.connections),
            sides::nodes(cluster, &self.nodes)
        );
        let advice = match self.only_internal.len() == self.networks.len() {
            true => format!("give {networks} role 0, or remove the switches if nothing uses them"),
            false => format!(
                "take the adapters on internal switches out of the subnets of {networks}, or remove the switches"
            ),
        };
        let change = |&network: &NetworkId| Change::Role { network, role: Role::None, returns: None };
        Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(sides::targets(cluster, &self.networks, &self.nodes))
            .at_fault(self.nodes.iter().copied())
            .change(self.only_internal.iter().map(change))
            .with("connections", words::first(&self.connections))
            .with("nodes", words::first(&sides::names(cluster, &self.nodes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Switch;
    use crate::rules::framework::testing;

    fn cluster(connection: &str) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B"]);
        for interface in cluster.interfaces.iter_mut().filter(|one| one.network == NetworkId::at(1)) {
            let node = interface.name.split(" - ").next().unwrap().to_owned();
            interface.name = format!("{node} - {connection}");
        }
        cluster
    }

    #[test]
    fn the_default_switch_is_known_by_its_name() {
        let hits = testing::check(&RULE, &cluster("vEthernet (Default Switch)"));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "network B has adapters on internal switches, vEthernet (Default Switch) of N1 and N2: it is open to the \
             cluster, and no other node is behind such a switch"
        );
        let role_0 = Change::Role { network: NetworkId::at(1), role: Role::None, returns: None };
        assert_eq!(hits[0].changes, [role_0]);
    }

    #[test]
    fn any_other_switch_only_where_the_host_says_what_it_is() {
        let mut cluster = cluster("vEthernet (NAT)");
        assert!(testing::check(&RULE, &cluster).is_empty());
        let switch = |kind| Switch { name: Some("NAT".to_owned()), kind: Some(kind), ..Switch::default() };
        cluster.host_mut(NodeId::at(0)).switches = Some(vec![switch(SwitchKind::External)]);
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.host_mut(NodeId::at(0)).switches = Some(vec![switch(SwitchKind::Internal)]);
        let hits = testing::check(&RULE, &cluster);
        assert_eq!((hits.len(), hits[0].changes.len()), (1, 0), "N2 may have a switch to the network");
        cluster.networks[1].role = Some(Role::None);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
