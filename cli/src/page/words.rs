//! The words of the answers as an admin knows them.

use super::text::{Text, Tone};
use clusterroute::api::resolve::Route;
use clusterroute::engine::metric::{Scheme, Verdict};
use clusterroute::engine::route::{Carries, Certainty, Mode, Traffic};
use clusterroute::model::{LinkClass, NetworkState, Role, VersionCertainty};
use clusterroute::rules::Severity;

/// The role with the number that `Get-ClusterNetwork` of older Windows prints.
pub(super) fn role(role: Option<Role>) -> Text {
    Text::from(match role {
        Some(Role::None) => "0 none",
        Some(Role::Cluster) => "1 cluster",
        Some(Role::Client) => "2 client",
        Some(Role::ClusterAndClient) => "3 both",
        None => "unknown",
    })
}

pub(super) fn state(state: NetworkState) -> Text {
    match state {
        NetworkState::Up => Text::from("up"),
        NetworkState::Unknown => Text::from("unknown"),
        NetworkState::Partitioned => Text::toned(Tone::Warning, "PARTITIONED"),
        NetworkState::Down => Text::toned(Tone::Error, "DOWN"),
        NetworkState::Unavailable => Text::toned(Tone::Error, "UNAVAILABLE"),
    }
}

pub(super) fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Automatic => Text::from("automatic"),
        Verdict::Manual => Text::toned(Tone::Warning, "MANUAL"),
        Verdict::Unexplained => Text::toned(Tone::Warning, "UNEXPLAINED"),
        Verdict::NotUsed => Text::from("not used"),
        Verdict::Unknown => Text::toned(Tone::Warning, "UNKNOWN"),
    }
}

pub(super) fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::V2008R2 => "Windows Server 2008 R2",
        Scheme::V2012 => "Windows Server 2012 and later",
        Scheme::Unknown => "unknown",
    }
}

pub(super) fn capability(class: LinkClass) -> &'static str {
    match class {
        LinkClass::Plain => "",
        LinkClass::Rss => "RSS",
        LinkClass::Rdma => "RDMA",
    }
}

pub(super) fn traffic(traffic: Traffic) -> (&'static str, &'static str) {
    match traffic {
        Traffic::Cluster => ("Cluster", "heartbeats and cluster messages"),
        Traffic::Csv => ("CSV", "Cluster Shared Volumes towards their coordinator"),
        Traffic::LiveMigration => ("Live migration", "memory and state of virtual machines"),
    }
}

/// A mode in words.
pub(super) fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => "direct",
        Mode::FileSystemRedirected | Mode::BlockRedirected => "redirected",
        Mode::Paused => "paused",
        Mode::Unavailable => "unavailable",
        Mode::Unknown => "mode not known",
    }
}

/// The mode, and what crosses the network in it. A coordinator's own mode matters only when it has no access.
pub(super) fn mode(route: &Route) -> Text {
    let mode = match route.mode {
        Some(Mode::Paused) => Text::toned(Tone::Error, "PAUSED"),
        Some(Mode::Unavailable) => Text::toned(Tone::Error, "UNAVAILABLE"),
        _ if route.local => return Text::default(),
        None => return Text::default(),
        Some(Mode::Direct) => Text::from("direct"),
        Some(Mode::FileSystemRedirected) => Text::toned(Tone::Strong, "redirected"),
        Some(Mode::BlockRedirected) => Text::toned(Tone::Strong, "redirected"),
        Some(Mode::Unknown) => Text::from("not known"),
    };
    mode.and_below(match route.carries {
        Carries::Metadata => "metadata only",
        Carries::AllIo => "all I/O",
        Carries::BlockData => "block data",
        Carries::Nothing => "nothing",
        Carries::ClusterMessages => "cluster messages",
        Carries::VmMemory => "VM memory",
        Carries::Unknown => "if redirected",
    })
}

/// How sure a Windows version is; the evidence alone says that it was stated.
pub(super) fn version_certainty(certainty: VersionCertainty) -> Option<Text> {
    match certainty {
        VersionCertainty::Stated => None,
        VersionCertainty::Observed => Some(Text::from("observed")),
        VersionCertainty::Computed => Some(Text::from("computed")),
        VersionCertainty::Assumed => Some(Text::toned(Tone::Warning, "ASSUMED")),
    }
}

/// How sure the answer is; what is not sure is in capitals, since a page may have no colour.
pub(super) fn certainty(certainty: Certainty, determined: bool) -> Text {
    let sure = match certainty {
        Certainty::Observed => Text::from("observed"),
        Certainty::Computed => Text::from("computed"),
        Certainty::Assumed => Text::toned(Tone::Warning, "ASSUMED"),
    };
    if determined { sure } else { Text::toned(Tone::Warning, "UNDETERMINED").and_below(sure) }
}

pub(super) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text::toned(Tone::Error, "ERROR"),
        Severity::Warning => Text::toned(Tone::Warning, "WARNING"),
        Severity::Info => Text::toned(Tone::Info, "INFO"),
    }
}
