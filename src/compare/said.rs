//! What is different, in sentences.

use super::changed::{Changed, PRESENT};
use super::moved::{Judgement, Moved, Path, Way, Why};
use super::{Part, Side, Verdict};
use crate::engine::route::{Mode, Traffic};
use crate::model::{Cluster, NodeId};
use crate::rules::TargetKind;
use crate::visible::shown;
use crate::words::{self, Said};
use std::collections::BTreeSet;

/// The verdict in one sentence.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "something got better, and nothing that is compared got worse",
        Verdict::Worse => "something got worse, and nothing that is compared got better",
        Verdict::Mixed => "something got better, and something else worse",
        Verdict::Same => "nothing that is compared got better or worse",
    }
}

/// `CSV traffic V1 N1 to N2: direct over LM before, file system redirected over LM after; farther from direct I/O`.
pub fn moved(before: &Cluster, after: &Cluster, moved: &Moved) -> String {
    let whose = match both_ways(&moved.paths) {
        Some(pairs) => {
            let name =
                |(a, b): &(NodeId, NodeId)| format!("{} - {}", after.nodes[*a].name, after.nodes[*b].name);
            let names: Vec<String> = pairs.iter().take(words::NAMED).map(name).collect();
            format!(" between {}", words::list_of(&names, pairs.len()))
        }
        None if moved.paths == [Path { volume: None, from: None, to: None }] => String::new(),
        None => {
            let shown = moved.paths.iter().take(words::NAMED);
            let names: Vec<String> = shown.map(|path| self::path(after, path)).collect();
            format!(" {}", words::list_of(&names, moved.paths.len()))
        }
    };
    let what = match moved.traffic {
        Traffic::Cluster => "cluster traffic",
        Traffic::Csv => "CSV traffic",
        Traffic::LiveMigration => "live migration",
    };
    let (was, is) = (way(before, &moved.before), way(after, &moved.after));
    shown(format!("{what}{whose}: {was} before, {is} after{}", because(moved)))
}

/// The pairs of nodes whose traffic moved alike in both directions, where that is all of it.
fn both_ways(paths: &[Path]) -> Option<Vec<(NodeId, NodeId)>> {
    let ends = paths.iter().map(|path| path.from.zip(path.to).filter(|_| path.volume.is_none()));
    let ends: BTreeSet<(NodeId, NodeId)> = ends.collect::<Option<_>>()?;
    let is_all = ends.iter().all(|&(a, b)| ends.contains(&(b, a)));
    is_all.then(|| ends.into_iter().filter(|(a, b)| a < b).collect())
}

/// `V1 N1 to N2`.
fn path(cluster: &Cluster, path: &Path) -> String {
    let node = |node: NodeId| cluster.nodes[node].name.as_str();
    let volume = path.volume.map(|volume| cluster.volume(volume).name.as_str());
    let ends = match (path.from, path.to) {
        (Some(from), Some(to)) => format!("{} to {}", node(from), node(to)),
        (Some(from), None) => format!("from {}", node(from)),
        _ => String::new(),
    };
    shown([volume.unwrap_or_default(), &ends].join(" ").trim().to_owned())
}

fn way(cluster: &Cluster, way: &Way) -> String {
    let networks = words::networks(cluster, &way.networks);
    let networks = match (networks.as_slice(), way.determined, way.routed) {
        ([], ..) => "no network".to_owned(),
        (networks, false, _) => networks.join(" or "),
        (networks, true, true) => networks.join(" to "),
        (networks, true, false) => networks.join(" + "),
    };
    match way.mode.map(mode) {
        Some(mode) => format!("{mode} over {networks}"),
        None => networks,
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => "direct",
        Mode::FileSystemRedirected => "file system redirected",
        Mode::BlockRedirected => "block redirected",
        Mode::Paused => "paused",
        Mode::Unavailable => "unavailable",
        Mode::Unknown => "in a mode that is not known",
    }
}

fn because(moved: &Moved) -> &'static str {
    match (moved.judgement, moved.why) {
        (Judgement::Worse, Why::Reach) => "; the last way is gone",
        (_, Why::Reach) => "; there is a way again",
        (Judgement::Worse, Why::Mode) => "; farther from direct I/O",
        (Judgement::Better, Why::Mode) => "; nearer to direct I/O",
        (_, Why::Mode) => "; the mode is not known on one side",
        (Judgement::Worse, Why::Client) => "; on a client network now",
        (_, Why::Client) => "; off the client networks now",
        (Judgement::Worse, Why::Class) => "; of a lower class (RDMA, RSS, neither)",
        (_, Why::Class) => "; of a higher class (RDMA, RSS, neither)",
        (Judgement::Worse, Why::Speed) => "; slower",
        (Judgement::Better, Why::Speed) => "; faster",
        (_, Why::Speed) => "; class or speed is not known on one side",
        (Judgement::Worse, Why::Parallel) => "; fewer networks in parallel",
        (_, Why::Parallel) => "; more networks in parallel",
        (_, Why::Nothing) => "; of the same kind",
        (_, Why::Undetermined) => "; which of several is used cannot be told on one side",
    }
}

/// `metric of LAN: from 70384 to 900`.
pub fn changed(changed: &Changed) -> String {
    let thing = match changed.thing {
        TargetKind::Cluster => "the cluster".to_owned(),
        kind => format!("{} {}", kind.word(), changed.name),
    };
    shown(match (changed.property, &changed.before) {
        (PRESENT, words::Fact::Flag(true)) => format!("{thing} is gone"),
        (PRESENT, _) => format!("{thing} is new"),
        (property, before) => {
            format!("{property} of {thing}: from {} to {}", words::text(before), words::text(&changed.after))
        }
    })
}

/// What only one capture has, and is therefore not compared.
pub fn only(part: Part, side: Side) -> Said {
    let what = match part {
        Part::Interfaces => "the network interfaces (Get-ClusterNetworkInterface)",
        Part::Volumes => "the shared volumes (Get-ClusterSharedVolume)",
        Part::VolumeStates => "the states of the shared volumes (Get-ClusterSharedVolumeState)",
        Part::Migration => "the live migration lists (Get-ClusterResourceType 'Virtual Machine')",
        Part::Hosts => "what nodes say of themselves",
    };
    let side = match side {
        Side::Earlier => "earlier",
        Side::Later => "later",
    };
    Said::new("only_one", format!("only the {side} capture has {what}: changes there cannot be told"))
}
