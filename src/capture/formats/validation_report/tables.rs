//! The tables of a page that is no report: of `ConvertTo-Html`, and what wikis make of a table.

use crate::capture::budget::Budget;
use crate::capture::formats::console::{Asked, Outputs, Remarks, Row, of_table};
use crate::capture::found::Found;
use crate::schema::{ObjectKind, Property};
use std::sync::Arc;

/// The objects of the tables that have known titles; the others are named.
pub(super) struct Tables {
    outputs: Outputs,
    /// How many tables there were.
    count: usize,
}

impl Tables {
    pub(super) fn new(budget: &Arc<Budget>) -> Self {
        Self { outputs: Outputs::new(budget), count: 0 }
    }

    pub(super) fn see(&mut self, rows: &[Vec<String>]) {
        self.count += 1;
        let is_known = |cell: &&String| Property::find(cell).is_some();
        let Some((titles, rest)) = rows.split_first() else { return };
        if titles.iter().filter(is_known).count() > 1 {
            let cells = rest.iter().map(|row| titles.iter().zip(row).collect::<Vec<_>>());
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            self.take(&titles, cells.filter(|cells| !cells.is_empty()));
            return;
        }
        // `-As List`: a property a row, and another object where one comes again.
        let property = |row: &'_ Vec<String>| match row.as_slice() {
            [name, _] => name.strip_suffix(':').and_then(Property::find),
            _ => None,
        };
        if rows.iter().filter(|row| property(row).is_some()).count() < 2 {
            let shown: Vec<&str> = titles.iter().take(5).map(String::as_str).collect();
            self.outputs.count_unread(&format!("table of {}", shown.join(", ")));
            return;
        }
        let mut objects: Vec<Vec<(&String, &String)>> = Vec::new();
        for row in rows {
            let [name, value] = row.as_slice() else { continue };
            let last = objects.last_mut().filter(|last| !last.iter().any(|(known, _)| *known == name));
            match last {
                Some(last) => last.push((name, value)),
                None => objects.push(vec![(name, value)]),
            }
        }
        for object in objects {
            let titles: Vec<&str> = object.iter().map(|(name, _)| name.trim_end_matches(':')).collect();
            self.take(&titles, std::iter::once(object.clone()));
        }
    }

    fn take<'c>(&mut self, titles: &[&str], objects: impl Iterator<Item = Vec<(&'c String, &'c String)>>) {
        let mut rows = Vec::new();
        for (at, cells) in objects.enumerate() {
            let mut row = Row::new(at + 1);
            for (name, text) in cells {
                row.push(name.trim_end_matches(':'), at + 1, |property| of_table(property, text));
            }
            if !self.outputs.has_room(&row) {
                return;
            }
            rows.push(row);
        }
        let what = || format!("row of a table of {}", titles.join(", "));
        self.outputs.output(&Asked::of(ObjectKind::Anything), titles, rows, Remarks::default(), what);
    }

    /// What was found; `None` where no table could hold an object.
    pub(super) fn into_found(self) -> Option<Vec<Found<'static>>> {
        (self.count > 0).then(|| self.outputs.into_found())
    }
}
