//! What the tasks share: the places, the tools of the machine, and the settings of every shipped build.

use crate::outcome::Outcome;
use std::env;
use std::path::{Path, PathBuf};
use xshell::{Cmd, Shell, cmd};

/// The root of the repository, which is where cargo finds this package, not where it was once compiled.
pub(crate) fn repository() -> Outcome<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR").ok_or("expected to be run by cargo, as `cargo xtask`")?;
    let root = Path::new(&package).parent().map(Path::to_owned);
    root.ok_or_else(|| format!("expected {} inside the repository", package.display()).into())
}

/// Fails when the machine lacks a tool; `install` says what brings it.
pub(crate) fn need(tool: &str, install: &str) -> Outcome {
    match found(tool) {
        true => Ok(()),
        false => Err(format!("expected {tool} on PATH, found none: install {install}").into()),
    }
}

/// Whether the machine has a tool.
pub(crate) fn found(tool: &str) -> bool {
    let file = format!("{tool}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(&file).is_file())
}

/// What a library is built for.
pub(crate) struct Platform {
    pub(crate) target: &'static str,
    /// Where cargo builds it, below `target`: apart from other builds, whose toolchain may be another one.
    pub(crate) folder: &'static str,
}

impl Platform {
    fn folder(&self) -> PathBuf {
        Path::new("target").join(self.folder)
    }

    /// Copies what was built to where it is shipped from, and says how large it is.
    #[allow(clippy::print_stdout, reason = "what was built is the answer of the task")]
    pub(crate) fn ship(&self, shell: &Shell, file: &str, folder: &str) -> Outcome {
        let built = self.folder().join(self.target).join("release").join(file);
        let shipped = shell.create_dir(Path::new("target/native").join(folder))?.join(file);
        shell.remove_path(&shipped)?;
        shell.copy_file(built, &shipped)?;
        println!(
            "{} ({} bytes)",
            Path::new("target/native").join(folder).join(file).display(),
            shell.read_binary_file(&shipped)?.len()
        );
        Ok(())
    }
}

/// A Rust toolchain, by the folder that `rustc --print sysroot` names.
pub(crate) struct Toolchain {
    pub(crate) sysroot: PathBuf,
}

impl Toolchain {
    /// The one that runs this.
    pub(crate) fn current(shell: &Shell) -> Outcome<Self> {
        Ok(Self { sysroot: cmd!(shell, "rustc --print sysroot").quiet().read()?.into() })
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.sysroot.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The source of its standard library, where it has it.
    pub(crate) fn library(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib/src/rust/library")
    }

    /// Cargo with the settings of every shipped build, whose bytes must be those of any other machine with the
    /// same tools: paths are trimmed, and flags of this machine do not reach the compiler.
    pub(crate) fn cargo<'a>(&self, shell: &'a Shell, verb: &str, platform: &Platform) -> Cmd<'a> {
        let cargo = self.program("cargo");
        let (target, folder) = (platform.target, platform.folder());
        cmd!(shell, "{cargo} {verb} --release --locked -Ztrim-paths --target {target} --target-dir {folder}")
            .env("RUSTC", self.program("rustc"))
            // Trimming paths and building the standard library are not stable yet.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_PROFILE_RELEASE_TRIM_PATHS", "all")
            .env("CARGO_ENCODED_RUSTFLAGS", "")
            .env_remove("RUSTC_WRAPPER")
            // Where cargo lets its own programs look for libraries, and where another toolchain's may lie.
            .env_remove("LD_LIBRARY_PATH")
    }
}
