//! What a host says of its network, besides adapters and addresses.

use super::Parts;
use crate::model::{SmbCategory, SmbLimit};
use crate::schema::{Property, Section};

/// One thing that can be bound to an adapter.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The connection's name.
    pub alias: Option<String>,
    /// What it is, such as `ms_server`.
    pub component: Option<String>,
    /// Whether it is bound.
    pub enabled: Option<bool>,
}

/// One route to everywhere, over a gateway.
#[derive(Clone, Debug)]
pub struct DefaultRoute {
    /// The connection's name.
    pub alias: Option<String>,
}

/// What a connection tells DNS.
#[derive(Clone, Debug)]
pub struct DnsClient {
    /// The connection's name.
    pub alias: Option<String>,
    /// `RegisterThisConnectionsAddress`.
    pub registers: Option<bool>,
}

/// `Get-NetAdapterBinding`.
pub(super) fn bindings(host: &mut Parts<'_, '_>) -> Vec<Binding> {
    let bindings = host.rows(Section::Bindings, |values| {
        Some(Binding {
            alias: values.owned(Property::Name),
            component: values.owned(Property::ComponentID),
            enabled: values.flag(Property::Enabled),
        })
    });
    bindings.unwrap_or_default()
}

/// The default routes of `Get-NetRoute`; one without a gateway, as of a point-to-point link, leads to no other subnet.
pub(super) fn default_routes(host: &mut Parts<'_, '_>) -> Option<Vec<DefaultRoute>> {
    host.rows(Section::NetRoutes, |values| {
        let is_default = matches!(values.text(Property::DestinationPrefix), Some("0.0.0.0/0" | "::/0"));
        let is_direct = matches!(values.text(Property::NextHop), Some("0.0.0.0" | "::"));
        (is_default && !is_direct).then(|| DefaultRoute { alias: values.owned(Property::InterfaceAlias) })
    })
}

/// `Get-DnsClient`.
pub(super) fn dns_clients(host: &mut Parts<'_, '_>) -> Vec<DnsClient> {
    let clients = host.rows(Section::DnsClients, |values| {
        Some(DnsClient {
            alias: values.owned(Property::InterfaceAlias),
            registers: values.flag(Property::RegisterThisConnectionsAddress),
        })
    });
    clients.unwrap_or_default()
}

/// The bandwidth that SMB leaves to live migration; `None` when not captured, or not understood.
pub(super) fn smb_migration_limit(host: &mut Parts<'_, '_>) -> Option<SmbLimit> {
    let limits = host.rows(Section::SmbBandwidthLimits, |values| {
        let category = values.member(
            Property::Category,
            "Default (0), VirtualMachine (1) or LiveMigration (2)",
            SmbCategory::from_number,
            SmbCategory::from_word,
        );
        Some((category, values.small_number(Property::BytesPerSecond)))
    })?;
    match limits.iter().find(|(category, _)| *category == Some(SmbCategory::LiveMigration)) {
        Some((_, bytes)) => bytes.map(SmbLimit::BytesPerSecond),
        None if limits.iter().all(|(category, _)| category.is_some()) => Some(SmbLimit::Unlimited),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::capture::build::tests::built_of;
    use crate::model::{Host, SmbLimit};

    /// The host of these parts.
    fn host(parts: &str) -> Host {
        let text = format!(
            r#"{{"networks":[{{"Name":"A","Role":1,"Metric":1}}],"hosts":[{{"Node":"N",{parts}}}]}}"#
        );
        built_of(&text).hosts.unwrap().remove(0)
    }

    #[test]
    fn no_limit_is_not_an_unknown_one() {
        let limit = |rows: &str| host(&format!(r#""smb_bandwidth_limits":{rows}"#)).smb_migration_limit;
        let live =
            r#"[{"Category":"Default","BytesPerSecond":1},{"Category":2,"BytesPerSecond":1562500000}]"#;
        assert_eq!(limit(live), Some(SmbLimit::BytesPerSecond(1_562_500_000)));
        assert_eq!(limit(r#"[{"Category":"VirtualMachine","BytesPerSecond":1}]"#), Some(SmbLimit::Unlimited));
        assert_eq!(limit("[]"), Some(SmbLimit::Unlimited));
        assert_eq!(limit(r#"[{"Category":"Live Migration"}]"#), None);
        assert_eq!(limit(r#"[{"Category":77,"BytesPerSecond":1}]"#), None);
        assert_eq!(host(r#""vm_host":[]"#).smb_migration_limit, None);
    }
}
