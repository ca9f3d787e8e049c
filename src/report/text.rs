//! Lines that fit the page: wrapping, tables, emphasis, and names that cannot harm a terminal.

use anstyle::{AnsiColor, Style};
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table};
use std::borrow::Cow;

/// How many columns a line has at most.
pub const WIDTH: usize = 100;

/// Replaces everything a terminal would act on, or that a reader could not see, by its visible escape.
///
/// That is control characters, marks that turn the direction of writing, and invisible characters.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_harmful(c) {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

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
    /// A line that opens a part; an empty line before it unless the page starts here.
    pub(super) fn heading(&mut self, text: impl Into<Text>) {
        if !self.text.is_empty() {
            self.gap();
        }
        self.item("", text);
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph after `lead`, wrapped and hanging under its first letter.
    pub(super) fn item(&mut self, lead: &str, text: impl Into<Text>) {
        let hang = " ".repeat(textwrap::core::display_width(lead));
        let options = textwrap::Options::new(WIDTH)
            .initial_indent(lead)
            .subsequent_indent(&hang)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&text.into().0, options) {
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
        for row in rows {
            table.add_row(used.iter().map(|&i| &row[i].0));
        }
        for (at, &i) in used.iter().enumerate() {
            let Some(column) = table.column_mut(at) else { continue };
            column.set_padding((0, 1));
            if columns[i].right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            if !columns[i].flexible {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
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
        text.replace(END, &Style::new().render_reset().to_string())
    }
}

/// `1 node`, `2 nodes`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_act_on_a_terminal() {
        assert_eq!(clean("Management 10 GbE (über)"), "Management 10 GbE (über)");
        assert_eq!(clean("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(clean("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(clean("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(clean("x\u{202e}y\u{200b}z\u{2062}"), "x\\u{202e}y\\u{200b}z\\u{2062}");
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
    fn tables_fit_and_empty_columns_are_left_out() {
        let mut page = Page::default();
        let rows = [vec![Text::from("x".repeat(300)), Text::default(), Text::from("40000 ".repeat(40))]];
        page.table(&[Column::wide("name"), Column::tight("nothing"), Column::wide("parts")], &rows);
        let text = page.finish();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(!text.contains("nothing"));
    }
}
