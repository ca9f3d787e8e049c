//! A rule by id, name or pattern: everything is taken, and a shell completes the ids.

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clusterroute::rules::RULES;
use std::ffi::OsStr;

/// Takes any text; whether it names a rule is the library's to say, which knows the nearest.
#[derive(Clone)]
pub(super) struct RuleName;

impl TypedValueParser for RuleName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = value.to_str().map(str::to_owned);
        text.ok_or_else(|| clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(RULES.iter().map(|rule| PossibleValue::new(rule.id).help(rule.name))))
    }
}
