//! The networks themselves against the copies of them inside the interfaces, which may be of another time.

use super::values::Values;
use crate::capture::raw::{Object, Raw, Section, Sections};
use crate::model::{Cluster, Network, Problem, ProblemKind, Role};
use std::collections::HashMap;

/// Reports the first copy of each network that has another role or metric; the network itself counts.
pub(super) fn find(sections: &Sections<'_>, cluster: &mut Cluster) {
    let copies = sections.get(Section::Interfaces).unwrap_or_default().iter().enumerate();
    let mut copies = copies.filter_map(|(index, interface)| Some((index, copy_in(interface)?))).peekable();
    if copies.peek().is_none() {
        return;
    }
    let with_id =
        cluster.networks.iter().enumerate().filter_map(|(n, network)| Some((network.id.as_deref()?, n)));
    let mut unseen: HashMap<&str, usize> = with_id.collect();
    let mut problems = Vec::new();
    for (index, copy) in copies {
        let id = copy.text("Id").unwrap_or_default().trim_matches(['{', '}']).to_lowercase();
        let Some(network) = unseen.get(id.as_str()).copied() else { continue };
        let found = compare(&cluster.networks[network], network, copy, index);
        if !found.is_empty() {
            unseen.remove(id.as_str());
            problems.extend(found);
        }
    }
    cluster.problems.extend(problems);
}

fn copy_in<'r, 'a>(interface: &'r Object<'a>) -> Option<&'r Object<'a>> {
    match interface.get("Network")? {
        Raw::Object(network) => Some(network),
        _ => None,
    }
}

fn compare(network: &Network, index: usize, copy: &Object<'_>, interface: usize) -> Vec<Problem> {
    // What cannot be read in a copy is no fact that could contradict.
    let mut ignored = Vec::new();
    let mut values = Values::new(copy, Section::Interfaces, interface, &mut ignored);
    let role = values.member("Role", "a role", Role::from_number, Role::from_word);
    let metric = values.number("Metric").and_then(|metric| u32::try_from(metric).ok());
    let differ = |property: &str, own: Option<String>, other: Option<String>| {
        let (own, other) = own.zip(other).filter(|(own, other)| own != other)?;
        let place = format!("capture.interfaces[{interface}].Network.{property}");
        let message = format!(
            "{} has the {property} {own} by itself and {other} inside an interface: the former counts",
            network.name
        );
        Some(Problem { kind: ProblemKind::Contradiction, network: Some(index), place, message })
    };
    let word = |role: Role| format!("{role:?}");
    let number = |metric: u32| metric.to_string();
    [
        differ("Role", network.role.map(word), role.map(word)),
        differ("Metric", network.metric.map(number), metric.map(number)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
