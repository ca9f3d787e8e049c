//! Answers for people: plain text of at most [`text::WIDTH`] columns, with terminal colours that a caller strips
//! when the reader is not a terminal.
//!
//! Only lines that are meant to be copied are longer. Names come from files of other people; none of them can
//! reach a terminal as anything but visible characters, see [`clean`].

mod attribute;
mod catalogue;
mod content;
mod ends;
mod failures;
mod findings;
mod metrics;
mod needs;
mod origin;
mod routes;
mod schema;
mod text;
mod words;

pub(crate) use attribute::attribute;
pub(crate) use catalogue::{rule, rules};
pub(crate) use content::capture;
pub(crate) use failures::failures;
pub(crate) use findings::recommend;
pub(crate) use metrics::measure;
pub(crate) use needs::needs;
pub(crate) use routes::resolve;
pub(crate) use schema::schema;
pub(crate) use text::clean;
