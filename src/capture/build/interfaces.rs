//! `Get-ClusterNetworkInterface`, or what the nodes' addresses tell instead.

use super::hosts::parts;
use super::values::Values;
use crate::capture::raw::{Object, Raw, Section, Sections};
use crate::model::{Cluster, Interface, InterfaceSource, InterfaceState, Problem, ProblemKind};
use std::collections::HashMap;
use std::net::IpAddr;

pub(super) fn read(sections: &Sections<'_>, cluster: &mut Cluster) {
    let Some(objects) = sections.get(Section::Interfaces) else { return };
    let by_name: HashMap<String, usize> =
        cluster.networks.iter().enumerate().map(|(n, network)| (network.name.to_lowercase(), n)).collect();
    let by_id: HashMap<String, usize> = cluster
        .networks
        .iter()
        .enumerate()
        .filter_map(|(n, network)| Some((network.id.clone()?, n)))
        .collect();
    let find = |object: &Object<'_>| -> Option<usize> {
        let (name, id) = match object.get("Network")? {
            Raw::Object(network) => (network.text("Name"), network.text("Id")),
            value => (value.text(), value.text()),
        };
        let by_id = id.and_then(|id| by_id.get(&id.trim_matches(['{', '}']).to_lowercase()));
        by_id.or_else(|| by_name.get(&name?.to_lowercase())).copied()
    };
    cluster.interface_source = InterfaceSource::Listed;
    for (index, object) in objects.iter().enumerate() {
        let node = object.text("Node").and_then(|name| cluster.find_node(name));
        let network = find(object);
        let mut values = Values::new(object, Section::Interfaces, index, &mut cluster.problems);
        let (Some(node), Some(network)) = (node, network) else {
            let missing = if node.is_none() { "Node" } else { "Network" };
            let found = object.text(missing).map_or("nothing".to_owned(), |text| format!("{text:?}"));
            let expected = if node.is_none() { "the name of a node" } else { "a network of the capture" };
            let message = format!("expected {expected}, found {found}: the interface is left out");
            values.report(ProblemKind::DanglingReference, Some(missing), message);
            continue;
        };
        let expected = "Up, Unreachable, Failed, Unavailable or Unknown";
        let state = values.member("State", expected, InterfaceState::from_number, InterfaceState::from_word);
        let mut addresses = values.addresses("Ipv4Addresses");
        addresses.extend(values.addresses("Ipv6Addresses"));
        if addresses.is_empty() {
            addresses = values.addresses("Address");
        }
        let dhcp = values.flag("DhcpEnabled");
        let adapter_id = object.text("AdapterId").map(|id| id.trim_matches(['{', '}']).to_uppercase());
        cluster.interfaces.push(Interface {
            name: object.text("Name").unwrap_or_default().to_owned(),
            node,
            network,
            state: state.unwrap_or_default(),
            addresses,
            adapter: object.text("Adapter").map(str::to_owned),
            adapter_id,
            dhcp,
            link: None,
        });
    }
}

/// Places every node's addresses on the network with the longest matching prefix.
pub(super) fn derive(sections: &Sections<'_>, cluster: &mut Cluster) {
    let mut found: Vec<Interface> = Vec::new();
    let mut nodes_with_addresses = 0;
    for (index, host) in sections.get(Section::Hosts).unwrap_or_default().iter().enumerate() {
        let Some(node) = host.text("Node").and_then(|name| cluster.find_node(name)) else { continue };
        let mut addresses: Vec<(IpAddr, Option<String>)> = Vec::new();
        for (part, property) in [("ip_addresses", "IPAddress"), ("smb_client_interfaces", "IpAddresses")] {
            for (row, object) in parts(host, part).enumerate() {
                let mut values = Values::of_host_part(object, index, (part, row), &mut cluster.problems);
                let alias = object.text("InterfaceAlias").or_else(|| object.text("FriendlyName"));
                for address in values.addresses(property) {
                    if !addresses.iter().any(|(known, _)| *known == address) {
                        addresses.push((address, alias.map(str::to_owned)));
                    }
                }
            }
        }
        nodes_with_addresses += usize::from(!addresses.is_empty());
        for (address, alias) in addresses {
            match place(cluster, address) {
                Placed::On(network) => add(&mut found, cluster, node, network, address, alias),
                Placed::Nowhere if is_local(address) => {}
                placed => {
                    let node = &cluster.nodes[node].name;
                    let message = match placed {
                        Placed::Between(names) => {
                            format!("address {address} of {node} fits {names} alike: it is placed on none")
                        }
                        _ => format!("address {address} of {node} fits no cluster network"),
                    };
                    let (kind, place) = (ProblemKind::AddressNotPlaced, format!("capture.hosts[{index}]"));
                    cluster.problems.push(Problem { kind, network: None, place, message });
                }
            }
        }
    }
    if nodes_with_addresses > 0 {
        cluster.interface_source = InterfaceSource::Derived;
        cluster.interfaces = found;
    }
}

fn add(
    found: &mut Vec<Interface>,
    cluster: &Cluster,
    node: usize,
    network: usize,
    address: IpAddr,
    alias: Option<String>,
) {
    let alias = alias.unwrap_or_default();
    let name = format!("{} - {alias}", cluster.nodes[node].name);
    if let Some(same) = found.iter_mut().find(|i| i.node == node && i.network == network && i.name == name) {
        same.addresses.push(address);
        return;
    }
    found.push(Interface {
        name,
        node,
        network,
        state: InterfaceState::Unknown,
        addresses: vec![address],
        adapter: None,
        adapter_id: None,
        dhcp: None,
        link: None,
    });
}

enum Placed {
    On(usize),
    Between(String),
    Nowhere,
}

fn place(cluster: &Cluster, address: IpAddr) -> Placed {
    let mut best: Vec<(u8, usize)> = Vec::new();
    for (index, network) in cluster.networks.iter().enumerate() {
        let matching = network.prefixes.iter().filter(|prefix| prefix.contains(&address));
        if let Some(length) = matching.map(ipnet::IpNet::prefix_len).max() {
            match best.first() {
                Some((longest, _)) if *longest > length => {}
                Some((longest, _)) if *longest == length => best.push((length, index)),
                _ => best = vec![(length, index)],
            }
        }
    }
    match best[..] {
        [] => Placed::Nowhere,
        [(_, network)] => Placed::On(network),
        _ => {
            let names: Vec<&str> = best.iter().map(|(_, n)| cluster.networks[*n].name.as_str()).collect();
            Placed::Between(names.join(" and "))
        }
    }
}

/// Addresses that every node has and no cluster network needs: loopback and link-local, NetFT's among them.
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
    }
}
