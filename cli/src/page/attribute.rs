//! The answer to "whose I/O is it": the means first, what cannot be told below them, and every interval where asked for.

use super::layout::{Column, Page};
use super::metrics::{title, windows};
use super::origin::origin;
use super::text::{Text, Tone, count};
use clusterroute::api::Entry;
use clusterroute::api::attribute::{Answer, Flow, Io, Range, Volume};
use clusterroute::engine::route::Certainty;
use clusterroute::words::{bytes, number};

const COLUMNS: [Column; 5] = [
    Column::wide("Node"),
    Column::number("Own"),
    Column::number("Crossed"),
    Column::wide("Over"),
    Column::number("At the disk"),
];

const INTERVALS: [Column; 4] =
    [Column::tight("Until"), Column::wide("Node"), Column::number("Own"), Column::number("Crossed")];

/// Whose I/O it is, as a table for each volume.
pub(crate) fn attribute(entry: &Entry<Answer>) -> Page {
    let answer = &entry.answer;
    let mut page = Page::default();
    page.heading(title("I/O", &entry.head));
    page.item("", windows(&entry.head));
    if let Some(span) = &answer.span {
        let clock = if span.clock == "utc" { "UTC" } else { "local time" };
        let (from, to) = (short(&span.from), short(&span.to));
        page.item(
            "",
            format!("{from} to {to} ({clock}), {}", count(span.intervals, "interval", "intervals")),
        );
    }
    if answer.volumes.is_empty() {
        page.heading("No counters of a volume or a disk can be attributed.");
    }
    // Both are in the same order.
    let mut rest = answer.io.iter().peekable();
    for volume in &answer.volumes {
        let io: Vec<&Io> = std::iter::from_fn(|| rest.next_if(|io| io.volume == volume.volume)).collect();
        of_volume(&mut page, volume, &io);
    }
    if !answer.unknown.is_empty() {
        page.heading(Text::toned(Tone::Warning, "Not known, or with a reservation"));
    }
    for one in &answer.unknown {
        let collect = one.collect.as_ref().map(|what| format!("; what tells it: {what}")).unwrap_or_default();
        page.item("  - ", format!("{}{collect}", one.said.message));
    }
    origin(&mut page, &entry.tail);
    page
}

fn of_volume(page: &mut Page, volume: &Volume, io: &[&Io]) {
    let coordinator = volume.coordinator.as_deref().unwrap_or("not known");
    page.heading(Text::toned(Tone::Strong, &format!("{}, coordinator {coordinator}", volume.volume)));
    if io.is_empty() {
        page.item("  ", "no counters are of it");
        return;
    }
    let rows: Vec<Vec<Text>> = io.iter().map(|io| row(io)).collect();
    page.table(&COLUMNS, &rows);
    page.gap();
    page.item("", format!("{}.", volume.message));
    if let Some(difference) = volume.difference.message.as_ref().filter(|_| is_some(&volume.sent)) {
        page.item(
            "",
            format!(
                "Between the two: {difference} (other intervals, caches, metadata, nodes without counters)."
            ),
        );
    }
    if let Some(storage) = &volume.storage.message {
        page.item("", format!("The storage itself shows {storage}."));
    }
    page.item(
        "",
        format!(
            "Means a second over {} s, in which every node was sampled ({}).",
            number(volume.seconds),
            count(volume.intervals, "interval", "intervals")
        ),
    );
    if io.iter().any(|io| !io.intervals.is_empty()) {
        intervals(page, io);
    }
}

fn row(io: &Io) -> Vec<Text> {
    let node = if io.is_coordinator { format!("{} (coordinator)", io.node) } else { io.node.clone() };
    let over = match (&io.networks, io.is_coordinator) {
        (_, true) => String::new(),
        _ if is_zero(&io.crossed) => String::new(),
        (None, _) => "?".to_owned(),
        (Some(networks), _) if networks.is_empty() => "no network".to_owned(),
        (Some(networks), _) => {
            let between = if io.routed {
                " -> "
            } else if io.determined {
                " + "
            } else {
                " or "
            };
            let assumed = if io.certainty == Some(Certainty::Assumed) { " (assumed)" } else { "" };
            format!("{}{assumed}", networks.join(between))
        }
    };
    let crossed = if io.is_coordinator { Text::from("-") } else { cell(&io.crossed) };
    vec![Text::from(node), cell(&io.own), crossed, Text::from(over), cell(&io.at_disk)]
}

fn intervals(page: &mut Page, io: &[&Io]) {
    let mut rows: Vec<(&str, Vec<Text>)> = Vec::new();
    for one in io {
        rows.extend(one.intervals.iter().map(|interval| {
            let cells = [cell(&interval.own), cell(&interval.crossed)];
            let row = [Text::from(short(&interval.to)), Text::from(&one.node)].into_iter().chain(cells);
            (interval.to.as_str(), row.collect())
        }));
    }
    rows.sort_by_key(|(time, _)| *time);
    let rows: Vec<Vec<Text>> = rows.into_iter().map(|(_, row)| row).collect();
    page.gap();
    page.table(&INTERVALS, &rows);
}

fn cell(flow: &Flow) -> Text {
    let operations = flow.operations_per_second.map(|range| between(range, &number));
    let size = flow.bytes_per_second.map(|range| between(range, &bytes));
    match (operations, size) {
        (Some(operations), Some(size)) => Text::from(format!("{operations} IO")).and_below(size),
        (Some(operations), None) => Text::from(format!("{operations} IO")),
        (None, Some(size)) => Text::from(size),
        (None, None) => Text::from("?"),
    }
}

fn between(range: Range, text: &dyn Fn(f64) -> String) -> String {
    let (low, high) = (text(range.low), text(range.high));
    if low == high { low } else { format!("{low} to {high}") }
}

fn is_some(flow: &Flow) -> bool {
    flow.operations_per_second.is_some() || flow.bytes_per_second.is_some()
}

fn is_zero(flow: &Flow) -> bool {
    let is_zero = |range: Option<Range>| range.is_none_or(|range| range.high < 0.5);
    is_some(flow) && is_zero(flow.operations_per_second) && is_zero(flow.bytes_per_second)
}

/// Without what of a second nobody reads.
fn short(time: &str) -> String {
    time.split('.').next().unwrap_or_default().replace('T', " ")
}
