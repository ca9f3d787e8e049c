//! A registry export (`.reg`) of `HKEY_LOCAL_MACHINE\Cluster`, as `regedit`, `reg export` and support collectors write
//! it: networks, their interfaces, nodes, the cluster, and the lists of live migration.
//!
//! <https://learn.microsoft.com/troubleshoot/windows-server/performance/windows-registry-advanced-users>

use super::{Format, Head};
use crate::capture::budget::{Budget, Meter};
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::Found;
use crate::capture::raw::{Object, Raw};
use crate::capture::reading::{Reading, Source};
use crate::error::Error;
use crate::schema::{Property, Section};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "registry export",
    extensions: &["reg", "txt"],
    recognises: |head: &Head<'_>| HEADS.iter().any(|start| head.text.starts_with(start)),
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| {
        let bytes = source.bytes()?;
        let text = encoding::decode(&bytes, &source.name)?;
        let found = read_within(&text, &source.name, &reading.budget)?;
        Ok(reading.add_all(&source, Some(Content::of(&bytes)), vec![found]))
    },
};

/// How an export starts.
const HEADS: [&str; 2] = ["Windows Registry Editor Version 5.00", "REGEDIT4"];

/// What is said of an export of other keys.
const NOTHING: &str = "expected keys of HKEY_LOCAL_MACHINE\\Cluster, found a registry export of others: \
                       'reg export HKLM\\Cluster cluster.reg' on a node brings them";

/// The objects of an export; `name` is for errors.
pub fn read(text: &str, name: &str) -> Result<Found<'static>, Error> {
    read_within(text, name, &Arc::default())
}

/// The same, charging the budget of a call.
pub fn read_within(text: &str, name: &str, budget: &Arc<Budget>) -> Result<Found<'static>, Error> {
    let meter = Meter::new(budget);
    let mut export = Export::default();
    let mut key = Key::Other;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if let Some(path) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            key = Key::of(path);
            export.open(&key);
        } else if let Some((value, data)) = value(line)
            && !matches!(key, Key::Other)
        {
            let mut data = data.to_owned();
            while data.ends_with('\\') {
                let Some(more) = lines.next() else { break };
                data.pop();
                data.push_str(more.trim());
            }
            export.take(&key, &value, &data);
            let spent = meter.value(value.len() + data.len());
            spent.map_err(|spent| Error::from(spent).at(name))?;
        }
    }
    let found = export.into_found();
    meter.settle().map_err(|spent| Error::from(spent).at(name))?;
    Ok(if found.is_empty() { Found::nothing(NOTHING) } else { found })
}

/// A key, as far as it is read.
enum Key {
    Cluster,
    Network(String),
    Interface(String),
    Node(String),
    VirtualMachine,
    Other,
}

impl Key {
    /// `HKEY_LOCAL_MACHINE\Cluster\Networks\<id>`; a hive that was loaded to look at it has another root.
    fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('\\').collect();
        let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
        let Some(root) = parts.iter().position(|part| is(part, "Cluster") || is(part, "0.Cluster")) else {
            return Self::Other;
        };
        match &parts[root + 1..] {
            [] => Self::Cluster,
            [list, id] if is(list, "Networks") => Self::Network((*id).to_owned()),
            [list, id] if is(list, "NetworkInterfaces") => Self::Interface((*id).to_owned()),
            [list, id] if is(list, "Nodes") => Self::Node((*id).to_owned()),
            [types, name, last]
                if is(types, "ResourceTypes") && is(name, "Virtual Machine") && is(last, "Parameters") =>
            {
                Self::VirtualMachine
            }
            _ => Self::Other,
        }
    }
}

/// What an export tells so far.
#[derive(Default)]
struct Export {
    objects: Vec<(Section, Object<'static>)>,
    /// The names of nodes by the numbers that interfaces have.
    nodes: HashMap<String, String>,
}

impl Export {
    fn open(&mut self, key: &Key) {
        let (section, id) = match key {
            Key::Network(id) => (Section::Networks, Some(id)),
            Key::Interface(id) => (Section::Interfaces, Some(id)),
            Key::Node(_) => (Section::Nodes, None),
            Key::Cluster => (Section::Cluster, None),
            Key::VirtualMachine | Key::Other => return,
        };
        let mut object = Object::default();
        object.fields.extend(id.map(|id| (Property::Id, text(id.clone()))));
        self.objects.push((section, object));
    }

    fn take(&mut self, key: &Key, name: &str, data: &str) {
        let Some(data) = data_of(data) else { return };
        if matches!(key, Key::VirtualMachine) {
            let list = ["MigrationNetworkOrder", "MigrationExcludeNetworks"];
            if list.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let fields = vec![
                    (Property::ClusterObject, text("Virtual Machine".to_owned())),
                    (Property::Name, text(name.to_owned())),
                    (Property::Value, data),
                ];
                self.objects.push((Section::VmResourceTypeParameters, Object { fields }));
            }
            return;
        }
        let property = match key {
            Key::Cluster if name.eq_ignore_ascii_case("ClusterName") => Some(Property::Name),
            Key::Cluster if name.eq_ignore_ascii_case("Name") => None,
            Key::Node(_) if name.eq_ignore_ascii_case("NodeName") => Some(Property::Name),
            _ => Property::find(name),
        };
        if let (Key::Node(id), Some(Property::Name)) = (key, property) {
            self.nodes.extend(data.text().map(|name| (id.clone(), name.to_owned())));
        }
        if let (Some(property), Some((_, object))) = (property, self.objects.last_mut())
            && !object.has(property)
        {
            object.push(property, data);
        }
    }

    fn into_found(mut self) -> Found<'static> {
        for (section, object) in &mut self.objects {
            if *section != Section::Interfaces {
                continue;
            }
            if let Some(network) = object.get_mut(Property::Network)
                && let Some(id) = network.text().map(str::to_owned)
            {
                *network = Raw::Object(Object { fields: vec![(Property::Id, text(id))] });
            }
            if let Some(node) = object.get_mut(Property::Node)
                && let Some(name) = node.text().and_then(|id| self.nodes.get(id))
            {
                *node = text(name.clone());
            }
        }
        let tells = |(section, object): &(Section, Object<'_>)| match section {
            Section::Networks => object.fields.len() > 1,
            Section::Interfaces => object.has(Property::Node) && object.has(Property::Network),
            _ => !object.fields.is_empty(),
        };
        self.objects.retain(tells);
        Found { objects: self.objects, ..Found::default() }
    }
}

fn text(text: String) -> Raw<'static> {
    Raw::Text(Cow::Owned(text))
}

/// `"name"=data`.
fn value(line: &str) -> Option<(String, &str)> {
    let (name, rest) = quoted(line)?;
    Some((name, rest.trim_start().strip_prefix('=')?.trim()))
}

/// A text in quotes, and what follows it.
fn quoted(line: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = line.strip_prefix('"')?.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((text, &line[at + 2..])),
            '\\' => text.push(characters.next()?.1),
            character => text.push(character),
        }
    }
    None
}

/// Text, a number, or a list of texts; anything else is not looked at.
fn data_of(data: &str) -> Option<Raw<'static>> {
    if data.starts_with('"') {
        return quoted(data).map(|(value, _)| text(value));
    }
    let (kind, data) = data.split_once(':')?;
    match kind.to_ascii_lowercase().as_str() {
        "dword" => u32::from_str_radix(data.trim(), 16).ok().map(|number| Raw::Int(i64::from(number))),
        "hex(b)" => {
            let bytes: [u8; 8] = bytes(data)?.try_into().ok()?;
            Some(i64::try_from(u64::from_le_bytes(bytes)).map_or(Raw::Null, Raw::Int))
        }
        "hex(7)" => {
            let whole = words(&bytes(data)?);
            let items = whole.split('\0').filter(|item| !item.is_empty());
            Some(Raw::List(items.map(|item| text(item.to_owned())).collect()))
        }
        "hex(2)" | "hex(1)" => Some(text(words(&bytes(data)?).trim_end_matches('\0').to_owned())),
        _ => None,
    }
}

fn bytes(data: &str) -> Option<Vec<u8>> {
    let parts = data.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| u8::from_str_radix(part, 16).ok()).collect()
}

fn words(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_they_say() {
        assert_eq!(data_of("dword:000112e0"), Some(Raw::Int(70_368)));
        assert_eq!(data_of("\"a\\\\b \\\"c\\\"\""), Some(text("a\\b \"c\"".to_owned())));
        let list = data_of("hex(7):31,00,00,00,32,00,00,00,00,00");
        assert_eq!(list, Some(Raw::List(vec![text("1".to_owned()), text("2".to_owned())])));
        assert_eq!(data_of("hex(b):05,00,00,00,00,00,00,00"), Some(Raw::Int(5)));
        for none in ["hex:01,02", "dword:xyz", "\"open", "", "hex(7):zz"] {
            assert_eq!(data_of(none), None, "{none}");
        }
    }

    #[test]
    fn interfaces_find_their_nodes() {
        let text = "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\Cluster]\n\"ClusterName\"=\"C1\"\n\n\
                    [HKEY_LOCAL_MACHINE\\Cluster\\NetworkInterfaces\\aa]\n\"Node\"=\"2\"\n\"Network\"=\"bb\"\n\n\
                    [HKEY_LOCAL_MACHINE\\Cluster\\Nodes\\2]\n\"NodeName\"=\"N2\"\n";
        let found = read(text, "x.reg").unwrap();
        let interface = found.objects.iter().find(|(section, _)| *section == Section::Interfaces).unwrap();
        assert_eq!(interface.1.text(Property::Node), Some("N2"));
        assert_eq!(found.objects[0].1.text(Property::Name), Some("C1"));
        let other = read("REGEDIT4\n[HKEY_CURRENT_USER\\X]\n\"a\"=\"b\"\n", "x.reg").unwrap();
        assert_eq!(other, Found::nothing(NOTHING));
    }
}
