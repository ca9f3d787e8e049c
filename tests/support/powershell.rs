//! Where a PowerShell is, and the module as it is installed.

use super::{library, repository, scratch, tool};
use libtest_mimic::Failed;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs};

/// The PowerShell of this system, or why there is none.
pub(crate) fn program() -> Result<PathBuf, String> {
    let found = offline("linux").or_else(|| tool("pwsh").map(Ok));
    found.ok_or("no shared/tools/pwsh-offline beside the checkout; not on PATH: pwsh")?
}

/// The variable that names the assembly of PowerShell which the shim is compiled against, for `cargo xtask package`.
pub(crate) const REFERENCE: &str = "CLUSTERROUTE_POWERSHELL_REFERENCE";

/// Why there is no such assembly.
pub(crate) const NO_REFERENCE: &str = "no shared/pwsh with powershellstandard.library.5.1.1.nupkg beside the checkout, and no \
     CLUSTERROUTE_POWERSHELL_REFERENCE";

/// What the variable names, else the package of the folder `shared`.
pub(crate) fn reference() -> Option<PathBuf> {
    let named = env::var_os(REFERENCE).map(PathBuf::from);
    let shared = || shared("pwsh/powershellstandard.library.5.1.1.nupkg");
    named.or_else(shared)
}

/// A file of the folder `shared` that CLUSTERROUTE_SHARED names or that lies beside the checkout.
fn shared(file: &str) -> Option<PathBuf> {
    let named = env::var_os("CLUSTERROUTE_SHARED").map(PathBuf::from);
    let mut folders = named.into_iter().chain([repository("../shared")]);
    folders.find_map(|folder| Some(folder.join(file)).filter(|path| path.is_file()))
}

/// Unpacks a PowerShell of the folder `shared` and gives its program, or why it cannot; nothing where there is no
/// such folder.
pub(crate) fn offline(system: &str) -> Option<Result<PathBuf, String>> {
    let script = shared("tools/pwsh-offline").filter(|_| cfg!(target_os = "linux"))?;
    let output = said(Command::new(script).arg(system));
    Some(output.map(|lines| PathBuf::from(lines.lines().last().unwrap_or_default())))
}

/// What a program wrote, or in one line why it could not be run.
pub(crate) fn said(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().display().to_string();
    let Output { status, stdout, stderr } =
        command.output().map_err(|error| format!("{program}: {error}"))?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&stderr);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(format!("{program}: {status}: {line}"))
}

/// Copies the module and the library to where they are when it is installed; gives the manifest. Every suite has a folder
/// of its own: a library must not be written while another process has it loaded.
pub(crate) fn lay_out(folder: &str) -> Result<PathBuf, Failed> {
    let folder = scratch(folder)?.join("ClusterRoute");
    let platform = if cfg!(windows) { "win-x64" } else { "linux-x64" };
    let library = library()?;
    let source = repository("powershell/ClusterRoute");
    for part in ["", "RoleCapabilities", "en-US"] {
        let (from, to) = (source.join(part), folder.join(part));
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                fs::copy(&path, to.join(name))?;
            }
        }
    }
    let native = folder.join("bin").join(platform);
    fs::create_dir_all(&native)?;
    fs::copy(&library, native.join(library.file_name().unwrap_or_default()))?;
    Ok(folder.join("ClusterRoute.psd1"))
}
