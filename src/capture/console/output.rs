//! From printed rows and records to objects.

use super::OTHER_TEXT;
use super::cell::{self, Cell};
use super::list::Record;
use super::table::Table;
use crate::capture::found::Found;
use crate::capture::kind::Kind;
use crate::capture::property;
use crate::capture::raw::{Object, Raw, Section};

/// Why a value is not known that stands in the text.
const CUT: &str = "is cut by the console";

/// How many different things are said of what is not read; the rest is counted.
const MOST_SAID: usize = 50;

/// What the outputs of a text tell.
#[derive(Default)]
pub(in crate::capture) struct Outputs {
    found: Vec<Found<'static>>,
    /// What none of them tells.
    rest: Found<'static>,
    /// How many notes are left out.
    more: usize,
}

/// One object, before it is known to be one.
pub(in crate::capture) struct Row {
    /// Where it is, from 1.
    pub(in crate::capture) line: usize,
    pub(in crate::capture) object: Object<'static>,
    /// What is not known of it, though it was printed.
    pub(in crate::capture) lost: Vec<Lost>,
}

/// A value that was printed, but not whole.
pub(in crate::capture) struct Lost {
    pub(in crate::capture) property: &'static str,
    pub(in crate::capture) line: usize,
    pub(in crate::capture) why: &'static str,
}

impl Row {
    pub(in crate::capture) fn new(line: usize) -> Self {
        Self { line, object: Object::default(), lost: Vec::new() }
    }

    /// Adds a printed value; a property that nobody asks for is dropped.
    pub(in crate::capture) fn push(&mut self, name: &str, line: usize, value: impl FnOnce(&str) -> Cell) {
        let Some(property) = property::canonical(name) else { return };
        let why = match value(property) {
            Cell::Whole(value) => return self.object.push(property, value),
            Cell::Cut => CUT,
            Cell::TypeName => "is no more than the name of a type",
        };
        self.lost.push(Lost { property, line, why });
    }

    fn lost(&self, property: &str) -> bool {
        self.lost.iter().any(|lost| lost.property == property)
    }
}

impl Outputs {
    /// What was found, and what was not read, in the order of the text.
    pub(in crate::capture) fn into_found(mut self) -> Vec<Found<'static>> {
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

    fn stranger(&mut self, what: &str) {
        let is_known = self.rest.strangers.iter().any(|(known, _)| known == what);
        let is_said = is_known || self.rest.strangers.len() < MOST_SAID;
        self.rest.stranger(if is_said { what } else { "other object" });
    }

    pub(super) fn table(&mut self, kind: &Kind, table: &Table<'_>) {
        if *kind == Kind::Plain && !table.headers.iter().any(|header| property::canonical(header).is_some()) {
            return;
        }
        let cells = match table.cells() {
            Ok(cells) => cells,
            Err(line) => {
                let line_up = "expected every row to stand under its headers";
                return self.note(format!("line {line}: {line_up}, found one that does not"));
            }
        };
        let first = table.line + 2;
        let mut rows: Vec<Row> = Vec::with_capacity(cells.len());
        for (line, cells) in (first..).zip(cells) {
            let mut row = Row::new(line);
            for (header, text) in table.headers.iter().zip(cells) {
                row.push(header, line, |property| cell::of_table(property, text));
                // The cmdlets print these for every object, so this line goes on with the one before.
                let is_always_there = ["State", "Role", "Metric", "StateInfo"];
                if text.is_empty() && is_always_there.iter().any(|known| known.eq_ignore_ascii_case(header)) {
                    let expected = "expected a row in one line, found one wrapped over several";
                    return self.note(format!("line {line}: {expected}: the table is not read"));
                }
            }
            rows.push(row);
        }
        if *kind == Kind::Plain && is_name_and_state(&table.headers) {
            return self.name_and_state(table.line, rows);
        }
        self.rows(kind, rows, || format!("row of a table of {}", columns(&table.headers)));
    }

    pub(super) fn list(&mut self, kind: &Kind, records: &[Record<'_>]) {
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
        self.rows(kind, records.iter().map(row).collect(), || "record of no known properties".to_owned());
    }

    /// A table of older modules, which networks and nodes share: only networks are partitioned or unavailable.
    fn name_and_state(&mut self, line: usize, rows: Vec<Row>) {
        let is_of_network = |row: &Row| {
            let state = row.object.text("State").unwrap_or_default();
            ["Partitioned", "Unavailable"].iter().any(|known| known.eq_ignore_ascii_case(state))
        };
        if rows.iter().any(is_of_network) {
            return self.rows(&Kind::Section(Section::Networks), rows, String::new);
        }
        self.note(format!(
            "line {line}: a table of Name and State may be of networks or of nodes, and misses Role and Metric: \
             expected what 'Get-ClusterNetwork | Format-List *' prints"
        ));
    }

    /// Gives rows their sections; those of one section that follow one another are one output.
    pub(in crate::capture) fn rows(&mut self, kind: &Kind, rows: Vec<Row>, stranger: impl Fn() -> String) {
        let mut runs: Vec<(Section, Vec<Row>)> = Vec::new();
        for mut row in rows {
            let section = match section(kind, &row) {
                Ok(section) => section,
                Err(Some(what)) => {
                    self.stranger(&what);
                    continue;
                }
                Err(None) => {
                    self.stranger(&stranger());
                    continue;
                }
            };
            if section == Section::SharedVolumes && row.object.get("OwnerNode").is_none() {
                // What the table of `Get-ClusterSharedVolume` calls its owner.
                for (name, _) in row.object.fields.iter_mut().filter(|(name, _)| *name == "Node") {
                    *name = "OwnerNode";
                }
            }
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
            return self.note(format!(
                "line {}: expected the {missing} of every object of {}, {found}: none of this output is read",
                row.line,
                section.name()
            ));
        }
        let mut found = Found::default();
        let mut lost: Vec<(Lost, usize)> = Vec::new();
        for mut row in rows {
            if row.lost.iter().any(|lost| lost.property == "Ipv4Addresses" && lost.why == CUT) {
                // The address is no more than the first of those that were cut.
                row.object.fields.retain(|(name, _)| section != Section::Networks || *name != "AddressMask");
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
            found.notes.push(format!("line {line}: {property} {why}{more}: it counts as unknown"));
        }
        self.found.push(found);
    }
}

/// The section of a row; the error says what it is instead, where that is known.
fn section(kind: &Kind, row: &Row) -> Result<Section, Option<String>> {
    // A lost value still tells the shape.
    let mut shape = row.object.clone();
    row.lost.iter().for_each(|lost| shape.push(lost.property, Raw::Null));
    match kind {
        Kind::Plain => kind.section(&shape).map_err(|_| None),
        Kind::Section(_)
            if shape.get("Name").is_none() && shape.get("Id").is_none() && shape.get("Node").is_none() =>
        {
            Err(None)
        }
        _ => kind.section(&shape).map_err(|what| Some(what.to_owned())),
    }
}

/// What of a property is missing that tells one object from another, or its meaning.
fn missing(section: Section, object: &Object<'_>) -> Option<&'static str> {
    let has = |name: &str| object.text(name).is_some();
    let first_missing = |names: &[&'static str]| names.iter().copied().find(|name| !has(name));
    match section {
        Section::Networks if has("Id") => None,
        Section::Interfaces => first_missing(&["Node", "Network"]),
        Section::SharedVolumeStates if has("VolumeFriendlyName") => first_missing(&["Node"]),
        Section::SharedVolumeStates => first_missing(&["Node", "Name"]),
        // An empty value is a value, a cut one is none.
        Section::VmResourceTypeParameters if object.get("Value").is_none() => Some("Value"),
        Section::Nodes if has("NodeName") => None,
        Section::Hosts => None,
        _ => first_missing(&["Name"]),
    }
}

fn is_name_and_state(headers: &[&str]) -> bool {
    let has = |name: &str| headers.iter().any(|header| header.eq_ignore_ascii_case(name));
    headers.len() == 2 && has("Name") && has("State")
}

/// The headers of a table that is not read, the first few of them.
fn columns(headers: &[&str]) -> String {
    let mut names: Vec<String> =
        headers.iter().take(5).map(|header| header.chars().take(40).collect()).collect();
    if headers.len() > names.len() {
        names.push("...".to_owned());
    }
    names.join(", ")
}
