//! The C ABI: bytes across the boundary and nothing else, one function for each question. The comments here are the
//! manual that C callers read in `include/clusterroute.h`; callers in Rust use [`crate::api`].

#![allow(unsafe_code, reason = "raw pointers are what this file is for")]
#![allow(clippy::missing_safety_doc, reason = "the manual at the top of the header says it once for all")]
mod buffer;
mod panics;
mod refusal;

pub use buffer::*;

use crate::api::{
    attribute, compare, estimate, failures, measure, needs, plan, read_capture, recommend, report, resolve,
    rules, schema,
};
use buffer::answer;
use libc::size_t;

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

/// Makes one ordered `plan` of the changes: `{"schema":2,"input":{..},"options":{"rules":["CR102"]}}`. Options: those of
/// `clusterroute_recommend` but `baseline`, `without` and `set`; `scripts` (true: apply.ps1 and undo.ps1 as well) and `verify`
/// (an earlier answer: `verified` says whether its plan still holds).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_plan(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(plan::NAME, plan::ask, request, len, out) }
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

/// Says what changed: `{"schema":2,"before":{"paths":["old.zip"]},"input":{"paths":["new.zip"]}}`. An answer has a `verdict`,
/// `moved`, `findings` and `changed`. Option: `windows_version`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_compare(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(compare::NAME, compare::ask, request, len, out) }
}

/// Says how much lands on which network, or how long it takes: `"options":{"what":"redirect"}`, `backup`, `drain` or
/// `faster`. Options: those of `clusterroute_needs`, and those of the kind: of `redirect` `volume` and `io`
/// (`["VOLUME/NODE=9MB/s"]`), of `backup` `node`, `snapshot`, `volume`, `size` (`["VOLUME=2TB"]`) and `rate`, and of the
/// others those that `docs/contract/estimate.request.schema.json` has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_estimate(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(estimate::NAME, estimate::ask, request, len, out) }
}

/// Says whose I/O it is, from performance counters: `volumes`, `io` of each volume and node, and what is `unknown`. The
/// networks may be missing. Options: those of `clusterroute_needs`, `volume`, `storage` (the host of the disks), `disk`
/// (`["V1/N1=3"]`: which disk a volume is), `intervals`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_attribute(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(attribute::NAME, attribute::ask, request, len, out) }
}

/// Makes a page to hand over of each cluster: `file` is a name for it, `html` its text. Options: those of
/// `clusterroute_recommend`, `generated` (the time to state), `picture` (true: `svg` in place of `html`), `index` (true:
/// the last answer is a page over all). Suppressed findings are named on the page, and what is new against `baseline`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clusterroute_report(request: *const u8, len: size_t, out: *mut Buffer) -> i32 {
    // SAFETY: the caller keeps to the manual.
    unsafe { answer(report::NAME, report::ask, request, len, out) }
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
