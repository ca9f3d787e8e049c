//! `Export-Csv`: one object a line, after a line of property names and perhaps one of the type.

use super::console::{Asked, Outputs, Remarks, Row, of_csv};
use super::{Format, Head};
use crate::capture::budget::Budget;
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::Found;
use crate::capture::reading::{Reading, Source};
use crate::error::{Code, Error};
use crate::schema::{ObjectKind, Property, by_types};
use csv::{Position, ReaderBuilder, StringRecord};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "CSV",
    extensions: &["csv", "txt"],
    recognises: |head: &Head<'_>| Csv::recognise(head.text).is_some(),
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| {
        let bytes = source.bytes()?;
        let text = encoding::decode(&bytes, &source.name)?;
        let found = read_within(&text, &source.name, &reading.budget)?;
        Ok(reading.add_all(&source, Some(Content::of(&bytes)), found))
    },
};

/// The objects of a CSV text, one [`Found`] for each run of one section; `name` is for errors.
pub fn read(text: &str, name: &str) -> Result<Vec<Found<'static>>, Error> {
    read_within(text, name, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn read_within(text: &str, name: &str, budget: &Arc<Budget>) -> Result<Vec<Found<'static>>, Error> {
    match Csv::recognise(text) {
        Some(csv) => csv.read(name, budget),
        None => Ok(vec![Found::nothing("expected names of properties in the first line, found others")]),
    }
}

/// The line by which Windows PowerShell names the type.
const TYPE: &str = "#TYPE ";

/// What separates fields: of the invariant culture, of cultures with a decimal comma, of a spreadsheet.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A CSV text whose headers are known properties.
struct Csv<'t> {
    text: &'t str,
    delimiter: u8,
    kind: ObjectKind,
    /// The lines before the headers.
    skipped: usize,
}

impl<'t> Csv<'t> {
    /// The text as CSV, unless its first line names no properties.
    fn recognise(text: &'t str) -> Option<Self> {
        let start = text.len() - text.trim_start().len();
        let mut skipped = text[..start].matches('\n').count();
        let mut text = &text[start..];
        let mut kind = ObjectKind::Anything;
        if let Some(typed) = text.strip_prefix(TYPE) {
            let (name, rest) = typed.split_once('\n')?;
            kind = by_types([name.trim()]);
            (text, skipped) = (rest, skipped + 1);
        }
        // A spreadsheet is told in a line of its own what separates the columns.
        if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
            let (_, rest) = text.split_once('\n')?;
            (text, skipped) = (rest, skipped + 1);
        }
        let headers = text.lines().next()?;
        let fields = |delimiter: u8| headers.split(char::from(delimiter)).map(str::trim);
        let known = |delimiter: &u8| {
            let is_known = |name: &str| Property::find(name.trim_matches('"')).is_some();
            fields(*delimiter).filter(|name| is_known(name)).count()
        };
        let delimiter = DELIMITERS.into_iter().max_by_key(known)?;
        // `Get-ClusterNetwork | ft Name, State, Role` is a command, and a sentence is a sentence.
        let is_words = |name: &str| name.contains(' ') && !name.starts_with('"');
        if fields(delimiter).any(is_words) {
            return None;
        }
        let is_typed = skipped > 0 && kind != ObjectKind::Anything;
        (is_typed || known(&delimiter) > 1).then_some(Self { text, delimiter, kind, skipped })
    }

    /// The objects of the file; `name` is for errors.
    fn read(&self, name: &str, budget: &Arc<Budget>) -> Result<Vec<Found<'static>>, Error> {
        let mut lines = Lines { text: self.text, byte: 0, line: self.skipped + 1 };
        let mut reader = ReaderBuilder::new().delimiter(self.delimiter).from_reader(self.text.as_bytes());
        let mut outputs = Outputs::new(budget);
        let headers = reader.headers().map_err(|error| fail(&error, name, &mut lines))?.clone();
        let titles: Vec<&str> = headers.iter().map(str::trim).collect();
        let class = titles.iter().position(|title| title.eq_ignore_ascii_case("CimClass"));
        // By the class of each row; without one they are of the kind that the file names.
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| fail(&error, name, &mut lines))? {
            let line = lines.of(record.position());
            let mut row = Row::new(line);
            for (title, text) in titles.iter().zip(&record) {
                row.push(title, line, |property| of_csv(property, text));
            }
            if !outputs.has_room(&row) {
                break;
            }
            let class = class.and_then(|class| record.get(class)).unwrap_or_default();
            let class = class.rsplit(':').next().unwrap_or_default().trim();
            rows.entry(class.to_owned()).or_default().push(row);
        }
        for (class, rows) in rows {
            let kind = if class.is_empty() { self.kind.clone() } else { by_types([class.as_str()]) };
            let columns = titles.join(", ");
            let what = || format!("object with the columns {columns}");
            outputs.output(&Asked::of(kind), &titles, rows, Remarks::default(), what);
        }
        Ok(outputs.into_found())
    }
}

fn fail(error: &csv::Error, name: &str, lines: &mut Lines<'_>) -> Error {
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("expected {expected_len} fields as in the first line, found {len}")
        }
        _ => format!("not well-formed CSV: {error}"),
    };
    Error::new(Code::UnreadableFile, message).at(format!("{name}:{}", lines.of(error.position())))
}

/// Counts the lines up to a record: the parser's own count is one behind where lines end with `\r\n`.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a record, from 1; records are asked for in their order.
    fn of(&mut self, position: Option<&Position>) -> usize {
        let byte =
            position.map_or(self.byte, |position| usize::try_from(position.byte()).unwrap_or(self.byte));
        let bytes = self.text.as_bytes();
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let start = byte + bytes.get(byte..).unwrap_or_default().iter().take_while(is_end).count();
        let passed = bytes.get(self.byte..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.byte = start.max(self.byte);
        self.line
    }
}
