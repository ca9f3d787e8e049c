//! A cluster log is read in little memory, whatever its size.

use super::{program, root};
use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;

const FILLER: &str =
    "00001b2c.00001f70::2026/11/02-09:16:00.000 INFO  [GUM] Node 1: executing request locally";
const MEGABYTES: usize = 270;

#[test]
fn a_log_larger_than_the_limit_of_other_files_is_read_in_little_memory() {
    let path = root().join("tests/fixtures/cluster-log/HV11_cluster.log");
    let log = fs::read_to_string(path).expect("the log is there").replace("\r\n", "\n");
    // The first message ends the sections.
    let body = log.find("\n0000").expect("the log has messages") + 1;
    let mut child = program()
        .args(["capture", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let mut write = |text: &str| stdin.write_all(text.as_bytes()).expect("the program reads its input");
    write(&log[..body]);
    let chunk = format!("{FILLER}{}\n", ", of no interest".repeat(60)).repeat(1 << 10);
    for _ in 0..(MEGABYTES << 20) / chunk.len() {
        write(&chunk);
    }
    write(&log[body..]);
    // Linux alone says how much memory was in use at most; elsewhere the answer has to do.
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    drop(stdin);
    let mut answer = String::new();
    child.stdout.take().expect("stdout is piped").read_to_string(&mut answer).expect("an answer comes");
    assert!(child.wait().expect("the program ends").success());
    assert!(answer.contains(r#""netft_routes":9},"bytes":"#), "{answer}");
    assert!(peak.is_none_or(|kilobytes| kilobytes < 64 << 10), "{peak:?} kB");
}
