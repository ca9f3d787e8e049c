//! Answers for people: plain text of so many columns, with terminal colours that a caller strips when the reader is not
//! a terminal, or Markdown.
//!
//! Only lines that are meant to be copied are longer. Names come from files of other people; none of them can
//! reach a terminal as anything but visible characters, see [`clean`].

mod attribute;
mod catalogue;
mod changes;
mod content;
mod ends;
mod estimate;
mod failures;
mod findings;
mod fleet;
mod layout;
mod markdown;
mod metrics;
mod needs;
mod node_ranges;
mod origin;
mod parts;
mod plain;
mod plan;
mod routes;
mod schema;
mod text;
mod words;

pub(crate) use attribute::attribute;
pub(crate) use catalogue::{rule, rules};
pub(crate) use changes::compare;
pub(crate) use content::capture;
pub(crate) use estimate::estimate;
pub(crate) use failures::failures;
pub(crate) use findings::recommend;
pub(crate) use fleet::{Row, fleet};
pub(crate) use layout::{Look, Page};
pub(crate) use metrics::measure;
pub(crate) use needs::needs;
pub(crate) use plain::{LEAST, MOST, WIDTH};
pub(crate) use plan::plan;
pub(crate) use routes::resolve;
pub(crate) use schema::schema;
pub(crate) use text::clean;
