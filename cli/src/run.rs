//! The command line: what is asked, of which files, and what the exit code says.

use crate::args::{Cli, Command};
use crate::page::clean;
use crate::{answer, progress};
use clap::{CommandFactory, Parser};
use clusterroute::error::Error;
use clusterroute::parallel::Work;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The question was answered.
const ANSWERED: u8 = 0;
/// The question was answered, and a finding reached `--fail-on`.
const FOUND: u8 = 1;
/// Some of the input could not be read or asked, or the arguments are wrong.
const FAILED: u8 = 2;

/// An answer, ready to be written.
pub(crate) struct Output {
    pub(crate) bytes: Vec<u8>,
    /// Text whose colours only a terminal shall see; anything else is written as it is.
    pub(crate) text: bool,
    /// A finding reached `--fail-on`.
    pub(crate) found: bool,
    /// What could not be answered beside it.
    pub(crate) failed: Vec<Error>,
}

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = match &cli.command {
        Command::Completions { shell } => {
            Ok(Output { bytes: completions(*shell), text: false, found: false, failed: Vec::new() })
        }
        command => {
            let work = command.threads().map_or_else(Work::default, Work::on);
            progress::during(&work, || answer::answer(command, cli.format, &work))
        }
    };
    let output = match output {
        Ok(output) => output,
        Err(error) => return fail(&error.to_string()),
    };
    for error in &output.failed {
        fail(&error.to_string());
    }
    match write(&output) {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            fail(&format!("the answer cannot be written: {error}"))
        }
        _ if !output.failed.is_empty() => ExitCode::from(FAILED),
        _ => ExitCode::from(if output.found { FOUND } else { ANSWERED }),
    }
}

/// Everything is computed before anything is written: a failure on the way leaves standard output empty.
fn write(output: &Output) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    if output.text {
        anstream::AutoStream::auto(&mut stdout).write_all(&output.bytes)?;
    } else {
        stdout.write_all(&output.bytes)?;
    }
    stdout.flush()
}

fn fail(message: &str) -> ExitCode {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    // Nothing can be done when standard error is closed too; the exit code still tells.
    let _ = writeln!(anstream::stderr(), "{style}error:{style:#} {}", clean(message));
    ExitCode::from(FAILED)
}

fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "clusterroute", &mut bytes);
    bytes
}
