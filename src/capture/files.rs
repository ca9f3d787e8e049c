//! Files, folders and standard input: which are read, in which order, and why the others are not.

use super::formats;
use super::reading::{NO_FILE, NO_TEXT, Reading, Source, display, folder_of, unreadable};
use crate::error::{Code, Error};
use crate::parallel::Work;
use std::fs;
use std::path::{Path, PathBuf};

/// Reads files and folders, in their order; `-` is standard input where the caller has one to give. A path that
/// cannot be read costs what it would have given.
pub fn read<'w>(paths: &[PathBuf], standard_input: bool, work: &'w Work) -> (Reading<'w>, Vec<Error>) {
    let mut all = Reading::new(work);
    let read = work.each(paths, |path| {
        let mut reading = all.beside();
        named(path, standard_input, &mut reading).map(|()| reading)
    });
    let mut errors = Vec::new();
    for read in read {
        match read {
            Ok(reading) => all.append(reading),
            Err(error) => errors.push(error),
        }
    }
    // In the order of the input as far as it goes: what was read beside them has its answer.
    let inside = std::mem::take(&mut all.errors);
    (all, inside.into_iter().chain(errors).collect())
}

/// Reads one file whose bytes are at hand; `name` is for errors and sources.
pub fn read_bytes<'w>(name: &str, mut bytes: &[u8], work: &'w Work) -> Result<Reading<'w>, Error> {
    let mut reading = Reading::new(work);
    let path = Path::new(name);
    must_give(path, one(Source::stream(path, &mut bytes)?, &mut reading)?)?;
    Ok(reading)
}

/// A path that the caller named.
fn named(path: &Path, standard_input: bool, reading: &mut Reading<'_>) -> Result<(), Error> {
    let reason = if path == Path::new("-") {
        if !standard_input {
            let message =
                "expected a file or a folder, found -, which is standard input for the program alone";
            return Err(Error::new(Code::UnreadableFile, message).at("-"));
        }
        one(Source::stream(path, &mut std::io::stdin().lock())?, reading)?
    } else if fs::metadata(path).map_err(|error| unreadable(path, &error))?.is_dir() {
        folder(path, reading)?;
        None
    } else {
        one(Source::open(path)?, reading)?
    };
    must_give(path, reason)
}

/// A file that the caller named must give objects.
fn must_give(path: &Path, reason: Option<String>) -> Result<(), Error> {
    reason.map_or(Ok(()), |reason| Err(Error::new(Code::UnreadableFile, reason).at(display(path))))
}

fn one(source: Source<'_>, reading: &mut Reading<'_>) -> Result<Option<String>, Error> {
    if let Some(reason) = formats::counters::why_binary(source.path) {
        return Ok(Some(reason));
    }
    (formats::recognise(source.head()).read)(source, reading)
}

/// How many files an error names of those that a folder without any capture holds.
const NAMED: usize = 20;

/// What a folder holds besides files that are read.
struct Inside {
    folders: Vec<PathBuf>,
    archives: Vec<PathBuf>,
}

/// The folder of a diagnostic capture, or the files of a folder; where none of them is read, what lies
/// in its subfolders and archives.
fn folder(folder: &Path, reading: &mut Reading<'_>) -> Result<(), Error> {
    if formats::is_diagnostic_folder(folder)? {
        return formats::diagnostic_folder(folder, reading);
    }
    let before = reading.documents.len();
    let inside = files_of(folder, reading)?;
    if reading.documents.len() > before {
        skip_all(&inside, reading);
        return Ok(());
    }
    let work = reading.work;
    let subfolders = work.each(&inside.folders, |subfolder| -> Result<Reading<'_>, Error> {
        let mut inner = reading.beside();
        if formats::is_diagnostic_folder(subfolder)? {
            formats::diagnostic_folder(subfolder, &mut inner)?;
        } else {
            let deeper = files_of(subfolder, &mut inner)?;
            skip_all(&deeper, &mut inner);
        }
        Ok(inner)
    });
    for read in subfolders {
        match read {
            Ok(read) => reading.append(read),
            // One damaged folder must not cost the others.
            Err(error) if error.code == Code::UnreadableFile => reading.errors.push(error),
            Err(error) => return Err(error),
        }
    }
    let archives = work.each(&inside.archives, |path| {
        let mut inner = reading.beside();
        one(Source::open(path)?, &mut inner).map(|reason| (inner, reason))
    });
    let mut damaged = None;
    for (path, read) in inside.archives.iter().zip(archives) {
        match read {
            Ok((read, reason)) => {
                reading.append(read);
                if let Some(reason) = reason {
                    skip(path, reason, reading);
                }
            }
            // One damaged archive must not cost the others.
            Err(error) if error.code == Code::UnreadableFile => {
                let file = error.path.clone().unwrap_or_else(|| display(path));
                reading.skip(folder.to_owned(), file, error.message.clone());
                damaged.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    if reading.documents.len() == before {
        let message = "expected files of Export-Clixml or ConvertTo-Json, a validation report or a \
                       diagnostic capture in the folder, found none";
        // As `capture` lists what it does not read, for there is no answer that could.
        let unread =
            reading.not_read.iter().take(NAMED).map(|(_, one)| format!("{}: {}", one.file, one.reason));
        let unread: Vec<String> = unread.collect();
        let more = reading.not_read.len() - unread.len();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let message = match unread.as_slice() {
            [] => message.to_owned(),
            unread => format!("{message}; {}{more}", unread.join("; ")),
        };
        let none = Error::new(Code::UnreadableFile, message).at(display(folder));
        let first = (!reading.errors.is_empty()).then(|| reading.errors.remove(0));
        return Err(damaged.or(first).unwrap_or(none));
    }
    Ok(())
}

fn skip_all(inside: &Inside, reading: &mut Reading<'_>) {
    for folder in &inside.folders {
        skip(folder, "a folder inside a capture: name it to read it", reading);
    }
    for archive in &inside.archives {
        skip(archive, "an archive beside a capture: name it to read it", reading);
    }
}

/// What lies beside the files of a capture was meant for it.
fn skip(path: &Path, reason: impl Into<String>, reading: &mut Reading<'_>) {
    reading.skip(folder_of(path), display(path), reason);
}

/// Whether a path is anything but a file or a folder: reading a pipe or a device can wait for ever.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Reads the files directly in a folder, in the order of their names, and gives what else it holds.
fn files_of(folder: &Path, reading: &mut Reading<'_>) -> Result<Inside, Error> {
    let unreadable = |error| unreadable(folder, &error);
    let entries: Result<Vec<_>, _> =
        fs::read_dir(folder).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut entries = entries.map_err(unreadable)?;
    entries.sort_unstable();
    let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
    let mut archives = Vec::new();
    for path in files {
        let extension = formats::extension(&path);
        if is_special(&path) {
            skip(&path, NO_FILE, reading);
        } else if let Some(reason) = formats::counters::why_binary(&path) {
            skip(&path, reason, reading);
        } else if extension == "zip" {
            archives.push(path);
        } else if !formats::knows(&extension) {
            skip(&path, NO_TEXT, reading);
        } else {
            formats::beside(Source::open(&path)?, &extension, reading)?;
        }
    }
    Ok(Inside { folders, archives })
}
