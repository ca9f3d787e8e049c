//! `Get-ClusterNetworkInterface`.

use super::values::Values;
use crate::capture::raw::{Object, Raw};
use crate::model::{InterfaceState, Problem, Role};
use crate::schema::{Property, Section};
use std::net::IpAddr;

/// One node's adapter on one cluster network, both by name.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// The node.
    pub node: Option<String>,
    /// The network's name, or its id where nothing else is told.
    pub network: Option<String>,
    /// The network's id, when the interface tells it.
    pub network_id: Option<String>,
    /// What the cluster says of its reachability.
    pub state: InterfaceState,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// The adapter's description.
    pub adapter: Option<String>,
    /// The adapter's GUID, upper case without braces.
    pub adapter_id: Option<String>,
    /// Whether the address comes from DHCP.
    pub dhcp: Option<bool>,
    /// The copy of the network inside it, which may be of another time.
    pub copy: Option<Copy>,
}

/// What an interface says of its network.
#[derive(Clone, Debug)]
pub struct Copy {
    /// The network's id, in lower case.
    pub id: String,
    /// Its role there.
    pub role: Option<Role>,
    /// Its metric there.
    pub metric: Option<u32>,
}

pub(super) fn read(objects: &[Object<'_>], problems: &mut Vec<Problem>) -> Vec<Interface> {
    objects.iter().enumerate().map(|(index, object)| read_one(object, index, problems)).collect()
}

fn read_one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Interface {
    let (network, network_id) = match object.get(Property::Network) {
        Some(Raw::Object(network)) => (network.text(Property::Name), network.text(Property::Id)),
        value => (value.and_then(Raw::text), value.and_then(Raw::text)),
    };
    let copy = copy(object, index);
    let mut values = Values::new(object, Section::Interfaces, index, problems);
    let expected = "Up, Unreachable, Failed, Unavailable or Unknown";
    let state =
        values.member(Property::State, expected, InterfaceState::from_number, InterfaceState::from_word);
    let mut addresses = values.addresses(Property::Ipv4Addresses);
    addresses.extend(values.addresses(Property::Ipv6Addresses));
    if addresses.is_empty() {
        addresses = values.addresses(Property::Address);
    }
    Interface {
        name: values.owned(Property::Name).unwrap_or_default(),
        node: values.owned(Property::Node),
        network: network.map(str::to_owned),
        network_id: network_id.map(|id| id.trim_matches(['{', '}']).to_lowercase()),
        state: state.unwrap_or_default(),
        addresses,
        adapter: values.owned(Property::Adapter),
        adapter_id: values.adapter_id(Property::AdapterId),
        dhcp: values.flag(Property::DhcpEnabled),
        copy,
    }
}

fn copy(object: &Object<'_>, index: usize) -> Option<Copy> {
    let Some(Raw::Object(network)) = object.get(Property::Network) else { return None };
    // What cannot be read in a copy is no fact that could contradict.
    let mut ignored = Vec::new();
    let mut values = Values::new(network, Section::Interfaces, index, &mut ignored);
    Some(Copy {
        id: values.text(Property::Id)?.trim_matches(['{', '}']).to_lowercase(),
        role: values.member(Property::Role, "a role", Role::from_number, Role::from_word),
        metric: values.small_number(Property::Metric),
    })
}
