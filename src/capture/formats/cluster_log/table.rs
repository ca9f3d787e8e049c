//! A section of objects: a line of property names, then a line for each object, all of them CSV.

use super::lines::Line;
use crate::capture::budget::Meter;
use crate::capture::limits::{MAX_LOG_LINE, MAX_LOG_ROWS, VALUE};
use crate::error::{Code, Error};
use csv::{ReaderBuilder, StringRecord};

/// A section while it is read.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// What stands in its title.
    pub(super) title: &'static str,
    headers: Vec<String>,
    rows: Vec<(usize, StringRecord)>,
    is_open: bool,
    is_closed: bool,
    /// Why it cannot be read, which makes it as good as missing: half a list of networks is a wrong list.
    fault: Option<String>,
}

/// One object.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    /// From 1.
    pub(super) line: usize,
    headers: &'t [String],
    fields: &'t StringRecord,
}

impl Table {
    pub(super) fn new(title: &'static str) -> Self {
        Self { title, ..Self::default() }
    }

    /// The title was read; whether this is the section's first appearance.
    pub(super) fn open(&mut self) -> bool {
        let is_first = !self.is_open;
        self.is_open = true;
        is_first
    }

    /// The title of the next section was read: the log was not cut off inside this one.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Takes in a line between the titles.
    pub(super) fn line(&mut self, line: &Line<'_>, meter: &Meter) -> Result<(), Error> {
        if self.fault.is_some() || self.is_closed || line.text.is_empty() {
            return Ok(());
        }
        if !line.is_whole {
            self.fail(line, &format!("expected at most {MAX_LOG_LINE} bytes in a line, found more"));
            return Ok(());
        }
        let Some(mut record) = record(line.text) else {
            self.fail(line, "not well-formed CSV");
            return Ok(());
        };
        // Every line ends in a comma.
        if record.get(record.len() - 1) == Some("") {
            record.truncate(record.len() - 1);
        }
        if self.headers.is_empty() {
            // Properties of parts of an object start with an underscore.
            self.headers =
                record.iter().map(|name| name.trim().trim_start_matches('_').to_lowercase()).collect();
            return Ok(());
        }
        let (expected, found) = (self.headers.len(), record.len());
        // A last value that is empty has gone with the comma.
        if found > expected || found + 1 < expected {
            self.fail(line, &format!("expected {expected} values as there are names, found {found}"));
            return Ok(());
        }
        if self.rows.len() == MAX_LOG_ROWS {
            let message = format!("the section {} has more than {MAX_LOG_ROWS} rows", self.title);
            return Err(Error::new(Code::TooLarge, message));
        }
        // The text, and where each field ends.
        meter.bytes(VALUE + (record.as_slice().len() + record.len() * size_of::<usize>()) as u64)?;
        self.rows.push((line.number, record));
        Ok(())
    }

    fn fail(&mut self, line: &Line<'_>, message: &str) {
        self.fault = Some(format!("line {}: {message}", line.number));
        self.rows.clear();
    }

    /// Whether the log has no such section.
    pub(super) fn is_missing(&self) -> bool {
        !self.is_open
    }

    /// The objects, or why there are none; a missing section has none.
    pub(super) fn rows(&self) -> Result<impl Iterator<Item = Row<'_>>, String> {
        let title = self.title;
        if let Some(fault) = &self.fault {
            return Err(format!("[=== {title} ===] is not read: {fault}"));
        }
        if self.is_open && !self.is_closed {
            return Err(format!("[=== {title} ===] is not read: the log ends inside it"));
        }
        if !self.headers.is_empty() && !self.has(&["name", "objectname"]) {
            let shown: Vec<&str> = self.headers.iter().take(5).map(String::as_str).collect();
            let found = shown.join(", ").chars().take(100).collect::<String>();
            return Err(format!("[=== {title} ===] is not read: expected a property Name, found {found}"));
        }
        Ok(self.rows.iter().map(|(line, fields)| Row { line: *line, headers: &self.headers, fields }))
    }

    fn has(&self, names: &[&str]) -> bool {
        self.headers.iter().any(|header| names.contains(&header.as_str()))
    }
}

impl<'t> Row<'t> {
    /// The value of the first of these properties that is there and not empty; names in lower case.
    pub(super) fn get(self, names: &[&str]) -> Option<&'t str> {
        names.iter().find_map(|name| {
            let place = self.headers.iter().position(|header| header == name)?;
            self.fields.get(place).map(str::trim).filter(|value| !value.is_empty())
        })
    }
}

fn record(line: &[u8]) -> Option<StringRecord> {
    let text = String::from_utf8_lossy(line);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(512)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    (reader.read_record(&mut record).ok()? && !record.is_empty()).then_some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &[&str]) -> Table {
        let mut table = Table::new("Networks");
        table.open();
        for (index, line) in lines.iter().enumerate() {
            let line = Line { number: index + 1, text: line.as_bytes(), is_whole: true };
            table.line(&line, &Meter::default()).unwrap();
        }
        table
    }

    fn names(table: &Table) -> Result<Vec<&str>, String> {
        Ok(table.rows()?.map(|row| row.get(&["name"]).unwrap_or("-")).collect())
    }

    #[test]
    fn values_stand_under_names_whatever_their_case_and_order() {
        let lines = ["Id,NAME,Ignore,ignore,", "", "1,\"A, b\",0,,", "2, C ,0,0,", "3,,,", "4,D,1"];
        let mut table = table(&lines);
        table.close();
        assert_eq!(names(&table).unwrap(), ["A, b", "C", "-", "D"]);
        let first = table.rows().unwrap().next().unwrap();
        assert_eq!((first.line, first.get(&["ignore"]), first.get(&["x", "id"])), (3, Some("0"), Some("1")));
    }

    #[test]
    fn a_section_is_whole_or_not_read() {
        let cut = table(&["Name,Id,", "A,1,"]);
        assert_eq!(names(&cut).unwrap_err(), "[=== Networks ===] is not read: the log ends inside it");
        let mut odd = table(&["Name,Id,", "A,1,", "A,1,2,3,", "B,2,"]);
        odd.close();
        let expected =
            "[=== Networks ===] is not read: line 3: expected 2 values as there are names, found 4";
        assert_eq!(names(&odd).unwrap_err(), expected);
        let mut other = table(&["Nombre,Id,", "A,1,"]);
        other.close();
        let expected = "[=== Networks ===] is not read: expected a property Name, found nombre, id";
        assert_eq!(names(&other).unwrap_err(), expected);
        let none = Table::new("Networks");
        assert!(none.is_missing() && names(&none).unwrap().is_empty());
        let mut empty = table(&[]);
        empty.close();
        assert_eq!(names(&empty).unwrap(), [""; 0]);
    }
}
