//! From files and requests to raw sections, and from raw sections to the model.

mod archive;
pub mod build;
pub mod clixml;
pub mod cluster_log;
pub mod console;
pub mod encoding;
mod export_csv;
pub mod files;
pub mod found;
mod group;
mod html;
pub mod json;
pub mod kind;
pub mod limits;
pub mod merge;
mod mhtml;
pub mod property;
pub mod raw;
mod sddc;
mod validation_report;

pub use build::build;
pub use files::{Capture, Contradiction, Skipped, Source, read, read_bytes, read_each};
pub use raw::{Object, Raw, Section, Sections};

/// The line and column of a byte, counted from 1, the column in characters.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let is_start_of_character = |byte: &&u8| **byte & 0xC0 != 0x80;
    let last = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    (1 + lines, 1 + last.iter().filter(is_start_of_character).count())
}
