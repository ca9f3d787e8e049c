//! Builds what is shipped, and starts a rule: `cargo xtask --help`.

#![allow(clippy::print_stderr, reason = "a command speaks to who called it")]

mod archive;
mod crates;
mod licences;
mod linux;
mod manifest;
mod new_rule;
mod nupkg;
mod outcome;
mod package;
mod reference;
mod resolved;
mod sbom;
mod script;
mod shim;
mod tools;
mod windows;

use clap::{Parser, Subcommand};
use outcome::Outcome;
use std::process::ExitCode;
use xshell::Shell;

/// Builds what is shipped, and starts a rule
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the library for 64-bit Windows into target/native/win-x64
    Windows(windows::Options),
    /// Builds the library for 64-bit Linux into target/native/linux-x64
    Linux,
    /// Assembles the module of the built libraries in target/module: folder, ZIP, NuGet package, hashes
    Package,
    /// Makes the files of a rule that finds nothing yet
    NewRule(new_rule::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Outcome {
    let shell = Shell::new()?;
    shell.change_dir(tools::repository()?);
    match task {
        Task::Windows(options) => windows::build(&shell, options),
        Task::Linux => linux::build(&shell),
        Task::Package => package::assemble(&shell),
        Task::NewRule(options) => new_rule::make(&tools::repository()?, options),
    }
}
