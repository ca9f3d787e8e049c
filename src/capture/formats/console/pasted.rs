//! What pasting does to a text: colours of a terminal, blanks and signs of a web page, the marks of a quoted mail.

use std::borrow::Cow;

/// The text as a console has printed it.
pub(super) fn restored(text: &str) -> Cow<'_, str> {
    let text = without_colours(text);
    let text = map(text, |text| text.contains(is_odd).then(|| plain_signs(text)));
    let text = map(text, |text| {
        ["&nbsp;", "&lt;", "&gt;", "&#160;", "&quot;"]
            .iter()
            .any(|sign| text.contains(sign))
            .then(|| signs_of_html(text))
    });
    map(text, |text| {
        let is_quoted = |line: &str| line.starts_with('>') && !line.starts_with(">>");
        text.lines().any(is_quoted).then(|| without_marks(text))
    })
}

/// Whether a line opens or closes a block of code in Markdown.
pub(super) fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

fn map<'t>(text: Cow<'t, str>, change: impl Fn(&str) -> Option<String>) -> Cow<'t, str> {
    match change(&text) {
        Some(changed) => Cow::Owned(changed),
        None => text,
    }
}

fn is_odd(sign: char) -> bool {
    matches!(sign, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}')
}

/// Blanks that do not break, signs without width, curly quotes.
fn plain_signs(text: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(' '),
        '\u{201c}'..='\u{201f}' => Some('"'),
        '\u{2018}'..='\u{201b}' => Some('\''),
        sign if is_odd(sign) => None,
        sign => Some(sign),
    };
    text.chars().filter_map(plain).collect()
}

fn signs_of_html(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let known = [
        ("&nbsp;", ' '),
        ("&#160;", ' '),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&amp;", '&'),
    ];
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, sign) = known
            .iter()
            .find(|(name, _)| rest.starts_with(name))
            .map_or((1, '&'), |(name, sign)| (name.len(), *sign));
        plain.push(sign);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// Without the `> ` of a quotation; `>>` below a line that is not quoted is the prompt of a command that goes on.
fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut was_quoted = false;
    for line in text.lines() {
        let mut bare = line;
        if line.starts_with('>') && (was_quoted || !line.starts_with(">>")) {
            while let Some(rest) = bare.strip_prefix('>') {
                bare = rest.strip_prefix(' ').unwrap_or(rest);
            }
        }
        was_quoted = bare.len() < line.len();
        plain.push_str(bare);
        plain.push('\n');
    }
    plain
}

/// PowerShell 7 colours headers, and a transcript keeps the colours.
fn without_colours(text: &str) -> Cow<'_, str> {
    if text.contains('\x1b') {
        let mut shown = Shown(String::with_capacity(text.len()));
        let mut parser = anstyle_parse::Parser::<anstyle_parse::Utf8Parser>::new();
        text.bytes().for_each(|byte| parser.advance(&mut shown, byte));
        Cow::Owned(shown.0)
    } else {
        Cow::Borrowed(text)
    }
}

/// What a terminal shows of a text.
struct Shown(String);

impl anstyle_parse::Perform for Shown {
    fn print(&mut self, character: char) {
        self.0.push(character);
    }

    fn execute(&mut self, byte: u8) {
        if byte.is_ascii_whitespace() {
            self.0.push(char::from(byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_pages_and_mails_are_taken_back() {
        assert_eq!(restored("a&nbsp;b&lt;c&amp;d&x"), "a b<c&d&x");
        // Without the signs of a page, one may be part of a name.
        assert_eq!(restored("R&amp;D"), "R&amp;D");
        assert_eq!(restored("\u{201c}a\u{a0}b\u{201d}\u{200b}"), "\"a b\"");
        assert_eq!(restored("> a\n> > b\n>> c\nd\n>> e\n"), "a\nb\nc\nd\n>> e\n");
        assert_eq!(restored("PS> Get-X |\n>> fl *\n"), "PS> Get-X |\n>> fl *\n");
    }
}
