//! The first screen: one sentence, three numbers, what is taken for granted, and the way on.

use super::accepted::in_short;
use super::words::{asked, icon, kind_short, name, severity_words};
use crate::engine::route;
use crate::report::Facts;
use crate::report::loss::{Losses, Outcome, kind_of, outcome_of};
use crate::report::text::plural;
use crate::report::verdict::verdict;
use crate::rules::{Severity, SkipKind};
use crate::words;
use maud::{Markup, html};

pub(super) fn header(facts: &Facts<'_>, losses: &Losses) -> Markup {
    let cluster = facts.cluster;
    let verdict = verdict(facts);
    let skipped = &facts.given.advice.skipped;
    let apply = facts.given.wanted.asked().len()
        - skipped.iter().filter(|one| one.kind == SkipKind::DoesNotApply).count();
    let windows = cluster.windows.version.map_or("version not known", |version| version.name());
    let assumptions = route::assumptions(cluster);
    html! {
        header {
            p.kicker {
                "Cluster " b { (name(facts.name())) } " · Windows Server " (windows)
                " · " (plural(cluster.nodes.len(), "node")) " · " (plural(cluster.networks.len(), "network"))
                " · "
                @match &cluster.volumes {
                    Some(volumes) => { (plural(volumes.len(), "shared volume")) }
                    None => { "shared volumes not captured" }
                }
                @if let Some(captured) = facts.given.captured_at { " · captured " (name(captured)) }
            }
            h1 { (icon(verdict.worst.map_or("fine", |worst| severity_words(worst).0))) (verdict.sentence) }
            dl.numbers {
                div {
                    dt { "to correct" }
                    dd.n { (verdict.errors + verdict.warnings) }
                    dd.s {
                        (counted(facts, Severity::Error, verdict.errors)) ", "
                        (counted(facts, Severity::Warning, verdict.warnings)) "; "
                        (counted(facts, Severity::Info, verdict.notes)) " besides"
                        @if let Some(said) = in_short(facts.given.advice.suppressed.len(), facts.given.advice.new_since()) {
                            "; " (said)
                        }
                    }
                }
                div {
                    dt { "ways between the worst-placed two nodes" }
                    dd.n { @match verdict.ways { Some(ways) => { (ways) } None => { "–" } } }
                    dd.s { (after_one(facts, losses)) }
                }
                div {
                    dt { "of " (apply) " rules that apply could not be checked" }
                    dd.n { (verdict.not_checked) }
                    dd.s { a href="#not-checked" { "what to collect" } }
                }
            }
            @if let Some(asked) = asked(facts.given.wanted) { p.given { b { "Asked for: " } (asked) } }
            @if !facts.given.what_if.is_empty() {
                p.given { b { "Asked as if: " } (facts.given.what_if.join(", ")) }
            }
            @if !assumptions.is_empty() {
                p.given {
                    b { "Taken for granted: " }
                    @for (place, one) in assumptions.iter().enumerate() {
                        @if place > 0 { "; " }
                        (words::assumption(cluster, one).message)
                    }
                    "."
                }
            }
        }
    }
}

/// `2 warnings`, or that nobody asked for them.
fn counted(facts: &Facts<'_>, severity: Severity, count: usize) -> String {
    let word = severity_words(severity).1.to_lowercase();
    if facts.given.wanted.tells(severity) { plural(count, &word) } else { format!("{word}s not asked for") }
}

/// What is left of the ways when the worst network fails, and the first network that is the last one of a kind.
fn after_one(facts: &Facts<'_>, losses: &Losses) -> Markup {
    let Some(ways) = losses.ways().filter(|_| !losses.before.flows[0].pairs.is_empty()) else {
        return html! { "not tried with a network less" };
    };
    let last = losses.networks.iter().find_map(|loss| {
        let (key, _) = loss.counts.present().find(|(key, _)| outcome_of(*key) == Outcome::Loses)?;
        Some((loss.network, kind_of(key)?))
    });
    html! {
        (ways) " when the worst single network fails"
        @if let Some((network, kind)) = last {
            "; "
            a href="#failures" {
                "without " (name(&facts.cluster.networks[network].name)) ", " (kind_short(kind)) " has none somewhere"
            }
        }
    }
}
