//! If something fails: a network, two networks, a node, and what else is a single point.

use super::glyph;
use super::words::{icon, kind_short, kind_title, letter, lettered, letters, name, outcome_words};
use super::{Facts, scroll};
use crate::engine::failures::{Counts, Unit};
use crate::engine::route::Traffic;
use crate::report::loss::{Losses, NetworkLoss, NodeLoss, Outcome, kind_of, outcome_of, worst};
use crate::report::state::{Ends, KINDS, counted};
use crate::report::text::{number, plural, ranges, show};
use crate::words;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Networks that are named in one row.
const MAX_NAMED: usize = 12;

pub(super) fn failures(facts: &Facts<'_>, losses: &Losses) -> Markup {
    if losses.is_too_large {
        return html! { p { "Not tried: the cluster has more networks than the question failures takes." } };
    }
    if losses.before.flows.iter().all(|flow| flow.pairs.is_empty()) {
        return html! { p { "Not tried: there are no two nodes that are up, whose routes could be compared." } };
    }
    let (quiet, loud): (Vec<_>, Vec<_>) =
        losses.networks.iter().partition(|loss| loss.outcome(&losses.before) == Outcome::Stays);
    html! {
        p.lede {
            "Worked out by asking again without it. Nothing was switched off. “Ways left” counts the networks between \
             the worst-placed two nodes. A pair is two nodes, a path a volume and a node that is not its coordinator."
        }
        (scroll("Failure of one network", networks(facts, losses, &loud, &quiet)))
        (nodes(facts, losses))
        (pairs(facts, losses))
        (cases(facts, losses))
    }
}

fn networks(facts: &Facts<'_>, losses: &Losses, loud: &[&NetworkLoss], quiet: &[&NetworkLoss]) -> Markup {
    let unused: Vec<_> = {
        let usable: Vec<_> = facts.usable().collect();
        facts.order.iter().filter(|network| !usable.contains(network)).copied().collect()
    };
    let kinds: Vec<usize> =
        (0..KINDS.len()).filter(|&place| !losses.before.flows[place].pairs.is_empty()).collect();
    html! {
        table.st {
            caption {
                "One network gone "
                span { "hollow: before, filled: after; circle cluster, square CSV, diamond live migration" }
            }
            thead {
                tr {
                    th scope="col" { "Without" }
                    th scope="col" { "Picture" }
                    @for &place in &kinds { th scope="col" { (kind_title(KINDS[place])) } }
                    th scope="col" { "Ways left" }
                    th scope="col" { "In a word" }
                }
            }
            tbody {
                @for loss in loud {
                    tr {
                        th scope="row" { (letter(facts, loss.network, true)) " " (name(&facts.cluster.networks[loss.network].name)) }
                        td { (glyph::lost(facts, losses, loss)) }
                        @for &place in &kinds {
                            td data-l={ (kind_title(KINDS[place])) ":" } { (cell(facts, losses, loss, place)) }
                        }
                        td data-l="Ways left:" { (loss.after.ways()) }
                        td.nw { (said(loss.outcome(&losses.before))) }
                    }
                }
                @if let Some(least) = quiet.iter().map(|loss| loss.after.ways()).min() {
                    tr {
                        th scope="row" { (named(facts, quiet.iter().map(|loss| loss.network))) }
                        td.sm colspan=(kinds.len() + 1) { "Nothing moves: it carries none of the three kinds now." }
                        td data-l="Ways left:" { (least) }
                        td.nw { (said(Outcome::Stays)) }
                    }
                }
                @if losses.more_networks > 0 {
                    tr {
                        th scope="row" { (plural(losses.more_networks, "more network")) }
                        td.sm colspan=(kinds.len() + 3) { "Not tried here: the question failures has them." }
                    }
                }
                @if !unused.is_empty() {
                    tr {
                        th scope="row" { (named(facts, unused.iter().copied())) }
                        td.sm colspan=(kinds.len() + 3) {
                            "Not for cluster use: not tried. What else runs over it, such as iSCSI, is not judged."
                        }
                    }
                }
            }
        }
    }
}

fn named(facts: &Facts<'_>, networks: impl Iterator<Item = crate::model::NetworkId>) -> Markup {
    let all: Vec<_> = networks.collect();
    html! {
        @for (place, network) in all.iter().take(MAX_NAMED).enumerate() {
            @if place > 0 { ", " }
            (lettered(facts, *network, true))
        }
        @if all.len() > MAX_NAMED { " and " (all.len() - MAX_NAMED) " more" }
    }
}

fn said(outcome: Outcome) -> Markup {
    let (symbol, word) = outcome_words(outcome);
    html! { (icon(symbol)) " " (word) }
}

/// What happens to one kind: where most pairs go, and what is bad about it.
fn cell(facts: &Facts<'_>, losses: &Losses, loss: &NetworkLoss, place: usize) -> Markup {
    let kind = KINDS[place];
    let before = &losses.before.flows[place];
    let moved: Vec<Ends> = loss.moved(&losses.before, place).collect();
    let total = counted(kind, before.pairs.keys().copied());
    let count = counted(kind, moved.iter().copied());
    let usual = before.usual().map(|usual| usual.way.now).unwrap_or_default();
    if moved.is_empty() && worst(&loss.counts, Some(kind)) == Outcome::Stays {
        return html! { span.sm { "stays on " } (letters(facts, &usual, false)) };
    }
    let after = &loss.after.flows[place];
    let mut ways: BTreeMap<_, usize> = BTreeMap::new();
    for ends in &moved {
        if let (Some(old), Some(new)) = (before.way(*ends), after.way(*ends)) {
            *ways.entry((&old.now, &new.now, new.determined)).or_default() += 1;
        }
    }
    let most = ways.values().copied().max().unwrap_or_default();
    let first = ways.iter().find(|(_, count)| **count == most).map(|(way, _)| *way);
    let unit = if kind == Traffic::Csv { "node-to-coordinator way" } else { "pair" };
    html! {
        @if let Some((old, new, is_determined)) = first {
            (letters(facts, old, false)) " → "
            @if new.is_empty() {
                (icon("error")) " " b { "no network left" }
            } @else {
                @if !is_determined && new.len() > 1 { span.sm { "one or more of " } }
                (letters(facts, new, true))
            }
            @if count < total { " " span.sm { (plural(count, unit)) } }
            @if ways.len() > 1 { " " span.sm { "and " (ways.len() - 1) " rarer" } }
        }
        (harm(facts, loss, kind, &moved))
    }
}

/// What is bad, with how often; and where, when it is few.
fn harm(facts: &Facts<'_>, loss: &NetworkLoss, kind: Traffic, moved: &[Ends]) -> Markup {
    let keys: Vec<_> = loss.counts.present().filter(|(key, _)| kind_of(*key) == Some(kind)).collect();
    let node = |node: Option<crate::model::NodeId>| {
        node.map_or_else(|| "any".to_owned(), |node| show(&facts.cluster.nodes[node].name).into_owned())
    };
    html! {
        @for (key, count) in keys {
            @let outcome = outcome_of(key);
            @let (symbol, _) = outcome_words(outcome);
            @let word = match outcome {
                Outcome::Loses => "no network left",
                Outcome::Falls => "clients’ network",
                Outcome::Slower => "slower",
                Outcome::Moves | Outcome::Stays => "fewer in parallel",
            };
            @let unit = match key.unit() { Unit::Pairs => "pair", Unit::Paths => "path", Unit::Volumes => "volume" };
            br;
            (icon(symbol)) " " (word) " "
            span.sm { (plural(usize::try_from(count).unwrap_or_default(), unit)) }
        }
        @if (1..=2).contains(&moved.len()) && kind != Traffic::Csv {
            @let (a, b) = moved[0];
            br; span.sm { (node(a)) " – " (node(b)) }
        }
    }
}

fn nodes(facts: &Facts<'_>, losses: &Losses) -> Markup {
    let names = |loss: &NodeLoss| {
        ranges(&loss.nodes.iter().map(|node| facts.cluster.nodes[*node].name.as_str()).collect::<Vec<_>>())
    };
    let owned = |loss: &NodeLoss| {
        let one = loss.nodes.first().filter(|_| loss.nodes.len() == 1 && loss.volumes <= 3);
        let of = |node: &crate::model::NodeId| {
            let own = facts.cluster.volumes_by_id().filter(|(_, volume)| volume.owner == Some(*node));
            own.map(|(_, volume)| show(&volume.name).into_owned()).collect::<Vec<_>>().join(", ")
        };
        match (one, loss.volumes) {
            (_, 0) => "none".to_owned(),
            (Some(node), _) => of(node),
            (None, count) => format!("{} each", number(count)),
        }
    };
    html! {
        @if !losses.nodes.is_empty() {
            table.st {
                caption {
                    "One node gone "
                    span { "a node carries nothing for the others; quorum is not judged" }
                }
                thead {
                    tr {
                        th scope="col" { "Without" }
                        th scope="col" { "Volumes that need a new coordinator" }
                        th scope="col" { "In a word" }
                    }
                }
                tbody {
                    @for loss in &losses.nodes {
                        tr {
                            th scope="row" {
                                @if loss.nodes.len() > 1 { "any one of " (loss.nodes.len()) ": " }
                                (name(&names(loss)))
                            }
                            td data-l="Coordinator:" {
                                @if facts.cluster.volumes.is_none() { "not captured" } @else { (name(&owned(loss))) }
                            }
                            td.nw {
                                @match loss.volumes {
                                    0 => (said(Outcome::Stays)),
                                    1 => { (icon("info")) " Volume moves" }
                                    _ => { (icon("info")) " Volumes move" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn pairs(facts: &Facts<'_>, losses: &Losses) -> Markup {
    if losses.pairs.is_empty() {
        return html! {};
    }
    let found: BTreeMap<(usize, usize), &Counts> =
        losses.pairs.iter().map(|(a, b, counts)| ((*a, *b), counts)).collect();
    let count = losses.networks.len();
    let head = |place: usize| lettered(facts, losses.networks[place].network, true);
    let table = html! {
        table.mat.two {
            caption {
                "Two networks gone at once "
                span { "the worst that happens to any of the three kinds" }
            }
            thead { tr { td {} @for place in 1..count { th scope="col" { (head(place)) } } } }
            tbody {
                @for a in 0..count - 1 {
                    tr {
                        th scope="row" { (head(a)) }
                        @for b in 1..count {
                            @match found.get(&(a, b)) {
                                Some(counts) => { td.nw { (both(losses, (a, b), counts)) } }
                                None => { td {} }
                            }
                        }
                    }
                }
            }
        }
    };
    scroll("Failure of two networks", table)
}

fn both(losses: &Losses, (a, b): (usize, usize), counts: &Counts) -> Markup {
    let alone = |place: usize| losses.networks[place].outcome(&losses.before);
    let outcome = match worst(counts, None) {
        Outcome::Stays => alone(a).min(alone(b)).max(Outcome::Moves),
        other => other,
    };
    let hit: Vec<&str> = KINDS
        .iter()
        .filter(|kind| worst(counts, Some(**kind)) == outcome)
        .map(|kind| kind_short(*kind))
        .collect();
    html! {
        (said(outcome))
        @if outcome < Outcome::Moves { br; span.sm { (hit.join(", ")) } }
    }
}

/// Interfaces, and what shares an adapter, a team or a switch.
fn cases(facts: &Facts<'_>, losses: &Losses) -> Markup {
    html! {
        @if !losses.cases.is_empty() {
            table.st {
                caption {
                    "One interface, adapter or switch gone "
                    span { "those that do damage, the worst first" }
                }
                thead { tr { th scope="col" { "Without" } th scope="col" { "What happens" } th scope="col" { "In a word" } } }
                tbody {
                    @for (element, alike, counts) in &losses.cases {
                        tr {
                            th scope="row" {
                                (words::lost(facts.cluster, element))
                                @if *alike > 1 { span.sm { " and " (number(alike - 1)) " alike" } }
                            }
                            td {
                                @for (place, (key, count)) in counts.present().enumerate() {
                                    @if place > 0 { ", " }
                                    (words::outcome(key, usize::try_from(count).unwrap_or_default()))
                                }
                            }
                            td.nw { (said(worst(counts, None))) }
                        }
                    }
                }
            }
        }
    }
}
