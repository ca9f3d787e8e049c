//! Tables with bars between their columns: of Markdown, with a line of dashes, and of wikis, with `||` around titles.

use super::{command, pasted};
use crate::capture::limits::MAX_COLUMNS;
use crate::schema::Property;

/// A table, its cells without the marks around them.
pub(super) struct Pipes<'t> {
    pub(super) titles: Vec<&'t str>,
    /// Of each row its line, from 1, and its cells.
    pub(super) rows: Vec<(usize, Vec<&'t str>)>,
    /// The line after the last row, from 0.
    pub(super) end: usize,
}

impl<'t> Pipes<'t> {
    /// The table whose titles are at a line.
    pub(super) fn at(lines: &[&'t str], at: usize) -> Option<Self> {
        let line = lines.get(at)?.trim();
        if !line.contains('|') || command::prompted(line).is_some() {
            return None;
        }
        let is_wiki = line.starts_with("||") && line.ends_with("||") && line.len() > 4;
        let titles = if is_wiki { wiki_cells(line) } else { cells(line) };
        let is_known = |title: &&&str| Property::find(title).is_some();
        if titles.len() > MAX_COLUMNS || titles.iter().filter(is_known).count() < 2 {
            return None;
        }
        let mut next = at + 1;
        if !is_wiki {
            let rule = cells(lines.get(next)?);
            let is_rule = |cell: &&str| {
                let dashes = cell.trim_matches(':');
                !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
            };
            if rule.len() != titles.len() || !rule.iter().all(is_rule) {
                return None;
            }
            next += 1;
        }
        let mut rows = Vec::new();
        while let Some(line) = lines.get(next).filter(|line| line.contains('|') && !pasted::is_fence(line)) {
            rows.push((next + 1, cells(line)));
            next += 1;
        }
        (!rows.is_empty()).then_some(Self { titles, rows, end: next })
    }
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(bare).collect()
}

fn wiki_cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split("||").map(bare).collect()
}

/// A cell without what makes it bold or code.
fn bare(cell: &str) -> &str {
    let mut cell = cell.trim();
    for mark in ["**", "__", "`", "*"] {
        if cell.len() > 2 * mark.len()
            && let Some(inner) = cell.strip_prefix(mark).and_then(|cell| cell.strip_suffix(mark))
        {
            cell = inner.trim();
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
        let lines: Vec<&str> = text.lines().collect();
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let table = Pipes::at(&lines, 0)?;
        Some((owned(&table.titles), table.rows.iter().map(|(_, row)| owned(row)).collect()))
    }

    #[test]
    fn tables_of_markdown_and_of_wikis() {
        let expected = Some((
            vec!["Name".to_owned(), "Metric".to_owned()],
            vec![vec!["A b".to_owned(), "5".to_owned()]],
        ));
        for text in [
            "|Name|Metric|\n|---|---|\n|A b|5|\n\nmore",
            "Name | Metric\n:--- | ---:\nA b | 5",
            "| **Name** | `Metric` |\n|:-:|-|\n| *A b* | `5` |\nText",
            "||Name||Metric||\n|A b|5|\n",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in
            ["|a|b|\n|-|-|\n|1|2|", "Name|Metric\nA|5", "PS C:\\> Get-X | ft Name\n---|---", "|Name|Metric|"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
