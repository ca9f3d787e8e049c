//! The sections of a capture with every value understood, once: what is not becomes a problem. Objects still name each
//! other; `capture::build` finds out whom they mean.

mod cluster;
mod counters;
mod hosts;
mod interfaces;
mod netft_routes;
mod networks;
mod nodes;
mod values;
mod volumes;

pub use hosts::{Adapter, Address, Binding, DefaultRoute, DnsClient, Feature, Host, SmbInterface, VmHost};
pub use interfaces::{Copy, Interface};
pub use netft_routes::NetftRoute;
pub use nodes::Node;
pub use volumes::{State, Volume};

use super::raw::Sections;
use crate::error::Error;
use crate::model::{Counters, MigrationLists, Network, Problem, Settings};
use crate::schema::Section;

/// What a capture says; a section that it does not have is `None`, which is not an empty list.
#[derive(Debug, Default)]
pub struct Typed {
    /// `Get-Cluster`.
    pub settings: Settings,
    /// `Get-ClusterNode`.
    pub nodes: Vec<Node>,
    /// `Get-ClusterNetwork`, in the order of the capture.
    pub networks: Vec<Network>,
    /// Whether one of them is only proposed, by a validation report.
    pub networks_proposed: bool,
    /// `Get-ClusterNetworkInterface`.
    pub interfaces: Option<Vec<Interface>>,
    /// `Get-ClusterSharedVolume`.
    pub volumes: Option<Vec<Volume>>,
    /// `Get-ClusterSharedVolumeState`.
    pub states: Option<Vec<State>>,
    /// The parameters of the resource type "Virtual Machine".
    pub migration: Option<MigrationLists>,
    /// What each node says of itself.
    pub hosts: Option<Vec<Host>>,
    /// NetFT routes of cluster logs.
    pub netft_routes: Option<Vec<NetftRoute>>,
    /// Performance counters.
    pub counters: Option<Counters>,
    /// What could not be used. Networks are known by their place in `networks`.
    pub problems: Vec<Problem>,
}

#[cfg(test)]
mod tests;

/// The error of a capture that has no network where one is needed.
pub fn no_network(sections: &Sections<'_>) -> Error {
    networks::none_found(sections.list(Section::Hosts), sections.list(Section::SharedVolumeStates))
}

/// Understands the sections of one cluster.
pub fn read(sections: &Sections<'_>) -> Result<Typed, Error> {
    let mut problems = Vec::new();
    let found = &mut problems;
    let networks =
        networks::read(sections.list(Section::Networks), sections.list(Section::Interfaces), found)?;
    let settings = cluster::settings(sections.list(Section::Cluster), found);
    let nodes = nodes::read(sections.list(Section::Nodes), found);
    let interfaces = sections.get(Section::Interfaces).map(|objects| interfaces::read(objects, found));
    let volumes = sections.get(Section::SharedVolumes).map(|objects| volumes::read(objects, found));
    let states =
        sections.get(Section::SharedVolumeStates).map(|objects| volumes::read_states(objects, found));
    let mut migration = cluster::migration(sections.list(Section::VmResourceTypeParameters));
    for list in migration.iter_mut().flat_map(|lists| [&mut lists.order, &mut lists.exclude]).flatten() {
        list.complete(networks.iter().filter_map(|network| network.id.as_deref()));
    }
    let hosts = sections.get(Section::Hosts).map(|objects| hosts::read(objects, found));
    let netft_routes = sections.get(Section::NetftRoutes).map(|objects| netft_routes::read(objects, found));
    let counters = sections.get(Section::Counters).map(|objects| counters::read(objects, found));
    Ok(Typed {
        settings,
        nodes,
        networks_proposed: networks::are_proposed(sections.list(Section::Networks)),
        networks,
        interfaces,
        volumes,
        states,
        migration,
        hosts,
        netft_routes,
        counters,
        problems,
    })
}
