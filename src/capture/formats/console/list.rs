//! The records of `Format-List`: a property a line, and long values going on under their first line.

use super::{command, table};
use crate::schema;
use crate::steps::step;

/// No object has more properties; a text that goes on like this is no record.
const MOST_PROPERTIES: usize = 1000;

/// One object as it was printed.
pub(super) struct Record<'t> {
    /// Its first line, from 1.
    pub(super) line: usize,
    pub(super) properties: Vec<Property<'t>>,
}

/// One property, in the spelling that is known.
pub(super) struct Property<'t> {
    pub(super) name: &'t str,
    /// Its line, from 1.
    pub(super) line: usize,
    pieces: Vec<&'t str>,
}

impl Property<'_> {
    /// The value over all its lines; `None` where the break may have stood for a blank or for nothing.
    ///
    /// The console breaks at a blank, which it leaves at the end of the line, else inside a word; what a
    /// paste did to the ends of lines is not known.
    pub(super) fn value(&self) -> Option<String> {
        let mut pieces = self.pieces.iter();
        let mut value = (*pieces.next()?).to_owned();
        let is_list = value.starts_with('{');
        let mut has_blanks = value.contains(' ');
        for piece in pieces {
            has_blanks |= piece.trim().contains(' ');
            if value.trim_end().ends_with(',') {
                value.truncate(value.trim_end().len());
                value.push(' ');
            } else if !is_list && has_blanks && !value.ends_with(' ') {
                return None;
            }
            value.push_str(piece);
        }
        Some(value)
    }
}

/// The records from a line on, with only blank lines between them, and the line after.
pub(super) fn records<'t>(lines: &[&'t str], at: usize) -> Option<(Vec<Record<'t>>, usize)> {
    let (mut records, mut next) = (Vec::new(), at);
    loop {
        let start = next + lines[next..].iter().take_while(|line| line.trim().is_empty()).count();
        step(start - next);
        let is_other = |at| command::entered(lines, at).is_some() || table::Table::opens_at(lines, at);
        if start == lines.len() || (start > at && is_other(start)) {
            break;
        }
        let Some((record, end)) = record(lines, start) else { break };
        records.push(record);
        next = end;
    }
    (!records.is_empty()).then_some((records, next))
}

fn record<'t>(lines: &[&'t str], start: usize) -> Option<(Record<'t>, usize)> {
    let colon = colon(lines.get(start)?)?;
    let mut properties: Vec<Property<'_>> = Vec::new();
    let mut at = start;
    while let Some(line) = lines.get(at).filter(|line| !line.trim().is_empty()) {
        if let Some((name, value)) = split(line, colon) {
            if properties.len() == MOST_PROPERTIES || properties.iter().any(|known| known.name == name) {
                break;
            }
            properties.push(Property { name, line: at + 1, pieces: vec![value] });
        } else if let (Some(piece), Some(property)) = (under(line, colon), properties.last_mut()) {
            property.pieces.push(piece);
        } else {
            break;
        }
        at += 1;
    }
    // Prose has colons too.
    let is_record =
        properties.len() > 1 || properties.iter().any(|p| schema::Property::find(p.name).is_some());
    is_record.then_some((Record { line: start + 1, properties }, at))
}

/// Where the colon of a record's first line stands.
fn colon(line: &str) -> Option<usize> {
    let colon = line.find(" :")? + 1;
    split(line, colon).map(|_| colon)
}

/// The name and the value of a line with its colon at a byte.
fn split(line: &str, colon: usize) -> Option<(&str, &str)> {
    let (name, rest) = line.split_at_checked(colon)?;
    let value = rest.strip_prefix(':')?;
    let fits = name.ends_with(' ') && (value.is_empty() || value.starts_with(' '));
    (fits && !name.trim().is_empty()).then(|| (name.trim(), value.strip_prefix(' ').unwrap_or(value)))
}

/// The text of a line that goes on under a value.
fn under(line: &str, colon: usize) -> Option<&str> {
    let (margin, text) = line.split_at_checked(colon + 2)?;
    margin.bytes().all(|byte| byte == b' ').then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<(String, Option<String>)>> {
        let lines: Vec<&str> = text.lines().collect();
        let Some((records, _)) = records(&lines, 0) else { return Vec::new() };
        let pair = |p: &Property<'_>| (p.name.to_owned(), p.value().map(|value| value.trim().to_owned()));
        records.iter().map(|record| record.properties.iter().map(pair).collect()).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect()
    }

    #[test]
    fn records_end_at_a_blank_line_or_where_a_property_comes_again() {
        let expected =
            vec![pairs(&[("Name", "A : b"), ("Role", "")]), pairs(&[("Name", "C"), ("Role", "1")])];
        assert_eq!(read("Name : A : b\nRole :\n\nName : C\nRole : 1"), expected);
        assert_eq!(read("  Name : A : b\n  Role : \n  Name : C\n  Role : 1\n"), expected);
    }

    #[test]
    fn long_values_go_on_under_their_first_line() {
        let text =
            "Ipv6Addresses : {fde1::,\n                fde2::, \n                fde3::}\nName          : x";
        assert_eq!(read(text), [pairs(&[("Ipv6Addresses", "{fde1::, fde2::, fde3::}"), ("Name", "x")])]);
        let text = "Name  : long \n        name\nValue : 8674967e-\n        aef4";
        assert_eq!(read(text), [pairs(&[("Name", "long name"), ("Value", "8674967e-aef4")])]);
    }

    #[test]
    fn a_break_that_hides_whether_a_blank_was_there_leaves_the_value_unknown() {
        let read = read("Name  : a long\n        name\nValue : x");
        assert_eq!(read[0][0], ("Name".to_owned(), None));
    }

    #[test]
    fn prose_is_no_record() {
        assert!(read("Note : this is prose").is_empty());
        assert!(read("no colon").is_empty());
        assert!(read("a:b").is_empty());
    }
}
