//! The page is whole: tags, ids, references, names for what is read aloud; no script, no request.

use super::{made, pages, picture};
use regex::Regex;
use std::collections::BTreeSet;

/// A start tag: its name and its attributes.
type Tag<'p> = (&'p str, Vec<(&'p str, &'p str)>);

/// The start tags of a page; every tag is closed, and no other text has an angle bracket.
fn tags(page: &str) -> Vec<Tag<'_>> {
    let tag = Regex::new(r#"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?: [a-zA-Z:-]+(?:="[^"<>]*")?)*)>"#).unwrap();
    let attribute = Regex::new(r#" ([a-zA-Z:-]+)(?:="([^"]*)")?"#).unwrap();
    let (mut open, mut found, mut end) = (Vec::new(), Vec::new(), "<!DOCTYPE html>".len());
    if !page.starts_with("<!DOCTYPE html>") {
        end = 0;
    }
    for tag in tag.captures_iter(page) {
        let whole = tag.get(0).unwrap();
        let between = &page[end..whole.start()];
        if open.last() != Some(&"style") {
            assert!(!between.contains(['<', '>']), "{between:?}");
        }
        end = whole.end();
        let name = tag.get(2).unwrap().as_str();
        match &tag[1] {
            "/" => assert_eq!(open.pop(), Some(name), "before byte {end}"),
            _ => {
                if !["meta", "br"].contains(&name) {
                    open.push(name);
                }
                let attributes = attribute.captures_iter(tag.get(3).unwrap().as_str());
                let value = |found: regex::Captures<'_>| {
                    let of = |group| found.get(group).map_or("", |text: regex::Match<'_>| text.as_str());
                    // The text of the page outlives the captures of one tag.
                    let (name, value) = (of(1), of(2));
                    let place = |part: &str| part.as_ptr() as usize - page.as_ptr() as usize;
                    let slice = |part: &str| match part {
                        "" => "",
                        part => &page[place(part)..place(part) + part.len()],
                    };
                    (slice(name), slice(value))
                };
                found.push((name, attributes.map(value).collect()));
            }
        }
    }
    assert_eq!(open, [""; 0]);
    assert_eq!(page[end..].trim(), "");
    found
}

fn of<'p>(tag: &Tag<'p>, name: &str) -> Option<&'p str> {
    tag.1.iter().find(|(found, _)| *found == name).map(|(_, value)| *value)
}

#[test]
fn every_tag_is_closed_and_every_reference_leads_somewhere() {
    for (name, page) in pages() {
        let tags = tags(&page);
        let ids: Vec<&str> = tags.iter().filter_map(|tag| of(tag, "id")).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{name}: an id is there twice");
        for tag in &tags {
            let local = of(tag, "href").and_then(|href| href.strip_prefix('#'));
            let labels = of(tag, "aria-labelledby").unwrap_or_default().split_whitespace();
            for id in local.into_iter().chain(labels) {
                assert!(known.contains(id), "{name}: {id}");
            }
        }
    }
}

#[test]
fn what_is_drawn_has_a_name_or_is_passed_over() {
    for (name, page) in pages() {
        let tags = tags(&page);
        for tag in tags.iter().filter(|tag| tag.0 == "svg") {
            let is_named = of(tag, "role") == Some("img")
                && (of(tag, "aria-label").is_some_and(|label| !label.is_empty())
                    || of(tag, "aria-labelledby").is_some());
            assert!(is_named || of(tag, "aria-hidden") == Some("true"), "{name}: {tag:?}");
        }
        assert!(tags.iter().filter(|tag| tag.0 == "th").all(|tag| of(tag, "scope").is_some()), "{name}");
        assert!(!page.contains("<th scope=\"col\"></th>"), "{name}");
        let levels: Vec<u32> = tags.iter().filter_map(|tag| tag.0.strip_prefix('h')?.parse().ok()).collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
        assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{name}: {levels:?}");
    }
}

#[test]
fn nothing_runs_and_nothing_is_fetched() {
    let handler = Regex::new(r"^on").unwrap();
    for (name, page) in pages() {
        let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'\">";
        assert!(page.contains(&format!("<head><meta charset=\"utf-8\">{policy}")), "{name}");
        let allowed: BTreeSet<&str> = [
            "a",
            "abbr",
            "article",
            "b",
            "bdi",
            "body",
            "br",
            "caption",
            "circle",
            "code",
            "dd",
            "defs",
            "desc",
            "details",
            "div",
            "dl",
            "dt",
            "figcaption",
            "figure",
            "footer",
            "g",
            "h1",
            "h2",
            "h3",
            "head",
            "header",
            "html",
            "li",
            "main",
            "meta",
            "nav",
            "ol",
            "p",
            "path",
            "pattern",
            "pre",
            "rect",
            "section",
            "span",
            "style",
            "summary",
            "svg",
            "symbol",
            "table",
            "tbody",
            "td",
            "text",
            "th",
            "thead",
            "time",
            "title",
            "tr",
            "tspan",
            "ul",
            "use",
        ]
        .into();
        for tag in tags(&page) {
            assert!(allowed.contains(tag.0), "{name}: {}", tag.0);
            for (attribute, value) in &tag.1 {
                assert!(!handler.is_match(attribute), "{name}: {attribute}");
                assert!(!["src", "srcset", "action", "data", "xlink:href"].contains(attribute), "{name}");
                let is_link = *attribute == "href";
                let is_page = value.ends_with(".html") && !value.contains(['/', ':', '\\']);
                assert!(
                    !is_link || value.starts_with(['#']) || value.starts_with("https://") || is_page,
                    "{name}: {value}"
                );
                assert!(!value.contains("url(") || value.contains("url(#hatch)"), "{name}: {value}");
            }
        }
        let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("http"), "{name}");
    }
}

/// What escapes is the template; only the style sheet goes around it.
#[test]
fn the_style_sheet_alone_is_put_in_as_it_is() {
    let mut folders = vec![super::root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let uses = std::fs::read_to_string(&path).unwrap().contains("PreEscaped");
                assert_eq!(uses, path.ends_with("report/html/style.rs"), "{}", path.display());
            }
        }
    }
}

#[test]
fn the_picture_is_a_file_of_its_own() {
    let svg = picture(&made::six_groups());
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{}", &svg[..80]);
    assert!(tags(&svg).len() > 50);
    assert!(svg.len() < 40_000, "{}", svg.len());
}
