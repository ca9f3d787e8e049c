//! The enumerations of the FailoverClusters module, understood as number or as word.
//!
//! Values and meanings: [ClusterNetworkState](https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_network_state),
//! [ClusterSharedVolumeState](https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_shared_volume_state).

use serde::Serialize;

/// What a cluster network may carry (`Role`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 0: no cluster communication.
    None,
    /// 1: cluster communication only.
    Cluster,
    /// 2: clients only; not supported since Windows Server 2008.
    Client,
    /// 3: cluster and clients.
    ClusterAndClient,
}

/// Reachability of a cluster network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NetworkState {
    /// -1, or not in the capture.
    #[default]
    Unknown,
    /// 0: all interfaces unavailable.
    Unavailable,
    /// 1: no node can communicate over it.
    Down,
    /// 2: works, but at least two nodes cannot reach each other.
    Partitioned,
    /// 3: all nodes can communicate over it.
    Up,
}

/// Reachability of one interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InterfaceState {
    /// -1, or not in the capture.
    #[default]
    Unknown,
    /// 0: the owning node is down.
    Unavailable,
    /// 1: reaches nobody.
    Failed,
    /// 2: does not reach at least one other live interface.
    Unreachable,
    /// 3: reaches every other live interface.
    Up,
}

/// State of a node ([`CLUSTER_NODE_STATE`](https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_node_state)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeState {
    /// -1.
    Unknown,
    /// 0: takes part in the cluster.
    Up,
    /// 1: does not.
    Down,
    /// 2: takes part, but gets no new groups.
    Paused,
    /// 3: about to take part.
    Joining,
}

/// Fault of a volume
/// ([`CLUSTER_CSV_VOLUME_FAULT_STATE`](https://learn.microsoft.com/windows/win32/api/clusapi/ne-clusapi-cluster_csv_volume_fault_state)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultState {
    /// 0.
    NoFaults,
    /// 1: every read and write goes through the coordinator.
    NoDirectIo,
    /// 2.
    NoAccess,
    /// 4.
    InMaintenance,
    /// 8.
    Dismounted,
}

/// How a live migration is carried (`VirtualMachineMigrationPerformanceOption`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MigrationPerformance {
    /// 0: one TCP connection over one network.
    TcpIp,
    /// 1: compressed, over one network.
    Compression,
    /// 2: SMB Multichannel, over several networks of one kind.
    Smb,
}

/// How a node reaches a Cluster Shared Volume (`StateInfo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeMode {
    /// 0: not reachable.
    Unavailable,
    /// 1: I/O is held.
    Paused,
    /// 2: data goes to the disk, metadata to the coordinator.
    Direct,
    /// 3: every read and write goes through the coordinator's file system.
    FileSystemRedirected,
    /// 4: data goes to the coordinator at block level.
    BlockRedirected,
}

/// The file system of a volume, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileSystem {
    /// NTFS, or CSVFS over NTFS.
    Ntfs,
    /// ReFS, or CSVFS over ReFS.
    Refs,
}

/// Flags of `FileSystemRedirectedIOReason`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileSystemReasons(pub u64);

/// Flags of `BlockRedirectedIOReason`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockReasons(pub u64);

impl FileSystemReasons {
    /// Turned on by an administrator.
    pub const USER_REQUEST: u64 = 1;
    /// A file system filter driver that CSV does not tolerate.
    pub const INCOMPATIBLE_FILE_SYSTEM_FILTER: u64 = 2;
    /// A volume filter driver that CSV does not tolerate.
    pub const INCOMPATIBLE_VOLUME_FILTER: u64 = 4;
    /// Storage tiering.
    pub const FILE_SYSTEM_TIERING: u64 = 8;
    /// BitLocker is being initialised.
    pub const BIT_LOCKER_INITIALIZING: u64 = 16;
    /// ReFS.
    pub const FILE_SYSTEM_REFS: u64 = 32;

    const WORDS: [(&str, u64); 7] = [
        ("notfilesystemredirected", 0),
        ("userrequest", Self::USER_REQUEST),
        ("incompatiblefilesystemfilter", Self::INCOMPATIBLE_FILE_SYSTEM_FILTER),
        ("incompatiblevolumefilter", Self::INCOMPATIBLE_VOLUME_FILTER),
        ("filesystemtiering", Self::FILE_SYSTEM_TIERING),
        ("bitlockerinitializing", Self::BIT_LOCKER_INITIALIZING),
        ("filesystemrefs", Self::FILE_SYSTEM_REFS),
    ];

    /// Whether a reason is given.
    pub fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    /// From words, one or a comma list.
    pub fn from_words(text: &str) -> Option<Self> {
        flags(text, &Self::WORDS).map(Self)
    }
}

impl BlockReasons {
    /// The node does not see the disk.
    pub const NO_DISK_CONNECTIVITY: u64 = 1;
    /// The storage space is attached elsewhere.
    pub const STORAGE_SPACE_NOT_ATTACHED: u64 = 2;
    /// Storage Replica.
    pub const VOLUME_REPLICATION_ENABLED: u64 = 4;

    const WORDS: [(&str, u64); 4] = [
        ("notblockredirected", 0),
        ("nodiskconnectivity", Self::NO_DISK_CONNECTIVITY),
        ("storagespacenotattached", Self::STORAGE_SPACE_NOT_ATTACHED),
        ("volumereplicationenabled", Self::VOLUME_REPLICATION_ENABLED),
    ];

    /// Whether a reason is given.
    pub fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    /// From words, one or a comma list.
    pub fn from_words(text: &str) -> Option<Self> {
        flags(text, &Self::WORDS).map(Self)
    }
}

impl Role {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Role::None,
            1 => Role::Cluster,
            2 => Role::Client,
            3 => Role::ClusterAndClient,
            _ => return None,
        })
    }

    /// From the word of PowerShell, of Failover Cluster Manager, or of a validation report.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "none" | "disabled" | "donotallowclusternetworkcommunication" => Role::None,
            "cluster" | "clusteronly" | "internal" | "internaluse" => Role::Cluster,
            "client" | "clientonly" | "clientaccess" => Role::Client,
            "clusterandclient" | "both" | "enabled" | "internalandclient" => Role::ClusterAndClient,
            _ => return None,
        })
    }

    /// Whether cluster traffic may use the network.
    pub fn carries_cluster_traffic(self) -> bool {
        matches!(self, Role::Cluster | Role::ClusterAndClient)
    }
}

impl NetworkState {
    /// From the number; -1 and 4294967295 are both Unknown.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            -1 | 0xFFFF_FFFF => NetworkState::Unknown,
            0 => NetworkState::Unavailable,
            1 => NetworkState::Down,
            2 => NetworkState::Partitioned,
            3 => NetworkState::Up,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "unknown" => NetworkState::Unknown,
            "unavailable" => NetworkState::Unavailable,
            "down" => NetworkState::Down,
            // The WMI class spells it "Paritioned".
            "partitioned" | "paritioned" => NetworkState::Partitioned,
            "up" => NetworkState::Up,
            _ => return None,
        })
    }
}

impl InterfaceState {
    /// From the number; -1 and 4294967295 are both Unknown.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            -1 | 0xFFFF_FFFF => InterfaceState::Unknown,
            0 => InterfaceState::Unavailable,
            1 => InterfaceState::Failed,
            2 => InterfaceState::Unreachable,
            3 => InterfaceState::Up,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "unknown" => InterfaceState::Unknown,
            "unavailable" => InterfaceState::Unavailable,
            "failed" => InterfaceState::Failed,
            "unreachable" => InterfaceState::Unreachable,
            "up" => InterfaceState::Up,
            _ => return None,
        })
    }
}

impl NodeState {
    /// From the number; -1 and 4294967295 are both Unknown.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            -1 | 0xFFFF_FFFF => NodeState::Unknown,
            0 => NodeState::Up,
            1 => NodeState::Down,
            2 => NodeState::Paused,
            3 => NodeState::Joining,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "unknown" => NodeState::Unknown,
            "up" => NodeState::Up,
            "down" => NodeState::Down,
            "paused" => NodeState::Paused,
            "joining" => NodeState::Joining,
            _ => return None,
        })
    }

    /// Whether it takes part in the cluster; `None` when that cannot be said.
    pub fn is_up(self) -> Option<bool> {
        match self {
            NodeState::Up | NodeState::Paused => Some(true),
            NodeState::Down => Some(false),
            NodeState::Unknown | NodeState::Joining => None,
        }
    }
}

impl FaultState {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => FaultState::NoFaults,
            1 => FaultState::NoDirectIo,
            2 => FaultState::NoAccess,
            4 => FaultState::InMaintenance,
            8 => FaultState::Dismounted,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "nofaults" => FaultState::NoFaults,
            "nodirectio" => FaultState::NoDirectIo,
            "noaccess" => FaultState::NoAccess,
            "inmaintenance" => FaultState::InMaintenance,
            "dismounted" => FaultState::Dismounted,
            _ => return None,
        })
    }
}

impl MigrationPerformance {
    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => MigrationPerformance::TcpIp,
            1 => MigrationPerformance::Compression,
            2 => MigrationPerformance::Smb,
            _ => return None,
        })
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "tcpip" => MigrationPerformance::TcpIp,
            "compression" => MigrationPerformance::Compression,
            "smb" => MigrationPerformance::Smb,
            _ => return None,
        })
    }
}

impl VolumeMode {
    /// The word of `Get-ClusterSharedVolumeState`.
    pub fn word(self) -> &'static str {
        match self {
            VolumeMode::Unavailable => "Unavailable",
            VolumeMode::Paused => "Paused",
            VolumeMode::Direct => "Direct",
            VolumeMode::FileSystemRedirected => "FileSystemRedirected",
            VolumeMode::BlockRedirected => "BlockRedirected",
        }
    }

    /// From the number.
    pub fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => VolumeMode::Unavailable,
            1 => VolumeMode::Paused,
            2 => VolumeMode::Direct,
            3 => VolumeMode::FileSystemRedirected,
            4 => VolumeMode::BlockRedirected,
            _ => return None,
        })
    }

    /// From the word, spaced as in the help or not.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match squeeze(word).as_str() {
            "unavailable" => VolumeMode::Unavailable,
            "paused" => VolumeMode::Paused,
            "direct" => VolumeMode::Direct,
            "filesystemredirected" => VolumeMode::FileSystemRedirected,
            "blockredirected" => VolumeMode::BlockRedirected,
            _ => return None,
        })
    }
}

impl FileSystem {
    /// From the word, with or without the `CSVFS_` prefix of newer Windows.
    pub fn from_word(word: &str) -> Option<Self> {
        match squeeze(word).trim_start_matches("csvfs") {
            "ntfs" => Some(FileSystem::Ntfs),
            "refs" => Some(FileSystem::Refs),
            _ => None,
        }
    }
}

/// Lower case without blanks and underscores: `File System Redirected` and `FileSystemRedirected` are one.
pub(super) fn squeeze(word: &str) -> String {
    word.chars().filter(|c| !c.is_whitespace() && *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

fn flags(text: &str, words: &[(&str, u64)]) -> Option<u64> {
    let mut sum = 0;
    for item in text.split(',').filter(|item| !item.trim().is_empty()) {
        let item = squeeze(item);
        sum |= words.iter().find(|(word, _)| *word == item)?.1;
    }
    Some(sum)
}
