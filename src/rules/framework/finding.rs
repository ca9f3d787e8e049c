//! What a rule reports.

use crate::model::{Cluster, Network, Node, Volume};
use crate::words;
use serde::Serialize;
use std::borrow::Cow;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something is broken or will break.
    Error,
    /// Something works, but not as it should or not for long.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// As it is written in answers.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The whole cluster.
    Cluster,
    /// A cluster network.
    Network,
    /// A node's interface on a network.
    Interface,
    /// A node.
    Node,
    /// A Cluster Shared Volume.
    Volume,
    /// A Hyper-V host's own settings.
    Host,
}

/// What a finding is about, by its names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Target {
    /// The kind.
    pub kind: TargetKind,
    /// The GUID, where the kind has one.
    pub id: Option<String>,
    /// The name.
    pub name: String,
}

impl Target {
    /// The whole cluster.
    pub fn cluster(cluster: &Cluster) -> Self {
        Self::named(TargetKind::Cluster, cluster.name.as_deref().unwrap_or("cluster"))
    }

    /// A cluster network.
    pub fn network(network: &Network) -> Self {
        Self { id: network.id.clone(), ..Self::named(TargetKind::Network, &network.name) }
    }

    /// A node's interface on a network, by its name.
    pub fn interface(name: &str) -> Self {
        Self::named(TargetKind::Interface, name)
    }

    /// A node.
    pub fn node(node: &Node) -> Self {
        Self::named(TargetKind::Node, &node.name)
    }

    /// A Cluster Shared Volume.
    pub fn volume(volume: &Volume) -> Self {
        Self::named(TargetKind::Volume, &volume.name)
    }

    /// A Hyper-V host's own settings.
    pub fn host(node: &Node) -> Self {
        Self::named(TargetKind::Host, &node.name)
    }

    fn named(kind: TargetKind, name: &str) -> Self {
        Self { kind, id: None, name: name.to_owned() }
    }
}

pub use crate::words::Fact as Evidence;

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// In words.
    pub text: String,
    /// The PowerShell command, when there is one that is right as it stands.
    pub command: Option<String>,
}

impl Fix {
    /// A fix that takes judgement or hands.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), command: None }
    }

    /// A fix that one command makes.
    pub fn command(text: impl Into<String>, command: String) -> Self {
        Self { text: text.into(), command: Some(command) }
    }
}

/// What a rule's check finds: ids and numbers, and how they are said. A check makes no sentence.
pub trait Facts: std::fmt::Debug {
    /// The finding in words, for the cluster that the facts are about.
    fn say(&self, cluster: &Cluster) -> Hit;
}

/// All that a check finds.
pub type Found = Vec<Box<dyn Facts>>;

/// Facts of one kind, as a check returns them.
pub fn found<F: Facts + 'static>(facts: impl IntoIterator<Item = F>) -> Found {
    facts.into_iter().map(|facts| Box::new(facts) as Box<dyn Facts>).collect()
}

/// One finding in words; the evaluation adds the rule's own facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What it is about.
    pub target: Target,
    /// One sentence with the actual values.
    pub message: String,
    /// The values, by name.
    pub evidence: Vec<(&'static str, Evidence)>,
    /// What to do.
    pub fix: Fix,
}

impl Hit {
    /// A hit without evidence yet.
    pub fn new(target: Target, message: impl Into<String>, fix: Fix) -> Self {
        Self { target, message: message.into(), evidence: Vec::new(), fix }
    }

    /// The same hit with one more value it rests on.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Evidence>) -> Self {
        self.evidence.push((name, value.into()));
        self
    }
}

/// One finding, complete.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// The rule's severity.
    pub severity: Severity,
    /// What it is about.
    pub target: Target,
    /// One sentence with the actual values.
    pub message: String,
    /// The values, by name.
    #[serde(serialize_with = "words::facts_by_name")]
    #[cfg_attr(feature = "json-schema", schemars(with = "std::collections::BTreeMap<String, Evidence>"))]
    pub evidence: Vec<(&'static str, Evidence)>,
    /// What to do.
    pub fix: Fix,
    /// The authoritative source.
    pub reference: &'static str,
}

/// A rule that did not run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Skipped {
    /// The rule's id.
    pub rule: &'static str,
    /// Why.
    pub reason: Cow<'static, str>,
    /// The sections or properties that are missing.
    pub needs: Vec<&'static str>,
}
