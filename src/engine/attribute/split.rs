//! Whose I/O it was in one interval.
//!
//! The counters of a volume tell what a node did itself and what of it was redirected
//! (<https://techcommunity.microsoft.com/blog/failoverclustering/cluster-shared-volume-performance-counters/371980>). Disks
//! tell what a node sent to the disk, be it its own or that of others, so where nothing else was counted a node that shows
//! nothing may have done nothing, or all that its coordinator shows.

use super::flow::{Flow, Range};
use crate::engine::route::Mode;

/// What was counted on a node in an interval, and what is known of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// All I/O of the node on the volume.
    pub(super) all: Flow,
    /// What of it went the direct way or was block redirected.
    pub(super) io: Flow,
    /// What of it was file system redirected.
    pub(super) redirected: Flow,
    /// What reached the disk from here.
    pub(super) disk: Flow,
    /// How it reaches the volume, where the capture tells.
    pub(super) mode: Option<Mode>,
    pub(super) is_coordinator: bool,
    /// Whether the host is a node beyond doubt.
    pub(super) is_node: bool,
}

/// What was found out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    /// What the node did itself.
    pub(super) own: Flow,
    /// What of it crossed the network to the coordinator.
    pub(super) crossing: Flow,
}

/// What passed through the coordinator for others: as its disk shows it, and as the others show it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Passing {
    pub(super) measured: Flow,
    pub(super) expected: Flow,
}

/// The part of the coordinator's figure below which a node shows nothing: what the cluster itself writes.
const NOTHING: f64 = 0.01;

/// By the counters of the volume.
pub(super) fn by_volume(nodes: &[Seen]) -> (Vec<Share>, Passing) {
    let shares: Vec<Share> =
        nodes.iter().map(|node| Share { own: own(node), crossing: crossing(node) }).collect();
    let coordinator = nodes.iter().zip(&shares).find(|(node, _)| node.is_coordinator);
    let others = nodes.iter().zip(&shares).filter(|(node, _)| !node.is_coordinator);
    let expected = others.fold(Flow::NONE, |sum, (_, share)| sum.and(share.crossing));
    let measured = coordinator.map_or(Flow::default(), |(node, share)| node.disk.without(share.own));
    (shares, Passing { measured, expected })
}

fn own(node: &Seen) -> Flow {
    node.all.or(node.io.and(node.redirected))
}

fn crossing(node: &Seen) -> Flow {
    if node.is_coordinator {
        return Flow::NONE;
    }
    let whole = node.redirected.and(node.io);
    if !node.redirected.is_known() {
        return match node.mode {
            Some(Mode::Direct) => Flow::NONE,
            Some(Mode::FileSystemRedirected | Mode::BlockRedirected) => node.all,
            _ => Flow::NONE.up_to(node.all),
        };
    }
    match node.mode {
        Some(Mode::BlockRedirected) => whole.or(node.redirected),
        Some(Mode::Direct | Mode::FileSystemRedirected) => node.redirected,
        // Nothing reaches the disk from here: what is not redirected by the file system is by blocks.
        _ if node.io.is_none() => node.redirected,
        _ if node.disk.is_none() => whole,
        _ if node.disk.is_known() => node.redirected,
        _ => node.redirected.up_to(whole),
    }
}

/// None of what is counted here; what is not counted stays unknown.
fn none_like(flow: Flow) -> Flow {
    let zero = |_: Range| Range::exact(0.0);
    Flow { operations: flow.operations.map(zero), bytes: flow.bytes.map(zero) }
}

/// Where nothing tells the coordinator, each may be it: what it shows is its own only where all others show something.
fn without_coordinator(nodes: &[Seen], missing: usize) -> Vec<Share> {
    let is_silent = |node: &&Seen| node.mode != Some(Mode::Direct) && shows_nothing(node, Flow::NONE);
    let silent = nodes.iter().filter(is_silent).count() + missing;
    let own = |node: &Seen| match (is_silent(&node), silent) {
        (true, _) => Flow::default(),
        (false, 0) => node.disk,
        (false, _) => Flow::NONE.up_to(node.disk),
    };
    nodes.iter().map(|node| Share { own: own(node), crossing: Flow::default() }).collect()
}

/// By disks alone; `missing` is how many nodes that may be redirected have no counters.
pub(super) fn by_disks(nodes: &[Seen], missing: usize) -> (Vec<Share>, Passing) {
    let coordinator = nodes.iter().find(|node| node.is_coordinator).map(|node| node.disk);
    let Some(total) = coordinator.filter(Flow::is_known) else {
        return (without_coordinator(nodes, missing), Passing::default());
    };
    let silent = |node: &Seen| !node.is_coordinator && may_be_redirected(node, total);
    let is_open = missing > 0 || nodes.iter().any(silent);
    let any = Flow::NONE.up_to(total);
    let share = |node: &Seen| match (node.is_coordinator, silent(node)) {
        (true, _) if is_open => Share { own: any, crossing: Flow::NONE },
        (false, true) => Share { own: node.disk.up_to(node.disk.and(total)), crossing: any },
        _ if node.is_node => Share { own: node.disk, crossing: none_like(node.disk) },
        // The disk of a host that is none has no own I/O of a node.
        _ => Share { own: Flow::NONE.up_to(node.disk), crossing: none_like(node.disk) },
    };
    let passing = if is_open { any } else { none_like(total) };
    (nodes.iter().map(share).collect(), Passing { measured: passing, expected: Flow::default() })
}

/// Whether what a node does may be in the figure of its coordinator.
pub(super) fn may_be_redirected(node: &Seen, total: Flow) -> bool {
    node.mode != Some(Mode::Direct) && shows_nothing(node, total)
}

fn shows_nothing(node: &Seen, total: Flow) -> bool {
    let is_small = |own: Option<Range>, total: Option<Range>| {
        let most = total.map_or(0.0, |total| total.high * NOTHING).max(1.0);
        own.is_none_or(|own| own.high < most)
    };
    match node.disk.operations {
        Some(_) => is_small(node.disk.operations, total.operations),
        None => is_small(node.disk.bytes, total.bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::crossing as crossed;
    use super::*;

    fn flow(operations: f64) -> Flow {
        Flow { operations: Some(Range::exact(operations)), bytes: None }
    }

    fn operations(flow: Flow) -> Option<(f64, f64)> {
        flow.operations.map(|range| (range.low, range.high))
    }

    fn seen(io: f64, redirected: f64) -> Seen {
        Seen { io: flow(io), redirected: flow(redirected), ..Seen::default() }
    }

    fn disk(operations: f64) -> Seen {
        Seen { disk: flow(operations), is_node: true, ..Seen::default() }
    }

    #[test]
    fn what_is_redirected_crosses_and_passes_through_the_coordinator() {
        let coordinator = Seen { is_coordinator: true, disk: flow(170.0), ..seen(100.0, 0.0) };
        let direct = Seen { mode: Some(Mode::Direct), ..seen(30.0, 5.0) };
        let blocks = Seen { mode: Some(Mode::BlockRedirected), ..seen(60.0, 5.0) };
        let (shares, passing) = by_volume(&[coordinator, direct, blocks]);
        let own: Vec<_> = shares.iter().map(|share| operations(share.own).unwrap().0).collect();
        let crossing: Vec<_> = shares.iter().map(|share| operations(share.crossing).unwrap().1).collect();
        assert_eq!((own, crossing), (vec![100.0, 35.0, 65.0], vec![0.0, 5.0, 65.0]));
        assert_eq!(operations(passing.expected), Some((70.0, 70.0)));
        assert_eq!(operations(passing.measured), Some((70.0, 70.0)));
    }

    #[test]
    fn a_mode_that_is_not_known_is_seen_on_the_disk_or_is_a_range() {
        let crossing = |node| operations(crossed(&node));
        assert_eq!(crossing(seen(10.0, 2.0)), Some((2.0, 12.0)));
        assert_eq!(crossing(Seen { disk: flow(0.0), ..seen(10.0, 2.0) }), Some((12.0, 12.0)));
        assert_eq!(crossing(Seen { disk: flow(10.0), ..seen(10.0, 2.0) }), Some((2.0, 2.0)));
        assert_eq!(crossing(seen(0.0, 2.0)), Some((2.0, 2.0)));
        let all = Seen { all: flow(9.0), ..Seen::default() };
        assert_eq!(crossing(all), Some((0.0, 9.0)));
        assert_eq!(crossing(Seen { mode: Some(Mode::Direct), ..all }), Some((0.0, 0.0)));
        assert_eq!(crossing(Seen { mode: Some(Mode::FileSystemRedirected), ..all }), Some((9.0, 9.0)));
        assert_eq!(crossing(Seen::default()), None);
    }

    #[test]
    fn disks_that_all_show_something_are_each_nodes_own() {
        let (shares, passing) = by_disks(&[Seen { is_coordinator: true, ..disk(867.0) }, disk(715.0)], 0);
        assert_eq!(operations(shares[0].own), Some((867.0, 867.0)));
        assert_eq!(operations(shares[1].own), Some((715.0, 715.0)));
        assert_eq!(operations(passing.measured), Some((0.0, 0.0)));
    }

    #[test]
    fn a_disk_that_shows_nothing_makes_the_coordinators_figure_a_range() {
        let coordinator = Seen { is_coordinator: true, ..disk(1492.0) };
        let (shares, passing) = by_disks(&[coordinator, disk(0.0)], 0);
        assert_eq!(operations(shares[0].own), Some((0.0, 1492.0)));
        assert_eq!(operations(shares[1].own), Some((0.0, 1492.0)));
        assert_eq!(operations(shares[1].crossing), Some((0.0, 1492.0)));
        assert_eq!(operations(passing.measured), Some((0.0, 1492.0)));
        let direct = Seen { mode: Some(Mode::Direct), ..disk(0.0) };
        assert_eq!(operations(by_disks(&[coordinator, direct], 0).0[0].own), Some((1492.0, 1492.0)));
        assert_eq!(
            operations(by_disks(&[coordinator, direct], 1).0[0].own),
            Some((0.0, 1492.0)),
            "one is missing"
        );
    }

    #[test]
    fn without_a_coordinator_a_figure_may_be_that_of_others() {
        let own = |nodes: &[Seen], missing| -> Vec<_> {
            by_disks(nodes, missing).0.iter().map(|share| operations(share.own)).collect()
        };
        assert_eq!(own(&[disk(5.0), disk(0.0)], 0), [Some((0.0, 5.0)), None]);
        assert_eq!(own(&[disk(5.0), disk(7.0)], 0), [Some((5.0, 5.0)), Some((7.0, 7.0))]);
        assert_eq!(own(&[disk(5.0), disk(7.0)], 1), [Some((0.0, 5.0)), Some((0.0, 7.0))]);
    }
}
