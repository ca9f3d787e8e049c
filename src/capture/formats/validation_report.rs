//! Validation reports of Test-Cluster: the networks with their roles, prefixes and interfaces, and per node the
//! adapters with RDMA, RSS and speed, from which the automatic metric follows.
//!
//! Tests are told apart by what their tables are headed with, not by their names, which differ between
//! versions of Windows. Windows writes reports in its display language; English ones are read.
//! <https://learn.microsoft.com/powershell/module/failoverclusters/test-cluster>

mod html;
mod mhtml;
mod sections;
mod tables;

use super::{Format, Head};
use crate::capture::budget::{Budget, Meter};
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::Found;
use crate::capture::reading::{Reading, Source};
use crate::error::{Code, Error};
use crate::names::folded;
use html::{Block, Page};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use tables::Tables;

/// The row of this format: a page, or a page saved as one file of MIME.
pub static FORMAT: Format = Format {
    name: "validation report",
    extensions: &["htm", "html", "mht", "mhtml", "txt"],
    recognises: |head: &Head<'_>| html::recognise(head.text) || mhtml::recognise(head.text),
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| {
        let bytes = source.bytes()?;
        let found = match mhtml::page(&bytes, &source.name)? {
            Some(page) => read_within(&page, &source.name, &reading.budget)?,
            None => read_within(&decode(&bytes, &source.name)?, &source.name, &reading.budget)?,
        };
        Ok(reading.add_all(&source, Some(Content::of(&bytes)), found))
    },
};

/// The text of a page; one that is neither UTF-8 nor UTF-16 says in its head what it is.
fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, Error> {
    encoding::decode(bytes, name).or_else(|error| match mhtml::declared_charset(bytes) {
        Some(charset) => mhtml::in_charset(bytes, Some(charset), name).map(Cow::Owned),
        None => Err(error),
    })
}

/// The test that tells the networks.
const NETWORKS_TEST: &str = "Validate Cluster Network Configuration";
/// The test that tells RDMA, RSS and speed of the adapters, since Windows Server 2016.
const ADAPTERS_TEST: &str = "List Network Metric Order";
/// The title of an English report.
const TITLE: &str = "Failover Cluster Validation Report";

/// Reads a page: a report, or tables; what is neither says why.
pub fn read(text: &str, name: &str) -> Result<Vec<Found<'static>>, Error> {
    read_within(text, name, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn read_within(text: &str, name: &str, budget: &Arc<Budget>) -> Result<Vec<Found<'static>>, Error> {
    let meter = Meter::new(budget);
    let mut report = Report::default();
    let mut tables = Tables::new(budget);
    let page = html::read(text, name, &meter, &mut |block| {
        if let Block::Table(rows) = &block {
            tables.see(rows);
        }
        report.see(block);
    })?;
    if !report.is_report() {
        let found = tables.into_found().filter(|found| found.iter().any(|found| !found.is_empty()));
        return Ok(found.unwrap_or_else(|| vec![Found::nothing(report.why_none(&page))]));
    }
    if !page.complete {
        let after = report.tests.last().map_or("at its start".to_owned(), |test| format!("in '{test}'"));
        let message = format!("expected a whole validation report, found one that ends {after}");
        return Err(Error::new(Code::UnreadableFile, message).at(name));
    }
    if report.networks.is_empty() && report.nodes.values().all(|node| node.adapters.is_empty()) {
        return Ok(vec![Found::nothing(report.why_nothing(&page))]);
    }
    let found = report.into_found(&meter);
    meter.settle().map_err(|spent| Error::from(spent).at(name))?;
    Ok(vec![found])
}

/// What has been read so far, and where the page is.
#[derive(Default)]
struct Report {
    title: Option<String>,
    /// The headings of the tests, the categories among them.
    tests: Vec<Rc<str>>,
    /// The node that the tables below its name are about.
    node: Option<String>,
    /// The network that is announced; it exists once its role or its prefixes follow.
    announced: Option<Rc<str>>,
    networks: Vec<Network>,
    /// Of interfaces that come before any network.
    strays: Vec<Interface>,
    /// By the first part of their names, in lower case.
    nodes: BTreeMap<String, Node>,
    /// Whether the page names nodes that were validated, which no other page does.
    names_nodes: bool,
}

/// One network of one test.
struct Network {
    /// The heading it stands under.
    test: Option<Rc<str>>,
    name: Rc<str>,
    role: Option<String>,
    /// Address and length.
    prefixes: Vec<(String, String)>,
    interfaces: Vec<Interface>,
}

#[derive(Default)]
struct Interface {
    /// `node.domain - connection`.
    name: String,
    dhcp: Option<String>,
    addresses: Vec<(String, String)>,
}

#[derive(Default)]
struct Node {
    /// Without the domain, as the cluster names it.
    name: String,
    build: Option<String>,
    adapters: Vec<Adapter>,
    addresses: Vec<Address>,
    /// What the report says of a node that was not validated.
    status: Option<String>,
}

/// A row of the table of adapters; a column that a version lacks is `None`.
struct Adapter {
    connection: String,
    description: Option<String>,
    rdma: Option<String>,
    rss: Option<String>,
    speed: Option<String>,
}

struct Address {
    connection: Rc<str>,
    ip: String,
    prefix_length: String,
}

impl Report {
    fn see(&mut self, block: Block) {
        match block {
            Block::Title(title) => self.title = Some(title),
            Block::Heading(1 | 2, test) => {
                self.tests.push(test.into());
                self.node = None;
                self.announced = None;
            }
            Block::Heading(_, node) => self.node = Some(node),
            Block::Line(line) => self.line(&line),
            Block::Table(rows) => self.table(&rows),
        }
    }

    fn line(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("Network:") {
            self.announced = Some(name.trim().into()).filter(|name: &Rc<str>| !name.is_empty());
        } else if let Some(role) = line.strip_prefix("Network Role:")
            && let Some(network) = self.network()
        {
            network.role = Some(role.trim().to_owned());
        }
    }

    /// The network that is being told of.
    fn network(&mut self) -> Option<&mut Network> {
        let name = self.announced.as_ref()?;
        let test = self.tests.last();
        let is_it = |network: &Network| network.name == *name && network.test.as_ref() == test;
        if !self.networks.last().is_some_and(is_it) {
            let (test, name) = (test.cloned(), Rc::clone(name));
            self.networks.push(Network {
                test,
                name,
                role: None,
                prefixes: Vec::new(),
                interfaces: Vec::new(),
            });
        }
        self.networks.last_mut()
    }

    fn table(&mut self, rows: &[Vec<String>]) {
        let Some((head, rows)) = rows.split_first() else { return };
        let column = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let prefixes = (column("Prefix"), column("Prefix Length"));
        if let (Some(connection), Some(_)) = (column("Network Connection"), column("Speed")) {
            self.adapters(connection, head, rows);
        } else if head.first().is_some_and(|cell| cell == "Node:") {
            self.header(head, rows);
        } else if let (Some(node), Some(version)) = (column("Node"), column("Version"))
            && column("Operating System").is_some()
        {
            self.versions(node, version, rows);
        } else if prefixes == (Some(0), Some(1))
            && let Some(network) = self.network()
        {
            let pairs = rows.iter().filter_map(|row| pair(row));
            network.prefixes = pairs.map(|(prefix, length)| (prefix.to_owned(), length.to_owned())).collect();
        } else if column("Item") == Some(0) && head.len() == 2 {
            self.items(rows);
        }
    }

    /// The table at the top: which nodes were validated, and when.
    fn header(&mut self, head: &[String], rows: &[Vec<String>]) {
        self.names_nodes = true;
        for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            let [label, node, status @ ..] = row else { continue };
            if label != "Node:" || node.is_empty() {
                continue;
            }
            let status = status.first().filter(|status| !status.is_empty() && *status != "Validated");
            let status = status.cloned();
            self.node_mut(node).status = status;
        }
    }

    fn adapters(&mut self, connection: usize, head: &[String], rows: &[Vec<String>]) {
        let Some(name) = self.node.clone() else { return };
        let column = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let [adapter, rdma, rss, speed] = ["Adapter", "RDMA Capable", "RSS Capable", "Speed"].map(column);
        let node = self.node_mut(&name);
        for row in rows {
            let cell = |column: Option<usize>| row.get(column?).filter(|cell| !cell.is_empty()).cloned();
            let Some(connection) = cell(Some(connection)) else { continue };
            node.adapters.push(Adapter {
                connection,
                description: cell(adapter),
                rdma: cell(rdma),
                rss: cell(rss),
                speed: cell(speed),
            });
        }
    }

    /// The third part of a version such as `10.0.20348` is the build.
    fn versions(&mut self, node: usize, version: usize, rows: &[Vec<String>]) {
        for row in rows {
            let (Some(node), Some(version)) = (row.get(node), row.get(version)) else { continue };
            if let Some(build) = version.split('.').nth(2)
                && !node.is_empty()
            {
                self.node_mut(node).build.get_or_insert_with(|| build.to_owned());
            }
        }
    }

    /// Items and their values, of a network interface, of an adapter or of an operating system.
    fn items(&mut self, rows: &[Vec<String>]) {
        let items: Vec<(&str, &str)> = rows.iter().filter_map(|row| pair(row)).collect();
        let value = |name: &str| {
            let found = items.iter().find(|(item, _)| item.eq_ignore_ascii_case(name));
            found.map(|(_, value)| *value).filter(|value| !value.is_empty())
        };
        if let Some(name) = value("Network Interface") {
            let interface = Interface {
                name: name.to_owned(),
                dhcp: value("DHCP Enabled").map(str::to_owned),
                addresses: addresses(&items),
            };
            match self.network() {
                Some(network) => network.interfaces.push(interface),
                None => self.strays.push(interface),
            }
        } else if let (Some(connection), Some(node)) = (value("Adapter Name"), self.node.clone()) {
            let connection: Rc<str> = connection.into();
            let addresses = addresses(&items).into_iter().map(|(ip, prefix_length)| Address {
                connection: Rc::clone(&connection),
                ip,
                prefix_length,
            });
            self.node_mut(&node).addresses.extend(addresses);
        } else if let (Some(build), Some(_), Some(node)) =
            // A BIOS has a build number too.
            (value("Build Number"), value("System Directory"), self.node.clone())
        {
            let build = build.to_owned();
            self.node_mut(&node).build = Some(build);
        }
    }

    fn node_mut(&mut self, name: &str) -> &mut Node {
        let short = without_domain(name);
        let node = self.nodes.entry(folded(short)).or_default();
        if node.name.is_empty() {
            short.clone_into(&mut node.name);
        }
        node
    }

    fn is_report(&self) -> bool {
        self.title.as_deref() == Some(TITLE) || self.names_nodes || !self.networks.is_empty()
    }

    /// Why a page is none of the reports that are read.
    fn why_none(&self, page: &Page) -> String {
        let title = self.title.as_deref().map_or("without a title".to_owned(), |title| {
            format!("with the title {:?}", title.chars().take(80).collect::<String>())
        });
        let language = match page.language.as_deref() {
            Some(language) if !language.to_ascii_lowercase().starts_with("en") => {
                format!(" in the language {:?}", language.chars().take(20).collect::<String>())
            }
            _ => String::new(),
        };
        format!(
            "expected an English validation report of Test-Cluster, or tables of networks, found a page \
             {title}{language}"
        )
    }

    /// Why a report tells nothing.
    fn why_nothing(&self, page: &Page) -> String {
        const SHOWN: usize = 5;
        let tests: Vec<&str> = self.tests.iter().map(|test| &**test).filter(|test| is_test(test)).collect();
        let mut found = match tests.len() {
            0 => "no test".to_owned(),
            1..=SHOWN => format!("only {}", tests.join(", ")),
            more => format!("only {} and {} other tests", tests[..SHOWN].join(", "), more - SHOWN),
        };
        if let Some(language) = page.language.as_deref().filter(|l| !l.to_ascii_lowercase().starts_with("en"))
        {
            found += &format!(" in the language {:?}", language.chars().take(20).collect::<String>());
        }
        format!(
            "expected the tests '{NETWORKS_TEST}' and '{ADAPTERS_TEST}' in the validation report, found {found}"
        )
    }
}

/// The summary of a report repeats the categories as headings.
fn is_test(heading: &str) -> bool {
    ["List ", "Validate ", "Validiate ", "Verify "].iter().any(|verb| heading.starts_with(verb))
}

fn pair(row: &[String]) -> Option<(&str, &str)> {
    match row {
        [item, value, ..] => Some((item, value)),
        _ => None,
    }
}

/// Every address with the prefix length that follows it.
fn addresses(items: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut addresses: Vec<(String, String)> = Vec::new();
    for (item, value) in items {
        if item.eq_ignore_ascii_case("IP Address") && !value.is_empty() {
            addresses.push(((*value).to_owned(), String::new()));
        } else if item.eq_ignore_ascii_case("Prefix Length")
            && let Some((_, length)) = addresses.last_mut()
        {
            (*value).clone_into(length);
        }
    }
    addresses
}

/// Clusters name their nodes without the domain; a node's own name has no dots.
fn without_domain(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
