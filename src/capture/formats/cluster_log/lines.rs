//! A text of any size, line by line, in constant memory.

use crate::capture::encoding;
use crate::capture::limits::{MAX_LOG, MAX_LOG_LINE};
use crate::error::{Code, Error};
use memchr::memchr;
use std::io::{BufRead, BufReader, Read};

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 16;

/// The lines of a text.
pub(in super::super) struct Lines<'r> {
    source: BufReader<Box<dyn Read + 'r>>,
    line: Vec<u8>,
    /// From 1.
    number: usize,
    bytes: u64,
    name: &'r str,
}

/// One line, without its end.
pub(in super::super) struct Line<'l> {
    /// From 1.
    pub(in super::super) number: usize,
    pub(in super::super) text: &'l [u8],
    /// All of it is in `text`.
    pub(in super::super) is_whole: bool,
}

impl<'r> Lines<'r> {
    /// The lines of `source`, which begins with `start`; `name` is for errors.
    pub(in super::super) fn new(start: &'r [u8], source: impl Read + 'r, name: &'r str) -> Self {
        let source = encoding::reader(start, source);
        Self { source: BufReader::with_capacity(CHUNK, source), line: Vec::new(), number: 0, bytes: 0, name }
    }

    /// The next line; beyond [`MAX_LOG_LINE`] bytes of it are passed over.
    pub(in super::super) fn next(&mut self) -> Result<Option<Line<'_>>, Error> {
        self.line.clear();
        let (mut is_whole, mut is_empty) = (true, true);
        loop {
            let chunk = self.source.fill_buf().map_err(|error| {
                Error::new(Code::UnreadableFile, format!("cannot be read: {error}")).at(self.name)
            })?;
            if chunk.is_empty() {
                break;
            }
            is_empty = false;
            let end = memchr(b'\n', chunk);
            let part = &chunk[..end.unwrap_or(chunk.len())];
            let room = MAX_LOG_LINE - self.line.len();
            is_whole &= part.len() <= room;
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            let used = part.len() + usize::from(end.is_some());
            self.source.consume(used);
            self.bytes += used as u64;
            if self.bytes > MAX_LOG {
                let message = format!("the log is larger than {MAX_LOG} bytes");
                return Err(Error::new(Code::TooLarge, message).at(self.name));
            }
            if end.is_some() {
                break;
            }
        }
        if is_empty {
            return Ok(None);
        }
        self.number += 1;
        // Logs that were exported or repaired have zeros between and behind the lines.
        if memchr(0, &self.line).is_some() {
            self.line.retain(|byte| *byte != 0);
        }
        Ok(Some(Line { number: self.number, text: self.line.trim_ascii_end(), is_whole }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let (start, rest) = bytes.split_at(bytes.len().min(5));
        let mut lines = Lines::new(start, rest, "f");
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            assert!(line.is_whole);
            found.push(String::from_utf8(line.text.to_vec()).unwrap());
        }
        found
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_lines() {
        let long = "ü😀".repeat(CHUNK / 3);
        let text = format!("[=== Cluster ===]\r\nGröße 叢集 😀\r\n\r\n{long}\nlast");
        let expected = ["[=== Cluster ===]", "Größe 叢集 😀", "", &long, "last"];
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{text}");
            assert_eq!(lines(text.as_bytes()), expected);
            assert_eq!(lines(&utf_16(&text, u16::to_le_bytes)), expected);
            assert_eq!(lines(&utf_16(&text, u16::to_be_bytes)), expected);
        }
        assert_eq!(lines(b""), [""; 0]);
    }

    #[test]
    fn what_is_cut_or_no_character_costs_that_character() {
        let mut cut = utf_16("ab\ncd", u16::to_le_bytes);
        cut.pop();
        assert_eq!(lines(&cut), ["ab", "c"]);
        let mut lone = utf_16("ab", u16::to_le_bytes);
        lone.extend([0x00, 0xD8]);
        assert_eq!(lines(&lone), ["ab\u{fffd}"]);
        lone.extend([0x41, 0x00]);
        assert_eq!(lines(&lone), ["ab\u{fffd}A"]);
        assert_eq!(lines(b"a\0b\n\0\0\0\nc\0\0"), ["ab", "", "c"]);
    }

    #[test]
    fn a_long_line_is_passed_over_and_the_next_is_read() {
        let mut bytes = vec![b'x'; MAX_LOG_LINE + 5];
        bytes.extend(b"\nnext");
        let mut lines = Lines::new(&bytes[..4], &bytes[4..], "f");
        let first = lines.next().unwrap().unwrap();
        assert_eq!((first.text.len(), first.is_whole, first.number), (MAX_LOG_LINE, false, 1));
        let second = lines.next().unwrap().unwrap();
        assert_eq!((second.text, second.is_whole, second.number), (&b"next"[..], true, 2));
        assert!(lines.next().unwrap().is_none());
    }
}
