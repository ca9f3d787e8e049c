//! What is said of a request that cannot be answered.

use crate::error::{Code, Error};
use crate::nearest::nearest;

/// A key that nobody knows, with what was probably meant.
pub(super) fn unknown<'k>(
    what: &str,
    found: &str,
    known: impl IntoIterator<Item = &'k str> + Clone,
) -> Error {
    let meant = nearest(found, known.clone()).map(|meant| format!(", did you mean {meant}?"));
    let all: Vec<&str> = known.into_iter().collect();
    let message = format!(
        "expected a known {what} ({}), found {:?}{}",
        all.join(", "),
        short(found),
        meant.unwrap_or_default()
    );
    invalid(message)
}

/// The request is not what was expected.
pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidRequest, message)
}

/// As much of a text as an error needs.
pub(super) fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
