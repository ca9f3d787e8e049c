//! What is read: one line for each section.

use super::layout::{Column, Page};
use super::text::Text;
use clusterroute::api::schema::{Answer, SectionEntry};

const COLUMNS: [Column; 3] = [Column::tight("Section"), Column::wide("From"), Column::wide("Properties")];

/// The table of sections.
pub(crate) fn schema(answer: &Answer) -> Page {
    let mut page = Page::default();
    let rows: Vec<Vec<Text>> = answer.sections.iter().map(row).collect();
    page.table(&COLUMNS, &rows);
    page
}

fn row(section: &SectionEntry) -> Vec<Text> {
    let names: Vec<&str> = section.properties.iter().map(|property| property.name).collect();
    vec![Text::from(section.name), Text::from(section.cmdlet), Text::from(names.join(", "))]
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_section_has_a_line() {
        let answer = clusterroute::api::schema::answer();
        let text = super::schema(&answer).text();
        for section in &answer.sections {
            assert!(text.lines().any(|line| line.starts_with(section.name)), "{}: {text}", section.name);
        }
        assert!(text.contains("Get-ClusterNetwork"), "{text}");
    }
}
