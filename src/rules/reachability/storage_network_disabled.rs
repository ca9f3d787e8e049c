use crate::model::{Cluster, Interface, LinkClass, NetworkId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{is_disabled, is_unused_by_atc};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR107",
    name: "storage-network-disabled",
    severity: Severity::Warning,
    summary: "Storage Spaces Direct leaves a network of RDMA adapters unused.",
    doc: "\
## What it checks

With Storage Spaces Direct enabled: whether a network with role 0 consists of RDMA adapters only, at least two
of them, all with RDMA that works. Networks that Network ATC calls `Unused:` are left out.

## Why it matters

Storage Spaces Direct and Cluster Shared Volumes use only networks with role 1, or 3 when there is nothing
else. A storage network with role 0 carries nothing: bandwidth is lost, and the other storage network has no
spare of its kind.

## Example

`SMB2` has role 0 since somebody took it out for maintenance; its adapters show RDMA.

## What to do

Give the network role 1. Leave it if it serves something outside the cluster on purpose, such as Storage
Replica or iSCSI over RDMA.

## References

- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
- [The check of a hardware maker's support](https://github.com/DellProSupportGse/Tools)
",
    reference: "https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements",
    since: "0.1.0",
    versions: Versions::since(WindowsVersion::V2016),
    needs: &[Need::S2dEnabled, Need::Adapters],
    assumes: &[],
    check,
};

/// A network of RDMA adapters that the cluster does not use.
#[derive(Debug)]
struct StorageDisabled {
    network: NetworkId,
    /// The names of its interfaces.
    interfaces: Vec<String>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    if cluster.settings.s2d_enabled != Some(true) {
        return Ok(Vec::new());
    }
    let disabled = cluster.networks_by_id();
    let disabled = disabled.filter(|(_, network)| is_disabled(network) && !is_unused_by_atc(network));
    let facts = disabled.filter_map(|(network, _)| {
        Some(StorageDisabled { network, interfaces: rdma_only(context, network)? })
    });
    Ok(found(facts))
}

/// The network's interfaces when there are several and every one of them is known to do RDMA.
fn rdma_only(context: &Context<'_>, network: NetworkId) -> Option<Vec<String>> {
    let interfaces: Vec<&Interface> = context.interfaces_on(network).collect();
    let is_rdma = |i: &&Interface| i.link.as_ref().and_then(|link| link.class) == Some(LinkClass::Rdma);
    let mut names: Vec<String> = interfaces.iter().map(|interface| interface.name.clone()).collect();
    names.sort_unstable();
    (interfaces.len() >= 2 && interfaces.iter().all(is_rdma)).then_some(names)
}

impl Facts for StorageDisabled {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let message = format!(
            "{} has role 0, though all its {} adapters do RDMA and the cluster uses Storage Spaces Direct",
            network.name,
            self.interfaces.len()
        );
        let fix = format!(
            "give {} role 1, unless it serves something outside the cluster on purpose",
            network.name
        );
        Hit::new(Target::network(network), message, fix)
            .with("role", network.role)
            .with("s2d_enabled", true)
            .with("rdma_interfaces", self.interfaces.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkSource, Role};
    use crate::rules::framework::testing;

    fn cluster(class: LinkClass) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["SMB1", "SMB2", "Unused:SMB3"]);
        cluster.settings.s2d_enabled = Some(true);
        for interface in &mut cluster.interfaces {
            interface.link =
                Some(Link { class: Some(class), gbps: Some(25.0), source: LinkSource::NetAdapter });
        }
        cluster.networks[1].role = Some(Role::None);
        cluster.networks[2].role = Some(Role::None);
        cluster
    }

    #[test]
    fn an_rdma_network_with_role_0_is_reported() {
        assert_eq!(testing::targets(&RULE, &cluster(LinkClass::Rdma)), ["SMB2"]);
    }

    #[test]
    fn it_takes_rdma_on_every_node_and_storage_spaces_direct() {
        assert!(testing::check(&RULE, &cluster(LinkClass::Rss)).is_empty());
        let mut half = cluster(LinkClass::Rdma);
        half.interfaces[3].link = None;
        assert!(testing::check(&RULE, &half).is_empty());
        let mut san = cluster(LinkClass::Rdma);
        san.settings.s2d_enabled = Some(false);
        assert!(testing::check(&RULE, &san).is_empty());
    }
}
