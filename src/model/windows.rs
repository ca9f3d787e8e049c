//! Which Windows a cluster runs, and on what that rests.

use super::NetworkId;
use serde::Serialize;

/// Versions that differ in how a cluster chooses networks, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WindowsVersion {
    /// Windows Server 2008 R2.
    V2008R2,
    /// Windows Server 2012.
    V2012,
    /// Windows Server 2012 R2.
    V2012R2,
    /// Windows Server 2016.
    V2016,
    /// Windows Server 2019, Azure Stack HCI 20H2.
    V2019,
    /// Windows Server 2022, Azure Stack HCI 21H2 and 22H2.
    V2022,
    /// Azure Local 23H2 (build 25398).
    V23H2,
    /// Windows Server 2025; Azure Local 24H2 too where nobody says that it is that, since the build is the same.
    V2025,
    /// Azure Local 24H2: chooses networks as 2025 does, and is an Azure Local. No capture tells it from 2025.
    V24H2,
}

/// The version, and what it is known by. `engine::windows` works it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    /// `None` when nothing tells.
    pub version: Option<WindowsVersion>,
    /// The oldest version it can be; the version itself when that is known without a doubt.
    pub since: Option<WindowsVersion>,
    /// What both are known by.
    pub evidence: WindowsEvidence,
    /// How sure the version is; one that is not known is assumed to be 2012 or later.
    pub certainty: VersionCertainty,
}

/// How sure a Windows version is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VersionCertainty {
    /// The caller says so.
    Stated,
    /// The cluster itself tells.
    Observed,
    /// Follows from its metrics.
    Computed,
    /// Not known, or known with a doubt.
    #[default]
    Assumed,
}

/// What a Windows version is known by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowsEvidence {
    /// The caller says so.
    Stated,
    /// `ClusterFunctionalLevel` and the build of the oldest node together.
    LevelAndBuild(u32, u32),
    /// `ClusterFunctionalLevel`.
    Level(u32),
    /// `ClusterFunctionalLevel` 12, which Azure Local 23H2 has too, and no node's build is captured.
    LevelWithoutBuild(u32),
    /// The build of the oldest node.
    Build(u32),
    /// SMB reports RDMA and RSS, which it does since Windows Server 2012.
    SmbAdapters,
    /// The metric of this network is a value of the 2008 R2 scheme.
    MetricOf2008R2(NetworkId, u32),
    /// The metric of this network is a value of the scheme of 2012 and later.
    MetricSince2012(NetworkId, u32),
    /// Nothing.
    #[default]
    Nothing,
}

impl Windows {
    /// Whether nothing tells the version, and not even its scheme of metrics.
    pub fn is_unknown(&self) -> bool {
        self.version.is_none() && self.since.is_none()
    }

    /// The older version that it may be as well, where the evidence of a version fits two.
    pub fn doubt(&self) -> Option<WindowsVersion> {
        match self.evidence {
            WindowsEvidence::LevelWithoutBuild(_) => self.since,
            _ => None,
        }
    }
}

impl WindowsVersion {
    /// Every version, oldest first.
    pub const ALL: [WindowsVersion; 9] = [
        Self::V2008R2,
        Self::V2012,
        Self::V2012R2,
        Self::V2016,
        Self::V2019,
        Self::V2022,
        Self::V23H2,
        Self::V2025,
        Self::V24H2,
    ];

    /// As it is written in requests and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::V2008R2 => "2008R2",
            Self::V2012 => "2012",
            Self::V2012R2 => "2012R2",
            Self::V2016 => "2016",
            Self::V2019 => "2019",
            Self::V2022 => "2022",
            Self::V23H2 => "23H2",
            Self::V2025 => "2025",
            Self::V24H2 => "24H2",
        }
    }

    /// Whether it is an Azure Local, which supports less than a Windows Server of the same age.
    pub fn is_azure_local(self) -> bool {
        matches!(self, Self::V23H2 | Self::V24H2)
    }

    /// From the written form, with or without blanks, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        Self::ALL.into_iter().find(|version| version.name().eq_ignore_ascii_case(&name))
    }

    /// From `ClusterFunctionalLevel`; 11 and 12 are extrapolated from published tables that end at 10.
    pub fn from_functional_level(level: u32) -> Option<Self> {
        Some(match level {
            8 => Self::V2012R2,
            9 => Self::V2016,
            10 => Self::V2019,
            11 => Self::V2022,
            12 => Self::V2025,
            _ => return None,
        })
    }

    /// From an operating system build number.
    pub fn from_build(build: u32) -> Option<Self> {
        Some(match build {
            7600..=7601 => Self::V2008R2,
            9200 => Self::V2012,
            9600 => Self::V2012R2,
            14393..17763 => Self::V2016,
            17763..20348 => Self::V2019,
            20348..25398 => Self::V2022,
            25398..26100 => Self::V23H2,
            26100.. => Self::V2025,
            _ => return None,
        })
    }
}
