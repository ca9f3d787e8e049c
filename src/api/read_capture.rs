//! "What does this hold": the sections of every cluster, in the form that every question takes.

use super::answers::{Reply, ask_of_clusters};
use super::entry::{Entry, Subject, tail};
use super::input::Input;
use super::options::WhatIf;
use crate::capture::{Capture, anonymize::anonymize, sort::Sorted};
use crate::error::Error;
use crate::model::{Cluster, Unusable};
use crate::parallel::Work;
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "read_capture";

/// The names of its options.
pub const OPTIONS: &[&str] = &["anonymize"];

/// What is done with the captures.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "ReadCaptureOptions"))]
#[serde(default)]
pub struct Options {
    /// Replace names, addresses, ids and paths, the same everywhere in the answer, so that others may see it; what routes
    /// and rules rest on stays.
    pub anonymize: bool,
}

/// What was read of one cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// The sections with their origin: an entry of `captures` in a request, or a file of its own.
    #[cfg_attr(
        feature = "json-schema",
        schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")
    )]
    pub capture: Capture,
    /// What the cluster has by it.
    pub counts: Counts,
    /// Where its sources contradict each other.
    pub contradictions: Vec<Said>,
}

/// How much of each there is, as every question sees the cluster: a node counts that only an interface or the state of
/// a volume names. What is not captured is null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Networks.
    pub networks: usize,
    /// Interfaces, those that follow from the addresses of hosts among them.
    pub interfaces: Option<usize>,
    /// Nodes.
    pub nodes: Option<usize>,
    /// Shared volumes.
    pub shared_volumes: Option<usize>,
}

impl From<&Cluster> for Counts {
    fn from(cluster: &Cluster) -> Self {
        Self {
            networks: cluster.networks.len(),
            interfaces: known(cluster.interfaces.len()),
            nodes: known(cluster.nodes.len()),
            shared_volumes: cluster.volumes.as_ref().map(Vec::len),
        }
    }
}

/// No cluster is without what is counted here: none is not captured.
fn known(count: usize) -> Option<usize> {
    (count > 0).then_some(count)
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<Options, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    ask_of_clusters(NAME, request, |request| request.options::<Options>(OPTIONS), each)
}

/// Gives what was read of each cluster; what could not be read comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let Sorted { mut captures, mut errors } = input.captures(work);
    if options.anonymize {
        (captures, errors) = anonymize(&captures, &errors);
    }
    let several = captures.len() > 1;
    let subjects = work.map(&captures, || (), |(), capture| Subject::new(capture, &WhatIf::default()));
    for (capture, subject) in captures.into_iter().zip(subjects) {
        match subject {
            Ok(subject) => {
                let contradictions = contradictions(&subject);
                let counts = Counts::from(&subject.cluster);
                give(subject.entry(Answer { capture, counts, contradictions }));
            }
            Err(error) => {
                let sources = tail(&capture).sources;
                errors.push(super::entry::locate(error, &sources, capture.label(), several));
            }
        }
    }
    errors
}

fn contradictions(subject: &Subject) -> Vec<Said> {
    let of_sources = |what: &Unusable| matches!(what, Unusable::SourcesDiffer { .. } | Unusable::Said { .. });
    let problems = subject.cluster.problems.iter().filter(|problem| of_sources(&problem.what));
    problems.map(words::problem).collect()
}
