//! The answer to "what does this file hold".

use super::metrics::title;
use super::text::{Column, Page, Text, Tone};
use clusterroute::api::CaptureAnswer;
use clusterroute::capture::Section;

const COLUMNS: [Column; 3] = [Column::tight("Section"), Column::number("Objects"), Column::wide("File")];

/// The sections with their sources, then what was not read.
pub(crate) fn capture(answer: &CaptureAnswer) -> String {
    let mut page = Page::default();
    page.heading(title("Capture", answer.cluster.as_deref()));
    page.gap();
    let mut sources: Vec<_> = answer.sources.iter().collect();
    sources.sort_by_key(|source| source.section);
    let rows: Vec<Vec<Text>> = sources
        .into_iter()
        .map(|source| {
            let count = Text::from(source.count.to_string());
            vec![Text::from(source.section.name()), count, Text::from(&source.file)]
        })
        .collect();
    page.table(&COLUMNS, &rows);
    if !answer.skipped.is_empty() {
        page.heading(Text::toned(Tone::Warning, "NOT READ"));
        for skipped in &answer.skipped {
            page.item("  - ", format!("{}: {}", skipped.file, skipped.reason));
        }
    }
    if let Some(disagreements) = answer.capture.get(Section::Disagreements) {
        page.heading(Text::toned(Tone::Warning, "CONTRADICTIONS"));
        for message in disagreements.iter().filter_map(|found| found.text("Message")) {
            page.item("  - ", message);
        }
    }
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::capture::{Object, Raw, Sections, Skipped, Source};

    #[test]
    fn says_what_was_read_and_what_was_not() {
        let mut sections = Sections::default();
        let mut found = Object::default();
        found.push("Message", Raw::Text("two metrics".into()));
        sections.open(Section::Disagreements).push(found);
        let answer = CaptureAnswer {
            schema: 1,
            cluster: Some("C1".to_owned()),
            capture: sections,
            sources: vec![Source { section: Section::Networks, file: "a/networks.xml".to_owned(), count: 5 }],
            skipped: vec![Skipped { file: "a/photo.png".to_owned(), reason: "not a capture".to_owned() }],
        };
        let text = anstream::adapter::strip_str(&capture(&answer)).to_string();
        assert!(text.contains("networks        5  a/networks.xml"), "{text}");
        assert!(text.contains("NOT READ\n  - a/photo.png: not a capture\n"), "{text}");
        assert!(text.contains("CONTRADICTIONS\n  - two metrics\n"), "{text}");
    }
}
