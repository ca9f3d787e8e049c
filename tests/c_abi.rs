//! The C door, from C: what a compiler and a loader make of the header and the library.

mod support;

use std::process::ExitCode;
use support::needs;

fn main() -> ExitCode {
    support::suite(vec![needs("the library is where a C caller looks", ["cc"], |_| {
        support::library().map(drop)
    })])
}
