use crate::engine::route::reach::{Ends, PairLink};
use crate::model::{Cluster, LinkClass, NetworkId, Role, WindowsVersion};
use crate::rules::framework::{Context, Facts, Found, Hit, Rule, Severity, Skip, Target, Versions, found};
use crate::rules::shared::predicates::is_down;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR315",
    name: "smb-passes-over",
    severity: Severity::Info,
    summary: "A network as fast as the best one offers neither RSS nor RDMA, so SMB does not use it.",
    doc: "\
## What it checks

Whether a network with role 1 offers neither RSS nor RDMA at 10 Gbit/s or more, while another one with role 1 has the
same speed and one of the two: by the adapters of every node, or by automatic metrics.

## Why it matters

SMB Multichannel takes RDMA before RSS before neither, and uses networks in parallel only if they are alike. The
network waits until the other one fails, and then one processor core takes in all of its traffic.

## Example

`SMB1` has RDMA at 25 Gbit/s, and `SMB2`, on a port of the same card, neither RDMA nor RSS at 25 Gbit/s.

## What to do

Compare `Get-NetAdapterRdma` and `Get-NetAdapterRss` of both networks, and switch on what is missing. Leave it as it is
where the network is not meant for storage.

## References

- [SMB Multichannel in a cluster](https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel)
- [Make sure your network interfaces are RSS-capable](https://blogs.technet.microsoft.com/josebda/2012/11/10/windows-server-2012-file-server-tip-make-sure-your-network-interfaces-are-rss-capable/)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[],
    assumes: &[],
    check,
};

/// Slower adapters do with one core.
const LEAST_GBPS: f64 = 10.0;

/// A network that SMB does not use beside another of its speed.
#[derive(Debug)]
struct PassedOver {
    network: NetworkId,
    beside: NetworkId,
    class: LinkClass,
    gbps: f64,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let networks = context.cluster.networks_by_id();
    let own = networks.filter(|(_, network)| network.role == Some(Role::Cluster) && !is_down(network));
    let links: Vec<(NetworkId, PairLink)> =
        own.filter_map(|(id, _)| Some((id, link(context, id)?))).collect();
    let best = links.iter().filter(|(_, link)| link.class != LinkClass::Plain);
    let Some((beside, best)) =
        best.max_by(|(_, a), (_, b)| a.class.cmp(&b.class).then(a.gbps.total_cmp(&b.gbps)))
    else {
        return Ok(Vec::new());
    };
    let is_passed_over =
        |link: &PairLink| link.class == LinkClass::Plain && link.gbps >= LEAST_GBPS && link.gbps == best.gbps;
    let passed = links.iter().filter(|(_, link)| is_passed_over(link));
    Ok(found(passed.map(|(network, _)| PassedOver {
        network: *network,
        beside: *beside,
        class: best.class,
        gbps: best.gbps,
    })))
}

/// What the network offers everywhere: by all of its adapters where they are alike, else by its metric.
fn link(context: &Context<'_>, network: NetworkId) -> Option<PairLink> {
    let by_metric = context.reach().link(network, Ends::WholeCluster);
    let mut links = context.interfaces_on(network).map(|interface| interface.link);
    let Some(Some(first)) = links.next() else { return by_metric };
    let alike =
        links.all(|other| other.is_some_and(|other| other.class == first.class && other.gbps == first.gbps));
    match (first.class, first.gbps) {
        (Some(class), Some(gbps)) if alike => {
            let source = crate::engine::route::reach::PairLinkSource::Adapters;
            Some(PairLink { class, gbps, nics: 1, source })
        }
        _ => by_metric,
    }
}

impl Facts for PassedOver {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (network, beside) = (&cluster.networks[self.network], &cluster.networks[self.beside]);
        let message = format!(
            "{} offers neither RSS nor RDMA at {} Gbit/s, so SMB does not use it beside {} ({}, {} Gbit/s)",
            network.name,
            self.gbps,
            beside.name,
            self.class.word(),
            self.gbps
        );
        let advice = format!(
            "compare Get-NetAdapterRdma and Get-NetAdapterRss of the adapters of {} with those of {}, and switch on what \
             is missing, if the network is meant for storage",
            network.name, beside.name
        );
        Hit::new(Target::network(network), message, advice)
            .about([Target::network(beside)])
            .with("beside", beside.name.as_str())
            .with("gbps", self.gbps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkSource};
    use crate::rules::framework::testing;

    /// Two networks of these classes and speeds, by their adapters.
    fn messages(links: [(LinkClass, f64); 2]) -> Vec<String> {
        let mut cluster = testing::cluster(&["N1", "N2"], &["SMB1", "SMB2"]);
        for interface in &mut cluster.interfaces {
            let (class, gbps) = links[interface.network.place()];
            interface.link =
                Some(Link { class: Some(class), gbps: Some(gbps), source: LinkSource::NetAdapter });
        }
        testing::check(&RULE, &cluster).into_iter().map(|hit| hit.message).collect()
    }

    #[test]
    fn a_network_of_the_same_speed_that_smb_does_not_use() {
        use LinkClass::{Plain, Rdma, Rss};
        assert_eq!(
            messages([(Rdma, 25.0), (Plain, 25.0)]),
            [
                "SMB2 offers neither RSS nor RDMA at 25 Gbit/s, so SMB does not use it beside SMB1 (RDMA, 25 Gbit/s)"
            ]
        );
        assert_eq!(messages([(Plain, 10.0), (Rss, 10.0)]).len(), 1);
        for quiet in [
            [(Rdma, 25.0), (Rss, 25.0)],
            [(Rdma, 25.0), (Plain, 1.0)],
            [(Plain, 10.0); 2],
            [(Rss, 1.0), (Plain, 1.0)],
        ] {
            assert!(messages(quiet).is_empty(), "{quiet:?}");
        }
    }
}
