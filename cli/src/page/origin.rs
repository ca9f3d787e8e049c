//! The foot of every answer: which file gave what, how it was read where that is not as usual, and what was not read.

use super::layout::Page;
use super::text::{Text, Tone};
use clusterroute::api::{Source, Tail};
use std::collections::BTreeSet;

/// The foot has this many notes of one kind; `clusterroute capture` has them all.
const NAMED: usize = 8;

/// Nothing, when the facts came without files.
pub(super) fn origin(page: &mut Page, tail: &Tail) {
    if let Some(read) = read(&tail.sources) {
        page.heading(format!("Read from {read}"));
    }
    notes(page, tail, NAMED);
}

/// How files were read and what was not, up to so many of each.
pub(super) fn notes(page: &mut Page, tail: &Tail, most: usize) {
    let read_as = tail.read_as.iter().map(|one| format!("{}: {}", one.file, one.how));
    let not_read = tail.not_read.iter().map(|one| format!("{}: {}", one.file, one.reason));
    list(page, Text::from("READ AS"), read_as, most);
    list(page, Text::toned(Tone::Warning, "NOT READ"), not_read, most);
}

fn list(page: &mut Page, heading: Text, notes: impl ExactSizeIterator<Item = String>, most: usize) {
    let more = notes.len().saturating_sub(most);
    if notes.len() == 0 {
        return;
    }
    page.heading(heading);
    for note in notes.take(most) {
        page.item("  - ", note);
    }
    if more > 0 {
        page.item("  - ", format!("and {more} more, which the command capture lists"));
    }
}

/// `networks.xml: networks`, or `5 files in captures: interfaces, networks`; `None` without a file.
pub(super) fn read(sources: &[Source]) -> Option<String> {
    let sections: BTreeSet<&str> =
        sources.iter().flat_map(|source| source.sections.keys().copied()).collect();
    let sections = Vec::from_iter(sections).join(", ");
    let files: BTreeSet<&str> = sources.iter().map(|source| source.file.as_str()).collect();
    match Vec::from_iter(files).as_slice() {
        [] => None,
        [file] => Some(format!("{file}: {sections}")),
        files => {
            let place = common(files).map(|folder| format!(" in {folder}")).unwrap_or_default();
            Some(format!("{} files{place}: {sections}; the command capture lists them", files.len()))
        }
    }
}

/// The folder or archive that all of them are in.
fn common(files: &[&str]) -> Option<String> {
    let is_between = |c: char| matches!(c, '/' | '\\' | ':');
    let [first, rest @ ..] = files else { return None };
    let shared = rest.iter().fold(first.len(), |shared, file| {
        let same = first.char_indices().zip(file.chars()).take_while(|((_, a), b)| a == b);
        same.map(|((at, c), _)| at + c.len_utf8()).last().unwrap_or(0).min(shared)
    });
    let end = first[..shared].rfind(is_between)?;
    // A drive alone is no place.
    let folder = first[..end].trim_end_matches(is_between);
    (!folder.is_empty() && folder.len() > 1).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::api::{NotRead, ReadAs};

    fn text(tail: &Tail) -> String {
        let mut page = Page::default();
        origin(&mut page, tail);
        page.text()
    }

    fn from(sections: &[&'static str], file: &str) -> Source {
        let sections = sections.iter().map(|section| (*section, 1)).collect();
        Source { file: file.to_owned(), sections, bytes: None, sha256: None }
    }

    #[test]
    fn an_answer_without_files_has_no_foot() {
        assert_eq!(text(&Tail::default()).trim(), "");
    }

    #[test]
    fn one_file_is_named_and_many_are_counted() {
        let one = text(&Tail { sources: vec![from(&["nodes", "networks"], "a.json")], ..Tail::default() });
        assert_eq!(one, "Read from a.json: networks, nodes\n");
        let files = |names: &[&str]| -> String {
            let sources = names.iter().map(|name| from(&["hosts"], name)).collect();
            text(&Tail { sources, ..Tail::default() })
        };
        let counted = "Read from 2 files in c/d: hosts; the command capture lists them\n";
        assert_eq!(files(&["c/d/e.xml", "c/d/f/g.xml"]), counted);
        assert_eq!(
            files(&["c.zip: d/e.xml", "c.zip: f.xml"]),
            "Read from 2 files in c.zip: hosts; the command capture lists them\n"
        );
        for names in [&["C:\\a.xml", "C:\\b.xml"][..], &["a.xml", "b.xml", "b.xml"]] {
            assert_eq!(files(names), "Read from 2 files: hosts; the command capture lists them\n");
        }
    }

    #[test]
    fn what_was_not_read_is_named_apart_from_how_the_rest_was() {
        let one = NotRead { file: "1.png".into(), reason: "a picture".into() };
        let how = ReadAs { file: "a.txt".into(), how: "without dashes".into() };
        let text = text(&Tail { sources: Vec::new(), read_as: vec![how], not_read: vec![one] });
        assert!(text.contains("READ AS\n  - a.txt: without dashes\n"), "{text}");
        assert!(text.contains("NOT READ\n  - 1.png: a picture\n"), "{text}");
    }
}
