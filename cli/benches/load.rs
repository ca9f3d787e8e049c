//! What the first answer costs a session: opening the library, and asking it one question, in a process that has
//! not had it before. Against what an admin without the module would do: run the program on the same request.
//! Run with `cargo bench --package clusterroute-cli --bench load`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(clippy::print_stdout, reason = "a bench prints its numbers")]
#![allow(unsafe_code, reason = "a library is opened and called by the names of its functions")]

#[path = "../../benches/support/mod.rs"]
mod support;

use libloading::{Library, Symbol};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{median, ratio};

const ROUNDS: usize = 50;
const REQUEST: &[u8] = br#"{"schema":2,"input":{"captures":[{"networks":[
    {"Name":"LAN","Role":3,"Metric":70240,"AutoMetric":true,"State":3},
    {"Name":"Storage","Role":1,"Metric":20400,"AutoMetric":true,"State":3}]}]}}"#;

#[repr(C)]
struct Buffer {
    data: *mut u8,
    len: usize,
}

type Question = unsafe extern "C" fn(*const u8, usize, *mut Buffer) -> i32;
type Free = unsafe extern "C" fn(*mut Buffer);

fn main() {
    if let Some(library) = std::env::args_os().nth(1).filter(|argument| argument != "--bench") {
        println!("{}", first_answer(Path::new(&library)).as_nanos());
        return;
    }
    let request = Path::new(env!("CARGO_TARGET_TMPDIR")).join("load-bench.json");
    std::fs::write(&request, REQUEST).unwrap();
    let library = library();
    let (mut loads, mut runs): (Vec<_>, Vec<_>) =
        (0..ROUNDS).map(|_| (load(&library), run(&request))).unzip();
    let (load, run) = (median(&mut loads), median(&mut runs));
    println!(
        "from opening the library to its first answer: {:.2} ms (limit 5), {:.2} x running the program",
        load.as_secs_f64() * 1e3,
        ratio(load, run)
    );
}

/// In a process of its own: the second time the system still has the library.
fn load(library: &Path) -> Duration {
    let output = Command::new(std::env::current_exe().unwrap()).arg(library).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Duration::from_nanos(String::from_utf8(output.stdout).unwrap().trim().parse().unwrap())
}

fn run(request: &Path) -> Duration {
    let start = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_clusterroute"));
    program.args(["measure", "--format", "json"]).arg(request).stdout(Stdio::null());
    assert!(program.status().unwrap().success());
    start.elapsed()
}

fn first_answer(library: &Path) -> Duration {
    let start = Instant::now();
    // SAFETY: the functions are those of `include/clusterroute.h`, called as it says.
    unsafe {
        let library = Library::new(library).unwrap();
        let measure: Symbol<'_, Question> = library.get(b"clusterroute_measure").unwrap();
        let free: Symbol<'_, Free> = library.get(b"clusterroute_buffer_free").unwrap();
        let mut answer = Buffer { data: std::ptr::null_mut(), len: 0 };
        assert_eq!(measure(REQUEST.as_ptr(), REQUEST.len(), &raw mut answer), 0);
        let time = start.elapsed();
        free(&raw mut answer);
        time
    }
}

/// Cargo lays the library of the same build beside the program, or into `deps` there.
fn library() -> PathBuf {
    let name = format!("{DLL_PREFIX}clusterroute{DLL_SUFFIX}");
    let beside = Path::new(env!("CARGO_BIN_EXE_clusterroute")).with_file_name(&name);
    let below = beside.with_file_name("deps").join(name);
    if below.is_file() { below } else { beside }
}
