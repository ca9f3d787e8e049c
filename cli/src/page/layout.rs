//! A page as its parts: headings, paragraphs, tables, lines to be copied. How they look is decided when it is printed.

pub(super) use super::parts::Column;
use super::parts::Part;
use super::text::Text;
use super::{markdown, plain};

/// How a page is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// As text of so many columns.
    Plain(usize),
    /// As Markdown.
    Markdown,
}

/// The page of one answer.
#[derive(Debug, Default)]
pub(crate) struct Page {
    parts: Vec<Part>,
}

impl Page {
    /// A line that opens a part; an empty line before it unless the page starts here.
    pub(super) fn heading(&mut self, text: impl Into<Text>) {
        self.parts.push(Part::Heading(text.into()));
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.parts.push(Part::Gap);
    }

    /// A paragraph after `lead`, wrapped and hanging under its first letter.
    pub(super) fn item(&mut self, lead: &str, text: impl Into<Text>) {
        self.parts.push(Part::Item { lead: lead.to_owned(), text: text.into() });
    }

    /// A line to be copied: never wrapped.
    pub(super) fn verbatim(&mut self, indent: &str, text: impl Into<Text>) {
        self.parts.push(Part::Verbatim { indent: indent.to_owned(), text: text.into() });
    }

    /// A table; columns without any value are left out.
    pub(super) fn table(&mut self, columns: &[Column], rows: &[Vec<Text>]) {
        let used: Vec<usize> =
            (0..columns.len()).filter(|&i| rows.iter().any(|row| !row[i].is_empty())).collect();
        let columns = used.iter().map(|&i| columns[i]).collect();
        let rows = rows.iter().map(|row| used.iter().map(|&i| row[i].clone()).collect()).collect();
        self.parts.push(Part::Table { columns, rows });
    }

    /// The page as it is printed.
    pub(crate) fn print(&self, look: Look) -> String {
        match look {
            Look::Plain(width) => plain::print(&self.parts, width),
            Look::Markdown => markdown::print(&self.parts),
        }
    }

    /// The page as most people see it, without colours.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        anstream::adapter::strip_str(&self.print(Look::Plain(plain::WIDTH))).to_string()
    }
}
