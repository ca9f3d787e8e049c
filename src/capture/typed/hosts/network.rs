//! What a host says of its network, besides adapters and addresses.

use super::Parts;
use crate::model::{SmbCategory, SmbLimit};
use crate::schema::{Property, Section};

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
