//! What faster networks would bring: a line for each network, that which brings most first.

use super::super::layout::{Column, Page};
use super::super::metrics::{title, windows};
use super::super::origin::origin;
use super::super::text::{Text, Tone};
use super::super::words::capability;
use super::parts::{factors, rests_on, shown};
use clusterroute::api::Entry;
use clusterroute::api::estimate::faster::{Answer as Faster, Traffic, Tried};
use clusterroute::api::estimate::{Answer, Range};

const COLUMNS: [Column; 4] = [
    Column::wide("Network"),
    Column::tight("Redirected I/O"),
    Column::tight("Live migration"),
    Column::tight("Drain"),
];

/// What each network would bring as a page.
pub(super) fn faster(entry: &Entry<Answer>, answer: &Faster) -> Page {
    let mut page = Page::default();
    page.heading(title("What faster networks would bring", &entry.head));
    page.item("", windows(&entry.head));
    let class = answer.class.map(capability).filter(|class| !class.is_empty());
    let class = class.map(|class| format!(" and {class}")).unwrap_or_default();
    if let Some(before) = &answer.before {
        page.heading(format!("With {}:", entry.head.what_if.join(", ")));
        page.item("- ", &before.message);
    }
    page.heading(format!("Each network made {} Gbit/s{class}, alone:", answer.speed));
    answer.networks.iter().for_each(|tried| page.item("- ", &tried.message));
    page.gap();
    let before = answer.before.as_ref().map(|before| row("as it is", &before.traffic));
    let now = row(if before.is_some() { "with that" } else { "as it is" }, &answer.now);
    let then = answer.networks.iter().filter(|tried| tried.gains == Some(true)).map(of);
    let rows: Vec<Vec<Text>> = before.into_iter().chain([now]).chain(then).collect();
    if rows.iter().flat_map(|row| &row[1..]).any(|cell| !cell.is_empty()) {
        page.table(&COLUMNS, &rows);
    }
    page.item(
        "",
        "The stream of a backup that does not run on the coordinator goes where redirected I/O goes.",
    );
    let ranges = answer.networks.iter().map(|tried| &tried.then).chain([&answer.now]).flat_map(ranges);
    factors(&mut page, ranges);
    rests_on(&mut page, &entry.head, &answer.assumed, &answer.unknown);
    origin(&mut page, &entry.tail);
    page
}

fn of(tried: &Tried) -> Vec<Text> {
    let mut cells = row(&tried.network, &tried.then);
    cells[0] = Text::toned(Tone::Strong, &tried.network);
    cells
}

fn row(name: &str, traffic: &Traffic) -> Vec<Text> {
    vec![
        Text::from(name),
        Text::from(shown(traffic.redirect.as_ref())),
        Text::from(shown(traffic.migration.as_ref())),
        Text::from(shown(traffic.drain.as_ref())),
    ]
}

fn ranges(traffic: &Traffic) -> impl Iterator<Item = &Range> {
    traffic.redirect.iter().chain(&traffic.migration).chain(&traffic.drain)
}
