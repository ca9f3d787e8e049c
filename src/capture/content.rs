//! What the bytes of a file are told by: how many there are, and their hash.

use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// What the bytes of a file are told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// How many there are.
    pub bytes: u64,
    /// Their SHA-256, in lower case.
    pub sha256: String,
}

impl Content {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) }
    }
}

/// A stream that counts and hashes what is read of it.
pub struct Hashing<R> {
    inner: R,
    bytes: u64,
    hash: Sha256,
}

impl<R: Read> Hashing<R> {
    /// Hashes what follows `start`, that included.
    pub fn after(start: &[u8], inner: R) -> Self {
        Self { inner, bytes: start.len() as u64, hash: Sha256::new_with_prefix(start) }
    }

    /// Size and hash of all there is; what was not read yet is read now.
    pub fn finish(mut self) -> io::Result<Content> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Content { bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes += count as u64;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        text
    })
}
