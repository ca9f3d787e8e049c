//! From printed rows and records to objects.

use super::asked::Asked;
use super::cell::{self, Cell};
use super::clusterexe::Properties;
use super::columns::Columns;
use super::list::Record;
use super::other;
use super::pipes::Pipes;
use super::row::{CUT, Lost, Output, Remarks, Row};
use super::session;
use super::table::{Cells, Table};
use super::undashed::Undashed;
use crate::capture::budget::{Budget, Meter};
use crate::capture::found::{Found, HOST_NAMES, UNKNOWN_NODE};
use crate::capture::raw::{Object, Raw};
use crate::schema::{Identity, Property, Scope, Section};
use std::borrow::Cow;
use std::sync::Arc;

/// How many different things are said of what is not read; the rest is counted.
const MOST_SAID: usize = 10;

/// What the outputs of a text tell.
#[derive(Default)]
pub(in crate::capture::formats) struct Outputs {
    outputs: Vec<Output>,
    /// Tables of name and state, of which others tell whether they are of networks or of nodes.
    of_either: Vec<(usize, Vec<Row>, Asked)>,
    /// What none of them tells.
    rest: Found<'static>,
    /// How many notes are left out.
    more: usize,
    meter: Meter,
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
    pub(in crate::capture::formats) fn into_found(self) -> Vec<Found<'static>> {
        self.into_found_of("")
    }

    /// The same; of a text in which nothing was found it is said what it is.
    pub(super) fn into_found_of(mut self, text: &str) -> Vec<Found<'static>> {
        self.settle_either();
        let mut found = session::of(std::mem::take(&mut self.outputs), &mut self.rest);
        if self.more > 0 {
            self.rest.notes.push(format!("{} more outputs cannot be read", self.more));
        }
        if let (true, Some(events)) = (found.is_empty(), other::events(text)) {
            return vec![Found::nothing(events)];
        }
        if found.is_empty() && self.rest == Found::default() {
            return vec![Found::nothing(other::refusal(text))];
        }
        if found.is_empty() || self.rest != Found::default() {
            found.push(self.rest);
        }
        found
    }

    /// Counts what is none of what is read.
    pub(in crate::capture::formats) fn count_unread(&mut self, what: &str) {
        self.rest.count_unread(what);
    }

    pub(super) fn note(&mut self, note: String) {
        if self.rest.notes.len() < MOST_SAID {
            self.rest.notes.push(note);
        } else {
            self.more += 1;
        }
    }

    /// Takes a table, and gives the line after it, from 0.
    pub(super) fn table(&mut self, asked: &Asked, table: &Table<'_>) -> usize {
        let is_known = |title: &str| Property::find(title).is_some();
        if asked.kinds.is_empty() && !table.titles.iter().any(|title| is_known(title)) {
            return table.end;
        }
        let Cells { rows, end, remarks } = match table.cells() {
            Ok(cells) => cells,
            Err(note) => {
                self.note(note);
                return table.end;
            }
        };
        // The cmdlets print these for every object: without one, a line goes on with the one before.
        let is_always_there = |title: &str| {
            ["State", "Role", "Metric", "StateInfo"].iter().any(|known| known.eq_ignore_ascii_case(title))
        };
        let mut columns = table.titles.iter().copied().enumerate().collect::<Vec<_>>();
        columns.retain(|(_, title)| is_known(title) || is_always_there(title));
        let mut read: Vec<Row> = Vec::with_capacity(rows.len());
        for (line, cells) in rows {
            let mut row = Row::new(line);
            for (column, title) in &columns {
                // Where a row ends, the columns after it are empty.
                let text = cells.get(*column).copied().unwrap_or_default();
                row.push(title, line, |property| cell::of_table(property, text));
                if text.is_empty() && is_always_there(title) {
                    let expected = "expected a row in one line, found one wrapped over several";
                    self.note(format!("line {line}: {expected}: the table is not read"));
                    return end;
                }
            }
            if !self.has_room(&row) {
                break;
            }
            read.push(row);
        }
        let titles = &table.titles;
        self.output(asked, titles, read, remarks, || {
            format!("row of a table of {}", columns_in_words(titles))
        });
        end
    }

    /// Takes a table with bars, and gives the line after it, from 0.
    pub(super) fn pipes(&mut self, asked: &Asked, table: Pipes<'_>) -> usize {
        self.plain(asked, &table.titles, table.rows, Remarks::default());
        table.end
    }

    /// Takes a table without dashes, and gives the line after it, from 0.
    pub(super) fn undashed(&mut self, asked: &Asked, table: Undashed<'_>) -> usize {
        match table.rows {
            Ok(rows) => {
                let read_as = format!(
                    "line {}: a table without a line of dashes: each value was given to the only column that it can be of",
                    table.line
                );
                let remarks = Remarks { read_as: vec![read_as], ..Remarks::default() };
                self.plain(asked, &table.titles, rows, remarks);
            }
            Err(line) => self.note(format!(
                "line {line}: nothing tells where the columns of the table begin, and the row can be read in two ways: \
                 the table is not read"
            )),
        }
        table.end
    }

    fn plain(&mut self, asked: &Asked, titles: &[&str], rows: Vec<(usize, Vec<&str>)>, remarks: Remarks) {
        let mut read = Vec::with_capacity(rows.len());
        for (line, cells) in rows {
            let mut row = Row::new(line);
            for (title, text) in titles.iter().zip(&cells) {
                row.push(title, line, |property| cell::of_table(property, text));
            }
            if !self.has_room(&row) {
                break;
            }
            read.push(row);
        }
        self.output(asked, titles, read, remarks, || {
            format!("row of a table of {}", columns_in_words(titles))
        });
    }

    /// Takes the properties that `cluster.exe` prints, and gives the line after them, from 0.
    pub(super) fn properties(&mut self, asked: &Asked, properties: &Properties<'_>) -> usize {
        let Some(section) = properties.section() else {
            self.rest.count_unread("list of properties of cluster.exe that is not of networks or interfaces");
            return properties.end;
        };
        let mut rows = Vec::new();
        for (line, values) in &properties.objects {
            let mut row = Row::new(*line);
            for (line, name, value) in values {
                row.push(name, *line, |property| cell::of_list(property, value));
            }
            if !self.has_room(&row) {
                break;
            }
            rows.push(row);
        }
        self.run(section, rows, Remarks::default(), asked);
        properties.end
    }

    /// Takes the Windows build that the header of a transcript tells of its computer.
    pub(super) fn build_of(&mut self, asked: &Asked, line: usize, build: Option<u32>) {
        let Some(build) = build else { return };
        let mut row = Row::new(line);
        row.object.push(Property::BuildNumber, Raw::Int(i64::from(build)));
        if self.has_room(&row) {
            self.run(Section::OperatingSystem, vec![row], Remarks::default(), asked);
        }
    }

    pub(super) fn list(&mut self, asked: &Asked, records: &[Record<'_>]) {
        let row = |record: &Record<'_>| {
            let mut row = Row::new(record.line);
            for property in &record.properties {
                let value = property.value();
                row.push(property.name, property.line, |name| match &value {
                    Some(text) => cell::of_list(name, text),
                    None => Cell::Cut(String::new()),
                });
            }
            row
        };
        let mut runs: Vec<(Vec<&str>, Vec<Row>)> = Vec::new();
        for record in records {
            let row = row(record);
            if !self.has_room(&row) {
                break;
            }
            let titles = || record.properties.iter().map(|property| property.name);
            match runs.last_mut() {
                Some((known, rows)) if known.iter().copied().eq(titles()) => rows.push(row),
                _ => runs.push((titles().collect(), vec![row])),
            }
        }
        for (titles, rows) in runs {
            self.output(asked, &titles, rows, Remarks::default(), || {
                "record of no known properties".to_owned()
            });
        }
    }

    /// Gives rows their sections; those of one section that follow one another are one output.
    pub(in crate::capture::formats) fn output(
        &mut self,
        asked: &Asked,
        titles: &[&str],
        rows: Vec<Row>,
        remarks: Remarks,
        otherwise: impl Fn() -> String,
    ) {
        let columns = Columns::new(titles, &rows);
        let mut runs: Vec<(Section, Vec<Row>)> = Vec::new();
        let mut of_either: Vec<Row> = Vec::new();
        for row in rows {
            let section = match columns.section(asked, &row) {
                Ok(section) => section,
                Err(None) if columns.are_name_and_state() => {
                    of_either.push(row);
                    continue;
                }
                Err(what) => {
                    self.rest.count_unread(&what.unwrap_or_else(&otherwise));
                    continue;
                }
            };
            match runs.last_mut() {
                Some((known, run)) if *known == section => run.push(row),
                _ => runs.push((section, vec![row])),
            }
        }
        if let Some(first) = of_either.first() {
            self.of_either.push((first.line.saturating_sub(2), of_either, asked.clone()));
        }
        for (section, rows) in runs {
            self.run(section, rows, remarks.clone(), asked);
        }
    }

    /// The rows of one section, unless one of them does not say which object it is about.
    fn run(&mut self, section: Section, mut rows: Vec<Row>, remarks: Remarks, asked: &Asked) {
        let Remarks { mut read_as, mut notes } = remarks;
        let has_cut_names = section == Section::Networks && self.name_by_rests(&mut rows, &mut read_as);
        for row in &mut rows {
            if section == Section::VmResourceTypeParameters
                && let Some(rest) = row.take_rest(Property::Value)
            {
                row.object.push(Property::Value, Raw::Text(Cow::Owned(rest)));
                read_as.push(format!(
                    "line {}: the Value of {} {CUT}: what is left of it counts, and more may follow; \
                     '| Format-List' prints it whole",
                    row.line,
                    row.object.text(Property::Name).unwrap_or("a parameter")
                ));
            }
            name_host(section, row, asked);
        }
        for row in &rows {
            let Some(missing) = missing(section, &row.object) else { continue };
            let found = if row.lost(missing).is_some() { "found it cut" } else { "found none" };
            let missing = missing.spelling();
            return self.note(format!(
                "line {}: expected the {missing} of every object of {}, {found}: none of this output is read",
                row.line,
                section.name()
            ));
        }
        let line = rows.first().map_or(0, |row| row.line);
        let mut objects = Vec::with_capacity(rows.len());
        let mut lost: Vec<(Lost, usize)> = Vec::new();
        for mut row in rows {
            if row.lost.iter().any(|lost| lost.property == Property::Ipv4Addresses && lost.why == CUT) {
                // The address is no more than the first of those that were cut.
                row.object
                    .fields
                    .retain(|(name, _)| section != Section::Networks || *name != Property::AddressMask);
            }
            objects.push(row.object);
            for value in row.lost {
                match lost.iter_mut().find(|(first, _)| first.property == value.property) {
                    Some((_, more)) => *more += 1,
                    None => lost.push((value, 0)),
                }
            }
        }
        for (Lost { property, line, why, .. }, more) in lost {
            let more = if more == 0 { String::new() } else { format!(", and in {more} more objects") };
            let property = property.spelling();
            notes.push(format!("line {line}: {property} {why}{more}: it counts as unknown"));
        }
        if self.meter.bytes(size_of::<Output>() as u64).is_ok() {
            let asked = asked.clone();
            let remarks = Remarks { read_as, notes };
            self.outputs.push(Output { section, line, objects, remarks, asked, has_cut_names });
        }
    }

    /// Networks whose names the console has cut are called by what is left, with a number where two have the same left.
    fn name_by_rests(&self, rows: &mut [Row], read_as: &mut Vec<String>) -> bool {
        let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        let mut first = None;
        let is_known = |row: &Row| row.object.text(Property::Id).is_some();
        for row in rows.iter_mut().filter(|row| !is_known(row)) {
            let Some(rest) = row.take_rest(Property::Name) else { continue };
            first.get_or_insert(row.line);
            let count = seen.entry(rest.clone()).or_default();
            *count += 1;
            let name = if *count == 1 { rest } else { format!("{rest} ({count})") };
            row.object.push(Property::Name, Raw::Text(Cow::Owned(name)));
        }
        if let Some(line) = first {
            read_as.push(format!(
                "line {line}: names are cut by the console: the networks are called as they are printed, with a \
                 number where two are printed alike; '| Format-List Name, Role, Metric, State' prints them whole"
            ));
        }
        first.is_some()
    }

    /// Tables of name and state: only networks are partitioned or unavailable; what other outputs call a network or a
    /// node is one.
    fn settle_either(&mut self) {
        if self.of_either.is_empty() {
            return;
        }
        let (networks, nodes) = session::known_names(&self.outputs);
        for (line, rows, asked) in std::mem::take(&mut self.of_either) {
            let is_of_network = |row: &Row| {
                let state = row.object.text(Property::State).unwrap_or_default();
                ["Partitioned", "Unavailable"].iter().any(|known| known.eq_ignore_ascii_case(state))
            };
            let all_in = |names: &std::collections::HashSet<String>| {
                let name = |row: &Row| row.object.text(Property::Name).map(crate::names::folded);
                rows.iter().all(|row| name(row).is_some_and(|name| names.contains(&name)))
            };
            let section = match (all_in(&networks), all_in(&nodes)) {
                _ if rows.iter().any(is_of_network) => Section::Networks,
                (true, false) => Section::Networks,
                (false, true) => Section::Nodes,
                _ => {
                    self.note(format!(
                        "line {line}: a table of Name and State may be of networks or of nodes, and misses Role and \
                         Metric: expected what 'Get-ClusterNetwork | Format-List *' prints"
                    ));
                    continue;
                }
            };
            self.run(section, rows, Remarks::default(), &asked);
        }
        self.outputs.sort_by_key(|output| output.line);
    }
}

/// Gives an object of a host's list the computer that was asked, and properties the names that they have there.
fn name_host(section: Section, row: &mut Row, asked: &Asked) {
    if section == Section::SmbClientInterfaces && !row.object.has(Property::LinkSpeed) {
        // The console calls it `Speed`.
        let speed = row.object.fields.iter_mut().find(|(property, _)| *property == Property::Speed);
        if let Some((property, _)) = speed {
            *property = Property::LinkSpeed;
        }
    }
    if section.row().scope != Scope::Host || row.object.first_text(&HOST_NAMES).is_some() {
        return;
    }
    row.object.fields.retain(|(property, _)| !HOST_NAMES.contains(property));
    let own = section == Section::VmHost && row.object.has(Property::Name);
    // Addresses tell where an unknown computer is, and nothing else of it helps.
    let has_place =
        matches!(section, Section::SmbClientInterfaces | Section::SmbMultichannelCsv | Section::IpAddresses);
    let name = match &asked.computer {
        Some(computer) if !own => computer.as_str(),
        None if has_place => UNKNOWN_NODE,
        _ => return,
    };
    row.object.push(Property::Node, Raw::Text(Cow::Owned(name.to_owned())));
}

/// What of a property is missing that tells one object from another, or its meaning.
fn missing(section: Section, object: &Object<'_>) -> Option<Property> {
    let has = |properties: &[Property]| object.first_text(properties).is_some();
    // An empty value is a value, a cut one is none.
    if section == Section::VmResourceTypeParameters && !object.has(Property::Value) {
        return Some(Property::Value);
    }
    // There is one cluster, whether it says its name or not.
    if section == Section::Cluster {
        return None;
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

/// The headers of a table that is not read, the first few of them.
fn columns_in_words(headers: &[&str]) -> String {
    let mut names: Vec<String> =
        headers.iter().take(5).map(|header| header.chars().take(40).collect()).collect();
    if headers.len() > names.len() {
        names.push("...".to_owned());
    }
    names.join(", ")
}
