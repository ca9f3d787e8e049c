//! How an answer is written: as JSON in which every character can be seen, and never longer than what is stated.

use crate::visible::is_hidden;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io;

/// Why an answer was not written.
#[derive(Debug)]
pub(super) enum NotWritten {
    /// It is longer than allowed.
    TooLarge,
    /// It is no JSON.
    Invalid(serde_json::Error),
}

/// Writes a value, at most this many bytes.
pub(super) fn write<T: Serialize>(value: &T, most: usize) -> Result<Vec<u8>, NotWritten> {
    let mut output = Bounded { bytes: Vec::new(), most, is_full: false };
    match value.serialize(&mut Serializer::with_formatter(&mut output, Seen)) {
        Ok(()) => Ok(output.bytes),
        Err(_) if output.is_full => Err(NotWritten::TooLarge),
        Err(error) => Err(NotWritten::Invalid(error)),
    }
}

/// JSON as compact as it gets, with an escape for each character that acts on a terminal or is not seen: what is printed
/// is looked at, too.
struct Seen;

impl Formatter for Seen {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Most are: in a large answer looking at each character costs more than the rest of writing.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, hidden)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hidden.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Bytes up to a limit.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.most - self.bytes.len() {
            self.is_full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_an_escape_and_comes_back() {
        let text = "a\u{9b}31m\u{202e}b\u{7f}\u{e0001}\n\"é\u{200b}";
        let json = write(&text, 1000).ok().unwrap();
        let json = String::from_utf8(json).unwrap();
        assert_eq!(json, r#""a\u009b31m\u202eb\u007f\udb40\udc01\n\"é\u200b""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn what_fits_is_written_and_one_byte_more_is_not() {
        assert!(write(&"abc", 5).is_ok());
        assert!(matches!(write(&"abc", 4), Err(NotWritten::TooLarge)));
    }
}
