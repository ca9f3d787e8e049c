//! Files, folders and standard input: which are read, in which order, and why the others are not.

mod capture;

pub use capture::{Capture, Contradiction, Skipped, Source};

use super::export_csv::Csv;
use super::found::Found;
use super::group::{self, Document};
use super::limits::MAX_FILE;
use super::{archive, clixml, cluster_log, console, encoding, html, json, mhtml, sddc, validation_report};
use crate::error::{Code, Error};
use crate::parallel::Work;
use rawzip::FileReader;
use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Reads files and folders (`-` is standard input), grouped by cluster in the order of their first appearance.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Capture>, Error> {
    let (captures, failed) = read_each(paths, &Work::default());
    failed.into_iter().next().map_or(Ok(captures), Err)
}

/// The same, with every path that cannot be read. A folder or an archive is a capture of its own, and the others
/// are read without it; a single file may be a part of any of them, and without it none is.
pub fn read_each(paths: &[PathBuf], work: &Work) -> (Vec<Capture>, Vec<Error>) {
    let read = work.each(paths, |path| {
        let mut input = Input::new(work);
        input.path(path).map(|()| input)
    });
    let (mut all, mut failed, mut lacks_a_part) = (Input::new(work), Vec::new(), false);
    for (path, read) in paths.iter().zip(read) {
        match read {
            Ok(input) => all.append(input),
            Err(error) => {
                lacks_a_part |= !is_whole(path);
                failed.push(error);
            }
        }
    }
    if lacks_a_part {
        return (Vec::new(), failed);
    }
    let captures = group::captures(all.documents, all.skipped).unwrap_or_else(|error| {
        failed.push(error);
        Vec::new()
    });
    (captures, failed)
}

/// Whether a path names a whole capture.
fn is_whole(path: &Path) -> bool {
    path.is_dir() || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Reads one file whose bytes are at hand; `name` is for errors and sources.
pub fn read_bytes(name: &str, bytes: Vec<u8>) -> Result<Vec<Capture>, Error> {
    let work = Work::on(NonZeroUsize::MIN);
    let mut input = Input::new(&work);
    let reason = input.file(Path::new(name), &mut bytes.as_slice())?;
    if let Some(reason) = reason {
        return Err(Error::new(Code::UnreadableFile, reason).at(name));
    }
    group::captures(input.documents, input.skipped)
}

/// What has been read so far.
pub(super) struct Input<'w> {
    documents: Vec<Document>,
    /// With the folder of the capture that it was meant for.
    skipped: Vec<(PathBuf, Skipped)>,
    pub(super) work: &'w Work,
}

/// What a folder holds besides files that are read.
struct Inside {
    folders: Vec<PathBuf>,
    archives: Vec<PathBuf>,
}

impl<'w> Input<'w> {
    fn new(work: &'w Work) -> Self {
        Self { documents: Vec::new(), skipped: Vec::new(), work }
    }

    fn append(&mut self, other: Input<'_>) {
        self.documents.extend(other.documents);
        self.skipped.extend(other.skipped);
    }

    fn path(&mut self, path: &Path) -> Result<(), Error> {
        let reason = if path == Path::new("-") {
            self.file(path, &mut std::io::stdin().lock())?
        } else if fs::metadata(path).map_err(|error| unreadable(path, &error))?.is_dir() {
            self.folder(path)?;
            None
        } else {
            self.open(path)?
        };
        // A file that the caller named must give objects.
        match reason {
            None => Ok(()),
            Some(reason) => Err(Error::new(Code::UnreadableFile, reason).at(display(path))),
        }
    }

    /// Reads one file; if it is none of a capture, says why. An archive or a cluster log is not read as a whole:
    /// it can be large.
    fn open(&mut self, path: &Path) -> Result<Option<String>, Error> {
        let unreadable = |error| unreadable(path, &error);
        let mut file = fs::File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return self.file(path, &mut file);
        }
        let start = start_of(&mut file).map_err(unreadable)?;
        if archive::is_zip(&start) {
            return sddc::archive(self, path, FileReader::from(file), metadata.len());
        }
        if metadata.len() > MAX_FILE && !cluster_log::is_one(&start) {
            return Err(too_large(path));
        }
        self.file(path, &mut start.chain(file))
    }

    fn file(&mut self, path: &Path, source: &mut dyn Read) -> Result<Option<String>, Error> {
        let name = display(path);
        let start = start_of(source).map_err(|error| unreadable(path, &error))?;
        if cluster_log::is_one(&start) {
            let found = cluster_log::read(&start, source, &name)?;
            if found.is_empty() {
                return Ok(Some(found.why_nothing()));
            }
            self.add(name, folder_of(path), found);
            return Ok(None);
        }
        let bytes = read_limited(path, &mut start.chain(source))?;
        if archive::is_zip(&bytes) {
            let length = bytes.len() as u64;
            return sddc::archive(self, path, bytes, length);
        }
        let text = match mhtml::page(&bytes, &name)? {
            Some(page) => Cow::Owned(page),
            None => decode(&bytes, &name)?,
        };
        let found = parse(&text, &name)?;
        if let [only] = found.as_slice()
            && only.is_empty()
        {
            return Ok(Some(only.why_nothing()));
        }
        for found in found {
            self.add(name.clone(), folder_of(path), found);
        }
        Ok(None)
    }

    /// Takes what a document of the capture in `folder` gave.
    pub(super) fn add(&mut self, file: String, folder: PathBuf, found: Found<'_>) {
        if !found.strangers.is_empty() {
            let reason = format!("not read from this file: {}", found.strangers_in_words());
            self.skip(folder.clone(), file.clone(), reason);
        }
        for note in &found.notes {
            self.skip(folder.clone(), file.clone(), note);
        }
        if !found.is_empty() {
            self.documents.push(Document::new(file, folder, found));
        }
    }

    /// The folder of a diagnostic capture, or the files of a folder; where none of them is read, what lies
    /// in its subfolders and archives.
    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        if sddc::is_capture(folder)? {
            return sddc::folder(self, folder);
        }
        let before = self.documents.len();
        let inside = self.files_of(folder)?;
        if self.documents.len() > before {
            self.skip_all(&inside);
            return Ok(());
        }
        let work = self.work;
        let subfolders = work.each(&inside.folders, |subfolder| {
            let mut input = Input::new(work);
            if sddc::is_capture(subfolder)? {
                sddc::folder(&mut input, subfolder)?;
            } else {
                let deeper = input.files_of(subfolder)?;
                input.skip_all(&deeper);
            }
            Ok(input)
        });
        for input in subfolders {
            self.append(input?);
        }
        let archives = work.each(&inside.archives, |path| {
            let mut input = Input::new(work);
            input.open(path).map(|reason| (input, reason))
        });
        let mut damaged = None;
        for (path, read) in inside.archives.iter().zip(archives) {
            match read {
                Ok((input, reason)) => {
                    self.append(input);
                    if let Some(reason) = reason {
                        self.skip_beside(path, reason);
                    }
                }
                // One damaged archive must not cost the others.
                Err(error) if error.code == Code::UnreadableFile => {
                    let file = error.path.clone().unwrap_or_else(|| display(path));
                    self.skip(folder.to_owned(), file, error.message.clone());
                    damaged.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        if self.documents.len() == before {
            let message = "expected files of Export-Clixml or ConvertTo-Json, a validation report or a \
                           diagnostic capture in the folder, found none";
            let none = Error::new(Code::UnreadableFile, message).at(display(folder));
            return Err(damaged.unwrap_or(none));
        }
        Ok(())
    }

    fn skip_all(&mut self, inside: &Inside) {
        for folder in &inside.folders {
            self.skip_beside(folder, "a folder inside a capture: name it to read it");
        }
        for archive in &inside.archives {
            self.skip_beside(archive, "an archive beside a capture: name it to read it");
        }
    }

    /// What lies beside the files of a capture was meant for it.
    fn skip_beside(&mut self, path: &Path, reason: impl Into<String>) {
        self.skip(folder_of(path), display(path), reason);
    }

    pub(super) fn skip(&mut self, folder: PathBuf, file: String, reason: impl Into<String>) {
        self.skipped.push((folder, Skipped { file, reason: reason.into() }));
    }

    /// Reads the files directly in a folder, in the order of their names, and gives what else it holds.
    fn files_of(&mut self, folder: &Path) -> Result<Inside, Error> {
        let unreadable = |error| unreadable(folder, &error);
        let entries: Result<Vec<_>, _> =
            fs::read_dir(folder).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut entries = entries.map_err(unreadable)?;
        entries.sort_unstable();
        let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
        let mut archives = Vec::new();
        for path in files {
            let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
            match extension.as_deref() {
                Some("log") if !is_cluster_log(&path) => {
                    self.skip_beside(&path, "no cluster log of Get-ClusterLog");
                }
                Some(
                    "xml" | "clixml" | "json" | "txt" | "csv" | "log" | "htm" | "html" | "mht" | "mhtml",
                ) => {
                    let is_text = !matches!(extension.as_deref(), Some("xml" | "clixml" | "json"));
                    match self.open(&path) {
                        Ok(None) => {}
                        Ok(Some(reason)) => self.skip_beside(&path, reason),
                        // Notes of any kind and encoding lie beside a capture.
                        Err(error) if is_text && error.code == Code::UnreadableFile => {
                            self.skip_beside(&path, error.message);
                        }
                        Err(error) => return Err(error),
                    }
                }
                Some("zip") => archives.push(path),
                _ => self.skip_beside(&path, "no text of a capture by its name"),
            }
        }
        Ok(Inside { folders, archives })
    }
}

/// As many bytes as tell what a file is.
pub(super) fn start_of(source: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    let mut start = Vec::new();
    source.take(cluster_log::START as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// Other logs lie beside a cluster log: they are not read to their end to find that out.
fn is_cluster_log(path: &Path) -> bool {
    fs::File::open(path)
        .and_then(|mut file| start_of(&mut file))
        .is_ok_and(|start| cluster_log::is_one(&start))
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The bytes of a file, unless there are too many.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    let mut file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    if file.metadata().is_ok_and(|metadata| metadata.len() > MAX_FILE) {
        return Err(too_large(path));
    }
    read_limited(path, &mut file)
}

fn read_limited(path: &Path, source: &mut dyn Read) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    source.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MAX_FILE { Err(too_large(path)) } else { Ok(bytes) }
}

fn too_large(path: &Path) -> Error {
    Error::new(Code::TooLarge, format!("the file is larger than {MAX_FILE} bytes")).at(display(path))
}

/// The text of a file; a page that is neither UTF-8 nor UTF-16 says in its head what it is.
fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, Error> {
    encoding::decode(bytes, name).or_else(|error| match mhtml::declared_charset(bytes) {
        Some(charset) => mhtml::in_charset(bytes, Some(charset), name).map(Cow::Owned),
        None => Err(error),
    })
}

/// The format shows in the first character.
fn parse<'a>(text: &'a str, name: &str) -> Result<Vec<Found<'a>>, Error> {
    match text.trim_start().chars().next() {
        Some('<') if html::recognise(text) => Ok(vec![validation_report::read(text, name)?]),
        Some('<') => Ok(vec![clixml::read(text, name)?]),
        Some('{' | '[') if !console::opens_with_prompt(text) => json::read(text, name),
        Some(_) => match Csv::recognise(text) {
            Some(csv) => csv.read(name),
            None => Ok(console::read(text)),
        },
        None => Ok(vec![Found::nothing("the file is empty")]),
    }
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let what = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Error::new(Code::UnreadableFile, what).at(display(path))
}

pub(super) fn display(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
