//! What reading costs: a CliXml file against walking the same bytes with the bare pull parser, and memory.
//! Run with `cargo bench --bench read`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::print_stdout, reason = "a bench prints its numbers")]

mod generate;
mod peak;
#[path = "../support/mod.rs"]
mod support;

use clusterroute::capture::formats::clixml;
use clusterroute::capture::{Sections, encoding};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::hint::black_box;
use support::{medians, ratio};

/// Long enough for a median that repeats, whatever the size of the file.
const BYTES_PER_FILE: usize = 64 << 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [argument, path] = arguments.as_slice()
        && argument == peak::ARGUMENT
    {
        return peak::print(path);
    }
    println!("Reading CliXml: from the bytes of a file to sections that outlive them.");
    compare("networks, 4 nodes, 5 networks", &generate::networks(5));
    compare("interfaces, 4 nodes, 5 networks", &generate::interfaces(4, 5));
    compare("interfaces, 64 nodes, 8 networks", &generate::interfaces(64, 8));
    compare("networks, 10000 networks", &generate::networks(10_000));
    peak::compare();
}

fn compare(what: &str, file: &str) {
    let rounds = (BYTES_PER_FILE / file.len()).clamp(5, 4_000);
    let [bare, read] =
        medians(rounds, [&|| walk(file.as_bytes()), &|| drop(black_box(sections(file.as_bytes())))]);
    let per_second = file.len() as f64 / read.as_secs_f64() / 1e6;
    println!(
        "read clixml, {what} ({} bytes): {:.2} x the bare pull parser (limit 2), {per_second:.0} MB/s",
        file.len(),
        ratio(read, bare)
    );
}

/// The measure: every event of the file, and nothing done with it.
fn walk(bytes: &[u8]) {
    let mut reader = Reader::from_reader(bytes);
    while !matches!(black_box(reader.read_event().unwrap()), Event::Eof) {}
}

fn sections(bytes: &[u8]) -> Sections<'static> {
    let text = encoding::decode(bytes, "bench").unwrap();
    clixml::read(&text, "bench").unwrap().into_sections().into_owned()
}
