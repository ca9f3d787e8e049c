use crate::model::{Cluster, Host, LinkClass, WindowsVersion};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use crate::rules::shared::sides::{self, Sides};
use crate::words;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR511",
    name: "flow-control-differs",
    severity: Severity::Warning,
    summary: "The nodes differ in priority flow control or traffic classes.",
    doc: "\
## What it checks

Whether nodes differ in the priorities that have flow control (`Get-NetQosFlowControl`), or in the priorities and the
bandwidth of their traffic classes (`Get-NetQosTrafficClass`). Names of classes may differ. A cluster whose adapters are
known to be without RDMA is left out.

## Why it matters

RDMA over Converged Ethernet loses no frame only if both nodes and every switch between them stop the same priority. Where
one node does not, storage stalls under load and looks well at rest. Validation compares data center bridging of the nodes
since Windows Server 2019.

## Example

N1 and N3 have flow control on priority 3, N2 on none since it was installed anew.

## What to do

Set all nodes alike with `Enable-NetQosFlowControl -Priority 3`, `Disable-NetQosFlowControl` for all others and
`New-NetQosTrafficClass`, as the switches have it. Where Network ATC manages the hosts, it does so.

## References

- [Host network requirements](https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements)
- [Network ATC](https://learn.microsoft.com/windows-server/networking/network-atc/network-atc)
",
    reference: "https://learn.microsoft.com/azure/azure-local/concepts/host-network-requirements",
    since: "0.2.0",
    versions: Versions::since(WindowsVersion::V2019),
    needs: &[Need::FlowControl],
    assumes: &[],
    check,
};

/// The priorities and percent of every class.
type Classes = Vec<(Vec<u32>, u32)>;

/// In what nodes differ.
#[derive(Debug)]
struct FlowControlDiffers {
    flow_control: Sides<Vec<u32>>,
    classes: Sides<Classes>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let cluster = context.cluster;
    let mut classes = cluster.interfaces.iter().filter_map(|interface| interface.link?.class).peekable();
    if classes.peek().is_some() && classes.all(|class| class != LinkClass::Rdma) {
        return Ok(Vec::new());
    }
    let hosts = || cluster.hosts.iter().flatten();
    let one = FlowControlDiffers {
        flow_control: Sides::of(hosts().filter_map(|host| Some((host.node, host.flow_control.clone()?)))),
        classes: Sides::of(hosts().filter_map(|host| Some((host.node, classes_of(host)?)))),
    };
    Ok(found((one.flow_control.differ() || one.classes.differ()).then_some(one)))
}

/// The classes of a host; `None` where one is not known whole.
fn classes_of(host: &Host) -> Option<Classes> {
    let classes = host.traffic_classes.as_ref()?.iter();
    let mut classes: Classes =
        classes.map(|class| class.priorities.clone().zip(class.bandwidth)).collect::<Option<_>>()?;
    classes.sort_unstable();
    Some(classes)
}

impl Facts for FlowControlDiffers {
    fn say(&self, cluster: &Cluster) -> Hit {
        let flow = self.flow_control.said(cluster, "flow control is on for", |priorities| {
            if priorities.is_empty() {
                "no priority".to_owned()
            } else {
                format!("priority {}", numbers(priorities))
            }
        });
        let classes = self.classes.said(cluster, "traffic classes are", |classes| {
            let class = |(priorities, bandwidth): &(Vec<u32>, u32)| {
                format!("{} with {bandwidth} %", numbers(priorities))
            };
            let all: Vec<String> = classes.iter().map(class).collect();
            if all.is_empty() { "none".to_owned() } else { all.join(" + ") }
        });
        let parts: Vec<String> = flow.into_iter().chain(classes).collect();
        let mut odd = [self.flow_control.odd(), self.classes.odd()].concat();
        odd.sort_unstable();
        odd.dedup();
        let message = format!("nodes differ in data center bridging: {}", parts.join("; "));
        let advice = format!(
            "set {} like the other nodes and the switches, with Enable-NetQosFlowControl, Disable-NetQosFlowControl and \
             New-NetQosTrafficClass",
            sides::nodes(cluster, &odd)
        );
        Hit::new(Target::cluster(cluster), message, advice)
            .about(sides::targets(cluster, &[], &odd))
            .at_fault(odd.iter().copied())
            .with("differ", parts)
    }
}

fn numbers(priorities: &[u32]) -> String {
    words::list(&priorities.iter().map(u32::to_string).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, LinkSource, NodeId, TrafficClass};
    use crate::rules::framework::testing;

    /// Three nodes with flow control on these priorities, and a class of its own for 3 with this bandwidth.
    fn cluster(priorities: [&[u32]; 3], bandwidth: [u32; 3]) -> Cluster {
        let mut cluster = testing::cluster(&["N1", "N2", "N3"], &["SMB1"]);
        for node in cluster.node_ids() {
            let host = cluster.host_mut(node);
            host.flow_control = Some(priorities[node.place()].to_vec());
            let bandwidth = Some(bandwidth[node.place()]);
            host.traffic_classes =
                Some(vec![TrafficClass { name: None, priorities: Some(vec![3]), bandwidth }]);
        }
        cluster
    }

    #[test]
    fn both_differences_are_one_finding() {
        let hits = testing::check(&RULE, &cluster([&[3], &[], &[3]], [50, 50, 60]));
        assert_eq!(hits.len(), 1);
        assert_eq!(
            hits[0].message,
            "nodes differ in data center bridging: flow control is on for priority 3 on N1 and N3 and no priority on N2; \
             traffic classes are 3 with 50 % on N1 and N2 and 3 with 60 % on N3"
        );
        assert_eq!(hits[0].at_fault, [NodeId::at(1), NodeId::at(2)]);
    }

    #[test]
    fn alike_or_without_rdma_says_nothing() {
        assert!(testing::check(&RULE, &cluster([&[3]; 3], [50; 3])).is_empty());
        let mut plain = cluster([&[3], &[], &[3]], [50; 3]);
        for interface in &mut plain.interfaces {
            let class = Some(LinkClass::Rss);
            interface.link = Some(Link { class, gbps: None, source: LinkSource::NetAdapter });
        }
        assert!(testing::check(&RULE, &plain).is_empty());
    }
}
