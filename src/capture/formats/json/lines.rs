//! One JSON value a line: a log, a monitoring agent, `ForEach-Object { ConvertTo-Json -Compress }`; an agent puts lines
//! `<<<name>>>` between, which say what follows.

use crate::schema::Section;

/// A line of such a text.
pub(super) enum Line<'t> {
    /// A value.
    Json(&'t str),
    /// The section that the values below are of, where its name tells.
    Section(Option<Section>),
}

/// The lines of a text in which every line is a value or the name of a section.
pub(super) fn of(text: &str) -> Option<Vec<Line<'_>>> {
    let mut lines = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines.push(if is_whole(line, '{', '}') || is_whole(line, '[', ']') {
            Line::Json(line)
        } else {
            Line::Section(section(line)?)
        });
    }
    let is_marked = lines.first().is_some_and(|line| matches!(line, Line::Section(_)));
    (lines.len() > 1 || is_marked).then_some(lines)
}

/// Whether a text starts with the name of a section.
pub(super) fn opens(text: &str) -> bool {
    text.lines().next().is_some_and(|line| section(line.trim()).is_some())
}

fn is_whole(line: &str, open: char, close: char) -> bool {
    line.starts_with(open) && line.ends_with(close)
}

/// What the name of a section says: `<<<wsfc_networks>>>` is of networks; one may have options, `<<<x:sep(0)>>>`.
#[expect(clippy::option_option, reason = "the outer option says whether the line names a section")]
fn section(line: &str) -> Option<Option<Section>> {
    let name = line.strip_prefix("<<<")?.strip_suffix(">>>")?;
    let name = name.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let sections = Section::ALL.into_iter().filter(|section| name.ends_with(section.name()));
    Some(sections.max_by_key(|section| section.name().len()))
}
