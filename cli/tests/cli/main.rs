//! The program as a user meets it: its pages, its exit codes, what goes to which stream, and the README.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]
mod accepted;
mod discipline;
mod formats;
mod hostile_names;
mod large_log;
mod many;
mod names;
mod pages;
mod plans;
mod readme;
mod report;
mod same_bytes;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The six made-up clusters; every file in them is as PowerShell wrote it.
const CLUSTERS: [&str; 6] = [
    "azlocal-23h2-bmc",
    "azlocal-23h2-switchless",
    "hyperv-2008r2-dpm",
    "hyperv-2012r2-san",
    "hyperv-2022-lm-layers",
    "s2d-2019-rdma",
];

const CAPTURES: &str = "tests/fixtures/captures";

/// The program, run in the repository's root, with nothing in its environment that decides on colour.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clusterroute"));
    command.current_dir(root());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn capture(cluster: &str) -> String {
    format!("{CAPTURES}/{cluster}")
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("the program starts")
}

fn run_with_stdin(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("stdin is piped").write_all(stdin).expect("the program reads its input");
    child.wait_with_output().expect("the program ends")
}

/// The standard output of a run that must succeed without a word on standard error.
fn answer(arguments: &[&str]) -> String {
    let output = run(arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{arguments:?}: {}: {stderr}", output.status);
    String::from_utf8(output.stdout).expect("answers are UTF-8")
}

/// Compares with a file, or writes it when `UPDATE=1`.
fn compare(path: &str, actual: &str) {
    let path: PathBuf = root().join(path);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder exists");
        std::fs::write(&path, actual).expect("the file can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run UPDATE=1 cargo test", path.display()))
        .replace("\r\n", "\n");
    assert!(
        expected == actual,
        "{} differs; run UPDATE=1 cargo test and read the difference\n--- now\n{actual}",
        path.display()
    );
}
