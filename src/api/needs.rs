//! "Does the design serve its needs": a row for each need, with the networks that serve it and a judgement.

use super::answers::{Reply, ask_each, ask_of_clusters};
use super::entry::{Entry, Subject};
use super::input::Input;
use super::options::{WHAT_IF, WhatIf, WireWhatIf};
use super::request::Request;
use crate::advice::needs::{self, Check, Served};
use crate::advice::said;
use crate::error::Error;
use crate::model::Cluster;
use crate::parallel::Work;
use crate::words::{self, Said};
use serde::Serialize;

pub use crate::advice::needs::Verdict;

/// The name of the question.
pub const NAME: &str = "needs";

/// The names of its options.
pub const OPTIONS: &[&str] = &WHAT_IF;

/// The needs of one cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// One row for each need, always in the same order.
    pub needs: Vec<NeedRow>,
    /// What a design needs besides networks; what the capture does not tell is unknown.
    pub checks: Vec<CheckRow>,
}

/// One thing that is looked at.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct CheckRow {
    /// What it is, and what was found.
    #[serde(flatten)]
    pub said: Said,
    /// The judgement.
    pub verdict: Verdict,
    /// The command that tells what is not captured; null where nothing is missing.
    pub collect: Option<&'static str>,
}

/// One need, and what serves it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NeedRow {
    /// Such as `live_migration`.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = [
        "management", "vm", "heartbeat", "csv", "live_migration", "iscsi_host", "iscsi_guest", "backup", "replica"
    ])))]
    pub need: &'static str,
    /// The judgement.
    pub verdict: Verdict,
    /// The names of the networks that serve it now.
    pub networks: Vec<String>,
    /// Other needs that use one of these networks.
    pub shared_with: Vec<&'static str>,
    /// What it takes, in Gbit/s; null where bandwidth is no question.
    pub required_gbps: Option<f64>,
    /// What is there, of all ways the least, in Gbit/s; null when it is not known.
    pub present_gbps: Option<f64>,
    /// The names of the networks that take over.
    pub spare: Vec<String>,
    /// What the judgement rests on.
    pub reasons: Vec<Said>,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireWhatIf, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let options = |request: &Request<'_>| WhatIf::try_from(request.options::<WireWhatIf>(OPTIONS)?);
    ask_of_clusters(NAME, request, options, each)
}

/// Gives the answer of each cluster in the input; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &WhatIf,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(options, work);
    errors.extend(ask_each(&subjects, work, answer, give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject) -> Result<Entry<Answer>, Error> {
    let cluster = &subject.cluster;
    let rows = needs::needs(cluster)?;
    let check = |check: Check| CheckRow {
        said: said::check(check),
        verdict: check.verdict(),
        collect: check.collect(),
    };
    Ok(subject.entry(Answer {
        needs: rows.iter().map(|served| row(cluster, served)).collect(),
        checks: needs::checks(cluster, &rows).into_iter().map(check).collect(),
    }))
}

fn row(cluster: &Cluster, served: &Served) -> NeedRow {
    let names = |of| words::networks(cluster, of).into_iter().map(str::to_owned).collect();
    NeedRow {
        need: served.need.word(),
        verdict: served.verdict,
        networks: names(&served.networks),
        shared_with: served.shared_with.iter().map(|need| need.word()).collect(),
        required_gbps: served.required_gbps,
        present_gbps: served.present_gbps,
        spare: names(&served.spare),
        reasons: served.reasons.iter().map(|reason| said::need(served, reason)).collect(),
    }
}
