//! Text with emphasis, and names that cannot harm a terminal.

use anstyle::{AnsiColor, Reset, Style};

pub(crate) use clusterroute::visible::visible as clean;

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
    pub(super) const ALL: [Tone; 4] = [Tone::Strong, Tone::Error, Tone::Warning, Tone::Info];

    /// Stands for the start of the tone until the page is finished. It has no width, so that lines are
    /// wrapped and tables laid out as without it, and [`clean`] keeps it out of names.
    pub(super) fn mark(self) -> char {
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
pub(super) const END: char = '\u{2060}';

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

    /// As it is printed, the marks of its emphasis in it.
    pub(super) fn marked(&self) -> &str {
        &self.0
    }

    /// The width of the longest word.
    pub(super) fn longest_word(&self) -> usize {
        self.0.split([' ', '\n']).map(textwrap::core::display_width).max().unwrap_or_default()
    }

    /// The width of the longest line.
    pub(super) fn width(&self) -> usize {
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

/// Emphasis as terminal escapes.
pub(super) fn coloured(mut text: String) -> String {
    for tone in Tone::ALL {
        if text.contains(tone.mark()) {
            text = text.replace(tone.mark(), &tone.style().render().to_string());
        }
    }
    text.replace(END, &Reset.render().to_string())
}

/// `1 node`, `2 nodes`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
