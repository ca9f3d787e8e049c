//! What a host's network is set to, besides its links.

use super::enums::squeeze;

/// What is bound to an adapter; `None` is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    /// `ms_server`: File and Printer Sharing for Microsoft Networks.
    pub server: Option<bool>,
    /// `ms_msclient`: Client for Microsoft Networks.
    pub client: Option<bool>,
    /// `ms_tcpip`.
    pub ipv4: Option<bool>,
    /// `ms_tcpip6`.
    pub ipv6: Option<bool>,
}

/// One team of adapters that Windows makes (LBFO).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LbfoTeam {
    /// Its name.
    pub name: Option<String>,
    /// The connections that are its members.
    pub members: Option<Vec<String>>,
    /// The connections that it offers.
    pub nics: Option<Vec<String>>,
}

/// One traffic class of data center bridging.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrafficClass {
    /// Its name.
    pub name: Option<String>,
    /// The priorities in it, ascending.
    pub priorities: Option<Vec<u32>>,
    /// Percent of the bandwidth.
    pub bandwidth: Option<u32>,
}

/// What a bandwidth limit of SMB is for (`Category`,
/// [`MSFT_SmbBandwidthLimit`](https://learn.microsoft.com/previous-versions/windows/desktop/smb/msft-smbbandwidthlimit)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SmbCategory {
    /// 0: what no other category is for.
    Default,
    /// 1: disks of virtual machines.
    VirtualMachine,
    /// 2: live migration.
    LiveMigration,
    /// Storage Replica; its number is not published.
    StorageReplication,
}

/// The bandwidth that SMB leaves to a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SmbLimit {
    /// All there is.
    Unlimited,
    /// So many bytes per second.
    BytesPerSecond(u64),
}

impl SmbCategory {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => SmbCategory::Default,
            1 => SmbCategory::VirtualMachine,
            2 => SmbCategory::LiveMigration,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "default" => SmbCategory::Default,
            "virtualmachine" => SmbCategory::VirtualMachine,
            "livemigration" => SmbCategory::LiveMigration,
            "storagereplication" => SmbCategory::StorageReplication,
            _ => return None,
        })
    }
}
