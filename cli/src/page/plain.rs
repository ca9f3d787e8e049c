//! Pages as text: lines that fit, and tables, which are stacked where a screen is too narrow for them.

use super::parts::{Column, Part};
use super::text::{Text, coloured};
use comfy_table::presets::NOTHING;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, Width,
};
use std::borrow::Cow;

/// How many columns a line has, unless a terminal or the caller says otherwise.
pub(crate) const WIDTH: usize = 100;

/// The fewest and the most columns a page is made for.
pub(crate) const LEAST: usize = 40;
pub(crate) const MOST: usize = 400;

/// Below this many columns a table is stacked: a row is a few lines, each with the title of its column.
const NARROW: usize = 90;

/// The parts one below the other, their emphasis as terminal escapes.
pub(super) fn print(parts: &[Part], width: usize) -> String {
    let mut lines = Lines { text: String::new(), width };
    for part in parts {
        match part {
            Part::Heading(text) => lines.heading(text),
            Part::Gap => lines.text.push('\n'),
            Part::Item { lead, text } => {
                lines.hanging(lead, &" ".repeat(textwrap::core::display_width(lead)), text.marked());
            }
            Part::Verbatim { indent, text } => {
                lines.text.push_str(indent);
                lines.text.push_str(text.marked());
                lines.text.push('\n');
            }
            Part::Table { columns, rows } if width < NARROW => lines.stack(columns, rows),
            Part::Table { columns, rows } => lines.table(columns, rows),
        }
    }
    coloured(lines.text)
}

struct Lines {
    text: String,
    width: usize,
}

impl Lines {
    /// A line that opens a part. What does not fit is indented, so that no name can begin a line as a heading does.
    fn heading(&mut self, text: &Text) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.hanging("", "  ", text.marked());
    }

    /// A paragraph after `lead`, and its other lines after `hang`.
    fn hanging(&mut self, lead: &str, hang: &str, text: &str) {
        let options = textwrap::Options::new(self.width)
            .initial_indent(lead)
            .subsequent_indent(hang)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            // A link is there to be copied; a name without blanks is not.
            .break_words(!text.contains("://"));
        for line in textwrap::wrap(text, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Each row as a paragraph: its first value, and the others below it with the titles of their columns.
    fn stack(&mut self, columns: &[Column], rows: &[Vec<Text>]) {
        for (place, row) in rows.iter().enumerate() {
            if place > 0 {
                self.text.push('\n');
            }
            let cells = columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            for (place, (column, cell)) in cells.enumerate() {
                let cell = cut(cell.marked()).replace('\n', ", ");
                match place {
                    0 => self.hanging("", "    ", &format!("{}: {cell}", column.title)),
                    _ => self.hanging("  ", "    ", &format!("{}: {cell}", column.title)),
                }
            }
        }
    }

    fn table(&mut self, columns: &[Column], rows: &[Vec<Text>]) {
        let constraints = constraints(columns, rows, self.width);
        let mut table = Table::new();
        table
            .load_style(
                NOTHING
                    .header_lines(ContentLineStyle::none().junction(' '))
                    .header_separator(LineStyle::none().fill('-').junction(' '))
                    .content_lines(ContentLineStyle::none().junction(' ')),
            )
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(self.width).unwrap_or(u16::MAX))
            .set_header(columns.iter().map(|column| column.title));
        // Numbers are ours, and stand at the end of their cell.
        let names_first = columns.first().is_some_and(|column| !column.right);
        for row in rows {
            table.add_row(row.iter().enumerate().map(|(at, cell)| {
                let cell = cut(cell.marked());
                if at == 0 && names_first { Cow::Owned(format!("{ROW}{cell}")) } else { cell }
            }));
        }
        for (at, drawn) in columns.iter().enumerate() {
            let Some(column) = table.column_mut(at) else { continue };
            column.set_padding((0, 1));
            if drawn.right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            column.set_constraint(constraints[at]);
        }
        // Titles may take several lines; the rule below them tells how wide the first column is.
        let mut first = None;
        for line in table.lines() {
            match (line.strip_prefix(ROW), first) {
                (Some(start), _) => self.text.push_str(start.trim_end()),
                (None, Some(width)) if names_first => self.text.push_str(indented(&line, width).trim_end()),
                _ => self.text.push_str(line.trim_end()),
            }
            if first.is_none() && line.bytes().all(|byte| matches!(byte, b'-' | b' ')) {
                first = line.split(' ').next().map(str::len);
            }
            self.text.push('\n');
        }
    }
}

/// Stands before the first cell of a row until the table is drawn; without width, and kept out of names as tones are.
const ROW: char = '\u{206a}';

/// A further line of a row, whose first cell, so many columns wide, is moved to the right by one: no name can begin a
/// line as a heading does.
fn indented(line: &str, first: usize) -> String {
    let mut width = 0;
    let gap = line.char_indices().find(|(_, c)| {
        width += textwrap::core::display_width(c.encode_utf8(&mut [0; 4]));
        width > first && *c == ' '
    });
    match gap {
        Some((at, _)) if !line.starts_with(' ') => format!(" {}{}", &line[..at], &line[at + 1..]),
        None if !line.starts_with(' ') => format!(" {line}"),
        _ => line.to_owned(),
    }
}

/// The most characters of a cell. No cluster comes near; the table's arithmetic is 16 bits wide.
const CELL: usize = 4000;

/// A cell that a table can hold, saying so when something is left out.
fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => Cow::Owned(format!("{} ... (cut, --format json has all)", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Between two columns: a blank of padding and one for the line that is not drawn.
const GAP: usize = 2;

/// Wide columns break between words; inside one only when the page has no room for the longest words.
fn constraints(columns: &[Column], rows: &[Vec<Text>], room: usize) -> Vec<ColumnConstraint> {
    let widest = |i: usize, width: fn(&Text) -> usize| {
        let title = Text::from(columns[i].title);
        rows.iter().map(|row| width(&row[i])).chain([width(&title)]).max().unwrap_or_default()
    };
    let least: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(i, column)| widest(i, if column.flexible { Text::longest_word } else { Text::width }))
        .collect();
    let fits = least.iter().map(|width| width + GAP).sum::<usize>() <= room;
    let constraint = |(column, &width): (&Column, &usize)| match (column.flexible, fits) {
        (false, _) => ColumnConstraint::ContentWidth,
        (true, true) => ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(width + 1).unwrap_or(8))),
        (true, false) => ColumnConstraint::LowerBoundary(Width::Fixed(8)),
    };
    columns.iter().zip(&least).map(constraint).collect()
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Column, Look, Page};
    use super::super::text::{END, Text, Tone};
    use super::*;

    #[test]
    fn a_long_name_in_a_heading_begins_no_line() {
        let mut page = Page::default();
        page.heading(format!("LAN {}ERROR CR999 forged", " ".repeat(WIDTH)));
        assert!(page.print(Look::Plain(WIDTH)).lines().all(|line| !line.starts_with("ERROR")));
    }

    #[test]
    fn names_cannot_forge_emphasis() {
        for tone in Tone::ALL {
            let mut page = Page::default();
            page.item("", format!("{}red{END}", tone.mark()));
            assert!(!page.print(Look::Plain(WIDTH)).contains('\u{1b}'));
        }
    }

    #[test]
    fn paragraphs_hang_under_their_first_letter() {
        let mut page = Page::default();
        page.item(" 1. ", "word ".repeat(30).trim_end());
        let text = page.print(Look::Plain(WIDTH));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with(" 1. word") && lines[1].starts_with("    word"));
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn emphasis_does_not_move_a_table() {
        let draw = |cell: Text| {
            let mut page = Page::default();
            let rows = [vec![cell, Text::from("b")], vec![Text::from("longer value"), Text::default()]];
            page.table(&[Column::tight("one"), Column::tight("two")], &rows);
            anstream::adapter::strip_str(&page.print(Look::Plain(WIDTH))).to_string()
        };
        assert_eq!(draw(Text::toned(Tone::Error, "ERROR")), draw(Text::from("ERROR")));
    }

    #[test]
    fn emphasis_ends() {
        let mut page = Page::default();
        page.item("", Text::toned(Tone::Error, "ERROR").and(" and so on"));
        assert_eq!(page.print(Look::Plain(WIDTH)), "\u{1b}[1m\u{1b}[31mERROR\u{1b}[0m and so on\n");
    }

    #[test]
    fn a_long_name_in_a_table_begins_no_line() {
        let mut page = Page::default();
        let name = format!("LAN {}", "ERROR CR999 forged ".repeat(20));
        let rows = [vec![Text::from(&name), Text::from("b")], vec![Text::from("c"), Text::from("d")]];
        page.table(&[Column::wide("one"), Column::tight("two")], &rows);
        let text = page.print(Look::Plain(WIDTH));
        assert!(text.lines().count() > 4 && text.lines().all(|line| !line.starts_with("ERROR")), "{text}");
        assert!(text.lines().all(|line| line.len() <= WIDTH) && !text.contains(ROW), "{text}");
    }

    #[test]
    fn names_are_broken_only_when_there_is_no_room() {
        let draw = |name: &str| {
            let mut page = Page::default();
            let rows = [vec![Text::from(name), Text::from("word ".repeat(60).trim())]];
            page.table(&[Column::wide("name"), Column::wide("words")], &rows);
            page.print(Look::Plain(WIDTH))
        };
        let name = format!("compute_management_storage({})", "x".repeat(50));
        assert!(draw(&name).contains(&name));
        assert!(draw(&"x".repeat(300)).lines().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn a_cell_of_any_length_is_drawn() {
        for cell in ["x".repeat(100_000), "long name, ".repeat(10_000)] {
            let mut page = Page::default();
            page.table(&[Column::wide("a"), Column::tight("b")], &[vec![Text::from(&cell), Text::from("b")]]);
            let text = page.print(Look::Plain(WIDTH));
            assert!(text.lines().all(|line| line.len() <= WIDTH) && text.lines().count() < 100);
            assert!(text.contains("cut"), "{text}");
        }
    }

    #[test]
    fn tables_fit_and_empty_columns_are_left_out() {
        let mut page = Page::default();
        let rows = [vec![Text::from("x".repeat(300)), Text::default(), Text::from("40000 ".repeat(40))]];
        page.table(&[Column::wide("name"), Column::tight("nothing"), Column::wide("parts")], &rows);
        let text = page.print(Look::Plain(WIDTH));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(!text.contains("nothing"));
    }

    #[test]
    fn a_table_is_stacked_where_it_is_too_narrow_and_no_name_begins_a_line() {
        let mut page = Page::default();
        let name = format!("V1 {}", "ERROR CR999 forged ".repeat(8));
        let rows = [vec![Text::from(&name), Text::from("direct").and_below("metadata only")]];
        page.table(&[Column::wide("Volume"), Column::tight("Mode")], &rows);
        let text = page.print(Look::Plain(60));
        assert!(
            text.starts_with("Volume: V1 ERROR") && text.ends_with("\n  Mode: direct, metadata only\n"),
            "{text}"
        );
        assert!(text.lines().all(|line| line.len() <= 60 && !line.starts_with("ERROR")), "{text}");
        assert!(page.print(Look::Plain(200)).starts_with("Volume "), "a table has a line of titles");
    }
}
