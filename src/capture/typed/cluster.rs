//! `Get-Cluster` and the live migration lists.

use super::values::Values;
use crate::capture::raw::{Object, Raw};
use crate::model::{MigrationLists, NetworkList, Problem, Settings};
use crate::schema::{Property, Section};

/// The properties that decide routes; of several objects the first that says something counts.
pub(super) fn settings(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Settings {
    let mut settings = Settings::default();
    for (index, object) in objects.iter().enumerate() {
        let mut values = Values::new(object, Section::Cluster, index, problems);
        let Settings {
            functional_level,
            s2d_enabled,
            use_client_access_networks,
            plumb_all_cross_subnet_routes,
        } = settings;
        settings = Settings {
            functional_level: functional_level
                .or_else(|| values.small_number(Property::ClusterFunctionalLevel)),
            s2d_enabled: s2d_enabled
                .or_else(|| values.small_number::<u32>(Property::S2DEnabled).map(|enabled| enabled != 0)),
            use_client_access_networks: use_client_access_networks
                .or_else(|| values.small_number(Property::UseClientAccessNetworksForSharedVolumes)),
            plumb_all_cross_subnet_routes: plumb_all_cross_subnet_routes
                .or_else(|| values.small_number(Property::PlumbAllCrossSubnetRoutes)),
        };
    }
    settings
}

/// The live migration lists among the parameters of the resource type "Virtual Machine".
pub(super) fn migration(objects: &[Object<'_>]) -> Option<MigrationLists> {
    let mut lists = MigrationLists::default();
    for object in objects {
        let owner = object.text(Property::ClusterObject);
        if owner.is_some_and(|owner| !owner.eq_ignore_ascii_case("Virtual Machine")) {
            continue;
        }
        let list = match object.text(Property::Name) {
            Some(name) if name.eq_ignore_ascii_case("MigrationNetworkOrder") => &mut lists.order,
            Some(name) if name.eq_ignore_ascii_case("MigrationExcludeNetworks") => &mut lists.exclude,
            _ => continue,
        };
        list.get_or_insert_with(|| NetworkList::parse(&list_text(object)));
    }
    (lists.order.is_some() || lists.exclude.is_some()).then_some(lists)
}

/// The stored text; a list of texts (a caller's own array) is joined as the cluster would store it.
fn list_text(object: &Object<'_>) -> String {
    match object.get(Property::Value) {
        Some(Raw::List(items)) => items.iter().filter_map(Raw::text).collect::<Vec<_>>().join(";"),
        Some(value) => value.text().unwrap_or_default().to_owned(),
        None => String::new(),
    }
}
