//! "Which rules are there": the catalogue.

use super::answers::{Answers, Reply};
use super::options::one_or_many;
use super::request::Request;
use crate::error::Error;
use crate::rules::{self, Rule, Severity};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "rules";

/// The names of its options.
pub const OPTIONS: &[&str] = &["rules"];

/// Which rules are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Options {
    /// Rules by id or name; empty for all.
    #[serde(deserialize_with = "one_or_many")]
    #[cfg_attr(feature = "json-schema", schemars(with = "super::options::OneOrMany<String>"))]
    pub rules: Vec<String>,
}

/// The catalogue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// In order of id.
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
    let read = || answer(&Request::read(request)?.without_input()?.options(OPTIONS)?);
    let mut answers = Answers::new(NAME);
    match read() {
        Ok(answer) => answers.answers.push(answer),
        Err(error) => answers.errors.push(error),
    }
    answers.reply()
}

/// The rules that are asked for.
pub fn answer(options: &Options) -> Result<Answer, Error> {
    let rules = match &options.rules[..] {
        [] => rules::RULES.to_vec(),
        named => named.iter().map(|name| rules::find(name)).collect::<Result<_, _>>()?,
    };
    Ok(Answer { rules: rules.into_iter().map(RuleEntry::from).collect() })
}

impl From<&'static Rule> for RuleEntry {
    fn from(rule: &'static Rule) -> Self {
        RuleEntry {
            id: rule.id,
            name: rule.name,
            severity: rule.severity,
            summary: rule.summary,
            doc: rule.doc,
            reference: rule.reference,
            since: rule.since,
            versions: rule.versions.to_string(),
            needs: rule.needs.iter().map(|need| need.name()).collect(),
        }
    }
}
