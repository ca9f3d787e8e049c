//! Joins what hosts know of their adapters to the cluster's interfaces.
//!
//! What SMB sees beats what the adapter says: an adapter can have RDMA enabled that SMB does not use
//! (<https://learn.microsoft.com/previous-versions/windows/desktop/smb/msft-smbmultichannelconnection>).

use super::connections::Connections;
use crate::capture::typed::{Feature, Host};
use crate::model::{Interface, Link, LinkClass, LinkSource, NodeId};
use crate::names::folded;
use crate::steps::step;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// One adapter of a host, from every source that names it.
#[derive(Default)]
struct Adapter<'h> {
    id: Option<&'h str>,
    alias: Option<&'h str>,
    addresses: Vec<IpAddr>,
    smb: Option<Link>,
    net: Option<Link>,
    mtu: Option<u32>,
}

/// The adapters of a host, found by what identifies them; of several that fit the first counts.
struct Adapters<'h> {
    all: Vec<Adapter<'h>>,
    by_alias: HashMap<String, usize>,
    by_id: HashMap<&'h str, usize>,
    by_address: HashMap<IpAddr, usize>,
    /// Only those whose id is not known.
    without_id: HashMap<IpAddr, usize>,
    /// The aliases of those whose id is known.
    with_id: HashSet<String>,
}

/// The interfaces with what the hosts know of their adapters.
pub(super) fn join(mut interfaces: Vec<Interface>, hosts: &[(NodeId, Host)]) -> Vec<Interface> {
    let mut by_node: HashMap<NodeId, Vec<&mut Interface>> = HashMap::new();
    for interface in &mut interfaces {
        by_node.entry(interface.node).or_default().push(interface);
    }
    for (node, host) in hosts {
        let (adapters, connections) = (Adapters::new(host), Connections::new(host));
        for interface in by_node.get_mut(node).into_iter().flatten() {
            let found = adapters.of(interface);
            let connection = adapters.connection(interface, found).map(str::to_owned);
            interface.link = found.and_then(|adapter| adapter.smb.or(adapter.net));
            let named = connection.as_deref().and_then(|name| adapters.called(name));
            interface.mtu = found.or(named).and_then(|adapter| adapter.mtu);
            if let Some(connection) = connection {
                connections.add(interface, &connection);
            }
        }
    }
    interfaces.sort_by_cached_key(|i| (i.network, i.node, i.name.clone(), i.addresses.clone()));
    interfaces
}

impl<'h> Adapters<'h> {
    fn new(host: &'h Host) -> Self {
        let (all, by_alias) = adapters(host);
        let mut adapters = Self {
            by_alias,
            by_id: HashMap::new(),
            by_address: HashMap::new(),
            without_id: HashMap::new(),
            with_id: HashSet::new(),
            all: Vec::new(),
        };
        for (place, adapter) in all.iter().enumerate() {
            step(1 + adapter.addresses.len());
            for address in &adapter.addresses {
                adapters.by_address.entry(*address).or_insert(place);
                if adapter.id.is_none() {
                    adapters.without_id.entry(*address).or_insert(place);
                }
            }
            if let Some(id) = adapter.id {
                adapters.by_id.entry(id).or_insert(place);
                adapters.with_id.extend(adapter.alias.map(folded));
            }
        }
        Self { all, ..adapters }
    }

    /// The adapter of an interface: by their ids, or by an address where one of the two has no id.
    fn of(&self, interface: &Interface) -> Option<&Adapter<'h>> {
        step(1 + interface.addresses.len());
        let id = interface.adapter_id.as_deref();
        let by_address = if id.is_some() { &self.without_id } else { &self.by_address };
        let of_id = id.and_then(|id| self.by_id.get(id));
        let of_address = interface.addresses.iter().filter_map(|address| by_address.get(address));
        of_id.into_iter().chain(of_address).min().map(|place| &self.all[*place])
    }

    fn called(&self, name: &str) -> Option<&Adapter<'h>> {
        self.by_alias.get(&folded(name)).map(|place| &self.all[*place])
    }

    /// The name of an interface's connection: its adapter's, else the one in its own name, `node - connection`.
    fn connection<'r>(&self, interface: &'r Interface, found: Option<&Adapter<'r>>) -> Option<&'r str> {
        if let Some(alias) = found.and_then(|adapter| adapter.alias) {
            return Some(alias);
        }
        let (_, name) = interface.name.split_once(" - ")?;
        // An interface that is only assumed is called after its network, and an adapter of another id is another one.
        let is_another = || interface.adapter_id.is_some() && self.with_id.contains(&folded(name));
        (!interface.addresses.is_empty() && !is_another()).then_some(name)
    }
}

/// The adapters of a host, and the place of the first of each connection.
fn adapters(host: &Host) -> (Vec<Adapter<'_>>, HashMap<String, usize>) {
    let mut adapters: Vec<Adapter<'_>> = Vec::new();
    let mut places = HashMap::new();
    let (rdma, rss) = (by_feature(host.rdma.as_deref()), by_feature(host.rss.as_deref()));
    for adapter in host.adapters.iter().flatten() {
        let class = adapter
            .alias
            .as_deref()
            .and_then(|alias| class(is_on(rdma.as_ref(), alias), is_on(rss.as_ref(), alias)));
        add(&mut places, adapter.alias.as_deref(), adapters.len());
        adapters.push(Adapter {
            id: adapter.id.as_deref(),
            alias: adapter.alias.as_deref(),
            net: Some(Link { class, gbps: adapter.gbps, source: LinkSource::NetAdapter }),
            mtu: adapter.mtu,
            ..Adapter::default()
        });
    }
    for address in host.addresses.iter().filter(|address| address.is_of_host) {
        if let Some(adapter) = by_alias(&mut adapters, &places, address.alias.as_deref()) {
            adapter.addresses.push(address.ip);
        }
    }
    for smb in &host.smb {
        let link = Link { class: class(smb.rdma, smb.rss), gbps: smb.gbps, source: LinkSource::SmbClient };
        let alias = smb.alias.as_deref();
        match by_alias(&mut adapters, &places, alias) {
            Some(adapter) => {
                adapter.smb = Some(link);
                adapter.addresses.extend(&smb.addresses);
            }
            None => {
                let addresses = smb.addresses.clone();
                add(&mut places, alias, adapters.len());
                adapters.push(Adapter { alias, addresses, smb: Some(link), ..Adapter::default() });
            }
        }
    }
    (adapters, places)
}

fn by_alias<'r, 'h>(
    adapters: &'r mut [Adapter<'h>],
    places: &HashMap<String, usize>,
    alias: Option<&str>,
) -> Option<&'r mut Adapter<'h>> {
    adapters.get_mut(*places.get(&folded(alias?))?)
}

/// Remembers the place of the first adapter of a connection.
fn add(places: &mut HashMap<String, usize>, alias: Option<&str>, place: usize) {
    if let Some(alias) = alias {
        places.entry(folded(alias)).or_insert(place);
    }
}

/// The first feature of each connection.
fn by_feature(features: Option<&[Feature]>) -> Option<HashMap<String, Option<bool>>> {
    let mut known = HashMap::new();
    for feature in features? {
        if let Some(alias) = &feature.alias {
            known.entry(folded(alias)).or_insert(feature.is_on);
        }
    }
    Some(known)
}

/// Whether an adapter has a feature; one that is not listed does not support it. `None` where the host was not asked.
fn is_on(features: Option<&HashMap<String, Option<bool>>>, alias: &str) -> Option<bool> {
    features?.get(&folded(alias)).copied().unwrap_or(Some(false))
}

/// The class when everything that decides it is known: RDMA decides alone, its absence does not.
fn class(rdma: Option<bool>, rss: Option<bool>) -> Option<LinkClass> {
    match (rdma?, rss) {
        (true, _) => Some(LinkClass::Rdma),
        (false, Some(true)) => Some(LinkClass::Rss),
        (false, Some(false)) => Some(LinkClass::Plain),
        (false, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::capture::build::tests::built_of;

    /// The MTU of the interface `N1 - S1` of adapter `AB`, whose host has these adapters.
    fn mtu(adapters: &str) -> Option<u32> {
        let cluster = built_of(&format!(
            r#"{{"networks":[{{"Name":"S","Role":1,"Metric":1}}],"interfaces":[{{"Name":"N1 - S1","Node":"N1",
                "Network":"S","AdapterId":"AB","Ipv4Addresses":["10.0.1.1"]}}],"hosts":[{{"Node":"N1","net_adapters":{adapters}}}]}}"#
        ));
        cluster.interfaces[0].mtu
    }

    #[test]
    fn an_mtu_is_that_of_the_adapter_of_the_id_or_else_of_the_name() {
        assert_eq!(mtu(r#"[{"Name":"Z","InterfaceGuid":"{ab}","MtuSize":9014}]"#), Some(9014));
        assert_eq!(mtu(r#"[{"Name":"s1","MtuSize":1514}]"#), Some(1514));
        assert_eq!(mtu(r#"[{"Name":"S1","InterfaceGuid":"{cd}","MtuSize":1514}]"#), None);
        assert_eq!(mtu(r#"[{"Name":"S2","MtuSize":1514}]"#), None);
        assert_eq!(mtu("[]"), None);
    }
}
