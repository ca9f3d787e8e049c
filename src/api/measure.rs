//! "Explain the metrics": where every network's metric comes from, and what NetFT makes of it.

use super::answers::{Reply, ask_each, ask_of_clusters};
use super::entry::{Entry, Subject};
use super::input::Input;
use super::named::{Kind, Named, somewhere};
use super::options::{WhatIf, WireWhatIf, one_or_many};
use super::request::Request;
use crate::engine::metric::{self, Explained, Measured, Scheme, Verdict};
use crate::error::Error;
use crate::model::{Cluster, NetworkId, NetworkState, Role};
use crate::parallel::Work;
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "measure";

/// The names of its options.
pub const OPTIONS: &[&str] = &["windows_version", "without", "set", "network"];

/// Which metrics are asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// Networks by name, with `*` and `?`, or id; empty for all.
    pub network: Vec<String>,
}

impl Options {
    fn named(&self) -> Named<'_> {
        Named { option: "options.network", kind: Kind::Network, names: &self.network }
    }
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// Networks by name, with `*` and `?`, or id; empty for all.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    network: Vec<String>,
}

/// The metrics of one cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Which rules the automatic values follow.
    pub scheme: Scheme,
    /// The evidence for the scheme.
    pub scheme_because: String,
    /// By metric and name.
    pub networks: Vec<NetworkMetric>,
}

/// One network's metric.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NetworkMetric {
    /// The network's GUID.
    pub id: Option<String>,
    /// The network's name.
    pub name: String,
    /// Its role.
    pub role: Option<Role>,
    /// Its state.
    pub state: NetworkState,
    /// Its metric.
    pub metric: Option<u32>,
    /// Whether the cluster chose it.
    pub auto_metric: Option<bool>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The parts of the value, when they are known.
    pub explained: Option<Explained>,
    /// The value the adapters call for, when they are known and agree.
    pub predicted: Option<Predicted>,
    /// 1 is what NetFT prefers; equal metrics share a rank; null for networks that carry no cluster traffic: by their
    /// role, or because they are down.
    pub rank: Option<usize>,
    /// The evidence.
    pub because: Vec<Said>,
}

/// The class value without its tie-breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Predicted {
    /// The metric of the first network of this class.
    pub metric: u32,
    /// What it was computed from.
    #[cfg_attr(feature = "json-schema", schemars(extend("enum" = ["adapters"])))]
    pub from: &'static str,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let options = |request: &Request<'_>| {
        let WireOptions { what_if, network } = request.options(OPTIONS)?;
        Ok(Options { what_if: what_if.try_into()?, network })
    };
    ask_of_clusters(NAME, request, options, each)
}

/// Gives the answer of each cluster in the input; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(&options.what_if, work);
    let somewhere = somewhere(&subjects, &[options.named()]);
    let of = |subject: &Subject| {
        let wanted = options.named().find(&subject.cluster, &somewhere)?;
        Ok(of_networks(subject, |network| wanted.is_empty() || wanted.contains(&network.place())))
    };
    errors.extend(ask_each(&subjects, work, of, give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject) -> Entry<Answer> {
    of_networks(subject, |_| true)
}

/// The answer for one cluster without the networks that nobody asked for; they count in the ranks all the same.
fn of_networks(subject: &Subject, is_wanted: impl Fn(NetworkId) -> bool) -> Entry<Answer> {
    let cluster = &subject.cluster;
    let measure = metric::measure(cluster);
    let networks = measure.networks.iter().filter(|measured| is_wanted(measured.network));
    subject.entry(Answer {
        scheme: measure.scheme,
        scheme_because: words::scheme_evidence(cluster, &measure),
        networks: networks.map(|measured| network(cluster, measured)).collect(),
    })
}

fn network(cluster: &Cluster, measured: &Measured) -> NetworkMetric {
    let network = &cluster.networks[measured.network];
    NetworkMetric {
        id: network.id.clone(),
        name: network.name.clone(),
        role: network.role,
        state: network.state,
        metric: network.metric,
        auto_metric: network.auto_metric,
        verdict: measured.verdict,
        explained: measured.explained,
        predicted: measured.predicted.map(|metric| Predicted { metric, from: "adapters" }),
        rank: measured.rank,
        because: measured.because.iter().map(|reason| words::metric_reason(*reason)).collect(),
    }
}
