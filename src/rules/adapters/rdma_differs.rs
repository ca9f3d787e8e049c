use crate::model::{Cluster, LinkClass, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides::{self, Split};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR501",
    name: "rdma-differs",
    severity: Severity::Warning,
    summary: "On one network some nodes have RDMA and others do not.",
    doc: "\
## What it checks

Whether, on a network with role 1 or 3, the adapters of some nodes have RDMA and those of others do not. What SMB says
of an adapter counts before what the adapter says of itself. Nodes of which it is not known are left out.

## Why it matters

SMB Direct needs RDMA at both ends. To and from a node without it SMB falls back to RSS, or to a single connection
where there is no RSS either: with Storage Spaces Direct every write that has a copy on that node is slower and costs
processor time, and nothing reports it. Validation warns of it.

## Example

`SMB1` and `SMB2` have RDMA on N1, N3 and N4; on N2 it was not switched on again after a new driver.

## What to do

Look at `Get-NetAdapterRdma` and `Get-SmbClientNetworkInterface` on the nodes that lack it, and switch it on with
`Enable-NetAdapterRdma`. Where the adapter has it on and SMB does not see it, the driver, the switch port or data
center bridging is the cause.

## References

- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
- [SMB Multichannel in a cluster](https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel)
",
    reference: "https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2016),
    needs: &[Need::Adapters],
    assumes: &[],
    check,
};

/// Networks with RDMA on some nodes only.
#[derive(Debug)]
struct RdmaDiffers {
    networks: Vec<NetworkId>,
    with: Vec<NodeId>,
    /// The nodes without it, by what SMB has there instead.
    without: Vec<(LinkClass, Vec<NodeId>)>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let splits = sides::splits_of_links(context, |_, link| link.class);
    let differs = splits.into_iter().filter_map(|Split { networks, sides }| {
        let (with, without): (Vec<_>, Vec<_>) =
            sides.0.into_iter().partition(|(class, _)| *class == LinkClass::Rdma);
        let (_, with) = with.into_iter().next()?;
        Some(RdmaDiffers { networks, with, without })
    });
    Ok(found(differs))
}

impl Facts for RdmaDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let mut lacking: Vec<NodeId> = self.without.iter().flat_map(|(_, nodes)| nodes).copied().collect();
        lacking.sort_unstable();
        let (names, with) = (sides::nodes(cluster, &lacking), sides::nodes(cluster, &self.with));
        let networks = sides::networks(cluster, &self.networks);
        let has = if lacking.len() == 1 { "has" } else { "have" };
        let instead = self.without.iter().map(|(class, nodes)| {
            let what = if *class == LinkClass::Rss { "RSS" } else { "neither RDMA nor RSS" };
            format!("{what} to and from {}", sides::nodes(cluster, nodes))
        });
        let message = format!(
            "{names} {has} no RDMA on {networks}, while {with} {}: SMB uses {} there",
            if self.with.len() == 1 { "has it" } else { "have it" },
            words::list(&instead.collect::<Vec<_>>())
        );
        let advice = format!(
            "compare Get-NetAdapterRdma and Get-SmbClientNetworkInterface of {names} with those of {with}, and \
             switch RDMA on with Enable-NetAdapterRdma where the adapters can do it; else look at driver, firmware \
             and the bridging settings of the switch"
        );
        Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(sides::targets(cluster, &self.networks, &lacking))
            .at_fault(lacking.iter().copied())
            .with("without", words::first(&sides::names(cluster, &lacking)))
            .with("with", words::first(&sides::names(cluster, &self.with)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkSource};
    use crate::rules::framework::testing;

    /// Three nodes with RDMA on both networks, but for what `class` says of the second.
    fn cluster(class: Option<LinkClass>) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["SMB1", "SMB2"]);
        for interface in &mut cluster.interfaces {
            let class = if interface.node == NodeId::at(1) { class } else { Some(LinkClass::Rdma) };
            interface.link = Some(Link { class, gbps: Some(25.0), source: LinkSource::NetAdapter });
        }
        cluster
    }

    #[test]
    fn a_node_without_is_one_finding_for_all_networks() {
        let hits = testing::check(&RULE, &cluster(Some(LinkClass::Rss)));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "N2 has no RDMA on networks SMB1 and SMB2, while N1 and N3 have it: SMB uses RSS to and from N2 there"
        );
        assert_eq!(hits[0].at_fault, [NodeId::at(1)]);
        let plain = testing::check(&RULE, &cluster(Some(LinkClass::Plain)));
        assert!(plain[0].message.ends_with("SMB uses neither RDMA nor RSS to and from N2 there"));
    }

    #[test]
    fn what_is_alike_or_not_known_or_out_of_use_says_nothing() {
        assert!(testing::check(&RULE, &cluster(Some(LinkClass::Rdma))).is_empty());
        assert!(testing::check(&RULE, &cluster(None)).is_empty());
        let mut unused = cluster(Some(LinkClass::Rss));
        unused.networks.iter_mut().for_each(|network| network.role = Some(crate::model::Role::None));
        assert!(testing::check(&RULE, &unused).is_empty());
        let mut down = cluster(Some(LinkClass::Rss));
        down.nodes[1].up = Some(false);
        assert!(testing::check(&RULE, &down).is_empty());
    }

    #[test]
    fn what_smb_sees_is_not_held_against_what_adapters_say() {
        let mut cluster = cluster(Some(LinkClass::Rss));
        for interface in cluster.interfaces.iter_mut().filter(|interface| interface.node == NodeId::at(1)) {
            interface.link.as_mut().unwrap().source = LinkSource::SmbClient;
        }
        assert!(testing::check(&RULE, &cluster).is_empty());
    }
}
