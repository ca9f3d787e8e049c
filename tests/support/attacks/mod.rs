//! Files that are made to cost as much as they can: about 1 MB each, 2 MB for archives, in every format and every
//! dimension. Every door is asked about all of them, in a child process of limited memory and time.

#![allow(dead_code, reason = "every suite uses its own part")]
#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

mod archives;
mod markup;
mod models;
mod texts;

use crate::support::{built, library, scratch};
use libtest_mimic::Failed;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of an attack, about.
const SIZE: usize = 1 << 20;

/// What a child process may use: KiB of memory, and time for one question about one file.
pub(crate) const MEMORY: u64 = 3 << 20;
pub(crate) const TIME: Duration = Duration::from_secs(20);

/// A file and what it is made to do: name, end of the file's name, bytes.
pub(crate) type Attack = (&'static str, &'static str, fn() -> Vec<u8>);

/// All of them.
pub(crate) fn all() -> Vec<Attack> {
    [models::ATTACKS, markup::ATTACKS, texts::ATTACKS, archives::ATTACKS].concat()
}

/// An attack in a folder of its own, in which nothing else is.
pub(crate) fn write(suite: &str, (name, extension, make): Attack) -> Result<PathBuf, Failed> {
    let path = fresh(suite, name)?.join(format!("attack.{extension}"));
    fs::write(&path, make())?;
    Ok(path)
}

/// A folder of a suite, named so, with nothing in it.
pub(crate) fn fresh(suite: &str, name: &str) -> Result<PathBuf, Failed> {
    let folder = scratch(suite)?.join(name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The library as it is shipped where it is built, since that is quicker, else that of this build.
pub(crate) fn quick_library() -> Result<PathBuf, Failed> {
    built("linux-x64/libclusterroute.so").or_else(|_| library())
}

/// A program that a shell starts within these limits, each with the letter that `ulimit` has for it.
pub(crate) fn limited(sh: &Path, limits: &[(char, u64)], program: &Path) -> Command {
    let limits: String = limits.iter().map(|(letter, most)| format!("ulimit -{letter} {most}; ")).collect();
    let mut command = Command::new(sh);
    command.arg("-c").arg(format!("{limits}exec \"$0\" \"$@\"")).arg(program);
    command
}

/// How a child ended, or nothing when it was still at work after that time and was ended.
pub(crate) fn ended(child: &mut Child, time: Duration) -> Result<Option<ExitStatus>, Failed> {
    let start = Instant::now();
    while start.elapsed() < time {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

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
