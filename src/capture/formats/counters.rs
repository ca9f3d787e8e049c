//! Performance counters as text: `typeperf`, `relog -f csv`, Performance Monitor and `Export-Counter`, often several
//! hundred MB, so they are read line by line, and of a line only the columns that are understood are kept.
//!
//! What is known of the format: the first title is `(PDH-CSV 4.0)`, which relog follows with the name of the time zone and
//! the minutes to UTC; the other titles are paths of counters; every row is a time and a value for each path, in quotes;
//! a value that is missing is blank; `typeperf` ends with two lines for people.

mod fields;

use super::cluster_log::lines::Lines;
use super::{Format, Head};
use crate::capture::budget::{Budget, Meter};
use crate::capture::content::Hashing;
use crate::capture::counters::{Column, Hosts};
use crate::capture::found::Found;
use crate::capture::limits::{MAX_LOG_LINE, MAX_SERIES};
use crate::capture::raw::Raw;
use crate::capture::reading::{Reading, Rest, Source, unreadable};
use crate::error::{Code, Error};
use crate::model::counters::{CounterName, Measure, Stamp};
use crate::steps::step;
use fields::{Fields, value};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "performance counters",
    extensions: &["csv", "tsv", "txt"],
    recognises: |head: &Head<'_>| is_one(head.text),
    read: |source: Source<'_>, reading: &mut Reading<'_>| {
        let rest: Box<dyn Read + '_> = match source.rest {
            Rest::File(file, _) => Box::new(file),
            Rest::Stream(stream) => Box::new(stream),
        };
        let mut rest = Hashing::after(&source.start, rest);
        let found = read_within(&source.start, &mut rest, &source.name, &reading.budget)?;
        let content = rest.finish().map_err(|error| unreadable(source.path, &error))?;
        if found.is_empty() {
            return Ok(Some(found.why_nothing()));
        }
        reading.add(&source.name, &source.place, Some(content), found);
        Ok(None)
    },
};

/// Paths of counters that are not read which a note shows.
const SHOWN: usize = 3;

/// Characters of one of them.
const LONGEST_SHOWN: usize = 120;

/// Where the English names of counters stand on a system in any language.
const NAMES: &str = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Perflib\\009";

/// Why a log of Performance Monitor is not read, by its name: what is inside is published nowhere.
pub fn why_binary(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    let bare = name.get(..name.len().checked_sub(4)?)?;
    let is_one = name[bare.len()..].eq_ignore_ascii_case(".blg");
    is_one.then(|| {
        format!("expected counters as text, found a binary log: relog \"{name}\" -f csv -o \"{bare}.csv\" makes text of it")
    })
}

fn is_one(text: &str) -> bool {
    let text = text.trim_start_matches('"');
    text.starts_with("(PDH-CSV ") || text.starts_with("(PDH-TSV ")
}

/// Reads a file that begins with `start`; `name` is for errors.
pub fn read(start: &[u8], rest: impl Read, name: &str) -> Result<Found<'static>, Error> {
    read_within(start, rest, name, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn read_within(
    start: &[u8],
    rest: impl Read,
    name: &str,
    budget: &Arc<Budget>,
) -> Result<Found<'static>, Error> {
    let mut lines = Lines::new(start, rest, name);
    let titles = loop {
        let Some(line) = lines.next()? else { return Ok(Found::nothing("holds no counters")) };
        if !line.is_whole {
            let message = format!("expected titles of at most {MAX_LOG_LINE} bytes, found more");
            return Err(Error::new(Code::TooLarge, message).at(name));
        }
        if !line.text.is_empty() {
            break String::from_utf8_lossy(line.text).into_owned();
        }
    };
    let mut table = Table::new(&titles, budget).map_err(|error| error.at(name))?;
    while let Some(line) = lines.next()? {
        let text = String::from_utf8_lossy(line.text);
        table.row(&text, line.is_whole).map_err(|error| error.at(name))?;
    }
    table.finish().map_err(|error| error.at(name))
}

/// A file while it is read.
struct Table {
    delimiter: char,
    columns: usize,
    /// Minutes to UTC, in the title of the times.
    bias: Option<i32>,
    hosts: Hosts,
    /// For each title the place of its counter, where it is read.
    wanted: Vec<Option<usize>>,
    unread: Vec<String>,
    unread_count: usize,
    damaged: usize,
    meter: Meter,
}

impl Table {
    fn new(titles: &str, budget: &Arc<Budget>) -> Result<Self, Error> {
        let delimiter = fields::delimiter(titles);
        let mut fields = Fields::new(titles, delimiter);
        let bias = fields.next().and_then(bias);
        let mut table = Self {
            delimiter,
            columns: 1,
            bias,
            hosts: Hosts::default(),
            wanted: Vec::new(),
            unread: Vec::new(),
            unread_count: 0,
            damaged: 0,
            meter: Meter::new(budget),
        };
        for path in fields {
            step(1);
            table.columns += 1;
            let place = table.column(path)?;
            table.wanted.push(place);
        }
        Ok(table)
    }

    fn column(&mut self, path: &str) -> Result<Option<usize>, Error> {
        let name = CounterName::parse(path);
        let found = name.and_then(|name| Some((name, Measure::find(name.object, name.counter)?)));
        let Some((name, measure)) = found else {
            // Perhaps more than a title: `relog` writes the names of its columns only.
            if !path.trim().is_empty() {
                self.unread_count += 1;
                if self.unread.len() < SHOWN {
                    self.unread.push(path.chars().take(LONGEST_SHOWN).collect());
                }
            }
            return Ok(None);
        };
        if self.hosts.count() >= MAX_SERIES {
            let message = format!("expected at most {MAX_SERIES} counters that are read, found more");
            return Err(Error::new(Code::TooLarge, message));
        }
        self.meter.value(path.len())?;
        Ok(Some(self.hosts.open(Column { host: name.host, instance: name.instance, measure })))
    }

    fn row(&mut self, text: &str, is_whole: bool) -> Result<(), Error> {
        if text.is_empty() || self.hosts.count() == 0 {
            return Ok(());
        }
        step(1);
        let mut fields = Fields::new(text, self.delimiter);
        let Some(stamp) = fields.next().and_then(Stamp::parse) else {
            // What typeperf says at its end has no quotes.
            self.damaged += usize::from(text.starts_with('"'));
            return Ok(());
        };
        let count = fields.clone().count() + 1;
        // A row that was cut could end inside a number.
        if count < self.columns || !is_whole || text.ends_with('"') != text.starts_with('"') {
            self.damaged += 1;
            return Ok(());
        }
        self.meter.value(0)?;
        self.hosts.moment(stamp.or_bias(self.bias));
        for (field, place) in fields.zip(&self.wanted) {
            if let Some(place) = place {
                self.meter.value(0)?;
                self.hosts.push(*place, value(field).map_or(Raw::Null, Raw::Float));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Found<'static>, Error> {
        let mut found = Found::default();
        if self.unread_count > 0 {
            let named = self.unread.join(", ");
            let more = if self.unread_count > self.unread.len() { " and others" } else { "" };
            found.notes.push(format!(
                "{} not read: {named}{more}; where Windows speaks another language, collect by the English names, which \
                 {NAMES} lists with their numbers",
                if self.unread_count == 1 { "1 counter is".to_owned() } else { format!("{} counters are", self.unread_count) }
            ));
        }
        if self.damaged > 0 {
            let rows =
                if self.damaged == 1 { "1 row is".to_owned() } else { format!("{} rows are", self.damaged) };
            found.notes.push(format!("{rows} left out: not whole, or without a time"));
        }
        if self.hosts.has_no_samples() {
            found.reason = Some("holds no samples of a counter that is read".to_owned());
            return Ok(found);
        }
        let (objects, undated) = self.hosts.finish(&self.meter)?;
        if undated > 0 {
            found
                .notes
                .push(format!("{undated} rows are left out: their dates are not in the order of the others"));
        }
        found.objects = objects;
        Ok(found)
    }
}

/// The minutes in `(PDH-CSV 4.0) (India Standard Time)(-330)`.
fn bias(title: &str) -> Option<i32> {
    let (_, minutes) = title.trim().strip_suffix(')')?.rsplit_once('(')?;
    minutes.parse().ok().filter(|minutes: &i32| minutes.abs() <= 14 * 60)
}

#[cfg(test)]
mod tests;
