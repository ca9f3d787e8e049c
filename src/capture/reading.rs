//! What reading one input after another has given so far, and what a reader of a format gets.

use super::budget::Budget;
use super::content::Content;
use super::found::Found;
use super::limits::MAX_FILE;
use super::origin::{NotRead, ReadAs};
use crate::error::{Code, Error};
use crate::parallel::Work;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes at the start of a file that are enough to tell its format.
pub const START: usize = 1 << 16;

/// One document: what it held, and where it lay.
#[derive(Debug)]
pub struct Document {
    /// What to call it in answers.
    pub file: String,
    /// The folder it lay in, or of the diagnostic capture that it is a part of.
    pub folder: PathBuf,
    /// Every document of that folder is of one cluster, as in a diagnostic capture.
    pub is_part: bool,
    /// What its bytes are told by.
    pub content: Option<Content>,
    /// What it held.
    pub found: Found<'static>,
}

/// Why a pipe or a device is not read.
pub const NO_FILE: &str = "expected a regular file, found a pipe or a device";

/// Why a file that lies beside others is not opened.
pub const NO_TEXT: &str = "no text of a capture by its name";

/// What has been read so far.
#[derive(Debug)]
pub struct Reading<'w> {
    /// In the order of the input.
    pub documents: Vec<Document>,
    /// With the folder of the capture that it is of.
    pub read_as: Vec<(PathBuf, ReadAs)>,
    /// With the folder of the capture that it was meant for.
    pub not_read: Vec<(PathBuf, NotRead)>,
    /// What was meant for a capture and cannot be read: it costs what it would have given.
    pub errors: Vec<Error>,
    /// The threads to read with.
    pub work: &'w Work,
    /// What the readers of the call may keep.
    pub budget: Arc<Budget>,
}

impl<'w> Reading<'w> {
    /// Nothing yet.
    pub fn new(work: &'w Work) -> Self {
        Self {
            documents: Vec::new(),
            read_as: Vec::new(),
            not_read: Vec::new(),
            errors: Vec::new(),
            work,
            budget: Arc::default(),
        }
    }

    /// Nothing yet, in the same call.
    pub fn beside(&self) -> Self {
        Self { budget: Arc::clone(&self.budget), ..Self::new(self.work) }
    }

    /// Adds what was read elsewhere.
    pub fn append(&mut self, other: Reading<'_>) {
        self.documents.extend(other.documents);
        self.read_as.extend(other.read_as);
        self.not_read.extend(other.not_read);
        self.errors.extend(other.errors);
    }

    /// Takes what a document held, and what is to be said of it.
    pub fn add(&mut self, file: &str, place: &Place, content: Option<Content>, mut found: Found<'_>) {
        found.join_hosts();
        if !found.unread.is_empty() {
            self.skip(
                place.folder.clone(),
                file,
                format!("not read from this file: {}", found.unread_in_words()),
            );
        }
        for note in &found.notes {
            self.skip(place.folder.clone(), file, note);
        }
        for how in found.read_as.iter().filter(|_| !found.is_empty()) {
            self.read_as.push((place.folder.clone(), ReadAs::new(file, how)));
        }
        // A file can hold many documents, each with its own name, place and hash. What is spent has no answer.
        let texts =
            file.len() + place.folder.as_os_str().len() + content.as_ref().map_or(0, |one| one.sha256.len());
        let is_kept = self.budget.charge((size_of::<Document>() + texts) as u64).is_ok();
        if is_kept && !found.is_empty() {
            let Place { folder, is_part } = place.clone();
            let found = found.into_owned();
            self.documents.push(Document { file: file.to_owned(), folder, is_part, content, found });
        }
    }

    /// Takes what the documents of one file held; when that is nothing, says why.
    pub fn add_all(
        &mut self,
        source: &Source<'_>,
        content: Option<Content>,
        mut found: Vec<Found<'_>>,
    ) -> Option<String> {
        found.iter_mut().for_each(Found::join_hosts);
        if let [only] = found.as_slice()
            && only.is_empty()
        {
            return Some(only.why_nothing());
        }
        for found in found {
            self.add(&source.name, &source.place, content.clone(), found);
        }
        None
    }

    /// Notes what was not read, with the folder of the capture that it was meant for.
    pub fn skip(&mut self, folder: PathBuf, file: impl Into<String>, reason: impl Into<String>) {
        self.not_read.push((folder, NotRead::new(file, reason)));
    }
}

/// Where a document lies.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Its folder.
    pub folder: PathBuf,
    /// See [`Document::is_part`].
    pub is_part: bool,
}

/// One file while it is read: where it is, how it starts, and the rest of it.
pub struct Source<'s> {
    /// What to call it in answers and errors.
    pub name: String,
    /// Where it is; `-` is standard input.
    pub path: &'s Path,
    /// Where its documents lie.
    pub place: Place,
    /// Its first [`START`] bytes, or all there are; of what is in memory already, all.
    pub start: Vec<u8>,
    /// The rest.
    pub rest: Rest<'s>,
}

/// What follows the start of a file.
pub enum Rest<'s> {
    /// A file of this length, which can be read from any place.
    File(fs::File, u64),
    /// Bytes that come once.
    Stream(&'s mut dyn Read),
}

impl<'s> Source<'s> {
    /// The file at a path.
    pub fn open(path: &'s Path) -> Result<Self, Error> {
        let unreadable = |error| unreadable(path, &error);
        // Opening a pipe waits for whoever writes into it, so this comes first.
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(Error::new(Code::UnreadableFile, NO_FILE).at(display(path)));
        }
        let mut file = fs::File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        let start = start_of(&mut file).map_err(unreadable)?;
        let length = metadata.len();
        Ok(Self::new(path, start, Rest::File(file, length)))
    }

    /// Bytes that come once; the path is their name.
    pub fn stream(path: &'s Path, stream: &'s mut dyn Read) -> Result<Self, Error> {
        let start = start_of(stream).map_err(|error| unreadable(path, &error))?;
        Ok(Self::new(path, start, Rest::Stream(stream)))
    }

    /// How it starts, in so many bytes as are enough to tell its format.
    pub fn head(&self) -> &[u8] {
        &self.start[..self.start.len().min(START)]
    }

    fn new(path: &'s Path, start: Vec<u8>, rest: Rest<'s>) -> Self {
        let place = Place { folder: folder_of(path), is_part: false };
        Self { name: display(path), path, place, start, rest }
    }

    /// All bytes, unless there are too many.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = std::mem::take(&mut self.start);
        let rest: &mut dyn Read = match &mut self.rest {
            Rest::File(_, length) if *length > MAX_FILE => {
                return Err(self.too_large());
            }
            Rest::File(file, _) => file,
            Rest::Stream(stream) => stream,
        };
        let room = (MAX_FILE + 1).saturating_sub(bytes.len() as u64);
        let read = rest.take(room).read_to_end(&mut bytes);
        read.map_err(|error| unreadable(self.path, &error))?;
        if bytes.len() as u64 > MAX_FILE { Err(self.too_large()) } else { Ok(bytes) }
    }

    fn too_large(&self) -> Error {
        Error::new(Code::TooLarge, format!("the file is larger than {MAX_FILE} bytes")).at(&self.name)
    }
}

fn start_of(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    source.take(START as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// The folder around a file.
pub fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Why a path cannot be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Error::new(Code::UnreadableFile, what).at(display(path))
}

/// What a path is called in answers.
pub fn display(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}
