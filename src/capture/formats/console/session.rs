//! What the outputs of a text are together: of which cluster each is, and which of two that show the same objects
//! counts. A console is in order of time, so it is the later one.

use super::in_time::{differ, in_time};
use super::row::Output;
use crate::capture::found::Found;
use crate::capture::raw::{Object, Raw};
use crate::names::folded;
use crate::schema::{Property, Scope, Section};
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
            let remarks = std::mem::take(&mut output.remarks);
            let (section, line, asked) = (output.section, output.line, output.asked.clone());
            let has_cut_names = output.has_cut_names;
            context.outputs.push(Output { section, line, objects, remarks, asked, has_cut_names });
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
