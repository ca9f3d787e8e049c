//! What a console prints: the tables of `Format-Table` and the records of `Format-List`, as they are pasted
//! into tickets and written by `Out-File`.
//!
//! Several outputs may follow one another, each with the line of its command before it or not. What the
//! width of the console has cut counts as unknown, and where that hides which object a row is about, the
//! whole output is left out: half a list of networks would be a wrong list.

mod asked;
mod cell;
mod clusterexe;
mod columns;
mod command;
mod in_time;
mod kinds;
mod list;
mod other;
mod output;
mod pasted;
mod pipes;
mod row;
mod ruled;
mod session;
mod table;
mod undashed;

use super::{Format, Head};
use crate::capture::budget::Budget;
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::Found;
use crate::capture::limits::MAX_LINES;
use crate::capture::reading::{Reading, Source};
use crate::error::{Code, Error};
pub(super) use asked::Asked;
pub(super) use cell::{of_csv, of_table};

pub(super) use output::Outputs;
pub(super) use row::{Remarks, Row};
use std::sync::Arc;

/// The row of this format, which takes any text.
pub static FORMAT: Format = Format {
    name: "console output",
    extensions: &["txt", "log", "md"],
    recognises: |_: &Head<'_>| true,
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| {
        let bytes = source.bytes()?;
        let text = encoding::decode(&bytes, &source.name)?;
        if text.trim().is_empty() {
            return Ok(Some("the file is empty".to_owned()));
        }
        // Text of any kind lies beside a capture: of one that is no output, not even the lines are kept.
        let lines = 1 + memchr::memchr_iter(b'\n', text.as_bytes()).count();
        if lines > MAX_LINES {
            let message = format!("expected at most {MAX_LINES} lines of console output, found {lines}");
            return Err(Error::new(Code::TooLarge, message).at(&source.name));
        }
        let asked = Asked::by_file(&source.name);
        Ok(reading.add_all(&source, Some(Content::of(&bytes)), read_as(&text, asked, &reading.budget)))
    },
};

/// The objects of a text, one [`Found`] for each output: two outputs may hold the same object.
pub fn read(text: &str) -> Vec<Found<'static>> {
    read_within(text, &Arc::default())
}

/// The same, charging the budget of a call; once that is spent, no more is found.
pub fn read_within(text: &str, budget: &Arc<Budget>) -> Vec<Found<'static>> {
    read_as(text, Asked::default(), budget)
}

/// The same of a file whose name tells what was asked.
fn read_as(text: &str, mut asked: Asked, budget: &Arc<Budget>) -> Vec<Found<'static>> {
    let text = pasted::restored(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut outputs = Outputs::new(budget);
    let mut at = 0;
    while at < lines.len() {
        // Records pass over the blank lines before them, which must not be done from each of those.
        if lines[at].trim().is_empty() {
            at += 1;
            continue;
        }
        if let Some(entered) = command::entered(&lines, at) {
            asked.enter(&entered);
            at = entered.next;
            continue;
        }
        let from = at;
        if let Some(table) = table::Table::at(&lines, at) {
            at = match clusterexe::Properties::of(&table) {
                Some(properties) => outputs.properties(&asked, &properties),
                None => outputs.table(&asked, &table),
            };
        } else if let Some(table) = pipes::Pipes::at(&lines, at) {
            at = outputs.pipes(&asked, table);
        } else if let Some((records, next)) = list::records(&lines, at) {
            at = next;
            outputs.list(&asked, &records);
        } else if let Some(table) = undashed::Undashed::at(&lines, at) {
            at = outputs.undashed(&asked, table);
        } else {
            if let Some((computer, build)) = command::machine(lines[at]) {
                asked.on(&computer);
                outputs.build_of(&asked, at + 1, build);
            } else {
                asked.is_over();
            }
            at += 1;
            continue;
        }
        asked.has_printed();
        at = at.max(from + 1);
    }
    outputs.into_found_of(&text)
}

/// Whether the text starts with the prompt of a remote session, whose bracket is not that of JSON.
pub fn opens_with_prompt(text: &str) -> bool {
    text.trim_start().lines().next().is_some_and(|line| command::prompted(line).is_some())
}
