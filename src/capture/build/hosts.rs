//! What each node says of itself: Hyper-V settings, migration subnets, SMB connections, Network ATC.

use super::values::Values;
use crate::capture::raw::{Object, Raw, Section, Sections};
use crate::model::{Cluster, Host, MigrationPerformance, SmbConnection};
use ipnet::IpNet;
use std::net::IpAddr;

pub(super) fn read(sections: &Sections<'_>, cluster: &mut Cluster) {
    let Some(objects) = sections.get(Section::Hosts) else { return };
    let mut hosts = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        let Some(node) = object.text("Node").and_then(|name| cluster.find_node(name)) else {
            let message = "expected the name of a node, found none: the host is left out".to_owned();
            let mut values = Values::new(object, Section::Hosts, index, &mut cluster.problems);
            values.report(crate::model::ProblemKind::DanglingReference, Some("node"), message);
            continue;
        };
        let mut host = Host { node, ..Host::default() };
        if let Some(settings) = parts(object, "vm_host").next() {
            let mut values = Values::of_host_part(settings, index, ("vm_host", 0), &mut cluster.problems);
            host.performance = values.member(
                "VirtualMachineMigrationPerformanceOption",
                "TCPIP (0), Compression (1) or SMB (2)",
                performance_from_number,
                performance_from_word,
            );
            host.use_any_network = values.flag("UseAnyNetworkForMigration");
        }
        host.migration_subnets = rows(object, "migration_networks", |row, object| {
            let mut values =
                Values::of_host_part(object, index, ("migration_networks", row), &mut cluster.problems);
            let text = object.text("Subnet")?;
            let subnet = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
            if subnet.is_none() {
                values.reject("Subnet", "a subnet such as 10.40.2.0/24");
            }
            subnet.map(|subnet| subnet.trunc())
        });
        host.smb_csv = rows(object, "smb_multichannel_csv", |row, object| {
            let mut values =
                Values::of_host_part(object, index, ("smb_multichannel_csv", row), &mut cluster.problems);
            let client = values.addresses("ClientIpAddress").first().copied()?;
            let server = values.addresses("ServerIpAddress").first().copied()?;
            Some(SmbConnection { client, server, selected: values.flag("Selected").unwrap_or(false) })
        });
        host.atc_selects_migration_networks = rows(object, "net_intents", |row, object| {
            let mut values = Values::of_host_part(object, index, ("net_intents", row), &mut cluster.problems);
            // On by default: only an override that says no leaves the lists to the administrator.
            Some(values.flag("EnableLiveMigrationNetworkSelection").unwrap_or(true))
        })
        .map(|intents| intents.contains(&true));
        hosts.push(host);
    }
    cluster.hosts = Some(hosts);
}

/// The objects of a part of a host, which may be a list, one object or absent.
pub(super) fn parts<'r, 'a>(host: &'r Object<'a>, part: &str) -> impl Iterator<Item = &'r Object<'a>> {
    let value = host.get(part);
    let items = match value {
        Some(Raw::List(items)) => items.as_slice(),
        Some(object @ Raw::Object(_)) => std::slice::from_ref(object),
        _ => &[],
    };
    items.iter().filter_map(|item| match item {
        Raw::Object(object) => Some(object),
        _ => None,
    })
}

/// Every row of a part that can be read; `None` when the host was not asked.
fn rows<T>(
    host: &Object<'_>,
    part: &str,
    mut read: impl FnMut(usize, &Object<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    host.get(part)?;
    Some(parts(host, part).enumerate().filter_map(|(row, object)| read(row, object)).collect())
}

fn performance_from_number(number: i64) -> Option<MigrationPerformance> {
    match number {
        0 => Some(MigrationPerformance::TcpIp),
        1 => Some(MigrationPerformance::Compression),
        2 => Some(MigrationPerformance::Smb),
        _ => None,
    }
}

fn performance_from_word(word: &str) -> Option<MigrationPerformance> {
    match word.to_ascii_lowercase().as_str() {
        "tcpip" => Some(MigrationPerformance::TcpIp),
        "compression" => Some(MigrationPerformance::Compression),
        "smb" => Some(MigrationPerformance::Smb),
        _ => None,
    }
}
