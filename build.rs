//! What the library and the program say about themselves to loaders, linkers and file managers; both packages
//! have this build script. Writes nothing into the source tree.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo this way")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let is_library = env::var("CARGO_PKG_NAME")? == "clusterroute";
    println!("cargo:rerun-if-changed={}build.rs", if is_library { "" } else { "../" });
    // Without a name of its own, a program linked by path would look for the library where it was built. The
    // name has no number: the library is loaded by path, and `clusterroute_abi_version` tells versions apart.
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") if is_library => println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libclusterroute.so"),
        Ok("macos") if is_library => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libclusterroute.dylib");
        }
        // A DLL is named by its file; the version of both files is a resource.
        Ok("windows") => {
            let msvc = env::var("CARGO_CFG_TARGET_ENV")? == "msvc";
            // The time of the link in the header would make every build another file.
            println!("cargo:rustc-link-arg={}", if msvc { "/Brepro" } else { "-Wl,--no-insert-timestamp" });
            if is_library {
                version_resource("clusterroute.dll", "VFT_DLL", "cdylib", msvc)?;
            } else {
                version_resource("clusterroute.exe", "VFT_APP", "bins", msvc)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Links a VERSIONINFO into what cargo calls `target`. A machine without a resource compiler still builds what
/// works; what is shipped is tested to have one.
fn version_resource(file: &str, kind: &str, target: &str, msvc: bool) -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    let source = folder.join(file).with_extension(format!("{target}.rc"));
    let object = source.with_extension(if msvc { "res" } else { "o" });
    fs::write(&source, version_info(file, kind)?)?;
    if compilers(msvc)?.iter().any(|compiler| compile(compiler, msvc, &source, &object)) {
        println!("cargo:rustc-link-arg-{target}={}", object.display());
    } else {
        println!("cargo:warning={file} gets no version information: none of {:?} ran", compilers(msvc)?);
    }
    Ok(())
}

/// The names a resource compiler goes by: with the target's prefix where it compiles for another system.
fn compilers(msvc: bool) -> Result<Vec<String>, env::VarError> {
    if msvc {
        return Ok(vec!["rc".into()]);
    }
    Ok(vec![format!("{}-w64-mingw32-windres", env::var("CARGO_CFG_TARGET_ARCH")?), "windres".into()])
}

fn compile(compiler: &str, msvc: bool, source: &Path, object: &Path) -> bool {
    let mut command = Command::new(compiler);
    if msvc {
        command.arg("/nologo").arg("/fo").arg(object).arg(source);
    } else {
        command.arg(source).arg(object);
    }
    command.status().is_ok_and(|status| status.success())
}

/// <https://learn.microsoft.com/windows/win32/menurc/versioninfo-resource>
fn version_info(file: &str, kind: &str) -> Result<String, env::VarError> {
    let part = |name: &str| env::var(format!("CARGO_PKG_VERSION_{name}"));
    let numbers = format!("{},{},{},0", part("MAJOR")?, part("MINOR")?, part("PATCH")?);
    let version = env::var("CARGO_PKG_VERSION")?;
    let description = env::var("CARGO_PKG_DESCRIPTION")?;
    let name = file.split('.').next().unwrap_or(file);
    Ok(format!(
        r#"#include <winver.h>
VS_VERSION_INFO VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
FILEFLAGSMASK VS_FFI_FILEFLAGSMASK
FILEFLAGS 0
FILEOS VOS_NT_WINDOWS32
FILETYPE {kind}
FILESUBTYPE VFT2_UNKNOWN
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904B0"
    BEGIN
      VALUE "CompanyName", "The ClusterRoute authors"
      VALUE "FileDescription", "{description}"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "{name}"
      VALUE "LegalCopyright", "(c) The ClusterRoute authors. MIT license."
      VALUE "OriginalFilename", "{file}"
      VALUE "ProductName", "ClusterRoute"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x0409, 1200
  END
END
"#
    ))
}
