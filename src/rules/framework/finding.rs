//! What a rule reports.

use crate::model::{Cluster, Interface, Network, Node, Role, Volume};
use serde::Serialize;
use std::borrow::Cow;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

    /// A node's interface on a network.
    pub fn interface(interface: &Interface) -> Self {
        Self::named(TargetKind::Interface, &interface.name)
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

/// A value a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Evidence {
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// Not known.
    Unknown,
}

impl From<bool> for Evidence {
    fn from(flag: bool) -> Self {
        Evidence::Flag(flag)
    }
}

impl From<u32> for Evidence {
    fn from(number: u32) -> Self {
        Evidence::Number(i64::from(number))
    }
}

impl From<usize> for Evidence {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Evidence::Unknown, Evidence::Number)
    }
}

impl From<&str> for Evidence {
    fn from(text: &str) -> Self {
        Evidence::Text(text.to_owned())
    }
}

impl From<String> for Evidence {
    fn from(text: String) -> Self {
        Evidence::Text(text)
    }
}

impl From<Vec<String>> for Evidence {
    fn from(texts: Vec<String>) -> Self {
        Evidence::List(texts)
    }
}

impl From<Role> for Evidence {
    /// The number, as the property `Role` holds it.
    fn from(role: Role) -> Self {
        Evidence::Number(match role {
            Role::None => 0,
            Role::Cluster => 1,
            Role::Client => 2,
            Role::ClusterAndClient => 3,
        })
    }
}

impl<T: Into<Evidence>> From<Option<T>> for Evidence {
    fn from(value: Option<T>) -> Self {
        value.map_or(Evidence::Unknown, Into::into)
    }
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// What a rule's check reports; the frame adds the rule's own facts.
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
    #[serde(serialize_with = "as_map")]
    pub evidence: Vec<(&'static str, Evidence)>,
    /// What to do.
    pub fix: Fix,
    /// The authoritative source.
    pub reference: &'static str,
}

/// A rule that did not run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// The rule's id.
    pub rule: &'static str,
    /// Why.
    pub reason: Cow<'static, str>,
    /// The sections or properties that are missing.
    pub needs: Vec<&'static str>,
}

fn as_map<S: serde::Serializer>(
    pairs: &[(&'static str, Evidence)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
