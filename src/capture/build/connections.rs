//! What hosts tell of an interface by the name of its connection.

use crate::capture::typed::Host;
use crate::model::{Bindings, Interface};
use crate::names::folded;
use crate::steps::step;
use std::collections::{HashMap, HashSet};

/// What a host tells of its connections, by their names without case; of several rows the first counts.
pub(super) struct Connections {
    /// By name and component, such as `ms_tcpip`.
    bindings: HashMap<(String, String), bool>,
    /// Those with a default route, and whether every default route says where it is; `None` when not captured.
    gateways: Option<(HashSet<String>, bool)>,
    registers_in_dns: HashMap<String, Option<bool>>,
    /// Of adapters that can do RDMA, whether it is on.
    rdma: HashMap<String, Option<bool>>,
}

impl Connections {
    pub(super) fn new(host: &Host) -> Self {
        let mut bindings = HashMap::new();
        for binding in &host.bindings {
            step(1);
            if let (Some(alias), Some(component), Some(enabled)) =
                (&binding.alias, &binding.component, binding.enabled)
            {
                bindings.entry((folded(alias), component.to_ascii_lowercase())).or_insert(enabled);
            }
        }
        let gateways = host.default_routes.as_deref().map(|routes| {
            step(routes.len());
            let aliases = routes.iter().filter_map(|route| route.alias.as_deref()).map(folded).collect();
            (aliases, routes.iter().all(|route| route.alias.is_some()))
        });
        let mut registers_in_dns = HashMap::new();
        for client in &host.dns_clients {
            step(1);
            if let Some(alias) = &client.alias {
                registers_in_dns.entry(folded(alias)).or_insert(client.registers);
            }
        }
        let mut rdma = HashMap::new();
        for feature in host.rdma.iter().flatten() {
            step(1);
            if let Some(alias) = &feature.alias {
                rdma.entry(folded(alias)).or_insert(feature.is_on);
            }
        }
        Self { bindings, gateways, registers_in_dns, rdma }
    }

    /// Adds to an interface what its host tells of the connection of that name.
    pub(super) fn add(&self, interface: &mut Interface, connection: &str) {
        step(1);
        let connection = folded(connection);
        let enabled =
            |component: &str| self.bindings.get(&(connection.clone(), component.to_owned())).copied();
        interface.bindings = Bindings {
            server: enabled("ms_server"),
            client: enabled("ms_msclient"),
            ipv4: enabled("ms_tcpip"),
            ipv6: enabled("ms_tcpip6"),
        };
        interface.default_gateway = self.gateways.as_ref().and_then(|(aliases, all_are_told)| {
            let has_one = aliases.contains(&connection);
            // A default route that does not say where it is could be here.
            (has_one || *all_are_told).then_some(has_one)
        });
        interface.rdma = self.rdma.get(&connection).copied().flatten();
        interface.registers_in_dns = self.registers_in_dns.get(&connection).copied().flatten();
    }
}

#[cfg(test)]
mod tests {
    use crate::capture::build::tests::built_of;
    use crate::model::{Bindings, Interface};

    /// The interface `N1 - S1`, whose host has these parts.
    fn interface(parts: &str) -> Interface {
        let text = format!(
            r#"{{"networks":[{{"Name":"S","Role":1,"Metric":1}}],"interfaces":[{{"Name":"N1 - S1","Node":"N1",
                "Network":"S","AdapterId":"AB","Ipv4Addresses":["10.0.1.1"]}}],"hosts":[{{"Node":"N1",{parts}}}]}}"#
        );
        built_of(&text).interfaces.remove(0)
    }

    #[test]
    fn bindings_are_those_of_the_connection() {
        let bindings = r#""bindings":[{"Name":"s1","ComponentID":"ms_server","Enabled":false},
            {"Name":"S1","ComponentID":"MS_TCPIP","Enabled":true},{"Name":"S1","ComponentID":"ms_lldp","Enabled":true},
            {"Name":"S2","ComponentID":"ms_msclient","Enabled":true}]"#;
        let expected = Bindings { server: Some(false), ipv4: Some(true), ..Bindings::default() };
        assert_eq!(interface(bindings).bindings, expected);
        let renamed = r#","net_adapters":[{"Name":"S2","InterfaceGuid":"{AB}"}]"#;
        let expected = Bindings { client: Some(true), ..Bindings::default() };
        assert_eq!(interface(&format!("{bindings}{renamed}")).bindings, expected);
    }

    #[test]
    fn a_gateway_is_there_not_there_or_unknown() {
        let gateway = |routes: &str| interface(&format!(r#""net_routes":{routes}"#)).default_gateway;
        let route = |prefix: &str, alias: &str, next_hop: &str| {
            format!(r#"{{"DestinationPrefix":"{prefix}","InterfaceAlias":"{alias}","NextHop":"{next_hop}"}}"#)
        };
        assert_eq!(gateway(&format!("[{}]", route("0.0.0.0/0", "S1", "10.0.1.254"))), Some(true));
        assert_eq!(gateway(&format!("[{}]", route("::/0", "S1", "fe80::1"))), Some(true));
        assert_eq!(gateway(&format!("[{}]", route("0.0.0.0/0", "S2", "10.0.2.254"))), Some(false));
        assert_eq!(gateway(&format!("[{}]", route("10.0.1.0/24", "S1", "0.0.0.0"))), Some(false));
        assert_eq!(gateway(&format!("[{}]", route("0.0.0.0/0", "S1", "0.0.0.0"))), Some(false));
        assert_eq!(gateway(&format!("[{}]", route("0.0.0.0/0", "", "10.0.2.254"))), None);
        assert_eq!(gateway("[]"), Some(false));
        assert_eq!(interface(r#""vm_host":[]"#).default_gateway, None);
    }

    #[test]
    fn rdma_is_on_or_off_where_the_adapter_can_do_it() {
        let rdma = |name: &str| {
            interface(&format!(r#""net_adapter_rdma":[{{"Name":"{name}","Enabled":false}}]"#)).rdma
        };
        assert_eq!(rdma("s1"), Some(false));
        assert_eq!(rdma("S2"), None);
    }

    #[test]
    fn registering_in_dns_is_read_of_the_connection() {
        let registers = |alias: &str| {
            let row = r#"{"RegisterThisConnectionsAddress":false,"InterfaceAlias"#;
            interface(&format!(r#""dns_clients":[{row}":"{alias}"}}]"#)).registers_in_dns
        };
        assert_eq!(registers("S1"), Some(false));
        assert_eq!(registers("S2"), None);
    }
}
