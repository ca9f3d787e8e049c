//! What a rule reports.

use super::Need;
use crate::engine::route::Certainty;
use crate::model::{Change, Cluster, Network, Node, NodeId, Volume};
use crate::visible::{shown, visible};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

impl TargetKind {
    /// As it is written in answers.
    pub fn word(self) -> &'static str {
        match self {
            TargetKind::Cluster => "cluster",
            TargetKind::Network => "network",
            TargetKind::Interface => "interface",
            TargetKind::Node => "node",
            TargetKind::Volume => "volume",
            TargetKind::Host => "host",
        }
    }
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
    /// The name as it can be shown, with escapes; only where it holds what acts on a terminal or is not seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
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
        let shown = match visible(name) {
            Cow::Borrowed(_) => None,
            Cow::Owned(shown) => Some(shown),
        };
        Self { kind, id: None, name: name.to_owned(), shown }
    }
}

pub use crate::words::Fact as Evidence;

/// Something that a finding takes for granted because the capture does not tell it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assumed {
    /// What is taken for granted.
    pub what: Cow<'static, str>,
    /// The command that settles it.
    pub settle: &'static str,
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
    /// What it is about, the first before all.
    pub targets: Vec<Target>,
    /// One sentence with the actual values.
    pub message: String,
    /// The values, by name.
    pub evidence: Vec<(&'static str, Evidence)>,
    /// What to do, in words: what only hands can do, and when a change is right.
    pub advice: String,
    /// What to change, in this order. Nothing of it is printed before it was tried.
    pub changes: Vec<Change>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it takes for granted.
    pub assumes: Vec<Assumed>,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// The pairs of nodes that it is about; empty for all, or where it is about no pairs.
    pub pairs: Vec<(NodeId, NodeId)>,
    /// The nodes on which something is broken or missing: what their pairs lack follows from it.
    pub at_fault: Vec<NodeId>,
}

impl Hit {
    /// A hit that follows from captured facts, without evidence yet.
    pub fn new(target: Target, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            targets: vec![target],
            message: shown(message),
            evidence: Vec::new(),
            advice: shown(advice),
            changes: Vec::new(),
            certainty: Certainty::Computed,
            assumes: Vec::new(),
            severity: None,
            pairs: Vec::new(),
            at_fault: Vec::new(),
        }
    }

    /// The same hit with one more value it rests on.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Evidence>) -> Self {
        self.evidence.push((name, value.into()));
        self
    }

    /// The same hit, about these as well.
    #[must_use]
    pub fn about(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        let mut known: BTreeSet<Target> = self.targets.iter().cloned().collect();
        self.targets.extend(targets.into_iter().filter(|target| known.insert(target.clone())));
        self
    }

    /// The same hit with changes that mend it.
    #[must_use]
    pub fn change(mut self, changes: impl IntoIterator<Item = Change>) -> Self {
        self.changes.extend(changes);
        self
    }

    /// The same hit, which Windows itself reports.
    #[must_use]
    pub fn observed(mut self) -> Self {
        self.certainty = self.certainty.min(Certainty::Observed);
        self
    }

    /// The same hit, at most this sure.
    #[must_use]
    pub fn at_most(mut self, certainty: Certainty) -> Self {
        self.certainty = self.certainty.max(certainty);
        self
    }

    /// The same hit, which takes something for granted.
    #[must_use]
    pub fn assuming(mut self, what: impl Into<Cow<'static, str>>, settle: &'static str) -> Self {
        let assumed = Assumed { what: what.into(), settle };
        if !self.assumes.contains(&assumed) {
            self.assumes.push(assumed);
        }
        self.at_most(Certainty::Assumed)
    }

    /// The same hit, whose cause is on these nodes.
    #[must_use]
    pub fn at_fault(mut self, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        self.at_fault.extend(nodes);
        self
    }

    /// The same hit, as bad as this instead of what the rule says.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }
}

/// One finding, complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Why it matters, as the rule's page says.
    pub why: String,
    /// The authoritative source.
    pub reference: &'static str,
    /// What was found.
    pub hit: Hit,
}

impl Finding {
    /// What it is about before all.
    pub fn target(&self) -> &Target {
        &self.hit.targets[0]
    }
}

/// Why a rule was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipKind {
    /// It does not hold for this cluster.
    DoesNotApply,
    /// A fact is missing that would tell.
    LacksFacts,
}

/// A rule that did not run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The rule's id.
    pub rule: &'static str,
    /// Whether it does not apply, or could not be checked.
    pub kind: SkipKind,
    /// Why.
    pub reason: Cow<'static, str>,
    /// What is missing.
    pub needs: Vec<Need>,
}
