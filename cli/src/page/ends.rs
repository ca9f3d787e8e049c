//! Whom a route is for, said once for all pairs of nodes with the same answer.

use super::node_ranges::ranges;
use super::text::count;
use clusterroute::api::resolve::Route;
use std::collections::{BTreeMap, BTreeSet};

/// The pairs of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// The capture has no nodes: the answer holds for the whole cluster.
    Whole,
    /// The coordinator itself.
    Coordinator(String),
    /// Nodes to the coordinator.
    Towards {
        /// Which nodes.
        from: From,
        /// The same, node by node.
        named: Vec<String>,
        /// The coordinator.
        to: String,
    },
    /// Some pairs, or all.
    Named(String),
    /// All pairs but those of the other lines.
    Rest(String),
}

/// Some nodes, the shorter way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// These.
    Nodes(Vec<String>),
    /// Every other node but these.
    OthersBut(Vec<String>),
}

impl Ends {
    /// The ends of routes with one answer, which are some of the routes of `all` for one traffic and volume;
    /// `nodes` are the nodes of the whole answer.
    /// `all_names`: every name is said, however many there are.
    pub(super) fn of(routes: &[&Route], all: &[&Route], nodes: &BTreeSet<&str>, all_names: bool) -> Self {
        let pairs: Vec<(&str, &str)> = routes.iter().filter_map(|route| pair(route)).collect();
        if pairs.is_empty() {
            return Ends::Whole;
        }
        if let [route] = routes
            && route.local
        {
            return Ends::Coordinator(pairs[0].0.to_owned());
        }
        let to = pairs[0].1;
        if routes.iter().any(|route| route.volume.is_some()) && pairs.iter().all(|(_, other)| *other == to) {
            let named: BTreeSet<&str> = pairs.iter().map(|(from, _)| *from).collect();
            let from = From::of(&named, to, nodes);
            let named = named.into_iter().map(str::to_owned).collect();
            return Ends::Towards { from, named, to: to.to_owned() };
        }
        let others: BTreeSet<(&str, &str)> = all.iter().filter_map(|route| pair(route)).collect();
        let named = name_pairs(&pairs.into_iter().collect(), &others, nodes, all_names);
        if named.starts_with(REST) { Ends::Rest(named) } else { Ends::Named(named) }
    }

    /// Whether both can stand on one line that names several volumes.
    pub(super) fn joins(&self, other: &Ends) -> bool {
        match (self, other) {
            (Ends::Coordinator(_), Ends::Coordinator(_)) => true,
            (Ends::Towards { from: one, .. }, Ends::Towards { from: other, .. }) => one == other,
            _ => self == other,
        }
    }

    /// Whether what is odd is on other lines, which come first.
    pub(super) fn is_rest(&self) -> bool {
        matches!(self, Ends::Rest(_) | Ends::Towards { from: From::OthersBut(_), .. })
    }

    /// The words; `several` volumes with different coordinators stand on the line.
    pub(super) fn text(&self, several: bool, all_names: bool) -> String {
        let ranges = |names: &[String]| ranges(names, all_names);
        match self {
            Ends::Whole => "whole cluster".to_owned(),
            Ends::Coordinator(_) if several => "coordinator".to_owned(),
            Ends::Coordinator(name) | Ends::Named(name) | Ends::Rest(name) => name.clone(),
            Ends::Towards { from, named, to } => {
                let to = if several { "coordinator" } else { to };
                match from {
                    // Few names say more than that they are all others.
                    _ if !several && named.len() <= 2 * FEW => format!("{} -> {to}", ranges(named)),
                    From::Nodes(nodes) => format!("{} -> {to}", ranges(nodes)),
                    From::OthersBut(nodes) if nodes.is_empty() => format!("others -> {to}"),
                    From::OthersBut(nodes) => format!("others but {} -> {to}", ranges(nodes)),
                }
            }
        }
    }
}

impl From {
    fn of(named: &BTreeSet<&str>, to: &str, nodes: &BTreeSet<&str>) -> Self {
        let others: Vec<&str> =
            nodes.iter().copied().filter(|node| *node != to && !named.contains(node)).collect();
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        // A few nodes are named all the same: who is meant is then told without counting.
        match named.len() <= FEW && !others.is_empty() || named.len() <= others.len() {
            true => From::Nodes(owned(named.iter().copied().collect())),
            false => From::OthersBut(owned(others)),
        }
    }
}

/// What most pairs are called when some are odd.
const REST: &str = "all other pairs";

/// So many names are shorter than what they are called together.
const FEW: usize = 3;

fn pair(route: &Route) -> Option<(&str, &str)> {
    Some((route.from.as_deref()?, route.to.as_deref()?))
}

/// `A <-> B` for pairs with the same answer both ways, else `A -> B`; nodes that have it with all others come first, and
/// where it is that of most pairs, `all other pairs`.
fn name_pairs(
    pairs: &BTreeSet<(&str, &str)>,
    all: &BTreeSet<(&str, &str)>,
    nodes: &BTreeSet<&str>,
    all_names: bool,
) -> String {
    let ranges = |names: &[String]| ranges(names, all_names);
    let complete = nodes.len() * nodes.len().saturating_sub(1);
    if all.len() == complete && nodes.len() > 2 {
        if pairs.len() == complete {
            return format!("all {} pairs", pairs.len());
        }
        if pairs.len() * 2 > complete && nodes.len() > 2 * FEW {
            let whose: BTreeSet<&str> = pairs.iter().map(|(from, _)| *from).collect();
            return format!("{REST} ({} nodes)", whose.len());
        }
    }
    let is_symmetric = pairs.iter().all(|&(from, to)| pairs.contains(&(to, from)));
    let arrow = if is_symmetric { "<->" } else { "->" };
    let mut left: BTreeSet<(&str, &str)> = pairs.clone();
    let mut parts: Vec<String> = Vec::new();
    if is_symmetric && nodes.len() > 2 * FEW {
        hubs(&mut left, nodes, &mut parts, &ranges);
    }
    // What is left, by node; nodes with the same partners share a line.
    let mut partners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for &(from, to) in &left {
        if !is_symmetric || from < to {
            partners.entry(from).or_default().push(to.to_owned());
        }
    }
    let mut shared: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (from, to) in partners {
        match shared.iter_mut().find(|(_, other)| *other == to) {
            Some((nodes, _)) => nodes.push(from.to_owned()),
            None => shared.push((vec![from.to_owned()], to)),
        }
    }
    parts.extend(shared.iter().map(|(from, to)| format!("{} {arrow} {}", ranges(from), ranges(to))));
    if !all_names && parts.len() > PARTS {
        let more = parts.len() - PARTS;
        parts.truncate(PARTS);
        parts.push(format!("and {}", count(more, "more such group", "more such groups")));
    }
    parts.join("; ")
}

/// Groups of pairs that a line names, unless all are asked for.
const PARTS: usize = 3;

/// Takes out the nodes that have it with most of the others, and says of each group with whom they have it not.
fn hubs(
    left: &mut BTreeSet<(&str, &str)>,
    nodes: &BTreeSet<&str>,
    parts: &mut Vec<String>,
    ranges: &impl Fn(&[String]) -> String,
) {
    // By the nodes among which there is none: the hub itself and those it misses.
    let mut alike: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for &hub in nodes {
        let apart: Vec<&str> =
            nodes.iter().copied().filter(|other| *other == hub || !left.contains(&(hub, *other))).collect();
        if apart.len() * 2 >= nodes.len() {
            continue;
        }
        named.insert(hub);
        alike.entry(if apart.len() > 1 { apart } else { Vec::new() }).or_default().push(hub.to_owned());
    }
    left.retain(|(from, to)| !named.contains(from) && !named.contains(to));
    parts.extend(alike.iter().map(|(apart, hubs)| {
        let others = apart.iter().filter(|node| !hubs.iter().any(|hub| hub == *node));
        let others: Vec<String> = others.map(|node| (*node).to_owned()).collect();
        let but = match (apart.is_empty(), hubs.len() > 1, others.is_empty()) {
            (true, ..) => String::new(),
            (false, true, true) => " but each other".to_owned(),
            (false, true, false) => format!(" but each other and {}", ranges(&others)),
            (false, false, _) => format!(" but {}", ranges(&others)),
        };
        format!("{} <-> all others{but}", ranges(hubs))
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pairs of these nodes for which it holds, both ways.
    fn both_ways<'n>(nodes: &[&'n str], holds: impl Fn(&str, &str) -> bool) -> BTreeSet<(&'n str, &'n str)> {
        let all = nodes.iter().flat_map(|a| nodes.iter().map(move |b| (*a, *b)));
        all.filter(|(a, b)| a != b && (holds(a, b) || holds(b, a))).collect()
    }

    fn named(pairs: &[(&str, &str)]) -> String {
        let pairs: BTreeSet<(&str, &str)> = pairs.iter().copied().collect();
        let nodes = pairs.iter().flat_map(|(from, to)| [*from, *to]).collect();
        name_pairs(&pairs, &BTreeSet::new(), &nodes, true)
    }

    #[test]
    fn pairs_are_named_as_short_as_possible() {
        assert_eq!(named(&[("A", "B")]), "A -> B");
        assert_eq!(named(&[("A", "B"), ("B", "A")]), "A <-> B");
        assert_eq!(named(&[("A", "B"), ("A", "C")]), "A -> B, C");
        assert_eq!(named(&[("A", "C"), ("B", "C")]), "A, B -> C");
        assert_eq!(named(&[("A", "B"), ("A", "C"), ("B", "C")]), "A -> B, C; B -> C");
        assert_eq!(named(&[("A", "B"), ("B", "A"), ("A", "C"), ("C", "A")]), "A <-> B, C");
    }

    #[test]
    fn many_nodes_are_named_by_what_is_odd() {
        let names: Vec<String> = (1..=16).map(|n| format!("HV-{n:03}")).collect();
        let nodes: Vec<&str> = names.iter().map(String::as_str).collect();
        let set: BTreeSet<&str> = nodes.iter().copied().collect();
        let all = both_ways(&nodes, |_, _| true);
        let say = |pairs: &BTreeSet<(&str, &str)>| name_pairs(pairs, &all, &set, true);
        assert_eq!(say(&all), "all 240 pairs");
        let odd = ["HV-003", "HV-007", "HV-008"];
        let rest = both_ways(&nodes, |a, b| !odd.contains(&a) && !odd.contains(&b));
        assert_eq!(say(&rest), "all other pairs (13 nodes)");
        let touching = both_ways(&nodes, |a, _| odd.contains(&a));
        assert_eq!(say(&touching), "HV-003, HV-007, HV-008 <-> all others");
        let between = both_ways(&nodes, |a, b| odd.contains(&a) && odd.contains(&b));
        let apart: BTreeSet<_> = touching.difference(&between).copied().collect();
        assert_eq!(say(&apart), "HV-003, HV-007, HV-008 <-> all others but each other");
        assert_eq!(say(&between), "HV-003 <-> HV-007, HV-008; HV-007 <-> HV-008");
        let but = both_ways(&nodes, |a, b| a == "HV-003" && b != "HV-016");
        assert_eq!(say(&but), "HV-003 <-> all others but HV-016");
        let few = both_ways(&nodes, |a, b| a == "HV-001" && b < "HV-006");
        assert_eq!(say(&few), "HV-001 <-> HV-002..005");
    }

    /// What is said is exactly what is meant: each phrase is read back.
    #[test]
    fn what_is_said_is_what_is_meant() {
        let names: Vec<String> = (1..=9).map(|n| format!("N{n}")).collect();
        let nodes: Vec<&str> = names.iter().map(String::as_str).collect();
        let set: BTreeSet<&str> = nodes.iter().copied().collect();
        for seed in 0..400_u64 {
            // Any graph, the denser the later.
            let holds = |a: &str, b: &str| {
                let place = |name: &str| name[1..].parse::<u64>().unwrap_or_default();
                let (a, b) = (place(a).min(place(b)), place(a).max(place(b)));
                (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(a * 977 + b * 7919))
                    .wrapping_mul(2_862_933_555_777_941_757)
                    >> 32
                    & 0xff
                    < seed * 2 / 3
            };
            let pairs = both_ways(&nodes, holds);
            if pairs.is_empty() {
                continue;
            }
            let said = name_pairs(&pairs, &BTreeSet::new(), &set, true);
            assert_eq!(read_back(&said, &set), pairs, "{said}");
        }
    }

    fn read_back<'n>(said: &str, nodes: &BTreeSet<&'n str>) -> BTreeSet<(&'n str, &'n str)> {
        let list = |text: &str| -> BTreeSet<&'n str> {
            let mut found = BTreeSet::new();
            for part in text.split(", ") {
                let (first, last) = part.split_once("..").unwrap_or((part, part.trim_start_matches('N')));
                let [first, last] =
                    [first.trim_start_matches('N'), last].map(|n| n.parse::<u64>().unwrap_or_default());
                let is_in = |node: &&&str| (first..=last).contains(&node[1..].parse().unwrap_or_default());
                found.extend(nodes.iter().filter(is_in).copied());
            }
            found
        };
        let mut pairs = BTreeSet::new();
        for part in said.split("; ") {
            let (from, to) = part.split_once(" <-> ").unwrap_or_default();
            let from = list(from);
            let others =
                to.strip_prefix("all others").map(|rest| rest.strip_prefix(" but ").unwrap_or_default());
            for &a in &from {
                let partners: BTreeSet<&str> = match others {
                    None => list(to),
                    Some(but) => {
                        let (each_other, but) = match but.strip_prefix("each other") {
                            Some(rest) => (true, rest.trim_start_matches(" and ")),
                            None => (false, but),
                        };
                        let but = if but.is_empty() { BTreeSet::new() } else { list(but) };
                        let is_meant = |b: &&&str| !(but.contains(**b) || each_other && from.contains(**b));
                        nodes.iter().filter(is_meant).copied().collect()
                    }
                };
                pairs.extend(partners.into_iter().filter(|b| *b != a).flat_map(|b| [(a, b), (b, a)]));
            }
        }
        pairs
    }
}
