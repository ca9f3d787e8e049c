//! Read from: the files with their hashes, what was not read, and when the page was made.

use super::words::name;
use super::{Facts, scroll};
use crate::report::text::{last_part, number, show};
use maud::{Markup, html};

/// Files that are listed; of more, the first.
const MAX_FILES: usize = 100;

/// Files that were not read that are listed.
const MAX_NOT_READ: usize = 30;

pub(super) fn inputs(facts: &Facts<'_>) -> Markup {
    let (inputs, not_read) = (&facts.given.inputs, &facts.given.not_read);
    html! {
        p.lede {
            "The same input gives the same report, byte for byte"
            @if let Some(generated) = facts.given.generated { " but for this line: made " (show(generated)) }
            ", by ClusterRoute " (env!("CARGO_PKG_VERSION")) "."
        }
        @if inputs.is_empty() { p { "Objects of a pipe; no file." } }
        @else { (scroll("Input files", table(facts))) }
        @if !not_read.is_empty() {
            h3 { "Not read, or not all of it" }
            ul {
                @for (file, reason) in not_read.iter().take(MAX_NOT_READ) {
                    li { (name(last_part(file))) ": " (show(reason)) }
                }
                @if not_read.len() > MAX_NOT_READ { li { "and " (not_read.len() - MAX_NOT_READ) " more" } }
            }
        }
    }
}

fn table(facts: &Facts<'_>) -> Markup {
    let inputs = &facts.given.inputs;
    html! {
        table.st {
            thead {
                tr { th scope="col" { "File" } th scope="col" { "Holds" } th scope="col" { "SHA-256" } }
            }
            tbody {
                @for input in inputs.iter().take(MAX_FILES) {
                    tr {
                        th scope="row" { (name(last_part(input.file))) }
                        td.sm {
                            @for (place, (section, count)) in input.sections.iter().enumerate() {
                                @if place > 0 { ", " }
                                (number(*count)) " " (section.replace('_', " "))
                            }
                        }
                        td.mono.hash { @match input.sha256 { Some(hash) => (show(hash)), None => "not known" } }
                    }
                }
            }
        }
        @if inputs.len() > MAX_FILES { p.sm { "and " (inputs.len() - MAX_FILES) " more files" } }
    }
}
