//! The facts that a plan rests on: where one of them is another, the trial says nothing any more.

use crate::advice::plan::Step;
use crate::model::{Cluster, ClusterProperty, MigrationListName, Network, NetworkId, Subject};
use crate::rules::Target;
use crate::words::{self, Fact};
use serde::Serialize;

/// One fact.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Relied {
    /// What it is about.
    pub target: Target,
    /// The property; `Interfaces` of a network are its nodes with the state of their adapters there.
    pub property: &'static str,
    /// Its value; a metric that the cluster chose is `automatic`.
    pub value: Fact,
}

/// What the trial of the steps rests on, without what they change themselves.
pub(super) fn relied(cluster: &Cluster, steps: &[Step]) -> Vec<Relied> {
    let mut all = facts(cluster);
    let is_written = |one: &Relied| {
        steps.iter().any(|step| {
            let change = &step.link.change;
            let is_metric = words::property(change) == "AutoMetric" && one.property == "Metric";
            let is_it = is_metric || words::property(change) == one.property;
            is_it && target(cluster, change.subject()) == one.target
        })
    };
    all.retain(|one| !is_written(one));
    all
}

fn target(cluster: &Cluster, subject: Subject) -> Target {
    match subject {
        Subject::Cluster => Target::cluster(cluster),
        Subject::Network(network) => Target::network(&cluster.networks[network]),
        Subject::Volume(volume) => Target::volume(cluster.volume(volume)),
        Subject::Host(node) => Target::host(&cluster.nodes[node]),
    }
}

/// All of them.
pub(super) fn facts(cluster: &Cluster) -> Vec<Relied> {
    let mut all = Vec::new();
    let whole = Target::cluster(cluster);
    let mut add = |target: &Target, property, value: Fact| {
        all.push(Relied { target: target.clone(), property, value });
    };
    add(&whole, "Windows", cluster.windows.version.map(|version| version.name()).into());
    let client = ClusterProperty::UseClientAccessNetworksForSharedVolumes;
    add(&whole, client.name(), client.of(&cluster.settings).into());
    for list in [MigrationListName::Order, MigrationListName::Exclude] {
        add(&whole, list.name(), list.of(cluster).map(|list| list.text.as_str()).into());
    }
    for node in &cluster.nodes {
        let state = node.up.map(|up| if up { "Up" } else { "Down" });
        add(&Target::node(node), "State", state.into());
    }
    for (id, network) in cluster.networks_by_id() {
        let target = Target::network(network);
        add(&target, "Role", network.role.into());
        add(&target, "State", format!("{:?}", network.state).into());
        add(&target, "Metric", metric(network));
        add(&target, "Interfaces", interfaces(cluster, id));
    }
    all
}

/// A number that the cluster chose is its own and changes with others.
fn metric(network: &Network) -> Fact {
    match network.auto_metric {
        Some(true) => "automatic".into(),
        _ => network.metric.into(),
    }
}

fn interfaces(cluster: &Cluster, network: NetworkId) -> Fact {
    let on = cluster.interfaces.iter().filter(|interface| interface.network == network);
    let mut all: Vec<String> =
        on.map(|one| format!("{} {:?}", cluster.nodes[one.node].name, one.state)).collect();
    all.sort();
    all.into()
}
