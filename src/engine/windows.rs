//! Which Windows a cluster runs: the one place where that is worked out.
//!
//! In this order: what the caller says, `ClusterFunctionalLevel` (with the build where the level alone leaves a doubt),
//! the build of the oldest node, the automatic metrics, and whether SMB reports its adapters.

use super::metric::{self, Scheme};
use crate::model::{Cluster, LinkSource, VersionCertainty, Windows, WindowsEvidence, WindowsVersion};

/// The version, from everything else that is known of the cluster.
pub fn windows(cluster: &Cluster, stated: Option<WindowsVersion>) -> Windows {
    let known = |version: WindowsVersion, evidence| Windows {
        version: Some(version),
        since: Some(version),
        evidence,
        certainty: VersionCertainty::Observed,
    };
    if let Some(version) = stated {
        let certainty = VersionCertainty::Stated;
        return Windows { certainty, ..known(version, WindowsEvidence::Stated) };
    }
    let build = cluster.nodes.iter().filter_map(|node| node.build).min();
    let by_build = build.and_then(|build| Some((WindowsVersion::from_build(build)?, build)));
    let level = cluster.settings.functional_level;
    let by_level = level.and_then(|level| Some((WindowsVersion::from_functional_level(level)?, level)));
    match (by_level, by_build) {
        // Level 12 is both Windows Server 2025 and Azure Local 23H2 (build 25398), so there the build decides.
        (Some((WindowsVersion::V2025, level)), Some((version @ WindowsVersion::V23H2, build))) => {
            known(version, WindowsEvidence::LevelAndBuild(level, build))
        }
        (Some((WindowsVersion::V2025, level)), None) => Windows {
            since: Some(WindowsVersion::V23H2),
            certainty: VersionCertainty::Assumed,
            ..known(WindowsVersion::V2025, WindowsEvidence::LevelWithoutBuild(level))
        },
        (Some((version, level)), _) => known(version, WindowsEvidence::Level(level)),
        (None, Some((version, build))) => known(version, WindowsEvidence::Build(build)),
        (None, None) => by_values(cluster),
    }
}

/// The little that metrics and adapters tell.
fn by_values(cluster: &Cluster) -> Windows {
    let since_2012 =
        |evidence| Windows { since: Some(WindowsVersion::V2012), evidence, ..Windows::default() };
    match metric::scheme_of_values(cluster) {
        Some((Scheme::V2008R2, network, metric)) => Windows {
            version: Some(WindowsVersion::V2008R2),
            since: Some(WindowsVersion::V2008R2),
            evidence: WindowsEvidence::MetricOf2008R2(network, metric),
            certainty: VersionCertainty::Computed,
        },
        Some((Scheme::V2012, network, metric)) => {
            since_2012(WindowsEvidence::MetricSince2012(network, metric))
        }
        Some((Scheme::Unknown, ..)) | None if has_smb_adapters(cluster) => {
            since_2012(WindowsEvidence::SmbAdapters)
        }
        Some((Scheme::Unknown, ..)) | None => Windows::default(),
    }
}

/// Whether any adapter is known as SMB Multichannel sees it, which is part of Windows since Server 2012.
fn has_smb_adapters(cluster: &Cluster) -> bool {
    let mut links = cluster.interfaces.iter().filter_map(|interface| interface.link.as_ref());
    links.any(|link| link.source == LinkSource::SmbClient && link.class.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Network, Node, Role, Settings};

    fn cluster(level: Option<u32>, build: Option<u32>, metric: Option<u32>) -> Cluster {
        Cluster {
            settings: Settings { functional_level: level, ..Settings::default() },
            nodes: vec![Node { name: "N1".to_owned(), build, ..Node::default() }],
            networks: vec![Network {
                name: "LAN".to_owned(),
                role: Some(Role::Cluster),
                metric,
                ..Network::default()
            }],
            ..Cluster::default()
        }
    }

    #[test]
    fn the_best_evidence_counts() {
        use VersionCertainty::{Assumed, Computed, Observed, Stated};
        use WindowsVersion::{V23H2, V2008R2, V2012, V2019, V2025};
        for (level, build, metric, stated, version, since, certainty) in [
            (Some(10), Some(14_393), Some(1_000), Some(V2025), Some(V2025), Some(V2025), Stated),
            (Some(10), Some(14_393), Some(1_000), None, Some(V2019), Some(V2019), Observed),
            (Some(12), Some(25_398), None, None, Some(V23H2), Some(V23H2), Observed),
            (Some(12), None, None, None, Some(V2025), Some(V23H2), Assumed),
            (Some(12), Some(26_100), None, None, Some(V2025), Some(V2025), Observed),
            (Some(99), Some(17_763), None, None, Some(V2019), Some(V2019), Observed),
            (None, None, Some(1_000), None, Some(V2008R2), Some(V2008R2), Computed),
            (None, None, Some(20_401), None, None, Some(V2012), Assumed),
            (None, None, Some(7), None, None, None, Assumed),
        ] {
            let found = windows(&cluster(level, build, metric), stated);
            let told = (found.version, found.since, found.certainty);
            assert_eq!(told, (version, since, certainty), "{level:?} {build:?} {metric:?}");
            assert_eq!(found.doubt(), since.filter(|_| since != version && version.is_some()));
        }
    }
}
