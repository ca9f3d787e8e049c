//! The page as HTML: a file for each section, and everything that comes from a capture escaped by the templates.
//!
//! No script, no request, no name in an id, a class, a style or an address; only the style sheet is put in as it is.

mod accepted;
mod drawing;
mod failures;
mod figure;
mod findings;
mod fleet;
mod gaps;
mod glyph;
mod inputs;
mod metric;
mod routes;
mod style;
mod svg;
mod verdict;
mod words;

pub(super) use fleet::fleet;
pub(super) use glyph::small;

use super::Facts;
use super::loss::Losses;
use super::picture::Picture;
use super::text::show;
use crate::visible::is_hidden;
use maud::{DOCTYPE, Markup, html};

/// What a browser may do with the page: show it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The sections, in their order: id and heading.
const SECTIONS: [(&str, &str); 7] = [
    ("findings", "Findings"),
    ("picture", "Which network carries what"),
    ("metric", "Why this metric"),
    ("traffic", "Routes"),
    ("failures", "If something fails"),
    ("not-checked", "Not checked"),
    ("inputs", "Read from"),
];

/// The page of one cluster.
pub(super) fn page(facts: &Facts<'_>, pictures: &[Picture; 2], losses: &Losses) -> String {
    let title = format!("{}: ClusterRoute report", show(facts.name()));
    let section = |place: usize, content: Markup| {
        let (id, heading) = SECTIONS[place];
        html! { section id=(id) aria-labelledby={ "h" (place) } { h2 id={ "h" (place) } { (heading) } (content) } }
    };
    let body = html! {
        a.skip href="#findings" { "Skip to the findings" }
        (verdict::header(facts, losses))
        nav aria-label="Contents" {
            ol { @for (id, heading) in SECTIONS { li { a href={ "#" (id) } { (heading) } } } }
        }
        main {
            (section(0, findings::findings(facts)))
            (section(1, figure::figure(facts, pictures)))
            (section(2, metric::metric(facts)))
            (section(3, routes::routes(facts, &pictures[0])))
            (section(4, failures::failures(facts, losses)))
            (section(5, gaps::gaps(facts)))
            (section(6, inputs::inputs(facts)))
        }
        (foot())
    };
    document(&title, &body)
}

/// The picture alone, as a file.
pub(super) fn picture_alone(facts: &Facts<'_>, picture: &Picture) -> String {
    whole(drawing::alone(facts, picture))
}

/// A whole file.
fn document(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                (style::of_page())
            }
            body { (symbols()) (body) }
        }
    };
    whole(page)
}

/// The text of a file. Whatever a name brings and a reader does not see, or what acts on a terminal, stands as its escape.
fn whole(markup: Markup) -> String {
    let mut text = String::new();
    for c in markup.into_string().chars() {
        if is_hidden(c) && c != '\n' {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text.push('\n');
    text
}

fn foot() -> Markup {
    html! {
        footer {
            "ClusterRoute " (env!("CARGO_PKG_VERSION")) ". This file holds names and addresses of the cluster; treat it \
             as such. It loads nothing and sends nothing."
        }
    }
}

/// What stands beside words, drawn once.
fn symbols() -> Markup {
    html! {
        svg width="0" height="0" style="position:absolute" aria-hidden="true" focusable="false" {
            defs {
                pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    path d="M0 0V5" style="stroke:var(--wire);stroke-width:2" {}
                }
                symbol id="i-error" viewBox="0 0 18 18" {
                    path d="M5.5 1h7L17 5.5v7L12.5 17h-7L1 12.5v-7Z" style="fill:var(--err)" {}
                    path d="M6 6l6 6M12 6l-6 6" style="stroke:var(--bg);stroke-width:2;stroke-linecap:round" {}
                }
                symbol id="i-warning" viewBox="0 0 18 18" {
                    path d="M9 1.2L17.5 16.5H.5Z" style="fill:var(--warn)" {}
                    path d="M9 6.5v5" style="stroke:var(--bg);stroke-width:2;stroke-linecap:round" {}
                    circle cx="9" cy="14.2" r="1.2" style="fill:var(--bg)" {}
                }
                symbol id="i-info" viewBox="0 0 18 18" {
                    circle cx="9" cy="9" r="7.4" style="fill:none;stroke:var(--info);stroke-width:1.8" {}
                    path d="M9 8v5" style="stroke:var(--info);stroke-width:2;stroke-linecap:round" {}
                    circle cx="9" cy="5.2" r="1.2" style="fill:var(--info)" {}
                }
                symbol id="i-fine" viewBox="0 0 18 18" {
                    path d="M2.5 9.5l4.5 5L15.5 4"
                        style="fill:none;stroke:var(--ok);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round" {}
                }
            }
        }
    }
}

/// A table that is wider than a phone.
fn scroll(label: &str, content: Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(label) { (content) } }
}
