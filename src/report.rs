//! Answers for people: plain text of at most [`WIDTH`] columns, with terminal colours that a caller strips
//! when the reader is not a terminal.
//!
//! Only lines that are meant to be copied are longer. Names come from strangers' files; none of them can
//! reach a terminal as anything but visible characters, see [`clean`].

mod catalogue;
mod content;
mod ends;
mod findings;
mod metrics;
mod origin;
mod routes;
mod text;
mod words;

pub use catalogue::{rule, rules};
pub use content::capture;
pub use findings::recommend;
pub use metrics::measure;
pub use routes::resolve;
pub use text::{WIDTH, clean};
