//! NetFT routes of cluster logs, their ends matched to interfaces by address.

use crate::capture::typed;
use crate::model::{Interface, NetftEnd, NetftRoute, Problem, Unusable};
use crate::schema::Section;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

/// Addresses that one problem names.
const SHOWN: usize = 4;

/// The routes between interfaces; `None` when no log was captured.
pub(super) fn read(
    routes: Option<Vec<typed::NetftRoute>>,
    interfaces: &[Interface],
) -> (Option<Vec<NetftRoute>>, Vec<Problem>) {
    let Some(found) = routes else { return (None, Vec::new()) };
    let ends = ends(interfaces);
    let mut routes = Vec::new();
    let mut unmatched: BTreeSet<IpAddr> = BTreeSet::new();
    for typed::NetftRoute { local, remote, priority, is_down, time } in found {
        unmatched.extend([local, remote].iter().filter(|address| !ends.contains_key(address)));
        let end = |address| ends.get(&address).copied().flatten();
        let Some((local, remote)) = end(local).zip(end(remote)) else { continue };
        routes.push(NetftRoute { local, remote, priority, is_down, time });
    }
    routes.sort();
    let mut problems = Vec::new();
    if !interfaces.is_empty() && !unmatched.is_empty() {
        let more = unmatched.len().saturating_sub(SHOWN);
        let what = Unusable::RouteEnds { shown: unmatched.into_iter().take(SHOWN).collect(), more };
        let place = format!("capture.{}", Section::NetftRoutes.name());
        problems.push(Problem { network: None, place, what });
    }
    (Some(routes), problems)
}

/// Where each address is; `None` for one that several interfaces have.
fn ends(interfaces: &[Interface]) -> HashMap<IpAddr, Option<NetftEnd>> {
    let mut ends: HashMap<IpAddr, Option<NetftEnd>> = HashMap::new();
    for interface in interfaces {
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
    use crate::capture::build::tests::built_of;
    use crate::model::{Cluster, NodeId};
    use crate::words;

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
        built_of(&text)
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
            local: NetftEnd { node: NodeId::at(1), network: smb },
            remote: NetftEnd { node: NodeId::at(0), network: smb },
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
        let messages: Vec<String> =
            cluster.problems.iter().map(|problem| words::problem(problem).message).collect();
        let expected = "NetFT routes of a cluster log end at 10.7.7.7, which is no interface's address: these routes \
                        are not checked";
        assert_eq!(messages, [expected]);
    }
}
