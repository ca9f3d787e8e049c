//! From what a capture says to the cluster it says it of: names become ids, and what several sections say becomes one.
//! Every step is a function of what is known before it; the cluster is made at the end.

mod connections;
mod contradictions;
mod interfaces;
mod limits;
mod links;
mod names;
mod netft_routes;
mod networks;
mod nodes;
mod volumes;

use super::raw::Sections;
use super::{Capture, typed};
use crate::error::{Code, Error};
use crate::model::{Cluster, Host, InterfaceSource, NodeId, Windows};
use crate::names::same;
use crate::schema::{Property, Section};
use names::Names;

/// Understands a capture; without a network there is nothing to answer.
pub fn build(capture: &Capture) -> Result<Cluster, Error> {
    build_of(capture, true)
}

/// Understands a capture for a question that counters alone can answer in part.
pub fn build_with_counters(capture: &Capture) -> Result<Cluster, Error> {
    build_of(capture, false)
}

fn build_of(capture: &Capture, needs_networks: bool) -> Result<Cluster, Error> {
    let sections = &capture.sections;
    limits::of_sections(sections)?;
    let name = cluster_name(sections)?;
    let typed::Typed {
        settings,
        nodes,
        networks,
        networks_proposed,
        interfaces,
        volumes,
        states,
        migration,
        mut hosts,
        netft_routes,
        counters,
        mut problems,
    } = typed::read(sections)?;
    if needs_networks && networks.is_empty() {
        return Err(typed::no_network(sections));
    }

    problems.extend(networks::duplicates(&networks));
    let order = networks::order(&networks);
    for problem in &mut problems {
        problem.network = problem.network.map(|place| order.id_of(place));
    }
    let networks = order.apply(networks);
    nodes::name_unknown(hosts.as_deref_mut().unwrap_or_default(), interfaces.as_deref());
    let (nodes, found) =
        nodes::all(&nodes, interfaces.as_deref(), volumes.as_deref(), states.as_deref(), hosts.as_deref());
    problems.extend(found);
    limits::of_cluster(&nodes, &networks, None)?;
    limits::of_counters(counters.as_ref())?;
    let names = Names::new(&networks, &nodes);
    let hosts_of_nodes: Vec<(NodeId, typed::Host)> =
        hosts.iter().flatten().filter_map(|host| Some((names.node(&host.node)?, host.clone()))).collect();

    problems.extend(contradictions::of_copies(interfaces.as_deref().unwrap_or_default(), &networks));
    problems.extend(contradictions::of_sources(&capture.origin.contradictions));
    let (volumes, volume_states, found) = volumes::read(volumes, states, &names);
    problems.extend(found);
    limits::of_cluster(&nodes, &networks, volumes.as_deref())?;

    let (interfaces, interface_source, found) = match interfaces {
        Some(listed) if !listed.is_empty() => {
            let (interfaces, found) = interfaces::listed(listed, &names);
            (interfaces, InterfaceSource::Listed, found)
        }
        listed => interfaces::derived(listed.is_some(), &hosts_of_nodes, &networks, &nodes),
    };
    problems.extend(found);
    let (interfaces, interface_source) = match interfaces.is_empty()
        && interface_source == InterfaceSource::Listed
    {
        // None of those that are listed could be placed: the addresses of the hosts may tell.
        true => {
            let (interfaces, source, found) = interfaces::derived(true, &hosts_of_nodes, &networks, &nodes);
            problems.extend(found);
            (interfaces, source)
        }
        false => (interfaces, interface_source),
    };
    let interfaces = links::join(interfaces, &hosts_of_nodes);
    let (netft_routes, found) = netft_routes::read(netft_routes, &interfaces);
    problems.extend(found);

    Ok(Cluster {
        name,
        windows: Windows::default(),
        settings,
        networks,
        networks_proposed,
        nodes,
        nodes_listed: [Section::Nodes, Section::Interfaces]
            .iter()
            .any(|list| !sections.list(*list).is_empty()),
        interface_source,
        interfaces,
        volumes,
        volume_states,
        migration,
        hosts: hosts.is_some().then(|| all_hosts(hosts_of_nodes)),
        netft_routes,
        counters,
        problems: limits::of_problems(problems),
    })
}

/// Hosts by node.
fn all_hosts(hosts: Vec<(NodeId, typed::Host)>) -> Vec<Host> {
    let host = |(node, host): (NodeId, typed::Host)| Host {
        node,
        performance: host.vm.performance,
        use_any_network: host.vm.use_any_network,
        migration_enabled: host.vm.migration_enabled,
        maximum_migrations: host.vm.maximum_migrations,
        migration_authentication: host.vm.migration_authentication,
        migration_subnets: host.migration_subnets,
        smb_csv: host.smb_csv,
        atc_selects_migration_networks: host.atc_selects_migration_networks,
        smb_migration_limit: host.smb_migration_limit,
        switches: host.switches,
        lbfo_teams: host.lbfo_teams,
        traffic_classes: host.traffic_classes,
        flow_control: host.flow_control,
        guests: host.guests,
    };
    let mut hosts: Vec<Host> = hosts.into_iter().map(host).collect();
    hosts.sort_by_key(|host| host.node);
    hosts
}

/// The one cluster that every object names; two are refused, since their networks must not be mixed.
fn cluster_name(sections: &Sections<'_>) -> Result<Option<String>, Error> {
    let mut found: Option<(&str, String)> = None;
    for (section, objects) in sections.present() {
        let property = if section == Section::Cluster { Property::Name } else { Property::Cluster };
        for (index, object) in objects.iter().enumerate() {
            let Some(name) = object.text(property) else { continue };
            match &found {
                None => found = Some((name, format!("capture.{}[{index}]", section.name()))),
                Some((first, place)) if !same_cluster(first, name) => {
                    let message = format!(
                        "expected the objects of one cluster, found {first:?} in {place} and {name:?} here"
                    );
                    let place = format!("capture.{}[{index}]", section.name());
                    return Err(Error::new(Code::InvalidCapture, message).at(place));
                }
                Some(_) => {}
            }
        }
    }
    Ok(found.map(|(name, _)| name.to_owned()))
}

/// A cluster is named with or without its domain.
fn same_cluster(a: &str, b: &str) -> bool {
    let short = |name| str::split(name, '.').next().unwrap_or_default();
    let qualified = a.contains('.') && b.contains('.');
    if qualified { same(a, b) } else { same(short(a), short(b)) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::capture::formats::json;
    use crate::capture::origin::Origin;

    /// The cluster of a capture in JSON.
    pub(crate) fn built_of(text: &str) -> Cluster {
        let sections = json::capture(text).unwrap().into_owned().into_sections();
        build(&Capture { sections, origin: Origin::default() }).unwrap()
    }

    #[test]
    fn one_bad_address_is_one_problem() {
        let cluster = built_of(
            r#"{"networks":[{"Name":"A","Role":1,"Metric":1}],"hosts":[{"Node":"N","ip_addresses":[
                {"IPAddress":"10.0.0.300","InterfaceAlias":"X","PrefixLength":24}]}]}"#,
        );
        let places: Vec<&str> = cluster.problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["capture.hosts[0].ip_addresses[0].IPAddress"]);
    }

    #[test]
    fn two_clusters_in_one_capture_are_refused() {
        let text = r#"{"networks":[{"Name":"A","Cluster":"C1"},{"Name":"B","Cluster":"C2"}]}"#;
        let sections = json::capture(text).unwrap().into_owned().into_sections();
        let error = build(&Capture { sections, origin: Origin::default() }).unwrap_err();
        assert!(error.message.starts_with("expected the objects of one cluster, found \"C1\" in"), "{error}");
    }
}
