//! Joins what hosts know of their adapters to the cluster's interfaces.
//!
//! What SMB sees beats what the adapter says: an adapter can have RDMA enabled that SMB does not use
//! (<https://learn.microsoft.com/previous-versions/windows/desktop/smb/msft-smbmultichannelconnection>).

use super::hosts::parts;
use super::values::Values;
use crate::capture::raw::{Object, Section, Sections};
use crate::model::{Cluster, Interface, Link, LinkClass, LinkSource, Problem};
use std::net::IpAddr;

/// One adapter of a host, from every source that names it.
#[derive(Default)]
struct Adapter {
    guid: Option<String>,
    alias: Option<String>,
    addresses: Vec<IpAddr>,
    smb: Option<Link>,
    net: Option<Link>,
}

pub(super) fn join(sections: &Sections<'_>, cluster: &mut Cluster) {
    for (index, host) in sections.get(Section::Hosts).unwrap_or_default().iter().enumerate() {
        let Some(node) = host.text("Node").and_then(|name| cluster.find_node(name)) else { continue };
        let adapters = adapters(host, index, &mut cluster.problems);
        for interface in cluster.interfaces.iter_mut().filter(|interface| interface.node == node) {
            let found = adapters.iter().find(|adapter| adapter.is(interface));
            interface.link = found.and_then(|adapter| adapter.smb.or(adapter.net));
        }
    }
}

impl Adapter {
    fn is(&self, interface: &Interface) -> bool {
        match (&self.guid, &interface.adapter_id) {
            (Some(guid), Some(id)) => guid == id,
            _ => self.addresses.iter().any(|address| interface.addresses.contains(address)),
        }
    }
}

fn adapters(host: &Object<'_>, index: usize, problems: &mut Vec<Problem>) -> Vec<Adapter> {
    let mut adapters: Vec<Adapter> = Vec::new();
    for (row, object) in parts(host, "net_adapters").enumerate() {
        let mut values = Values::of_host_part(object, index, ("net_adapters", row), problems);
        let gbps = speed(&mut values, object, "Speed").or_else(|| speed(&mut values, object, "LinkSpeed"));
        let alias = object.text("Name").map(str::to_owned);
        let class = alias.as_deref().and_then(|alias| class_of(host, alias, index, problems));
        adapters.push(Adapter {
            guid: object.text("InterfaceGuid").map(|guid| guid.trim_matches(['{', '}']).to_uppercase()),
            alias,
            net: Some(Link { class, gbps, source: LinkSource::NetAdapter }),
            ..Adapter::default()
        });
    }
    for (row, object) in parts(host, "ip_addresses").enumerate() {
        let found =
            Values::of_host_part(object, index, ("ip_addresses", row), problems).addresses("IPAddress");
        if let Some(adapter) = by_alias(&mut adapters, object.text("InterfaceAlias")) {
            adapter.addresses.extend(found);
        }
    }
    for (row, object) in parts(host, "smb_client_interfaces").enumerate() {
        let mut values = Values::of_host_part(object, index, ("smb_client_interfaces", row), problems);
        let gbps = speed(&mut values, object, "LinkSpeed");
        let class = class(values.flag("RdmaCapable"), values.flag("RssCapable"));
        let addresses = values.addresses("IpAddresses");
        let link = Link { class, gbps, source: LinkSource::SmbClient };
        match by_alias(&mut adapters, object.text("FriendlyName")) {
            Some(adapter) => {
                adapter.smb = Some(link);
                adapter.addresses.extend(addresses);
            }
            None => {
                let alias = object.text("FriendlyName").map(str::to_owned);
                adapters.push(Adapter { alias, addresses, smb: Some(link), ..Adapter::default() });
            }
        }
    }
    adapters
}

fn by_alias<'r>(adapters: &'r mut [Adapter], alias: Option<&str>) -> Option<&'r mut Adapter> {
    let alias = alias?;
    adapters
        .iter_mut()
        .find(|adapter| adapter.alias.as_deref().is_some_and(|a| a.eq_ignore_ascii_case(alias)))
}

/// The class from `Get-NetAdapterRdma` and `Get-NetAdapterRss`; one receive queue is as good as no RSS
/// (<https://blogs.technet.microsoft.com/josebda/2012/11/10/windows-server-2012-file-server-tip-make-sure-your-network-interfaces-are-rss-capable/>).
fn class_of(host: &Object<'_>, alias: &str, index: usize, problems: &mut Vec<Problem>) -> Option<LinkClass> {
    let mut enabled = |part: &'static str| -> Option<bool> {
        host.get(part)?;
        let same =
            |object: &&Object<'_>| object.text("Name").is_some_and(|name| name.eq_ignore_ascii_case(alias));
        let Some((row, object)) = parts(host, part).enumerate().find(|(_, object)| same(object)) else {
            // The cmdlets list only adapters that support the feature.
            return Some(false);
        };
        let mut values = Values::of_host_part(object, index, (part, row), problems);
        let queues = values.number("NumberOfReceiveQueues").unwrap_or(2);
        Some(values.flag("Enabled")? && queues > 1)
    };
    class(enabled("net_adapter_rdma"), enabled("net_adapter_rss"))
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

/// Gbit/s from bits per second as a number or from text such as `25 Gbps`.
fn speed(values: &mut Values<'_, '_>, object: &Object<'_>, name: &str) -> Option<f64> {
    let bits = match object.get(name)?.text() {
        Some(text) => {
            let bits = bits_per_second(text);
            if bits.is_none() {
                values.reject(name, "bits per second or text such as 25 Gbps");
            }
            bits?
        }
        None => values.number(name)? as f64,
    };
    // No adapter is slower than 1 Mbit/s: a smaller number has a unit that is not known.
    if bits == 0.0 {
        return None;
    }
    if bits < 1e6 {
        values.reject(name, "bits per second");
        return None;
    }
    Some(bits / 1e9)
}

fn bits_per_second(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    // Windows prints the decimal separator of its culture.
    let number: f64 = text[..split].replace(',', ".").parse().ok()?;
    let unit = match text[split..].trim().to_ascii_lowercase().as_str() {
        "" | "bps" | "bit/s" => 1.0,
        "kbps" | "kbit/s" => 1e3,
        "mbps" | "mbit/s" => 1e6,
        "gbps" | "gbit/s" => 1e9,
        "tbps" | "tbit/s" => 1e12,
        _ => return None,
    };
    Some(number * unit)
}
