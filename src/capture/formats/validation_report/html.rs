//! HTML as headings, lines and tables in the order of the page, which is what a report tells things with.
//!
//! The tokens come from the pull parser that reads CliXml, with its checks off: elements are not matched, so
//! that unclosed ones do no harm, and nothing is ever fetched. A tokenizer of the HTML standard would add
//! 400 KB to the library, most of it the names of 2,231 characters.

use crate::capture::budget::Meter;
use crate::capture::limits::{MAX_CELLS, MAX_TABLES_DEEP, MAX_TEXT};
use crate::capture::line_and_column;
use crate::error::{Code, Error};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// One piece of a page; blanks in it are single spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The title of the page.
    Title(String),
    /// `<h1>` to `<h6>`.
    Heading(u8, String),
    /// Text up to a line break or the end of a paragraph.
    Line(String),
    /// The rows of a table with their cells, once it ends; a table inside a cell comes before its own.
    Table(Vec<Vec<String>>),
}

/// What is known of a page once it has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// `<html lang="..">`.
    pub(super) language: Option<String>,
    /// Whether the page ends with `</html>`; one that was cut off does not.
    pub(super) complete: bool,
}

/// Whether a text is HTML and not some XML.
pub(super) fn recognise(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ => break,
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest[at + end.len()..].trim_start();
    }
    let opens = |tag: &&str| rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    ["<html", "<!doctype html", "<head", "<body", "<meta", "<title", "<table", "<style", "<h1", "<h2", "<h3"]
        .iter()
        .any(opens)
}

/// Reads a page and hands every block to `see`; `name` is for errors.
pub(super) fn read(text: &str, name: &str, meter: &Meter, see: &mut dyn FnMut(Block)) -> Result<Page, Error> {
    let mut page = Page::default();
    let mut blocks =
        Blocks { see, line: String::new(), role: Role::Line, tables: Vec::new(), cells: 0, meter };
    let mut base = 0;
    let mut reader = lenient(text);
    loop {
        let at = base + offset(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            let message = format!("not readable HTML: {error}");
            place(
                Error::new(Code::UnreadableFile, message),
                text,
                base + offset(reader.error_position()),
                name,
            )
        })?;
        let placed = |result: Result<(), String>| {
            result.map_err(|message| place(Error::new(Code::TooLarge, message), text, at, name))
        };
        match event {
            Event::Start(tag) => {
                let element = tag.name().as_ref().to_ascii_lowercase();
                if element == "html" {
                    page.language = language(&tag);
                }
                // What is inside of these is no markup: a `<` of a script opens nothing.
                if matches!(element.as_str(), "script" | "style") {
                    base = end_of_raw(text, base + offset(reader.buffer_position()), &element);
                    reader = lenient(&text[base..]);
                } else {
                    placed(blocks.start(&element))?;
                }
            }
            Event::Empty(tag) => {
                let element = tag.name().as_ref().to_ascii_lowercase();
                placed(blocks.start(&element))?;
                blocks.end(&element);
            }
            Event::End(tag) => {
                let element = tag.name().as_ref().to_ascii_lowercase();
                page.complete |= element == "html";
                blocks.end(&element);
            }
            Event::Text(piece) => placed(blocks.text(&piece.xml10_content()))?,
            Event::CData(piece) => placed(blocks.text(&piece.xml10_content()))?,
            Event::GeneralRef(reference) => placed(blocks.text(&character(&reference)))?,
            Event::Eof => break,
            _ => {}
        }
    }
    blocks.flush(true);
    Ok(page)
}

fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn offset(position: u64) -> usize {
    // The reader walks a slice, so its positions are offsets into memory.
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn place(error: Error, text: &str, at: usize, name: &str) -> Error {
    let (line, column) = line_and_column(text, at);
    error.at(format!("{name}:{line}:{column}"))
}

/// Where the end tag of a script or style begins, or the end of the text.
fn end_of_raw(text: &str, from: usize, element: &str) -> usize {
    let end = format!("</{element}");
    let found =
        text.as_bytes()[from..].windows(end.len()).position(|w| w.eq_ignore_ascii_case(end.as_bytes()));
    found.map_or(text.len(), |at| from + at)
}

fn language(tag: &BytesStart<'_>) -> Option<String> {
    let mut attributes = tag.html_attributes();
    let lang =
        attributes.with_checks(false).flatten().find(|a| a.key.as_ref().eq_ignore_ascii_case("lang"))?;
    Some(lang.value.into_owned())
}

/// The character of a reference; one that is not known stays as it is written.
fn character(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.xml10_content();
    let of_latin_1 = || {
        let place = LATIN_1.split_ascii_whitespace().position(|known| known == name)?;
        char::from_u32(0xA0 + u32::try_from(place).ok()?)
    };
    let known = match name.as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => of_latin_1(),
    };
    known.map_or_else(|| format!("&{name};"), String::from)
}

/// The names of the characters from U+00A0 on (<https://html.spec.whatwg.org/multipage/named-characters.html>).
const LATIN_1: &str = "\
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr \
    deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest \
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml \
    ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig \
    agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
    eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Puts the pieces together.
struct Blocks<'s> {
    see: &'s mut dyn FnMut(Block),
    line: String,
    /// What the line becomes when it ends.
    role: Role,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
    /// Rows and cells of the whole page.
    cells: usize,
    meter: &'s Meter,
}

#[derive(Clone, Copy)]
enum Role {
    Line,
    Title,
    Heading(u8),
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Option<Vec<String>>,
    cell: Option<String>,
}

impl Blocks<'_> {
    fn text(&mut self, piece: &str) -> Result<(), String> {
        if self.line.len() + piece.len() > MAX_TEXT {
            return Err(format!("a text is longer than {MAX_TEXT} bytes"));
        }
        append(&mut self.line, piece);
        self.meter.bytes(piece.len() as u64).map_err(|spent| spent.to_string())
    }

    fn start(&mut self, element: &str) -> Result<(), String> {
        match element {
            "tr" | "td" | "th" => {
                self.flush(false);
                self.count()?;
                if let Some(table) = self.tables.last_mut() {
                    if element == "tr" { table.open_row() } else { table.open_cell() }
                }
            }
            "table" => {
                self.flush(true);
                if self.tables.len() == MAX_TABLES_DEEP {
                    return Err(format!("tables nest deeper than {MAX_TABLES_DEEP}"));
                }
                self.tables.push(Table::default());
            }
            _ if is_inline(element) => {}
            _ => {
                self.flush(true);
                self.role = match element.as_bytes() {
                    b"title" => Role::Title,
                    [b'h', level @ b'1'..=b'6'] => Role::Heading(level - b'0'),
                    _ => Role::Line,
                };
            }
        }
        Ok(())
    }

    fn end(&mut self, element: &str) {
        match element {
            "td" | "th" | "tr" => {
                self.flush(false);
                if let Some(table) = self.tables.last_mut() {
                    if element == "tr" { table.close_row() } else { table.close_cell() }
                }
            }
            "table" => {
                self.flush(false);
                if let Some(mut table) = self.tables.pop() {
                    table.close_row();
                    (self.see)(Block::Table(table.rows));
                }
            }
            _ if is_inline(element) => {}
            _ => self.flush(true),
        }
    }

    /// Ends the line; what a cell ends with is no line of its own.
    fn flush(&mut self, is_line: bool) {
        let role = std::mem::replace(&mut self.role, Role::Line);
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end();
        if line.is_empty() {
            return;
        }
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(line);
        }
        match role {
            Role::Title => (self.see)(Block::Title(line.to_owned())),
            Role::Heading(level) => (self.see)(Block::Heading(level, line.to_owned())),
            Role::Line if is_line => (self.see)(Block::Line(line.to_owned())),
            Role::Line => {}
        }
    }

    fn count(&mut self) -> Result<(), String> {
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(format!("the tables have more than {MAX_CELLS} cells"));
        }
        self.meter.value(0).map_err(|spent| spent.to_string())
    }
}

impl Table {
    fn open_row(&mut self) {
        self.close_row();
        self.row = Some(Vec::new());
    }

    fn open_cell(&mut self) {
        self.close_cell();
        self.row.get_or_insert_default();
        self.cell = Some(String::new());
    }

    fn close_cell(&mut self) {
        if let (Some(row), Some(cell)) = (self.row.as_mut(), self.cell.take()) {
            row.push(cell);
        }
    }

    fn close_row(&mut self) {
        self.close_cell();
        self.rows.extend(self.row.take());
    }
}

/// Elements that do not end a line; unknown ones do, except for those that reports put around single words.
fn is_inline(element: &str) -> bool {
    matches!(
        element,
        "a" | "abbr"
            | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "img"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "u"
            | "wbr"
            | "description"
            | "id"
            | "result"
    )
}

/// Appends a text with every run of blanks as one space.
fn append(line: &mut String, piece: &str) {
    for c in piece.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' if line.is_empty() || line.ends_with(' ') => {}
            ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' => line.push(' '),
            c => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests;
