//! The C ABI: bytes across the boundary and nothing else. The comments here are the manual that C callers
//! read in `include/clusterroute.h`; callers in Rust use [`crate::api`].

#![allow(unsafe_code, reason = "raw pointers are what this file is for")]
#![allow(clippy::missing_safety_doc, reason = "the manual at the top of the header says it once for all")]
mod panics;
mod refusal;

use crate::api::{self, Ask, Reply};
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
    unsafe { answer(api::read_capture::NAME, api::read_capture::ask, request, len, out) }
}

/// Explains the metric of every network: `{"schema":2,"input":{"captures":[{"networks":[..]}]}}`. An answer has the
/// `scheme` of the automatic metrics, and `networks` with what each metric is made of. Options: `windows_version`,
/// `without` (such as `["node:N1"]`), `set` (such as `["metric:LAN=900"]`), `network` (such as `["LAN","SMB*"]`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_measure(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::measure::NAME, api::measure::ask, request, len, out) }
}

/// Says which networks carry which traffic, what takes over, and why: `routes`. Options: those of `clusterroute_measure`,
/// `traffic`, `from`, `to`, `volume`; a name that a capture does not have is `CLUSTERROUTE_STATUS_UNKNOWN_NAME` for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_resolve(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::resolve::NAME, api::resolve::ask, request, len, out) }
}

/// Says what should change: `findings`, the `changes` that mend them, and what was `not_checked`. Options: those of
/// `clusterroute_needs`, `rules`, `exclude_rules`, `severity`, `baseline` (an answer), `suppression` (a text), `today`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_recommend(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::recommend::NAME, api::recommend::ask, request, len, out) }
}

/// Says how the design serves its `needs`: `{"schema":2,"input":{..}}`. Options: `windows_version`, `without`, `set`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_needs(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::needs::NAME, api::needs::ask, request, len, out) }
}

/// Says what breaks when something fails. Options: those of `clusterroute_needs`, `depth` (2: every two as well), `limit`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_failures(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::failures::NAME, api::failures::ask, request, len, out) }
}

/// Says what lands on which network, or how long it takes: `"options":{"what":"redirect"}`, `backup`, `drain` or `faster`.
/// Options: those of `clusterroute_needs`, and those of the kind, which `docs/contract/estimate.request.schema.json` has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_estimate(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::estimate::NAME, api::estimate::ask, request, len, out) }
}

/// Describes the rules: `{"schema":2,"options":{"rules":["CR3*"]}}`; options also `severity`, `tag` (`["csv"]`). No input.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_rules(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::rules::NAME, api::rules::ask, request, len, out) }
}

/// Says which sections and properties are read: `{"schema":2}`. The one answer has `sections`. No input, no options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_schema(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(api::schema::NAME, api::schema::ask, request, len, out) }
}

/// The guard, one for every question: whatever happens inside, the caller gets a status and a buffer.
unsafe fn answer(name: &'static str, ask: Ask, request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    if out.is_null() || !out.is_aligned() {
        return crate::error::Code::NullPointer as i32;
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
