//! The board: for each kind a column with a station on each lane it can use, numbered in the order of taking over.

use super::Drawn;
use crate::report::html::svg::{Anchor, Look, arrow_head, colour, line, n, shape, text};
use crate::report::picture::{Kind, Station};
use maud::{Markup, html};

impl Drawn<'_> {
    pub(super) fn board(&self, place: usize) -> Markup {
        let kind = &self.picture.kinds[place];
        let x = self.measures.boards[place];
        html! {
            (self.parallel(kind, x))
            (self.arrows(kind, x))
            @for (lane, station) in kind.stations.iter().enumerate() {
                (self.station(kind, x, self.at(kind, lane), *station))
            }
        }
    }

    fn at(&self, kind: &Kind, lane: usize) -> f64 {
        self.measures.lanes[lane].2 + self.offset(kind.traffic)
    }

    /// Networks in parallel are joined by a double line.
    fn parallel(&self, kind: &Kind, x: f64) -> Markup {
        let is_now = |station: &Station| *station == Station::Now;
        let first = kind.stations.iter().position(is_now);
        let ends = first.zip(kind.stations.iter().rposition(is_now)).filter(|(a, b)| a != b);
        html! {
            @if let Some((a, b)) = ends.filter(|_| !kind.usual.way.routed) {
                @for side in [-2.2, 2.2] {
                    @let d = format!("M{} {}V{}", n(x + side), n(self.at(kind, a)), n(self.at(kind, b)));
                    (line(&d, colour(kind.traffic), 2.0, None))
                }
            }
        }
    }

    /// From the last station of now to the second, from there to the third, and so on.
    fn arrows(&self, kind: &Kind, x: f64) -> Markup {
        let is_now = |station: &Station| matches!(station, Station::Now | Station::Perhaps);
        let mut from = kind.stations.iter().rposition(is_now);
        let mut later: Vec<(usize, usize)> = kind.stations.iter().enumerate().filter_map(place_of).collect();
        later.sort_unstable();
        let mut side = 1.0;
        let mut drawn = Vec::new();
        for (_, to) in later {
            if let Some(from) = from {
                let (low, high) = (from.min(to), from.max(to));
                let between = &kind.stations[low + 1..high];
                let is_free =
                    !between.iter().any(|station| is_now(station) || place_of((0, station)).is_some());
                drawn.push(self.arrow(kind, x, from, to, if is_free { None } else { Some(side) }));
                if !is_free {
                    side = -side;
                }
            }
            from = Some(to);
        }
        html! { @for arrow in &drawn { (arrow) } }
    }

    /// Straight, or beside the column where a station lies between.
    fn arrow(&self, kind: &Kind, x: f64, from: usize, to: usize, side: Option<f64>) -> Markup {
        let (a, b) = (self.at(kind, from), self.at(kind, to));
        let (r, ink) = (self.measures.radius, colour(kind.traffic));
        let dots = |d: &str| line(d, ink, 1.5, Some("2 3"));
        match side {
            None => {
                let down = if b > a { 1.0 } else { -1.0 };
                let end = b - down * (r + 3.0);
                html! {
                    (dots(&format!("M{} {}V{}", n(x), n(a + down * (r + 1.0)), n(end))))
                    (arrow_head(x, end + down * 2.0, 0.0, down, ink))
                }
            }
            Some(side) => {
                let bend = x + side * (r + 5.0 + if self.measures.is_narrow { 9.0 } else { 15.0 });
                let end = x + side * (r + 3.0);
                let (bend, last) = (n(bend), n(end + side * 3.0));
                let d = format!("M{} {}C{bend} {} {bend} {} {last} {}", n(end), n(a), n(a), n(b), n(b));
                html! { (dots(&d)) (arrow_head(end, b, -side, 0.0, ink)) }
            }
        }
    }

    fn station(&self, kind: &Kind, x: f64, y: f64, station: Station) -> Markup {
        let (r, ink, traffic) = (self.measures.radius, colour(kind.traffic), kind.traffic);
        let middle = Look::of(12.0).at(Anchor::Middle);
        let hollow = |width: &str| format!("fill:var(--bg);stroke:{ink};stroke-width:{width}");
        match station {
            Station::None => html! {},
            Station::Now => html! {
                (shape(traffic, x, y, r, &format!("fill:{ink};stroke:{ink};stroke-width:1.5")))
                (text(x, y + 4.3, "1", Look { is_on: true, ..middle.fill("var(--bg)").weight(700) }))
            },
            Station::Perhaps => html! {
                (shape(traffic, x, y, r, &hollow("3")))
                (text(x, y + 4.5, "?", Look { size: 13.0, ..middle.fill(ink).weight(700) }))
            },
            Station::Later(place) | Station::LastResort(place) => {
                let dash =
                    if matches!(station, Station::LastResort(_)) { ";stroke-dasharray:2.5 2.2" } else { "" };
                html! {
                    (shape(traffic, x, y, r, &(hollow("1.6") + dash)))
                    (text(x, y + 4.3, &place.to_string(), middle.fill(ink).weight(600)))
                }
            }
            Station::Excluded => {
                let said = if self.measures.is_narrow { "excl." } else { "excluded" };
                text(x, y + 4.0, said, Look { size: 10.5, ..middle.fill("var(--soft)") })
            }
            Station::Some => shape(traffic, x, y, 5.5, &format!("fill:{ink};stroke:{ink}")),
        }
    }
}

fn place_of((lane, station): (usize, &Station)) -> Option<(usize, usize)> {
    match station {
        Station::Later(place) | Station::LastResort(place) => Some((*place, lane)),
        _ => None,
    }
}
