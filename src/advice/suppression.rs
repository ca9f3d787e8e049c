//! `clusterroute.toml`: findings that somebody has looked at and lives with, each with the reason and an end.
//!
//! ```toml
//! [[suppress]]
//! rule = "CR301"
//! target = "SMB*"          # optional: a name of what the finding is about, with * and ?
//! cluster = "PROD-*"       # optional
//! reason = "teamed below the virtual switch"
//! until = 2027-03-31       # optional: the last day
//! ```

use super::date::Date;
use crate::error::{Code, Error};
use crate::names::fits;
use crate::rules::{self, Finding};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use toml::Spanned;

/// What is suppressed, and the day that ends are compared with.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// In the order of the file.
    pub entries: Vec<Suppression>,
    /// Today, as the caller says: the library has no clock.
    pub today: Option<Date>,
}

/// One entry of the file.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The rule's id.
    pub rule: &'static str,
    /// Which targets, by name; `None` for all.
    pub target: Option<String>,
    /// Which clusters, by name; `None` for all.
    pub cluster: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; `None` for ever.
    pub until: Option<Date>,
}

/// Why an entry deserves a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StaleState {
    /// Its last day is over: it suppresses nothing any more.
    Expired,
    /// It fits no finding of this cluster.
    Unused,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    suppress: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: Spanned<String>,
    target: Option<String>,
    cluster: Option<String>,
    reason: Spanned<String>,
    until: Option<Spanned<Until>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Until {
    Date(toml::value::Datetime),
    Text(String),
}

impl Suppressions {
    /// Reads the file; `today` is a date such as 2026-11-28.
    pub fn read(text: &str, today: Option<&str>) -> Result<Self, Error> {
        let today = today.map(day).transpose()?;
        let file: File = toml::from_str(text).map_err(|error| {
            let place = error.span().map(|span| format!("line {}: ", line(text, &span))).unwrap_or_default();
            invalid(format!("{place}{}", error.message().trim().replace('\n', "; ")))
        })?;
        let entries =
            file.suppress.into_iter().map(|entry| entry.read(text)).collect::<Result<Vec<_>, _>>()?;
        if today.is_none() && entries.iter().any(|entry| entry.until.is_some()) {
            return Err(invalid("a suppression has an end, so the option `today` is needed".to_owned()));
        }
        Ok(Self { entries, today })
    }

    /// The entry that suppresses a finding of that cluster.
    pub fn of(&self, cluster: Option<&str>, finding: &Finding) -> Option<usize> {
        self.entries.iter().position(|entry| !self.is_over(entry) && entry.fits(cluster, finding))
    }

    /// The entries that deserve a look, where `used` says by place which suppressed something. Entries for other
    /// clusters are left out, and of several clusters one may well be without what an entry is for.
    pub fn stale(
        &self,
        cluster: Option<&str>,
        used: &[bool],
        several: bool,
    ) -> Vec<(&Suppression, StaleState)> {
        let entries = self.entries.iter().zip(used).filter(|(entry, _)| entry.is_for(cluster));
        let stale = |(entry, used): (&Suppression, &bool)| {
            let is_own = entry.cluster.is_some() || !several;
            match self.is_over(entry) {
                true => Some(StaleState::Expired),
                false => (!used && is_own).then_some(StaleState::Unused),
            }
        };
        entries.filter_map(|(entry, used)| Some((entry, stale((entry, used))?))).collect()
    }

    fn is_over(&self, entry: &Suppression) -> bool {
        self.today.zip(entry.until).is_some_and(|(today, until)| until < today)
    }
}

impl Suppression {
    fn is_for(&self, cluster: Option<&str>) -> bool {
        let is_it = |wanted: &String| fits(wanted, cluster.unwrap_or_default());
        self.cluster.as_ref().is_none_or(is_it)
    }

    fn fits(&self, cluster: Option<&str>, finding: &Finding) -> bool {
        let names_it = |wanted: &String| finding.hit.targets.iter().any(|target| fits(wanted, &target.name));
        self.rule == finding.rule && self.is_for(cluster) && self.target.as_ref().is_none_or(names_it)
    }
}

impl Entry {
    fn read(self, text: &str) -> Result<Suppression, Error> {
        let at =
            |span: Range<usize>, message: String| invalid(format!("line {}: {message}", line(text, &span)));
        let rule = rules::find(self.rule.get_ref()).map_err(|error| at(self.rule.span(), error.message))?.id;
        if self.reason.get_ref().trim().is_empty() {
            return Err(at(self.reason.span(), "expected a reason, found an empty one".to_owned()));
        }
        let until = self.until.map(|until| {
            let span = until.span();
            let text = match until.into_inner() {
                Until::Date(date) => date.to_string(),
                Until::Text(text) => text,
            };
            Date::read(&text).ok_or_else(|| {
                at(span, format!("expected a date such as 2027-03-31 for `until`, found {text:?}"))
            })
        });
        let until = until.transpose()?;
        let (target, cluster, reason) = (self.target, self.cluster, self.reason.into_inner());
        Ok(Suppression { rule, target, cluster, reason, until })
    }
}

fn day(text: &str) -> Result<Date, Error> {
    let expected =
        || Error::new(Code::InvalidRequest, format!("expected a date such as 2026-11-28, found {text:?}"));
    Date::read(text).ok_or_else(|| expected().at("options.today"))
}

fn invalid(message: String) -> Error {
    Error::new(Code::InvalidRequest, message).at("options.suppression")
}

/// The line on which a part of the text begins, from 1.
fn line(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        Suppressions::read(text, Some("2026-11-28")).unwrap_err().message
    }

    #[test]
    fn a_file_is_read() {
        let text = "[[suppress]]\nrule = \"single-csv-network\"\ntarget = \"SMB*\"\nreason = \"teamed\"\nuntil = 2027-03-31\n";
        let read = Suppressions::read(text, Some("2026-11-28")).unwrap();
        assert_eq!((read.entries[0].rule, read.entries[0].reason.as_str()), ("CR301", "teamed"));
        assert_eq!(read.entries[0].until.unwrap().to_string(), "2027-03-31");
        assert!(Suppressions::read("", None).unwrap().entries.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let entry = |rest: &str| format!("# accepted\n[[suppress]]\n{rest}");
        assert!(
            message(&entry("rule = \"CR999\"\nreason = \"x\""))
                .starts_with("line 3: no rule is called `CR999`")
        );
        assert!(message(&entry("rule = \"CR301\"\nreason = \" \"")).starts_with("line 4: expected a reason"));
        let broken = message(&entry("rule = \"CR301\"\nreason = \"x\"\nuntil = \"2027-02-30\""));
        assert!(broken.starts_with("line 5: expected a date such as 2027-03-31 for `until`"), "{broken}");
        assert!(
            message(&entry("rule = \"CR301\"\nreason = \"x\"\nowner = 1")).contains("unknown field `owner`")
        );
        assert!(message(&entry("rule = \"CR301\"")).contains("missing field `reason`"));
        assert!(message("[[suppress]").starts_with("line 1: "));
        let undated =
            Suppressions::read(&entry("rule = \"CR301\"\nreason = \"x\"\nuntil = 2027-03-31"), None);
        assert!(undated.unwrap_err().message.contains("`today` is needed"));
    }
}
