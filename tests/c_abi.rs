//! The C door, from C: what a compiler and a loader make of the header and the library.

mod support;

use libtest_mimic::Failed;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use support::{library, needs, repository, run, scratch, slow};

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
