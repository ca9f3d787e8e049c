//! What was found, one article for each rule: cause, evidence, change, what moves, the way back, why.

use super::accepted::accepted;
use super::words::{icon, name, severity_words};
use crate::advice::{Advised, Tried, said};
use crate::report::Facts;
use crate::report::text::{capital, plural, ranges, show};
use crate::rules::{self, Severity, Target, TargetKind};
use crate::words::{self, Commands, Fact};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Findings of one rule that are told each; the rest is counted.
const MAX_EACH: usize = 10;

/// Changes of one rule whose commands are printed.
const MAX_CHANGES: usize = 10;

pub(super) fn findings(facts: &Facts<'_>) -> Markup {
    let mut groups: Vec<Vec<&Advised>> = Vec::new();
    for one in &facts.given.advice.findings {
        let of = |group: &&mut Vec<&Advised>| {
            let first = &group[0].finding;
            (first.severity, first.rule) == (one.finding.severity, one.finding.rule)
        };
        match groups.iter_mut().find(of) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.sort_by_key(|group| (group[0].finding.severity, group[0].finding.rule));
    html! {
        p.lede {
            "Worst first. A click on a command selects all of it; commands are for Windows PowerShell 5.1. Nothing has \
             been changed by making this report."
        }
        @if groups.is_empty() { p { (icon("fine")) " None." } }
        @for (place, group) in groups.iter().enumerate() { (article(facts, place, group)) }
        (accepted(facts))
    }
}

fn article(facts: &Facts<'_>, place: usize, group: &[&Advised]) -> Markup {
    let first = &group[0].finding;
    let (symbol, word) = severity_words(first.severity);
    let summary = rules::find(first.rule).map_or("", |rule| rule.summary).trim_end_matches('.');
    html! {
        article class=(symbol) aria-labelledby={ "f" (place) } {
            p.sev {
                (icon(symbol)) " " (word) " "
                span {
                    (first.rule) " " (first.name)
                    @if group.len() > 1 { ", " (group.len()) " times" }
                    (news(facts, group))
                }
            }
            h3 id={ "f" (place) } { (summary) ": " (targets(group)) }
            dl.f {
                (cause(facts, group))
                @let explained: Vec<_> = group.iter().flat_map(|one| &one.explains).collect();
                @if !explained.is_empty() {
                    dt { "Follows" }
                    dd {
                        ul {
                            @for one in explained.iter().take(MAX_EACH) { li { (one.rule) " " (one.hit.message) } }
                            @if explained.len() > MAX_EACH { li { "and " (explained.len() - MAX_EACH) " more" } }
                        }
                    }
                }
                (change(facts, group))
                dt { "Why" }
                dd.sm { (first.why) " " a.ref href=(first.reference) rel="noreferrer" { "Reference" } }
            }
        }
    }
}

/// Whether the baseline, if there is one, knows them.
fn news(facts: &Facts<'_>, group: &[&Advised]) -> Markup {
    let new = group.iter().filter(|one| !one.is_known).count();
    html! {
        @if facts.given.advice.since.is_some() {
            ", "
            @match (new, group.len()) {
                (0, _) => "known from the baseline",
                (new, all) if new == all => { b.warning { "new since the baseline" } }
                (new, _) => { b.warning { (new) " new since the baseline" } }
            }
        }
    }
}

/// Up to three by name; of more, how many.
fn targets(group: &[&Advised]) -> Markup {
    let all: BTreeSet<&Target> = group.iter().flat_map(|one| &one.finding.hit.targets).collect();
    let first = group[0].finding.target();
    html! {
        @if all.len() > 3 {
            (plural(all.len(), kind_word(first.kind)))
        } @else {
            @for (place, target) in all.iter().enumerate() {
                @if place > 0 { ", " }
                (name(&target.name))
            }
        }
    }
}

fn kind_word(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Cluster => "cluster",
        TargetKind::Network => "network",
        TargetKind::Interface => "interface",
        TargetKind::Node => "node",
        TargetKind::Volume => "volume",
        TargetKind::Host => "host",
    }
}

fn cause(facts: &Facts<'_>, group: &[&Advised]) -> Markup {
    let first = &group[0].finding;
    if let [_] = group {
        let evidence = first.hit.evidence.iter().filter_map(|(key, fact)| Some((key, value(fact)?)));
        let evidence: Vec<_> = evidence.collect();
        return html! {
            dt { "Cause" }
            dd { (first.hit.message) (assumes(group)) }
            @if !evidence.is_empty() {
                dt { "Evidence" }
                dd {
                    @for (place, (key, value)) in evidence.iter().enumerate() {
                        @if place > 0 { " · " }
                        span.sm { (key.replace('_', " ")) } " " (name(value))
                    }
                }
            }
        };
    }
    let shown = &group[..group.len().min(MAX_EACH)];
    let keys = columns(shown);
    html! {
        dt { "Cause, evidence" }
        dd {
            table.st.in {
                thead {
                    tr {
                        th scope="col" { (capital(kind_word(first.target().kind))) }
                        th scope="col" { "Cause" }
                        @for key in &keys { th scope="col" { (capital(&key.replace('_', " "))) } }
                    }
                }
                tbody {
                    @for one in shown {
                        tr {
                            th scope="row" {
                                (name(&one.finding.target().name))
                                @if facts.given.advice.since.is_some() && !one.is_known { " " b.warning { "new" } }
                            }
                            td { (one.finding.hit.message) }
                            @for key in &keys {
                                @let found = one.finding.hit.evidence.iter().find(|(name, _)| name == key);
                                td data-l={ (capital(&key.replace('_', " "))) ":" } {
                                    @if let Some(value) = found.and_then(|(_, fact)| value(fact)) { (name(&value)) }
                                }
                            }
                        }
                    }
                }
            }
            @if group.len() > shown.len() { p.sm { "and " (group.len() - shown.len()) " more" } }
            (assumes(group))
        }
    }
}

/// The scalar evidence that the messages do not say already.
fn columns(group: &[&Advised]) -> Vec<&'static str> {
    let is_new = |one: &Advised, fact: &Fact| match fact {
        Fact::List(_) | Fact::Unknown => false,
        fact => value(fact).is_some_and(|value| !one.finding.hit.message.contains(&value)),
    };
    let keys = group[0].finding.hit.evidence.iter().map(|(key, _)| *key);
    let says_more = |key: &&'static str| {
        group
            .iter()
            .any(|one| one.finding.hit.evidence.iter().any(|(name, fact)| name == key && is_new(one, fact)))
    };
    keys.filter(says_more).take(3).collect()
}

fn value(fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::Number(number) => number.to_string(),
        Fact::Decimal(number) => number.to_string(),
        Fact::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Fact::Text(text) => show(text).into_owned(),
        Fact::List(list) if list.is_empty() => return None,
        Fact::List(list) => ranges(&list.iter().map(String::as_str).collect::<Vec<_>>()),
        Fact::Unknown => return None,
    })
}

fn assumes(group: &[&Advised]) -> Markup {
    let all: BTreeSet<(&str, &str)> =
        group.iter().flat_map(|one| &one.finding.hit.assumes).map(|one| (&*one.what, one.settle)).collect();
    html! {
        @for (what, settle) in &all {
            p.sm { "Taken for granted: " (show(what)) "; to settle it: " code { (settle) } }
        }
    }
}

fn change(facts: &Facts<'_>, group: &[&Advised]) -> Markup {
    let mut texts: Vec<&str> = Vec::new();
    for one in group {
        if !texts.contains(&one.finding.hit.advice.as_str()) {
            texts.push(&one.finding.hit.advice);
        }
    }
    let mut places: Vec<usize> = group.iter().flat_map(|one| one.changes.iter().copied()).collect();
    places.sort_unstable();
    places.dedup();
    let tried: Vec<&Tried> = places.iter().map(|&place| &facts.given.advice.changes[place]).collect();
    let shown = &tried[..tried.len().min(MAX_CHANGES)];
    let made: Vec<(&Tried, Result<Option<Commands>, String>)> = shown
        .iter()
        .map(|tried| (*tried, words::commands(facts.cluster, &tried.change, tried.undo.as_ref())))
        .collect();
    html! {
        dt { "Change" }
        dd {
            (list(&texts))
            @for (tried, commands) in &made {
                @let said = words::change(facts.cluster, &tried.change);
                p { (said.message) span.sm { "; " (said.effect) } }
                @match commands {
                    Ok(Some(commands)) => { pre { (commands.windows_powershell) } }
                    Ok(None) => {}
                    Err(why) => { p.sm { (why) } }
                }
            }
            @if tried.len() > shown.len() { p.sm { "and " (tried.len() - shown.len()) " more changes" } }
            @for one in group.iter().take(MAX_EACH) {
                @if let Some((changes, objection)) = &one.withheld {
                    p.sm {
                        "Tried and not advised: "
                        @for (place, change) in changes.iter().enumerate() {
                            @if place > 0 { ", " }
                            (words::change(facts.cluster, change).message)
                        }
                        ": " (said::objection(facts.cluster, objection).message)
                    }
                }
            }
        }
        (moves(facts, group, !tried.is_empty()))
        (undo(group[0].finding.severity, &made))
    }
}

fn list(texts: &[&str]) -> Markup {
    html! {
        @if let [one] = texts { (one) } @else {
            ul {
                @for text in texts.iter().take(MAX_EACH) { li { (text) } }
                @if texts.len() > MAX_EACH { li { "and " (texts.len() - MAX_EACH) " more" } }
            }
        }
    }
}

fn moves(facts: &Facts<'_>, group: &[&Advised], has_changes: bool) -> Markup {
    let all: Vec<String> = group
        .iter()
        .flat_map(|one| &one.moves)
        .map(|moved| said::moved(facts.cluster, moved).message)
        .collect();
    html! {
        dt { "Moves" }
        @if all.is_empty() {
            dd.sm {
                @if has_changes { "No route of the three kinds moves." }
                @else { "Not computed: no setting of the cluster is changed by this." }
            }
        } @else {
            dd { (list(&all.iter().map(String::as_str).collect::<Vec<_>>())) }
        }
    }
}

fn undo(severity: Severity, made: &[(&Tried, Result<Option<Commands>, String>)]) -> Markup {
    let undo: Vec<&str> =
        made.iter().filter_map(|(_, commands)| commands.as_ref().ok()?.as_ref()?.undo.as_deref()).collect();
    html! {
        dt { "Undo" }
        @if made.is_empty() {
            dd.sm {
                @if severity == Severity::Info { "Nothing changes, so nothing to undo." }
                @else { "A repair outside the cluster settings: nothing to undo here." }
            }
        } @else if undo.is_empty() {
            dd.sm { "No command takes it back: the old value is not captured, or no command makes the change." }
        } @else {
            dd { @for command in &undo { pre { (command) } } }
        }
    }
}
