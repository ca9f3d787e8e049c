use crate::model::{Cluster, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides::{self, Split};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR502",
    name: "mtu-differs",
    severity: Severity::Warning,
    summary: "On one network the nodes have frames of different size (MTU).",
    doc: "\
## What it checks

Whether `MtuSize` differs between the adapters of a network with role 1 or 3. A difference that is only one of counting,
with or without the header of the frame (1500 and 1514, 9000 and 9014), is none.

## Why it matters

Jumbo frames work only where both adapters and every switch between them take them. Where one does not, small messages
pass and large ones are lost or broken up: heartbeats look well while shared volumes pause and live migration stalls.
Validation warns of it.

## Example

`SMB1` and `SMB2` have an MTU of 9014 on N1 and of 1514 on N2, where jumbo frames were forgotten.

## What to do

Give all adapters of the network one size with `Set-NetAdapterAdvancedProperty -RegistryKeyword '*JumboPacket'`, one
node after the other, and prove it to every other node with `ping -f -l 8000`: the switches have to take it too.

## References

- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
- [Set-NetAdapterAdvancedProperty](https://learn.microsoft.com/powershell/module/netadapter/set-netadapteradvancedproperty)
",
    reference: "https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2012),
    needs: &[Need::Mtus],
    assumes: &[],
    check,
};

/// Networks with frames of several sizes.
#[derive(Debug)]
struct MtuDiffers(Split<u32>);

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let splits = sides::splits(context, |interface| interface.mtu.map(without_header));
    Ok(found(splits.into_iter().map(MtuDiffers)))
}

/// Some drivers count the header of the frame (14 bytes), the tag of a VLAN and the checksum, others do not.
fn without_header(mtu: u32) -> u32 {
    match mtu % 100 {
        header @ (14 | 18 | 22) => mtu - header,
        _ => mtu,
    }
}

impl Facts for MtuDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let Split { networks, sides } = &self.0;
        let odd = sides.odd();
        let side = |(mtu, nodes): &(u32, Vec<_>)| format!("{mtu} on {}", sides::nodes(cluster, nodes));
        let sizes: Vec<String> = sides.0.iter().map(side).collect();
        let message = format!(
            "the MTU of {} is {}: large frames between these nodes are lost or broken up",
            sides::networks(cluster, networks),
            words::list(&sizes)
        );
        let advice = format!(
            "give the adapters of {} one MTU on every node, {} first, and prove it to every other node with \
             ping -f -l 8000: every switch between them has to take frames of that size",
            sides::networks(cluster, networks),
            sides::nodes(cluster, &odd)
        );
        Hit::new(Target::network(&cluster.networks[networks[0]]), message, advice)
            .about(sides::targets(cluster, networks, &odd))
            .at_fault(odd.iter().copied())
            .with("mtu", words::first(&sizes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;
    use crate::rules::framework::testing;

    fn cluster(mtus: [u32; 3]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["SMB1", "SMB2"]);
        for interface in &mut cluster.interfaces {
            interface.mtu = Some(mtus[interface.node.place()]);
        }
        cluster
    }

    #[test]
    fn the_node_with_other_frames_is_named_once() {
        let hits = testing::check(&RULE, &cluster([9014, 1514, 9000]));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "the MTU of networks SMB1 and SMB2 is 9000 on N1 and N3 and 1500 on N2: large frames between these nodes \
             are lost or broken up"
        );
        assert_eq!(hits[0].at_fault, [NodeId::at(1)]);
    }

    #[test]
    fn counting_the_header_is_no_difference() {
        assert!(testing::check(&RULE, &cluster([1500, 1514, 1518])).is_empty());
        assert!(testing::check(&RULE, &cluster([9000, 9014, 9014])).is_empty());
    }
}
