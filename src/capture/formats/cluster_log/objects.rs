//! From the rows of the sections to objects as the cmdlets give them.
//!
//! The sections show the service's own objects: an interface names its node by number and its network by id,
//! subnets stand in one list, and there are properties no cmdlet knows. What a value means is taken from the
//! registry and the cluster API, whose numbers and words are published; a number whose meaning is not counts
//! as unknown.

use super::table::{Row, Table};
use crate::capture::budget::Meter;
use crate::capture::raw::{Object, Raw};
use crate::model::{InterfaceState, NetworkState, Role};
use crate::names::same;
use crate::schema::Property;
use ipnet::IpNet;
use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;

/// What is said of values that are not understood, each kind once, and what the objects may take.
pub(super) struct Doubts<'m> {
    found: Vec<(String, usize)>,
    meter: &'m Meter,
}

impl<'m> Doubts<'m> {
    /// None yet; the objects are charged to the meter.
    pub(super) fn new(meter: &'m Meter) -> Self {
        Self { found: Vec::new(), meter }
    }

    fn add(&mut self, title: &str, property: &str, row: Row<'_>, value: &str) {
        let what = format!("[=== {title} ===]: {property} is");
        match self.found.iter_mut().find(|(known, _)| known.starts_with(&what)) {
            Some((_, more)) => *more += 1,
            None => {
                let shown: String = value.chars().take(60).collect();
                let text = format!("{what} {shown:?} in line {}, which is not understood", row.line);
                self.found.push((text, 0));
            }
        }
    }

    /// A sentence for each.
    pub(super) fn into_notes(self) -> impl Iterator<Item = String> {
        self.found.into_iter().map(|(text, more)| {
            let more = match more {
                0 => String::new(),
                1 => ", and so is one more value".to_owned(),
                more => format!(", and so are {more} more values"),
            };
            format!("{text}{more}: it counts as unknown")
        })
    }
}

/// One object while its row is read.
struct Reading<'t, 'd, 'm> {
    title: &'t str,
    row: Row<'t>,
    doubts: &'d mut Doubts<'m>,
    object: Object<'static>,
}

impl<'t, 'd, 'm> Reading<'t, 'd, 'm> {
    fn new(table: &Table, row: Row<'t>, doubts: &'d mut Doubts<'m>) -> Self {
        Self { title: table.title, row, doubts, object: Object::default() }
    }

    fn text(&mut self, property: Property, names: &[&str]) {
        if let Some(value) = self.row.get(names) {
            self.object.push(property, text(value));
        }
    }

    /// A value of the meaning that `read` finds in it.
    fn value(&mut self, property: Property, names: &[&str], read: impl Fn(&str) -> Option<Raw<'static>>) {
        let Some(value) = self.row.get(names) else { return };
        match read(value) {
            Some(value) => self.object.push(property, value),
            None => self.doubts.add(self.title, property.spelling(), self.row, value),
        }
    }

    /// A list, unless one of its items is not understood.
    fn list<T>(&mut self, property: &str, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let value = self.row.get(&[name])?;
        let items = value.split([' ', ',', ';']).filter(|item| !item.is_empty());
        let found: Option<Vec<T>> = items.map(read).collect();
        if found.is_none() {
            self.doubts.add(self.title, property, self.row, value);
        }
        found
    }

    fn push_list(&mut self, property: Property, items: impl Iterator<Item = String>) {
        self.object.push(property, Raw::List(items.map(|item| Raw::Text(Cow::Owned(item))).collect()));
    }
}

pub(super) fn networks(table: &Table, doubts: &mut Doubts<'_>) -> Result<Vec<Object<'static>>, String> {
    let meter = doubts.meter;
    let network = |row| {
        let mut reading = Reading::new(table, row, doubts);
        reading.text(Property::Name, &["name", "objectname"]);
        reading.text(Property::Id, &["id", "objectid"]);
        reading.value(Property::Role, &["role"], |value| match value.parse().ok() {
            Some(number) => Role::from_number(number).map(|_| Raw::Int(number)),
            None => word(value, "ClusterNetworkRole", |word| Role::from_word(word).is_some()),
        });
        reading.value(Property::State, &["state"], |value| {
            word(value, "ClusterNetwork", |word| NetworkState::from_word(word).is_some())
        });
        reading.value(Property::Metric, &["metric"], |value| value.parse().ok().map(Raw::Int));
        reading.value(Property::AutoMetric, &["autometric"], flag);
        reading.value(Property::Address, &["address"], ip);
        reading.value(Property::AddressMask, &["addressmask"], ip);
        let Some(prefixes) = reading.list::<IpNet>("PrefixList", "prefixlist", |item| item.parse().ok())
        else {
            return reading.object;
        };
        for (is_v4, addresses, lengths) in [
            (true, Property::Ipv4Addresses, Property::Ipv4PrefixLengths),
            (false, Property::Ipv6Addresses, Property::Ipv6PrefixLengths),
        ] {
            let of_family = || prefixes.iter().filter(|prefix| prefix.addr().is_ipv4() == is_v4);
            reading.push_list(addresses, of_family().map(|prefix| prefix.network().to_string()));
            reading.push_list(lengths, of_family().map(|prefix| prefix.prefix_len().to_string()));
        }
        reading.object
    };
    Ok(charged(table.rows()?.map(network), meter))
}

/// `build` is that of the node that wrote the log.
pub(super) fn nodes(
    table: &Table,
    build: Option<(&str, i64)>,
    doubts: &mut Doubts<'_>,
) -> Result<Vec<Object<'static>>, String> {
    let meter = doubts.meter;
    let node = |row| {
        let mut reading = Reading::new(table, row, doubts);
        reading.text(Property::Name, &["name", "objectname"]);
        reading.value(Property::State, &["state"], |value| {
            let states = ["Up", "Down", "Paused", "Joining", "Unknown"];
            word(value, "ClusterNode", |word| states.iter().any(|state| state.eq_ignore_ascii_case(word)))
        });
        if let Some((_, build)) = build
            .filter(|(node, _)| reading.object.text(Property::Name).is_some_and(|name| same_node(name, node)))
        {
            reading.object.push(Property::BuildNumber, Raw::Int(build));
        }
        reading.object
    };
    Ok(charged(table.rows()?.map(node), meter))
}

pub(super) fn interfaces(
    table: &Table,
    nodes: &Table,
    networks: &Table,
    doubts: &mut Doubts<'_>,
) -> Result<Vec<Object<'static>>, String> {
    let nodes = nodes_by_id(nodes);
    let mut names_by_id: HashMap<String, Option<&str>> = HashMap::new();
    for row in networks.rows().into_iter().flatten() {
        if let Some(id) = row.get(&["id", "objectid"]) {
            names_by_id.entry(bare_id(id)).or_insert_with(|| row.get(&["name", "objectname"]));
        }
    }
    let has_networks = networks.rows().is_ok_and(|mut rows| rows.next().is_some());
    let meter = doubts.meter;
    let interface = |row| {
        let mut reading = Reading::new(table, row, doubts);
        reading.text(Property::Name, &["name", "objectname"]);
        reading.text(Property::Id, &["id", "objectid"]);
        reading.value(Property::Node, &["nodeid"], |id| nodes.get(&bare_id(id))?.map(text));
        reading.value(Property::Network, &["networkid"], |id| {
            let name = names_by_id.get(&bare_id(id)).copied().flatten();
            // Another file may know the network where this log does not list any.
            if name.is_none() && has_networks {
                return None;
            }
            let mut network = Object::default();
            if let Some(name) = name {
                network.push(Property::Name, text(name));
            }
            network.push(Property::Id, text(id));
            Some(Raw::Object(network))
        });
        reading.value(Property::State, &["state"], |value| {
            word(value, "ClusterNetInterface", |word| InterfaceState::from_word(word).is_some())
        });
        reading.value(Property::DhcpEnabled, &["dhcpenabled"], flag);
        reading.text(Property::AdapterId, &["adapterid"]);
        reading.value(Property::Address, &["address"], ip);
        let addresses = reading.list("Addresses", "addresses", |item| {
            // Some have a prefix length, link-local ones the number of their interface.
            item.split(['/', '%']).next()?.parse::<IpAddr>().ok()
        });
        let Some(addresses) = addresses else { return reading.object };
        for (is_v4, property) in [(true, Property::Ipv4Addresses), (false, Property::Ipv6Addresses)] {
            let of_family = addresses.iter().filter(|address| address.is_ipv4() == is_v4);
            reading.push_list(property, of_family.map(IpAddr::to_string));
        }
        reading.object
    };
    Ok(charged(table.rows()?.map(interface), meter))
}

/// The names of the nodes by what an interface can mean with one: a node has a number and an id, and which of
/// the two is meant is not published. What means two of them means none.
fn nodes_by_id(nodes: &Table) -> HashMap<String, Option<&str>> {
    let mut found: HashMap<String, (usize, Option<&str>)> = HashMap::new();
    for (place, row) in nodes.rows().into_iter().flatten().enumerate() {
        for id in ["nodenumber", "id", "objectid", "name"].iter().filter_map(|name| row.get(&[name])) {
            let known = found.entry(bare_id(id)).or_insert((place, row.get(&["name", "objectname"])));
            if known.0 != place {
                known.1 = None;
            }
        }
    }
    found.into_iter().map(|(id, (_, name))| (id, name)).collect()
}

/// Objects as long as there is room: an interface repeats the name of its network, however long that is.
fn charged(objects: impl Iterator<Item = Object<'static>>, meter: &Meter) -> Vec<Object<'static>> {
    objects.take_while(|object| meter.object(object).is_ok()).collect()
}

/// Whether two names are of one node, with its domain or without.
pub(super) fn same_node(a: &str, b: &str) -> bool {
    let short = |name| str::split(name, '.').next().unwrap_or_default();
    same(short(a), short(b))
}

/// An id without the braces of a GUID, in lower case.
fn bare_id(id: &str) -> String {
    id.trim_matches(['{', '}']).to_lowercase()
}

/// A word of an enum, in the spelling of PowerShell or of the cluster API, which puts the enum's name in front.
fn word(value: &str, prefix: &str, is_known: impl Fn(&str) -> bool) -> Option<Raw<'static>> {
    let word = value.strip_prefix(prefix).unwrap_or(value);
    is_known(word).then(|| text(word))
}

fn flag(value: &str) -> Option<Raw<'static>> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(Raw::Bool(true)),
        "false" | "0" => Some(Raw::Bool(false)),
        _ => None,
    }
}

fn ip(value: &str) -> Option<Raw<'static>> {
    value.parse::<IpAddr>().ok().map(|_| text(value))
}

fn text(value: &str) -> Raw<'static> {
    Raw::Text(Cow::Owned(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::formats::cluster_log::lines::Line;

    fn table(title: &'static str, lines: &[&str]) -> Table {
        let mut table = Table::new(title);
        table.open();
        for (index, line) in lines.iter().enumerate() {
            let line = Line { number: index + 1, text: line.as_bytes(), is_whole: true };
            table.line(&line, &Meter::default()).unwrap();
        }
        table.close();
        table
    }

    #[test]
    fn words_of_powershell_and_of_the_api_are_understood() {
        let lines = [
            "ObjectName,ObjectId,_role,_state,_autoMetric,_metric,",
            "A,1,ClusterNetworkRoleInternalUse,ClusterNetworkUp,1,20400,",
            "B,2,3,Partitioned,False,900,",
            "C,3,7,2,maybe,high,",
        ];
        let meter = Meter::default();
        let mut doubts = Doubts::new(&meter);
        let networks = networks(&table("Networks", &lines), &mut doubts).unwrap();
        let told = |network: usize, name| networks[network].get(name).cloned();
        let word = |word: &'static str| Some(Raw::Text(word.into()));
        assert_eq!((told(0, Property::Role), told(0, Property::State)), (word("InternalUse"), word("Up")));
        assert_eq!(
            (told(0, Property::AutoMetric), told(0, Property::Metric)),
            (Some(Raw::Bool(true)), Some(Raw::Int(20_400)))
        );
        assert_eq!(
            (told(1, Property::Role), told(1, Property::State)),
            (Some(Raw::Int(3)), word("Partitioned"))
        );
        assert_eq!(networks[2].fields.len(), 2, "{:?}", networks[2]);
        assert_eq!(doubts.into_notes().count(), 4);
    }

    #[test]
    fn a_doubt_about_one_property_is_none_about_another() {
        let lines = ["Name,Address,AddressMask,", "A,x,y,", "B,z,255.0.0.0,"];
        let meter = Meter::default();
        let mut doubts = Doubts::new(&meter);
        networks(&table("Networks", &lines), &mut doubts).unwrap();
        let notes: Vec<String> = doubts.into_notes().collect();
        let address = "[=== Networks ===]: Address is \"x\" in line 2, which is not understood, and so is one more value: \
                       it counts as unknown";
        let mask = "[=== Networks ===]: AddressMask is \"y\" in line 2, which is not understood: it counts as unknown";
        assert_eq!(notes, [address, mask]);
    }

    #[test]
    fn a_node_is_told_by_its_number_or_its_id_unless_both_fit() {
        let nodes = table("Nodes", &["Name,Id,NodeNumber,", "N1,{AB},2,", "N2,cd,1,", "N3,2,3,"]);
        let by_id = nodes_by_id(&nodes);
        for (id, expected) in
            [("ab", Some("N1")), ("1", Some("N2")), ("n2", Some("N2")), ("2", None), ("9", None)]
        {
            assert_eq!(by_id.get(&bare_id(id)).copied().flatten(), expected, "{id}");
        }
    }

    #[test]
    fn where_the_networks_are_missing_an_interface_keeps_the_id_of_its_own() {
        let lines = ["Name,NodeId,NetworkId,Addresses,", "N1 - A,1,ab,10.0.0.1/24 fe80::1%5,"];
        let nodes = table("Nodes", &["Name,NodeNumber,", "N1,1,"]);
        let meter = Meter::default();
        let mut doubts = Doubts::new(&meter);
        let interfaces = table("Network Interfaces", &lines);
        let found = self::interfaces(&interfaces, &nodes, &Table::new("Networks"), &mut doubts).unwrap();
        let Some(Raw::Object(network)) = found[0].get(Property::Network) else { panic!("{found:?}") };
        assert_eq!(network.fields, [(Property::Id, Raw::Text("ab".into()))]);
        assert_eq!(
            found[0].get(Property::Ipv6Addresses),
            Some(&Raw::List(vec![Raw::Text("fe80::1".into())]))
        );
        // Where they are there, an id of none of them is a doubt.
        let networks = table("Networks", &["Name,Id,", "A,cd,"]);
        let found = self::interfaces(&interfaces, &nodes, &networks, &mut doubts).unwrap();
        assert_eq!((found[0].get(Property::Network), doubts.into_notes().count()), (None, 1));
    }
}
