//! What no input may do: take the session down. Files that are made to, each read by a child process with 3 GiB of
//! memory and 20 seconds.
//!
//! A question about such a file is answered or refused in one sentence; it never aborts, hangs or floods. The doors of
//! C, CLR and PowerShell have a test each over the same files.

#[path = "../../tests/support/attacks/mod.rs"]
mod attacks;
#[path = "../../tests/support/mod.rs"]
mod support;

use attacks::{Attack, MEMORY, TIME};
use libtest_mimic::Failed;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// Bytes of an answer.
const ANSWER: u64 = 256 << 20;

/// The questions, with what makes each as expensive as it gets.
const QUESTIONS: [&[&str]; 13] = [
    &["capture", "--anonymize"],
    &["measure", "--format", "json"],
    &["resolve", "--set", "redirect:*", "--format", "json"],
    &["recommend", "--format", "json"],
    &["plan", "--format", "json"],
    &["needs", "--format", "json"],
    &["failures", "--depth", "2", "--format", "json"],
    &["compare", "--format", "json"],
    &["estimate", "redirect", "--format", "json"],
    &["estimate", "backup", "--node", "?*", "--format", "json"],
    &["attribute", "--intervals", "--format", "json"],
    &["estimate", "faster", "--speed", "800", "--format", "json"],
    &["report", "--format", "json"],
];

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for attack in attacks::all() {
        trials.push(support::slow(support::needs(attack.0, ["sh"], move |[sh]| holds(&sh, attack))));
    }
    trials.push(support::needs(
        "a file that never ends is not waited for",
        ["sh", "mkfifo"],
        |[sh, mkfifo]| {
            let folder = attacks::fresh("attacks", "fifo")?;
            support::run(Command::new(mkfifo).arg(folder.join("networks.xml")))?;
            ask(&sh, &folder, QUESTIONS[1])
        },
    ));
    support::suite(trials)
}

fn holds(sh: &Path, attack: Attack) -> Result<(), Failed> {
    let path = attacks::write("attacks", attack)?;
    let broken: Vec<String> = QUESTIONS
        .iter()
        .filter_map(|question| ask(sh, &path, question).err())
        .map(|failed| failed.message().unwrap_or_default().to_owned())
        .collect();
    path.parent().map(fs::remove_dir_all).transpose()?;
    if broken.is_empty() { Ok(()) } else { Err(broken.join("; ").into()) }
}

/// Asks one question in a child of limited memory, and gives up on it after a while.
fn ask(sh: &Path, path: &Path, question: &[&str]) -> Result<(), Failed> {
    let shown = question[0];
    let (out, err) = (path.with_extension("out"), path.with_extension("err"));
    let mut child = attacks::limited(sh, &[('v', MEMORY)], Path::new(env!("CARGO_BIN_EXE_clusterroute")))
        .args(question)
        // A file is compared with itself.
        .args((shown == "compare").then_some(path))
        .arg(path)
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let Some(status) = attacks::ended(&mut child, TIME)? else {
        return Err(format!("{shown}: not done after {TIME:?}").into());
    };
    let said = fs::read_to_string(&err)?;
    let start: String = said.chars().take(300).collect();
    // 0 to 2: answered with or without findings; 3 and above: refused. A signal has no code.
    if status.code().is_none_or(|code| code > 100) || said.contains("panicked") {
        return Err(format!("{shown}: {status}: {start}").into());
    }
    let (answer, errors) = (fs::metadata(&out)?.len(), said.len());
    if answer > ANSWER || errors > 16 << 10 {
        return Err(format!("{shown}: an answer of {answer} bytes, messages of {errors}: {start}").into());
    }
    Ok(())
}
