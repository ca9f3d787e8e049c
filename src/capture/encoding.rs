//! From bytes to text: UTF-8 and UTF-16, with and without a byte order mark.
//!
//! Windows PowerShell 5.1 writes CliXml and redirected output as UTF-16 with a byte order mark, PowerShell 7
//! as UTF-8 without one. An `encoding` in an XML declaration is not believed: editors that convert a file
//! leave it as it was.

use crate::error::{Code, Error};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The text of a file; `name` is for the error.
pub fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, Error> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let content = &bytes[mark..];
    if encoding == UTF_8 {
        return std::str::from_utf8(content)
            .map(Cow::Borrowed)
            .map_err(|error| malformed(bytes, mark + error.valid_up_to(), "UTF-8", name));
    }
    let decoder = encoding.new_decoder_without_bom_handling();
    utf_16(content, decoder).map(Cow::Owned).map_err(|at| malformed(bytes, mark + at, encoding.name(), name))
}

/// Without a mark, UTF-16 shows in the zero half of its first character, which in every format that is read
/// is ASCII.
fn guess(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [first, 0, ..] if opens_a_document(*first) => UTF_16LE,
        [0, first, ..] if opens_a_document(*first) => UTF_16BE,
        _ => UTF_8,
    }
}

fn opens_a_document(byte: u8) -> bool {
    matches!(byte, b'<' | b'[' | b'{') || byte.is_ascii_whitespace()
}

/// The text, or the offset of the first byte that is not part of it.
fn utf_16(bytes: &[u8], mut decoder: Decoder) -> Result<String, usize> {
    let longest = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).ok_or(0usize)?;
    let mut text = String::with_capacity(longest);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::OutputFull, read) => Err(read),
        (DecoderResult::Malformed(length, after), read) => {
            Err(read.saturating_sub(usize::from(length) + usize::from(after)))
        }
    }
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
