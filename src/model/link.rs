//! Speed and capability of an adapter, in the terms SMB Multichannel and the automatic metric share.

use serde::Serialize;

/// What an adapter can do; the order is the order of preference, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkClass {
    /// Neither RSS nor RDMA.
    #[serde(rename = "none")]
    Plain,
    /// Receive Side Scaling.
    Rss,
    /// Remote Direct Memory Access.
    Rdma,
}

impl LinkClass {
    /// Every class, worst first.
    pub const ALL: [LinkClass; 3] = [Self::Plain, Self::Rss, Self::Rdma];

    /// The word an admin knows.
    pub fn word(self) -> &'static str {
        match self {
            LinkClass::Plain => "plain",
            LinkClass::Rss => "RSS",
            LinkClass::Rdma => "RDMA",
        }
    }
}

/// Which source told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkSource {
    /// `Get-SmbClientNetworkInterface`: what SMB itself sees.
    SmbClient,
    /// `Get-NetAdapter`, `Get-NetAdapterRdma`, `Get-NetAdapterRss`.
    NetAdapter,
}

/// Speed and capability of one interface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// What it can do; `None` when only the speed is known.
    pub class: Option<LinkClass>,
    /// Gbit/s; `None` when only the capability is known.
    pub gbps: Option<f64>,
    /// Who says so.
    pub source: LinkSource,
}
