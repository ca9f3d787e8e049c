//! "How long, over what": a range with its factors for what is asked, each kind of estimate in a file of its own.

use super::answers::{Reply, ask_each, ask_of_clusters};
use super::entry::{Entry, Subject};
use super::input::Input;
use super::named::{Named, Somewhere, somewhere};
use super::options::WhatIf;
use super::refusal::{invalid, short, unknown};
use super::request::Request;
use crate::error::Error;
use crate::parallel::Work;
use serde::{Deserialize, Serialize};

mod guests;
mod quantity;
mod ranges;

pub use guests::{Guests, MAX_PARALLEL, Vm, migration_option, vm};
pub use quantity::{bytes_per_second, size};
pub use ranges::{Factor, Range, Unknown, Value};

/// The name of the question.
pub const NAME: &str = "estimate";

/// The names of its options: those of every kind.
pub const OPTIONS: &[&str] = &[
    "what",
    "windows_version",
    "without",
    "set",
    "volume",
    "io",
    "node",
    "vm",
    "option",
    "parallel",
    "speed",
    "class",
    "snapshot",
    "size",
    "rate",
];

/// Each kind has a row here, and a file with its `OPTIONS`, `WireOptions`, `Options`, `Answer` and `answer`.
macro_rules! kinds {
    ($($(#[$said:meta])* $file:ident: $Kind:ident,)+) => {
        $(pub mod $file;)+

        /// What is estimated.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$said])* $Kind,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$Kind,)+];

            /// As it stands in a request.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$Kind => stringify!($file),)+ }
            }

            /// The names of its options, beside those of every kind.
            pub fn options(self) -> &'static [&'static str] {
                match self { $(Kind::$Kind => $file::OPTIONS,)+ }
            }
        }

        /// What is asked.
        #[derive(Clone, Debug)]
        pub enum Options {
            $($(#[$said])* $Kind($file::Options),)+
        }

        impl Options {
            fn read(kind: Kind, request: &Request<'_>) -> Result<Self, Error> {
                Ok(match kind {
                    $(Kind::$Kind => Options::$Kind(request.options::<$file::WireOptions>(OPTIONS)?.try_into()?),)+
                })
            }

            fn what_if(&self) -> &WhatIf {
                match self { $(Options::$Kind(options) => &options.what_if,)+ }
            }

            fn named(&self) -> Vec<Named<'_>> {
                match self { $(Options::$Kind(options) => options.named(),)+ }
            }

            fn answer(&self, subject: &Subject, somewhere: &Somewhere<'_>) -> Result<Answer, Error> {
                Ok(match self {
                    $(Options::$Kind(options) => Answer::$Kind($file::answer(subject, options, somewhere)?),)+
                })
            }
        }

        /// The estimate for one cluster.
        #[derive(Clone, Debug, Serialize)]
        #[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
        #[serde(tag = "what", rename_all = "snake_case")]
        pub enum Answer {
            $($(#[$said])* $Kind($file::Answer),)+
        }

        /// The options of each kind, for the JSON Schema.
        #[cfg(feature = "json-schema")]
        #[derive(Deserialize, schemars::JsonSchema)]
        #[schemars(rename = "Options")]
        #[serde(tag = "what", rename_all = "snake_case")]
        #[allow(dead_code, reason = "describes the form for the JSON Schema")]
        enum WireOptions {
            $($(#[$said])* $Kind($file::WireOptions),)+
        }
    };
}

kinds! {
    /// The rehearsal: volumes redirected, without doing it.
    redirect: Redirect,
    /// The backup window: what a backup of shared volumes sends over which network, and how long.
    backup: Backup,
    /// A node drained: its guests move to the others by live migration.
    drain: Drain,
    /// What faster networks would bring, and which one first.
    faster: Faster,
}

/// Which kind a request asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct What {
    what: Option<String>,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    ask_of_clusters(NAME, request, read, each)
}

fn read(request: &Request<'_>) -> Result<Options, Error> {
    let words = || Kind::ALL.iter().map(|kind| kind.word());
    let What { what } = request.options(OPTIONS)?;
    let what = what.ok_or_else(|| {
        let all: Vec<&str> = words().collect();
        invalid(format!("expected what to estimate ({}), found none", all.join(", "))).at("options.what")
    })?;
    let kind = Kind::ALL.iter().copied().find(|kind| kind.word() == what);
    let kind = kind.ok_or_else(|| unknown("estimate", &what, words()).at("options.what"))?;
    for name in request.given() {
        let is_of = |kind: &Kind| kind.options().contains(&name.as_str());
        if let Some(other) = Kind::ALL.iter().find(|other| is_of(other)).filter(|_| !is_of(&kind)) {
            let message =
                format!("{} is an option of {}, not of {}", short(&name), other.word(), kind.word());
            return Err(invalid(message).at(format!("options.{name}")));
        }
    }
    Options::read(kind, request)
}

/// Gives the answer of each cluster in the input; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(options.what_if(), work);
    let somewhere = somewhere(&subjects, &options.named());
    let among = |subject: &Subject| Ok(subject.entry(options.answer(subject, &somewhere)?));
    errors.extend(ask_each(&subjects, work, among, give));
    errors
}

/// The answer for one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    Ok(subject.entry(options.answer(subject, &Somewhere::new())?))
}

#[cfg(test)]
mod tests {
    use super::super::options::WHAT_IF;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_options_are_those_of_every_kind() {
        let of_kinds = Kind::ALL.iter().flat_map(|kind| kind.options());
        let all: BTreeSet<&str> = of_kinds.copied().chain(WHAT_IF).chain(["what"]).collect();
        assert_eq!(all, OPTIONS.iter().copied().collect());
    }
}
