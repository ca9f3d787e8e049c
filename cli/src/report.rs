//! The pages of `report` as files: one file of one cluster, a folder of several, whole or not at all.

use crate::output::Output;
use crate::page::clean;
use clusterroute::api::report::{self, Answer, INDEX, Options};
use clusterroute::api::{Entry, Input};
use clusterroute::error::{Code, Error};
use clusterroute::parallel::Work;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where pages are written.
pub(crate) struct Place<'a> {
    pub(crate) path: &'a Path,
    /// What is there may be replaced.
    pub(crate) force: bool,
}

/// Now, as a page states it.
pub(crate) fn now() -> String {
    let now = time::OffsetDateTime::now_utc();
    let (day, hour, minute) = (now.date(), now.hour(), now.minute());
    format!("{day} {hour:02}:{minute:02} UTC")
}

/// There is nowhere to write to.
pub(crate) fn no_place() -> Error {
    let message = "expected a file to write: --output FILE, or --format json to have the pages as JSON";
    Error::new(Code::InvalidRequest, message)
}

/// Writes what could be answered, and says what was written; what could not be answered or written comes back.
pub(crate) fn write(
    input: &Input<'_>,
    options: &Options,
    work: &Work,
    place: &Place<'_>,
    output: &mut Output<'_, '_>,
) -> Vec<Error> {
    // Before the work, which takes longer than finding out.
    if let Err(error) = place.free() {
        return vec![error];
    }
    let mut files: Vec<(String, String)> = Vec::new();
    let mut errors = report::each(input, options, work, &mut |entry: Entry<Answer>| {
        let Answer { file, html, svg } = entry.answer;
        files.extend(html.or(svg).map(|text| (file, text)));
    });
    let clusters = files.iter().filter(|(file, _)| file != INDEX).count();
    let written = match clusters {
        0 => return errors,
        1 => place.write_file(&files[0].1),
        _ => place.write_folder(&files),
    };
    match written {
        Ok(path) => {
            let what = match clusters {
                1 => String::new(),
                clusters => format!(", {clusters} clusters"),
            };
            output.page(&format!("{}{what}\n", clean(&path.display().to_string())));
        }
        Err(error) => errors.push(error),
    }
    errors
}

impl Place<'_> {
    /// Whether something may be written here.
    fn free(&self) -> Result<(), Error> {
        let refuse = |message: String| Err(Error::new(Code::InvalidRequest, message).at(self.shown()));
        if !self.path.exists() {
            return Ok(());
        }
        if !self.force {
            return refuse("expected a path that is free, or --force to replace what is there".to_owned());
        }
        let Some(other) = self
            .path
            .is_dir()
            .then(|| not_ours(self.path))
            .transpose()
            .map_err(|e| self.failed(&e))?
            .flatten()
        else {
            return Ok(());
        };
        refuse(format!("expected a folder of reports alone to replace, found {other} in it"))
    }

    fn write_file(&self, text: &str) -> Result<PathBuf, Error> {
        let made = self.beside("new");
        let written = fs::write(&made, text).and_then(|()| self.put(&made));
        self.done(written, &made, self.path)
    }

    fn write_folder(&self, files: &[(String, String)]) -> Result<PathBuf, Error> {
        let made = self.beside("new");
        let write = || -> io::Result<()> {
            fs::create_dir(&made)?;
            for (file, text) in files {
                fs::write(made.join(file), text)?;
            }
            self.put(&made)
        };
        let written = write();
        // Pictures have no page over all.
        let index = files.iter().find(|(file, _)| file == INDEX);
        let shown = index.map_or_else(|| self.path.to_owned(), |(file, _)| self.path.join(file));
        self.done(written, &made, &shown)
    }

    /// Puts what was made in its place; what was there is gone when that has worked, and back when it has not.
    fn put(&self, made: &Path) -> io::Result<()> {
        if !self.path.is_dir() && !made.is_dir() {
            return fs::rename(made, self.path);
        }
        let old = self.beside("old");
        let had = self.path.exists();
        if had {
            fs::rename(self.path, &old)?;
        }
        if let Err(error) = fs::rename(made, self.path) {
            if had {
                fs::rename(&old, self.path)?;
            }
            return Err(error);
        }
        if had { remove(&old) } else { Ok(()) }
    }

    fn done(&self, written: io::Result<()>, made: &Path, shown: &Path) -> Result<PathBuf, Error> {
        written.map(|()| shown.to_owned()).map_err(|error| {
            // What is half made is of no use; that it cannot be removed changes nothing about the error.
            let _ = remove(made);
            self.failed(&error)
        })
    }

    fn failed(&self, error: &io::Error) -> Error {
        Error::new(Code::UnreadableFile, format!("the report cannot be written: {error}")).at(self.shown())
    }

    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// A name beside the path that nobody else uses.
    fn beside(&self, what: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.{what}", std::process::id()));
        self.path.with_file_name(name)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// The first thing in a folder that no report wrote.
fn not_ours(folder: &Path) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let number = name.split('-').next().unwrap_or_default();
        let is_page = number.len() >= 3 && number.chars().all(|c| c.is_ascii_digit());
        let is_ours = name == INDEX || is_page && (name.ends_with(".html") || name.ends_with("-picture.svg"));
        if !is_ours {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
