//! What went wrong, in one sentence, with the place where it was found.

use crate::visible::shown;
use serde::Serialize;

/// The kinds of failure; the number is the status a C caller gets, and never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[repr(i32)]
pub enum Code {
    /// A pointer was null where bytes were announced, or there was nowhere to put the answer.
    NullPointer = 1,
    /// The request is not UTF-8 JSON of the schema this library knows, or an option is malformed.
    InvalidRequest = 2,
    /// The capture cannot be read as one cluster: wrong types, no networks, two clusters.
    InvalidCapture = 3,
    /// A file cannot be opened or is none of the formats that are understood.
    UnreadableFile = 4,
    /// The input exceeds a limit: 256 MiB for a request or a file, 1 MiB for a text in it, 64 values of JSON or 128
    /// elements of CliXml inside one another, 512 MiB of values in all input of a call, each of 128 bytes and its text;
    /// 4194304 lines of console output; of a ZIP 131072 entries, 256 MiB of an unpacked entry, 250 times its packed
    /// size where that is more than 1 MiB, 1 GiB of all entries that are read and 250 times their packed size; of an
    /// HTML page 32 tables inside one another, 2097152 rows and cells.
    /// Of a call 4096 clusters and 4194304 objects in a list. Of a cluster 256 nodes, 1024 networks, 1024 volumes, 32768
    /// interfaces, 32768 for volumes times nodes, 1048576 for nodes times nodes times networks, 1024 characters of a
    /// name. Of an answer 128 MiB.
    TooLarge = 5,
    /// An option names a network, node, volume or rule that does not exist.
    UnknownName = 6,
    /// A defect of the library; the next call works.
    Internal = 7,
}

/// One failure: what was expected, what was found, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
pub struct Error {
    /// The kind, as callers match on it.
    pub code: Code,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// Where it was found: a file with line and column, or a path such as `capture.networks[3].Role`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Characters of a message: what was found may be as long as the input.
const MAX_MESSAGE: usize = 4000;

/// Characters of a path; Windows allows 32767 in one of a file, and nobody reads them.
const MAX_PATH: usize = 4000;

/// A text that says so where it was cut.
fn short(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push_str(" ... (cut)");
    }
    text
}

/// A sentence that can be shown: no longer than a message, with the escape of what acts on a terminal.
pub fn sentence(text: impl Into<String>) -> String {
    short(shown(text), MAX_MESSAGE)
}

/// A place, no longer than anybody reads.
pub fn place(text: impl Into<String>) -> String {
    short(text.into(), MAX_PATH)
}

impl Error {
    /// A failure without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: sentence(message), path: None }
    }

    /// The same failure, found at `path`.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(place(path));
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_is_as_long_as_its_input() {
        let error = Error::new(Code::InvalidCapture, "é".repeat(400_000)).at("x".repeat(400_000));
        assert_eq!(error.message.chars().count(), MAX_MESSAGE + 10);
        assert_eq!(error.path.unwrap().len(), MAX_PATH + 10);
        assert_eq!(Error::new(Code::Internal, "as it is").message, "as it is");
    }
}
