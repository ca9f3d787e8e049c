//! Which network carries what: in words, as a picture at two widths with its key, and as a table.

use super::drawing::drawing;
use super::svg::{Anchor, Look, colour, cross, rect, shape, text};
use super::words::{
    MAX_NAMES, interface_word, kind_class, kind_title, letter, lettered, link_words, name, role_words,
    state_word, subnet_words,
};
use super::{Facts, scroll};
use crate::engine::route::Traffic;
use crate::model::{InterfaceSource, InterfaceState, NetworkId, NodeId};
use crate::report::picture::{Kind, Mark, Picture, Station};
use crate::report::state::KINDS;
use crate::report::text::{ranges, show};
use maud::{Markup, html};

/// Networks in the table; of more, the first.
const MAX_ROWS: usize = 64;

/// Interfaces of one network that are named as not up.
const MAX_NAMED: usize = 12;

pub(super) fn figure(facts: &Facts<'_>, pictures: &[Picture; 2]) -> Markup {
    let [wide, narrow] = pictures;
    html! {
        dl.say { @for kind in &wide.kinds { (said(facts, kind)) } }
        figure {
            (drawing(facts, wide, false, "p"))
            (drawing(facts, narrow, true, "q"))
            ul.key { (key(wide)) }
            (caption(facts, wide))
        }
        details {
            summary { "The picture as a table" }
            (scroll("Networks as a table", table(facts, wide)))
        }
    }
}

fn said(facts: &Facts<'_>, kind: &Kind) -> Markup {
    let way = &kind.usual.way;
    let ink = format!("fill:{}", colour(kind.traffic));
    html! {
        dt class=(kind_class(kind.traffic)) {
            svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false" {
                (shape(kind.traffic, 7.0, 7.0, 5.2, &ink))
            }
            (kind_title(kind.traffic))
        }
        dd {
            @if kind.usual.is_per_pair() {
                span.then { "differs from pair to pair, see Routes" }
            } @else {
                (now(facts, kind))
                @if way.then.is_empty() {
                    span.then { " and nothing after that" }
                } @else {
                    span.then {
                        " then "
                        @for (place, network) in way.then.iter().take(MAX_NAMES).enumerate() {
                            @if place > 0 { ", " }
                            (lettered(facts, *network, false))
                        }
                        @if way.then.len() > MAX_NAMES { " and " (way.then.len() - MAX_NAMES) " more" }
                    }
                }
                @if kind.usual.count < kind.usual.total {
                    span.then { " (" (kind.usual.count * 100 / kind.usual.total) " % of pairs)" }
                }
            }
        }
    }
}

fn now(facts: &Facts<'_>, kind: &Kind) -> Markup {
    let way = &kind.usual.way;
    let between = match (way.routed, way.determined) {
        (true, _) => " routed to ",
        (false, true) => " + ",
        (false, false) => " and/or ",
    };
    html! {
        @if way.now.is_empty() { b.error { "no network" } }
        @for (place, network) in way.now.iter().take(MAX_NAMES).enumerate() {
            @if place > 0 { (between) }
            (lettered(facts, *network, true))
        }
        @if way.now.len() > MAX_NAMES { " and " (way.now.len() - MAX_NAMES) " more" }
    }
}

/// The signs that the picture has.
fn key(picture: &Picture) -> Markup {
    let sign = |width: u32, drawn: Markup, said: &str| {
        html! {
            li {
                svg width=(width) height="20" viewBox={ "0 0 " (width) " 20" } aria-hidden="true" focusable="false" {
                    (drawn)
                }
                (said)
            }
        }
    };
    let stations = |number: &str, is_filled: bool| {
        let one = |(place, kind): (u32, &Traffic)| {
            let (x, ink) = (11.0 + 24.0 * f64::from(place), colour(*kind));
            let look = Look::of(10.5).at(Anchor::Middle).weight(700);
            let (style, look) = match is_filled {
                true => (format!("fill:{ink}"), Look { is_on: true, ..look.fill("var(--bg)") }),
                false => (format!("fill:var(--bg);stroke:{ink};stroke-width:1.5"), look.fill(ink)),
            };
            html! { (shape(*kind, x, 10.0, 7.5, &style)) (text(x, 14.0, number, look)) }
        };
        html! { @for drawn in (0..).zip(&KINDS).map(one) { (drawn) } }
    };
    let has = |wanted: fn(&Station) -> bool| picture.kinds.iter().flat_map(|kind| &kind.stations).any(wanted);
    let marks = |wanted: Mark| picture.lanes.iter().any(|lane| lane.marks.contains(&wanted));
    let hollow = "fill:var(--bg);stroke:var(--k2);stroke-width:";
    let bad = || rect(2.0, 1.0, 18.0, 18.0, 4.0, "fill:var(--errbg);stroke:var(--err);stroke-width:1.6");
    let mark = Look::of(14.0).at(Anchor::Middle).fill("var(--err)").weight(700);
    let pill = rect(5.0, 2.0, 12.0, 16.0, 6.0, "fill:var(--chip);stroke:var(--ink);stroke-width:1.8");
    let ring = |r: &str, style: &str| html! { circle cx="11" cy="10" r=(r) style=(style) {} };
    html! {
        (sign(72, stations("1", true), "carries it now; two joined: in parallel"))
        (sign(72, stations("2", false), "takes over next, then 3, 4"))
        @if has(|station| matches!(station, Station::LastResort(_))) {
            @let style = format!("{hollow}1.5;stroke-dasharray:2.5 2.2");
            (sign(22, shape(Traffic::Csv, 11.0, 10.0, 8.0, &style), "last resort: open to clients"))
        }
        @if has(|station| *station == Station::Perhaps) {
            @let look = Look::of(11.5).at(Anchor::Middle).fill("var(--k2)").weight(700);
            @let drawn = html! {
                (shape(Traffic::Csv, 11.0, 10.0, 7.5, &format!("{hollow}3"))) (text(11.0, 14.5, "?", look))
            };
            (sign(22, drawn, "? and a broken line: one or more of these, not determined"))
        }
        (sign(22, pill, "interface, carrying the lines it touches"))
        (sign(22, ring("4.5", "fill:var(--chip);stroke:var(--wire);stroke-width:1.6"), "interface, idle"))
        @if marks(Mark::Failed) {
            (sign(22, html! { (bad()) (cross(11.0, 10.0, 4.5)) }, "interface failed; the line goes on for the others"))
        }
        @if marks(Mark::Unreachable) || marks(Mark::Unavailable) {
            (sign(22, html! { (bad()) (text(11.0, 15.0, "!", mark)) }, "unreachable or unavailable"))
        }
        @if marks(Mark::Missing) {
            @let style = "fill:none;stroke:var(--wire);stroke-width:1.2;stroke-dasharray:2 2";
            (sign(22, ring("5", style), "no interface"))
        }
    }
}

/// Who is drawn together.
fn caption(facts: &Facts<'_>, picture: &Picture) -> Markup {
    let groups = || picture.columns.iter().filter(|column| column.nodes.len() > 1);
    let names = |nodes: &[NodeId]| {
        ranges(&nodes.iter().map(|node| facts.cluster.nodes[*node].name.as_str()).collect::<Vec<_>>())
    };
    let has_thin = picture.kinds.iter().any(|kind| !kind.usual.is_only);
    let is_assumed = facts.cluster.interface_source == InterfaceSource::Assumed;
    html! {
        @if groups().next().is_some() || has_thin || is_assumed {
            figcaption {
                @if groups().any(|column| !column.is_rest) {
                    "Nodes with the same interfaces in the same state and the same routes are drawn once. "
                }
                @for column in groups() {
                    b { (column.label) }
                    @if column.is_rest { " differ among themselves, and their marks show the worst of them: " }
                    @else { " are " }
                    (name(&names(&column.nodes))) ". "
                }
                @if has_thin {
                    "A thin line is a way that fewer than half of the pairs take; the order of taking over is that of \
                     most pairs. "
                }
                @if is_assumed { "Interfaces are not captured: every node is taken to be on every network." }
            }
        }
    }
}

fn table(facts: &Facts<'_>, picture: &Picture) -> Markup {
    let cluster = facts.cluster;
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Network" }
                    th scope="col" { "Role" }
                    th scope="col" { "State" }
                    th scope="col" { "Subnet" }
                    th scope="col" { "Class, speed" }
                    th.num scope="col" { "Metric" }
                    @for kind in &picture.kinds { th scope="col" { (kind_title(kind.traffic)) } }
                    th scope="col" { "Not up" }
                }
            }
            tbody {
                @for &id in facts.order.iter().take(MAX_ROWS) {
                    @let network = &cluster.networks[id];
                    tr {
                        th scope="row" { (letter(facts, id, true)) " " (name(&network.name)) }
                        td { (role_words(network.role)) }
                        td { (state_word(network.state)) }
                        td { (subnet_words(network)) }
                        td { (link_words(facts, id).trim_start_matches(" · ")) }
                        td.num { @match network.metric { Some(metric) => { (metric) } None => "–" } }
                        @for kind in &picture.kinds { td { (when(kind, id)) } }
                        td { (not_up(facts, id)) }
                    }
                }
            }
        }
        @if facts.order.len() > MAX_ROWS { p.sm { "and " (facts.order.len() - MAX_ROWS) " more networks" } }
    }
}

fn when(kind: &Kind, network: NetworkId) -> String {
    let way = &kind.usual.way;
    let place = way.then.iter().position(|n| *n == network);
    match place {
        _ if kind.usual.is_per_pair() => "differs".to_owned(),
        _ if way.now.contains(&network) => (if way.determined { "now" } else { "possibly now" }).to_owned(),
        Some(place) => (place + 2).to_string(),
        None => "not for most".to_owned(),
    }
}

fn not_up(facts: &Facts<'_>, network: NetworkId) -> String {
    let on = || facts.cluster.interfaces.iter().filter(move |one| one.network == network);
    let node = |node: NodeId| show(&facts.cluster.nodes[node].name).into_owned();
    let bad = on().filter(|one| !matches!(one.state, InterfaceState::Up | InterfaceState::Unknown));
    let mut said: Vec<String> =
        bad.map(|one| format!("{} {}", node(one.node), interface_word(one.state))).collect();
    if facts.cluster.interface_source != InterfaceSource::Assumed {
        let there: std::collections::BTreeSet<_> = on().map(|one| one.node).collect();
        let missing = facts.cluster.node_ids().filter(|node| !there.contains(node));
        said.extend(missing.map(|id| format!("{} none", node(id))));
    }
    let more = said.len().saturating_sub(MAX_NAMED);
    said.truncate(MAX_NAMED);
    match (said.is_empty(), more) {
        (true, _) => "–".to_owned(),
        (false, 0) => said.join(", "),
        (false, more) => format!("{} and {more} more", said.join(", ")),
    }
}
