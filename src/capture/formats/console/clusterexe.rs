//! `cluster network /prop` of Windows Server 2008 R2: a line for each property of each object.

use super::table::Table;
use crate::schema::Section;

/// A line, a name and a value.
type Value<'t> = (usize, &'t str, &'t str);

/// The properties of some objects.
pub(super) struct Properties<'t> {
    /// What the objects are, as the title of their column says.
    of: &'t str,
    /// Of each object its first line, and of each property its line, from 1, its name and its value.
    pub(super) objects: Vec<(usize, Vec<Value<'t>>)>,
    /// The line after the last one, from 0.
    pub(super) end: usize,
}

impl<'t> Properties<'t> {
    /// The properties of a table with the columns `T`, what it is of, `Name` and `Value`; of the cluster itself there
    /// is no second column.
    pub(super) fn of(table: &Table<'t>) -> Option<Self> {
        let of = match table.titles.as_slice() {
            ["T", of, "Name", "Value"] => *of,
            _ => return None,
        };
        let cells = table.cells().ok()?;
        let mut objects: Vec<(&str, usize, Vec<Value<'_>>)> = Vec::new();
        for (line, row) in cells.rows {
            let cell = |column: usize| row.get(column).copied().unwrap_or_default();
            let (object, name, value) = (cell(1), cell(2), number(cell(3)));
            match objects.last_mut() {
                Some((known, _, properties)) if *known == object => properties.push((line, name, value)),
                _ => objects.push((object, line, vec![(line, name, value)])),
            }
        }
        let named = objects.into_iter().map(|(object, line, mut properties)| {
            if !properties.iter().any(|(_, name, _)| name.eq_ignore_ascii_case("Name")) {
                properties.push((line, "Name", object));
            }
            (line, properties)
        });
        Some(Self { of, objects: named.collect(), end: cells.end })
    }

    /// The section that the objects are of.
    pub(super) fn section(&self) -> Option<Section> {
        match self.of.to_ascii_lowercase().as_str() {
            "network" => Some(Section::Networks),
            "network interface" | "interface" => Some(Section::Interfaces),
            _ => None,
        }
    }
}

/// `10000 (0x2710)` is 10000.
fn number(value: &str) -> &str {
    match value.split_once(" (0x") {
        Some((number, rest)) if rest.ends_with(')') && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            number
        }
        _ => value,
    }
}
