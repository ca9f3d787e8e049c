//! Findings as workflow commands, which GitHub Actions shows as annotations
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use super::{Findings, name};
use clusterroute::rules::Severity;

/// A line for each finding and for each thing that could not be answered.
pub(crate) fn annotations(answers: &Findings) -> String {
    let mut lines = String::new();
    for entry in &answers.answers {
        for finding in &entry.answer.findings {
            let kind = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let title = property(&format!("{} {}: {}", finding.rule, finding.name, name(entry)));
            lines += &format!(
                "::{kind} title={title}::{}\n",
                data(&format!("{}; {}", finding.message, finding.advice))
            );
        }
        let not_checked = entry.answer.not_checked.len();
        if not_checked > 0 {
            let message =
                data(&format!("{}: {not_checked} rules lack a fact and were not checked", name(entry)));
            lines += &format!("::notice title=not checked::{message}\n");
        }
    }
    for error in &answers.errors {
        lines += &format!("::error title=not answered::{}\n", data(&error.to_string()));
    }
    lines
}

/// A message: no name ends its line or begins a command of its own.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before the message.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_place() {
        assert_eq!(data("a\n::error::b 100%"), "a%0A::error::b 100%25");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
