//! What is lived with and what is known: suppressed findings with their reasons, entries of the suppression file that
//! deserve a look, and what became of the findings of a baseline.

use super::words::{icon, name, severity_words};
use crate::advice::{StaleState, Suppressed, Suppression};
use crate::report::Facts;
use crate::report::text::{plural, show};
use maud::{Markup, html};

/// Entries of each list that are shown; the rest is counted.
const MOST: usize = 40;

pub(super) fn accepted(facts: &Facts<'_>) -> Markup {
    let advice = facts.given.advice;
    html! {
        @if !advice.suppressed.is_empty() {
            h3 id="suppressed" { "Suppressed" }
            p.lede { "Found, and not counted above, since somebody lives with it." }
            (table(&advice.suppressed))
        }
        @if !advice.stale.is_empty() {
            h3 { "Suppressions that deserve a look" }
            ul {
                @for (entry, state) in advice.stale.iter().take(MOST) { li { (stale(entry, *state)) } }
                (more(advice.stale.len()))
            }
        }
        (since(facts))
    }
}

fn table(all: &[Suppressed]) -> Markup {
    html! {
        table.st {
            thead {
                tr {
                    th scope="col" { "Rule" }
                    th scope="col" { "What was found" }
                    th scope="col" { "Why it is lived with" }
                    th scope="col" { "Until" }
                }
            }
            tbody {
                @for one in all.iter().take(MOST) {
                    @let (symbol, word) = severity_words(one.finding.severity);
                    tr {
                        th scope="row" { (icon(symbol)) " " (word) " " span.nw { (one.finding.rule) } }
                        td { (one.finding.hit.message) }
                        td data-l="Why:" { (show(&one.by.reason)) }
                        td.nw data-l="Until:" {
                            @match one.by.until { Some(day) => { (day.to_string()) } None => "for ever" }
                        }
                    }
                }
            }
        }
        @if all.len() > MOST { p.sm { "and " (all.len() - MOST) " more" } }
    }
}

fn stale(entry: &Suppression, state: StaleState) -> Markup {
    html! {
        (entry.rule)
        @if let Some(target) = &entry.target { " for " (name(target)) }
        @match (state, entry.until) {
            (StaleState::Expired, Some(day)) => {
                " ended on " (day.to_string()) " and suppresses nothing any more"
            }
            _ => " fits no finding",
        }
        ": " (show(&entry.reason))
    }
}

fn since(facts: &Facts<'_>) -> Markup {
    let advice = facts.given.advice;
    let (Some(since), Some(new)) = (&advice.since, advice.new_since()) else { return html! {} };
    html! {
        h3 { "Since the baseline" }
        p {
            (new) " new, " (since.known) " known, " (since.gone.len()) " gone"
            @if since.untold > 0 {
                ", and of " (since.untold) " nobody knows: their rules were not asked for or lack a fact"
            }
            "."
            @if since.known + since.gone.len() + since.untold == 0 {
                " The baseline has no finding of this cluster."
            }
        }
        @if !since.gone.is_empty() {
            ul {
                @for one in since.gone.iter().take(MOST) {
                    li { "Gone: " (show(&one.rule)) " " (show(&one.name)) ": " (show(&one.message)) }
                }
                (more(since.gone.len()))
            }
        }
    }
}

fn more(count: usize) -> Markup {
    html! { @if count > MOST { li { "and " (count - MOST) " more" } } }
}

/// `, 2 findings suppressed` and `, 1 new`, for a line about a cluster.
pub(super) fn in_short(suppressed: usize, new: Option<usize>) -> Option<String> {
    let suppressed = (suppressed > 0).then(|| format!("{} suppressed", plural(suppressed, "finding")));
    let new = new.map(|new| format!("{new} new since the baseline"));
    let said: Vec<String> = suppressed.into_iter().chain(new).collect();
    (!said.is_empty()).then(|| said.join(", "))
}
