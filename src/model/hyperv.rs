//! What Hyper-V on one host is set to, besides [`MigrationPerformance`](super::MigrationPerformance), and what it runs.

use super::enums::squeeze;

/// How a host proves who it is when it starts a live migration (`VirtualMachineMigrationAuthenticationType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MigrationAuthentication {
    /// 0: whoever starts it has to be logged on to the source.
    CredSsp,
    /// 1: needs constrained delegation.
    Kerberos,
}

impl MigrationAuthentication {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => MigrationAuthentication::CredSsp,
            1 => MigrationAuthentication::Kerberos,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "credssp" => MigrationAuthentication::CredSsp,
            "kerberos" => MigrationAuthentication::Kerberos,
            _ => return None,
        })
    }
}

/// What a virtual switch connects (`SwitchType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SwitchKind {
    /// 0: virtual machines with each other.
    Private,
    /// 1: and with the host.
    Internal,
    /// 2: and with the network of an adapter.
    External,
}

impl SwitchKind {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => SwitchKind::Private,
            1 => SwitchKind::Internal,
            2 => SwitchKind::External,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "private" => SwitchKind::Private,
            "internal" => SwitchKind::Internal,
            "external" => SwitchKind::External,
            _ => return None,
        })
    }
}

/// One virtual switch of a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switch {
    /// Its name.
    pub name: Option<String>,
    /// What it connects.
    pub kind: Option<SwitchKind>,
    /// `EmbeddedTeamingEnabled`: whether it teams adapters by itself.
    pub embedded_teaming: Option<bool>,
    /// The description of its adapter; of several that it teams, only a word that says so.
    pub adapter: Option<String>,
}

/// What a virtual machine does (`State`,
/// [`Get-VM`](https://learn.microsoft.com/powershell/module/hyper-v/get-vm)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GuestState {
    /// 2: runs; its memory is in use.
    Running,
    /// 3: is off.
    Off,
    /// 6: its memory is in a file.
    Saved,
    /// 9: stands still, with its memory in use.
    Paused,
    /// On the way from one state to another.
    Changing,
}

impl GuestState {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            2 => GuestState::Running,
            3 => GuestState::Off,
            6 => GuestState::Saved,
            9 => GuestState::Paused,
            1 | 4 | 10 | 11 | 32_768..=32_999 => GuestState::Changing,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = squeeze(word);
        Some(match word.strip_suffix("critical").unwrap_or(&word) {
            "running" => GuestState::Running,
            "off" => GuestState::Off,
            "saved" | "fastsaved" => GuestState::Saved,
            "paused" => GuestState::Paused,
            "other" | "stopping" | "starting" | "reset" | "saving" | "pausing" | "resuming"
            | "fastsaving" | "forceshutdown" | "forcereboot" | "hibernated" | "componentservicing" => {
                GuestState::Changing
            }
            _ => return None,
        })
    }
}

/// One virtual machine of a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guest {
    /// Its name.
    pub name: String,
    /// What it does.
    pub state: Option<GuestState>,
    /// `MemoryAssigned`, in bytes.
    pub memory: Option<u64>,
    /// `IsClustered`: whether it moves with its cluster role.
    pub clustered: Option<bool>,
}
