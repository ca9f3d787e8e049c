//! What no input may do: take the session down. Files of about 1 MB that are made to cost as much as they can, in
//! every format and every dimension, each read by a child process with 3 GiB of memory and 20 seconds.
//!
//! A question about such a file is answered or refused in one sentence; it never aborts, hangs or floods.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

#[path = "../../../tests/support/mod.rs"]
mod support;

mod archives;
mod markup;
mod models;
mod texts;

use libtest_mimic::Failed;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of an attack, about.
const SIZE: usize = 1 << 20;

/// What a child process may use: KiB of address space, time, and bytes of an answer.
const MEMORY: u64 = 3 << 20;
const TIME: Duration = Duration::from_secs(20);
const ANSWER: u64 = 256 << 20;

/// The questions, with what makes each as expensive as it gets.
const QUESTIONS: [&[&str]; 4] = [
    &["measure", "--format", "json"],
    &["resolve", "--set", "redirect:*", "--format", "json"],
    &["recommend", "--format", "json"],
    &["needs", "--format", "json"],
];

/// A file and what it is made to do.
struct Attack {
    name: &'static str,
    /// The end of its name.
    extension: &'static str,
    make: fn() -> Vec<u8>,
}

fn main() -> ExitCode {
    let all = [models::ATTACKS, markup::ATTACKS, texts::ATTACKS, archives::ATTACKS].concat();
    let mut trials = Vec::new();
    for (name, extension, make) in all {
        let attack = Attack { name, extension, make };
        trials.push(support::slow(support::needs(name, ["sh"], move |[sh]| holds(&sh, &attack))));
    }
    trials.push(support::needs(
        "a file that never ends is not waited for",
        ["sh", "mkfifo"],
        |[sh, mkfifo]| {
            let folder = fresh("fifo")?;
            support::run(Command::new(mkfifo).arg(folder.join("networks.xml")))?;
            ask(&sh, &folder, QUESTIONS[0])
        },
    ));
    support::suite(trials)
}

/// A folder of this suite with nothing in it.
fn fresh(name: &str) -> Result<PathBuf, Failed> {
    let folder = support::scratch("attacks")?.join(name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn holds(sh: &Path, attack: &Attack) -> Result<(), Failed> {
    let folder = fresh(attack.name)?;
    let path = folder.join(format!("attack.{}", attack.extension));
    fs::write(&path, (attack.make)())?;
    let broken: Vec<String> = QUESTIONS
        .iter()
        .filter_map(|question| ask(sh, &path, question).err())
        .map(|failed| failed.message().unwrap_or_default().to_owned())
        .collect();
    fs::remove_dir_all(&folder)?;
    if broken.is_empty() { Ok(()) } else { Err(broken.join("; ").into()) }
}

/// Asks one question in a child of limited memory, and gives up on it after a while.
fn ask(sh: &Path, path: &Path, question: &[&str]) -> Result<(), Failed> {
    let shown = question[0];
    let (out, err) = (path.with_extension("out"), path.with_extension("err"));
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
    let mut child = Command::new(sh)
        .args(["-c", &limited, env!("CARGO_BIN_EXE_clusterroute")])
        .args(question)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let Some(status) = ended(&mut child)? else {
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

fn ended(child: &mut Child) -> Result<Option<ExitStatus>, Failed> {
    let start = Instant::now();
    while start.elapsed() < TIME {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// The attacks of one file here: name, end of the file's name, bytes.
type Made = (&'static str, &'static str, fn() -> Vec<u8>);

/// Text until the size is reached: what comes before, what is repeated with its number, what comes after.
fn repeated(before: &str, each: impl Fn(usize) -> String, between: &str, after: &str) -> Vec<u8> {
    let mut text = before.to_owned();
    let mut number = 0;
    while text.len() < SIZE {
        if number > 0 {
            text += between;
        }
        text += &each(number);
        number += 1;
    }
    (text + after).into_bytes()
}
