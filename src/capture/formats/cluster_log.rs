//! `cluster.log` as `Get-ClusterLog` writes it on each node, often several hundred MB, so it is read line by
//! line and only what is wanted is kept.
//!
//! What is known of the format, and how well:
//!
//! - From Windows Server 2016 the log begins with `[=== Cluster ===]` and sections of the cluster's objects,
//!   each a title, a line of property names that ends in a comma, and a line per object, all CSV. An older log
//!   has none of them. High: the log reader of Microsoft's support, `ClusterHiveReaderFromClusterLog` 1.3 of
//!   2020 in the history of <https://github.com/CSS-Windows/WindowsDiag>, and
//!   <https://blogs.msdn.microsoft.com/clustering/2015/05/14/windows-server-2016-failover-cluster-troubleshooting-enhancements-cluster-log/>.
//! - Property names of networks (`Name`, `Id`, `role`, `state`, `autoMetric`, `metric`, `PrefixList`, some with
//!   `address` in them), of network interfaces (`Name,Id,Description,NodeId,NetworkId,AdapterName,
//!   ClusnetEndpoint,AdapterId,Addresses,Address,InterfaceIndex,STATE,Ignore,DhcpEnabled,..`, one name twice in
//!   another case) and of nodes (`Name`, `Id`, `state`, `NodeNumber`): high, the same reader. Names with an
//!   underscore in front and `ObjectName`, `ObjectId` are those of resources and groups there, and are
//!   understood here too. How lists, states and flags are written is not published, so a value is taken when its
//!   meaning is beyond doubt and counts as unknown otherwise; `AdapterName`, `linkSpeed` and `ignore`, whose
//!   meaning or unit is not published either, are left alone.
//! - The lines of `[=== Cluster ===]` about the node: high, the same reader; about the clock: high, also
//!   <https://github.com/microsoft/agdiag>; about the build: medium, one reader of logs. Neither the cluster's
//!   name nor its functional level is known to be among them.
//! - A NetFT route with its elements, its ends as `address:~3343~`, and ` removed` behind a route that is gone;
//!   `Marking Route from .. to .. as down`: high, one published excerpt of 2014,
//!   <https://learn.microsoft.com/troubleshoot/windows-server/high-availability/iaas-sql-failover-cluster-network-thresholds>.
//!   How a route that is added is introduced is not published, so nothing is expected in front of it.
//! - UTF-8 or UTF-16: both are met (readers ask for either), as are zero bytes in logs that were passed on.

mod header;
pub(super) mod lines;
mod objects;
mod routes;
mod table;

use super::{Format, Head};
use crate::capture::budget::{Budget, Meter};
use crate::capture::content::{Content, Hashing};
use crate::capture::found::Found;
use crate::capture::raw::{Object, Raw};
use crate::capture::reading::{Reading, Rest, Source, unreadable};
use crate::error::Error;
use crate::schema::{Property, Section};
use header::Header;
use lines::{Line, Lines};
use objects::Doubts;
use routes::Routes;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use table::Table;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "cluster log",
    extensions: &["log", "txt"],
    recognises: |head: &Head<'_>| is_one(head.bytes),
    read: |source: Source<'_>, reading: &mut Reading<'_>| {
        let (found, content) =
            read_source(&source.name, source.path, &source.start, source.rest, &reading.budget)?;
        if found.is_empty() {
            return Ok(Some(found.why_nothing()));
        }
        reading.add(&source.name, &source.place, Some(content), found);
        Ok(None)
    },
};

/// Where in the log a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Cluster,
    Table(usize),
    Body,
}

/// The sections that are read, in the order of [`Log::tables`].
const TABLES: [(&str, Section); 3] =
    [("Nodes", Section::Nodes), ("Networks", Section::Networks), ("Network Interfaces", Section::Interfaces)];

/// Whether a file that starts with these bytes is a cluster log: its first line is the title of a section, or
/// a message with process, thread and time.
pub fn is_one(start: &[u8]) -> bool {
    let mut lines = Lines::new(start, std::io::empty(), "");
    while let Ok(Some(line)) = lines.next() {
        let text = line.text.trim_ascii_start();
        if !text.is_empty() {
            return title(text).is_some() || routes::split(text).is_some();
        }
    }
    false
}

/// What a log holds, and the hash of it.
pub(super) fn read_source(
    name: &str,
    path: &Path,
    start: &[u8],
    rest: Rest<'_>,
    budget: &Arc<Budget>,
) -> Result<(Found<'static>, Content), Error> {
    let rest: Box<dyn Read + '_> = match rest {
        Rest::File(file, _) => Box::new(file),
        Rest::Stream(stream) => Box::new(stream),
    };
    let mut rest = Hashing::after(start, rest);
    let found = read_within(start, &mut rest, name, budget)?;
    let content = rest.finish().map_err(|error| unreadable(path, &error))?;
    Ok((found, content))
}

/// Reads a log that begins with `start`; `name` is for errors.
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
    let mut log = Log {
        place: Place::Body,
        header: Header::default(),
        tables: TABLES.map(|(title, _)| Table::new(title)),
        routes: Routes::new(),
        notes: Vec::new(),
        meter: Meter::new(budget),
    };
    let mut lines = Lines::new(start, rest, name);
    while let Some(line) = lines.next()? {
        log.line(&line).map_err(|error| error.at(name))?;
    }
    log.finish().map_err(|error| error.at(name))
}

/// A log while it is read.
struct Log {
    place: Place,
    header: Header,
    tables: [Table; TABLES.len()],
    routes: Routes,
    notes: Vec<String>,
    meter: Meter,
}

impl Log {
    fn line(&mut self, line: &Line<'_>) -> Result<(), Error> {
        if let Some(title) = title(line.text) {
            self.title(title);
            return Ok(());
        }
        match self.place {
            Place::Body => self.routes.line(line.text),
            // Sections that were cut out of a log are followed by its body without a title.
            _ if routes::split(line.text).is_some() => {
                self.place = Place::Body;
                self.routes.line(line.text)
            }
            Place::Cluster => {
                self.header.line(&String::from_utf8_lossy(line.text));
                Ok(())
            }
            Place::Table(table) => self.tables[table].line(line, &self.meter),
        }
    }

    fn title(&mut self, title: &[u8]) {
        if let Place::Table(table) = self.place {
            self.tables[table].close();
        }
        self.place = match TABLES.iter().position(|(known, _)| known.as_bytes() == title) {
            Some(table) if self.tables[table].open() => Place::Table(table),
            Some(table) => {
                let title = self.tables[table].title;
                self.notes.push(format!("[=== {title} ===] is there again: only the first is read"));
                Place::Body
            }
            None if title == b"Cluster" => Place::Cluster,
            None => Place::Body,
        };
    }

    fn finish(self) -> Result<Found<'static>, Error> {
        let Self { header, tables: [nodes, networks, interfaces], routes, notes, meter, .. } = self;
        let mut found = Found { notes, ..Found::default() };
        let mut doubts = Doubts::new(&meter);
        let build = header.node.as_deref().zip(header.build);
        let sections = [
            (&nodes, objects::nodes(&nodes, build, &mut doubts)),
            (&networks, objects::networks(&networks, &mut doubts)),
            (&interfaces, objects::interfaces(&interfaces, &nodes, &networks, &mut doubts)),
        ];
        let mut missing = Vec::new();
        for ((_, section), (table, objects)) in TABLES.into_iter().zip(sections) {
            match objects {
                _ if table.is_missing() => missing.push(format!("[=== {} ===]", table.title)),
                Ok(objects) => put(&mut found, section, objects),
                Err(reason) => found.notes.push(reason),
            }
        }
        if !missing.is_empty() {
            let since = "Windows Server 2016 and later write them";
            found.notes.push(format!("the log has no {}: {since}", missing.join(", ")));
        }
        // Without the nodes the log still tells of the one that wrote it.
        if !found.opened.contains(&Section::Nodes)
            && let Some((node, build)) = build
        {
            let mut object = Object::default();
            object.push(Property::Name, Raw::Text(node.to_owned().into()));
            object.push(Property::BuildNumber, Raw::Int(build));
            found.objects.push((Section::Nodes, object));
        }
        let (routes, notes) = routes.finish(&header)?;
        if !routes.is_empty() {
            put(&mut found, Section::NetftRoutes, routes);
        }
        found.notes.extend(doubts.into_notes());
        found.notes.extend(notes);
        meter.settle()?;
        Ok(found)
    }
}

fn put(found: &mut Found<'static>, section: Section, objects: Vec<Object<'static>>) {
    found.opened.push(section);
    found.objects.extend(objects.into_iter().map(|object| (section, object)));
}

/// The words of `[=== Network Interfaces ===]`.
fn title(line: &[u8]) -> Option<&[u8]> {
    line.strip_prefix(b"[=== ")?.strip_suffix(b" ===]")
}
