//! What a terminal shows while the program works. `script` gives the program one; a pipe that nobody has
//! written to yet keeps it waiting for as long as the test wants.

#[path = "../../tests/support/mod.rs"]
mod support;

use libtest_mimic::Failed;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use support::{needs, repository, scratch};

/// Clears a line of the terminal.
const CLEAR: &str = "\u{1b}[2K";

fn main() -> ExitCode {
    support::suite(vec![
        needs("a progress bar goes before the answer comes", ["script", "mkfifo"], |[script, mkfifo]| {
            let networks = fs::read(repository("samples/hyperv-2012r2-san/networks.xml"))?;
            let after = after_the_bar(&script, &mkfifo, "answer", &networks)?;
            check(after.starts_with("Metrics of cluster HYPERV-2012R2-SAN"), &after)
        }),
        needs("a progress bar goes before an error comes", ["script", "mkfifo"], |[script, mkfifo]| {
            let after = after_the_bar(&script, &mkfifo, "error", b"nothing that is read")?;
            check(after.starts_with("error: ") && after.lines().count() == 1, &after)
        }),
        needs("what is quick shows no progress bar", ["script"], |[script]| {
            let mut child = start(&script, &repository("samples/hyperv-2012r2-san/networks.xml"))?;
            let mut shown = String::new();
            output(&mut child)?.read_to_string(&mut shown)?;
            child.wait()?;
            check(!shown.contains("reading [") && shown.contains("Metrics of cluster"), &shown)
        }),
    ])
}

fn check(holds: bool, shown: &str) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(format!("the terminal showed {shown:?}").into()) }
}

/// `measure` on a terminal.
fn start(script: &Path, path: &Path) -> io::Result<Child> {
    let program = env!("CARGO_BIN_EXE_clusterroute");
    // Only regular files are opened by name; a pipe is read as standard input.
    let command = format!("'{program}' measure - < '{}'", path.display());
    let mut script = Command::new(script);
    script.args(["-q", "-e", "-c", &command, "/dev/null"]).env("TERM", "xterm").env("NO_COLOR", "1");
    script.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()
}

fn output(child: &mut Child) -> io::Result<impl Read + use<>> {
    child.stdout.take().ok_or_else(|| io::Error::other("the terminal is not shown"))
}

/// What the terminal shows after the last line that is cleared, once a bar has been seen and the input given.
fn after_the_bar(script: &Path, mkfifo: &Path, name: &str, input: &[u8]) -> Result<String, Failed> {
    let pipe: PathBuf = scratch("terminal")?.join(name);
    let _ = fs::remove_file(&pipe);
    support::run(Command::new(mkfifo).arg(&pipe))?;
    let mut child = start(script, &pipe)?;
    let mut terminal = output(&mut child)?;
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe)?;
    let mut shown = Vec::new();
    let is_shown = |shown: &[u8]| String::from_utf8_lossy(shown).contains("reading [");
    while !is_shown(&shown) {
        let mut piece = [0; 256];
        let length = terminal.read(&mut piece)?;
        check(length > 0, &String::from_utf8_lossy(&shown))?;
        shown.extend(&piece[..length]);
    }
    writer.write_all(input)?;
    drop(writer);
    terminal.read_to_end(&mut shown)?;
    child.wait()?;
    let shown = String::from_utf8(shown)?;
    let (before, after) = shown.rsplit_once(CLEAR).ok_or_else(|| format!("no bar was cleared: {shown:?}"))?;
    check(before.contains("reading [") && !after.contains("reading ["), &shown)?;
    Ok(after.trim_start_matches('\r').to_owned())
}
