//! The answer to "what does this file hold".

use super::layout::{Column, Page};
use super::metrics::title;
use super::origin::notes;
use super::text::{Text, Tone};
use clusterroute::api::Entry;
use clusterroute::api::read_capture::{Answer, Counts};

const COLUMNS: [Column; 3] = [Column::tight("Section"), Column::number("Objects"), Column::wide("File")];

/// The sections with their sources, then how they were read and what was not.
pub(crate) fn capture(entry: &Entry<Answer>) -> Page {
    let mut page = Page::default();
    page.heading(title("Capture", &entry.head));
    page.item("", counts(&entry.answer.counts));
    page.gap();
    let mut rows = Vec::new();
    for (section, objects) in entry.answer.capture.sections.present() {
        let sources = entry.tail.sources.iter();
        let of_section =
            sources.filter_map(|source| Some((source.sections.get(section.name())?, &source.file)));
        let before = rows.len();
        rows.extend(of_section.map(|(count, file)| row(section.name(), *count, file)));
        if rows.len() == before && entry.tail.sources.is_empty() {
            rows.push(row(section.name(), objects.len(), ""));
        }
    }
    page.table(&COLUMNS, &rows);
    notes(&mut page, &entry.tail, usize::MAX);
    if !entry.answer.contradictions.is_empty() {
        page.heading(Text::toned(Tone::Warning, "CONTRADICTIONS"));
        for said in &entry.answer.contradictions {
            page.item("  - ", &said.message);
        }
    }
    page
}

/// `5 networks, 20 interfaces, 4 nodes, shared volumes not captured`.
fn counts(counts: &Counts) -> String {
    let several = |count: Option<usize>, one: &str| match count {
        Some(1) => format!("1 {one}"),
        Some(count) => format!("{count} {one}s"),
        None => format!("{one}s not captured"),
    };
    let Counts { networks, interfaces, nodes, shared_volumes } = *counts;
    [
        several(Some(networks), "network"),
        several(interfaces, "interface"),
        several(nodes, "node"),
        several(shared_volumes, "shared volume"),
    ]
    .join(", ")
}

fn row(section: &str, count: usize, file: &str) -> Vec<Text> {
    vec![Text::from(section), Text::from(count.to_string()), Text::from(file)]
}

#[cfg(test)]
mod tests {
    use super::capture as capture_page;
    use super::*;
    use clusterroute::api::{Head, NotRead, Source, Tail};
    use clusterroute::capture::{Capture, Object};
    use clusterroute::schema::Section;
    use clusterroute::words::Said;

    #[test]
    fn says_what_was_read_and_what_was_not() {
        let mut capture = Capture::default();
        capture.sections.open(Section::Networks).push(Object::default());
        let sections = [("networks", 5)].into();
        let tail = Tail {
            sources: vec![Source { file: "a/networks.xml".to_owned(), sections, bytes: None, sha256: None }],
            not_read: vec![NotRead { file: "a/photo.png".into(), reason: "not a capture".into() }],
            ..Tail::default()
        };
        let said = Said { key: "sources_differ", facts: Vec::new(), message: "two metrics".to_owned() };
        let head = Head { cluster: Some("C1".to_owned()), ..Head::default() };
        let counts = Counts { networks: 5, nodes: Some(1), ..Counts::default() };
        let answer = Answer { capture, counts, contradictions: vec![said] };
        let text = capture_page(&Entry { head, answer, tail }).text();
        assert!(
            text.contains("\n5 networks, interfaces not captured, 1 node, shared volumes not captured\n"),
            "{text}"
        );
        assert!(text.contains("networks        5  a/networks.xml"), "{text}");
        assert!(text.contains("NOT READ\n  - a/photo.png: not a capture\n"), "{text}");
        assert!(text.contains("CONTRADICTIONS\n  - two metrics\n"), "{text}");
    }
}
