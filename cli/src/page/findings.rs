//! The answer to "what should change": findings, worst first, then what was not checked.

use super::metrics::{title, windows};
use super::origin::origin;
use super::text::{Page, Text, Tone, clean, count};
use super::words;
use clusterroute::api::{Entry, recommend::Answer};
use clusterroute::rules::{Finding, Skipped, TargetKind};

/// The findings; `asked` is the number of rules the question was about.
pub(crate) fn recommend(entry: &Entry<Answer>, asked: usize) -> String {
    let answer = &entry.answer;
    let mut page = Page::default();
    page.heading(title("Recommendations", &entry.head));
    page.item("", windows(&entry.head));
    if answer.findings.is_empty() {
        page.heading("Nothing found.");
    }
    for finding in &answer.findings {
        describe(&mut page, finding);
    }
    if !answer.skipped.is_empty() {
        let heading = format!("NOT CHECKED: {}", count(answer.skipped.len(), "rule", "rules"));
        page.heading(Text::toned(Tone::Warning, &heading));
        for (why, rules) in by_reason(&answer.skipped) {
            page.item("  - ", format!("{}: {why}", rules.join(", ")));
        }
    }
    origin(&mut page, &entry.tail);
    let summary = &answer.summary;
    page.heading(format!(
        "{}, {}, {} info; {} checked, {} not checked",
        count(summary.error, "error", "errors"),
        count(summary.warning, "warning", "warnings"),
        summary.info,
        count(asked.saturating_sub(answer.skipped.len()), "rule", "rules"),
        answer.skipped.len(),
    ));
    page.finish()
}

fn describe(page: &mut Page, finding: &Finding) {
    let target = match finding.target.kind {
        TargetKind::Cluster => Text::from("the cluster"),
        kind => Text::from(words::target_kind(kind)).and(" ").and(&finding.target.name),
    };
    page.heading(
        words::severity(finding.severity)
            .and(" ")
            .and(Text::toned(Tone::Strong, finding.rule))
            .and(" ")
            .and(finding.name)
            .and(": ")
            .and(target),
    );
    page.item("  ", &finding.message);
    page.item("  Fix: ", &finding.fix.text);
    if let Some(command) = &finding.fix.command {
        for line in command.lines() {
            self::command(page, line);
        }
    }
    page.item("  See: ", finding.reference);
}

/// A command on its own line. One that cannot be shown as it is must not be copied either.
fn command(page: &mut Page, line: &str) {
    if clean(line) == line {
        page.verbatim("    ", line);
    } else {
        page.item(
            "    ",
            "The command holds characters that a terminal does not show: take it from --format json.",
        );
    }
}

/// Each reason with its rules, in order of their first rule.
fn by_reason(skipped: &[Skipped]) -> Vec<(String, Vec<&str>)> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for rule in skipped {
        let needs = match rule.needs.as_slice() {
            [] => String::new(),
            needs => format!(" (missing: {})", needs.join(", ")),
        };
        let why = format!("{}{needs}", rule.reason);
        match groups.iter_mut().find(|(other, _)| *other == why) {
            Some((_, rules)) => rules.push(rule.rule),
            None => groups.push((why, vec![rule.rule])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::api::recommend::Summary;
    use clusterroute::api::{Head, Tail};
    use clusterroute::rules::{Fix, Severity, Target};

    fn finding(command: &str) -> Finding {
        Finding {
            rule: "CR101",
            name: "client-role-unsupported",
            severity: Severity::Error,
            target: Target { kind: TargetKind::Network, id: None, name: "Management".to_owned() },
            message: "the role is 2".to_owned(),
            evidence: Vec::new(),
            fix: Fix { text: "set the role to 3".to_owned(), command: Some(command.to_owned()) },
            reference: "https://learn.microsoft.com/",
        }
    }

    fn page(findings: Vec<Finding>, skipped: Vec<Skipped>) -> String {
        let summary = Summary { error: findings.len(), ..Summary::default() };
        let head = Head { cluster: Some("C1".to_owned()), ..Head::default() };
        let entry = Entry { head, answer: Answer { summary, findings, skipped }, tail: Tail::default() };
        anstream::adapter::strip_str(&recommend(&entry, 30)).to_string()
    }

    #[test]
    fn a_command_is_never_wrapped() {
        let command = format!("(Get-ClusterNetwork -Name '{}').Role = 3", "long name ".repeat(15));
        let text = page(vec![finding(&command)], Vec::new());
        assert!(text.lines().any(|line| line.trim_start() == command), "{text}");
        assert!(text.contains("ERROR CR101 client-role-unsupported: network Management\n"), "{text}");
        assert!(text.contains("1 error, 0 warnings, 0 info; 30 rules checked, 0 not checked"), "{text}");
    }

    #[test]
    fn a_command_that_cannot_be_shown_is_not_offered_for_copying() {
        let text = page(vec![finding("Remove-Item 'a\u{202e}b'")], Vec::new());
        assert!(!text.contains("Remove-Item") && text.contains("--format json"), "{text}");
        let text = page(vec![finding("first\nsecond")], Vec::new());
        assert!(text.contains("    first\n    second\n"), "{text}");
    }

    #[test]
    fn silence_does_not_look_like_health() {
        let skip = |rule, reason: &'static str| Skipped { rule, reason: reason.into(), needs: Vec::new() };
        let missing = "the capture has no volume states";
        let text = page(
            Vec::new(),
            vec![skip("CR301", missing), skip("CR302", "2012 and later only"), skip("CR303", missing)],
        );
        assert!(text.contains("Nothing found."), "{text}");
        assert!(text.contains("NOT CHECKED: 3 rules"), "{text}");
        assert!(text.contains("- CR301, CR303: the capture has no volume states\n"), "{text}");
        assert!(text.contains("27 rules checked, 3 not checked"), "{text}");
    }
}
