//! When an answer counts as good for a pipeline that sees nothing but the exit code: silence of rules that were not checked
//! is no health.

use clusterroute::api::{Entry, recommend};
use clusterroute::error::{Code, Error};
use clusterroute::rules::{Severity, chosen};
use clusterroute::schema::Section;

/// What must be so for the exit code 0.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// No finding is as severe as this.
    pub(crate) fail_on: Option<Severity>,
    /// These rules were checked, and these sections read.
    pub(crate) require: Vec<String>,
    /// No rule was left out for want of facts.
    pub(crate) fail_on_skipped: bool,
}

impl Gate {
    /// What is required must exist.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.require.iter().try_for_each(|name| {
            let names = [name.clone()];
            match Section::from_name(name).is_some() || chosen(&names, &[]).is_ok() {
                true => Ok(()),
                false => {
                    let sections = Section::ALL.map(Section::name).join(", ");
                    let message =
                        format!("expected a rule or one of the sections {sections}, found '{name}'");
                    Err(Error::new(Code::InvalidRequest, message).at("--require"))
                }
            }
        })
    }

    /// Whether a finding is too severe or a rule too many was not checked; `asked` is how many rules were asked for.
    pub(crate) fn is_found(&self, answer: &recommend::Answer) -> bool {
        // Severities are ordered from the worst.
        let is_severe = |least| answer.findings.iter().any(|finding| finding.severity <= least);
        self.fail_on.is_some_and(is_severe) || (self.fail_on_skipped && !answer.not_checked.is_empty())
    }

    /// What is missing of an answer; `asked` is how many rules were asked for.
    pub(crate) fn missing(&self, entry: &Entry<recommend::Answer>, asked: usize) -> Vec<Error> {
        let answer = &entry.answer;
        let whose = entry.head.name.clone().unwrap_or_default();
        let fail = |message: String| Error::new(Code::InvalidCapture, message).at(whose.clone());
        let mut errors = Vec::new();
        let checked = asked.saturating_sub(answer.not_checked.len() + answer.not_applicable.count);
        if self.fail_on.is_some() && checked == 0 {
            errors.push(fail(format!(
                "expected at least one rule to be checked for --fail-on, found none of {asked}: the facts that they need \
                 are not in the capture"
            )));
        }
        for name in &self.require {
            if let Some(section) = Section::from_name(name) {
                let has_it =
                    entry.tail.sources.iter().any(|source| source.sections.contains_key(section.name()));
                if !has_it {
                    let command = section.row().cmdlet;
                    errors
                        .push(fail(format!("expected the section {name}, found none: {command} brings it")));
                }
                continue;
            }
            let rules = chosen(std::slice::from_ref(name), &[]).unwrap_or_default();
            for rule in rules {
                let skipped = answer.not_checked.iter().find(|skipped| skipped.rule == rule.id);
                if let Some(skipped) = skipped {
                    let commands = skipped.collect.join(" and ");
                    errors.push(fail(format!(
                        "expected the rule {} to be checked, found that {}: {commands} brings it",
                        rule.id, skipped.reason
                    )));
                }
            }
        }
        errors
    }
}
