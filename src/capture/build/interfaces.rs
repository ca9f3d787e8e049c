//! Which node is on which network: `Get-ClusterNetworkInterface`, or what the nodes' addresses tell instead.

use super::names::Names;
use crate::capture::typed::{self, Host};
use crate::model::{Interface, InterfaceSource, Network, NetworkId, Node, NodeId, Problem, Unusable};
use crate::names::folded;
use crate::schema::Section;
use ipnet::IpNet;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

/// The interfaces that are listed; one that is nowhere is a problem.
pub(super) fn listed(listed: Vec<typed::Interface>, names: &Names) -> (Vec<Interface>, Vec<Problem>) {
    let (mut interfaces, mut problems) = (Vec::with_capacity(listed.len()), Vec::new());
    for (index, interface) in listed.into_iter().enumerate() {
        let node = interface.node.as_deref().and_then(|name| names.node(name));
        let network = names.network(interface.network_id.as_deref(), interface.network.as_deref());
        let (Some(node), Some(network)) = (node, network) else {
            let (missing, expected, found) = match node {
                None => ("Node", "the name of a node", interface.node),
                Some(_) => ("Network", "a network of the capture", interface.network),
            };
            let place = format!("capture.{}[{index}].{missing}", Section::Interfaces.name());
            let what = Unusable::InterfaceNowhere { expected, found };
            problems.push(Problem { network: None, place, what });
            continue;
        };
        interfaces.push(Interface {
            state: interface.state,
            addresses: interface.addresses,
            adapter: interface.adapter,
            adapter_id: interface.adapter_id,
            dhcp: interface.dhcp,
            ..Interface::unknown(interface.name, node, network)
        });
    }
    (interfaces, problems)
}

/// Places every node's addresses on the network with the longest matching prefix. Where no host tells an address,
/// nothing is known, and the source stays what it was.
pub(super) fn derived(
    are_listed: bool,
    hosts: &[(NodeId, Host)],
    networks: &[Network],
    nodes: &[Node],
) -> (Vec<Interface>, InterfaceSource, Vec<Problem>) {
    let mut derivation = Derivation {
        networks,
        nodes,
        by_prefix: by_prefix(networks),
        found: Vec::new(),
        places: HashMap::new(),
        problems: Vec::new(),
    };
    let mut has_address = vec![false; nodes.len()];
    for (node, host) in hosts {
        has_address[node.place()] |= derivation.place_all(*node, host);
    }
    if !has_address.contains(&true) {
        let source = if are_listed { InterfaceSource::Listed } else { InterfaceSource::Assumed };
        return (Vec::new(), source, Vec::new());
    }
    for node in NodeId::all(nodes.len()).filter(|node| !has_address[node.place()]) {
        let name = &nodes[node.place()].name;
        let what = Unusable::NoAddressOf { node: name.clone() };
        derivation.problems.push(Problem { network: None, place: "capture.hosts".to_owned(), what });
        let everywhere = networks.iter().zip(NetworkId::all(networks.len()));
        derivation.found.extend(
            everywhere
                .map(|(network, id)| Interface::unknown(format!("{name} - {}", network.name), node, id)),
        );
    }
    (derivation.found, InterfaceSource::Derived, derivation.problems)
}

/// Interfaces while addresses are placed.
struct Derivation<'c> {
    networks: &'c [Network],
    nodes: &'c [Node],
    by_prefix: BTreeMap<Reverse<u8>, HashMap<IpNet, Vec<NetworkId>>>,
    found: Vec<Interface>,
    places: HashMap<(NodeId, NetworkId, String), usize>,
    problems: Vec<Problem>,
}

impl Derivation<'_> {
    /// Places the addresses of one host; whether it tells any.
    fn place_all(&mut self, node: NodeId, host: &Host) -> bool {
        let addresses = addresses(host);
        let adapters = host.adapters.as_deref().map(by_alias);
        for address in &addresses {
            let adapter = adapter(adapters.as_ref(), address.alias.as_deref());
            if is_local(address.ip) && adapter.is_none() {
                continue;
            }
            let name = self.nodes[node.place()].name.clone();
            let what = match self.place(address) {
                Placed::On(network) => {
                    self.add(node, network, address, adapter.flatten());
                    continue;
                }
                Placed::Nowhere if is_local(address.ip) => continue,
                Placed::Nowhere => Unusable::AddressFitsNone { ip: address.ip, node: name },
                Placed::Between(networks) => {
                    Unusable::AddressFitsSeveral { ip: address.ip, node: name, networks }
                }
            };
            let place = format!("capture.hosts[{}]", host.index);
            self.problems.push(Problem { network: None, place, what });
        }
        !addresses.is_empty()
    }

    fn add(
        &mut self,
        node: NodeId,
        network: NetworkId,
        address: &typed::Address,
        adapter: Option<&typed::Adapter>,
    ) {
        let alias = address.alias.as_deref().unwrap_or_default();
        let name = format!("{} - {alias}", self.nodes[node.place()].name);
        let place = *self.places.entry((node, network, name.clone())).or_insert(self.found.len());
        if let Some(same) = self.found.get_mut(place) {
            same.addresses.push(address.ip);
            return;
        }
        self.found.push(Interface {
            addresses: vec![address.ip],
            adapter: adapter.and_then(|adapter| adapter.description.clone()),
            adapter_id: adapter.and_then(|adapter| adapter.id.clone()),
            ..Interface::unknown(name, node, network)
        });
    }

    /// The network of the address's own subnet, else the one with the longest prefix around it: an address of
    /// the cluster itself can have a prefix of its own.
    fn place(&self, address: &typed::Address) -> Placed {
        let own = address.prefix_length.and_then(|length| IpNet::new(address.ip, length).ok());
        let known = |prefix: IpNet| self.by_prefix.get(&Reverse(prefix.prefix_len()))?.get(&prefix.trunc());
        let around = |length: &Reverse<u8>| known(IpNet::new(address.ip, length.0).ok()?);
        // The longest prefix first.
        let best = own.and_then(known).or_else(|| self.by_prefix.keys().find_map(around));
        let best = best.map(Vec::as_slice).unwrap_or_default();
        match best {
            [] => Placed::Nowhere,
            [network] => Placed::On(*network),
            _ => Placed::Between(best.iter().map(|id| self.networks[id.place()].name.clone()).collect()),
        }
    }
}

enum Placed {
    On(NetworkId),
    Between(Vec<String>),
    Nowhere,
}

/// Every address of a host, each once.
fn addresses(host: &Host) -> Vec<&typed::Address> {
    let mut known = HashSet::new();
    let alias = |address: &'_ typed::Address| is_local(address.ip).then(|| address.alias.clone());
    host.addresses.iter().filter(|address| known.insert((address.ip, alias(address)))).collect()
}

/// The adapter of that name, or nothing to say of it where adapters are not captured.
///
/// `Get-NetAdapter` leaves out hidden adapters, NetFT's among them, whose link-local address must not pass for
/// an interface of a network that lives on link-local addresses.
#[expect(clippy::option_option, reason = "the outer option says whether there can be such an adapter")]
fn adapter<'h>(
    adapters: Option<&HashMap<String, &'h typed::Adapter>>,
    alias: Option<&str>,
) -> Option<Option<&'h typed::Adapter>> {
    let Some(adapters) = adapters else { return Some(None) };
    adapters.get(&folded(alias?)).copied().map(Some)
}

/// The first adapter of each connection.
fn by_alias(adapters: &[typed::Adapter]) -> HashMap<String, &typed::Adapter> {
    let mut known = HashMap::with_capacity(adapters.len());
    for adapter in adapters {
        if let Some(alias) = &adapter.alias {
            known.entry(folded(alias)).or_insert(adapter);
        }
    }
    known
}

/// The networks of each prefix, by its length, the longest first.
fn by_prefix(networks: &[Network]) -> BTreeMap<Reverse<u8>, HashMap<IpNet, Vec<NetworkId>>> {
    let mut known: BTreeMap<_, HashMap<_, Vec<NetworkId>>> = BTreeMap::new();
    for (network, id) in networks.iter().zip(NetworkId::all(networks.len())) {
        for prefix in &network.prefixes {
            let length = Reverse(prefix.prefix_len());
            let of_prefix = known.entry(length).or_default().entry(prefix.trunc()).or_default();
            if of_prefix.last() != Some(&id) {
                of_prefix.push(id);
            }
        }
    }
    known
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
    use crate::capture::build::tests::built_of;
    use crate::model::Cluster;
    use crate::words;

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
        built_of(&text)
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

    fn messages(cluster: &Cluster) -> Vec<String> {
        cluster.problems.iter().map(|problem| words::problem(problem).message).collect()
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
