//! Two captures of one cluster, side by side: what was set otherwise, which traffic moved, which findings are new or gone,
//! and whether that is for the better.
//!
//! What one of them lacks is not a difference: it is told apart, and nothing is concluded from it.

mod changed;
mod findings;
mod matched;
mod moved;
pub mod said;

pub use changed::{Changed, PRESENT};
pub use findings::{ChangedFinding, Findings, findings};
pub use moved::{Judgement, Moved, Path, Way, Why};

use crate::engine::route::Traffic;
use crate::model::{Cluster, InterfaceSource};
use matched::Matched;
use serde::Serialize;
use std::collections::HashSet;

/// What a capture can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `Get-ClusterNetworkInterface`.
    Interfaces,
    /// `Get-ClusterSharedVolume`.
    Volumes,
    /// `Get-ClusterSharedVolumeState`.
    VolumeStates,
    /// The live migration lists.
    Migration,
    /// What nodes say of themselves.
    Hosts,
}

/// One of the captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As it was.
    Earlier,
    /// As it is.
    Later,
}

/// Whether the cluster is better off than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something got better, and nothing worse.
    Better,
    /// Something got worse, and nothing better.
    Worse,
    /// Something got better, and something else worse.
    Mixed,
    /// Nothing that is compared got better or worse.
    Same,
}

/// All that is different.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Whether that is for the better.
    pub verdict: Verdict,
    /// Traffic that takes another way, the worst first.
    pub moved: Vec<Moved>,
    /// Facts with another value, by kind and name.
    pub changed: Vec<Changed>,
    /// What is new, gone and changed among the findings.
    pub findings: Findings,
    /// What only the earlier capture has, and what only the later one has.
    pub only: [Vec<Part>; 2],
}

/// Compares a cluster as it was with the same one as it is.
pub fn compare(before: &Cluster, after: &Cluster) -> Comparison {
    let matched = Matched::new(before, after);
    let moved = moved::moved(&matched);
    let findings = findings(before, after);
    let worse = moved.iter().any(|one| one.judgement == Judgement::Worse) || findings.is_worse();
    let better = moved.iter().any(|one| one.judgement == Judgement::Better) || findings.is_better();
    let verdict = match (better, worse) {
        (true, true) => Verdict::Mixed,
        (true, false) => Verdict::Better,
        (false, true) => Verdict::Worse,
        (false, false) => Verdict::Same,
    };
    Comparison { verdict, moved, changed: changed::changed(&matched), findings, only: only(before, after) }
}

/// Of what moved, that which a cluster that was foretold does not have: its traffic takes another way there than later.
pub fn unpromised(foretold: &Cluster, after: &Cluster, moved: &[Moved]) -> Vec<Moved> {
    let other = moved::moved(&Matched::new(foretold, after));
    let other: HashSet<(Traffic, Path)> =
        other.iter().flat_map(|one| one.paths.iter().map(|path| (one.traffic, *path))).collect();
    let left = |one: &Moved| {
        let paths: Vec<Path> =
            one.paths.iter().copied().filter(|path| other.contains(&(one.traffic, *path))).collect();
        (!paths.is_empty()).then(|| Moved { paths, ..one.clone() })
    };
    moved.iter().filter_map(left).collect()
}

fn only(before: &Cluster, after: &Cluster) -> [Vec<Part>; 2] {
    let parts = [before, after].map(|cluster| {
        [
            (Part::Interfaces, cluster.interface_source == InterfaceSource::Listed),
            (Part::Volumes, cluster.volumes.is_some()),
            (Part::VolumeStates, cluster.volume_states.is_some()),
            (Part::Migration, cluster.migration.is_some()),
            (Part::Hosts, cluster.hosts.is_some()),
        ]
    });
    let only = |one: usize, other: usize| {
        let both = parts[one].iter().zip(&parts[other]);
        both.filter(|(one, other)| one.1 && !other.1).map(|(one, _)| one.0).collect()
    };
    [only(0, 1), only(1, 0)]
}
