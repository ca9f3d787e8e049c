//! The C door, from C: what a compiler and a loader make of the header and the library.

#[path = "support/attacks/mod.rs"]
mod attacks;
#[path = "support/full_cluster.rs"]
mod full_cluster;
mod support;

use clusterroute::schema::{Row, Section};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use support::{expect, library, needs, needs_built, repository, run, scratch, slow};

/// The questions that are about an input.
const QUESTIONS: [&str; 11] = [
    "read_capture",
    "measure",
    "resolve",
    "recommend",
    "plan",
    "needs",
    "failures",
    "compare",
    "estimate",
    "attribute",
    "report",
];

/// Warnings are errors: a header that makes its user's build noisy is a defect.
const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

/// What the panic probe gives: a debug build has it, a release build knows no such key.
const PROBE: &str = if cfg!(debug_assertions) { "7" } else { "2" };

fn main() -> ExitCode {
    support::suite(vec![
        needs("C99: every function, every status, eight threads", ["cc"], |[cc]| {
            run(asked(&mut Command::new(smoke(&cc, "smoke", &library()?, &[])?), PROBE, "10")).map(drop)
        }),
        needs("C99: the example of the header prints an answer", ["cc"], |[cc]| example(&cc)),
        needs("C++11: the header compiles, every function has its type", ["c++"], |[cxx]| {
            let mut command = Command::new(cxx);
            command.args(["-std=c++11", "-fsyntax-only"]).args(STRICT).arg("-I").arg(repository("include"));
            run(command.arg(repository("tests/c/cpp_syntax.cpp"))).map(drop)
        }),
        needs("a panic is silent unless RUST_BACKTRACE is set", ["cc"], |[cc]| {
            silent_unless_asked(&smoke(&cc, "panics", &library()?, &[])?)
        }),
        needs("valgrind: no error, no leak", ["cc", "valgrind"], |[cc, valgrind]| {
            let mut command = Command::new(valgrind);
            command.args(["--quiet", "--error-exitcode=9", "--leak-check=full"]);
            // A table built once and kept is found by a pointer into its middle, which valgrind takes for
            // "possibly lost".
            command
                .args(["--show-leak-kinds=definite,indirect", "--errors-for-leak-kinds=definite,indirect"]);
            command.arg(smoke(&cc, "valgrind", &library()?, &[])?);
            run(asked(&mut command, PROBE, "1")).map(drop)
        }),
        slow(needs("AddressSanitizer: no error, no leak", ["cc", "cargo"], |[cc, cargo]| {
            let program = smoke(&cc, "asan", &sanitized_library(&cargo)?, &["-fsanitize=address"])?;
            run(asked(Command::new(program).env("ASAN_OPTIONS", "detect_leaks=1"), "7", "10")).map(drop)
        })),
        slow(needs("no file takes a caller in C down", ["cc", "sh"], |[cc, sh]| {
            let ask =
                compile(&cc, &repository("tests/c/ask.c"), "ask", &attacks::quick_library()?, &["-O1"])?;
            attacked(&sh, &ask)
        })),
        Trial::test("the full cluster has every section and property that is read", leaves_nothing_out),
        slow(full_cluster()),
    ])
}

/// What `smoke.c` wants to know, and an environment in which panics are silent.
fn asked<'a>(smoke: &'a mut Command, probe: &str, rounds: &str) -> &'a mut Command {
    smoke.args([env!("CARGO_PKG_VERSION"), probe, rounds]).current_dir(repository(""));
    smoke.env_remove("RUST_BACKTRACE")
}

/// The smoke program.
fn smoke(cc: &Path, name: &str, library: &Path, options: &[&str]) -> Result<PathBuf, Failed> {
    compile(cc, &repository("tests/c/smoke.c"), name, library, options)
}

/// A program, linked with `library` and able to find it where it lies.
fn compile(
    cc: &Path,
    source: &Path,
    name: &str,
    library: &Path,
    options: &[&str],
) -> Result<PathBuf, Failed> {
    let program = scratch("c_abi")?.join(name);
    let folder = library.parent().ok_or("the library is in no folder")?;
    let mut command = Command::new(cc);
    command.args(["-std=c99", "-g", "-pthread"]).args(STRICT).args(options);
    command.arg("-I").arg(repository("include")).arg(source);
    // An RPATH, unlike a RUNPATH, beats the LD_LIBRARY_PATH of cargo, where an older build may lie.
    command
        .arg("-o")
        .arg(&program)
        .arg(library)
        .arg(format!("-Wl,--disable-new-dtags,-rpath,{}", folder.display()));
    run(&mut command)?;
    Ok(program)
}

/// Every question about every attack, each in a child of its own, where it is answered or refused.
fn attacked(sh: &Path, ask: &Path) -> Result<(), Failed> {
    let mut broken = Vec::new();
    for attack in attacks::all() {
        let file = attacks::write("attacks-c", attack)?;
        let within = |question: &&str| within(sh, ask, question, &file, &[('v', attacks::MEMORY)]);
        let failed = QUESTIONS.iter().filter_map(|question| within(question).err());
        broken.extend(failed.map(|failed| format!("{}: {}", attack.0, failed.message().unwrap_or_default())));
        file.parent().map(fs::remove_dir_all).transpose()?;
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n").into()) }
}

/// Asks a question about a file in a child with these limits; gives what it wrote.
fn within(
    sh: &Path,
    ask: &Path,
    question: &str,
    file: &Path,
    limits: &[(char, u64)],
) -> Result<String, Failed> {
    let mut command = attacks::limited(sh, limits, ask);
    command
        .arg(question)
        .arg(file)
        .env_remove("RUST_BACKTRACE")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let status = attacks::ended(&mut child, attacks::TIME)?;
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match status {
        Some(status) if status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Some(status) => Err(format!("{question}: {status}: {said}").into()),
        None => Err(format!("{question}: not done after {:?}", attacks::TIME).into()),
    }
}

/// As large as Windows allows a cluster, and nothing of it left out: the optimised library answers every question
/// within a second and 200 MB of address space, which is more than the memory that it touches; comparing two such
/// clusters may take twice as much. The second is one of work, of all threads together: what else the machine does at that
/// time does not count.
fn full_cluster() -> Trial {
    let name = "a full cluster is answered within 1 s and 200 MB";
    needs_built(name, "linux-x64/libclusterroute.so", ["cc", "sh"], |library, [cc, sh]| {
        let ask = compile(&cc, &repository("tests/c/ask.c"), "ask-full", &library, &["-O1"])?;
        let file = attacks::fresh("full-cluster", "capture")?.join("full.json");
        fs::write(&file, full_cluster::capture().to_string())?;
        for question in QUESTIONS {
            let clusters = if question == "compare" { 2 } else { 1 };
            let limits = [('v', (clusters * 200_000_000) >> 10), ('t', clusters)];
            let said = within(&sh, &ask, question, &file, &limits)?;
            let is_answered = said.starts_with("0 ");
            expect(&format!("whether {question} is answered, which said {said:?}"), true, is_answered)?;
        }
        Ok(())
    })
}

/// What of the table of sections the full cluster does not have; there must be nothing.
fn leaves_nothing_out() -> Result<(), Failed> {
    let capture = full_cluster::capture();
    let mut missing = BTreeSet::new();
    // What Get-Counter gives is put into the section counters, and is in no capture.
    let is_kept = |row: &&Row| !matches!(row.section(), Section::CounterSampleSets | Section::CounterSamples);
    for row in Section::rows().iter().filter(is_kept) {
        let mut found = Vec::new();
        objects_of(&capture, row.name, &mut found);
        if found.is_empty() {
            missing.insert(row.name.to_owned());
        }
        for column in row.columns {
            // A row of a host stands in its object, and need not name it.
            let is_named = column.becomes == "tells the host";
            let has_it = found.iter().any(|object| object.get(column.property.spelling()).is_some());
            if !is_named && !has_it {
                missing.insert(format!("{}.{}", row.name, column.property.spelling()));
            }
        }
    }
    expect("what the full cluster lacks", BTreeSet::new(), missing)
}

/// The objects of all lists, and what is nested, under this name.
fn objects_of<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::Array(items) if key == name => found.extend(items),
                    Value::Object(_) if key == name => found.push(value),
                    _ => {}
                }
                objects_of(value, name, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| objects_of(item, name, found)),
        _ => {}
    }
}

/// What a reader of the header copies out of it.
fn example(cc: &Path) -> Result<(), Failed> {
    let header = fs::read_to_string(repository("include/clusterroute.h"))?;
    let code: Vec<&str> = header.lines().filter_map(|line| line.strip_prefix(" *     ")).collect();
    let source = scratch("c_abi")?.join("example.c");
    fs::write(&source, code.join("\n") + "\n")?;
    let printed = run(&mut Command::new(compile(cc, &source, "example", &library()?, &[])?))?;
    match printed.starts_with("{\"schema\":2,") {
        true => Ok(()),
        false => Err(format!("the example printed {printed:?}").into()),
    }
}

/// A host's console belongs to the host.
fn silent_unless_asked(smoke: &Path) -> Result<(), Failed> {
    let silent = asked(&mut Command::new(smoke), PROBE, "1").output()?;
    if !silent.stderr.is_empty() {
        return Err(format!("wrote unasked: {}", String::from_utf8_lossy(&silent.stderr)).into());
    }
    let loud = asked(&mut Command::new(smoke), PROBE, "1").env("RUST_BACKTRACE", "0").output()?;
    let written = String::from_utf8_lossy(&loud.stderr);
    if written.contains("panicked at") != cfg!(debug_assertions) {
        return Err(format!("was asked to write and wrote {written:?}").into());
    }
    Ok(())
}

/// The library with AddressSanitizer in it. The option is not stable yet, hence the bootstrap variable; the
/// standard library stays as it is, since what is looked for is misuse of our buffers.
fn sanitized_library(cargo: &Path) -> Result<PathBuf, Failed> {
    let version = run(Command::new(cargo).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("cargo names no host")?;
    let target = scratch("asan")?;
    let mut command = Command::new(cargo);
    command.args(["build", "--lib", "--locked", "--target", host]).arg("--target-dir").arg(&target);
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    run(command.current_dir(repository("")))?;
    Ok(target.join(host).join("debug").join(library()?.file_name().ok_or("the library has no name")?))
}
