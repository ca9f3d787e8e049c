//! NetFT routes of cluster logs, their ends matched to interfaces by address.

use super::values::Values;
use crate::capture::raw::{Object, Section, Sections};
use crate::model::{Cluster, NetftEnd, NetftRoute, Problem, ProblemKind};
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

/// Addresses that one problem names.
const SHOWN: usize = 4;

pub(super) fn read(sections: &Sections<'_>, cluster: &mut Cluster) {
    let Some(objects) = sections.get(Section::NetftRoutes) else { return };
    let ends = ends(cluster);
    let mut routes = Vec::new();
    let mut unmatched: BTreeSet<IpAddr> = BTreeSet::new();
    for (index, object) in objects.iter().enumerate() {
        let mut values = Values::new(object, Section::NetftRoutes, index, &mut cluster.problems);
        if is(object, "Removed") {
            continue;
        }
        let (local, remote) = (values.addresses("LocalAddress"), values.addresses("RemoteAddress"));
        let (&[local], &[remote]) = (local.as_slice(), remote.as_slice()) else { continue };
        let priority = values.number("Priority").and_then(|priority| u32::try_from(priority).ok());
        let Some(priority) = priority else { continue };
        unmatched.extend([local, remote].iter().filter(|address| !ends.contains_key(address)));
        let end = |address| ends.get(&address).copied().flatten();
        let Some((local, remote)) = end(local).zip(end(remote)) else { continue };
        let is_down = if is(object, "Down") { Some(true) } else { is(object, "Up").then_some(false) };
        let time = object.text("Time").map(str::to_owned);
        routes.push(NetftRoute { local, remote, priority, is_down, time });
    }
    routes.sort();
    cluster.netft_routes = Some(routes);
    if !cluster.interfaces.is_empty() && !unmatched.is_empty() {
        let shown: Vec<String> = unmatched.iter().take(SHOWN).map(IpAddr::to_string).collect();
        let more = match unmatched.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "NetFT routes of a cluster log end at {}{more}, which is no interface's address: \
             these routes are not checked",
            shown.join(", ")
        );
        let place = format!("capture.{}", Section::NetftRoutes.name());
        cluster.problems.push(Problem {
            kind: ProblemKind::DanglingReference,
            network: None,
            place,
            message,
        });
    }
}

fn is(object: &Object<'_>, state: &str) -> bool {
    object.text("State").is_some_and(|text| text.eq_ignore_ascii_case(state))
}

/// Where each address is; `None` for one that several interfaces have.
fn ends(cluster: &Cluster) -> HashMap<IpAddr, Option<NetftEnd>> {
    let mut ends: HashMap<IpAddr, Option<NetftEnd>> = HashMap::new();
    for interface in &cluster.interfaces {
        let end = NetftEnd { node: interface.node, network: interface.network };
        for address in &interface.addresses {
            ends.entry(*address)
                .and_modify(|known| *known = known.filter(|known| *known == end))
                .or_insert(Some(end));
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{build, json};

    /// Two nodes on networks LAN (10.0.0.x) and SMB (10.0.1.x), and these routes.
    fn built(routes: &str) -> Cluster {
        let interface = |node: u8, network: u8, name: &str, address: &str| {
            format!(
                r#"{{"Name":"N{node} - {name}","Node":"N{node}","Network":"{name}","State":3,
                    "Ipv4Addresses":["10.0.{network}.{node}"{address}]}}"#
            )
        };
        let text = format!(
            r#"{{"networks":[{{"Name":"LAN","Role":3,"Metric":70000}},{{"Name":"SMB","Role":1,"Metric":20400}}],
                "interfaces":[{},{},{},{}],"netft_routes":{routes}}}"#,
            interface(1, 0, "LAN", r#","10.9.9.9""#),
            interface(2, 0, "LAN", r#","10.9.9.9""#),
            interface(1, 1, "SMB", ""),
            interface(2, 1, "SMB", "")
        );
        build(&json::read(&text, "test").unwrap().remove(0).into_sections()).unwrap()
    }

    fn route(local: &str, remote: &str, rest: &str) -> String {
        format!(r#"{{"LocalAddress":"{local}","RemoteAddress":"{remote}"{rest}}}"#)
    }

    #[test]
    fn ends_are_interfaces_by_address() {
        let rest = r#","Priority":40800,"State":"Down","Time":"2026/11/02-09:15:00.100 UTC""#;
        let cluster = built(&format!("[{}]", route("10.0.1.2", "10.0.1.1", rest)));
        let smb = cluster.find_network("SMB").unwrap();
        let expected = NetftRoute {
            local: NetftEnd { node: 1, network: smb },
            remote: NetftEnd { node: 0, network: smb },
            priority: 40_800,
            is_down: Some(true),
            time: Some("2026/11/02-09:15:00.100 UTC".to_owned()),
        };
        assert_eq!(cluster.netft_routes.unwrap(), [expected]);
        assert_eq!(cluster.problems, []);
    }

    #[test]
    fn a_removed_route_is_none_and_an_unknown_end_is_said() {
        let routes = [
            route("10.0.1.1", "10.0.1.2", r#","Priority":1,"State":"Removed""#),
            route("10.0.1.1", "10.7.7.7", r#","Priority":1"#),
            route("10.0.1.1", "10.9.9.9", r#","Priority":1"#),
            route("10.0.1.1", "10.0.1.2", ""),
        ];
        let cluster = built(&format!("[{}]", routes.join(",")));
        assert_eq!(cluster.netft_routes.unwrap(), []);
        let messages: Vec<&str> = cluster.problems.iter().map(|problem| problem.message.as_str()).collect();
        let expected = "NetFT routes of a cluster log end at 10.7.7.7, which is no interface's address: these routes \
                        are not checked";
        assert_eq!(messages, [expected]);
    }
}
