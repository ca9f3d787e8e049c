//! The C ABI: bytes across the boundary and nothing else. The comments here are the manual that C callers
//! read in `include/clusterroute.h`; callers in Rust use [`crate::api`].

#![allow(unsafe_code, reason = "raw pointers are what this file is for")]
#![allow(clippy::missing_safety_doc, reason = "the manual at the top of the header says it once for all")]
mod panics;
mod refusal;

use crate::api::{
    Reply, attribute, failures, measure, needs, read_capture, recommend, resolve, rules, schema,
};
use crate::error::Code;
use libc::size_t;
use std::{ptr, slice};

/// The version of this interface. It changes when a caller built for another one could not work any more.
pub const CLUSTERROUTE_ABI_VERSION: u32 = 2;

/// The status of a call that was answered. Every other status is a `clusterroute_status`.
pub const CLUSTERROUTE_STATUS_OK: i32 = 0;

/// The longest request in bytes, 256 MiB. A longer one is `CLUSTERROUTE_STATUS_TOO_LARGE` and is not read.
pub const CLUSTERROUTE_REQUEST_LIMIT: size_t = 268_435_456;

/// Bytes that the library owns until `clusterroute_buffer_free`. They are not zero-terminated.
#[repr(C)]
pub struct Buffer {
    /// The first byte; null when there are none.
    data: *mut u8,
    /// How many bytes.
    len: size_t,
}

/// The interface of the library that was loaded. Compare it with `CLUSTERROUTE_ABI_VERSION` before other calls.
#[unsafe(no_mangle)]
pub extern "C" fn clusterroute_abi_version() -> u32 {
    CLUSTERROUTE_ABI_VERSION
}

/// The version of the library as text, such as `0.1.0`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_version(out: *mut Buffer) -> i32 {
    let version = |_: &[u8]| Reply { failed: None, json: env!("CARGO_PKG_VERSION").into() };
    // SAFETY: the caller keeps to the manual.
    unsafe { answer("version", version, ptr::null(), 0, out) }
}

/// Gives the bytes of an answer or an error back and zeroes the buffer. A null pointer, a zeroed buffer and a
/// second call are harmless; a copy of the struct is not a second buffer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_buffer_free(buffer: *mut Buffer) {
    if !buffer.is_null() {
        // SAFETY: not null, and the caller's to write; both words were set by the library or zeroed.
        let Buffer { data, len } = unsafe { buffer.replace(Buffer { data: ptr::null_mut(), len: 0 }) };
        if !data.is_null() {
            // SAFETY: the two words of a box that `answer` leaked; no one has them any more.
            drop(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(data, len)) });
        }
    }
}

/// Reads files and folders: `{"schema":2,"input":{"paths":["networks.xml"]}}`. An answer has the `capture` of one
/// cluster, which other questions take for paths, its `counts` and `contradictions`. Option: `anonymize`, takes names out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_read_capture(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(read_capture::NAME, read_capture::ask, request, len, out) }
}

/// Explains every metric: `{"schema":2,"input":{"captures":[{"networks":[..]}]}}`. An answer has `scheme` and `networks`.
/// Options: `windows_version`, `without` (`["node:N1"]`), `set` (`["metric:LAN=900"]`), `network` (`["LAN","SMB*"]`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_measure(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(measure::NAME, measure::ask, request, len, out) }
}

/// Says which networks carry which traffic: `routes`, each with its networks, what takes over, and why. Options: those of
/// `clusterroute_measure`, `traffic`, `from`, `to`, `volume`; a name that is nowhere is `CLUSTERROUTE_STATUS_UNKNOWN_NAME`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_resolve(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(resolve::NAME, resolve::ask, request, len, out) }
}

/// Says what should change: `summary`, `findings`, `changes` that mend them, what was `not_checked`. Options: as of
/// `clusterroute_needs`, `rules`, `exclude_rules`, `severity`, `baseline` (an answer), `suppression` (a text), `today`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_recommend(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(recommend::NAME, recommend::ask, request, len, out) }
}

/// Says how the design serves its `needs`: `{"schema":2,"input":{..}}`. Options: `windows_version`, `without`, `set`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_needs(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(needs::NAME, needs::ask, request, len, out) }
}

/// Says what breaks when networks, nodes or interfaces fail: `single_points`, `cases`, and what is `unknown`. Options:
/// those of `clusterroute_measure`, `depth` (2: every two things as well) and `limit` (the most cases).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_failures(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(failures::NAME, failures::ask, request, len, out) }
}

/// Says whose I/O it is, from performance counters: `volumes`, `io` of each volume and node, what is `unknown`. Options:
/// `windows_version`, `without`, `set`, `volume`, `storage`, `disk` (`["V1/N1=3"]`), `intervals`. Networks may be missing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_attribute(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(attribute::NAME, attribute::ask, request, len, out) }
}

/// Describes the rules: `{"schema":2,"options":{"rules":["CR3*"]}}`; options also `severity`, `tag` (`["csv"]`). No input.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_rules(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(rules::NAME, rules::ask, request, len, out) }
}

/// Says which sections and properties are read: `{"schema":2}`. The one answer has `sections`. No input, no options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_schema(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(schema::NAME, schema::ask, request, len, out) }
}

/// The guard, one for every question: whatever happens inside, the caller gets a status and a buffer.
unsafe fn answer(
    name: &'static str,
    ask: fn(&[u8]) -> Reply,
    request: *const u8,
    len: size_t,
    out: *mut Buffer,
) -> i32 {
    if out.is_null() || !out.is_aligned() {
        return Code::NullPointer as i32;
    }
    let asked = panics::caught(|| {
        let request = match refusal::refused(request.is_null(), len) {
            Some(error) => return Err(error),
            None if len == 0 => &[],
            // SAFETY: not null, within the limit, and the caller's, `len` bytes long, during the call.
            None => unsafe { slice::from_raw_parts(request, len) },
        };
        // Tests need a panic on demand; a release build does not contain this line.
        debug_assert!(request != br#"{"schema":2,"panic":true}"#, "asked to");
        Ok(ask(request))
    });
    let Reply { failed, json } = asked.unwrap_or_else(|error| Reply::failed(name, error));
    let bytes = Box::leak(json.into_boxed_slice());
    // SAFETY: not null, aligned, and the caller's to write; what was there before is not read.
    unsafe { out.write(Buffer { data: bytes.as_mut_ptr(), len: bytes.len() }) };
    failed.map_or(CLUSTERROUTE_STATUS_OK, |code| code as i32)
}
