//! The foot of every answer from files: which file told what, and what was not read.

use super::text::{Page, Text, Tone};
use clusterroute::api::{Origin, Provenance};
use std::collections::BTreeMap;

/// The foot names this many files; `clusterroute capture` names them all.
const NAMED: usize = 8;

/// Nothing, when the facts came without files.
pub(super) fn origin(page: &mut Page, provenance: &Provenance) {
    let told = by_file(&provenance.sources);
    list(page, Text::from("Read from"), &told, |(file, sections)| format!("{file}: {}", sections.join(", ")));
    let heading = Text::toned(Tone::Warning, "NOT READ");
    list(page, heading, &provenance.not_read, |one| format!("{}: {}", one.file, one.reason));
}

fn list<T>(page: &mut Page, heading: Text, all: &[T], line: impl Fn(&T) -> String) {
    if all.is_empty() {
        return;
    }
    page.heading(heading);
    for one in all.iter().take(NAMED) {
        page.item("  - ", line(one));
    }
    if all.len() > NAMED {
        page.item("  - ", format!("and {} more, which the command capture lists", all.len() - NAMED));
    }
}

/// Each file with its sections.
fn by_file(sources: &[Origin]) -> Vec<(&str, Vec<&str>)> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in sources {
        files.entry(&source.file).or_default().push(&source.section);
    }
    files.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::capture::Skipped;

    fn text(provenance: &Provenance) -> String {
        let mut page = Page::default();
        origin(&mut page, provenance);
        anstream::adapter::strip_str(&page.finish()).to_string()
    }

    fn from(section: &str, file: &str) -> Origin {
        Origin { section: section.to_owned(), file: file.to_owned(), count: 1 }
    }

    #[test]
    fn an_answer_without_files_has_no_foot() {
        assert_eq!(text(&Provenance::default()).trim(), "");
    }

    #[test]
    fn a_file_is_named_once_and_many_are_counted() {
        let mut sources = vec![from("nodes", "a.json"), from("networks", "a.json")];
        sources.extend((1..=9).map(|n| from("hosts", &format!("b{n}.xml"))));
        let text = text(&Provenance { sources, not_read: Vec::new() });
        assert!(text.contains("Read from\n  - a.json: nodes, networks\n  - b1.xml: hosts\n"), "{text}");
        assert!(text.ends_with("  - and 2 more, which the command capture lists\n"), "{text}");
        assert!(!text.contains("NOT READ"), "{text}");
    }

    #[test]
    fn what_was_not_read_is_told() {
        let one = Skipped { file: "1.png".to_owned(), reason: "a picture".to_owned() };
        let text = text(&Provenance { sources: Vec::new(), not_read: vec![one] });
        assert!(text.contains("NOT READ\n  - 1.png: a picture\n"), "{text}");
    }
}
