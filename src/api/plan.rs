//! "What to do, in which order, and how to take it back": the changes of the findings as one plan, each prefix of which
//! was tried on the model; and whether a plan still holds for what was captured since.

use super::answers::{Reply, ask_each, ask_of_clusters};
use super::entry::{Entry, Subject};
use super::findings;
use super::input::Input;
use super::options::{WhatIf, stated_version};
use super::request::Request;
use super::wanted::WireWanted;
use crate::advice::{self, Advice, Wanted, said};
use crate::engine::change::{apply, unobserved};
use crate::error::{Code, Error};
use crate::model::Cluster;
use crate::parallel::Work;
use crate::rules::{self, Severity, Target};
use crate::words::{self, Commands, Fact, Said, Script, ScriptStep, Scripts, facts_by_name};
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod changes;
mod foretold;
mod given;
mod hash;
mod relied;
mod run;
mod verify;

pub(super) use foretold::{check, foretold};
pub use relied::Relied;
pub use run::{Check, Run, StepRun};
pub use verify::{Differs, State, StepNow, Verdict, Verified};

/// The name of the question.
pub const NAME: &str = "plan";

/// The names of its options.
pub const OPTIONS: &[&str] = &[
    "windows_version",
    "rules",
    "exclude_rules",
    "severity",
    "suppression",
    "today",
    "scripts",
    "verify",
    "run",
];

/// What is planned, or which plan is verified.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The Windows version, when the caller knows better than the capture.
    pub what_if: WhatIf,
    /// The findings that are to be mended.
    pub wanted: Wanted,
    /// Whether the scripts are made as well.
    pub scripts: bool,
    /// A plan that was made before: whether it still holds is asked instead.
    pub verify: Option<Value>,
    /// Whether what it takes to make that plan is made as well.
    pub run: bool,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    /// The Windows version, when the caller knows better than the capture.
    windows_version: Option<String>,
    #[serde(flatten)]
    wanted: WireWanted,
    /// Whether `apply.ps1` and `undo.ps1` are made as well.
    scripts: bool,
    /// An earlier answer to this question, or its `plan` alone: whether it still holds is asked instead of a new plan.
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    verify: Option<Value>,
    /// Whether `verified` has what it takes to make the plan: what is looked at before, written, read back and watched.
    run: bool,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        let windows_version = stated_version(wire.windows_version.as_deref())?;
        let what_if = WhatIf { windows_version, ..WhatIf::default() };
        Ok(Self {
            what_if,
            wanted: wire.wanted.try_into()?,
            scripts: wire.scripts,
            verify: wire.verify,
            run: wire.run,
        })
    }
}

/// The plan for one cluster, or what became of one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// The plan; null where one is verified.
    pub plan: Option<Plan>,
    /// The scripts that apply it and take it back; null unless they are asked for, and where nothing is to be done.
    pub scripts: Option<Scripts>,
    /// Whether the plan of the option `verify` still holds; null without one.
    pub verified: Option<Verified>,
}

/// What to do in one cluster. The same facts give the same plan, whatever the files and whenever it is asked.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The cluster; its name is `cluster` where the capture does not tell it.
    pub cluster: Target,
    /// The changes, in order: after each of them, and after each that is taken back, the cluster has lost no path,
    /// carries nothing over a worse network and has no error or warning that it had not before.
    pub steps: Vec<Step>,
    /// Changes that would mend something and are not part of the plan.
    pub withheld: Vec<NotPlanned>,
    /// Findings that no change mends: what only hands can do.
    pub by_hand: Vec<ByHand>,
    /// Rules that could not be checked for want of facts: what they would find is not planned for.
    pub not_checked: Vec<&'static str>,
    /// The facts that the trial rests on, beside those that the steps change.
    pub relies_on: Vec<Relied>,
    /// SHA-256 of this object without this property: as JSON with sorted keys, without blanks.
    pub sha256: String,
}

/// One step of a plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// `s1` for the first.
    pub id: String,
    /// The findings that it helps to mend.
    pub mends: Vec<About>,
    /// The steps that have to be made before, by id, because one finding needs them all.
    pub after: Vec<String>,
    /// Such as `network.role`.
    pub kind: &'static str,
    /// What is changed.
    pub target: Target,
    /// The property.
    pub property: &'static str,
    /// What has to be there before the step is made, and is there again when it is taken back; as the cluster holds it.
    #[serde(serialize_with = "facts_by_name")]
    #[cfg_attr(feature = "json-schema", schemars(with = "std::collections::BTreeMap<String, Fact>"))]
    pub old: Vec<(&'static str, Fact)>,
    /// What has to be read back.
    #[serde(serialize_with = "facts_by_name")]
    #[cfg_attr(feature = "json-schema", schemars(with = "std::collections::BTreeMap<String, Fact>"))]
    pub new: Vec<(&'static str, Fact)>,
    /// One sentence.
    pub message: String,
    /// When it takes effect, and what it interrupts.
    pub effect: &'static str,
    /// What it moves to other networks, after the steps before it.
    pub moves: Vec<Said>,
    /// The commands.
    pub commands: Commands,
}

/// A finding, by what tells it from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct About {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about before all.
    pub target: Target,
    /// One sentence.
    pub message: String,
}

/// Changes that are not part of the plan.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct NotPlanned {
    /// What they would mend.
    pub finding: About,
    /// Each change in words.
    pub changes: Vec<String>,
    /// Why not.
    pub objection: Said,
}

/// What only hands can do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct ByHand {
    /// The finding.
    pub finding: About,
    /// What to do, in words.
    pub advice: String,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let options = |request: &Request<'_>| {
        let options: Options = request.options::<WireOptions>(OPTIONS)?.try_into()?;
        options.check()?;
        Ok(options)
    };
    ask_of_clusters(NAME, request, options, each)
}

impl Options {
    /// Wanted rules that do not exist fail once, and so does a plan that is none.
    pub fn check(&self) -> Result<(), Error> {
        rules::chosen(&self.wanted.rules, &[]).map_err(|error| error.at("options.rules"))?;
        rules::chosen(&[], &self.wanted.exclude_rules).map_err(|error| error.at("options.exclude_rules"))?;
        if let Some(file) = &self.verify {
            given::plans(file).map_err(|error| error.at("options.verify"))?;
        }
        Ok(())
    }
}

/// Gives the plan of each cluster in the input; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(&options.what_if, work);
    let mut options = options.clone();
    options.wanted.several = subjects.len() > 1;
    errors.extend(ask_each(&subjects, work, |subject| answer(subject, &options), give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    let cluster = &subject.cluster;
    if let Some(file) = &options.verify {
        let plans = given::plans(file).map_err(|error| error.at("options.verify"))?;
        let verified =
            verify::verify(cluster, &plans, options.run).map_err(|error| error.at("options.verify"))?;
        return Ok(subject.entry(Answer { plan: None, scripts: None, verified: Some(verified) }));
    }
    let advice = advice::advise(cluster, &options.wanted)?;
    let planned = advice::plan::plan(cluster, &advice);
    let (steps, rows) = steps(cluster, &advice, &planned)?;
    let mut plan = Plan {
        cluster: Target::cluster(cluster),
        relies_on: relied::relied(cluster, &planned.steps),
        withheld: withheld(cluster, &advice, &planned),
        by_hand: planned.by_hand.iter().map(|&place| by_hand(&advice, place)).collect(),
        not_checked: findings::not_checked(&advice.skipped).iter().map(|one| one.rule).collect(),
        sha256: String::new(),
        steps,
    };
    plan.sha256 = hash::of(&plan)?;
    let scripts = (options.scripts && !rows.is_empty())
        .then(|| Script { cluster, sha256: &plan.sha256, steps: &rows }.scripts());
    Ok(subject.entry(Answer { plan: Some(plan), scripts, verified: None }))
}

/// The steps, each said of the cluster as it is when those before it are made.
fn steps(
    cluster: &Cluster,
    advice: &Advice,
    planned: &advice::plan::Plan,
) -> Result<(Vec<Step>, Vec<ScriptStep>), Error> {
    let mut now = unobserved(cluster);
    let (mut steps, mut rows) = (Vec::new(), Vec::new());
    for (place, step) in planned.steps.iter().enumerate() {
        let (change, undo) = (&step.link.change, &step.link.undo);
        let parts = words::held(&now, change).zip(words::wanted(&now, change));
        let commands = words::commands(&now, change, Some(undo)).ok().flatten();
        let said = words::change(&now, change);
        let row = ScriptStep::new(&now, &id(place), &said.message, change, undo);
        let (Some((old, new)), Some(commands), Some(row)) = (parts, commands, row) else {
            let message = format!("{} passed its trial and cannot be written", said.message);
            return Err(Error::new(Code::Internal, message));
        };
        steps.push(Step {
            id: id(place),
            mends: step.mends.iter().map(|&place| about(advice, place)).collect(),
            after: step.after.iter().map(|&place| id(place)).collect(),
            kind: said.kind,
            target: findings::target(cluster, change),
            property: said.property,
            old,
            new,
            message: said.message,
            effect: said.effect,
            moves: step.link.moves.iter().map(|one| said::moved(cluster, one)).collect(),
            commands,
        });
        rows.push(row);
        apply(&mut now, change);
    }
    Ok((steps, rows))
}

fn id(place: usize) -> String {
    format!("s{}", place + 1)
}

fn about(advice: &Advice, place: usize) -> About {
    let finding = &advice.findings[place].finding;
    About {
        rule: finding.rule,
        name: finding.name,
        severity: finding.severity,
        target: finding.hit.targets[0].clone(),
        message: without_place(finding),
    }
}

/// The message without the place in the input where a problem was met: the same facts in another order are one plan.
fn without_place(finding: &rules::Finding) -> String {
    let place = finding.hit.evidence.iter().find(|(name, _)| *name == "place");
    let message = finding.hit.message.as_str();
    let Some((_, Fact::Text(place))) = place else { return message.to_owned() };
    message.strip_suffix(&format!(" ({place})")).unwrap_or(message).to_owned()
}

fn withheld(cluster: &Cluster, advice: &Advice, planned: &advice::plan::Plan) -> Vec<NotPlanned> {
    let one = |(place, changes, objection): &(usize, Vec<_>, _)| NotPlanned {
        finding: about(advice, *place),
        changes: changes.iter().map(|change| words::change(cluster, change).message).collect(),
        objection: said::objection(cluster, objection),
    };
    planned.withheld.iter().map(one).collect()
}

fn by_hand(advice: &Advice, place: usize) -> ByHand {
    ByHand { finding: about(advice, place), advice: advice.findings[place].finding.hit.advice.clone() }
}
