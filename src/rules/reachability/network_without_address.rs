use crate::model::{Cluster, Network, NetworkId};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{carries_cluster_traffic, role_number};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR106",
    name: "network-without-address",
    severity: Severity::Error,
    summary: "A network without any address is meant to carry cluster traffic.",
    doc: "\
## What it checks

Whether a network with role 1 or 3 has no subnet and no interface on it an address. A network of which the
capture tells no address property at all is not judged.

## Why it matters

Nothing can be sent over such a network, yet the cluster counts it as one of its networks and keeps trying.

## Example

An adapter that Network ATC does not manage lost its address; the network keeps role 1 and stays empty.

## What to do

Give the network role 0, or its adapters addresses.

## References

- [The check of a hardware maker's support](https://github.com/DellProSupportGse/Tools)
- [Role](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role)
",
    reference: "https://github.com/DellProSupportGse/Tools",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::Addresses],
    assumes: &[],
    check,
};

/// The network without an address.
#[derive(Debug)]
struct NoAddress(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let has_address = |network| context.interfaces_on(network).any(|i| !i.addresses.is_empty());
    let bare = context.cluster.networks_by_id().filter(|(id, network)| is_bare(network) && !has_address(*id));
    Ok(found(bare.map(|(id, _)| NoAddress(id))))
}

fn is_bare(network: &Network) -> bool {
    network.addresses_known && network.prefixes.is_empty() && carries_cluster_traffic(network)
}

impl Facts for NoAddress {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let message = format!("{} has role {} and no IP address", network.name, role_number(network));
        let advice = format!(
            "give the adapters of {} their addresses back; only a network that is not meant for the cluster gets \
             role 0",
            network.name
        );
        Hit::new(Target::network(network), message, advice)
            .with("role", network.role)
            .with("subnets", Vec::<String>::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::rules::framework::testing;

    #[test]
    fn a_network_is_bare_only_if_nothing_has_an_address() {
        let mut cluster = testing::cluster(&["N1"], &["A", "B", "C", "D"]);
        for network in &mut cluster.networks {
            network.prefixes.clear();
        }
        cluster.networks[1].role = Some(Role::None);
        cluster.networks[2].addresses_known = false;
        for interface in [0, 1, 2] {
            cluster.interfaces[interface].addresses.clear();
        }
        assert_eq!(testing::targets(&RULE, &cluster), ["A"]);
    }
}
