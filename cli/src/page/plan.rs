//! The answer to "what to do, in which order": the steps with their commands, what is not part of the plan, what only
//! hands can do; and what became of a plan that was made before.

use super::findings::command;
use super::layout::{Column, Page};
use super::metrics::{title, windows};
use super::origin::origin;
use super::text::{Text, Tone, count};
use super::words;
use clusterroute::api::Entry;
use clusterroute::api::plan::{About, Answer, Plan, State, Step, Verdict, Verified};
use clusterroute::words::Fact;

/// A plan, or what became of one.
pub(crate) fn plan(entry: &Entry<Answer>) -> Page {
    let mut page = Page::default();
    let what = if entry.answer.verified.is_some() { "Verification of a plan" } else { "Plan" };
    page.heading(title(what, &entry.head));
    page.item("", windows(&entry.head));
    if let Some(plan) = &entry.answer.plan {
        planned(&mut page, plan);
    }
    if let Some(verified) = &entry.answer.verified {
        became(&mut page, verified);
    }
    origin(&mut page, &entry.tail);
    page
}

fn planned(page: &mut Page, plan: &Plan) {
    page.item("", format!("SHA-256 {}", plan.sha256));
    if plan.steps.is_empty() {
        page.heading("No step: no change that a finding calls for can be made as it is.");
    } else {
        page.heading(format!(
            "{}, each tried on the model after those before it, forwards and back: no path is lost, nothing moves to a \
             worse network, no error or warning appears. Nothing of it was tried on the cluster.",
            count(plan.steps.len(), "step", "steps")
        ));
    }
    for step in &plan.steps {
        describe(page, step);
    }
    if !plan.steps.is_empty() {
        page.heading(
            "The commands are for Windows PowerShell. PowerShell 7 needs a session of it: --format json has each \
             command in both forms, and --format script writes scripts that compare before they write and read back.",
        );
    }
    if !plan.withheld.is_empty() {
        page.heading(Text::toned(Tone::Warning, "NOT PART OF THE PLAN"));
    }
    for one in &plan.withheld {
        page.item("- ", about(&one.finding));
        page.item(
            "  Not made: ",
            format!("{}, since {}", one.changes.join(", then "), one.objection.message),
        );
    }
    if !plan.by_hand.is_empty() {
        page.heading(Text::toned(Tone::Strong, "BY HAND: no command makes it"));
    }
    for one in &plan.by_hand {
        page.item("- ", about(&one.finding));
        page.item("  Do: ", &one.advice);
    }
    if !plan.not_checked.is_empty() {
        let rules = count(plan.not_checked.len(), "rule", "rules");
        let heading = format!("NOT CHECKED for want of facts, so not planned for: {rules}");
        page.heading(Text::toned(Tone::Warning, &heading));
        page.item("- ", plan.not_checked.join(", "));
    }
}

fn describe(page: &mut Page, step: &Step) {
    page.heading(Text::toned(Tone::Strong, &step.id).and(" ").and(&step.message));
    page.item("  Effect: ", step.effect);
    for mended in &step.mends {
        page.item("  Mends: ", about(mended));
    }
    if !step.after.is_empty() {
        page.item("  After: ", format!("{}, which the same finding needs", step.after.join(", ")));
    }
    for moved in &step.moves {
        page.item("  Moves: ", &moved.message);
    }
    page.item("  Expects: ", values(step.old.iter().map(|(name, fact)| (*name, fact))));
    command(page, &step.commands.read);
    page.item("  Change: ", "");
    command(page, &step.commands.windows_powershell);
    page.item("  Undo: ", "");
    if let Some(undo) = &step.commands.undo {
        command(page, undo);
    }
}

fn about(finding: &About) -> Text {
    words::severity(finding.severity)
        .and(" ")
        .and(finding.rule)
        .and(" ")
        .and(finding.name)
        .and(": ")
        .and(&finding.message)
}

/// `AutoMetric False, Metric 900`, as PowerShell shows them.
fn values<'v>(values: impl Iterator<Item = (&'v str, &'v Fact)>) -> String {
    let one = |(name, fact): (&str, &Fact)| match fact {
        Fact::Flag(flag) => format!("{name} {}", if *flag { "True" } else { "False" }),
        Fact::Text(text) if text.is_empty() => format!("{name} empty"),
        other => format!("{name} {}", clusterroute::words::text(other)),
    };
    values.map(one).collect::<Vec<_>>().join(", ")
}

fn became(page: &mut Page, verified: &Verified) {
    page.item("", format!("SHA-256 {}", verified.sha256));
    let (tone, word) = match verified.verdict {
        Verdict::Valid => (Tone::Strong, "Valid"),
        Verdict::Applied => (Tone::Strong, "Applied"),
        Verdict::Outdated => (Tone::Error, "OUTDATED"),
    };
    page.heading(Text::toned(tone, word).and(": ").and(&verified.message));
    page.gap();
    let columns =
        [Column::tight("Step"), Column::tight("State"), Column::wide("Change"), Column::wide("Now")];
    let rows: Vec<Vec<Text>> = verified
        .steps
        .iter()
        .map(|step| {
            let found = step.found.iter().flatten().map(|(name, fact)| (*name, fact));
            vec![
                Text::from(&step.id),
                state(step.state),
                Text::from(&step.message),
                Text::from(values(found)),
            ]
        })
        .collect();
    page.table(&columns, &rows);
    let objections = verified.steps.iter().filter_map(|step| Some((step, step.objection.as_ref()?)));
    for (nth, (step, objection)) in objections.enumerate() {
        if nth == 0 {
            page.heading(Text::toned(Tone::Error, "NOT TO BE MADE ANY MORE"));
        }
        page.item("- ", format!("{}: {}", step.id, objection.message));
    }
    if !verified.changed.is_empty() {
        page.heading(Text::toned(Tone::Warning, "CHANGED SINCE THE PLAN WAS MADE"));
    }
    for one in &verified.changed {
        page.item("- ", &one.message);
    }
}

fn state(state: State) -> Text {
    match state {
        State::Pending => Text::from("to make"),
        State::Already => Text::from("made"),
        State::Conflict => Text::toned(Tone::Error, "another value"),
        State::Unknown => Text::toned(Tone::Warning, "not captured"),
        State::Gone => Text::toned(Tone::Error, "gone"),
    }
}
