//! "Which way does traffic go": the networks of every kind of traffic between every two nodes, and why.

use super::answers::{MAX_REPLY, Reply, ask_each, ask_of_clusters, too_large};
use super::entry::{Entry, Subject};
use super::input::Input;
use super::named::{Kind, Named, Somewhere, somewhere};
use super::options::{WhatIf, WireWhatIf, one_or_many};
use super::request::Request;
use crate::engine::route::migration::MigrationOrder;
use crate::engine::route::reach::Reach;
use crate::engine::route::{self, Carries, Certainty, Choice, Filter, Mechanism, Mode, Traffic};
use crate::error::Error;
use crate::model::{Cluster, NetworkId, NodeId, VolumeId};
use crate::parallel::Work;
use crate::words::{self, Said};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// The name of the question.
pub const NAME: &str = "resolve";

/// The names of its options.
pub const OPTIONS: &[&str] =
    &["windows_version", "without", "set", "traffic", "from", "to", "volume", "network"];

/// Which routes are asked for; what is empty asks for all. Names take `*` and `?`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// Kinds of traffic.
    pub traffic: Vec<Traffic>,
    /// Sending nodes.
    pub from: Vec<String>,
    /// Receiving nodes: for CSV traffic the coordinator.
    pub to: Vec<String>,
    /// Volumes.
    pub volume: Vec<String>,
    /// Networks by name or id: routes that use one of them, or would when others fail.
    pub network: Vec<String>,
}

impl Options {
    fn named(&self) -> [Named<'_>; 4] {
        [
            Named { option: "options.from", kind: Kind::Node, names: &self.from },
            Named { option: "options.to", kind: Kind::Node, names: &self.to },
            Named { option: "options.volume", kind: Kind::Volume, names: &self.volume },
            Named { option: "options.network", kind: Kind::Network, names: &self.network },
        ]
    }
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    /// Kinds of traffic.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<Traffic>"))]
    traffic: Vec<Traffic>,
    /// Sending nodes, with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    from: Vec<String>,
    /// Receiving nodes, with `*` and `?`: for CSV traffic the coordinator.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    to: Vec<String>,
    /// Volumes, with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    volume: Vec<String>,
    /// Networks by name, with `*` and `?`, or id: routes that use one of them, or would when others fail.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    network: Vec<String>,
}

/// The routes of one cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Sorted by traffic, volume, from, to.
    pub routes: Vec<Route>,
}

/// One route.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Route {
    /// The kind of traffic.
    pub traffic: Traffic,
    /// The volume, for CSV traffic.
    pub volume: Option<Arc<str>>,
    /// The sending node; null when the answer holds for the whole cluster.
    pub from: Option<Arc<str>>,
    /// The receiving node: for CSV traffic the coordinator.
    pub to: Option<Arc<str>>,
    /// How the volume is reached; null unless CSV.
    pub mode: Option<Mode>,
    /// What crosses the network.
    pub carries: Carries,
    /// Both ends are one node: no network is involved.
    pub local: bool,
    /// Who chooses the network.
    pub mechanism: Mechanism,
    /// `networks` are the two ends of one path, the sender's first, and not parallel.
    pub routed: bool,
    /// The networks in use now, in parallel when several and not `routed`.
    pub networks: Arc<[NetworkRef]>,
    /// The others in the order they would take over.
    pub failover: Arc<[NetworkRef]>,
    /// `false`: the facts leave more than one possibility, and `networks` lists them.
    pub determined: bool,
    /// How sure the answer is.
    pub certainty: Certainty,
    /// The reasons.
    pub because: Arc<[Said]>,
    /// Sum of the parallel networks' link speeds in Gbit/s; null when one is unknown.
    pub bandwidth_gbps: Option<f64>,
    /// Under a what-if question: the route as it is, where it is another one; else null.
    pub before: Option<Before>,
}

/// A route as it is, before a what-if question changes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Before {
    /// How the volume is reached; null unless CSV.
    pub mode: Option<Mode>,
    /// Both ends are one node: no network is involved.
    pub local: bool,
    /// The networks in use.
    pub networks: Arc<[NetworkRef]>,
    /// `networks` are the two ends of one path.
    pub routed: bool,
    /// `false`: `networks` are possibilities.
    pub determined: bool,
}

/// A network by its names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NetworkRef {
    /// The GUID.
    pub id: Option<Arc<str>>,
    /// The name.
    pub name: Arc<str>,
}

impl NetworkRef {
    /// Bytes in JSON, at least.
    fn size(&self) -> usize {
        self.name.len() + self.id.as_ref().map_or(0, |id| id.len())
    }
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let options = |request: &Request<'_>| {
        let WireOptions { what_if, traffic, from, to, volume, network } = request.options(OPTIONS)?;
        Ok(Options { what_if: what_if.try_into()?, traffic, from, to, volume, network })
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
    let somewhere = somewhere(&subjects, &options.named());
    errors.extend(ask_each(&subjects, work, |subject| among(subject, options, &somewhere), give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    among(subject, options, &Somewhere::new())
}

/// The answer for one of several clusters, some of which have these names.
fn among(subject: &Subject, options: &Options, somewhere: &Somewhere<'_>) -> Result<Entry<Answer>, Error> {
    let cluster = &subject.cluster;
    let reach = Reach::new(cluster);
    let found = route::resolve(&reach, &MigrationOrder::new(&reach), &filter(cluster, options, somewhere)?);
    let mut wording = Wording::new(cluster);
    let mut routes: Vec<Route> =
        found.routes.iter().map(|route| wording.route(route)).collect::<Result<_, _>>()?;
    if let Some(before) = &subject.before {
        for (route, (is, before)) in routes.iter_mut().zip(as_it_is(before, &found.routes)) {
            route.before = before.filter(|before| differs(is, before)).map(|before| Before {
                mode: before.mode,
                local: before.local,
                networks: wording.refs(&before.networks),
                routed: before.routed,
                determined: before.determined,
            });
        }
    }
    Ok(subject.entry(Answer { routes }))
}

/// Each route under a what-if question, with the one that it is without it. What is lost is down and not removed, so that
/// networks, nodes and volumes are the same on both sides.
fn as_it_is<'r>(
    before: &Cluster,
    routes: &'r [route::Route],
) -> impl Iterator<Item = (&'r route::Route, Option<route::Route>)> {
    let reach = Reach::new(before);
    // Whose traffic it is; another coordinator makes no other route of one node's I/O.
    let key = |route: &route::Route| {
        let to = route.to.filter(|_| route.traffic != Traffic::Csv);
        (route.traffic, route.volume, route.from, to)
    };
    let all = route::resolve(&reach, &MigrationOrder::new(&reach), &Filter::default()).routes;
    let all: HashMap<_, route::Route> = all.into_iter().map(|route| (key(&route), route)).collect();
    routes.iter().map(move |route| (route, all.get(&key(route)).cloned()))
}

fn differs(is: &route::Route, was: &route::Route) -> bool {
    let of = |route: &route::Route| (route.mode, route.local, route.routed, route.determined);
    // How the coordinator itself reaches its volume moves no traffic.
    !(is.local && was.local) && (of(is) != of(was) || is.networks != was.networks)
}

fn filter(cluster: &Cluster, options: &Options, somewhere: &Somewhere<'_>) -> Result<Filter, Error> {
    let [from, to, volume, network] = options.named();
    let find = |named: Named<'_>| named.find(cluster, somewhere);
    Ok(Filter {
        traffic: options.traffic.clone(),
        from: find(from)?.into_iter().map(NodeId::at).collect(),
        to: find(to)?.into_iter().map(NodeId::at).collect(),
        volume: find(volume)?.into_iter().map(VolumeId::at).collect(),
        network: find(network)?.into_iter().map(NetworkId::at).collect(),
    })
}

/// What one choice is on the wire, made once for all routes that share it.
struct Worded {
    networks: Arc<[NetworkRef]>,
    failover: Arc<[NetworkRef]>,
    because: Arc<[Said]>,
    /// Bytes of all three in JSON, at least.
    size: usize,
}

/// Bytes of a route in JSON without its names, its networks and its reasons, at least.
const SKELETON: usize = 200;

/// Routes by name.
struct Wording<'c> {
    cluster: &'c Cluster,
    networks: Vec<NetworkRef>,
    nodes: Vec<Arc<str>>,
    volumes: Vec<Arc<str>>,
    /// By the address of the choice, which its route keeps alive.
    worded: HashMap<*const Choice, Worded>,
    /// Bytes that are left for the answer: one that cannot be written is not made either.
    left: usize,
}

impl<'c> Wording<'c> {
    fn new(cluster: &'c Cluster) -> Self {
        let networks = cluster.networks.iter();
        let network = |n: &crate::model::Network| NetworkRef {
            id: n.id.as_deref().map(Into::into),
            name: n.name.as_str().into(),
        };
        Self {
            cluster,
            networks: networks.map(network).collect(),
            nodes: cluster.nodes.iter().map(|node| node.name.as_str().into()).collect(),
            volumes: cluster.volumes.iter().flatten().map(|volume| volume.name.as_str().into()).collect(),
            worded: HashMap::new(),
            left: MAX_REPLY,
        }
    }

    fn refs(&self, networks: &[NetworkId]) -> Arc<[NetworkRef]> {
        networks.iter().map(|n| self.networks[n.place()].clone()).collect()
    }

    fn route(&mut self, route: &route::Route) -> Result<Route, Error> {
        let cluster = self.cluster;
        let choice = route.choice();
        let key = Arc::as_ptr(choice);
        if !self.worded.contains_key(&key) {
            let said = choice.because.iter().map(|reason| words::reason(cluster, reason));
            let (networks, failover) = (self.refs(&choice.networks), self.refs(&choice.failover));
            let because: Arc<[Said]> = said.collect();
            let refs = networks.iter().chain(failover.iter()).map(NetworkRef::size);
            let size = refs.chain(because.iter().map(Said::size)).sum();
            let worded = Worded { networks, failover, because, size };
            self.worded.insert(key, worded);
        }
        let worded = &self.worded[&key];
        let because = match (&route.mode_because, &route.remark) {
            (None, None) => worded.because.clone(),
            (first, last) => {
                let say = |reason: &Option<route::Reason>| {
                    reason.as_ref().map(|reason| words::reason(cluster, reason))
                };
                say(first).into_iter().chain(worded.because.iter().cloned()).chain(say(last)).collect()
            }
        };
        let own = [
            because.first().filter(|_| route.mode_because.is_some()),
            because.last().filter(|_| route.remark.is_some()),
        ];
        let size = SKELETON + worded.size + own.into_iter().flatten().map(Said::size).sum::<usize>();
        self.left = self.left.checked_sub(size).ok_or_else(|| too_large(MAX_REPLY))?;
        Ok(Route {
            traffic: route.traffic,
            volume: route.volume.map(|volume| self.volumes[volume.place()].clone()),
            from: route.from.map(|node| self.nodes[node.place()].clone()),
            to: route.to.map(|node| self.nodes[node.place()].clone()),
            mode: route.mode,
            carries: route.carries,
            local: route.local,
            mechanism: route.mechanism,
            routed: route.routed,
            networks: worded.networks.clone(),
            failover: worded.failover.clone(),
            determined: route.determined,
            certainty: route.certainty,
            because,
            bandwidth_gbps: route.bandwidth_gbps,
            before: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Network, Node, Role, Volume};

    #[test]
    fn what_a_route_is_charged_is_no_more_than_it_is_long() {
        let named = |name: &str, n: usize| format!("{name}{n} {}", "x".repeat(300));
        let network = |n: usize| Network {
            name: named("W", n),
            role: Some(Role::ClusterAndClient),
            metric: Some(n as u32 + 1),
            ..Network::default()
        };
        let cluster = Cluster {
            nodes: (0..6).map(|n| Node { name: named("N", n), ..Node::default() }).collect(),
            networks: (0..9).map(network).collect(),
            volumes: Some(vec![Volume {
                name: named("V", 0),
                redirected_access: Some(true),
                ..Volume::default()
            }]),
            ..Cluster::default()
        };
        let reach = Reach::new(&cluster);
        let found = route::resolve(&reach, &MigrationOrder::new(&reach), &Filter::default());
        let mut wording = Wording::new(&cluster);
        for route in &found.routes {
            let before = wording.left;
            let json = serde_json::to_vec(&wording.route(route).unwrap()).unwrap().len();
            let charged = before - wording.left;
            assert!(charged <= json && charged * 4 > json, "{charged} for {json}");
        }
        wording.left = 100;
        assert_eq!(wording.route(&found.routes[0]).unwrap_err().code, crate::error::Code::TooLarge);
    }
}
