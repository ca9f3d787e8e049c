//! "What changed between two captures": every cluster as it was, beside the same one as it is.

use super::answers::{Answers, MAX_REPLY, Reply, too_large};
use super::entry::{Entry, NotRead, ReadAs, Source, Subject, WindowsFacts};
use super::input::Input;
use super::newest::is_later;
use super::options::{WhatIf, stated_version};
use super::plan;
use super::request::Request;
use crate::compare::{self, Comparison, Judgement, Path, Side, Verdict, Why, said};
use crate::engine::route::{Certainty, Mode, Traffic};
use crate::error::{Code, Error};
use crate::model::Cluster;
use crate::names::folded;
use crate::parallel::Work;
use crate::rules::{self, Severity, Target, TargetKind};
use crate::words::{self, Fact, Said};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// The name of the question.
pub const NAME: &str = "compare";

/// The names of its options.
pub const OPTIONS: &[&str] = &["windows_version", "verify"];

/// How two captures are compared.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The Windows version of both.
    pub what_if: WhatIf,
    /// The plan that was made between them.
    pub verify: Option<Value>,
}

/// The options; both captures are asked with them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
struct WireOptions {
    /// The Windows version of both, when the caller knows better than the captures.
    windows_version: Option<String>,
    /// The plan that was made between both captures, an answer to the question `plan` or its `plan` alone: what moved and
    /// is not promised by the steps that are made is told.
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<serde_json::Map<String, Value>>"))]
    verify: Option<Value>,
}

/// What is different in one cluster. The entry is about the later capture: it starts and ends with what that one rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Whether the cluster is better off than it was.
    pub verdict: Verdict,
    /// The same in words.
    pub message: &'static str,
    /// The earlier capture.
    pub before: Before,
    /// Traffic that takes another way, the worst first; of nodes and volumes that both captures have.
    pub moved: Vec<Moved>,
    /// Of that, what the steps of the plan that are made do not bring about; null without the option `verify`.
    pub unpromised: Option<Vec<Moved>>,
    /// What became of the findings.
    pub findings: Findings,
    /// Facts with another value, by kind and name.
    pub changed: Vec<Changed>,
    /// What could not be compared, and what the comparison takes for granted.
    pub not_compared: Vec<Said>,
}

/// What the earlier side rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Before {
    /// What to call it: the cluster's name, else the file it was read from; null when there is neither.
    pub name: Option<String>,
    /// Its Windows version.
    pub windows: WindowsFacts,
    /// When it was taken, if it tells; as it was written there.
    pub captured_at: Option<String>,
    /// What its answers take for granted.
    pub assumptions: Vec<Said>,
    /// The files that gave something.
    pub sources: Vec<Source>,
    /// How files were read, where that is not as usual.
    pub read_as: Vec<ReadAs>,
    /// The files that gave nothing, or less than they hold.
    pub not_read: Vec<NotRead>,
}

/// Traffic of one kind that moved alike.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Moved {
    /// The kind of traffic.
    pub traffic: Traffic,
    /// Whether the new way is better.
    pub judgement: Judgement,
    /// What decides that.
    pub decided_by: Why,
    /// How sure both ways are: as sure as the less sure one.
    pub certainty: Certainty,
    /// The way before.
    pub before: Way,
    /// The way after.
    pub after: Way,
    /// Whose traffic.
    pub paths: Vec<Ends>,
    /// One sentence.
    pub message: String,
}

/// One way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Way {
    /// The networks by name, in parallel when several; the two ends of one path where `routed`.
    pub networks: Vec<String>,
    /// How the volume is reached; null unless CSV.
    pub mode: Option<Mode>,
    /// `networks` are the two ends of one path.
    pub routed: bool,
    /// `false`: `networks` are possibilities.
    pub determined: bool,
}

/// Whose traffic.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Ends {
    /// The volume, for CSV traffic.
    pub volume: Option<String>,
    /// The sending node; null when it is all of them.
    pub from: Option<String>,
    /// The receiving node: for CSV traffic the coordinator in the later capture.
    pub to: Option<String>,
}

/// What became of the findings.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Findings {
    /// Those that only the later capture has.
    pub new: Vec<Compared>,
    /// Those that only the earlier capture has.
    pub gone: Vec<Compared>,
    /// Those with another severity than before.
    pub changed: Vec<Compared>,
    /// How many are as they were.
    pub unchanged: usize,
    /// Those of the later capture whose rule could not be checked before: whether they are new cannot be told.
    pub not_checked_before: Vec<Compared>,
    /// Those of the earlier capture whose rule cannot be checked any more: whether they are gone cannot be told.
    pub not_checked_after: Vec<Compared>,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Compared {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How bad it was; null unless that changed.
    pub severity_before: Option<Severity>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it is about.
    pub targets: Vec<Target>,
    /// One sentence with the values of its capture.
    pub message: String,
}

/// A fact with another value.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// What it is about.
    pub kind: TargetKind,
    /// Its name; of an interface `NODE/NETWORK`.
    pub name: String,
    /// The property as PowerShell calls it; `Present` for what is new or gone.
    pub property: &'static str,
    /// The earlier value.
    pub before: Fact,
    /// The later value.
    pub after: Fact,
    /// One sentence.
    pub message: String,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of_two::<WireOptions, Entry<Answer>>(NAME)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let read = || -> Result<_, Error> {
        let mut request = Request::read(request)?;
        let WireOptions { windows_version: stated, verify } = request.options(OPTIONS)?;
        let windows_version = stated_version(stated.as_deref())?;
        let before = request.before.take();
        let after = request.input()?;
        let before = before.ok_or_else(|| {
            let message =
                "expected a second input of paths, captures or objects, the earlier one, found none";
            Error::new(Code::InvalidRequest, message).at("before")
        })?;
        let options = Options { what_if: WhatIf { windows_version, ..WhatIf::default() }, verify };
        options.check()?;
        Ok((before, after, options))
    };
    match read() {
        Ok((before, after, options)) => {
            let mut answers = Answers::new(NAME);
            let mut give = |entry| answers.answers.push(entry);
            answers.errors = each(&before, &after, &options, &Work::default(), &mut give);
            answers.reply()
        }
        Err(error) => Reply::failed(NAME, error),
    }
}

impl Options {
    /// A plan that is none fails once.
    pub fn check(&self) -> Result<(), Error> {
        self.verify
            .as_ref()
            .map_or(Ok(()), |file| plan::check(file).map_err(|error| error.at("options.verify")))
    }
}

/// Gives what is different in each cluster that both inputs have; what could not be compared comes back.
pub fn each(
    before: &Input<'_>,
    after: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (earlier, mut errors) = before.subjects(&options.what_if, work);
    let (later, more) = after.subjects(&options.what_if, work);
    errors.extend(more);
    let (pairs, alone) = pairs(&earlier, &later);
    for some in pairs.chunks(work.threads()) {
        for answer in work.map(some, || (), |(), (before, after)| answer(before, after, options)) {
            match answer {
                Ok(answer) => give(answer),
                Err(error) => errors.push(error),
            }
        }
    }
    errors.extend(alone);
    errors
}

/// The clusters of both sides, by name; a single one on each side belongs together unless their names differ.
fn pairs<'s>(earlier: &'s [Subject], later: &'s [Subject]) -> (Vec<(&'s Subject, &'s Subject)>, Vec<Error>) {
    if let ([before], [after]) = (earlier, later)
        && (before.cluster.name.is_none() || after.cluster.name.is_none())
    {
        return (vec![(before, after)], Vec::new());
    }
    let name = |subject: &Subject| subject.name.as_deref().map(folded);
    let mut waiting: HashMap<Option<String>, Vec<&Subject>> = HashMap::new();
    for subject in earlier.iter().rev() {
        waiting.entry(name(subject)).or_default().push(subject);
    }
    let (mut pairs, mut errors) = (Vec::new(), Vec::new());
    let alone = |subject: &Subject, side: &str| {
        let message = format!(
            "expected cluster {:?} on both sides, found it on the {side} one alone",
            subject.name.as_deref().unwrap_or("without a name")
        );
        Error::new(Code::InvalidCapture, message)
    };
    for subject in later {
        match waiting.get_mut(&name(subject)).and_then(Vec::pop) {
            Some(before) => pairs.push((before, subject)),
            None => errors.push(alone(subject, "later")),
        }
    }
    for subject in earlier {
        let is_left = |left: &&Subject| std::ptr::eq(*left, subject);
        if waiting.get(&name(subject)).is_some_and(|left| left.iter().any(is_left)) {
            errors.push(alone(subject, "earlier"));
        }
    }
    (pairs, errors)
}

/// What is different between a cluster as it was and as it is.
pub fn answer(before: &Subject, after: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    let (was, is) = (&before.cluster, &after.cluster);
    let found = compare::compare(was, is);
    let paths: usize = found.moved.iter().map(|one| one.paths.len()).sum();
    // No path takes fewer bytes.
    if paths * 30 > MAX_REPLY {
        return Err(too_large(MAX_REPLY));
    }
    let said = |moves: &[compare::Moved]| moves.iter().map(|one| moved(was, is, one)).collect();
    let foretold = options.verify.as_ref().map(|file| plan::foretold(was, is, file)).transpose();
    let foretold = foretold.map_err(|error| error.at("options.verify"))?;
    let unpromised = foretold.map(|foretold| said(&compare::unpromised(&foretold, is, &found.moved)));
    let entry = after.entry(Answer {
        verdict: found.verdict,
        message: said::verdict(found.verdict),
        before: earlier(before),
        moved: said(&found.moved),
        unpromised,
        findings: findings(&found),
        changed: found.changed.iter().map(changed).collect(),
        not_compared: not_compared(before, after, &found),
    });
    Ok(entry)
}

fn earlier(subject: &Subject) -> Before {
    let Entry { head, tail, .. } = subject.entry(());
    Before {
        name: head.name,
        windows: head.windows,
        captured_at: head.captured_at,
        assumptions: head.assumptions,
        sources: tail.sources,
        read_as: tail.read_as,
        not_read: tail.not_read,
    }
}

fn moved(before: &Cluster, after: &Cluster, moved: &compare::Moved) -> Moved {
    let way = |cluster: &Cluster, way: &compare::Way| Way {
        networks: words::networks(cluster, &way.networks).into_iter().map(str::to_owned).collect(),
        mode: way.mode,
        routed: way.routed,
        determined: way.determined,
    };
    let ends = |path: &Path| Ends {
        volume: path.volume.map(|volume| after.volume(volume).name.clone()),
        from: path.from.map(|node| after.nodes[node].name.clone()),
        to: path.to.map(|node| after.nodes[node].name.clone()),
    };
    Moved {
        traffic: moved.traffic,
        judgement: moved.judgement,
        decided_by: moved.why,
        certainty: moved.certainty,
        before: way(before, &moved.before),
        after: way(after, &moved.after),
        paths: moved.paths.iter().map(ends).collect(),
        message: said::moved(before, after, moved),
    }
}

fn findings(found: &Comparison) -> Findings {
    let all = |findings: &[rules::Finding]| findings.iter().map(|one| compared(one, None)).collect();
    let compare::Findings { new, gone, changed, unchanged, not_checked_before, not_checked_after } =
        &found.findings;
    Findings {
        new: all(new),
        gone: all(gone),
        changed: changed.iter().map(|one| compared(&one.finding, Some(one.was))).collect(),
        unchanged: *unchanged,
        not_checked_before: all(not_checked_before),
        not_checked_after: all(not_checked_after),
    }
}

pub(super) fn compared(finding: &rules::Finding, was: Option<Severity>) -> Compared {
    Compared {
        rule: finding.rule,
        name: finding.name,
        severity: finding.severity,
        severity_before: was,
        certainty: finding.hit.certainty,
        targets: finding.hit.targets.clone(),
        message: finding.hit.message.clone(),
    }
}

fn changed(changed: &compare::Changed) -> Changed {
    Changed {
        kind: changed.thing,
        name: changed.name.clone(),
        property: changed.property,
        before: changed.before.clone(),
        after: changed.after.clone(),
        message: said::changed(changed),
    }
}

fn not_compared(before: &Subject, after: &Subject, found: &Comparison) -> Vec<Said> {
    let mut said = Vec::new();
    if before.cluster.name.is_none() || after.cluster.name.is_none() {
        said.push(Said::new(
            "taken_for_one_cluster",
            "the captures are taken to be of one cluster, since not both name it: Get-Cluster tells",
        ));
    }
    if let (Some(was), Some(is)) = (&before.captured_at, &after.captured_at)
        && is_later(was, is)
    {
        let message = format!(
            "the capture that is given as the earlier one was taken later: at {was}, the other at {is}"
        );
        said.push(Said::new("order", message));
    }
    for (side, parts) in [Side::Earlier, Side::Later].into_iter().zip(&found.only) {
        said.extend(parts.iter().map(|part| said::only(*part, side)));
    }
    said
}
