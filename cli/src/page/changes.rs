//! The answer to "what changed": the verdict, moved traffic first, then findings, then every fact with another value.

use super::layout::Page;
use super::metrics::{title, windows};
use super::origin;
use super::text::{Text, Tone, count};
use super::words;
use clusterroute::api::compare::{Answer, Compared, Moved};
use clusterroute::api::{Entry, NotRead, ReadAs, Source};
use clusterroute::compare::{Judgement, Verdict};
use clusterroute::engine::route::Certainty;

/// Lines of one list.
const LINES: usize = 12;

/// What is different, the worst first.
pub(crate) fn compare(entry: &Entry<Answer>) -> Page {
    let (answer, before) = (&entry.answer, &entry.answer.before);
    let mut page = Page::default();
    page.heading(title("Comparison", &entry.head));
    page.item("", windows(&entry.head));
    if before.windows.version != entry.head.windows.version {
        let version = before.windows.version.unwrap_or("unknown");
        page.item("", format!("before: Windows version {version} ({})", before.windows.because));
    }
    if let (Some(was), Some(is)) = (&before.captured_at, &entry.head.captured_at) {
        page.item("", format!("from {was} to {is}"));
    }
    page.heading(verdict(answer.verdict).and(": ").and(answer.message));
    for (judgement, tone, heading) in [
        (Judgement::Worse, Tone::Error, "MOVED FOR THE WORSE"),
        (Judgement::Unknown, Tone::Warning, "MOVED, FOR BETTER OR WORSE CANNOT BE TOLD"),
        (Judgement::Same, Tone::Strong, "Moved to a way that is as good"),
        (Judgement::Better, Tone::Strong, "Moved for the better"),
    ] {
        let moved = answer.moved.iter().filter(|one| one.judgement == judgement);
        list(&mut page, Text::toned(tone, heading), &moved.collect::<Vec<_>>(), |one| sentence(one));
    }
    if answer.moved.is_empty() {
        page.heading("No traffic moved.");
    }
    if let Some(unpromised) = &answer.unpromised {
        list(&mut page, Text::toned(Tone::Error, "NOT PROMISED BY THE PLAN"), unpromised, sentence);
        if unpromised.is_empty() {
            page.heading("Nothing moved that the plan did not promise.");
        }
    }
    let findings = &answer.findings;
    for (tone, heading, of) in [
        (Tone::Error, "NEW FINDINGS", &findings.new),
        (Tone::Warning, "FINDINGS OF ANOTHER SEVERITY", &findings.changed),
        (Tone::Strong, "Findings that are gone", &findings.gone),
        (Tone::Strong, "Found now, and not checked before", &findings.not_checked_before),
        (Tone::Warning, "FOUND BEFORE, AND NOT CHECKED ANY MORE", &findings.not_checked_after),
    ] {
        list(&mut page, Text::toned(tone, heading), of, finding);
    }
    page.heading(format!("{} as before", count(findings.unchanged, "finding is", "findings are")));
    list(&mut page, Text::toned(Tone::Strong, "Set or reported otherwise"), &answer.changed, |one| {
        Text::from(&one.message)
    });
    list(&mut page, Text::toned(Tone::Warning, "NOT COMPARED"), &answer.not_compared, |said| {
        Text::from(&said.message)
    });
    read(&mut page, "before", &before.sources, &before.read_as, &before.not_read);
    read(&mut page, "after", &entry.tail.sources, &entry.tail.read_as, &entry.tail.not_read);
    page
}

fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Worse => Text::toned(Tone::Error, "WORSE"),
        Verdict::Mixed => Text::toned(Tone::Error, "MIXED"),
        Verdict::Better => Text::toned(Tone::Strong, "Better"),
        Verdict::Same => Text::toned(Tone::Strong, "Same"),
    }
}

fn sentence(moved: &Moved) -> Text {
    let sure = if moved.certainty == Certainty::Assumed { " (assumed)" } else { "" };
    Text::from(format!("{}{sure}", moved.message))
}

fn finding(finding: &Compared) -> Text {
    let severity = words::severity(finding.severity);
    let severity = match finding.severity_before {
        Some(was) => severity.and(", was ").and(words::severity(was)),
        None => severity,
    };
    severity.and(" ").and(finding.rule).and(": ").and(&finding.message)
}

fn list<T>(page: &mut Page, heading: Text, all: &[T], line: impl Fn(&T) -> Text) {
    if all.is_empty() {
        return;
    }
    page.heading(heading);
    for one in all.iter().take(LINES) {
        page.item("  - ", line(one));
    }
    if all.len() > LINES {
        page.item("  - ", format!("and {} more, which --format json lists", all.len() - LINES));
    }
}

/// The files of one side, how they were read, and what was not read of them.
fn read(page: &mut Page, side: &str, sources: &[Source], read_as: &[ReadAs], not_read: &[NotRead]) {
    if let Some(read) = origin::read(sources) {
        page.heading(format!("Read from, {side}: {read}"));
    }
    list(page, Text::from(format!("READ AS, {side}")), read_as, |one| {
        Text::from(format!("{}: {}", one.file, one.how))
    });
    list(page, Text::toned(Tone::Warning, &format!("NOT READ, {side}")), not_read, |one| {
        Text::from(format!("{}: {}", one.file, one.reason))
    });
}
