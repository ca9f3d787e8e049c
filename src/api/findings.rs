//! Findings and changes as answers have them.

use crate::advice::{Advice, Advised, Tried, said};
use crate::engine::route::Certainty;
use crate::model::{Change, Cluster, Subject};
use crate::rules::{self, Finding as Found, Severity, SkipKind, Skipped, Target};
use crate::visible::shown;
use crate::words::{self, Commands, Fact, Said, facts_by_name};
use serde::Serialize;

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it takes for granted, each with the command that settles it.
    pub assumes: Vec<Assumes>,
    /// What it is about, the first before all.
    pub targets: Vec<Target>,
    /// One sentence with the actual values.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// The values, by name.
    #[serde(serialize_with = "facts_by_name")]
    #[cfg_attr(feature = "json-schema", schemars(with = "std::collections::BTreeMap<String, Fact>"))]
    pub evidence: Vec<(&'static str, Fact)>,
    /// What follows from the same cause and is not listed by itself.
    pub explains: Vec<Explained>,
    /// The changes that mend it, in this order: ids in `changes` of the answer.
    pub changes: Vec<String>,
    /// What moves to other networks when they are made.
    pub moves: Vec<Said>,
    /// Changes that were tried and are not advised; null when there are none.
    pub withheld: Option<Withheld>,
    /// What to do, in words.
    pub advice: String,
    /// The authoritative source.
    pub reference: &'static str,
}

/// Something that is taken for granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Assumes {
    /// What.
    pub message: String,
    /// The command that settles it.
    pub collect: &'static str,
}

/// A finding that follows from another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Explained {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// One sentence.
    pub message: String,
}

/// Changes that are not advised, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Withheld {
    /// Each change in words.
    pub changes: Vec<String>,
    /// What the trial on the model showed.
    pub objection: Said,
}

/// A change that passed its trial on the model.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct ChangeOffered {
    /// What findings call it.
    pub id: String,
    /// Such as `network.role`.
    pub kind: &'static str,
    /// What is changed.
    pub target: Target,
    /// The property.
    pub property: &'static str,
    /// Its value now; null when it is not captured.
    pub old: Fact,
    /// Its value afterwards.
    pub new: Fact,
    /// One sentence.
    pub message: String,
    /// When it takes effect, and what it interrupts.
    pub effect: &'static str,
    /// What it moves to other networks, after the changes of its finding before it.
    pub moves: Vec<Said>,
    /// The commands; null for what no command makes, and where a name makes one unsafe.
    pub commands: Option<Commands>,
    /// Why a name makes a command unsafe; null where there are commands.
    pub no_commands: Option<String>,
}

/// The rules that say nothing about such a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NotApplicable {
    /// How many.
    pub count: usize,
    /// Their ids.
    pub rules: Vec<&'static str>,
}

/// A rule that lacks a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NotChecked {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// Why.
    pub reason: String,
    /// The sections or properties that are missing.
    pub needs: Vec<&'static str>,
    /// The commands that bring them.
    pub collect: Vec<&'static str>,
}

/// The findings of one cluster.
pub(super) fn findings(cluster: &Cluster, advice: &Advice) -> Vec<Finding> {
    advice.findings.iter().map(|advised| finding(cluster, advised)).collect()
}

fn finding(cluster: &Cluster, advised: &Advised) -> Finding {
    let Advised { finding: Found { rule, name, severity, why, reference, hit }, .. } = advised;
    let assumes = hit.assumes.iter();
    let assumes = assumes.map(|one| Assumes { message: shown(one.what.to_string()), collect: one.settle });
    let explained =
        |one: &Found| Explained { rule: one.rule, name: one.name, message: one.hit.message.clone() };
    let withheld = advised.withheld.as_ref().map(|(changes, objection)| Withheld {
        changes: changes.iter().map(|change| words::change(cluster, change).message).collect(),
        objection: said::objection(cluster, objection),
    });
    Finding {
        rule,
        name,
        severity: *severity,
        certainty: hit.certainty,
        assumes: assumes.collect(),
        targets: hit.targets.clone(),
        message: hit.message.clone(),
        why: why.clone(),
        evidence: hit.evidence.clone(),
        explains: advised.explains.iter().map(explained).collect(),
        changes: advised.changes.iter().map(|&place| id(place)).collect(),
        moves: advised.moves.iter().map(|one| said::moved(cluster, one)).collect(),
        withheld,
        advice: hit.advice.clone(),
        reference,
    }
}

fn id(place: usize) -> String {
    format!("c{}", place + 1)
}

/// The changes that the findings name.
pub(super) fn changes(cluster: &Cluster, advice: &Advice) -> Vec<ChangeOffered> {
    let tried = advice.changes.iter().enumerate();
    tried.map(|(place, tried)| change(cluster, id(place), tried)).collect()
}

fn change(cluster: &Cluster, id: String, tried: &Tried) -> ChangeOffered {
    let moves = tried.moves.iter().map(|one| said::moved(cluster, one)).collect();
    ChangeOffered { moves, ..offered(cluster, id, &tried.change, tried.undo.as_ref()) }
}

/// A change with its commands; nothing is said of what it moves.
pub(super) fn offered(
    cluster: &Cluster,
    id: String,
    change: &Change,
    undo: Option<&Change>,
) -> ChangeOffered {
    let words::SaidChange { kind, property, old, new, message, effect } = words::change(cluster, change);
    let (commands, no_commands) = match words::commands(cluster, change, undo) {
        Ok(commands) => (commands, None),
        Err(why) => (None, Some(why)),
    };
    ChangeOffered {
        id,
        kind,
        target: target(cluster, change),
        property,
        old,
        new,
        message,
        effect,
        moves: Vec::new(),
        commands,
        no_commands,
    }
}

/// What a change is about.
pub(super) fn target(cluster: &Cluster, change: &Change) -> Target {
    match change.subject() {
        Subject::Cluster => Target::cluster(cluster),
        Subject::Network(network) => Target::network(&cluster.networks[network]),
        Subject::Volume(volume) => Target::volume(cluster.volume(volume)),
        Subject::Host(node) => Target::host(&cluster.nodes[node]),
    }
}

/// The rules that say nothing about such a cluster.
pub(super) fn not_applicable(skipped: &[Skipped]) -> NotApplicable {
    let rules = skipped.iter().filter(|skip| skip.kind == SkipKind::DoesNotApply).map(|skip| skip.rule);
    let rules: Vec<&'static str> = rules.collect();
    NotApplicable { count: rules.len(), rules }
}

/// The rules that lack a fact.
pub(super) fn not_checked(skipped: &[Skipped]) -> Vec<NotChecked> {
    let lacking = skipped.iter().filter(|skip| skip.kind == SkipKind::LacksFacts);
    let of = |skip: &Skipped| {
        let mut collect: Vec<&'static str> = skip.needs.iter().map(|need| need.collect()).collect();
        collect.dedup();
        NotChecked {
            rule: skip.rule,
            name: rules::find(skip.rule).map_or("", |rule| rule.name),
            reason: skip.reason.to_string(),
            needs: skip.needs.iter().map(|need| need.name()).collect(),
            collect,
        }
    };
    lacking.map(of).collect()
}
