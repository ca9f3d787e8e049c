use crate::model::{Cluster, NetworkId, Role};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR005",
    name: "client-only-role",
    severity: Severity::Warning,
    summary: "A network has role 2 (client only), which no supported Windows knows.",
    doc: "\
## What it checks

Whether a network has role 2. The property allows the numbers 0 to 3, but 2 is documented as not supported.

## Why it matters

Role 2 is a relic of Windows Server 2003. What a cluster does with such a network is not documented; here it
carries no cluster traffic, so it is no spare for anything.

## Example

A script that was written for Windows Server 2003 sets `(Get-ClusterNetwork 'LAN').Role = 2`.

## What to do

Give a network that clients use role 3, and one that the cluster must not touch role 0.

## References

- [Role](https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role)
",
    reference: "https://learn.microsoft.com/previous-versions/windows/desktop/mscs/networks-role",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    assumes: &[],
    check,
};

/// The network with role 2.
#[derive(Debug)]
struct ClientOnly(NetworkId);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id();
    let client_only = networks.filter(|(_, network)| network.role == Some(Role::Client));
    Ok(found(client_only.map(|(id, _)| ClientOnly(id))))
}

impl Facts for ClientOnly {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.0];
        let message = format!("{} has role 2 (client only), which is not supported", network.name);
        let fix = "give it role 3 if clients use it, role 0 if the cluster must not use it";
        Hit::new(Target::network(network), message, fix).with("role", network.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn only_role_2_is_reported() {
        let mut cluster = testing::cluster(&["N1", "N2"], &["A", "B", "C", "D", "E"]);
        let roles =
            [Some(Role::None), Some(Role::Cluster), Some(Role::Client), Some(Role::ClusterAndClient), None];
        for (network, role) in cluster.networks.iter_mut().zip(roles) {
            network.role = role;
        }
        assert_eq!(testing::targets(&RULE, &cluster), ["C"]);
    }
}
