//! `Get-ClusterNetwork`.

use super::values::Values;
use super::volumes;
use crate::capture::found::UNKNOWN_NODE;
use crate::capture::raw::{Object, Raw};
use crate::error::{Code, Error};
use crate::model::network_list::guid;
use crate::model::{Network, NetworkState, Problem, Role, Unusable, VolumeMode};
use crate::names::folded;
use crate::schema::{Property, Section};
use ipnet::IpNet;
use std::collections::{BTreeMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};

/// The networks, in the order of the capture; where no network was captured those that interfaces name.
pub(super) fn read(
    objects: &[Object<'_>],
    interfaces: &[Object<'_>],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Network>, Error> {
    let named = if objects.is_empty() { named_by(interfaces) } else { Vec::new() };
    let objects = if objects.is_empty() { &named } else { objects };
    objects.iter().enumerate().map(|(index, object)| read_one(object, index, problems)).collect()
}

/// The error of a capture without any network; what hosts and the states of volumes tell all the same is said.
pub(super) fn none_found(hosts: &[Object<'_>], states: &[Object<'_>]) -> Error {
    let message = "expected at least one network, from Get-ClusterNetwork or from the test \
                   'Validate Cluster Network Configuration' of a validation report, found none: \
                   'Get-ClusterNetwork | Export-Clixml networks.xml' brings them";
    Error::new(Code::InvalidCapture, format!("{message}{}{}", smb_of(hosts), modes_of(states)))
        .at("capture.networks")
}

/// Modes of volumes that are told where nothing can be answered.
const MODES: usize = 10;

/// How nodes reach their volumes, which is known without any network: those that are not direct first.
fn modes_of(states: &[Object<'_>]) -> String {
    let mut nodes: BTreeMap<(bool, String, &str), Vec<String>> = BTreeMap::new();
    for state in volumes::read_states(states, &mut Vec::new()) {
        if let (Some(volume), Some(node), Some(mode)) = (state.volume, state.node, state.mode) {
            nodes.entry((mode == VolumeMode::Direct, volume, mode.word())).or_default().push(node);
        }
    }
    let said = nodes.iter().take(MODES);
    let said: Vec<String> = said
        .map(|((_, volume, mode), nodes)| format!("{volume} is {mode} on {}", nodes.join(", ")))
        .collect();
    if said.is_empty() {
        String::new()
    } else {
        format!("; the states of the volumes tell: {}", said.join("; "))
    }
}

/// Connections of SMB that are told where nothing can be answered.
const CONNECTIONS: usize = 10;

/// What SMB uses now, which is known without any network.
fn smb_of(hosts: &[Object<'_>]) -> String {
    let mut said = Vec::new();
    for host in hosts {
        let node = host.text(Property::Node).unwrap_or(UNKNOWN_NODE);
        let used = host.rows(Property::SmbMultichannelCsv).filter(|row| {
            row.text(Property::Selected).is_none_or(|selected| !selected.eq_ignore_ascii_case("false"))
                && row.get(Property::Selected) != Some(&Raw::Bool(false))
        });
        let ends = used.filter_map(|row| {
            let (client, server) =
                (row.text(Property::ClientIpAddress)?, row.text(Property::ServerIpAddress)?);
            Some(format!("{client} to {server} ({node})"))
        });
        said.extend(ends.take(CONNECTIONS - said.len()));
    }
    if said.is_empty() {
        String::new()
    } else {
        format!("; SMB uses {} for shared volumes now", said.join(", "))
    }
}

/// The networks that interfaces name, of which no more is known; a nested one tells its role and metric.
fn named_by(interfaces: &[Object<'_>]) -> Vec<Object<'static>> {
    let mut seen = HashSet::new();
    let mut networks = Vec::new();
    for network in interfaces.iter().filter_map(|interface| interface.get(Property::Network)) {
        let object = match network {
            Raw::Object(network) => network.clone().into_owned(),
            other => {
                let Some(name) = other.text() else { continue };
                Object { fields: vec![(Property::Name, Raw::Text(name.to_owned().into()))] }
            }
        };
        let name = object.first_text(&[Property::Name, Property::Id]).map(folded);
        if name.is_some_and(|name| seen.insert(name)) {
            networks.push(object);
        }
    }
    networks
}

/// Whether a network is one of a validation report.
pub(super) fn are_proposed(objects: &[Object<'_>]) -> bool {
    objects.iter().any(is_proposed)
}

fn is_proposed(object: &Object<'_>) -> bool {
    matches!(object.get(Property::Proposed), Some(Raw::Bool(true)))
}

fn read_one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Result<Network, Error> {
    let mut values = Values::new(object, Section::Networks, index, problems);
    let id_text = values.text(Property::Id);
    let id = id_text.and_then(guid);
    if id_text.is_some() && id.is_none() {
        values.reject(Property::Id, "a GUID");
    }
    let Some(name) = values.text(Property::Name).or(id.as_deref()).map(str::to_owned) else {
        let message = "expected a network with a Name or an Id, found neither";
        return Err(Error::new(Code::InvalidCapture, message).at(values.place()));
    };
    let role = values.member(
        Property::Role,
        "None (0), Cluster (1) or ClusterAndClient (3)",
        Role::from_number,
        Role::from_word,
    );
    let expected = "Up, Partitioned, Down, Unavailable or Unknown";
    let state = values.member(Property::State, expected, NetworkState::from_number, NetworkState::from_word);
    let metric = values.number(Property::Metric).and_then(|number| {
        let metric = u32::try_from(number).ok().filter(|metric| *metric > 0);
        if metric.is_none() {
            values.reject(Property::Metric, "a number from 1 to 268435455");
        }
        metric
    });
    let auto_metric = values.flag(Property::AutoMetric);
    if !values.has(Property::Role) {
        values.report(None, Unusable::NoRole { name: name.clone() });
    }
    if !values.has(Property::Metric) {
        let is_proposed = is_proposed(object);
        values.report(None, Unusable::NoMetric { name: name.clone(), is_proposed });
    }
    let prefixes = prefixes(&mut values);
    // `Address` is empty for a network with IPv6 only: alone it does not tell that there is no address.
    let is_empty = |list| values.has(list) && values.texts(list).is_empty();
    let has_none = is_empty(Property::Ipv4Addresses) && is_empty(Property::Ipv6Addresses);
    let addresses_known = !prefixes.is_empty() || has_none;
    let state = state.unwrap_or_default();
    Ok(Network {
        id,
        name,
        role,
        role_by_metric: false,
        state,
        metric,
        auto_metric,
        prefixes,
        addresses_known,
        link: None,
    })
}

/// The subnets from the lists, which are complete, else from `Address` and `AddressMask`, the first subnet only.
fn prefixes(values: &mut Values<'_, '_>) -> Vec<IpNet> {
    use Property::{Ipv4Addresses, Ipv4PrefixLengths, Ipv6Addresses, Ipv6PrefixLengths};
    let mut prefixes = Vec::new();
    for (addresses, lengths) in [(Ipv4Addresses, Ipv4PrefixLengths), (Ipv6Addresses, Ipv6PrefixLengths)] {
        let found = values.addresses(addresses);
        let lengths_found = values.texts(lengths);
        let mut is_wrong = false;
        for (index, address) in found.into_iter().enumerate() {
            let Some(length) = lengths_found.get(index) else { continue };
            match length.parse().ok().and_then(|length| IpNet::new(address, length).ok()) {
                Some(prefix) => prefixes.push(prefix.trunc()),
                None => is_wrong = true,
            }
        }
        if is_wrong {
            values.reject(lengths, "prefix lengths");
        }
    }
    if prefixes.is_empty() {
        let address = values.addresses(Property::Address).first().copied();
        let mask = values.addresses(Property::AddressMask).first().copied();
        if let (Some(IpAddr::V4(address)), Some(IpAddr::V4(mask))) = (address, mask) {
            match ipnet::ip_mask_to_prefix(IpAddr::V4(mask)).ok().and_then(|length| net(address, length)) {
                Some(prefix) => prefixes.push(prefix),
                None => values.reject(Property::AddressMask, "a subnet mask"),
            }
        }
    }
    prefixes
}

fn net(address: Ipv4Addr, length: u8) -> Option<IpNet> {
    IpNet::new(IpAddr::V4(address), length).ok().map(|prefix| prefix.trunc())
}
