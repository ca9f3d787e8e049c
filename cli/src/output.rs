//! Where answers go.

use crate::progress::Bar;
use std::io::{self, StdoutLock, Write};

/// Standard output, which the progress bar must not share a terminal with.
pub(crate) struct Output<'b, 's> {
    stdout: StdoutLock<'static>,
    bar: &'b Bar<'s>,
    pages: usize,
    result: io::Result<()>,
}

impl<'b, 's> Output<'b, 's> {
    pub(crate) fn new(bar: &'b Bar<'s>) -> Self {
        Self { stdout: io::stdout().lock(), bar, pages: 0, result: Ok(()) }
    }

    /// Writes a page, apart from the one before; only a terminal sees its colours.
    pub(crate) fn page(&mut self, page: &str) {
        let gap = if self.pages > 0 { "\n\n" } else { "" };
        self.pages += 1;
        self.write(|stdout| write!(anstream::AutoStream::auto(stdout), "{gap}{page}"));
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.write(|stdout| stdout.write_all(bytes));
    }

    fn write(&mut self, write: impl FnOnce(&mut StdoutLock<'static>) -> io::Result<()>) {
        self.bar.stop();
        if self.result.is_ok() {
            self.result = write(&mut self.stdout).and_then(|()| self.stdout.flush());
        }
    }

    /// Whether everything could be written.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.result
    }
}
