//! The answer to "does the design serve its needs": one table, then what each judgement rests on.

use super::layout::{Column, Page};
use super::metrics::{title, windows};
use super::origin::origin;
use super::text::{Text, Tone};
use clusterroute::api::Entry;
use clusterroute::api::needs::{Answer, NeedRow, Verdict};

const COLUMNS: [Column; 6] = [
    Column::tight("Need"),
    Column::tight("Verdict"),
    Column::wide("Networks"),
    Column::number("Gbit/s"),
    Column::wide("Shared with"),
    Column::wide("Then"),
];

/// The needs as a table, and below it the reasons of each.
pub(crate) fn needs(entry: &Entry<Answer>) -> Page {
    let mut page = Page::default();
    page.heading(title("Needs", &entry.head));
    page.item("", windows(&entry.head));
    page.gap();
    let rows: Vec<Vec<Text>> = entry.answer.needs.iter().map(row).collect();
    page.table(&COLUMNS, &rows);
    for need in &entry.answer.needs {
        page.heading(Text::from(name(need)).and(": ").and(verdict(need.verdict)));
        for reason in &need.reasons {
            page.item("  - ", &reason.message);
        }
        if need.reasons.is_empty() {
            page.item("  - ", "as recommended");
        }
    }
    page.heading("Besides networks");
    for check in &entry.answer.checks {
        let collect = check.collect.map(|command| format!("; {command}")).unwrap_or_default();
        let said = format!(": {}{collect}", check.said.message);
        page.item("  - ", verdict(check.verdict).and(said));
    }
    origin(&mut page, &entry.tail);
    page
}

fn row(need: &NeedRow) -> Vec<Text> {
    let gbps = |value: Option<f64>| value.map_or_else(|| "?".to_owned(), |gbps| gbps.to_string());
    let speed = match need.required_gbps {
        Some(required) if !need.networks.is_empty() => format!("{} of {required}", gbps(need.present_gbps)),
        _ => need.present_gbps.map(|present| present.to_string()).unwrap_or_default(),
    };
    vec![
        Text::from(name(need)),
        verdict(need.verdict),
        Text::from(need.networks.join(" + ")),
        Text::from(speed),
        Text::from(need.shared_with.join(", ").replace('_', " ")),
        Text::from(need.spare.join(", ")),
    ]
}

fn name(need: &NeedRow) -> String {
    need.need.replace('_', " ")
}

fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Green => Text::from("green"),
        Verdict::Yellow => Text::toned(Tone::Warning, "YELLOW"),
        Verdict::Red => Text::toned(Tone::Error, "RED"),
        Verdict::Unknown => Text::from("unknown"),
    }
}
