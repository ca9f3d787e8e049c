//! A cluster as one line of the page over many.

use super::Facts;
use super::loss::Losses;
use super::text::show;
use super::verdict::verdict;
use crate::rules::Severity;
use maud::Markup;

/// What the page over many clusters says of one.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the cluster is called.
    pub(super) name: String,
    /// The page of the cluster, in the same folder.
    pub(super) file: String,
    pub(super) windows: &'static str,
    pub(super) nodes: usize,
    pub(super) glyph: Markup,
    pub(super) worst: Option<Severity>,
    /// The worst finding, up to its explanation.
    pub(super) headline: Option<String>,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) ways: Option<usize>,
    /// The same when the worst single network fails.
    pub(super) ways_after: Option<usize>,
    pub(super) not_checked: usize,
    pub(super) suppressed: usize,
    /// Findings that the baseline does not know; `None` without one.
    pub(super) new: Option<usize>,
    /// The rules that found something, each once.
    pub(super) rules: Vec<(Severity, &'static str)>,
}

impl Row {
    /// The line of a cluster with its picture; its file is named when its place among the others is known.
    pub(super) fn new(facts: &Facts<'_>, losses: &Losses, glyph: Markup) -> Self {
        let verdict = verdict(facts);
        let findings = &facts.given.advice.findings;
        let mut rules: Vec<(Severity, &'static str)> =
            findings.iter().map(|one| (one.finding.severity, one.finding.rule)).collect();
        rules.sort_unstable();
        rules.dedup();
        let headline = findings.first().and_then(|one| one.finding.hit.message.split(": ").next());
        Self {
            name: show(facts.name()).into_owned(),
            file: String::new(),
            windows: facts.cluster.windows.version.map_or("–", |version| version.name()),
            nodes: facts.cluster.nodes.len(),
            glyph,
            worst: findings.first().map(|one| one.finding.severity),
            headline: headline.map(str::to_owned),
            errors: verdict.errors,
            warnings: verdict.warnings,
            ways: verdict.ways,
            ways_after: verdict.ways.and(losses.ways()),
            not_checked: verdict.not_checked,
            suppressed: facts.given.advice.suppressed.len(),
            new: facts.given.advice.new_since(),
            rules,
        }
    }

    /// The same with the name of the file of its page: `007-HV-PROD.html`, which no name can make collide or escape.
    #[must_use]
    pub fn at(mut self, place: usize) -> Self {
        self.file = file_name(place, &self.name);
        self
    }

    /// The name of the file of its page.
    pub fn file(&self) -> &str {
        &self.file
    }
}

/// The longest part of a name that is kept.
const LONGEST: usize = 40;

fn file_name(place: usize, name: &str) -> String {
    let safe = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(LONGEST);
    let safe: String = safe.collect();
    let safe = if safe.is_empty() { "cluster".to_owned() } else { safe };
    format!("{:03}-{safe}.html", place + 1)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        assert_eq!(file_name(6, "HV-PROD"), "007-HV-PROD.html");
        assert_eq!(file_name(0, "../../etc/passwd"), "001-etcpasswd.html");
        assert_eq!(file_name(1, "集群"), "002-cluster.html");
        assert_eq!(file_name(1233, &"x".repeat(99)), format!("1234-{}.html", "x".repeat(40)));
    }
}
