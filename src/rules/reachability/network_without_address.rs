use crate::model::{Network, Role};
use crate::rules::shared::script;
use crate::rules::{Context, Fix, Hit, Need, Rule, Severity, Skip, Target, Versions};

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
    check,
};

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    let cluster = context.cluster;
    let has_address = |network| context.interfaces_on(network).any(|i| !i.addresses.is_empty());
    let bare = (0..cluster.networks.len()).filter(|&n| is_bare(&cluster.networks[n]) && !has_address(n));
    Ok(bare.map(|n| hit(&cluster.networks[n])).collect())
}

fn is_bare(network: &Network) -> bool {
    network.addresses_known
        && network.prefixes.is_empty()
        && network.role.is_some_and(Role::carries_cluster_traffic)
}

fn hit(network: &Network) -> Hit {
    let role = if network.role == Some(Role::Cluster) { 1 } else { 3 };
    let message = format!("{} has role {role} and no IP address", network.name);
    let fix = Fix::command(
        format!("give {} role 0, or its adapters addresses", network.name),
        script::set_network(&network.name, "Role", "0"),
    );
    Hit::new(Target::network(network), message, fix).with("role", network.role).with("subnets", Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
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
