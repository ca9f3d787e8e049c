//! "A page to hand over": one HTML file for each cluster, the picture of it alone, and a page over all of them.

use super::answers::{MAX_REPLY, Reply, ask_each, ask_of_clusters, too_large};
use super::entry::{Entry, Head, Subject, Tail};
use super::input::Input;
use super::options::{WhatIf, WireWhatIf};
use super::request::Request;
use super::wanted::{self, WireWantedSince};
use crate::advice::{self, Wanted};
use crate::engine::metric;
use crate::error::{Code, Error};
use crate::parallel::Work;
use crate::report::{self, Given, InputFile, Report, Row};
use serde::{Deserialize, Serialize};

/// The name of the question.
pub const NAME: &str = "report";

/// The names of its options.
pub const OPTIONS: &[&str] = &[
    "windows_version",
    "without",
    "set",
    "rules",
    "exclude_rules",
    "severity",
    "suppression",
    "today",
    "baseline",
    "generated",
    "picture",
    "index",
];

/// The name of the file of the page over all clusters.
pub const INDEX: &str = "index.html";

/// The longest time that is stated, in bytes.
const MAX_GENERATED: usize = 100;

/// Bytes of pages in one reply; in JSON they take more.
const MAX_PAGES: usize = MAX_REPLY / 2;

/// What is to be made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The same cluster, seen differently.
    pub what_if: WhatIf,
    /// Which findings the page has. Those that a baseline knows stay on it: it marks what is new.
    pub wanted: Wanted,
    /// The time that the page states as that of its making; without it that line says nothing of a time.
    pub generated: Option<String>,
    /// The picture alone.
    pub picture: bool,
    /// A page over all clusters as well.
    pub index: bool,
}

/// The options; [`Options`] as a request has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema), schemars(rename = "Options"))]
#[serde(default)]
pub(super) struct WireOptions {
    #[serde(flatten)]
    what_if: WireWhatIf,
    #[serde(flatten)]
    wanted: WireWantedSince,
    /// The time that the page states as that of its making, as it is to stand there, such as `2026-11-28 07:30 UTC`.
    /// Everything else follows from the input.
    #[cfg_attr(feature = "json-schema", schemars(length(max = 100)))]
    generated: Option<String>,
    /// The picture alone, as SVG.
    picture: bool,
    /// A page over all clusters as the last answer; not with `picture`.
    index: bool,
}

impl TryFrom<WireOptions> for Options {
    type Error = Error;

    fn try_from(wire: WireOptions) -> Result<Self, Error> {
        let WireOptions { what_if, wanted, generated, picture, index } = wire;
        if let Some(length) = generated.as_ref().map(String::len).filter(|length| *length > MAX_GENERATED) {
            let message = format!("expected a time of at most {MAX_GENERATED} bytes, found {length}");
            return Err(Error::new(Code::InvalidRequest, message).at("options.generated"));
        }
        if picture && index {
            let message = "expected picture or index, found both: there is no picture of all clusters";
            return Err(Error::new(Code::InvalidRequest, message).at("options.index"));
        }
        let (what_if, wanted) = (what_if.try_into()?, wanted.try_into()?);
        Ok(Self { what_if, wanted, generated, picture, index })
    }
}

/// One file.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// A name for the file that no other answer has, of letters, digits, `-` and `.` alone; `index.html` for the page over
    /// all clusters, which links to the others by these names.
    pub file: String,
    /// The page, UTF-8; null when the picture is asked for.
    pub html: Option<String>,
    /// The picture, UTF-8; null unless it is asked for.
    pub svg: Option<String>,
}

/// Its requests and answers, in JSON Schema.
#[cfg(feature = "json-schema")]
pub(super) fn contract() -> super::contract::Contract {
    super::contract::of::<WireOptions, Entry<Answer>>(NAME, true)
}

/// Request bytes to answer bytes.
pub fn ask(request: &[u8]) -> Reply {
    let options = |request: &Request<'_>| {
        let options = Options::try_from(request.options::<WireOptions>(OPTIONS)?)?;
        options.check()?;
        Ok(options)
    };
    ask_of_clusters(NAME, request, options, each)
}

impl Options {
    /// Wanted rules that do not exist fail once, and not in every cluster: without them silence would look like health.
    pub fn check(&self) -> Result<(), Error> {
        wanted::check(&self.wanted)
    }
}

/// Gives the file of each cluster in the input, and at the end that of all; what could not be answered comes back.
pub fn each(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    give: &mut dyn FnMut(Entry<Answer>),
) -> Vec<Error> {
    let (subjects, mut errors) = input.subjects(&options.what_if, work);
    let mut options = options.clone();
    (options.wanted.several, options.wanted.tells_known) = (subjects.len() > 1, true);
    let (mut rows, mut left, mut refused) = (Vec::new(), MAX_PAGES, Vec::new());
    let mut place = 0;
    let mut take = |(entry, row): (Entry<Answer>, Option<Row>)| {
        let mut entry: Entry<Answer> = entry;
        let row = row.map(|row| row.at(place));
        if let Some(row) = &row {
            row.file().clone_into(&mut entry.answer.file);
        } else {
            entry.answer.file = format!("{:03}-picture.svg", place + 1);
        }
        place += 1;
        let made = entry.answer.html.as_ref().or(entry.answer.svg.as_ref()).map_or(0, String::len);
        match left.checked_sub(made) {
            Some(rest) => {
                left = rest;
                rows.extend(row);
                give(entry);
            }
            None => {
                let error = too_large(MAX_REPLY);
                refused.push(match entry.head.name {
                    Some(name) => error.at(name),
                    None => error,
                });
            }
        }
    };
    errors.extend(ask_each(&subjects, work, |subject| of(subject, &options), &mut take));
    errors.extend(refused);
    errors.extend(wanted::left_out_in_vain(&options.wanted));
    if options.index && !rows.is_empty() {
        let html = report::fleet(rows, &options.wanted, options.generated.as_deref());
        let answer = Answer { file: INDEX.to_owned(), html: Some(html), svg: None };
        give(Entry { head: Head::default(), answer, tail: Tail::default() });
    }
    errors
}

/// The file of one cluster.
pub fn answer(subject: &Subject, options: &Options) -> Result<Entry<Answer>, Error> {
    let wanted = Wanted { tells_known: true, ..options.wanted.clone() };
    let (mut entry, row) = of(subject, &Options { wanted, ..options.clone() })?;
    if let Some(row) = row {
        row.at(0).file().clone_into(&mut entry.answer.file);
    }
    Ok(entry)
}

fn of(subject: &Subject, options: &Options) -> Result<(Entry<Answer>, Option<Row>), Error> {
    let cluster = &subject.cluster;
    let advice = advice::advise(cluster, &options.wanted)?;
    let measure = metric::measure(cluster);
    let inputs = subject.tail.sources.iter().map(|source| InputFile {
        file: &source.file,
        sections: source.sections.iter().map(|(section, count)| (*section, *count)).collect(),
        bytes: source.bytes,
        sha256: source.sha256.as_deref(),
    });
    let read_as = subject.tail.read_as.iter().map(|one| (&*one.file, &*one.how));
    let not_read = subject.tail.not_read.iter().map(|one| (&*one.file, &*one.reason));
    let report = Report::new(Given {
        cluster,
        name: subject.name.as_deref(),
        captured_at: subject.captured_at.as_deref(),
        generated: options.generated.as_deref(),
        what_if: &subject.what_if,
        inputs: inputs.collect(),
        read_as: read_as.collect(),
        not_read: not_read.collect(),
        wanted: &options.wanted,
        advice: &advice,
        measure: &measure,
    });
    let nothing = Answer { file: String::new(), html: None, svg: None };
    Ok(if options.picture {
        (subject.entry(Answer { svg: Some(report.svg()), ..nothing }), None)
    } else {
        let (html, row) = report.page();
        (subject.entry(Answer { html: Some(html), ..nothing }), Some(row))
    })
}
