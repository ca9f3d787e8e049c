//! Not checked: which fact is missing, which rules need it, and the command that brings it.

use crate::engine::failures;
use crate::report::Facts;
use crate::report::text::{capital, show};
use crate::rules::{self, SkipKind, Skipped};
use crate::words;
use maud::{Markup, html};

pub(super) fn gaps(facts: &Facts<'_>) -> Markup {
    let skipped = &facts.given.advice.skipped;
    let lacking: Vec<&Skipped> = skipped.iter().filter(|one| one.kind == SkipKind::LacksFacts).collect();
    let other: Vec<&Skipped> = skipped.iter().filter(|one| one.kind == SkipKind::DoesNotApply).collect();
    let unknown: Vec<_> = failures::unknown(facts.cluster)
        .iter()
        .map(|one| words::failures_unknown(facts.cluster, one))
        .collect();
    let asked = facts.given.wanted.asked().len();
    let problems = &facts.cluster.problems;
    html! {
        p.lede {
            (asked - skipped.len()) " of " (asked) " rules were checked; " (lacking.len()) " lack a fact and "
            (other.len()) " do not apply. What is not checked may still be wrong."
        }
        @if !lacking.is_empty() { (table(&lacking)) }
        @if !other.is_empty() {
            p.sm {
                "Does not apply to this cluster: "
                (other.iter().map(|one| one.rule).collect::<Vec<_>>().join(", ")) "."
            }
        }
        @if !unknown.is_empty() {
            h3 { "Not known of failures" }
            ul {
                @for (said, collect) in &unknown {
                    li { (said.message) @if let Some(collect) = collect { ": " code { (collect) } } }
                }
            }
        }
        @if !problems.is_empty() {
            h3 { "Not understood in the capture" }
            ul {
                @for problem in problems.iter().take(MAX_PROBLEMS) { li { (words::problem(problem).message) } }
                @if problems.len() > MAX_PROBLEMS { li { "and " (problems.len() - MAX_PROBLEMS) " more" } }
            }
        }
    }
}

/// Problems that are listed.
const MAX_PROBLEMS: usize = 40;

/// Rules by what they lack.
fn table(lacking: &[&Skipped]) -> Markup {
    let mut groups: Vec<(&str, Vec<&Skipped>)> = Vec::new();
    for &one in lacking {
        match groups.iter_mut().find(|(reason, _)| *reason == one.reason) {
            Some((_, rules)) => rules.push(one),
            None => groups.push((&one.reason, vec![one])),
        }
    }
    html! {
        table.st {
            thead {
                tr {
                    th scope="col" { "Not known" }
                    th scope="col" { "So not checked" }
                    th scope="col" { "Collect it, add the file, and ask again" }
                }
            }
            tbody {
                @for (reason, rules) in &groups {
                    tr {
                        th scope="row" { (capital(&show(reason))) }
                        td {
                            @for one in rules {
                                div {
                                    span.nw { (one.rule) } " "
                                    span.sm { (rules::find(one.rule).map_or("", |rule| rule.summary)) }
                                }
                            }
                        }
                        td { @for command in commands(rules) { pre { (command) } } }
                    }
                }
            }
        }
    }
}

fn commands(rules: &[&Skipped]) -> Vec<&'static str> {
    let mut commands: Vec<&'static str> = Vec::new();
    for need in rules.iter().flat_map(|one| &one.needs) {
        if !commands.contains(&need.collect()) {
            commands.push(need.collect());
        }
    }
    commands
}
