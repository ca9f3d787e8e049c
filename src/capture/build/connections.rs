//! What hosts tell of an interface by the name of its connection.

use crate::capture::typed::Host;
use crate::model::{Bindings, Interface};

/// Adds to an interface what its host tells of the connection of that name.
pub(super) fn add(interface: &mut Interface, connection: &str, host: &Host) {
    let is_it =
        |alias: &Option<String>| alias.as_deref().is_some_and(|alias| alias.eq_ignore_ascii_case(connection));
    let enabled = |component: &str| {
        let own = host.bindings.iter().filter(|binding| is_it(&binding.alias));
        let of_it = own.filter(|binding| {
            binding.component.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(component))
        });
        of_it.filter_map(|binding| binding.enabled).next()
    };
    interface.bindings = Bindings {
        server: enabled("ms_server"),
        client: enabled("ms_msclient"),
        ipv4: enabled("ms_tcpip"),
        ipv6: enabled("ms_tcpip6"),
    };
    interface.default_gateway = host.default_routes.as_deref().and_then(|routes| {
        let has_one = routes.iter().any(|route| is_it(&route.alias));
        // A default route that does not say where it is could be here.
        let is_clear = has_one || routes.iter().all(|route| route.alias.is_some());
        is_clear.then_some(has_one)
    });
    let dns = host.dns_clients.iter().find(|client| is_it(&client.alias));
    interface.registers_in_dns = dns.and_then(|client| client.registers);
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
    fn registering_in_dns_is_read_of_the_connection() {
        let registers = |alias: &str| {
            let row = r#"{"RegisterThisConnectionsAddress":false,"InterfaceAlias"#;
            interface(&format!(r#""dns_clients":[{row}":"{alias}"}}]"#)).registers_in_dns
        };
        assert_eq!(registers("S1"), Some(false));
        assert_eq!(registers("S2"), None);
    }
}
