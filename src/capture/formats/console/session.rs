//! What the outputs of a text are together: of which cluster each is, and which of two that show the same objects
//! counts. A console is in order of time, so it is the later one.

use super::row::Output;
use crate::capture::found::{Found, HOST_NAMES};
use crate::capture::merge;
use crate::capture::raw::{Object, Raw};
use crate::names::folded;
use crate::schema::{Identity, ObjectKind, Property, Scope, Section};
use crate::steps::step;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Who was asked, as far as a text tells clusters apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Whose {
    /// A cluster, which an object names or a command asks.
    Cluster(String),
    /// The cluster of this computer.
    Computer(String),
    /// Whoever prints without a name.
    Nobody,
}

/// The networks and the nodes that outputs name, without case.
pub(super) fn known_names(outputs: &[Output]) -> (HashSet<String>, HashSet<String>) {
    let (mut networks, mut nodes) = (HashSet::new(), HashSet::new());
    for output in outputs {
        nodes.extend(output.asked.computer.as_deref().map(folded));
        for object in &output.objects {
            let take = |names: &mut HashSet<String>, property| {
                names.extend(object.text(property).map(folded));
            };
            match output.section {
                Section::Networks => take(&mut networks, Property::Name),
                Section::Nodes => take(&mut nodes, Property::Name),
                Section::Interfaces => {
                    take(&mut networks, Property::Network);
                    take(&mut nodes, Property::Node);
                }
                Section::SharedVolumeStates | Section::SharedVolumes | Section::Hosts => {
                    take(&mut nodes, Property::Node);
                    take(&mut nodes, Property::OwnerNode);
                }
                _ => {}
            }
        }
    }
    (networks, nodes)
}

/// The outputs as documents, one for each cluster that the text tells apart; what has no place is noted in `rest`.
pub(super) fn of(outputs: Vec<Output>, rest: &mut Found<'static>) -> Vec<Found<'static>> {
    let mut contexts = contexts(outputs);
    join_computers(&mut contexts);
    let with_networks = |context: &Context| context.networks().next().is_some();
    let named = contexts.keys().filter(|whose| matches!(whose, Whose::Cluster(_))).count();
    let apart = contexts.values().filter(|context| with_networks(context)).count();
    if named <= 1 && apart <= 1 || apart == 2 && named <= 1 && nobody_is_the_other(&contexts) {
        let pieces = std::mem::take(&mut contexts).into_values().flat_map(|context| context.outputs);
        let mut pieces: Vec<Output> = pieces.collect();
        pieces.sort_by_key(|piece| piece.line);
        contexts.insert(Whose::Nobody, Context { outputs: pieces, computers: BTreeSet::new() });
    }
    let is_alone = contexts.len() <= 1;
    let mut found: Vec<(usize, Found<'static>)> = Vec::new();
    for (whose, context) in contexts {
        let first = context.outputs.first().map_or(0, |output| output.line);
        let has_networks = with_networks(&context);
        let mut document = in_time(context.outputs, rest);
        if !is_alone {
            // Of several clusters: the computers that were asked are nodes of this one.
            document.asked = context.computers.into_iter().collect();
            document.session = has_networks.then_some(usize::from(whose != Whose::Nobody));
        }
        found.push((first, document));
    }
    found.sort_by_key(|(line, _)| *line);
    found.retain(|(_, document)| !document.is_empty() || !document.notes.is_empty());
    found.into_iter().map(|(_, document)| document).collect()
}

/// What was printed of one cluster.
#[derive(Default)]
struct Context {
    /// In the order of the text.
    outputs: Vec<Output>,
    /// The computers that were asked.
    computers: BTreeSet<String>,
}

impl Context {
    fn networks(&self) -> impl Iterator<Item = &Object<'static>> {
        let of_networks = self.outputs.iter().filter(|output| output.section == Section::Networks);
        of_networks.flat_map(|output| &output.objects)
    }

    fn network_names(&self) -> BTreeSet<String> {
        self.networks().filter_map(|network| network.text(Property::Name)).map(folded).collect()
    }
}

/// The outputs by whose they are.
fn contexts(outputs: Vec<Output>) -> BTreeMap<Whose, Context> {
    // A session whose objects name one cluster is a session of that cluster.
    let mut sessions: HashMap<Option<String>, Option<String>> = HashMap::new();
    for output in outputs.iter().filter(|output| output.asked.cluster.is_none()) {
        for name in output.objects.iter().filter_map(|object| cluster_of(output.section, object)) {
            let session = sessions.entry(output.asked.computer.clone()).or_insert_with(|| Some(name.clone()));
            if session.as_ref() != Some(&name) {
                *session = None;
            }
        }
    }
    let mut contexts: BTreeMap<Whose, Context> = BTreeMap::new();
    for mut output in outputs {
        let session = sessions.get(&output.asked.computer).cloned().flatten();
        name_cluster(&mut output);
        let mut parts: BTreeMap<Whose, Vec<Object<'static>>> = BTreeMap::new();
        for object in std::mem::take(&mut output.objects) {
            let whose = whose(&output, &object, session.as_deref());
            parts.entry(whose).or_default().push(object);
        }
        for (whose, objects) in parts {
            let context = contexts.entry(whose.clone()).or_default();
            let computer = output.asked.computer.clone().filter(|_| output.asked.cluster.is_none());
            context.computers.extend(match whose {
                Whose::Computer(name) => Some(name),
                _ => computer,
            });
            let notes = std::mem::take(&mut output.notes);
            let (section, line, asked) = (output.section, output.line, output.asked.clone());
            let has_cut_names = output.has_cut_names;
            context.outputs.push(Output { section, line, objects, notes, asked, has_cut_names });
        }
    }
    contexts
}

/// Objects of a command that asks a cluster are of that cluster.
fn name_cluster(output: &mut Output) {
    let property = match output.section {
        Section::Cluster => Property::Name,
        section if section.column(Property::Cluster).is_some() => Property::Cluster,
        _ => return,
    };
    let Some(name) = &output.asked.cluster else { return };
    for object in output.objects.iter_mut().filter(|object| object.text(property).is_none()) {
        object.fields.retain(|(known, _)| *known != property);
        object.push(property, Raw::Text(Cow::Owned(name.clone())));
    }
}

/// The cluster that an object names, without case and domain.
fn cluster_of(section: Section, object: &Object<'_>) -> Option<String> {
    let property = if section == Section::Cluster { Property::Name } else { Property::Cluster };
    section.column(property)?;
    object.text(property).and_then(|name| folded(name).split('.').next().map(str::to_owned))
}

fn whose(output: &Output, object: &Object<'_>, session: Option<&str>) -> Whose {
    if let Some(name) = cluster_of(output.section, object) {
        return Whose::Cluster(name);
    }
    // What is of a host says so, and not whose the host is.
    let is_of_cluster = output.section.row().scope == Scope::Cluster;
    let remote = object.text(Property::PSComputerName).filter(|_| is_of_cluster);
    if let Some(remote) = remote.and_then(super::command::computer) {
        return Whose::Computer(folded(&remote));
    }
    match (session, &output.asked.computer) {
        (Some(name), _) => Whose::Cluster(name.to_owned()),
        (None, Some(computer)) => Whose::Computer(folded(computer)),
        (None, None) => Whose::Nobody,
    }
}

/// Two computers that print the same networks are nodes of one cluster.
fn join_computers(contexts: &mut BTreeMap<Whose, Context>) {
    let computers: Vec<Whose> =
        contexts.keys().filter(|whose| matches!(whose, Whose::Computer(_))).cloned().collect();
    // By the names of the networks: the first computer, its networks, and the others.
    let mut known: HashMap<BTreeSet<String>, (Whose, Networks, Vec<Whose>)> = HashMap::new();
    for whose in computers {
        let names = contexts[&whose].network_names();
        if names.is_empty() {
            continue;
        }
        match known.get_mut(&names) {
            Some((_, networks, others)) if !contradict(networks, &contexts[&whose]) => others.push(whose),
            Some(_) => {}
            None => {
                let networks = networks_of(&contexts[&whose]);
                known.insert(names, (whose, networks, Vec::new()));
            }
        }
    }
    for (first, _, others) in known.into_values().filter(|(.., others)| !others.is_empty()) {
        let joined: Vec<Context> = others.iter().filter_map(|whose| contexts.remove(whose)).collect();
        let Some(context) = contexts.get_mut(&first) else { continue };
        for other in joined {
            context.outputs.extend(other.outputs);
            context.computers.extend(other.computers);
        }
        context.outputs.sort_by_key(|output| output.line);
    }
}

/// Networks by name.
type Networks = HashMap<String, Object<'static>>;

fn networks_of(context: &Context) -> Networks {
    let name = |network: &Object<'_>| folded(network.text(Property::Name).unwrap_or_default());
    context.networks().map(|network| (name(network), network.clone())).collect()
}

/// Whether networks of one name tell different things.
fn contradict(first: &Networks, second: &Context) -> bool {
    second.networks().any(|network| {
        let name = folded(network.text(Property::Name).unwrap_or_default());
        first.get(&name).is_some_and(|first| differ(Section::Networks, first, network))
    })
}

/// Whether what prints without a name has the networks of the only other one.
fn nobody_is_the_other(contexts: &BTreeMap<Whose, Context>) -> bool {
    let Some(nobody) = contexts.get(&Whose::Nobody) else { return false };
    let own = nobody.network_names();
    let others = contexts.iter().filter(|(whose, _)| **whose != Whose::Nobody);
    let mut others = others.map(|(_, context)| (context.network_names(), context));
    others.any(|(names, other)| {
        !own.is_empty()
            && !names.is_empty()
            && (own.is_subset(&names) || names.is_subset(&own))
            && !contradict(&networks_of(nobody), other)
    })
}

/// Whether one property of two objects cannot have both values.
fn differ(section: Section, first: &Object<'static>, second: &Object<'static>) -> bool {
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
fn in_time(outputs: Vec<Output>, rest: &mut Found<'static>) -> Found<'static> {
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
            rest.notes.extend(shown.outputs.iter().flat_map(|output| output.notes.iter().cloned()));
            continue;
        }
        kept.extend(shown.outputs);
    }
    kept.sort_by_key(|output| (output.line, output.section));
    let mut found = Found::default();
    for output in kept {
        notes.extend(output.notes.into_iter().map(|note| (output.line, note)));
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
    let Output { section, line, objects, mut notes, asked, has_cut_names } = output;
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
        notes: std::mem::take(&mut notes),
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
                output.notes.push(format!(
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
