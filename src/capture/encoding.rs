//! From bytes to text: UTF-8 and UTF-16, with and without a byte order mark.
//!
//! Windows PowerShell 5.1 writes CliXml and redirected output as UTF-16 with a byte order mark, PowerShell 7
//! as UTF-8 without one. An `encoding` in an XML declaration is not believed: editors that convert a file
//! leave it as it was.

use crate::error::{Code, Error};
use std::borrow::Cow;

/// How text is written down.
#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// The text of a file; `name` is for the error.
pub fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, Error> {
    let (encoding, mark) = encoding(bytes);
    let content = &bytes[mark..];
    let utf_16 = |unit: fn([u8; 2]) -> u16, encoding: &str| {
        let text = utf_16(content, unit).map(Cow::Owned);
        text.map_err(|at| malformed(bytes, mark + at, encoding, name))
    };
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(content)
            .map(Cow::Borrowed)
            .map_err(|error| malformed(bytes, mark + error.valid_up_to(), "UTF-8", name)),
        Encoding::Utf16Le => utf_16(u16::from_le_bytes, "UTF-16LE"),
        Encoding::Utf16Be => utf_16(u16::from_be_bytes, "UTF-16BE"),
    }
}

/// The encoding and the length of the mark that tells it.
///
/// Without a mark, UTF-16 shows in the zero half of its first character, which in every format that is read
/// is ASCII.
fn encoding(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [first, 0, ..] if opens_a_document(*first) => (Encoding::Utf16Le, 0),
        [0, first, ..] if opens_a_document(*first) => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
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
