//! Diagnostic captures of Get-SDDCDiagnosticInfo, as a folder or as a ZIP, with or without the files that
//! vendors add: the cluster's objects at the top, what a node says of itself in `Node_<name>`.
//!
//! The layout is that of <https://github.com/PowerShell/PrivateCloud.DiagnosticInfo>.

mod archive;
mod loose;

use super::{Format, Head, clixml, cluster_log};
use crate::capture::budget::Budget;
use crate::capture::content::Content;
use crate::capture::encoding;
use crate::capture::found::Found;
use crate::capture::limits::MAX_FOLDERS_DEEP;
use crate::capture::raw::{Object, Raw};
use crate::capture::reading::{Place, Reading, Rest, Source, display, unreadable};
use crate::error::{Code, Error};
use crate::schema::{Property, Section, by_cluster_file, by_host_file};
use archive::{Archive, Inflater};
use rawzip::{FileReader, ReaderAt};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The row of this format: a ZIP. The folder of such a capture is no file, and [`folder`] reads it.
pub(super) static FORMAT: Format = Format {
    name: "diagnostic capture",
    extensions: &["zip"],
    recognises: |head: &Head<'_>| archive::is_zip(head.bytes),
    read: |mut source: Source<'_>, reading: &mut Reading<'_>| match source.rest {
        // An archive is not read as a whole: it can be large.
        Rest::File(file, length) => {
            let zip = Archive::open(FileReader::from(file), length, source.name, None)?;
            read(source.path, zip, true, reading)
        }
        _ => {
            let bytes = source.bytes()?;
            let length = bytes.len() as u64;
            read(source.path, Archive::open(bytes, length, source.name, None)?, true, reading)
        }
    },
};

/// What a file of a capture holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Objects of the cluster, which say by their types what they are.
    Cluster(Section),
    /// What the tool was asked for, and when.
    Asked,
    /// The rows of one command that was run on a node.
    Host { node: String, section: Section },
}

/// Without its networks there is nothing to answer, so their file tells a capture from any other folder.
const NETWORKS: Part = Part::Cluster(Section::Networks);

/// What the file at a path inside the capture holds, if it is one that is read.
fn part(path: &str) -> Option<Part> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        [file] if command(file)?.eq_ignore_ascii_case("GetParameters") => Some(Part::Asked),
        [file] => by_cluster_file(command(file)?).map(Part::Cluster),
        [folder, file] => {
            let node = node_of(folder)?;
            let section = by_host_file(command(file)?)?;
            Some(Part::Host { node: node.to_owned(), section })
        }
        _ => None,
    }
}

/// The name of a file of CliXml; some tools leave the extension out.
fn command(file: &str) -> Option<&str> {
    match file.rsplit_once('.') {
        Some((name, extension)) => extension.eq_ignore_ascii_case("xml").then_some(name),
        None => Some(file),
    }
}

/// The node whose folder this is. Old versions of the tool add the domain; a node's name has no dots.
fn node_of(folder: &str) -> Option<&str> {
    let (mark, name) = folder.split_at_checked("Node_".len())?;
    let name = name.split('.').next().unwrap_or_default();
    (mark.eq_ignore_ascii_case("Node_") && !name.is_empty()).then_some(name)
}

/// Whether a folder is a capture, by the names of its files.
pub fn is_capture(folder: &Path) -> Result<bool, Error> {
    Ok(list(folder)?.iter().any(|path| part(&file_name(path)) == Some(NETWORKS) && path.is_file()))
}

/// Reads the folder of a capture.
pub fn folder(folder: &Path, reading: &mut Reading<'_>) -> Result<(), Error> {
    let mut reader = Reader::new(reading, folder.to_owned());
    let (mut files, mut logs) = (Vec::new(), Vec::new());
    let mut file = |inside: &str, path: PathBuf, reader: &mut Reader<'_, '_>| match part(inside) {
        Some(part) => files.push((path, part)),
        None => reader.unread(inside),
    };
    for path in list(folder)? {
        let name = file_name(&path).into_owned();
        if !path.is_dir() && is_cluster_log(&name) {
            logs.push(path);
        } else if !path.is_dir() {
            file(&name, path, &mut reader);
        } else if node_of(&name).is_some() {
            for path in list(&path)? {
                file(&format!("{name}/{}", file_name(&path)), path, &mut reader);
            }
        } else {
            reader.unread(&name);
        }
    }
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |metadata| metadata.len());
    reader.read(
        &files,
        size,
        || (),
        |(), path| (display(path), Source::open(path).and_then(|mut source| source.bytes())),
    )?;
    logs.iter().for_each(|log| reader.cluster_log(log));
    reader.finish(&display(folder));
    Ok(())
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |error| unreadable(folder, &error);
    let entries = fs::read_dir(folder).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort_unstable();
    Ok(paths)
}

/// `Get-ClusterLog` puts the node in front of the name.
fn is_cluster_log(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.to_ascii_lowercase().ends_with("cluster.log")
}

fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or(OsStr::new("")).to_string_lossy()
}

/// Reads every capture of an archive, else its files as those of a folder, or says why there is nothing to read;
/// `opens` archives inside it.
fn read<R: ReaderAt + Sync>(
    path: &Path,
    mut archive: Archive<R>,
    opens: bool,
    reading: &mut Reading<'_>,
) -> Result<Option<String>, Error> {
    let roots: BTreeSet<String> = archive.entries.iter().filter_map(|entry| root_of(&entry.path)).collect();
    let mut captures: BTreeMap<&str, Vec<(usize, Option<Part>)>> = BTreeMap::new();
    for (index, entry) in archive.entries.iter().enumerate() {
        // The longest of the roots around an entry; what lies around all of them goes to the first.
        let root = folders_of(&entry.path).find_map(|folder| roots.get(folder));
        let part = root.and_then(|root| part(&entry.path[root.len()..]));
        if let Some(root) = root.or(roots.first()) {
            captures.entry(root).or_default().push((index, part));
        }
    }
    if captures.is_empty() {
        return loose::read(path, archive, opens, reading);
    }
    let parts = captures.values().flatten().filter(|(_, part)| part.is_some());
    hold_against_limits(&mut archive, parts.map(|(entry, _)| *entry))?;
    let mut outside = archive.outside;
    for (root, mut entries) in captures {
        let mut reader = Reader::new(reading, path.join(root));
        // In the order of a folder's files, so that folder and archive give the same answer.
        // No name has a zero in it.
        entries.sort_by_cached_key(|(entry, _)| archive.entries[*entry].path.replace('/', "\0"));
        let mut files = Vec::new();
        for (entry, part) in entries {
            let entry = &archive.entries[entry];
            match part {
                Some(part) => files.push((entry, part)),
                None if is_cluster_log(&entry.path) => {
                    let reason = "a cluster log in an archive: unpack and name it to read its NetFT routes";
                    reader.skip(archive.name_of(entry), reason.to_owned());
                }
                None => reader.unread(&entry.path),
            }
        }
        reader.read(
            &files,
            |entry| entry.size,
            Inflater::default,
            |inflater, entry| (archive.name_of(entry), archive.unpack(entry, inflater)),
        )?;
        if outside > 0 {
            let reason = lead_out(outside);
            reader.skip(archive.name.clone(), reason);
            outside = 0;
        }
        reader.finish(&archive.name);
    }
    Ok(None)
}

fn lead_out(count: usize) -> String {
    format!("{count} entries have names that lead out of the archive")
}

/// The folders around a path, the innermost first, each with its last `/`; the whole archive is the last.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    let slashes = memchr::memrchr_iter(b'/', path.as_bytes());
    slashes.map(|slash| &path[..=slash]).take(MAX_FOLDERS_DEEP).chain([""])
}

/// The folder of a capture inside an archive, which holds the file of the networks, with its last `/`.
fn root_of(path: &str) -> Option<String> {
    let file = path.rsplit('/').next()?;
    let root = &path[..path.len() - file.len()];
    let in_a_node = root.trim_end_matches('/').rsplit('/').next().is_some_and(|last| node_of(last).is_some());
    (part(file) == Some(NETWORKS) && !in_a_node).then(|| root.to_owned())
}

/// Holds what is to be read of an archive against the limits, before anything is unpacked.
fn hold_against_limits<R: ReaderAt>(
    archive: &mut Archive<R>,
    entries: impl Iterator<Item = usize>,
) -> Result<(), Error> {
    let mut names = HashSet::new();
    for entry in entries {
        archive.announce(entry)?;
        let entry = &archive.entries[entry];
        // Windows does not tell names by case, so one of the two could never have been unpacked there.
        if !names.insert(entry.path.to_lowercase()) {
            let message = "expected one entry of this name, found a second";
            return Err(Error::new(Code::UnreadableFile, message).at(archive.name_of(entry)));
        }
    }
    archive.hold_together()
}

/// Reads the files of one capture.
struct Reader<'i, 'w> {
    reading: &'i mut Reading<'w>,
    /// The folder that the capture's objects have in common.
    place: Place,
    /// Where its documents begin among those that were read.
    first: usize,
    /// When it was taken.
    captured_at: Option<String>,
    /// The names of the files that are not read, and how many there are.
    unread: (BTreeSet<String>, usize),
}

impl<'i, 'w> Reader<'i, 'w> {
    fn new(reading: &'i mut Reading<'w>, root: PathBuf) -> Self {
        let first = reading.documents.len();
        let place = Place { folder: root, is_part: true };
        Self { reading, place, first, captured_at: None, unread: Default::default() }
    }

    /// Reads files and takes what they hold, in their order; `bytes` gives the name and the content of one, of about
    /// as many bytes as `size` says.
    fn read<F: Sync, S>(
        &mut self,
        files: &[(F, Part)],
        size: impl Fn(&F) -> u64 + Sync,
        tool: impl Fn() -> S + Sync,
        bytes: impl Fn(&mut S, &F) -> (String, Result<Vec<u8>, Error>) + Sync,
    ) -> Result<(), Error> {
        let budget = &self.reading.budget;
        let read = self.reading.work.map(files, tool, |tool, (file, part)| {
            let _room = budget.room(size(file));
            let (name, bytes) = bytes(tool, file);
            let found =
                bytes.and_then(|bytes| Ok((parse(&bytes, part, &name, budget)?, Content::of(&bytes))));
            (name, found)
        });
        read.into_iter().zip(files).try_for_each(|((name, found), (_, part))| self.take(name, part, found))
    }

    /// What is taken of a file. The tool collects in jobs, each of which can fail or be cut off: a file that
    /// cannot be read costs what it would have held, but without the networks there is no answer.
    fn take(
        &mut self,
        name: String,
        part: &Part,
        found: Result<(Found<'_>, Content), Error>,
    ) -> Result<(), Error> {
        match found {
            Ok((found, _)) if *part == Part::Asked => self.captured_at = found.captured_at,
            Ok((found, _)) if found.is_empty() => self.skip(name, found.why_nothing()),
            Ok((found, content)) => self.reading.add(&name, &self.place, Some(content), found),
            Err(error) if *part == NETWORKS || error.code == Code::TooLarge => return Err(error),
            Err(error) => self.skip(error.path.unwrap_or(name), error.message),
        }
        Ok(())
    }

    /// The NetFT routes of a cluster log; what it says of the cluster's objects, the capture says better.
    fn cluster_log(&mut self, path: &Path) {
        let budget = Arc::clone(&self.reading.budget);
        let found = Source::open(path).and_then(|source| {
            cluster_log::read_source(&source.name, path, &source.start, source.rest, &budget)
        });
        let name = display(path);
        match found {
            Ok((mut found, content)) => {
                found.objects.retain(|(section, _)| *section == Section::NetftRoutes);
                found.opened.retain(|section| *section == Section::NetftRoutes);
                found.notes.retain(|note| note.contains("NetFT"));
                if found.is_empty() {
                    self.skip(name, found.why_nothing());
                } else {
                    self.reading.add(&name, &self.place, Some(content), found);
                }
            }
            Err(error) => self.skip(name, error.message),
        }
    }

    fn skip(&mut self, file: String, reason: String) {
        self.reading.skip(self.place.folder.clone(), file, reason);
    }

    fn unread(&mut self, path: &str) {
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        self.unread.0.insert(name.to_owned());
        self.unread.1 += 1;
    }

    /// Says under the capture's name what was not read: there can be hundreds of files.
    fn finish(mut self, name: &str) {
        const SHOWN: usize = 5;
        if let Some(document) = self.reading.documents.get_mut(self.first) {
            document.found.captured_at = self.captured_at.take();
        }
        let (names, count) = std::mem::take(&mut self.unread);
        let shown: Vec<&str> = names.iter().map(String::as_str).take(SHOWN).collect();
        let shown = match names.len() {
            0 => return,
            1..=SHOWN => shown.join(", "),
            more => format!("{} and {} other names", shown.join(", "), more - SHOWN),
        };
        self.skip(name.to_owned(), format!("{count} files or folders tell nothing that is read: {shown}"));
    }
}

/// When the tool was started, with the zone, as it writes that among its parameters.
fn asked_at(text: &str) -> Option<String> {
    let (time, _) = text.split_once("<DT N=\"TodayDate\">")?.1.split_once("</DT>")?;
    let is_time = |time: &str| {
        let known = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | '+' | 'T' | 'Z');
        (19..=40).contains(&time.len()) && time.chars().all(known)
    };
    Some(time.trim()).filter(|time| is_time(time)).map(str::to_owned)
}

fn parse(bytes: &[u8], part: &Part, name: &str, budget: &Arc<Budget>) -> Result<Found<'static>, Error> {
    let text = encoding::decode(bytes, name)?;
    match part {
        Part::Asked => Ok(Found { captured_at: asked_at(&text), ..Found::default() }),
        Part::Cluster(_) => Ok(clixml::read_within(&text, name, budget)?.into_owned()),
        Part::Host { node, section } => {
            let rows =
                clixml::rows(&text, name, budget)?.into_iter().map(|row| Raw::Object(row.into_owned()));
            let mut host = Object::default();
            host.push(Property::Node, Raw::Text(Cow::Owned(node.clone())));
            if let Some(property) = section.part_of_host() {
                host.push(property, Raw::List(rows.collect()));
            }
            Ok(Found { objects: vec![(Section::Hosts, host)], ..Found::default() })
        }
    }
}

#[cfg(test)]
mod tests;
