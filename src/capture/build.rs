//! From raw sections to the model: every value is understood here or becomes a problem, once.

mod adapters;
mod contradictions;
mod hosts;
mod interfaces;
mod netft_routes;
mod networks;
mod nodes;
mod values;
mod volumes;

use super::raw::{Object, Section, Sections};
use crate::error::{Code, Error};
use crate::model::{Cluster, MigrationLists, NetworkList, Problem, ProblemKind, Settings};
use values::Values;

/// Understands the sections of one cluster.
pub fn build(sections: &Sections<'_>) -> Result<Cluster, Error> {
    let mut cluster = Cluster { name: cluster_name(sections)?, ..Cluster::default() };
    let networks = sections.get(Section::Networks).unwrap_or_default();
    if networks.is_empty() {
        let message = "expected at least one network, from Get-ClusterNetwork or from the test \
                       'Validate Cluster Network Configuration' of a validation report, found none";
        return Err(Error::new(Code::InvalidCapture, message).at("capture.networks"));
    }
    networks::read(networks, &mut cluster)?;
    settings(sections, &mut cluster);
    nodes::read(sections, &mut cluster);
    interfaces::read(sections, &mut cluster);
    contradictions::find(sections, &mut cluster);
    disagreements(sections, &mut cluster);
    volumes::read(sections, &mut cluster);
    migration(sections, &mut cluster);
    hosts::read(sections, &mut cluster);
    if cluster.interfaces.is_empty() {
        interfaces::derive(sections, &mut cluster);
    }
    adapters::join(sections, &mut cluster);
    let key = |i: &crate::model::Interface| (i.network, i.node, i.name.clone(), i.addresses.clone());
    cluster.interfaces.sort_by_cached_key(key);
    netft_routes::read(sections, &mut cluster);
    if let Some(hosts) = &mut cluster.hosts {
        hosts.sort_by_key(|host| host.node);
    }
    cluster.windows = nodes::windows(&cluster);
    Ok(cluster)
}

/// What the readers of several files could not reconcile.
fn disagreements(sections: &Sections<'_>, cluster: &mut Cluster) {
    for object in sections.get(Section::Disagreements).unwrap_or_default() {
        if let Some(message) = object.text("Message") {
            let place = object.text("Place").unwrap_or("capture").to_owned();
            let (kind, message) = (ProblemKind::Contradiction, message.to_owned());
            cluster.problems.push(Problem { kind, network: None, place, message });
        }
    }
}

/// The one cluster that every object names; two are refused, since their networks must not be mixed.
fn cluster_name(sections: &Sections<'_>) -> Result<Option<String>, Error> {
    let mut found: Option<(String, String)> = None;
    for section in Section::ALL {
        for (index, object) in sections.get(section).unwrap_or_default().iter().enumerate() {
            let name = match section {
                Section::Cluster => object.text("Name"),
                _ => object.text("Cluster"),
            };
            let Some(name) = name else { continue };
            let place = format!("capture.{}[{index}]", section.name());
            match &found {
                None => found = Some((name.to_owned(), place)),
                Some((first, first_place)) if !same_cluster(first, name) => {
                    let message = format!(
                        "expected the objects of one cluster, found {first:?} in {first_place} and {name:?} here"
                    );
                    return Err(Error::new(Code::InvalidCapture, message).at(place));
                }
                Some(_) => {}
            }
        }
    }
    Ok(found.map(|(name, _)| name))
}

/// A cluster is named with or without its domain.
fn same_cluster(a: &str, b: &str) -> bool {
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    let qualified = a.contains('.') && b.contains('.');
    if qualified { a.eq_ignore_ascii_case(b) } else { short(a) == short(b) }
}

fn settings(sections: &Sections<'_>, cluster: &mut Cluster) {
    let mut settings = Settings::default();
    for (index, object) in sections.get(Section::Cluster).unwrap_or_default().iter().enumerate() {
        let mut values = Values::new(object, Section::Cluster, index, &mut cluster.problems);
        let mut number = |name| values.number(name).and_then(|number| u32::try_from(number).ok());
        let old = settings;
        settings = Settings {
            functional_level: old.functional_level.or_else(|| number("ClusterFunctionalLevel")),
            s2d_enabled: old.s2d_enabled.or_else(|| number("S2DEnabled").map(|enabled| enabled != 0)),
            use_client_access_networks: old
                .use_client_access_networks
                .or_else(|| number("UseClientAccessNetworksForSharedVolumes")),
            plumb_all_cross_subnet_routes: old
                .plumb_all_cross_subnet_routes
                .or_else(|| number("PlumbAllCrossSubnetRoutes")),
        };
    }
    cluster.settings = settings;
}

/// The live migration lists among the parameters of the resource type "Virtual Machine".
fn migration(sections: &Sections<'_>, cluster: &mut Cluster) {
    let Some(objects) = sections.get(Section::VmResourceTypeParameters) else { return };
    let mut lists = MigrationLists::default();
    for object in objects {
        let owner = object.text("ClusterObject").or_else(|| object.text("Object"));
        if owner.is_some_and(|owner| !owner.eq_ignore_ascii_case("Virtual Machine")) {
            continue;
        }
        let list = match object.text("Name") {
            Some(name) if name.eq_ignore_ascii_case("MigrationNetworkOrder") => &mut lists.order,
            Some(name) if name.eq_ignore_ascii_case("MigrationExcludeNetworks") => &mut lists.exclude,
            _ => continue,
        };
        list.get_or_insert_with(|| NetworkList::parse(&list_text(object)));
    }
    cluster.migration = (lists.order.is_some() || lists.exclude.is_some()).then_some(lists);
}

/// The stored text; a list of texts (a caller's own array) is joined as the cluster would store it.
fn list_text(object: &Object<'_>) -> String {
    match object.get("Value") {
        Some(super::raw::Raw::List(items)) => {
            items.iter().filter_map(|item| item.text()).collect::<Vec<_>>().join(";")
        }
        Some(value) => value.text().unwrap_or_default().to_owned(),
        None => String::new(),
    }
}
