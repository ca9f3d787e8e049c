//! The answer to "what should change": findings, worst first, then what was not checked.

use super::layout::Page;
use super::metrics::{title, windows};
use super::origin::origin;
use super::text::{Text, Tone, clean, count};
use super::words;
use clusterroute::api::recommend::{Answer, Before};
use clusterroute::api::{ChangeOffered, Entry, Finding, NotChecked, StaleState};
use clusterroute::engine::route::Certainty;
use clusterroute::rules::TargetKind;

/// The findings; `asked` is the number of rules the question was about, `show_suppressed` lists what is lived with.
pub(crate) fn recommend(entry: &Entry<Answer>, asked: usize, show_suppressed: bool) -> Page {
    let answer = &entry.answer;
    let mut page = Page::default();
    page.heading(title("Recommendations", &entry.head));
    page.item("", windows(&entry.head));
    if answer.findings.is_empty() {
        page.heading("Nothing found.");
    }
    for finding in &answer.findings {
        describe(&mut page, finding, &answer.changes);
    }
    if let Some(before) = &answer.before {
        against(&mut page, before);
    }
    let has_commands = answer.changes.iter().any(|change| change.commands.is_some());
    if has_commands {
        page.heading(
            "The commands are for Windows PowerShell. PowerShell 7 needs a session of it: --format json has each \
             command in both forms.",
        );
    }
    accepted(&mut page, answer, show_suppressed);
    not_checked(&mut page, &answer.not_checked);
    origin(&mut page, &entry.tail);
    let summary = &answer.summary;
    let (applies, lacking) = (answer.not_applicable.count, answer.not_checked.len());
    page.heading(format!(
        "{}, {}, {} info; {} checked, {lacking} not checked, {applies} of no concern here",
        count(summary.error, "error", "errors"),
        count(summary.warning, "warning", "warnings"),
        summary.info,
        count(asked.saturating_sub(applies + lacking), "rule", "rules"),
    ));
    page
}

/// What a what-if question changes: the findings are those of the cluster as it would be.
fn against(page: &mut Page, before: &Before) {
    let counts = [("new", &before.new), ("of another severity", &before.changed), ("gone", &before.gone)];
    let said: Vec<String> =
        counts.iter().map(|(what, findings)| format!("{} {what}", findings.len())).collect();
    page.heading(
        Text::toned(Tone::Warning, "BEFORE")
            .and(format!(", against the cluster as it is: {}", said.join(", "))),
    );
    for (what, findings) in counts {
        for finding in findings {
            page.item("  - ", format!("{what}: {} {}", finding.rule, finding.message));
        }
    }
}

fn describe(page: &mut Page, finding: &Finding, changes: &[ChangeOffered]) {
    let target = &finding.targets[0];
    let target = match target.kind {
        TargetKind::Cluster => Text::from("the cluster"),
        kind => Text::from(kind.word()).and(" ").and(&target.name),
    };
    let sure = match finding.certainty {
        Certainty::Assumed => Text::from(", assumed"),
        Certainty::Observed | Certainty::Computed => Text::from(""),
    };
    page.heading(
        words::severity(finding.severity)
            .and(" ")
            .and(Text::toned(Tone::Strong, finding.rule))
            .and(" ")
            .and(finding.name)
            .and(": ")
            .and(target)
            .and(sure),
    );
    page.item("  ", &finding.message);
    for assumed in &finding.assumes {
        page.item("  Assumed: ", format!("{}; {} settles it", assumed.message, assumed.collect));
    }
    page.item("  Do: ", &finding.advice);
    for id in &finding.changes {
        if let Some(change) = changes.iter().find(|change| change.id == *id) {
            offer(page, change, finding.changes.len() > 1);
        }
    }
    // Of one change the finding tells what moves.
    for moved in finding.moves.iter().filter(|_| finding.changes.len() < 2) {
        page.item("  Moves: ", &moved.message);
    }
    if let Some(withheld) = &finding.withheld {
        let changes = withheld.changes.join(", then ");
        page.item("  Not advised: ", format!("{changes}, since {}", withheld.objection.message));
    }
    for explained in &finding.explains {
        page.item("  Explains ", format!("{} {}: {}", explained.rule, explained.name, explained.message));
    }
    page.item("  See: ", finding.reference);
}

/// A change with its command and the way back.
fn offer(page: &mut Page, change: &ChangeOffered, several: bool) {
    page.item("  Change: ", format!("{}; {}", change.message, change.effect));
    for moved in change.moves.iter().filter(|_| several) {
        page.item("  Moves: ", &moved.message);
    }
    if let Some(why) = &change.no_commands {
        page.item("  No command: ", why);
    }
    let Some(commands) = &change.commands else { return };
    command(page, &commands.windows_powershell);
    match &commands.undo {
        Some(undo) => {
            page.item("  Undo: ", "");
            command(page, undo);
        }
        None => {
            page.item("  Undo: ", "the old value is not captured: look at it first and keep what is shown");
            command(page, &commands.read);
        }
    }
}

/// A command on its one line. One that cannot be shown as it is must not be copied either.
pub(super) fn command(page: &mut Page, text: &str) {
    if clean(text) == text {
        page.verbatim("    ", text);
    } else {
        page.item(
            "    ",
            "The command holds characters that a terminal does not show: make the change by hand.",
        );
    }
}

/// What is not told again, and what of the suppression file deserves a look.
fn accepted(page: &mut Page, answer: &Answer, show_suppressed: bool) {
    if !answer.suppressed.is_empty() {
        let how = if show_suppressed { "" } else { "; --show-suppressed lists them" };
        let suppressed = count(answer.suppressed.len(), "finding", "findings");
        page.heading(format!("SUPPRESSED: {suppressed}{how}"));
    }
    for one in answer.suppressed.iter().filter(|_| show_suppressed) {
        let until = one.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        page.item("  - ", format!("{} {}: {} ({}{until})", one.rule, one.name, one.message, one.reason));
    }
    for stale in &answer.stale_suppressions {
        let target = stale.target.as_ref().map(|target| format!(" for {target}")).unwrap_or_default();
        let state = match (stale.state, &stale.until) {
            (StaleState::Expired, Some(day)) => format!("ended on {day} and suppresses nothing any more"),
            _ => "fits no finding".to_owned(),
        };
        page.heading(Text::toned(Tone::Warning, &format!("SUPPRESSION of {}{target} {state}", stale.rule)));
    }
    let Some(since) = &answer.baseline else { return };
    let untold = match since.untold {
        0 => String::new(),
        untold => format!(", of {untold} nobody knows: their rules were not asked for or lack a fact"),
    };
    page.heading(format!("SINCE THE BASELINE: {} known, {} gone{untold}", since.known, since.gone.len()));
    for gone in &since.gone {
        page.item("  - gone: ", format!("{} {}: {}", gone.rule, gone.name, gone.message));
    }
}

/// Each command that would complete the capture, with the rules that wait for it.
fn not_checked(page: &mut Page, lacking: &[NotChecked]) {
    if lacking.is_empty() {
        return;
    }
    let heading = format!("NOT CHECKED for want of facts: {}", count(lacking.len(), "rule", "rules"));
    page.heading(
        Text::toned(Tone::Warning, &heading)
            .and("; the module's Get-ClusterRouteCapture collects all that is missing, or one by one"),
    );
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for rule in lacking {
        let what = match rule.collect.as_slice() {
            [] => rule.reason.clone(),
            collect => collect.join(" and "),
        };
        match groups.iter_mut().find(|(other, _)| *other == what) {
            Some((_, rules)) => rules.push(rule.rule),
            None => groups.push((what, vec![rule.rule])),
        }
    }
    for (what, rules) in groups {
        page.item("  - ", format!("{what}: {}", rules.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::api::recommend::Summary;
    use clusterroute::api::{Commands, Head, NotApplicable, Tail};
    use clusterroute::rules::{Evidence, Severity, Target};

    fn target() -> Target {
        Target { kind: TargetKind::Network, id: None, name: "Management".to_owned(), shown: None }
    }

    fn finding() -> Finding {
        Finding {
            rule: "CR101",
            name: "client-role-unsupported",
            severity: Severity::Error,
            certainty: Certainty::Computed,
            assumes: Vec::new(),
            targets: vec![target()],
            message: "the role is 2".to_owned(),
            why: String::new(),
            evidence: Vec::new(),
            explains: Vec::new(),
            changes: vec!["c1".to_owned()],
            moves: Vec::new(),
            withheld: None,
            advice: "set the role to 3".to_owned(),
            reference: "https://learn.microsoft.com/",
        }
    }

    fn change(command: &str) -> ChangeOffered {
        ChangeOffered {
            id: "c1".to_owned(),
            kind: "network.role",
            target: target(),
            property: "Role",
            old: Evidence::Number(2),
            new: Evidence::Number(3),
            message: "Role of Management: from 2 to 3".to_owned(),
            effect: "takes effect at once",
            moves: Vec::new(),
            commands: Some(Commands {
                read: "read".to_owned(),
                windows_powershell: command.to_owned(),
                powershell_7: command.to_owned(),
                undo: Some("undo".to_owned()),
                undo_powershell_7: None,
            }),
            no_commands: None,
        }
    }

    fn page(command: Option<&str>, not_checked: Vec<NotChecked>) -> String {
        let findings: Vec<Finding> = command.iter().map(|_| finding()).collect();
        let answer = Answer {
            summary: Summary { error: findings.len(), ..Summary::default() },
            findings,
            changes: command.map(change).into_iter().collect(),
            not_applicable: NotApplicable::default(),
            not_checked,
            suppressed: Vec::new(),
            stale_suppressions: Vec::new(),
            baseline: None,
            before: None,
        };
        let head = Head { cluster: Some("C1".to_owned()), ..Head::default() };
        let entry = Entry { head, answer, tail: Tail::default() };
        recommend(&entry, 30, false).text()
    }

    #[test]
    fn a_command_is_never_wrapped() {
        let command = format!("(Get-ClusterNetwork -Name '{}').Role = 3", "long name ".repeat(15));
        let text = page(Some(&command), Vec::new());
        assert!(text.lines().any(|line| line.trim_start() == command), "{text}");
        assert!(text.contains("ERROR CR101 client-role-unsupported: network Management\n"), "{text}");
        assert!(text.contains("1 error, 0 warnings, 0 info; 30 rules checked, 0 not checked"), "{text}");
    }

    #[test]
    fn a_command_that_cannot_be_shown_is_not_offered_for_copying() {
        let text = page(Some("Remove-Item 'a\u{202e}b'"), Vec::new());
        assert!(!text.contains("Remove-Item") && text.contains("by hand"), "{text}");
        let text = page(Some("first\nERROR CR999 forged"), Vec::new());
        assert!(!text.contains("CR999"), "{text}");
    }

    #[test]
    fn silence_does_not_look_like_health() {
        let lacks = |rule, collect: &[&'static str]| NotChecked {
            rule,
            name: "n",
            reason: "r".to_owned(),
            needs: Vec::new(),
            collect: collect.to_vec(),
        };
        let states: &[&str] = &["Get-ClusterSharedVolumeState"];
        let text = page(None, vec![lacks("CR301", states), lacks("CR302", &[]), lacks("CR303", states)]);
        assert!(text.contains("Nothing found."), "{text}");
        assert!(text.contains("NOT CHECKED for want of facts: 3 rules"), "{text}");
        assert!(text.contains("- Get-ClusterSharedVolumeState: CR301, CR303\n"), "{text}");
        assert!(text.contains("27 rules checked, 3 not checked"), "{text}");
    }
}
