//! What Hyper-V on one host is set to, besides [`MigrationPerformance`](super::MigrationPerformance).

use super::enums::squeeze;

/// How a host proves who it is when it starts a live migration (`VirtualMachineMigrationAuthenticationType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
