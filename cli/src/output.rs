//! Where answers go: standard output, or a file that is written whole or not at all.

use crate::progress::Bar;
use std::io::{self, StdoutLock, Write};
use std::path::{Path, PathBuf};
use tempfile::Builder;

/// Standard output, which the progress bar must not share a terminal with, or the bytes of a file.
pub(crate) struct Output<'b, 's> {
    sink: Sink,
    bar: &'b Bar<'s>,
    pages: usize,
    result: io::Result<()>,
}

enum Sink {
    Stdout(StdoutLock<'static>),
    File(PathBuf, Vec<u8>),
}

impl<'b, 's> Output<'b, 's> {
    /// Standard output, or the file of that path.
    pub(crate) fn new(bar: &'b Bar<'s>, file: Option<PathBuf>) -> Self {
        let sink = match file {
            Some(path) => Sink::File(path, Vec::new()),
            None => Sink::Stdout(io::stdout().lock()),
        };
        Self { sink, bar, pages: 0, result: Ok(()) }
    }

    /// Writes a page, apart from the one before; only a terminal sees its colours.
    pub(crate) fn page(&mut self, page: &str) {
        let gap = if self.pages > 0 { "\n\n" } else { "" };
        self.pages += 1;
        self.write(
            |stdout| write!(anstream::AutoStream::auto(stdout), "{gap}{page}"),
            |file| write!(file, "{gap}{}", anstream::adapter::strip_str(page)),
        );
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.write(|stdout| stdout.write_all(bytes), |file| file.write_all(bytes));
    }

    fn write(
        &mut self,
        to_stdout: impl FnOnce(&mut StdoutLock<'static>) -> io::Result<()>,
        to_file: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) {
        self.bar.stop();
        if self.result.is_err() {
            return;
        }
        self.result = match &mut self.sink {
            Sink::Stdout(stdout) => to_stdout(stdout).and_then(|()| stdout.flush()),
            Sink::File(_, bytes) => to_file(bytes),
        };
    }

    /// Whether everything could be written; the file is there from now on.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.result?;
        match self.sink {
            Sink::Stdout(_) => Ok(()),
            // Where nothing could be answered, an older file stays as it is.
            Sink::File(_, bytes) if bytes.is_empty() => Ok(()),
            Sink::File(path, bytes) => write_whole(&path, &bytes),
        }
    }
}

/// Writes files into a folder, which is made where there is none, each whole or not at all.
pub(crate) fn write_folder(folder: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", folder.display())))?;
    files.iter().try_for_each(|(name, text)| write_whole(&folder.join(name), text.as_bytes()))
}

/// Writes a file beside its place and moves it there.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut file = temporary().tempfile_in(folder).map_err(named)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}

/// A file that others may read as any other that is made here; a temporary one is its owner's alone.
fn temporary() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}
