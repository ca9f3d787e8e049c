//! Pages as Markdown, for tickets and chats: the same parts, and names that stay text.

use super::parts::Part;
use super::text::{END, Text, Tone};
use std::fmt::Write;

/// The parts one below the other.
pub(super) fn print(parts: &[Part]) -> String {
    let mut text = String::new();
    let mut last = Kind::None;
    for (place, part) in parts.iter().enumerate() {
        let kind = match part {
            Part::Gap => continue,
            Part::Heading(_) => Kind::Heading,
            Part::Table { .. } => Kind::Table,
            Part::Verbatim { indent, .. } if indent.is_empty() => Kind::Paragraph,
            Part::Verbatim { .. } => Kind::Code,
            Part::Item { lead, .. } if lead.trim().is_empty() => Kind::Paragraph,
            Part::Item { .. } => Kind::Item,
        };
        let goes_on = kind == last && matches!(kind, Kind::Code | Kind::Item);
        if !goes_on {
            if last == Kind::Code {
                text.push_str("```\n");
            }
            if !text.is_empty() {
                text.push('\n');
            }
            if kind == Kind::Code {
                text.push_str("```\n");
            }
        }
        one(&mut text, part, place == 0);
        last = kind;
    }
    if last == Kind::Code {
        text.push_str("```\n");
    }
    text
}

/// What parts become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Heading,
    Paragraph,
    Item,
    Code,
    Table,
}

fn one(text: &mut String, part: &Part, is_first: bool) {
    match part {
        Part::Gap => {}
        // Emphasis of a whole heading is what a heading is.
        Part::Heading(heading) if is_first => text.push_str(&format!("# {}\n", plain(heading))),
        Part::Heading(heading) => text.push_str(&format!("## {}\n", plain(heading))),
        Part::Item { lead, text: item } => {
            let lead = lead.trim();
            let lead = match lead.strip_suffix('.') {
                Some(number) if number.parse::<usize>().is_ok() => format!("{number}. "),
                _ if lead.is_empty() => String::new(),
                _ if lead.starts_with('-') => {
                    format!("- {} ", escaped(lead[1..].trim())).replace("-  ", "- ")
                }
                _ => format!("- {} ", escaped(lead)),
            };
            let start = if lead.is_empty() { at_start(emphasised(item)) } else { emphasised(item) };
            text.push_str(&format!("{lead}{start}\n"));
        }
        Part::Verbatim { indent, text: line } if indent.is_empty() => {
            text.push_str(&format!("{}\n", at_start(emphasised(line))));
        }
        Part::Verbatim { text: line, .. } => {
            text.push_str(&format!("{}\n", bare(line).replace("```", "` ` `")))
        }
        Part::Table { columns, rows } => {
            let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
            text.push_str(&line(columns.iter().map(|column| escaped(column.title)).collect()));
            let rule = |right: bool| if right { "---:" } else { "---" }.to_owned();
            text.push_str(&line(columns.iter().map(|column| rule(column.right)).collect()));
            for row in rows {
                text.push_str(&line(row.iter().map(|cell| emphasised(cell).replace('\n', "<br>")).collect()));
            }
        }
    }
}

/// Without emphasis, escaped.
fn plain(text: &Text) -> String {
    escaped(&bare(text)).replace('\n', " ")
}

/// Without emphasis, as it is.
fn bare(text: &Text) -> String {
    text.marked().chars().filter(|c| *c != END && Tone::ALL.iter().all(|tone| tone.mark() != *c)).collect()
}

/// With emphasis, escaped.
fn emphasised(text: &Text) -> String {
    let mut out = String::new();
    for c in text.marked().chars() {
        match c {
            END => out.push_str("**"),
            c if Tone::ALL.iter().any(|tone| tone.mark() == c) => out.push_str("**"),
            c => push_escaped(&mut out, c),
        }
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    text.chars().for_each(|c| push_escaped(&mut out, c));
    out
}

/// What Markdown or HTML would read as more than text is written so that it is text.
fn push_escaped(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '@' => {
            let _ = write!(out, "\\{c}");
        }
        c => out.push(c),
    }
}

/// A paragraph that no name turns into a list or a rule by how it begins.
fn at_start(text: String) -> String {
    match text.chars().next() {
        Some(c) if matches!(c, '-' | '+' | '=') || c.is_ascii_digit() => format!("&#8203;{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::{Column, Look, Page};
    use super::super::text::{Text, Tone};

    #[test]
    fn a_page_is_headings_lists_code_and_tables() {
        let mut page = Page::default();
        page.heading(Text::toned(Tone::Strong, "Routes of cluster C_1"));
        page.item("", "Windows version 2022");
        page.heading("Because");
        page.item("  1. ", "one");
        page.item("  2. ", "two");
        page.item("  Do: ", Text::toned(Tone::Error, "this"));
        page.verbatim("    ", "Get-ClusterNetwork 'A*'");
        page.gap();
        let rows = [vec![Text::from("A|B"), Text::from("direct").and_below("nothing")]];
        page.table(&[Column::wide("Name"), Column::number("Mode")], &rows);
        assert_eq!(
            page.print(Look::Markdown),
            "# Routes of cluster C\\_1\n\nWindows version 2022\n\n## Because\n\n1. one\n2. two\n- Do: **this**\n\n```\n\
             Get-ClusterNetwork 'A*'\n```\n\n| Name | Mode |\n| --- | ---: |\n| A\\|B | direct<br>nothing |\n"
        );
    }

    #[test]
    fn names_are_text() {
        let mut page = Page::default();
        page.heading("<script>x</script> [a](http://x) `c` **b** @all #1");
        page.item("", "- no list");
        page.verbatim("    ", "```");
        let text = page.print(Look::Markdown);
        assert!(
            !text.contains("<script") && text.contains("\\[a\\](") && !text.contains("\n- no list"),
            "{text}"
        );
        assert!(text.contains("\\@all \\#1") && text.contains("\n` ` `\n"), "{text}");
    }
}
