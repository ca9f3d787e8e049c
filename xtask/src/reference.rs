//! The assembly that the shim is compiled against: what every PowerShell from 5.1 on offers to modules.

use crate::outcome::Outcome;
use rawzip::{CompressionMethod, ZipArchive};
use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Names it: a `System.Management.Automation.dll`, or the package of NuGet that holds one.
const VARIABLE: &str = "CLUSTERROUTE_POWERSHELL_REFERENCE";

/// Where the package of NuGet holds it.
const IN_PACKAGE: &str = "lib/net452/System.Management.Automation.dll";

/// Where Windows holds it, below its own folder.
const IN_BOX: &str = "Microsoft.NET/assembly/GAC_MSIL/System.Management.Automation/\
                      v4.0_3.0.0.0__31bf3856ad364e35/System.Management.Automation.dll";

/// The path of the assembly; one that lies in a package is unpacked into `folder`.
pub(crate) fn find(folder: &Path) -> Outcome<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).map(PathBuf::from) {
        if !named.is_file() {
            return Err(
                format!("expected {VARIABLE} to name a file, found none at {}", named.display()).into()
            );
        }
        let is_package = named.extension().is_some_and(|extension| extension == "nupkg");
        return if is_package { unpacked(&named, folder) } else { Ok(named) };
    }
    let in_box = env::var_os("WINDIR").map(|windows| PathBuf::from(windows).join(IN_BOX));
    in_box.filter(|path| path.is_file()).ok_or_else(|| {
        format!(
            "expected the reference assembly of PowerShell, found none: let {VARIABLE} name the package \
             powershellstandard.library.5.1.1.nupkg of nuget.org, or a System.Management.Automation.dll of \
             Windows PowerShell"
        )
        .into()
    })
}

fn unpacked(package: &Path, folder: &Path) -> Outcome<PathBuf> {
    let bytes = fs::read(package)?;
    let broken = |error| format!("expected a package of NuGet at {}: {error}", package.display());
    let archive = ZipArchive::from_slice(&bytes).map_err(broken)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        if entry.file_path().as_ref() != IN_PACKAGE.as_bytes() {
            continue;
        }
        let packed = archive.get_entry(entry.wayfinder()).map_err(broken)?;
        let mut assembly = Vec::new();
        match entry.compression_method() {
            CompressionMethod::STORE => assembly.extend(packed.data()),
            _ => drop(flate2::read::DeflateDecoder::new(packed.data()).read_to_end(&mut assembly)?),
        }
        let path = folder.join("System.Management.Automation.dll");
        fs::write(&path, assembly)?;
        return Ok(path);
    }
    Err(format!("expected {IN_PACKAGE} in {}, found none", package.display()).into())
}
