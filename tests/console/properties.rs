//! Whatever stands in a text, it is read or refused, and no network is made up.

use super::{CLUSTERS, column, fixture, read};
use clusterroute::capture::formats::console;
use clusterroute::schema::{Property, Section};
use proptest::prelude::*;
use std::fs;

/// What `Format-Table` makes of rows: text at the left of its column, numbers and enums at the right.
fn format_table(columns: &[(&str, bool)], rows: &[Vec<String>], width: impl Fn(&str) -> usize) -> String {
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let line = |cells: Vec<String>| -> String {
        let padded = cells.iter().enumerate().map(|(column, cell)| {
            let blanks = " ".repeat(widest(column).max(columns[column].0.len()) - width(cell));
            if columns[column].1 { format!("{blanks}{cell}") } else { format!("{cell}{blanks}") }
        });
        padded.collect::<Vec<_>>().join(" ") + "\n"
    };
    let headers = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let dashes = columns.iter().map(|(name, _)| "-".repeat(name.len())).collect();
    let rows: String = rows.iter().cloned().map(line).collect();
    line(headers) + &line(dashes) + &rows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "(?s)[-A-Za-z {}.,:;|>\"\n\r\t叢\u{301}…]{0,200}|.{0,200}") {
        console::read(&text);
    }

    #[test]
    fn any_table_is_read_or_refused(rows in "([ A-Za-z0-9.,{}叢\u{301}]{0,40}\n){0,6}", gap in 1usize..6) {
        let gap = " ".repeat(gap);
        console::read(&format!("Name{gap}State{gap}Metric\n----{gap}-----{gap}------\n{rows}"));
    }

    #[test]
    fn a_damaged_file_never_names_a_network_that_is_not_there(
        cluster in 0usize..6, list in any::<bool>(), at in any::<prop::sample::Index>(), lines in 1usize..4,
    ) {
        let file = if list { "networks.list.txt" } else { "networks.table.txt" };
        let whole = fs::read_to_string(fixture(CLUSTERS[cluster], file)).unwrap();
        let known = column(&read(&fixture(CLUSTERS[cluster], file)).unwrap(), Section::Networks, "Name");
        let mut kept: Vec<&str> = whole.lines().collect();
        let start = at.index(kept.len());
        kept.drain(start..(start + lines).min(kept.len()));
        for found in console::read(&kept.join("\n")) {
            for (_, object) in &found.objects {
                prop_assert!(object.text(Property::Name).is_none_or(|name| known.iter().any(|known| known == name)));
            }
        }
    }

    #[test]
    fn every_table_gives_the_rows_it_was_made_of(
        rows in prop::collection::vec(
            ("[A-Za-z(][A-Za-z0-9 (),:叢-]{0,20}[A-Za-z0-9)]", "Up|Down|Partitioned", 1u32..80000,
             "None|Cluster|ClusterAndClient|0|1|3", "(10\\.[0-9]{1,3}\\.0\\.0)?"),
            1..8,
        ),
        wide in any::<bool>(), address_first in any::<bool>(),
    ) {
        let mut columns = vec![("Name", false), ("State", true), ("Metric", true), ("Role", true)];
        let mut made: Vec<Vec<String>> = rows
            .iter()
            .map(|(name, state, metric, role, _)| vec![name.clone(), state.clone(), metric.to_string(), role.clone()])
            .collect();
        let place = if address_first { 1 } else { 4 };
        columns.insert(place, ("Address", false));
        made.iter_mut().zip(&rows).for_each(|(made, row)| made.insert(place, row.4.clone()));
        let width = |text: &str| text.chars().map(|c| if wide && c == '叢' { 2 } else { 1 }).sum();
        let text = format_table(&columns, &made, width);
        let found = console::read(&text);
        prop_assert_eq!(found.len(), 1);
        let read: Vec<Vec<String>> = found[0]
            .objects
            .iter()
            .map(|(_, object)| {
                columns
                    .iter()
                    .map(|(name, _)| object.text(Property::find(name).unwrap()).unwrap_or_default().to_owned())
                    .collect()
            })
            .collect();
        prop_assert_eq!(read, made, "\n{}", text);
    }
}
