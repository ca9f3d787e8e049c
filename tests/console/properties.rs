//! Whatever stands in a text, it is read or refused, and no network is made up.

use super::{CLUSTERS, column, fixture, read};
use clusterroute::capture::{self, Section};
use proptest::prelude::*;
use std::fs;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "(?s)[-A-Za-z {}.,:;|>\"\n\r\t叢\u{301}…]{0,200}|.{0,200}") {
        capture::console::read(&text);
    }

    #[test]
    fn any_table_is_read_or_refused(rows in "([ A-Za-z0-9.,{}叢\u{301}]{0,40}\n){0,6}", gap in 1usize..6) {
        let gap = " ".repeat(gap);
        capture::console::read(&format!("Name{gap}State{gap}Metric\n----{gap}-----{gap}------\n{rows}"));
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
        for found in capture::console::read(&kept.join("\n")) {
            for (_, object) in &found.objects {
                prop_assert!(object.text("Name").is_none_or(|name| known.iter().any(|known| known == name)));
            }
        }
    }
}
