//! From bytes to text: UTF-8 and UTF-16, with and without a byte order mark; of a file at hand, which has to be text
//! to its last byte, and of a log of any size, where what is no character costs only itself.
//!
//! Windows PowerShell 5.1 writes CliXml and redirected output as UTF-16 with a byte order mark, PowerShell 7
//! as UTF-8 without one. An `encoding` in an XML declaration is not believed: editors that convert a file
//! leave it as it was.

use crate::error::{Code, Error};
use std::borrow::Cow;
use std::io::Read;

/// How text is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Or any code page whose ASCII is ASCII, where what is not UTF-8 matters only in names.
    Utf8,
    /// The low half of a unit first, as Windows writes it.
    Utf16Le,
    /// The high half of a unit first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a text that starts with these bytes, and the length of the mark that tells it.
    ///
    /// Without a mark, UTF-16 shows in the zero halves of its first characters, which in every format that is read
    /// are ASCII.
    pub fn of(start: &[u8]) -> (Self, usize) {
        let ascii = |byte: &u8| matches!(byte, 1..=0x7F);
        match start {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            [first, 0, second, 0, ..] if ascii(first) && ascii(second) => (Encoding::Utf16Le, 0),
            [0, first, 0, second, ..] if ascii(first) && ascii(second) => (Encoding::Utf16Be, 0),
            [first, 0, ..] if opens_a_document(*first) => (Encoding::Utf16Le, 0),
            [0, first, ..] if opens_a_document(*first) => (Encoding::Utf16Be, 0),
            _ => (Encoding::Utf8, 0),
        }
    }

    /// What the two bytes of a unit are; `None` for UTF-8.
    fn unit(self) -> Option<fn([u8; 2]) -> u16> {
        match self {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(u16::from_le_bytes),
            Encoding::Utf16Be => Some(u16::from_be_bytes),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }
}

/// The text of a file; `name` is for the error.
pub fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, Error> {
    let (encoding, mark) = Encoding::of(bytes);
    let content = &bytes[mark..];
    let text = match encoding.unit() {
        None => std::str::from_utf8(content).map(Cow::Borrowed).map_err(|error| error.valid_up_to()),
        Some(unit) => utf_16(content, unit).map(Cow::Owned),
    };
    text.map_err(|at| malformed(bytes, mark + at, encoding.name(), name))
}

/// The start of a file as text, to see what it is; what is no character there is not looked at.
pub fn decode_start(bytes: &[u8]) -> Cow<'_, str> {
    let (encoding, mark) = Encoding::of(bytes);
    let content = &bytes[mark..];
    match encoding.unit() {
        None => String::from_utf8_lossy(content),
        Some(unit) => {
            let (units, _) = content.as_chunks::<2>();
            let decoded = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
            Cow::Owned(decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
    }
}

/// A text of any size that begins with `start`, as UTF-8 without a mark; what is no character in UTF-16 becomes the
/// replacement character.
pub fn reader<'r>(start: &'r [u8], rest: impl Read + 'r) -> Box<dyn Read + 'r> {
    let (encoding, mark) = Encoding::of(start);
    let whole = start[mark..].chain(rest);
    match encoding.unit() {
        None => Box::new(whole),
        Some(unit) => Box::new(Utf16::new(whole, unit)),
    }
}

fn opens_a_document(byte: u8) -> bool {
    matches!(byte, b'<' | b'[' | b'{') || byte.is_ascii_whitespace()
}

/// The text, or the offset of the first byte that is not part of it.
fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let (units, half) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(units.len());
    let mut at = 0;
    for decoded in char::decode_utf16(units.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|_| at)?;
        at += 2 * c.len_utf16();
        text.push(c);
    }
    if half.is_empty() { Ok(text) } else { Err(at) }
}

fn malformed(bytes: &[u8], at: usize, encoding: &str, name: &str) -> Error {
    let found = match bytes.get(at) {
        Some(byte) => format!("found 0x{byte:02X} at byte {at}"),
        None => format!("the file ends inside a character at byte {at}"),
    };
    Error::new(Code::UnreadableFile, format!("expected {encoding} text, {found}")).at(name)
}

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 16;

/// UTF-16 as UTF-8; what is no character becomes the replacement character.
struct Utf16<R> {
    source: R,
    unit: fn([u8; 2]) -> u16,
    raw: Vec<u8>,
    /// Bytes at the start of `raw` that are not decoded yet.
    left: usize,
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Utf16<R> {
    fn new(source: R, unit: fn([u8; 2]) -> u16) -> Self {
        Self { source, unit, raw: vec![0; CHUNK], left: 0, text: Vec::new(), given: 0 }
    }

    fn fill(&mut self) -> std::io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() {
            let count = self.source.read(&mut self.raw[self.left..])?;
            let filled = self.left + count;
            let (pairs, half) = self.raw[..filled].as_chunks::<2>();
            let mut units: Vec<u16> = pairs.iter().map(|pair| (self.unit)(*pair)).collect();
            let mut kept = half.len();
            // The other half of a pair may be in the next chunk.
            if count > 0 && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
                units.pop();
                kept += 2;
            }
            // Nearly all of a log is ASCII, where a unit is a byte.
            if units.iter().all(|unit| *unit < 0x80) {
                self.text.extend(units.iter().map(|unit| *unit as u8));
            } else {
                let decoded = char::decode_utf16(units);
                let text: String = decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
                self.text.extend_from_slice(text.as_bytes());
            }
            if count == 0 {
                // Half a character at the end of a log that was cut off.
                self.left = 0;
                return Ok(());
            }
            self.raw.copy_within(filled - kept..filled, 0);
            self.left = kept;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.given == self.text.len() {
            self.fill()?;
        }
        let rest = &self.text[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<Objs>Größe 叢集 😀</Objs>";

    fn utf_16_bytes(text: &str, big_endian: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{TEXT}");
            assert_eq!(decode(marked.as_bytes(), "f").unwrap(), TEXT);
            assert_eq!(decode(&utf_16_bytes(&marked, false), "f").unwrap(), TEXT);
            assert_eq!(decode(&utf_16_bytes(&marked, true), "f").unwrap(), TEXT);
        }
    }

    #[test]
    fn utf_8_is_borrowed() {
        assert!(matches!(decode(TEXT.as_bytes(), "f").unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn nothing_is_text_too() {
        assert_eq!(decode(b"", "f").unwrap(), "");
        assert_eq!(decode(b"\xFF\xFE", "f").unwrap(), "");
    }

    #[test]
    fn malformed_text_says_what_was_expected_and_where() {
        let error = decode(b"<a>\xC3(", "dir/f.xml").unwrap_err();
        assert_eq!(error.to_string(), "dir/f.xml: expected UTF-8 text, found 0xC3 at byte 3");
        assert_eq!(error.code, Code::UnreadableFile);

        let mut lone_surrogate = utf_16_bytes("\u{feff}<a", false);
        lone_surrogate.extend([0x00, 0xD8, 0x41, 0x00]);
        let error = decode(&lone_surrogate, "f").unwrap_err();
        assert_eq!(error.to_string(), "f: expected UTF-16LE text, found 0x00 at byte 6");

        let mut half = utf_16_bytes("<a", true);
        half.push(0x00);
        let error = decode(&half, "f").unwrap_err();
        assert_eq!(error.to_string(), "f: expected UTF-16BE text, found 0x00 at byte 4");
    }

    #[test]
    fn a_binary_file_is_refused() {
        let error = decode(b"MZ\x90\x00\x03\x00", "f").unwrap_err();
        assert_eq!(error.to_string(), "f: expected UTF-8 text, found 0x90 at byte 2");
    }
}
