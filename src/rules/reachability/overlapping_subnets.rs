use crate::model::{Cluster, Network, NetworkId};
use crate::rules::framework::{
    Context, Facts, Found, Hit, Need, Rule, Severity, Skip, Target, Versions, found,
};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::IpAddr;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "CR111",
    name: "overlapping-subnets",
    severity: Severity::Error,
    summary: "The subnets of two cluster networks overlap.",
    doc: "\
## What it checks

Whether a subnet of one cluster network equals or lies inside a subnet of another. A subnet that lies inside
several is reported with the smallest of them. Link-local subnets are left out.

## Why it matters

A cluster makes networks out of subnets and places each address in one of them. If two fit, the same adapter
may end up in either, nodes see the networks differently, and traffic takes a path nobody planned.

## Example

One node was given the mask 255.248.0.0 and another 255.240.0.0: the networks are 172.16.0.0/13 and
172.16.0.0/12.

## What to do

Give all adapters that belong together the same mask, and networks that are separate subnets that do not
overlap.

## References

- [How cluster networks come about](https://learn.microsoft.com/archive/blogs/askcore/cluster-networks-in-windows-failover-clustering)
- [Requirements for failover clusters](https://learn.microsoft.com/windows-server/failover-clustering/clustering-requirements)
",
    reference: "https://learn.microsoft.com/archive/blogs/askcore/cluster-networks-in-windows-failover-clustering",
    since: "0.1.0",
    versions: Versions::ALL,
    needs: &[Need::Addresses],
    assumes: &[],
    check,
};

/// Two networks of which one has subnets inside the other's.
#[derive(Debug)]
struct Overlap {
    inner: NetworkId,
    outer: NetworkId,
    /// Inner before outer.
    subnets: Vec<(IpNet, IpNet)>,
}

fn check(context: &Context<'_>) -> Result<Found, Skip> {
    let pairs = overlaps(context.cluster).into_iter();
    Ok(found(pairs.map(|((inner, outer), subnets)| Overlap { inner, outer, subnets })))
}

/// Networks of which one has a subnet inside the other's, with the subnets: inner before outer.
fn overlaps(cluster: &Cluster) -> BTreeMap<(NetworkId, NetworkId), Vec<(IpNet, IpNet)>> {
    let mut subnets: Vec<(IpNet, NetworkId)> = Vec::new();
    for (id, network) in cluster.networks_by_id() {
        let usable = network.prefixes.iter().map(IpNet::trunc).filter(|subnet| !is_link_local(subnet));
        subnets.extend(usable.map(|subnet| (subnet, id)));
    }
    // Outer subnets come right before those inside them, so the ones still open are the ones that contain.
    let name = |id: NetworkId| &cluster.networks[id].name;
    subnets.sort_by(|(a, m), (b, n)| {
        (a.network(), a.prefix_len(), name(*m)).cmp(&(b.network(), b.prefix_len(), name(*n)))
    });
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut open: Vec<(IpNet, NetworkId)> = Vec::new();
    for (subnet, network) in subnets {
        while open.last().is_some_and(|(outer, _)| !outer.contains(&subnet)) {
            open.pop();
        }
        let is_other = |other: NetworkId| !is_same(&cluster.networks[network], &cluster.networks[other]);
        if let Some((outer, other)) = open.iter().rev().find(|(_, other)| is_other(*other)) {
            let pair =
                if found.contains_key(&(*other, network)) { (*other, network) } else { (network, *other) };
            found.entry(pair).or_default().push((subnet, *outer));
        }
        // Equal subnets do not nest: one of them is enough to contain what follows.
        if open.last().is_none_or(|(outer, _)| *outer != subnet) {
            open.push((subnet, network));
        }
    }
    found
}

/// One network that the capture holds twice does not overlap with itself.
fn is_same(a: &Network, b: &Network) -> bool {
    std::ptr::eq(a, b) || (a.id.is_some() && a.id == b.id)
}

fn is_link_local(subnet: &IpNet) -> bool {
    match subnet.addr() {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

impl Facts for Overlap {
    fn say(&self, cluster: &Cluster) -> Hit {
        let (network, other) = (&cluster.networks[self.inner], &cluster.networks[self.outer]);
        let overlap = |(a, b): &(IpNet, IpNet)| match a == b {
            true => format!("{a} on both"),
            false => format!("{a} inside {b}"),
        };
        let overlaps: Vec<String> = self.subnets.iter().map(overlap).collect();
        let message =
            format!("the subnets of {} and {} overlap: {}", network.name, other.name, overlaps.join(", "));
        let fix = "give adapters that belong together the same mask, and separate networks separate subnets";
        Hit::new(Target::network(network), message, fix)
            .with("other", other.name.as_str())
            .with("overlaps", overlaps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::framework::testing;

    fn messages(subnets: &[&[&str]]) -> Vec<String> {
        let names = ["A", "B", "C", "D"];
        let mut cluster = testing::cluster(&["N1", "N2"], &names[..subnets.len()]);
        for (network, subnets) in cluster.networks.iter_mut().zip(subnets) {
            network.prefixes = subnets.iter().map(|text| text.parse().unwrap()).collect();
        }
        let mut messages: Vec<_> =
            testing::check(&RULE, &cluster).into_iter().map(|hit| hit.message).collect();
        messages.sort_unstable();
        messages
    }

    #[test]
    fn nested_and_equal_subnets_overlap() {
        assert_eq!(
            messages(&[&["172.16.0.0/12"], &["172.16.0.0/13"], &["10.0.0.0/24"], &["10.0.0.0/24"]]),
            [
                "the subnets of B and A overlap: 172.16.0.0/13 inside 172.16.0.0/12",
                "the subnets of D and C overlap: 10.0.0.0/24 on both",
            ]
        );
    }

    #[test]
    fn the_smallest_that_contains_is_named_even_behind_others() {
        assert_eq!(
            messages(&[&["10.0.0.0/8"], &["10.1.0.0/16", "10.1.1.0/24"], &["10.1.1.128/25"]]),
            [
                "the subnets of B and A overlap: 10.1.0.0/16 inside 10.0.0.0/8, 10.1.1.0/24 inside 10.0.0.0/8",
                "the subnets of C and B overlap: 10.1.1.128/25 inside 10.1.1.0/24",
            ]
        );
    }

    #[test]
    fn neighbours_the_own_subnets_and_link_local_do_not_overlap() {
        let quiet: &[&[&str]] =
            &[&["10.0.0.0/24", "10.0.0.0/25", "fe80::/64"], &["10.0.1.0/24", "fe80::/64"], &["fd00::/64"]];
        assert!(messages(quiet).is_empty());
    }

    #[test]
    fn ten_thousand_networks_are_compared_in_one_sweep() {
        let names: Vec<String> = (0..10_000).map(|i| format!("N{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut cluster = testing::cluster(&[], &names);
        assert!(testing::check(&RULE, &cluster).is_empty());
        for network in &mut cluster.networks {
            network.prefixes = vec!["10.0.0.0/24".parse().unwrap()];
        }
        assert_eq!(testing::check(&RULE, &cluster).len(), 9_999);
    }
}
