//! The pull parser with a place: depth, position for errors, and a way to read an earlier element again.

use super::text::unescape;
use crate::capture::limits::{MAX_ELEMENTS_DEEP, MAX_TEXT};
use crate::capture::line_and_column;
use crate::error::{Code, Error};
use memchr::memchr;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use std::borrow::Cow;

pub(super) struct Cursor<'a, 'n> {
    text: &'a str,
    name: &'n str,
    reader: Reader<&'a [u8]>,
    /// Where in the text the reader started.
    base: usize,
    /// How many elements are open.
    depth: usize,
}

/// Where to go on after a [`Cursor::jump`].
pub(super) struct Back<'a> {
    reader: Reader<&'a [u8]>,
    base: usize,
}

impl<'a, 'n> Cursor<'a, 'n> {
    pub(super) fn new(text: &'a str, name: &'n str) -> Self {
        Self { text, name, reader: reader_of(text), base: 0, depth: 0 }
    }

    /// Where the next event starts, or the blanks before it.
    pub(super) fn position(&self) -> usize {
        self.base + offset(self.reader.buffer_position())
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next event; the end of the file only where no element is open.
    pub(super) fn next(&mut self) -> Result<Event<'a>, Error> {
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = self.base + offset(self.reader.error_position());
                return Err(self.fail(at, format!("not well-formed XML: {}", sentence(&error))));
            }
        };
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > MAX_ELEMENTS_DEEP {
                    let message = format!("elements nest deeper than {MAX_ELEMENTS_DEEP}");
                    return Err(self.too_large(self.position(), message));
                }
            }
            // Whether it closes what was opened is checked by the reader.
            Event::End(_) => self.depth -= 1,
            Event::DocType(_) => {
                return Err(self.fail(self.position(), "expected no DOCTYPE, which CliXml does not have"));
            }
            Event::Eof if self.depth > 0 => {
                let message = format!("the file ends too early, with {} elements open", self.depth);
                return Err(self.fail(self.text.len(), message));
            }
            _ => {}
        }
        Ok(event)
    }

    /// Reads again from an earlier start tag; the depth counts on, since that element is now read inside here.
    pub(super) fn jump(&mut self, to: usize) -> Back<'a> {
        let reader = std::mem::replace(&mut self.reader, reader_of(&self.text[to..]));
        Back { reader, base: std::mem::replace(&mut self.base, to) }
    }

    pub(super) fn resume(&mut self, back: Back<'a>) {
        self.reader = back.reader;
        self.base = back.base;
    }

    /// The text up to the end of an element whose start has been read, with every escape undone.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Error> {
        self.reader.config_mut().trim_text_start = false;
        let content = self.content();
        self.reader.config_mut().trim_text_start = true;
        content
    }

    fn content(&mut self) -> Result<Cow<'a, str>, Error> {
        let mut content = Cow::Borrowed("");
        loop {
            let at = self.position();
            let piece = match self.next()? {
                Event::Text(text) if is_plain(&text) => text.into_inner(),
                Event::Text(text) => text.xml10_content(),
                Event::CData(text) => text.xml10_content(),
                Event::GeneralRef(reference) => {
                    Cow::Owned(character(&reference).map_err(|message| self.fail(at, message))?.to_string())
                }
                Event::End(_) => break,
                Event::Start(start) | Event::Empty(start) => {
                    let found = start.name().as_ref().to_owned();
                    return Err(self.fail(at, format!("expected text, found <{found}>")));
                }
                _ => continue,
            };
            if content.len() + piece.len() > MAX_TEXT {
                return Err(self.too_large(at, format!("a text is longer than {MAX_TEXT} bytes")));
            }
            if content.is_empty() {
                content = piece;
            } else {
                content.to_mut().push_str(&piece);
            }
        }
        Ok(unescape(content))
    }

    /// A failure at a byte of the text, told as line and column.
    #[cold]
    pub(super) fn fail(&self, at: usize, message: impl Into<String>) -> Error {
        self.error(Code::UnreadableFile, at, message.into())
    }

    pub(super) fn too_large(&self, at: usize, message: impl Into<String>) -> Error {
        self.error(Code::TooLarge, at, message.into())
    }

    /// An error of what stands at a byte of the text.
    pub(super) fn error_at(&self, at: usize, error: Error) -> Error {
        self.error(error.code, at, error.message)
    }

    fn error(&self, code: Code, at: usize, message: String) -> Error {
        let blanks = self.text.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let (line, column) = line_and_column(self.text, at + blanks);
        Error::new(code, message).at(format!("{}:{line}:{column}", self.name))
    }
}

/// A reader that passes over the blanks between elements, which are half of what an indented file consists of.
fn reader_of(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().trim_text_start = true;
    reader
}

/// Whether no end of a line is to be made one of XML.
fn is_plain(text: &str) -> bool {
    memchr(b'\r', text.as_bytes()).is_none()
}

/// The error without the name of its kind.
fn sentence(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(error) => error.to_string(),
        quick_xml::Error::IllFormed(error) => error.to_string(),
        other => other.to_string(),
    }
}

fn offset(position: u64) -> usize {
    // The reader walks a slice, so its positions are offsets into memory.
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The predefined entities and character references; anything else would need a DTD.
fn character(reference: &BytesRef<'_>) -> Result<char, String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character);
    }
    let name = reference.xml10_content();
    match name.as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(format!("expected a character or predefined entity, found '&{name};'")),
    }
}
