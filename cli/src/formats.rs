//! Answers for other programs: a spreadsheet, a code scanner, a test report, a pipeline.

mod csv;
mod github;
mod junit;
mod sarif;

pub(crate) use csv::rows;
pub(crate) use github::annotations;
pub(crate) use junit::suites;
pub(crate) use sarif::log;

use clusterroute::api::{Answers, Entry, recommend};

/// What these formats are about: the findings of several clusters, and what could not be answered.
pub(crate) type Findings = Answers<Entry<recommend::Answer>>;

/// What to call the cluster of an answer.
fn name(entry: &Entry<recommend::Answer>) -> &str {
    entry.head.name.as_deref().unwrap_or("cluster")
}
