//! What it takes to make a plan on the cluster itself: made anew from what its steps say, so that no text of a file is
//! ever run.

use super::changes::{change, change_back};
use super::given::Given;
use crate::api::refusal::{invalid, short};
use crate::error::Error;
use crate::model::{Change, Cluster, Subject};
use crate::words::{self, StepCode};
use serde::Serialize;

/// What a machine runs to make the plan, watch it and take it back. Every text is a script block with one parameter, the
/// name of the cluster or `.` on one of its nodes; none of them holds the cluster's name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// What is looked at before the first write.
    pub checks: Vec<Check>,
    /// Gives a line for each node, network, interface, group and volume: kind, name, the network or volume that it is of,
    /// how bad its state is, and the state, parted by tabs.
    pub watch: &'static str,
    /// How long a step is watched, in seconds: longer than a network that lost its heartbeats can go unseen.
    pub watch_seconds: u32,
    /// The steps, in the order of the plan; null for one whose network, node or volume is gone.
    pub steps: Vec<Option<StepRun>>,
}

/// What has to be so before the first write.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Check {
    /// Its name.
    pub id: &'static str,
    /// What has to be so.
    pub expects: &'static str,
    /// Whether nothing is written where it is not; else that is a warning.
    pub stops: bool,
    /// Gives a line for each thing that is not so, with `?` in front where it cannot be told; else nothing.
    pub read: &'static str,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct StepRun {
    /// The step's id in the plan.
    pub id: String,
    /// The host whose setting it is; null where it is the cluster's.
    pub host: Option<String>,
    /// The network or volume whose own states it changes: they get no worse than was promised.
    pub expected: Option<String>,
    /// Whether it takes a network from whoever administers the cluster over it.
    pub may_cut_off: bool,
    /// The PowerShell.
    pub code: StepCode,
}

/// The same for a plan that is this cluster's.
pub(super) fn run(cluster: &Cluster, plan: &Given) -> Result<Run, Error> {
    // Without its name every text takes it from the parameter.
    let nameless = Cluster { name: None, ..cluster.clone() };
    let (mut steps, mut changes) = (Vec::with_capacity(plan.steps.len()), Vec::new());
    for step in &plan.steps {
        let (Ok(there), Ok(back)) = (change(cluster, step), change_back(cluster, step)) else {
            steps.push(None);
            continue;
        };
        let unsafe_name = words::commands(cluster, &there, Some(&back)).err();
        let code = StepCode::new(&nameless, &there, &back).filter(|_| unsafe_name.is_none());
        let Some(code) = code else {
            let why = unsafe_name.unwrap_or_else(|| "no command makes or takes back the change".to_owned());
            return Err(invalid(format!(
                "expected steps that can be written, found {}: {why}",
                short(&step.id)
            )));
        };
        let code =
            StepCode { read: block(&code.read), write: block(&code.write), undo: block(&code.undo), ..code };
        let host = match there.subject() {
            Subject::Host(node) => Some(cluster.nodes[node].name.clone()),
            _ => None,
        };
        steps.push(Some(StepRun {
            id: step.id.clone(),
            host,
            expected: words::run::expected(cluster, &there),
            may_cut_off: words::run::may_cut_off(cluster, &there),
            code,
        }));
        changes.push(there);
    }
    let changes: Vec<&Change> = changes.iter().collect();
    let checks = words::run::checks(&changes).map(|check| Check {
        id: check.id,
        expects: check.expects,
        stops: check.stops,
        read: check.read,
    });
    Ok(Run {
        checks: checks.collect(),
        watch: words::run::WATCH,
        watch_seconds: words::run::watch_seconds(&cluster.settings, &changes),
        steps,
    })
}

/// Code as a script block that stops at the first error, and asks nobody: whoever runs it was asked.
fn block(code: &str) -> String {
    format!("param($cluster) $ErrorActionPreference = 'Stop'; $ConfirmPreference = 'None'; {code}")
}
