//! Which Windows a cluster runs, and on what that rests.

use serde::Serialize;

/// Versions that differ in how a cluster chooses networks, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum WindowsVersion {
    /// Windows Server 2008 R2.
    #[serde(rename = "2008R2")]
    V2008R2,
    /// Windows Server 2012.
    #[serde(rename = "2012")]
    V2012,
    /// Windows Server 2012 R2.
    #[serde(rename = "2012R2")]
    V2012R2,
    /// Windows Server 2016.
    #[serde(rename = "2016")]
    V2016,
    /// Windows Server 2019, Azure Stack HCI 20H2.
    #[serde(rename = "2019")]
    V2019,
    /// Windows Server 2022, Azure Stack HCI 21H2 and 22H2.
    #[serde(rename = "2022")]
    V2022,
    /// Azure Local 23H2 (build 25398).
    #[serde(rename = "23H2")]
    V23H2,
    /// Windows Server 2025, Azure Local 24H2.
    #[serde(rename = "2025")]
    V2025,
}

/// The version and the evidence for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Windows {
    /// `None` when nothing tells.
    pub version: Option<WindowsVersion>,
    /// The evidence, one sentence.
    pub because: String,
    /// The oldest version it can be, when the exact one is not known.
    #[serde(skip)]
    pub since: Option<WindowsVersion>,
}

impl WindowsVersion {
    /// Every version, oldest first.
    pub const ALL: [WindowsVersion; 8] = [
        Self::V2008R2,
        Self::V2012,
        Self::V2012R2,
        Self::V2016,
        Self::V2019,
        Self::V2022,
        Self::V23H2,
        Self::V2025,
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
        }
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
