//! The picture drawn: lanes from the left, the nodes' columns in the middle, the board of stations at the right.

mod board;
mod lanes;
mod measures;

use super::svg::{Anchor, Look, line, n, text};
use super::words::{certainty, kind_title, said_of};
use crate::engine::route::{Certainty, Traffic};
use crate::model::Cluster;
use crate::report::Facts;
use crate::report::picture::{Kind, Picture};
use crate::report::text::{cut, show, width};
use maud::{Markup, html};
use measures::Measures;

/// The SVG of the page at one width; its name and description carry these ids.
pub(super) fn drawing(facts: &Facts<'_>, picture: &Picture, is_narrow: bool, id: &str) -> Markup {
    let (name, about) = named(facts, picture);
    let (title, desc) = (format!("{id}t"), format!("{id}d"));
    let drawn = Drawn::new(facts, picture, is_narrow);
    html! {
        svg class=(if is_narrow { "narrow" } else { "wide" }) viewBox=(drawn.view()) role="img"
            aria-labelledby={ (title) " " (desc) } {
            title id=(title) { (name) }
            desc id=(desc) { (about) }
            (drawn.elements())
        }
    }
}

/// The wide picture as a file of its own, with its colours.
pub(super) fn alone(facts: &Facts<'_>, picture: &Picture) -> Markup {
    let (name, about) = named(facts, picture);
    let drawn = Drawn::new(facts, picture, false);
    let (wide, high) = (n(drawn.measures.width), n(drawn.measures.height));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(drawn.view()) width=(wide) height=(high) role="img"
            aria-labelledby="pt pd" class="wide" {
            title id="pt" { (name) }
            desc id="pd" { (about) }
            (super::style::of_picture())
            rect width="100%" height="100%" style="fill:var(--bg)" {}
            (drawn.elements())
        }
    }
}

fn named(facts: &Facts<'_>, picture: &Picture) -> (String, String) {
    let kinds: Vec<String> = picture.kinds.iter().map(|kind| said_of(facts, kind)).collect();
    (format!("Networks of {} as lanes, nodes as columns", facts.name()), kinds.join("; "))
}

struct Drawn<'a> {
    cluster: &'a Cluster,
    picture: &'a Picture,
    measures: Measures,
    facts: &'a Facts<'a>,
}

impl<'a> Drawn<'a> {
    fn new(facts: &'a Facts<'a>, picture: &'a Picture, is_narrow: bool) -> Self {
        let measures =
            Measures::of(picture, is_narrow, facts.cluster.volumes.as_ref().is_some_and(|v| !v.is_empty()));
        Self { cluster: facts.cluster, picture, measures, facts }
    }

    fn view(&self) -> String {
        format!("0 0 {} {}", n(self.measures.width), n(self.measures.height))
    }

    fn elements(&self) -> Markup {
        html! {
            (self.heads())
            (self.kind_heads())
            @for place in 0..self.picture.lanes.len() { (self.lane(place)) }
            @for place in 0..self.picture.kinds.len() { (self.board(place)) }
            (self.foot())
        }
    }

    /// The guides of the columns, and what stands above them.
    fn heads(&self) -> Markup {
        let m = &self.measures;
        let size = m.node_size;
        let bottom = m.bottom;
        html! {
            @for (column, &x) in self.picture.columns.iter().zip(&m.columns) {
                @let label = m.label(column);
                @let look = Look::of(size).weight(if column.nodes.len() > 1 { 700 } else { 600 });
                (line(&format!("M{} {}V{}", n(x), n(m.head - 4.0), n(bottom)), "var(--rule)", 1.0, None))
                @if m.is_turned {
                    g transform={ "translate(" (n(x + 3.0)) " " (n(m.head - 10.0)) ") rotate(-45)" } {
                        (text(0.0, 0.0, &cut(label, size, m.longest), look))
                    }
                } @else {
                    (text(x, m.head - 12.0, label, look.at(Anchor::Middle)))
                }
                @if column.is_down && !m.is_turned {
                    @let look = Look::of(10.5).at(Anchor::Middle).fill("var(--err)").weight(700);
                    (text(x, m.head - 26.0, "down", look))
                }
            }
            @if !m.is_narrow {
                (text(0.0, m.head - 12.0, "Network, best metric first", Look::of(11.5).fill("var(--soft)")))
            }
        }
    }

    /// What stands above the board: the kind, how sure it is, how many pairs it holds for.
    fn kind_heads(&self) -> Markup {
        html! { @for (place, kind) in self.picture.kinds.iter().enumerate() { (self.kind_head(place, kind)) } }
    }

    fn kind_head(&self, place: usize, kind: &Kind) -> Markup {
        let m = &self.measures;
        let (x, size) = (m.boards[place], if m.is_narrow { 10.5 } else { 12.5 });
        let small = Look::of(if m.is_narrow { 10.0 } else { 11.0 }).at(Anchor::Middle).fill("var(--soft)");
        let is_migration = kind.traffic == Traffic::LiveMigration;
        // The last head is wider than its column where there is little room.
        let (at, anchor) =
            if m.is_narrow && is_migration { (m.width - 1.0, Anchor::End) } else { (x, Anchor::Middle) };
        let look = Look::of(size).at(anchor).fill(super::svg::colour(kind.traffic)).weight(700);
        let (title, first) = (kind_title(kind.traffic), m.head - if m.is_narrow { 34.0 } else { 32.0 });
        let share = kind.usual.count * 100 / kind.usual.total.max(1);
        html! {
            @if is_migration {
                (text(at, first - if m.is_narrow { 12.0 } else { 14.0 }, "Live", look))
                (text(at, first, "migration", look))
            } @else {
                (text(at, first, title, look))
            }
            @if !m.is_narrow || kind.certainty != Certainty::Computed {
                @let look = Look { is_italic: kind.certainty == Certainty::Assumed, ..small };
                (text(x, m.head - if m.is_narrow { 22.0 } else { 18.0 }, certainty(kind.certainty), look))
            }
            @let low = m.head - if m.is_narrow { 10.0 } else { 5.0 };
            @if kind.usual.is_per_pair() {
                (text(x, low, "differs", small))
            } @else if kind.usual.count < kind.usual.total {
                (text(x, low, &format!("{share} %{}", if m.is_narrow { "" } else { " of pairs" }), small))
            }
        }
    }

    /// The row of volumes below the lanes, and how many networks have none.
    fn foot(&self) -> Markup {
        let m = &self.measures;
        let y = m.bottom + 17.0;
        let pitch = m.pitch;
        let is_tight = m.is_narrow && pitch < 40.0;
        let has_volumes = self.picture.columns.iter().any(|column| !column.volumes.is_empty());
        let said = |column: &crate::report::picture::Column| match column.volumes.as_slice() {
            [] => None,
            many if is_tight => Some(many.len().to_string()),
            [one] => Some(show(&self.cluster.volume(*one).name).into_owned()),
            many => Some(format!("{} vol.", many.len())),
        };
        let size = if m.is_narrow { 10.0 } else { 11.5 };
        html! {
            (line(&format!("M0 {}H{}", n(m.bottom), n(m.width)), "var(--rule)", 1.0, None))
            @if has_volumes {
                @if !m.is_narrow { (text(26.0, y, "coordinates", Look::of(11.5).fill("var(--soft)"))) }
                @for (column, &x) in self.picture.columns.iter().zip(&m.columns) {
                    @if let Some(said) = said(column) {
                        @let said = cut(&said, size, (pitch - 2.0).max(width("64 vol.", size).min(pitch)));
                        (text(x, y, &said, Look::of(size).at(Anchor::Middle).fill("var(--k2)").weight(600)))
                    }
                }
            }
            @if self.picture.hidden > 0 {
                @let more = format!("{} more, in the table", self.picture.hidden);
                (text(0.0, m.height - 6.0, &more, Look::of(11.0).fill("var(--soft)")))
            }
        }
    }
}
