//! The command line: what is asked, of which files, and what the exit code says.

use crate::answer::{self, Outcome};
use crate::args::{Cli, Command, Format};
use crate::output::Output;
use crate::page::{self, Look, clean};
use crate::progress;
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

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let (outcome, written) = match &cli.command {
        Command::Completions { shell } => (Outcome::default(), io::stdout().write_all(&completions(*shell))),
        command => {
            let work = command.threads().map_or_else(Work::default, Work::on);
            let look = Look::Plain(cli.width.unwrap_or_else(columns));
            progress::during(&work, |bar| {
                // Pages to hand over are files of their own.
                let is_pages = matches!(command, Command::Report { .. }) && cli.format != Format::Json;
                let mut output = Output::new(bar, cli.output.clone().filter(|_| !is_pages));
                let outcome = answer::answer(&cli, look, &work, &mut output);
                (outcome, output.finish())
            })
        }
    };
    for error in &outcome.errors {
        fail(&in_words_of_the_door(error).to_string());
    }
    match written {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            fail(&format!("the answer cannot be written: {error}"))
        }
        _ if !outcome.errors.is_empty() => ExitCode::from(FAILED),
        _ => ExitCode::from(if outcome.found { FOUND } else { ANSWERED }),
    }
}

/// The columns of the terminal that the answer is printed to; without one as many as fit a mail.
fn columns() -> usize {
    let found = terminal_size::terminal_size_of(io::stdout());
    // Nobody reads longer lines.
    found.map_or(page::WIDTH, |(width, _)| usize::from(width.0).clamp(page::LEAST, 2 * page::WIDTH))
}

/// The error with the name of the argument where the library names the option.
fn in_words_of_the_door(error: &Error) -> Error {
    let mut error = error.clone();
    let Some((before, option)) = error.path.as_ref().and_then(|path| path.split_once("options.")) else {
        return error;
    };
    let end = option.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(option.len());
    let argument = match &option[..end] {
        // An argument is one of them, and may be repeated.
        "rules" => "rule".to_owned(),
        "exclude_rules" => "exclude-rule".to_owned(),
        name => name.replace('_', "-"),
    };
    error.path = Some(format!("{before}--{argument}{}", &option[end..]));
    error
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
