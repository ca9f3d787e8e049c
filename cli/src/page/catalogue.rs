//! The rules: one line each, or the page of one.

use super::layout::{Column, Page};
use super::text::{Text, Tone};
use super::words;
use clusterroute::api::rules::{Answer, RuleEntry};

const COLUMNS: [Column; 4] =
    [Column::tight("Id"), Column::tight("Severity"), Column::tight("Name"), Column::wide("Summary")];

/// The catalogue as a table.
pub(crate) fn rules(answer: &Answer) -> Page {
    let mut page = Page::default();
    if answer.rules.is_empty() {
        page.item("", "No rule: none of them is all that was asked.");
        return page;
    }
    let rows: Vec<Vec<Text>> = answer
        .rules
        .iter()
        .map(|rule| {
            let severity = words::severity(rule.severity);
            vec![Text::from(rule.id), severity, Text::from(rule.name), Text::from(rule.summary)]
        })
        .collect();
    page.table(&COLUMNS, &rows);
    page
}

/// Everything about one rule.
pub(crate) fn rule(rule: &RuleEntry) -> Page {
    let mut page = Page::default();
    page.heading(
        words::severity(rule.severity)
            .and(" ")
            .and(Text::toned(Tone::Strong, rule.id))
            .and(" ")
            .and(rule.name),
    );
    page.gap();
    page.item("", rule.summary);
    page.gap();
    page.item("Tag: ", rule.tag);
    page.item("Windows: ", &rule.versions);
    page.item("Needs: ", if rule.needs.is_empty() { "networks".to_owned() } else { rule.needs.join(", ") });
    page.item("Since: ClusterRoute ", rule.since);
    page.item("Reference: ", rule.reference);
    page.gap();
    markdown(&mut page, rule.doc);
    page
}

/// Markdown as it reads without a renderer: paragraphs wrapped, headings bold, code untouched.
fn markdown(page: &mut Page, source: &str) {
    let mut paragraph = Paragraph::default();
    let mut code = false;
    for line in source.trim().lines() {
        let text = line.trim();
        if text.starts_with("```") {
            paragraph.end(page);
            code = !code;
        } else if code || line.starts_with("    ") {
            paragraph.end(page);
            page.verbatim(if code { "    " } else { "" }, line);
        } else if text.is_empty() {
            paragraph.end(page);
            page.gap();
        } else if text.starts_with('#') {
            paragraph.end(page);
            page.item("", Text::toned(Tone::Strong, text.trim_start_matches('#').trim()));
        } else if text.starts_with('|') {
            paragraph.end(page);
            page.verbatim("", text);
        } else if let Some(item) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
            paragraph.end(page);
            paragraph = Paragraph { lead: "  - ", text: item.to_owned() };
        } else {
            paragraph.add(text);
        }
    }
    paragraph.end(page);
}

/// `[text](address)` as `text address`.
fn links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        plain.push_str(before);
        let parts = link.split_once("](").and_then(|(name, tail)| Some((name, tail.split_once(')')?)));
        if let Some((name, (address, after))) = parts {
            plain.push_str(&format!("{name} {address}"));
            rest = after;
        } else {
            plain.push('[');
            rest = link;
        }
    }
    plain + rest
}

#[derive(Default)]
struct Paragraph {
    lead: &'static str,
    text: String,
}

impl Paragraph {
    fn add(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(line);
    }

    fn end(&mut self, page: &mut Page) {
        if !self.text.is_empty() {
            page.item(self.lead, links(&self.text));
        }
        *self = Paragraph::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clusterroute::rules::Severity;

    fn entry() -> RuleEntry {
        RuleEntry {
            id: "CR101",
            name: "client-role-unsupported",
            severity: Severity::Warning,
            tag: "reachability",
            summary: "a network has role 2",
            doc: "## Why it matters\n\nOne long\nparagraph.\n\n- first\n  goes on\n- second\n\n```powershell\nGet-ClusterNetwork   | Format-Table\n```\n",
            reference: "https://learn.microsoft.com/",
            since: "0.1.0",
            versions: "all".to_owned(),
            needs: Vec::new(),
        }
    }

    #[test]
    fn a_page_reads_without_a_renderer() {
        let text = rule(&entry()).text();
        let expected = "Why it matters\n\nOne long paragraph.\n\n  - first goes on\n  - second\n\n    \
                        Get-ClusterNetwork   | Format-Table\n";
        assert!(text.ends_with(expected), "{text}");
        assert!(
            text.starts_with("WARNING CR101 client-role-unsupported\n\na network has role 2\n"),
            "{text}"
        );
        assert!(
            text.contains("Tag: reachability\nWindows: all\nNeeds: networks\nSince: ClusterRoute 0.1.0\n"),
            "{text}"
        );
    }

    #[test]
    fn links_keep_their_address() {
        assert_eq!(links("see [a](https://b/c), [d](e) [f] g(h)"), "see a https://b/c, d e [f] g(h)");
        let address = format!("https://example.com/{}", "long-".repeat(30));
        let text = rule(&RuleEntry { reference: address.clone().leak(), ..entry() }).text();
        assert!(text.contains(&format!("{address}\n")), "{text}");
    }

    #[test]
    fn the_catalogue_is_a_table() {
        let text = rules(&Answer { rules: vec![entry()] }).text();
        assert_eq!(
            rules(&Answer { rules: Vec::new() }).text(),
            "No rule: none of them is all that was asked.\n"
        );
        assert!(text.contains("CR101  WARNING   client-role-unsupported  a network has role 2"), "{text}");
    }
}
