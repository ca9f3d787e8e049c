//! What a story expects of `failures`, and how its answers are compared.

use super::{Outcome, SCREEN, list, program, says, text};
use crate::support::expect;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The first cases of an answer at depth 2, and how many single points there are.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Failures {
    single_points: usize,
    /// In their order; more may follow.
    cases: Vec<Case>,
    /// The keys of all that is not known.
    unknown: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    lost: Vec<String>,
    alike: usize,
    worst: String,
    #[serde(default)]
    more_than_alone: bool,
    /// How many pairs, paths or volumes, by key.
    outcomes: BTreeMap<String, usize>,
}

/// Whether the answer is what the story expects.
pub(crate) fn are_failures(wanted: &Failures, entry: &Value) -> Outcome {
    expect("the single points", wanted.single_points, points(entry).len())?;
    let cases = list(&entry["cases"]);
    for (place, wanted) in wanted.cases.iter().enumerate() {
        let what = format!("case {place}");
        let case = cases.get(place).ok_or_else(|| format!("{what} is not there"))?;
        let lost: Vec<&str> = list(&case["lost"]).iter().map(|lost| text(&lost["name"])).collect();
        expect(&format!("what is lost in {what}"), &wanted.lost.iter().map(String::as_str).collect(), &lost)?;
        expect(&format!("how many are alike in {what}"), &json!(wanted.alike), &case["alike"]["count"])?;
        expect(&format!("the damage of {what}"), &json!(wanted.worst), &case["worst"])?;
        expect(&format!("whether {what} is more"), &json!(wanted.more_than_alone), &case["more_than_alone"])?;
        let outcomes: BTreeMap<String, usize> = list(&case["outcomes"]).iter().filter_map(counted).collect();
        expect(&format!("what happens in {what}"), &wanted.outcomes, &outcomes)?;
    }
    let unknown: Vec<&str> = list(&entry["unknown"]).iter().map(|one| text(&one["key"])).collect();
    expect("what is not known", wanted.unknown.iter().map(String::as_str).collect(), unknown)
}

fn counted(outcome: &Value) -> Option<(String, usize)> {
    let count = ["pairs", "paths", "volumes"].into_iter().find_map(|unit| outcome[unit].as_u64())?;
    Some((text(&outcome["key"]).to_owned(), usize::try_from(count).ok()?))
}

fn points(entry: &Value) -> &[Value] {
    list(&entry["single_points"])
}

/// Whether there are single points has to be read without scrolling.
pub(crate) fn on_first_screen(wanted: &Failures, entry: &Value, path: &str) -> Outcome {
    let page = program(&["failures", "--depth", "2", path])?;
    let screen: Vec<&str> = page.lines().take(SCREEN).collect();
    let screen = screen.join("\n");
    if wanted.single_points == 0 {
        return says("the first screen", "(?m)^No single point of failure", &screen);
    }
    let failures: u64 = points(entry).iter().filter_map(|case| case["alike"]["count"].as_u64()).sum();
    says("the first screen", &format!("(?m)^{failures} SINGLE POINTS? OF FAILURE$"), &screen)?;
    says("the first screen", "(?m)^ERROR +", &screen)
}

/// What the module has to say of a case.
pub(crate) fn of_module(case: &Value) -> Value {
    let lost =
        list(&case["lost"]).iter().map(|lost| format!("{} {}", text(&lost["kind"]), text(&lost["name"])));
    let outcomes: Vec<&str> = list(&case["outcomes"]).iter().map(|one| text(&one["message"])).collect();
    json!({
        "lost": lost.collect::<Vec<_>>().join(" + "), "worst": case["worst"], "alike": case["alike"]["count"],
        "more": case["more_than_alone"], "outcome": outcomes.join(", "),
    })
}
