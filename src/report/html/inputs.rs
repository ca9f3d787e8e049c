//! Read from: the files with their sizes and hashes, how they were read where that is not as usual, what was not read, and when the page was made.

use super::words::name;
use super::{Facts, scroll};
use crate::report::Given;
use crate::report::text::{grouped, last_part, number, show};
use maud::{Markup, html};

/// Files that are listed; of more, the first.
const MAX_FILES: usize = 100;

/// Notes of one kind that are listed.
const MAX_NOTES: usize = 30;

pub(super) fn inputs(facts: &Facts<'_>) -> Markup {
    let Given { inputs, read_as, not_read, .. } = &facts.given;
    html! {
        p.lede {
            "The same input gives the same report, byte for byte"
            @if let Some(generated) = facts.given.generated { " but for this line: made " (show(generated)) }
            ", by ClusterRoute " (env!("CARGO_PKG_VERSION")) "."
        }
        @if inputs.is_empty() { p { "Objects of a pipe; no file." } }
        @else { (scroll("Input files", table(facts))) }
        (notes("Read as", read_as))
        (notes("Not read, or not all of it", not_read))
    }
}

/// What is to be said of files, under a heading.
fn notes(heading: &str, notes: &[(&str, &str)]) -> Markup {
    html! {
        @if !notes.is_empty() {
            h3 { (heading) }
            ul {
                @for (file, note) in notes.iter().take(MAX_NOTES) {
                    li { (name(last_part(file))) ": " (show(note)) }
                }
                @if notes.len() > MAX_NOTES { li { "and " (notes.len() - MAX_NOTES) " more" } }
            }
        }
    }
}

fn table(facts: &Facts<'_>) -> Markup {
    let inputs = &facts.given.inputs;
    html! {
        table.st {
            thead {
                tr { th scope="col" { "File" } th scope="col" { "Holds" } th.num scope="col" { "Bytes" } th scope="col" { "SHA-256" } }
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
                        td.num data-l="Bytes:" { @match input.bytes { Some(bytes) => (grouped(bytes)), None => "not known" } }
                        td.mono.hash { @match input.sha256 { Some(hash) => (show(hash)), None => "not known" } }
                    }
                }
            }
        }
        @if inputs.len() > MAX_FILES { p.sm { "and " (inputs.len() - MAX_FILES) " more files" } }
    }
}
