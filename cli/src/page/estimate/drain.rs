//! A node drained: the way, how long, each guest, what else is on the way and what a failure leaves.

use super::super::layout::{Column, Page};
use super::super::metrics::{title, windows};
use super::super::origin::origin;
use super::super::text::{Text, Tone, count};
use super::super::words::certainty;
use super::parts::{factors, rests_on, shown};
use clusterroute::api::Entry;
use clusterroute::api::estimate::Answer;
use clusterroute::api::estimate::drain::{Answer as Drain, Guest, Way};
use clusterroute::engine::estimate::Unit;
use clusterroute::words::between;

const WAYS: [Column; 4] = [
    Column::wide("To"),
    Column::wide("Networks, then failover"),
    Column::tight("Gets through"),
    Column::tight("Certainty"),
];

const GUESTS: [Column; 3] = [Column::wide("Guest"), Column::tight("Memory"), Column::tight("Takes")];

/// Guests that are shown, the largest of them.
const SHOWN: usize = 10;

/// The drain as a page.
pub(super) fn drain(entry: &Entry<Answer>, answer: &Drain) -> Page {
    let mut page = Page::default();
    page.heading(title("Drain", &entry.head));
    page.item("", windows(&entry.head));
    page.heading(match &answer.node {
        Some(node) => format!("{node}: {}", answer.message),
        None => format!("Any node: {}", answer.message),
    });
    if let Some(before) = &answer.before {
        page.item("- ", &before.message);
    }
    let parallel = match (answer.parallel.low, answer.parallel.high) {
        (low, Some(high)) if low == high => low.to_string(),
        (low, Some(high)) => format!("{low} to {high}"),
        (low, None) => format!("{low} or more"),
    };
    page.item("- ", format!("Memory goes by {} ({})", answer.option.value, answer.option.source));
    page.item("- ", format!("At once: {parallel} ({})", answer.parallel.source));
    for other in &answer.others {
        page.item("- ", &other.message);
    }
    page.gap();
    page.table(&WAYS, &answer.ways.iter().map(way).collect::<Vec<_>>());
    let mut reasons: Vec<&str> = Vec::new();
    for said in answer.ways.iter().flat_map(|way| &way.because) {
        if !reasons.contains(&said.message.as_str()) {
            reasons.push(&said.message);
        }
    }
    if !reasons.is_empty() {
        page.heading("Because");
        reasons.into_iter().for_each(|reason| page.item("  - ", reason));
    }
    if !answer.per_vm.is_empty() {
        page.gap();
        page.table(&GUESTS, &answer.per_vm.iter().take(SHOWN).map(guest).collect::<Vec<_>>());
    }
    let more = answer.per_vm.len().saturating_sub(SHOWN);
    if more > 0 {
        page.item(
            "",
            format!("And {} with less, which --format json lists.", count(more, "guest", "guests")),
        );
    }
    if !answer.shares_with.is_empty() || !answer.if_fails.is_empty() {
        page.heading("Meanwhile");
        answer.shares_with.iter().for_each(|shares| page.item("  - ", &shares.message));
        for failure in &answer.if_fails {
            let is_end = failure.duration.is_none() && answer.duration.is_some();
            page.item(
                "  - ",
                match is_end {
                    true => Text::toned(Tone::Warning, &failure.message),
                    false => Text::from(&failure.message),
                },
            );
        }
    }
    factors(&mut page, answer.duration.iter());
    rests_on(&mut page, &entry.head, &answer.assumed, &answer.unknown);
    origin(&mut page, &entry.tail);
    page
}

fn way(way: &Way) -> Vec<Text> {
    vec![
        Text::from(if way.to.is_empty() { "any node".to_owned() } else { way.to.join(", ") }),
        networks(way),
        Text::from(shown(way.rate.as_ref())),
        certainty(way.certainty, way.determined),
    ]
}

fn networks(way: &Way) -> Text {
    if way.networks.is_empty() {
        return Text::toned(Tone::Error, "NO NETWORK");
    }
    let failover = match &*way.failover {
        [] => "then none".to_owned(),
        failover => format!("then {}", failover.join(", ")),
    };
    Text::from(way.networks.join(if way.determined { " + " } else { " or " })).and_below(failover)
}

fn guest(guest: &Guest) -> Vec<Text> {
    let bytes = guest.bytes as f64;
    vec![
        Text::from(&guest.name),
        Text::from(between(bytes, bytes, Unit::Bytes)),
        Text::from(shown(guest.duration.as_ref())),
    ]
}
