//! The page over many clusters: a line for each, the worst first, and what is wrong in more than one.

use super::accepted::in_short;
use super::words::{asked, icon, severity_words};
use super::{document, foot, scroll};
use crate::advice::Wanted;
use crate::report::row::Row;
use crate::report::text::{capital, plural, show};
use crate::report::verdict::looked_at;
use crate::rules::{self, Severity};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Clusters that are named for one rule.
const MAX_NAMED: usize = 40;

pub(in crate::report) fn fleet(mut rows: Vec<Row>, wanted: &Wanted, generated: Option<&str>) -> String {
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    let bad = |severity| rows.iter().filter(|row| row.worst == Some(severity)).count();
    let (errors, warnings) = (bad(Severity::Error), bad(Severity::Warning));
    let fragile = rows.iter().filter(|row| row.ways_after == Some(0)).count();
    let gaps = rows.iter().filter(|row| row.not_checked > 0).count();
    let suppressed = rows.iter().filter(|row| row.suppressed > 0).count();
    let (symbol, sentence) = match (errors, warnings) {
        (0, 0) => ("fine", format!("Nothing that was {} has to change in any cluster.", looked_at(wanted))),
        (0, warnings) => {
            ("warning", format!("{} with a warning, none with an error.", plural(warnings, "cluster")))
        }
        (errors, _) => ("error", format!("{} with an error.", plural(errors, "cluster"))),
    };
    let body = html! {
        a.skip href="#clusters" { "Skip to the clusters" }
        header {
            p.kicker {
                b { (plural(rows.len(), "cluster")) }
                @if let Some(generated) = generated { " · made " (show(generated)) }
            }
            h1 { (icon(symbol)) (sentence) }
            dl.numbers {
                div {
                    dt { "with something to correct" }
                    dd.n { (errors + warnings) }
                    dd.s {
                        (errors) " with an error, " (warnings) " with a warning at worst"
                        @if suppressed > 0 { "; " (suppressed) " with suppressed findings" }
                    }
                }
                div {
                    dt { "where one network failure can part two nodes" }
                    dd.n { (fragile) }
                    dd.s { "no way left between the worst-placed two nodes" }
                }
                div {
                    dt { "with rules that could not be checked" }
                    dd.n { (gaps) }
                    dd.s { "what to collect stands in the report of each" }
                }
            }
            @if let Some(asked) = asked(wanted) { p.given { b { "Asked for: " } (asked) } }
        }
        main {
            section id="clusters" aria-labelledby="h0" {
                h2 id="h0" { "Clusters" }
                p.lede { "Worst first. The picture has a lane for each network, circle cluster, square CSV, diamond live \
                          migration; dashed lanes are open to clients, a cross is an interface that is not up." }
                (scroll("Clusters as a table", table(&rows)))
            }
            (common(&rows))
        }
        (foot())
    };
    document("Clusters: ClusterRoute report", &body)
}

/// Severity, ways after a loss, errors, warnings, name.
fn key(row: &Row) -> (u8, usize, std::cmp::Reverse<(usize, usize)>, &str, &str) {
    let worst = match row.worst {
        Some(Severity::Error) => 0,
        Some(Severity::Warning) => 1,
        _ => 2,
    };
    let left = row.ways_after.unwrap_or(usize::MAX);
    (worst, left, std::cmp::Reverse((row.errors, row.warnings)), &row.name, &row.file)
}

fn table(rows: &[Row]) -> Markup {
    html! {
        table.st.fl {
            thead {
                tr {
                    th scope="col" { "Cluster" }
                    th scope="col" { "Windows" }
                    th.num scope="col" { "Nodes" }
                    th scope="col" { "Picture" }
                    th scope="col" { "Worst finding" }
                    th.num scope="col" { "Errors" }
                    th.num scope="col" { "Warnings" }
                    th.num scope="col" { "Ways, after a loss" }
                    th.num scope="col" { "Not checked" }
                }
            }
            tbody { @for row in rows { (line(row)) } }
        }
    }
}

fn line(row: &Row) -> Markup {
    let count = |ways: Option<usize>| ways.map_or_else(|| "–".to_owned(), |ways| ways.to_string());
    html! {
        tr {
            th scope="row" { a href=(row.file) { bdi { (row.name) } } }
            td data-l="Windows:" { (row.windows) }
            td.num data-l="Nodes:" { (row.nodes) }
            td { (row.glyph) }
            td {
                @match (row.worst, &row.headline) {
                    (Some(worst), Some(headline)) => {
                        @let (symbol, word) = severity_words(worst);
                        (icon(symbol)) " " span.vh { (word) ": " } (capital(headline))
                    }
                    _ => { (icon("fine")) " Nothing found" }
                }
                @if let Some(said) = in_short(row.suppressed, row.new) { div.sm { (said) } }
            }
            td.num data-l="Errors:" { (row.errors) }
            td.num data-l="Warnings:" { (row.warnings) }
            td.num data-l="Ways, after a loss:" { (count(row.ways)) ", " (count(row.ways_after)) }
            td.num data-l="Not checked:" { (row.not_checked) }
        }
    }
}

/// Rules that found something in two clusters or more: one cause in many places is a template or a habit.
fn common(rows: &[Row]) -> Markup {
    let mut rules: BTreeMap<(Severity, &'static str), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        for rule in &row.rules {
            rules.entry(*rule).or_default().push(row);
        }
    }
    rules.retain(|_, rows| rows.len() > 1);
    html! {
        @if !rules.is_empty() {
            section id="common" aria-labelledby="h1" {
                h2 id="h1" { "In more than one cluster" }
                p.lede { "One cause in many places is a template or a habit." }
                table.st {
                    thead {
                        tr {
                            th scope="col" { "Rule" }
                            th.num scope="col" { "Clusters" }
                            th scope="col" { "Which" }
                        }
                    }
                    tbody {
                        @for ((severity, rule), rows) in &rules {
                            @let (symbol, word) = severity_words(*severity);
                            tr {
                                th scope="row" {
                                    (icon(symbol)) " " span.vh { (word) ": " } (rule) " "
                                    span.sm { (rules::find(rule).map_or("", |rule| rule.summary)) }
                                }
                                td.num data-l="Clusters:" { (rows.len()) }
                                td {
                                    @for (place, row) in rows.iter().take(MAX_NAMED).enumerate() {
                                        @if place > 0 { ", " }
                                        a href=(row.file) { bdi { (row.name) } }
                                    }
                                    @if rows.len() > MAX_NAMED { " and " (rows.len() - MAX_NAMED) " more" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
