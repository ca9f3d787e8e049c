//! Suites that need a tool of the machine (a C compiler, valgrind, PowerShell): run it when it is there,
//! else report the test as ignored, with the reason. libtest decides what is ignored before it runs, so
//! these suites have `harness = false` in Cargo.toml and a `main` that ends in [`suite`].

#![allow(dead_code, reason = "every suite uses its own part")]

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::env;
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
    Trial::ignorable_test(name, move || {
        let found = tools.map(tool);
        let missing: Vec<_> =
            tools.iter().zip(&found).filter(|(_, f)| f.is_none()).map(|(t, _)| *t).collect();
        if missing.is_empty() {
            check(found.map(Option::unwrap_or_default))?;
            Ok(Completion::Completed)
        } else {
            Ok(Completion::ignored_with(format!("not on PATH: {}", missing.join(", "))))
        }
    })
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

/// A file or folder of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder for what a suite builds, kept for a look after a failure.
pub(crate) fn scratch(suite: &str) -> Result<PathBuf, Failed> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(suite);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
