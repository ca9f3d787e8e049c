//! `Get-ClusterNetworkInterface`, or what the nodes' addresses tell instead.

use super::hosts::parts;
use super::values::Values;
use crate::capture::raw::{Object, Raw, Section, Sections};
use crate::model::{Cluster, Interface, InterfaceSource, InterfaceState, Problem, ProblemKind};
use ipnet::IpNet;
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
    let mut told = vec![false; cluster.nodes.len()];
    for (index, host) in sections.get(Section::Hosts).unwrap_or_default().iter().enumerate() {
        let Some(node) = host.text("Node").and_then(|name| cluster.find_node(name)) else { continue };
        for address in addresses(host, index, &mut cluster.problems) {
            told[node] = true;
            let adapter = adapter(host, address.alias);
            if is_local(address.ip) && adapter.is_none() {
                continue;
            }
            match place(cluster, &address) {
                Placed::On(network) => add(&mut found, cluster, node, network, &address, adapter),
                Placed::Nowhere if is_local(address.ip) => {}
                placed => {
                    let (ip, node) = (address.ip, &cluster.nodes[node].name);
                    let message = match placed {
                        Placed::Between(names) => {
                            format!("address {ip} of {node} fits {names} alike: it is placed on none")
                        }
                        _ => format!("address {ip} of {node} fits no cluster network"),
                    };
                    cluster.problems.push(not_placed(format!("capture.hosts[{index}]"), message));
                }
            }
        }
    }
    if !told.contains(&true) {
        return;
    }
    for node in (0..told.len()).filter(|node| !told[*node]) {
        let name = &cluster.nodes[node].name;
        let message = format!("no address of {name} is captured: it is taken to be on every network");
        cluster.problems.push(not_placed("capture.hosts".to_owned(), message));
        found.extend((0..cluster.networks.len()).map(|network| {
            let name = format!("{} - {}", cluster.nodes[node].name, cluster.networks[network].name);
            Interface::unknown(name, node, network)
        }));
    }
    cluster.interface_source = InterfaceSource::Derived;
    cluster.interfaces = found;
}

fn not_placed(place: String, message: String) -> Problem {
    Problem { kind: ProblemKind::AddressNotPlaced, network: None, place, message }
}

/// One address of a node, and what is said about it.
struct Address<'r> {
    ip: IpAddr,
    alias: Option<&'r str>,
    prefix_length: Option<u8>,
}

/// Every address of a host, each once, `Get-NetIPAddress` first, which alone tells the prefix length.
fn addresses<'r>(host: &'r Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Vec<Address<'r>> {
    let mut addresses: Vec<Address<'r>> = Vec::new();
    for (part, property) in [("ip_addresses", "IPAddress"), ("smb_client_interfaces", "IpAddresses")] {
        for (row, object) in parts(host, part).enumerate() {
            let mut values = Values::of_host_part(object, index, (part, row), problems);
            let alias = object.text("InterfaceAlias").or_else(|| object.text("FriendlyName"));
            let prefix_length = values.number("PrefixLength").and_then(|length| u8::try_from(length).ok());
            for ip in values.addresses(property) {
                let known = |known: &Address<'_>| known.ip == ip && (!is_local(ip) || known.alias == alias);
                if !addresses.iter().any(known) {
                    addresses.push(Address { ip, alias, prefix_length });
                }
            }
        }
    }
    addresses
}

/// The adapter of that name, or nothing to say of it where adapters are not captured.
///
/// `Get-NetAdapter` leaves out hidden adapters, NetFT's among them, whose link-local address must not pass for
/// an interface of a network that lives on link-local addresses.
fn adapter<'r, 'a>(host: &'r Object<'a>, alias: Option<&str>) -> Option<Option<&'r Object<'a>>> {
    if host.get("net_adapters").is_none() {
        return Some(None);
    }
    let is_it = |object: &&Object<'_>| {
        object.text("Name").zip(alias).is_some_and(|(name, alias)| name.eq_ignore_ascii_case(alias))
    };
    parts(host, "net_adapters").find(is_it).map(Some)
}

fn add(
    found: &mut Vec<Interface>,
    cluster: &Cluster,
    node: usize,
    network: usize,
    address: &Address<'_>,
    adapter: Option<Option<&Object<'_>>>,
) {
    let name = format!("{} - {}", cluster.nodes[node].name, address.alias.unwrap_or_default());
    if let Some(same) = found.iter_mut().find(|i| i.node == node && i.network == network && i.name == name) {
        same.addresses.push(address.ip);
        return;
    }
    let text = |name| adapter.flatten().and_then(|object| object.text(name));
    found.push(Interface {
        addresses: vec![address.ip],
        adapter: text("InterfaceDescription").map(str::to_owned),
        adapter_id: text("InterfaceGuid").map(|id| id.trim_matches(['{', '}']).to_uppercase()),
        ..Interface::unknown(name, node, network)
    });
}

enum Placed {
    On(usize),
    Between(String),
    Nowhere,
}

/// The network of the address's own subnet, else the one with the longest prefix around it: an address of
/// the cluster itself can have a prefix of its own.
fn place(cluster: &Cluster, address: &Address<'_>) -> Placed {
    let own = address.prefix_length.and_then(|length| IpNet::new(address.ip, length).ok());
    let mut best: Vec<(u8, usize)> = Vec::new();
    for (index, network) in cluster.networks.iter().enumerate() {
        let lengths = network.prefixes.iter().filter(|prefix| prefix.contains(&address.ip)).map(|prefix| {
            // Longer than any prefix can be.
            if own.is_some_and(|own| own.trunc() == prefix.trunc()) { u8::MAX } else { prefix.prefix_len() }
        });
        if let Some(length) = lengths.max() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{build, json};

    /// Builds networks `A` and on of these subnets, and one host of these parts, among two nodes.
    fn derived(subnets: &[&str], parts: &str) -> Cluster {
        let networks: Vec<String> = subnets
            .iter()
            .zip('A'..)
            .map(|(subnets, name)| {
                let list = |v6: bool, part: usize| -> String {
                    let subnets = subnets.split(' ').filter(|subnet| subnet.contains(':') == v6);
                    let quoted = subnets.map(|subnet| format!("{:?}", subnet.split('/').nth(part).unwrap()));
                    quoted.collect::<Vec<_>>().join(",")
                };
                format!(
                    r#"{{"Name":"{name}","Role":1,"Metric":1,"Ipv4Addresses":[{}],"Ipv4PrefixLengths":[{}],
                        "Ipv6Addresses":[{}],"Ipv6PrefixLengths":[{}]}}"#,
                    list(false, 0),
                    list(false, 1),
                    list(true, 0),
                    list(true, 1)
                )
            })
            .collect();
        let text = format!(
            r#"{{"networks":[{}],"nodes":[{{"Name":"N1","State":0}}],"hosts":[{{"node":"N1",{parts}}}]}}"#,
            networks.join(",")
        );
        let found = json::read(&text, "test").unwrap().remove(0);
        build(&found.into_sections()).unwrap()
    }

    fn addresses(addresses: &[(&str, &str, u8)]) -> String {
        let address = |(ip, alias, length): &(&str, &str, u8)| {
            format!(r#"{{"IPAddress":"{ip}","InterfaceAlias":"{alias}","PrefixLength":{length}}}"#)
        };
        let rows: Vec<String> = addresses.iter().map(address).collect();
        format!(r#""ip_addresses":[{}]"#, rows.join(","))
    }

    /// Network and number of addresses by name of the interface.
    fn places(cluster: &Cluster) -> Vec<(&str, &str, usize)> {
        let place = |interface: &'_ Interface| (interface.network, interface.addresses.len());
        let of = cluster.interfaces.iter().map(|interface| (interface.name.as_str(), place(interface)));
        of.map(|(name, (network, count))| (name, cluster.networks[network].name.as_str(), count)).collect()
    }

    fn messages(cluster: &Cluster) -> Vec<&str> {
        cluster.problems.iter().map(|problem| problem.message.as_str()).collect()
    }

    #[test]
    fn addresses_of_both_families_make_one_interface() {
        let parts = addresses(&[("10.0.1.5", "SMB", 24), ("fd00:1::5", "SMB", 64), ("10.0.2.5", "LAN", 24)]);
        let cluster = derived(&["10.0.1.0/24 fd00:1::/64", "10.0.2.0/24"], &parts);
        assert_eq!(places(&cluster), [("N1 - SMB", "A", 2), ("N1 - LAN", "B", 1)]);
        assert_eq!(cluster.interface_source, InterfaceSource::Derived);
        assert_eq!(messages(&cluster), [""; 0]);
    }

    #[test]
    fn the_longest_prefix_wins_unless_the_address_tells_its_own() {
        let subnets = ["10.0.0.0/8", "10.1.0.0/16"];
        let unknown_length = r#""smb_client_interfaces":[{"FriendlyName":"X","IpAddresses":["10.1.2.3"]}]"#;
        assert_eq!(places(&derived(&subnets, unknown_length)), [("N1 - X", "B", 1)]);
        assert_eq!(places(&derived(&subnets, &addresses(&[("10.1.2.3", "X", 32)]))), [("N1 - X", "B", 1)]);
        assert_eq!(places(&derived(&subnets, &addresses(&[("10.1.2.3", "X", 8)]))), [("N1 - X", "A", 1)]);
    }

    #[test]
    fn an_address_that_fits_none_or_two_is_reported() {
        let parts = addresses(&[("10.0.1.5", "X", 24), ("192.168.0.5", "Y", 24), ("127.0.0.1", "Lo", 8)]);
        let cluster = derived(&["10.0.1.0/24", "10.0.1.0/24"], &parts);
        assert_eq!(places(&cluster), []);
        let fits_two = "address 10.0.1.5 of N1 fits A and B alike: it is placed on none";
        assert_eq!(messages(&cluster), [fits_two, "address 192.168.0.5 of N1 fits no cluster network"]);
    }

    #[test]
    fn netft_is_no_interface_of_a_network_of_link_local_addresses() {
        let parts = addresses(&[("169.254.1.5", "BMC", 16), ("169.254.2.6", "Local Area Connection* 1", 16)]);
        let adapters = r#","net_adapters":[{"Name":"BMC","InterfaceDescription":"Remote NDIS",
            "InterfaceGuid":"{ab}","Speed":425000000}]"#;
        let cluster = derived(&["169.254.0.0/16"], &(parts + adapters));
        assert_eq!(places(&cluster), [("N1 - BMC", "A", 1)]);
        assert_eq!(cluster.interfaces[0].adapter.as_deref(), Some("Remote NDIS"));
        assert_eq!(cluster.interfaces[0].adapter_id.as_deref(), Some("AB"));
    }
}
