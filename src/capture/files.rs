//! Files, folders and standard input: which are read, in which order, and why the others are not.

use super::export_csv::Csv;
use super::found::Found;
use super::group::{self, Document};
use super::limits::MAX_FILE;
use super::raw::{Section, Sections};
use super::{clixml, console, encoding, json};
use crate::error::{Code, Error};
use serde::Serialize;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What was read of one cluster.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// The raw sections.
    pub sections: Sections<'static>,
    /// What each section came from.
    pub sources: Vec<Source>,
    /// What was not read, and why.
    pub skipped: Vec<Skipped>,
    /// Where two files tell different things of one object.
    pub contradictions: Vec<Contradiction>,
}

/// One contribution to a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The section's name.
    #[serde(serialize_with = "section_name")]
    pub section: Section,
    /// The file.
    pub file: String,
    /// How many objects it gave.
    pub count: usize,
}

/// One file that gave nothing, or gave less than it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// Two files that tell different things of one object; the first is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// The section.
    #[serde(serialize_with = "section_name")]
    pub section: Section,
    /// The object's name.
    pub object: String,
    /// The property.
    pub property: &'static str,
    /// The value that was kept, as JSON.
    pub kept: String,
    /// The file it came from.
    pub kept_file: String,
    /// The value that was not, as JSON.
    pub other: String,
    /// The file it came from.
    pub other_file: String,
}

fn section_name<S: serde::Serializer>(section: &Section, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(section.name())
}

/// What a diagnostic ZIP is told, wherever it turns up.
const ZIP: &str = "diagnostic ZIPs are not read yet";

/// Reads files and folders (`-` is standard input), grouped by cluster in the order of their first appearance.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Capture>, Error> {
    let mut input = Input::default();
    for path in paths {
        input.path(path)?;
    }
    group::captures(input.documents, input.skipped)
}

#[derive(Default)]
struct Input {
    documents: Vec<Document>,
    skipped: Vec<Skipped>,
}

impl Input {
    fn path(&mut self, path: &Path) -> Result<(), Error> {
        if path == Path::new("-") {
            return self.named_file(path, &mut std::io::stdin().lock());
        }
        let unreadable = |error| unreadable(path, &error);
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            return self.folder(path);
        }
        self.named_file(path, &mut fs::File::open(path).map_err(unreadable)?)
    }

    /// A file that the caller named must give objects.
    fn named_file(&mut self, path: &Path, source: &mut dyn Read) -> Result<(), Error> {
        match self.file(path, source)? {
            None => Ok(()),
            Some(reason) => Err(Error::new(Code::UnreadableFile, reason).at(display(path))),
        }
    }

    /// Reads one file; if it is none of a capture, says why.
    fn file(&mut self, path: &Path, source: &mut dyn Read) -> Result<Option<String>, Error> {
        let name = display(path);
        let mut bytes = Vec::new();
        source.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(
                Error::new(Code::TooLarge, format!("the file is larger than {MAX_FILE} bytes")).at(name)
            );
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Ok(Some(ZIP.to_owned()));
        }
        let text = encoding::decode(&bytes, &name)?;
        let found = parse(&text, &name)?;
        if let [only] = found.as_slice()
            && only.is_empty()
        {
            return Ok(Some(only.why_nothing()));
        }
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        for found in found {
            if !found.strangers.is_empty() {
                self.skip(path, format!("not read from this file: {}", found.strangers_in_words()));
            }
            for note in &found.notes {
                self.skip(path, note);
            }
            if !found.is_empty() {
                self.documents.push(Document::new(name.clone(), folder.clone(), found));
            }
        }
        Ok(None)
    }

    /// The files of a folder; where none of them is read, those of its subfolders.
    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        let before = self.documents.len();
        let subfolders = self.files_of(folder)?;
        if self.documents.len() > before {
            self.skip_all(&subfolders);
            return Ok(());
        }
        for subfolder in &subfolders {
            let deeper = self.files_of(subfolder)?;
            self.skip_all(&deeper);
        }
        if self.documents.len() == before {
            let message = "expected files of Export-Clixml or ConvertTo-Json in the folder, found none";
            return Err(Error::new(Code::UnreadableFile, message).at(display(folder)));
        }
        Ok(())
    }

    fn skip_all(&mut self, folders: &[PathBuf]) {
        for folder in folders {
            self.skip(folder, "a folder inside a capture is not read yet");
        }
    }

    fn skip(&mut self, path: &Path, reason: impl Into<String>) {
        self.skipped.push(Skipped { file: display(path), reason: reason.into() });
    }

    /// Reads the files directly in a folder, in the order of their names, and gives its subfolders.
    fn files_of(&mut self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        let unreadable = |error| unreadable(folder, &error);
        let entries: Result<Vec<_>, _> =
            fs::read_dir(folder).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut entries = entries.map_err(unreadable)?;
        entries.sort();
        let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
        for path in files {
            let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
            match extension.as_deref() {
                Some("xml" | "clixml" | "json" | "txt" | "csv") => {
                    let mut source =
                        fs::File::open(&path).map_err(|error| self::unreadable(&path, &error))?;
                    let is_text = matches!(extension.as_deref(), Some("txt" | "csv"));
                    match self.file(&path, &mut source) {
                        Ok(None) => {}
                        Ok(Some(reason)) => self.skip(&path, reason),
                        // Notes of any kind and encoding lie beside a capture.
                        Err(error) if is_text && error.code == Code::UnreadableFile => {
                            self.skip(&path, error.message);
                        }
                        Err(error) => return Err(error),
                    }
                }
                Some("zip") => self.skip(&path, ZIP),
                _ => self.skip(&path, "no text of a capture by its name"),
            }
        }
        Ok(folders)
    }
}

/// The format shows in the first character.
fn parse<'a>(text: &'a str, name: &str) -> Result<Vec<Found<'a>>, Error> {
    match text.trim_start().chars().next() {
        Some('<') => Ok(vec![clixml::read(text, name)?]),
        Some('{' | '[') if !console::opens_with_prompt(text) => json::read(text, name),
        Some(_) => match Csv::recognise(text) {
            Some(csv) => csv.read(name),
            None => Ok(console::read(text)),
        },
        None => Ok(vec![Found::nothing("the file is empty")]),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let what = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Error::new(Code::UnreadableFile, what).at(display(path))
}

fn display(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
