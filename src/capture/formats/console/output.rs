//! From printed rows and records to objects.

use super::OTHER_TEXT;
use super::cell::{self, Cell};
use super::list::Record;
use super::table::Table;
use crate::capture::budget::{Budget, Meter};
use crate::capture::found::{Found, section_of};
use crate::capture::raw::{Object, Raw};
use crate::schema::{Identity, ObjectKind, Property, Section};
use std::sync::Arc;

/// Why a value is not known that stands in the text.
const CUT: &str = "is cut by the console";

/// How many different things are said of what is not read; the rest is counted.
const MOST_SAID: usize = 10;

/// What the outputs of a text tell.
#[derive(Default)]
pub(in crate::capture::formats) struct Outputs {
    found: Vec<Found<'static>>,
    /// What none of them tells.
    rest: Found<'static>,
    /// How many notes are left out.
    more: usize,
    meter: Meter,
}

/// One object, before it is known to be one.
pub(in crate::capture::formats) struct Row {
    /// Where it is, from 1.
    pub(in crate::capture::formats) line: usize,
    pub(in crate::capture::formats) object: Object<'static>,
    /// What is not known of it, though it was printed.
    pub(in crate::capture::formats) lost: Vec<Lost>,
}

/// A value that was printed, but not whole.
pub(in crate::capture::formats) struct Lost {
    pub(in crate::capture::formats) property: Property,
    pub(in crate::capture::formats) line: usize,
    pub(in crate::capture::formats) why: &'static str,
}

impl Row {
    pub(in crate::capture::formats) fn new(line: usize) -> Self {
        Self { line, object: Object::default(), lost: Vec::new() }
    }

    /// Adds a printed value; a property that nobody asks for is dropped.
    pub(in crate::capture::formats) fn push(
        &mut self,
        name: &str,
        line: usize,
        value: impl FnOnce(Property) -> Cell,
    ) {
        let Some(property) = Property::find(name) else { return };
        // Of two names that differ in case the first counts.
        if self.object.has(property) || self.lost(property) {
            return;
        }
        let why = match value(property) {
            Cell::Whole(value) => return self.object.push(property, value),
            Cell::Cut => CUT,
            Cell::TypeName => "is no more than the name of a type",
        };
        self.lost.push(Lost { property, line, why });
    }

    fn lost(&self, property: Property) -> bool {
        self.lost.iter().any(|lost| lost.property == property)
    }
}

impl Outputs {
    /// Nothing yet; what is kept is charged to the budget.
    pub(in crate::capture::formats) fn new(budget: &Arc<Budget>) -> Self {
        Self { meter: Meter::new(budget), ..Self::default() }
    }

    /// Whether a row may be kept: once the budget is spent, none is, and the call has no answer.
    pub(in crate::capture::formats) fn has_room(&self, row: &Row) -> bool {
        self.meter.object(&row.object).is_ok()
    }

    /// What was found, and what was not read, in the order of the text.
    pub(in crate::capture::formats) fn into_found(mut self) -> Vec<Found<'static>> {
        if self.more > 0 {
            self.rest.notes.push(format!("{} more outputs cannot be read", self.more));
        }
        if self.found.is_empty() && self.rest == Found::default() {
            return vec![Found::nothing(OTHER_TEXT)];
        }
        if self.found.is_empty() || self.rest != Found::default() {
            self.found.push(self.rest);
        }
        self.found
    }

    fn note(&mut self, note: String) {
        if self.rest.notes.len() < MOST_SAID {
            self.rest.notes.push(note);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn table(&mut self, kind: &ObjectKind, table: &Table<'_>) {
        if *kind == ObjectKind::Anything
            && !table.headers.iter().any(|header| Property::find(header).is_some())
        {
            return;
        }
        let cells = match table.cells() {
            Ok(cells) => cells,
            Err(line) => {
                let line_up = "expected every row to stand under its headers";
                return self.note(format!("line {line}: {line_up}, found one that does not"));
            }
        };
        let volumes = ObjectKind::Section(Section::SharedVolumes);
        let kind = if *kind == ObjectKind::Anything && is_of_volumes(table) { &volumes } else { kind };
        // The cmdlets print these for every object: without one, a line goes on with the one before.
        let is_always_there = |header: &&str| {
            ["State", "Role", "Metric", "StateInfo"].iter().any(|known| known.eq_ignore_ascii_case(header))
        };
        let is_known = |header: &&str| Property::find(header).is_some();
        let mut columns = table.headers.iter().copied().enumerate().collect::<Vec<_>>();
        columns.retain(|(_, header)| is_known(header) || is_always_there(header));
        let mut rows: Vec<Row> = Vec::with_capacity(cells.len());
        for (line, cells) in (table.line + 2..).zip(cells) {
            let mut row = Row::new(line);
            for (column, header) in &columns {
                // Where a row ends, the columns after it are empty.
                let text = cells.get(*column).copied().unwrap_or_default();
                row.push(header, line, |property| cell::of_table(property, text));
                if text.is_empty() && is_always_there(header) {
                    let expected = "expected a row in one line, found one wrapped over several";
                    return self.note(format!("line {line}: {expected}: the table is not read"));
                }
            }
            if !self.has_room(&row) {
                break;
            }
            rows.push(row);
        }
        if *kind == ObjectKind::Anything && is_name_and_state(&table.headers) {
            return self.name_and_state(table.line, rows);
        }
        self.rows(kind, rows, || format!("row of a table of {}", columns_in_words(&table.headers)));
    }

    pub(super) fn list(&mut self, kind: &ObjectKind, records: &[Record<'_>]) {
        let row = |record: &Record<'_>| {
            let mut row = Row::new(record.line);
            for property in &record.properties {
                let value = property.value();
                row.push(property.name, property.line, |name| match &value {
                    Some(text) => cell::of_list(name, text),
                    None => Cell::Cut,
                });
            }
            row
        };
        let rows = records.iter().map(row).take_while(|row| self.has_room(row)).collect();
        self.rows(kind, rows, || "record of no known properties".to_owned());
    }

    /// A table of older modules, which networks and nodes share: only networks are partitioned or unavailable.
    fn name_and_state(&mut self, line: usize, rows: Vec<Row>) {
        let is_of_network = |row: &Row| {
            let state = row.object.text(Property::State).unwrap_or_default();
            ["Partitioned", "Unavailable"].iter().any(|known| known.eq_ignore_ascii_case(state))
        };
        if rows.iter().any(is_of_network) {
            return self.rows(&ObjectKind::Section(Section::Networks), rows, String::new);
        }
        self.note(format!(
            "line {line}: a table of Name and State may be of networks or of nodes, and misses Role and Metric: \
             expected what 'Get-ClusterNetwork | Format-List *' prints"
        ));
    }

    /// Gives rows their sections; those of one section that follow one another are one output.
    pub(in crate::capture::formats) fn rows(
        &mut self,
        kind: &ObjectKind,
        rows: Vec<Row>,
        otherwise: impl Fn() -> String,
    ) {
        let mut runs: Vec<(Section, Vec<Row>)> = Vec::new();
        for row in rows {
            let section = match section(kind, &row) {
                Ok(section) => section,
                Err(Some(what)) => {
                    self.rest.count_unread(&what);
                    continue;
                }
                Err(None) => {
                    self.rest.count_unread(&otherwise());
                    continue;
                }
            };
            match runs.last_mut() {
                Some((known, run)) if *known == section => run.push(row),
                _ => runs.push((section, vec![row])),
            }
        }
        for (section, rows) in runs {
            self.run(section, rows);
        }
    }

    /// The rows of one section, unless one of them does not say which object it is about.
    fn run(&mut self, section: Section, rows: Vec<Row>) {
        for row in &rows {
            let Some(missing) = missing(section, &row.object) else { continue };
            let found = if row.lost(missing) { "found it cut" } else { "found none" };
            let missing = missing.spelling();
            return self.note(format!(
                "line {}: expected the {missing} of every object of {}, {found}: none of this output is read",
                row.line,
                section.name()
            ));
        }
        let mut found = Found::default();
        let mut lost: Vec<(Lost, usize)> = Vec::new();
        for mut row in rows {
            if row.lost.iter().any(|lost| lost.property == Property::Ipv4Addresses && lost.why == CUT) {
                // The address is no more than the first of those that were cut.
                row.object
                    .fields
                    .retain(|(name, _)| section != Section::Networks || *name != Property::AddressMask);
            }
            found.objects.push((section, row.object));
            for value in row.lost {
                match lost.iter_mut().find(|(first, _)| first.property == value.property) {
                    Some((_, more)) => *more += 1,
                    None => lost.push((value, 0)),
                }
            }
        }
        for (Lost { property, line, why }, more) in lost {
            let more = if more == 0 { String::new() } else { format!(", and in {more} more objects") };
            let property = property.spelling();
            found.notes.push(format!("line {line}: {property} {why}{more}: it counts as unknown"));
        }
        if self.meter.bytes(size_of_val(&found) as u64).is_ok() {
            self.found.push(found);
        }
    }
}

/// The section of a row; the error says what it is instead, where that is known.
fn section(kind: &ObjectKind, row: &Row) -> Result<Section, Option<String>> {
    // A lost value still tells the section.
    let mut whole = row.object.clone();
    row.lost.iter().for_each(|lost| whole.push(lost.property, Raw::Null));
    let has_a_name = [Property::Name, Property::Id, Property::Node].iter().any(|name| whole.has(*name));
    match kind {
        ObjectKind::Anything => section_of(kind, &whole).map_err(|_| None),
        ObjectKind::Section(_) if !has_a_name => Err(None),
        _ => section_of(kind, &whole).map_err(|what| Some(what.to_owned())),
    }
}

/// What of a property is missing that tells one object from another, or its meaning.
fn missing(section: Section, object: &Object<'_>) -> Option<Property> {
    let has = |properties: &[Property]| object.first_text(properties).is_some();
    // An empty value is a value, a cut one is none.
    if section == Section::VmResourceTypeParameters && !object.has(Property::Value) {
        return Some(Property::Value);
    }
    let parts = match section.row().identity {
        Identity::IdOrName(_) if has(&[Property::Id]) => Vec::new(),
        Identity::IdOrName(names) | Identity::Name(names) => vec![names],
        Identity::Pair(first, second) => vec![second, first],
        Identity::IdPairOrName(first, second, _) => vec![first, second],
        Identity::Nothing => Vec::new(),
    };
    let missing = parts.into_iter().find(|names| !has(names))?;
    let plain = missing.iter().find(|name| matches!(name, Property::Name | Property::Node));
    plain.or(missing.first()).copied()
}

fn is_name_and_state(headers: &[&str]) -> bool {
    let has = |name: &str| headers.iter().any(|header| header.eq_ignore_ascii_case(name));
    headers.len() == 2 && has("Name") && has("State")
}

/// The headers of a table that is not read, the first few of them.
fn columns_in_words(headers: &[&str]) -> String {
    let mut names: Vec<String> =
        headers.iter().take(5).map(|header| header.chars().take(40).collect()).collect();
    if headers.len() > names.len() {
        names.push("...".to_owned());
    }
    names.join(", ")
}

/// Whether a table has the columns, in their order, that no command but `Get-ClusterSharedVolume` prints by itself.
fn is_of_volumes(table: &Table<'_>) -> bool {
    let columns = ["Name", "State", "Node"];
    table.headers.len() == columns.len()
        && columns.iter().zip(&table.headers).all(|(known, header)| known.eq_ignore_ascii_case(header))
}
