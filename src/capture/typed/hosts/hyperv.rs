//! What a host says of its Hyper-V.

use super::Parts;
use crate::model::{Guest, GuestState, MigrationAuthentication, MigrationPerformance, Switch, SwitchKind};
use crate::names::folded;
use crate::schema::{Property, Section};

/// `Get-VMHost`.
#[derive(Clone, Copy, Debug, Default)]
pub struct VmHost {
    /// `VirtualMachineMigrationPerformanceOption`.
    pub performance: Option<MigrationPerformance>,
    /// `UseAnyNetworkForMigration`.
    pub use_any_network: Option<bool>,
    /// `VirtualMachineMigrationEnabled`.
    pub migration_enabled: Option<bool>,
    /// `MaximumVirtualMachineMigrations`.
    pub maximum_migrations: Option<u32>,
    /// `VirtualMachineMigrationAuthenticationType`.
    pub migration_authentication: Option<MigrationAuthentication>,
}

pub(super) fn settings(host: &mut Parts<'_, '_>) -> VmHost {
    let settings = host.rows(Section::VmHost, |values| {
        Some(VmHost {
            performance: values.member(
                Property::VirtualMachineMigrationPerformanceOption,
                "TCPIP (0), Compression (1) or SMB (2)",
                MigrationPerformance::from_number,
                MigrationPerformance::from_word,
            ),
            use_any_network: values.flag(Property::UseAnyNetworkForMigration),
            migration_enabled: values.flag(Property::VirtualMachineMigrationEnabled),
            maximum_migrations: values.small_number(Property::MaximumVirtualMachineMigrations),
            migration_authentication: values.member(
                Property::VirtualMachineMigrationAuthenticationType,
                "CredSSP (0) or Kerberos (1)",
                MigrationAuthentication::from_number,
                MigrationAuthentication::from_word,
            ),
        })
    });
    settings.and_then(|rows| rows.first().copied()).unwrap_or_default()
}

/// `Get-VMSwitch`.
pub(super) fn switches(host: &mut Parts<'_, '_>) -> Option<Vec<Switch>> {
    host.rows(Section::VmSwitches, |values| {
        Some(Switch {
            name: values.owned(Property::Name),
            kind: values.member(
                Property::SwitchType,
                "Private (0), Internal (1) or External (2)",
                SwitchKind::from_number,
                SwitchKind::from_word,
            ),
            embedded_teaming: values.flag(Property::EmbeddedTeamingEnabled),
            adapter: values.owned(Property::NetAdapterInterfaceDescription),
        })
    })
}

/// `Get-VM`; a guest without a name is left out, since nobody could say which one it is.
pub(super) fn guests(host: &mut Parts<'_, '_>) -> Option<Vec<Guest>> {
    let mut guests = host.rows(Section::Vms, |values| {
        let memory = values.number(Property::MemoryAssigned);
        if memory.is_some_and(|bytes| bytes < 0) {
            values.reject(Property::MemoryAssigned, "bytes, 0 or more");
        }
        Some(Guest {
            name: values.owned(Property::Name)?,
            state: values.member(
                Property::State,
                "a state of a virtual machine, such as Running (2) or Off (3)",
                GuestState::from_number,
                GuestState::from_word,
            ),
            memory: memory.and_then(|bytes| u64::try_from(bytes).ok()),
            clustered: values.flag(Property::IsClustered),
        })
    })?;
    guests.sort_by_cached_key(|guest| (folded(&guest.name), guest.name.clone(), guest.memory));
    Some(guests)
}
