//! The names in an option: each fits what is called so and, with `*` and `?`, whatever it describes.

use crate::engine::what_if::{unknown, unknown_as};
use crate::error::Error;
use crate::model::Cluster;
use crate::names::{fits, is_pattern, same};
use std::collections::BTreeSet;

use super::entry::Subject;

/// What the names of an option are of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Node,
    Network,
    Volume,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Node => "node",
            Kind::Network => "network",
            Kind::Volume => "volume",
        }
    }

    /// The names that a cluster has, in the order of its list.
    fn known(self, cluster: &Cluster) -> Vec<&str> {
        match self {
            Kind::Node => cluster.nodes.iter().map(|node| node.name.as_str()).collect(),
            Kind::Network => cluster.networks.iter().map(|network| network.name.as_str()).collect(),
            Kind::Volume => cluster.volumes.iter().flatten().map(|volume| volume.name.as_str()).collect(),
        }
    }

    /// The places of what a name fits. The name itself comes first: it may hold the character `*`.
    fn places(self, cluster: &Cluster, name: &str) -> Vec<usize> {
        let known = self.known(cluster);
        let places = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let named = known.iter().enumerate().filter(|(_, known)| is(known));
            named.map(|(place, _)| place).collect()
        };
        let called = places(&|known| same(known, name));
        if !called.is_empty() {
            return called;
        }
        let by_id = if let Kind::Network = self { cluster.find_network(name) } else { None };
        match by_id {
            Some(network) => vec![network.place()],
            None if is_pattern(name) => places(&|known| fits(name, known)),
            None => Vec::new(),
        }
    }
}

/// The names in one option.
pub(super) struct Named<'o> {
    /// Where they stand in a request.
    pub(super) option: &'static str,
    pub(super) kind: Kind,
    pub(super) names: &'o [String],
}

/// Names that a cluster of the input has, by the option in which they stand; empty where there is one cluster.
pub(super) type Somewhere<'o> = BTreeSet<(&'static str, &'o str)>;

/// Which of the names there are somewhere among several clusters.
pub(super) fn somewhere<'o>(subjects: &[Subject], options: &[Named<'o>]) -> Somewhere<'o> {
    let mut found = Somewhere::new();
    if subjects.len() < 2 {
        return found;
    }
    for Named { option, kind, names } in options {
        let is_there = |name: &&String| {
            subjects.iter().any(|subject| !kind.places(&subject.cluster, name.trim()).is_empty())
        };
        found.extend(names.iter().filter(is_there).map(|name| (*option, name.as_str())));
    }
    found
}

impl Named<'_> {
    /// The places of what the names fit in the list of their kind; none when there is no name.
    ///
    /// A name that fits nothing is an error, so that a slip is not taken for an answer. Of several clusters, one that has
    /// another name of the list does not miss what belongs to the others.
    pub(super) fn find(&self, cluster: &Cluster, somewhere: &Somewhere<'_>) -> Result<Vec<usize>, Error> {
        let found = self.find_here(cluster, somewhere)?;
        match self.names.first().filter(|_| found.is_empty()) {
            Some(name) => Err(self.unknown(cluster, name)),
            None => Ok(found),
        }
    }

    /// The same, also when every name belongs to other clusters.
    pub(super) fn find_here(
        &self,
        cluster: &Cluster,
        somewhere: &Somewhere<'_>,
    ) -> Result<Vec<usize>, Error> {
        let mut found = BTreeSet::new();
        for name in self.names {
            let here = self.kind.places(cluster, name.trim());
            if here.is_empty() && !somewhere.contains(&(self.option, name.as_str())) {
                return Err(self.unknown(cluster, name));
            }
            found.extend(here);
        }
        Ok(found.into_iter().collect())
    }

    fn unknown(&self, cluster: &Cluster, name: &str) -> Error {
        let (kind, known) = (self.kind.word(), self.kind.known(cluster).into_iter());
        let error = match name.trim() {
            pattern if is_pattern(pattern) => {
                unknown_as(format!("no {kind} fits {pattern:?}"), pattern, known)
            }
            name => unknown(kind, name, known),
        };
        error.at(self.option)
    }
}
