//! What the capture readers promise for every input.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/asking.rs"]
mod asking;

use asking::read;
use clusterroute::capture::formats::{clixml, json, registry};
use clusterroute::capture::{self, Sections, encoding};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// The same cases in every run.
fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(20_401), failure_persistence: None, ..Config::default() }
}

/// Reads bytes in every way there is; what counts is that it comes back.
fn read_any(bytes: &[u8]) -> Vec<Sections<'static>> {
    let Ok(text) = encoding::decode(bytes, "f") else { return Vec::new() };
    let mut found = Vec::new();
    found.extend(clixml::read(&text, "f").ok());
    found.extend(json::read(&text, "f").unwrap_or_default());
    found.extend(registry::read(&text, "f").ok());
    found.extend(
        registry::read(&format!("REGEDIT4\n[HKEY_LOCAL_MACHINE\\Cluster\\Networks\\a]\n{text}"), "f").ok(),
    );
    let mut sections: Vec<_> = found.into_iter().map(|found| found.into_sections().into_owned()).collect();
    sections.extend(json::capture(&text).map(|found| found.into_owned().into_sections()));
    sections
}

fn assert_written_reads_the_same(sections: &Sections<'_>) {
    let written = serde_json::to_string(sections).unwrap();
    let again = json::capture(&written).unwrap().into_sections();
    assert_eq!(&again, sections, "{written}");
}

fn fixture(cluster: usize, file: usize) -> Vec<u8> {
    let clusters = ["azlocal-23h2-switchless", "hyperv-2012r2-san", "s2d-2019-rdma"];
    let files =
        ["networks.xml", "interfaces.xml", "shared-volumes.xml", "networks.depth1.xml", "networks.json"];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    fs::read(folder.join(clusters[cluster % clusters.len()]).join(files[file % files.len()])).unwrap()
}

/// One careless edit.
#[derive(Clone, Debug)]
enum Edit {
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize),
    Put(usize, Vec<u8>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let pieces = proptest::sample::select(vec![
        "<",
        ">",
        "</Obj>",
        "<Obj RefId=\"1\">",
        "<Ref N=\"Cluster\" RefId=\"1\" />",
        "<LST>",
        "</Props>",
        "&",
        "&#0;",
        "<![CDATA[",
        "<!--",
        "_xD800_",
        "\"",
        "{",
        "}",
        "[",
        ",",
        "\"Cluster\":{",
        "null",
        "1e999",
        "\u{0}",
        "ü",
    ]);
    prop_oneof![
        any::<usize>().prop_map(Edit::Cut),
        (any::<usize>(), 1..400usize).prop_map(|(at, length)| Edit::Remove(at, length)),
        (any::<usize>(), 1..400usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
        (any::<usize>(), pieces).prop_map(|(at, piece)| Edit::Put(at, piece.as_bytes().to_vec())),
        (any::<usize>(), proptest::collection::vec(any::<u8>(), 1..4))
            .prop_map(|(at, bytes)| Edit::Put(at, bytes)),
    ]
}

fn apply(mut bytes: Vec<u8>, edit: Edit) -> Vec<u8> {
    let place = |at: usize| at % (bytes.len() + 1);
    match edit {
        Edit::Cut(at) => bytes.truncate(place(at)),
        Edit::Remove(at, length) => {
            let start = place(at);
            let end = bytes.len().min(start + length);
            bytes.drain(start..end);
        }
        Edit::Repeat(at, length) => {
            let start = place(at);
            let piece = bytes[start..bytes.len().min(start + length)].to_vec();
            bytes.splice(start..start, piece);
        }
        Edit::Put(at, piece) => {
            let start = place(at);
            bytes.splice(start..start, piece);
        }
    }
    bytes
}

/// Names that mean something to a reader, in a case of their own, and some that do not.
fn key() -> impl Strategy<Value = String> {
    let names = [
        "Name",
        "name",
        "Id",
        "ID",
        "Cluster",
        "Network",
        "OwnerNode",
        "Value",
        "value",
        "value__",
        "ToString",
        "Count",
        "Ipv4Addresses",
        "Role",
        "Metric",
        "SharedVolumeInfo",
        "net_adapters",
        "unheard",
    ];
    proptest::sample::select(names.to_vec()).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            object(inner).prop_map(Value::Object),
        ]
    })
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    proptest::collection::vec((key(), value), 0..8).prop_map(|fields| fields.into_iter().collect())
}

fn capture() -> impl Strategy<Value = Value> {
    let section = proptest::sample::select(vec![
        "cluster",
        "nodes",
        "networks",
        "interfaces",
        "shared_volumes",
        "shared_volume_states",
        "hosts",
    ]);
    let objects =
        proptest::collection::vec(object(value()).prop_map(Value::Object), 0..4).prop_map(Value::from);
    proptest::collection::btree_map(section, objects, 0..4)
        .prop_map(|sections| sections.into_iter().map(|(name, list)| (name.to_owned(), list)).collect())
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_any(&bytes);
    }

    #[test]
    fn any_text_that_starts_like_a_document_is_read_or_refused(text in "[<\\[{][<>/\\[\\]{}\":,&;a-zA-Z0-9= ]{0,120}") {
        read_any(text.as_bytes());
    }
}

/// The folder of one suite's own files.
fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("properties");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn piece_of_a_page() -> impl Strategy<Value = String> {
    let pieces = [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<th>Network Connection</th>",
        "<th>Speed</th>",
        "<h2>",
        "</h2>",
        "<h3>HV1.x</h3>",
        "<div>Network: A</div>",
        "<div>Network Role: Internal</div>",
        "Prefix",
        "Prefix Length",
        "Item",
        "Network Interface",
        "HV1 - a",
        " - ",
        "IP Address",
        "10.0.0.1",
        "fe80::1%7",
        "True",
        "25 Gbit/s",
        "Node:",
        "<br>",
        "&nbsp;",
        "&",
        "<",
        "<!--",
        "-->",
        "<script>",
        "</html>",
        "<title>Failover Cluster Validation Report</title>",
    ];
    proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn any_pieces_of_a_report_are_read_or_refused(pieces in proptest::collection::vec(piece_of_a_page(), 0..60)) {
        let path = scratch().join("pieces.htm");
        fs::write(&path, format!("<html>{}</html>", pieces.concat())).unwrap();
        for capture in read(&[path]).unwrap_or_default() {
            assert_written_reads_the_same(&capture.sections);
            let _ = capture::build(&capture);
        }
    }

    #[test]
    fn a_damaged_report_is_read_or_refused(
        saved in any::<bool>(),
        edits in proptest::collection::vec(edit(), 1..6),
    ) {
        let name = if saved { "hyperv-2022.mht" } else { "hyperv-2022.htm" };
        let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report").join(name);
        let path = scratch().join(name);
        fs::write(&path, edits.into_iter().fold(fs::read(report).unwrap(), apply)).unwrap();
        for capture in read(&[path]).unwrap_or_default() {
            assert_written_reads_the_same(&capture.sections);
            let _ = capture::build(&capture);
        }
    }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn a_damaged_capture_is_read_or_refused(
        cluster in 0..3usize,
        file in 0..5usize,
        edits in proptest::collection::vec(edit(), 1..6),
    ) {
        let damaged = edits.into_iter().fold(fixture(cluster, file), apply);
        for sections in read_any(&damaged) {
            assert_written_reads_the_same(&sections);
        }
    }

    #[test]
    fn sections_written_and_read_again_are_the_same(capture in capture()) {
        let text = capture.to_string();
        let sections = json::capture(&text).unwrap().into_sections();
        assert_written_reads_the_same(&sections);
    }
}
