//! ZIP archives that come from anywhere: nothing in them is trusted, nothing is written to disk.
//!
//! The directory at the end is read first. What it states of an entry is held against the limits before a
//! byte is unpacked, and against the bytes while they are.

use crate::capture::limits::{MAX_ENTRIES, MAX_ENTRY, MAX_RATIO, MAX_UNPACKED, RATIO_MATTERS_FROM};
use crate::error::{Code, Error};
use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, ErrorKind, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder,
    ZipFileHeaderRecord, ZipLocator, ZipReader,
};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Whether bytes begin as an archive does, an empty one too.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// An archive whose directory has been read.
pub(super) struct Archive<R> {
    zip: ZipArchive<R>,
    /// For answers and errors.
    pub(super) name: String,
    /// The files, in the order of the directory.
    pub(super) entries: Vec<Entry>,
    /// How many entries have a name that would lead out of the archive.
    pub(super) outside: usize,
    /// The entries that were announced.
    announced: Vec<usize>,
    /// What they take unpacked, and packed.
    unpacked: u64,
    packed: u64,
    total: Arc<Total>,
    /// What this archive takes in the one around it.
    packed_as: u64,
}

/// One file of an archive.
pub(super) struct Entry {
    /// Where it is, with `/` between folders.
    pub(super) path: String,
    place: ZipArchiveEntryWayfinder,
    /// Where its header starts.
    start: u64,
    packed: u64,
    /// Its bytes unpacked, as the directory states them.
    pub(super) size: u64,
    method: CompressionMethod,
    encrypted: bool,
}

/// What an archive and those inside it hold together.
#[derive(Default)]
struct Total {
    entries: AtomicUsize,
    /// Bytes of the announced entries, unpacked.
    unpacked: AtomicU64,
}

/// Where an archive was unpacked from.
pub(super) struct Outer {
    total: Arc<Total>,
    packed_as: u64,
}

impl Default for Outer {
    /// From nowhere: it is a file of its own.
    fn default() -> Self {
        Self { total: Arc::default(), packed_as: u64::MAX }
    }
}

/// What inflates one entry after another: setting it up costs as much as inflating a small entry.
pub(super) struct Inflater<'z, R>(Option<DeflateDecoder<ZipReader<&'z R>>>);

impl<R> Default for Inflater<'_, R> {
    fn default() -> Self {
        Self(None)
    }
}

/// Bytes of the header of an entry without its name.
const HEADER: u64 = 30;

/// An entry's bytes are made room for up to this size at once; beyond it, as they come.
const BELIEVED: u64 = 1 << 20;

impl<R: ReaderAt> Archive<R> {
    /// Reads the directory of an archive of `length` bytes; `name` is for errors, `outer` the archive and entry that it
    /// was unpacked from.
    pub(super) fn open(reader: R, length: u64, name: String, outer: Option<Outer>) -> Result<Self, Error> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let zip = ZipLocator::new()
            .locate_in_reader(reader, &mut buffer, length)
            .map_err(|(_, error)| damaged(error.kind()).at(&name))?;
        let (entries, announced) = (Vec::new(), Vec::new());
        let Outer { total, packed_as } = outer.unwrap_or_default();
        let (outside, unpacked, packed) = (0, 0, 0);
        let mut archive = Self { zip, name, entries, outside, announced, unpacked, packed, total, packed_as };
        archive.directory(&mut buffer).map_err(|error| error.at(&archive.name))?;
        Ok(archive)
    }

    fn directory(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        let stated = self.zip.entries_hint();
        let mut count = 0;
        let mut records = self.zip.entries(buffer);
        while let Some(record) = records.next_entry().map_err(|error| damaged(error.kind()))? {
            count += 1;
            if self.total.entries.fetch_add(1, Relaxed) >= MAX_ENTRIES {
                let message = format!("the archive has more than {MAX_ENTRIES} entries");
                return Err(Error::new(Code::TooLarge, message));
            }
            if is_folder(&record) {
                continue;
            }
            match inner_path(record.file_path().as_bytes()) {
                Some(path) => self.entries.push(Entry {
                    path,
                    place: record.wayfinder(),
                    start: record.local_header_offset(),
                    packed: record.compressed_size_hint(),
                    size: record.uncompressed_size_hint(),
                    method: record.compression_method(),
                    encrypted: record.flags().is_encrypted(),
                }),
                None => self.outside += 1,
            }
        }
        if count as u64 != stated {
            let message = format!("expected the {stated} entries that the archive states, found {count}");
            return Err(Error::new(Code::UnreadableFile, message));
        }
        Ok(())
    }

    /// An entry, for the archive that it holds.
    pub(super) fn outer(&self, entry: &Entry) -> Outer {
        Outer { total: Arc::clone(&self.total), packed_as: entry.packed }
    }

    /// What an entry is called in answers.
    pub(super) fn name_of(&self, entry: &Entry) -> String {
        format!("{}: {}", self.name, entry.path)
    }

    /// Holds an entry that is to be unpacked against every limit, together with those before it.
    pub(super) fn announce(&mut self, index: usize) -> Result<(), Error> {
        let entry = &self.entries[index];
        let fail = |code, message: String| Err(Error::new(code, message).at(self.name_of(entry)));
        let Entry { packed, size, .. } = *entry;
        if entry.encrypted {
            return fail(Code::UnreadableFile, "the entry is encrypted".to_owned());
        }
        if !matches!(entry.method, CompressionMethod::STORE | CompressionMethod::DEFLATE) {
            let message =
                format!("expected an entry that is stored or deflated, found method {}", entry.method);
            return fail(Code::UnreadableFile, message);
        }
        if size > MAX_ENTRY {
            return fail(Code::TooLarge, format!("the entry is larger than {MAX_ENTRY} bytes: {size}"));
        }
        if size > RATIO_MATTERS_FROM && size / packed.max(1) > MAX_RATIO {
            let message = format!(
                "the entry unpacks to more than {MAX_RATIO} times its size: {packed} to {size} bytes"
            );
            return fail(Code::TooLarge, message);
        }
        self.announced.push(index);
        self.unpacked += size;
        self.packed = self.packed.saturating_add(packed);
        if self.total.unpacked.fetch_add(size, Relaxed).saturating_add(size) > MAX_UNPACKED {
            let message = format!("the entries to be read unpack to more than {MAX_UNPACKED} bytes");
            return Err(Error::new(Code::TooLarge, message).at(&self.name));
        }
        Ok(())
    }

    /// Holds all entries that were announced against the archive: together they unpack to no more than one
    /// may, and no two of them are the same bytes.
    pub(super) fn hold_together(&mut self) -> Result<(), Error> {
        let (unpacked, packed) = (self.unpacked, self.packed.min(self.packed_as));
        if unpacked > RATIO_MATTERS_FROM && unpacked / packed.max(1) > MAX_RATIO {
            let message = format!(
                "the entries to be read unpack to more than {MAX_RATIO} times their size: {packed} to \
                 {unpacked} bytes"
            );
            return Err(Error::new(Code::TooLarge, message).at(&self.name));
        }
        self.announced.sort_by_key(|entry| self.entries[*entry].start);
        let starts = self.announced.iter().skip(1).map(|entry| self.entries[*entry].start);
        let ends = starts.chain([self.zip.directory_offset()]);
        for (entry, end) in self.announced.iter().zip(ends) {
            let entry = &self.entries[*entry];
            // What stands between the fixed part of the header and the bytes is not known yet.
            if entry.start.saturating_add(HEADER).saturating_add(entry.packed) > end {
                let message = format!(
                    "expected the {} bytes that the ZIP states, found another entry or the directory among them",
                    entry.packed
                );
                return Err(Error::new(Code::UnreadableFile, message).at(self.name_of(entry)));
            }
        }
        Ok(())
    }

    /// The bytes of an entry, which has been announced; never more than its directory states.
    pub(super) fn unpack<'z>(
        &'z self,
        entry: &Entry,
        inflater: &mut Inflater<'z, R>,
    ) -> Result<Vec<u8>, Error> {
        let fail = |error: Error| error.at(self.name_of(entry));
        let packed = self.zip.get_entry(entry.place).map_err(|error| fail(damaged(error.kind())))?;
        let mut bytes = Vec::with_capacity(entry.size.min(BELIEVED) as usize + 1);
        let read = if entry.method == CompressionMethod::STORE {
            packed.verifying_reader(packed.reader()).take(entry.size + 1).read_to_end(&mut bytes)
        } else {
            let unpacked = match &mut inflater.0 {
                Some(decoder) => {
                    decoder.reset(packed.reader());
                    decoder
                }
                none => none.insert(DeflateDecoder::new(packed.reader())),
            };
            packed.verifying_reader(unpacked).take(entry.size + 1).read_to_end(&mut bytes)
        };
        read.map_err(|error| {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rawzip::Error>());
            fail(match inner {
                Some(inner) => damaged(inner.kind()),
                None => Error::new(Code::UnreadableFile, format!("cannot be unpacked: {error}")),
            })
        })?;
        Ok(bytes)
    }
}

/// ZIPs made on older Windows end the name of a folder in a backslash.
fn is_folder(record: &ZipFileHeaderRecord<'_>) -> bool {
    record.is_dir() || record.file_path().as_bytes().ends_with(b"\\")
}

/// The path inside the archive with `/` between folders, or `None` if it would lead out of it.
fn inner_path(name: &[u8]) -> Option<String> {
    let name = String::from_utf8_lossy(name);
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    let leads_out = parts.iter().any(|part| *part == ".." || part.contains([':', '\0']));
    (!leads_out && !parts.is_empty()).then(|| parts.join("/"))
}

fn damaged(kind: &ErrorKind) -> Error {
    let what = match kind {
        ErrorKind::MissingEndOfCentralDirectory => {
            "expected a directory at the end of the ZIP, found none: the file is damaged or was cut off"
                .to_owned()
        }
        ErrorKind::InvalidChecksum { .. } => {
            "the bytes do not match the checksum of the ZIP: the file is damaged".to_owned()
        }
        ErrorKind::InvalidSize { expected, actual } => {
            format!("expected the {expected} bytes that the ZIP states, found {actual}")
        }
        ErrorKind::IO(error) => format!("cannot be read: {error}"),
        _ => "the ZIP is damaged or was cut off".to_owned(),
    };
    Error::new(Code::UnreadableFile, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for (name, path) in [
            ("GetCluster.XML", Some("GetCluster.XML")),
            ("Node_A\\GetNetAdapter.xml", Some("Node_A/GetNetAdapter.xml")),
            ("./a//b", Some("a/b")),
            ("/etc/passwd", Some("etc/passwd")),
            ("a/../../b", None),
            ("..\\b", None),
            ("C:\\b", None),
            ("a\0b", None),
            ("/", None),
        ] {
            assert_eq!(inner_path(name.as_bytes()).as_deref(), path, "{name:?}");
        }
    }
}
