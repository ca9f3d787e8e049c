//! What a story expects of `plan`, and how its answers are compared.

use super::{Outcome, list, program, says, text};
use crate::support::{expect, scratch};
use serde::Deserialize;
use serde_json::{Value, json};

/// The plan of a cluster, and what becomes of it in later captures.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planned {
    /// What each step says, in order.
    steps: Vec<String>,
    /// The rules whose changes are withheld, with the key of the objection.
    withheld: Vec<(String, String)>,
    /// The rules that only hands can follow.
    by_hand: Vec<String>,
    /// Later captures, beside the first.
    then: Vec<Then>,
}

/// A later capture, and whether the plan holds for it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    input: String,
    verdict: String,
    /// The state of each step.
    steps: Vec<String>,
    /// What changed.
    changed: Vec<String>,
}

/// Whether the plan is what the story expects, and the page has each step with its command and the way back.
pub(crate) fn is_plan(wanted: &Planned, entry: &Value, path: &str) -> Outcome {
    let plan = &entry["plan"];
    let steps = list(&plan["steps"]);
    expect("the steps", wanted.steps.len(), steps.len())?;
    for (pattern, step) in wanted.steps.iter().zip(steps) {
        says("a step", pattern, text(&step["message"]))?;
    }
    let withheld: Vec<(String, String)> = list(&plan["withheld"])
        .iter()
        .map(|one| (text(&one["finding"]["rule"]).to_owned(), text(&one["objection"]["key"]).to_owned()))
        .collect();
    expect("what is withheld", &wanted.withheld, &withheld)?;
    let by_hand: Vec<&str> = list(&plan["by_hand"]).iter().map(|one| text(&one["finding"]["rule"])).collect();
    expect(
        "what only hands can do",
        &wanted.by_hand.iter().map(String::as_str).collect::<Vec<_>>(),
        &by_hand,
    )?;
    let page = program(&["plan", "--format", "markdown", path])?;
    for step in steps {
        for part in ["windows_powershell", "undo"] {
            let command = text(&step["commands"][part]);
            if command.is_empty() || !page.contains(command) {
                return Err(format!("the page lacks the command {part} of {}: {page}", step["id"]).into());
            }
        }
    }
    Ok(())
}

/// Whether the plan holds for the later captures as the story says.
pub(crate) fn holds(wanted: &Planned, entry: &Value, folder: &std::path::Path) -> Outcome {
    let file = scratch("plans")?.join(format!("{}.json", text(&entry["plan"]["sha256"])));
    std::fs::write(&file, json!({"question": "plan", "answers": [entry]}).to_string())?;
    let file = file.display().to_string();
    for then in &wanted.then {
        let path = folder.join(&then.input).display().to_string();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_clusterroute"));
        let output = command.args(["plan", "--verify", &file, "--format", "json", &path]).output()?;
        let code = if then.verdict == "outdated" { 1 } else { 0 };
        expect(&format!("the exit code for {}", then.input), Some(code), output.status.code())?;
        let answer: Value = serde_json::from_slice(&output.stdout)?;
        let verified = &answer["answers"][0]["verified"];
        expect("the verdict", then.verdict.as_str(), text(&verified["verdict"]))?;
        let part = |key: &str, part: &str| -> Vec<String> {
            list(&verified[key]).iter().map(|one| text(&one[part]).to_owned()).collect()
        };
        expect("the states", &then.steps, &part("steps", "state"))?;
        expect("what changed", &then.changed, &part("changed", "message"))?;
    }
    Ok(())
}
