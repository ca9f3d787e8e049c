//! What the pictures are drawn of: texts, stations, rails and marks, each as one element.

use crate::engine::route::Traffic;
use maud::{Markup, html};

/// Where a text is anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// At its start.
    Start,
    /// At its middle.
    Middle,
    /// At its end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// In user units.
    pub(super) size: f64,
    /// Where it is anchored.
    pub(super) anchor: Anchor,
    /// Its colour; that of the page without one.
    pub(super) fill: Option<&'static str>,
    /// Its weight.
    pub(super) weight: u32,
    /// What is taken for granted is in italics.
    pub(super) is_italic: bool,
    /// It stands on a filled shape and has no halo.
    pub(super) is_on: bool,
}

impl Look {
    /// A plain text of that size.
    pub(super) fn of(size: f64) -> Self {
        Self { size, anchor: Anchor::Start, fill: None, weight: 400, is_italic: false, is_on: false }
    }

    pub(super) fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn fill(self, fill: &'static str) -> Self {
        Self { fill: Some(fill), ..self }
    }

    pub(super) fn weight(self, weight: u32) -> Self {
        Self { weight, ..self }
    }
}

/// The colour of a kind of traffic.
pub(super) fn colour(kind: Traffic) -> &'static str {
    match kind {
        Traffic::Cluster => "var(--k1)",
        Traffic::Csv => "var(--k2)",
        Traffic::LiveMigration => "var(--k3)",
    }
}

/// A coordinate with at most one decimal.
pub(super) fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A text.
pub(super) fn text(x: f64, y: f64, said: &str, look: Look) -> Markup {
    let anchor = match look.anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    };
    html! {
        text x=(n(x)) y=(n(y)) font-size=(n(look.size)) text-anchor=[anchor]
            font-weight=[(look.weight != 400).then_some(look.weight)]
            font-style=[look.is_italic.then_some("italic")]
            class=[look.is_on.then_some("on")]
            style=[look.fill.map(|fill| format!("fill:{fill}"))] { (said) }
    }
}

/// A line along a path.
pub(super) fn line(d: &str, colour: &str, width: f64, dash: Option<&str>) -> Markup {
    let dash = dash.map(|dash| format!(";stroke-dasharray:{dash}")).unwrap_or_default();
    html! { path d=(d) style={ "stroke:" (colour) ";stroke-width:" (n(width)) ";fill:none" (dash) } {} }
}

/// The shape of a kind of traffic: circle, square, diamond.
pub(super) fn shape(kind: Traffic, x: f64, y: f64, r: f64, style: &str) -> Markup {
    match kind {
        Traffic::Cluster => html! { circle cx=(n(x)) cy=(n(y)) r=(n(r)) style=(style) {} },
        Traffic::Csv => {
            let half = r * 0.92;
            rect(x - half, y - half, 2.0 * half, 2.0 * half, r * 0.15, style)
        }
        Traffic::LiveMigration => {
            let half = r * 1.28;
            let (left, right, top, low) = (n(x - half), n(x + half), n(y - half), n(y + half));
            let d = format!("M{} {top}L{right} {}L{} {low}L{left} {}Z", n(x), n(y), n(x), n(y));
            html! { path d=(d) style=(style) {} }
        }
    }
}

/// A rectangle.
pub(super) fn rect(x: f64, y: f64, width: f64, height: f64, round: f64, style: &str) -> Markup {
    html! { rect x=(n(x)) y=(n(y)) width=(n(width)) height=(n(height)) rx=(n(round)) style=(style) {} }
}

/// The rail of a kind of traffic: solid, double, dashed; broken where it is not determined.
pub(super) fn rail(kind: Traffic, from: f64, to: f64, y: f64, is_thin: bool, is_determined: bool) -> Markup {
    let d = format!("M{} {}H{}", n(from), n(y), n(to));
    let colour = colour(kind);
    let broken = (!is_determined).then_some("14 5");
    match (kind, is_thin) {
        (Traffic::Cluster, _) => line(&d, colour, if is_thin { 1.5 } else { 3.4 }, broken),
        (Traffic::Csv, _) => {
            let (outer, inner) = if is_thin { (4.0, 1.8) } else { (6.4, 2.6) };
            html! { (line(&d, colour, outer, broken)) (line(&d, "var(--bg)", inner, None)) }
        }
        (Traffic::LiveMigration, false) => line(&d, colour, 4.0, Some("9 4")),
        (Traffic::LiveMigration, true) => line(&d, colour, 2.0, Some("6 4")),
    }
}

/// The head of an arrow that points along (dx, dy), one of which is 0 and the other 1 or -1.
pub(super) fn arrow_head(x: f64, y: f64, dx: f64, dy: f64, colour: &str) -> Markup {
    let (long, wide) = (7.5, 3.5);
    let corner = |side: f64| {
        format!("L{} {}", n(x - dx * long - dy * wide * side), n(y - dy * long + dx * wide * side))
    };
    html! { path d={ "M" (n(x)) " " (n(y)) (corner(1.0)) (corner(-1.0)) "Z" } style={ "fill:" (colour) } {} }
}

/// What has failed.
pub(super) fn cross(x: f64, y: f64, r: f64) -> Markup {
    let (left, right, top, low) = (n(x - r), n(x + r), n(y - r), n(y + r));
    html! {
        path d={ "M" (left) " " (top) "L" (right) " " (low) "M" (left) " " (low) "L" (right) " " (top) }
            style="stroke:var(--err);stroke-width:2.2;fill:none;stroke-linecap:round" {}
    }
}
