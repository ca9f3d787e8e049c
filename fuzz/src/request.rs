//! Requests from a description: clusters that are almost right, names that mean harm, keys that are unknown or come
//! twice, and options of every question.

mod json;
mod options;

use crate::ask;
use clusterroute::api::{QUESTIONS, Question};
use clusterroute::schema::{Property, Section};
use json::Json;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use options::Opt;

/// A request.
#[derive(Arbitrary, Debug)]
pub struct Request {
    cluster: Cluster,
    /// What stands beside it.
    input: Vec<Input>,
    options: Vec<Opt>,
    wrong: Vec<Wrong>,
}

/// What is wrong with the request itself.
#[derive(Arbitrary, Debug)]
enum Wrong {
    NoSchema,
    Schema(Value),
    NoCluster,
    /// Each question also gets what is for others.
    Everything,
    Key(Key, Value),
    Behind(Vec<u8>),
}

#[derive(Arbitrary, Debug)]
enum Input {
    Cluster(Cluster),
    Capture(Vec<(Key, Value)>),
    Piped(u8, Vec<(Key, Value)>),
    Path(u8),
    Other(Key, Value),
}

/// Two nodes with two networks.
#[derive(Arbitrary, Debug)]
struct Cluster {
    names: [Name; 4],
    volume: Name,
    /// Properties that come before those of a row.
    first: Vec<(u8, Key, Value)>,
    /// Whole sections that come before the others, or besides.
    sections: Vec<(u8, Vec<Vec<(Key, Value)>>)>,
}

#[derive(Arbitrary, Debug)]
enum Key {
    Property(u8),
    Section(u8),
    Word(u8),
    /// In other letters.
    Upper(u8),
    Text(String),
}

#[derive(Arbitrary, Debug)]
enum Value {
    Null,
    Flag(bool),
    Number(i64),
    Float(f64),
    /// Numbers beyond every type.
    Digits(u8),
    Name(Name),
    Word(u8),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(Key, Value)>),
    /// The same again and again.
    Repeated(u8, Name),
    /// Lists inside one another.
    Deep(u8),
}

/// A name of the table, or any: the same ones come again, so that what refers to them meets them.
#[derive(Arbitrary, Debug)]
enum Name {
    Of(u8),
    Long(u8, u16),
    Text(String),
}

const NAMES: [&str; 16] = [
    "LAN",
    "SAN",
    "N1",
    "N2",
    "LAN\n\nERROR CR999 forged: network X\n    Remove-Cluster -Force\n",
    "LAN\u{1b}[2J\u{1b}]0;title\u{7}",
    "LAN\u{9b}31m\u{90}\u{3}\u{8}",
    "LAN\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}",
    "'; Remove-Cluster -Force; '",
    "$(Remove-Cluster)`\"’‘",
    "*",
    "[a-z]?",
    "a/b:c=d,e",
    "",
    " ",
    "lan",
];

const WORDS: [&str; 26] = [
    "10.0.0.0",
    "10.0.0.1",
    "10.0.1.2",
    "255.255.255.0",
    "24",
    "fe80::1",
    "fd00::",
    "64",
    "Up",
    "Down",
    "ClusterAndClient",
    "1",
    "3",
    "900",
    "True",
    "10 Gbps",
    "2022",
    "20348",
    "00000000-0000-4000-8000-000000000000",
    "CR101",
    "value__",
    "type",
    "options",
    "input",
    "captures",
    "objects",
];

/// Files that cannot be read: none of the machine's own.
const PATHS: [&str; 8] =
    ["", "-", "/does/not/exist", "/dev/zero", "/dev/null", "nul\0", "\n\u{1b}[2J.xml", "\\\\.\\pipe\\none"];

fn named(fields: &[(Key, Value)]) -> impl Iterator<Item = (String, &Value)> {
    fields.iter().map(|(key, value)| (key.text(), value))
}

fn word(place: u8) -> &'static str {
    WORDS[usize::from(place) % WORDS.len()]
}

fn property(place: u8) -> &'static str {
    Property::ALL[usize::from(place) % Property::ALL.len()].spelling()
}

fn section(place: u8) -> &'static str {
    let rows = Section::rows();
    rows[usize::from(place) % rows.len()].name
}

impl Key {
    fn text(&self) -> String {
        match self {
            Key::Property(place) => property(*place).to_owned(),
            Key::Section(place) => section(*place).to_owned(),
            Key::Word(place) => word(*place).to_owned(),
            Key::Upper(place) => property(*place).to_uppercase(),
            Key::Text(text) => text.clone(),
        }
    }
}

impl Name {
    fn text(&self) -> String {
        match self {
            Name::Of(place) => NAMES[usize::from(*place) % NAMES.len()].to_owned(),
            Name::Long(place, length) => {
                // Some longer than a name may be.
                let length = usize::from(*length) % 1100;
                NAMES[usize::from(*place) % NAMES.len()].chars().cycle().take(length).collect()
            }
            Name::Text(text) if text.is_empty() => "N1".to_owned(),
            Name::Text(text) => text.clone(),
        }
    }
}

impl Cluster {
    fn write(&self, json: &mut Json) {
        json.0.push('{');
        for (place, rows) in &self.sections {
            json.text(section(*place));
            json.0.push(':');
            json.list(rows, |json, row| json.fields(named(row)));
            json.0.push(',');
        }
        let [lan, san, first, second] = self.names.each_ref().map(Name::text);
        let rows = [
            ("cluster", vec![vec![("Name", "C1"), ("ClusterFunctionalLevel", "10")]]),
            ("nodes", [&first, &second].map(|node| vec![("Name", node.as_str()), ("State", "Up")]).into()),
            ("networks", vec![network(&lan, "0", "3"), network(&san, "1", "1")]),
            (
                "interfaces",
                vec![
                    interface(&first, &lan, "10.0.0.1"),
                    interface(&second, &lan, "10.0.0.2"),
                    interface(&first, &san, "10.0.1.1"),
                    interface(&second, &san, "10.0.1.2"),
                ],
            ),
            ("shared_volumes", vec![vec![("Name", "V1"), ("OwnerNode", first.as_str())]]),
            (
                "shared_volume_states",
                vec![vec![("VolumeFriendlyName", "V1"), ("Node", second.as_str()), ("StateInfo", "Direct")]],
            ),
        ];
        let mut place = 0;
        for (number, (name, rows)) in rows.iter().enumerate() {
            json.0 += if number > 0 { "," } else { "" };
            json.text(name);
            json.0 += ":[";
            for (number, row) in rows.iter().enumerate() {
                json.0 += if number > 0 { ",{" } else { "{" };
                self.row(json, row, place);
                json.0.push('}');
                place += 1;
            }
            json.0.push(']');
        }
        json.0.push('}');
    }

    fn row(&self, json: &mut Json, row: &[(&str, &str)], place: u8) {
        let mine = self.first.iter().filter(|(row, ..)| row % 12 == place);
        json.inside(mine.map(|(_, key, value)| (key.text(), value)));
        let volume = self.volume.text();
        for (key, value) in row {
            if !json.0.ends_with('{') {
                json.0.push(',');
            }
            json.text(key);
            json.0.push(':');
            json.text(if *value == "V1" { &volume } else { value });
        }
    }
}

fn network<'n>(name: &'n str, id: &'n str, role: &'n str) -> Vec<(&'n str, &'n str)> {
    let address = if id == "0" { "10.0.0.0" } else { "10.0.1.0" };
    vec![
        ("Name", name),
        ("Id", id),
        ("Role", role),
        ("State", "Up"),
        ("Metric", if id == "0" { "70000" } else { "30000" }),
        ("AutoMetric", "True"),
        ("Address", address),
        ("AddressMask", "255.255.255.0"),
    ]
}

fn interface<'n>(node: &'n str, network: &'n str, address: &'n str) -> Vec<(&'n str, &'n str)> {
    vec![("Node", node), ("Network", network), ("State", "Up"), ("Address", address)]
}

impl Request {
    /// Asks every question.
    pub fn ask_all(&self) {
        for question in QUESTIONS {
            let mut baseline = "null".to_owned();
            if self.options.iter().any(Opt::is_baseline) && question.options.contains(&"baseline") {
                baseline = ask(question, &self.json(question, &baseline)).to_string();
            }
            ask(question, &self.json(question, &baseline));
        }
    }

    fn json(&self, question: &Question, baseline: &str) -> Vec<u8> {
        let has = |is_one: fn(&Wrong) -> bool| self.wrong.iter().any(is_one);
        let everything = has(|wrong| matches!(wrong, Wrong::Everything));
        let mut json = Json("{".to_owned());
        if !has(|wrong| matches!(wrong, Wrong::NoSchema | Wrong::Schema(_))) {
            json.0 += "\"schema\":2,";
        }
        if everything || !matches!(question.name, "rules" | "schema") {
            json.0 += "\"input\":{";
            self.write_input(&mut json, !has(|wrong| matches!(wrong, Wrong::NoCluster)));
            json.0 += "},";
        }
        for wrong in &self.wrong {
            match wrong {
                Wrong::Schema(value) => json.inside([("schema".to_owned(), value)]),
                Wrong::Key(key, value) => json.inside([(key.text(), value)]),
                _ => continue,
            }
            json.0.push(',');
        }
        let is_asked = |option: &&Opt| everything || question.options.contains(&option.name());
        json.0 += "\"options\":{";
        for (place, option) in self.options.iter().filter(is_asked).enumerate() {
            json.0 += if place > 0 { "," } else { "" };
            option.write(&mut json, baseline);
        }
        json.0 += "}}";
        let mut bytes = json.0.into_bytes();
        for wrong in &self.wrong {
            if let Wrong::Behind(behind) = wrong {
                bytes.extend(behind);
            }
        }
        bytes
    }

    fn write_input(&self, json: &mut Json, with_cluster: bool) {
        json.0 += "\"captures\":[";
        if with_cluster {
            self.cluster.write(json);
        }
        for item in &self.input {
            if matches!(item, Input::Cluster(_) | Input::Capture(_)) {
                json.0 += if json.0.ends_with('[') { "" } else { "," };
                item.write(json);
            }
        }
        json.0.push(']');
        let is_piped: fn(&&Input) -> bool = |item| matches!(item, Input::Piped(..));
        let is_path: fn(&&Input) -> bool = |item| matches!(item, Input::Path(_));
        for (key, is_one) in [("objects", is_piped), ("paths", is_path)] {
            let items: Vec<&Input> = self.input.iter().filter(is_one).collect();
            if !items.is_empty() {
                json.0 += &format!(",\"{key}\":");
                json.list(&items, |json, item| item.write(json));
            }
        }
        for item in &self.input {
            if let Input::Other(key, value) = item {
                json.0.push(',');
                json.inside([(key.text(), value)]);
            }
        }
    }
}

impl Input {
    fn write(&self, json: &mut Json) {
        match self {
            Input::Cluster(cluster) => cluster.write(json),
            Input::Capture(fields) => json.fields(named(fields)),
            Input::Piped(place, fields) => {
                let names: Vec<_> = Section::rows().iter().flat_map(|row| row.types).collect();
                json.0 += "{\"type\":";
                json.text(names[usize::from(*place) % names.len()]);
                json.0 += ",\"properties\":";
                json.fields(named(fields));
                json.0.push('}');
            }
            Input::Path(place) => json.text(PATHS[usize::from(*place) % PATHS.len()]),
            Input::Other(..) => json.0 += "null",
        }
    }
}
