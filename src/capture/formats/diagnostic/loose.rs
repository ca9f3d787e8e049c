//! A ZIP that is no diagnostic capture, read as the folder of its files would be: the files at its top, or where none of
//! them tells anything, those of the folders there and the archives, whose own archives stay closed.
//!
//! Folders around everything do not count: zipped flat or in a folder is the same.

use super::archive::{Archive, Entry, Inflater};
use super::{hold_against_limits, lead_out};
use crate::capture::formats;
use crate::capture::limits::{MAX_ENTRY, MAX_NOT_READ, VALUE};
use crate::capture::reading::{NO_TEXT, Place, Reading, Rest, Source};
use crate::error::{Code, Error};
use rawzip::ReaderAt;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// What lies in one folder of an archive.
#[derive(Default)]
struct Inside<'a> {
    files: Vec<usize>,
    archives: Vec<usize>,
    folders: BTreeSet<&'a str>,
}

/// Reads the files of an archive, or says why none tells anything.
pub(super) fn read<R: ReaderAt + Sync>(
    path: &Path,
    mut archive: Archive<R>,
    opens: bool,
    reading: &mut Reading<'_>,
) -> Result<Option<String>, Error> {
    let paths: Vec<String> = archive.entries.iter().map(|entry| entry.path.clone()).collect();
    let root = common_folder(&paths);
    let (mut top, mut below) = (Inside::default(), BTreeMap::<&str, Inside<'_>>::new());
    let mut sorted: Vec<usize> = (0..paths.len()).filter(|entry| !is_of_macos(&paths[*entry])).collect();
    // In the order of a folder's files. No name has a zero in it.
    sorted.sort_by_cached_key(|entry| paths[*entry].replace('/', "\0"));
    for entry in sorted {
        let mut parts = paths[entry][root..].splitn(3, '/');
        let inside = match (parts.next(), parts.next(), parts.next()) {
            (Some(folder), Some(inner), Some(_)) => {
                below.entry(folder).or_default().folders.insert(inner);
                continue;
            }
            (Some(folder), Some(_), None) => below.entry(folder).or_default(),
            _ => &mut top,
        };
        let is_archive = formats::extension(Path::new(&paths[entry])) == "zip";
        if is_archive { &mut inside.archives } else { &mut inside.files }.push(entry);
    }
    let around = paths.iter().find(|path| !is_of_macos(path)).map_or("", |first| &first[..root]);
    let mut own = Loose { path, root: around, reading: reading.beside(), told: 0 };
    own.files(&mut archive, &top.files)?;
    let mut damaged = None;
    if own.reading.documents.is_empty() {
        let files: Vec<usize> = below.values().flat_map(|inside| &inside.files).copied().collect();
        own.files(&mut archive, &files)?;
        for (folder, inside) in &below {
            own.skip_all(&archive, &format!("{folder}/"), inside)?;
        }
        if opens {
            damaged = own.archives(&mut archive, &top.archives)?;
        } else {
            for entry in &top.archives {
                own.skip(
                    &archive,
                    &archive.entries[*entry],
                    "an archive in an archive in an archive: unpack it to read it",
                )?;
            }
        }
    } else {
        top.folders = below.keys().copied().collect();
        own.skip_all(&archive, "", &top)?;
    }
    if archive.outside > 0 {
        own.note(path.to_path_buf(), archive.name.clone(), lead_out(archive.outside))?;
    }
    if own.told > MAX_NOT_READ {
        let reason = format!("{} other files are not read either", own.told - MAX_NOT_READ);
        own.reading.skip(path.to_path_buf(), archive.name.clone(), reason);
    }
    let read = own.reading;
    if !read.documents.is_empty() {
        reading.append(read);
        return Ok(None);
    }
    let first_damaged = read.errors.into_iter().next();
    if let Some(error) = damaged.or(first_damaged) {
        return Err(error);
    }
    let count = paths.len();
    let first = read.not_read.first().map(|(_, note)| format!("; {}: {}", note.file, note.reason));
    Ok(Some(format!(
        "expected files of a capture in the ZIP, found none among its {count} files{}",
        first.unwrap_or_default()
    )))
}

/// Bytes of the folders that lie around every path, the last `/` among them.
fn common_folder(paths: &[String]) -> usize {
    let mut paths = paths.iter().filter(|path| !is_of_macos(path));
    let Some(first) = paths.next() else { return 0 };
    let mut common = first.rfind('/').map_or(0, |slash| slash + 1);
    for path in paths {
        let same = first[..common].bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        common = if same == common {
            same
        } else {
            first.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1)
        };
    }
    common
}

/// What the Finder adds to every ZIP: icons and places of windows, under the names of the files.
fn is_of_macos(path: &str) -> bool {
    path.starts_with("__MACOSX/")
}

/// Reads the files of one archive.
struct Loose<'l, 'w> {
    path: &'l Path,
    /// The folders around everything.
    root: &'l str,
    reading: Reading<'w>,
    /// How many notes there are of what was not read.
    told: usize,
}

impl Loose<'_, '_> {
    /// Reads these files, as far as they may be of a capture by their names.
    fn files<R: ReaderAt + Sync>(&mut self, archive: &mut Archive<R>, files: &[usize]) -> Result<(), Error> {
        let mut known = Vec::new();
        for entry in files.iter().copied() {
            let extension = formats::extension(Path::new(&archive.entries[entry].path));
            let is_meant = matches!(&*extension, "xml" | "clixml" | "json");
            if !formats::knows(&extension) {
                self.skip(archive, &archive.entries[entry], NO_TEXT)?;
            } else if archive.entries[entry].size > MAX_ENTRY && !is_meant {
                let reason = format!("larger than {MAX_ENTRY} bytes: unpack and name it to read it");
                self.skip(archive, &archive.entries[entry], reason)?;
            } else {
                known.push((entry, extension));
            }
        }
        hold_against_limits(archive, known.iter().map(|(entry, _)| *entry))?;
        let (archive, reading) = (&*archive, &self.reading);
        let read = reading.work.map(&known, Inflater::default, |inflater, (entry, extension)| {
            let entry = &archive.entries[*entry];
            let _room = reading.budget.room(entry.size);
            let mut inner = reading.beside();
            let bytes = archive.unpack(entry, inflater)?;
            let path = self.path.join(&entry.path);
            let place = Place { folder: self.folder_of(entry), is_part: false };
            if super::archive::is_zip(&bytes) {
                inner.skip(place.folder, archive.name_of(entry), "a ZIP that is not named so");
                return Ok(inner);
            }
            let (name, rest) = (archive.name_of(entry), &mut io::empty());
            let source = Source { name, path: &path, place, start: bytes, rest: Rest::Stream(rest) };
            formats::beside(source, extension, &mut inner).map(|()| inner)
        });
        for inner in read {
            let inner: Reading<'_> = inner?;
            self.reading.documents.extend(inner.documents);
            self.reading.errors.extend(inner.errors);
            self.reading.read_as.extend(inner.read_as);
            for (folder, note) in inner.not_read {
                self.note(folder, &*note.file, &*note.reason)?;
            }
        }
        Ok(())
    }

    /// Reads archives one by one, each of which may be damaged without costing the others; gives the first such error.
    fn archives<R: ReaderAt + Sync>(
        &mut self,
        archive: &mut Archive<R>,
        entries: &[usize],
    ) -> Result<Option<Error>, Error> {
        hold_against_limits(archive, entries.iter().copied())?;
        let mut damaged = None;
        for entry in entries {
            let entry = &archive.entries[*entry];
            let read = self.archive(archive, entry);
            match read {
                Ok(None) => {}
                Ok(Some(reason)) => self.skip(archive, entry, reason)?,
                Err(error) if error.code == Code::UnreadableFile => {
                    let file = error.path.clone().unwrap_or_else(|| archive.name_of(entry));
                    self.note(self.folder_of(entry), file, error.message.clone())?;
                    damaged.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(damaged)
    }

    fn archive<R: ReaderAt + Sync>(
        &mut self,
        archive: &Archive<R>,
        entry: &Entry,
    ) -> Result<Option<String>, Error> {
        let budget = std::sync::Arc::clone(&self.reading.budget);
        let _alone = budget.alone();
        let bytes = archive.unpack(entry, &mut Inflater::default())?;
        if !super::archive::is_zip(&bytes) {
            return Ok(Some("no ZIP, although it is named so".to_owned()));
        }
        let length = bytes.len() as u64;
        let inner = Archive::open(bytes, length, archive.name_of(entry), Some(archive.outer(entry)))?;
        super::read(&self.path.join(&entry.path), inner, false, &mut self.reading)
    }

    /// Notes the folders and archives in a folder of the archive, which stay closed.
    fn skip_all<R: ReaderAt>(
        &mut self,
        archive: &Archive<R>,
        folder: &str,
        inside: &Inside<'_>,
    ) -> Result<(), Error> {
        for inner in &inside.folders {
            let file = format!("{}: {}{folder}{inner}", archive.name, self.root);
            let place = self.path.join(format!("{}{folder}", self.root));
            self.note(place, file, "a folder inside a capture: unpack and name it to read it")?;
        }
        for entry in &inside.archives {
            self.skip(
                archive,
                &archive.entries[*entry],
                "an archive beside a capture: unpack and name it to read it",
            )?;
        }
        Ok(())
    }

    fn skip<R: ReaderAt>(
        &mut self,
        archive: &Archive<R>,
        entry: &Entry,
        reason: impl Into<String>,
    ) -> Result<(), Error> {
        self.note(self.folder_of(entry), archive.name_of(entry), reason)
    }

    /// Notes what is not read; there can be more such files than anybody reads of.
    fn note(
        &mut self,
        folder: PathBuf,
        file: impl Into<String>,
        reason: impl Into<String>,
    ) -> Result<(), Error> {
        self.told += 1;
        if self.told <= MAX_NOT_READ {
            self.reading.budget.charge(VALUE + folder.as_os_str().len() as u64)?;
            self.reading.skip(folder, file, reason);
        }
        Ok(())
    }

    /// The folder of an entry's documents.
    fn folder_of(&self, entry: &Entry) -> PathBuf {
        let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder.is_empty() { self.path.to_path_buf() } else { self.path.join(folder) }
    }
}
