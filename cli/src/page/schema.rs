//! What is read: one line for each section.

use super::text::{Column, Page, Text};
use clusterroute::api::schema::{Answer, SectionEntry};

const COLUMNS: [Column; 3] = [Column::tight("Section"), Column::wide("From"), Column::wide("Properties")];

/// The table of sections.
pub(crate) fn schema(answer: &Answer) -> String {
    let mut page = Page::default();
    let rows: Vec<Vec<Text>> = answer.sections.iter().map(row).collect();
    page.table(&COLUMNS, &rows);
    page.finish()
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
        let text = anstream::adapter::strip_str(&super::schema(&answer)).to_string();
        for section in &answer.sections {
            assert!(text.lines().any(|line| line.starts_with(section.name)), "{}: {text}", section.name);
        }
        assert!(text.contains("Get-ClusterNetwork"), "{text}");
    }
}
