//! Whom a route is for, said once for all pairs of nodes with the same answer.

use clusterroute::api::resolve::Route;
use std::collections::BTreeSet;

/// The pairs of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// The capture has no nodes: the answer holds for the whole cluster.
    Whole,
    /// The coordinator itself.
    Coordinator(String),
    /// Every other node to the coordinator.
    Others {
        /// The same, node by node.
        named: String,
    },
    /// Some pairs, or all.
    Named(String),
}

impl Ends {
    /// The ends of routes with one answer, which are some of the routes of `all` for one traffic and volume;
    /// `nodes` are the nodes of the whole answer.
    pub(super) fn of(routes: &[&Route], all: &[&Route], nodes: &BTreeSet<&str>) -> Self {
        let pairs: Vec<(&str, &str)> = routes.iter().filter_map(|route| pair(route)).collect();
        if pairs.is_empty() {
            return Ends::Whole;
        }
        if let [route] = routes
            && route.local
        {
            return Ends::Coordinator(pairs[0].0.to_owned());
        }
        let named = name_pairs(&pairs);
        let volume = routes.iter().any(|route| route.volume.is_some());
        if volume && pairs.iter().all(|(_, to)| *to == pairs[0].1) && pairs.len() + 1 == nodes.len() {
            return Ends::Others { named };
        }
        let complete = pairs.len() == all.len() && pairs.len() == nodes.len() * nodes.len().saturating_sub(1);
        Ends::Named(if complete && nodes.len() > 2 { format!("all {} pairs", pairs.len()) } else { named })
    }

    /// Whether both can stand on one line that names several volumes.
    pub(super) fn joins(&self, other: &Ends) -> bool {
        match (self, other) {
            (Ends::Coordinator(_), Ends::Coordinator(_)) | (Ends::Others { .. }, Ends::Others { .. }) => true,
            _ => self == other,
        }
    }

    /// The words; `several` volumes with different coordinators stand on the line.
    pub(super) fn text(&self, several: bool) -> &str {
        match self {
            Ends::Whole => "whole cluster",
            Ends::Coordinator(_) if several => "coordinator",
            Ends::Others { .. } if several => "others -> coordinator",
            Ends::Coordinator(name) | Ends::Others { named: name } | Ends::Named(name) => name,
        }
    }
}

fn pair(route: &Route) -> Option<(&str, &str)> {
    Some((route.from.as_deref()?, route.to.as_deref()?))
}

/// `A <-> B` for pairs with the same answer both ways, else `A, B -> C` or `A -> B, C`.
fn name_pairs(pairs: &[(&str, &str)]) -> String {
    let set: BTreeSet<(&str, &str)> = pairs.iter().copied().collect();
    if pairs.len() > 1 && pairs.iter().all(|(_, to)| *to == pairs[0].1) {
        let from: Vec<&str> = pairs.iter().map(|(from, _)| *from).collect();
        return format!("{} -> {}", from.join(", "), pairs[0].1);
    }
    let mut parts: Vec<String> = Vec::new();
    let symmetric = set.iter().all(|&(from, to)| set.contains(&(to, from)));
    let mut rest: &[(&str, &str)] = pairs;
    while let Some(&(from, _)) = rest.first() {
        let run = rest.iter().take_while(|(other, _)| *other == from).count();
        let to: Vec<&str> =
            rest[..run].iter().map(|(_, to)| *to).filter(|to| !symmetric || from < *to).collect();
        if !to.is_empty() {
            let arrow = if symmetric { "<->" } else { "->" };
            parts.push(format!("{from} {arrow} {}", to.join(", ")));
        }
        rest = &rest[run..];
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_named_as_short_as_possible() {
        assert_eq!(name_pairs(&[("A", "B")]), "A -> B");
        assert_eq!(name_pairs(&[("A", "B"), ("B", "A")]), "A <-> B");
        assert_eq!(name_pairs(&[("A", "B"), ("A", "C")]), "A -> B, C");
        assert_eq!(name_pairs(&[("A", "C"), ("B", "C")]), "A, B -> C");
        assert_eq!(name_pairs(&[("A", "B"), ("A", "C"), ("B", "C")]), "A -> B, C; B -> C");
        assert_eq!(name_pairs(&[("A", "B"), ("B", "A"), ("A", "C"), ("C", "A")]), "A <-> B; A <-> C");
        assert_eq!(
            name_pairs(&[("A", "B"), ("A", "C"), ("B", "A"), ("B", "C"), ("C", "A"), ("C", "B")]),
            "A <-> B, C; B <-> C"
        );
    }
}
