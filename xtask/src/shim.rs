//! The shim `ClusterRoute.Interop.dll`, compiled by whichever C# compiler the machine has.

use crate::outcome::Outcome;
use crate::{reference, tools};
use sha2::{Digest, Sha256};
use std::env;
use std::path::{Path, PathBuf};
use xshell::{Shell, TempDir, cmd};

/// The folder of its sources, which are all that is C# there.
const SOURCES: &str = "powershell/ClusterRoute";
const FILE: &str = "ClusterRoute.Interop.dll";

/// The oldest framework that Windows PowerShell 5.1 runs on; its mscorlib is the one that every .NET knows.
/// `REFERENCE` becomes the path of PowerShell's assembly.
const PROJECT: &str = r#"<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net452</TargetFramework>
    <AssemblyName>ClusterRoute.Interop</AssemblyName>
    <LangVersion>5</LangVersion>
    <Deterministic>true</Deterministic>
    <DebugType>none</DebugType>
    <GenerateAssemblyInfo>false</GenerateAssemblyInfo>
    <GenerateTargetFrameworkAttribute>false</GenerateTargetFrameworkAttribute>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="System.Management.Automation"><HintPath>REFERENCE</HintPath><Private>false</Private></Reference>
  </ItemGroup>
</Project>
"#;

/// The bytes of the shim: the same for the same source and the same compiler.
pub(crate) fn compile(shell: &Shell) -> Outcome<Vec<u8>> {
    let folder = shell.create_temp_dir()?;
    let reference = reference::find(folder.path())?;
    let out = format!("-out:{}", folder.path().join(FILE).display());
    // Without its configuration a compiler references mscorlib and what is named; PowerShell's assembly needs System.Core.
    let mut options: Vec<String> = [
        "-nologo",
        "-noconfig",
        "-langversion:5",
        "-warnaserror",
        "-optimize",
        "-target:library",
        "-r:System.Core.dll",
    ]
    .map(str::to_owned)
    .into();
    options.push(format!("-r:{}", reference.display()));
    let sources = sources(shell)?;
    if let Some(csc) = in_box() {
        cmd!(shell, "{csc} {options...} {out} {sources...}").run()?;
    } else if tools::found("mcs") {
        cmd!(shell, "mcs {options...} {out} {sources...}").run()?;
    } else if tools::found("dotnet") && !cmd!(shell, "dotnet --list-sdks").quiet().read()?.is_empty() {
        with_sdk(shell, &folder, &sources, &reference)?;
    } else {
        return Err(
            "expected a C# compiler, found none: install Mono's mcs (on Debian mono-mcs) or a .NET SDK; on \
                    Windows csc.exe is a part of the .NET Framework 4"
                .into(),
        );
    }
    let mut shim = shell.read_binary_file(folder.path().join(FILE))?;
    normalise(&mut shim)?;
    Ok(shim)
}

/// The compiler of the .NET Framework, which is a part of Windows.
fn in_box() -> Option<PathBuf> {
    let windows = PathBuf::from(env::var_os("WINDIR")?);
    Some(windows.join("Microsoft.NET/Framework64/v4.0.30319/csc.exe")).filter(|csc| csc.is_file())
}

/// In the order of their names, so that the same sources give the same bytes.
fn sources(shell: &Shell) -> Outcome<Vec<PathBuf>> {
    let mut files = shell.read_dir(SOURCES)?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "cs"));
    files.sort();
    Ok(files)
}

fn with_sdk(shell: &Shell, folder: &TempDir, sources: &[PathBuf], reference: &Path) -> Outcome {
    let project = folder.path().join("project");
    let text = PROJECT.replace("REFERENCE", &reference.display().to_string());
    shell.write_file(project.join("shim.csproj"), text)?;
    for source in sources {
        shell.copy_file(source, &project)?;
    }
    let out = folder.path();
    Ok(cmd!(shell, "dotnet build --nologo --configuration Release --output {out} {project}").run()?)
}

/// Takes the time and the random id out of an assembly, which the compiler of the .NET Framework writes and has
/// no option against: the time becomes 0, the id of the module (its MVID, the first GUID) the hash of the rest.
fn normalise(assembly: &mut [u8]) -> Outcome {
    let broken = "expected an assembly, found another kind of file";
    let header = number(assembly, 0x3c).ok_or(broken)?;
    assembly.get_mut(header + 8..header + 12).ok_or(broken)?.fill(0);
    let mvid = mvid(assembly).ok_or(broken)?;
    let id = mvid..mvid + 16;
    assembly.get_mut(id.clone()).ok_or(broken)?.fill(0);
    let hash = Sha256::digest(&*assembly);
    assembly[id].copy_from_slice(&hash[..16]);
    Ok(())
}

/// Where the first GUID lies: the metadata starts with a signature and the name of the runtime, and lists its
/// streams by name (ECMA-335, II.24.2.1).
fn mvid(assembly: &[u8]) -> Option<usize> {
    let root = assembly.windows(4).position(|bytes| bytes == b"BSJB")?;
    let mut stream = root + 16 + number(assembly, root + 12)? + 4;
    for _ in 0..*assembly.get(stream - 2)? {
        let name = assembly.get(stream + 8..)?.split(|byte| *byte == 0).next()?;
        if name == b"#GUID" {
            return Some(root + number(assembly, stream)?);
        }
        stream += 8 + (name.len() + 1).next_multiple_of(4);
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::normalise;

    /// The parts of an assembly that [`normalise`] reads, with a time, an id and something of its own.
    fn assembly(time: u8, id: u8, code: u8) -> Vec<u8> {
        let mut bytes = vec![0; 0x80];
        bytes[0x3c] = 0x80;
        bytes.extend(*b"PE\0\0....");
        bytes.extend([time; 4]);
        bytes.push(code);
        let root = bytes.len() as u32;
        bytes.extend(*b"BSJB\x01\0\x01\0\0\0\0\0\x0c\0\0\0v4.0.30319\0\0\0\0\x02\0");
        let streams = [(0_u32, "#Strings\0\0\0\0"), (72_u32, "#GUID\0\0\0")];
        for (offset, name) in streams {
            bytes.extend(offset.to_le_bytes());
            bytes.extend([16, 0, 0, 0]);
            bytes.extend(name.as_bytes());
        }
        assert!(bytes.len() as u32 - root <= 72);
        bytes.resize((root + 72) as usize, 0);
        bytes.extend([id; 16]);
        bytes
    }

    #[test]
    fn time_and_id_of_a_compilation_are_taken_out() {
        let (mut first, mut second) = (assembly(1, 2, 3), assembly(4, 5, 3));
        normalise(&mut first).unwrap();
        normalise(&mut second).unwrap();
        assert_eq!(first, second);
    }

    #[test]
    fn other_code_has_another_id() {
        let (mut first, mut second) = (assembly(1, 2, 3), assembly(1, 2, 4));
        normalise(&mut first).unwrap();
        normalise(&mut second).unwrap();
        assert_ne!(first[first.len() - 16..], second[second.len() - 16..]);
        assert_ne!(first[first.len() - 16..], [2; 16]);
    }

    #[test]
    fn what_is_no_assembly_is_an_error() {
        for bytes in [vec![], vec![0; 64], assembly(1, 2, 3)[..0x90].to_vec()] {
            assert!(normalise(&mut bytes.clone()).is_err());
        }
    }
}
