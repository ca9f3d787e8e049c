//! `Get-Cluster` and the live migration lists.

use super::values::Values;
use crate::capture::raw::{Object, Raw};
use crate::model::{MigrationLists, NetworkList, Problem, Settings};
use crate::schema::{Property, Section};

/// The properties that matter; of several objects the first that says something counts.
pub(super) fn settings(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Settings {
    let mut settings = Settings::default();
    for (index, object) in objects.iter().enumerate() {
        let mut values = Values::new(object, Section::Cluster, index, problems);
        let mut number =
            |known: Option<u32>, property| known.or_else(|| values.small_number::<u32>(property));
        settings = Settings {
            functional_level: number(settings.functional_level, Property::ClusterFunctionalLevel),
            s2d_enabled: number(settings.s2d_enabled.map(u32::from), Property::S2DEnabled)
                .map(|enabled| enabled != 0),
            use_client_access_networks: number(
                settings.use_client_access_networks,
                Property::UseClientAccessNetworksForSharedVolumes,
            ),
            plumb_all_cross_subnet_routes: number(
                settings.plumb_all_cross_subnet_routes,
                Property::PlumbAllCrossSubnetRoutes,
            ),
            same_subnet_delay: number(settings.same_subnet_delay, Property::SameSubnetDelay),
            same_subnet_threshold: number(settings.same_subnet_threshold, Property::SameSubnetThreshold),
            cross_subnet_delay: number(settings.cross_subnet_delay, Property::CrossSubnetDelay),
            cross_subnet_threshold: number(settings.cross_subnet_threshold, Property::CrossSubnetThreshold),
            set_smb_bandwidth_limit: number(settings.set_smb_bandwidth_limit, Property::SetSMBBandwidthLimit),
            smb_bandwidth_limit_factor: number(
                settings.smb_bandwidth_limit_factor,
                Property::SMBBandwidthLimitFactor,
            ),
            maximum_parallel_migrations: number(
                settings.maximum_parallel_migrations,
                Property::MaximumParallelMigrations,
            ),
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
