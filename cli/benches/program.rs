//! The program over whole captures: against what unpacking alone takes, and over many captures at once.
//! Run with `cargo bench --package clusterroute-cli`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::print_stdout, reason = "a bench prints its numbers")]

#[path = "support/diagnostic.rs"]
mod diagnostic;
#[path = "../../benches/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::{medians, ratio};

fn main() {
    against_unzip();
    many(1_000);
}

/// `recommend` for a ZIP of 64 nodes, against `unzip -p` of the same.
fn against_unzip() {
    let path = scratch("64-nodes").join("HealthTest-BENCH.zip");
    fs::write(&path, diagnostic::zip("BENCH", 0, 64)).unwrap();
    let unzip = || quiet(Command::new("unzip").arg("-p").arg(&path));
    let recommend = || assert!(quiet(program("recommend").arg(&path)));
    if !unzip() {
        println!("recommend, diagnostic ZIP of 64 nodes: not compared, unzip is not on PATH");
        return;
    }
    let [recommend, unzip] = medians(41, [&recommend, &|| assert!(unzip())]);
    println!(
        "recommend, diagnostic ZIP of 64 nodes: {:.1} ms, {:.2} x unzip -p, {:.1} ms (limit 1.5)",
        recommend.as_secs_f64() * 1e3,
        ratio(recommend, unzip),
        unzip.as_secs_f64() * 1e3
    );
}

/// `recommend` for a folder of ZIPs of 4 nodes, on one thread and on two.
fn many(captures: usize) {
    let folder = scratch("many");
    for number in 0..captures {
        let cluster = format!("BENCH-{number}");
        fs::write(folder.join(format!("{cluster}.zip")), diagnostic::zip(&cluster, number, 4)).unwrap();
    }
    let on = |threads: &'static str| {
        let folder = &folder;
        move || {
            assert!(quiet(program("recommend").args(["--format", "json", "--threads", threads]).arg(folder)))
        }
    };
    let [one, two] = medians(5, [&on("1"), &on("2")]);
    println!(
        "recommend, {captures} diagnostic ZIPs of 4 nodes: {:.2} ms each on one thread, {:.2} x as fast on two",
        one.as_secs_f64() * 1e3 / captures as f64,
        ratio(one, two)
    );
}

fn program(question: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_clusterroute"));
    program.arg(question);
    program
}

/// Whether a command can be run and succeeds; what it writes is thrown away.
fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("read-bench").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
