//! The answer to "what breaks when something fails": single points of failure first, then what else one failure does, then
//! what two do together. Failures with equal outcomes are one line.

use super::layout::{Column, Page};
use super::metrics::{title, windows};
use super::origin::origin;
use super::text::{Text, Tone, count};
use clusterroute::api::Entry;
use clusterroute::api::failures::{Answer, Case, Lost, LostKind, Outcome, Place};
use clusterroute::engine::failures::{Damage, Key, SharedKind, Unit};
use clusterroute::engine::route::Certainty;
use std::collections::BTreeSet;

const COLUMNS: [Column; 4] =
    [Column::tight("Damage"), Column::wide("Without"), Column::number("Alike"), Column::wide("What happens")];

/// Rows about one failure, and about two; what has the least damage is left out.
const ONE: usize = 7;
const TWO: usize = 4;

/// Names of one line.
const NAMED: usize = 2;

/// The failures as tables, the worst first.
pub(crate) fn failures(entry: &Entry<Answer>) -> Page {
    let answer = &entry.answer;
    let mut page = Page::default();
    page.heading(title("Failures", &entry.head));
    page.item("", windows(&entry.head));
    let (single, double): (Vec<&Case>, Vec<&Case>) = answer.cases.iter().partition(|case| case.depth == 1);
    let (points, others): (Vec<&Case>, Vec<&Case>) =
        single.into_iter().partition(|case| case.worst == Damage::Error);
    let (harmless, others): (Vec<&Case>, Vec<&Case>) =
        others.into_iter().partition(|case| case.worst == Damage::None);
    match points.iter().map(|case| case.alike.count).sum() {
        0 if answer.tried.single == 0 => page.heading("Nothing that could fail was captured."),
        0 => page.heading("No single point of failure, as far as was captured: every way has another."),
        points => {
            let said = count(points, "SINGLE POINT OF FAILURE", "SINGLE POINTS OF FAILURE");
            page.heading(Text::toned(Tone::Error, &said));
        }
    }
    table(&mut page, &points, ONE, true);
    if !others.is_empty() {
        page.heading(Text::toned(Tone::Strong, "One failure"));
        table(&mut page, &others, ONE, true);
    }
    if !harmless.is_empty() {
        let failures: usize = harmless.iter().map(|case| case.alike.count).sum();
        let some: Vec<String> = harmless.iter().map(|case| without(case)).collect();
        let said = count(failures, "failure after which", "failures after which");
        // As a heading is: no name may begin a line.
        page.heading(format!("{said} no cluster, CSV or migration traffic gets worse: {}.", some.join("; ")));
    }
    if answer.tried.double > 0 {
        two(&mut page, answer, &double);
    }
    if answer.left_out > 0 {
        let said =
            format!("{} left out: --limit was reached", count(answer.left_out, "failure is", "failures are"));
        page.heading(Text::toned(Tone::Warning, &said));
    }
    page.gap();
    page.item(
        "",
        "A pair is two nodes, a path a volume and a node that is not its coordinator; a lost node is not counted.",
    );
    page.heading("Not known");
    for one in &answer.unknown {
        let collect = one.collect.map(|command| format!("; {command} tells it")).unwrap_or_default();
        // Not as deep as a command is indented: names may wrap here.
        page.item("- ", format!("{}{collect}", one.said.message));
    }
    origin(&mut page, &entry.tail);
    page
}

/// What two failures do that neither does alone, and how many do no more.
fn two(page: &mut Page, answer: &Answer, cases: &[&Case]) {
    let worse: Vec<&Case> = cases.iter().copied().filter(|case| case.more_than_alone).collect();
    let no_more = answer.tried.double_no_more;
    let more = answer.tried.double - no_more;
    if worse.is_empty() {
        let how_many = if more == 0 { "none".to_owned() } else { more.to_string() };
        page.heading(format!(
            "Two failures: {how_many} of {} do more than each alone.",
            pairs(answer.tried.double)
        ));
        return;
    }
    page.heading(Text::toned(Tone::Strong, "Two failures that do more than each alone"));
    table(page, &worse, TWO, false);
    page.gap();
    page.item("", format!("The other {} do what each failure does alone.", pairs(no_more)));
}

fn pairs(number: usize) -> String {
    count(number, "pair of failures", "pairs of failures")
}

/// `with_places`: less than a warning is told beside one as well, and one place where the worst shows.
fn table(page: &mut Page, cases: &[&Case], lines: usize, with_places: bool) {
    if cases.is_empty() {
        return;
    }
    let rows: Vec<Vec<Text>> = cases.iter().take(lines).map(|case| row(case, with_places)).collect();
    page.table(&COLUMNS, &rows);
    let failures = cases.iter().skip(lines).map(|case| case.alike.count).sum();
    if failures > 0 {
        let said = count(failures, "failure with less damage", "failures with less damage");
        page.item("", format!("And {said}, which --format json lists."));
    }
}

fn row(case: &Case, with_places: bool) -> Vec<Text> {
    let damage = match case.worst {
        Damage::Error => Text::toned(Tone::Error, "ERROR"),
        Damage::Warning => Text::toned(Tone::Warning, "WARNING"),
        Damage::Info => Text::toned(Tone::Info, "INFO"),
        Damage::None => Text::from("none"),
    };
    let alike = if case.alike.count > 1 { case.alike.count.to_string() } else { String::new() };
    let mut happens = Text::default();
    for (what, outcomes) in by_what(case) {
        let is_small = |outcome: &&Outcome| outcome.key.damage() <= Damage::Info && case.worst > Damage::Info;
        if !with_places && outcomes.iter().all(is_small) {
            continue;
        }
        let of: Vec<String> = outcomes.iter().map(|outcome| to_whom(outcome)).collect();
        let is_first = with_places && happens.is_empty() && case.worst > Damage::Info;
        let place = outcomes[0].examples.first().filter(|_| is_first).and_then(place);
        let place = place.map(|place| format!(", such as {place}")).unwrap_or_default();
        let line = format!("{what}: {}{place}", of.join(", "));
        happens = if happens.is_empty() { Text::from(line) } else { happens.and_below(line) };
    }
    if happens.is_empty() {
        happens = Text::from("nothing gets worse");
    }
    vec![damage, Text::from(without(case)), Text::from(alike), happens]
}

/// The outcomes that mean the same for different traffic together, the worst first.
fn by_what(case: &Case) -> Vec<(&'static str, Vec<&Outcome>)> {
    let mut by_what: Vec<(&'static str, Vec<&Outcome>)> = Vec::new();
    for outcome in &case.outcomes {
        let what = match outcome.key {
            Key::NoPath | Key::CsvNone | Key::MigrationNone => "no way left",
            Key::ClusterOnClient | Key::CsvOnClient | Key::MigrationOnClient => "on a client network",
            Key::CsvSlower => "slower",
            Key::CsvFewer => "fewer in parallel",
            Key::CoordinatorMoves => "another coordinator",
        };
        match by_what.iter_mut().find(|(known, _)| *known == what) {
            Some((_, outcomes)) => outcomes.push(outcome),
            None => by_what.push((what, vec![outcome])),
        }
    }
    by_what
}

/// `CSV 6 paths`.
fn to_whom(outcome: &Outcome) -> String {
    // Where no nodes are known the answer is one for all of them.
    let is_whole = outcome.examples.iter().all(|place| place.from.is_none());
    let traffic = match outcome.key {
        Key::NoPath | Key::ClusterOnClient => "cluster",
        Key::MigrationNone | Key::MigrationOnClient => "live migration",
        _ => "CSV",
    };
    let whom = match outcome.key.unit() {
        Unit::Pairs | Unit::Paths if is_whole => {
            format!("{traffic} traffic").replace("migration traffic", "migration")
        }
        Unit::Pairs => format!("{traffic} {}", count(outcome.pairs.unwrap_or_default(), "pair", "pairs")),
        Unit::Paths => format!("{traffic} {}", count(outcome.paths.unwrap_or_default(), "path", "paths")),
        Unit::Volumes => count(outcome.volumes.unwrap_or_default(), "volume", "volumes"),
    };
    if outcome.certainty == Certainty::Assumed { format!("{whom} (assumed)") } else { whom }
}

fn place(place: &Place) -> Option<String> {
    let ends = match (&place.from, &place.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("of {from}"),
        _ => return None,
    };
    let volume = place.volume.as_ref().map(|volume| format!("{volume} ")).unwrap_or_default();
    let over = if place.networks.is_empty() {
        String::new()
    } else {
        format!(" over {}", some(&place.networks, " + "))
    };
    Some(format!("{volume}{ends}{over}"))
}

/// What fails, for all failures of the line: interfaces by node and network, where every one of them is meant.
fn without(case: &Case) -> String {
    let names = &case.alike.names;
    let is_whole = names.len() == case.alike.count && names.len() > 1;
    match case.lost.as_slice() {
        [lost] if is_whole && lost.kind == LostKind::Interface => of_interfaces(names),
        [lost] if is_whole => format!("{} {}", plural(lost.kind), some(names, ", ")),
        [lost] => format!("{} {}", singular(lost.kind), lost.name),
        several => {
            // What shares something is one thing that fails.
            let mut things: Vec<Vec<&Lost>> = Vec::new();
            for lost in several {
                match things.last_mut() {
                    Some(thing) if lost.shares.is_some() && fail_together(thing[0], lost) => thing.push(lost),
                    _ => things.push(vec![lost]),
                }
            }
            let said: Vec<String> = things.iter().map(|thing| one_thing(thing)).collect();
            said.join(" and ")
        }
    }
}

fn fail_together(one: &Lost, other: &Lost) -> bool {
    let node = |lost: &Lost| lost.name.split_once('/').map(|(node, _)| node.to_owned());
    let share = |lost: &Lost| lost.shares.as_ref().map(|shares| (shares.kind, shares.name.clone()));
    let is_same_node = one.kind != LostKind::Interface || node(one) == node(other);
    one.kind == other.kind && is_same_node && share(one) == share(other)
}

/// `network A`, or `networks A, B (one virtual switch)`.
fn one_thing(thing: &[&Lost]) -> String {
    let names: Vec<String> = thing.iter().map(|lost| lost.name.clone()).collect();
    let shares = match thing[0].shares.as_ref().map(|shares| shares.kind) {
        Some(SharedKind::Switch) => " (one virtual switch)",
        Some(SharedKind::Team) => " (one team)",
        Some(SharedKind::Adapter) => " (one adapter)",
        None => "",
    };
    let several = if thing.len() > 1 { "s" } else { "" };
    format!("{}{several} {}{shares}", singular(thing[0].kind), some(&names, ", "))
}

fn of_interfaces(names: &[String]) -> String {
    let ends: Vec<(&str, &str)> = names.iter().filter_map(|name| name.split_once('/')).collect();
    let nodes: BTreeSet<&str> = ends.iter().map(|(node, _)| *node).collect();
    let networks: BTreeSet<&str> = ends.iter().map(|(_, network)| *network).collect();
    if nodes.len() * networks.len() != names.len() {
        return format!("any of interfaces {}", some(names, ", "));
    }
    let [nodes, networks] =
        [nodes, networks].map(|names| Vec::from_iter(names.iter().map(|name| (*name).to_owned())));
    format!("interface of {} on {}", some(&nodes, ", "), some(&networks, ", "))
}

/// A few names, and how many more there are.
fn some(names: &[String], between: &str) -> String {
    let shown = names[..names.len().min(NAMED)].join(between);
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn singular(kind: LostKind) -> &'static str {
    match kind {
        LostKind::Network => "network",
        LostKind::Node => "node",
        LostKind::Interface => "interface",
    }
}

fn plural(kind: LostKind) -> &'static str {
    match kind {
        LostKind::Network => "any of networks",
        LostKind::Node => "any of nodes",
        LostKind::Interface => "any of interfaces",
    }
}
