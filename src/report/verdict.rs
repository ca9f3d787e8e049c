//! What the whole page comes down to: one sentence and the numbers beside it.

use super::Facts;
use super::text::{capital, plural};
use crate::advice::Wanted;
use crate::rules::{Finding, Severity, SkipKind};

/// The answer in one sentence, and how bad it is; `None` when nothing has to change.
pub(super) struct Verdict {
    pub(super) worst: Option<Severity>,
    pub(super) sentence: String,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    /// The ways between the worst-placed two nodes; `None` where there are no two.
    pub(super) ways: Option<usize>,
    pub(super) not_checked: usize,
}

/// What the whole page comes down to.
pub(super) fn verdict(facts: &Facts<'_>) -> Verdict {
    let advice = facts.given.advice;
    let count = |severity| advice.findings.iter().filter(|one| one.finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let notes = count(Severity::Info);
    let ways = (!facts.state.flows[0].pairs.is_empty()).then(|| facts.state.ways());
    let reach = reach(ways);
    let first = advice.findings.first().map(|one| &one.finding);
    let (worst, sentence) = match first.map(|first| (first, first.severity)) {
        Some((first, Severity::Error)) => {
            let same = advice.findings.iter().filter(|one| one.finding.rule == first.rule).count() - 1;
            let more = if same > 0 { format!(", and {same} more like it") } else { String::new() };
            (Some(Severity::Error), format!("{}{more}; {reach}.", capital(headline(first))))
        }
        Some((first, Severity::Warning)) => {
            let more = if warnings > 1 { format!(", and {} more", warnings - 1) } else { String::new() };
            (Some(Severity::Warning), format!("{}, but {}{more}.", capital(&reach), headline(first)))
        }
        first => {
            let noted = if first.is_some() { format!("; {}", plural(notes, "note")) } else { String::new() };
            let suppressed = match advice.suppressed.len() {
                0 => String::new(),
                1 => "; 1 finding is suppressed".to_owned(),
                more => format!("; {more} findings are suppressed"),
            };
            (
                None,
                format!(
                    "Nothing that was {} has to change: {reach}{noted}{suppressed}.",
                    looked_at(facts.given.wanted)
                ),
            )
        }
    };
    let lacking = advice.skipped.iter().filter(|skipped| skipped.kind == SkipKind::LacksFacts);
    Verdict { worst, sentence, errors, warnings, notes, ways, not_checked: lacking.count() }
}

/// Without errors or warnings nobody can say that none is there.
pub(super) fn looked_at(wanted: &Wanted) -> &'static str {
    if wanted.tells(Severity::Error) && wanted.tells(Severity::Warning) { "checked" } else { "asked for" }
}

/// What a finding says before its explanation.
fn headline(finding: &Finding) -> &str {
    finding.hit.message.split(": ").next().unwrap_or_default()
}

fn reach(ways: Option<usize>) -> String {
    match ways {
        None => "there are no two nodes with a route between them to judge".to_owned(),
        Some(0) => "two nodes do not reach each other at all".to_owned(),
        Some(1) => "one network failure can part two nodes".to_owned(),
        Some(ways) => format!("every two nodes reach each other over at least {ways} networks"),
    }
}
