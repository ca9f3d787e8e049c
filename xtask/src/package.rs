//! The module as it is installed: its folder, the ZIP, the NuGet package, the bill of materials, the hashes.

use crate::archive::Files;
use crate::manifest::{self, Manifest, NAME};
use crate::outcome::Outcome;
use crate::{archive, crates, licences, linux, nupkg, sbom, script, shim, windows};
use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use xshell::{Shell, cmd};

/// Below `target`, and made anew by every run.
const OUT: &str = "target/module";

/// Below `target/native`, where it was built.
const PROGRAM: &str = "win-x64/clusterroute.exe";

#[allow(clippy::print_stdout, reason = "what was made is the answer of the task")]
pub(crate) fn assemble(shell: &Shell) -> Outcome {
    let manifest = Manifest::read(shell)?;
    let shipped = crates::shipped(shell)?;
    let version = manifest.string("ModuleVersion")?;
    if version != shipped.root.version {
        return Err(format!(
            "expected ModuleVersion {} as in Cargo.toml, found {version}",
            shipped.root.version
        )
        .into());
    }
    let files = files(shell, &manifest, &shipped)?;
    let parts = nupkg::parts(&manifest, &files)?;
    let (packed, packed_parts) = (archive::pack(&files)?, archive::pack(&parts)?);
    let time = time(shell)?;
    let zipped = packed.iter().map(|(path, file)| (format!("{NAME}/{version}/{path}"), file));
    let packaged = packed.iter().chain(&packed_parts).map(|(path, file)| (path.to_string(), file));
    let mut made = Files::from([
        (format!("{NAME}-{version}.zip"), archive::write(zipped, time)?),
        (format!("{NAME}.{version}.nupkg"), archive::write(packaged, time)?),
        (format!("{NAME}-{version}.cdx.json"), sbom::write(&shipped, &files)?),
    ]);
    for (path, bytes) in &made {
        println!("{OUT}/{path} ({} bytes)", bytes.len());
    }
    // The program beside the module, where cargo xtask windows --program has built it.
    let program = format!("target/native/{PROGRAM}");
    if shell.path_exists(&program) {
        let bytes = shell.read_binary_file(&program)?;
        println!("{OUT}/clusterroute.exe ({} bytes)", bytes.len());
        made.insert("clusterroute.exe".to_owned(), bytes);
    }
    let count = files.len();
    made.extend(files.into_iter().map(|(path, bytes)| (format!("{NAME}/{version}/{path}"), bytes)));
    made.insert("SHA256SUMS".to_owned(), sums(&made)?.into_bytes());
    shell.remove_path(OUT)?;
    for (path, bytes) in &made {
        shell.write_file(format!("{OUT}/{path}"), bytes)?;
    }
    println!("{OUT}/{NAME}/{version} ({count} files)");
    Ok(())
}

/// What is in the module's folder: exactly what its manifest lists.
fn files(shell: &Shell, manifest: &Manifest, shipped: &crates::Shipped) -> Outcome<Files> {
    let mut files = Files::from([
        ("LICENSE".to_owned(), shell.read_binary_file("LICENSE")?),
        ("THIRD-PARTY-LICENSES.txt".to_owned(), licences::third_party(shell, shipped)?.into_bytes()),
        ("bin/ClusterRoute.Interop.dll".to_owned(), shim::compile(shell)?),
        (windows::SHIPPED.to_owned(), built(shell, windows::SHIPPED, "windows")?),
        (linux::SHIPPED.to_owned(), built(shell, linux::SHIPPED, "linux")?),
    ]);
    for folder in ["", "RoleCapabilities/", "en-US/"] {
        for path in shell.read_dir(format!("{}/{folder}", manifest::FOLDER))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // For a checkout: the source of the shim, which is shipped compiled, and the parts of the script.
            let is_source = name.ends_with(".cs") || name.ends_with(".ps1");
            if path.is_file() && !is_source {
                files.insert(format!("{folder}{name}"), shell.read_binary_file(&path)?);
            }
        }
    }
    let scripts = script::joined(shell, &manifest.strings("FunctionsToExport")?)?;
    files.insert("ClusterRoute.psm1".to_owned(), scripts.root.into_bytes());
    files.insert("ClusterRoute.Shared.ps1".to_owned(), scripts.shared.into_bytes());
    files.insert("ClusterRoute.psd1".to_owned(), manifest.without_files()?.into_bytes());
    let listed: BTreeSet<String> =
        manifest.strings("FileList")?.into_iter().map(|path| path.replace('\\', "/")).collect();
    let found: BTreeSet<String> = files.keys().cloned().collect();
    let differ: Vec<&String> = listed.symmetric_difference(&found).collect();
    match differ.is_empty() {
        true => Ok(files),
        false => Err(format!(
            "expected FileList of the manifest to be what is packaged, they differ in {differ:?}"
        )
        .into()),
    }
}

/// A library that another task has built: `bin/win-x64/...` of the module is `target/native/win-x64/...`.
fn built(shell: &Shell, path: &str, task: &str) -> Outcome<Vec<u8>> {
    let path = path.replacen("bin/", "target/native/", 1);
    let found = shell.read_binary_file(&path);
    found.map_err(|_| format!("expected {path}, found none: build it with cargo xtask {task}").into())
}

/// When the commit was made, or what [SOURCE_DATE_EPOCH](https://reproducible-builds.org/specs/source-date-epoch/)
/// says, in seconds since 1970.
fn time(shell: &Shell) -> Outcome<i64> {
    let text = match env::var("SOURCE_DATE_EPOCH") {
        Ok(set) => set,
        Err(_) => cmd!(shell, "git log -1 --format=%ct").quiet().read().map_err(|error| {
            format!(
                "expected the time of the commit, or SOURCE_DATE_EPOCH where there is no repository: {error}"
            )
        })?,
    };
    text.trim().parse().map_err(|_| format!("expected seconds since 1970, found {text:?}").into())
}

/// As `sha256sum --check` reads it, and `Get-FileHash` gives it in capitals.
fn sums(files: &Files) -> Outcome<String> {
    let mut sums = String::new();
    for (path, bytes) in files {
        writeln!(sums, "{}  {path}", archive::sha256(bytes))?;
    }
    Ok(sums)
}
