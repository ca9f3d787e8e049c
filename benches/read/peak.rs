//! How much memory reading takes at its peak, by the operating system's own account (Linux).

use crate::generate;
use clusterroute::capture::formats::clixml;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The argument that makes this program read one file and print its peak.
pub(crate) const ARGUMENT: &str = "--peak-of";

/// Reads a file of mostly unknown properties, and one ten times as long, each in a process of its own.
pub(crate) fn compare() {
    for objects in [1_000, 10_000] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("read-bench-peak.xml");
        fs::write(&path, generate::mostly_unknown(objects)).unwrap();
        let output =
            Command::new(std::env::current_exe().unwrap()).arg(ARGUMENT).arg(&path).output().unwrap();
        println!("{}", String::from_utf8(output.stdout).unwrap().trim_end());
        fs::remove_file(path).unwrap();
    }
}

/// What [`compare`] has a process of its own do.
pub(crate) fn print(path: &str) {
    let text = fs::read_to_string(path).unwrap();
    let (Some(before), found) = (peak(), clixml::read(&text, path).unwrap()) else {
        println!("peak memory: not known on this system");
        return;
    };
    let peak = peak().unwrap_or_default();
    println!(
        "peak memory, {} objects with 200 unknown properties each, {} KiB: {} KiB above the text",
        found.objects.len(),
        text.len() >> 10,
        peak - before
    );
}

/// `VmHWM`, in KiB.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
