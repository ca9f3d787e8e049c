//! The library for 64-bit Linux.

use crate::outcome::Outcome;
use crate::tools::{self, Platform, Toolchain};
use xshell::Shell;

pub(crate) const PLATFORM: Platform = Platform { target: "x86_64-unknown-linux-gnu", folder: "linux" };

/// The features of its standard library, which is the one that the toolchain brings.
pub(crate) const STD_FEATURES: &str = "panic-unwind,backtrace";

/// Where it lies in the module.
pub(crate) const SHIPPED: &str = "bin/linux-x64/libclusterroute.so";

pub(crate) fn build(shell: &Shell) -> Outcome {
    tools::need("cc", "a C compiler, on Debian build-essential")?;
    let toolchain = Toolchain::current(shell)?;
    toolchain
        .cargo(shell, "rustc", &PLATFORM)
        .args(["--package", "clusterroute", "--lib", "--crate-type", "cdylib"])
        .run()?;
    PLATFORM.ship(shell, "libclusterroute.so", "linux-x64")
}
