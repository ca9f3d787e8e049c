//! What a report told, as the sections that other captures have, and in words what it did not tell.

use super::{ADAPTERS_TEST, Adapter, Interface, NETWORKS_TEST, Network, Node, Report, without_domain};
use crate::capture::budget::Meter;
use crate::capture::found::Found;
use crate::capture::raw::{Object, Raw};
use crate::names::folded;
use crate::schema::{Property, Section};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::rc::Rc;

/// The test that tells the networks of a cluster that exists, where it was run.
const EXISTING_NETWORKS_TEST: &str = "List Cluster Network Information";

/// What no report tells, whichever tests were run.
const NEVER_TOLD: &str = "a validation report tells no Metric and no AutoMetric: metrics are predicted from the \
                          adapters, and one that was set by hand does not show; nor does it tell shared volumes, \
                          their states and live migration settings";
/// What the networks of a report are.
const PROPOSED: &str = "names and roles of the networks are those that validation works out for these servers: \
                        what was changed in the cluster itself does not show";

impl Report {
    pub(super) fn into_found(mut self, meter: &Meter) -> Found<'static> {
        let mut found = Found { proposed: true, ..Found::default() };
        found.notes.push(NEVER_TOLD.to_owned());
        self.say_what_is_missing(&mut found.notes);
        let networks = self.networks_of_one_test(&mut found.notes);
        for node in self.nodes.values() {
            let mut object = named(&node.name);
            push(&mut object, Property::BuildNumber, node.build.as_deref());
            found.objects.push((Section::Nodes, object));
        }
        let mut left_out = 0;
        for network in &networks {
            let object = network.object(&mut found.notes, &mut left_out);
            add(&mut found, Section::Networks, object, meter);
        }
        if left_out > MOST_PREFIXES {
            let more = left_out - MOST_PREFIXES;
            found.notes.push(format!("{more} more prefixes are left out that are no addresses"));
        }
        let placed = networks.iter().flat_map(|n| n.interfaces.iter().map(|i| (Some(&*n.name), i)));
        let strays = self.strays.iter().map(|interface| (None, interface));
        let interfaces: Vec<_> = placed.chain(strays).collect();
        let descriptions = self.descriptions();
        // By the nodes that they are of, without case.
        let mut of_nodes: HashMap<String, Vec<&Interface>> = HashMap::new();
        for (network, interface) in &interfaces {
            if let Some((node, _)) = interface.place() {
                of_nodes.entry(folded(node)).or_default().push(interface);
            }
            // Each repeats the name of its network, however long that is.
            add(&mut found, Section::Interfaces, interface.object(*network, &descriptions), meter);
        }
        for node in self.nodes.values() {
            let own = of_nodes.get(&folded(&node.name));
            let host = node.host(own.into_iter().flatten().copied(), meter);
            found.objects.extend(host.map(|host| (Section::Hosts, host)));
        }
        found
    }

    /// A report of an existing cluster may tell the networks twice, under different names: those that the
    /// cluster has count.
    fn networks_of_one_test(&mut self, notes: &mut Vec<String>) -> Vec<Network> {
        let networks = std::mem::take(&mut self.networks);
        let Some(first) = networks.first() else { return networks };
        let existing =
            networks.iter().find(|network| network.test.as_deref() == Some(EXISTING_NETWORKS_TEST));
        let test = existing.unwrap_or(first).test.clone();
        let named = |test: &Option<Rc<str>>| test.as_deref().unwrap_or_default().to_owned();
        let (taken, left): (Vec<_>, Vec<_>) = networks.into_iter().partition(|network| network.test == test);
        if let Some(other) = left.first() {
            notes.push(format!(
                "{} networks of '{}' are left out: those of '{}' count",
                left.len(),
                named(&other.test),
                named(&test)
            ));
        }
        taken
    }

    fn say_what_is_missing(&self, notes: &mut Vec<String>) {
        if self.networks.is_empty() {
            notes.push(format!("no networks: the test '{NETWORKS_TEST}' is not in the report"));
        } else {
            notes.push(PROPOSED.to_owned());
        }
        let adapters = || self.nodes.values().flat_map(|node| &node.adapters);
        if adapters().next().is_none() {
            notes.push(format!(
                "RDMA, RSS and speed of the adapters are not known: the test '{ADAPTERS_TEST}' is not in the report"
            ));
        } else if adapters().all(|adapter| adapter.rdma.is_none() && adapter.rss.is_none()) {
            notes.push(
                "the table of the adapters has no RDMA and RSS, so their class is not known".to_owned(),
            );
        }
        let without = |what: &str, lacks: &dyn Fn(&Node) -> bool| {
            let names: Vec<&str> =
                self.nodes.values().filter(|n| lacks(n)).map(|n| n.name.as_str()).collect();
            let all = names.len() == self.nodes.len();
            (!names.is_empty() && !all).then(|| format!("{what} of {} not in the report", names.join(", ")))
        };
        notes.extend(without("adapters", &|node| node.adapters.is_empty()));
        if self.nodes.values().all(|node| node.build.is_none()) {
            notes.push(
                "the Windows version is not in the report: no test told the build of a node".to_owned(),
            );
        }
        for node in self.nodes.values() {
            if let Some(status) = &node.status {
                notes.push(format!("{} was not validated: {status}", node.name));
            }
        }
    }

    /// The adapters' descriptions, from the table that tells each apart from its likes where there is one, by
    /// the node and the connection.
    fn descriptions(&self) -> Descriptions<'_> {
        let mut found = Descriptions::new();
        for (node, adapter) in self.nodes.iter().flat_map(|(key, n)| n.adapters.iter().map(move |a| (key, a)))
        {
            let of_node = found.entry(node).or_default();
            of_node.entry(&adapter.connection).or_insert(adapter.description.as_deref());
        }
        found
    }
}

/// By node and connection.
type Descriptions<'r> = HashMap<&'r str, HashMap<&'r str, Option<&'r str>>>;

/// How many prefixes that are no addresses are named.
const MOST_PREFIXES: usize = 50;

/// Adds an object as long as there is room.
fn add(found: &mut Found<'static>, section: Section, object: Object<'static>, meter: &Meter) {
    if meter.object(&object).is_ok() {
        found.objects.push((section, object));
    }
}

impl Network {
    fn object(&self, notes: &mut Vec<String>, left_out: &mut usize) -> Object<'static> {
        let mut object = named(&self.name);
        push(&mut object, Property::Role, self.role.as_deref());
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for (prefix, length) in &self.prefixes {
            match prefix.parse() {
                Ok(IpAddr::V4(_)) => v4.push((prefix, length)),
                Ok(IpAddr::V6(_)) => v6.push((prefix, length)),
                Err(_) => {
                    *left_out += 1;
                    if *left_out <= MOST_PREFIXES {
                        let short = |text: &str| text.chars().take(60).collect::<String>();
                        let (name, prefix) = (short(&self.name), short(prefix));
                        notes.push(format!("a prefix of {name} is left out: {prefix:?} is no address"));
                    }
                }
            }
        }
        for (addresses, lengths, prefixes) in [
            (Property::Ipv4Addresses, Property::Ipv4PrefixLengths, v4),
            (Property::Ipv6Addresses, Property::Ipv6PrefixLengths, v6),
        ] {
            object.push(addresses, list(prefixes.iter().map(|(prefix, _)| prefix.as_str())));
            object.push(lengths, list(prefixes.iter().map(|(_, length)| length.as_str())));
        }
        object.push(Property::Proposed, Raw::Bool(true));
        object
    }
}

impl Interface {
    /// The node without its domain, and the connection.
    fn place(&self) -> Option<(&str, &str)> {
        let (node, connection) = self.name.split_once(" - ")?;
        Some((without_domain(node.trim()), connection.trim()))
    }

    fn object(&self, network: Option<&str>, descriptions: &Descriptions<'_>) -> Object<'static> {
        let mut object = match self.place() {
            Some((node, connection)) => {
                let mut object = named(&format!("{node} - {connection}"));
                push(&mut object, Property::Node, Some(node));
                object
            }
            None => named(&self.name),
        };
        push(&mut object, Property::Network, network);
        push(&mut object, Property::Adapter, self.description(descriptions));
        push(&mut object, Property::DhcpEnabled, self.dhcp.as_deref());
        let is_v6 = |ip: &&str| ip.contains(':');
        let addresses = || self.addresses.iter().map(|(ip, _)| ip.as_str());
        object.push(Property::Ipv4Addresses, list(addresses().filter(|ip| !is_v6(ip))));
        object.push(Property::Ipv6Addresses, list(addresses().filter(is_v6)));
        object
    }
}

impl Interface {
    fn description<'r>(&self, descriptions: &Descriptions<'r>) -> Option<&'r str> {
        let (node, connection) = self.place()?;
        *descriptions.get(folded(node).as_str())?.get(connection)?
    }
}

impl Node {
    /// The parts of a host, if the report tells any.
    fn host<'r>(
        &'r self,
        interfaces: impl Iterator<Item = &'r Interface>,
        meter: &Meter,
    ) -> Option<Object<'static>> {
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        let mut addresses: Vec<(&str, &str, &str)> = Vec::new();
        let of_adapters =
            self.addresses.iter().map(|a| (&*a.connection, a.ip.as_str(), a.prefix_length.as_str()));
        let of_interfaces =
            interfaces.filter_map(|interface| Some((interface.place()?.1, &interface.addresses)));
        let of_interfaces = of_interfaces.flat_map(|(connection, addresses)| {
            addresses.iter().map(move |(ip, length)| (connection, ip.as_str(), length.as_str()))
        });
        for address in of_adapters.chain(of_interfaces) {
            if seen.insert((address.0, address.1)) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() && self.adapters.is_empty() {
            return None;
        }
        let mut host = Object::default();
        push(&mut host, Property::Node, Some(&self.name));
        let (of_smb, bare): (Vec<_>, Vec<_>) =
            self.adapters.iter().partition(|adapter| adapter.rdma.is_some() || adapter.rss.is_some());
        let mut of_connections: HashMap<&str, Vec<&str>> = HashMap::new();
        for (connection, ip, _) in &addresses {
            of_connections.entry(connection).or_default().push(ip);
        }
        // Adapters of one name have the addresses of each other.
        let of_adapter = |adapter: &Adapter| {
            let own = of_connections.get(adapter.connection.as_str()).into_iter().flatten();
            list(own.copied().take_while(|ip| meter.value(ip.len()).is_ok()))
        };
        rows(
            &mut host,
            Property::SmbClientInterfaces,
            of_smb.into_iter().map(|a| a.smb_row(of_adapter(a))),
            meter,
        );
        rows(&mut host, Property::NetAdapters, bare.into_iter().map(Adapter::bare_row), meter);
        rows(
            &mut host,
            Property::IpAddresses,
            addresses.iter().map(|(connection, ip, length)| {
                let mut row = Object::default();
                push(&mut row, Property::InterfaceAlias, Some(connection));
                push(&mut row, Property::IPAddress, Some(ip));
                push(&mut row, Property::PrefixLength, Some(length));
                row
            }),
            meter,
        );
        Some(host)
    }
}

impl Adapter {
    /// The table tells what SMB sees: an adapter with RDMA enabled that SMB does not use is shown without.
    fn smb_row(&self, addresses: Raw<'static>) -> Object<'static> {
        let mut row = Object::default();
        push(&mut row, Property::FriendlyName, Some(&self.connection));
        push(&mut row, Property::RdmaCapable, self.rdma.as_deref());
        push(&mut row, Property::RssCapable, self.rss.as_deref());
        push(&mut row, Property::LinkSpeed, self.speed.as_deref());
        row.push(Property::AddressesOfSmb, addresses);
        row
    }

    /// Up to Windows Server 2012 R2 the table tells the speed alone.
    fn bare_row(&self) -> Object<'static> {
        let mut row = named(&self.connection);
        push(&mut row, Property::InterfaceDescription, self.description.as_deref());
        push(&mut row, Property::Speed, self.speed.as_deref());
        row
    }
}

fn named(name: &str) -> Object<'static> {
    let mut object = Object::default();
    push(&mut object, Property::Name, Some(name));
    object
}

/// A property that the report tells.
fn push(object: &mut Object<'static>, name: Property, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        object.push(name, text(value));
    }
}

/// A part of a host that the report tells.
fn rows(
    host: &mut Object<'static>,
    part: Property,
    rows: impl Iterator<Item = Object<'static>>,
    meter: &Meter,
) {
    // Each address repeats the name of its connection.
    let rows = rows.take_while(|row| meter.object(row).is_ok());
    let rows: Vec<_> = rows.map(Raw::Object).collect();
    if !rows.is_empty() {
        host.push(part, Raw::List(rows));
    }
}

fn list<'r>(items: impl Iterator<Item = &'r str>) -> Raw<'static> {
    Raw::List(items.map(text).collect())
}

fn text(value: &str) -> Raw<'static> {
    Raw::Text(Cow::Owned(value.to_owned()))
}
