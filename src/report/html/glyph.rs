//! The picture as large as a thumbnail: what a failure moves, and a cluster among many.

use super::svg::{Look, colour, cross, line, n, shape, text};
use super::words::{kind_title, said_of};
use crate::model::{NetworkId, Role};
use crate::report::Facts;
use crate::report::loss::{Losses, NetworkLoss};
use crate::report::picture::{Mark, Picture};
use crate::report::state::{KINDS, Usual};
use crate::report::text::show;
use maud::{Markup, html};

/// Lanes of a glyph.
const MAX_LANES: usize = 10;

/// What the loss of a network moves: hollow where it was, filled where it is.
pub(super) fn lost(facts: &Facts<'_>, losses: &Losses, loss: &NetworkLoss) -> Markup {
    let lanes: Vec<NetworkId> = lanes(facts, Some(loss.network));
    let y = |network: &NetworkId| {
        lanes.iter().position(|n| n == network).map(|place| 2.0 + 12.0 * (real(place) + 0.5))
    };
    let height = 12.0 * real(lanes.len()) + 4.0;
    let usual = |place: usize| (losses.before.flows[place].usual(), loss.after.flows[place].usual());
    let without = show(&facts.cluster.networks[loss.network].name);
    let said: Vec<String> = KINDS
        .iter()
        .enumerate()
        .filter_map(|(place, kind)| {
            let after = usual(place).1?;
            let names = after.way.now.iter().map(|n| show(&facts.cluster.networks[*n].name).into_owned());
            let names = names.collect::<Vec<_>>().join(" and ");
            Some(format!("{}: {}", kind_title(*kind), if names.is_empty() { "no network" } else { &names }))
        })
        .collect();
    let label = format!("Without {without}: {}", said.join("; "));
    html! {
        svg width="92" height=(n(height)) viewBox={ "0 0 92 " (n(height)) } role="img" aria-label=(label) {
            @for network in &lanes {
                @let at = y(network).unwrap_or_default();
                @let is_gone = *network == loss.network;
                @let look = Look::of(10.0).fill(if is_gone { "var(--err)" } else { "var(--soft)" });
                (text(1.0, at + 3.6, &facts.letter(*network), look.weight(if is_gone { 700 } else { 400 })))
                @let ink = if is_gone { "var(--err)" } else { "var(--wire)" };
                (line(&format!("M16 {}H90", n(at)), ink, 1.0, is_gone.then_some("1.5 3")))
                @if is_gone { (cross(85.0, at, 3.0)) }
            }
            @for place in 0..KINDS.len() {
                @if let (Some(before), Some(after)) = usual(place) {
                    (moved(place, &before, &after, &y))
                }
            }
        }
    }
}

fn moved(place: usize, before: &Usual, after: &Usual, y: &dyn Fn(&NetworkId) -> Option<f64>) -> Markup {
    let (kind, x) = (KINDS[place], 30.0 + 22.0 * real(place));
    let ink = colour(kind);
    let at = |of: &[NetworkId], but: &[NetworkId]| -> Vec<f64> {
        of.iter().filter(|n| !but.contains(n)).filter_map(y).collect()
    };
    let (old, new) = (at(&before.way.now, &after.way.now), at(&after.way.now, &before.way.now));
    let now = at(&after.way.now, &[]);
    let style = match after.way.determined {
        true => format!("fill:{ink};stroke:{ink};stroke-width:1.2"),
        false => format!("fill:var(--bg);stroke:{ink};stroke-width:2"),
    };
    html! {
        @for at in &old { (shape(kind, x, *at, 3.4, &format!("fill:var(--bg);stroke:{ink};stroke-width:1.2"))) }
        @if let (Some(a), Some(b)) = (old.first(), new.first()) {
            @let down = if b > a { 1.0 } else { -1.0 };
            (line(&format!("M{} {}V{}", n(x), n(a + down * 4.0), n(b - down * 5.0)), ink, 1.2, None))
        }
        @for at in &now { (shape(kind, x, *at, 3.9, &style)) }
        @if now.is_empty() { @if let Some(at) = old.first() { (cross(x, *at, 4.0)) } }
    }
}

/// A cluster among many: lanes, the kinds on them, dashed where clients are, a cross where an interface is not up.
pub(in crate::report) fn small(facts: &Facts<'_>, picture: &Picture) -> Markup {
    let lanes: Vec<usize> =
        (0..picture.lanes.len()).filter(|&lane| !picture.lanes[lane].is_idle).take(MAX_LANES).collect();
    let height = 7.0 * real(lanes.len()) + 4.0;
    let said: Vec<String> = picture.kinds.iter().map(|kind| said_of(facts, kind)).collect();
    html! {
        svg width="64" height=(n(height)) viewBox={ "0 0 64 " (n(height)) } role="img" aria-label=(said.join("; ")) {
            @for (row, &place) in lanes.iter().enumerate() {
                @let lane = &picture.lanes[place];
                @let y = 2.0 + 7.0 * (real(row) + 0.5);
                @let is_open = facts.cluster.networks[lane.network].role == Some(Role::ClusterAndClient);
                (line(&format!("M1 {}H52", n(y)), "var(--wire)", 1.0, is_open.then_some("3 2")))
                @for (kind, x) in picture.kinds.iter().zip([9.0, 25.0, 41.0]) {
                    @if kind.usual.way.now.contains(&lane.network) {
                        (shape(kind.traffic, x, y, 2.8, &format!("fill:{}", colour(kind.traffic))))
                    }
                }
                @if lane.marks.iter().any(|mark| matches!(mark, Mark::Failed | Mark::Unreachable | Mark::Unavailable)) {
                    (cross(59.0, y, 2.5))
                }
            }
        }
    }
}

/// The networks that the cluster may use, the lost one among them.
fn lanes(facts: &Facts<'_>, lost: Option<NetworkId>) -> Vec<NetworkId> {
    let mut lanes: Vec<NetworkId> = facts.usable().take(MAX_LANES).collect();
    if let Some(lost) = lost.filter(|lost| !lanes.contains(lost)) {
        lanes.pop();
        lanes.push(lost);
    }
    lanes
}

fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}
