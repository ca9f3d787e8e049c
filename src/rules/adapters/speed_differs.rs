use crate::model::{Cluster, Interface, Link, NodeId, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::predicates::is_of_guest;
use crate::rules::shared::sides::{self, Split};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR503",
    name: "speed-differs",
    severity: Severity::Warning,
    summary: "On one network the adapters of the nodes have different speeds.",
    doc: "\
## What it checks

Whether the speed of the adapters differs between the nodes of a network with role 1 or 3. Adapters of virtual machines
are left out: theirs is the speed of the host that they happen to run on.

## Why it matters

A node is reached no faster than its own link. A link that came up slower, a cable, a transceiver or a port that was set
by hand, makes that node the slow one for shared volumes and live migration. SMB Multichannel also uses links side by
side only where they have one speed, so a second link may lie idle. From which of the speeds the automatic metric comes
is not published.

## Example

`Cluster` runs at 10 Gbit/s on N1 and N3; on N2 it came up at 1 Gbit/s after a cable was changed.

## What to do

Look at cable, transceiver, switch port and team of the slow nodes. Where the adapters are not the same, give the slow
nodes one of the same speed.

## References

- [Failover clustering hardware requirements](https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements)
- [SMB Multichannel in a cluster](https://learn.microsoft.com/windows-server/failover-clustering/smb-multichannel)
",
    reference: "https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Adapters],
    assumes: &[],
    check,
};

/// Networks whose adapters have several speeds, in Mbit/s.
#[derive(Debug)]
struct SpeedDiffers(Split<u64>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    Ok(found(sides::splits_of_links(context, mbps).into_iter().map(SpeedDiffers)))
}

fn mbps(interface: &Interface, link: Link) -> Option<u64> {
    let gbps = link.gbps.filter(|gbps| *gbps > 0.0)?;
    (!is_of_guest(interface)).then_some((gbps * 1e3).round() as u64)
}

impl Facts for SpeedDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Split { networks, sides } = &self.0;
        let slow = slower(self);
        let side = |(mbps, nodes): &(u64, Vec<_>)| {
            format!("{} Gbit/s on {}", *mbps as f64 / 1e3, sides::nodes(cluster, nodes))
        };
        let speeds: Vec<String> = sides.0.iter().map(side).collect();
        let of = sides::networks(cluster, networks);
        let message = format!("the adapters of {of} run at {}", words::list(&speeds));
        let advice = format!(
            "look at cable, transceiver, switch port and team of the adapters of {of} on {}",
            sides::nodes(cluster, &slow)
        );
        Hit::new(Target::network(&cluster.networks[networks[0]]), message, advice)
            .about(sides::targets(cluster, networks, &slow))
            .at_fault(slow.iter().copied())
            .with("speeds", words::first(&speeds))
    }
}

/// The nodes below the highest speed: a single faster node makes all others no better.
fn slower(SpeedDiffers(split): &SpeedDiffers) -> Vec<NodeId> {
    let highest = split.sides.0.iter().map(|(mbps, _)| *mbps).max();
    let slow = split.sides.0.iter().filter(|(mbps, _)| Some(*mbps) != highest);
    let mut nodes: Vec<_> = slow.flat_map(|(_, nodes)| nodes).copied().collect();
    nodes.sort_unstable();
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LinkSource;
    use crate::rules::framework::testing;

    fn cluster(gbps: [f64; 3]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["A", "B"]);
        for interface in &mut cluster.interfaces {
            let gbps = Some(gbps[interface.node.place()]);
            interface.link = Some(Link { class: None, gbps, source: LinkSource::NetAdapter });
        }
        cluster
    }

    #[test]
    fn the_slow_node_is_named_once() {
        let hits = testing::check(&RULE, &cluster([10.0, 2.5, 10.0]));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "the adapters of networks A and B run at 10 Gbit/s on N1 and N3 and 2.5 Gbit/s on N2"
        );
        assert_eq!(hits[0].at_fault, [NodeId::at(1)]);
    }

    #[test]
    fn one_speed_no_link_and_virtual_machines_say_nothing() {
        assert!(testing::check(&RULE, &cluster([10.0, 10.0, 10.0])).is_empty());
        assert!(testing::check(&RULE, &cluster([10.0, 0.0, 10.0])).is_empty());
        let mut guests = cluster([10.0, 40.0, 10.0]);
        for interface in &mut guests.interfaces {
            interface.adapter = Some("Microsoft Hyper-V Network Adapter #2".to_owned());
        }
        assert!(testing::check(&RULE, &guests).is_empty());
    }
}
