//! "Which rules are there": the catalogue.

use super::answers::{Answers, Reply};
use super::options::one_or_many;
use super::request::Request;
use crate::error::{Code, Error};
use crate::names;
use crate::nearest::nearest;
use crate::rules::{self, GROUPS, Rule, Severity};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "rules";

/// The names of its options.
pub const OPTIONS: &[&str] = &["rules", "severity", "tag"];

/// Which rules are asked for; what is empty asks for all.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Options {
    /// Rules by id or name, with `*` and `?`; empty for all.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    pub rules: Vec<String>,
    /// Only rules of these severities.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<Severity>"))]
    pub severity: Vec<Severity>,
    /// Only rules with these tags, with `*` and `?`.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    pub tag: Vec<String>,
}

/// The catalogue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// In order of id, or in that in which they are asked for.
    pub rules: Vec<RuleEntry>,
}

/// One rule of the catalogue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct RuleEntry {
    /// `CR` and three digits.
    pub id: &'static str,
    /// Kebab-case.
    pub name: &'static str,
    /// The same for every finding.
    pub severity: Severity,
    /// What it is about: `data`, `reachability`, `metrics`, `csv`, `migration`, `adapters` or `properties`.
    pub tag: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Markdown.
    pub doc: &'static str,
    /// The authoritative source.
    pub reference: &'static str,
    /// The release that brought it.
    pub since: &'static str,
    /// Windows versions, such as `all`, `2012R2 and later`, `2008R2 only`.
    pub versions: String,
    /// Sections and properties it needs.
    pub needs: Vec<&'static str>,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<Options, Answer>(NAME, false)
}

/// Request bytes to answer bytes; the request has no input.
pub fn ask(request: &[u8]) -> Reply {
    let read = || Request::read(request)?.without_input()?.options(OPTIONS);
    match read() {
        Ok(options) => {
            let mut answers = Answers::new(NAME);
            answers.errors = answer(&options, &mut |answer| answers.answers.push(answer));
            answers.reply()
        }
        Err(error) => Reply::failed(NAME, error),
    }
}

/// Gives the rules that are asked for, unless nothing that is named exists; what does not exist comes back.
pub fn answer(options: &Options, give: &mut dyn FnMut(Answer)) -> Vec<Error> {
    let (named, unknown_rules) = rules::select(&options.rules);
    let (tags, unknown_tags) = tags(&options.tag);
    let in_vain = |asked: &[String], unknown: &[Error]| !asked.is_empty() && unknown.len() == asked.len();
    if !in_vain(&options.rules, &unknown_rules) && !in_vain(&options.tag, &unknown_tags) {
        let asked = if options.rules.is_empty() { rules::RULES.to_vec() } else { named };
        let wanted = asked.into_iter().filter(|rule| {
            (options.severity.is_empty() || options.severity.contains(&rule.severity))
                && (options.tag.is_empty() || tags.contains(&rules::tag(rule)))
        });
        give(Answer { rules: wanted.map(RuleEntry::from).collect() });
    }
    let at = |place: &'static str| move |error: Error| error.at(place);
    let unknown_tags = unknown_tags.into_iter().map(at("options.tag"));
    unknown_rules.into_iter().map(at("options.rules")).chain(unknown_tags).collect()
}

/// The tags that are asked for, and an error for each text that asks for none.
fn tags(asked: &[String]) -> (Vec<&'static str>, Vec<Error>) {
    let known = GROUPS.map(|(tag, _)| tag);
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for text in asked {
        let before = found.len();
        found.extend(known.into_iter().filter(|tag| names::fits(text.trim(), tag)));
        if found.len() == before {
            let shown: String = text.trim().chars().take(40).collect();
            let near = nearest(&shown, known).map(|tag| format!(", the nearest is {tag}"));
            let message = format!("no rule has the tag `{shown}`{}", near.unwrap_or_default());
            unknown
                .push(Error::new(Code::UnknownName, format!("{message}; the tags are {}", known.join(", "))));
        }
    }
    (found, unknown)
}

impl From<&'static Rule> for RuleEntry {
    fn from(rule: &'static Rule) -> Self {
        RuleEntry {
            id: rule.id,
            name: rule.name,
            severity: rule.severity,
            tag: rules::tag(rule),
            summary: rule.summary,
            doc: rule.doc,
            reference: rule.reference,
            since: rule.since,
            versions: rule.versions.to_string(),
            needs: rule.needs.iter().map(|need| need.name()).collect(),
        }
    }
}
