//! The PowerShell module's shim on real CLRs: its binding of the library compiled as C# 5 against mscorlib alone, then
//! used by a program on Mono and, unchanged, on .NET. What turns objects into JSON and back needs PowerShell itself:
//! here it is only compiled, `tests/pester.rs` runs it.
//!
//! .NET is looked for in `CLUSTERROUTE_DOTNET` (the path of `dotnet`), then on PATH; `mcs` and `mono` on PATH.

mod support;

use libtest_mimic::{Completion, Failed, Trial};
use std::env;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use support::{needs, powershell, repository, run, scratch, shim, tool};

fn main() -> ExitCode {
    support::suite(vec![
        needs("the binding is C# 5 without warnings and needs mscorlib alone", ["mcs"], |[mcs]| {
            compile(&mcs, "clr-compile").map(drop)
        }),
        with_powershell(),
        needs("the binding holds on Mono", ["mcs", "mono", "cc"], |[mcs, mono, cc]| {
            let program = compile(&mcs, "clr-mono")?;
            use_library(Command::new(mono).arg(&program), &cc, &program)
        }),
        on_dotnet(),
    ])
}

fn on_dotnet() -> Trial {
    Trial::ignorable_test("the binding holds on .NET", || {
        let dotnet = env::var_os("CLUSTERROUTE_DOTNET").map(PathBuf::from).or_else(|| tool("dotnet"));
        let (Some(dotnet), Some(mcs), Some(cc)) = (dotnet, tool("mcs"), tool("cc")) else {
            let reason = "needs mcs and cc on PATH, and dotnet in CLUSTERROUTE_DOTNET or on PATH";
            return Ok(Completion::ignored_with(reason));
        };
        let program = compile(&mcs, "clr-dotnet")?;
        let mut command = Command::new(dotnet);
        command.arg("exec").arg("--runtimeconfig").arg(repository("tests/clr/runtimeconfig.json"));
        use_library(command.arg(&program), &cc, &program)?;
        Ok(Completion::Completed)
    })
}

/// The whole shim, against the least that every PowerShell from 5.1 on offers.
fn with_powershell() -> Trial {
    Trial::ignorable_test("the whole shim is C# 5 without warnings", || {
        let Some(mcs) = tool("mcs") else { return Ok(Completion::ignored_with("not on PATH: mcs")) };
        let Some(package) = powershell::reference() else {
            return Ok(Completion::ignored_with(powershell::NO_REFERENCE));
        };
        let folder = scratch("clr-whole")?;
        let reference = folder.join("System.Management.Automation.dll");
        fs::write(&reference, assembly(&package)?)?;
        let mut command = Command::new(mcs);
        command.args([
            "-nologo",
            "-langversion:5",
            "-warn:4",
            "-warnaserror",
            "-noconfig",
            "-r:System.Core.dll",
        ]);
        command.arg("-target:library").arg(out(&folder.join("shim.dll")));
        command.arg(format!("-r:{}", reference.display()));
        for entry in fs::read_dir(repository("powershell/ClusterRoute"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "cs") {
                command.arg(path);
            }
        }
        run(&mut command)?;
        Ok(Completion::Completed)
    })
}

/// The assembly of a package of NuGet, or of a path that is one.
fn assembly(path: &Path) -> Result<Vec<u8>, Failed> {
    let bytes = fs::read(path)?;
    if path.extension().is_none_or(|extension| extension != "nupkg") {
        return Ok(bytes);
    }
    let archive = rawzip::ZipArchive::from_slice(&bytes)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry()? {
        if entry.file_path().as_ref() == b"lib/net452/System.Management.Automation.dll" {
            let packed = archive.get_entry(entry.wayfinder())?;
            let mut assembly = Vec::new();
            flate2::read::DeflateDecoder::new(packed.data()).read_to_end(&mut assembly)?;
            return Ok(assembly);
        }
    }
    Err(format!("expected an assembly in {}, found none", path.display()).into())
}

/// Builds the binding and the program that uses it; gives the program.
fn compile(mcs: &Path, suite: &str) -> Result<PathBuf, Failed> {
    let folder = scratch(suite)?;
    let shim = folder.join("ClusterRoute.Interop.dll");
    let program = folder.join("program.exe");
    let compiler = || {
        let mut command = Command::new(mcs);
        // Without its configuration the compiler references mscorlib and nothing else.
        command.args(["-nologo", "-langversion:5", "-warn:4", "-warnaserror", "-noconfig"]);
        command
    };
    let source = repository("powershell/ClusterRoute/Native.cs");
    run(compiler().arg("-target:library").arg(out(&shim)).arg(source))?;
    let mut reference = std::ffi::OsString::from("-r:");
    reference.push(&shim);
    run(compiler().arg(reference).arg(out(&program)).arg(repository("tests/clr/Program.cs")))?;
    Ok(program)
}

fn out(path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from("-out:");
    argument.push(path);
    argument
}

fn use_library(command: &mut Command, cc: &Path, program: &Path) -> Result<(), Failed> {
    let folder = program.parent().unwrap_or(program);
    shim::holds(command, &support::library()?, cfg!(debug_assertions), cc, folder)
}
