//! ZIP archives whose bytes depend on their content and one time alone.

use crate::outcome::Outcome;
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZeroU64;
use std::thread;

/// Files by their path, which is relative and has `/` in it.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A file as it lies in an archive, so that it is compressed once for all of them.
pub(crate) struct Packed {
    deflated: Vec<u8>,
    crc: u32,
    size: u64,
}

/// Compresses every file, on as many threads as there are files: few of them are large.
pub(crate) fn pack(files: &Files) -> Outcome<BTreeMap<&str, Packed>> {
    thread::scope(|scope| {
        let threads: Vec<_> =
            files.iter().map(|(path, bytes)| (path.as_str(), scope.spawn(|| deflate(bytes)))).collect();
        threads
            .into_iter()
            .map(|(path, thread)| {
                let packed = thread.join().map_err(|_| format!("compressing {path} failed"))??;
                Ok((path, packed))
            })
            .collect()
    })
}

/// Zopfli searches long for the fewest bytes that every ZIP reader understands.
fn deflate(bytes: &[u8]) -> std::io::Result<Packed> {
    let rounds = if bytes.len() > 100_000 { 5 } else { 15 };
    let options = zopfli::Options {
        iteration_count: NonZeroU64::new(rounds).unwrap_or(NonZeroU64::MIN),
        ..zopfli::Options::default()
    };
    let mut deflated = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, bytes, &mut deflated)?;
    Ok(Packed { deflated, crc: rawzip::crc32(bytes), size: bytes.len() as u64 })
}

/// An archive of `files` in their order. Every entry has the same time, in seconds since 1970, and may be read by
/// everyone.
pub(crate) fn write<'a>(
    files: impl IntoIterator<Item = (String, &'a Packed)>,
    time: i64,
) -> Outcome<Vec<u8>> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (path, packed) in files {
        let file = archive.new_file(path.as_str()).compression_method(CompressionMethod::DEFLATE);
        let file = file.last_modified(UtcDateTime::from_unix(time)).unix_permissions(0o644);
        let (mut entry, _) = file.start()?;
        entry.write_all(&packed.deflated)?;
        entry.finish(DataDescriptorOutput::new(packed.crc, packed.size))?;
    }
    Ok(archive.finish()?)
}

/// The hash of a file in lower case, as `sha256sum` prints it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
