//! Which parts are of one cluster: first those that name it, then those that show it by a node or a network, then those
//! that can be of no other. The order of the input decides nothing but the order of the answers.

use super::super::reading::Document;
use super::cluster::Named;
use super::component::{Component, components};
use super::draft::{Candidates, Draft};
use super::evidence::{Clue, Evidence};
use super::part::{Kind, Part};
use crate::error::{Code, Error};
use crate::steps::step;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Captures of one name among which the one of a part is looked for.
const MOST_CAPTURES: usize = 1000;

/// How many captures an error names of those that objects may be of.
const MOST_NAMED: usize = 20;

/// The drafts, found by the name of their cluster, by a node, a network or a folder: there can be thousands.
struct Drafts<'d> {
    parts: &'d [Part],
    documents: &'d [Document],
    all: Vec<Draft<'d>>,
    by_name: HashMap<String, Vec<usize>>,
    by_clue: HashMap<Clue<'d>, Vec<usize>>,
    /// Those with files in a folder, as [`Candidates`] has them.
    by_folder: HashMap<&'d Path, [BTreeSet<usize>; 4]>,
    news: News<'d>,
    errors: Vec<Error>,
    /// File and message of each error, so that none is said twice.
    failed: HashSet<(String, String)>,
}

/// What captures have got lately: a part that waits is looked at again when it has some of it.
#[derive(Default)]
struct News<'d> {
    clues: HashSet<Clue<'d>>,
    folders: HashSet<&'d Path>,
}

/// For each part the place of its capture, and what has no place.
pub(super) fn places(parts: &[Part], documents: &[Document]) -> (Vec<Option<usize>>, Vec<Error>) {
    let mut drafts = Drafts {
        parts,
        documents,
        all: Vec::new(),
        by_name: HashMap::new(),
        by_clue: HashMap::new(),
        by_folder: HashMap::new(),
        news: News::default(),
        errors: Vec::new(),
        failed: HashSet::new(),
    };
    for (part, Part { kind, cluster, .. }) in parts.iter().enumerate() {
        if *kind == Kind::Capture || (*kind == Kind::Diagnostic && cluster.is_some()) {
            drafts.open(part);
        }
    }
    // A part without an id may name a cluster that a later one tells from its namesake.
    let loose = || parts.iter().enumerate().filter(|(_, part)| part.kind == Kind::Loose);
    let with_id = loose().filter(|(_, part)| part.cluster.as_ref().is_some_and(Named::has_id));
    let without = loose().filter(|(_, part)| part.cluster.as_ref().is_some_and(|cluster| !cluster.has_id()));
    with_id.chain(without).for_each(|(part, _)| drafts.place_named(part));
    drafts.place_nameless();
    drafts.finish()
}

impl<'d> Drafts<'d> {
    fn open(&mut self, part: usize) -> usize {
        let place = self.all.len();
        self.all.push(Draft { kind: self.parts[part].kind, ..Draft::default() });
        if let Some(cluster) = &self.parts[part].cluster {
            self.by_name.entry(cluster.short().to_owned()).or_default().push(place);
        }
        self.join(place, part);
        place
    }

    fn join(&mut self, place: usize, part: usize) {
        let parts = self.parts;
        let Part { cluster, evidence, documents, .. } = &parts[part];
        let draft = &mut self.all[place];
        draft.parts.push(part);
        for clue in evidence.clues().filter(|clue| !draft.evidence.has(*clue)) {
            self.by_clue.entry(clue).or_default().push(place);
            self.news.clues.insert(clue);
        }
        let list = Candidates::list_for(&draft.evidence);
        draft.evidence.add(evidence);
        let mut folders: Vec<&'d Path> = Vec::new();
        for document in documents {
            let folder = self.documents[*document].folder.as_path();
            if draft.folders.insert(folder) {
                folders.push(folder);
            }
        }
        if list != Candidates::list_for(&draft.evidence) {
            // Happens twice at most: now others contradict it, and it belongs in other lists.
            folders = draft.folders.iter().copied().collect();
            self.news.clues.extend(draft.parts.iter().flat_map(|part| parts[*part].evidence.clues()));
        }
        for folder in &folders {
            let lists = self.by_folder.entry(folder).or_default();
            for (list, places) in lists.iter_mut().enumerate() {
                if draft.kind != Kind::Capture && Candidates::fits(list, &draft.evidence) {
                    places.insert(place);
                } else {
                    places.remove(&place);
                }
            }
        }
        self.news.folders.extend(folders);
        match (&mut draft.cluster, cluster) {
            (Some(known), Some(cluster)) => known.learn(cluster),
            (known, cluster) => *known = known.take().or_else(|| cluster.clone()),
        }
    }

    fn folder(&self, part: usize) -> Option<&'d Path> {
        let first = self.parts[part].documents.first()?;
        Some(self.documents[*first].folder.as_path())
    }

    fn lies_beside(&self, place: usize, part: usize) -> bool {
        self.folder(part).is_some_and(|folder| self.all[place].folders.contains(folder))
    }

    fn fail(&mut self, part: usize, message: String) {
        let first = self.parts[part].documents.first();
        let file = first.map(|document| self.documents[*document].file.clone()).unwrap_or_default();
        // One for all objects of a file.
        if self.failed.insert((file.clone(), message.clone())) {
            self.errors.push(Error::new(Code::InvalidCapture, message).at(file));
        }
    }

    fn place_named(&mut self, part: usize) {
        let Some(cluster) = &self.parts[part].cluster else { return };
        let named = self.by_name.get(cluster.short()).into_iter().flatten().copied();
        let named = named.take(MOST_CAPTURES).inspect(|_| step(1));
        let fitting: Vec<usize> = named
            .filter(|place| self.all[*place].cluster.as_ref().is_some_and(|known| known.fits(cluster)))
            .collect();
        let beside = |place: &usize| self.lies_beside(*place, part);
        let meets = |place: &usize| self.all[*place].evidence.meets(&self.parts[part].evidence);
        let all = || fitting.iter().copied();
        match only(all(), |_| true).or_else(|| only(all(), beside)).or_else(|| only(all(), meets)) {
            Some(place) => self.join(place, part),
            None if fitting.is_empty() => drop(self.open(part)),
            None => {
                let ids: Vec<_> = fitting.iter().map(|place| &self.all[*place].cluster).collect();
                let message = if ids.windows(2).all(|pair| pair[0] == pair[1]) {
                    let count = fitting.len();
                    format!(
                        "is of the cluster '{}', of which there are {count} captures: ask about each alone",
                        cluster.name
                    )
                } else {
                    format!(
                        "names the cluster '{}', but clusters with different ids have that name",
                        cluster.name
                    )
                };
                self.fail(part, message);
            }
        }
    }

    fn place_nameless(&mut self) {
        let parts = self.parts;
        let nameless = |part: &usize| parts[*part].cluster.is_none() && parts[*part].kind != Kind::Capture;
        let mut waiting: BTreeSet<usize> = (0..parts.len()).filter(nameless).collect();
        let mut with_clue: HashMap<Clue<'d>, Vec<usize>> = HashMap::new();
        let mut in_folder: HashMap<&'d Path, Vec<usize>> = HashMap::new();
        for part in &waiting {
            for clue in parts[*part].evidence.clues() {
                with_clue.entry(clue).or_default().push(*part);
            }
            if let Some(folder) = self.folder(*part) {
                in_folder.entry(folder).or_default().push(*part);
            }
        }
        let mut round = waiting.clone();
        while !round.is_empty() {
            let found: Vec<(usize, usize)> =
                round.iter().filter_map(|part| Some((*part, self.sure_place(*part)?))).collect();
            self.news = News::default();
            for (part, place) in &found {
                self.join(*place, *part);
                waiting.remove(part);
            }
            // What joined may bring evidence for others.
            let News { clues, folders } = std::mem::take(&mut self.news);
            round.clear();
            for clue in &clues {
                round.extend(still_waiting(with_clue.get_mut(clue), &waiting));
            }
            for folder in &folders {
                round.extend(still_waiting(in_folder.get_mut(folder), &waiting));
            }
        }
        let waiting: Vec<usize> = waiting.into_iter().collect();
        self.place_by_exclusion(&components(parts, &waiting));
    }

    /// The capture that a nameless part is of beyond doubt: the only one of its folder, or the only one that has a
    /// node or a network of it.
    fn sure_place(&self, part: usize) -> Option<usize> {
        step(1);
        let Part { evidence, kind, .. } = &self.parts[part];
        let may = |place: &usize| match self.all[*place].kind {
            Kind::Capture => false,
            Kind::Diagnostic => *kind != Kind::Diagnostic,
            Kind::Loose => true,
        };
        let list = Candidates::list_for(evidence);
        let sharing = self.with_clue_of(evidence);
        // As in `targets`: of those that show something of the same kind only one that shows the same can fit.
        let folder =
            self.folder(part).and_then(|folder| self.by_folder.get(folder)).map(|lists| &lists[list]);
        let here = sharing.iter().filter(|place| self.lies_beside(**place, part));
        let here = here.filter(|place| !Candidates::fits(list, &self.all[**place].evidence));
        let here = folder.into_iter().flatten().chain(here).copied().inspect(|_| step(1));
        let fits = |place: &usize| may(place) && !self.all[*place].evidence.contradicts(evidence);
        let meets = |place: &usize| may(place) && self.all[*place].evidence.meets(evidence);
        only(here, fits).or_else(|| only(sharing.iter().copied(), meets))
    }

    /// The captures that have a node or a network of this evidence.
    fn with_clue_of(&self, evidence: &Evidence) -> Vec<usize> {
        let places = evidence.clues().filter_map(|clue| self.by_clue.get(&clue));
        let mut places: Vec<usize> = places.flatten().copied().inspect(|_| step(1)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// What shows no cluster is of the only one that it does not contradict; with networks of its own it can stand
    /// alone, without them it can not.
    fn place_by_exclusion(&mut self, components: &[Component]) {
        let known = self.all.len();
        let candidates = Candidates::new(&self.all, components);
        // More than one is enough to know of.
        let targets: Vec<Vec<usize>> = (0..components.len())
            .map(|at| self.targets(&candidates, components, at).take(2).collect())
            .collect();
        let wants = |at: usize| match targets[at][..] {
            [only] => Some(only),
            _ => None,
        };
        let mut wanted: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, component) in components.iter().enumerate() {
            if let Some(target) = wants(at).filter(|_| !component.evidence.is_blank()) {
                wanted.entry(target).or_default().push(at);
            }
        }
        // Two that contradict each other cannot both be of what fits both: neither is.
        let is_alone = |at: usize| {
            let is_rival = |other: &usize| components[*other].evidence.contradicts(&components[at].evidence);
            let has_rival = |target| wanted.get(&target).is_some_and(|others| others.iter().any(is_rival));
            wants(at).is_none_or(|target| !components[at].evidence.is_blank() && has_rival(target))
        };
        let mut place_of: Vec<Option<usize>> = vec![None; components.len()];
        let alone: Vec<bool> = (0..components.len()).map(is_alone).collect();
        let can_stand_alone = |at: usize| components[at].evidence.has_networks || targets[at].is_empty();
        let (standing, failing): (Vec<usize>, Vec<usize>) =
            (0..components.len()).filter(|at| alone[*at]).partition(|at| can_stand_alone(*at));
        for at in failing {
            let fitting = self.targets(&candidates, components, at).take(MOST_NAMED + 1).collect::<Vec<_>>();
            self.fail_for_choice(&components[at], &fitting, components, known);
        }
        for at in standing {
            place_of[at] = Some(self.stand_alone(&components[at]));
        }
        for at in 0..components.len() {
            let Some(target) = wants(at).filter(|_| !alone[at]) else { continue };
            let place = match target.checked_sub(known) {
                None => Some(target),
                // The other one wants this one too, or stands alone.
                Some(other) => match place_of[other] {
                    None if wants(other) == Some(known + at) => {
                        place_of[other] = Some(self.stand_alone(&components[other]));
                        place_of[other]
                    }
                    None => wants(other).filter(|target| *target < known),
                    place => place,
                },
            };
            if place_of[at].is_some() {
                continue;
            }
            let place =
                place.filter(|place| !self.all[*place].evidence.contradicts(&components[at].evidence));
            match place {
                Some(place) => {
                    components[at].parts.iter().for_each(|part| self.join(place, *part));
                    place_of[at] = Some(place);
                }
                None => place_of[at] = Some(self.stand_alone(&components[at])),
            }
        }
    }

    /// The captures, and after them the components with networks, that a component does not contradict.
    fn targets<'s>(
        &'s self,
        candidates: &'s Candidates,
        components: &'s [Component],
        at: usize,
    ) -> impl Iterator<Item = usize> + 's {
        let evidence = &components[at].evidence;
        let list = Candidates::list_for(evidence);
        let (drafts, others) = (&candidates.drafts[list], &candidates.others[list]);
        // Of those that show something of the same kind, only one that shows the same can fit.
        let may = move |place: &usize| {
            let draft = &self.all[*place];
            draft.kind != Kind::Capture && !Candidates::fits(list, &draft.evidence)
        };
        let sharing = self.with_clue_of(evidence).into_iter().filter(may);
        let drafts = drafts.iter().copied().chain(sharing);
        let drafts = drafts.inspect(|_| step(1));
        let drafts = drafts.filter(|place| !self.all[*place].evidence.contradicts(evidence));
        let others = others.iter().copied().filter(move |other| *other != at);
        let others = others.filter(|other| !components[*other].evidence.contradicts(evidence));
        drafts.chain(others.map(|other| candidates.known + other))
    }

    fn stand_alone(&mut self, component: &Component) -> usize {
        let place = self.open(component.parts[0]);
        component.parts[1..].iter().for_each(|part| self.join(place, *part));
        place
    }

    /// Says that a component fits several; of the targets those below `known` are captures.
    fn fail_for_choice(
        &mut self,
        component: &Component,
        targets: &[usize],
        components: &[Component],
        known: usize,
    ) {
        let file = |part: usize| {
            let first = self.parts[part].documents.first();
            first.map(|document| self.documents[*document].file.clone()).unwrap_or_default()
        };
        let name = |target: &usize| match target.checked_sub(known) {
            Some(component) => file(components[component].parts[0]),
            None => match &self.all[*target].cluster {
                Some(cluster) => cluster.name.clone(),
                None => file(self.all[*target].parts[0]),
            },
        };
        let mut names: Vec<String> = targets.iter().map(name).collect();
        names.sort_unstable();
        let message = match names.as_slice() {
            // What fits it alone as well contradicts this.
            [only] => {
                format!("fits {only} alone, and so do objects of other nodes: read one cluster at a time")
            }
            names => {
                let (count, more) = match names.len() {
                    count @ ..=MOST_NAMED => (count.to_string(), ""),
                    _ => (format!("more than {MOST_NAMED}"), " and others"),
                };
                let shown = names[..names.len().min(MOST_NAMED)].join(", ");
                format!("holds objects that do not say their cluster, and there are {count}: {shown}{more}")
            }
        };
        component.parts.iter().for_each(|part| self.fail(*part, message.clone()));
    }

    /// The places of the parts, in the order in which the captures appear.
    fn finish(self) -> (Vec<Option<usize>>, Vec<Error>) {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|place| self.all[*place].parts.iter().min().copied());
        let mut places = vec![None; self.parts.len()];
        for (rank, place) in order.into_iter().enumerate() {
            for part in &self.all[place].parts {
                places[*part] = Some(rank);
            }
        }
        (places, self.errors)
    }
}

/// Those of a list that wait; the others are forgotten.
fn still_waiting<'l>(list: Option<&'l mut Vec<usize>>, waiting: &BTreeSet<usize>) -> &'l [usize] {
    let Some(list) = list else { return &[] };
    list.retain(|part| waiting.contains(part));
    list
}

/// The only one that fits.
fn only(places: impl IntoIterator<Item = usize>, fits: impl Fn(&usize) -> bool) -> Option<usize> {
    let mut fitting = places.into_iter().filter(fits);
    fitting.next().filter(|_| fitting.next().is_none())
}
