//! What the Windows version is known by, in words.

use crate::model::{Cluster, NetworkId, Windows, WindowsEvidence, WindowsVersion};

/// What the version is sold as.
pub(super) fn product(version: WindowsVersion) -> String {
    let family = if version.is_azure_local() { "Azure Local" } else { "Windows Server" };
    format!("{family} {}", version.name())
}

/// The evidence, in one sentence.
pub fn windows(cluster: &Cluster, windows: &Windows) -> String {
    let scheme = |network: NetworkId, metric: u32, scheme: &str| {
        format!("metric {metric} of {} is a value of the {scheme} scheme", cluster.networks[network].name)
    };
    match windows.evidence {
        WindowsEvidence::Stated => "stated by the caller".to_owned(),
        WindowsEvidence::LevelAndBuild(level, build) => {
            format!("ClusterFunctionalLevel is {level} and the nodes run build {build}")
        }
        WindowsEvidence::Level(level) => format!("ClusterFunctionalLevel is {level}"),
        WindowsEvidence::LevelWithoutBuild(level) => format!(
            "ClusterFunctionalLevel is {level}; Azure Local 23H2 has the same level, and no node's build is captured"
        ),
        WindowsEvidence::Build(build) => format!("the oldest node runs build {build}"),
        WindowsEvidence::SmbAdapters => {
            "SMB tells RDMA and RSS of the adapters, which it does since Windows Server 2012".to_owned()
        }
        WindowsEvidence::MetricOf2008R2(network, metric) => scheme(network, metric, "2008 R2"),
        WindowsEvidence::MetricSince2012(network, metric) => scheme(network, metric, "2012 and later"),
        WindowsEvidence::Nothing => "neither ClusterFunctionalLevel nor a node's build is known".to_owned(),
    }
}
