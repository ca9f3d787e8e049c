use crate::model::{Network, Role};
use crate::rules::shared::script;
use crate::rules::{Context, Fix, Hit, Rule, Severity, Skip, Target, Versions};

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

Nobody looks after such a network, yet with role 1 or 3 it carries heartbeats, and with a low metric all
messages of the cluster. If it should belong to an intent, the intent could not be applied.

## Example

`Unused:Cluster Network 1  Up  70240  ClusterAndClient`.

## What to do

If the network is not needed, give it role 0. If it should belong to an intent, look at `Get-NetIntentStatus`;
an adapter that was renamed is a common cause.

## References

- [Network ATC](https://learn.microsoft.com/windows-server/networking/network-atc/network-atc)
- [Azure Local lab guides](https://github.com/DellGEOS/AzureLocalHOLs)
",
    reference: "https://learn.microsoft.com/windows-server/networking/network-atc/network-atc",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[],
    check,
};

fn check(context: &Context<'_>) -> Result<Vec<Hit>, Skip> {
    let is_enabled = |n: &&Network| is_unused(&n.name) && n.role.is_some_and(Role::carries_cluster_traffic);
    Ok(context.cluster.networks.iter().filter(is_enabled).map(hit).collect())
}

/// Whether Network ATC gave the network its name.
pub(in crate::rules) fn is_unused(name: &str) -> bool {
    name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("unused:"))
}

fn hit(network: &Network) -> Hit {
    let role = if network.role == Some(Role::Cluster) { 1 } else { 3 };
    let message =
        format!("{} belongs to no intent of Network ATC, and its role {role} enables it", network.name);
    let fix = Fix::command(
        "give it role 0, or add its adapters to an intent if they should belong to one",
        script::set_network(&network.name, "Role", "0"),
    );
    Hit::new(Target::network(network), message, fix).with("role", network.role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    #[test]
    fn only_the_prefix_counts_and_only_with_a_role() {
        let mut cluster =
            testing::cluster(&["N1"], &["Unused:LAN", "Unused:USB", "Not Unused: B", "Unus\u{e9}d:"]);
        cluster.networks[1].role = Some(Role::None);
        assert_eq!(testing::targets(&RULE, &cluster), ["Unused:LAN"]);
    }
}
