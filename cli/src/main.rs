//! The program `clusterroute`: it asks the questions of the library of captured files, and prints the answers.

mod answer;
mod args;
mod formats;
mod gate;
mod output;
mod page;
mod paths;
mod progress;
mod report;
mod run;
mod wanted;

use std::process::ExitCode;

fn main() -> ExitCode {
    run::main()
}
