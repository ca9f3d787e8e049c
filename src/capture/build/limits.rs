//! What a cluster may at most be. Beyond it nothing is answered: routes grow with the square of the nodes.

use crate::capture::limits::{
    MAX_COUNTER_LOGS, MAX_HOST_ROWS, MAX_INTERFACES, MAX_NAME, MAX_NETFT_ROUTES, MAX_NETWORKS, MAX_NODES,
    MAX_NODES_SQUARED_NETWORKS, MAX_PROBLEMS, MAX_VOLUME_STATES, MAX_VOLUMES,
};
use crate::capture::raw::{Object, Raw, Sections};
use crate::error::{Code, Error};
use crate::model::{Counters, Network, Node, Problem, ProblemKind, Unusable, Volume};
use crate::names::folded;
use crate::schema::{Kind, Property, Section};
use std::collections::{BTreeMap, BTreeSet};

/// Counts what a capture lists, and measures its names, before anything is made of it.
pub(super) fn of_sections(sections: &Sections<'_>) -> Result<(), Error> {
    for (section, objects) in sections.present() {
        let most = match section {
            Section::Nodes | Section::Hosts => MAX_NODES,
            Section::Networks => MAX_NETWORKS,
            Section::Interfaces => MAX_INTERFACES,
            Section::SharedVolumes => MAX_VOLUMES,
            Section::SharedVolumeStates => MAX_VOLUME_STATES,
            Section::NetftRoutes => MAX_NETFT_ROUTES,
            Section::Counters => MAX_COUNTER_LOGS,
            _ => MAX_HOST_ROWS,
        };
        let place = || format!("capture.{}", section.name());
        at_most(most, objects.len(), "objects", place)?;
        for (index, object) in objects.iter().enumerate() {
            names(object, section, &|| format!("capture.{}[{index}]", section.name()))?;
        }
    }
    Ok(())
}

/// Counts what a cluster has, and what its answers grow with.
pub(super) fn of_cluster(
    nodes: &[Node],
    networks: &[Network],
    volumes: Option<&[Volume]>,
) -> Result<(), Error> {
    let place = || "capture".to_owned();
    let (nodes, networks, volumes) = (nodes.len(), networks.len(), volumes.map_or(0, <[Volume]>::len));
    at_most(MAX_NODES, nodes, "nodes", place)?;
    at_most(MAX_VOLUMES, volumes, "volumes", place)?;
    at_most(MAX_VOLUME_STATES, nodes * volumes, "pairs of a node and a volume", place)?;
    let paths = nodes * nodes * networks;
    at_most(MAX_NODES_SQUARED_NETWORKS, paths, "paths, which is nodes times nodes times networks", place)
}

/// Counts the hosts that have counters: each is compared with the others.
pub(super) fn of_counters(counters: Option<&Counters>) -> Result<(), Error> {
    let logs = counters.map(|counters| counters.logs.as_slice()).unwrap_or_default();
    let hosts: BTreeSet<String> = logs.iter().map(|log| folded(&log.host)).collect();
    at_most(MAX_NODES, hosts.len(), "hosts", || format!("capture.{}", Section::Counters.name()))
}

/// The problems that are told one by one, and how many more there are of each kind.
pub(super) fn of_problems(mut problems: Vec<Problem>) -> Vec<Problem> {
    let mut counts: BTreeMap<ProblemKind, usize> = BTreeMap::new();
    problems.retain(|problem| {
        let count = counts.entry(problem.kind()).or_default();
        *count += 1;
        *count <= MAX_PROBLEMS
    });
    let more = counts.into_iter().filter(|(_, count)| *count > MAX_PROBLEMS).map(|(kind, count)| Problem {
        network: None,
        place: "capture".to_owned(),
        what: Unusable::More { kind, count: count - MAX_PROBLEMS },
    });
    problems.extend(more);
    problems
}

fn at_most(most: usize, found: usize, what: &str, place: impl Fn() -> String) -> Result<(), Error> {
    if found <= most {
        return Ok(());
    }
    Err(Error::new(Code::TooLarge, format!("expected at most {most} {what}, found {found}")).at(place()))
}

/// Measures the names of an object and of what is nested in it.
fn names(object: &Object<'_>, section: Section, place: &dyn Fn() -> String) -> Result<(), Error> {
    for (property, value) in &object.fields {
        let kind = section.column(*property).map(|column| column.kind);
        // The value of a parameter is a list of ids, a name is what identifies.
        if *property == Property::Value || matches!(kind, Some(Kind::List) | None) {
            continue;
        }
        let place = || format!("{}.{}", place(), property.spelling());
        match (kind, value) {
            (Some(Kind::Nested(inner)), Raw::List(items)) => {
                at_most(MAX_HOST_ROWS, items.len(), "objects", place)?;
                for (index, item) in items.iter().enumerate() {
                    if let Raw::Object(object) = item {
                        names(object, inner, &|| format!("{}[{index}]", place()))?;
                    }
                }
            }
            (Some(Kind::Nested(inner) | Kind::Reference(inner)), Raw::Object(object)) => {
                names(object, inner, &place)?;
            }
            (_, Raw::Text(text)) if text.len() > MAX_NAME => {
                at_most(MAX_NAME, text.chars().count(), "characters", place)?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::capture::build::tests::built_of;
    use crate::capture::formats::json;
    use crate::capture::limits::{MAX_NAME, MAX_NETWORKS, MAX_NODES, MAX_PROBLEMS, MAX_VOLUMES};
    use crate::capture::{Capture, build, origin::Origin};
    use crate::error::{Code, Error};
    use crate::model::{Problem, Unusable};

    fn refusal(capture: &str) -> Option<Error> {
        let sections = json::capture(capture).unwrap().into_owned().into_sections();
        build(&Capture { sections, origin: Origin::default() }).err()
    }

    /// A capture of so many nodes, networks and volumes.
    fn capture(nodes: usize, networks: usize, volumes: usize) -> String {
        let list = |name: &str, count: usize| {
            let rows: Vec<String> =
                (0..count).map(|n| format!(r#"{{"Name":"{name}{n}","Role":1,"Metric":1}}"#)).collect();
            rows.join(",")
        };
        format!(
            r#"{{"nodes":[{}],"networks":[{}],"shared_volumes":[{}]}}"#,
            list("N", nodes),
            list("W", networks),
            list("V", volumes)
        )
    }

    fn is_refused(capture: &str, message: &str, path: &str) {
        let error = refusal(capture).unwrap();
        assert_eq!(
            (error.code, error.message.as_str(), error.path.as_deref()),
            (Code::TooLarge, message, Some(path))
        );
    }

    #[test]
    fn a_cluster_has_limits_and_what_is_within_them_is_taken() {
        for (nodes, networks, volumes) in
            [(64, 16, 64), (MAX_NODES, 16, 64), (2, MAX_NETWORKS, 2), (8, 2, MAX_VOLUMES), (64, 256, 512)]
        {
            assert_eq!(refusal(&capture(nodes, networks, volumes)), None, "{nodes} {networks} {volumes}");
        }
        is_refused(&capture(257, 1, 1), "expected at most 256 objects, found 257", "capture.nodes");
        is_refused(&capture(1, 1025, 1), "expected at most 1024 objects, found 1025", "capture.networks");
        is_refused(
            &capture(1, 1, 1025),
            "expected at most 1024 objects, found 1025",
            "capture.shared_volumes",
        );
        let pairs = "expected at most 32768 pairs of a node and a volume, found 32832";
        is_refused(&capture(64, 1, 513), pairs, "capture");
        let paths =
            "expected at most 1048576 paths, which is nodes times nodes times networks, found 1052672";
        is_refused(&capture(64, 257, 1), paths, "capture");
    }

    #[test]
    fn problems_are_told_up_to_a_limit_and_counted_beyond_it() {
        let states = vec![r#"{"Name":"V","StateInfo":"x"}"#; 5000].join(",");
        let text = format!(r#"{{"networks":[{{"Name":"A"}}],"shared_volume_states":[{states}]}}"#);
        let problems = built_of(&text).problems;
        let more = |problem: &Problem| matches!(problem.what, Unusable::More { count: 2952, .. });
        assert_eq!(problems.iter().filter(|problem| more(problem)).count(), 2);
        assert_eq!(problems.len(), 2 * MAX_PROBLEMS + 2 + 2);
    }

    #[test]
    fn a_list_of_wrong_items_is_one_problem() {
        let wrong = |count: usize| vec!["\"x\""; count].join(",");
        let text = format!(
            r#"{{"networks":[{{"Name":"A","Role":1,"Metric":1,"Ipv4Addresses":[{}],"Ipv6Addresses":["::1","::2"],
                "Ipv6PrefixLengths":[{}]}}]}}"#,
            wrong(1000),
            wrong(2)
        );
        assert_eq!(built_of(&text).problems.len(), 2);
    }

    #[test]
    fn nodes_that_are_only_named_count_too() {
        let states: Vec<String> =
            (0..=MAX_NODES).map(|n| format!(r#"{{"Name":"V","Node":"N{n}"}}"#)).collect();
        let capture =
            format!(r#"{{"networks":[{{"Name":"A"}}],"shared_volume_states":[{}]}}"#, states.join(","));
        is_refused(&capture, "expected at most 256 nodes, found 257", "capture");
    }

    #[test]
    fn a_name_has_a_limit_and_the_value_of_a_parameter_has_none() {
        let network = |name: &str| format!(r#"{{"networks":[{{"Name":"{name}"}}]}}"#);
        assert_eq!(refusal(&network(&"é".repeat(MAX_NAME))), None);
        let message = "expected at most 1024 characters, found 1025";
        is_refused(&network(&"é".repeat(MAX_NAME + 1)), message, "capture.networks[0].Name");
        let nested = format!(
            r#"{{"networks":[{{"Name":"A"}}],"hosts":[{{"Node":"N","net_adapters":[{{"Name":"{}"}}]}}]}}"#,
            "x".repeat(MAX_NAME + 1)
        );
        is_refused(&nested, message, "capture.hosts[0].net_adapters[0].Name");
        let order = format!(
            r#"{{"networks":[{{"Name":"A"}}],"vm_resource_type_parameters":
                [{{"Name":"MigrationNetworkOrder","Value":"{}"}}]}}"#,
            "x;".repeat(MAX_NAME)
        );
        assert_eq!(refusal(&order), None);
    }
}
