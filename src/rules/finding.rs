//! What a rule reports.

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

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// In words.
    pub text: String,
    /// The PowerShell command, when there is one that is right as it stands.
    pub command: Option<String>,
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
