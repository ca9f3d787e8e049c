//! Lines that fit the page: wrapping, tables, emphasis, and names that cannot harm a terminal.

use anstyle::{AnsiColor, Reset, Style};
use comfy_table::presets::NOTHING;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, Width,
};
use std::borrow::Cow;

pub(crate) use clusterroute::visible::visible as clean;

/// How many columns a line has at most.
pub(crate) const WIDTH: usize = 100;

/// Emphasis. It only repeats what the words say, since a page without colour must say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// A heading.
    Strong,
    /// Broken.
    Error,
    /// To be looked at.
    Warning,
    /// Worth knowing.
    Info,
}

impl Tone {
    const ALL: [Tone; 4] = [Tone::Strong, Tone::Error, Tone::Warning, Tone::Info];

    /// Stands for the start of the tone until the page is finished. It has no width, so that lines are
    /// wrapped and tables laid out as without it, and [`clean`] keeps it out of names.
    fn mark(self) -> char {
        match self {
            Tone::Strong => '\u{2061}',
            Tone::Error => '\u{2062}',
            Tone::Warning => '\u{2063}',
            Tone::Info => '\u{2064}',
        }
    }

    fn style(self) -> Style {
        match self {
            Tone::Strong => Style::new().bold(),
            Tone::Error => AnsiColor::Red.on_default().bold(),
            Tone::Warning => AnsiColor::Yellow.on_default().bold(),
            Tone::Info => AnsiColor::Cyan.on_default(),
        }
    }
}

/// Stands for the end of a tone.
const END: char = '\u{2060}';

/// Text that is safe to print: every way to make one cleans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(String);

impl Text {
    /// Text with emphasis.
    pub(super) fn toned(tone: Tone, text: &str) -> Self {
        Text(format!("{}{}{END}", tone.mark(), clean(text)))
    }

    /// This and more.
    #[must_use]
    pub(super) fn and(mut self, more: impl Into<Text>) -> Self {
        self.0.push_str(&more.into().0);
        self
    }

    /// This and more on a line of its own, for cells of a table.
    #[must_use]
    pub(super) fn and_below(mut self, more: impl Into<Text>) -> Self {
        self.0.push('\n');
        self.and(more)
    }

    /// The width of the longest word.
    fn longest_word(&self) -> usize {
        self.0.split([' ', '\n']).map(textwrap::core::display_width).max().unwrap_or_default()
    }

    fn width(&self) -> usize {
        self.0.split('\n').map(textwrap::core::display_width).max().unwrap_or_default()
    }

    /// Whether there is nothing to print.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: AsRef<str> + ?Sized> From<&T> for Text {
    fn from(text: &T) -> Self {
        Text(clean(text.as_ref()).into_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::from(text.as_str())
    }
}

/// A column of a table.
pub(super) struct Column {
    title: &'static str,
    right: bool,
    flexible: bool,
}

impl Column {
    /// A column as wide as its longest value: for our own words and numbers.
    pub(super) const fn tight(title: &'static str) -> Self {
        Column { title, right: false, flexible: false }
    }

    /// The same for numbers.
    pub(super) const fn number(title: &'static str) -> Self {
        Column { title, right: true, flexible: false }
    }

    /// A column that gives way: for names and sentences.
    pub(super) const fn wide(title: &'static str) -> Self {
        Column { title, right: false, flexible: true }
    }
}

/// The text of one answer.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A line that opens a part; an empty line before it unless the page starts here. What does not fit is indented, so
    /// that no name can begin a line as a heading does.
    pub(super) fn heading(&mut self, text: impl Into<Text>) {
        if !self.text.is_empty() {
            self.gap();
        }
        self.hanging("", "  ", text);
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph after `lead`, wrapped and hanging under its first letter.
    pub(super) fn item(&mut self, lead: &str, text: impl Into<Text>) {
        self.hanging(lead, &" ".repeat(textwrap::core::display_width(lead)), text);
    }

    /// A paragraph after `lead`, and its other lines after `hang`.
    fn hanging(&mut self, lead: &str, hang: &str, text: impl Into<Text>) {
        let text = text.into().0;
        let options = textwrap::Options::new(WIDTH)
            .initial_indent(lead)
            .subsequent_indent(hang)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            // A link is there to be copied; a name without blanks is not.
            .break_words(!text.contains("://"));
        for line in textwrap::wrap(&text, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// A line to be copied: never wrapped.
    pub(super) fn verbatim(&mut self, indent: &str, text: impl Into<Text>) {
        self.text.push_str(indent);
        self.text.push_str(&text.into().0);
        self.text.push('\n');
    }

    /// A table; columns without any value are left out.
    pub(super) fn table(&mut self, columns: &[Column], rows: &[Vec<Text>]) {
        let used: Vec<usize> =
            (0..columns.len()).filter(|&i| rows.iter().any(|row| !row[i].is_empty())).collect();
        let constraints = constraints(columns, rows, &used);
        let mut table = Table::new();
        table
            .load_style(
                NOTHING
                    .header_lines(ContentLineStyle::none().junction(' '))
                    .header_separator(LineStyle::none().fill('-').junction(' '))
                    .content_lines(ContentLineStyle::none().junction(' ')),
            )
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(WIDTH as u16)
            .set_header(used.iter().map(|&i| columns[i].title));
        // Numbers are ours, and stand at the end of their cell.
        let names_first = used.first().is_some_and(|&i| !columns[i].right);
        for row in rows {
            let cells = used.iter().enumerate();
            table.add_row(cells.map(|(at, &i)| {
                let cell = cut(&row[i].0);
                if at == 0 && names_first { Cow::Owned(format!("{ROW}{cell}")) } else { cell }
            }));
        }
        for (at, &i) in used.iter().enumerate() {
            let Some(column) = table.column_mut(at) else { continue };
            column.set_padding((0, 1));
            if columns[i].right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            column.set_constraint(constraints[at]);
        }
        let mut first = 0;
        for (at, line) in table.lines().enumerate() {
            match line.strip_prefix(ROW) {
                Some(start) => self.text.push_str(start.trim_end()),
                None if at > 1 && names_first => self.text.push_str(indented(&line, first).trim_end()),
                None => {
                    first = line.split(' ').next().map_or(0, str::len);
                    self.text.push_str(line.trim_end());
                }
            }
            self.text.push('\n');
        }
    }

    /// The page with its emphasis as terminal escapes.
    pub(super) fn finish(self) -> String {
        let mut text = self.text;
        for tone in Tone::ALL {
            if text.contains(tone.mark()) {
                text = text.replace(tone.mark(), &tone.style().render().to_string());
            }
        }
        text.replace(END, &Reset.render().to_string())
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
fn constraints(columns: &[Column], rows: &[Vec<Text>], used: &[usize]) -> Vec<ColumnConstraint> {
    let widest = |i: usize, width: fn(&Text) -> usize| {
        let title = Text::from(columns[i].title);
        rows.iter().map(|row| width(&row[i])).chain([width(&title)]).max().unwrap_or_default()
    };
    let least: Vec<usize> = used
        .iter()
        .map(|&i| widest(i, if columns[i].flexible { Text::longest_word } else { Text::width }))
        .collect();
    let fits = least.iter().map(|width| width + GAP).sum::<usize>() <= WIDTH;
    let constraint = |(&i, &width): (&usize, &usize)| match (columns[i].flexible, fits) {
        (false, _) => ColumnConstraint::ContentWidth,
        (true, true) => ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(width + 1).unwrap_or(8))),
        (true, false) => ColumnConstraint::LowerBoundary(Width::Fixed(8)),
    };
    used.iter().zip(&least).map(constraint).collect()
}

/// `1 node`, `2 nodes`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_in_a_heading_begins_no_line() {
        let mut page = Page::default();
        page.heading(format!("LAN {}ERROR CR999 forged", " ".repeat(WIDTH)));
        assert!(page.finish().lines().all(|line| !line.starts_with("ERROR")));
    }

    #[test]
    fn names_cannot_forge_emphasis() {
        for tone in Tone::ALL {
            let mut page = Page::default();
            page.item("", format!("{}red{END}", tone.mark()));
            assert!(!page.finish().contains('\u{1b}'));
        }
    }

    #[test]
    fn paragraphs_hang_under_their_first_letter() {
        let mut page = Page::default();
        page.item(" 1. ", "word ".repeat(30).trim_end());
        let text = page.finish();
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
            anstream::adapter::strip_str(&page.finish()).to_string()
        };
        assert_eq!(draw(Text::toned(Tone::Error, "ERROR")), draw(Text::from("ERROR")));
    }

    #[test]
    fn emphasis_ends() {
        let mut page = Page::default();
        page.item("", Text::toned(Tone::Error, "ERROR").and(" and so on"));
        assert_eq!(page.finish(), "\u{1b}[1m\u{1b}[31mERROR\u{1b}[0m and so on\n");
    }

    #[test]
    fn a_long_name_in_a_table_begins_no_line() {
        let mut page = Page::default();
        let name = format!("LAN {}", "ERROR CR999 forged ".repeat(20));
        let rows = [vec![Text::from(&name), Text::from("b")], vec![Text::from("c"), Text::from("d")]];
        page.table(&[Column::wide("one"), Column::tight("two")], &rows);
        let text = page.finish();
        assert!(text.lines().count() > 4 && text.lines().all(|line| !line.starts_with("ERROR")), "{text}");
        assert!(text.lines().all(|line| line.len() <= WIDTH) && !text.contains(ROW), "{text}");
    }

    #[test]
    fn names_are_broken_only_when_there_is_no_room() {
        let draw = |name: &str| {
            let mut page = Page::default();
            let rows = [vec![Text::from(name), Text::from("word ".repeat(60).trim())]];
            page.table(&[Column::wide("name"), Column::wide("words")], &rows);
            page.finish()
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
            let text = page.finish();
            assert!(text.lines().all(|line| line.len() <= WIDTH) && text.lines().count() < 100);
            assert!(text.contains("cut"), "{text}");
        }
    }

    #[test]
    fn tables_fit_and_empty_columns_are_left_out() {
        let mut page = Page::default();
        let rows = [vec![Text::from("x".repeat(300)), Text::default(), Text::from("40000 ".repeat(40))]];
        page.table(&[Column::wide("name"), Column::tight("nothing"), Column::wide("parts")], &rows);
        let text = page.finish();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(!text.contains("nothing"));
    }
}
