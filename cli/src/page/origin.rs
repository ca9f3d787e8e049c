//! The foot of every answer: which file gave what, and what was not read.

use super::layout::Page;
use super::text::{Text, Tone};
use clusterroute::api::Tail;

/// The foot names this many files; `clusterroute capture` names them all.
const NAMED: usize = 8;

/// Nothing, when the facts came without files.
pub(super) fn origin(page: &mut Page, tail: &Tail) {
    list(page, Text::from("Read from"), &tail.sources, |source| {
        let sections: Vec<&str> = source.sections.keys().copied().collect();
        format!("{}: {}", source.file, sections.join(", "))
    });
    let heading = Text::toned(Tone::Warning, "NOT READ");
    list(page, heading, &tail.not_read, |one| format!("{}: {}", one.file, one.reason));
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

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::api::{NotRead, Source};

    fn text(tail: &Tail) -> String {
        let mut page = Page::default();
        origin(&mut page, tail);
        page.text()
    }

    fn from(sections: &[&'static str], file: &str) -> Source {
        let sections = sections.iter().map(|section| (*section, 1)).collect();
        Source { file: file.to_owned(), sections, sha256: None }
    }

    #[test]
    fn an_answer_without_files_has_no_foot() {
        assert_eq!(text(&Tail::default()).trim(), "");
    }

    #[test]
    fn a_file_is_named_once_and_many_are_counted() {
        let mut sources = vec![from(&["nodes", "networks"], "a.json")];
        sources.extend((1..=9).map(|n| from(&["hosts"], &format!("b{n}.xml"))));
        let text = text(&Tail { sources, not_read: Vec::new() });
        assert!(text.contains("Read from\n  - a.json: networks, nodes\n  - b1.xml: hosts\n"), "{text}");
        assert!(text.ends_with("  - and 2 more, which the command capture lists\n"), "{text}");
        assert!(!text.contains("NOT READ"), "{text}");
    }

    #[test]
    fn what_was_not_read_is_named() {
        let one = NotRead { file: "1.png".into(), reason: "a picture".into() };
        let text = text(&Tail { sources: Vec::new(), not_read: vec![one] });
        assert!(text.contains("NOT READ\n  - 1.png: a picture\n"), "{text}");
    }
}
