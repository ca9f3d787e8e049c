//! What the pages of all estimates have: ranges, factors, and what is assumed or missing.

use super::super::layout::Page;
use clusterroute::api::Head;
use clusterroute::api::estimate::{Factor, Range, Unknown};
use clusterroute::engine::estimate::FactorKey;
use clusterroute::words::Said;

/// `120 to 140 MB/s`; nothing where it is not known.
pub(super) fn shown(range: Option<&Range>) -> String {
    range.map(|range| range.message.clone()).unwrap_or_default()
}

/// The factors that are facts of links, each once; what the caller has stated he knows.
pub(super) fn factors<'a>(page: &mut Page, ranges: impl Iterator<Item = &'a Range>) {
    let mut lines: Vec<String> = Vec::new();
    let is_fact = |factor: &&Factor| {
        !matches!(factor.key, FactorKey::StatedRate | FactorKey::OnThisLink | FactorKey::Size)
    };
    for factor in ranges.flat_map(|range| &range.factors).filter(is_fact) {
        let line = format!("{}: {}", factor.message, factor.source);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if !lines.is_empty() {
        page.heading("Computed from");
        lines.into_iter().for_each(|line| page.item("- ", line));
    }
}

/// What the whole answer and the estimate take for granted, and what is missing.
pub(super) fn rests_on(page: &mut Page, head: &Head, assumed: &[Said], unknown: &[Unknown]) {
    if !assumed.is_empty() || !head.assumptions.is_empty() {
        page.heading("Assumed");
        for one in head.assumptions.iter().chain(assumed) {
            page.item("- ", &one.message);
        }
    }
    if !unknown.is_empty() {
        page.heading("Not known");
        for one in unknown {
            let collect = one.collect.map(|command| format!("; {command}")).unwrap_or_default();
            page.item("- ", format!("{}{collect}", one.said.message));
        }
    }
}

/// Names of a line.
const NAMED: usize = 6;

/// A few names, and how many more there are.
pub(super) fn some(names: &[String], between: &str) -> String {
    let shown = names[..names.len().min(NAMED)].join(between);
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
