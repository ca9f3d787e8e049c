//! Routes: a row for each kind of traffic or group of volumes, why, and pair by pair where pairs differ.

use super::words::{
    carries_words, certainty, kind_class, kind_title, letters, mode_words, name, networks_now,
};
use super::{Facts, scroll};
use crate::engine::route::{Carries, Mode, Route, Traffic};
use crate::model::{NodeId, VolumeId};
use crate::report::picture::{Kind, Picture};
use crate::report::state::{KINDS, Way, counted};
use crate::report::text::{number, ranges};
use crate::words;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Volumes that get a row each.
const ALONE: usize = 6;

/// Reasons that are listed.
const MAX_REASONS: usize = 60;

/// Groups of volumes that get a row.
const MAX_GROUPS: usize = 12;

/// The reasons, numbered when they are first given.
#[derive(Default)]
struct Reasons(Vec<String>);

impl Reasons {
    fn of(&mut self, facts: &Facts<'_>, route: &Route) -> String {
        let mut numbers: Vec<usize> = route
            .reasons()
            .filter_map(|reason| {
                let said = words::reason(facts.cluster, reason).message;
                let known = self.0.iter().position(|known| *known == said);
                known.or_else(|| {
                    (self.0.len() < MAX_REASONS).then(|| {
                        self.0.push(said);
                        self.0.len() - 1
                    })
                })
            })
            .collect();
        numbers.sort_unstable();
        numbers.iter().map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn routes(facts: &Facts<'_>, picture: &Picture) -> Markup {
    let mut reasons = Reasons::default();
    let rows: Vec<Markup> = picture
        .kinds
        .iter()
        .flat_map(|kind| match kind.traffic {
            Traffic::Csv => volumes(facts, kind, &mut reasons),
            _ => vec![between_nodes(facts, kind, &mut reasons)],
        })
        .collect();
    let table = html! {
        table.st {
            thead {
                tr {
                    th scope="col" { "Traffic" }
                    th scope="col" { "Between" }
                    th scope="col" { "Now" }
                    th scope="col" { "Then, in this order" }
                    th scope="col" { "What crosses" }
                    th.num scope="col" { "Gbit/s" }
                    th scope="col" { "Certainty" }
                }
            }
            tbody { @for row in &rows { (row) } }
        }
    };
    html! {
        p.lede {
            "Letters are the networks of the picture: a framed letter carries the traffic now, unframed ones take over in \
             this order."
        }
        @if rows.is_empty() { p { "No two nodes with a route between them are known." } }
        @else { (scroll("Routes by traffic", table)) }
        @if !reasons.0.is_empty() {
            details open {
                summary { "Because" }
                ol.sm { @for reason in &reasons.0 { li { (reason) } } }
            }
        }
        (matrices(facts, picture))
    }
}

fn between_nodes(facts: &Facts<'_>, kind: &Kind, reasons: &mut Reasons) -> Markup {
    let place = KINDS.iter().position(|one| *one == kind.traffic).unwrap_or_default();
    let flow = &facts.state.flows[place];
    let total = counted(kind.traffic, flow.pairs.keys().copied());
    let mut now = kind.usual.way.now.clone();
    now.sort_unstable();
    let same = flow.each().filter(|(_, way)| {
        let mut other = way.now.clone();
        other.sort_unstable();
        other == now && way.determined == kind.usual.way.determined
    });
    let count = counted(kind.traffic, same.map(|(ends, _)| ends));
    let between = html! {
        @if flow.pairs.keys().all(|(from, _)| from.is_none()) { "any two nodes" }
        @else if count == total { "all " (number(total)) " pairs" }
        @else { (number(count)) " of " (number(total)) " pairs" }
    };
    row(
        facts,
        kind.traffic,
        &between,
        &kind.usual.way,
        &facts.state.routes[kind.usual.route],
        !kind.usual.is_only,
        reasons,
    )
}

/// A row for each volume, or for those that are reached alike.
fn volumes(facts: &Facts<'_>, kind: &Kind, reasons: &mut Reasons) -> Vec<Markup> {
    let routes = || facts.state.routes.iter().filter(|route| route.traffic == Traffic::Csv && !route.local);
    let count = facts.cluster.volumes.as_ref().map_or(0, Vec::len);
    type Key = (Option<usize>, &'static str, Option<&'static str>);
    let mut groups: BTreeMap<Key, Vec<&Route>> = BTreeMap::new();
    for route in routes() {
        let alone = if count <= ALONE { route.volume.map(VolumeId::place) } else { None };
        let key = (alone, carries_words(route.carries), route.mode.map(mode_words));
        groups.entry(key).or_default().push(route);
    }
    let all = groups.len();
    let mut rows: Vec<Markup> = Vec::new();
    for routes in groups.into_values().take(MAX_GROUPS) {
        let mut ways: BTreeMap<Way, (usize, &Route)> = BTreeMap::new();
        for &route in &routes {
            let way = Way {
                now: route.networks.clone(),
                then: route.failover.clone(),
                determined: route.determined,
                routed: route.routed,
            };
            ways.entry(way).or_insert((0, route)).0 += 1;
        }
        let most = ways.values().map(|(count, _)| *count).max().unwrap_or_default();
        let Some((way, (_, route))) = ways.iter().find(|(_, (count, _))| *count == most) else { continue };
        let between = ends(facts, &routes, route);
        rows.push(row(facts, kind.traffic, &between, way, route, ways.len() > 1, reasons));
    }
    if all > MAX_GROUPS {
        rows.push(html! { tr { th scope="row" { "CSV" } td colspan="6" { "and " (all - MAX_GROUPS) " more groups" } } });
    }
    rows
}

fn ends(facts: &Facts<'_>, routes: &[&Route], first: &Route) -> Markup {
    let node = |node: Option<NodeId>| node.map(|node| name(&facts.cluster.nodes[node].name));
    let mut volumes: Vec<VolumeId> = routes.iter().filter_map(|route| route.volume).collect();
    volumes.sort_unstable();
    volumes.dedup();
    let names: Vec<&str> = volumes.iter().map(|volume| facts.cluster.volume(*volume).name.as_str()).collect();
    let from: std::collections::BTreeSet<Option<NodeId>> = routes.iter().map(|route| route.from).collect();
    html! {
        @match names.as_slice() {
            [] => "any node → the coordinator of a volume",
            [volume] => {
                (name(volume)) ": "
                @match node(first.from).filter(|_| from.len() == 1) {
                    Some(said) => (said),
                    None => { (number(from.len())) " other nodes" }
                }
                " → "
                @match node(first.to) { Some(said) => (said), None => "its coordinator, which is not known" }
            }
            many if many.len() <= ALONE => { (name(&ranges(many))) ": others → the coordinator of each" }
            many => { (number(many.len())) " volumes: others → the coordinator of each" }
        }
    }
}

fn row(
    facts: &Facts<'_>,
    traffic: Traffic,
    between: &Markup,
    way: &Way,
    route: &Route,
    is_mostly: bool,
    reasons: &mut Reasons,
) -> Markup {
    let numbers = reasons.of(facts, route);
    let is_hot = route.carries == Carries::AllIo && route.mode == Some(Mode::FileSystemRedirected);
    html! {
        tr {
            th scope="row" class=(kind_class(traffic)) { (kind_title(traffic)) }
            td data-l="Between:" { (between) }
            td data-l="Now:" { (networks_now(facts, way)) }
            td data-l="Then:" {
                @if way.then.is_empty() { "nothing" } @else { (letters(facts, &way.then, false)) }
                @if is_mostly { span.sm { " mostly" } }
            }
            td {
                @if is_hot { b { (carries_words(route.carries)) } } @else { (carries_words(route.carries)) }
                @if let Some(mode) = route.mode { " " span.sm { (mode_words(mode)) } }
            }
            td.num data-l="Gbit/s:" {
                @match route.bandwidth_gbps { Some(gbps) => (gbps), None => "–" }
            }
            td data-l="Certainty:" {
                @if !way.determined { "not determined, " }
                (certainty(route.certainty)) " " span.sm { (numbers) }
            }
        }
    }
}

/// Pair by pair, for each kind whose pairs differ.
fn matrices(facts: &Facts<'_>, picture: &Picture) -> Markup {
    let differing: Vec<&Kind> = picture.kinds.iter().filter(|kind| !kind.usual.is_only).collect();
    html! {
        @if picture.columns.len() > 1 && !differing.is_empty() {
            div.mats { @for kind in differing { (matrix(facts, picture, kind)) } }
            p.lede {
                "A shaded cell uses another network now than most pairs do; an unshaded one with letters differs in what \
                 comes after. ? means one or more of these, which one is not determined."
            }
        }
    }
}

fn matrix(facts: &Facts<'_>, picture: &Picture, kind: &Kind) -> Markup {
    let place = KINDS.iter().position(|one| *one == kind.traffic).unwrap_or_default();
    let flow = &facts.state.flows[place];
    let column = |node: Option<NodeId>| {
        picture.columns.iter().position(|column| node.is_some_and(|node| column.nodes.contains(&node)))
    };
    let of_node: BTreeMap<Option<NodeId>, usize> =
        flow.pairs.keys().flat_map(|(a, b)| [*a, *b]).filter_map(|n| Some((n, column(n)?))).collect();
    let mut cells: BTreeMap<(usize, usize), BTreeMap<&Way, usize>> = BTreeMap::new();
    for ((from, to), way) in flow.each() {
        if let (Some(a), Some(b)) = (of_node.get(&from), of_node.get(&to)) {
            *cells.entry((*a, *b)).or_default().entry(way).or_default() += 1;
        }
    }
    let is_alike =
        kind.traffic != Traffic::Csv && cells.iter().all(|((a, b), ways)| cells.get(&(*b, *a)) == Some(ways));
    let direction = match (is_alike, kind.traffic) {
        (true, _) => "either direction",
        (false, Traffic::Csv) => "row: from, column: coordinator",
        (false, _) => "row: from, column: to",
    };
    let title = kind_title(kind.traffic);
    let usual = &kind.usual.way;
    let head = |label: &str| html! { th scope="col" { (name(label)) } };
    let table = html! {
        table.mat {
            caption class=(kind_class(kind.traffic)) {
                (title) ", pair by pair "
                span {
                    (direction) "; most pairs: " (letters(facts, &usual.now, true)) " then "
                    @if usual.then.is_empty() { "nothing" } @else { (letters(facts, &usual.then, false)) }
                }
            }
            thead { tr { td {} @for column in &picture.columns { (head(&column.label)) } } }
            tbody {
                @for (a, column) in picture.columns.iter().enumerate() {
                    tr {
                        th.nw scope="row" { (name(&column.label)) }
                        @for b in 0..picture.columns.len() {
                            @if is_alike && b < a { td {} } @else { (cell(facts, usual, cells.get(&(a, b)))) }
                        }
                    }
                }
            }
        }
    };
    scroll(&format!("{title} by node pair"), table)
}

/// What most pairs of a cell do, and how many other ways there are in it.
fn cell(facts: &Facts<'_>, usual: &Way, ways: Option<&BTreeMap<&Way, usize>>) -> Markup {
    let Some(ways) = ways else { return html! { td.same { "–" } } };
    let most = ways.values().copied().max().unwrap_or_default();
    let Some((way, _)) = ways.iter().find(|(_, count)| **count == most) else {
        return html! { td.same { "–" } };
    };
    let others = ways.len() - 1;
    let then = html! {
        span.sm { " then " }
        @if way.then.is_empty() { b { "nothing" } } @else { (letters(facts, &way.then, false)) }
    };
    let more = html! { @if others > 0 { span.sm { " and " (others) " other" @if others > 1 { "s" } } } };
    html! {
        @if *way == usual {
            td.same { "as most" (more) }
        } @else if way.now == usual.now && way.determined == usual.determined {
            td.same { (letters(facts, &way.now, false)) (then) (more) }
        } @else {
            td.diff { (letters(facts, &way.now, true)) @if !way.determined { "?" } (then) (more) }
        }
    }
}
