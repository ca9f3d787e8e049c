//! Which of two outputs that show the same objects counts: a console is in order of time, so it is the later one.

use super::row::Output;
use crate::capture::found::{Found, HOST_NAMES};
use crate::capture::merge;
use crate::capture::raw::{Object, Raw};
use crate::names::folded;
use crate::schema::{Identity, ObjectKind, Property, Scope, Section};
use crate::steps::step;
use std::collections::{BTreeMap, HashMap};

/// Whether one property of two objects cannot have both values.
pub(super) fn differ(section: Section, first: &Object<'static>, second: &Object<'static>) -> bool {
    let mut differs = false;
    step(1);
    merge::merge(
        section,
        &mut first.clone(),
        second.clone(),
        &mut |_, _, _, _| differs = true,
        &mut |_, _| {},
    );
    differs
}

/// What counts of outputs that follow one another.
pub(super) fn in_time(outputs: Vec<Output>, rest: &mut Found<'static>) -> Found<'static> {
    let mut by_key: HashMap<(Section, Option<String>), Shown> = HashMap::new();
    let mut notes: Vec<(usize, String)> = Vec::new();
    for output in outputs {
        for (host, output) in by_host(output) {
            let shown = by_key.entry((output.section, host)).or_default();
            shown.take(output, &mut notes);
        }
    }
    let mut kept: Vec<Output> = Vec::new();
    for shown in by_key.into_values() {
        if shown.is_torn {
            rest.notes.extend(shown.outputs.iter().flat_map(|output| output.remarks.notes.iter().cloned()));
            continue;
        }
        kept.extend(shown.outputs);
    }
    kept.sort_by_key(|output| (output.line, output.section));
    let mut found = Found::default();
    for output in kept {
        notes.extend(output.remarks.notes.into_iter().map(|note| (output.line, note)));
        found.read_as.extend(output.remarks.read_as);
        let objects = output.objects.into_iter().filter(|object| !object.fields.is_empty());
        found.objects.extend(objects.map(|object| (output.section, object)));
    }
    notes.sort_by_key(|(line, _)| *line);
    found.notes = notes.into_iter().map(|(_, note)| note).collect();
    found
}

/// An output of a host's list by the hosts that its rows are of.
fn by_host(output: Output) -> Vec<(Option<String>, Output)> {
    if output.section.row().scope != Scope::Host {
        return vec![(None, output)];
    }
    let Output { section, line, objects, mut remarks, asked, has_cut_names } = output;
    let mut hosts: BTreeMap<Option<String>, Vec<Object<'static>>> = BTreeMap::new();
    for object in objects {
        let own = || object.text(Property::Name).filter(|_| section == Section::VmHost);
        let host = object.first_text(&HOST_NAMES).or_else(own).map(folded);
        let host = host.map(|host| host.split('.').next().unwrap_or_default().to_owned());
        hosts.entry(host).or_default().push(object);
    }
    let mut output = |objects| Output {
        section,
        line,
        objects,
        remarks: std::mem::take(&mut remarks),
        asked: asked.clone(),
        has_cut_names,
    };
    hosts.into_iter().map(|(host, objects)| (host, output(objects))).collect()
}

/// The outputs of one section of a cluster or a host that count so far.
#[derive(Default)]
struct Shown {
    outputs: Vec<Output>,
    /// Of each object where it was shown, the last place at the end: output and place in it.
    places: HashMap<String, Vec<(usize, usize)>>,
    /// The names by id.
    names: HashMap<String, String>,
    changes: usize,
    /// Whether names are cut, as of the first output; others would have replaced it.
    has_cut_names: bool,
    /// How many objects the largest output has.
    most: usize,
    /// Whether one of them is for some objects only.
    is_narrow: bool,
    /// Two outputs are of other objects, and nothing tells whether of one cluster.
    is_torn: bool,
}

impl Shown {
    fn take(&mut self, mut output: Output, notes: &mut Vec<(usize, String)>) {
        if self.is_torn {
            return;
        }
        if matches!(output.section, Section::Cluster | Section::VmHost) {
            self.change_values(&output, notes);
        } else if !self.outputs.is_empty() {
            let has_cut_names = self.has_cut_names;
            if has_cut_names && !output.has_cut_names {
                self.leave_out(&output, notes);
            } else if !has_cut_names && output.has_cut_names {
                let (line, first) = (output.line, self.outputs[0].line);
                let what = format!(
                    "line {line}: these names are cut by the console, and those of line {first} are not: they count"
                );
                notes.push((line, what));
                return;
            } else if self.is_new(&output) {
                if is_narrow(&output, self.most) {
                    self.replace(&output, notes);
                } else {
                    self.leave_out(&output, notes);
                }
            } else if self.is_of_others(&output) {
                let first = self.outputs[0].line;
                output.remarks.notes.push(format!(
                    "line {}: these are other networks than those of line {first}, and nothing tells whether both are \
                     of one cluster: neither is read; one cluster in a text, or its name in the prompt, with -Cluster \
                     or in a column, tells it",
                    output.line
                ));
                self.is_torn = true;
            }
        }
        self.changes = output.asked.changes;
        self.has_cut_names = output.has_cut_names;
        self.most = self.most.max(output.objects.len());
        self.is_narrow |= is_narrow(&output, usize::MAX);
        for (place, object) in output.objects.iter().enumerate() {
            let name = name_of(output.section, object);
            if let (Some(id), Some(name)) = (id_of(object), &name) {
                self.names.insert(id, name.clone());
            }
            if let Some(name) = name {
                self.places.entry(name).or_default().push((self.outputs.len(), place));
            }
        }
        self.outputs.push(output);
    }

    /// Whether an output shows another state than those before it: after a change, or with other values.
    fn is_new(&self, output: &Output) -> bool {
        let is_other = |object: &Object<'static>| {
            let name = name_of(output.section, object);
            let known = name.as_ref().and_then(|name| self.places.get(name)?.last());
            let known = known.map(|(output, place)| &self.outputs[*output].objects[*place]);
            let old_name = id_of(object).and_then(|id| self.names.get(&id));
            known.is_some_and(|known| differ(output.section, known, object))
                || (old_name.is_some() && old_name != name.as_ref() && known.is_none())
        };
        (output.asked.changes > self.changes && self.shares(output)) || output.objects.iter().any(is_other)
    }

    fn shares(&self, output: &Output) -> bool {
        let name = |object| name_of(output.section, object);
        output.objects.iter().filter_map(name).any(|name| self.places.contains_key(&name))
    }

    /// Whether networks are none of those that were shown, though neither output is for some networks only.
    fn is_of_others(&self, output: &Output) -> bool {
        output.section == Section::Networks
            && !self.shares(output)
            && !self.is_narrow
            && !is_narrow(output, usize::MAX)
    }

    /// Leaves out what was shown before.
    fn leave_out(&mut self, output: &Output, notes: &mut Vec<(usize, String)>) {
        for old in self.outputs.drain(..) {
            notes.push((old.line, left_out(&old, output.line)));
        }
        self.places.clear();
        self.names.clear();
        (self.most, self.is_narrow) = (0, false);
    }

    /// Leaves out the objects that are shown again: of those that are left out nothing is left.
    fn replace(&mut self, output: &Output, notes: &mut Vec<(usize, String)>) {
        let names = output.objects.iter().filter_map(|object| name_of(output.section, object));
        let old: Vec<(usize, usize)> = names.filter_map(|name| self.places.remove(&name)).flatten().collect();
        step(old.len());
        let Some(first) = old.iter().map(|(at, _)| self.outputs[*at].line).min() else { return };
        for (at, place) in old {
            self.outputs[at].objects[place] = Object::default();
        }
        let shown = output.objects.iter().filter_map(|object| object.text(Property::Name));
        let shown: Vec<&str> = shown.take(5).collect();
        let what = format!(
            "line {first}: what is printed here of {} is left out: line {} shows it again, and the later output counts",
            shown.join(", "),
            output.line
        );
        notes.push((first, what));
    }

    /// Of settings of one thing each counts as it was printed last.
    fn change_values(&mut self, output: &Output, notes: &mut Vec<(usize, String)>) {
        for (property, value) in output.objects.iter().flat_map(|object| &object.fields) {
            for old in &mut self.outputs {
                step(1);
                let line = old.line;
                for object in &mut old.objects {
                    let Some(known) = object.get(*property) else { continue };
                    let of = |value: &Raw<'static>| Object { fields: vec![(*property, value.clone())] };
                    if !differ(output.section, &of(known), &of(value)) {
                        continue;
                    }
                    let what = format!(
                        "line {line}: {} is left out as it is printed here: line {} prints it again, and the later \
                         output counts",
                        property.spelling(),
                        output.line
                    );
                    notes.push((line, what));
                    object.fields.retain(|(known, _)| known != property);
                }
            }
        }
        // Each is kept once, so that many outputs are no more work than one.
        for object in self.outputs.iter_mut().flat_map(|old| &mut old.objects) {
            object.fields.retain(|(known, _)| !output.objects.iter().any(|object| object.has(*known)));
        }
        self.outputs.retain(|old| old.objects.iter().any(|object| !object.fields.is_empty()));
    }
}

fn left_out(old: &Output, later: usize) -> String {
    let section = old.section.row();
    format!(
        "line {}: what is printed here of {} is left out: line {later} shows the same again, and the later output counts",
        old.line, section.name
    )
}

/// Whether an output is about some of the objects only, where others have so many.
fn is_narrow(output: &Output, most: usize) -> bool {
    let is_entered = matches!(output.asked.kind(), ObjectKind::Section(_));
    output.asked.narrows || (!is_entered && output.objects.len() == 1 && most != 1)
}

/// What tells an object from others of its section, by its name where it has one.
fn name_of(section: Section, object: &Object<'_>) -> Option<String> {
    let text = |names: &[Property]| object.first_text(names).map(folded);
    let pair = |first, second| Some(format!("{}\n{}", text(first)?, text(second)?));
    match section.row().identity {
        Identity::IdOrName(names) => text(names).or_else(|| id_of(object)),
        Identity::Name(names) => text(names),
        Identity::Pair(first, second) => pair(first, second),
        Identity::IdPairOrName(first, second, names) => pair(first, second).or_else(|| text(names)),
        Identity::Nothing => None,
    }
}

fn id_of(object: &Object<'_>) -> Option<String> {
    object.text(Property::Id).map(|id| id.trim_matches(['{', '}']).to_ascii_lowercase())
}
