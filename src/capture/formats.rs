//! The formats that are read: one row and one folder for each. What a file is shows in how it starts, not in its name.

pub mod clixml;
pub mod cluster_log;
pub mod console;
pub mod counters;
mod diagnostic;
pub mod export_csv;
pub mod json;
pub mod registry;
pub mod validation_report;

use super::encoding;
use super::reading::{Reading, Source};
use crate::error::{Code, Error};
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

pub use diagnostic::{folder as diagnostic_folder, is_capture as is_diagnostic_folder};

/// One format.
pub struct Format {
    /// For people.
    pub name: &'static str,
    /// Of its files, in lower case: in a folder, files with another one are not opened.
    pub extensions: &'static [&'static str],
    /// Whether a file that starts so is one; rows before this one have said no.
    pub recognises: fn(&Head<'_>) -> bool,
    /// Hands what a file holds to the reading; when that is nothing, says why.
    pub read: fn(Source<'_>, &mut Reading<'_>) -> Result<Option<String>, Error>,
}

/// How a file starts.
pub struct Head<'h> {
    /// Its first bytes.
    pub bytes: &'h [u8],
    /// The same as text, from the first character that is not blank.
    pub text: &'h str,
}

/// Every format, in the order in which a file is tried; the last takes any text.
pub static FORMATS: [&Format; 9] = [
    &cluster_log::FORMAT,
    &diagnostic::FORMAT,
    &validation_report::FORMAT,
    &registry::FORMAT,
    &clixml::FORMAT,
    &json::FORMAT,
    &counters::FORMAT,
    &export_csv::FORMAT,
    &console::FORMAT,
];

/// The format of a file that starts with these bytes.
pub fn recognise(start: &[u8]) -> &'static Format {
    let text: Cow<'_, str> = encoding::decode_start(start);
    let head = Head { bytes: start, text: text.trim_start() };
    FORMATS.into_iter().find(|format| (format.recognises)(&head)).unwrap_or(&console::FORMAT)
}

/// Whether files of this extension, in lower case, may be of a format that is read.
pub fn knows(extension: &str) -> bool {
    FORMATS.iter().any(|format| format.extensions.contains(&extension))
}

/// The extension of a file's name, in lower case.
pub fn extension(path: &Path) -> String {
    path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).unwrap_or_default()
}

/// Reads a file that lies beside others and may be a part of a capture with them; where it gives nothing, that is
/// noted.
pub fn beside(source: Source<'_>, extension: &str, reading: &mut Reading<'_>) -> Result<(), Error> {
    let (folder, name) = (source.place.folder.clone(), source.name.clone());
    // Other logs lie beside a cluster log: they are not read to their end to find that out.
    if extension == "log" && !cluster_log::is_one(source.head()) {
        reading.skip(folder, name, "no cluster log of Get-ClusterLog");
        return Ok(());
    }
    match (recognise(source.head()).read)(source, reading) {
        Ok(None) => {}
        Ok(Some(reason)) => reading.skip(folder, name, reason),
        // Notes of any kind and encoding lie beside a capture; what PowerShell exports is meant for it, and missing there.
        Err(error) if is_of_file(&error) => {
            reading.skip(folder, name, error.message.clone());
            if matches!(extension, "xml" | "clixml" | "json") {
                reading.errors.push(error);
            }
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Whether an error is one of a single file: such that cannot be read, and such that is too large.
fn is_of_file(error: &Error) -> bool {
    matches!(error.code, Code::UnreadableFile | Code::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_shows_in_how_it_starts() {
        for (start, name) in [
            ("[=== Cluster ===]\r\n", "cluster log"),
            ("00000d28.00001a3c::2014/06/10-07:54:34.099 INFO  x", "cluster log"),
            ("PK\x03\x04", "diagnostic capture"),
            ("<!-- saved --><!DOCTYPE html><html>", "validation report"),
            ("From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", "validation report"),
            ("\u{feff}<Objs>", "CliXml"),
            (" [{\"Name\": \"x\"}]", "JSON"),
            ("[HV01]: PS C:\\> Get-ClusterNetwork", "console output"),
            ("\"Name\",\"Role\",\"Metric\"\r\n", "CSV"),
            ("\"(PDH-CSV 4.0)\",\"\\\\\\\\A\\\\System\\\\Threads\"\r\n", "performance counters"),
            ("\r\n\"(PDH-TSV 4.0) (UTC)(0)\"\t", "performance counters"),
            ("Windows Registry Editor Version 5.00\r\n", "registry export"),
            ("[CRITICAL] Check", "console output"),
            ("<<<wsfc_networks>>>\n{}", "JSON"),
            ("Name : x\r\nRole : 1", "console output"),
            ("", "console output"),
        ] {
            assert_eq!(recognise(start.as_bytes()).name, name, "{start}");
            let bare = start.trim_start_matches('\u{feff}');
            let utf_16: Vec<u8> =
                format!("\u{feff}{bare}").encode_utf16().flat_map(u16::to_le_bytes).collect();
            if name != "diagnostic capture" {
                assert_eq!(recognise(&utf_16).name, name, "{start} in UTF-16");
            }
        }
    }
}
