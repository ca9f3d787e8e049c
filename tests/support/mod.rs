//! Suites that need a tool of the machine (a C compiler, valgrind, PowerShell): run it when it is there,
//! else report the test as ignored, with the reason. libtest decides what is ignored before it runs, so
//! these suites have `harness = false` in Cargo.toml and a `main` that ends in [`suite`].

#![allow(dead_code, reason = "every suite uses its own part")]

pub(crate) mod powershell;
pub(crate) mod shim;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::collections::BTreeSet;
use std::env;
use std::fmt::Debug;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Runs the trials as `cargo test` would: the same arguments, the same output.
pub(crate) fn suite(trials: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A test that calls `check` with the paths of `tools`, or is ignored when one of them is missing.
pub(crate) fn needs<const N: usize>(
    name: &str,
    tools: [&'static str; N],
    check: impl FnOnce([PathBuf; N]) -> Result<(), Failed> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, move || match found(tools) {
        Ok(tools) => check(tools).map(|()| Completion::Completed),
        Err(missing) => Ok(Completion::ignored_with(missing)),
    })
}

/// As [`needs`], of a file that `cargo xtask` put into `target/native`: `check` gets it first. The test is
/// ignored as well when there is no such file, and when a source is newer.
pub(crate) fn needs_built<const N: usize>(
    name: &str,
    file: &'static str,
    tools: [&'static str; N],
    check: impl FnOnce(PathBuf, [PathBuf; N]) -> Result<(), Failed> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, move || match found(tools).and_then(|tools| Ok((built(file)?, tools))) {
        Ok((file, tools)) => check(file, tools).map(|()| Completion::Completed),
        Err(missing) => Ok(Completion::ignored_with(missing)),
    })
}

/// A test that takes its time: `cargo test --test SUITE -- --include-ignored` runs it.
pub(crate) fn slow(trial: Trial) -> Trial {
    trial.with_kind("slow, runs with --include-ignored").with_ignored_flag(true)
}

/// The paths of all the tools, or which of them the machine lacks.
pub(crate) fn found<const N: usize>(tools: [&'static str; N]) -> Result<[PathBuf; N], String> {
    let found = tools.map(tool);
    let missing: Vec<_> = tools.iter().zip(&found).filter(|(_, f)| f.is_none()).map(|(t, _)| *t).collect();
    match missing.is_empty() {
        true => Ok(found.map(Option::unwrap_or_default)),
        false => Err(format!("not on PATH: {}", missing.join(", "))),
    }
}

/// What `cargo xtask` built, as long as it is what the sources say.
pub(crate) fn built(file: &str) -> Result<PathBuf, String> {
    let sources = vec![repository("src"), repository("build.rs"), repository("Cargo.lock")];
    up_to_date(&format!("target/native/{file}"), sources)
}

/// A file that `cargo xtask` makes, as long as none of its sources, files or folders, is newer.
pub(crate) fn up_to_date(file: &str, mut sources: Vec<PathBuf>) -> Result<PathBuf, String> {
    let path = repository(file);
    let Ok(modified) = path.metadata().and_then(|metadata| metadata.modified()) else {
        return Err(format!("{file} is not made, see cargo xtask --help"));
    };
    while let Some(source) = sources.pop() {
        if let Ok(entries) = source.read_dir() {
            sources.extend(entries.flatten().map(|entry| entry.path()));
        } else if source.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|time| time > modified)
        {
            let source = source.strip_prefix(repository("")).unwrap_or(&source).display();
            return Err(format!("{file} is older than {source}"));
        }
    }
    Ok(path)
}

/// The tool's path, when the machine has it.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Runs a command to its end and gives what it wrote; a failing one is shown whole.
pub(crate) fn run(command: &mut Command) -> Result<String, Failed> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        Ok(out.into_owned())
    } else {
        Err(format!("{command:?}: {}\n{out}{err}", output.status).into())
    }
}

/// The library as a C caller loads it, from the build this test belongs to.
pub(crate) fn library() -> Result<PathBuf, Failed> {
    let name = format!("{}clusterroute{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let test = env::current_exe()?;
    let found = test.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    found.ok_or_else(|| format!("{name} is not next to {}", test.display()).into())
}

/// A file or folder of the repository, whichever of its packages asks.
pub(crate) fn repository(path: &str) -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    root.unwrap_or(&package).join(path)
}

/// The functions that the header declares.
pub(crate) fn declared() -> Result<BTreeSet<String>, Failed> {
    let header = std::fs::read_to_string(repository("include/clusterroute.h"))?;
    Ok(header.lines().filter_map(function).map(str::to_owned).collect())
}

/// The name of the function that a line of the header declares.
fn function(line: &str) -> Option<&str> {
    let (before, _) = line.split_once('(')?;
    let name = before.rsplit(' ').next()?;
    (!line.starts_with([' ', '#']) && name.starts_with("clusterroute_")).then_some(name)
}

/// The folders that a compiler would have to be told not to write into what it builds, as far as `data` holds
/// them: those of this machine, and those that every machine has.
pub(crate) fn folders_of_this_machine(data: &[u8]) -> Vec<String> {
    let mut folders = ["/.cargo/", "/registry/src/", "rustlib/src/", "/usr/src/"].map(str::to_owned).to_vec();
    folders.push(repository("").display().to_string().trim_end_matches('/').to_owned());
    folders.extend(env::var("HOME").ok().filter(|home| home.len() > 1));
    folders.retain(|folder| data.windows(folder.len()).any(|bytes| bytes == folder.as_bytes()));
    folders
}

/// Fails with what was expected of `what` and what was found.
pub(crate) fn expect<T: PartialEq + Debug>(what: &str, expected: T, found: T) -> Result<(), Failed> {
    match expected == found {
        true => Ok(()),
        false => Err(format!("{what}: expected {expected:?}, found {found:?}").into()),
    }
}

/// A folder for what a suite builds, kept for a look after a failure.
pub(crate) fn scratch(suite: &str) -> Result<PathBuf, Failed> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(suite);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
