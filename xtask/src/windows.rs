//! The library and the program for 64-bit Windows, built with MinGW-w64 on any system. The standard library is
//! built from its source, so that no target has to be downloaded; docs/building-windows.md says more.

use crate::outcome::Outcome;
use crate::tools::{self, Platform, Toolchain};
use xshell::Shell;

pub(crate) const PLATFORM: Platform = Platform { target: "x86_64-pc-windows-gnu", folder: "windows" };

/// The features of its standard library, without `backtrace`: a stripped file has no names to show in one.
pub(crate) const STD_FEATURES: &str = "panic-unwind";

/// Where it lies in the module.
pub(crate) const SHIPPED: &str = "bin/win-x64/clusterroute.dll";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Builds the program clusterroute.exe too
    #[arg(long, conflicts_with = "debug_assertions")]
    program: bool,
    /// Builds the library of the tests, which panics on request, into target/native/win-x64-debug-assertions
    #[arg(long)]
    debug_assertions: bool,
}

pub(crate) fn build(shell: &Shell, options: &Options) -> Outcome {
    for tool in ["x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-dlltool", "x86_64-w64-mingw32-windres"] {
        tools::need(tool, "MinGW-w64 for x86_64, on Debian gcc-mingw-w64-x86-64")?;
    }
    let toolchain = toolchain(shell)?;
    let std = format!("-Zbuild-std-features={STD_FEATURES}");
    let cargo =
        |verb| toolchain.cargo(shell, verb, &PLATFORM).args(["-Zbuild-std=std,panic_unwind", std.as_str()]);
    if options.debug_assertions {
        // Of this package alone: with them in the standard library, all of it would be built a second time.
        let settings = ["debug-assertions=true", "opt-level=1"];
        let settings =
            settings.map(|setting| format!("--config=profile.release.package.clusterroute.{setting}"));
        cargo("rustc")
            .args(["--package", "clusterroute", "--lib", "--crate-type", "cdylib"])
            .args(settings)
            .run()?;
        return PLATFORM.ship(shell, "clusterroute.dll", "win-x64-debug-assertions");
    }
    if options.program {
        cargo("build").args(["--package", "clusterroute-cli"]).run()?;
        PLATFORM.ship(shell, "clusterroute.exe", "win-x64")?;
    }
    cargo("rustc").args(["--package", "clusterroute", "--lib", "--crate-type", "cdylib"]).run()?;
    PLATFORM.ship(shell, "clusterroute.dll", "win-x64")
}

/// The toolchain, or else that of the system, that has the source of its standard library.
pub(crate) fn toolchain(shell: &Shell) -> Outcome<Toolchain> {
    let system = Toolchain { sysroot: "/usr".into() };
    let has_source = |toolchain: &Toolchain| {
        toolchain.library().join("Cargo.lock").is_file() && toolchain.program("cargo").is_file()
    };
    [Toolchain::current(shell)?, system].into_iter().find(has_source).ok_or_else(|| {
        "expected a Rust toolchain with the source of its standard library, found none: install it with `rustup \
         component add rust-src`, or Debian's rustc-web, cargo-web and rust-web-src"
            .into()
    })
}
