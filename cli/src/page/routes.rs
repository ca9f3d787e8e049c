//! The answer to "which way does traffic go": pairs with the same answer on one line, then the reasons.

use super::ends::Ends;
use super::layout::{Column, Page};
use super::origin::origin;
use super::text::{Text, Tone, count};
use super::words;
use clusterroute::api::Entry;
use clusterroute::api::resolve::{Answer, NetworkRef, Route};
use clusterroute::engine::route::{Carries, Mechanism, Traffic};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const COLUMNS: [Column; 6] = [
    Column::wide("Volume"),
    Column::wide("From -> to"),
    Column::tight("Mode"),
    Column::wide("Networks, then failover"),
    Column::tight("Certainty"),
    Column::wide("Why"),
];

/// Lines of a table, unless all are asked for.
const LINES: usize = 6;

/// The routes as one table per kind of traffic: what is odd, and what the rest have in common; `all`: every pair.
pub(crate) fn resolve(entry: &Entry<Answer>, all: bool) -> Page {
    let answer = &entry.answer;
    let mut page = Page::default();
    page.heading(super::metrics::title("Routes", &entry.head));
    page.item("", super::metrics::windows(&entry.head));
    if answer.routes.is_empty() {
        page.heading("No route: nothing in the capture matches what was asked.");
    }
    let nodes: BTreeSet<&str> = answer
        .routes
        .iter()
        .flat_map(|route| [route.from.as_deref(), route.to.as_deref()])
        .flatten()
        .collect();
    let mut reasons = Reasons::default();
    for kind in [Traffic::Cluster, Traffic::Csv, Traffic::LiveMigration] {
        let routes: Vec<&Route> = answer.routes.iter().filter(|route| route.traffic == kind).collect();
        if routes.is_empty() {
            continue;
        }
        let (name, meaning) = words::traffic(kind);
        page.heading(Text::toned(Tone::Strong, name).and(": ").and(meaning).and(mechanisms(&routes)));
        page.gap();
        let mut lines = lines(&routes, &nodes, all, same_answer);
        if !all && lines.len() > LINES {
            // Who takes over differs the most and matters the least.
            lines = self::lines(&routes, &nodes, all, same_way);
        }
        let left_out = if all { Vec::new() } else { leave_out(&mut lines) };
        let volumes: BTreeSet<&str> = routes.iter().filter_map(|route| route.volume.as_deref()).collect();
        let rows: Vec<Vec<Text>> =
            lines.iter().map(|line| line.row(&mut reasons, volumes.len(), all)).collect();
        page.table(&COLUMNS, &rows);
        if !left_out.is_empty() {
            let pairs: usize = left_out.iter().map(|line| line.routes.len()).sum();
            let more = count(left_out.len(), "more answer", "more answers");
            let said = format!("And {more}, for {pairs} of {} routes, which --all lists.", routes.len());
            page.item("", said);
        }
    }
    if !reasons.sentences.is_empty() {
        page.heading(Text::toned(Tone::Strong, "Because"));
        let width = reasons.sentences.len().to_string().len();
        for (at, sentence) in reasons.sentences.iter().enumerate() {
            page.item(&format!("  {:>width$}. ", at + 1), *sentence);
        }
    }
    if !entry.head.assumptions.is_empty() {
        page.heading(Text::toned(Tone::Warning, "ASSUMED in the whole answer"));
        for assumption in &entry.head.assumptions {
            page.item("  - ", assumption.message.as_str());
        }
    }
    origin(&mut page, &entry.tail);
    page
}

fn mechanisms(routes: &[&Route]) -> &'static str {
    match routes.first().map(|route| route.mechanism) {
        Some(Mechanism::Netft) => " (NetFT: lowest sum of metrics)",
        Some(Mechanism::SmbMultichannel) => " (SMB Multichannel: RDMA, then RSS, then speed)",
        Some(Mechanism::MigrationList) => " (live migration list)",
        None => "",
    }
}

/// Every distinct sentence once, numbered in order of appearance.
#[derive(Default)]
struct Reasons<'a> {
    sentences: Vec<&'a str>,
    numbers: HashMap<&'a str, usize>,
}

impl<'a> Reasons<'a> {
    fn number(&mut self, sentence: &'a str) -> usize {
        *self.numbers.entry(sentence).or_insert_with(|| {
            self.sentences.push(sentence);
            self.sentences.len()
        })
    }
}

/// Routes with one answer.
struct Line<'a> {
    routes: Vec<&'a Route>,
    volumes: Vec<&'a str>,
    ends: Ends,
    /// Whether others would take over for some of the routes than for most.
    differs: bool,
}

/// Takes out what does not fit: of the odd lines those about the fewest routes, and never one without a network.
fn leave_out<'a>(lines: &mut Vec<Line<'a>>) -> Vec<Line<'a>> {
    let rank = |line: &Line<'_>| {
        let route = line.routes[0];
        let is_cut_off = route.networks.is_empty() && !route.local && route.carries != Carries::Nothing;
        (!is_cut_off, !(line.ends.is_rest() || route.local), Reverse(line.routes.len()))
    };
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&at| rank(&lines[at]));
    let cut_off = lines.iter().filter(|line| !rank(line).0).count();
    let kept: BTreeSet<usize> = order.into_iter().take(LINES.max(cut_off)).collect();
    let (mut shown, mut left_out) = (Vec::new(), Vec::new());
    for (at, line) in std::mem::take(lines).into_iter().enumerate() {
        if kept.contains(&at) { shown.push(line) } else { left_out.push(line) }
    }
    *lines = shown;
    left_out
}

/// The routes of one kind of traffic, grouped; in the order of the first route of each group.
fn lines<'a>(
    routes: &[&'a Route],
    nodes: &BTreeSet<&str>,
    all_names: bool,
    is_same: fn(&Route, &Route) -> bool,
) -> Vec<Line<'a>> {
    let mut by_volume: BTreeMap<usize, Vec<&'a Route>> = BTreeMap::new();
    let mut volumes: HashMap<Option<&str>, usize> = HashMap::new();
    for &route in routes {
        let next = volumes.len();
        let at = *volumes.entry(route.volume.as_deref()).or_insert(next);
        by_volume.entry(at).or_default().push(route);
    }
    let mut lines: Vec<Line<'a>> = Vec::new();
    for all in by_volume.values() {
        let mut groups: Vec<Vec<&'a Route>> = Vec::new();
        for &route in all {
            match groups.iter_mut().find(|group| is_same(group[0], route)) {
                Some(group) => group.push(route),
                None => groups.push(vec![route]),
            }
        }
        for group in groups {
            let ends = Ends::of(&group, all, nodes, all_names);
            let volume = group[0].volume.as_deref();
            match lines.iter_mut().find(|l| is_same(l.routes[0], group[0]) && l.ends.joins(&ends)) {
                Some(line) => {
                    line.volumes.extend(volume);
                    line.routes.extend(group);
                }
                None => {
                    let volumes = volume.into_iter().collect();
                    lines.push(Line { routes: group, volumes, ends, differs: false });
                }
            }
        }
    }
    for line in &mut lines {
        line.put_commonest_first();
    }
    // What is odd first; that a coordinator needs no network is no news.
    lines.sort_by_key(|line| (line.routes[0].local, line.ends.is_rest()));
    lines
}

fn same_answer(a: &Route, b: &Route) -> bool {
    same_way(a, b) && a.failover == b.failover
}

/// The same now, whatever would take over.
fn same_way(a: &Route, b: &Route) -> bool {
    (words::mode(a), a.carries, a.local, a.routed, a.mechanism, a.determined, a.certainty)
        == (words::mode(b), b.carries, b.local, b.routed, b.mechanism, b.determined, b.certainty)
        && a.bandwidth_gbps == b.bandwidth_gbps
        && a.before == b.before
        && a.networks == b.networks
}

impl<'a> Line<'a> {
    /// Puts a route first which most others are like.
    fn put_commonest_first(&mut self) {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for (at, route) in self.routes.iter().enumerate() {
            match counts.iter_mut().find(|(first, _)| self.routes[*first].failover == route.failover) {
                Some((_, count)) => *count += 1,
                None => counts.push((at, 1)),
            }
        }
        self.differs = counts.len() > 1;
        let commonest = counts.iter().max_by_key(|(first, count)| (*count, Reverse(*first)));
        let at = commonest.map_or(0, |(first, _)| *first);
        self.routes.swap(0, at);
    }

    /// The volumes of the line; `all` is how many the answer has.
    fn volume_names(&self, all: usize, all_names: bool) -> String {
        match self.volumes.len() {
            many if many == all && many > 3 => format!("all {many} volumes"),
            _ => super::node_ranges::ranges(&self.volumes, all_names),
        }
    }

    fn row(&self, reasons: &mut Reasons<'a>, volumes: usize, all_names: bool) -> Vec<Text> {
        let route = self.routes[0];
        // Where routes differ in what takes over, so do their reasons.
        let told = if self.differs { &self.routes[..1] } else { &self.routes };
        let numbers: BTreeSet<usize> = told
            .iter()
            .flat_map(|route| route.because.iter())
            .map(|said| reasons.number(&said.message))
            .collect();
        vec![
            Text::from(self.volume_names(volumes, all_names)),
            Text::from(self.ends.text(self.volumes.len() > 1, all_names)),
            words::mode(route),
            networks(route, self.differs),
            words::certainty(route.certainty, route.determined),
            Text::from(ranges(&numbers)),
        ]
    }
}

fn networks(route: &Route, differs: bool) -> Text {
    let now = networks_now(route, differs);
    let Some(before) = &route.before else { return now };
    let was = match (&*before.networks, before.determined, before.routed) {
        _ if before.local => "local".to_owned(),
        ([], ..) => "no network".to_owned(),
        (networks, false, _) => names(networks, " or "),
        (networks, true, true) => names(networks, " -> "),
        (networks, true, false) => names(networks, " + "),
    };
    let mode = match before.mode.filter(|mode| Some(*mode) != route.mode) {
        Some(mode) => format!("{}, ", words::mode_name(mode)),
        None => String::new(),
    };
    now.and_below(Text::toned(Tone::Warning, "BEFORE ").and(format!("{mode}{was}")))
}

fn networks_now(route: &Route, differs: bool) -> Text {
    if route.local {
        return Text::from("none, local");
    }
    if route.networks.is_empty() {
        return match route.carries {
            Carries::Nothing => Text::from("none needed"),
            _ => Text::toned(Tone::Error, "NO NETWORK"),
        };
    }
    let joint = match (route.determined, route.mechanism) {
        (true, _) if route.routed => " -> ",
        (true, _) => " + ",
        // SMB may take several of them.
        (false, Mechanism::SmbMultichannel) => " and/or ",
        (false, _) => " or ",
    };
    let mut text = names(&route.networks, joint);
    if let Some(gbps) = route.bandwidth_gbps {
        text += &format!(" ({gbps} Gbit/s)");
    }
    let failover = match &*route.failover {
        [] => "then none".to_owned(),
        failover => format!("then {}", names(failover, ", ")),
    };
    let failover = if differs { format!("{failover} (most; --all has each)") } else { failover };
    Text::from(text).and_below(failover)
}

/// More networks than this in one line tell a reader nothing.
const NAMES: usize = 8;

fn names(networks: &[NetworkRef], joint: &str) -> String {
    let all: Vec<&str> = networks.iter().map(|network| &*network.name).collect();
    let parts = super::node_ranges::runs(&all);
    let shown: Vec<&str> = parts.iter().take(NAMES).map(|(part, _)| part.as_str()).collect();
    let text = shown.join(joint);
    match parts.iter().skip(NAMES).map(|(_, count)| count).sum::<usize>() {
        0 => text,
        rest => format!("{text} and {rest} more"),
    }
}

/// `1-3, 5`.
fn ranges(numbers: &BTreeSet<usize>) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}-{last}"),
        })
        .collect();
    parts.join(", ")
}

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
