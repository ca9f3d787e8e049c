//! What becomes of a panic: neither may it cross the boundary, which would end the host, nor write to the console of a
//! host that did not ask for it.
//!
//! The panic hook is emptied inside the shared library, which has its own copy of the Rust runtime: a host that is
//! written in Rust keeps its own hook.

use crate::error::{Code, Error};
use std::any::Any;
use std::env;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// What `work` gives; a panic in it is an error.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    empty_the_hook();
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(defect(&*panic)))
}

/// Empties the panic hook at the first call, so that a panic writes nothing, unless RUST_BACKTRACE is set.
fn empty_the_hook() {
    static FIRST_CALL: Once = Once::new();
    FIRST_CALL.call_once(|| {
        if env::var_os("RUST_BACKTRACE").is_none() {
            panic::set_hook(Box::new(|_| {}));
        }
    });
}

/// The error that a caller gets for a panic that was caught.
fn defect(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    Error::new(Code::Internal, format!("a defect of the library: {}", text.unwrap_or("no message")))
}
