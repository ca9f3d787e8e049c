//! What a host says of its network, besides adapters and addresses.

use super::Parts;
use crate::model::{LbfoTeam, SmbCategory, SmbLimit, TrafficClass};
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

/// `Get-NetLbfoTeam`.
pub(super) fn lbfo_teams(host: &mut Parts<'_, '_>) -> Option<Vec<LbfoTeam>> {
    host.rows(Section::LbfoTeams, |values| {
        Some(LbfoTeam {
            name: values.owned(Property::Name),
            members: values.list(Property::Members),
            nics: values.list(Property::TeamNics),
        })
    })
}

/// `Get-NetQosTrafficClass`.
pub(super) fn traffic_classes(host: &mut Parts<'_, '_>) -> Option<Vec<TrafficClass>> {
    host.rows(Section::NetQosTrafficClasses, |values| {
        let priorities = values.list(Property::Priority).and_then(|texts| {
            let found: Option<Vec<_>> = texts.iter().map(|text| priorities(text)).collect();
            if found.is_none() {
                values.reject(Property::Priority, "priorities such as 3 or 0-2, of 0 to 7");
            }
            let mut found: Vec<u32> = found?.into_iter().flatten().collect();
            found.sort_unstable();
            Some(found)
        });
        Some(TrafficClass {
            name: values.owned(Property::Name),
            priorities,
            bandwidth: values.small_number(Property::BandwidthPercentage),
        })
    })
}

/// The priorities of `Get-NetQosFlowControl` that have it; a row that says too little leaves all of them unknown.
pub(super) fn flow_control(host: &mut Parts<'_, '_>) -> Option<Vec<u32>> {
    let rows = host.rows(Section::NetQosFlowControl, |values| {
        Some(values.small_number(Property::Priority).zip(values.flag(Property::Enabled)))
    })?;
    let rows: Vec<(u32, bool)> = rows.into_iter().collect::<Option<_>>()?;
    let mut on: Vec<u32> =
        rows.into_iter().filter_map(|(priority, is_on)| is_on.then_some(priority)).collect();
    on.sort_unstable();
    on.dedup();
    Some(on)
}

/// One priority, or several as the console prints them: `0-2`.
fn priorities(text: &str) -> Option<std::ops::RangeInclusive<u32>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let range = first.trim().parse().ok()?..=last.trim().parse().ok()?;
    (*range.end() <= 7 && !range.is_empty()).then_some(range)
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

    #[test]
    fn priorities_are_numbers_or_ranges_up_to_seven() {
        let of = |priority: &str| {
            let rows = format!(r#""net_qos_traffic_classes":[{{"Name":"SMB","Priority":{priority}}}]"#);
            host(&rows).traffic_classes.unwrap().remove(0).priorities
        };
        assert_eq!(of("[4,3]"), Some(vec![3, 4]));
        assert_eq!(of("3"), Some(vec![3]));
        assert_eq!(of(r#""0-2,4-5""#), Some(vec![0, 1, 2, 4, 5]));
        assert_eq!(of("[]"), Some(vec![]));
        assert_eq!(of("null"), None);
        assert_eq!(of("[3,8]"), None);
        assert_eq!(of(r#""5-4294967295""#), None);
        assert_eq!(of(r#""5-4""#), None);
    }

    #[test]
    fn flow_control_is_known_whole_or_not_at_all() {
        let of = |rows: &str| host(&format!(r#""net_qos_flow_control":{rows}"#)).flow_control;
        let all =
            r#"[{"Priority":5,"Enabled":true},{"Priority":4,"Enabled":false},{"Priority":3,"Enabled":1}]"#;
        assert_eq!(of(all), Some(vec![3, 5]));
        assert_eq!(of(r#"[{"Priority":3,"Enabled":true},{"Priority":4}]"#), None);
        assert_eq!(of("[]"), Some(vec![]));
        assert_eq!(host(r#""vm_host":[]"#).flow_control, None);
    }
}
