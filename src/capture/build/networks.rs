//! `Get-ClusterNetwork`.

use super::values::Values;
use crate::capture::raw::{Object, Raw, Section};
use crate::error::{Code, Error};
use crate::model::network_list::guid;
use crate::model::{Cluster, Network, NetworkState, Problem, ProblemKind, Role};
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

pub(super) fn read(objects: &[Object<'_>], cluster: &mut Cluster) -> Result<(), Error> {
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(objects.len());
    for (index, object) in objects.iter().enumerate() {
        let network = read_one(object, index, &mut cluster.problems)?;
        let key = network.id.clone().unwrap_or_else(|| network.name.to_lowercase());
        if let Some(first) = seen.insert(key, index) {
            let what = if network.id.is_some() { "id" } else { "name" };
            let message = format!(
                "{} has the {what} of capture.networks[{first}]: both are kept, and lists that name it are ambiguous",
                network.name
            );
            let place = format!("capture.networks[{index}]");
            cluster.problems.push(Problem {
                kind: ProblemKind::DuplicateId,
                network: Some(index),
                place,
                message,
            });
        }
        cluster.networks_proposed |= is_proposed(object);
        cluster.networks.push(network);
    }
    sort(cluster);
    Ok(())
}

/// Whether a network is one of a validation report.
fn is_proposed(object: &Object<'_>) -> bool {
    matches!(object.get("Proposed"), Some(Raw::Bool(true)))
}

/// By metric and name, so that no answer depends on the order of the source.
fn sort(cluster: &mut Cluster) {
    let mut order: Vec<(usize, Network)> =
        std::mem::take(&mut cluster.networks).into_iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| {
        let key = |n: &Network| (n.metric.is_none(), n.metric);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    let mut new_index = vec![0; order.len()];
    for (new, (old, _)) in order.iter().enumerate() {
        new_index[*old] = new;
    }
    for problem in &mut cluster.problems {
        problem.network = problem.network.map(|old| new_index[old]);
    }
    cluster.networks = order.into_iter().map(|(_, network)| network).collect();
}

fn read_one(object: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Result<Network, Error> {
    let mut values = Values::new(object, Section::Networks, index, problems);
    let id_text = object.text("Id");
    let id = id_text.and_then(guid);
    if id_text.is_some() && id.is_none() {
        values.reject("Id", "a GUID");
    }
    let Some(name) = object.text("Name").or(id.as_deref()).map(str::to_owned) else {
        let message = "expected a network with a Name or an Id, found neither";
        return Err(Error::new(Code::InvalidCapture, message).at(values.place()));
    };
    let role = values.member(
        "Role",
        "None (0), Cluster (1) or ClusterAndClient (3)",
        Role::from_number,
        Role::from_word,
    );
    let expected = "Up, Partitioned, Down, Unavailable or Unknown";
    let state = values.member("State", expected, NetworkState::from_number, NetworkState::from_word);
    let metric = match values.number("Metric") {
        Some(number) => {
            let metric = u32::try_from(number).ok().filter(|metric| *metric > 0);
            if metric.is_none() {
                values.reject("Metric", "a number from 1 to 268435455");
            }
            metric
        }
        None => None,
    };
    let auto_metric = values.flag("AutoMetric");
    if role.is_none() && object.get("Role").is_none() {
        let message = format!("{name} has no Role: it is left out of every route");
        values.report(ProblemKind::RoleMissing, None, message);
    }
    if metric.is_none() && object.get("Metric").is_none() {
        let why = match is_proposed(object) {
            true => ", since a validation report tells neither it nor whether it was set by hand",
            false => "",
        };
        let message = format!("{name} has no Metric{why}: its place in any order is unknown");
        values.report(ProblemKind::MetricMissing, None, message);
    }
    let prefixes = prefixes(&mut values);
    // `Address` is empty for a network with IPv6 only: alone it does not tell that there is no address.
    let is_empty = |list| object.get(list).is_some() && values.texts(list).is_empty();
    let addresses_known = !prefixes.is_empty() || (is_empty("Ipv4Addresses") && is_empty("Ipv6Addresses"));
    let state = state.unwrap_or_default();
    Ok(Network { id, name, role, state, metric, auto_metric, prefixes, addresses_known })
}

/// The subnets from the lists, which are complete, else from `Address` and `AddressMask`, the first subnet only.
fn prefixes(values: &mut Values<'_, '_>) -> Vec<IpNet> {
    let mut prefixes = Vec::new();
    for (addresses, lengths) in
        [("Ipv4Addresses", "Ipv4PrefixLengths"), ("Ipv6Addresses", "Ipv6PrefixLengths")]
    {
        let found = values.addresses(addresses);
        let lengths_found = values.texts(lengths);
        for (index, address) in found.into_iter().enumerate() {
            let Some(length) = lengths_found.get(index) else { continue };
            match length.parse().ok().and_then(|length| IpNet::new(address, length).ok()) {
                Some(prefix) => prefixes.push(prefix.trunc()),
                None => values.reject(lengths, "prefix lengths"),
            }
        }
    }
    if prefixes.is_empty()
        && let (Some(IpAddr::V4(address)), Some(IpAddr::V4(mask))) =
            (values.addresses("Address").first().copied(), values.addresses("AddressMask").first().copied())
    {
        match ipnet::ip_mask_to_prefix(IpAddr::V4(mask)).ok().and_then(|length| net(address, length)) {
            Some(prefix) => prefixes.push(prefix),
            None => values.reject("AddressMask", "a subnet mask"),
        }
    }
    prefixes
}

fn net(address: Ipv4Addr, length: u8) -> Option<IpNet> {
    IpNet::new(IpAddr::V4(address), length).ok().map(|prefix| prefix.trunc())
}
