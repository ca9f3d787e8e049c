//! What a page is made of.

use super::text::Text;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) right: bool,
    pub(super) flexible: bool,
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

/// One part of a page.
#[derive(Debug)]
pub(super) enum Part {
    /// Opens a part.
    Heading(Text),
    /// An empty line.
    Gap,
    /// A paragraph after a lead such as `  - `.
    Item {
        /// What it hangs after.
        lead: String,
        /// Its text.
        text: Text,
    },
    /// A line to be copied.
    Verbatim {
        /// Blanks before it.
        indent: String,
        /// The line.
        text: Text,
    },
    /// A table; columns without any value are left out already.
    Table {
        /// Its columns.
        columns: Vec<Column>,
        /// Its rows, a cell for each column.
        rows: Vec<Vec<Text>>,
    },
}
