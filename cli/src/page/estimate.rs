//! The answers to "how long, over what": a page for each kind of estimate.

mod backup;
mod drain;
mod faster;
mod parts;
mod redirect;

use super::layout::Page;
use clusterroute::api::Entry;
use clusterroute::api::estimate::Answer;

/// The page of an estimate.
pub(crate) fn estimate(entry: &Entry<Answer>) -> Page {
    match &entry.answer {
        Answer::Backup(answer) => backup::backup(entry, answer),
        Answer::Redirect(answer) => redirect::redirect(entry, answer),
        Answer::Drain(answer) => drain::drain(entry, answer),
        Answer::Faster(answer) => faster::faster(entry, answer),
    }
}
