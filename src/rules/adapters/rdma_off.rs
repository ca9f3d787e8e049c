use crate::model::{Cluster, LinkClass, NetworkId, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::{carries_cluster_traffic, is_down};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR512",
    name: "rdma-off",
    severity: Severity::Warning,
    summary: "RDMA is switched off on an adapter of a network that has it elsewhere, or by its metric.",
    doc: "\
## What it checks

Whether `Get-NetAdapterRdma` lists an adapter with `Enabled` False on a network with role 1 or 3 that has RDMA: on
another node, or by its automatic metric. The command lists only adapters that can do RDMA. Where speed, RSS and RDMA
of the adapters are all known, CR501 and CR205 say it.

## Why it matters

SMB Direct needs RDMA at both ends: shared volumes, Storage Spaces Direct and live migration fall back to RSS or to one
connection to and from that node, and nothing reports it. The metric stays what it was.

## Example

RDMA is off on `vEthernet (SMB1)` of N2 and on for N1, and the metric 20400 of the network says RDMA.

## What to do

Switch it on with `Enable-NetAdapterRdma`, unless it was switched off because the switch port cannot do it.

## References

- [Enable-NetAdapterRdma](https://learn.microsoft.com/powershell/module/netadapter/enable-netadapterrdma)
- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
",
    reference: "https://learn.microsoft.com/powershell/module/netadapter/enable-netadapterrdma",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Rdma],
    assumes: &[],
    check,
};

/// Adapters of one network with RDMA off.
#[derive(Debug)]
struct RdmaOff {
    network: NetworkId,
    /// The nodes, and what the adapter of each is called.
    off: Vec<(NodeId, String)>,
    on: Vec<NodeId>,
    /// The automatic metric, if it says RDMA.
    metric: Option<u32>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let networks = cluster.networks_by_id().zip(&context.measure.networks);
    let networks = networks.filter(|((_, network), _)| carries_cluster_traffic(network) && !is_down(network));
    Ok(found(networks.filter_map(|((id, network), measured)| {
        let with = |on: bool| context.interfaces_on(id).filter(move |interface| interface.rdma == Some(on));
        // With the class of the link other rules know more.
        let is_untold = |link: Option<LinkClass>| link.is_none();
        let off = with(false).filter(|one| is_untold(one.link.and_then(|link| link.class)));
        let off: Vec<(NodeId, String)> = off
            .map(|one| {
                let connection = one.name.split_once(" - ").map_or(one.name.as_str(), |(_, name)| name);
                (one.node, connection.to_owned())
            })
            .collect();
        let on: Vec<NodeId> = with(true).map(|one| one.node).collect();
        let says_rdma = measured.explained.is_some_and(|parts| parts.capability == Some(LinkClass::Rdma));
        let metric = network.metric.filter(|_| says_rdma);
        (!off.is_empty() && (!on.is_empty() || metric.is_some())).then_some(RdmaOff {
            network: id,
            off,
            on,
            metric,
        })
    })))
}

impl Facts for RdmaOff {
    fn say(&self, cluster: &Cluster) -> Hit {
        let network = &cluster.networks[self.network];
        let name = |node: NodeId| cluster.nodes[node].name.clone();
        let off: Vec<String> =
            self.off.iter().map(|(node, adapter)| format!("{adapter} of {}", name(*node))).collect();
        let on: Vec<String> = self.on.iter().map(|node| name(*node)).collect();
        let elsewhere =
            if on.is_empty() { String::new() } else { format!(" and on for {}", words::list(&on)) };
        let metric = self.metric.map_or(String::new(), |metric| {
            format!(", though the metric {metric} of {} says RDMA", network.name)
        });
        let message = format!("RDMA is off on {}{elsewhere}{metric}", words::list(&off));
        let advice = format!(
            "switch RDMA on with Enable-NetAdapterRdma on {}, unless the switch ports cannot do it",
            words::list(&off)
        );
        Hit::new(Target::network(network), message, advice)
            .about(self.off.iter().map(|(node, _)| Target::node(&cluster.nodes[*node])))
            .at_fault(self.off.iter().map(|(node, _)| *node))
            .with("off", off)
            .with("on", on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkSource};
    use crate::rules::framework::testing;

    fn cluster(rdma: [Option<bool>; 2]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2"], &["SMB"]);
        for (interface, rdma) in cluster.interfaces.iter_mut().zip(rdma) {
            (interface.link, interface.rdma) = (None, rdma);
        }
        (cluster.networks[0].metric, cluster.networks[0].auto_metric) = (Some(30_240), Some(true));
        cluster
    }

    fn messages(cluster: &Cluster) -> Vec<String> {
        testing::check(&RULE, cluster).into_iter().map(|hit| hit.message).collect()
    }

    #[test]
    fn an_adapter_without_is_named_with_those_that_have_it() {
        let mut some = cluster([Some(true), Some(false)]);
        let adapter = some.interfaces[1].name.split_once(" - ").unwrap().1.to_owned();
        assert_eq!(messages(&some), [format!("RDMA is off on {adapter} of N2 and on for N1")]);
        some.networks[0].metric = Some(20_400);
        assert!(messages(&some)[0].ends_with("though the metric 20400 of SMB says RDMA"));
    }

    #[test]
    fn what_nothing_contradicts_or_others_tell_is_quiet() {
        assert!(messages(&cluster([Some(false), Some(false)])).is_empty());
        assert!(messages(&cluster([Some(true), None])).is_empty());
        let mut told = cluster([Some(true), Some(false)]);
        told.interfaces[1].link =
            Some(Link { class: Some(LinkClass::Rss), gbps: Some(25.0), source: LinkSource::NetAdapter });
        assert!(messages(&told).is_empty());
    }
}
