use crate::model::{Cluster, LinkClass, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides::{self, Split};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR504",
    name: "rss-differs",
    severity: Severity::Warning,
    summary: "On one network some nodes have Receive Side Scaling and others do not.",
    doc: "\
## What it checks

Whether, on a network with role 1 or 3, the adapters of some nodes have RSS and those of others neither RSS nor RDMA. An
adapter with one receive queue has none. Where RDMA differs as well, CR501 says all there is to say.

## Why it matters

Without RSS one processor core takes in all that the adapter receives, and SMB makes a single connection instead of
four. Above 1 Gbit/s that core is the limit. SMB also prefers a 1 Gbit/s adapter with RSS to a faster one without.

## Example

`Cluster` has RSS on N1 and N3; on N2 it was switched off when a driver had a fault in it.

## What to do

Switch it on with `Enable-NetAdapterRss`, and look at `Get-NetAdapterRss` whether it has more than one queue.

## References

- [Make sure your network interfaces are RSS-capable](https://blogs.technet.microsoft.com/josebda/2012/11/10/windows-server-2012-file-server-tip-make-sure-your-network-interfaces-are-rss-capable/)
- [SMB Multichannel in a cluster](https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel)
",
    reference: "https://blogs.technet.microsoft.com/josebda/2012/11/10/windows-server-2012-file-server-tip-make-sure-your-network-interfaces-are-rss-capable/",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Adapters],
    assumes: &[],
    check,
};

/// Networks with RSS on some nodes only.
#[derive(Debug)]
struct RssDiffers {
    networks: Vec<NetworkId>,
    with: Vec<NodeId>,
    without: Vec<NodeId>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let splits = sides::splits_of_links(context, |_, link| link.class);
    let differs = splits.into_iter().filter_map(|Split { networks, sides }| {
        let of = |class| sides.0.iter().find(|(known, _)| *known == class).map(|(_, nodes)| nodes.clone());
        let is_rdma = of(LinkClass::Rdma).is_some();
        let (with, without) = of(LinkClass::Rss).zip(of(LinkClass::Plain)).filter(|_| !is_rdma)?;
        Some(RssDiffers { networks, with, without })
    });
    Ok(found(differs))
}

impl Facts for RssDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (with, without) = (sides::nodes(cluster, &self.with), sides::nodes(cluster, &self.without));
        let networks = sides::networks(cluster, &self.networks);
        let (has, have) = (verb(&self.without), verb(&self.with));
        let message = format!(
            "{without} {has} no RSS on {networks}, while {with} {have} it: one core takes in all traffic there, and SMB \
             makes one connection"
        );
        let advice = format!(
            "switch RSS on with Enable-NetAdapterRss for the adapters of {networks} on {without}, and give them more than \
             one receive queue"
        );
        Hit::new(Target::network(&cluster.networks[self.networks[0]]), message, advice)
            .about(sides::targets(cluster, &self.networks, &self.without))
            .at_fault(self.without.iter().copied())
            .with("without", words::first(&sides::names(cluster, &self.without)))
            .with("with", words::first(&sides::names(cluster, &self.with)))
    }
}

fn verb(nodes: &[NodeId]) -> &'static str {
    if nodes.len() == 1 { "has" } else { "have" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkSource};
    use crate::rules::framework::testing;

    fn cluster(classes: [LinkClass; 3]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["A"]);
        for interface in &mut cluster.interfaces {
            let class = Some(classes[interface.node.place()]);
            interface.link = Some(Link { class, gbps: Some(10.0), source: LinkSource::NetAdapter });
        }
        cluster
    }

    #[test]
    fn the_node_without_is_named() {
        let hits = testing::check(&RULE, &cluster([LinkClass::Rss, LinkClass::Plain, LinkClass::Rss]));
        assert_eq!(hits.len(), 1);
        assert!(hits[0].message.starts_with("N2 has no RSS on network A, while N1 and N3 have it"));
        assert_eq!(hits[0].at_fault, [NodeId::at(1)]);
    }

    #[test]
    fn rdma_is_the_matter_of_another_rule() {
        assert!(
            testing::check(&RULE, &cluster([LinkClass::Rdma, LinkClass::Plain, LinkClass::Rss])).is_empty()
        );
        assert!(testing::check(&RULE, &cluster([LinkClass::Rdma; 3])).is_empty());
    }
}
