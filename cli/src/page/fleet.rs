//! Several clusters in one table: a line each with its worst finding, the worst cluster first.

use super::layout::{Column, Page};
use super::text::{Text, Tone, count};
use super::words;
use clusterroute::api::{Entry, recommend};
use clusterroute::rules::Severity;

const COLUMNS: [Column; 6] = [
    Column::wide("Cluster"),
    Column::tight("Windows"),
    Column::number("Errors"),
    Column::number("Warnings"),
    Column::number("Not checked"),
    Column::wide("Worst finding"),
];

/// What one cluster's line is made of.
pub(crate) struct Row {
    name: String,
    windows: &'static str,
    errors: usize,
    warnings: usize,
    not_checked: usize,
    worst: Option<(Severity, String)>,
}

impl Row {
    pub(crate) fn of(entry: &Entry<recommend::Answer>) -> Self {
        let answer = &entry.answer;
        let first = answer.findings.first();
        Self {
            name: entry.head.name.clone().unwrap_or_else(|| "cluster name not captured".to_owned()),
            windows: entry.head.windows.version.unwrap_or("unknown"),
            errors: answer.summary.error,
            warnings: answer.summary.warning,
            not_checked: answer.not_checked.len(),
            worst: first.map(|finding| (finding.severity, format!("{} {}", finding.rule, finding.message))),
        }
    }
}

/// The table, and the totals.
pub(crate) fn fleet(mut rows: Vec<Row>) -> Page {
    rows.sort_by(|a, b| (b.errors, b.warnings, &a.name).cmp(&(a.errors, a.warnings, &b.name)));
    let mut page = Page::default();
    page.heading(Text::toned(Tone::Strong, &count(rows.len(), "cluster", "clusters")));
    let lines: Vec<Vec<Text>> = rows.iter().map(line).collect();
    page.table(&COLUMNS, &lines);
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let clean = rows.iter().filter(|row| row.errors + row.warnings == 0).count();
    page.heading(format!(
        "{}, {}; {clean} of {} without either",
        count(sum(|row| row.errors), "error", "errors"),
        count(sum(|row| row.warnings), "warning", "warnings"),
        count(rows.len(), "cluster", "clusters"),
    ));
    page
}

fn line(row: &Row) -> Vec<Text> {
    let number = |number: usize| Text::from(number.to_string());
    let worst = match &row.worst {
        Some((severity, message)) => words::severity(*severity).and(" ").and(message),
        None => Text::from("nothing found"),
    };
    vec![
        Text::from(&row.name),
        Text::from(row.windows),
        number(row.errors),
        number(row.warnings),
        number(row.not_checked),
        worst,
    ]
}
