//! Logs that are cut off, damaged, or larger than memory.

use super::{cluster_log, count, log, read};
use clusterroute::capture::Capture;
use clusterroute::capture::limits::{MAX_LOG_LINE, MAX_LOG_ROWS};
use clusterroute::capture::reading::START;
use clusterroute::error::Code;
use clusterroute::schema::{Property, Section};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::fs;

fn fixture() -> String {
    fs::read_to_string(log("HV11_cluster.log")).unwrap()
}

/// The sections of the fixture, and its body.
fn parts() -> (String, String) {
    let text = fixture();
    let body = text.find("[=== Cluster Logs ===]").unwrap();
    let (sections, body) = text.split_at(body);
    (sections.to_owned(), body.to_owned())
}

#[test]
fn a_log_that_was_cut_off_has_whole_sections_or_none() {
    let text = fixture();
    for end in (40..text.len()).step_by(149) {
        let found = read(&text.as_bytes()[..end]);
        // One is the node that wrote the log.
        assert!([0, 1, 4].contains(&count(&found, Section::Nodes)), "{end}");
        assert!([0, 3].contains(&count(&found, Section::Networks)), "{end}");
        assert!([0, 12].contains(&count(&found, Section::Interfaces)), "{end}");
        let known = found.objects.iter().filter(|(section, _)| *section == Section::NetftRoutes);
        assert!(known.clone().all(|(_, route)| route.get(Property::Priority).is_some()), "{end}");
    }
    let half = text.find("SMB2,8b733043").unwrap();
    let found = read(&text.as_bytes()[..half]);
    let expected = "[=== Networks ===] is not read: the log ends inside it";
    assert!(found.notes.iter().any(|note| note == expected), "{:#?}", found.notes);
}

#[test]
fn long_lines_and_zeros_cost_no_more_than_themselves() {
    let (sections, body) = parts();
    let expected = read(format!("{sections}{body}").as_bytes());
    let long = format!("00001b2c.00001f99::2026/11/02-09:15:01.000 INFO  {}\n", "<x>".repeat(MAX_LOG_LINE));
    let zeros = "\0".repeat(3000);
    let odd = format!("{sections}[=== Cluster Logs ===]\r\n{long}{zeros}\r\n{body}{zeros}");
    assert_eq!(read(odd.as_bytes()), expected);
    let in_a_section =
        format!("[=== Networks ===]\nName,Id,\nA,{},\n[=== Cluster Logs ===]\n", "x".repeat(MAX_LOG_LINE));
    let found = read(in_a_section.as_bytes());
    assert_eq!(count(&found, Section::Networks), 0);
    let expected =
        "[=== Networks ===] is not read: line 3: expected at most 1048576 bytes in a line, found more";
    assert!(found.notes.iter().any(|note| note == expected), "{:#?}", found.notes);
}

#[test]
fn a_section_without_end_is_an_error() {
    let mut text = "[=== Networks ===]\nName,\n".to_owned();
    text.push_str(&"A,\n".repeat(MAX_LOG_ROWS + 1));
    let error = cluster_log::read(text.as_bytes(), std::io::empty(), "f").unwrap_err();
    assert_eq!(error.code, Code::TooLarge);
    assert_eq!(error.to_string(), "f: the section Networks has more than 65536 rows");
}

proptest! {
    #![proptest_config(Config {
        cases: 300,
        rng_seed: RngSeed::Fixed(20_402),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        cluster_log::is_one(&bytes);
        let _ = cluster_log::read(&bytes, std::io::empty(), "f");
    }

    #[test]
    fn no_edit_makes_the_reader_panic(
        wide in any::<bool>(),
        edits in proptest::collection::vec((any::<usize>(), 0..40usize, 0..PIECES.len()), 1..12),
    ) {
        let mut text = fixture().into_bytes();
        if wide {
            text = fixture().encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        for (at, length, piece) in edits {
            let at = at % (text.len() + 1);
            let end = text.len().min(at + length);
            text.splice(at..end, PIECES[piece].bytes());
        }
        let (start, rest) = text.split_at(text.len().min(START));
        cluster_log::is_one(start);
        if let Ok(found) = cluster_log::read(start, rest, "f") {
            // What was read can be understood or is an error, never a panic.
            let sections = found.into_sections();
            let _ = clusterroute::capture::build(&Capture { sections, origin: Default::default() });
        }
    }
}

/// What is put in place of a piece of a log.
const PIECES: [&str; 14] = [
    "",
    "\n",
    "\r\n",
    ",",
    "\"",
    "\0",
    "ü",
    "[=== Networks ===]\r\n",
    "[=== ",
    "<struct mscs::FaultTolerantRoute>",
    "</struct mscs::FaultTolerantRoute>",
    "::",
    ":~3343~",
    "</",
];
