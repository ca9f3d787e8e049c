use crate::model::{Change, Cluster, Interface, NetworkId, Role};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::controller_networks;
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR104",
    name: "bmc-network",
    severity: Severity::Warning,
    summary: "The USB adapter of a management controller became a network of the cluster.",
    doc: "\
## What it checks

Whether an adapter on a network with role 1, 2 or 3 is a Remote NDIS device or is called iDRAC, iLO, XClarity, IPMI
or BMC. Server makers use these to join the operating system and the baseboard management controller over USB.

## Why it matters

The adapter reaches the controller of its own server, never another node. The network shows as Partitioned
for ever and hides real faults.

## Example

After an upgrade to Azure Local 23H2 `Cluster Network 1  Partitioned  40000  Cluster` appears; its adapters are
`Remote NDIS Compatible Device #2`.

## What to do

Give the network role 0. From Windows Server 2016 on the adapters can be kept out altogether by naming them in
`ExcludeAdaptersByDescription` (REG_SZ, a comma list: append to it, do not replace it) under
`HKLM\\System\\CurrentControlSet\\Services\\ClusSvc\\Parameters` of every node. It takes effect when the node
restarts, so drain and restart one node after the other.

## References

- [Known issues of upgrades of Azure Local](https://github.com/Azure/AzureLocal-Supportability/tree/main/TSG/Upgrade)
",
    reference: "https://github.com/Azure/AzureLocal-Supportability/tree/main/TSG/Upgrade",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::Interfaces],
    assumes: &[],
    check,
};

/// A network of management controllers.
#[derive(Debug)]
struct BmcNetwork {
    network: NetworkId,
    /// `node: description` of each Remote NDIS adapter on it.
    adapters: Vec<String>,
    /// How many adapters of any kind are on it.
    on_network: usize,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.interfaces.iter().all(|interface| interface.adapter.is_none()) {
        return Err(Skip::new("no interface tells the description of its adapter", &[Need::AdapterNames]));
    }
    let networks = controller_networks(cluster).into_iter();
    let in_use = networks.filter(|(network, _)| cluster.networks[*network].role.is_some_and(is_in_use));
    let named = |i: &&Interface| {
        format!("{}: {}", cluster.nodes[i.node].name, i.adapter.as_deref().unwrap_or_default())
    };
    let facts: Vec<BmcNetwork> = in_use
        .map(|(network, adapters)| {
            let mut adapters: Vec<String> = adapters.iter().map(named).collect();
            adapters.sort_unstable();
            BmcNetwork { network, adapters, on_network: context.interfaces_on(network).len() }
        })
        .collect();
    let bare = bare_networks(context);
    if facts.is_empty() && !bare.is_empty() {
        return Err(Skip::new(format!("no interface on {} is known", bare.join(", ")), &[Need::Interfaces]));
    }
    Ok(found(facts))
}

/// Networks in use on which nothing is known: such an adapter often has no address to derive an interface from.
fn bare_networks<'a>(context: &Context<'a>) -> Vec<&'a str> {
    let networks = context.cluster.networks_by_id();
    networks
        .filter(|(id, network)| network.role.is_some_and(is_in_use) && context.interfaces_on(*id).len() == 0)
        .map(|(_, network)| network.name.as_str())
        .collect()
}

fn is_in_use(role: Role) -> bool {
    role != Role::None
}

impl Facts for BmcNetwork {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let message = format!(
            "{} of {} adapters on {} are Remote NDIS or other devices that lead to the management controller (BMC) \
             of their own server: {}",
            self.adapters.len(),
            self.on_network,
            network.name,
            words::list(&self.adapters)
        );
        let advice = "role 0 ends the use at once; to keep the adapters out altogether append their descriptions, \
                      separated by a comma, to ExcludeAdaptersByDescription on every node without replacing what \
                      stands there, and restart each node after draining it";
        // With other adapters on it the network may be one that the cluster needs.
        let alone = self.adapters.len() == self.on_network;
        let role_0 = Change::Role { network: self.network, role: Role::None, returns: None };
        Hit::new(Target::network(network), message, advice)
            .change(alone.then_some(role_0))
            .with("role", network.role)
            .with("adapters", self.adapters.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    fn with_bmc(interfaces: &[usize]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["LAN", "USB"]);
        for &interface in interfaces {
            cluster.interfaces[interface].adapter = Some("IBM USB Remote NDIS Network Device".to_owned());
        }
        cluster
    }

    #[test]
    fn the_command_comes_only_if_no_other_adapter_is_on_the_network() {
        let hits = testing::check(&RULE, &with_bmc(&[2, 3]));
        assert_eq!(hits[0].targets[0].name, "USB");
        assert_eq!(hits[0].changes.len(), 1);
        assert!(testing::check(&RULE, &with_bmc(&[3]))[0].changes.is_empty());
        assert!(testing::check(&RULE, &with_bmc(&[])).is_empty());
    }

    #[test]
    fn role_0_settles_it() {
        let mut cluster = with_bmc(&[2, 3]);
        cluster.networks[1].role = Some(Role::None);
        assert!(testing::check(&RULE, &cluster).is_empty());
    }

    #[test]
    fn without_any_description_it_cannot_be_told() {
        let mut cluster = with_bmc(&[]);
        cluster.interfaces.iter_mut().for_each(|interface| interface.adapter = None);
        assert!(testing::try_check(&RULE, &cluster).is_err());
    }

    #[test]
    fn a_network_without_interfaces_is_not_called_sound() {
        let mut cluster = with_bmc(&[]);
        cluster.interfaces.iter_mut().for_each(|interface| interface.adapter = Some("NIC".to_owned()));
        assert!(testing::check(&RULE, &cluster).is_empty());
        cluster.interfaces.retain(|interface| interface.network.place() == 0);
        let skip = testing::try_check(&RULE, &cluster).unwrap_err();
        assert_eq!(skip.reason, "no interface on USB is known");
    }
}
