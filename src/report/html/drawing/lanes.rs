//! A lane: its words, the wire, the rails on it, and the marks of the nodes' interfaces.

use super::Drawn;
use crate::engine::route::Traffic;
use crate::model::NetworkState;
use crate::report::html::svg::{Anchor, Look, colour, cross, line, n, rail, rect, text};
use crate::report::html::words::{
    kind_short, link_words, metric_words, role_words, state_word, subnet_words,
};
use crate::report::picture::{Kind, Lane, Mark, Rail};
use crate::report::state::KINDS;
use crate::report::text::{cut, plural};
use maud::{Markup, html};

impl Drawn<'_> {
    pub(super) fn lane(&self, place: usize) -> Markup {
        let lane = &self.picture.lanes[place];
        let (top, _, centre) = self.measures.lanes[place];
        let rails =
            || self.picture.kinds.iter().filter_map(move |kind| Some((kind, kind.rails[place].as_ref()?)));
        html! {
            (line(&format!("M0 {}H{}", n(top), n(self.measures.width)), "var(--rule)", 1.0, None))
            (self.lane_words(place, lane))
            (self.wire(lane, centre))
            @for (kind, rail) in rails() { (self.rail(kind, rail, centre)) }
            @for column in 0..self.picture.columns.len() { (self.mark(lane, column, centre, &rails)) }
        }
    }

    /// Where the rail of a kind is, from the centre of its lane.
    pub(super) fn offset(&self, traffic: Traffic) -> f64 {
        match KINDS.iter().position(|kind| *kind == traffic) {
            Some(0) => -self.measures.offset,
            Some(1) => 0.0,
            _ => self.measures.offset,
        }
    }

    fn lane_words(&self, place: usize, lane: &Lane) -> Markup {
        let m = &self.measures;
        let (top, height, _) = m.lanes[place];
        let network = &self.cluster.networks[lane.network];
        let soft = Look::of(if m.is_narrow { 10.5 } else { 11.5 }).fill("var(--soft)");
        let y = match (m.is_narrow, lane.is_idle) {
            (true, _) => top + 16.0,
            (false, true) => top + height / 2.0 - 3.0,
            (false, false) => top + height / 2.0 - 13.0,
        };
        let state = match network.state {
            NetworkState::Up | NetworkState::Unknown => None,
            bad => Some(state_word(bad)),
        };
        let room =
            if m.is_narrow { 200.0 } else { m.label - 40.0 } - if state.is_some() { 80.0 } else { 0.0 };
        let name = cut(&network.name, 13.5, room);
        let (about, facts) = (
            format!("{} · {}", role_words(network.role), subnet_words(network)),
            format!("{}{}", metric_words(network), link_words(self.facts, lane.network)),
        );
        let most = if m.is_narrow { m.board - 30.0 } else { m.label - 28.0 };
        let (first, second) =
            if m.is_narrow { (13.0, 26.0) } else { (if lane.is_idle { 14.0 } else { 16.0 }, 31.0) };
        let quiet = lane.is_idle.then_some("var(--soft)");
        let frame = "fill:none;stroke:var(--wire);stroke-width:1.5";
        let letter = Look { fill: quiet, ..Look::of(if lane.letter.len() > 1 { 10.0 } else { 12.0 }) };
        html! {
            (rect(0.75, y - 13.0, 18.0, 17.0, 3.0, frame))
            (text(9.8, y, &lane.letter, letter.at(Anchor::Middle).weight(700)))
            text x="26" y=(n(y)) font-size="13.5" font-weight="600"
                style=[quiet.map(|fill| format!("fill:{fill}"))] {
                (name)
                @if let Some(state) = state {
                    tspan dx="7" font-size="11.5" style="fill:var(--err)" { (state) }
                }
            }
            (text(26.0, y + first, &cut(&about, soft.size, most), soft))
            @if !lane.is_idle { (text(26.0, y + second, &cut(&facts, soft.size, most), soft)) }
        }
    }

    /// From the first to the last column that has an interface.
    fn wire(&self, lane: &Lane, y: f64) -> Markup {
        let on = |mark: &Mark| !matches!(mark, Mark::Missing | Mark::Down);
        let ends = lane.marks.iter().position(on).zip(lane.marks.iter().rposition(on));
        html! {
            @if let Some((first, last)) = ends {
                @let columns = &self.measures.columns;
                @let d = format!("M{} {}H{}", n(columns[first] - 12.0), n(y), n(columns[last] + 12.0));
                (line(&d, "var(--wire)", 1.0, None))
            }
        }
    }

    fn rail(&self, kind: &Kind, of: &Rail, centre: f64) -> Markup {
        let m = &self.measures;
        let y = centre + self.offset(kind.traffic);
        if of.is_usual {
            let start = if m.is_narrow { 8.0 } else { 290.0 };
            let place =
                self.picture.kinds.iter().position(|one| one.traffic == kind.traffic).unwrap_or_default();
            let end = m.boards[place] - m.radius - 1.0;
            let look = Look::of(11.0).at(Anchor::End).fill(colour(kind.traffic)).weight(600);
            return html! {
                (rail(kind.traffic, start, end, y, false, kind.usual.way.determined))
                @if !m.is_narrow { (text(284.0, y + 4.0, kind_short(kind.traffic), look)) }
            };
        }
        let (from, to) = (m.columns[of.from_to.0] - 8.0, m.columns[of.from_to.1] + 8.0);
        let unit = if kind.traffic == Traffic::Csv { "way" } else { "pair" };
        html! {
            (rail(kind.traffic, from, to, y, true, true))
            @if !m.is_narrow && !kind.usual.is_per_pair() {
                (text(to + 4.0, y + 3.5, &plural(of.count, unit), Look::of(10.5).fill(colour(kind.traffic))))
            }
        }
    }

    fn mark<'k, I: Iterator<Item = (&'k Kind, &'k Rail)>>(
        &self,
        lane: &Lane,
        column: usize,
        y: f64,
        rails: &impl Fn() -> I,
    ) -> Markup {
        let m = &self.measures;
        let (x, offset) = (m.columns[column], m.offset);
        let is_group = self.picture.columns[column].nodes.len() > 1;
        let stops = rails().filter(|(_, rail)| rail.stops[column]);
        let stops: Vec<f64> = stops.map(|(kind, _)| y + self.offset(kind.traffic)).collect();
        let (high, low) = if lane.is_idle { (8.0, 8.0) } else { (offset + 7.0, offset + 7.0) };
        let idle = "fill:var(--chip);stroke:var(--wire);stroke-width:";
        match lane.marks[column] {
            Mark::Down => html! {},
            Mark::Missing => html! {
                circle cx=(n(x)) cy=(n(y)) r="5"
                    style="fill:var(--bg);stroke:var(--wire);stroke-width:1.2;stroke-dasharray:2 2" {}
            },
            Mark::Up if stops.is_empty() => html! {
                @if is_group { circle cx=(n(x + 3.0)) cy=(n(y - 2.0)) r="4.5" style={ (idle) "1.2" } {} }
                circle cx=(n(x)) cy=(n(y)) r="4.5" style={ (idle) "1.6" } {}
            },
            Mark::Up => {
                let top = stops.iter().copied().fold(f64::MAX, f64::min) - 6.0;
                let height = stops.iter().copied().fold(f64::MIN, f64::max) + 6.0 - top;
                let style = "fill:var(--chip);stroke:var(--ink);stroke-width:";
                html! {
                    @if is_group { (rect(x - 2.0, top - 3.0, 12.0, height, 6.0, &format!("{style}1.2"))) }
                    (rect(x - 6.0, top, 12.0, height, 6.0, &format!("{style}1.8")))
                }
            }
            bad => html! {
                (rect(x - 10.0, y - high, 20.0, high + low, 4.0, "fill:var(--errbg);stroke:var(--err);stroke-width:1.6"))
                @if bad == Mark::Failed {
                    (cross(x, y, 5.0))
                } @else {
                    (text(x, y + 5.0, "!", Look::of(15.0).at(Anchor::Middle).fill("var(--err)").weight(700)))
                }
            },
        }
    }
}
